"""Refusals, and what else rules have to say, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from django.utils.translation import get_language, gettext

from tempa.registry.rules.remark import Named, Remark, Several
from tempa.values.period import date_short

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Sentence(Protocol):
    """Anything with an Indonesian sentence and its values apart: a refusal, a no, a remark."""

    @property
    def template(self) -> str: ...
    @property
    def values(self) -> Mapping[str, object]: ...


def spoken(sentence: Sentence) -> str:
    words = gettext(sentence.template)
    return words % {name: told(value) for name, value in sentence.values.items()} if sentence.values else words


def told(value: Any) -> str:
    """A value in the reader's language: a word in both, a sentence itself, or a day (also one written as year-month-day)."""
    if isinstance(value, Named):
        return value.en if get_language() == "en" else value
    if isinstance(value, Several):
        return value.between.join(str(told(one)) for one in value)
    if day := value if type(value) is date else day_written(value):
        return date_short(day, "en" if get_language() == "en" else "id")
    return spoken(value) if isinstance(value, Remark) else value


def day_written(value: str) -> date | None:
    """The day that a text is, where it is nothing but year-month-day."""
    if not isinstance(value, str) or not ISO_DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
