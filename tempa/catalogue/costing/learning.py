"""The learning curve: each doubling of the units made brings the hours of a unit down to `rate` of what they were.

Source: T. P. Wright (1936), Factors affecting the cost of airplanes, in its unit form (J. R. Crawford): the hours of
unit x are hours(reference) × (x / reference)^log2(rate). Not done: the cumulative-average form, forgetting in a pause,
a floor of the curve.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import cache

from .amounts import shown, whole_count
from .errors import require
from .estimate import Estimate

WRIGHT = "Wright 1936, bentuk per unit"
PRECISE = Context(prec=40, rounding=ROUND_HALF_EVEN)
PLACES = Decimal(1).scaleb(-15)
LARGEST_LOT = 20_000


@dataclass(frozen=True, slots=True)
class Learning:
    """`rate` (0.5 to 1; 0.9 = a tenth fewer hours per doubling), `reference_unit`: the unit whose hours the sheet
    states, `made_before`: units that this maker has made already, so that the lot begins with the next one."""

    rate: Estimate
    reference_unit: int
    made_before: int = 0

    def __post_init__(self) -> None:
        for value in (self.rate.low, self.rate.high):
            require(Fraction(1, 2) <= value <= 1, "laju belajar", shown(value), "0,5 sampai 1", WRIGHT)
        whole_count(self.reference_unit, "unit acuan", 1, WRIGHT)
        whole_count(self.made_before, "unit yang sudah dibuat", 0, WRIGHT)


@cache
def unit_factor(rate: Fraction, unit: int, reference: int) -> Fraction:
    """(unit / reference)^log2(rate), correctly rounded to 15 places, the same on every machine."""
    if rate == 1 or unit == reference:
        return Fraction(1)
    slope = PRECISE.divide(PRECISE.ln(decimal(rate)), PRECISE.ln(Decimal(2)))
    distance = PRECISE.ln(PRECISE.divide(Decimal(unit), Decimal(reference)))
    return Fraction(PRECISE.exp(PRECISE.multiply(slope, distance)).quantize(PLACES, context=PRECISE))


def decimal(value: Fraction) -> Decimal:
    return PRECISE.divide(Decimal(value.numerator), Decimal(value.denominator))


def lot_factor(learning: Learning | None, rate: Fraction, lot: int) -> Fraction:
    """Mean of the factors of the lot's units: hours of the lot = lot × stated hours × this."""
    whole_count(lot, "besar lot")
    if learning is None:
        return Fraction(1)
    require(lot <= LARGEST_LOT, "besar lot", lot, f"paling banyak {LARGEST_LOT}", WRIGHT)
    return mean_of_units(rate, learning.made_before + 1, lot, learning.reference_unit)


@cache
def mean_of_units(rate: Fraction, first: int, count: int, reference: int) -> Fraction:
    total = sum((unit_factor(rate, x, reference) for x in range(first, first + count)), Fraction(0))
    return total / count


def extreme_rates(learning: Learning, lot: int) -> tuple[Fraction, Fraction]:
    """The rates inside low … high with the least and the most hours for this lot.

    The mean factor is a sum of exponentials in log2(rate), so it is convex: its most is at an end. Its least is at an
    end too where all units lie on one side of the reference unit, and is otherwise searched to about 1e-9 of a rate
    (the factor is flat there, so the least is right to far below a rupiah).
    """
    ends = [learning.rate.low, learning.rate.high]
    most = max(ends, key=lambda r: lot_factor(learning, r, lot))
    first, last = learning.made_before + 1, learning.made_before + lot
    if first < learning.reference_unit < last:
        ends.append(flattest_rate(learning, lot))
    return min(ends, key=lambda r: lot_factor(learning, r, lot)), most


def flattest_rate(learning: Learning, lot: int) -> Fraction:
    """Golden-section search of the convex mean factor between low and high."""
    distances = [math.log2(x / learning.reference_unit)
                 for x in range(learning.made_before + 1, learning.made_before + lot + 1)]

    def total(rate: float) -> float:
        return math.fsum(rate**d for d in distances)  # (x / reference)^log2(rate) = rate^log2(x / reference)

    low, high = float(learning.rate.low), float(learning.rate.high)
    golden = (math.sqrt(5) - 1) / 2
    while high - low > 1e-9:
        left, right = high - golden * (high - low), low + golden * (high - low)
        low, high = (low, right) if total(left) <= total(right) else (left, high)
    return Fraction(round((low + high) / 2 * 10**9), 10**9)
