"""Finds the smallest exact plan for a small lot, and says when only inspecting every unit will do."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from tempa.quality.sampling.curves import bad_units, binomial, hypergeometric
from tempa.quality.sampling.errors import SamplingError
from tempa.quality.sampling.exact import Number, count, inner_share, share

GOOD_PA, POOR_PA = "peluang terima pada mutu baik", "peluang terima pada mutu buruk"
INSPECT_ALL_BELOW = 10  # below about ten units a plan that proves anything takes nearly the whole lot
MOST_UNITS = 5_000  # no plan design looks further: a share that close to another cannot be told apart by inspection


@dataclass(frozen=True, slots=True)
class SmallLotPlan:
    """Inspect `n` of `lot` units, accept at up to `c` bad; `bad` or more bad units pass with probability <= `beta`.

    `pa` is the exact probability at `bad`. `inspect_all` is the advice to inspect every unit instead of sampling and
    `reason` why: "sample is the lot", "small lot", "saves little" (n is 90 % of the lot or more), or "" without it.
    """

    lot: int
    n: int
    c: int
    bad: int
    beta: Fraction
    pa: Fraction
    inspect_all: bool
    reason: str


def limiting_bad(lot: int, limiting_quality: Number) -> int:
    """D = ceil(LQ × N): a lot holds whole bad units, so the limit is the first whole number at or above it."""
    return math.ceil(inner_share(limiting_quality, "mutu batas") * count(lot, "ukuran lot", 1))


def smallest_sample(lot: int, bad: int, c: int = 0, beta: Number = "0.10") -> int | None:
    """Smallest n with Pa(D) <= beta, in exact fractions; None where even the whole lot would pass (D <= c).

    Pa falls as n grows, so the search doubles n until it is enough and then halves the interval.
    """
    count(bad, "banyaknya unit rusak", 1, count(lot, "ukuran lot", 1), "unit rusak adalah bagian dari lot")
    count(c, "angka penerimaan", 0)
    limit = inner_share(beta, "risiko beta")
    if bad <= c:
        return None
    return first_stopping(lambda n, limit_c: hypergeometric(lot, bad, n, limit_c), c, limit, 1, lot)


def first_true(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The least whole number in low..high at which a condition that stays true once true holds; it holds at `high`."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def plan(lot: int, limiting_quality: Number = "0.20", c: int = 0, beta: Number = "0.10") -> SmallLotPlan:
    """The smallest exact plan that lets a lot of limiting quality pass with probability at most beta.

    The default (c = 0, 20 %, 10 %) is Tempa's plan for class C (major) features. Where no sample does it, because the
    lot may hold no more bad units than c, the error says so.
    """
    bad = limiting_bad(lot, limiting_quality)
    n = smallest_sample(lot, bad, c, beta)
    if n is None:
        bound = f"di bawah {bad}, banyaknya unit rusak menurut mutu batas dalam lot {lot} unit"
        raise SamplingError("angka penerimaan", c, bound, "lot dengan paling banyak c unit rusak selalu lolos")
    reason, limit = why_inspect_all(lot, n), inner_share(beta, "risiko beta")
    return SmallLotPlan(lot, n, c, bad, limit, hypergeometric(lot, bad, n, c), bool(reason), reason)


def why_inspect_all(lot: int, n: int) -> str:
    """The reason for inspecting every unit instead of n of them, or ""."""
    if n == lot:
        return "sample is the lot"
    if lot < INSPECT_ALL_BELOW:
        return "small lot"
    return "saves little" if 10 * n >= 9 * lot else ""


def two_point_lot(
    lot: int, good: Number, good_pa: Number, poor: Number, poor_pa: Number, most: int | None = None
) -> tuple[int, int]:
    """Smallest (n, then c) for one lot with Pa(good) >= good_pa and Pa(poor) <= poor_pa, hypergeometric.

    `good` and `poor` are shares of the lot, rounded to whole units (`bad_units`). Raises SamplingError where no plan
    up to the whole lot meets both.
    """
    few, many = bad_units(lot, good), bad_units(lot, poor)
    if few >= many:
        bound = f"lebih banyak unit rusak daripada mutu baik ({few} dari {lot} unit)"
        raise SamplingError("mutu buruk", poor, bound, "unit rusak dalam lot selalu bulat")
    return two_point(
        lambda n, c: hypergeometric(lot, few, n, c), lambda n, c: hypergeometric(lot, many, n, c),
        share(good_pa, GOOD_PA), share(poor_pa, POOR_PA), count(most or lot, "ukuran sampel terbesar", 1, lot),
    )


def two_point_process(
    good: Number, good_pa: Number, poor: Number, poor_pa: Number, most: int = MOST_UNITS
) -> tuple[int, int]:
    """Smallest (n, then c) with Pa(good) >= good_pa and Pa(poor) <= poor_pa, binomial."""
    better, worse = inner_share(good, "mutu baik"), inner_share(poor, "mutu buruk")
    if better >= worse:
        raise SamplingError("mutu buruk", poor, f"di atas mutu baik, yaitu {good}", "rancangan dua titik")
    return two_point(
        lambda n, c: binomial(better, n, c), lambda n, c: binomial(worse, n, c),
        inner_share(good_pa, GOOD_PA), inner_share(poor_pa, POOR_PA), most,
    )


def two_point(
    pa_good: Callable[[int, int], Fraction], pa_poor: Callable[[int, int], Fraction],
    good_pa: Fraction, poor_pa: Fraction, most: int,
) -> tuple[int, int]:
    """For c = 0, 1, …: the smallest n that stops the poor lot; the first c at which that n also lets the good lot pass.

    A larger n only lowers both probabilities and a larger c needs a larger n, so the first pair found is the smallest.
    """
    n = 1
    for c in range(most + 1):
        found = first_stopping(pa_poor, c, poor_pa, n, most)
        if found is None:
            break
        if pa_good(found, c) >= good_pa:
            return found, c
        n = found
    risks = f"mutu baik diterima {float(good_pa):g}, mutu buruk paling tinggi {float(poor_pa):g}"
    bound = f"lebih longgar: tidak ada sampel sampai {most} unit yang menjaga keduanya"
    raise SamplingError("peluang terima", risks, bound, "rancangan dua titik")


def first_stopping(
    pa_poor: Callable[[int, int], Fraction], c: int, poor_pa: Fraction, low: int, most: int
) -> int | None:
    """Smallest n in low..most that stops the poor lot, or None; doubling first, so that only needed sums are made."""
    high = low
    while pa_poor(high, c) > poor_pa:
        if high == most:
            return None
        low, high = high + 1, min(2 * high, most)
    return first_true(lambda n: pa_poor(n, c) <= poor_pa, low, high)
