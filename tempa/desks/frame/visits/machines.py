"""Shared machines as pages: the calendar of a week, and hours to book; the same at the park, at a workshop's desk and by its link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Unpack, cast
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.desks.frame.deeds import Deed, DeedForm, FormPlace, FormShape, Said
from tempa.desks.frame.door import Here
from tempa.desks.frame.fields import WholeNumberField
from tempa.desks.frame.link_door import LinkForm, LinkHere
from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.visits.forms import calendar_day, worded
from tempa.desks.frame.words import language
from tempa.registry import actions
from tempa.registry import queries as registry
from tempa.registry.actions.machines import MachineSaid
from tempa.values.period import DAYS, monday


class BookFields(DeedForm):
    """Hours of a shared machine."""

    send = gettext_lazy("Pesan")

    machine = forms.ChoiceField(label=gettext_lazy("Mesin"), choices=())
    on = calendar_day(gettext_lazy("Hari"))
    from_hour = WholeNumberField(label=gettext_lazy("Dari pukul"), min_value=0, max_value=23)
    until_hour = WholeNumberField(label=gettext_lazy("Sampai pukul"), min_value=1, max_value=24)
    purpose = forms.CharField(label=gettext_lazy("Untuk apa"), max_length=200)

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        machines = registry.shared_machines(here.programme)
        self.fields["machine"].choices = [(m.machine, f"{m.name} ({m.site})") for m in machines]  # type: ignore[attr-defined]  # a choice field

    def book(self, workshop: str, **deed: Unpack[Deed]) -> UUID:
        said = self.cleaned_data
        return actions.book_machine(
            self.here.programme, machine=said["machine"], workshop=workshop, on=said["on"], hours=range(said["from_hour"], said["until_hour"]),
            purpose=said["purpose"], **deed,
        )  # fmt: skip


class LinkBookForm(LinkForm, BookFields):
    """The same by a link."""


class ParkBookForm(BookFields):
    """The park books for a workshop that calls."""

    workshop = forms.ChoiceField(label=gettext_lazy("Bengkel"), choices=())

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        makers = registry.makers(here.programme)
        self.fields["workshop"].choices = [(w.workshop, f"{w.workshop} {w.name}") for w in makers]  # type: ignore[attr-defined]


class CancelForm(DeedForm):
    """Give hours free again."""

    send = gettext_lazy("Batalkan")
    look = "danger"
    is_row = True

    booking = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(label=gettext_lazy("Mengapa batal"), max_length=500)


class LinkCancelForm(LinkForm, CancelForm):
    """The same by a link."""


class MachineForm(DeedForm):
    """A machine that others may book, and when."""

    send = gettext_lazy("Catat mesin")

    machine = forms.CharField(label=gettext_lazy("Kode, misalnya STIPARK-BUBUT-1"), max_length=40)
    site = forms.ChoiceField(label=gettext_lazy("Tempat"), choices=())
    process = forms.ChoiceField(label=gettext_lazy("Proses"), choices=())
    name = forms.CharField(label=gettext_lazy("Nama mesin"), max_length=120)
    opens = WholeNumberField(label=gettext_lazy("Dibuka pukul"), min_value=0, max_value=23, initial=8)
    closes = WholeNumberField(label=gettext_lazy("Ditutup pukul"), min_value=1, max_value=24, initial=16)
    days = forms.MultipleChoiceField(label=gettext_lazy("Hari"), widget=forms.CheckboxSelectMultiple)
    is_withdrawn = forms.BooleanField(label=gettext_lazy("Tidak dipinjamkan lagi"), required=False)

    def __init__(self, here: Here, request: HttpRequest | None = None, *, initial: Said | None = None, **more: Unpack[FormPlace]) -> None:
        super().__init__(here, request, initial={"days": [str(n) for n in range(5)]} | (initial or {}), **more)
        fields = cast("dict[str, forms.ChoiceField]", self.fields)
        sites = [w for w in registry.workshops(here.programme) if w.kind in ("facility", "school")]
        fields["site"].choices = [(w.workshop, w.name) for w in sites]
        fields["process"].choices = [(p.code, worded(p)) for p in registry.criteria_on(here.programme, here.today).processes]
        fields["days"].choices = [(str(n), name) for n, name in enumerate(DAYS[language()])]

    def said(self) -> MachineSaid:
        typed = self.typed
        return MachineSaid(**typed | {"days": [int(d) for d in typed["days"]]})


@dataclass(frozen=True)
class WeekOfMachine:
    """The calendar of a machine in a week: one row for each hour, one cell for each day."""

    machine: registry.SharedMachine
    first: date
    days: list[date]
    rows: list[tuple[int, list[str]]]

    @property
    def table(self) -> Table[tuple[int, list[str]]]:
        hour: Column[tuple[int, list[str]]] = Column("hour", lambda row: row[0], words=gettext_lazy("Pukul"))
        return Table(self.machine.name, self.rows, [hour, *(day_column(n, day) for n, day in enumerate(self.days))], dense=True)


def weeks_of(here: Here | LinkHere, on: date, own: str = "") -> list[WeekOfMachine]:
    """The calendars of all shared machines in the week of a day; who has an hour is said by code, one's own as one's own."""
    first = monday(on)
    days = [first + timedelta(days=n) for n in range(7)]
    found = []
    for m in registry.shared_machines(here.programme):
        taken = registry.week_of_machine(here.programme, m.machine, on)
        rows = [(hour, [cell(m, taken.get((d, hour)), d, own) for d in days]) for hour in range(m.opens, m.closes)]
        found.append(WeekOfMachine(m, first, days, rows))
    return found


def day_column(n: int, day: date) -> Column[tuple[int, list[str]]]:
    return Column(f"day{n}", lambda row: row[1][n], words=f"{day.day}/{day.month}")


def cell(machine: registry.SharedMachine, booking: registry.MachineBooking | None, day: date, own: str) -> str:
    if booking is not None:
        return _("Anda") if own and booking.workshop == own else str(booking.workshop)
    return "" if day.weekday() in machine.days else "–"


def chosen_day(text: str, today: date) -> date:
    """The day that an address asks for; today where it asks for none that exists."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today
