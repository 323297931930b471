"""Charts for counts: share of bad units (p), faults per lot or unit (c, u), Laney's correction, and rare failures (g).

Source: W. A. Shewhart's limits at three standard deviations, as in the R package qcc; D. B. Laney (2002), Improved
control charts for attributes, Quality Engineering 14(4), for p' and u'; J. C. Benneyan (2001) for g.
Not done: charts for correlated counts, and probability limits for p, c and u (with very small counts use g).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real

from .chart_errors import (
    ChartError,
    require,
    require_counts,
    require_list,
    require_number,
    require_numbers,
    require_spread,
)
from .chart_limits import BASE, ON_ALL, Chart, Stands, first_ones, same_kind, three_sigma

SHEWHART = "batas 3 sigma Shewhart"
LANEY = "Laney 2002"
BENNEYAN = "Benneyan 2001"
Base = int | Chart | None
MEAN_MOVING_RANGE = 2 / math.sqrt(math.pi)  # d2 for n = 2


def p_chart(bad: Sequence[int], sizes: int | Sequence[int], *, base: Base = None) -> Chart:
    """Share of bad units per sample: pbar ± 3 sqrt(pbar (1 - pbar) / n_i); never below 0 or above 1.

    `sizes`: units looked at, one number for all samples or one per sample. `base`: pbar from the first so many samples,
    or that of an earlier chart; without it from all.
    """
    n = sizes_of(bad, sizes, whole=True)
    for place, (x, size) in enumerate(zip(bad, n, strict=True), start=1):
        require(x <= size, f"unit rusak sampel ke-{place}", x, f"paling banyak ukuran sampelnya, {size:g}", SHEWHART)
    mean, stands = center_of("p", bad, n, base)
    require_base_spread(mean * (1 - mean), base)
    sigma = [math.sqrt(mean * (1 - mean) / size) for size in n]
    return three_sigma("p", [x / size for x, size in zip(bad, n, strict=True)], mean, sigma, 0.0, 1.0, stands=stands)


def c_chart(counts: Sequence[int], *, base: Base = None) -> Chart:
    """Faults per equal lot: cbar ± 3 sqrt(cbar); never below 0. `base` as for `p_chart`."""
    require_counts("cacah cacat", counts, 2, SHEWHART)
    mean, stands = center_of("c", counts, [1.0] * len(counts), base)
    require_base_spread(mean, base)
    return three_sigma("c", counts, mean, [math.sqrt(mean)] * len(counts), 0.0, stands=stands)


def u_chart(counts: Sequence[int], sizes: float | Sequence[float], *, base: Base = None) -> Chart:
    """Faults per unit: ubar ± 3 sqrt(ubar / n_i); never below 0. A size may be fractional (9.5 m of weld). `base` as for
    `p_chart`."""
    n = sizes_of(counts, sizes, whole=False)
    mean, stands = center_of("u", counts, n, base)
    require_base_spread(mean, base)
    return three_sigma("u", [x / size for x, size in zip(counts, n, strict=True)], mean,
                       [math.sqrt(mean / size) for size in n], 0.0, stands=stands)


def center_of(kind: str, counts: Sequence[int], sizes: Sequence[float], base: Base) -> tuple[float, Stands]:
    """The centre line, from all, from the first ones, or of an earlier chart, and what that stands on."""
    if isinstance(base, Chart):
        same_kind(kind, base)
        return base.center, Stands(taken_on=base.limits_from)
    first = first_ones(base, len(counts))
    return sum(counts[:first]) / sum(sizes[:first]), ON_ALL if base is None else Stands(first)


def require_base_spread(variance: float, base: Base) -> None:
    """Limits frozen from a base in which nothing, or everything, was bad would lie on the centre and accuse the first count that differs."""
    require(base is None or variance > 0, "masa dasar", "tanpa sebaran", "masa yang tidak semuanya baik atau semuanya rusak, "
            "sebab tanpa itu tidak ada batas yang dapat ditarik; perpanjang masa dasar", BASE)  # fmt: skip


def laney_p_chart(bad: Sequence[int], sizes: int | Sequence[int], *, base: int | None = None) -> Chart:
    """p': the limits of p widened (or narrowed) by sigma_z, the short-term spread of the z-scores.

    sigma_z = mean moving range of the z-scores / 1.128; it is 1 where the binomial spread holds. `base`: centre and
    sigma_z from the first so many samples. Refused where all samples have the same share.
    """
    return corrected(p_chart(bad, sizes, base=base), "p'", 1.0)


def laney_u_chart(counts: Sequence[int], sizes: float | Sequence[float], *, base: int | None = None) -> Chart:
    """u': the same correction for faults per unit."""
    return corrected(u_chart(counts, sizes, base=base), "u'", float("inf"))


def corrected(chart: Chart, kind: str, most: float) -> Chart:
    require(any(chart.sigma), "sebaran", 0, "sampel yang tidak semuanya baik atau semuanya rusak", LANEY)
    require(not chart.taken_on, "masa dasar", "sebuah bagan", "banyaknya titik pertama; sigma z tidak disimpan dalam bagan", LANEY)
    factor = sigma_z(chart)
    require_spread("sigma z", factor, [1.0, *map(abs, chart.z_scores)], "bagian atau cacat tiap unit semua sampel", LANEY)
    return three_sigma(kind, chart.points, chart.center, [factor * s for s in chart.sigma], 0.0, most, stands=Stands(chart.base))


def sigma_z(chart: Chart) -> float:
    """Laney's factor of a p or u chart, from the points that its centre comes from."""
    z = chart.z_scores[: chart.base or None]
    moving = [abs(after - before) for before, after in itertools.pairwise(z)]
    return sum(moving) / len(moving) / MEAN_MOVING_RANGE


@dataclass(frozen=True, slots=True)
class RareFailures:
    """A g-chart. `chart` has the usual 3-sigma limits; `soonest` is the exact probability limit that can warn.

    The 3-sigma lower limit of a geometric count is always 0, so it can never say "failures come too soon". A count
    below `soonest` does: on a steady process its probability is at most `risk` (`soonest` 0: no count can say so).
    """

    chart: Chart
    failure_rate: float
    soonest: int
    risk: float

    @property
    def too_soon(self) -> tuple[int, ...]:
        """Numbers (from 1) of the failures that came too soon after the one before."""
        return tuple(i for i, count in enumerate(self.chart.points, start=1) if count < self.soonest)


def g_chart(good_between: Sequence[int], risk: float = 0.00135, *, base: int | RareFailures | None = None) -> RareFailures:
    """Good units between two failures: gbar ± 3 sqrt(gbar (gbar + 1)), with the exact lower probability limit.

    Under a steady failure rate p the count is geometric, P(G >= g) = (1-p)^g; p is estimated by 1 / (1 + gbar).
    `soonest` is the largest g with P(G < g) <= risk. `base`: gbar from the first so many, or that of an earlier chart.
    """
    require_counts("cacah unit baik di antara dua kegagalan", good_between, 2, BENNEYAN)
    require_number("risiko tanda palsu", risk, BENNEYAN)
    require(0 < risk < 0.5, "risiko tanda palsu", risk, "di antara 0 dan 0,5", BENNEYAN)
    earlier = base.chart if isinstance(base, RareFailures) else base
    mean, stands = center_of("g", good_between, [1.0] * len(good_between), earlier)
    require_base_spread(mean, earlier)
    rate = 1 / (1 + mean)
    sigma = math.sqrt(mean * (mean + 1))
    chart = three_sigma("g", good_between, mean, [sigma] * len(good_between), 0.0, stands=stands)
    return RareFailures(chart, rate, soonest_count(rate, risk), risk)


def soonest_count(rate: float, risk: float) -> int:
    """Largest g with 1 - (1 - rate)^g <= risk."""
    if rate >= 1:
        return 0
    return int(math.log1p(-risk) / math.log1p(-rate))


def sizes_of(counts: Sequence[int], sizes: float | Sequence[float], whole: bool) -> list[float]:
    """One positive size per sample, from one number for all or a list as long as the counts."""
    require_counts("cacah", counts, 2, SHEWHART)
    given: Sequence[float] = [sizes] * len(counts) if isinstance(sizes, Real) else sizes  # type: ignore[assignment,list-item]
    require_list("ukuran sampel", given, SHEWHART)
    if len(given) != len(counts):
        raise ChartError("banyaknya ukuran sampel", len(given), f"{len(counts)}, satu untuk tiap cacah", SHEWHART)
    require_numbers("ukuran sampel", given, 2, SHEWHART)
    n = [float(size) for size in given]
    for place, size in enumerate(n, start=1):
        require(size > 0 and not (whole and size % 1), f"ukuran sampel ke-{place}", size,
                "bilangan bulat di atas 0" if whole else "di atas 0", SHEWHART)
    return n
