"""The landed alternative and the cost over years: by hand, by floating point, and where they must be monotone."""

import dataclasses
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempa.catalogue.costing.errors import CostingError
from tempa.catalogue.costing.outside import Outside, landed
from tempa.catalogue.costing.ownership import (
    Machine,
    Output,
    corrected_capacity,
    per_output,
    price_to_match,
    total_cost,
)

from .cost_sheets import DAY, rupiah

IMPORTED = Machine(
    price=6_900_000,
    hours=600,
    fuel_per_hour="1.4",
    fuel_price=7_650,
    maintenance=650_000,
    downtime_hours=40,
    downtime_cost=60_000,
    salvage=500_000,
    rate="0.06",
    years=5,
)
LOCAL = dataclasses.replace(IMPORTED, price=9_400_000, fuel_per_hour="1.2", downtime_hours=12)

from_java = Outside(
    "Pemipil dari Surabaya",
    rupiah(6_500_000, 6_900_000, 7_400_000),
    175,
    400,
    rupiah(3_000, 3_500, 4_000),
    rupiah(140_000, 150_000, 160_000),
    2,
    rupiah(200_000, 250_000, 300_000),
    rupiah(300_000, 400_000, 600_000),
    "1.2",
)


def test_freight_and_ferry_go_by_weight_distance_and_crossings():
    """0.175 t × 400 km × 1.2 × 3,500 = 294,000; 0.175 t × 2 × 150,000 = 52,500."""
    found = landed(from_java, DAY, 180)
    assert found.parts == {
        "price": 6_900_000,
        "freight": 294_000,
        "ferry": 52_500,
        "installation": 250_000,
        "service": 400_000,
    }
    assert found.total == 7_896_500
    assert found.lowest == 6_500_000 + 252_000 + 49_000 + 200_000 + 300_000
    assert found.highest == 7_400_000 + 336_000 + 56_000 + 300_000 + 600_000


def test_old_quotation_from_outside_is_refused_unless_accepted():
    late = date(2021, 6, 1)
    with pytest.raises(CostingError, match="price"):
        landed(from_java, late, 180)
    found = landed(from_java, late, 180, frozenset({"price", "freight", "ferry", "installation", "service"}))
    assert {f.key for f in found.findings} == {"price", "freight", "ferry", "installation", "service"}


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 3000), st.integers(0, 2000), st.integers(0, 4))
def test_landed_parts_add_up(weight, kilometres, crossings):
    found = landed(
        dataclasses.replace(from_java, weight_kg=weight, kilometres=kilometres, crossings=crossings), DAY, 180
    )
    assert sum(found.parts.values()) == found.total
    assert found.lowest <= found.total <= found.highest


def test_cost_over_years_equals_a_plain_loop():
    total = 6_900_000.0
    for year in range(1, 6):
        total += (600 * 1.4 * 7650 + 650_000 + 40 * 60_000) / 1.06**year
    total -= 500_000 / 1.06**5
    assert total_cost(IMPORTED).total == round(total) == 46_442_730
    assert sum(total_cost(IMPORTED).parts.values()) == 46_442_730
    assert total_cost(IMPORTED).parts["salvage"] < 0


def test_freight_and_installation_are_paid_at_the_start():
    moved = dataclasses.replace(IMPORTED, freight=294_000, installation=250_000)
    assert total_cost(moved).total == 46_442_730 + 544_000


def test_without_interest_years_are_simply_added():
    plain = total_cost(dataclasses.replace(IMPORTED, rate=0))
    assert plain.total == 6_900_000 + 5 * (6_426_000 + 650_000 + 2_400_000) - 500_000


money = st.integers(0, 20_000_000)


@settings(deadline=None, max_examples=40)
@given(money, money, st.integers(1, 12), st.fractions(0, "1/2", max_denominator=40))
def test_cost_rises_with_price_and_downtime_and_falls_with_salvage(price, salvage, years, rate):
    base = dataclasses.replace(IMPORTED, price=price, salvage=salvage, years=years, rate=rate)
    more = [
        dataclasses.replace(base, price=price + 1),
        dataclasses.replace(base, downtime_hours=41),
        dataclasses.replace(base, years=years + 1, salvage=0),
    ]
    assert all(total_cost(m).exact_total > total_cost(base).exact_total for m in more)
    assert total_cost(dataclasses.replace(base, salvage=salvage + 1)).exact_total < total_cost(base).exact_total


def test_cost_per_kilogram_divides_by_what_comes_out_usable():
    output = Output(400, "0.9")
    found = per_output(IMPORTED, output)
    assert found.output == 400 * 600 * Fraction(9, 10) * 5
    assert found.plain == total_cost(IMPORTED).exact_total / found.output
    assert found.levelised > found.plain
    flat = dataclasses.replace(IMPORTED, rate=0)
    assert per_output(flat, output).levelised == per_output(flat, output).plain


def test_dearer_local_machine_is_cheaper_per_kilogram_and_by_how_much_it_could_cost():
    """Constructed figures: it uses less fuel and stands still less."""
    output = Output(400, "0.95")
    assert per_output(LOCAL, output).plain < per_output(IMPORTED, output).plain
    matched = price_to_match(LOCAL, output, IMPORTED, output)
    assert matched > 9_400_000
    exactly = total_cost(dataclasses.replace(LOCAL, price=0)).exact_total + matched
    assert exactly == total_cost(IMPORTED).exact_total


def test_capacity_is_corrected_to_dry_matter_and_purity():
    assert corrected_capacity(500, "0.2") == 500
    assert corrected_capacity(500, "0.28", "0.98") == 500 * Fraction(72, 80) * Fraction(98, 100)
    assert corrected_capacity(500, "0.14", reference="0.14") == 500


@pytest.mark.parametrize(
    "call",
    [
        lambda: total_cost(dataclasses.replace(IMPORTED, price=-1)),
        lambda: total_cost(dataclasses.replace(IMPORTED, price="0.5")),
        lambda: total_cost(dataclasses.replace(IMPORTED, years=0)),
        lambda: total_cost(dataclasses.replace(IMPORTED, rate=6)),
        lambda: per_output(IMPORTED, Output(400, 0)),
        lambda: per_output(IMPORTED, Output(0, 1)),
        lambda: corrected_capacity(500, 1),
        lambda: corrected_capacity(500, "0.2", 0),
        lambda: landed(dataclasses.replace(from_java, crossings=-1), DAY, 180),
        lambda: landed(dataclasses.replace(from_java, weight_kg=-1), DAY, 180),
    ],
)
def test_impossible_machine_is_refused(call):
    with pytest.raises(CostingError) as refused:
        call()
    assert refused.value.bound and refused.value.source
