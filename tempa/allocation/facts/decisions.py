"""What two people decide on a plan: proposed, approved, refused, superseded, put in force again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tempa.allocation.models import Decision, Lot, Proposal
from tempa.ledger.facts import Fact, Public, Recorded, batches
from tempa.ledger.models import Entry


@dataclass(frozen=True)
class PlanProposed(Fact):
    """A person puts a plan forward for approval."""

    kind_words = _("rencana diajukan")
    is_decision = True

    plan: Public[str]
    note: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"plan:{self.plan}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            Proposal.objects.create(plan_id=UUID(r.fact.plan), by=r.entry.by, at=r.entry.at, note=r.fact.note)


@dataclass(frozen=True)
class PlanApproved(Fact):
    """A second person approved the plan; its lots follow as facts of their own."""

    kind_words = _("rencana disetujui")
    is_decision = True

    plan: Public[str]
    note: Public[str]
    renamed: Public[dict[str, str]] = field(default_factory=dict)  # lot in the plan's file -> the code that it bears

    worked_out = ("renamed",)

    def about(self) -> tuple[str, ...]:
        return (f"plan:{self.plan}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            decide(r.entry, r.fact.plan, approved=True, reason=r.fact.note)
            if r.fact.renamed:
                Decision.objects.filter(plan_id=UUID(r.fact.plan)).update(renamed=r.fact.renamed)


@dataclass(frozen=True)
class PlanRefused(Fact):
    """A second person refused the plan, and said why."""

    kind_words = _("rencana ditolak")
    is_decision = True

    plan: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"plan:{self.plan}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            decide(r.entry, r.fact.plan, approved=False, reason=r.fact.reason)


@dataclass(frozen=True)
class PlanSuperseded(Fact):
    """A newly approved plan takes the place of the old one, whose lots end, except those that the new one keeps."""

    kind_words = _("rencana digantikan")
    is_decision = True

    plan: Public[str]
    by_plan: Public[str]
    kept_lots: Public[list[str]]

    def about(self) -> tuple[str, ...]:
        return (f"plan:{self.plan}", f"plan:{self.by_plan}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            Decision.objects.filter(plan_id=UUID(r.fact.plan)).update(superseded_at=r.entry.at)
            standing = Lot.objects.filter(programme_id=r.entry.programme_id, ended_at=None)
            gone = set(standing.values_list("lot", flat=True)) - set(r.fact.kept_lots)
            for some in batches(sorted(gone)):
                standing.filter(lot__in=some).update(ended_at=r.entry.at, ended_by=r.entry)


@dataclass(frozen=True)
class PlanReinstated(Fact):
    """A plan that had superseded itself, through a fault of an earlier version, is in force again, and why that is said."""

    kind_words = _("rencana dipulihkan")
    is_decision = True

    plan: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"plan:{self.plan}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            Decision.objects.filter(plan_id=UUID(r.fact.plan)).update(superseded_at=None)


def decide(entry: Entry, plan: str, *, approved: bool, reason: str) -> None:
    proposal = Proposal.objects.get(plan_id=UUID(plan))
    Decision.objects.create(
        plan_id=UUID(plan), approved=approved, proposed_by=proposal.by, by=entry.by, at=entry.at, reason=reason
    )
