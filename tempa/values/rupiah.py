"""Whole rupiah in figures: written for tables and sentences, and read as people write them."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from tempa.values.quantity import Language, decimal_text, parse_quantity, rounded_half_up

_SCALES = (
    (10**12, {"id": "triliun", "en": "trillion"}),
    (10**9, {"id": "miliar", "en": "billion"}),
    (10**6, {"id": "juta", "en": "million"}),
)
_DASH_END = re.compile(r",\s*[-–—]+\s*$")


def rupiah(amount: int | Decimal | Fraction, language: Language = "id") -> str:
    """`Rp17.364.575.000` for tables; rounded half up to whole rupiah."""
    whole = amount if isinstance(amount, int) else int(rounded_half_up(amount, 0))
    return f"{'-' if whole < 0 else ''}Rp{decimal_text(abs(whole), 0, language)}"


def rupiah_short(amount: int | Decimal | Fraction, language: Language = "id") -> str:
    """`Rp17,36 miliar` for sentences: at most two decimals, without trailing zeros; in full below a million."""
    size = abs(Fraction(amount))
    for scale, words in _SCALES:
        shown = rounded_half_up(size / scale, 2)
        rounds_up = scale > 10**6 and rounded_half_up(size * 1000 / scale, 2) >= 1000  # 999,999,000 is a billion
        if size >= scale or rounds_up:
            return f"{'-' if amount < 0 else ''}Rp{decimal_text(shown, 2, language, trim=True)} {words[language]}"
    return rupiah(amount, language)


def rupiah_change(amount: int, language: Language = "id") -> str:
    """`+Rp140 juta` or `-Rp3 juta`: a difference shows its sign; `Rp0` for none."""
    return f"{'+' if amount > 0 else ''}{rupiah_short(amount, language)}"


def parse_rupiah(text: str) -> int | None:
    """The amount of `Rp 8.500.000,-`, `Rp1.250.000,00`, `(Rp 1.000)` or `8500000`; None for anything else.

    A dot separates thousands and a comma decimals; an amount that is not whole rupiah is not understood.
    """
    cleaned = re.sub(r"(?i)\b(?:rp|idr)\b\.?|\brp(?=[\d.(-])", "", text.replace("\u00a0", " ")).strip()
    cleaned = _DASH_END.sub("", cleaned).strip()
    number = parse_quantity(cleaned)
    if number is None or number != number.to_integral_value():
        return None
    return int(number)


_TYPED = re.compile(r"(?i)(?:(?:rp|idr)\.?\s*)?(\d[\d.,]*)\s*(ribu|rb|juta|jt|miliar|milyar|m)\.?")
_COMMA_OF_THOUSANDS = re.compile(r"^\D*\d{1,3},\d{3}(?:\D*|,-)$")
_UNITS = {"ribu": 10**3, "rb": 10**3, "juta": 10**6, "jt": 10**6, "miliar": 10**9, "milyar": 10**9, "m": 10**9}


def typed_rupiah(text: str) -> int | None:
    """The amount as people type it into a form: what `parse_rupiah` reads, and `9,5 juta`, `9.5 jt`, `950 ribu`.

    Before a word a dot with one or two digits behind it is a decimal point: nobody means 95 million by `9.5 juta`. A comma before three digits
    without such a word may be of thousands: `560,000` is not taken for 560.
    """
    text = text.strip()
    if not (found := _TYPED.fullmatch(text)):
        return None if _COMMA_OF_THOUSANDS.search(text) else parse_rupiah(text)
    figures = found[1].replace(".", ",") if re.fullmatch(r"\d+\.\d{1,2}", found[1]) else found[1]
    number = parse_quantity(figures)
    amount = None if number is None else number * _UNITS[found[2].lower()]
    return None if amount is None or amount != amount.to_integral_value() else int(amount)
