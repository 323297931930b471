"""Charts for measurements: Xbar-R, Xbar-S, individuals with moving range, and deviation from nominal for short runs.

Source: Shewhart's limits as the R package qcc draws them; the short-run form after T. Pyzdek (1993), Process control
for short and small runs, Quality Progress 26(4). Not done: subgroups of unequal size, multivariate charts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .chart_constants import LARGEST_SUBGROUP, Array, c4
from .chart_constants import d2 as range_mean
from .chart_constants import d3 as range_sd
from .chart_errors import ChartError, require, require_numbers
from .chart_limits import Chart, three_sigma

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


def xbar_r_charts(groups: Sequence[Sequence[float]], d2: float | None = None, d3: float | None = None) -> ChartPair:
    """Xbar and R over subgroups of one size (2 to 100): sigma = Rbar / d2; Xbar at ± 3 sigma / sqrt(n), R at
    Rbar ± 3 d3 sigma. `d2`, `d3`: only where a report uses constants rounded in its own way."""
    table = table_of(groups)
    n = table.shape[1]
    ranges = np.ptp(table, axis=1)
    mean_range = float(ranges.mean())
    sigma = mean_range / (range_mean(n) if d2 is None else positive("d2", d2))
    spread_sigma = sigma * (range_sd(n) if d3 is None else positive("d3", d3))
    spread = three_sigma("R", ranges.tolist(), mean_range, [spread_sigma] * len(table), 0.0)
    return ChartPair(xbar_chart(table, sigma), spread, sigma)


def xbar_s_charts(groups: Sequence[Sequence[float]]) -> ChartPair:
    """Xbar and S: sigma = Sbar / c4; S at Sbar (1 ± 3 sqrt(1 - c4²) / c4). Better than R from about n = 8."""
    table = table_of(groups)
    constant = c4(table.shape[1])
    deviations = table.std(axis=1, ddof=1)
    mean = float(deviations.mean())
    sigma = mean / constant
    spread = three_sigma("S", deviations.tolist(), mean, [sigma * math.sqrt(1 - constant**2)] * len(table), 0.0)
    return ChartPair(xbar_chart(table, sigma), spread, sigma)


def xbar_chart(table: Array, sigma: float) -> Chart:
    means = table.mean(axis=1)
    return three_sigma("Xbar", means.tolist(), float(means.mean()), [sigma / math.sqrt(table.shape[1])] * len(table))


def individuals_charts(values: Sequence[float]) -> ChartPair:
    """I-MR: single values in the order made; sigma = mean moving range / 1.128. The moving range has one point less.

    Needs at least 2 values to exist and about 20 to mean much; with strongly skewed values its alarms are false.
    """
    require_numbers("nilai", values, 2, SHEWHART)
    points = np.asarray(values, dtype=np.float64)
    moving = np.abs(np.diff(points))
    mean_range = float(moving.mean())
    sigma = mean_range / range_mean(2)
    location = three_sigma("I", points.tolist(), float(points.mean()), [sigma] * len(points))
    spread = three_sigma("MR", moving.tolist(), mean_range, [sigma * range_sd(2)] * len(moving), 0.0)
    return ChartPair(location, spread, sigma)


def short_run_charts(
    values: Sequence[float], targets: Sequence[float], family_sigmas: Sequence[float] | None = None
) -> ChartPair:
    """Deviation from nominal: (value - target) / s of its family as I-MR, so that one workshop's many types share a
    chart. Without `family_sigmas` the deviations keep their unit, which is honest only where all families spread alike.
    """
    scales = [1.0] * len(values) if family_sigmas is None else list(family_sigmas)
    for what, column in (("target", targets), ("s keluarga", scales)):
        if len(column) != len(values):
            raise ChartError(f"banyaknya {what}", len(column), f"{len(values)}, satu untuk tiap nilai", PYZDEK)
        require_numbers(what, column, 2, PYZDEK)
    for place, scale in enumerate(scales, start=1):
        require(scale > 0, f"s keluarga ke-{place}", scale, "di atas 0", PYZDEK)
    return individuals_charts([(v - t) / s for v, t, s in zip(values, targets, scales, strict=True)])


def table_of(groups: Sequence[Sequence[float]]) -> Array:
    """Subgroups as an array (groups, n), every one of the same size from 2 on."""
    require(len(groups) >= 2, "banyaknya subgrup", len(groups), "paling sedikit 2", SHEWHART)
    n = len(groups[0])
    require(2 <= n <= LARGEST_SUBGROUP, "ukuran subgrup ke-1", n, f"2 sampai {LARGEST_SUBGROUP}", SHEWHART)
    for place, group in enumerate(groups, start=1):
        require(len(group) == n, f"ukuran subgrup ke-{place}", len(group), f"{n} seperti subgrup pertama", SHEWHART)
        require_numbers(f"nilai subgrup ke-{place}", group, n, SHEWHART)
    return np.asarray(groups, dtype=np.float64)


def positive(what: str, value: float) -> float:
    require(math.isfinite(value) and value > 0, what, value, "di atas 0", SHEWHART)
    return value
