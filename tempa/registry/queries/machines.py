"""Shared machines and their calendar."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from tempa.ledger.models import Programme
from tempa.registry.models import BookedHour, MachineBooking, SharedMachine
from tempa.values.period import monday


def shared_machines(programme: Programme) -> QuerySet[SharedMachine]:
    """Shared machines that can be booked."""
    return SharedMachine.objects.filter(programme=programme, is_withdrawn=False).order_by("site", "machine")


def shared_machine(programme: Programme, machine: str) -> SharedMachine | None:
    return SharedMachine.objects.filter(programme=programme, machine=machine).first()


def bookings(programme: Programme, machine: str, on: date) -> QuerySet[MachineBooking]:
    """The bookings of a machine on a day that stand, in order of their hours."""
    found = MachineBooking.objects.filter(programme=programme, machine=machine, on=on, cancelled_at=None)
    return found.select_related("booked_by").order_by("from_hour")


def booking_named(programme: Programme, booking: UUID) -> MachineBooking | None:
    return MachineBooking.objects.filter(programme=programme, pk=booking).first()


def bookings_of(programme: Programme, workshop: str, since: date) -> QuerySet[MachineBooking]:
    """What a workshop has booked from a day on; what was cancelled is not among it."""
    return MachineBooking.objects.filter(programme=programme, workshop=workshop, on__gte=since, cancelled_at=None).order_by("on", "from_hour")


def hours_taken(programme: Programme, machine: str, on: date) -> set[int]:
    return set(BookedHour.objects.filter(programme=programme, machine=machine, on=on).values_list("hour", flat=True))


def week_of_machine(programme: Programme, machine: str, on: date) -> dict[tuple[date, int], MachineBooking]:
    """(day, hour) -> the booking that has it, in the week that holds a day."""
    first = monday(on)
    hours = BookedHour.objects.filter(programme=programme, machine=machine, on__gte=first, on__lt=first + timedelta(days=7))
    return {(h.on, h.hour): h.booking for h in hours.select_related("booking")}


def machine_codes(programme: Programme) -> Collection[str]:
    return set(SharedMachine.objects.filter(programme=programme).values_list("machine", flat=True))
