"""What machines should cost: all types with their estimate beside the range, and one type line by line with what moves it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tempa.catalogue import queries as catalogue
from tempa.catalogue.costing.break_even import BreakEven, Needed
from tempa.catalogue.costing.explain import explain
from tempa.catalogue.costing.solve import Line as PriceLine
from tempa.catalogue.costing.solve import ShouldCost, Swing
from tempa.catalogue.rules.prices import SKILL_OF
from tempa.catalogue.rules.reckoning import CURVE, MOST_LOT, Reckoning, Source, Span
from tempa.desks.frame import charts, figures
from tempa.desks.frame.addresses import addresses
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.listing import Filter, Listing, every
from tempa.desks.frame.price_words import (
    KIND_WORDS,
    PLACE_WORDS,
    SHORT_PLACE,
    SOURCE_WORDS,
    STATE_MARKS,
    STATE_WORDS,
    key_words,
)
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, language, number, rp, rp_short, share, term
from tempa.ledger.rules import PARK

DRAWS = 2000
MOST_SWINGS, MOST_NEEDED = 10, 5


@require_GET
@door(*PARK)
def costs(request: HttpRequest, here: Here) -> HttpResponse:
    """Every type: its estimate (HPS) beside what it should cost; those outside the range first."""
    rows = here.known(f"cost-rows {here.today}", lambda: cost_rows(here), of=figures.PRICES)
    agencies = figures.agency_names(here)
    outside = sum(bool(r["place"]) for r in rows)
    to_type = addresses("park-cost")
    listing = Listing(
        title=_("Harga wajar"), rows=rows, columns=[
            Column("type_code", lambda r: r["type"], sort="type", link=lambda r: to_type(r["type"])),
            Column("type", lambda r: r["name"], sort="name", wide=True, link=lambda r: to_type(r["type"])),
            Column("place", lambda r: r["words"], words=_("HPS berada"), sort="place", tag=lambda r: r["mark"], urgent=True),
            Column("agency", lambda r: r["agency"], sort="agency"),
            Column("unit_price", lambda r: r["price"], number, sort="price", numeric=True),
            Column("low", lambda r: r["low"], number, words=_("Wajar terendah"), sort="low", numeric=True),
            Column("should_cost", lambda r: r["likely"], number, sort="likely", numeric=True),
            Column("high", lambda r: r["high"], number, words=_("Wajar tertinggi"), sort="high", numeric=True),
            Column("lot", lambda r: r["lot"], number, words=_("Untuk lot"), numeric=True),
        ],
        filters=(
            Filter("opd", _("OPD"), every(agencies.items()), lambda c: lambda r: r["agency"] == c),
            Filter("letak", _("HPS berada"), every([(p, str(PLACE_WORDS[p])) for p in ("below", "above")]), lambda c: lambda r: r["place"] == c),
        ),
        total=len(rows), file_name=f"harga-wajar-{here.programme.code}",
        empty=_("Katalog kosong. Jenis mesin datang dari lembar types buku kerja: buka Unggah."),
    )  # fmt: skip
    answer = _("HPS %(n)s dari %(all)s jenis berada di luar harga wajarnya.") % {"n": number(outside), "all": number(len(rows))}
    return listing.respond(request, "park/costs.html", section="park-costs", answer=answer, here_today=here.today)


def cost_rows(here: Here) -> list[dict[str, Any]]:
    found = figures.should_costs(here)
    return sorted((cost_row(kind, found.get(kind.type)) for kind in catalogue.types(here.programme)), key=lambda r: (-r["distance"], r["type"]))


def cost_row(kind: catalogue.MachineType, span: Span | None) -> dict[str, object]:
    place = span.outside(kind.unit_price) if span else ""
    return {
        "type": kind.type, "name": kind.name_id, "agency": kind.agency, "price": kind.unit_price, "place": place,
        "low": span.low if span else None, "likely": span.likely if span else None, "high": span.high if span else None,
        "lot": span.lot if span else None, "distance": span.distance(kind.unit_price) if span else Fraction(0),
        "words": str(SHORT_PLACE[place]) if span else _("belum dihitung"), "mark": {"below": "late", "above": "doubt"}.get(place, ""),
    }  # fmt: skip


@require_GET
@door(*PARK)
def cost(request: HttpRequest, here: Here, type: str) -> HttpResponse:
    """One type: what it should cost in a lot, line by line; the curve; what moves it; what in it is weak."""
    kind = catalogue.type_named(here.programme, type)
    if kind is None:
        raise Http404
    found = catalogue.reckoned(here.programme, type, here.today)
    asked, fault = lot_asked(request, figures.usual_lots(here)[type])
    context = {
        "title": _("Harga wajar %(name)s") % {"name": kind.name_id}, "section": "park-costs", "type": kind, "lot": asked, "fault": fault,
        "most": MOST_LOT, "approved": catalogue.approved_estimate(here.programme, type),
        "sheets": sheets_table(here, type), "typed": request.GET.get("lot", "") if fault else asked,
    }  # fmt: skip
    if found is not None:
        context |= reckoned_page(here, kind, found, asked)
    return respond(request, "park/cost.html", context, file_name=f"harga-wajar-{type}", status=400 if fault else 200)


def lot_asked(request: HttpRequest, usual: int) -> tuple[int, str]:
    """The size of lot that the reader asks for, and what is wrong with it."""
    text = request.GET.get("lot", "").strip()
    if not text:
        return usual, ""
    if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST_LOT and len(text) < 10:
        return int(text), ""
    return usual, _("Besar lot harus bilangan bulat 1 sampai %(most)s.") % {"most": number(MOST_LOT)}


def reckoned_page(here: Here, kind: catalogue.MachineType, found: Reckoning, lot: int) -> dict[str, object]:
    result = found.should_cost(lot, draws=DRAWS)
    span = Span(lot, result.lowest, result.unit_price, result.highest)
    names = {part.item: part.name for part in found.sheet.parts}
    steps = {str(o.step): o.resource for o in found.sheet.operations}
    place = span.outside(kind.unit_price)
    leans = result.spread is not None and not result.spread.p10 <= result.unit_price <= result.spread.p90
    return {
        "span": span, "place": PLACE_WORDS[place], "mark": {"below": "late", "above": "doubt"}.get(place, "good"),
        "why": [s.en if language() == "en" else s.id for s in explain(result)[: 3 if leans else 2]],
        "parts": parts_table(result), "lines": lines_table(found, result, names, steps), "curve": curve_chart(found, kind.unit_price),
        "needed": needed_table(found.needed_for(kind.unit_price, lot), names, steps) if place else None,
        "swings": swings_table(result, names, steps), "weak": weak_words(found, names),
    }  # fmt: skip


def parts_table(result: ShouldCost) -> Table[Any]:
    rows = [(words, sum(x.rupiah for x in result.lines if x.kind == kind), result.share_of(kind)) for kind, words in KIND_WORDS.items()]  # type: ignore[arg-type]
    return Table(_("Susunan harga satu unit"), rows, [
        Column("part", lambda r: str(r[0]), words=_("Bagian")), Column("amount", lambda r: r[1], number, words=_("Rupiah"), numeric=True),
        Column("share", lambda r: r[2], share, numeric=True),
    ], foot=[(_("Harga wajar"), result.unit_price, None)])  # fmt: skip


def lines_table(found: Reckoning, result: ShouldCost, names: dict[str, str], steps: dict[str, str]) -> Table[PriceLine]:
    """Every line of the price with where its input comes from, the largest first."""
    def source(line: PriceLine) -> Source:
        kind, _colon, which = line.key.partition(":")
        named = {"mesin": "mesin:{}", "jam": "upah:{}", "persiapan": "upah:{}"}.get(kind, line.key)
        return found.sources[named.format(steps[which] if kind == "mesin" else SKILL_OF[steps[which]] if which in steps else "")]

    def origin(line: PriceLine) -> str:
        s = source(line)
        if s.entry is None:
            return str(STATE_WORDS[s.state])
        return f"{SOURCE_WORDS[s.entry.source]} {day(s.entry.dated)}: {s.entry.reference}, {s.entry.place}"

    return Table(_("Baris demi baris"), sorted(result.lines, key=lambda x: -x.amount), [
        Column("what", lambda x: key_words(x.key, names, steps) if x.kind in {"material", "overhead", "margin"} else line_words(x, steps),
               words=_("Apa"), wide=True),
        Column("amount", lambda x: x.rupiah, number, words=_("Rupiah"), numeric=True), Column("share", lambda x: x.share, share, numeric=True),
        Column("origin", origin, words=_("Dari mana"), wide=True, tag=lambda x: STATE_MARKS.get(source(x).state, "")),
    ])  # fmt: skip


def line_words(line: Any, steps: dict[str, str]) -> str:
    work = term(steps[line.key.partition(":")[2]])
    return {"labour": _("upah %(who)s"), "machine": _("mesin %(work)s"), "setup": _("persiapan %(work)s")}[line.kind] % {"work": work, "who": work}


def curve_chart(found: Reckoning, estimate: int) -> charts.Chart:
    """The likely unit price over lot sizes, with its least and most and the estimate across."""
    points = [found.span(lot) for lot in CURVE]
    return charts.curves(
        _("Harga wajar satu unit menurut besar lot"),
        [charts.Series(_("wajar"), "plan", [p.likely for p in points]), charts.Series(_("terendah"), "bound", [p.low for p in points]),
         charts.Series(_("tertinggi"), "bound", [p.high for p in points]), charts.Series("HPS", "due", [estimate] * len(points))],
        [number(lot) for lot in CURVE], lambda v: rp_short(round(v)), first_heading=_("Unit dalam satu lot"),
        source=_("Jarak antar titik tidak sama: besar lot bertambah makin lebar."),
    )  # fmt: skip


def swings_table(result: ShouldCost, names: dict[str, str], steps: dict[str, str]) -> Table[Swing]:
    return Table(_("Yang paling menentukan"), result.swings[:MOST_SWINGS], [
        Column("what", lambda s: key_words(s.key, names, steps), words=_("Masukan"), wide=True),
        Column("low", lambda s: min(s.at_low, s.at_high), number, words=_("Harga bila rendah"), numeric=True),
        Column("high", lambda s: max(s.at_low, s.at_high), number, words=_("Harga bila tinggi"), numeric=True),
        Column("width", lambda s: s.width, number, words=_("Beda"), numeric=True),
    ])  # fmt: skip


def needed_table(asked: BreakEven, names: dict[str, str], steps: dict[str, str]) -> Table[Needed]:
    """What alone would make the estimate right, the nearest first; most estimates need several of these at once."""
    known = [a for a in asked.answers if a.needed is not None and a.change]
    return Table(_("Apa yang harus benar agar HPS ini wajar"), known[:MOST_NEEDED], [
        Column("what", lambda a: group_words(a.key) or key_words(a.key, names, steps), words=_("Masukan"), wide=True),
        Column("change", lambda a: a.change, lambda v: f"{'+' if v > 0 else '−'}{share(abs(v))}", words=_("Harus berubah"), numeric=True),
        Column("within", lambda a: within_words(a.within), words=_("Mungkin?"),
               tag=lambda a: "" if a.within is None else "good" if a.within else "doubt"),
    ], empty=_("Tidak ada satu masukan pun yang sendirian membawa harga wajar ke HPS ini."))  # fmt: skip


def within_words(within: bool | None) -> str:
    return "" if within is None else _("di dalam rentangnya") if within else _("di luar rentangnya")


def group_words(key: str) -> str:
    """What the costing engine moves together."""
    kind, _colon, which = key.partition(":")
    if kind == "grup":
        return _("harga semua %(group)s") % {"group": which}
    return {"semua harga": _("semua harga bahan"), "semua jam": _("semua jam kerja"), "semua upah": _("semua upah")}.get(key, "")


def weak_words(found: Reckoning, names: dict[str, str]) -> list[str]:
    """What the reckoning stands on that is old, undated or assumed, each kind in one sentence."""
    told = []
    for sources, words in (
        (found.stale, _("Sudah lama atau habis masa berlakunya, mintalah yang baru: %(what)s.")),
        (found.undated, _("Dari daftar program, tanpa tanggal: %(what)s.")),
        (found.assumed, _("Anggapan awal, belum ada sumber: %(what)s.")),
    ):
        if sources:
            told.append(words % {"what": ", ".join(key_words(s.key, names, {}) for s in sources)})
    return told


def sheets_table(here: Here, type: str) -> Table[catalogue.EstimateSheet]:
    sheets = list(catalogue.sheets_of_type(here.programme, type))
    return Table(_("Lembar HPS jenis ini"), sheets, [
        Column("name", lambda s: f"{s.name} · {s.version}", words=_("Lembar"), link=lambda s: reverse("park-estimate", args=[s.pk])),
        Column("dated", lambda s: s.dated, day, words=_("Tanggal")),
        Column("total", lambda s: rp(s.total), words=_("Total dengan PPN"), numeric=True),
    ])  # fmt: skip
