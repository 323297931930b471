"""Plans that measure, exact intervals and endurance, against scipy, simulation and plain arithmetic."""

from __future__ import annotations

import math
import random
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.special import roots_legendre

from tempa.quality.sampling.curves import hypergeometric
from tempa.quality.sampling.errors import SamplingError
from tempa.quality.sampling.intervals import (
    clopper_pearson,
    endurance_hours,
    endurance_runs,
    lower_bound,
    most_bad_in_lot,
    upper_bound,
)
from tempa.quality.sampling.variables import (
    VariablesPlan,
    decide,
    estimated_share,
    known_plan,
    quality_index,
    unknown_plan,
    variables_curve,
    variables_pa,
)

FEW = settings(deadline=None, max_examples=40)


NODES, WEIGHTS = roots_legendre(1200)


def accepted_by_definition(n: int, k: float, z: float) -> float:
    """The mean of Φ((z − k s) √n) over the law of s with n - 1 degrees of freedom, on 1200 nodes: to some 13 digits."""
    spread = stats.chi(n - 1, scale=1 / math.sqrt(n - 1))
    low, high = spread.ppf(1e-17), spread.isf(1e-17)
    s = (low + high) / 2 + (high - low) / 2 * NODES
    return float((WEIGHTS * spread.pdf(s) * stats.norm.cdf((z - k * s) * math.sqrt(n))).sum() * (high - low) / 2)


@given(st.integers(3, 150), st.floats(-0.5, 3.5), st.floats(0.001, 0.6))
@FEW
def test_s_method_accepts_as_often_as_its_definition_says(n, k, p):
    expected = accepted_by_definition(n, k, stats.norm.isf(p))
    assert variables_pa(VariablesPlan(n, k, False), p) == pytest.approx(expected, abs=1e-11)


def test_s_method_by_simulation():
    plan, p, rng = VariablesPlan(5, 1.2, False), 0.1, random.Random(8)
    mean, runs = float(stats.norm.isf(p)), 4_000
    passed = sum(quality_index([rng.gauss(mean, 1) for _ in range(5)], lower=0.0) >= plan.k for _ in range(runs))
    assert passed / runs == pytest.approx(variables_pa(plan, p), abs=0.025)


@given(st.sampled_from([("0.01", "0.08"), ("0.02", "0.2"), ("0.05", "0.15"), ("0.01", "0.5")]),
       st.sampled_from([("0.95", "0.1"), ("0.9", "0.05")]))
@FEW
def test_designs_keep_both_risks_and_one_unit_less_does_not(qualities, risks):
    for design, least in ((known_plan, 1), (unknown_plan, 3)):
        plan = design(qualities[0], risks[0], qualities[1], risks[1])
        assert variables_pa(plan, qualities[0]) == pytest.approx(float(risks[0]), abs=1e-9)
        assert variables_pa(plan, qualities[1]) <= float(risks[1]) + 1e-9
        if plan.n > least:
            low, high = plan.k - 3, plan.k + 3
            for _ in range(60):
                k = (low + high) / 2
                smaller = VariablesPlan(plan.n - 1, k, plan.sigma_known)
                low, high = (k, high) if variables_pa(smaller, qualities[0]) > float(risks[0]) else (low, k)
            assert variables_pa(smaller, qualities[1]) > float(risks[1])


@pytest.mark.parametrize("known", [True, False])
def test_curves_of_measured_plans_fall(known):
    plan = VariablesPlan(10, 1.5, known)
    values = variables_curve(plan, [Fraction(k, 50) for k in range(51)])
    assert (values[0], values[-1]) == (1.0, 0.0)
    assert all(a >= b for a, b in pairwise(values))


def test_decision_and_the_m_method_agree():
    plan = VariablesPlan(5, 1.5, False)
    values = [118.0, 122.5, 120.0, 121.0, 119.5]
    assert quality_index(values, lower=117.0) == pytest.approx(3.2 / math.sqrt(2.825))
    assert decide(plan, values, lower=117.0) and not decide(plan, values, lower=118.0)
    assert quality_index(values, upper=123.4) == pytest.approx(3.2 / math.sqrt(2.825))
    largest = estimated_share(plan.k, 5)
    for lower in (115.0, 117.0, 117.8, 118.0, 119.0):
        estimate = estimated_share(quality_index(values, lower=lower), 5)
        assert decide(plan, values, lower=lower) == (estimate <= largest)
    assert estimated_share(1.84097, 75) == pytest.approx(0.0317, abs=5e-5)


@given(st.integers(1, 60), st.data(), st.sampled_from(["0.8", "0.9", "0.95"]))
@FEW
def test_bounds_leave_exactly_the_stated_doubt(n, data, level):
    x = data.draw(st.integers(0, n))
    high, low = upper_bound(x, n, level), lower_bound(x, n, level)
    assert low <= x / n <= high
    assert (high == 1) == (x == n) and (low == 0) == (x == 0)
    doubt, twice = 1 - Fraction(level), clopper_pearson(x, n, level)
    for bound, tail, at_least in ((high, doubt, False), (low, doubt, True), (twice[1], doubt / 2, False), (twice[0], doubt / 2, True)):
        if 0 < bound < 1:  # a trillionth of the way to each end, the chance lies on both sides of the doubt
            around = [exact_tail(n, x, Fraction(bound) + NEAR * (end - Fraction(bound)), at_least) for end in (0, 1)]
            assert min(around) < tail < max(around)


NEAR = Fraction(1, 10**12)


def exact_tail(n: int, x: int, p: Fraction, at_least: bool) -> Fraction:
    """The chance of x or fewer bad in n, or of x or more."""
    seen = range(x, n + 1) if at_least else range(x + 1)
    return sum((math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in seen), Fraction(0))


@given(st.integers(1, 40), st.data())
@FEW
def test_most_bad_units_that_a_sample_does_not_contradict(lot, data):
    n = data.draw(st.integers(0, lot))
    x = data.draw(st.integers(0, n))
    possible = [bad for bad in range(x, x + lot - n + 1) if hypergeometric(lot, bad, n, x) > Fraction(1, 20)]
    assert most_bad_in_lot(lot, n, x) == possible[-1]


@given(st.integers(1, 99), st.integers(1, 99))
@FEW
def test_endurance_is_the_first_count_that_proves_it(r, c):
    reliability, doubt = Fraction(r, 100), 1 - Fraction(c, 100)
    n = endurance_runs(reliability, Fraction(c, 100))
    assert reliability**n <= doubt
    assert n == 1 or reliability ** (n - 1) > doubt


def test_endurance_where_the_limit_is_met_exactly():
    assert endurance_runs("0.5", "0.75") == 2
    assert endurance_runs("0.9", "0.9") == 22
    assert endurance_hours(100, "0.9") == pytest.approx(230.2585093)


@pytest.mark.parametrize(
    ("call", "part"),
    [
        (lambda: quality_index([1.0, 2.0], lower=0), "banyaknya nilai: 2"),
        (lambda: quality_index([1.0, 1.0, 1.0], lower=0), "semua nilai sama"),
        (lambda: quality_index([1.0, 2.0, 3.0]), "lower dan upper: (None, None)"),
        (lambda: quality_index([1.0, 2.0, float("nan")], lower=0), "nilai ukur ke-3: nan"),
        (lambda: decide(VariablesPlan(5, 1.5, False), [1.0, 2.0, 3.0], lower=0), "seharusnya 5, sebanyak yang diminta rencana"),
        (lambda: decide(VariablesPlan(3, 1.5, True), [1.0, 2.0, 3.0], lower=0), "rencana: 'cara sigma'"),
        (lambda: unknown_plan("0.1", "0.95", "0.1", "0.1"), "seharusnya di atas mutu baik"),
        (lambda: known_plan("0.1", "0.05", "0.2", "0.9"), "seharusnya di bawah good_pa"),
        (lambda: unknown_plan("0.1", "0.95", "0.1001", "0.01"), "tidak ada n sampai"),
        (lambda: variables_pa(VariablesPlan(1, 1.5, False), "0.1"), "n: 1"),
        (lambda: clopper_pearson(6, 5), "banyaknya unit rusak: 6"),
        (lambda: upper_bound(0, 0), "ukuran sampel: 0"),
        (lambda: most_bad_in_lot(5, 6, 0), "ukuran sampel: 6"),
        (lambda: endurance_runs("1"), "keandalan: '1'"),
        (lambda: endurance_runs("0.9999999", "0.9"), "lebih dari satu juta kali jalan"),
        (lambda: endurance_hours(0), "waktu rata-rata antarkegagalan: 0"),
    ],
)
def test_refusals(call, part):
    with pytest.raises(SamplingError) as refused:
        call()
    assert part in str(refused.value)


@pytest.mark.slow
@given(st.integers(2, 200), st.floats(-4, 4), st.floats(-4, 4))
@FEW
def test_probability_of_acceptance_is_always_one(n, k, z):
    """Far in the tail scipy's noncentral t is not a number; the engine's is, and is what the definition says."""
    from tempa.quality.sampling.variables import accepts, accepts_by_integral

    expected = accepted_by_definition(n, k, z)
    assert 0.0 <= accepts(n, k, z) <= 1.0
    assert accepts(n, k, z) == pytest.approx(expected, abs=1e-8)
    assert accepts_by_integral(n, k, z) == pytest.approx(expected, abs=1e-8)
