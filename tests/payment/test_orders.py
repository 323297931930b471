"""Payment orders from a file: a sentence for each row that is wrong, all or nothing kept; and money that did not reach its maker."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from tempa.contracts import queries as contracts
from tempa.desks.frame.payment.orders import day_of, rupiah_of
from tempa.ledger.queries import chain_head
from tempa.ledger.rules import Refused
from tempa.payment import actions, queries
from tempa.payment.actions.payments import Orders
from tempa.payment.rules import KNOWN, NEW, WRONG, Approved, Order, Terms, UnitDue, penalty, read_orders
from tempa.values.period import day_in_wita
from tests.delivery.parties import AGENCY, accepted, colleague, owner_of, taken_over
from tests.payment.test_claims import ON, PAID, approved, fresh

TODAY = date(2020, 9, 30)
HELD = [
    Approved("BY00001", "TG00001", "DISTANBUN", "5.2.2.23.01", date(2020, 9, 3), 8_865_000),
    Approved("BY00002", "TG00002", "DLHK", "5.2.2.24.01", date(2020, 9, 3), 4_000_000),
    Approved("BY00003", "TG00003", "DISTANBUN", "5.2.2.23.01", date(2020, 9, 3), 1_000, date(2020, 9, 9), "SP2D/9"),
]
ROW = Order(2, "TG00001", "SP2D/1", date(2020, 9, 17), 8_865_000)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"named": "TG00099"}, "tidak dikenal"), ({"named": "TG00002"}, "bukan OPD Anda"), ({"sp2d": ""}, "Nomor SP2D kosong"),
        ({"on": None}, "tidak dapat dibaca"), ({"on": date(2020, 8, 17)}, "bukan dari bulan"),
        ({"on": date(2020, 9, 2)}, "lebih awal daripada persetujuan"), ({"amount": 8_865_001}, "yang disetujui Rp8.865.000"),
        ({"amount": None}, "Jumlah kosong"), ({"account": "5.1.8.01.01"}, "bukan milik pembayaran ini"),
        ({"sp2d": "SP2D/9"}, "sudah dipakai untuk pembayaran BY00003"),
        ({"named": "TG00003", "amount": 1_000}, "satu tagihan dibayar satu kali"),
    ],
)  # fmt: skip
def test_a_row_that_does_not_fit_is_told_in_one_sentence(change, words):
    (read,) = read_orders([replace(ROW, **change)], HELD, agency="DISTANBUN", month=(2020, 9), today=TODAY, used={"SP2D/9": "BY00003"})
    assert read.state == WRONG and words in read.said.template % read.said.values


def test_a_file_names_a_claim_or_its_payment_once_and_knows_what_is_recorded():
    known = Order(4, "BY00003", "SP2D/9", date(2020, 9, 9), 1_000, "5 2 2 23 01")
    ask = {"agency": "DISTANBUN", "month": (2020, 9), "today": TODAY, "used": {"SP2D/9": "BY00003"}}
    assert [r.state for r in read_orders([ROW, known], HELD, **ask)] == [NEW, KNOWN]
    twice = read_orders([ROW, replace(ROW, row=3, named="BY00001", sp2d="SP2D/2")], HELD, **ask)
    assert {r.said.template for r in twice} == {"Nomor SP2D atau tagihan ini ada lebih dari satu kali di berkas."}
    used = read_orders([replace(ROW, sp2d="sp2d / 9")], HELD, **ask)
    assert [r.said.template for r in used] == ["Nomor SP2D ini sudah dipakai untuk pembayaran %(other)s."]
    later = read_orders([replace(ROW, on=date(2020, 10, 1))], HELD, **(ask | {"month": (2020, 10)}))
    assert "belum tiba" in later[0].said.template


def test_days_and_rupiah_are_read_as_treasuries_write_them():
    written = ("17/09/2020", "17-9-2020", "17.09.2020", "2020-09-17", "2020-09-17 00:00:00", "17 September 2020", "17-Sep-20")
    assert {day_of(text) for text in written} == {date(2020, 9, 17)}
    assert [day_of(text) for text in ("", "31/09/2020", "September")] == [None, None, None]
    assert {rupiah_of(text) for text in ("Rp 8.865.000,-", "8.865.000,--")} == {8_865_000}
    assert {rupiah_of(text) for text in ("8865000", "8.865.000", "Rp8.865.000", "Rp 8.865.000,00", "8,865,000", "8865000.0")} == {8_865_000}
    assert [rupiah_of(text) for text in ("", "8,86", "delapan juta", "-5")] == [None] * 4


def test_a_file_is_recorded_whole_or_not_at_all(programme, person):
    serials, contract, receiver = taken_over(programme, person)
    approver, payer = colleague(programme, person, "pptk"), colleague(programme, person, "bendahara")
    codes = [approved(programme, person, [serial], contract, approver)[1] for serial in serials[:2]]
    net = {code: queries.payment_named(programme, code).net for code in codes}
    rows = [Order(n, code, f"SP2D/{n}", ON, net[code]) for n, code in enumerate(codes, 2)]
    month, size = (ON.year, ON.month), chain_head(programme)[0]
    wrong = Orders(AGENCY, month, [rows[0], replace(rows[1], amount=rows[1].amount + 1)])
    with pytest.raises(Refused, match="1 baris tidak dapat dicatat, yang pertama baris 3"):
        actions.record_orders(programme, orders=wrong, at=PAID, by=payer)
    for who, words in ((receiver, "menerima mesinnya"), (approver, "menyetujui pembayaran"), (person("kepala"), "Hanya OPD itu sendiri")):
        with pytest.raises(Refused, match=words):
            actions.record_orders(programme, orders=Orders(AGENCY, month, rows), at=PAID, by=who)
    assert chain_head(programme)[0] == size
    name = uuid4()
    sent = {"orders": Orders(AGENCY, month, rows), "at": PAID, "by": payer, "identity": name}
    assert actions.record_orders(programme, **sent) == actions.record_orders(programme, **sent) == 2
    assert chain_head(programme)[0] == size + 2 and {queries.payment_named(programme, c).sp2d for c in codes} == {"SP2D/2", "SP2D/3"}
    with pytest.raises(Refused, match="semuanya sudah dicatat"):
        actions.record_orders(programme, orders=Orders(AGENCY, month, rows), at=PAID, by=payer)


def test_no_penalty_before_the_contract_and_no_account_of_another_agency(programme, person, monkeypatch):
    due = UnitDue("S1", 1_000, "A-I", date(2020, 7, 1))
    terms = Terms(1_000, 0, 0, True, date(2020, 8, 1))
    with pytest.raises(Refused, match="sebelum kontrak ditandatangani"):
        penalty([due], terms, signed_on=date(2020, 7, 2))
    serials, contract, _receiver = taken_over(programme, person)
    monkeypatch.setattr(queries, "agency_of_budget_line", lambda programme, line: "DLHK")
    with pytest.raises(Refused, match="milik DLHK, bukan DISTANBUN"):
        approved(programme, person, serials, contract, colleague(programme, person, "pptk"))


def test_what_the_maker_denies_counts_as_not_passed_on_until_it_says_that_it_came(programme, person):
    _serials, contract = accepted(programme, person)
    items = list(contracts.items_of(fresh(programme, contract)))
    maker = next(i.maker for i in items if i.maker != contract.vendor)
    owed = sum(i.maker_price * i.quantity for i in items if i.maker == maker)
    lead, sri = owner_of(programme, person, contract.vendor), owner_of(programme, person, maker)
    passed = {"contract": contract.contract, "maker": maker, "on": ON, "amount": owed, "at": PAID, "by": lead}
    code = actions.pass_on(programme, proof=actions.Proof("TRF/1"), **passed)
    deny = {"onward": code, "reason": "buku rekening kosong", "at": PAID}
    with pytest.raises(Refused, match="itu sendiri yang dapat"):
        actions.deny_onward(programme, by=lead, **deny)
    with pytest.raises(Refused, match="apa yang Anda periksa"):
        actions.deny_onward(programme, by=sri, **(deny | {"reason": "belum"}))
    actions.deny_onward(programme, by=sri, **deny)
    (mine,) = [o for o in queries.owed_onward(programme, day_in_wita(PAID)) if o.maker == maker and o.contract == contract.contract]
    assert (mine.passed, mine.denied) == (0, owed)
    assert [o.onward for o in queries.denied_onward(programme, AGENCY)] == [code] and queries.denied_onward(programme, "DLHK") == []
    second = actions.pass_on(programme, proof=actions.Proof("TRF/2"), **passed)  # the lead pays again: what was denied does not stand in its way
    actions.confirm_onward(programme, onward=second, at=PAID, by=sri)
    with pytest.raises(Refused, match="sudah diakui"):
        actions.deny_onward(programme, by=sri, **(deny | {"onward": second}))
