"""Lots exploded to dated needs: exact amounts, what is there laid over them in time, purchase in whole pieces, lots that wait."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tempa.supply.rules.amounts import UNIT, parts, quantity_text, rounded_up
from tempa.supply.rules.needs import Held, LotToSupply, Supply, Terms, cover, gross_need, late_lots, plan_materials

MONDAY = date(2020, 7, 13)
LISTS = {"T": [("BATANG", parts("0.4")), ("MESIN", parts("1"))]}


def lot(name, units=5, week=0, workshop="W1", **more):
    start = MONDAY + timedelta(weeks=week)
    return LotToSupply(name, "T", workshop, units, start, start + timedelta(days=20), start + timedelta(days=25), **more)


def plan(*lots, terms=None, **held):
    return plan_materials(lots, LISTS, terms or {}, Held(**held))


def test_scrap_is_exact_and_only_the_purchase_is_rounded_up():
    terms = {"BATANG": Terms(Fraction(5, 100))}
    found = plan(lot("A", 5), lot("B", 7), terms=terms)["BATANG"]
    assert [quantity_text(c.need.gross) for c in found.covered] == ["2.1", "2.94"]
    assert (quantity_text(found.lacking), quantity_text(found.to_buy)) == ("5.04", "6")


def test_two_workshops_buy_together_less_than_each_alone():
    """Pooled, 2.1 and 2.94 bars are 6 bars; bought apart they would be 3 and 3, and of three lots of 0.4 bars one instead of three."""
    apart = sum(rounded_up(gross_need(1, parts("0.4"), Fraction(0)), UNIT) for _ in range(2))
    assert (plan(lot("A", 1), lot("B", 1, workshop="W2"))["BATANG"].to_buy, apart) == (UNIT, 2 * UNIT)


def test_what_a_lot_has_and_what_is_made_already_needs_nothing_more():
    found = plan(lot("A", 10), lot("B", 10, made=5), issued={("A", "BATANG"): parts("1.5"), ("B", "BATANG"): parts("1")})["BATANG"]
    assert [quantity_text(c.need.net) for c in found.covered] == ["2.5", "2"]


def test_whoever_begins_first_is_served_first():
    stock, orders = parts("3"), {"MESIN": [Supply(MONDAY + timedelta(days=9), parts("4"), "B0001")]}
    found = plan(lot("LATER", 5, week=2), lot("FIRST", 5), stock={"MESIN": stock}, orders=orders)["MESIN"]
    first, later = found.covered
    assert [(s.order, quantity_text(s.quantity)) for s in first.supplies] == [("", "3"), ("B0001", "2")]
    assert ([(s.order, quantity_text(s.quantity)) for s in later.supplies], quantity_text(later.lacking)) == ([("B0001", "2")], "3")
    assert (found.needed_on, found.to_buy) == (MONDAY + timedelta(weeks=2), parts("3"))


def test_the_last_day_to_order_lies_its_lead_time_before_the_start():
    terms = {"MESIN": Terms(lead_days=28)}
    found = plan(lot("A", 5, week=5), lot("B", 2, week=9), terms=terms)["MESIN"]
    assert found.order_by == MONDAY + timedelta(weeks=1)
    assert (found.to_buy_until(MONDAY), found.to_buy_until(MONDAY + timedelta(weeks=1)), found.to_buy) == (0, parts("5"), parts("7"))


def test_a_late_delivery_shows_on_each_lot():
    """Nine days late is two weeks of inspection; the lot was due five days after it would have been handed over."""
    orders = {"MESIN": [Supply(MONDAY + timedelta(days=9), parts("5"), "B0001")]}
    plans = plan(lot("A", 5), stock={"BATANG": parts("9")}, orders=orders)
    (one,) = late_lots(plans.values(), MONDAY)
    assert (one.lot.lot, one.days, one.weeks, one.days_over, one.order) == ("A", 9, 2, 9, "B0001")


def test_what_is_not_ordered_comes_its_lead_time_from_today():
    plans = plan(lot("A", 5), terms={"MESIN": Terms(lead_days=14)}, stock={"BATANG": parts("9")})
    (one,) = late_lots(plans.values(), MONDAY - timedelta(days=7))
    assert (one.order, one.days, quantity_text(one.quantity)) == ("", 7, "5")
    assert late_lots(plans.values(), MONDAY - timedelta(days=14)) == []


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 8)), min_size=1, max_size=8), st.integers(0, 400_000), st.integers(0, 400_000))
def test_nothing_is_given_twice_and_nothing_is_lost(drawn, stock, coming):
    needs = [c.need for c in plan(*(lot(f"L{n}", units, week) for n, (units, week) in enumerate(drawn)))["BATANG"].covered]
    found = cover(needs, stock, [Supply(MONDAY, coming, "B0001")] if coming else [])
    given_out = sum(s.quantity for c in found for s in c.supplies)
    assert given_out == min(stock + coming, sum(n.net for n in needs))
    assert all(sum(s.quantity for s in c.supplies) + c.lacking == c.need.net for c in found)
