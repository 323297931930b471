"""Whole rupiah: what may be an amount, how it is rounded once, and how a total is spread without losing a rupiah."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from math import lcm

from tempa.contracts.law.errors import LawError

Number = int | Fraction | str
"""A whole number, an exact fraction, or text such as "11/100" or "58.64"; never a float."""

DESIGN = "rancangan Tempa / Tempa's design"
"""The source of a bound that no article sets: whole rupiah, whole days, exact fractions, nothing lost."""


class Rounding(StrEnum):
    """How a fraction of a rupiah ends: dropped, or to the nearest rupiah with one half going up."""

    FLOOR = "floor"
    HALF_UP = "half_up"


def rupiah(value: object, name: str = "harga") -> int:
    """`value` as whole rupiah, at least 0; raises LawError for a fraction, a float or a negative amount."""
    if type(value) is int and value >= 0:  # nearly every call
        return value
    amount = whole(value, name, "rupiah")
    if amount < 0:
        raise LawError(
            f"Jumlah '{name}' tidak boleh negatif. Periksa tandanya; koreksi dicatat sebagai fakta tersendiri.",
            f"The amount '{name}' cannot be negative. Check its sign; a correction is a fact of its own.",
            value=value, bound="≥ 0", source=DESIGN,
        )
    return amount


def days(value: object, name: str = "hari") -> int:
    """`value` as whole calendar days, at least 0; LawError for a fraction of a day or a negative count."""
    count = whole(value, name, "hari")
    if count < 0:
        raise LawError(
            f"Jumlah '{name}' tidak boleh negatif; serah terima sebelum batas waktu berarti 0 hari terlambat.",
            f"The count '{name}' cannot be negative; a handover before the deadline is 0 days late.",
            value=value, bound="≥ 0", source="Perpres 16/2018 Ps 79(4)",
        )
    return count


def whole(value: object, name: str, unit: str) -> int:
    """`value` as a whole number; floats are refused even when they look whole, since their last digits may be lost."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, Fraction) and value.denominator == 1:
        return value.numerator
    raise LawError(
        f"'{name}' harus bilangan bulat ({unit}), bukan pecahan. Bulatkan menurut dokumennya dulu, lalu masukkan lagi.",
        f"'{name}' must be a whole number ({unit}), not a fraction. Round it as its document does, then try again.",
        value=value, bound="0, 1, 2, …", source=DESIGN,
    )


def fraction(value: object, name: str = "tarif") -> Fraction:
    """`value` as an exact fraction, between 0 and 1; raises LawError for a float or anything outside."""
    try:
        if isinstance(value, bool) or not isinstance(value, int | str | Fraction):
            raise ValueError(value)
        share = _parsed(value) if isinstance(value, str) else Fraction(value)
    except (ValueError, ZeroDivisionError):
        raise _no_share(value, name) from None
    if not 0 <= share.numerator <= share.denominator:
        raise _no_share(value, name)
    return share


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Fraction:
    return Fraction(text)


def _no_share(value: object, name: str) -> LawError:
    return LawError(
        f"'{name}' harus bagian tepat antara 0 dan 1, misalnya \"11/100\" atau \"0.05\".",
        f"'{name}' must be an exact share between 0 and 1, such as \"11/100\" or \"0.05\".",
        value=value, bound="0 … 1", source=DESIGN,
    )


def round_rupiah(exact: Fraction | int, rounding: Rounding) -> int:
    """The one rounding of a document: `exact` (≥ 0) to whole rupiah."""
    return round_ratio(exact.numerator, exact.denominator, rounding)


def round_ratio(top: int, bottom: int, rounding: Rounding) -> int:
    """`top` ÷ `bottom` (≥ 0) to whole rupiah."""
    return top // bottom if rounding is Rounding.FLOOR else (2 * top + bottom) // (2 * bottom)


def apportion(total: int, weights: Sequence[int | Fraction]) -> tuple[int, ...]:
    """Spread `total` over `weights` (≥ 0, not all 0) by the largest remainder; the parts add up to `total` exactly.

    Equal remainders: the earlier part gets the rupiah, so that the result does not depend on chance.
    """
    scale = lcm(*(w.denominator for w in weights))  # whole weights in the same proportion
    counts = [w.numerator * (scale // w.denominator) for w in weights]
    whole_weight = sum(counts)
    if whole_weight <= 0 or min(counts) < 0:
        raise LawError(
            "Pembagian perlu bobot yang tidak negatif dan tidak semuanya nol.",
            "Spreading an amount needs weights that are not negative and not all zero.",
            value=[str(w) for w in weights], bound="≥ 0, Σ > 0", source=DESIGN,
        )
    return largest_remainder(total, [total * c for c in counts], whole_weight)


def largest_remainder(total: int, tops: Sequence[int], bottom: int) -> tuple[int, ...]:
    """The exact parts `tops[i]` ÷ `bottom` in whole rupiah, adding up to `total` (their sum but for rounding)."""
    parts = [top // bottom for top in tops]
    left = total - sum(parts)
    for i in sorted(range(len(parts)), key=lambda i: (-(tops[i] % bottom), i))[:left]:
        parts[i] += 1
    return tuple(parts)


def rupiah_text(amount: int) -> str:
    """`Rp1.234.567`, as sentences show it."""
    return "Rp" + f"{amount:,}".replace(",", ".")
