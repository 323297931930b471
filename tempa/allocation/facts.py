"""Facts of allocation: a run started and ended, a plan was made, proposed, approved or refused, a lot was awarded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db.models import Max

from tempa.allocation.models import Decision, Lot, Plan, PlanningRun, Proposal
from tempa.ledger.facts import Fact, Recorded
from tempa.ledger.models import Entry


@dataclass(frozen=True)
class PlanningStarted(Fact):
    """Somebody asked for a plan of the programme as it stood."""

    run: str
    seconds: int
    seed: int
    note: str
    programme_sha256: str

    def subject(self) -> str:
        return f"run:{self.run}"

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            runs = PlanningRun.objects.filter(programme_id=r.entry.programme_id)
            PlanningRun.objects.create(
                run=UUID(r.fact.run), programme_id=r.entry.programme_id, number=next_number(runs), seconds=r.fact.seconds,
                seed=r.fact.seed, note=r.fact.note, programme_sha256=r.fact.programme_sha256,
                started_at=r.entry.at, started_by=r.entry.by,
            )  # fmt: skip


@dataclass(frozen=True)
class PlanningEnded(Fact):
    """A run ended: done, cancelled or failed."""

    run: str
    outcome: str
    remark: str

    def subject(self) -> str:
        return f"run:{self.run}"

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            PlanningRun.objects.filter(run=r.fact.run).update(
                ended_at=r.entry.at, outcome=r.fact.outcome, remark=r.fact.remark
            )


@dataclass(frozen=True)
class PlanMade(Fact):
    """A valid plan exists; its folder is a kept paper. Money totals are public: they are what the programme costs."""

    plan: str
    run: str
    origin: str
    objective: int
    lower_bound: int
    units: int
    unplanned: int
    late: int
    lots: int
    programme_sha256: str
    paper: str
    figures: dict[str, Any]

    prices: ClassVar[Sequence[str]] = ("figures",)

    def subject(self) -> str:
        return f"plan:{self.plan}"

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f = r.fact
            plans = Plan.objects.filter(programme_id=r.entry.programme_id)
            Plan.objects.create(
                plan=UUID(f.plan), programme_id=r.entry.programme_id, number=next_number(plans),
                run_id=UUID(f.run) if f.run else None, origin=f.origin, objective=f.objective, lower_bound=f.lower_bound,
                units=f.units, unplanned=f.unplanned, late=f.late, lots=f.lots, programme_sha256=f.programme_sha256,
                paper=f.paper, made_at=r.entry.at, figures=f.figures, entry=r.entry,
            )  # fmt: skip


@dataclass(frozen=True)
class PlanProposed(Fact):
    """A person puts a plan forward for approval."""

    plan: str
    note: str

    def subject(self) -> str:
        return f"plan:{self.plan}"

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            Proposal.objects.create(plan_id=UUID(r.fact.plan), by=r.entry.by, at=r.entry.at, note=r.fact.note)


@dataclass(frozen=True)
class PlanApproved(Fact):
    """A second person approved the plan; its lots follow as facts of their own."""

    plan: str
    note: str

    def subject(self) -> str:
        return f"plan:{self.plan}"

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            decide(r.entry, r.fact.plan, approved=True, reason=r.fact.note)


@dataclass(frozen=True)
class PlanRefused(Fact):
    """A second person refused the plan, and said why."""

    plan: str
    reason: str

    def subject(self) -> str:
        return f"plan:{self.plan}"

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            decide(r.entry, r.fact.plan, approved=False, reason=r.fact.reason)


@dataclass(frozen=True)
class PlanSuperseded(Fact):
    """A newly approved plan takes the place of the old one; the old one's lots end, except those already begun."""

    plan: str
    by_plan: str
    kept_lots: list[str]

    def subject(self) -> str:
        return f"plan:{self.plan}"

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            Decision.objects.filter(plan_id=UUID(r.fact.plan)).update(superseded_at=r.entry.at)
            Lot.objects.filter(programme_id=r.entry.programme_id).exclude(lot__in=r.fact.kept_lots).delete()


@dataclass(frozen=True)
class LotAwarded(Fact):
    """A workshop makes so many units of an order line, from week to week, inspected in a week."""

    plan: str
    lot: str
    line: str
    workshop: str
    quantity: int
    start_week: int
    finish_week: int
    inspect_week: int

    def subject(self) -> str:
        return f"orders:{self.line}"

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        Lot.objects.bulk_create(
            [
                Lot(
                    programme_id=r.entry.programme_id, plan_id=UUID(r.fact.plan), lot=r.fact.lot, line=r.fact.line,
                    workshop=r.fact.workshop, quantity=r.fact.quantity, start_week=r.fact.start_week,
                    finish_week=r.fact.finish_week, inspect_week=r.fact.inspect_week, entry=r.entry,
                )
                for r in recorded
            ],
            batch_size=1000,
        )  # fmt: skip


def decide(entry: Entry, plan: str, *, approved: bool, reason: str) -> None:
    proposal = Proposal.objects.get(plan_id=UUID(plan))
    Decision.objects.create(
        plan_id=UUID(plan), approved=approved, proposed_by=proposal.by, by=entry.by, at=entry.at, reason=reason
    )


def next_number(rows: Any) -> int:
    return int(rows.aggregate(n=Max("number"))["n"] or 0) + 1
