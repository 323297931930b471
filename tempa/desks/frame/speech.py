"""Refusals, and what else rules have to say, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from django.utils.translation import gettext


class Sentence(Protocol):
    """Anything with an Indonesian sentence and its values apart: a refusal, a no, a remark."""

    @property
    def template(self) -> str: ...
    @property
    def values(self) -> Mapping[str, Any]: ...


def spoken(sentence: Sentence) -> str:
    words = gettext(sentence.template)
    return words % sentence.values if sentence.values else words
