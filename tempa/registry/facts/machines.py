"""Facts of shared machines: what there is to book, who booked it, and what was cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tempa.ledger.facts import Fact, Public, Recorded
from tempa.registry.models import BookedHour, MachineBooking, SharedMachine


@dataclass(frozen=True)
class SharedMachineStated(Fact):
    """A machine of the park or a school that others book by the hour, when it can be had, or that it no longer can; the last word holds."""

    kind_words = _("mesin bersama dinyatakan")
    is_decision = True

    machine: Public[str]
    site: Public[str]
    process: Public[str]
    name: Public[str]
    opens: Public[int]
    closes: Public[int]
    days: Public[list[int]]
    note: Public[str]
    is_withdrawn: Public[bool]

    def about(self) -> tuple[str, ...]:
        return (f"machine:{self.machine}", f"workshops:{self.site}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            values = {name: value for name, value in vars(r.fact).items() if name != "machine"}
            SharedMachine.objects.update_or_create(
                programme_id=r.entry.programme_id, machine=r.fact.machine, defaults=values | {"entry": r.entry}
            )


@dataclass(frozen=True)
class MachineBooked(Fact):
    """A workshop has a shared machine for itself during hours of a day; `until_hour` is the first hour after it."""

    kind_words = _("mesin bersama dipesan")
    is_decision = True
    worked_out = ("through",)

    booking: Public[str]
    machine: Public[str]
    workshop: Public[str]
    on: Public[str]
    from_hour: Public[int]
    until_hour: Public[int]
    purpose: Public[str]
    through: Public[str]

    def about(self) -> tuple[str, ...]:
        ways = [f"link:{self.through}"] * bool(self.through)
        return (f"machine:{self.machine}", f"workshops:{self.workshop}", *ways)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f, day = r.fact, date.fromisoformat(r.fact.on)
            booking = MachineBooking.objects.create(
                booking=UUID(f.booking), programme_id=r.entry.programme_id, machine=f.machine, workshop=f.workshop, on=day,
                from_hour=f.from_hour, until_hour=f.until_hour, purpose=f.purpose, booked_at=r.entry.at, booked_by=r.entry.by,
            )  # fmt: skip
            BookedHour.objects.bulk_create([
                BookedHour(programme_id=r.entry.programme_id, machine=f.machine, on=day, hour=hour, booking=booking)
                for hour in range(f.from_hour, f.until_hour)
            ])  # fmt: skip


@dataclass(frozen=True)
class BookingCancelled(Fact):
    """A booking holds no longer, and why; its hours are free again."""

    kind_words = _("pemesanan mesin bersama dibatalkan")
    is_decision = True

    booking: Public[str]
    machine: Public[str]
    workshop: Public[str]
    reason: Public[str]

    worked_out = ("machine", "workshop")

    def about(self) -> tuple[str, ...]:
        return (f"machine:{self.machine}", f"workshops:{self.workshop}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            BookedHour.objects.filter(booking=UUID(r.fact.booking)).delete()
            MachineBooking.objects.filter(pk=r.fact.booking).update(
                cancelled_at=r.entry.at, cancelled_by=r.entry.by, cancelled_why=r.fact.reason
            )
