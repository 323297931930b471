"""Counts, hours, weights and shares: written and read with Indonesian or English separators."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal

Language = Literal["id", "en"]
Number = int | float | Decimal | Fraction

_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", re.ASCII)
_PLAIN = re.compile(r"\d+(?:,\d+)?", re.ASCII)
_INDONESIAN = str.maketrans(",.", ".,")
_DOUBTFUL = re.compile(r"[1-9]\d{0,2}\.\d{3}", re.ASCII)


def quantity(value: Number, language: Language = "id", most_places: int = 2) -> str:
    """`2.133` or `75,5`: at most `most_places` decimals, rounded half up, without trailing zeros."""
    return decimal_text(value, most_places, language, trim=True)


def percent(share: Number, language: Language = "id", most_places: int = 1) -> str:
    """`14,3 %` for a share of 0.1434 (English `14.3%`)."""
    text = quantity(Fraction(share) * 100, language, most_places)
    return f"{text} %" if language == "id" else f"{text}%"


def decimal_text(value: Number, places: int, language: Language = "id", *, trim: bool = False) -> str:
    """`value` with exactly `places` decimals, or with fewer where `trim` drops trailing zeros."""
    if type(value) is int and (trim or not places):  # most amounts are whole: nothing to round
        return f"{value:,}" if language == "en" else f"{value:,}".replace(",", ".")
    text = f"{rounded_half_up(value, places):,.{places}f}"
    if trim and "." in text:
        text = text.rstrip("0").rstrip(".")
    if text.strip("-0.,") == "":
        text = text.lstrip("-")
    return text if language == "en" else text.translate(_INDONESIAN)


def rounded_half_up(value: Number, places: int) -> Decimal:
    """Rounded once from the exact value, halves away from zero (a float counts as the decimal it prints)."""
    exact = Fraction(repr(value)) if isinstance(value, float) else Fraction(value)
    scaled = abs(exact) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if exact >= 0 else -whole).scaleb(-places)


def parse_quantity(text: str) -> Decimal | None:
    """The number of `2.133`, `1.234,5`, `75,5`, `-3` or `(1.000)`; a dot separates thousands, a comma decimals.

    None where the text is no such number, also where dots do not stand before three digits each (`1.5`).
    """
    cleaned = text.replace("\u00a0", " ").strip()
    negative = bool(re.fullmatch(r"\(.*\)|[-−].*", cleaned))
    if negative:
        cleaned = cleaned.strip("()-− ")
    if not (_GROUPED.fullmatch(cleaned) or _PLAIN.fullmatch(cleaned)):
        return None
    number = Decimal(cleaned.replace(".", "").replace(",", "."))
    return -number if negative else number


def is_doubtful(text: str) -> bool:
    """Whether a text like `1.234` may be a thousand in Indonesian or a decimal in English: somebody must be asked."""
    return bool(_DOUBTFUL.fullmatch(text.strip().strip("()-− ")))


def whole(value: Decimal) -> int | None:
    """The whole number that `value` is, else None."""
    rounded = value.to_integral_value(rounding=ROUND_HALF_UP)
    return int(rounded) if rounded == value else None
