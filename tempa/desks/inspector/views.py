"""An inspector: which lots must be inspected in which week, and where are they?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tempa.allocation import queries as allocation
from tempa.catalogue import queries as catalogue
from tempa.demand import queries as demand
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import number
from tempa.ledger import queries as ledger
from tempa.quality import queries as quality
from tempa.registry import queries as registry
from tempa.values.period import Calendar


@door("inspector")
def home(request: HttpRequest, here: Here) -> HttpResponse:
    """The lots of one week, by place; the week can be turned."""
    calendar = ledger.calendar_of(here.programme)
    asked = request.GET.get("minggu", "")
    week = chosen_week(here, calendar, asked)
    lots = list(allocation.lots(here.programme).filter(inspect_week=week).order_by("workshop", "lot"))
    lines = {r.line: r for r in demand.order_lines(here.programme).filter(line__in=[lot.line for lot in lots])}
    hours = {
        t.type: float(t.cells["inspection_hours"])
        for t in catalogue.types(here.programme).filter(type__in=[r.type for r in lines.values()])
    }
    places = {
        w.workshop: w for w in registry.workshops(here.programme).filter(workshop__in=[lot.workshop for lot in lots])
    }
    cards = [
        {"lot": lot.lot, "type": lines[lot.line].type_name, "quantity": lot.quantity, "site": places[lot.workshop].name,
         "regency": places[lot.workshop].regency, "hours": lot.quantity * hours[lines[lot.line].type]}
        for lot in lots if lot.line in lines
    ]  # fmt: skip
    return respond(request, "inspector/home.html", {
        "title": _("Jadwal periksa"), "section": "inspector-home", "week": week, "today": said_today(here),
        "table": lots_table(cards), "answer": answer(cards),
        "from_day": calendar.monday(week), "to_day": calendar.sunday(week), "earlier": week - 1, "later": week + 1,
        "has_later": week + 1 < calendar.weeks,
    }, file_name=f"periksa-minggu-{week}")  # fmt: skip


def lots_table(cards: list[dict[str, object]]) -> Table[dict[str, Any]]:
    return Table(_("Lot yang diperiksa"), cards, [
        Column("lot", lambda c: c["lot"]), Column("workshop", lambda c: c["site"]), Column("regency", lambda c: c["regency"]),
        Column("type", lambda c: c["type"], wide=True), Column("quantity", lambda c: c["quantity"], number, numeric=True),
        Column("hours", lambda c: c["hours"], number, numeric=True),
    ], empty=_("Lot muncul di sini pada minggu pemeriksaannya, setelah rencana disetujui. Lihat minggu lain dengan tombol di atas."))  # fmt: skip


def said_today(here: Here) -> str:
    """What waits for this person: the units to inspect, and today's journeys; blank where nothing does."""
    tasks = quality.inspection_tasks(here.programme, here.person, here.today)
    left = sum(not unit["is_done"] for task in tasks for unit in task["units"])
    monday = here.today - timedelta(days=here.today.weekday())
    journeys = sum(e.day == here.today for e in quality.week_errands(here.programme, monday, here.person))
    said = []
    if left:
        said.append(_("%(units)s unit dari %(lots)s lot menunggu Anda periksa.") % {"units": number(left), "lots": number(len(tasks))})
    if journeys:
        said.append(_("Hari ini %(n)s pekerjaan menurut minggu Anda.") % {"n": number(journeys)})
    return " ".join(said)


def chosen_week(here: Here, calendar: Calendar, asked: str) -> int:
    """The week asked for; else today's; before the programme's weeks the first in which something is inspected, after them the last."""
    if asked.isascii() and asked.isdigit() and len(asked) < 5:
        return min(int(asked), calendar.weeks - 1)
    if calendar.is_running(here.today):
        return calendar.current(here.today)
    weeks = list(allocation.lots(here.programme).values_list("inspect_week", flat=True))
    over = here.today > calendar.sunday(calendar.weeks - 1)
    return min(max(weeks, default=0) if over else min(weeks, default=0), calendar.weeks - 1)


def answer(cards: list[dict[str, object]]) -> str:
    if not cards:
        return _("Tidak ada lot yang harus diperiksa minggu ini.")
    return _("%(lots)s lot, %(units)s mesin, %(hours)s jam pemeriksaan.") % {
        "lots": number(len(cards)), "units": number(sum(c["quantity"] for c in cards)), "hours": number(sum(c["hours"] for c in cards)),
    }  # fmt: skip
