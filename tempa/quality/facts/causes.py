"""What is done against a cause of failures, and its closing by the figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from tempa.ledger.facts import Fact, Public, Recorded
from tempa.quality.models import CorrectiveAction


@dataclass(frozen=True)
class CauseTackled(Fact):
    """A cause of failures of a workshop was named, with what is done against it, by whom and until when.

    `type` and `check_code` narrow down which failures are counted before and after; blank: all of the workshop's.
    """

    kind_words = _("tindakan atas sebab cacat dibuka")
    is_decision = True

    action: Public[str]
    workshop: Public[str]
    type: Public[str]
    check_code: Public[str]
    cause: Public[str]
    what: Public[str]
    owner: Public[str]
    due_on: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"cause:{self.action}", f"workshops:{self.workshop}", *([f"types:{self.type}"] if self.type else []))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f, programme = r.fact, r.entry.programme_id
            last = CorrectiveAction.objects.filter(programme_id=programme).aggregate(n=Max("number"))["n"] or 0
            CorrectiveAction.objects.create(
                action=UUID(f.action), programme_id=programme, number=last + 1, workshop=f.workshop, type=f.type, check_code=f.check_code,
                cause=f.cause, what=f.what, owner=f.owner, due_on=date.fromisoformat(f.due_on), opened_at=r.entry.at, opened_by=r.entry.by,
            )  # fmt: skip


@dataclass(frozen=True)
class CauseClosed(Fact):
    """The figures show that the action helped: failures among units before and after it, and how likely it is that the rate fell."""

    kind_words = _("tindakan atas sebab cacat ditutup dengan data")
    is_decision = True
    worked_out = ("effect",)

    action: Public[str]
    effect: Public[dict[str, Any]]

    def about(self) -> tuple[str, ...]:
        return (f"cause:{self.action}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            CorrectiveAction.objects.filter(action=UUID(r.fact.action)).update(
                closed_at=r.entry.at, closed_by=r.entry.by, effect=r.fact.effect
            )
