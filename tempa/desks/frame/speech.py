"""Refusals, and what else rules have to say, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from django.utils.translation import get_language, gettext

from tempa.registry.rules.remark import Named, Remark, Several


class Sentence(Protocol):
    """Anything with an Indonesian sentence and its values apart: a refusal, a no, a remark."""

    @property
    def template(self) -> str: ...
    @property
    def values(self) -> Mapping[str, Any]: ...


def spoken(sentence: Sentence) -> str:
    words = gettext(sentence.template)
    return words % {name: told(value) for name, value in sentence.values.items()} if sentence.values else words


def told(value: Any) -> str:
    """A value in the reader's language, where it is a word in both or a sentence itself."""
    if isinstance(value, Named):
        return value.en if get_language() == "en" else value
    if isinstance(value, Several):
        return value.between.join(str(told(one)) for one in value)
    return spoken(value) if isinstance(value, Remark) else value
