"""Weekly work lists: the schedule of a week is worked out beside the server when somebody asks for it, and kept in a file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.allocation import queries as allocation
from tempa.allocation.queries import MachineDay, WorkWeek
from tempa.desks.frame.deeds import DeedForm
from tempa.desks.frame.fields import WholeNumberField
from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.whole_files import put
from tempa.desks.frame.words import number, term, weekday
from tempa.desks.frame.worker import is_alive, run_folder, start_console, turn_words
from tempa.ledger import queries as ledger
from tempa.values.period import Calendar
from tempa.values.programme import Tables


class AskForm(DeedForm):
    """The work lists of a week are made."""

    send = gettext_lazy("Susun daftar kerja minggu ini")

    minggu = WholeNumberField(widget=forms.HiddenInput, min_value=0)


def state_of(programme: ledger.Programme, plan: allocation.Plan, week: int) -> str:
    """ready; pending: being worked out; missing: nobody asked yet; stale: the programme is no longer the plan's."""
    folder = folder_of(plan.plan, week)
    if (folder / "lists.json").exists():
        return "ready"
    if not allocation.fits_programme(programme, plan):
        return "stale"
    return "pending" if is_alive(folder) else "missing"


def ask(programme: ledger.Programme, plan: allocation.Plan, week: int, by: UUID) -> None:
    """Start working out the lists of a week, where they are missing."""
    if state_of(programme, plan, week) == "missing":
        start_console(folder_of(plan.plan, week), ["work", "--lists", str(plan.plan), str(week)], by)


def turn(plan: UUID, week: int) -> str:
    """The place in the queue of lists that wait to be worked out, as a sentence."""
    return turn_words(folder_of(plan, week))


def folder_of(plan: UUID, week: int) -> Path:
    return run_folder(f"kerja-{plan}-{week}")


def write_lists(tables: Tables, plan: allocation.Plan, week: int) -> None:
    """Work out the schedule of all workshops for one week and keep it in its folder."""
    from tempa.allocation.planner.replanning.order_cut import without_cancelled
    from tempa.allocation.planner.schedule.workshops import schedule  # its solver is loaded only where it works

    folder = folder_of(plan.plan, week)
    folder.mkdir(parents=True, exist_ok=True)
    found = [
        {"site": s.site, "problems": s.problems, "machines": s.machines,
         "entries": [[e.day.isoformat(), e.resource, e.machine, e.lot, e.hundredths] for e in s.entries]}
        for s in schedule(tables, without_cancelled(allocation.tables_as_reduced(plan), tables), week, 1)
    ]  # fmt: skip
    put(folder / "lists.json", json.dumps(found))


def lists_of(programme: ledger.Programme, plan: allocation.Plan, week: int, calendar: Calendar) -> list[WorkWeek]:
    """One list per workshop with work in the week; only where `state_of` says ready."""
    schedules = json.loads((folder_of(plan.plan, week) / "lists.json").read_text())
    return allocation.work_of_week(programme, plan, schedules, calendar.monday(week))


@dataclass(frozen=True)
class Sheet:
    """The work list of a workshop as a page has it."""

    week: WorkWeek

    @property
    def table(self) -> Table[MachineDay]:
        """A row for each machine on each day, and one for a day without work."""
        rows = [row for day, machines in self.week.days.items() for row in machines or [MachineDay(day, "", 0, 0, ())]]
        return Table(_("Daftar kerja %(name)s") % {"name": self.week.name}, rows, [
            Column("day", lambda r: r.day, weekday, words=_("Hari")),
            Column("machine", machine_words, words=_("Mesin")),
            Column("stints", stint_words, words=_("Lot dan jamnya, berurutan"), wide=True),
            Column("hours", lambda r: r.hours or None, number, numeric=True),
            Column("done", lambda r: "☐" if r.stints else "", words=_("Selesai"), is_tool=True),
        ], dense=True)  # fmt: skip


def machine_words(row: MachineDay) -> str:
    """The machine, with its number where several of its kind are there."""
    return f"{term(row.resource)} {row.machine}" if row.of > 1 else term(row.resource) if row.resource else ""


def stint_words(row: MachineDay) -> str:
    return ", ".join(f"{lot}: {number(hours)}" for lot, hours in row.stints) or _("tidak ada pekerjaan")
