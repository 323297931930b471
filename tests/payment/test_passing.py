"""What a maker got under a contract is shared out over its paid lots: nothing of it is lost, and no lot gets more than is owed for it."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tempa.payment.queries.passing import shared_out

LOTS = st.lists(st.tuples(st.integers(1, 40), st.integers(0, 50_000_000)), min_size=1, max_size=8)


@given(lots=LOTS, passed_on=st.integers(0, 3_000_000_000))
def test_what_was_passed_on_is_shared_out_without_rest(lots, passed_on):
    of_lots = {("K1", f"L{n}"): (units, units * (price + 7)) for n, (units, price) in enumerate(lots)}
    makers = {("K1", f"L{n}"): ("W01", "W02", price) for n, (_units, price) in enumerate(lots)}
    found = dict(shared_out(of_lots, makers, {}, Counter({("K1", "W02"): passed_on})))
    owed = sum(units * price for units, price in lots)
    assert sum(one.reached for one in found.values()) == min(passed_on, owed)
    assert all(0 <= one.reached <= one.owed for one in found.values()) and sum(one.owed for one in found.values()) == owed
    assert {place: (one.units, one.paid) for place, one in found.items()} == of_lots


def test_what_a_vendor_makes_itself_is_with_its_maker():
    found = dict(shared_out({("K1", "L1"): (3, 30)}, {("K1", "L1"): ("W01", "W01", 10)}, {}, Counter()))
    assert found["K1", "L1"].reached == 30 and found["K1", "L1"].left == 0


def test_money_of_another_contract_or_maker_does_not_count():
    of_lots, makers = {("K1", "L1"): (2, 24)}, {("K1", "L1"): ("W01", "W02", 10)}
    found = dict(shared_out(of_lots, makers, {}, Counter({("K2", "W02"): 20, ("K1", "W03"): 20})))
    assert found["K1", "L1"].reached == 0 and found["K1", "L1"].left == 20


def test_material_that_a_maker_had_from_the_park_is_not_owed_in_money_as_well():
    of_lots = {("K1", "L1"): (2, 24), ("K1", "L2"): (1, 12)}
    makers = dict.fromkeys(of_lots, ("W01", "W02", 10))
    found = dict(shared_out(of_lots, makers, {"L1": 6, "L2": 99}, Counter({("K1", "W02"): 14})))
    assert (found["K1", "L1"].owed, found["K1", "L1"].reached, found["K1", "L2"].owed) == (14, 14, 0)
    assert (found["K1", "L1"].material, found["K1", "L2"].material) == (6, 10)  # price = money + material, machine by machine
