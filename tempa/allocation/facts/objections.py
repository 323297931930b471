"""Objections of workshops to a plan: raised, planned again as evidence, answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tempa.allocation.facts.numbering import next_number
from tempa.allocation.models import Objection
from tempa.ledger.facts import Fact, Price, Public, Recorded


@dataclass(frozen=True)
class ObjectionRaised(Fact):
    """A workshop (or the park on its behalf) objects to a plan; `changes` are what it says is otherwise."""

    kind_words = _("keberatan diajukan")
    is_decision = True

    objection: Public[str]
    plan: Public[str]
    workshop: Public[str]
    words: Public[str]
    changes: Price[list[dict[str, Any]]]

    def about(self) -> tuple[str, ...]:
        return (f"objection:{self.objection}", f"plan:{self.plan}", f"workshops:{self.workshop}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f, programme = r.fact, r.entry.programme_id
            Objection.objects.create(
                objection=UUID(f.objection), programme_id=programme, plan_id=UUID(f.plan), workshop=f.workshop,
                number=next_number(Objection.objects.filter(programme_id=programme)), words=f.words, changes=f.changes,
                raised_at=r.entry.at, raised_by=r.entry.by,
            )  # fmt: skip


@dataclass(frozen=True)
class ObjectionReplayed(Fact):
    """The same inputs were planned again, without and with what the objection says; what came of it."""

    kind_words = _("keberatan dihitung ulang")
    is_decision = True

    objection: Public[str]
    result: Price[dict[str, Any]]

    def about(self) -> tuple[str, ...]:
        return (f"objection:{self.objection}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            Objection.objects.filter(objection=r.fact.objection).update(replay=r.fact.result, replayed_at=r.entry.at)


@dataclass(frozen=True)
class ObjectionAnswered(Fact):
    """The park answers an objection in words: it is right (`upheld`), or the allocation stands."""

    kind_words = _("keberatan dijawab")
    is_decision = True

    objection: Public[str]
    upheld: Public[bool]
    answer: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"objection:{self.objection}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            Objection.objects.filter(objection=r.fact.objection).update(
                is_upheld=r.fact.upheld, answer=r.fact.answer, answered_at=r.entry.at, answered_by=r.entry.by
            )
