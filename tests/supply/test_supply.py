"""A purchase from the question to the lot and back, and what each deed refuses with which sentence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tempa.ledger import links
from tempa.ledger.models import Entry
from tempa.ledger.rules import Refused
from tempa.supply import actions, queries
from tempa.supply.actions.issuing import Given
from tempa.supply.actions.receiving import Came, File
from tempa.supply.models import PurchaseLine, PurchaseOrder, Stock
from tempa.supply.rules.amounts import UNIT
from tests.contracts.parties import AT, TODAY
from tests.supply.parties import OFFER, asked, draft_of, given, issued, lot_with, ordered, owner_of, received, wish

M = "ST-HOL40"


def stage(programme, order):
    return queries.stage_of(queries.purchase_named(programme, order))


def at_a_link(programme, person, organisation, purpose="supply", desk="supplier"):
    order = links.Order(purpose, "", AT + timedelta(days=30), {organisation: desk})
    link = links.issue_links(programme, order, at=AT, by=person("perencana"))[0]
    return links.take_link(link, name="Pak Toko", phone="0812-3456-7890", place="outside", at=AT), str(link.link)


def test_a_small_order_goes_at_once_a_large_one_waits_for_a_second_hand(programme, person):
    small = actions.draft_purchase(programme, draft=draft_of(wish(quantity="100", unit_price=100_000)), at=AT, by=person("perencana"))
    large = actions.draft_purchase(programme, draft=draft_of(wish(quantity="100", unit_price=100_001)), at=AT, by=person("perencana"))
    assert (stage(programme, small), stage(programme, large)) == ("approved", "waiting")
    with pytest.raises(Refused, match="Yang mengajukan tidak boleh memutuskan"):
        actions.approve_purchase(programme, order=large, at=AT, by=person("perencana"))
    with pytest.raises(Refused, match="tidak menunggu barang"):
        actions.receive_goods(programme, order=large, on=TODAY, came=Came({f"{large}.1": "1"}), at=AT, by=person("perencana"))
    actions.approve_purchase(programme, order=large, at=AT, by=person("kepala"))
    assert stage(programme, large) == "approved"
    with pytest.raises(IntegrityError), transaction.atomic():
        PurchaseOrder.objects.filter(order=large).update(decided_by=person("perencana"))


def test_receipts_in_parts_never_above_the_order(programme, person):
    order = ordered(programme, person)
    line, photo = f"{order}.1", File("truk.jpg", "image/jpeg", b"\xff\xd8\xff foto")
    first = actions.receive_goods(
        programme, order=order, on=TODAY, came=Came({line: "12.5"}, {line: "heat 8812"}, files=[photo]), at=AT, by=person("perencana")
    )
    assert (first, stage(programme, order), queries.stock(programme)[M].level) == ("T0001", "partly", 125_000)
    with pytest.raises(Refused, match=r"yang belum datang tinggal 7\.5, sedangkan yang dicatat 8"):
        actions.receive_goods(programme, order=order, on=TODAY, came=Came({line: "8"}), at=AT, by=person("kepala"))
    with pytest.raises(Refused, match="belum tiba"):
        actions.receive_goods(programme, order=order, on=TODAY + timedelta(days=1), came=Came({line: "1"}), at=AT, by=person("kepala"))
    actions.receive_goods(programme, order=order, on=TODAY, came=Came({line: "7.5"}), at=AT, by=person("kepala"))
    assert stage(programme, order) == "received"
    move = queries.moves(programme, M).first()
    assert (move.certificate, move.value, queries.receipts(programme).last().papers) == ("heat 8812", 1_125_000, [photo.sha256])
    with pytest.raises(IntegrityError), transaction.atomic():
        PurchaseLine.objects.filter(code=line).update(received=21 * UNIT)


def test_less_is_wanted_only_down_to_what_has_come_and_the_rest_can_be_cancelled(programme, person):
    order, by = ordered(programme, person), person("perencana")
    line = f"{order}.1"
    actions.receive_goods(programme, order=order, on=TODAY, came=Came({line: "5"}), at=AT, by=by)

    def change(quantity):
        actions.change_purchase(programme, order=order, quantities={line: quantity}, due_on=TODAY + timedelta(days=9), reason="cukup", at=AT, by=by)

    for quantity, words in (("4", "sudah datang 5"), ("21", "hanya dapat dikurangi")):
        with pytest.raises(Refused, match=words):
            change(quantity)
    change("8")
    actions.cancel_purchase(programme, order=order, reason="toko kehabisan", at=AT, by=by)
    assert (stage(programme, order), queries.for_pack_purchases(programme)[0]["quantity"]) == ("cancelled", "5")
    with pytest.raises(Refused, match="sudah selesai atau batal"):
        change("6")


def test_never_more_is_issued_than_lies_there_at_any_moment(programme, person):
    lot, by = lot_with(programme, person), person("perencana")
    received(programme, person, wish(quantity="3"), on=TODAY)

    def give(quantity, on=TODAY):
        return actions.issue_material(programme, workshop=lot.workshop, on=on, lines=[given(lot, quantity)], note="seperti diminta", at=AT, by=by)

    with pytest.raises(Refused, match=rf"Stok {M} pada {TODAY} hanya 3, sedangkan yang hendak dikeluarkan 3.5"):
        give("3.5")
    with pytest.raises(Refused, match="hanya 0"):
        give("1", TODAY - timedelta(days=1))
    give("2")
    with pytest.raises(Refused, match="hanya 1"):
        give("2")
    assert queries.issued_value(programme, [lot.lot]) == {lot.lot: 180_000}
    with pytest.raises(IntegrityError), transaction.atomic():
        Stock.objects.filter(material=M).update(issued=4 * UNIT)


def test_a_batch_leads_to_its_lots_and_a_lot_to_its_batches(programme, person):
    lot, by = lot_with(programme, person), person("perencana")

    def come(heat):
        order = ordered(programme, person, wish(quantity="2"))
        actions.receive_goods(programme, order=order, on=TODAY, came=Came({f"{order}.1": "2"}, {f"{order}.1": heat}), at=AT, by=by)

    def give(quantity, batch=""):
        line = Given(lot.lot, M, quantity, batch=batch)
        return actions.issue_material(programme, workshop=lot.workshop, on=TODAY, lines=[line], note="seperti diminta", at=AT, by=by)

    come("LEBUR-7781")
    with pytest.raises(Refused, match=r"LEBUR-9 dari .* tidak ada di penerimaan barang"):
        give("1", "LEBUR-9")
    come("LEBUR-9")
    with pytest.raises(Refused, match=r"Dari kiriman lebur-7781 .* tinggal 2"):
        give("3", "lebur-7781")
    give("1", "lebur-7781")
    found = queries.lots_with(programme, queries.batches_called(programme, " lebur-7781 "))
    assert [(one.lot, one.is_certain, one.quantity) for one in found] == [(lot.lot, True, UNIT)]
    assert [(b.batch.certificate, b.is_certain) for b in queries.batches_in(programme, lot.lot)] == [("LEBUR-7781", True)]
    give("1")  # nobody said of which batch: it may be of either
    assert [(b.batch.certificate, b.is_certain) for b in queries.batches_in(programme, lot.lot)] == [("LEBUR-7781", True), ("LEBUR-9", False)]
    assert queries.batches_left(programme, [M]) == {(M, "LEBUR-7781"): UNIT, (M, "LEBUR-9"): 2 * UNIT}


def test_a_note_is_for_the_makers_own_contracted_lots(programme, person):
    lot = lot_with(programme, person)
    received(programme, person)
    for workshop, code in (("W30", lot.lot), (lot.workshop, "TIDAK-ADA")):
        with pytest.raises(Refused, match="tidak dikerjakan bengkel"):
            actions.issue_material(programme, workshop=workshop, on=TODAY, lines=[Given(code, M, "1")], at=AT, by=person("perencana"))


def test_more_than_a_lot_needs_wants_a_reason(programme, person):
    lot = lot_with(programme, person)
    received(programme, person, wish(quantity="900"))
    much = {"workshop": lot.workshop, "on": TODAY, "lines": [given(lot, "900")], "at": AT, "by": person("perencana")}
    with pytest.raises(Refused, match="Bila memang perlu lebih, tulis sebabnya"):
        actions.issue_material(programme, **much)
    assert actions.issue_material(programme, **much, note="rangka diperkuat atas permintaan OPD") == "M0001"


def test_what_comes_back_is_never_more_than_was_given_and_takes_its_value_along(programme, person):
    lot, _note = issued(programme, person, "3")
    back = {"workshop": lot.workshop, "on": TODAY, "at": AT, "by": person("perencana")}
    with pytest.raises(Refused, match="paling banyak 3"):
        actions.return_material(programme, lines=[given(lot, "3.5")], **back)
    with pytest.raises(Refused, match="tidak pernah dikeluarkan"):
        actions.return_material(programme, lines=[given(lot, "1", "ST-SS12")], **back)
    actions.return_material(programme, lines=[given(lot, "1")], **back)
    assert queries.issued_value(programme) == {lot.lot: 180_000} and queries.stock(programme)[M].level == 18 * UNIT
    actions.return_material(programme, lines=[given(lot, "2")], **back)
    assert queries.issued_value(programme) == {lot.lot: 0}


def test_engines_come_go_and_come_back_by_their_numbers(programme, person):
    by, engine = person("perencana"), wish("EN-BENSIN", "3", 1_500_000)
    lot = lot_with(programme, person, "EN-BENSIN")
    order = ordered(programme, person, engine, supplier="SUP-E2")
    line = f"{order}.1"
    actions.receive_goods(programme, order=order, on=TODAY, came=Came({line: "2"}, engines={line: ["GX-1"]}), at=AT, by=by)
    for numbers, words in ((["gx1"], "sudah diterima"), (["GX-2", "GX-3"], "3 nomor untuk 2 mesin")):
        with pytest.raises(Refused, match=words):
            actions.number_engines(programme, line=line, numbers=numbers, at=AT, by=by)
    actions.number_engines(programme, line=line, numbers=["GX-2"], at=AT, by=by)
    give = {"workshop": lot.workshop, "on": TODAY, "note": "seperti diminta", "at": AT, "by": by}
    for numbers, words in (([], "Pilih tepat 1 nomor mesin"), (["GX-9"], "tidak ada di sana")):
        with pytest.raises(Refused, match=words):
            actions.issue_material(programme, lines=[given(lot, "1", "EN-BENSIN", numbers)], **give)
    actions.issue_material(programme, lines=[given(lot, "1", "EN-BENSIN", ["GX-2"])], **give)
    assert [(e.number, e.lot) for e in queries.engines_received(programme)] == [("GX-1", ""), ("GX-2", lot.lot)]
    with pytest.raises(Refused, match="tidak ada di sana"):
        actions.return_material(programme, lines=[given(lot, "1", "EN-BENSIN", ["GX-1"])], **give)
    actions.return_material(programme, lines=[given(lot, "1", "EN-BENSIN", ["GX-2"])], **give)
    assert {e.lot for e in queries.engines_received(programme)} == {""}


def test_a_count_explains_its_difference_and_finds_no_more_than_ever_came(programme, person):
    received(programme, person)
    count = {"material": M, "on": TODAY, "at": AT, "by": person("perencana")}
    with pytest.raises(Refused, match="sebab selisihnya"):
        actions.count_stock(programme, counted="19", **count)
    with pytest.raises(Refused, match="melebihi yang pernah diterima"):
        actions.count_stock(programme, counted="21", why="ada di belakang gudang", **count)
    actions.count_stock(programme, counted="18.5", why="dipotong untuk contoh", **count)
    assert queries.stock(programme)[M].level == 185_000
    actions.count_stock(programme, counted="20", why="sisanya ditemukan lagi", **count)
    assert queries.stock(programme)[M].level == 20 * UNIT


def test_a_supplier_does_by_its_link_what_is_its_own_and_nothing_else(programme, person):
    order, other = ordered(programme, person), ordered(programme, person, supplier="SUP-L2")
    toko, link = at_a_link(programme, person, "SUP-L1")
    actions.answer_purchase(programme, order=order, accepted=True, promised_on=TODAY + timedelta(days=4), at=AT, by=toko)
    actions.announce_delivery(programme, order=order, comes_on=TODAY + timedelta(days=4), lines={f"{order}.1": "20"}, at=AT, by=toko)
    inquiry = asked(programme, person)
    actions.state_quote(programme, inquiry=inquiry, supplier="SUP-L1", offer=OFFER, at=AT, by=toko)
    actions.state_invoice(programme, order=order, number="F-1", dated=TODAY, amount=1_000_000, at=AT, by=toko)
    mine = Entry.objects.filter(programme=programme, by=toko).exclude(kind="LinkTaken")
    assert mine.count() == 4 and all(f'"through":"{link}"' in e.body for e in mine)
    with pytest.raises(Refused, match="Hanya pemasok itu sendiri"):
        actions.answer_purchase(programme, order=other, accepted=False, note="tidak ada barang", at=AT, by=toko)
    with pytest.raises(Refused, match="Hanya perencana atau kepala"):
        actions.receive_goods(programme, order=order, on=TODAY, came=Came({f"{order}.1": "1"}), at=AT, by=toko)
    with pytest.raises(Refused, match="Faktur nomor F-1 dari pemasok ini sudah tercatat"):
        actions.state_invoice(programme, order=order, number="F-1", dated=TODAY, amount=5, at=AT, by=toko)


def test_an_invoice_above_what_came_is_right_only_with_a_reason(programme, person):
    order, by = ordered(programme, person), person("perencana")
    actions.receive_goods(programme, order=order, on=TODAY, came=Came({f"{order}.1": "10"}), at=AT, by=by)
    bill = actions.state_invoice(programme, order=order, number="F-1", dated=TODAY, amount=900_001, at=AT, by=by)
    with pytest.raises(Refused, match="Tulis sebabnya"):
        actions.decide_invoice(programme, invoice=bill, right=True, at=AT, by=by)
    actions.decide_invoice(programme, invoice=bill, right=False, reason="lebih dari yang datang", at=AT, by=by)
    again = actions.state_invoice(programme, order=order, number="F-1", dated=TODAY, amount=900_000, at=AT, by=by)
    actions.decide_invoice(programme, invoice=again, right=True, at=AT, by=by)


def test_the_workshop_alone_confirms_what_it_got_once(programme, person):
    lot, note = issued(programme, person)
    with pytest.raises(Refused, match="Hanya bengkel yang menerima"):
        actions.confirm_issue(programme, issue=note, right=True, at=AT, by=person("perencana"))
    owner = owner_of(programme, person, lot.workshop)
    actions.confirm_issue(programme, issue=note, right=False, words="kurang satu batang", at=AT, by=owner)
    with pytest.raises(Refused, match="sudah dinyatakan"):
        actions.confirm_issue(programme, issue=note, right=True, at=AT, by=owner)


def test_a_late_promise_shows_at_once_which_lots_wait(programme, person):
    lot = lot_with(programme, person)
    first = [one for one in queries.late_materials(programme, lot.starts_on - timedelta(days=60)) if one.material == M]
    assert first == [], "there is time enough to order it"
    order = ordered(programme, person, wish(quantity="9000"))
    late = lot.starts_on + timedelta(days=10) if lot.starts_on > TODAY else TODAY + timedelta(days=10)
    actions.answer_purchase(programme, order=order, accepted=True, promised_on=late, at=AT, by=person("perencana"))
    waits = {one.lot.lot: one for one in queries.late_materials(programme, min(TODAY, lot.starts_on)) if one.material == M}
    assert (waits[lot.lot].order, waits[lot.lot].ready_on, waits[lot.lot].days) == (order, late, (late - lot.starts_on).days)


def test_the_pack_has_a_row_for_each_line_and_returns_are_negative(programme, person):
    lot, note = issued(programme, person, "3")
    actions.return_material(programme, workshop=lot.workshop, on=TODAY, lines=[given(lot, "0.5")], at=AT, by=person("perencana"))
    (order,), (receipt,) = queries.for_pack_purchases(programme), queries.for_pack_receipts(programme)
    assert (order["order"], receipt["order"], receipt["receipt"], receipt["quantity"]) == ("B0001.1", "B0001.1", "T0001.1", "20")
    rows = [(r["issue"], r["quantity"], r["value"]) for r in queries.for_pack_issues(programme)]
    assert rows == [(f"{note}.1", "3", "270000"), ("M0002.1", "-0.5", "-45000")]
