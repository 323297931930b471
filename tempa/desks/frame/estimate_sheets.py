"""An HPS sheet as it prints on A4: its lines and sums, the price in words, every source, who set it and who approved it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.catalogue import queries as catalogue
from tempa.catalogue.rules.estimates import Vat
from tempa.catalogue.rules.reckoning import Span
from tempa.contracts.law.errors import LawError
from tempa.contracts.law.rulebook import rule
from tempa.contracts.law.taxes import ppn
from tempa.contracts.law.words import amount_in_words
from tempa.desks.frame import figures
from tempa.desks.frame.door import Here
from tempa.desks.frame.price_words import SHORT_PLACE, SOURCE_WORDS, STATE_MARKS, STATE_WORDS, amount_words, key_words
from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.words import day, number, share
from tempa.ledger.rules import Refused

STAGE_WORDS = {
    "set": gettext_lazy("menunggu persetujuan"), "approved": gettext_lazy("berlaku"), "refused": gettext_lazy("ditolak"),
    "superseded": gettext_lazy("sudah diganti"),
}  # fmt: skip
STAGE_MARKS = {"set": "doubt", "approved": "good", "refused": "late", "superseded": ""}

def sheet_cells(here: Here, found: catalogue.EstimateSheet) -> dict[str, object]:
    """What the printed sheet says."""
    stage = catalogue.standing(found).stage
    lines = list(found.lines.order_by("position"))
    cost = sum(line.quantity * line.cost for line in lines)
    known = all(line.cost for line in lines)
    names = catalogue.type_names(here.programme, [line.type for line in lines])
    weights = {k.type: k.cells["weight_kg"] for k in catalogue.types(here.programme).filter(key__in=list(names))}
    return {
        "sheet": found, "stage": STAGE_WORDS[stage], "stage_mark": STAGE_MARKS[stage], "in_words": amount_in_words(found.total),
        "items": items_table(lines, names, weights), "sources": sources_table(found.sources), "cost": cost if known else None,
        "on_top": found.subtotal - cost if known else None, "newer": found.superseded_by, "agencies": agencies_of(here, lines),
    }  # fmt: skip


def agencies_of(here: Here, lines: Sequence[catalogue.EstimateLine]) -> str:
    names = figures.agency_names(here)
    kinds = catalogue.types(here.programme).filter(key__in=[line.type for line in lines])
    return ", ".join(names.get(a, a) for a in dict.fromkeys(k.agency for k in kinds))


def items_table(lines: Sequence[catalogue.EstimateLine], names: dict[str, str], weights: dict[str, str]) -> Table[catalogue.EstimateLine]:
    return Table(_("Rincian"), lines, [
        Column("n", lambda r: r.position, words=_("Nomor")), Column("type", lambda r: names.get(r.type, r.type), wide=True),
        Column("spec", lambda r: _("%(code)s, %(kg)s kg") % {"code": r.type, "kg": weights.get(r.type, "–")}, words=_("Spesifikasi")),
        Column("quantity", lambda r: r.quantity, lambda n: _("%(n)s unit") % {"n": number(n)}, numeric=True),
        Column("unit_price", lambda r: r.unit_price, number, words=_("Harga satuan"), numeric=True),
        Column("amount", lambda r: r.quantity * r.unit_price, number, words=_("Jumlah"), numeric=True),
        Column("likely", lambda r: r.likely or None, number, words=_("Harga wajar"), numeric=True),
        Column("place", lambda r: place_words(r), words=_("HPS berada"), tag=lambda r: "" if inside(r) else "doubt"),
    ], dense=True)  # fmt: skip


def inside(line: catalogue.EstimateLine) -> bool:
    return not line.high or line.low <= line.unit_price <= line.high


def place_words(line: catalogue.EstimateLine) -> str:
    if not line.high:
        return _("belum dihitung")
    return str(SHORT_PLACE[Span(line.lot, line.low, line.likely, line.high).outside(line.unit_price)])


def sources_table(sources: Sequence[dict[str, object]]) -> Table[Any]:
    """Every price that the sheet rests on: how much, of which day, from whom."""
    def input(s: dict[str, object]) -> str:
        return str(s["key"]).partition(":")[0]

    def cited(s: dict[str, Any]) -> str:
        if not s["source"]:
            return str(STATE_WORDS[s["state"]])
        told = f"{SOURCE_WORDS[s['source']]}: {s['reference']}, {s['place']}"
        return told if s["state"] == "fresh" else f"{told} ({STATE_WORDS[s['state']]})"

    return Table(_("Sumber harga"), sources, [
        Column("what", lambda s: key_words(s["key"], {s["key"].removeprefix("harga:"): s["name"]}, {}), words=_("Apa"), wide=True),
        Column("likely", lambda s: amount_words(input(s), s["likely"]), words=_("Harga"), numeric=True),
        Column("unit", lambda s: s["unit"], words=_("Satuan")), Column("dated", lambda s: day(s["dated"]) if s["dated"] else "", words=_("Tanggal")),
        Column("source", cited, words=_("Sumber"), wide=True, tag=lambda s: STATE_MARKS.get(s["state"], "")),
    ], dense=True)  # fmt: skip


def vat_of(subtotal: int, on: date) -> Vat:
    """PPN by the rule of the day of the sheet, with its citation."""
    try:
        amount = ppn(subtotal, on)
    except LawError:
        raise Refused("Tidak ada aturan PPN untuk tanggal %(day)s. Periksa tahunnya.", field="dated", day=str(on)) from None
    return Vat(amount.rupiah, amount.cited, share(rule("ppn", on).share("of_price")))
