"""A contract's money: advance, units claimed once, the gate of papers, approval and payment by two, retention, what leads pass on."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.urls import reverse

from tempa.contracts import queries as contracts
from tempa.contracts.actions import Addendum, Already, sign_addendum
from tempa.contracts.law.money import Rounding, round_ratio
from tempa.contracts.models import ContractItem
from tempa.contracts.rules import Amendment
from tempa.delivery import actions as delivery
from tempa.delivery import queries as handovers
from tempa.delivery.actions.codes import code_of
from tempa.delivery.rules import Site
from tempa.demand import queries as demand
from tempa.ledger.rules import Refused
from tempa.payment import actions, queries
from tempa.payment.actions.claims import Shown
from tempa.payment.facts import AMOUNTS
from tempa.payment.queries.settling import Before, recovery
from tempa.production import queries as production
from tempa.supply import queries as supply
from tempa.values.period import day_in_wita, months_after
from tests.cast import RINA
from tests.conftest import sign_in
from tests.delivery.parties import AGENCY, ARRIVES, accepted, colleague, hand_over, owner_of, taken_over
from tests.delivery.test_handovers import given
from tests.payment.deeds import allow_advance, whole_with

PAID = ARRIVES + timedelta(days=5)
ON = day_in_wita(PAID)


def fresh(programme, contract):
    return contracts.contract_named(programme, contract.contract)


def claimed(programme, person, serials, contract, *, at=PAID):
    return actions.submit_claim(
        programme, contract=contract.contract, asked="delivery", serials=serials, at=at, by=owner_of(programme, person, contract.vendor)
    )


def complete(programme, claim, by, *, at=PAID):
    """Every paper that the claim still needs is shown."""
    found = queries.claim_named(programme, claim)
    with contracts.law_of(programme):
        lacking = [c.paper.id for c in queries.file_of(programme, found, day_in_wita(at)) if c.state != "ada"]
    actions.show_papers(programme, claim=claim, papers={id: Shown(number="1/2026") for id in lacking}, at=at, by=by)


def approved(programme, person, serials, contract, approver):
    claim = claimed(programme, person, serials, contract)
    complete(programme, claim, owner_of(programme, person, contract.vendor))
    return claim, actions.approve_payment(programme, claim=claim, at=PAID, by=approver)


def test_units_are_claimed_after_they_were_taken_over_and_once(programme, person):
    serials, contract = accepted(programme, person)
    with pytest.raises(Refused, match="belum diterima OPD"):
        claimed(programme, person, serials, contract)
    hand_over(programme, person, serials, contract.vendor, colleague(programme, person, "penerima-barang"))
    first = claimed(programme, person, serials[:1], contract)
    with pytest.raises(Refused, match=f"sudah ditagih dalam {first}"):
        claimed(programme, person, serials, contract)
    actions.withdraw_claim(programme, claim=first, reason="harga salah tulis", at=PAID, by=owner_of(programme, person, contract.vendor))
    second = claimed(programme, person, serials, contract)
    prices = {i.lot: i.unit_price for i in contracts.items_of(fresh(programme, contract))}
    lots = dict(production.units(programme).filter(serial__in=serials).values_list("serial", "lot"))
    assert queries.claim_named(programme, second).amount == sum(prices[lots[serial]] for serial in serials)
    with pytest.raises(Refused, match="hanya dapat diajukan oleh penyedianya"):
        actions.submit_claim(programme, contract=contract.contract, asked="delivery", serials=[], at=PAID, by=person("bengkel"))


def test_the_gate_opens_when_no_paper_is_missing_and_says_which_is(programme, person):
    serials, contract, _receiver = taken_over(programme, person)
    approver = colleague(programme, person, "pptk")
    claim = claimed(programme, person, serials, contract)
    with pytest.raises(Refused, match="Berita acara serah terima"):
        actions.approve_payment(programme, claim=claim, at=PAID, by=approver)
    owner = owner_of(programme, person, contract.vendor)
    with pytest.raises(Refused, match="tidak diperlukan untuk tagihan ini"):
        actions.show_papers(programme, claim=claim, papers={"performance_guarantee_x": Shown()}, at=PAID, by=owner)
    complete(programme, claim, owner)
    assert queries.claim_named(programme, claim).complete_on == ON
    payment = actions.approve_payment(programme, claim=claim, at=PAID, by=approver)
    assert queries.payment_named(programme, payment).claim.claim == claim


def test_every_rupiah_of_a_payment_is_somewhere(programme, person):
    serials, contract, _receiver = taken_over(programme, person)
    _claim, code = approved(programme, person, serials, contract, colleague(programme, person, "pptk"))
    p = queries.payment_named(programme, code)
    kept = {name: getattr(p, name) for name in AMOUNTS}
    assert p.gross == sum(p.units.values_list("amount", flat=True)) and p.units.count() == len(serials)
    assert p.gross + p.vat == sum(kept[n] for n in AMOUNTS if n not in ("gross", "borne_tax"))
    assert min(kept.values()) >= 0 and p.account_code and p.rules


def test_a_contract_that_says_so_pays_what_has_run_at_its_place_with_somebody_taught(programme, person, visit):
    """A first run without anybody taught does not do; who asks learns what is missing, and the record alone opens the gate."""
    serials, contract, receiver = taken_over(programme, person)
    type(contract).objects.filter(pk=contract.pk).update(first_run=True)
    claim = claimed(programme, person, serials[:2], contract)

    def lacking():
        with contracts.law_of(programme):
            found = queries.file_of(programme, queries.claim_named(programme, claim), ON)
        return [c.paper.id for c in found if c.paper.stage == "handover" and c.state != "ada"]

    assert "first_run" in lacking() and "Berita acara uji coba di tempat" in visit(RINA, reverse("agency-claim", args=[claim])).content.decode()
    code, _request = given(programme, person, serials, receiver)
    delivery.inspect_site(programme, recipient=code, on=ON, site=Site(225, Decimal(3), True, True, True), at=PAID, by=receiver)
    brought = delivery.offer_handover(programme, step=3, giver=AGENCY, recipient=code, serials=serials[:2], at=PAID, by=receiver)
    secret = code_of(handovers.handover_named(programme, brought))
    delivery.take_handover(programme, handover=brought, on=ON, code=secret, at=PAID, by=receiver)

    def ran(serial, trained, note=""):
        run = delivery.FirstRun(serial, ON, runs=True, trained=trained, note=note)
        delivery.commission(programme, run=run, at=PAID, by=receiver)

    ran(serials[0], 2)
    ran(serials[1], 0, "operatornya belum datang")
    assert "first_run" in lacking()
    ran(serials[1], 1)
    assert "first_run" not in lacking()


def test_each_part_of_an_approved_payment_stands_beside_its_rule_and_what_it_was_reckoned_from(programme, person, visit):
    serials, contract, _receiver = taken_over(programme, person)
    claim, _code = approved(programme, person, serials, contract, colleague(programme, person, "pptk"))
    page = " ".join(visit(RINA, reverse("agency-claim", args=[claim])).content.decode().split())
    assert f"{len(serials)} mesin dengan harga kontrak, terdaftar di bawah" in page and "jumlah tagihan dikurangi semua potongan di atas" in page
    part = re.search(r"PPh dipotong(.*?)</tr>", page)[1]
    assert "status pajak penyedia pada" in part and "PMK 81/2024" in part, "the tax, what it was reckoned from, and its rule in one row"
    assert f'href="{reverse("agency-contract", args=[contract.contract])}"' in page and f"<dd>{contract.vendor} " in page


def test_signer_receiver_approver_and_payer_are_four_people(programme, person):
    serials, contract, receiver = taken_over(programme, person)
    claim = claimed(programme, person, serials, contract)
    complete(programme, claim, owner_of(programme, person, contract.vendor))
    signer, approver, payer = person("opd"), colleague(programme, person, "pptk"), colleague(programme, person, "bendahara")
    for who, hand in ((signer, "menandatangani kontrak"), (receiver, "menerima mesinnya"), (person("pemeriksa"), "Hanya OPD"),
                      (person("kepala"), "Hanya OPD")):  # fmt: skip
        with pytest.raises(Refused, match=hand):
            actions.approve_payment(programme, claim=claim, at=PAID, by=who)
    code = actions.approve_payment(programme, claim=claim, at=PAID, by=approver)
    for who, hand in ((approver, "menyetujui pembayaran"), (signer, "menandatangani kontrak")):
        with pytest.raises(Refused, match=hand):
            actions.record_payment(programme, payment=code, on=ON, sp2d="SP2D/1", at=PAID, by=who)
    with pytest.raises(Refused, match="antara tanggal persetujuan"):
        actions.record_payment(programme, payment=code, on=ON - timedelta(days=1), sp2d="SP2D/1", at=PAID, by=payer)
    actions.record_payment(programme, payment=code, on=ON, sp2d=" SP2D/1 ", at=PAID, by=payer)
    with pytest.raises(Refused, match="sudah dicairkan"):
        actions.record_payment(programme, payment=code, on=ON, sp2d="SP2D/2", at=PAID, by=payer)
    assert queries.payment_named(programme, code).sp2d == "SP2D/1"
    assert sum(queries.paid_by_line(programme).values()) == len(serials)
    (age,) = [a for a in queries.ageing(programme, ON) if a.agency == AGENCY]
    assert (age.paid, age.amount, age.median_days) == (len(serials), 0, 5)


def test_a_claim_sent_twice_is_one_and_two_approvals_are_one_payment(programme, person):
    serials, contract, _receiver = taken_over(programme, person)
    owner, name = owner_of(programme, person, contract.vendor), uuid4()
    said = {"contract": contract.contract, "asked": "delivery", "serials": serials, "at": PAID, "by": owner, "identity": name}
    assert actions.submit_claim(programme, **said) == actions.submit_claim(programme, **said)
    claim = queries.claims(programme).get().claim
    complete(programme, claim, owner)
    approver, again = colleague(programme, person, "pptk"), uuid4()
    codes = {actions.approve_payment(programme, claim=claim, at=PAID, by=approver, identity=again) for _ in range(2)}
    assert len(codes) == 1
    with pytest.raises(Refused, match="sudah disetujui"):
        actions.approve_payment(programme, claim=claim, at=PAID, by=approver)


def test_a_maker_under_a_lead_gets_its_price_and_says_so(programme, person):
    _serials, contract = accepted(programme, person)
    items = {i.lot: i for i in contracts.items_of(fresh(programme, contract))}
    maker = next(i.maker for i in items.values() if i.maker != contract.vendor)
    owed = sum(i.maker_price * i.quantity for i in items.values() if i.maker == maker)
    owner = owner_of(programme, person, contract.vendor)
    onward = {"contract": contract.contract, "maker": maker, "on": ON, "at": PAID, "by": owner}
    with pytest.raises(Refused, match="Lampirkan bukti transfer"):
        actions.pass_on(programme, amount=1, **onward)
    with pytest.raises(Refused, match="yang sudah diteruskan"):
        actions.pass_on(programme, amount=owed + 1, proof=actions.Proof("TRF/1"), **onward)
    with pytest.raises(Refused, match="bukan bengkel di bawah penyedia"):
        actions.pass_on(programme, amount=1, proof=actions.Proof("TRF/1"), **onward | {"maker": contract.vendor})
    code = actions.pass_on(programme, amount=owed, proof=actions.Proof("TRF/1"), **onward)
    with pytest.raises(Refused, match="itu sendiri yang dapat mengaku"):
        actions.confirm_onward(programme, onward=code, at=PAID, by=owner)
    actions.confirm_onward(programme, onward=code, at=PAID, by=owner_of(programme, person, maker))
    assert queries.onward_payments(programme, contract.contract).get().confirmed_by is not None
    assert queries.cash_of(programme, maker)[0].amount == owed


def test_what_a_maker_had_as_material_of_the_park_is_no_money_owed_to_it(programme, person, monkeypatch):
    serials, contract, _receiver = taken_over(programme, person)
    lot = production.units(programme).get(serial=serials[0]).lot
    own = ContractItem.objects.get(contract__contract=contract.contract, lot=lot)
    ContractItem.objects.filter(pk=own.pk).update(maker="W30")
    _claim, code = approved(programme, person, serials, contract, colleague(programme, person, "pptk"))
    actions.record_payment(programme, payment=code, on=ON, sp2d="SP2D/11", at=PAID, by=colleague(programme, person, "bendahara"))
    price = own.maker_price * len(serials)

    def owed(material):
        monkeypatch.setattr(supply, "issued_value", lambda _programme, lots=None: {lot: material})
        return next(o for o in queries.owed_onward(programme, ON + timedelta(days=15)) if o.maker == "W30")

    assert [(o.due, o.material, o.is_late) for o in (owed(0), owed(price - 1), owed(price + 9))] == [
        (price, 0, True), (1, price - 1, True), (0, price, False),
    ]  # fmt: skip


def test_what_a_maker_denied_and_then_confirms_counts_only_within_what_it_is_owed(programme, person):
    """A walk of random deeds found it: denied, paid again, and then both confirmed."""
    _serials, contract = accepted(programme, person)
    items = contracts.items_of(fresh(programme, contract))
    maker = next(i.maker for i in items if i.maker != contract.vendor)
    owed = sum(i.maker_price * i.quantity for i in items if i.maker == maker)
    owner, gets = owner_of(programme, person, contract.vendor), owner_of(programme, person, maker)
    onward = {"contract": contract.contract, "maker": maker, "on": ON, "amount": owed, "at": PAID, "by": owner}
    first = actions.pass_on(programme, proof=actions.Proof("TRF/1"), **onward)
    actions.deny_onward(programme, onward=first, reason="buku rekening kosong", at=PAID, by=gets)
    again = actions.pass_on(programme, proof=actions.Proof("TRF/2"), **onward)
    with pytest.raises(Refused, match="yang sudah diteruskan"):
        actions.confirm_onward(programme, onward=first, at=PAID, by=gets)
    actions.confirm_onward(programme, onward=again, at=PAID, by=gets)
    item = next(i for i in items if i.maker == maker)
    with pytest.raises(Refused, match="sudah meneruskan"):
        sign_addendum(
            programme, contract=contract.contract, said=Addendum(ON, [Amendment("quantity", str(item.quantity - 1), item.item)], "dikurangi lagi"),
            already=Already(gone=lambda code: queries.gone_out(programme, code)), at=PAID, by=person("opd"),
        )  # fmt: skip


def test_what_a_cut_contract_cannot_bear_of_its_advance_is_paid_back_before_the_last_claim(programme, person, client):
    serials, contract, _receiver = taken_over(programme, person)
    allow_advance(contract)
    approver, payer = colleague(programme, person, "pptk"), colleague(programme, person, "bendahara")
    owner, line = owner_of(programme, person, contract.vendor), contracts.items_of(contract)[0].budget_line
    advance = int(Fraction(3, 10) * contract.value)
    claim = actions.submit_claim(programme, contract=contract.contract, asked="advance", budget_line=line, amount=advance, at=PAID, by=owner)
    complete(programme, claim, owner)
    out = actions.approve_payment(programme, claim=claim, at=PAID, by=approver)
    back = {"payment": out, "on": ON, "deposit": "STS/7", "at": PAID, "by": payer}
    with pytest.raises(Refused, match="belum dicairkan"):
        actions.return_advance(programme, amount=1, **back)
    actions.record_payment(programme, payment=out, on=ON, sp2d="SP2D/7", at=PAID, by=payer)
    left = cut_to(programme, person, contract, serials)
    assert left < advance  # the case: what is left of the contract is less than its advance
    last = claimed(programme, person, serials, contract)
    complete(programme, last, owner)
    surplus = queries.settled(programme, queries.claim_named(programme, last), ON).surplus
    assert advance - left < surplus < advance
    with pytest.raises(Refused, match="Penyedia menyetor kelebihannya"):
        actions.approve_payment(programme, claim=last, at=PAID, by=approver)
    with pytest.raises(Refused, match="belum kembali tinggal"):
        actions.return_advance(programme, amount=advance + 1, **back)
    with pytest.raises(Refused, match="Hanya OPD"):
        actions.return_advance(programme, amount=surplus, **(back | {"by": owner}))
    sign_in(client, payer)
    form = {"amount": f"{surplus:,}".replace(",", "."), "on": str(ON), "deposit": "STS/7", "identity": str(uuid4()), "seen": "9999999"}
    empty = client.post(f"/opd/tagihan/{claim}/setoran/", form | {"amount": ""})
    assert empty.status_code == 400 and queries.payment_named(programme, out).returned == 0
    assert client.post(f"/opd/tagihan/{claim}/setoran/", form | {"identity": str(uuid4())}).status_code == 302
    paid = queries.payment_named(programme, actions.approve_payment(programme, claim=last, at=PAID, by=approver))
    kept = queries.payment_named(programme, out)
    assert (kept.gross, kept.returned, paid.advance_recovered, paid.net) == (advance - surplus, surplus, advance - surplus, 0)
    assert queries.advance_standing(programme, contract.contract) == 0


def test_an_advance_comes_back_from_the_budget_line_that_paid_it(programme, person):
    """A contract of two budget lines: what one advanced is not kept back from the machines of the other, which would then pay for them."""
    serials, contract, _receiver = taken_over(programme, person)
    allow_advance(contract)
    lot = production.units(programme).get(serial=serials[0]).lot
    items = list(contracts.items_of(contract))
    own, others = next(i for i in items if i.lot == lot), [i for i in items if i.lot != lot]
    other = next(b.budget_line for b in demand.budget_lines(programme) if b.agency == contract.agency and b.budget_line != own.budget_line)
    ContractItem.objects.filter(contract__contract=contract.contract, item__in=[i.item for i in others]).update(budget_line=other)
    worth = queries.worth_by_line(contracts.items_of(fresh(programme, contract)))
    assert others and worth.keys() == {own.budget_line, other} and worth.total() == contract.value
    approver, payer = colleague(programme, person, "pptk"), colleague(programme, person, "bendahara")
    owner = owner_of(programme, person, contract.vendor)
    asked = {"contract": contract.contract, "asked": "advance", "budget_line": other, "at": PAID, "by": owner}
    most = ceil(Fraction(3, 10) * worth[other])
    with pytest.raises(Refused, match=f"Dari baris anggaran {other} uang muka paling banyak"):
        actions.submit_claim(programme, amount=most + 1, **asked)
    claim = actions.submit_claim(programme, amount=most, **asked)
    complete(programme, claim, owner)
    out = actions.approve_payment(programme, claim=claim, at=PAID, by=approver)
    actions.record_payment(programme, payment=out, on=ON, sp2d="SP2D/8", at=PAID, by=payer)
    share = ceil(Fraction(3, 10) * worth[own.budget_line])
    both = actions.submit_claim(programme, amount=share - 1, **asked | {"budget_line": own.budget_line})
    complete(programme, both, owner)
    own_out = actions.approve_payment(programme, claim=both, at=PAID, by=approver)
    actions.record_payment(programme, payment=own_out, on=ON, sp2d="SP2D/10", at=PAID, by=payer)
    _claim, part = approved(programme, person, serials[:1], contract, approver)
    _claim, code = approved(programme, person, serials[1:], contract, approver)
    paid = [queries.payment_named(programme, one) for one in (part, code)]
    back = [round_ratio((share - 1) * p.gross, worth[own.budget_line], Rounding.HALF_UP) for p in paid]
    assert [p.advance_recovered for p in paid] == back and min(back) > 0, "each by its share of its own line"
    actions.record_payment(programme, payment=code, on=ON, sp2d="SP2D/9", at=PAID, by=payer)
    assert queries.advance_standing(programme, contract.contract, other) == most
    assert [queries.returnable(programme, queries.payment_named(programme, one)) for one in (out, own_out)] == [most, share - 1 - sum(back)]
    assert queries.advance_standing(programme, contract.contract) == most + share - 1 - sum(back)
    assert queries.conservation(programme).rupiah.faults == ()

    def beyond():
        return [queries.beyond_bearing(programme, fresh(programme, contract), queries.payment_named(programme, one)) for one in (out, own_out)]

    assert beyond() == [0, 0], "machines of both lines are still to come"
    ContractItem.objects.filter(contract__contract=contract.contract, budget_line=other).update(quantity=0)
    assert beyond() == [most, 0], "one line was cut to nothing"
    type(contract).objects.filter(pk=contract.pk).update(ended_on=ON)
    made = sum(u.price for u in queries.units_due(programme, fresh(programme, contract)).values() if u.budget_line == own.budget_line)
    bears = made - sum(p.gross for p in paid)
    assert beyond() == [most, max(0, share - 1 - sum(back) - bears)], "of a contract that ended its units bear it, and nothing more"


def before(kind, line, gross, back=0):
    return Before(gross, back, 0, 0, line, kind)


@pytest.mark.parametrize(
    ("history", "price", "of_line", "wanted", "due"),
    [
        ([before("advance", "B1", 30)], 50, 100, 15, 0),  # by its share of the line
        ([before("advance", "B1", 30), before("delivery", "B1", 50, 15)], 50, 100, 15, 15),  # the line's last takes the rest
        ([before("advance", "B2", 30)], 50, 100, 0, 0),  # another line's stays
        ([before("advance", "B2", 30), before("delivery", "B2", 100, 30), before("delivery", "B1", 50)], 50, 100, 0, 0),
        ([before("advance", "B2", 30), before("delivery", "B1", 150)], 50, 200, 0, 30),  # the contract's last: its line was cut to nothing
        ([before("advance", "B1", 30), before("delivery", "B2", 100, 15)], 50, 100, 15, 0),  # of a payment by the former rule: what is left of all
        ([before("advance", "B1", 30), before("delivery", "B2", 100, 25)], 50, 100, 5, 0),
    ],
)
def test_what_a_claim_pays_back_of_the_advance(history, price, of_line, wanted, due):
    claim = SimpleNamespace(budget_line="B1")
    assert recovery(history, claim, price, of_line=of_line, of_contract=200) == (wanted, due, None)
    claim.payment = SimpleNamespace(advance_recovered=7)
    assert recovery(history, claim, price, of_line=of_line, of_contract=200).approved == 7, "what was approved stands"


def test_an_advance_comes_no_more_once_machines_are_paid(programme, person):
    serials, contract, _receiver = taken_over(programme, person)
    allow_advance(contract)
    owner, line = owner_of(programme, person, contract.vendor), contracts.items_of(contract)[0].budget_line
    late = actions.submit_claim(programme, contract=contract.contract, asked="advance", budget_line=line, amount=1_000_000, at=PAID, by=owner)
    approver = colleague(programme, person, "pptk")
    approved(programme, person, serials, contract, approver)
    complete(programme, late, owner)
    with pytest.raises(Refused, match="sudah ada yang dibayar"):
        actions.approve_payment(programme, claim=late, at=PAID, by=approver)


def cut_to(programme, person, contract, serials):
    """An addendum leaves the contract nothing but these machines; returns what it is worth then."""
    made = production.lots_of_units(programme, serials)
    kept = {lot: list(made.values()).count(lot) for lot in set(made.values())}
    asked = [Amendment("quantity", str(kept.get(i.lot, 0)), i.item) for i in contracts.items_of(contract) if i.quantity != kept.get(i.lot, 0)]
    sign_addendum(programme, contract=contract.contract, said=Addendum(ON, asked, "anggaran dialihkan untuk Covid-19"), at=PAID, by=person("opd"))
    return fresh(programme, contract).value


def test_retention_comes_back_after_the_maintenance_or_before_it_against_a_guarantee(programme, person):
    serials, contract, _receiver = taken_over(programme, person)
    type(contract).objects.filter(pk=contract.pk).update(retention_rate="0.05", maintenance_months=6)
    approver, owner = colleague(programme, person, "pptk"), owner_of(programme, person, contract.vendor)
    _claim, code = approved(programme, person, serials, contract, approver)
    actions.record_payment(programme, payment=code, on=ON, sp2d="SP2D/1", at=PAID, by=colleague(programme, person, "bendahara"))
    made = queries.payment_named(programme, code)
    asked = {"contract": contract.contract, "asked": "retention", "budget_line": made.claim.budget_line, "amount": made.retention_held, "by": owner}
    with pytest.raises(Refused, match="dimulai setelah semua mesin diterima OPD"):
        actions.submit_claim(programme, at=PAID, **asked)
    whole_with(contract, serials)
    claim, until = actions.submit_claim(programme, at=PAID, **asked), months_after(day_in_wita(ARRIVES), 6)
    needed = {c.paper.id for c in queries.file_of(programme, queries.claim_named(programme, claim), ON)}
    after = {c.paper.id for c in queries.file_of(programme, queries.claim_named(programme, claim), until)}
    assert needed - after == {"maintenance_guarantee"}
    for short in (None, until - timedelta(days=1)):
        with pytest.raises(Refused, match="berlaku paling sedikit sampai akhir masa pemeliharaan"):
            actions.show_papers(programme, claim=claim, papers={"maintenance_guarantee": Shown("JP/1", until=short)}, at=PAID, by=owner)
    actions.show_papers(programme, claim=claim, papers={p: Shown("1/2026", until=until) for p in needed}, at=PAID, by=owner)
    paid = queries.payment_named(programme, actions.approve_payment(programme, claim=claim, at=PAID, by=approver))
    assert (paid.gross, paid.net) == (made.retention_held, made.retention_held) and made.retention_held == 5 * made.gross // 100
