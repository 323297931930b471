"""A contract from the lots of the plan to its end: what each step records, and what each refuses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from tempa.allocation import actions as allocation
from tempa.allocation import queries as plans
from tempa.catalogue import queries as catalogue
from tempa.contracts import actions, queries, rules
from tempa.contracts.actions.drafting import Terms
from tempa.contracts.law import ppn
from tempa.contracts.models import Contract, ContractPaper
from tempa.demand import actions as demand
from tempa.demand.models import BudgetLine
from tempa.ledger.models import ProgrammeKey, RefusedDouble
from tempa.ledger.queries import tables_of
from tempa.ledger.rules import Refused
from tempa.ledger.verification import verify
from tempa.registry import queries as registry
from tests.contracts.lot_sums import assert_sums_of_lots
from tests.contracts.parties import (
    AT,
    TODAY,
    VENDOR,
    WHY,
    drafted,
    in_force,
    lots_of,
    negotiated,
    signed,
    state_parties,
)


def stage(programme, c):
    return rules.contract_stage(queries.history_of(queries.contract_named(programme, c.contract)))


def test_every_lot_of_the_plan_goes_into_just_one_contract(programme, person):
    lots = queries.uncontracted_lots(programme)
    value = sum(one.quantity * one.offer for one in lots)
    codes = actions.draft_contracts(programme, lots=[one.lot for one in lots], at=AT, by=person("perencana"))
    assert queries.uncontracted_lots(programme) == []
    assert sum(c.value for c in queries.contracts(programme)) == value
    assert {(c.agency, c.vendor) for c in queries.contracts(programme)} == {(one.agency, one.vendor) for one in lots}
    assert len(codes) == len(set(codes)) == queries.contracts(programme).count() > 50
    leads = {w.key: w.lead for w in registry.workshops(programme)}
    assert all(i.maker == i.contract.vendor or leads[i.maker] == i.contract.vendor for i in queries.items(programme))
    for c in queries.contracts(programme):
        assert c.form == rules.form_of(c.value, TODAY)
    assert_sums_of_lots(programme)


@pytest.mark.parametrize("split", ["budget_line", "type", "month"])
def test_a_split_need_keeps_every_lot_and_wants_a_reason(programme, person, split):
    lots = [one.lot for one in lots_of(programme)]
    with pytest.raises(Refused, match="Tulis alasannya"):
        actions.draft_contracts(programme, lots=lots, split="type", at=AT, by=person("perencana"))
    codes = actions.draft_contracts(programme, lots=lots, split=split, reason="dua gudang yang berbeda", at=AT, by=person("opd"))
    assert sorted(i.lot for i in queries.items(programme)) == sorted(lots)
    assert "Dibagi karena: dua gudang" in queries.contract_named(programme, codes[0]).why


def test_a_need_cut_by_drafting_it_piece_by_piece_wants_a_reason_too(programme, person):
    """One vendor, one type, two drafts that each stay under a limit: the second one is asked why."""
    lots = lots_of(programme)
    pairs = {}
    for one in lots:
        pairs.setdefault((one.vendor, one.type), []).append(one)
    pieces = next(
        some for _, some in sorted(pairs.items())
        if len(some) > 1 and any(max(x.quantity * x.offer for x in some[:2]) <= limit < sum(x.quantity * x.offer for x in some[:2])
                                 for limit in (10_000_000, 50_000_000, 200_000_000))
    )  # fmt: skip
    actions.draft_contracts(programme, lots=[pieces[0].lot], at=AT, by=person("opd"))
    with pytest.raises(Refused, match="Tulis alasannya"):
        actions.draft_contracts(programme, lots=[pieces[1].lot], at=AT, by=person("opd"))
    actions.draft_contracts(programme, lots=[pieces[1].lot], reason="tempat tujuan yang berbeda", at=AT, by=person("opd"))


def test_the_story_of_a_contract(programme, person):
    c = drafted(programme, person)
    assert stage(programme, c) == "drafted" and c.why.startswith(f"{c.items.count()} lot")
    with pytest.raises(Refused, match="Penawaran penyedia belum dicatat"):
        actions.negotiate(programme, contract=c.contract, on=TODAY, agreed={}, why=WHY, at=AT, by=person("opd"))
    items = queries.items_of(c)
    actions.receive_offer(programme, contract=c.contract, on=TODAY, asked={i.item: i.unit_price for i in items}, at=AT, by=person("opd"))
    assert stage(programme, c) == "offered"
    actions.negotiate(
        programme, contract=c.contract, on=TODAY, agreed={i.item: [i.unit_price, i.maker_price] for i in items}, why=WHY, at=AT, by=person("opd")
    )
    assert stage(programme, c) == "negotiated"
    days = {"on": TODAY, "starts_on": TODAY, "due_on": TODAY + timedelta(days=60)}
    with pytest.raises(Refused, match=r"belum dapat ditandatangani.*DPA.*semua data penyedia"):
        actions.sign(programme, contract=c.contract, **days, at=AT, by=person("opd"))
    state_parties(programme, person, vendors=[c.vendor])
    with pytest.raises(Refused, match="Hanya pejabat OPD"):
        actions.sign(programme, contract=c.contract, **days, at=AT, by=person("kepala"))
    actions.sign(programme, contract=c.contract, **days, at=AT, by=person("opd"))
    c2 = queries.contract_named(programme, c.contract)
    assert stage(programme, c) == "signed" and c2.number == f"001/{rules.PAPER_CODES[c2.form]}/DISTANBUN/VIII/2026"
    assert (c2.signed_value, c2.vat) == (c.value, 0)
    with pytest.raises(Refused, match="Lampirkan salinan"):
        actions.countersign(programme, contract=c.contract, on=TODAY, signatory="X", at=AT, by=person("perencana"))
    copy = actions.papers.Copy(b"%PDF-1.7 contoh", "spk.pdf", "application/pdf")
    actions.countersign(programme, contract=c.contract, on=TODAY, signatory="Pak Darma", copy=copy, at=AT, by=person("perencana"))
    assert stage(programme, c) == "in_force"
    assert queries.contracted_by_line(programme) == {
        line: sum(i.quantity for i in c.items.filter(line=line)) for line in c.items.values_list("line", flat=True)
    }
    assert verify(programme).faults == []


def test_a_vendor_that_charges_vat_bears_it_on_the_whole_value(programme, person):
    c = negotiated(programme, person)
    actions.state_vendor(
        programme, said=actions.VendorSaid(workshop=c.vendor, values=VENDOR, charges_vat=True, since=TODAY), at=AT, by=person("perencana")
    )
    actions.sign(programme, contract=c.contract, on=TODAY, starts_on=TODAY, due_on=TODAY, at=AT, by=person("opd"))
    assert queries.contract_named(programme, c.contract).vat == ppn(c.value, TODAY).rupiah > 0


def test_prices_above_the_estimate_or_the_budget_line_are_refused(programme, person):
    c = drafted(programme, person)
    items, estimates = queries.items_of(c), catalogue.prices(programme)
    actions.receive_offer(programme, contract=c.contract, on=TODAY, asked={i.item: i.unit_price for i in items}, at=AT, by=person("opd"))

    def agree(prices):
        actions.negotiate(programme, contract=c.contract, on=TODAY, agreed=prices, why=WHY, at=AT, by=person("opd"))

    as_offered = {i.item: [i.unit_price, i.maker_price] for i in items}
    with pytest.raises(Refused, match="di atas HPS"):
        agree(as_offered | {items[0].item: [estimates[items[0].type] + 1, 1]})
    with pytest.raises(Refused, match="belum diisi"):
        agree({items[0].item: [1, 1]})
    line = items[0].budget_line
    amount = sum(i.quantity * i.unit_price for i in items if i.budget_line == line) - 1
    BudgetLine.objects.filter(programme=programme, key=line).update(amount=amount)
    with pytest.raises(Refused, match=f"Mata anggaran {line} tidak cukup"):
        agree(as_offered)


def test_a_plan_leaves_alone_what_a_contract_holds(programme, person):
    """A plan that would move a contracted lot is refused until the contract is changed."""
    c = drafted(programme, person)
    lot = c.items.first()
    tables, base = tables_of(programme), plans.approved_plan(programme)
    rows = plans.plan_tables(base)
    other = allocation.add_plan(programme, tables, rows, origin="uji", at=AT, by=person("perencana"))
    allocation.propose_plan(programme, plan=other.plan, at=AT, by=person("perencana"))
    held = queries.held_lots(programme) | {lot.lot: (c.contract, (lot.line, lot.maker, lot.quantity + 1))}
    with pytest.raises(Refused, match=f"Lot {lot.lot} ada di kontrak {c.contract}"):
        allocation.approve_plan(programme, plan=other.plan, contracted=lambda: held, at=AT, by=person("kepala"))
    allocation.approve_plan(programme, plan=other.plan, contracted=lambda: queries.held_lots(programme), at=AT, by=person("kepala"))


def test_a_line_that_a_contract_holds_is_not_cancelled(programme, person):
    c = drafted(programme, person)
    line = c.items.first().line
    cancel = {"line": line, "change": "cancelled", "after": "", "why": demand.Why("budget_cut"), "at": AT, "by": person("perencana")}
    with pytest.raises(Refused, match=f"Baris {line} ada di kontrak {c.contract}"):
        demand.change_line(programme, **cancel, held=demand.Held(contracted=lambda: queries.held_lines(programme)))
    actions.withdraw(programme, contract=c.contract, reason=WHY, at=AT, by=person("perencana"))
    demand.change_line(programme, **cancel, held=demand.Held(contracted=lambda: queries.held_lines(programme)))


def test_a_draft_gives_up_units_its_lots_follow_and_none_that_are_made(programme, person):
    c = drafted(programme, person)
    first, last = queries.items_of(c)[0], queries.items_of(c)[-1]
    value, made = c.value, {first.lot: 1}
    asked = {first.item: 1, last.item: 0}
    actions.reduce_draft(programme, contract=c.contract, quantities=asked, reason=WHY, made=lambda: made, at=AT, by=person("perencana"))
    after = queries.contract_named(programme, c.contract)
    assert after.value == value - (first.quantity - 1) * first.unit_price - last.quantity * last.unit_price
    assert {i.item: i.quantity for i in queries.items_of(after)}.get(first.item) == 1 and last.item not in {i.item for i in queries.items_of(after)}
    assert plans.lot_named(programme, first.lot).quantity == 1 and last.lot not in plans.standing_lots(programme)
    with pytest.raises(Refused, match="sudah jadi 1 unit"):
        actions.withdraw(programme, contract=c.contract, reason=WHY, made=lambda: made, at=AT, by=person("perencana"))


def test_numbers_are_given_once_and_gaps_are_told(programme, person):
    c = drafted(programme, person)
    first = actions.number_papers(programme, contract=c.contract, papers={"invitation": TODAY, "bahpl": TODAY}, at=AT, by=person("opd"))
    assert first == ["001/UND/DISTANBUN/VIII/2026", "002/BAHPL/DISTANBUN/VIII/2026"]
    assert actions.number_papers(programme, contract=c.contract, papers={"invitation": TODAY}, at=AT, by=person("opd")) == first[:1]
    actions.void_paper(programme, contract=c.contract, number=first[1], reason="salah jenis surat", at=AT, by=person("opd"))
    again = actions.number_papers(programme, contract=c.contract, papers={"bahpl": TODAY}, at=AT, by=person("opd"))
    assert again == ["003/BAHPL/DISTANBUN/VIII/2026"]
    actions.withdraw(programme, contract=c.contract, reason=WHY, at=AT, by=person("opd"))
    assert [bool(p.voided_why) for p in ContractPaper.objects.filter(programme=programme).order_by("place")] == [True, True, True]


def test_work_begins_only_under_a_contract_in_force_or_a_risk_note(programme, person):
    c = negotiated(programme, person)
    lot = c.items.first().lot
    assert not queries.may_begin(programme, lot, TODAY)
    with pytest.raises(Refused, match="Hanya OPD itu atau kepala"):
        actions.let_begin(programme, contract=c.contract, from_on=TODAY, note=WHY, at=AT, by=person("perencana"))
    actions.let_begin(programme, contract=c.contract, from_on=TODAY, note=WHY, at=AT, by=person("kepala"))
    assert queries.may_begin(programme, lot, TODAY) and not queries.may_begin(programme, lot, TODAY - timedelta(days=1))


def test_terms_say_whether_a_machine_is_paid_once_it_has_run(programme, person):
    c = drafted(programme, person, terms=Terms(first_run=True))
    assert Contract.objects.get(pk=c.pk).first_run and queries.Dataset(programme, TODAY).of(c).first_run
    actions.redraft(programme, contract=c.contract, terms=Terms(), due_on=c.due_on, why=WHY, at=AT, by=person("perencana"))
    assert not Contract.objects.get(pk=c.pk).first_run


def test_an_emergency_starts_before_its_contract_only_by_an_order_letter(programme, person):
    earlier, day = AT - timedelta(days=20), TODAY - timedelta(days=20)
    c = drafted(programme, person, terms=Terms(route="emergency"), at=earlier)
    state_parties(programme, person, vendors=[c.vendor], at=earlier)
    items, rina = queries.items_of(c), person("opd")
    actions.receive_offer(programme, contract=c.contract, on=TODAY, asked={i.item: i.unit_price for i in items}, at=AT, by=rina)
    agreed = {i.item: [i.unit_price, i.maker_price] for i in items}
    actions.negotiate(programme, contract=c.contract, on=TODAY, agreed=agreed, why=WHY, at=AT, by=rina)
    dates = {"on": TODAY, "starts_on": day, "due_on": TODAY}
    with pytest.raises(Refused, match="hanya dengan surat pesanan"):
        actions.sign(programme, contract=c.contract, **dates, at=AT, by=rina)
    actions.number_papers(programme, contract=c.contract, papers={"purchase_order": day}, at=AT, by=rina)
    actions.sign(programme, contract=c.contract, **dates, at=AT, by=rina)
    assert Contract.objects.get(programme=programme, contract=c.contract).starts_on == day


def test_a_signature_bears_the_day_of_its_paper(programme, person):
    c = negotiated(programme, person)
    (number,) = actions.number_papers(programme, contract=c.contract, papers={c.form: TODAY}, at=AT, by=person("opd"))
    later = {"on": TODAY + timedelta(days=1), "starts_on": TODAY + timedelta(days=1), "due_on": TODAY + timedelta(days=9)}
    with pytest.raises(Refused, match=f"Surat {number} bertanggal"):
        actions.sign(programme, contract=c.contract, **later, at=AT + timedelta(days=1), by=person("opd"))
    actions.sign(programme, contract=c.contract, on=TODAY, starts_on=TODAY, due_on=TODAY, at=AT, by=person("opd"))
    assert queries.contract_named(programme, c.contract).number == number


def test_nobody_signs_for_both_sides(programme, person):
    c = signed(programme, person)
    copy = actions.papers.Copy(b"%PDF", "a.pdf", "application/pdf")
    with pytest.raises(Refused, match="tidak dapat mencatat tanda tangan penyedia"):
        actions.countersign(programme, contract=c.contract, on=TODAY, signatory="Pak Darma", copy=copy, at=AT, by=person("opd"))


def test_stage_as_rule_and_as_query_agree(programme, person):
    lots = queries.uncontracted_lots(programme)
    actions.draft_contracts(programme, lots=[one.lot for one in lots if one.agency == "DKP"], at=AT, by=person("perencana"))
    in_force(programme, person)
    gone = queries.at_stage(programme, "drafted").first()
    actions.withdraw(programme, contract=gone.contract, reason=WHY, at=AT, by=person("perencana"))
    counted = {}
    for c in queries.all_contracts(programme):
        counted.setdefault(rules.contract_stage(queries.history_of(c)), set()).add(c.contract)
    assert counted.keys() >= {"drafted", "in_force", "withdrawn"}
    for name in queries.STAGE:
        assert set(queries.at_stage(programme, name).values_list("contract", flat=True)) == counted.get(name, set())


def test_another_content_under_a_known_identity_is_refused_and_kept(programme, person):
    """Going back in the browser and sending something else is never taken for what was sent before."""
    lots, name = [one.lot for one in lots_of(programme)][:4], uuid4()
    codes = actions.draft_contracts(programme, lots=lots[:2], reason=WHY, at=AT, by=person("opd"), identity=name)
    assert actions.draft_contracts(programme, lots=lots[:2], reason=WHY, at=AT, by=person("opd"), identity=name) == codes
    with pytest.raises(Refused, match="isi yang lain"):
        actions.draft_contracts(programme, lots=lots[:3], reason=WHY, at=AT, by=person("opd"), identity=name)
    c = in_force(programme, person, vendor=next(one.vendor for one in lots_of(programme) if one.lead))
    late, later = (str(c.due_on + timedelta(days=n)) for n in (7, 14))
    more = {"contract": c.contract, "at": AT, "by": person("opd"), "identity": uuid4()}
    said, other = (actions.Addendum(TODAY, [rules.Amendment("due_on", day)], WHY) for day in (late, later))
    entry = actions.sign_addendum(programme, said=said, **more)
    assert actions.sign_addendum(programme, said=said, **more) == entry
    with pytest.raises(Refused, match="isi yang lain"):
        actions.sign_addendum(programme, said=other, **more)
    assert RefusedDouble.objects.filter(programme=programme).count() == 2


@pytest.mark.parametrize(("zone", "day"), [("WIB", 2), ("WITA", 3), ("WIT", 3)])
def test_days_of_contracts_are_those_of_the_programmes_own_zone(programme, person, zone, day):
    """Half past eleven at night in Jakarta is the next day in Mataram: no paper is dated tomorrow."""
    ProgrammeKey.objects.filter(programme=programme, name="time_zone").delete()
    cells, stated = {"key": "time_zone", "value": zone}, ProgrammeKey.objects.filter(programme=programme).first().entry
    ProgrammeKey.objects.create(programme=programme, key="time_zone", name="time_zone", value=zone, position=99, cells=cells, entry=stated)
    night, on = datetime(2026, 8, 2, 16, 30, tzinfo=UTC), date(2026, 8, day)
    c = drafted(programme, person, at=night)
    asked = {i.item: i.unit_price for i in queries.items_of(c)}
    with pytest.raises(Refused, match=r"harus antara 2026-08-0\d dan hari ini"):
        actions.receive_offer(programme, contract=c.contract, on=on + timedelta(days=1), asked=asked, at=night, by=person("opd"))
    actions.receive_offer(programme, contract=c.contract, on=on, asked=asked, at=night, by=person("opd"))
    assert queries.drafted_on(c) == on and queries.due_papers(programme, c)["invitation"] == on
    assert queries.Readiness(programme, on).of(c)[0].since == on
