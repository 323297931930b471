"""What a phone takes along: tasks, the things in them, and forms described well enough that the phone can draw them alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Literal

Sort = Literal["yes_no", "number", "count", "text", "choice", "photo", "point", "signature", "rows", "units", "code"]


MOST_TASKS = 40
"""Of one kind: so many a phone takes along at once; it says when there are more."""


@dataclass(frozen=True)
class Choice:
    """One answer among several: what is recorded, and its words; of an instrument also the range that it can show."""

    value: str
    words: str
    least: str = ""
    most: str = ""


@dataclass(frozen=True)
class Question:
    """One thing to answer.

    `low` and `high` are the limits within which the answer is good, `least` and `most` the range of the instrument, outside
    which no value can be read; all four as decimal text. `photo`: "may" or "must" be taken beside the answer, "fault": where it
    is not good. `of` are the questions of each row of `rows`.

    `units` are `choices` that are ticked, typed or scanned one by one: each came, or did not and why; optional, where only those that
    go are ticked. A `count` that `counts` such a question must be as many as are ticked. A `code` has so many `digits`. What may be
    answered by another question `instead` is missing only where that has no answer either.
    """

    name: str
    words: str
    sort: Sort = "yes_no"
    group: str = ""
    help: str = ""
    unit: str = ""
    low: str = ""
    high: str = ""
    least: str = ""
    most: str = ""
    choices: tuple[Choice, ...] = ()
    instruments: tuple[Choice, ...] = ()
    photo: Literal["", "may", "must", "fault"] = ""
    is_optional: bool = False
    of: tuple[Question, ...] = ()
    counts: str = ""
    instead: str = ""
    digits: str = ""


@dataclass(frozen=True)
class Form:
    """Questions in their order; `version` names what they follow from and comes back with every answer."""

    version: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Thing:
    """One thing that is recorded by one envelope: a unit, a workshop. `body` comes back with the answers as it is."""

    key: str
    words: str
    form: str
    body: Mapping[str, object] = field(default_factory=dict)
    is_done: bool = False


@dataclass(frozen=True)
class Task:
    """What belongs together in the field: a lot with its units. `lines` are read before the work begins."""

    kind: str
    key: str
    words: str
    lines: tuple[str, ...]
    things: tuple[Thing, ...]
    forms: Mapping[str, Form]
    due: str = ""


def as_json(value: object) -> object:
    """The same as objects and lists, without what is empty: a lot weighs little on the way to a phone."""
    if is_dataclass(value):
        named = ((f.name, getattr(value, f.name)) for f in fields(value))
        return {name: as_json(one) for name, one in named if one not in ("", (), False) and one != {}}
    if isinstance(value, Mapping):
        return {str(name): as_json(one) for name, one in value.items()}
    return [as_json(one) for one in value] if isinstance(value, tuple | list) else value
