"""Exact numbers in, whole rupiah out: every amount is a fraction until it is rounded, once."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

from .errors import CostingError, require

Number = int | str | Fraction | Decimal | float
OWN_RULE = "aturan hitung biaya Tempa"


def exact(value: Number, what: str = "bilangan") -> Fraction:
    """The number as it is written: "0.2" and 0.2 are both 1/5, "11/100" is that fraction; nan and words are refused."""
    try:
        if isinstance(value, bool):
            raise ValueError
        return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)
    except (ValueError, TypeError, ZeroDivisionError, OverflowError):
        raise CostingError(what, value, "sebuah bilangan", OWN_RULE) from None


def not_negative(value: Number, what: str, source: str = OWN_RULE) -> Fraction:
    number = exact(value, what)
    require(number >= 0, what, shown(number), "mulai 0", source)
    return number


def share(value: Number, what: str, source: str = OWN_RULE) -> Fraction:
    """A part of a whole, 0 to 1."""
    number = exact(value, what)
    require(0 <= number <= 1, what, shown(number), "bagian dari 0 sampai 1", source)
    return number


def percent(value: Number, what: str, source: str = OWN_RULE) -> Fraction:
    """A percentage as it is printed on a form, 0 to 100."""
    number = exact(value, what)
    require(0 <= number <= 100, what, shown(number), "persen dari 0 sampai 100", source)
    return number


def rupiah(value: Number, what: str, source: str = OWN_RULE) -> Fraction:
    """A price that somebody asks or pays: not negative, no fraction of a rupiah."""
    number = not_negative(value, what, source)
    require(number.denominator == 1, what, shown(number), "rupiah bulat, tanpa pecahan", source)
    return number


def whole_count(value: int, what: str, least: int = 1, source: str = OWN_RULE) -> int:
    require(not isinstance(value, bool) and isinstance(value, int) and value >= least, what, value,
            f"bilangan bulat mulai {least}", source)
    return value


def rounded(amount: Fraction) -> int:
    """Half up to whole rupiah (-0.5 goes to 0: up means towards more)."""
    return floor(amount + Fraction(1, 2))


def rounded_parts(amounts: Sequence[Fraction]) -> tuple[int, ...]:
    """Whole rupiah that add up to the rounded total: floors, and the rest by largest remainder, first come first."""
    floors = [floor(amount) for amount in amounts]
    missing = rounded(sum(amounts, Fraction(0))) - sum(floors)
    order = sorted(range(len(amounts)), key=lambda i: (floors[i] - amounts[i], i))
    for i in order[:missing]:
        floors[i] += 1
    return tuple(floors)


def shown(number: Fraction) -> str:
    """Decimal digits where the fraction has few of them, else the fraction itself."""
    value = Decimal(number.numerator) / Decimal(number.denominator)
    exactly = Fraction(value) == number
    return f"{value.normalize():f}" if exactly else f"{number.numerator}/{number.denominator}"
