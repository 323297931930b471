"""The constants of Shewhart charts, computed from the normal distribution instead of copied from a table.

Source of the definitions: E. L. Grant and R. S. Leavenworth, Statistical Quality Control, tables of d2, d3 and c4;
H. L. Harter (1960) for the distribution of the range. n is the number of values in a subgroup.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import numpy.typing as npt

from .chart_errors import require, require_number

Array = npt.NDArray[np.float64]
LARGEST_SUBGROUP = 100
SOURCE = "tabel d2, d3, c4 untuk bagan Shewhart"


def c4(n: int) -> float:
    """Expected sample standard deviation of n standard normal values: sqrt(2/(n-1)) Γ(n/2) / Γ((n-1)/2)."""
    require_subgroup(n)
    return math.sqrt(2 / (n - 1)) * math.exp(math.lgamma(n / 2) - math.lgamma((n - 1) / 2))


def d2(n: int) -> float:
    """Expected range of n standard normal values (1.128, 1.693, 2.059, 2.326 … for n = 2, 3, 4, 5 …)."""
    return range_moments(n)[0]


def d3(n: int) -> float:
    """Standard deviation of the range of n standard normal values (0.853, 0.888, 0.880, 0.864 …)."""
    return range_moments(n)[1]


@cache
def range_moments(n: int) -> tuple[float, float]:
    """(mean, standard deviation) of the range, from P(R > r) integrated over r by Gauss-Legendre, to 1e-10."""
    require_subgroup(n)
    nodes, weights = np.polynomial.legendre.leggauss(80)
    r = 8 * (nodes + 1)  # ranges beyond 16 sigma have probability below 1e-28
    tail = np.array([1 - range_cdf(n, float(one)) for one in r])
    mean = float(8 * weights @ tail)
    square = float(8 * weights @ (2 * r * tail))
    return mean, math.sqrt(square - mean * mean)


def range_cdf(n: int, r: float) -> float:
    """P(range of n standard normal values <= r) = n ∫ φ(x) (Φ(x+r) - Φ(x))^(n-1) dx; the trapezoid rule converges
    faster than any power here, since the integrand is smooth and dies at both ends."""
    step = 0.1
    x = np.arange(-9, 9 + step, step)
    inside = normal_cdf(x + r) - normal_cdf(x)
    return float(n * step * np.sum(np.exp(-x * x / 2) / math.sqrt(2 * math.pi) * inside ** (n - 1)))


def normal_cdf(x: Array) -> Array:
    """Φ for an array of any shape, to full double precision in both tails (by math.erfc; needs no scipy)."""
    flat = [0.5 * math.erfc(-value / math.sqrt(2)) for value in np.ravel(x).tolist()]
    return np.array(flat, dtype=np.float64).reshape(np.shape(x))


def require_subgroup(n: int) -> None:
    require_number("ukuran subgrup", n, SOURCE)
    require(n == int(n) and 2 <= n <= LARGEST_SUBGROUP, "ukuran subgrup", n, f"2 sampai {LARGEST_SUBGROUP}", SOURCE)
