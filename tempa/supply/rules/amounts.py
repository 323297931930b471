"""Quantities of materials as whole ten-thousandths of their unit, which is how the parts lists count, and percent as exact shares."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from tempa.ledger.rules import Refused

UNIT = 10_000
LARGEST = 10**9 * UNIT


def parts(text: str) -> int:
    """Ten-thousandths of a quantity in its shortest form ("12.5"), of 0 or more; Refused where it is none."""
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,4})?", text):
        raise Refused("%(text)s bukan jumlah bahan. Tulis angka, paling banyak empat angka di belakang koma.", field="quantity", text=text[:40])
    return int(Decimal(text) * UNIT)


def quantity_text(amount: int) -> str:
    """The shortest form of an amount in ten-thousandths: "12.5", "-3"."""
    return format((Decimal(amount) / UNIT).normalize(), "f")


def quantity(amount: int) -> Fraction:
    return Fraction(amount, UNIT)


def rounded_up(amount: int, multiple: int) -> int:
    """The least multiple that is no smaller."""
    return -(-amount // multiple) * multiple


def half_up(value: Fraction) -> int:
    """Whole rupiah, a half away from zero."""
    whole = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return whole if value >= 0 else -whole


def value_of(amount: int, unit_price: int | Fraction) -> int:
    """Whole rupiah of an amount at a price a unit."""
    return half_up(quantity(amount) * unit_price)


def percent(text: str, *, field: str, most: int = 100) -> Fraction:
    """The share of a percent as text ("2.5"); Refused where it is none between 0 and `most`."""
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,4})?", text) or Fraction(text) > most:
        raise Refused("Tulis persen antara 0 dan %(most)s, misalnya 2,5.", field=field, most=most)
    return Fraction(text) / 100
