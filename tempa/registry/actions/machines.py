"""Shared machines stated, booked by the hour, and given free again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Unpack
from uuid import UUID

from tempa.ledger.actions import Deed, Doing, deed
from tempa.ledger.models import Entry, Programme
from tempa.ledger.queries import zone_of
from tempa.ledger.rules import Refused
from tempa.registry import queries
from tempa.registry.facts import BookingCancelled, MachineBooked, SharedMachineStated
from tempa.registry.models import MachineBooking, SharedMachine
from tempa.registry.queries.machines import booking_named
from tempa.registry.rules.machines import (
    SharedHours,
    check_booking,
    check_free,
    check_machine,
    may_book,
    may_cancel,
    may_state_machine,
)
from tempa.registry.rules.verification import VERIFICATION
from tempa.values.period import day_in


@dataclass(frozen=True)
class MachineSaid:
    """What is said of a shared machine: whose it is, what it does, when it can be had (days of the week, Monday 0)."""

    machine: str
    site: str
    process: str
    name: str
    opens: int
    closes: int
    days: Sequence[int]
    note: str = ""
    is_withdrawn: bool = False


def state_machine(programme: Programme, *, said: MachineSaid, **doing: Unpack[Doing]) -> Entry:
    """State a machine that others may book, or anew when it can be had; hours that are booked already stay booked."""
    with deed(programme, **doing) as d:
        fact = SharedMachineStated(
            said.machine, said.site, said.process, " ".join(said.name.split()), said.opens, said.closes, sorted(set(said.days)), said.note.strip(),
            said.is_withdrawn,
        )  # fmt: skip
        if known := d.known(SharedMachineStated, **fact.said()):
            return known
        d.must(may_state_machine(d.who, said.site))
        d.still(f"machine:{said.machine}")
        before = queries.shared_machine(programme, said.machine)
        if before is not None:
            d.must(may_state_machine(d.who, before.site))
        if queries.workshop_named(programme, said.site) is None:
            raise Refused("Bengkel %(workshop)s tidak ada di program ini. Pilih bengkel dari daftar.", field="site", workshop=said.site)
        if not (2 <= len(said.machine) <= 40 and said.machine.isascii() and said.machine.replace("-", "").isalnum()):
            raise Refused("Kode mesin terdiri atas huruf dan angka, 2 sampai 40, misalnya STIPARK-BUBUT-1.", field="machine")
        processes = {p.code for p in queries.criteria_on(programme, day_in(zone_of(programme), d.at)).processes}
        check_machine(name=fact.name, process=said.process, known=processes, hours=SharedHours(said.opens, said.closes, said.days))
        return d.record(fact)


def book_machine(
    programme: Programme, *, machine: str, workshop: str, on: date, hours: range, purpose: str, **doing: Unpack[Doing]
) -> UUID:
    """Have a shared machine for oneself during hours of a day; refuses an hour that somebody else has. Returns the booking's name."""
    start, stop = (hours.start, hours.stop) if hours else (0, 0)
    with deed(programme, **doing) as d:
        fact = MachineBooked(str(d.identity), machine, workshop, str(on), start, stop, " ".join(purpose.split()), "")
        if d.known(MachineBooked, **fact.said()):
            return d.identity
        d.must(may_book(d.who, workshop))
        shared = existing_machine(d, machine)
        if queries.workshop_named(programme, workshop) is None:
            raise Refused("Bengkel %(workshop)s tidak ada di program ini. Pilih bengkel dari daftar.", field="workshop", workshop=workshop)
        now = d.at.astimezone(zone_of(programme))
        check_booking(
            on=on, hours=hours, shared=SharedHours(shared.opens, shared.closes, shared.days), purpose=fact.purpose, today=now.date(),
            hour_now=now.hour,
        )  # fmt: skip
        check_free(hours, queries.hours_taken(programme, machine, on))
        through = d.who.link_for(VERIFICATION, workshop)
        d.record(MachineBooked(**fact.said(), through=through))
        return d.identity


def existing_machine(d: Deed, machine: str) -> SharedMachine:
    found = queries.shared_machine(d.programme, machine)
    if found is None or found.is_withdrawn:
        raise Refused("Mesin bersama itu tidak ada atau tidak dipinjamkan lagi. Pilih mesin dari daftar.", field="machine")
    return found


def cancel_booking(programme: Programme, *, booking: UUID, reason: str, **doing: Unpack[Doing]) -> Entry:
    """Give the hours of a booking free again; the reason stays with it."""
    with deed(programme, **doing) as d:
        if known := d.known(BookingCancelled, booking=str(booking), reason=reason.strip()):
            return known
        found = existing_booking(d, booking)
        shared = queries.shared_machine(programme, found.machine)
        d.must(may_cancel(d.who, workshop=found.workshop, site=shared.site if shared else "", is_cancelled=found.cancelled_at is not None))
        if len(reason.strip()) < 3 or len(reason) > 500:
            raise Refused("Tulis mengapa dibatalkan, 3 sampai 500 huruf.", field="reason")
        return d.record(BookingCancelled(str(booking), found.machine, found.workshop, reason.strip()))


def existing_booking(d: Deed, booking: UUID) -> MachineBooking:
    found = booking_named(d.programme, booking)
    if found is None:
        raise Refused("Pemesanan itu tidak ada di program ini.")
    return found
