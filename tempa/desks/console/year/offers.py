"""Offers and prices: a call in the weeks before planning, answered by links; prices questioned with figures, answered, one overruled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from tempa.catalogue import actions as catalogue_actions
from tempa.catalogue import queries as catalogue
from tempa.catalogue.actions import Attachment, PriceCase
from tempa.demand import actions as demand_actions
from tempa.desks.console.year.order import fits
from tempa.desks.console.year.stage import Scene, Stage
from tempa.ledger import links
from tempa.ledger import queries as ledger
from tempa.ledger.rules import Refused
from tempa.registry import actions
from tempa.registry import queries as registry
from tempa.registry.rules import OFFERS

if TYPE_CHECKING:
    from tempa.catalogue.queries import PriceObjection
    from tempa.ledger.queries import Person
    from tempa.registry.queries import OfferCall

Clock = Callable[[], datetime]
CLOSES, LATER, LINKS_END = -24, -20, 20  # days from the programme's first
AFTERNOON = time(8)  # 16.00 in WITA
OWNERS = ("Pak Made", "Bu Nurhayati", "Pak Lalu", "Pak Sahrul", "Bu Wayan", "Pak Amin", "Pak Ketut", "Bu Baiq", "Pak Zaini", "Pak Nyoman")
ASSOCIATION = "Asosiasi Bengkel Pembuat Mesin NTB (contoh)"
USERS, OBJECTORS = 14, 4
COSTS = (("besi, dinamo dan bahan lain", 58), ("upah tukang", 22), ("listrik, mata potong, angkutan", 8), ("biaya tetap dan laba", 12))
WORDS = (
    "Harga besi dan dinamo naik sejak April, sedangkan HPS memakai harga tahun lalu.",
    "HPS sama dengan harga barang pabrik dari Jawa; kami membuat satu per satu.",
    "Spesifikasi meminta pelat yang lebih tebal daripada yang dihitung dalam HPS.",
    "Dengan HPS ini upah tukang tidak terbayar bila jumlahnya kurang dari lima.",
)  # fmt: skip


def chapter(stage: Stage) -> Iterator[Scene]:
    yield Scene(stage.day(-29), "panggilan penawaran dibuka; setiap bengkel mendapat tautan", open_call)
    yield Scene(stage.day(-27), "bengkel-bengkel mengubah penawarannya dari HP", state)
    yield Scene(stage.day(-25), "panggilan diperpanjang", extend)
    yield Scene(stage.day(-23), "beberapa bengkel dan asosiasi keberatan atas harga", object_to_prices)
    yield Scene(stage.day(-22), "penawaran yang datang dengan surat dicatat", by_letter)
    yield Scene(stage.day(-19), "keberatan harga dijawab, satu masih diperiksa", answer)
    yield Scene(stage.day(-17), "kepala mengesampingkan satu keberatan harga", overrule)
    yield Scene(stage.day(-3), "keberatan harga yang terakhir dijawab", answer_last)


def moment(stage: Stage, offset: int) -> datetime:
    return datetime.combine(stage.day(offset), AFTERNOON, UTC)


def open_call(stage: Stage, now: Clock) -> None:
    programme = stage.programme
    call = actions.open_offer_call(
        programme, closes_at=moment(stage, CLOSES), note="Harga satu mesin sampai di taman sains, tanpa PPN.", at=now(), by=stage.planner
    )
    desks = {w.workshop: "teacher" if w.kind == "school" else "workshop" for w in registry.makers(programme)}
    order = links.Order(OFFERS, str(call), moment(stage, LINKS_END), desks)
    links.issue_links(programme, order, at=now(), by=stage.planner)


def the_call(stage: Stage) -> OfferCall:
    found = registry.calls(stage.programme).last()
    if found is None:
        raise Refused("Belum ada panggilan penawaran.")
    return found


def holder(stage: Stage, workshop: str, now: Clock) -> Person:
    """The owner of a workshop at its link, who says who they are when they first use it."""
    found = ledger.work_links(stage.programme, purpose=OFFERS, matter=str(the_call(stage).call))
    link, draw = found.get(organisation=workshop, revoked_at=None), stage.draw(f"holder {workshop}")
    held = links.holder_of(link)
    if held is not None:
        return held.person
    phone = f"0812{draw.randint(10_000_000, 99_999_999)}"
    return links.take_link(link, name=f"{draw.choice(OWNERS)} ({workshop})", phone=phone, place="outside", at=now())


def state(stage: Stage, now: Clock) -> None:
    """Some look at their prices again and change a few of them by a little."""
    sites = sorted({workshop for workshop, _ in registry.offer_prices(stage.programme)})
    for workshop in stage.draw("users of links").sample(sites, min(USERS, len(sites))):
        draw, mine = stage.draw(f"offers {workshop}"), list(registry.offers_of(stage.programme, workshop))
        drawn = draw.sample(mine, min(5, len(mine)))
        prices = {o.type: str(round(o.unit_price * draw.choice((96, 97, 98, 99, 101, 102)) / 100000) * 1000) for o in drawn}
        changed = {t: p for t, p in prices.items() if int(p) > 0 and p != str(next(o.unit_price for o in mine if o.type == t))}
        if changed:
            by = holder(stage, workshop, now)
            actions.state_offers(stage.programme, workshop=workshop, prices=changed, call=the_call(stage).call, source="link", at=now(), by=by)


def extend(stage: Stage, now: Clock) -> None:
    actions.extend_offer_call(
        stage.programme, call=the_call(stage).call, closes_at=moment(stage, LATER),
        reason="Bengkel di pulau Sumbawa baru menerima tautannya; jaringan terputus dua hari.", at=now(), by=stage.planner,
    )  # fmt: skip


def by_letter(stage: Stage, now: Clock) -> None:
    """One who has no phone sends a letter; the park notes it outside of the links, with the reason."""
    sites = sorted({workshop for workshop, _ in registry.offer_prices(stage.programme)})
    offer = registry.offers_of(stage.programme, stage.draw("letter").choice(sites)).first() if sites else None
    if offer is None:
        return
    price = str(round(offer.unit_price * 98 / 100000) * 1000 or offer.unit_price)
    actions.state_offers(
        stage.programme, workshop=offer.workshop, prices={offer.type: price}, source="office", reason="Surat penawaran yang dititipkan di kantor.",
        at=now(), by=stage.planner,
    )  # fmt: skip


def above(stage: Stage) -> list[tuple[str, str, int]]:
    """(type, workshop, price) of the lowest offer above each estimate, those of the types that most cannot make at it first."""
    estimates, counts = catalogue.prices(stage.programme), registry.offer_counts(stage.programme)
    found: dict[str, list[tuple[int, str]]] = {}
    for (workshop, type), price in registry.offer_prices(stage.programme).items():
        if price > estimates[type]:
            found.setdefault(type, []).append((price, workshop))
    lowest = {type: min(offers) for type, offers in found.items()}
    return [(t, lowest[t][1], lowest[t][0]) for t in sorted(found, key=lambda t: (-len(found[t]) / counts[t], t))]


def lines(total: int) -> list[dict[str, object]]:
    """What a maker counts for one machine, adding up to its offer."""
    parts = [total * share // 100 for _, share in COSTS]
    parts[0] += total - sum(parts)
    return [{"what": what, "amount": amount} for (what, _), amount in zip(COSTS, parts, strict=True) if amount > 0]


def object_to_prices(stage: Stage, now: Clock) -> None:
    """Owners object by their links to prices below their own offers; the association by a letter that the park notes."""
    cases = above(stage)
    for n, (type, workshop, price) in enumerate(cases[:OBJECTORS]):
        case, by = PriceCase(type, WORDS[n % len(WORDS)], lines(price), workshop=workshop), holder(stage, workshop, now)
        catalogue_actions.object_to_price(stage.programme, case, at=now(), by=by)
    if cases:
        type, _workshop, price = cases[min(OBJECTORS, len(cases) - 1)]
        words = "Harga dalam daftar adalah harga produksi massal; mohon dihitung lagi bersama bengkel."
        letter = Attachment("surat-asosiasi.pdf", "application/pdf", letter_of(f"{ASSOCIATION}: keberatan atas HPS {type}"))
        case = PriceCase(type, words, lines(price + price // 50), association=ASSOCIATION)
        catalogue_actions.object_to_price(stage.programme, case, attachments=[letter], at=now(), by=stage.planner)


def letter_of(words: str) -> bytes:
    """A page of PDF with one line of plain letters."""
    text = words.encode("ascii", "replace").replace(b"(", b"[").replace(b")", b"]")
    stream = b"BT /F1 11 Tf 50 780 Td (" + text + b") Tj ET"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream), b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]  # fmt: skip
    page, places = b"%PDF-1.4\n", []
    for n, part in enumerate(parts, 1):
        places.append(len(page))
        page += b"%d 0 obj\n%s\nendobj\n" % (n, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return page + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (table, len(page))


def answer(stage: Stage, now: Clock) -> None:
    """The least claim for which the budget has room is granted; all others but the last are answered with figures."""
    waiting = list(catalogue.unanswered_price_objections(stage.programme).order_by("number"))
    for o in sorted(waiting[:-1], key=lambda o: (claimed(o) - o.estimate, o.number)):
        if catalogue.price_of(stage.programme, o.type) == o.estimate and fits(stage, o.type, claimed(o) - o.estimate):
            demand_actions.change_price(
                stage.programme, type=o.type, after=str(claimed(o)),
                why=demand_actions.Why("price_agreed", "Setelah rapat dengan asosiasi bengkel.", f"BA-{stage.day(-19):%m}/{o.type}"), at=now(),
                by=stage.planner,
            )  # fmt: skip
            break
    estimates = catalogue.prices(stage.programme)
    for o in waiting[:-1]:
        upheld = estimates[o.type] > o.estimate
        words = (
            "Benar, harga bahan dihitung lagi bersama asosiasi; HPS-nya sudah dinaikkan."
            if upheld else "Harga bahan di Mataram dan jam kerja yang diverifikasi sudah termasuk; rinciannya dibahas dalam rapat."
        )  # fmt: skip
        catalogue_actions.answer_price_objection(stage.programme, objection=o.objection, upheld=upheld, answer=words, at=now(), by=stage.planner)


def claimed(objection: PriceObjection) -> int:
    return sum(line["amount"] for line in objection.lines)


def overrule(stage: Stage, now: Clock) -> None:
    found = catalogue.unanswered_price_objections(stage.programme).last()
    if found is None:
        return
    reason = "Musim tanam tidak menunggu; kontrak jalan dengan HPS yang ada, survei harga menyusul."
    catalogue_actions.overrule_price_objection(stage.programme, objection=found.objection, reason=reason, at=now(), by=stage.head)


def answer_last(stage: Stage, now: Clock) -> None:
    for o in catalogue.unanswered_price_objections(stage.programme):
        words = "Hasil survei tiga toko: harga bahan dalam batas HPS. Harga tetap."
        catalogue_actions.answer_price_objection(stage.programme, objection=o.objection, upheld=False, answer=words, at=now(), by=stage.planner)
