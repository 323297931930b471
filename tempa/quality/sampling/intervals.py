"""Exact bounds on a share, on the bad units of a lot, and the tests without failure that prove an endurance."""

from __future__ import annotations

import math
from fractions import Fraction

from tempa.quality.sampling.curves import IN_LOT, hypergeometric
from tempa.quality.sampling.errors import SamplingError
from tempa.quality.sampling.exact import Number, count, fraction, inner_share
from tempa.quality.sampling.small_lots import first_true


def clopper_pearson(x: int, n: int, level: Number = "0.95") -> tuple[float, float]:
    """Two-sided exact bounds of a share after x bad in n (Clopper and Pearson 1934), equal tails."""
    tail = (1 - inner_share(level, "tingkat keyakinan")) / 2
    return lower_bound(x, n, 1 - tail), upper_bound(x, n, 1 - tail)


def upper_bound(x: int, n: int, level: Number = "0.95") -> float:
    """One-sided exact upper bound: the share at which x or fewer bad in n have probability 1 - level."""
    from scipy.special import betaincinv

    count(x, "banyaknya unit rusak", 0, count(n, "ukuran sampel", 1), "unit rusak adalah bagian dari sampel")
    return 1.0 if x == n else float(betaincinv(x + 1, n - x, float(inner_share(level, "tingkat keyakinan"))))


def lower_bound(x: int, n: int, level: Number = "0.95") -> float:
    """One-sided exact lower bound: the share at which x or more bad in n have probability 1 - level."""
    return 1.0 - upper_bound(count(n, "ukuran sampel", 1) - count(x, "banyaknya unit rusak", 0, n), n, level)


def most_bad_in_lot(lot: int, n: int, x: int, level: Number = "0.95") -> int:
    """Exact upper bound on the bad units of one lot: the largest D that x or fewer in n do not contradict.

    The largest D with P(X <= x | D) > 1 - level, hypergeometric; at least x, at most x + (N - n).
    """
    count(n, "ukuran sampel", 0, count(lot, "ukuran lot", 1), IN_LOT)
    count(x, "banyaknya unit rusak", 0, n, "unit rusak adalah bagian dari sampel")
    doubt = 1 - inner_share(level, "tingkat keyakinan")
    largest = x + lot - n
    return first_true(lambda bad: bad > largest or hypergeometric(lot, bad, n, x) <= doubt, x + 1, largest + 1) - 1


def endurance_runs(reliability: Number, level: Number = "0.90") -> int:
    """Runs without any failure that prove `reliability` at `level`: smallest n with R^n <= 1 - C (n = ln(1-C)/ln R)."""
    r, doubt = inner_share(reliability, "keandalan"), 1 - inner_share(level, "tingkat keyakinan")
    near = math.log(doubt) / math.log(r)
    if near > 1_000_000:
        bound = "lebih rendah; ini meminta lebih dari satu juta kali jalan"
        raise SamplingError("keandalan", reliability, bound, "R^n <= 1 - C")
    n = max(1, math.ceil(near) - 1)
    while not power_at_most(r, n, doubt):
        n += 1
    return n


def power_at_most(r: Fraction, n: int, doubt: Fraction) -> bool:
    """R^n <= 1 - C; in exact fractions where floating point cannot tell them apart."""
    gap = n * math.log(r) - math.log(doubt)
    return gap < 0 if abs(gap) > 1e-9 else r**n <= doubt


def endurance_hours(mean_hours: Number, level: Number = "0.90") -> float:
    """Machine-hours without failure that prove a mean time between failures (exponential law): -m ln(1 - C)."""
    mean = fraction(mean_hours, "waktu rata-rata antarkegagalan")
    if mean <= 0:
        raise SamplingError("waktu rata-rata antarkegagalan", mean_hours, "di atas 0", "hukum eksponensial")
    return -float(mean) * math.log(1 - inner_share(level, "tingkat keyakinan"))
