"""Each red flag: the smallest rows that raise it, with the facts that it stands on, and the same rows just below it."""

from __future__ import annotations

from tempa.openness.rules import FLAGS, Evidence, red_flags

CONTRACT = {"contract": "K1", "vendor": "W1", "signed_on": "2020-07-10", "value": "1000"}
ITEM = {"contract": "K1", "lot": "L1", "type": "T1", "maker": "W2", "quantity": "2", "unit_price": "100", "maker_price": "85"}
UNIT = {"serial": "S1", "lot": "L1", "contract": "K1"}
TAKEN = {"handover": "H1-S1", "serial": "S1", "step": "2", "at": "2020-08-01T09:00:00+08:00", "receiver": "OPD", "recipient": ""}
LOOK = {"serial": "S1", "at": "2020-07-31T09:00:00+08:00"}


def found(today="2020-09-01", **more):
    other = {name: more.pop(name) for name in ("photos", "ties", "recipients", "splits") if name in more}
    return [(f.kind, f.about, f.rupiah) for f in red_flags(Evidence(more, today=today, **other))]


def test_nothing_to_see_in_nothing():
    assert found() == []


def test_the_same_photo_of_two_deeds():
    assert found(photos={"ab": [("lot:L1", "R1"), ("lot:L1", "R1")], "cd": [("unit:S1", "C1")]}) == []
    assert found(photos={"ab": [("lot:L1", "R1"), ("lot:L1", "R2")]}) == [("photo", ("lot:L1", "paper:ab"), 0)]


def test_taken_over_before_any_inspection():
    rows = {"units": [UNIT], "handovers": [TAKEN]}
    assert found(**rows) == [("uninspected", ("lot:L1", "unit:S1"), 0)]
    assert found(**rows, inspections=[LOOK]) == []
    late = {**LOOK, "at": "2020-08-02T09:00:00+08:00"}
    assert [f[0] for f in found(**rows, inspections=[late], lot_decisions=[{"lot": "L1", "decided": "accepted"}])] == ["uninspected"]
    assert found(**rows, lot_decisions=[{"lot": "L1", "decided": "accepted"}]) == [], "a sampled lot was accepted without a look at this unit"


def heap(n, day="2020-08-01", step="2", recipient=""):
    return [
        {**TAKEN, "serial": f"{day}{i}", "handover": f"H1-{day}{i}", "at": f"{day}T09:00:00+08:00", "step": step, "recipient": recipient}
        for i in range(n)
    ]  # fmt: skip


def looked(rows):
    return [{"serial": r["serial"], "at": "2020-01-01T00:00:00+08:00"} for r in rows]


def test_handovers_heaped_on_a_day():
    ten, more = heap(10), heap(10, "2020-08-05")
    assert found(handovers=ten, inspections=looked(ten)) == [("heaped", ("agencies:OPD", "handover:H1"), 0)]
    assert found(handovers=ten[:9], inspections=looked(ten)) == []
    rows = [*ten, *more, *heap(1, "2020-08-09")]
    assert found(handovers=rows, inspections=looked(rows)) == [], "ten of twenty-one are less than half"


def test_one_recipient_for_many():
    assert found(handovers=heap(20, step="3", recipient="P1")) == []
    [(kind, about, _)] = found(handovers=heap(21, step="3", recipient="P1"))
    assert kind == "many" and about[0] == "recipient:P1"


def test_price_jumps():
    change = {"kind": "price", "line": "T1", "before": "100", "after": "121"}
    assert found(order_changes=[change]) == [("jump", ("types:T1",), 21)]
    assert found(order_changes=[{**change, "after": "120"}, {**change, "kind": "quantity"}]) == []
    items = [{**ITEM, "contract": f"K{n}", "unit_price": price, "maker_price": price} for n, price in enumerate(("100", "100", "121"))]
    assert found(contract_items=items) == [("jump", ("contract:K2", "lot:L1"), 42)]
    assert found(contract_items=items[1:]) == [], "two prices have no middle"


def test_the_makers_share():
    rows = {"contracts": [CONTRACT]}
    assert found(**rows, contract_items=[ITEM]) == []
    assert found(**rows, contract_items=[{**ITEM, "maker_price": "84"}]) == [("share", ("contract:K1", "workshops:W2", "lot:L1"), 32)]
    assert found(**rows, contract_items=[{**ITEM, "maker": "W1", "maker_price": "84"}]) == []


def test_related_parties_and_split_purchases():
    both = [CONTRACT, {**CONTRACT, "contract": "K2", "vendor": "W3"}]
    assert found(contracts=both, ties=[("phone", ("W1", "W3", "W9"))]) == [("related", ("workshops:W1", "workshops:W3"), 0)]
    assert found(contracts=both[:1], ties=[("phone", ("W1", "W3"))]) == []
    got = [{**TAKEN, "step": "3", "serial": f"S{n}", "recipient": f"P{n}"} for n in (1, 2)]
    assert [f[:2] for f in found(handovers=got, recipients=[("nik", ("P1", "P2"))])] == [("related", ("recipient:P1", "recipient:P2"))]
    split = ("OPD", "T1", ("K1", "K2"), 90, 50, "Perpres 16/2018")
    assert found(contracts=both, splits=[split]) == [("split", ("agencies:OPD", "contract:K1", "contract:K2"), 90)]
    assert found(contracts=both[:1], splits=[split]) == []


def test_work_before_the_signature():
    rows = {"contracts": [CONTRACT], "contract_items": [ITEM]}
    assert found(**rows, progress=[{"lot": "L1", "at": "2020-07-09T10:00:00+08:00"}]) == [("early", ("contract:K1",), 1000)]
    assert found(**rows, progress=[{"lot": "L1", "at": "2020-07-10T10:00:00+08:00"}]) == []


def test_money_that_stays_with_the_vendor():
    rows = {
        "contracts": [CONTRACT], "contract_items": [ITEM], "units": [UNIT], "payments": [{"payment": "B1", "paid_on": "2020-08-01"}],
        "payment_units": [{"payment": "B1", "serial": "S1"}],
    }  # fmt: skip
    assert found(**rows) == [("kept", ("contract:K1", "workshops:W2"), 85)]
    assert found(**rows, today="2020-08-15") == []
    assert found(**rows, onward_payments=[{"contract": "K1", "maker": "W2", "amount": "85"}]) == []


def test_machines_sold_or_idle_at_their_last_check():
    check = {"serial": "S1", "at": "2020-09-01T00:00:00+08:00", "due_month": "1", "state": "sold"}
    assert found(use_checks=[check], handovers=[TAKEN], inspections=[LOOK]) == [("gone", ("unit:S1",), 0)]
    later = {**check, "at": "2020-11-01T00:00:00+08:00", "due_month": "3", "state": "used"}
    assert found(use_checks=[later, check], handovers=[TAKEN], inspections=[LOOK]) == []
    assert found(use_checks=[{**check, "state": "idle"}], handovers=[TAKEN], inspections=[LOOK]) == [("gone", ("agencies:OPD", "unit:S1"), 0)]


def test_every_pattern_has_words_a_question_and_a_source():
    assert all(str(kind.name) and str(kind.ask) and kind.source for kind in FLAGS.values())
