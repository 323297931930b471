"""How units fare at their recipients: checks of use, faults reported and mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from tempa.delivery.models import Repair, RepairStep, UseCheck
from tempa.ledger.facts import Fact, Personal, Price, Public, Recorded
from tempa.ledger.models import Entry
from tempa.ledger.writing import put


@dataclass(frozen=True)
class UseChecked(Fact):
    """Somebody looked, called or was told by link how a unit is used, for one of the months at which this is due."""

    kind_words = _("pemakaian mesin diperiksa")
    is_decision = False
    worked_out = ("check",)

    check: Public[str]
    serial: Public[str]
    due_month: Public[int]
    on: Public[str]
    way: Public[str]
    state: Public[str]
    hours_per_week: Public[str]
    output_per_week: Public[str]
    note: Public[str]
    photos: Public[list[str]]

    def about(self) -> tuple[str, ...]:
        return (f"unit:{self.serial}", f"use_check:{self.check}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        put(
            UseCheck(
                programme_id=r.entry.programme_id, check_code=r.fact.check, serial=r.fact.serial, due_month=r.fact.due_month,
                checked_on=date.fromisoformat(r.fact.on), way=r.fact.way, state=r.fact.state, hours_per_week=r.fact.hours_per_week,
                output_per_week=r.fact.output_per_week, note=r.fact.note, photos=r.fact.photos, entry=r.entry,
            )
            for r in recorded
        )  # fmt: skip


@dataclass(frozen=True)
class RepairReported(Fact):
    """A unit at its recipient does not work; the ticket goes to its maker, under warranty or not as the day says."""

    kind_words = _("kerusakan mesin dilaporkan")
    is_decision = False
    worked_out = ("repair", "maker", "under_warranty")

    repair: Public[str]
    serial: Public[str]
    maker: Public[str]
    on: Public[str]
    under_warranty: Public[bool]
    what: Public[str]
    reporter: Personal[str]

    def about(self) -> tuple[str, ...]:
        return (f"repair:{self.repair}", f"unit:{self.serial}", f"workshops:{self.maker}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        put(
            Repair(
                programme_id=r.entry.programme_id, repair=r.fact.repair, serial=r.fact.serial, maker=r.fact.maker,
                reported_on=date.fromisoformat(r.fact.on), under_warranty=r.fact.under_warranty, what=r.fact.what, reporter=r.fact.reporter,
                entry=r.entry,
            )
            for r in recorded
        )  # fmt: skip


@dataclass(frozen=True)
class RepairClosed(Fact):
    """A repair is over: what was done, and what its parts cost."""

    kind_words = _("perbaikan selesai")
    is_decision = False

    repair: Public[str]
    on: Public[str]
    outcome: Public[str]
    parts_cost: Price[int]

    def about(self) -> tuple[str, ...]:
        return (f"repair:{self.repair}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            found, on = Repair.objects.get(programme_id=r.entry.programme_id, repair=r.fact.repair), date.fromisoformat(r.fact.on)
            found.closed_on, found.outcome = on, r.fact.outcome
            found.parts_cost = (found.parts_cost or 0) + r.fact.parts_cost  # one that failed again is closed twice
            found.save()
            step_of(r.entry, found, "done", on=on, note=r.fact.outcome).save()


def step_of(entry: Entry, repair: Repair, step: str, **more: Any) -> RepairStep:
    return RepairStep(programme_id=entry.programme_id, repair=repair, step=step, by=entry.by, at=entry.at, entry=entry, **more)
