"""The chance that a plan accepts a lot (operating characteristic), what it lets through, and what it costs.

"Bad" is a nonconforming unit, p the share of bad units offered, Pa the probability of acceptance, N the lot, D the bad
units in it, n the sample, c the acceptance number. Type A curves look at one finite lot, type B at the process that
makes the lots (ISO 3534-2).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache

from tempa.quality.sampling.errors import SamplingError
from tempa.quality.sampling.exact import Number, count, fraction, share

IN_LOT = "sampel diambil dari lotnya tanpa pengembalian"


def hypergeometric(lot: int, bad: int, n: int, c: int) -> Fraction:
    """Exact Pa of one lot (type A): sum over x = 0..c of C(D,x) C(N-D,n-x) / C(N,n)."""
    count(lot, "ukuran lot", 1)
    count(bad, "banyaknya unit rusak", 0, lot, "unit rusak adalah bagian dari lot")
    count(n, "ukuran sampel", 0, lot, IN_LOT)
    count(c, "angka penerimaan", 0)
    return passing_share(int(lot), int(bad), int(n), int(c))


@lru_cache(maxsize=16384)
def passing_share(lot: int, bad: int, n: int, c: int) -> Fraction:
    """The formula of `hypergeometric`, remembered; behind its checks, because a cache takes 5.0 and True for numbers."""
    ways = sum(math.comb(bad, x) * math.comb(lot - bad, n - x) for x in range(min(c, n, bad) + 1))
    return Fraction(ways, math.comb(lot, n))


def binomial(p: Number, n: int, c: int) -> Fraction:
    """Exact Pa when each unit is bad with probability p (type B): sum over x = 0..c of C(n,x) p^x (1-p)^(n-x)."""
    count(n, "ukuran sampel", 0)
    count(c, "angka penerimaan", 0)
    rate = share(p, "bagian unit rusak")
    a, b = rate.numerator, rate.denominator
    good = b - a
    if c >= n or good == 0:
        return Fraction(int(c >= n))
    term = ways = good**c  # C(n,x) a^x good^(c-x), from x = 0 on
    for x in range(c):
        term = term * (n - x) * a // ((x + 1) * good)
        ways += term
    return Fraction(ways * good ** (n - c), b**n)


def poisson(p: Number, n: int, c: int) -> float:
    """Pa when marks per unit follow a Poisson law with mean p (it may exceed 1): sum over x = 0..c of m^x e^-m / x!."""
    count(n, "ukuran sampel", 0)
    count(c, "angka penerimaan", 0)
    rate = fraction(p, "cacat tiap unit")
    if rate < 0:
        raise SamplingError("cacat tiap unit", p, "mulai 0", "rata-rata banyaknya cacat")
    mean = float(rate * n)
    if mean == 0:
        return 1.0
    return math.fsum(math.exp(x * math.log(mean) - mean - math.lgamma(x + 1)) for x in range(c + 1))


def bad_units(lot: int, p: Number) -> int:
    """The whole number of bad units nearest to p × N, halves to the even number (as R does)."""
    return round(share(p, "bagian unit rusak") * count(lot, "ukuran lot", 1))


def lot_curve(lot: int, n: int, c: int) -> tuple[Fraction, ...]:
    """Type A curve: exact Pa for D = 0, 1, …, N bad units."""
    return tuple(hypergeometric(lot, bad, n, c) for bad in range(count(lot, "ukuran lot", 1) + 1))


def curve(
    law: Callable[[Number, int, int], Fraction | float], n: int, c: int, at: Sequence[Number]
) -> tuple[float, ...]:
    """Type B curve: Pa at each p of `at` under `law` (binomial or poisson)."""
    return tuple(float(law(p, n, c)) for p in at)


def average_outgoing(lot: int, bad: int, n: int, c: int) -> Fraction:
    """Average outgoing quality: share bad after rejected lots are sorted and bad units found are replaced.

    Exact for one lot: E[bad units left among the unseen, lot accepted] / N. For c = 0 this is Pa × D/N; the usual
    Pa × p × (N-n)/N is its approximation for lots made by a process (`average_outgoing_process`).
    """
    hypergeometric(lot, bad, n, c)
    ways = sum((bad - x) * math.comb(bad, x) * math.comb(lot - bad, n - x) for x in range(min(c, n, bad) + 1))
    return Fraction(ways, math.comb(lot, n) * lot)


def average_outgoing_process(p: Number, lot: int, n: int, c: int) -> Fraction:
    """Average outgoing quality of a process with share p bad: Pa × p × (N-n)/N, Pa binomial (Dodge and Romig)."""
    count(n, "ukuran sampel", 0, count(lot, "ukuran lot", 1), IN_LOT)
    return binomial(p, n, c) * share(p) * Fraction(lot - n, lot)


def outgoing_limit(lot: int, n: int, c: int) -> tuple[Fraction, int]:
    """Average outgoing quality limit of one lot: the worst `average_outgoing` and the least D that gives it, exact."""
    outgoing = [average_outgoing(lot, bad, n, c) for bad in range(count(lot, "ukuran lot", 1) + 1)]
    return max(outgoing), outgoing.index(max(outgoing))


def outgoing_limit_process(lot: int, n: int, c: int) -> tuple[float, float]:
    """Average outgoing quality limit of a process and the p that gives it, to 1e-6 in p.

    The curve rises to one top and falls, so thirds of the interval are cut away on the lower side.
    """
    low, high = Fraction(0), Fraction(1)
    while high - low > Fraction(1, 10**6):
        third = Fraction(round((high - low) / 3 * 10**12), 10**12)
        left, right = low + third, high - third
        if average_outgoing_process(left, lot, n, c) < average_outgoing_process(right, lot, n, c):
            low = left
        else:
            high = right
    top = max((low, high), key=lambda p: average_outgoing_process(p, lot, n, c))  # at the edge 1 where all is accepted
    return float(average_outgoing_process(top, lot, n, c)), float(top)


def average_total_inspection(lot: int, bad: int, n: int, c: int) -> Fraction:
    """Average units inspected per lot when rejected lots are sorted: n + (1-Pa)(N-n)."""
    return n + (1 - hypergeometric(lot, bad, n, c)) * (lot - n)
