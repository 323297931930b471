"""How pages write amounts, counts, days and the nouns of the glossary, in the reader's language."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language

from tempa.desks.frame.speech import spoken
from tempa.values import period, quantity, rupiah
from tempa.values.quantity import Language

register = template.Library()
GLOSSARY = Path(__file__).resolve().parents[3] / "glossary.toml"


def language() -> Language:
    return "en" if get_language() == "en" else "id"


@cache
def glossary() -> dict[str, dict[str, str]]:
    """Each noun once: code name, terms in both languages, meaning and source."""
    return tomllib.loads(GLOSSARY.read_text())


@register.filter
def term(code: str) -> str:
    """The noun of a code name; a code that the glossary lacks is an error, not an empty place."""
    return glossary()[code][language()]


@register.filter
def heading(code: str) -> str:
    """The noun of a code name with a capital first letter, for headings of columns and pages."""
    word = term(code)
    return word[:1].upper() + word[1:]


@register.filter
def rp(amount: int) -> str:
    return "" if amount is None else on_one_line(rupiah.rupiah(amount, language()))


@register.filter
def rp_short(amount: Any) -> str:
    return "" if amount is None else on_one_line(rupiah.rupiah_short(amount, language()))


@register.filter
def rp_change(amount: int) -> str:
    return on_one_line(rupiah.rupiah_change(amount, language()))


def on_one_line(amount: str) -> str:
    """With a true minus, as tables have it: a line would break after a hyphen."""
    return amount.replace("-", "−")


@register.filter
def number(value: Any) -> str:
    return "" if value is None or value == "" else quantity.quantity(value, language())


@register.filter
def said(sentence: Any) -> str:
    """What a rule says, in the reader's language."""
    return spoken(sentence)


@register.filter
def ended(sentence: str) -> str:
    """What someone typed, with a full stop where it has no end of its own."""
    typed = sentence.strip()
    return typed if typed.endswith((".", "!", "?")) else f"{typed}."


@register.filter
def signed(value: int) -> str:
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{quantity.quantity(abs(value), language())}"


@register.filter
def share(value: Fraction | float) -> str:
    return "" if value is None or value == "" else quantity.percent(value, language())


@register.filter
def share2(value: Fraction) -> str:
    """A small share with two decimals, as gaps are written."""
    return quantity.percent(value, language(), 2)


@register.filter
def day(value: date | str) -> str:
    if isinstance(value, str):
        value = date.fromisoformat(value)
    return period.date_short(value, language())


@register.filter
def day_words(value: date) -> str:
    return period.date_words(value, language())


@register.filter
def weekday(value: date) -> str:
    """`Senin 24 Agu`: a day of a work list."""
    return f"{WEEKDAYS[language()][value.weekday()]} {day(value).rpartition(' ')[0]}"


WEEKDAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


@register.filter
def moment(value: datetime) -> str:
    """In the time zone of the programme that the reader stands in (`door`), else in WITA."""
    return period.moment_words(value, language(), get_current_timezone())


@register.filter
def number_text(value: str) -> str:
    """A number kept as text (a cell), with separators."""
    return number(Decimal(value)) if value else ""
