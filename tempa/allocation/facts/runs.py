"""Planning runs, the plans that come of them, and the reasons of a plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tempa.allocation.facts.numbering import next_number
from tempa.allocation.models import Explanation, Plan, PlanningRun
from tempa.ledger.facts import Fact, Price, Public, Recorded


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
