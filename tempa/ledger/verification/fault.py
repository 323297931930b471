"""What a check of a programme found: faults as sentences with places, and how much was looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

LONGEST = 120


@dataclass(frozen=True)
class Fault:
    """Something that does not hold. `template` is the Indonesian sentence with %(name)s places, as of a refusal."""

    template: str
    values: dict[str, Any]


@dataclass
class Verdict:
    """What holds of a programme and what does not; `size` and `head` say how far its chain went at that moment."""

    programme: str
    size: int = 0
    head: str = ""
    rows: int = 0
    tables: int = 0
    papers: int = 0
    doubles: int = 0
    erased: int = 0
    faults: list[Fault] = field(default_factory=list)

    def say(self, template: str, **values: object) -> None:
        """Note a fault; what it shows of the database is cut to a readable length."""
        self.faults.append(Fault(template, {name: readable(value) for name, value in values.items()}))


def readable(value: object) -> object:
    """Whole numbers as they are, all else as text of a bearable length."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = value if isinstance(value, str) else "–" if value is None else str(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
