"""Workshops and schools: what was verified, what they can do, what they received."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tempa.allocation import queries as allocation
from tempa.catalogue import queries as catalogue
from tempa.demand import queries as demand
from tempa.desks.frame import figures
from tempa.desks.frame.addresses import addresses
from tempa.desks.frame.capacities import hours_table, scores_table
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.listing import Filter, Listing, every
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.weeks import days_of
from tempa.desks.frame.words import day, number, term
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK
from tempa.registry import queries as registry
from tempa.registry.rules import KINDS, LEGAL_TIERS
from tempa.values.period import Calendar


@door(*PARK)
def workshops(request: HttpRequest, here: Here) -> HttpResponse:
    programme = here.programme
    clusters, counts = figures.cluster_names(here), workshop_counts(here)
    to_workshop = addresses("park-workshop")
    listing: Listing[Any] = Listing(
        title=_("Bengkel"),
        rows=registry.workshops(programme),
        columns=[
            Column(
                "workshop_code",
                lambda r: r.workshop,
                sort="workshop",
                link=lambda r: to_workshop(r.workshop),
            ),
            Column(
                "workshop",
                lambda r: r.name,
                sort="name",
                link=lambda r: to_workshop(r.workshop),
                wide=True,
            ),
            Column("kind", lambda r: term(r.kind), sort="kind"),
            Column("cluster", lambda r: clusters.get(r.cluster, r.cluster), sort="cluster"),
            Column("lead", lambda r: r.lead, sort="lead"),
            Column("legal_tier", lambda r: term(r.legal_tier) if r.legal_tier else "", sort="legal_tier"),
            Column("regency", lambda r: r.regency, sort="regency"),
            Column("verification", verification_words),
            Column("weekly_hours", lambda r: r.hours, number, numeric=True),
            Column("cash_limit", lambda r: r.cash, number, numeric=True),
            Column("lots", lambda r: r.lot_count, number, numeric=True),
            Column("units", lambda r: r.units, number, numeric=True),
        ],
        search=("workshop", "name", "regency", "cluster"),
        filters=(
            Filter("jenis", _("Macam"), every((k, term(k)) for k in KINDS), lambda c: Q(kind=c)),
            Filter("sentra", _("Sentra"), every(clusters.items()), lambda c: Q(cluster=c)),
            Filter("tingkat", _("Legalitas"), every((t, term(t)) for t in LEGAL_TIERS), lambda c: Q(legal_tier=c)),
        ),
        total=counts["n"],
        prepare=lambda rows: with_lots(here, rows),
        file_name=f"bengkel-{programme.code}",
        empty=_("Belum ada bengkel. Bengkel datang dari lembar workshops buku kerja: buka Unggah."),
    )
    answer = _(
        "%(n)s tempat kerja: %(leads)s IKM induk, %(members)s IKM, %(schools)s SMK; %(busy)s mendapat lot."
    ) % {name: number(n) for name, n in counts.items()}
    return listing.respond(request, section="park-workshops", answer=answer)


def workshop_counts(here: Here) -> dict[str, int]:
    """How many sites of each kind, and how many of all have lots."""
    kinds = figures.site_counts(here)
    busy = here.known("busy-sites", lambda: len(allocation.allocated_by_workshop(here.programme)), of=figures.PLAN)
    return {
        "n": sum(kinds.values()), "leads": kinds.get("lead", 0), "members": kinds.get("member", 0), "schools": kinds.get("school", 0),
        "busy": busy,
    }  # fmt: skip


def verification_words(workshop: registry.Workshop) -> str:
    if workshop.kind == "facility":
        return "–"
    lacking = registry.cannot_work_because(workshop)
    if not lacking:
        return _("memenuhi")
    return _("belum: %(what)s") % {"what": ", ".join(term(c) for c in lacking)}


def with_lots(here: Here, rows: Any) -> Any:
    """Add to each site its hours, its cash limit, and its lots and units of today's plan."""
    codes = [r.workshop for r in rows]
    counts, hours = figures.lot_counts(here, codes), figures.weekly_hours(here, codes)
    for r in rows:
        r.hours = hours.get(r.workshop, 0)
        r.cash = int(r.cells["cash_limit"]) if r.cells["cash_limit"] else None
        r.lot_count, r.units = counts.get(r.workshop, (0, 0))
    return rows


@door(*PARK)
def workshop(request: HttpRequest, here: Here, workshop: str) -> HttpResponse:
    programme = here.programme
    found = registry.workshop_named(programme, workshop)
    if found is None:
        raise Http404
    lots = list(allocation.lots_of(programme, workshop))
    lines = {r.line: r for r in demand.order_lines(programme).filter(line__in=[lot.line for lot in lots])}
    plan = allocation.approved_plan(programme)
    figures = next((s for s in plan.figures["sites"] if s["workshop"] == workshop), None) if plan else None
    cash = next((c for c in plan.figures["cash"] if c["workshop"] == workshop), None) if plan else None
    lots, calendar = [lot for lot in lots if lot.line in lines], ledger.calendar_of(programme)
    lacking = registry.cannot_work_because(found)
    return respond(request, "park/workshop.html", {
        "title": found.name, "section": "park-workshops", "workshop": found, "figures": figures, "cash": cash, "lacking": lacking,
        "cash_days": days_of(calendar, cash["week"]) if cash else "",
        "cluster": registry.cluster_names(programme).get(found.cluster, ""), "lots": lots_table(lots, lines, calendar),
        "lead_name": registry.workshop_names(programme).get(found.lead, ""), "hours": hours_table(registry.hours(programme, workshop)),
        "scores": scores_table(registry.verification(found), lacking), "units": sum(lot.quantity for lot in lots),
        "offers": offers_table(programme, workshop),
    }, file_name=f"bengkel-{workshop}")  # fmt: skip


def lots_table(lots: list[allocation.Lot], lines: dict[str, Any], calendar: Calendar) -> Table[allocation.Lot]:
    return Table(_("Lot"), lots, [
        Column("lot", lambda r: r.lot), Column("type", lambda r: lines[r.line].type_name, wide=True),
        Column("quantity", lambda r: r.quantity, number, numeric=True),
        Column("line", lambda r: r.line, link=lambda r: reverse("park-order", args=[r.line])),
        Column("start_week", lambda r: calendar.monday(r.start_week), day, words=_("Mulai")),
        Column("finish_week", lambda r: calendar.sunday(r.finish_week), day, words=_("Selesai")),
        Column("inspect_week", lambda r: calendar.sunday(r.inspect_week), day, words=_("Diperiksa paling lambat")),
    ], empty=_("Belum ada lot dari rencana yang disetujui."))  # fmt: skip


def offers_table(programme: ledger.Programme, workshop: str) -> Table[registry.Offer]:
    names = catalogue.type_names(programme)
    return Table(_("Penawaran"), list(registry.offers_of(programme, workshop)), [
        Column("type", lambda o: names.get(o.type, o.type), link=lambda o: reverse("park-type", args=[o.type])),
        Column("offer", lambda o: o.unit_price, number, numeric=True),
    ], empty=_("Belum menawar jenis apa pun."))  # fmt: skip
