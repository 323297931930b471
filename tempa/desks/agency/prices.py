"""Objections to the prices of an agency's machines: which hold its contracts, and both sides of each."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tempa.catalogue import queries as catalogue
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.offers import aggregate_words
from tempa.desks.frame.price_objections import objections_table, shown, stage_of
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import number
from tempa.registry import queries as registry


@require_GET
@door("agency")
def prices(request: HttpRequest, here: Here) -> HttpResponse:
    """The objections to prices of our machines, those that hold contracts first."""
    found = sorted(ours(here), key=lambda o: stage_of(o) != "open")
    return respond(request, "agency/prices.html", {
        "title": _("Keberatan harga"), "section": "agency-prices", "answer": answer(found),
        "table": objections_table(
            shown(here.programme, found, registry.workshop_names(here.programme)), lambda o: reverse("agency-price", args=[o["objection"].objection])
        ), "machines": machines_table(here),
    }, file_name=f"keberatan-harga-{here.subject}")  # fmt: skip


def machines_table(here: Here) -> Table[catalogue.MachineType]:
    """Each of our machines with its estimate, and what may be told of its offers once their call has closed."""
    machines = list(catalogue.types(here.programme).filter(agency=here.subject))
    told = registry.offers_told(here.programme, [m.type for m in machines], here.now)
    return Table(_("Harga mesin kami"), machines, [
        Column("type", lambda m: f"{m.type} {m.name_id}", wide=True), Column("unit_price", lambda m: m.unit_price, number, numeric=True),
        Column("told", lambda m: aggregate_words(told.get(m.type)) or _("belum diumumkan"), words=_("Semua penawaran"), wide=True),
    ])  # fmt: skip


def ours(here: Here) -> list[catalogue.PriceObjection]:
    types = list(catalogue.types(here.programme).filter(agency=here.subject).values_list("key", flat=True))
    return list(catalogue.price_objections(here.programme).filter(type__in=types))


def answer(found: Sequence[catalogue.PriceObjection]) -> str:
    waiting = sum(stage_of(o) == "open" for o in found)
    if not found:
        return _("Tidak ada keberatan atas harga mesin kami.")
    if not waiting:
        return _("%(n)s keberatan atas harga mesin kami; tidak ada yang menahan kontrak.") % {"n": number(len(found))}
    return _("%(n)s keberatan atas harga mesin kami; %(waiting)s menahan kontrak sampai dijawab taman sains.") % {
        "n": number(len(found)), "waiting": number(waiting),
    }  # fmt: skip


@require_GET
@door("agency")
def price(request: HttpRequest, here: Here, objection: UUID) -> HttpResponse:
    found = [o for o in ours(here) if o.objection == objection]
    if not found:
        raise Http404
    (o,) = shown(here.programme, found, registry.workshop_names(here.programme))
    return respond(request, "agency/price.html", {"title": _("Keberatan harga %(n)s") % {"n": found[0].number}, "section": "agency-prices", "o": o})
