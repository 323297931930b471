"""Prices: a list from invoices and a survey, a machine from outside beside the local one, HPS sheets set and approved, prices by sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from tempa.catalogue import actions
from tempa.catalogue import queries as catalogue
from tempa.catalogue.rules.content import From, Shown
from tempa.catalogue.rules.elsewhere import Needs, Offer, Use
from tempa.catalogue.rules.estimates import Asked, Line, reckoned_of, sources_of
from tempa.catalogue.rules.prices import Said
from tempa.catalogue.rules.reckoning import STARTS, Reckoning, usual_lot
from tempa.demand import actions as demand_actions
from tempa.demand import queries as demand
from tempa.desks.console.year.order import fits
from tempa.desks.console.year.stage import Scene, Stage
from tempa.desks.frame.estimate_sheets import vat_of
from tempa.ledger.rules import Refused
from tempa.registry import queries as registry

if TYPE_CHECKING:
    from tempa.catalogue.queries import Material

Clock = Callable[[], datetime]
LISTED, SET, APPROVED, CORRECTED = -26, -16, -15, -14  # days from the programme's first
SHEETS, CORRECTIONS, PACKAGE = 6, 3, 4
SHOPS = ("Toko Besi Contoh 1", "Toko Besi Contoh 2", "Toko Bangunan Contoh 1")
PLACES = ("Cakranegara", "Praya", "Selong")


def chapter(stage: Stage) -> Iterator[Scene]:
    yield Scene(stage.day(LISTED), "daftar harga dicatat dari nota toko dan survei upah", price_list)
    yield Scene(stage.day(LISTED + 1), "satu harga yang salah ketik dibetulkan", put_right)
    yield Scene(stage.day(LISTED + 2), "mesin dari luar, angka pakai dan sertifikat dicatat untuk satu jenis", outside)
    yield Scene(stage.day(SET), "lembar HPS beberapa jenis dan satu paket ditetapkan", set_sheets)
    yield Scene(stage.day(APPROVED), "lembar HPS disetujui, satu ditolak", decide)
    yield Scene(stage.day(CORRECTED), "harga beberapa jenis mengikuti lembar HPS", correct)


def price_list(stage: Stage, now: Clock) -> None:
    """Every material by invoice within a few percent of the programme's list; wages by survey; overhead and margin by survey."""
    day, materials = stage.day(LISTED - 4), list(catalogue.materials(stage.programme))
    if not materials:
        raise Refused("Tidak ada bahan di program ini, jadi tidak ada harga yang dicatat.")
    entries = [material_price(stage, m, day) for m in materials]
    entries += [
        Said(input, item, low, likely, high, day, None, "survey", "survei upah dan mesin 12 bengkel", "Lombok Barat")
        for (input, item), (low, likely, high) in STARTS.items() if input == "wage" or item == "weld"
    ]  # fmt: skip
    lines = ["Jenis;Kode;Harga;Tanggal;Rujukan", *(f"{e.input};{e.item};{e.likely};{e.dated};{e.reference}" for e in entries)]
    actions.read_price_list(
        stage.programme, entries=entries, file="\n".join(lines).encode(), name="daftar-harga-juni-2020.csv", media_type="text/csv", at=now(),
        by=stage.planner,
    )  # fmt: skip


def material_price(stage: Stage, material: Material, day: date) -> Said:
    draw, listed = stage.draw(f"material {material.material}"), int(material.cells["unit_price"])
    likely = max(1, listed * draw.randint(96, 106) // 100)
    shop = draw.randrange(len(SHOPS))
    reference = f"{SHOPS[shop]}, nota {draw.randint(100, 999)}"
    return Said("material", material.material, likely * 97 // 100, likely, likely * 108 // 100, day, None, "invoice", reference, PLACES[shop])


def put_right(stage: Stage, now: Clock) -> None:
    """A zero too many, seen the next day; the wrong entry stays and is used no more."""
    right = next((e for e in catalogue.price_entries(stage.programme, "material").select_related("entry")), None)
    if right is None:
        raise Refused("Belum ada harga bahan yang dicatat.")
    paper = right.reference, right.place
    said = Said("material", right.item, 10 * right.low, 10 * right.likely, 10 * right.high, right.dated, None, "invoice", *paper)
    wrong = actions.state_price(stage.programme, said=said, at=now(), by=stage.planner)
    fixed = Said("material", right.item, right.low, right.likely, right.high, stage.day(LISTED), None, "quotation", *paper, str(wrong.fact))
    actions.state_price(stage.programme, said=fixed, at=now(), by=stage.planner)


def outside(stage: Stage, now: Clock) -> None:
    """The first type of the catalogue beside one from Surabaya, with made-up figures of use; an engine's certificate; an origin."""
    programme, day = stage.programme, stage.day(LISTED - 6)
    kind = catalogue.types(programme).first()
    if kind is None:
        raise Refused("Katalog program ini kosong.")
    price = kind.unit_price * 73 // 100
    actions.state_outside_offer(programme, offer=Offer(
        kind.type, "CV Contoh Mesin", "Surabaya", price * 95 // 100, price, price * 108 // 100, kind.cells["weight_kg"], "420", 2, 3_500, 150_000,
        250_000, 300_000, 450_000, "", "", day, None, "quotation", "surat penawaran 118/VI/2020",
    ), at=now(), by=stage.planner)  # fmt: skip
    needs = {"local": Needs("1.2", 650_000, "12", 500_000, "450"), "outside": Needs("1.4", 650_000, "40", 500_000, "450")}
    actions.state_use(programme, use=Use(
        kind.type, "600", 7_650, 60_000, "6", 5, "kg", needs, day, "survey", "catatan pemakaian contoh, 2019",
    ), at=now(), by=stage.planner)  # fmt: skip
    parts = [item.material for item, material in catalogue.parts_list(programme, kind.type) if material]
    if parts:
        actions.state_certificate(programme, shown=Shown(
            f"materials:{parts[0]}", "PT Contoh Industri", "TKDN-CONTOH-0142", "16/2011", "40", "0", stage.day(-500), stage.day(595),
        ), at=now(), by=stage.planner)  # fmt: skip
        actions.state_origin(programme, stated=From(parts[-1], "0", "12", "", day), at=now(), by=stage.planner)


def wanted(stage: Stage) -> list[str]:
    """Types whose sheet comes first: ordered ones whose estimate is farthest outside what they should cost, then by code."""
    programme, ordered = stage.programme, demand.lines_by_type(stage.programme)
    found = catalogue.spans(programme, stage.day(SET), {t: usual_lot(*counted) for t, counted in ordered.items()})
    prices = catalogue.prices(programme)
    return sorted((t for t in ordered if t in found), key=lambda t: (-found[t].distance(prices[t]), t))


def corrections(stage: Stage) -> dict[str, int]:
    """Types whose estimate the sheet will change: a little up where many ask more, or down to what it should cost at most; no
    offer that was allowed becomes too high, and every budget line has room."""
    prices, ordered = catalogue.prices(stage.programme), demand.lines_by_type(stage.programme)
    spans = catalogue.spans(stage.programme, stage.day(SET), {t: usual_lot(*counted) for t, counted in ordered.items()})
    offers: dict[str, list[int]] = {}
    for (_, type), price in registry.offer_prices(stage.programme).items():
        offers.setdefault(type, []).append(price)
    found: dict[str, int] = {}
    known = [t for t in offers if t in spans and t in ordered]
    for type in sorted(known, key=lambda t: (-sum(p > prices[t] for p in offers[t]), t)):
        now, span = prices[type], spans[type]
        more = now + now * stage.draw(f"sheet {type}").randint(1, 3) // 100
        allowed = max((p for p in offers[type] if p <= now), default=now)
        after = min(more, span.high // 1000 * 1000) if now < span.high else max(-(-span.high // 1000) * 1000, allowed)
        if after != now and fits(stage, type, after - now):
            found[type] = after
        if len(found) == CORRECTIONS:
            break
    return found


def set_sheets(stage: Stage, now: Clock) -> None:
    """Sheets of the types farthest outside, of those that will be corrected, and one package of an agency."""
    known = wanted(stage)
    first = known[:SHEETS]
    if not first:
        raise Refused("Tidak ada jenis yang dipesan dan dapat dihitung, jadi tidak ada lembar HPS.")
    prices = catalogue.prices(stage.programme)
    corrected = corrections(stage)
    for type in dict.fromkeys([*first, *corrected]):
        set_sheet(stage, now, type, {type: corrected.get(type, prices[type])})
    agency = next(k.agency for k in catalogue.types(stage.programme) if k.type == first[0])
    package = [k.type for k in catalogue.types(stage.programme).filter(agency=agency) if k.type in known][:PACKAGE]
    set_sheet(stage, now, f"Paket {agency} 1", {t: corrected.get(t, prices[t]) for t in package})


def set_sheet(stage: Stage, now: Clock, name: str, prices: dict[str, int]) -> None:
    ordered, day = demand.lines_by_type(stage.programme), stage.day(SET)
    reckonings = {t: r for t in prices if (r := catalogue.reckoned(stage.programme, t, day)) is not None}
    results = {t: r.should_cost(usual_lot(*ordered[t])) for t, r in reckonings.items()}
    lines = [Line(t, ordered[t][0], price, **reckoned_of(results.get(t))) for t, price in prices.items()]
    note = "Harga anggaran yang sudah disahkan; selisihnya dibahas dengan asosiasi bengkel sebelum kontrak."
    vat = vat_of(sum(line.amount for line in lines), day)
    actions.set_estimate(stage.programme, asked=asked(name, day, lines, vat, list(reckonings.values()), note), at=now(), by=stage.planner)


def asked(name: str, day: date, lines: Sequence[Line], vat: Any, reckonings: Sequence[Reckoning], note: str) -> Asked:
    return Asked(name, day, lines, vat, sources_of(reckonings), note=note)


def decide(stage: Stage, now: Clock) -> None:
    """The head approves them all but the second, which is refused for want of a quotation."""
    waiting = [s for s in catalogue.estimate_sheets(stage.programme).order_by("entry__sequence") if s.approved is None]
    if not waiting:
        raise Refused("Tidak ada lembar HPS yang menunggu keputusan.")
    for n, sheet in enumerate(waiting):
        if n == 1 and len(waiting) > 2:
            reason = "Harga mesin penggeraknya belum ditanyakan ke dua toko."
            actions.refuse_estimate(stage.programme, sheet=sheet.pk, reason=reason, at=now(), by=stage.head)
        else:
            actions.approve_estimate(stage.programme, sheet=sheet.pk, note="diperiksa bersama sumbernya", at=now(), by=stage.head)


def correct(stage: Stage, now: Clock) -> None:
    """Types whose approved sheet says another price than their estimate follow it."""
    prices = catalogue.prices(stage.programme)
    changed = [(t, e) for t, e in sorted(catalogue.approved_estimates(stage.programme).items()) if e.unit_price != prices[t]]
    for type, estimate in changed[:CORRECTIONS]:
        demand_actions.change_price(
            stage.programme, type=type, after=str(estimate.unit_price),
            why=demand_actions.Why("price_agreed", "Menurut lembar HPS yang disetujui.", f"HPS-{type}/{estimate.version}"),
            sheet=str(estimate.sheet), at=now(), by=stage.planner,
        )  # fmt: skip
