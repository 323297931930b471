"""Spending in a region: the worked example to the last digit, identities that close, refusals by name."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempa.impact.multipliers import (
    Margin,
    MultiplierError,
    Purchase,
    Spending,
    coefficients,
    effects,
    household_base,
)
from tempa.impact.multipliers.additional import Case, net_effect
from tempa.impact.multipliers.whole import whole_rupiah
from tests.impact.tables import as_fractions, tables, textbook, two_sectors

STEEL = Purchase("steel", 400, "", Fraction(0), (Margin("1", Fraction(12, 100)), Margin("2", Fraction(3, 100))))
PARTS = Purchase("local parts", 290, "2")
BUDGET = Spending(wages=180, surplus=130, purchases=(STEEL, PARTS))
PROPERTY = settings(deadline=None, max_examples=40)


def test_worked_example_is_exact():
    found = effects(two_sectors(), BUDGET)
    assert found.first_round.tolist() == [48, 302]
    determinant = Fraction(85, 100) * Fraction(95, 100) - Fraction(5, 100)
    x1 = (Fraction(95, 100) * 48 + Fraction(25, 100) * 302) / determinant
    x2 = (Fraction(20, 100) * 48 + Fraction(85, 100) * 302) / determinant
    assert found.output.tolist() == [x1, x2]
    assert found.va_direct == 310 and found.leak_direct == 340
    assert found.va_indirect() == Fraction(45, 100) * x1 + Fraction(50, 100) * x2
    assert sum(found.parts().values()) == 1000
    assert sum(found.in_whole_rupiah().values()) == 1000


@st.composite
def spendings(draw, codes):
    rupiah = st.integers(0, 10**10)
    share = st.fractions(0, 1, max_denominator=1000)
    purchases = []
    for k in range(draw(st.integers(0, 5))):
        first, second = draw(share), draw(share)
        margins = (Margin(draw(st.sampled_from(codes)), first / 2), Margin(draw(st.sampled_from(codes)), second / 2))
        purchases.append(Purchase(f"item {k}", draw(rupiah), draw(st.sampled_from(codes)), draw(share), margins))
    return Spending(draw(rupiah), draw(rupiah), tuple(purchases), draw(rupiah), draw(rupiah))


@pytest.mark.slow
@PROPERTY
@given(st.data())
def test_direct_indirect_and_leakage_are_the_spending_to_the_rupiah(data):
    table = data.draw(tables(most=5))
    spending = data.draw(spendings(table.codes))
    exact_parts = effects(as_fractions(table), spending)
    assert sum(exact_parts.parts().values()) == spending.total()
    floats = effects(coefficients(table), spending)
    assert sum(floats.in_whole_rupiah().values()) == spending.total()
    assert all(abs(floats.in_whole_rupiah()[k] - v) <= 2 for k, v in exact_parts.parts().items())


@PROPERTY
@given(st.lists(st.fractions(-100, 1000), min_size=1, max_size=9))
def test_largest_remainder_adds_up_and_moves_no_part_by_a_rupiah(parts):
    total = round(sum(parts))
    named = {str(i): p for i, p in enumerate(parts)}
    named["rest"] = total - sum(parts)
    found = whole_rupiah(named, total)
    assert sum(found.values()) == total
    assert all(abs(found[k] - v) < 1 for k, v in named.items())


def test_largest_remainder_refuses_parts_that_miss_their_total():
    with pytest.raises(MultiplierError, match=r"miss their total by 1\.00"):
        whole_rupiah({"a": 1, "b": 2}, 4)


def test_induced_stands_apart_and_leaves_the_sum_alone():
    table = textbook()
    c, household = coefficients(table), household_base(table)
    plain, closed = effects(c, BUDGET), effects(c, BUDGET, household)
    assert closed.parts() == plain.parts()
    income = 180 + household.income @ plain.output
    again, total = household.consumption * income, np.zeros(2)
    for _ in range(200):  # rounds of spending, one after the other
        made = np.linalg.inv(np.eye(2) - c.a) @ again
        total, again = total + made, household.consumption * (household.income @ made)
    assert closed.induced is not None and np.allclose(closed.induced.output, total)
    assert closed.induced.base.startswith("base wages + surplus")


def test_half_made_here_splits_before_the_margins():
    half = Purchase("frames", 1000, "1", Fraction(1, 2), (Margin("2", Fraction(1, 10)),))
    found = effects(two_sectors(), Spending(0, 0, (half,)))
    assert found.first_round.tolist() == [500, 50] and found.leak_direct == 450


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (lambda: Purchase("steel", -1, "1"), "steel: amount -1: must be 0 or more"),
        (lambda: Purchase("steel", 1, "1", Fraction(3, 2)), "steel: local share 3/2: must be between 0 and 1"),
        (lambda: Purchase("steel", 1), "steel has no sector"),
        (lambda: Purchase("steel", 1, "", Fraction(0), (Margin("1", Fraction(2)),)), "steel: margins"),
        (lambda: Spending(-5, 0), "wages -5: must be 0 or more"),
        (lambda: BUDGET.require_total(999), "spending adds up to 1000: the budget is 999"),
        (lambda: effects(two_sectors(), Spending(0, 0, (Purchase("nails", 1, "9"),))), "nails: sector 9"),
        (lambda: effects(two_sectors(), Spending(Fraction(1, 2), 0)).in_whole_rupiah(), "must be whole rupiah"),
    ],
)
def test_wrong_spending_is_refused_by_name(build, said):
    with pytest.raises(MultiplierError, match=said):
        build()


def test_buying_from_a_sector_without_output_is_refused():
    table = textbook()
    table.flows[:, 0] = table.flows[0, :] = 0
    for row in table.primary.values():
        row[0] = 0
    c = coefficients(table)
    assert effects(c, Spending(0, 0, (PARTS,))).leak_direct == 0
    with pytest.raises(MultiplierError, match=r"costs of sector 1 per unit: 0\.000000"):
        effects(c, Spending(0, 0, (Purchase("seed", 10, "1"),)))


def test_jobs_need_the_unit_of_the_table():
    c = coefficients(textbook())  # 50 and 40 persons for 1,000 and 2,000
    in_table_money = effects(c, BUDGET)
    in_rupiah = Spending(0, 0, (Purchase("local parts", 290_000_000, "2"),))
    alone = effects(c, Spending(0, 0, (PARTS,)))
    assert effects(c, in_rupiah, unit=1_000_000).jobs_indirect == pytest.approx(alone.jobs_indirect)
    assert in_table_money.jobs_indirect == pytest.approx(
        0.05 * in_table_money.output[0] + 0.02 * in_table_money.output[1]
    )
    with pytest.raises(MultiplierError, match="unit 0"):
        effects(c, BUDGET, unit=0)


def test_net_effect_against_what_would_have_happened():
    programme = Case(1000, leakage=Fraction(2, 5), displacement=Fraction(1, 10), multiplier=Fraction(6, 5))
    without = Case(200, leakage=Fraction(2, 5))
    assert net_effect(programme, without) == 1000 * Fraction(3, 5) * Fraction(9, 10) * Fraction(6, 5) - 120
    with pytest.raises(MultiplierError, match="displacement 2"):
        Case(1, displacement=Fraction(2))
