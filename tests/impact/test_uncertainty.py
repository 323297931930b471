"""Bands over stated uncertainties, prices, and regions without a table."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempa.impact.multipliers import (
    Margin,
    MultiplierError,
    PriceIndex,
    Purchase,
    Role,
    Spending,
    Triangular,
    UncertainItem,
    UncertainProfile,
    coefficients,
    effects,
    flegg_quotients,
    jobs_at_table_prices,
    monte_carlo,
    regional_coefficients,
)
from tests.impact.tables import tables, textbook

CERTAIN = Triangular(0.12, 0.12, 0.12)
PROFILE = UncertainProfile(
    wages=0.18,
    surplus=0.13,
    items=(
        UncertainItem(
            "steel", 0.40, margins=(("1", Triangular(0.06, 0.12, 0.20)), ("2", Triangular(0.01, 0.03, 0.05)))
        ),
        UncertainItem("parts", 0.29, "2", Triangular(0.5, 0.8, 1.0)),
    ),
    weight=60,
)


def test_equal_seeds_give_equal_bands_and_other_seeds_do_not():
    c = coefficients(textbook())
    first, again, other = (monte_carlo(c, PROFILE, seed, 1000) for seed in (3, 3, 4))
    assert first.bands == again.bands != other.bands


def test_every_draw_closes_and_bands_are_in_order():
    found = monte_carlo(coefficients(textbook()), PROFILE, seed=1)
    assert found.draws == 5000 and found.closing_error < 1e-12
    for band in found.bands.values():
        assert band.low < band.middle < band.high
    here, outside = found.bands["value added here"], found.bands["outside"]
    assert here.low == pytest.approx(1 - outside.high, abs=1e-3)


def test_certainty_gives_the_point_of_the_bill_of_goods():
    c = coefficients(textbook())
    sure = UncertainProfile(
        wages=0.18,
        surplus=0.13,
        items=(
            UncertainItem("steel", 0.40, margins=(("1", CERTAIN), ("2", Triangular(0.03, 0.03, 0.03)))),
            UncertainItem("parts", 0.29, "2", Triangular(0.5, 0.5, 0.5), (("1", CERTAIN),)),
        ),
        weight=1e12,
    )
    margins = (Margin("1", Fraction(12, 100)), Margin("2", Fraction(3, 100)))
    steel, parts = (
        Purchase("steel", 400, "", Fraction(0), margins),
        Purchase("parts", 290, "2", Fraction(1, 2), margins[:1]),
    )
    point = effects(c, Spending(180, 130, (steel, parts)))
    bands = monte_carlo(c, sure, seed=1, draws=200).bands
    for name, expected in {
        "value added here": float(point.local_share()),
        "direct": 0.31,
        "indirect": float(point.va_indirect()) / 1000,
        "jobs, indirect": float(point.jobs_indirect or 0) / 1000,
    }.items():
        assert bands[name].low == pytest.approx(expected, abs=1e-5) == bands[name].high


def test_less_weight_makes_a_wider_band():
    c = coefficients(textbook())
    narrow, wide = (
        monte_carlo(c, UncertainProfile(PROFILE.wages, PROFILE.surplus, PROFILE.items, weight=w), 1) for w in (600, 6)
    )
    width = [b.bands["direct"].high - b.bands["direct"].low for b in (narrow, wide)]
    assert width[1] > 5 * width[0]


def test_dirichlet_spread_is_the_stated_one():
    from tempa.impact.multipliers.uncertainty import draw_shares

    shares = draw_shares(PROFILE, np.random.default_rng(1), 40_000)
    assert np.allclose(shares.sum(axis=1), 1)
    assert shares[:, 2].tolist() == [0.0] * 40_000  # no taxes stated, none drawn
    assert shares[:, 0].mean() == pytest.approx(0.18, abs=0.002)
    assert shares[:, 0].std() == pytest.approx((0.18 * 0.82 / 61) ** 0.5, rel=0.03)


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (lambda: Triangular(0.5, 0.4, 0.6), "must be in order"),
        (lambda: Triangular(0.5, 0.6, 1.1), "between 0 and 1"),
        (lambda: UncertainProfile(0.5, 0.4, ()), r"shares add up to 0\.900000"),
        (lambda: UncertainProfile(1.2, -0.2, ()), r"share of wages 1\.2"),
        (lambda: UncertainProfile(0.5, 0.5, (), weight=0), "weight 0"),
        (
            lambda: UncertainProfile(0.5, 0.3, (UncertainItem("a", 0.1), UncertainItem("a", 0.1))),
            "two items of one name",
        ),
        (lambda: UncertainProfile(0.5, 0.3, (UncertainItem("a", 0.2, "", Triangular(0, 0, 1)),)), "has no sector"),
        (lambda: monte_carlo(coefficients(textbook()), PROFILE, 1, 10), "10 draws"),
        (
            lambda: monte_carlo(
                coefficients(textbook()),
                UncertainProfile(0.5, 0.3, (UncertainItem("a", 0.2, "9", Triangular(1, 1, 1)),)),
                1,
            ),
            "a: sector 9",
        ),
    ],
)
def test_wrong_profiles_are_refused(build, said):
    with pytest.raises(MultiplierError, match=said):
        build()


def test_prices_of_another_year():
    index = PriceIndex({2013: Fraction(100), 2020: Fraction(128)}, "deflator of the test")
    assert index.factor(2013, 2020) == Fraction(128, 100)
    assert index.deflate(1280, 2020, to=2013) == 1000
    assert jobs_at_table_prices(128, index, table_year=2013, spending_year=2020) == 100
    with pytest.raises(
        MultiplierError, match=r"price level of 2021: the index has 2013, 2020 \(deflator of the test\)"
    ):
        index.factor(2021, 2013)
    with pytest.raises(MultiplierError, match="price level of 2013: 0"):
        PriceIndex({2013: Fraction(0)}, "x")


def test_flegg_quotients_by_hand():
    region, nation = np.array([30.0, 10.0]), np.array([100.0, 300.0])
    slq = (30 / 40) / (100 / 400), (10 / 40) / (300 / 400)
    size = np.log2(1 + 40 / 400) ** 0.3
    expected = [[slq[0] * size, slq[0] / slq[1] * size], [slq[1] / slq[0] * size, slq[1] * size]]
    assert np.allclose(flegg_quotients(region, nation, 0.3), expected)


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_a_region_buys_less_at_home_and_its_columns_still_add_up(data):
    c = coefficients(data.draw(tables()))
    n = len(c.codes)
    nation = np.array(data.draw(st.lists(st.integers(1, 1000), min_size=n, max_size=n)), dtype=float)
    region = np.array([data.draw(st.integers(0, int(x))) for x in nation], dtype=float)
    region[0] = max(region[0], 1)
    found = regional_coefficients(c, region, nation)
    assert (found.a <= c.a + 1e-12).all() and (found.a >= 0).all()
    assert np.allclose(found.a.sum(axis=0) + sum(found.parts.values()), 1)
    assert (found.part(Role.IMPORTS) >= c.part(Role.IMPORTS) - 1e-12).all()


def test_the_whole_nation_keeps_its_own_table():
    c = coefficients(textbook())
    nation = np.array([50.0, 40.0])
    assert np.allclose(regional_coefficients(c, nation, nation).a, c.a)


@pytest.mark.parametrize(
    ("region", "nation", "delta", "said"),
    [
        ([1, 2], [1, 1], 0.3, "sector 2: 2 of 1 persons"),
        ([-1, 1], [1, 1], 0.3, "sector 1: -1 of 1 persons"),
        ([0, 0], [1, 1], 0.3, "employs nobody"),
        ([1], [1, 1], 0.3, "1 regional and 2 national sectors"),
        ([1, 1], [1, 1], 1.5, r"delta 1\.5"),
    ],
)
def test_wrong_employment_is_refused(region, nation, delta, said):
    with pytest.raises(MultiplierError, match=said):
        flegg_quotients(np.array(region, dtype=float), np.array(nation, dtype=float), delta)
