"""Where a machine comes from and where an engine, a lot or a batch of material went, and who has it: both ways from one search."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tempa.delivery import queries as delivery
from tempa.demand import queries as demand
from tempa.desks.frame import figures
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.quality.speech import DECISIONS, said, tag_of
from tempa.desks.frame.supply.words import Goods
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, number
from tempa.ledger.rules import PARK
from tempa.quality import queries
from tempa.supply import queries as supply

LONGEST = 120


@dataclass(frozen=True)
class Found:
    """A machine that the search leads to; `batch` where it was a batch that was asked for."""

    trace: queries.Trace
    batch: supply.BatchInLot | None = None


@require_GET
@door(*PARK)
def trace(request: HttpRequest, here: Here) -> HttpResponse:
    asked = request.GET.get("cari", "").strip()[:LONGEST]
    found = [Found(t) for t in queries.traces(here.programme, asked)]
    found = found or [Found(t, one) for t, one in queries.traces_of_batch(here.programme, asked)]
    came = supply.batches_called(here.programme, asked) if asked else []
    return respond(request, "park/trace.html", {
        "title": _("Telusuri"), "section": "park-trace", "asked": asked, "answer": answer(here, asked, found, came),
        "table": traces_table(here, found), "inside": inside_table(here, found),
    }, file_name=f"telusur-{here.programme.code}")  # fmt: skip


def answer(here: Here, asked: str, found: list[Found], came: list[supply.Batch]) -> str:
    if not asked:
        return _("Cari nomor seri, nomor mesin penggerak, kiriman bahan, lot, kontrak atau bengkel; ke dua arah.")
    if not found and came:
        return _("Kiriman %(asked)s diterima %(on)s dengan pesanan %(order)s; belum ada lot yang mendapatnya.") % {
            "asked": asked, "on": day(came[0].received_on), "order": came[0].order}  # fmt: skip
    if not found:
        return _("Tidak ada unit dengan %(asked)s. Periksa ketikannya; nomor seri, nomor mesin dan nomor kiriman ditulis lengkap.") % {"asked": asked}
    first = _("%(asked)s: %(n)s unit dari %(makers)s bengkel untuk %(places)s tujuan.") % {
        "asked": asked, "n": number(len(found)), "makers": number(len({f.trace.maker for f in found})),
        "places": number(len({f.trace.destination for f in found})),
    }  # fmt: skip
    if not came or found[0].batch is None:
        return first
    sure, goods = sum(f.batch is not None and f.batch.is_certain for f in found), Goods(here.programme)
    return first + " " + _("%(material)s, diterima %(on)s dengan pesanan %(order)s: pasti pada %(sure)s unit, mungkin pada %(rest)s unit.") % {
        "material": goods.name(came[0].material), "on": day(came[0].received_on), "order": came[0].order, "sure": number(sure),
        "rest": number(len(found) - sure),
    }  # fmt: skip


def traces_table(here: Here, found: list[Found]) -> Table[Found]:
    places = demand.destination_names(here.programme) if found else {}
    who = holders(here, [f.trace.serial for f in found])
    batch = [Column("batch", batch_words, words=_("Kiriman"), urgent=True,
                    tag=lambda f: "late" if f.batch and f.batch.is_certain else "doubt")] if any(f.batch for f in found) else []  # fmt: skip
    engine: Column[Found] = Column("engine", lambda f: f.trace.engine, words=_("Mesin penggerak"))
    replaced: Column[Found] = Column("replaced", lambda f: f.trace.replaced_by, words=_("Diganti oleh"))
    return Table(_("Unit yang ditemukan"), found, [
        Column("serial", lambda f: f.trace.serial, words=_("Unit"), wide=True, link=lambda f: reverse("unit", args=[f.trace.serial])),
        *batch, Column("type", lambda f: f.trace.type), Column("maker", lambda f: f.trace.maker, words=_("Pembuat")),
        Column("lot", lambda f: f.trace.lot, link=lambda f: reverse("park-quality-lot", args=[f.trace.lot])),
        *([engine] if any(f.trace.engine for f in found) else []), Column("contract", lambda f: f.trace.contract, words=_("Kontrak")),
        Column("agency", lambda f: f.trace.agency), Column("destination", lambda f: places.get(f.trace.destination, f.trace.destination)),
        Column("holder", lambda f: who[f.trace.serial][0], words=_("Ada pada"), wide=True),
        Column("since", lambda f: who[f.trace.serial][1], lambda on: day(on) if on else "–", words=_("Sejak")),
        Column("state", lambda f: said(DECISIONS, f.trace.state), words=_("Keadaan"), tag=lambda f: tag_of(f.trace.state), urgent=True),
        *([replaced] if any(f.trace.replaced_by for f in found) else []),
    ], most=50)  # fmt: skip


def batch_words(f: Found) -> str:
    return "" if f.batch is None else _("pasti") if f.batch.is_certain else _("mungkin")


def holders(here: Here, serials: Iterable[str]) -> dict[str, tuple[str, Any]]:
    """Serial -> who has it now, and since when: its maker, the park, its agency, or its recipient."""
    wanted = list(serials)
    found = delivery.passages(here.programme, wanted) if wanted else {}
    names, agencies = figures.workshop_names(here), figures.agency_names(here)
    people = {r.recipient: r for r in delivery.recipients(here.programme)} if any(3 in p.taken for p in found.values()) else {}

    def of(serial: str) -> tuple[str, date | None]:
        p = found.get(serial)
        if p is None:
            return "–", None
        if 3 in p.taken:
            r = people.get(p.meant_for)
            return (f"{r.name}, {r.village}" if r else p.meant_for), p.taken[3]
        if 2 in p.taken:
            return agencies.get(p.agency, p.agency), p.taken[2]
        return (_("taman sains"), p.taken[1]) if 1 in p.taken else (names.get(p.maker, p.maker), None)

    return {serial: of(serial) for serial in wanted}


def inside_table(here: Here, found: list[Found]) -> Table[dict[str, str]] | None:
    """What is in the machines of one lot: batches of material, and where their engines came from."""
    lots = {f.trace.lot for f in found}
    if len(lots) != 1 or any(f.batch for f in found):
        return None
    goods, lot = Goods(here.programme), next(iter(lots))
    fitted = {supply.as_named(f.trace.engine) for f in found if f.trace.engine}
    rows = [
        {"what": goods.name(one.batch.material), "number": one.batch.certificate, "supplier": one.batch.supplier, "order": one.batch.order,
         "how": _("pasti") if one.is_certain else _("mungkin")} for one in supply.batches_in(here.programme, lot)
    ] + [
        {"what": goods.name(e.material), "number": e.number, "supplier": e.supplier, "order": e.order,
         "how": _("terpasang") if supply.as_named(e.number) in fitted else _("pada lot ini")}
        for e in supply.engines_received(here.programme, [lot])
        if len(found) > 1 or not fitted or supply.as_named(e.number) in fitted
    ]  # fmt: skip
    return Table(_("Bahan dan mesin penggerak di dalamnya"), rows, [
        Column("what", lambda r: r["what"], words=_("Bahan"), wide=True),
        Column("number", lambda r: r["number"], words=_("Nomor mesin atau kiriman"), link=lambda r: f"?cari={r['number']}"),
        Column("how", lambda r: r["how"], words=_("Bagaimana")), Column("supplier", lambda r: r["supplier"], words=_("Pemasok")),
        Column("order", lambda r: r["order"], words=_("Pesanan bahan"), link=lambda r: reverse("park-purchase", args=[r["order"]])),
    ], empty=_("Bon bahannya belum menyebut kiriman, dan belum ada mesin penggerak bernomor."))  # fmt: skip
