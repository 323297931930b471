"""The inverse, its multipliers and linkages: textbook figures, exact fractions, and what must hold for every table."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings

from tempa.impact.multipliers import (
    MultiplierError,
    Role,
    backward_linkage,
    coefficients,
    forward_linkage,
    household_base,
    hypothetical_extraction,
    inverse,
    multipliers,
)
from tempa.impact.multipliers.leontief import exact
from tests.impact.tables import as_fractions, tables, textbook

PROPERTY = settings(deadline=None, max_examples=40)


def test_textbook_inverse_in_exact_fractions():
    found = inverse(exact([["0.15", "0.25"], ["0.20", "0.05"]]))
    determinant = Fraction(85, 100) * Fraction(95, 100) - Fraction(25, 100) * Fraction(20, 100)
    expected = [
        [Fraction(95, 100) / determinant, Fraction(25, 100) / determinant],
        [Fraction(20, 100) / determinant, Fraction(85, 100) / determinant],
    ]
    assert found.tolist() == expected


@PROPERTY
@given(tables())
def test_float_inverse_equals_exact_fractions(table):
    floats, fractions = inverse(coefficients(table).a), inverse(as_fractions(table).a)
    assert np.allclose(floats, fractions.astype(float), rtol=1e-9, atol=1e-9)


@PROPERTY
@given(tables(most=5))
def test_exact_inverse_undoes_its_matrix(table):
    a = as_fractions(table).a
    identity = exact(np.eye(len(a)).astype(int).tolist())
    assert ((identity - a) @ inverse(a) == identity).all()


def test_inverse_is_the_sum_of_all_rounds():
    a = coefficients(textbook()).a
    rounds, power = np.zeros((2, 2)), np.eye(2)
    for _ in range(200):
        rounds, power = rounds + power, power @ a
    assert np.allclose(rounds, inverse(a), rtol=1e-13)


@PROPERTY
@given(tables())
def test_what_every_table_obeys(table):
    c = coefficients(table)
    found = inverse(c.a)
    m = multipliers(c, leontief=found)
    assert (found >= -1e-12).all() and (np.diag(found) >= 1 - 1e-12).all()
    assert (m.output >= 1 - 1e-12).all()
    assert np.allclose(m.value_added + m.imports + m.product_taxes, 1, atol=1e-10)
    assert (m.value_added <= 1 + 1e-10).all()
    assert np.isclose(backward_linkage(found).mean(), 1) and np.isclose(forward_linkage(found).mean(), 1)


@PROPERTY
@given(tables(most=5))
def test_identity_of_value_added_and_imports_is_exact_in_fractions(table):
    c = as_fractions(table)
    m = multipliers(c)
    assert (m.value_added + m.imports + m.product_taxes == 1).all()
    demand = exact([int(v) for v in sum(table.final_demand.values())])
    assert (inverse(c.a) @ demand == exact([int(v) for v in table.column_output()])).all()


@PROPERTY
@given(tables(most=6))
def test_extraction_equals_taking_the_sector_out(table):
    c, f = as_fractions(table), exact([int(v) for v in sum(table.final_demand.values())])
    found = hypothetical_extraction(inverse(c.a), f)
    for j in range(len(f)):
        without = c.a.copy()
        without[j, :] = without[:, j] = Fraction(0)
        assert found[j] == (inverse(c.a) @ f).sum() - (inverse(without) @ f).sum()


def test_type_two_is_the_corner_of_the_bordered_inverse():
    table = textbook()
    c, household = coefficients(table), household_base(table)
    bordered = np.zeros((3, 3))
    bordered[:2, :2], bordered[:2, 2], bordered[2, :2] = c.a, household.consumption, household.income
    corner = np.linalg.inv(np.eye(3) - bordered)[:2, :2]
    found = multipliers(c, household)
    assert np.allclose(found.output, corner.sum(axis=0))
    assert np.allclose(found.income, c.part(Role.WAGES) @ corner)
    assert (found.output > multipliers(c).output).all()
    assert "base wages + surplus, passed on wages" in found.household


def test_passing_surplus_on_raises_type_two():
    table = textbook()
    cautious = multipliers(coefficients(table), household_base(table))
    bold = multipliers(coefficients(table), household_base(table, passed_on=(Role.WAGES, Role.SURPLUS)))
    assert (bold.value_added > cautious.value_added).all()


def test_household_income_from_other_accounts_may_be_the_base():
    table = textbook()
    same = household_base(table, income=1450.0)
    assert same.consumption.tolist() == household_base(table).consumption.tolist()
    assert same.stated.startswith("base income of 1,450, passed on wages")
    everything = household_base(table, income=750.0)
    assert everything.consumption.sum() == pytest.approx(1)


def test_base_below_consumption_is_refused():
    table = textbook()
    table.final_demand["household"][:] = 2000
    with pytest.raises(MultiplierError, match=r"consume 4,000 of an income of 1,450.*add surplus") as caught:
        household_base(table)
    assert caught.value.source.startswith("Miller and Blair")


@pytest.mark.parametrize(
    ("a", "said"),
    [
        ([[1.0, 0.0], [0.0, 0.5]], "no inverse"),
        ([[1.2, 0.0], [0.0, 0.5]], "negative in row 1, column 1"),
        ([[0.5, 0.1]], "must be square"),
    ],
)
def test_an_economy_that_uses_more_than_it_makes_is_refused(a, said):
    for matrix in (np.array(a), exact(a)):
        with pytest.raises(MultiplierError, match=said):
            inverse(matrix)


def test_output_may_be_the_printed_one():
    table = textbook()
    printed = replace(table, stated_output=np.array([2000.0, 0.0]))
    c = coefficients(printed, output="stated")
    assert c.a.tolist() == [[0.075, 0], [0.1, 0]] and c.part(Role.WAGES).tolist() == [0.125, 0]
    for wrong, said in (
        (table, "prints no output row"),
        (replace(table, stated_output=np.array([-1.0, 1.0])), "negative"),
    ):
        with pytest.raises(MultiplierError, match=said):
            coefficients(wrong, output="stated")
    with pytest.raises(MultiplierError, match="output='rows'"):
        coefficients(table, output="rows")


def test_a_table_of_the_wrong_shape_is_refused():
    table = textbook()
    for change, said in (
        ({"codes": ("1", "1")}, "sector code 1 stands twice"),
        ({"codes": ("1", "2", "3")}, "must be 3 × 3"),
        ({"primary": {"wages": np.zeros(3)}}, "wages has 3 numbers: must have 2"),
        ({"primary": {"rent": np.zeros(2)}}, "row rent has no role"),
    ):
        with pytest.raises(MultiplierError, match=said):
            replace(table, **change)
    with pytest.raises(MultiplierError, match="sector 9: the table knows 1, 2"):
        table.position("9")
    assert table.position("works") == 1


def test_a_sector_without_output_has_no_coefficients():
    table = textbook()
    table.flows[:, 0] = table.flows[0, :] = 0
    for row in table.primary.values():
        row[0] = 0
    c = coefficients(table)
    assert c.a[:, 0].tolist() == [0, 0]
    assert multipliers(c).output[0] == 1
    assert np.isnan(multipliers(c).income_ratio[0])


@PROPERTY
@given(tables(most=5))
def test_ratios_are_the_effects_of_one_unit_of_the_sectors_own(table):
    """Final demand that makes one unit of wages (one job) directly, sent through the table by itself, in exact fractions."""
    c = as_fractions(table)
    found, persons = inverse(c.a), exact([Fraction(int(x), 7) for x in table.employment])
    c = replace(c, employment=persons)
    m = multipliers(c)
    for direct, ratio in ((c.part(Role.WAGES), m.income_ratio), (persons, m.employment_ratio), (c.value_added(), m.value_added_ratio)):
        for j, own in enumerate(direct):
            if own == 0:
                assert ratio[j] != ratio[j]
                continue
            demand = exact(["0"] * len(direct))
            demand[j] = 1 / own
            assert direct @ (found @ demand) == ratio[j] >= 1


def test_type_two_ratios_of_wages_are_type_one_times_the_same_for_every_sector():
    table = textbook()
    c, household = coefficients(table), household_base(table)
    one, two = multipliers(c), multipliers(c, household)
    kept = 1 - household.income @ inverse(c.a) @ household.consumption
    assert two.income_ratio / one.income_ratio == pytest.approx([1 / kept] * 2, rel=1e-12)
    assert (two.employment_ratio > one.employment_ratio).all() and (one.kind, two.kind) == ("I", "II")
    assert list(one.ratios()) == ["output", "value added", "income", "employment"]
    assert list(multipliers(replace(c, employment=None)).ratios()) == ["output", "value added", "income"]
