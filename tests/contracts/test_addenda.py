"""Addenda of a contract in force: what each changes, how far it may go, and what follows from it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tempa.allocation import queries as plans
from tempa.contracts import actions, queries, rules
from tempa.contracts.actions.drafting import Terms
from tempa.demand import actions as demand
from tempa.demand import queries as demand_queries
from tempa.demand.models import BudgetLine, OrderLine
from tempa.ledger.rules import Refused
from tempa.ledger.verification import verify
from tempa.payment.queries import conservation
from tempa.values.period import date_words
from tests.contracts.parties import AT, TODAY, WHY, in_force, lots_of
from tests.contracts.test_contract_life import stage


def test_an_addendum_reduces_the_lot_too(programme, person):
    c = in_force(programme, person)
    item = next(i for i in queries.items_of(c) if i.quantity > 1)
    entry = actions.sign_addendum(
        programme, contract=c.contract,
        said=actions.Addendum(TODAY, [rules.Amendment("quantity", str(item.quantity - 1), item.item)], "pesanan OPD dipotong"), at=AT,
        by=person("opd"),
    )  # fmt: skip
    assert plans.lot_named(programme, item.lot).quantity == item.quantity - 1
    after = queries.contract_named(programme, c.contract)
    assert after.value == c.value - item.unit_price and after.signed_value == c.value
    assert [a.number for a in queries.addenda_of(after)] == ["002/ADD/DISTANBUN/VIII/2026"]
    assert entry.kind == "AddendumSigned" and verify(programme).faults == []


def amended(programme, person, c, *asked, **more):
    return actions.sign_addendum(
        programme, contract=c.contract, said=actions.Addendum(TODAY, [rules.Amendment(*one) for one in asked], WHY), at=AT, by=person("opd"),
        **more,
    )  # fmt: skip


def test_an_addendum_raises_a_quantity_to_what_the_plan_gave_and_no_further(programme, person):
    c = in_force(programme, person)
    item = next(i for i in queries.items_of(c) if i.quantity > 2)
    with pytest.raises(Refused, match=f"paling banyak {item.quantity} unit"):
        amended(programme, person, c, ("quantity", str(item.quantity + 1), item.item))
    amended(programme, person, c, ("quantity", str(item.quantity - 2), item.item))
    amended(programme, person, c, ("quantity", str(item.quantity - 1), item.item))
    assert plans.lot_named(programme, item.lot).quantity == item.quantity - 1
    assert queries.contract_named(programme, c.contract).value == c.value - item.unit_price
    lot = next(row for row in plans.tables_as_reduced(plans.approved_plan(programme))["lots"] if row["lot"] == item.lot)
    assert int(lot["quantity"]) == item.quantity - 1
    assert verify(programme).faults == [] and not conservation(programme).units.faults


def test_what_rises_must_be_ordered_and_hold_the_estimate_and_the_budget_line(programme, person):
    c = in_force(programme, person)
    item = next(i for i in queries.items_of(c) if i.quantity > 2)
    line = plans.lot_named(programme, item.lot).line
    amended(programme, person, c, ("quantity", str(item.quantity - 1), item.item))
    again = ("quantity", str(item.quantity), item.item)
    ordered = demand_queries.order_lines(programme).get(key=line).quantity
    OrderLine.objects.filter(programme=programme, key=line).update(quantity=plans.allocated_by_line(programme)[line])
    with pytest.raises(Refused, match=f"paling banyak {item.quantity - 1} unit"):
        amended(programme, person, c, again)
    OrderLine.objects.filter(programme=programme, key=line).update(quantity=ordered)
    held = queries.held_by_budget_line(programme)[item.budget_line]
    line_of_budget = BudgetLine.objects.filter(programme=programme, key=item.budget_line)
    amount = line_of_budget.get().amount
    line_of_budget.update(amount=held + item.unit_price - 1)
    with pytest.raises(Refused, match=f"Mata anggaran {item.budget_line} tidak cukup"):
        amended(programme, person, c, again)
    line_of_budget.update(amount=amount)
    demand.change_price(programme, type=item.type, after=str(item.unit_price - 1), why=demand.Why("price_agreed"), at=AT, by=person("perencana"))
    later = AT + timedelta(days=1)
    with pytest.raises(Refused, match="di atas HPS"):
        actions.sign_addendum(
            programme, contract=c.contract, said=actions.Addendum(TODAY + timedelta(days=1), [rules.Amendment(*again)], WHY), at=later,
            by=person("opd"),
        )  # fmt: skip


def test_one_budget_line_is_not_overdrawn_because_another_falls(programme, person):
    """An addendum that makes the whole contract no dearer may still not overdraw one of its lines."""
    lines = {}
    for lot in lots_of(programme):
        lines.setdefault(lot.vendor, set()).add(lot.budget_line)
    c = in_force(programme, person, vendor=next(vendor for vendor, some in sorted(lines.items()) if len(some) > 1))
    items = queries.items_of(c)
    one = next(i for i in items if i.quantity > 1)
    other = next(i for i in items if i.budget_line != one.budget_line and i.quantity * i.unit_price > one.unit_price)
    amended(programme, person, c, ("quantity", str(one.quantity - 1), one.item))
    held = queries.held_by_budget_line(programme)[one.budget_line]
    BudgetLine.objects.filter(programme=programme, key=one.budget_line).update(amount=held)
    with pytest.raises(Refused, match=f"Mata anggaran {one.budget_line} tidak cukup"):
        amended(programme, person, c, ("quantity", str(one.quantity), one.item), ("quantity", str(other.quantity - 1), other.item))


def test_days_penalties_and_guarantees_follow_an_addendum(programme, person):
    """The papers of the day of signing stay as they were; the addendum's own says what follows, in figures."""
    c = in_force(programme, person, terms=Terms(advance_rate="0.2", separable=False))
    before = queries.papers_of_contract(programme, c, TODAY)
    item = next(i for i in queries.items_of(c) if i.quantity > 1)
    late = c.due_on + timedelta(days=14)
    amended(programme, person, c, ("quantity", str(item.quantity - 1), item.item), ("due_on", str(late)))
    now = queries.contract_named(programme, c.contract)
    after = queries.papers_of_contract(programme, now, TODAY)
    assert (after.items, after.dates, after.guarantees, after.advance, after.vat) == (
        before.items, before.dates, before.guarantees, before.advance, before.vat
    )  # fmt: skip
    paper = after.addenda[0]
    assert (paper.value_before, paper.value_after, paper.due_after) == (c.value, now.value, late) and now.due_on == late
    said = " ".join(paper.consequences)
    day = date_words(late + timedelta(days=1))
    assert f"Rp{rules.dotted(now.value // 1000)}, dihitung sejak {day}" in said and "Masa pelaksanaan menjadi 105 hari, semula 91 hari" in said
    assert f"Uang muka menjadi Rp{rules.dotted(now.value // 5)}, semula Rp{rules.dotted(c.value // 5)}" in said
    assert "Jaminan uang muka menjadi" in said and f"diperpanjang paling sedikit sampai {date_words(late)}" in said
    assert "Perjanjian pekerjaan bagian dengan" in said


def test_a_cancelled_contract_ends_and_its_lots_with_it(programme, person):
    c = in_force(programme, person)
    actions.sign_addendum(programme, contract=c.contract, said=actions.Addendum(TODAY, [rules.Amendment("cancelled")], WHY), at=AT, by=person("opd"))
    assert stage(programme, c) == "ended"
    assert not plans.lots(programme).filter(lot__in=[i.lot for i in queries.items_of(c)]).exists()
    assert queries.contracted_by_line(programme) == {} and verify(programme).faults == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda i: [rules.Amendment("unit_price", "999999999999", i.item)], "di atas HPS"),
        (lambda i: [rules.Amendment("unit_price", "1", i.item)], "lebih besar daripada harga kepada OPD"),
        (lambda i: [rules.Amendment("due_on", "2020-01-01")], "lebih awal daripada hari mulai"),
        (lambda i: [], "tidak mengubah apa pun"),
        (lambda i: [rules.Amendment("quantity", "0", "99")], "tidak ada di kontrak"),
        (lambda i: [rules.Amendment("quantity", str(i.quantity), i.item)], "Tidak ada yang berubah"),
        (lambda i: [rules.Amendment("cancelled"), rules.Amendment("due_on", "2027-01-01")], "tidak memuat perubahan lain"),
    ],
)
def test_addenda_that_are_refused(programme, person, change, said):
    c = in_force(programme, person)
    item = next(i for i in queries.items_of(c) if i.maker != c.vendor)
    with pytest.raises(Refused, match=said):
        actions.sign_addendum(programme, contract=c.contract, said=actions.Addendum(TODAY, change(item), WHY), at=AT, by=person("opd"))


def test_an_addendum_lowers_the_price_of_what_the_vendor_makes_itself(programme, person):
    """A walk of random deeds found it: the maker's price stayed above the agency's, and the database refused."""
    c = in_force(programme, person, vendor=next(one.vendor for one in lots_of(programme) if one.maker == one.vendor))
    own = next(i for i in queries.items_of(c) if i.maker == c.vendor)
    asked = [rules.Amendment("unit_price", str(own.unit_price - 1_000), own.item)]
    actions.sign_addendum(programme, contract=c.contract, said=actions.Addendum(TODAY, asked, "potongan untuk konsesi"), at=AT, by=person("opd"))
    now = next(i for i in queries.items_of(c) if i.item == own.item)
    assert now.unit_price == now.maker_price == own.unit_price - 1_000
