"""How long a chart runs until it signals, on average: the price of false alarms and the speed of true ones.

Source: the integral equations of E. S. Page (1954) and S. V. Crowder (1987), solved by Nyström's method on
Gauss-Legendre nodes (the smooth kernel makes it converge to about 1e-9 relative); D. Brook and D. A. Evans (1972) for
the Markov chain of counts. Values are independent and normal with the stated shift of the mean, in standard
deviations; run lengths count values from the start at 0. Not done: autocorrelated or skewed values, estimated
parameters (limits set from few values alarm far more often than these figures say). Run lengths beyond 1e11 come back
as infinity.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache
from typing import Literal

import numpy as np

from .chart_constants import Array, normal_cdf
from .chart_errors import require, require_each

Sides = Literal["one", "two"]
PAGE = "Page 1954, persamaan integral ARL"
CROWDER = "Crowder 1987, persamaan integral ARL"
BROOK_EVANS = "Brook dan Evans 1972"
LARGEST_CHAIN = 3000
LONGEST = 1e11


def cusum_arl(k: float, h: float, shift: float = 0.0, sides: Sides = "two") -> float:
    """Average run length of a CUSUM with reference k and limit h; `one`: upper side only.

    Both sides from 0: 1/L = 1/L+ + 1/L- (Kemp), exact since the two sums cannot both be high.
    """
    require_each(PAGE, k=k, h=h, pergeseran=shift)
    require(0 <= k <= 10, "k", k, "0 sampai 10", PAGE)
    require(0 < h <= 50, "h", h, "di atas 0 sampai 50", PAGE)
    require_sides(sides)
    upper = upper_cusum_arl(k, h, shift)
    if sides == "one":
        return upper
    signals_a_step = 1 / upper + 1 / upper_cusum_arl(k, h, -shift)
    return 1 / signals_a_step if signals_a_step else math.inf


def upper_cusum_arl(k: float, h: float, shift: float) -> float:
    """L(s) = 1 + L(0) Φ(k - s - shift) + ∫_0^h L(y) φ(y + k - s - shift) dy, taken at s = 0."""
    nodes, weights = gauss_legendre(0.0, h, nodes_for(h))
    states = np.concatenate(([0.0], nodes))
    to_nodes = density(nodes[None, :] + k - states[:, None] - shift) * weights
    to_zero = normal_cdf(k - states - shift)[:, None]
    return solve_from_first(np.hstack((to_zero, to_nodes)))


def ewma_arl(weight: float, width: float, shift: float = 0.0, sides: Sides = "two") -> float:
    """Average run length of an EWMA with settled limits ± width sqrt(weight / (2 - weight)), started at 0.

    `one`: upper limit only, and the average is not let below 0 (a barrier at the target).
    """
    require_each(CROWDER, bobot_lambda=weight, lebar_L=width, pergeseran=shift)
    require(0.001 <= weight <= 1, "bobot lambda", weight, "0,001 sampai 1", CROWDER)
    require(0 < width <= 8, "lebar L", width, "di atas 0 sampai 8", CROWDER)
    require_sides(sides)
    limit = width * math.sqrt(weight / (2 - weight))
    nodes, weights = gauss_legendre(0.0 if sides == "one" else -limit, limit, nodes_for(2 * limit / weight))
    states = np.concatenate(([0.0], nodes))
    step = (nodes[None, :] - (1 - weight) * states[:, None]) / weight - shift
    to_nodes = density(step) * weights / weight
    to_zero = np.zeros((len(states), 1))
    if sides == "one":
        to_zero = normal_cdf(-(1 - weight) * states / weight - shift)[:, None]
    return solve_from_first(np.hstack((to_zero, to_nodes)))


def nodes_for(width_in_sigmas: float) -> int:
    """Nodes enough for a kernel one standard deviation wide: doubling them changes the result below 1e-9."""
    return 40 + math.ceil(8 * width_in_sigmas)


def gauss_legendre(low: float, high: float, count: int) -> tuple[Array, Array]:
    nodes, weights = unit_rule(count)
    half = (high - low) / 2
    return low + half * (nodes + 1), half * weights


@lru_cache(maxsize=64)
def unit_rule(count: int) -> tuple[Array, Array]:
    """Nodes and weights on -1 … 1, kept because finding them costs more than solving with them."""
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return nodes, weights


def density(x: Array) -> Array:
    return np.exp(-x * x / 2) / math.sqrt(2 * math.pi)


def solve_from_first(kernel: Array) -> float:
    """First entry of L where L = 1 + kernel L: expected steps until the process leaves, begun in the first state.

    Infinity beyond LONGEST: there 1 - kernel is singular to double precision, and any figure would be made up.
    """
    try:
        length = float(np.linalg.solve(np.eye(len(kernel)) - kernel, np.ones(len(kernel)))[0])
    except np.linalg.LinAlgError:
        return math.inf
    return length if 0 < length < LONGEST else math.inf


def shewhart_arl(shift: float = 0.0, subgroup: int = 1, width: float = 3.0) -> float:
    """1 / P(a subgroup mean falls outside ± width sigma / sqrt(n)): 370.4 at no shift with three sigma."""
    require_each(PAGE, pergeseran=shift, ukuran_subgrup=subgroup, lebar=width)
    require(subgroup >= 1, "ukuran subgrup", subgroup, "paling sedikit 1", PAGE)
    require(width > 0, "lebar", width, "di atas 0", PAGE)
    moved = shift * math.sqrt(subgroup)
    low, high = normal_cdf(np.array([-width - moved, moved - width]))
    return 1 / float(low + high)


def g_chart_arl(failure_rate: float, soonest: int) -> float:
    """Failures until a g-chart warns "too soon": 1 / P(fewer than `soonest` good units between two failures)."""
    require_each("Benneyan 2001", laju_kegagalan=failure_rate, batas=soonest)
    require(0 < failure_rate <= 1, "laju kegagalan", failure_rate, "di atas 0 sampai 1", "Benneyan 2001")
    require(soonest >= 0, "batas", soonest, "mulai 0", "Benneyan 2001")
    if soonest == 0:
        return math.inf
    return 1 / (1 - (1 - failure_rate) ** soonest)


def poisson_cusum_arl(mean: float, k: Fraction, h: Fraction) -> float:
    """Average run length of C = max(0, C + x - k), x Poisson, signal past h: exact, since C lives on a lattice.

    `k` and `h` are fractions (k = Fraction(3, 2)); the lattice has h × denominator + 1 states, at most 3,000.
    """
    require_each(BROOK_EVANS, rata_rata_cacat=mean, k=k, h=h)
    require(0 < mean < 500, "rata-rata cacat", mean, "di atas 0, di bawah 500", BROOK_EVANS)
    require(k > 0 and h > 0, "k dan h", (str(k), str(h)), "di atas 0", BROOK_EVANS)
    scale = Fraction(k).denominator
    top = math.floor(Fraction(h) * scale)
    require(top < LARGEST_CHAIN, "banyaknya keadaan", top + 1, f"paling banyak {LARGEST_CHAIN}", BROOK_EVANS)
    return solve_from_first(poisson_chain(mean, int(k * scale), scale, top))


def poisson_chain(mean: float, down: int, scale: int, top: int) -> Array:
    """Moves among the states 0 … top (in units of 1/scale): down by k, up by `scale` per fault, never below 0."""
    chain = np.zeros((top + 1, top + 1))
    for state in range(top + 1):
        for faults in range((top + down - state) // scale + 1):
            chain[state, max(0, state + faults * scale - down)] += poisson(faults, mean)
    return chain


def poisson(x: int, mean: float) -> float:
    return math.exp(x * math.log(mean) - mean - math.lgamma(x + 1))


def require_sides(sides: str) -> None:
    require(sides in ("one", "two"), "sisi", sides, "one atau two", PAGE)
