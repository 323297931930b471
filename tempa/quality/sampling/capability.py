"""Whether a steady process fits its specification: Cp, Cpk and Cpm, always with intervals, and refused where they
would mislead (fewer than 25 units, or a chart that is not steady).

Source: as the R package qcc computes them; A. F. Bissell (1990), How reliable is your capability index?, Applied
Statistics 39(3), for the bound of Cpk. All of them need values that are about normal: with skewed measurements, or
with a specification on one side only that lies far out, they say little. Not done: non-normal indices, Pp and Ppk.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean

from .chart_errors import COARSE, NOISE, ChartError, require, require_each, require_number, require_numbers
from .chart_explain import Sentence
from .chart_limits import Chart
from .chart_variables import individuals_charts, table_of, xbar_r_charts

LEAST_UNITS = 25
QCC = "qcc process.capability"
BISSELL = "Bissell 1990"
RULE = "aturan kemampuan proses: tidak di bawah 25 unit, tidak pada bagan yang tidak stabil"
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Specification:
    """Limits and target in the unit of the values; one limit may be None (a capacity has only a lower one)."""

    lower: float | None = None
    upper: float | None = None
    target: float | None = None

    def __post_init__(self) -> None:
        require(self.lower is not None or self.upper is not None, "batas spesifikasi", "kosong", "paling sedikit satu",
                QCC)
        for what, limit in (("batas bawah", self.lower), ("batas atas", self.upper), ("target", self.target)):
            if limit is not None:
                require_number(what, limit, QCC)
        if self.lower is not None and self.upper is not None:
            require(self.lower < self.upper, "batas bawah dan atas", (self.lower, self.upper), "bawah < atas", QCC)


@dataclass(frozen=True, slots=True)
class Capability:
    """`cp`, its interval and `cpm` are None where the specification has one limit only (or, for cpm, no target).

    Intervals are two-sided at `level`; `cpk_lower` is Bissell's one-sided lower bound at the same level.
    """

    n: int
    mean: float
    sigma: float
    level: float
    cp: float | None
    cp_interval: Interval | None
    cpk: float
    cpk_interval: Interval
    cpk_lower: float
    cpm: float | None


def capability_of_groups(
    groups: Sequence[Sequence[float]], specification: Specification, level: float = 0.95
) -> Capability:
    """From subgroups in the order made: sigma = Rbar / d2; refused on an unsteady Xbar or R chart."""
    values = table_of(groups).ravel().tolist()
    require_enough(len(values))
    pair = xbar_r_charts(groups)
    return guarded([pair.location, pair.spread], pair.sigma, values, specification, level)


def capability_of_individuals(values: Sequence[float], specification: Specification, level: float = 0.95) -> Capability:
    """From single values in the order made: sigma = mean moving range / 1.128; refused on an unsteady I chart.

    The moving ranges are left out of that: nearly one in a hundred of them passes its 3-sigma limit on a steady
    process, so that most good records of a hundred units would be refused.
    """
    require_numbers("nilai", values, 2, QCC)
    require_enough(len(values))
    pair = individuals_charts(values)
    return guarded([pair.location], pair.sigma, values, specification, level)


def require_enough(n: int) -> None:
    require(n >= LEAST_UNITS, "banyaknya unit untuk Cpk", n, f"paling sedikit {LEAST_UNITS}", RULE)


def guarded(
    asked: Sequence[Chart], sigma: float, values: Sequence[float], specification: Specification, level: float
) -> Capability:
    for chart in asked:
        if chart.out:
            places = ", ".join(map(str, chart.out))
            raise ChartError(f"bagan {chart.kind}", f"titik {places} di luar batas",
                             "stabil lebih dahulu; cari penyebab titik itu", RULE)
    return capability_indices(fmean(values), sigma, len(values), specification, level)


def capability_indices(
    mean: float, sigma: float, n: int, specification: Specification, level: float = 0.95
) -> Capability:
    """The bare formulas from a mean, a short-term sigma and n values; asks nothing about the process.

    Cp = (upper - lower) / 6 sigma, interval by chi-square with n - 1 degrees of freedom; Cpk = nearest limit / 3
    sigma, interval Cpk ± z sqrt(1/(9n) + Cpk²/(2(n-1))); Cpm = Cp / sqrt(1 + ((mean - target)/sigma)²).
    """
    require_each(QCC, rata_rata=mean, sigma=sigma, banyaknya_nilai=n)
    require(sigma > NOISE * abs(mean), "sigma", sigma, f"di atas 0; di sini semua nilai sama, {COARSE}", QCC)
    require(n >= 2, "banyaknya nilai", n, "paling sedikit 2", QCC)
    require_level(level)
    cp = two_sided_cp(specification, sigma)
    cpk = nearest(mean, specification) / (3 * sigma)
    half = NormalDist().inv_cdf((1 + level) / 2) * bissell_spread(cpk, n)
    return Capability(
        n, mean, sigma, level, cp, None if cp is None else cp_interval(cp, n, level), cpk, (cpk - half, cpk + half),
        cpk_lower_bound(cpk, n, level), cpm_of(cp, mean, sigma, specification.target),
    )


def two_sided_cp(specification: Specification, sigma: float) -> float | None:
    if specification.lower is None or specification.upper is None:
        return None
    return (specification.upper - specification.lower) / (6 * sigma)


def nearest(mean: float, specification: Specification) -> float:
    """Distance from the mean to the nearer limit; negative when the mean itself is outside."""
    below = math.inf if specification.lower is None else mean - specification.lower
    above = math.inf if specification.upper is None else specification.upper - mean
    return min(below, above)


def cp_interval(cp: float, n: int, level: float) -> Interval:
    """Cp sqrt(chi²_q(n-1) / (n-1)) at both tails of 1 - level."""
    from scipy.special import gammaincinv  # loaded only here: half of this module's users never need it

    tail, df = (1 - level) / 2, n - 1
    low, high = (float(cp * math.sqrt(2 * gammaincinv(df / 2, q) / df)) for q in (tail, 1 - tail))
    return low, high


def cpm_of(cp: float | None, mean: float, sigma: float, target: float | None) -> float | None:
    if cp is None or target is None:
        return None
    return cp / math.sqrt(1 + ((mean - target) / sigma) ** 2)


def cpk_lower_bound(cpk: float, n: int, level: float = 0.95) -> float:
    """Bissell's one-sided lower bound: Cpk - z_level sqrt(1/(9n) + Cpk²/(2(n-1))); 1.33 from 25 units is 0.996."""
    require_each(BISSELL, Cpk=cpk, banyaknya_nilai=n)
    require(n >= 2, "banyaknya nilai", n, "paling sedikit 2", BISSELL)
    require_level(level)
    return cpk - NormalDist().inv_cdf(level) * bissell_spread(cpk, n)


def bissell_spread(cpk: float, n: int) -> float:
    return math.sqrt(1 / (9 * n) + cpk**2 / (2 * (n - 1)))


def require_level(level: float) -> None:
    require_number("taraf kepercayaan", level, BISSELL)
    require(0 < level < 1, "taraf kepercayaan", level, "di antara 0 dan 1", BISSELL)


def explain_capability(result: Capability) -> Sentence:
    """What the bound allows to be said; the estimate alone is never shown."""
    percent, low, cpk = f"{100 * result.level:g}", f"{result.cpk_lower:.2f}", f"{result.cpk:.2f}"
    comma = str.maketrans(".", ",")
    return Sentence(
        f"Dari {result.n} unit Cpk {cpk.translate(comma)}; dengan kepercayaan {percent.translate(comma)} % paling "
        f"sedikit {low.translate(comma)}, selama prosesnya tetap dan nilainya kira-kira normal.",
        f"From {result.n} units Cpk is {cpk}; with {percent} % confidence at least {low}, as long as the process stays "
        "as it is and its values are about normal.",
    )
