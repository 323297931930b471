"""Facts of allocation: runs, plans and their reasons, decisions of two people, lots, objections, hand decisions, added rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

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
from tempa.demand.facts import OrderChanged
from tempa.ledger.facts import Fact, Price, Public, Recorded, batches, follows
from tempa.ledger.models import Entry

WEEKS = ("start_week", "finish_week", "inspect_week")


@dataclass(frozen=True)
class PlanningStarted(Fact):
    """Somebody asked for a plan of the programme as it stood; `task` says what else was asked, empty for a plain plan."""

    kind_words = _("perhitungan dimulai")
    is_decision = True

    run: Public[str]
    seconds: Public[int]
    seed: Public[int]
    note: Public[str]
    programme_sha256: Public[str]
    task: Price[dict[str, Any]] = field(default_factory=dict)

    def about(self) -> tuple[str, ...]:
        return (f"run:{self.run}",)

    def marked(self, mark: str) -> Iterator[str]:
        """A scenario may assume prices; an empty task hides nothing."""
        return super().marked(mark) if self.task else iter(())

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

    kind_words = _("perhitungan berakhir")
    is_decision = True

    run: Public[str]
    outcome: Public[str]
    remark: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"run:{self.run}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            PlanningRun.objects.filter(run=r.fact.run).update(
                ended_at=r.entry.at, outcome=r.fact.outcome, remark=r.fact.remark
            )


@dataclass(frozen=True)
class PlanMade(Fact):
    """A valid plan exists; its folder is a kept paper. Money totals are public: they are what the programme costs."""

    kind_words = _("rencana dibuat")
    is_decision = True

    plan: Public[str]
    run: Public[str]
    origin: Public[str]
    objective: Public[int]
    lower_bound: Public[int]
    units: Public[int]
    unplanned: Public[int]
    late: Public[int]
    lots: Public[int]
    programme_sha256: Public[str]
    paper: Public[str]
    figures: Price[dict[str, Any]]
    purpose: Public[str] = "plan"
    base: Public[str] = ""

    def about(self) -> tuple[str, ...]:
        return (f"plan:{self.plan}",)

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

    kind_words = _("alasan rencana dihitung")
    is_decision = False

    plan: Public[str]
    paper: Public[str]
    naive: Public[list[dict[str, Any]]]

    def about(self) -> tuple[str, ...]:
        return (f"plan:{self.plan}",)

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


@dataclass(frozen=True)
class LotAwarded(Fact):
    """A workshop makes so many units of an order line, from week to week, inspected in a week."""

    kind_words = _("lot diberikan")
    is_decision = False

    plan: Public[str]
    lot: Public[str]
    line: Public[str]
    workshop: Public[str]
    quantity: Public[int]
    start_week: Public[int]
    finish_week: Public[int]
    inspect_week: Public[int]
    unit_price: Price[int | None] = None  # what the workshop asked on that day; not stated by earlier versions

    def about(self) -> tuple[str, ...]:
        return (f"orders:{self.line}", f"lot:{self.lot}", f"workshops:{self.workshop}", f"plan:{self.plan}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        again = ["plan", "line", "workshop", "quantity", *WEEKS, "unit_price", "entry", "ended_at", "ended_by"]
        Lot.objects.bulk_create(
            [
                Lot(
                    programme_id=r.entry.programme_id, plan_id=UUID(r.fact.plan), lot=r.fact.lot, line=r.fact.line,
                    workshop=r.fact.workshop, quantity=r.fact.quantity, start_week=r.fact.start_week, finish_week=r.fact.finish_week,
                    inspect_week=r.fact.inspect_week, unit_price=r.fact.unit_price, entry=r.entry,
                )
                for r in recorded
            ],
            batch_size=1000, update_conflicts=True, unique_fields=["programme", "lot"], update_fields=again,  # chains of earlier versions
        )  # fmt: skip


@dataclass(frozen=True)
class LotRescheduled(Fact):
    """A lot that stays under a new plan has other weeks."""

    kind_words = _("lot dijadwalkan ulang")
    is_decision = False

    plan: Public[str]
    lot: Public[str]
    start_week: Public[int]
    finish_week: Public[int]
    inspect_week: Public[int]

    def about(self) -> tuple[str, ...]:
        return (f"lot:{self.lot}", f"plan:{self.plan}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f = r.fact
            Lot.objects.filter(programme_id=r.entry.programme_id, lot=f.lot).update(
                start_week=f.start_week, finish_week=f.finish_week, inspect_week=f.inspect_week
            )


@dataclass(frozen=True)
class LotReduced(Fact):
    """A lot has fewer units than it was awarded, as an addendum of its contract says; with none left it ends."""

    kind_words = _("lot dikurangi")
    is_decision = False

    lot: Public[str]
    line: Public[str]
    before: Public[int]
    quantity: Public[int]
    why: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"lot:{self.lot}", f"orders:{self.line}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            lot = Lot.objects.filter(programme_id=r.entry.programme_id, lot=r.fact.lot)
            lot.update(**({"quantity": r.fact.quantity} if r.fact.quantity else {"ended_at": r.entry.at, "ended_by": r.entry}))


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


def end_lots(recorded: Sequence[Recorded[OrderChanged]]) -> None:
    """The lots of an order line end with it."""
    for r in recorded:
        if r.fact.change == "cancelled":
            lots = Lot.objects.filter(programme_id=r.entry.programme_id, line=r.fact.changed, ended_at=None)
            lots.update(ended_at=r.entry.at, ended_by=r.entry)


follows(OrderChanged, end_lots)


def decide(entry: Entry, plan: str, *, approved: bool, reason: str) -> None:
    proposal = Proposal.objects.get(plan_id=UUID(plan))
    Decision.objects.create(
        plan_id=UUID(plan), approved=approved, proposed_by=proposal.by, by=entry.by, at=entry.at, reason=reason
    )


def next_number(rows: Any) -> int:
    return int(rows.aggregate(n=Max("number"))["n"] or 0) + 1
