"""Plans that measure instead of counting: accept when the mean lies k standard deviations inside a single limit.

For one measured feature with one limit L, normal and from a stable process (ISO 3951-1, MIL-STD-414): accept if
(mean - L)/s >= k, or (L - mean)/s >= k for an upper limit. p is the share of units beyond the limit. Two limits at
once are not covered.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, stdev

from tempa.quality.sampling.chart_errors import NOISE
from tempa.quality.sampling.errors import SamplingError
from tempa.quality.sampling.exact import Number, count, fraction, inner_share, share
from tempa.quality.sampling.small_lots import MOST_UNITS, first_true

LEAST = 3  # with two values the estimate of s is worth nothing
NEEDS = "ISO 3951-1: cara s memerlukan taksiran s"
NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class VariablesPlan:
    """Measure `n` units and accept if (mean - L)/s >= `k`; with `sigma_known` the known sigma stands for s."""

    n: int
    k: float
    sigma_known: bool


def known_plan(good: Number, good_pa: Number, poor: Number, poor_pa: Number) -> VariablesPlan:
    """Plan with Pa(good) >= good_pa and Pa(poor) <= poor_pa where sigma is known.

    z1, z2: upper normal quantiles of the two shares, za = z(1 - good_pa), zb = z(poor_pa). n is
    ((za + zb)/(z1 - z2))^2 rounded up, and k = z1 - za/sqrt(n) then meets good_pa exactly. For the unrounded n this is
    the textbook k = (z1 zb + z2 za)/(za + zb).
    """
    z1, z2 = quality_points(good, poor)
    za, zb = -z_of(1 - inner_share(good_pa, "good_pa")), -z_of(inner_share(poor_pa, "poor_pa"))
    if za + zb <= 0:
        raise SamplingError("poor_pa", poor_pa, f"di bawah good_pa, yaitu {good_pa}", "rancangan dua titik")
    n = math.ceil(((za + zb) / (z1 - z2)) ** 2)
    return VariablesPlan(n, z1 - za / math.sqrt(n), True)


def unknown_plan(good: Number, good_pa: Number, poor: Number, poor_pa: Number) -> VariablesPlan:
    """Smallest n (from 3 on) with both risks where sigma is estimated by s; k meets good_pa exactly (noncentral t)."""
    z1, z2 = quality_points(good, poor)
    high_pa, low_pa = float(inner_share(good_pa, "good_pa")), float(inner_share(poor_pa, "poor_pa"))
    if low_pa >= high_pa:
        raise SamplingError("poor_pa", poor_pa, f"di bawah good_pa, yaitu {good_pa}", "rancangan dua titik")

    def keeps(n: int) -> bool:
        return accepts(n, constant(n, z1, high_pa), z2) <= low_pa

    most = LEAST
    while not keeps(most):
        most *= 2
        if most > MOST_UNITS:
            bound = f"dua mutu yang lebih berjauhan: tidak ada n sampai {MOST_UNITS} yang menjaga kedua risiko"
            raise SamplingError("mutu baik dan mutu buruk", (str(good), str(poor)), bound, NEEDS)
    n = first_true(keeps, LEAST, most)
    return VariablesPlan(n, constant(n, z1, high_pa), False)


def quality_points(good: Number, poor: Number) -> tuple[float, float]:
    better, worse = inner_share(good, "mutu baik"), inner_share(poor, "mutu buruk")
    if better >= worse:
        raise SamplingError("mutu buruk", poor, f"di atas mutu baik, yaitu {good}", "rancangan dua titik")
    return -z_of(better), -z_of(worse)


def z_of(p: Number) -> float:
    return NORMAL.inv_cdf(float(p))


def accepts(n: int, k: float, z: float) -> float:
    """P(T >= k sqrt(n)) for T noncentral t with n - 1 degrees of freedom and noncentrality z sqrt(n)."""
    from scipy.special import nctdtr

    below = float(nctdtr(n - 1, z * math.sqrt(n), k * math.sqrt(n)))
    return accepts_by_integral(n, k, z) if math.isnan(below) else 1.0 - below  # scipy gives up far in the tail


def accepts_by_integral(n: int, k: float, z: float) -> float:
    """The same from the definition: the mean of Φ((z − k s/σ) √n) over the chi-distributed s/σ."""
    from scipy.integrate import quad
    from scipy.stats import chi

    spread = chi(n - 1, scale=1 / math.sqrt(n - 1))
    low, high = (float(spread.ppf(q)) for q in (1e-15, 1 - 1e-15))
    found, _ = quad(lambda s: NORMAL.cdf((z - k * s) * math.sqrt(n)) * float(spread.pdf(s)), low, high, limit=200)
    return min(1.0, max(0.0, float(found)))


def constant(n: int, z: float, pa: float) -> float:
    """The k at which a lot of quality z is accepted with probability pa, by halving to the last bit or so."""
    low = high = z
    step = 0.5
    while accepts(n, low, z) <= pa:
        low, step = low - step, 2 * step
    step = 0.5
    while accepts(n, high, z) > pa:
        high, step = high + step, 2 * step
    while high - low > 1e-13 * max(1.0, abs(low)):
        middle = (low + high) / 2
        low, high = (middle, high) if accepts(n, middle, z) > pa else (low, middle)
    return (low + high) / 2


def variables_pa(plan: VariablesPlan, p: Number) -> float:
    """Probability of acceptance at share p beyond the limit."""
    rate = share(p, "bagian di luar batas")
    count(plan.n, "n", 1 if plan.sigma_known else 2, source=NEEDS)
    if rate in (0, 1):
        return float(1 - rate)
    if plan.sigma_known:
        return NORMAL.cdf((-z_of(rate) - plan.k) * math.sqrt(plan.n))
    return accepts(plan.n, plan.k, -z_of(rate))


def variables_curve(plan: VariablesPlan, at: Sequence[Number]) -> tuple[float, ...]:
    """Pa at each share of `at`."""
    return tuple(variables_pa(plan, p) for p in at)


def quality_index(values: Sequence[float], *, lower: float | None = None, upper: float | None = None) -> float:
    """(mean - lower)/s or (upper - mean)/s; exactly one limit is given. Refused under three values or for s = 0."""
    count(len(values), "banyaknya nilai", LEAST, source=NEEDS)
    if (lower is None) == (upper is None):
        raise SamplingError("lower dan upper", (lower, upper), "tepat satu yang diisi", "ISO 3951-1: batas tunggal")
    for place, value in enumerate(values, start=1):
        fraction(value, f"nilai ukur ke-{place}")
    fraction(lower if lower is not None else upper or 0, "batas spesifikasi")
    spread = stdev(values)
    if spread <= NOISE * max(map(abs, values)):  # 0.1 + 0.2 and 0.3 are the same measurement
        raise SamplingError("sebaran", 0, "di atas 0; semua nilai sama, jadi ukurlah lebih teliti", NEEDS)
    return ((fmean(values) - lower) if lower is not None else (float(upper or 0) - fmean(values))) / spread


def decide(
    plan: VariablesPlan, values: Sequence[float], *, lower: float | None = None, upper: float | None = None
) -> bool:
    """True where the lot is accepted by the s-method: index >= k."""
    if plan.sigma_known:
        raise SamplingError("rencana", "cara sigma", "rencana cara s, dari unknown_plan", NEEDS)
    if len(values) != plan.n:
        raise SamplingError("banyaknya nilai", len(values), f"{plan.n}, sebanyak yang diminta rencana", NEEDS)
    return quality_index(values, lower=lower, upper=upper) >= plan.k


def estimated_share(index: float, n: int) -> float:
    """Best estimate of the share beyond the limit from the index and n (Lieberman and Resnikoff 1955).

    At index = k this is the constant M of the M-method: the two methods decide alike.
    """
    from scipy.special import betainc

    count(n, "n", LEAST, source=NEEDS)
    x = min(max(0.0, 0.5 - 0.5 * index * math.sqrt(n) / (n - 1)), 1.0)
    return float(betainc(n / 2 - 1, n / 2 - 1, x))
