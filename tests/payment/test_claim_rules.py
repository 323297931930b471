"""Who may claim, approve, pay and confirm; what a claim may come to; what late days cost."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempa.ledger.rules import HeldLink, Refused, Who
from tempa.payment.rules import (
    Parties,
    Terms,
    UnitDue,
    check_advance,
    check_advance_of_line,
    check_onward,
    check_retention,
    check_units,
    claim_stage,
    maintained_until,
    may_approve,
    may_claim,
    may_confirm,
    may_pay,
    penalty,
)

DUE = date(2020, 9, 1)
SIGNED = date(2020, 7, 1)
TERMS = Terms(94_005_000, Fraction("0.3"), Fraction("0.05"), is_separable=True, due_on=DUE)
WHOLE = Terms(94_005_000, Fraction(0), Fraction(0), is_separable=False, due_on=DUE)


def unit(serial, late, price=9_400_500, **more):
    return UnitDue(serial, price, "B1", DUE + timedelta(late), **more)


def test_late_days_of_units_that_stand_by_themselves_are_added_up_and_rounded_down_once():
    assert penalty([unit("S1", 3), unit("S2", 5), unit("S3", -4)], TERMS, signed_on=SIGNED)[0].rupiah == 75_204


def test_the_whole_contract_pays_each_late_day_once_over_all_its_payments():
    first, charged = penalty([unit("S1", 3), unit("S2", 5)], WHOLE, signed_on=SIGNED)
    assert (first.rupiah, charged) == (470_025, 5)
    second, charged = penalty([unit("S3", 9)], WHOLE, signed_on=SIGNED, charged_days=charged)
    assert (second.rupiah, charged) == (376_020, 9)
    third, charged = penalty([unit("S4", 2)], WHOLE, signed_on=SIGNED, charged_days=charged)
    assert (third.rupiah, charged) == (0, 9)


@given(st.lists(st.integers(-5, 40), min_size=1, max_size=8), st.integers(1, 8))
def test_a_contract_that_is_one_whole_costs_the_same_however_its_units_are_paid(days, cut):
    units = [unit(f"S{n}", late) for n, late in enumerate(days)]
    at_once = penalty(units, WHOLE, signed_on=SIGNED)[0].rupiah
    charged, in_parts = 0, 0
    for part in itertools.zip_longest(*[iter(units)] * cut):
        amount, charged = penalty([u for u in part if u], WHOLE, signed_on=SIGNED, charged_days=charged)
        in_parts += amount.rupiah
    assert 0 <= at_once - in_parts < len(units)


def test_nobody_has_two_hands_in_one_contract():
    buyer = Who(5, frozenset({("agency", "DKP")}))
    for hand in ("signers", "judges", "receivers", "payers"):
        assert not may_approve(buyer, "DKP", Parties(**{hand: frozenset({5})}))
    for hand in ("signers", "judges", "approvers"):
        assert not may_pay(buyer, "DKP", Parties(**{hand: frozenset({5})}))
    assert may_approve(buyer, "DKP", Parties(approvers=frozenset({5}), signers=frozenset({6})))
    assert may_pay(buyer, "DKP", Parties(payers=frozenset({5}), approvers=frozenset({6})))
    assert not may_approve(buyer, "DLHK", Parties())
    assert not may_pay(Who(1, frozenset({("park_head", "")})), "DKP", Parties())


def test_a_link_claims_and_confirms_for_its_own_workshop_alone():
    made = Who(9, links=frozenset({HeldLink("L1", "contract", "", "W05")}))
    assert may_claim(made, vendor="W05", agency="DKP")
    assert not may_claim(made, vendor="W03", agency="DKP")
    assert may_confirm(made, "W05")
    assert not may_confirm(Who(2, frozenset({("agency", "DKP")})), "W05")


@pytest.mark.parametrize(
    ("serials", "units", "says"),
    [
        ([], [], "paling sedikit satu"),
        (["S9"], [unit("S1", 0)], "S9 bukan bagian"),
        (["S1"], [unit("S1", 0, claimed_in="TG00001")], "sudah ditagih dalam TG00001"),
        (["S1"], [UnitDue("S1", 1, "B1", None)], "belum diterima OPD"),
        (["S1", "S2"], [unit("S1", 0), UnitDue("S2", 1, "B2", DUE)], "beberapa baris anggaran"),
        (["S1", "S2"], [unit("S1", 0), unit("S2", 3)], ""),
    ],
)
def test_only_units_taken_over_are_claimed_once_and_from_one_budget_line(serials, units, says):
    due = {u.serial: u for u in units}
    if not says:
        check_units(serials, due)
        return
    with pytest.raises(Refused, match=says):
        check_units(serials, due)


def test_amounts_at_their_limit_pass_and_a_rupiah_more_does_not():
    most = int(Fraction("0.3") * TERMS.value)
    for check, limit, more in (
        (check_advance, most - 10, {"terms": TERMS, "claimed": 10}),
        (check_advance_of_line, 24, {"line": "B1", "rate": Fraction("0.3"), "worth": 111, "claimed": 10}),
        (check_retention, 90, {"held": 100, "claimed": 10}),
        (check_onward, 90, {"owed": 100, "passed": 10}),
    ):
        check(limit, **more)
        for amount in (limit + 1, *(() if check is check_advance_of_line else (0, -1))):  # that it is an amount the whole contract's check says
            with pytest.raises(Refused):
                check(amount, **more)
    with pytest.raises(Refused, match="tanpa uang muka"):
        check_advance(1, terms=WHOLE, claimed=0)


def test_what_has_happened_gives_the_stage():
    ways = [(0, 0, 0, 0), (0, 1, 0, 0), (0, 1, 1, 0), (0, 1, 1, 1), (1, 1, 0, 0)]
    assert [claim_stage(ended=e, complete=c, approved=a, paid=p) for e, c, a, p in ways] == [
        "submitted", "complete", "approved", "paid", "withdrawn",
    ]  # fmt: skip


@pytest.mark.parametrize(("taken", "ended", "until"), [
    ([], None, None), ([1], None, None), ([1, 9], None, date(2020, 11, 9)), ([1, 9], 20, date(2020, 11, 9)), ([1], 20, date(2020, 11, 20)),
    ([], 20, date(2020, 11, 20)),
])  # fmt: skip
def test_the_maintenance_begins_with_the_last_machine_or_the_end_of_the_contract(taken, ended, until):
    days = [date(2020, 8, n) for n in taken]
    assert maintained_until(days, ordered=2, months=3, ended_on=date(2020, 8, ended) if ended else None) == until
