"""Calls and offers as rules see them: stages to the moment, what is told of offers, who states them and when it is too late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempa.ledger import queries as ledger
from tempa.ledger.models import Entry
from tempa.ledger.rules import HeldLink, No, Refused, Who
from tempa.registry import actions, queries
from tempa.registry.rules import (
    Call,
    aggregate,
    check_offer_reason,
    check_offers,
    check_time_to_offer,
    may_state_offers,
)
from tempa.values.period import ZONES
from tempa.values.rupiah import typed_rupiah

AT = datetime(2020, 6, 20, 1, 0, tzinfo=UTC)
CALL = Call((), AT, AT + timedelta(days=5))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("9.500.000", 9_500_000), ("Rp 9.500.000,-", 9_500_000), ("Rp9.500.000,00", 9_500_000), ("9500000", 9_500_000), ("9,5 juta", 9_500_000),
        ("9.5 jt", 9_500_000), ("Rp 9,25 juta", 9_250_000), ("950 ribu", 950_000), ("950rb", 950_000), ("1,2 miliar", 1_200_000_000),
        ("9.500 ribu", 9_500_000), ("12 juta.", 12_000_000), ("juta", None), ("9,5", None), ("sepuluh juta", None), ("9,0000001 juta", None),
        ("", None),
        ("-5 juta", None), ("9 juta lima", None),
    ],
)  # fmt: skip
def test_prices_as_people_type_them(text, amount):
    assert typed_rupiah(text) == amount


@given(st.integers(1, 10**6))
def test_millions_in_words_and_in_figures_are_one_price(thousands):
    words = f"{thousands // 1000},{thousands % 1000:03d} juta"
    assert typed_rupiah(words) == typed_rupiah(f"{thousands * 1000}") == thousands * 1000


def test_a_call_is_open_from_its_first_moment_to_just_before_its_last():
    edges = [CALL.opens_at - timedelta.resolution, CALL.opens_at, CALL.closes_at - timedelta.resolution, CALL.closes_at]
    assert [CALL.stage(at) for at in edges] == ["announced", "open", "open", "closed"]
    for at in (edges[0], edges[3]):
        with pytest.raises(Refused):
            check_time_to_offer(CALL, at)
    check_time_to_offer(CALL, edges[1])


def test_moments_are_told_in_the_zone_of_the_programme():
    with pytest.raises(Refused, match=r"25 Juni 2020, 08\.00 WIB"):
        check_time_to_offer(Call((), AT, CALL.closes_at, ZONES["WIB"]), CALL.closes_at)


@given(st.lists(st.integers(1, 10**9), max_size=9))
def test_of_fewer_than_three_offers_only_their_number_is_told(prices):
    found = aggregate(prices)
    assert found.count == len(prices)
    if len(prices) < 3:
        assert (found.lowest, found.median, found.highest) == (None, None, None)
    else:
        assert found.lowest == min(prices) <= found.median <= max(prices) == found.highest
        assert sum(p <= found.median for p in prices) * 2 >= len(prices)


def held(purpose="offers", matter="a", organisation="W03"):
    return Who(1, links=frozenset({HeldLink("x", purpose, matter, organisation)}))


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (Who(1, frozenset({("workshop", "W03")})), True), (Who(1, frozenset({("teacher", "W03")})), True),
        (Who(1, frozenset({("park_head", "")})), True),
        (held(), True), (held(matter="b"), False), (held(organisation="W04"), False), (held(purpose="reports"), False),
        (Who(1, frozenset({("workshop", "W04")})), False), (Who(1, frozenset({("agency", "W03")})), False), (Who(1), False),
    ],
)  # fmt: skip
def test_a_site_speaks_for_itself_at_its_desk_or_by_the_link_of_this_call(who, may):
    found = may_state_offers(who, "W03", "a")
    assert found is True if may else isinstance(found, No)


def test_the_park_says_why_and_nobody_else_offers_without_a_call():
    check_offer_reason("", is_own=True, has_call=True)
    check_offer_reason("surat 12 Juni", is_own=False, has_call=False)
    with pytest.raises(Refused, match="taman sains mencatat"):
        check_offer_reason("surat", is_own=False, has_call=True)
    with pytest.raises(Refused, match="Tidak ada panggilan"):
        check_offer_reason("surat 12 Juni", is_own=True, has_call=False)


@pytest.mark.parametrize(
    ("prices", "kind", "words"),
    [
        ({}, "member", "Tidak ada harga"), ({"B": "5"}, "member", "tidak diminta"), ({"A": "0"}, "member", "lebih dari nol"),
        ({"A": "-5"}, "member", "lebih dari nol"), ({"A": "5.5"}, "member", "lebih dari nol"), ({"A": str(10**11 + 1)}, "member", "paling banyak"),
        ({"A": "5"}, "facility", "Mesin bersama"),
    ],
)  # fmt: skip
def test_prices_that_cannot_be_are_refused(prices, kind, words):
    with pytest.raises(Refused, match=words):
        check_offers(prices, asked_for={"A"}, kind=kind)
    check_offers({"A": "5"}, asked_for={"A"}, kind="member")
    check_offers({"A": ""}, asked_for={"A"}, kind="member")


@pytest.fixture
def planner(person):
    return person("perencana")


def test_a_stated_offer_is_a_row_of_the_programme_and_moves_its_hash(programme, planner):
    before, rows = ledger.programme_hash(programme), len(ledger.tables_of(programme)["offers"])
    one = queries.offers_of(programme, "W03").first()
    said = {"workshop": "W03", "source": "office", "reason": "surat 12 Juni", "at": AT, "by": planner}
    actions.state_offers(programme, prices={one.type: str(one.unit_price + 1)}, **said)
    changed = ledger.programme_hash(programme)
    assert changed != before and len(ledger.tables_of(programme)["offers"]) == rows
    actions.state_offers(programme, prices={one.type: ""}, **said)
    assert len(ledger.tables_of(programme)["offers"]) == rows - 1
    row = {"workshop": "W03", "type": one.type, "unit_price": str(one.unit_price)}
    actions.state_offers(programme, prices={one.type: row["unit_price"]}, **said)
    assert row in ledger.tables_of(programme)["offers"]


def test_a_call_for_some_types_takes_no_others(programme, planner, person):
    call = actions.open_offer_call(programme, closes_at=AT + timedelta(days=5), types=["TAN-001"], at=AT, by=planner)
    said = {"workshop": "W03", "call": call, "source": "desk", "at": AT, "by": person("bengkel")}
    with pytest.raises(Refused, match="tidak diminta") as refused:
        actions.state_offers(programme, prices={"TAN-001": "9000000", "TAN-003": "9000000"}, **said)
    assert refused.value.field == "p-TAN-003" and not Entry.objects.filter(programme=programme, kind="OffersStated").exists()
    actions.state_offers(programme, prices={"TAN-001": "9000000"}, **said)


def test_while_any_call_for_a_type_goes_on_nothing_of_its_offers_is_told(programme, planner):
    types = ["TAN-001", "TAN-003"]
    assert set(queries.offers_told(programme, types, AT)) == set(types)
    actions.open_offer_call(programme, opens_at=AT + timedelta(days=1), closes_at=AT + timedelta(days=5), types=types[:1], at=AT, by=planner)
    assert set(queries.offers_told(programme, types, AT)) == {"TAN-003"}, "announced is not over"
    assert set(queries.offers_told(programme, types, AT + timedelta(days=5))) == set(types)
    actions.open_offer_call(programme, closes_at=AT + timedelta(days=5), at=AT, by=planner)
    assert queries.offers_told(programme, types, AT) == {}


def test_after_closing_a_call_is_neither_extended_nor_answered(programme, planner, person):
    call = actions.open_offer_call(programme, closes_at=AT + timedelta(days=5), at=AT, by=planner)
    late = AT + timedelta(days=5)
    with pytest.raises(Refused, match="sudah ditutup, jadi tidak dapat diperpanjang"):
        actions.extend_offer_call(programme, call=call, closes_at=AT + timedelta(days=9), reason="masih banyak yang kurang", at=late, by=planner)
    for by, more in ((person("bengkel"), {}), (planner, {"reason": "surat 12 Juni"})):
        with pytest.raises(Refused, match="sudah ditutup"):
            actions.state_offers(programme, workshop="W03", call=call, prices={"TAN-001": "9000000"}, source="desk", at=late, by=by, **more)
    actions.state_offers(programme, workshop="W03", prices={"TAN-001": "9000000"}, source="office", reason="surat 12 Juni", at=late, by=planner)


def test_of_many_sites_one_wrong_row_keeps_all_of_them_out(programme, planner):
    offers = {"W03": {"TAN-001": "9000000"}, "W07": {"ADA-TIDAK": "9000000"}}
    with pytest.raises(Refused, match="ADA-TIDAK"):
        actions.state_offers_of_many(programme, offers=offers, reason="rekap rapat bengkel", at=AT, by=planner, identity=uuid4())
    assert not Entry.objects.filter(programme=programme, kind="OffersStated").exists()
