"""The catalogue: types, and one type with routing, parts list, offers, names and its price."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tempa.catalogue import actions
from tempa.catalogue import queries as catalogue
from tempa.demand import queries as demand
from tempa.demand.rules import REASONS
from tempa.desks.frame.addresses import addresses
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.identity import fresh_identity, identity_of
from tempa.desks.frame.listing import Column, Filter, Listing, every
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.words import number
from tempa.desks.park.demand.orders import REASON_WORDS
from tempa.ledger.rules import Refused
from tempa.registry import queries as registry

PARK = ("park_planner", "park_head")


@door(*PARK)
def types(request: HttpRequest, here: Here) -> HttpResponse:
    programme = here.programme
    agencies = here.known("agency-names", lambda: demand.agency_names(programme))
    to_type = addresses("park-type")
    total, untested = here.known("type-counts", lambda: type_counts(programme))
    listing = Listing(
        title=_("Katalog"),
        rows=catalogue.types(programme),
        columns=[
            Column("type_code", lambda r: r.type, sort="type", link=lambda r: to_type(r.type)),
            Column(
                "type",
                lambda r: r.name_id,
                sort="name_id",
                wide=True,
                link=lambda r: to_type(r.type),
            ),
            Column("agency", lambda r: r.agency, sort="agency"),
            Column("unit_price", lambda r: r.unit_price, number, sort="unit_price", numeric=True),
            Column("ordered", lambda r: r.ordered, number, numeric=True),
            Column("offers", lambda r: r.offers, number, numeric=True),
            Column(
                "tested",
                lambda r: (
                    _("ya")
                    if r.tested
                    else _("belum, paling banyak %(n)s") % {"n": r.cells["pilot_limit"] or _("tanpa batas")}
                ),
                sort="tested",
            ),
        ],
        search=("type", "name_id", "name_en"),
        filters=(
            Filter("opd", _("OPD"), every(agencies.items()), lambda c: Q(agency=c)),
            Filter(
                "teruji",
                _("Laporan uji"),
                every([("ya", _("ada")), ("belum", _("belum"))]),
                lambda c: Q(tested=c == "ya"),
            ),
        ),
        prepare=lambda rows: with_counts(programme, rows),
        file_name=f"katalog-{programme.code}",
        empty=_("Katalog kosong. Jenis mesin datang dari lembar types buku kerja: buka Unggah."),
    )
    answer = _("%(n)s jenis mesin; %(untested)s belum punya laporan uji.") % {"n": number(total), "untested": number(untested)}
    return listing.respond(request, section="park-types", answer=answer)


def type_counts(programme: Any) -> tuple[int, int]:
    """(types, types without a test report)."""
    found = catalogue.types(programme)
    return found.count(), found.filter(tested=False).count()


def with_counts(programme: Any, rows: Any) -> Any:
    """Add to each type how many units are ordered and how many sites offer it."""
    codes = [r.type for r in rows]
    ordered = demand.units_by_type(programme, codes)
    offers = registry.offer_counts(programme, codes)
    for r in rows:
        r.ordered, r.offers = ordered.get(r.type, 0), offers.get(r.type, 0)
    return rows


@door(*PARK)
def machine_type(request: HttpRequest, here: Here, type: str) -> HttpResponse:
    programme = here.programme
    found = catalogue.type_named(programme, type)
    if found is None:
        raise Http404
    parts: list[dict[str, Any]] = [
        {"item": i, "material": m, "cost": Decimal(i.cells["quantity"]) * int(m.cells["unit_price"]) if m else None}
        for i, m in catalogue.parts_list(programme, type)
    ]
    names = registry.workshop_names(programme)
    steps = list(catalogue.routing(programme, type))
    return render(request, "park/type.html", {
        "title": found.name_id, "section": "park-types", "type": found, "steps": steps, "parts": parts,
        "hours": sum(Decimal(s.cells["hours_per_unit"]) for s in steps),
        "materials": sum((p["cost"] for p in parts if p["cost"] is not None), Decimal(0)),
        "offers": [(o, names.get(o.workshop, o.workshop), o.unit_price > found.unit_price) for o in registry.offers_for(programme, type)],
        "lines": demand.order_lines(programme).filter(type=type), "aliases": catalogue.aliases_of(programme, type),
        "moves": demand.moves(programme, type), "reasons": [(r, REASON_WORDS[r]) for r in REASONS], "identity": fresh_identity(),
    })  # fmt: skip


@require_POST
@door(*PARK)
def add_alias(request: HttpRequest, here: Here, type: str) -> HttpResponse:
    """Remember another name for a type."""
    try:
        actions.decide_alias(
            here.programme,
            name=request.POST.get("name", ""),
            type=type,
            at=here.now,
            by=here.person,
            identity=identity_of(request),
        )
    except Refused as refused:
        messages.error(request, spoken(refused))
    else:
        messages.success(request, _("Nama itu diingat untuk unggahan berikutnya."))
    return redirect("park-type", type=type)
