"""Facts of allocation: runs, plans and their reasons, decisions of two people, lots, objections, hand decisions, added rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db.models import Max

from tempa.allocation.models import (
    AddedRule,
    Decision,
    Explanation,
    HandDecision,
    Lot,
    Objection,
    Plan,
    PlanningRun,
    Proposal,
)
from tempa.ledger.facts import Fact, Recorded
from tempa.ledger.models import Entry


@dataclass(frozen=True)
class PlanningStarted(Fact):
    """Somebody asked for a plan of the programme as it stood; `task` says what else was asked, empty for a plain plan."""

    run: str
    seconds: int
    seed: int
    note: str
    programme_sha256: str
    task: dict[str, Any] = field(default_factory=dict)

    def subject(self) -> str:
        return f"run:{self.run}"

    def sealed_prices(self) -> Iterable[str]:
        return ("task",) if self.task else ()  # a scenario may assume prices

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            runs = PlanningRun.objects.filter(programme_id=r.entry.programme_id)
            PlanningRun.objects.create(
                run=UUID(r.fact.run), programme_id=r.entry.programme_id, number=next_number(runs), seconds=r.fact.seconds,
                seed=r.fact.seed, note=r.fact.note, programme_sha256=r.fact.programme_sha256,
                task=r.fact.task, started_at=r.entry.at, started_by=r.entry.by,
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
    purpose: str = "plan"
    base: str = ""

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
                run_id=UUID(f.run) if f.run else None, origin=f.origin, purpose=f.purpose,
                base_id=UUID(f.base) if f.base else None, objective=f.objective, lower_bound=f.lower_bound,
                units=f.units, unplanned=f.unplanned, late=f.late, lots=f.lots, programme_sha256=f.programme_sha256,
                paper=f.paper, made_at=r.entry.at, figures=f.figures, entry=r.entry,
            )  # fmt: skip


@dataclass(frozen=True)
class PlanExplained(Fact):
    """The reasons of a plan are kept as a paper, and the totals of rules that people use stand beside it."""

    plan: str
    paper: str
    naive: list[dict[str, Any]]

    def subject(self) -> str:
        return f"plan:{self.plan}"

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            Explanation.objects.get_or_create(
                plan_id=UUID(r.fact.plan),
                defaults={"paper": r.fact.paper, "naive": r.fact.naive, "made_at": r.entry.at},
            )


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


@dataclass(frozen=True)
class ObjectionRaised(Fact):
    """A workshop (or the park on its behalf) objects to a plan; `changes` are what it says is otherwise."""

    objection: str
    plan: str
    workshop: str
    words: str
    changes: list[dict[str, Any]]

    prices: ClassVar[Sequence[str]] = ("changes",)

    def subject(self) -> str:
        return f"objection:{self.objection}"

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

    objection: str
    result: dict[str, Any]

    prices: ClassVar[Sequence[str]] = ("result",)

    def subject(self) -> str:
        return f"objection:{self.objection}"

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            Objection.objects.filter(objection=r.fact.objection).update(replay=r.fact.result, replayed_at=r.entry.at)


@dataclass(frozen=True)
class ObjectionAnswered(Fact):
    """The park answers an objection in words: it is right (`upheld`), or the allocation stands."""

    objection: str
    upheld: bool
    answer: str

    def subject(self) -> str:
        return f"objection:{self.objection}"

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            Objection.objects.filter(objection=r.fact.objection).update(
                is_upheld=r.fact.upheld, answer=r.fact.answer, answered_at=r.entry.at, answered_by=r.entry.by
            )


@dataclass(frozen=True)
class HandDecided(Fact):
    """A planner pins, moves, splits or forbids a lot of a plan; the rules it breaks and its cost were shown before."""

    decision: str
    plan: str
    kind_of: str
    lot: str
    content: dict[str, Any]
    cost: int
    broken: list[str]
    reason: str

    def subject(self) -> str:
        return f"plan:{self.plan}"

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

    decision: str
    reason: str

    def subject(self) -> str:
        return f"decision:{self.decision}"

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            HandDecision.objects.filter(decision=r.fact.decision).update(withdrawn_at=r.entry.at)


@dataclass(frozen=True)
class RuleAdded(Fact):
    """A rule beside the programme that the next runs obey, and why."""

    rule: str
    content: dict[str, Any]
    reason: str

    def subject(self) -> str:
        return f"rule:{self.rule}"

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

    rule: str
    reason: str

    def subject(self) -> str:
        return f"rule:{self.rule}"

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            AddedRule.objects.filter(rule=r.fact.rule).update(removed_at=r.entry.at)


def decide(entry: Entry, plan: str, *, approved: bool, reason: str) -> None:
    proposal = Proposal.objects.get(plan_id=UUID(plan))
    Decision.objects.create(
        plan_id=UUID(plan), approved=approved, proposed_by=proposal.by, by=entry.by, at=entry.at, reason=reason
    )


def next_number(rows: Any) -> int:
    return int(rows.aggregate(n=Max("number"))["n"] or 0) + 1
