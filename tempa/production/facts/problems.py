"""Problems: stated, taken by an owner until a day, closed with what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from tempa.ledger.facts import Fact, Personal, Public, Recorded
from tempa.ledger.models import Entry
from tempa.production.models import Problem


@dataclass(frozen=True)
class ProblemStated(Fact):
    """Something holds the work of a workshop, or of one lot. What was written may name people, so it can be erased."""

    kind_words = _("kendala disampaikan")
    is_decision = True
    worked_out = ("problem", "through")

    workshop: Public[str]
    lot: Public[str]
    problem_kind: Public[str]
    words: Personal[str]
    source: Public[str]
    photos: Public[list[str]]
    problem: Public[str]
    through: Public[str] = ""

    def about(self) -> tuple[str, ...]:
        further = [f"lot:{self.lot}"] if self.lot else []
        return (f"problem:{self.problem}", f"workshops:{self.workshop}", *further, *([f"link:{self.through}"] if self.through else []))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        Problem.objects.bulk_create(
            Problem(
                programme_id=r.entry.programme_id, problem=r.fact.problem, workshop=r.fact.workshop, lot=r.fact.lot, kind=r.fact.problem_kind,
                words=r.fact.words, photos=r.fact.photos, source=r.fact.source, stated_at=r.entry.at, stated_by_id=r.entry.by_id, entry=r.entry,
            )
            for r in recorded
        )  # fmt: skip


@dataclass(frozen=True)
class ProblemTaken(Fact):
    """An organisation sees to a problem until a day: the park, a workshop, an agency or a supplier."""

    kind_words = _("kendala mendapat penanggung jawab")
    is_decision = True

    problem: Public[str]
    owner: Public[str]
    due_on: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"problem:{self.problem}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            the(r.entry, r.fact.problem).update(owner=r.fact.owner, due_on=date.fromisoformat(r.fact.due_on))


@dataclass(frozen=True)
class ProblemClosed(Fact):
    """A problem holds nothing any more, and what was done about it."""

    kind_words = _("kendala selesai")
    is_decision = True
    worked_out = ("through",)

    problem: Public[str]
    done: Personal[str]
    through: Public[str] = ""

    def about(self) -> tuple[str, ...]:
        return (f"problem:{self.problem}", *([f"link:{self.through}"] if self.through else []))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            the(r.entry, r.fact.problem).update(closed_at=r.entry.at, closed_by=r.entry.by_id, done=r.fact.done)


def the(entry: Entry, problem: str) -> Any:
    """The row of a problem, to be changed."""
    return Problem.objects.filter(programme_id=entry.programme_id, problem=problem)
