"""What can be recorded in the field: for each kind who may, what they take along, and the action that an envelope becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tempa.desks.frame.door import Here
from tempa.desks.frame.field.described import Task
from tempa.ledger import queries as ledger
from tempa.ledger import queries as ledger_queries


@dataclass(frozen=True)
class Received:
    """An envelope that is whole: its photos are on disk, its sender is who recorded it."""

    programme: ledger.Programme
    person: ledger_queries.Person
    at: datetime
    identity: UUID
    body: Mapping[str, Any]
    photos: tuple[str, ...]
    made_at: datetime  # as far as it can be known, in the programme's own time
    received_at: datetime


@dataclass(frozen=True)
class Kind:
    """`receive` records the envelope by the room's action under its identity, or raises Refused; `most`: how many tasks are taken along (0: all)."""

    name: str
    desks: tuple[str, ...]
    tasks: Callable[[Here], list[Task]]
    receive: Callable[[Received], None]
    most: int = 0
