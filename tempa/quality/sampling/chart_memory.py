"""Charts with a memory, for small lasting shifts: CUSUM, Poisson CUSUM and EWMA. Their run lengths: run_length.py.

Source: E. S. Page (1954) and D. C. Montgomery, Introduction to Statistical Quality Control, on the tabular CUSUM;
J. M. Lucas (1985), Counted data CUSUM's, Technometrics 27(2); S. W. Roberts (1959) on the EWMA.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from .chart_errors import ChartError, require, require_counts, require_each, require_list, require_numbers
from .chart_limits import Chart

SOURCE = "Page 1954, Lucas 1985, Roberts 1959"


@dataclass(frozen=True, slots=True)
class Cusum:
    """Both sums after each value, in standard deviations (counts for Poisson), and the numbers (from 1) past h."""

    upper: tuple[float, ...]
    lower: tuple[float, ...]
    h: float

    @property
    def out(self) -> tuple[int, ...]:
        both = zip(self.upper, self.lower, strict=True)
        return tuple(i for i, (up, down) in enumerate(both, start=1) if max(up, down) > self.h)


def cusum_chart(values: Sequence[float], target: float, sigma: float, k: float = 0.5, h: float = 5.0) -> Cusum:
    """Tabular CUSUM: C+ = max(0, C+ + z - k), C- = max(0, C- - z - k), z = (value - target) / sigma; signal past h."""
    require_numbers("nilai", values, 1, SOURCE)
    require_each(SOURCE, target=target, sigma=sigma, k=k, h=h)
    require(sigma > 0, "sigma", sigma, "di atas 0", SOURCE)
    require(k >= 0 and h > 0, "k dan h", (k, h), "k mulai 0, h di atas 0", SOURCE)
    z = [(value - target) / sigma for value in values]
    return Cusum(one_sided(z, k), one_sided([-v for v in z], k), h)


def one_sided(steps: Sequence[float], k: float) -> tuple[float, ...]:
    return tuple(accumulate(steps, lambda total, step: max(0.0, total + step - k), initial=0.0))[1:]


def poisson_cusum_chart(
    counts: Sequence[int], good_rate: float, bad_rate: float, h: float, sizes: Sequence[float] | None = None
) -> Cusum:
    """C_t = max(0, C_{t-1} + x_t - k n_t), k = (bad - good) / ln(bad / good) faults per unit; upper side only.

    `sizes`: units looked at in each period (1 when not given); rates are faults per unit.
    """
    require_counts("cacah cacat", counts, 1, SOURCE)
    k = poisson_reference(good_rate, bad_rate)
    require_each(SOURCE, h=h)
    require(h > 0, "h", h, "di atas 0", SOURCE)
    n = [1.0] * len(counts) if sizes is None else sizes
    require_list("ukuran", n, SOURCE)
    if len(n) != len(counts):
        raise ChartError("banyaknya ukuran", len(n), f"{len(counts)}, satu untuk tiap cacah", SOURCE)
    require_numbers("ukuran", n, 1, SOURCE)
    for place, size in enumerate(n, start=1):
        require(size >= 0, f"ukuran ke-{place}", size, "mulai 0", SOURCE)
    upper = one_sided([x - k * size for x, size in zip(counts, n, strict=True)], 0.0)
    return Cusum(upper, (0.0,) * len(upper), h)


def poisson_reference(good_rate: float, bad_rate: float) -> float:
    """Reference value of the sequential test of two Poisson rates."""
    require_each(SOURCE, laju_baik=good_rate, laju_buruk=bad_rate)
    require(0 < good_rate < bad_rate, "laju baik dan buruk", (good_rate, bad_rate), "0 < baik < buruk", SOURCE)
    return (bad_rate - good_rate) / math.log(bad_rate / good_rate)


def ewma_chart(
    values: Sequence[float], target: float, sigma: float, weight: float = 0.1, width: float = 2.7,
    settled: bool = False,
) -> Chart:
    """E_t = weight × value + (1 - weight) E_{t-1}, from the target on; limits at ± width standard deviations of E_t.

    The limits grow with t to their final width, or have it from the start with `settled` (the form whose run lengths
    run_length.ewma_arl gives). `Chart.sigma` is width/3 standard deviations of E_t, so that z-scores fit the limits.
    """
    require_numbers("nilai", values, 1, SOURCE)
    require_each(SOURCE, target=target, sigma=sigma, bobot_lambda=weight, lebar_L=width)
    require(sigma > 0, "sigma", sigma, "di atas 0", SOURCE)
    require(0 < weight <= 1, "bobot lambda", weight, "di atas 0 sampai 1", SOURCE)
    require(width > 0, "lebar L", width, "di atas 0", SOURCE)
    path = tuple(accumulate(values, lambda e, v: weight * v + (1 - weight) * e, initial=float(target)))[1:]
    grown = [1.0 if settled else 1 - (1 - weight) ** (2 * t) for t in range(1, len(path) + 1)]
    half = [width * sigma * math.sqrt(weight / (2 - weight) * share) for share in grown]
    return Chart("EWMA", path, float(target), tuple(w / 3 for w in half),
                 tuple(target - w for w in half), tuple(target + w for w in half))
