"""The Bayesian lot rule, the cost rule and the budget of hours against scipy, exact sums and simulation."""

from __future__ import annotations

import random
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from math import comb

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats

from tempa.quality.sampling.bayes import (
    Beta,
    History,
    likelihood,
    lot_risk,
    maker_prior,
    population,
    remaining,
    sample_for,
)
from tempa.quality.sampling.budget import expected_inspections, go_on, price_of_hour
from tempa.quality.sampling.cost import all_or_none
from tempa.quality.sampling.errors import SamplingError

FEW = settings(deadline=None, max_examples=40)
PARTS = st.floats(0.2, 60)
NEARLY = Decimal("1e-13")


@given(PARTS, PARTS, st.integers(1, 60), st.data())
@FEW
def test_remaining_is_beta_binomial(a, b, lot, data):
    n = data.draw(st.integers(0, lot))
    x = data.draw(st.integers(0, n))
    found = remaining(Beta(a, b), lot, n, x)
    law = stats.betabinom(lot - n, a + x, b + n - x)
    assert len(found) == lot - n + 1
    assert found == pytest.approx([law.pmf(k) for k in range(lot - n + 1)], abs=1e-11)


def test_remaining_of_a_flat_prior_is_exact():
    """With Beta(1, 1), n = 2 and x = 1 the chance of k in m is (k+1)(m-k+1)/C(m+3,3)."""
    m = 5
    assert remaining(Beta(1, 1), 7, 2, 1) == pytest.approx([(k + 1) * (m - k + 1) / comb(m + 3, 3) for k in range(m + 1)])


def test_a_large_lot_does_not_run_out_of_numbers():
    found = remaining(Beta(500, 1), 5000, 0, 0)
    assert sum(found) == pytest.approx(1)
    assert sum(k * p for k, p in enumerate(found)) == pytest.approx(5000 * 500 / 501)


@given(PARTS, PARTS, st.integers(2, 40), st.integers(1, 3))
@FEW
def test_more_good_units_lower_the_risk_and_bad_ones_raise_it(a, b, lot, limit):
    risks = [lot_risk(Beta(a, b), lot, n, 0, limit).risk for n in range(lot + 1)]
    assert all(after <= before + 1e-12 for before, after in pairwise(risks))
    assert risks[-1] == 0
    n = sample_for(Beta(a, b), lot, limit)
    assert risks[n] <= 0.1
    assert n == 0 or risks[n - 1] > 0.1
    if lot > 2:
        assert lot_risk(Beta(a, b), lot, 2, 1, limit).risk >= lot_risk(Beta(a, b), lot, 2, 0, limit).risk - 1e-12


def test_quantiles_and_intervals():
    law = Beta(3, 9)
    low, high = law.interval("0.9")
    assert (low, high) == pytest.approx(stats.beta(3, 9).interval(0.9), abs=1e-12)
    assert law.chance_at_most(high) - law.chance_at_most(low) == pytest.approx(0.9)


@given(PARTS, PARTS, st.integers(0, 30), st.integers(0, 30), st.floats(1, 50))
@FEW
def test_a_capped_history_keeps_its_mean_and_never_outweighs_the_cap(a, b, bad, good, cap):
    full = Beta(a, b).after(bad, bad + good)
    law = maker_prior(Beta(a, b), History(bad, bad + good), cap)
    assert law.strength <= cap + 1e-9
    assert law.mean == pytest.approx(full.mean)
    assert law.strength == pytest.approx(min(cap, full.strength))


def test_population_is_found_again_from_many_makers():
    rng = random.Random(5)
    histories = []
    for _ in range(800):
        p = rng.betavariate(1.6, 14.4)
        histories.append(History(sum(rng.random() < p for _ in range(60)), 60))
    found = population(histories)
    assert found.mean == pytest.approx(0.1, abs=0.01)
    assert found.strength == pytest.approx(16, rel=0.25)


def test_population_is_the_top_of_the_likelihood():
    histories = [History(0, 12), History(3, 20), History(1, 9), History(6, 15), History(0, 30), History(2, 40)]
    found = population(histories)
    best = likelihood(histories, found.mean, found.strength)
    for mean in np.linspace(0.01, 0.6, 40):
        for strength in np.geomspace(0.5, 1000, 40):
            assert likelihood(histories, float(mean), float(strength)) <= best + 1e-3
    log_pmf = sum(stats.betabinom.logpmf(h.bad, h.inspected, found.a, found.b) for h in histories)
    ways = sum(np.log(comb(h.inspected, h.bad)) for h in histories)
    assert best == pytest.approx(log_pmf - ways)


def test_population_without_a_bad_or_a_good_machine_falls_back():
    assert population([]) == Beta(1, 19)
    assert population([History(0, 0), History(0, 30)]) == Beta(1 * 20 / 50, 49 * 20 / 50)
    assert population([History(5, 5)]).mean == pytest.approx(6 / 25)


def beta_below(a: Decimal, b: Decimal, x: Decimal) -> Decimal:
    """P(rate <= x) to 40 digits; the whole is the sum of its two halves, so that no gamma is needed."""
    half = Decimal("0.5")
    whole = from_zero(a, b, half) + from_zero(b, a, half)
    return from_zero(a, b, x) / whole if x <= half else 1 - from_zero(b, a, 1 - x) / whole


def from_zero(a: Decimal, b: Decimal, x: Decimal) -> Decimal:
    """The integral of p^(a-1) (1-p)^(b-1) from 0 to x <= 1/2, with (1-p)^(b-1) multiplied out, term by term."""
    coefficient, total = Decimal(1), Decimal(0)
    for k in range(500):
        total += coefficient / (a + k)
        coefficient *= (k + 1 - b) / (k + 1) * x
    return total * x**a


@pytest.mark.parametrize(("a", "b"), [(1, 1), (2, 5), (23, 21), (7, 60)])
@pytest.mark.parametrize("percent", [1, 40, 95])
def test_the_oracle_of_the_cost_rule_is_a_sum_of_binomials(a, b, percent):
    x, n = Fraction(percent, 100), a + b - 1
    exact = sum(comb(n, j) * x**j * (1 - x) ** (n - j) for j in range(a, n + 1))
    with localcontext(Context(prec=80)):
        found = beta_below(Decimal(a), Decimal(b), Decimal(percent) / 100)
    assert abs(Fraction(found) - exact) < Fraction(1, 10**38)


@pytest.mark.slow
@given(PARTS, PARTS, st.integers(1, 99))
@example(23.0, 21.0, 95)  # where integrating the quantile numerically errs by more than the engine
@FEW
def test_cost_rule_against_the_exact_sum(a, b, percent):
    found = all_or_none(Beta(a, b), 10, Fraction(percent), Fraction(100))
    with localcontext(Context(prec=80)):
        exact_a, exact_b, even = Decimal(a), Decimal(b), Decimal(percent) / 100
        mean = exact_a / (exact_a + exact_b)
        below = beta_below(exact_a, exact_b, even)
        known = 1000 * mean * beta_below(exact_a + 1, exact_b, even) + 10 * percent * (1 - below)
        worth = max(Decimal(0), min(Decimal(10 * percent), 1000 * mean) - known)
        for end, chance in zip(found.interval, (Decimal("0.05"), Decimal("0.95")), strict=True):
            before, after = Decimal(end) * (1 - NEARLY), min(Decimal(1), Decimal(end) * (1 + NEARLY))
            assert beta_below(exact_a, exact_b, before) < chance < beta_below(exact_a, exact_b, after)
    assert found.break_even == Fraction(percent, 100)
    assert (found.cost_all, found.cost_none) == (10 * percent, pytest.approx(float(1000 * mean), rel=1e-14))
    assert found.chance_all == pytest.approx(float(1 - below), abs=1e-13)
    assert found.worth_of_knowing == pytest.approx(float(worth), abs=1e-10)
    assert found.choice == ("all" if below < Decimal("0.05") else "none" if below > Decimal("0.95") else "unsure")
    assert found.cheaper == ("all" if percent < 100 * mean else "none")


def test_budget_price_rises_as_hours_fall_and_uses_them():
    rng = np.random.default_rng(3)
    a, b = rng.uniform(0.2, 3, 40), rng.uniform(2, 20, 40)
    units, hours = rng.integers(1, 21, 40).astype(float), rng.uniform(0.25, 4, 40)
    total = float((units * hours * (1 + a / (a + b))).sum())
    prices = [price_of_hour(a, b, units, hours, share * total) for share in (0.2, 0.4, 0.6, 0.8)]
    assert all(before > after for before, after in pairwise(prices))
    used = expected_inspections(a, b, units, prices[2] * hours, 1) * hours * (1 + a / (a + b))
    assert float(used.sum()) == pytest.approx(0.6 * total, rel=0.03)
    assert go_on(Beta(1, 9), 0.5, 0.19) and not go_on(Beta(1, 9), 0.5, 0.21)


def test_expected_inspections_by_simulation():
    rng = random.Random(2)
    a, b, units, limit = 1.0, 9.0, 12, 0.075
    runs, seen = 8_000, 0
    for _ in range(runs):
        p, law, n = rng.betavariate(a, b), Beta(a, b), 0
        while n < units and (n == 0 or law.mean > limit):
            law, n = law.after(int(rng.random() < p), 1), n + 1
        seen += n
    found = expected_inspections(np.array([a]), np.array([b]), np.array([float(units)]), np.array([limit]), 1)
    assert seen / runs == pytest.approx(float(found[0]), abs=0.2)


@pytest.mark.parametrize(
    ("call", "part"),
    [
        (lambda: Beta(0, 1), "a pada hukum Beta: 0"),
        (lambda: Beta(1, float("inf")), "b pada hukum Beta"),
        (lambda: Beta(1, 1).after(3, 2), "banyaknya unit rusak: 3"),
        (lambda: Beta(1, 1).capped(0), "batas bobot riwayat: 0"),
        (lambda: Beta(1, 1).interval("1"), "tingkat keyakinan: '1'"),
        (lambda: remaining(Beta(1, 19), 20, 21, 0), "ukuran sampel: 21"),
        (lambda: lot_risk(Beta(1, 19), 20, 5, 0, 0), "batas unit rusak: 0"),
        (lambda: lot_risk(Beta(1, 19), 20, 5, 0, 1, "0"), "risiko gamma"),
        (lambda: population([History(3, 2)]), "banyaknya unit rusak: 3"),
        (lambda: all_or_none(Beta(1, 19), 10, 100, 100), "memeriksa selalu rugi"),
        (lambda: all_or_none(Beta(1, 19), 10, -1, 100), "biaya memeriksa satu unit: -1"),
        (lambda: all_or_none(Beta(1, 19), 0, 1, 100), "banyaknya unit: 0"),
        (lambda: price_of_hour(np.ones(2), np.ones(2), np.ones(2), np.zeros(2), 1.0), "semua isinya di atas 0"),
    ],
)
def test_refusals(call, part):
    with pytest.raises(SamplingError) as refused:
        call()
    assert part in str(refused.value)
