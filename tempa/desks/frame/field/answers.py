"""What a form of the phone was answered, read by the name of each question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from tempa.ledger.rules import Refused

R = TypeVar("R")


def value(answers: Mapping[str, Any], name: str) -> str:
    return str(answers.get(name, {}).get("value", "")).strip()


def of(answers: Mapping[str, object], beginning: str, read: Callable[[str], R]) -> dict[str, R]:
    """The answers whose names begin so, by the rest of their names."""
    return {name.removeprefix(beginning): read(value(answers, name)) for name in answers if name.startswith(beginning) and value(answers, name)}


def whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 14):
        raise Refused("%(text)s bukan bilangan bulat.", text=text or "–")
    return int(text)


def rows(answers: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    return list(answers.get(name, {}).get("rows", ()))


def texts(row: Mapping[str, object], *names: str) -> dict[str, str]:
    return {name: value(row, name) for name in names}


def counts(row: Mapping[str, object], *names: str) -> dict[str, int]:
    return {name: whole(value(row, name)) for name in names}
