"""Where a machine comes from and where an engine, a lot or a batch of material went: both ways from one search."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tempa.demand import queries as demand
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.quality.speech import DECISIONS, said, tag_of
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import number
from tempa.ledger.rules import PARK
from tempa.quality import queries

LONGEST = 120


@require_GET
@door(*PARK)
def trace(request: HttpRequest, here: Here) -> HttpResponse:
    asked = request.GET.get("cari", "").strip()[:LONGEST]
    found = queries.traces(here.programme, asked)
    return respond(request, "park/trace.html", {
        "title": _("Telusuri"), "section": "park-trace", "asked": asked, "answer": answer(asked, found),
        "table": traces_table(here, found),
    }, file_name=f"telusur-{here.programme.code}")  # fmt: skip


def answer(asked: str, found: list[queries.Trace]) -> str:
    if not asked:
        return _("Cari nomor seri, nomor mesin penggerak, kiriman bahan, lot, kontrak atau bengkel; ke dua arah.")
    if not found:
        return _("Tidak ada unit dengan %(asked)s. Periksa ketikannya; nomor seri dan nomor mesin ditulis lengkap.") % {"asked": asked}
    places = len({t.destination for t in found})
    return _("%(asked)s: %(n)s unit dari %(makers)s bengkel untuk %(places)s tujuan.") % {
        "asked": asked, "n": number(len(found)), "makers": number(len({t.maker for t in found})), "places": number(places),
    }  # fmt: skip


def traces_table(here: Here, found: list[queries.Trace]) -> Table[queries.Trace]:
    places = demand.destination_names(here.programme) if found else {}
    return Table(_("Unit yang ditemukan"), found, [
        Column("serial", lambda t: t.serial, words=_("Unit"), wide=True), Column("type", lambda t: t.type),
        Column("maker", lambda t: t.maker, words=_("Pembuat")),
        Column("lot", lambda t: t.lot, link=lambda t: reverse("park-quality-lot", args=[t.lot])),
        Column("engine", lambda t: t.engine, words=_("Mesin penggerak")), Column("contract", lambda t: t.contract, words=_("Kontrak")),
        Column("agency", lambda t: t.agency), Column("destination", lambda t: places.get(t.destination, t.destination)),
        Column("state", lambda t: said(DECISIONS, t.state), words=_("Keadaan"), tag=lambda t: tag_of(t.state), urgent=True),
        Column("replaced", lambda t: t.replaced_by, words=_("Diganti oleh")),
    ], most=200)  # fmt: skip
