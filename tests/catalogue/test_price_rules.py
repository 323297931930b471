"""Rules of the price list: how people type amounts, which days and ranges are refused, and which entry holds on a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from tempa.catalogue.rules import typed
from tempa.catalogue.rules.prices import (
    Said,
    check_new,
    check_price,
    check_replaces,
    held_on,
    may_state_prices,
    state_of,
)
from tempa.catalogue.rules.reckoning import STARTS, Book, Built, Material, Step, reckon, usual_lot
from tempa.ledger.rules import Refused, Who

TODAY = date(2020, 6, 20)
STEEL = Said("material", "ST-HOL25", 90_000, 92_000, 95_000, date(2020, 6, 2), None, "quotation", "penawaran 12", "Cakranegara")


@dataclass(frozen=True)
class Kept(Said):
    """An entry as the database would hand it over."""


def kept(**changes):
    return Kept(**{**STEEL.__dict__, **changes})


@pytest.mark.parametrize(("text", "amount"), [
    ("Rp 92.000", 92_000), ("92000", 92_000), ("Rp1.250.000,-", 1_250_000), ("rp. 8.500.000,00", 8_500_000),
])  # fmt: skip
def test_rupiah_as_people_type_them(text, amount):
    assert typed.money(text, "likely") == amount


@pytest.mark.parametrize(("text", "why"), [
    ("92,000", "dapat berarti dua hal"), ("sembilan ribu", "bukan jumlah rupiah"), ("", "bukan jumlah rupiah"), ("-5.000", "terlalu kecil"),
    ("1.5", "bukan jumlah rupiah"), ("900.000.000.000", "Periksa nolnya"),
])  # fmt: skip
def test_other_amounts_are_refused_beside_their_field(text, why):
    with pytest.raises(Refused, match=why) as refused:
        typed.money(text, "likely")
    assert refused.value.field == "likely"


@pytest.mark.parametrize(("text", "number"), [("12,5", "12.5"), ("12.5", "12.5"), ("40 %", "40"), ("0", "0"), ("7,50", "7.5")])
def test_shares_as_people_type_them(text, number):
    assert typed.percentage(text, "likely") == number


@pytest.mark.parametrize("text", ["-1", "101", "banyak", "1e3"])
def test_other_shares_are_refused(text):
    with pytest.raises(Refused):
        typed.percentage(text, "likely")


@pytest.mark.parametrize(("changes", "field"), [
    ({"dated": date(2020, 6, 21)}, "dated"), ({"dated": date(1920, 6, 2)}, "dated"), ({"valid_until": date(2020, 6, 1)}, "valid_until"),
    ({"item": "ST-TIDAK-ADA"}, "item"), ({"input": "steel"}, "input"), ({"source": "rumor"}, "source"), ({"low": 93_000}, "low"),
    ({"low": -1}, "likely"), ({"low": 0, "likely": 0, "high": 0}, "likely"), ({"input": "wage", "item": "ST-HOL25"}, "item"),
    ({"input": "margin", "item": "", "low": 1, "likely": 2, "high": 10_001}, "high"),
])  # fmt: skip
def test_an_entry_that_cannot_be_is_refused(changes, field):
    with pytest.raises(Refused) as refused:
        check_price(replace(STEEL, **changes), today=TODAY, materials=["ST-HOL25"])
    assert refused.value.field == field


def test_the_last_days_may_be_today_and_not_yesterday():
    check_price(replace(STEEL, dated=TODAY, valid_until=TODAY), today=TODAY, materials=["ST-HOL25"])
    with pytest.raises(Refused):
        check_price(replace(STEEL, dated=TODAY, valid_until=TODAY), today=TODAY - timedelta(days=1), materials=["ST-HOL25"])
    check_price(replace(STEEL, input="overhead", item="", low=3000, likely=4000, high=12_500), today=TODAY, materials=[])


def test_the_same_entry_twice_and_a_correction_of_another_item_are_refused():
    with pytest.raises(Refused, match="sudah tercatat"):
        check_new(STEEL, [STEEL.same])
    check_new(replace(STEEL, likely=93_000), [STEEL.same])
    right = replace(STEEL, replaces="x")
    check_replaces(right, kept(), is_replaced=False)
    for replaced, is_replaced in ((None, False), (kept(item="ST-HOL40"), False), (kept(), True)):
        with pytest.raises(Refused) as refused:
            check_replaces(right, replaced, is_replaced=is_replaced)
        assert refused.value.field == "replaces"


def test_an_entry_is_old_after_its_days_and_expired_after_its_last():
    assert [state_of(kept(dated=date(2020, 3, d)), TODAY) for d in (21, 22, 23)] == ["old", "fresh", "fresh"]
    assert state_of(kept(valid_until=TODAY), TODAY) == "fresh" and state_of(kept(valid_until=date(2020, 6, 19)), TODAY) == "expired"
    assert state_of(kept(dated=date(2020, 6, 21)), TODAY) == "early"


def test_the_newest_usable_entry_holds_and_the_others_widen_it():
    other, old = (80_000, 85_000, 88_000, date(2020, 5, 2)), (1, 2, 200_000, date(2020, 1, 2))
    shops = [kept(), *(kept(**dict(zip(("low", "likely", "high", "dated"), one, strict=True))) for one in (other, old))]
    held = held_on(shops, TODAY)
    assert (held.low, held.likely, held.high, held.count, held.state) == (80_000, 92_000, 95_000, 2, "fresh")
    expired = [replace(s, valid_until=date(2020, 6, 10)) for s in shops]
    assert (held_on(expired, TODAY).low, held_on(expired, TODAY).state) == (90_000, "expired"), "the newest alone, and it says so"
    assert held_on([kept(dated=date(2020, 7, 1))], TODAY) is None


def test_of_two_entries_of_a_day_the_last_recorded_holds():
    assert held_on([kept(likely=94_000), kept()], TODAY).likely == 94_000


def test_only_the_park_states_prices():
    assert may_state_prices(Who(1, frozenset({("park_planner", "")})))
    assert not may_state_prices(Who(1, frozenset({("agency", "DKP"), ("workshop", "W03")})))


BUILT = Built("TAN-001", "Mesin contoh", [Material("ST-HOL25", "Hollow", "batang", "material", "2.5", 100_000)], [Step(1, "weld", "10", "2")])


def test_without_entries_a_type_is_reckoned_from_starting_figures_which_are_named():
    found = reckon(BUILT, Book([], TODAY))
    assert [s.key for s in found.undated] == ["harga:ST-HOL25"]
    assert [s.key for s in found.assumed] == ["upah:welder", "mesin:weld", "overhead", "margin"]
    result = found.should_cost(8)
    assert result.lowest < result.unit_price < result.highest
    assert found.span(8) == (8, result.lowest, result.unit_price, result.highest)


def test_an_entry_takes_the_place_of_the_starting_figure_and_an_old_one_is_told():
    book = Book([kept(dated=date(2020, 1, 2)), kept(input="margin", item="", low=1000, likely=1000, high=1000)], TODAY)
    found = reckon(BUILT, book)
    assert [(s.key, s.state) for s in found.stale] == [("harga:ST-HOL25", "old")] and found.undated == []
    assert found.should_cost(1).lines[0].amount == 230_000  # 2.5 × 92,000
    assert "margin" not in [s.key for s in found.assumed]


def test_a_type_of_which_nothing_is_known_is_not_reckoned():
    assert reckon(Built("X", "Kosong", [Material("ST-X", "tak dikenal", "", "", "1", None)], []), Book([], TODAY)) is None


def test_the_curve_never_rises_and_a_price_is_inside_or_how_far_outside():
    found = reckon(BUILT, Book([], TODAY))
    prices = [p.unit_price for p in found.curve()]
    assert prices == sorted(prices, reverse=True) and len(prices) > 5
    span = found.span(5)
    assert span.outside(span.low) == span.outside(span.high) == "" and span.distance(span.low) == 0
    assert span.outside(span.low - 1) == "below" and span.outside(span.high + 1) == "above" and span.distance(2 * span.high) == 1


def test_every_resource_and_skill_has_a_starting_figure():
    from tempa.catalogue.rules.prices import SKILL_OF, SKILLS
    from tempa.values.programme.schema import RESOURCES

    assert set(SKILL_OF) == set(RESOURCES) and set(SKILL_OF.values()) == set(SKILLS)
    assert set(STARTS) == {("wage", s) for s in SKILLS} | {("machine", r) for r in RESOURCES} | {("overhead", ""), ("margin", "")}
    assert all(low <= likely <= high for low, likely, high in STARTS.values())


def test_the_usual_lot_is_the_mean_line_and_never_below_the_smallest():
    assert (usual_lot(25, 2), usual_lot(0, 0), usual_lot(4, 4, 2)) == (12, 1, 2)
