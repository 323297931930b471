"""Materials: quotes asked, purchases pooled over all workshops, steel in parts, engines with their numbers and one delivery that comes late,
issues to lots as they begin, what is left over brought back, a count that does not fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from tempa.catalogue import queries as catalogue
from tempa.desks.console.year.stage import Scene, Stage, known
from tempa.production import queries as production
from tempa.supply import actions, queries
from tempa.supply.actions.issuing import Given
from tempa.supply.actions.receiving import Came
from tempa.supply.rules.amounts import UNIT, parts, quantity_text, value_of
from tempa.supply.rules.buying import Asked, Draft, Offer, Wish

if TYPE_CHECKING:
    from tempa.supply.queries import Inquiry, PurchaseOrder

Clock = Callable[[], datetime]
ASKS = (0, 21, 42)
"""Days of the year on which the park asks for quotes: what is needed in the weeks that follow is bought together."""
AHEAD, LATE_BY = 45, 17
ISSUES = tuple(range(9, 83, 14))
SURCHARGE = 700_000  # what a truck costs from Surabaya to the park


def chapter(stage: Stage) -> Iterator[Scene]:
    yield Scene(stage.day(-1), "bagian untuk daerah dari toko setempat dinyatakan; sisa potong diukur", content)
    for n, offset in enumerate(ASKS):
        yield Scene(stage.day(offset), f"penawaran bahan diminta, pembelian bersama {n + 1}", ask)
        yield Scene(stage.day(offset + 2), "pemasok menjawab; pesanan bahan diajukan dan disetujui", buy)
        yield Scene(stage.day(offset + 3), "pemasok menyanggupi pesanan bahan", partial(answer, turn=n))
        for later in (5, 12, 26, 40):
            yield Scene(stage.day(offset + later), "barang diterima di gudang", receive)
    for offset in ISSUES:
        yield Scene(stage.day(offset), "bahan dikeluarkan untuk lot yang mulai", issue)
    yield Scene(stage.day(30), "sebuah kiriman mesin penggerak diundur", postpone)
    yield Scene(stage.day(48), "sisa bahan dikembalikan", bring_back)
    yield Scene(stage.day(50), "stok dihitung", count)
    yield Scene(stage.day(52), "faktur pemasok diperiksa", invoices)


def content(stage: Stage, now: Clock) -> None:
    """What the office knows of its suppliers: a shop here keeps its own margin and wages here, little of a factory's price."""
    for s in queries.suppliers(stage.programme):
        if s.cells["local"] == "yes":
            province = stage.draw(f"content {s.supplier}").choice(["9", "11.5", "14"])
            source = "wawancara toko: margin dan upah dibanding penjualan"
            actions.state_content(stage.programme, supplier=s.supplier, province=province, source=source, at=now(), by=stage.planner)
    for m in list(catalogue.materials(stage.programme).filter(key__startswith="ST-"))[:6]:
        actions.state_terms(
            stage.programme, material=m.material, scrap="5", multiple="1", source="sisa potong diukur di tiga bengkel", at=now(), by=stage.planner
        )


def ask(stage: Stage, now: Clock) -> None:
    """What the lots that begin in the next weeks lack, asked of whoever sells it; the lead time of engines is longer."""
    moment = now()
    wanted: dict[str, dict[str, str]] = {}
    sellers = {m.material: m.supplier for m in catalogue.materials(stage.programme)}
    for material, plan in queries.material_plans(stage.programme, moment.date(), made=made_in(stage)).items():
        amount = plan.to_buy_until(moment.date() + timedelta(days=AHEAD))
        if amount and sellers.get(material):
            wanted.setdefault(sellers[material], {})[material] = quantity_text(amount)
    for supplier, some in sorted(wanted.items()):
        rivals = [s.supplier for s in queries.suppliers(stage.programme) if s.supplier[:5] == supplier[:5]]
        actions.ask_quotes(
            stage.programme, asked=Asked(some, rivals, moment.date() + timedelta(days=2), moment.date() + timedelta(days=14)), at=now(),
            by=stage.planner,
        )  # fmt: skip


def made_in(stage: Stage) -> dict[str, int]:
    return production.made_by_lot(stage.programme)


def buy(stage: Stage, now: Clock) -> None:
    """Every inquiry of these days is answered, compared, and ordered of the cheapest whole quote; a second person approves large ones."""
    listed = {m.material: int(m.cells["unit_price"]) for m in catalogue.materials(stage.programme)}
    ordered = set(queries.purchases(stage.programme).values_list("inquiry", flat=True))
    for inquiry in queries.inquiries(stage.programme).order_by("number"):
        if inquiry.inquiry not in ordered:
            offers = {s: quote(stage, now, inquiry, s, listed) for s in inquiry.suppliers}
            order(stage, now, inquiry, offers)


def quote(stage: Stage, now: Clock, inquiry: Inquiry, supplier: str, listed: Mapping[str, int]) -> Offer:
    """Some percent around the programme's price; who sits outside the province charges the truck."""
    draw = stage.draw(f"quote {inquiry.number} {supplier}")
    local = queries.supplier_named(stage.programme, supplier)
    weeks = max(int(m.cells["lead_time_weeks"] or 0) for m in catalogue.materials(stage.programme).filter(key__in=list(inquiry.wanted)))
    is_local = local is not None and local.cells["local"] == "yes"
    offer = Offer(
        {m: listed[m] * (97 + draw.randint(0, 8)) // 100 for m in inquiry.wanted}, 0 if is_local else SURCHARGE, 2 + weeks * 7 + draw.randint(0, 2),
        None, "office", "dicatat dari pesan WA toko",
    )  # fmt: skip
    actions.state_quote(stage.programme, inquiry=inquiry.inquiry, supplier=supplier, offer=offer, at=now(), by=stage.planner)
    return offer


def order(stage: Stage, now: Clock, inquiry: Inquiry, offers: Mapping[str, Offer]) -> None:
    def total(supplier: str) -> tuple[int, str]:
        offer = offers[supplier]
        return offer.freight + sum(value_of(parts(n), offer.prices[m]) for m, n in inquiry.wanted.items()), supplier

    supplier, moment = min(offers, key=total), now()
    offer = offers[supplier]
    draft = Draft(
        supplier, [Wish(m, n, offer.prices[m]) for m, n in inquiry.wanted.items()], offer.freight, moment.date() + timedelta(days=offer.days),
        "Jumlah termurah dari penawaran yang masuk, termasuk ongkos kirim.",
    )  # fmt: skip
    code = actions.draft_purchase(stage.programme, draft=draft, inquiry=inquiry.inquiry, at=moment, by=stage.planner)
    if queries.stage_of(found(stage, code)) == "waiting":
        actions.approve_purchase(stage.programme, order=code, at=now(), by=stage.head)
    actions.send_purchase(stage.programme, order=code, at=now(), by=stage.planner)


def found(stage: Stage, code: str) -> PurchaseOrder:
    return known(queries.purchase_named(stage.programme, code))


def at_stages(stage: Stage, *names: str) -> list[PurchaseOrder]:
    return [p for p in queries.purchases(stage.programme).order_by("order") if queries.stage_of(p) in names]


def answer(stage: Stage, now: Clock, turn: int) -> None:
    """Suppliers say yes for the day asked; one of the second turn gets two days more."""
    for n, p in enumerate(at_stages(stage, "sent")):
        by = stage.people.get(f"supplier {p.supplier}", stage.planner)
        actions.answer_purchase(stage.programme, order=p.order, accepted=True, promised_on=max(p.due_on, now().date()), at=now(), by=by)
        if turn == 1 and n == 0:
            actions.change_purchase(
                stage.programme, order=p.order, quantities={}, due_on=p.due_on + timedelta(days=2), reason="toko menunggu kapal", at=now(),
                by=stage.planner,
            )  # fmt: skip


def receive(stage: Stage, now: Clock) -> None:
    """What was promised by today comes: steel in two parts where it is much, with its heat number, engines with the numbers on their plates."""
    kinds = {m.material: m.cells["kind"] for m in catalogue.materials(stage.programme)}
    for p in at_stages(stage, "accepted", "partly"):
        moment = now()
        if (p.promised_on or p.due_on) <= moment.date():
            take(stage, moment, p, kinds)


def take(stage: Stage, moment: datetime, p: PurchaseOrder, kinds: Mapping[str, str]) -> None:
    lines, certificates, engines = {}, {}, {}
    for line in queries.lines_of(p):
        amount = line.quantity - line.received
        if amount and not line.received and kinds[line.material] == "material" and line.quantity > 40 * UNIT and moment.date() < stage.day(30):
            amount = line.quantity * 6 // 10 // UNIT * UNIT
        if amount:
            lines[line.code] = quantity_text(amount)
            if kinds[line.material] == "material":
                certificates[line.code] = f"nomor leburan {stage.draw(line.code).randint(10_000, 99_999)}"
            elif kinds[line.material] == "engine":
                first = line.received // UNIT + 1
                engines[line.code] = [f"{line.material[3:]}-{line.code}-{n:03}" for n in range(first, first + amount // UNIT)]
    if lines:
        actions.receive_goods(
            stage.programme, order=p.order, on=moment.date(), came=Came(lines, certificates, engines), at=moment, by=stage.planner
        )


def postpone(stage: Stage, now: Clock) -> None:
    """One delivery of engines comes weeks later than promised: its supplier says so, and the page shows which lots wait."""
    kinds = {m.material: m.cells["kind"] for m in catalogue.materials(stage.programme)}
    waiting = [p for p in at_stages(stage, "accepted", "partly") if any(kinds[one.material] == "engine" for one in queries.lines_of(p))]
    if not waiting:
        return  # no engine is awaited in this programme
    late = stage.draw("late engines").choice(waiting)
    actions.answer_purchase(
        stage.programme, order=late.order, accepted=True, promised_on=max(late.promised_on or late.due_on, now().date()) + timedelta(days=LATE_BY),
        note="kapal dari Surabaya tertunda", at=now(), by=stage.planner,
    )  # fmt: skip


def issue(stage: Stage, now: Clock) -> None:
    """Each workshop gets, in one note, what lies there for its lots that begin within two weeks."""
    until = now().date() + timedelta(days=14)
    lots = [lot for lot in queries.lots_to_supply(stage.programme, made=made_in(stage)) if lot.starts_on <= until]
    needs, given = queries.needs_of(stage.programme, lots), queries.issued_to(stage.programme, [lot.lot for lot in lots])
    free = Counter({m: row.level for m, row in queries.stock(stage.programme).items()})
    engines, left = free_engines(stage), queries.batches_left(stage.programme, free)
    notes: dict[str, list[Given]] = {}
    order = {lot.lot: (lot.starts_on, lot.lot, lot.workshop) for lot in lots}
    for (code, material), need in sorted(needs.items(), key=lambda item: (order[item[0][0]], item[0][1])):
        open_need = need - (given[code, material].quantity if (code, material) in given else 0)
        if open_need > 0 and (amount := fitting(open_need, free[material], material in engines)):
            free[material] -= amount
            taken = [engines[material].pop(0) for _ in range(amount // UNIT)] if material in engines else []
            batch = next((name for (m, name), n in left.items() if m == material and n >= amount), "") if not taken else ""
            if batch:
                left[material, batch] -= amount
            notes.setdefault(order[code][2], []).append(Given(code, material, quantity_text(amount), taken, batch))
    for workshop, lines in sorted(notes.items()):
        moment = now()
        note = actions.issue_material(
            stage.programme, workshop=workshop, on=moment.date(), lines=lines, note="bahan untuk lot yang mulai", at=moment, by=stage.planner
        )
        if owner := stage.people.get(f"workshop {workshop}"):
            actions.confirm_issue(stage.programme, issue=note, right=True, at=now(), by=owner)


def free_engines(stage: Stage) -> dict[str, list[str]]:
    """Engine -> numbers in stock; engines of which none lies there have an empty list."""
    found: dict[str, list[str]] = {m.material: [] for m in catalogue.materials(stage.programme) if m.cells["kind"] == "engine"}
    for e in queries.engines_received(stage.programme, [""]):
        found[e.material].append(e.number)
    return found


def fitting(wanted: int, free: int, is_engine: bool) -> int:
    """What of a need can be given now: all or nothing of less than a unit, whole engines."""
    amount = min(wanted, free)
    if is_engine:
        return amount // UNIT * UNIT
    return amount if amount == wanted else amount // UNIT * UNIT


def bring_back(stage: Stage, now: Clock) -> None:
    """A few workshops bring back whole pieces that their lots did not use."""
    given = [m for m in queries.issued_to(stage.programme).values() if m.quantity >= 3 * UNIT and not m.material.startswith("EN-")]
    for m in stage.draw("returns").sample(given, min(4, len(given))):
        moment = now()
        actions.return_material(
            stage.programme, workshop=m.workshop, on=moment.date(), lines=[Given(m.lot, m.material, "1")], note="sisa setelah dipotong", at=moment,
            by=stage.planner,
        )  # fmt: skip


def count(stage: Stage, now: Clock) -> None:
    """Half a unit of the largest stock is missing, and the count says why; the next one fits the books."""
    rows = sorted((r for r in queries.stock(stage.programme).values() if r.level > UNIT), key=lambda r: (-r.level, r.material))[:2]
    for n, row in enumerate(rows):
        moment = now()
        counted = row.level - (UNIT // 2 if n == 0 else 0)
        actions.count_stock(
            stage.programme, material=row.material, on=moment.date(), counted=quantity_text(counted),
            why="" if n else "setengah dipotong untuk contoh", at=moment, by=stage.planner,
        )  # fmt: skip


def invoices(stage: Stage, now: Clock) -> None:
    """Orders that have come whole are invoiced; one asks too much, is sent back and comes again."""
    for n, p in enumerate(at_stages(stage, "received")[:8]):
        by, right = stage.people.get(f"supplier {p.supplier}", stage.planner), queries.received_value(p)
        for amount, number in ((right + 250_000, f"F-{p.order}"), (right, f"F-{p.order}-R")) if n == 0 else ((right, f"F-{p.order}"),):
            moment = now()
            bill = actions.state_invoice(stage.programme, order=p.order, number=number, dated=moment.date(), amount=amount, at=moment, by=by)
            reason = "" if amount == right else "lebih Rp250.000 dari barang yang datang"
            actions.decide_invoice(stage.programme, invoice=bill, right=amount == right, reason=reason, at=now(), by=stage.planner)
