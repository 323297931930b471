"""Charts for measurements: Xbar-R, Xbar-S, individuals with moving range, and deviation from nominal for short runs.

Source: Shewhart's limits as the R package qcc draws them; the short-run form after T. Pyzdek (1993), Process control
for short and small runs, Quality Progress 26(4). Not done: subgroups of unequal size, multivariate charts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .chart_constants import LARGEST_SUBGROUP, Array, c4
from .chart_constants import d2 as range_mean
from .chart_constants import d3 as range_sd
from .chart_errors import ChartError, require, require_list, require_number, require_numbers, require_spread
from .chart_limits import Chart, Stands, first_ones, same_kind, three_sigma

SHEWHART = "batas 3 sigma Shewhart"
PYZDEK = "Pyzdek 1993"


@dataclass(frozen=True, slots=True)
class ChartPair:
    """A chart of location and one of spread, with the short-term standard deviation that both stand on."""

    location: Chart
    spread: Chart
    sigma: float

    @property
    def is_stable(self) -> bool:
        return self.location.is_stable and self.spread.is_stable


Base = int | ChartPair | None


def xbar_r_charts(
    groups: Sequence[Sequence[float]], d2: float | None = None, d3: float | None = None, *, base: Base = None
) -> ChartPair:
    """Xbar and R over subgroups of one size (2 to 100): sigma = Rbar / d2; Xbar at ± 3 sigma / sqrt(n), R at
    Rbar ± 3 d3 sigma. `d2`, `d3`: only where a report uses constants rounded in its own way. `base`: limits from the
    first so many subgroups, or those of an earlier pair of charts; without it from all. Refused where nothing varies
    inside the subgroups."""
    table = table_of(groups)
    n = table.shape[1]
    ranges = np.ptp(table, axis=1)
    constant = range_mean(n) if d2 is None else positive("d2", d2)
    period = period_of(base, "R", table, ranges, lambda mean: mean / constant)
    spread_sigma = period.sigma * (range_sd(n) if d3 is None else positive("d3", d3))
    return period.charts("Xbar", "R", table.mean(axis=1), ranges, period.sigma / math.sqrt(n), spread_sigma)


def xbar_s_charts(groups: Sequence[Sequence[float]], *, base: Base = None) -> ChartPair:
    """Xbar and S: sigma = Sbar / c4; S at Sbar (1 ± 3 sqrt(1 - c4²) / c4). Better than R from about n = 8. `base` and
    the refusal are those of `xbar_r_charts`."""
    table = table_of(groups)
    n = table.shape[1]
    constant = c4(n)
    deviations = table.std(axis=1, ddof=1)
    period = period_of(base, "S", table, deviations, lambda mean: mean / constant)
    spread_sigma = period.sigma * math.sqrt(1 - constant**2)
    return period.charts("Xbar", "S", table.mean(axis=1), deviations, period.sigma / math.sqrt(n), spread_sigma)


def individuals_charts(values: Sequence[float], *, base: Base = None) -> ChartPair:
    """I-MR: single values in the order made; sigma = mean moving range / 1.128. The moving range has one point less.

    Needs at least 2 values to exist and about 20 to mean much; with strongly skewed values its alarms are false. `base`:
    limits from the first so many values, or those of an earlier pair of charts. Refused where all values are the same.
    """
    require_numbers("nilai", values, 2, SHEWHART)
    return individuals(np.asarray(values, dtype=np.float64), base)


def individuals(points: Array, base: Base, size: float = 0.0) -> ChartPair:
    """I-MR of numbers that were looked at; `size`: the largest that went into them, where that is more than themselves."""
    moving = np.abs(np.diff(points))
    period = period_of(base, "MR", points, moving, lambda mean: mean / range_mean(2), size)
    return period.charts("I", "MR", points, moving, period.sigma, period.sigma * range_sd(2))


@dataclass(frozen=True, slots=True)
class Period:
    """What the limits stand on: the short-term sigma, both centres, and how many points gave them."""

    sigma: float
    center: float
    mean_spread: float
    base: int = 0
    taken_on: int = 0

    def charts(
        self, kind: str, spread_kind: str, points: Array, spreads: Array, sigma: float, spread_sigma: float
    ) -> ChartPair:
        """Both charts over all points; a chart of moving ranges has one point less in its base as well."""
        fewer = len(points) - len(spreads)
        location = three_sigma(kind, points.tolist(), self.center, [sigma] * len(points), stands=Stands(self.base, self.taken_on))
        spread = three_sigma(
            spread_kind, spreads.tolist(), self.mean_spread, [spread_sigma] * len(spreads), 0.0,
            stands=Stands(max(0, self.base - fewer), max(0, self.taken_on - fewer)),
        )  # fmt: skip
        return ChartPair(location, spread, self.sigma)


def period_of(
    base: Base, kind: str, values: Array, spreads: Array, sigma_of: Callable[[float], float], size: float = 0.0
) -> Period:
    """The period whose limits hold; `values` are single values or rows of subgroups, `spreads` a range or s for each."""
    if isinstance(base, ChartPair):
        same_kind(kind, base.spread)
        return Period(base.sigma, base.location.center, base.spread.center, taken_on=base.location.limits_from)
    first = first_ones(base, len(values))
    found = spreads[: first - (len(values) - len(spreads))]
    mean_spread = float(found.mean())
    largest = max(size, float(np.abs(values[:first]).max()))
    require_spread(f"{SPREADS[kind][0]} rata-rata", mean_spread, [largest], SPREADS[kind][1], SHEWHART)
    return Period(sigma_of(mean_spread), float(values[:first].mean()), mean_spread, base=0 if base is None else first)


SPREADS = {
    "R": ("rentang subgrup", "di dalam tiap subgrup semua nilai"),
    "S": ("simpangan baku subgrup", "di dalam tiap subgrup semua nilai"),
    "MR": ("rentang bergerak", "semua nilai"),
}


def short_run_charts(
    values: Sequence[float], targets: Sequence[float], family_sigmas: Sequence[float] | None = None, *, base: Base = None
) -> ChartPair:
    """Deviation from nominal: (value - target) / s of its family as I-MR, so that one workshop's many types share a
    chart. Without `family_sigmas` the deviations keep their unit, which is honest only where all families spread alike.
    """
    require_numbers("nilai", values, 2, PYZDEK)
    scales = [1.0] * len(values) if family_sigmas is None else family_sigmas
    for what, column in (("target", targets), ("s keluarga", scales)):
        require_list(what, column, PYZDEK)
        if len(column) != len(values):
            raise ChartError(f"banyaknya {what}", len(column), f"{len(values)}, satu untuk tiap nilai", PYZDEK)
        require_numbers(what, column, 2, PYZDEK)
    for place, scale in enumerate(scales, start=1):
        require(scale > 0, f"s keluarga ke-{place}", scale, "di atas 0", PYZDEK)
    rows = list(zip(values, targets, scales, strict=True))
    largest = max(max(abs(v), abs(t)) / s for v, t, s in rows)  # a difference carries the rounding of what it came from
    return individuals(np.array([(v - t) / s for v, t, s in rows], dtype=np.float64), base, largest)


def table_of(groups: Sequence[Sequence[float]]) -> Array:
    """Subgroups as an array (groups, n), every one of the same size from 2 on."""
    require_list("subgrup", groups, SHEWHART)
    require(len(groups) >= 2, "banyaknya subgrup", len(groups), "paling sedikit 2", SHEWHART)
    for place, group in enumerate(groups, start=1):
        require_list(f"subgrup ke-{place}", group, SHEWHART)
    n = len(groups[0])
    require(2 <= n <= LARGEST_SUBGROUP, "ukuran subgrup ke-1", n, f"2 sampai {LARGEST_SUBGROUP}", SHEWHART)
    for place, group in enumerate(groups, start=1):
        require(len(group) == n, f"ukuran subgrup ke-{place}", len(group), f"{n} seperti subgrup pertama", SHEWHART)
        require_numbers(f"nilai subgrup ke-{place}", group, n, SHEWHART)
    return np.asarray(groups, dtype=np.float64)


def positive(what: str, value: float) -> float:
    require_number(what, value, SHEWHART)
    require(value > 0, what, value, "di atas 0", SHEWHART)
    return value
