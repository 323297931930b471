"""Decisions by hand and added rules, for the plans that come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tempa.allocation.facts.numbering import next_number
from tempa.allocation.models import AddedRule, HandDecision
from tempa.ledger.facts import Fact, Public, Recorded


@dataclass(frozen=True)
class HandDecided(Fact):
    """A planner pins, moves, splits or forbids a lot of a plan; the rules it breaks and its cost were shown before."""

    kind_words = _("diputuskan dengan tangan")
    is_decision = True

    decision: Public[str]
    plan: Public[str]
    kind_of: Public[str]
    lot: Public[str]
    content: Public[dict[str, Any]]
    cost: Public[int]
    broken: Public[list[str]]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"plan:{self.plan}", f"decision:{self.decision}", f"lot:{self.lot}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f, programme = r.fact, r.entry.programme_id
            HandDecision.objects.create(
                decision=UUID(f.decision), programme_id=programme, plan_id=UUID(f.plan), kind=f.kind_of, lot=f.lot,
                number=next_number(HandDecision.objects.filter(programme_id=programme)), content=f.content, cost=f.cost,
                broken=f.broken, reason=f.reason, decided_at=r.entry.at, decided_by=r.entry.by,
            )  # fmt: skip


@dataclass(frozen=True)
class HandWithdrawn(Fact):
    """A hand decision no longer holds for later runs."""

    kind_words = _("keputusan tangan dicabut")
    is_decision = True

    decision: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"decision:{self.decision}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            HandDecision.objects.filter(decision=r.fact.decision).update(withdrawn_at=r.entry.at)


@dataclass(frozen=True)
class RuleAdded(Fact):
    """A rule beside the programme that the next runs obey, and why."""

    kind_words = _("aturan ditambahkan")
    is_decision = True

    rule: Public[str]
    content: Public[dict[str, Any]]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"rule:{self.rule}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            programme = r.entry.programme_id
            AddedRule.objects.create(
                rule=UUID(r.fact.rule), programme_id=programme, content=r.fact.content, reason=r.fact.reason,
                number=next_number(AddedRule.objects.filter(programme_id=programme)), added_at=r.entry.at,
                added_by=r.entry.by,
            )  # fmt: skip


@dataclass(frozen=True)
class RuleRemoved(Fact):
    """An added rule no longer holds, and why."""

    kind_words = _("aturan dicabut")
    is_decision = True

    rule: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"rule:{self.rule}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            AddedRule.objects.filter(rule=r.fact.rule).update(removed_at=r.entry.at)
