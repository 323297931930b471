"""What follows once a recipient has a machine: run at its place, repaired step by step, given to another where it stands idle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.utils.translation import gettext_lazy as _

from tempa.delivery.facts.requests import assigned, requests_of
from tempa.delivery.facts.use import step_of
from tempa.delivery.models import Assignment, Commissioning, HandoverUnit, Repair
from tempa.ledger.facts import Fact, Personal, Public, Recorded


@dataclass(frozen=True)
class MachineCommissioned(Fact):
    """A machine was run at its recipient's, and people were taught to work with it; how many, and by whom."""

    kind_words = _("mesin dicoba di tempat dan operator dilatih")
    is_decision = False

    serial: Public[str]
    on: Public[str]
    runs: Public[bool]
    output_per_hour: Public[str]
    trained: Public[int]
    trainer: Personal[str]
    note: Public[str]
    photos: Public[list[str]]

    def about(self) -> tuple[str, ...]:
        return (f"unit:{self.serial}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f = r.fact
            Commissioning.objects.update_or_create(
                programme_id=r.entry.programme_id, serial=f.serial,
                defaults={
                    "ran_on": date.fromisoformat(f.on), "runs": f.runs, "output_per_hour": f.output_per_hour, "trained": f.trained,
                    "trainer": f.trainer, "note": f.note, "photos": f.photos, "entry": r.entry,
                },
            )  # fmt: skip


@dataclass(frozen=True)
class RepairMoved(Fact):
    """Maker, park or recipient say how a repair goes on: accepted, visited, parts, declined, ruled on, confirmed; `parts`: [name, number]."""

    kind_words = _("perbaikan berjalan")
    is_decision = True
    worked_out = ("through",)

    repair: Public[str]
    step: Public[str]
    on: Public[str]
    note: Public[str]
    parts: Public[list[list[str]]]
    photos: Public[list[str]]
    through: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"repair:{self.repair}", *([f"link:{self.through}"] if self.through else []))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f, on = r.fact, date.fromisoformat(r.fact.on)
            found = Repair.objects.get(programme_id=r.entry.programme_id, repair=f.repair)
            step_of(r.entry, found, f.step, on=on, note=f.note, parts=f.parts, photos=f.photos).save()
            if f.step in ("fails", "dropped"):  # open again, or over without a repair
                found.closed_on, found.outcome = (on, f.note) if f.step == "dropped" else (None, found.outcome)
                found.save()


@dataclass(frozen=True)
class UnitReallocated(Fact):
    """A machine that its recipient does not use is taken back by the agency and meant for the next who waits, and why."""

    kind_words = _("mesin dialihkan kepada penerima lain")
    is_decision = True
    worked_out = ("recipient",)

    serial: Public[str]
    recipient: Public[str]
    request: Public[str]
    on: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"unit:{self.serial}", f"recipient:{self.recipient}", f"request:{self.request}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f, programme = r.fact, r.entry.programme_id
            HandoverUnit.objects.filter(programme_id=programme, serial=f.serial, step=3, state="taken").update(state="returned", note=f.reason[:300])
            Assignment.objects.filter(programme_id=programme, serial=f.serial).delete()
            assigned(r.entry, f.serial, requests_of(r.entry, [f.request])[f.request], f.reason).save()
