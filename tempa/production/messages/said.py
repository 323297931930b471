"""What goes in (open lots, a text) and what comes out (what it proposes and what it asks): frozen, in whole units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import Enum, StrEnum


class Question(StrEnum):
    """What is asked instead of guessed; an item in doubt asks the first of these that fits."""

    WHICH_LOT = "which_lot"
    WHICH_STEP = "which_step"
    QUANTITY = "quantity"
    TOTAL_OR_NEW = "total_or_new"
    MORE_THAN_LOT = "more_than_lot"
    NOT_UNDERSTOOD = "not_understood"


class Trouble(StrEnum):
    """The kinds of problem, in the order in which they are told."""

    MATERIAL = "material"
    ENGINE = "engine"
    MACHINE = "machine"
    PEOPLE = "people"
    POWER = "power"
    MONEY = "money"
    OTHER = "other"


class Mode(Enum):
    """How a count is meant: on top of what is done, as what is done by now, as what is left, or unsaid (sudah)."""

    NEW = "new"
    TOTAL = "total"
    LEFT = "left"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Step:
    """One step of a lot's routing and how many units have passed it."""

    step: int
    resource: str
    done: int


@dataclass(frozen=True)
class OpenLot:
    """A lot that the sender may speak of."""

    lot: str
    type: str
    name_id: str
    quantity: int
    steps: tuple[Step, ...]

    def step_of(self, resource: str) -> Step | None:
        """The lot's only step of this resource; none where it has none or several."""
        found = [step for step in self.steps if step.resource == resource]
        return found[0] if len(found) == 1 else None

    @property
    def last_step(self) -> Step | None:
        return max(self.steps, key=lambda step: step.step, default=None)


@dataclass(frozen=True)
class Message:
    """One message as its sender wrote it; a pasted text has no sender and no hour."""

    text: str
    day: date
    sender: str | None = None
    hour: time | None = None


@dataclass(frozen=True)
class Entry:
    """So many more units of a lot have passed a step."""

    lot: str
    step: int
    quantity: int


@dataclass(frozen=True)
class Problem:
    """Trouble of a kind, with one lot or (None) with none named."""

    lot: str | None
    kind: Trouble


@dataclass(frozen=True)
class Finding:
    """What one place of one message led to: an entry, a finished lot, a problem, or a question; with its words."""

    message: int
    words: str
    lot: str | None = None
    step: int | None = None
    count: int | None = None
    entry: int = 0
    finished: bool = False
    problem: Trouble | None = None
    question: Question | None = None


@dataclass(frozen=True)
class Proposal:
    """What a whole text proposes and asks, and where each came from."""

    entries: tuple[Entry, ...]
    finished: tuple[str, ...]
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...]
    messages: tuple[Message, ...]
    findings: tuple[Finding, ...]
