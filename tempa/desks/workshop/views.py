"""A workshop's owner or a school's teacher, on a phone: what must I do, and when?"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tempa.allocation import actions
from tempa.allocation import queries as allocation
from tempa.catalogue import queries as catalogue
from tempa.demand import queries as demand
from tempa.desks.frame import figures
from tempa.desks.frame.capacities import hours_table, scores_table
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.objections import ObjectionForm, shown
from tempa.desks.frame.reasons import lots_of_site, reasons_of, told_to_owner
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.weeks import chosen_week, days_of, week_choices
from tempa.desks.frame.whatif import answers
from tempa.desks.frame.words import day, number, term
from tempa.desks.frame.worklists import AskForm, Sheet, ask, lists_of, state_of, turn
from tempa.desks.workshop.production import cards_of, said_today
from tempa.ledger import queries as ledger
from tempa.registry import queries as registry
from tempa.values.period import Calendar


@door("workshop", "teacher")
def home(request: HttpRequest, here: Here) -> HttpResponse:
    """My lots: those of this week first, then what comes."""
    calendar = figures.calendar(here)
    week = calendar.current(here.today)
    cards = [card(here, calendar, lot, line) for lot, line in figures.lots_with_lines(here, here.subject)]
    now = [c for c in cards if c["start"] <= week <= c["finish"]]
    later = [c for c in cards if c["start"] > week]
    earlier = [c for c in cards if c["finish"] < week]
    name = figures.workshop_names(here).get(here.subject, here.subject)
    return render(request, "workshop/home.html", {
        "title": name, "section": "workshop-home", "now": now, "later": later, "earlier": earlier, "week": week,
        "answer": answer(cards, now, calendar.is_running(here.today)), "from_day": calendar.monday(week),
        "to_day": calendar.sunday(week), "every": sorted(cards, key=lambda c: (c["start"], c["lot"])),
        "today": work_today(here), "is_running": calendar.is_running(here.today),
        "first_day": calendar.monday(0), "last_day": calendar.sunday(calendar.weeks - 1),
    })  # fmt: skip


def work_today(here: Here) -> str:
    """What is to be reported or announced today; blank where there is nothing."""
    cards = here.known(f"lot-cards {here.subject} {here.today}", lambda: cards_of(here), of=("rows", "registry", "contracts", "production"))
    return said_today(cards, here.now)


def card(here: Here, calendar: Calendar, lot: allocation.Lot, line: demand.PricedLine) -> dict[str, Any]:
    return {
        "lot": lot.lot, "type": line.type_name, "quantity": lot.quantity, "agency": line.agency, "start": lot.start_week,
        "finish": lot.finish_week, "from_day": calendar.monday(lot.start_week), "to_day": calendar.sunday(lot.finish_week),
        "inspected": calendar.sunday(lot.inspect_week),
    }  # fmt: skip


def answer(cards: list[dict[str, Any]], now: list[dict[str, Any]], is_running: bool) -> str:
    if not cards:
        return _("Belum ada lot untuk Anda. Lot muncul di sini setelah rencana disetujui taman sains.")
    units = sum(c["quantity"] for c in cards)
    first = ngettext("Minggu ini: %(n)s lot.", "Minggu ini: %(n)s lot.", len(now)) % {"n": number(len(now))}
    whole = _("Seluruhnya %(lots)s lot, %(units)s mesin.") % {"lots": number(len(cards)), "units": number(units)}
    return f"{first} {whole}" if is_running else whole


@door("workshop", "teacher")
def lot(request: HttpRequest, here: Here, lot: str) -> HttpResponse:
    """One of my lots: what to make, the steps with their hours, the materials."""
    found = next(((x, line) for x, line in figures.lots_with_lines(here, here.subject) if x.lot == lot), None)
    if found is None:
        raise Http404
    mine, line = found
    calendar = ledger.calendar_of(here.programme)
    text = _("Lot %(lot)s: %(n)s %(type)s, mulai %(start)s, selesai %(finish)s. Rincian: %(link)s") % {
        "lot": lot, "n": number(mine.quantity), "type": line.type_name, "start": day(calendar.monday(mine.start_week)),
        "finish": day(calendar.sunday(mine.finish_week)), "link": request.build_absolute_uri(),
    }  # fmt: skip
    return respond(request, "workshop/lot.html", {
        "title": _("Lot %(lot)s") % {"lot": lot}, "section": "workshop-home", "card": card(here, calendar, mine, line),
        "steps": steps_table(here, mine, line), "parts": parts_table(here, mine, line), "message": text,
        "place": demand.destination_names(here.programme).get(line.destination, ""),
        "price": next((o.unit_price for o in registry.offers_of(here.programme, here.subject) if o.type == line.type), None),
    }, file_name=f"lot-{lot}")  # fmt: skip


def steps_table(here: Here, lot: allocation.Lot, line: demand.PricedLine) -> Table[catalogue.RoutingStep]:
    """The work of a whole lot, step by step."""
    return Table(_("Pekerjaan"), list(catalogue.routing(here.programme, line.type)), [
        Column("resource", lambda s: term(s.cells["resource"]), words=_("Langkah")),
        Column("hours", lambda s: float(s.cells["setup_hours"]) + lot.quantity * float(s.cells["hours_per_unit"]), number,
               words=_("Jam seluruh lot"), numeric=True),
    ])  # fmt: skip


def parts_table(here: Here, lot: allocation.Lot, line: demand.PricedLine) -> Table[tuple[catalogue.PartsListItem, catalogue.Material]]:
    """The materials of a whole lot."""
    parts = [(i, m) for i, m in catalogue.parts_list(here.programme, line.type) if m]
    return Table(_("Bahan"), parts, [
        Column("material", lambda p: p[1].name_id),
        Column("quantity", lambda p: float(p[0].cells["quantity"]) * lot.quantity, number, numeric=True),
        Column("unit", lambda p: p[1].cells["unit"], words=_("Satuan")),
    ], empty=_("Tidak memakai bahan yang dicatat."))  # fmt: skip


@door("workshop", "teacher")
def why(request: HttpRequest, here: Here) -> HttpResponse:
    """Why did I receive this: the sentences about my own site, and of my lots what each costs here; nobody else's prices."""
    plan = allocation.approved_plan(here.programme)
    reasons = reasons_of(plan) if plan is not None else None
    mine = reasons["sites"].get(here.subject) if reasons is not None else None
    names = registry.workshop_names(here.programme)
    return render(request, "workshop/why.html", {
        "title": _("Mengapa saya mendapat ini?"), "section": "workshop-why", "plan": plan, "mine": mine,
        "told": told_to_owner(mine, names) if mine else [],
        "lots": lots_of_site(reasons, here.subject, catalogue.type_names(here.programme)) if reasons else [],
        "answers": answers(plan.plan, here.subject) if plan is not None else [],
    })  # fmt: skip


@door("workshop", "teacher")
def objections(request: HttpRequest, here: Here) -> HttpResponse:
    """My objections with their answers, and the form to object to the plan that holds."""
    plan, form = allocation.approved_plan(here.programme), ObjectionForm(here, request)
    gone_on = plan and form.carried_out(
        request, lambda **deed: actions.raise_objection(here.programme, plan=plan.plan, workshop=here.subject, **form.said(), **deed),
        to=lambda _: reverse("workshop-objections"), done=_("Keberatan Anda tercatat. Taman sains menjawabnya di halaman ini."),
    )  # fmt: skip
    names = registry.workshop_names(here.programme)
    return gone_on or render(request, "workshop/objections.html", {
        "title": _("Keberatan"), "section": "workshop-objections", "plan": plan, "form": form,
        "found": [shown(o, names) for o in allocation.objections_of(here.programme, here.subject)],
    }, status=form.status)  # fmt: skip


@door("workshop", "teacher")
def week(request: HttpRequest, here: Here) -> HttpResponse:
    """My work of one week, day by day and machine by machine: one page to print."""
    plan = allocation.approved_plan(here.programme)
    calendar = ledger.calendar_of(here.programme)
    chosen = chosen_week(request, calendar, here.today)
    form = AskForm(here, request, initial={"minggu": chosen})
    gone_on = plan and form.carried_out(
        request, lambda **_deed: ask(here.programme, plan, form.typed["minggu"], here.person.public_id),
        to=lambda _: f"{request.path}?{urlencode({'minggu': form.typed['minggu']})}",
    )  # fmt: skip
    if gone_on:
        return gone_on
    state = state_of(here.programme, plan, chosen) if plan is not None else ""
    lists = lists_of(here.programme, plan, chosen, calendar) if plan is not None and state == "ready" else []
    mine = next((Sheet(x) for x in lists if x.site == here.subject), None)
    return respond(request, "workshop/week.html", {
        "title": _("Kerja %(days)s") % {"days": days_of(calendar, chosen)}, "section": "workshop-week", "plan": plan, "state": state, "form": form,
        "turn": turn(plan.plan, chosen) if plan is not None else "",
        "l": mine, "table": mine and mine.table, "week": chosen, "monday": calendar.monday(chosen),
        "sunday": calendar.sunday(chosen),
        "weeks": week_choices(calendar),
    }, file_name=f"kerja-{here.subject}", status=form.status)  # fmt: skip


@door("workshop", "teacher")
def capacity(request: HttpRequest, here: Here) -> HttpResponse:
    """What the programme knows of my workshop: verification, hours, offers."""
    found = registry.workshop_named(here.programme, here.subject)
    if found is None:
        raise Http404
    return respond(request, "workshop/capacity.html", {
        "title": _("Data bengkel"), "section": "workshop-capacity", "workshop": found, "lacking": registry.cannot_work_because(found),
        "scores": scores_table(registry.verification(found), registry.cannot_work_because(found)),
        "hours": hours_table(registry.hours(here.programme, here.subject)), "offers": offers_table(here),
    }, file_name=f"bengkel-{here.subject}")  # fmt: skip


def offers_table(here: Here) -> Table[registry.Offer]:
    names, prices = catalogue.type_names(here.programme), catalogue.prices(here.programme)

    def is_above(offer: registry.Offer) -> bool:
        return bool(offer.unit_price > prices.get(offer.type, 0))

    return Table(_("Penawaran saya"), list(registry.offers_of(here.programme, here.subject)), [
        Column("type", lambda o: names.get(o.type, o.type)), Column("offer", lambda o: o.unit_price, number, numeric=True),
        Column("limit", lambda o: _("di atas HPS") if is_above(o) else _("boleh"), words=_("Terhadap HPS"),
               tag=lambda o: "late" if is_above(o) else ""),
    ], empty=_("Belum menawar jenis apa pun."))  # fmt: skip
