"""Exact plans and curves of small lots against brute force, scipy and the properties every plan must have."""

from __future__ import annotations

from decimal import Context, Decimal, localcontext
from fractions import Fraction
from itertools import combinations, pairwise
from math import comb, factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempa.quality.sampling.curves import (
    average_outgoing,
    average_outgoing_process,
    average_total_inspection,
    bad_units,
    binomial,
    curve,
    hypergeometric,
    lot_curve,
    outgoing_limit,
    outgoing_limit_process,
    poisson,
)
from tempa.quality.sampling.errors import SamplingError
from tempa.quality.sampling.small_lots import (
    limiting_bad,
    plan,
    smallest_sample,
    two_point_lot,
    two_point_process,
)

FEW = settings(deadline=None, max_examples=60)


@st.composite
def lots(draw, most=60):
    lot = draw(st.integers(1, most))
    return lot, draw(st.integers(0, lot)), draw(st.integers(0, lot)), draw(st.integers(0, 4))


@pytest.mark.parametrize("lot", range(1, 8))
def test_probability_is_the_share_of_samples_that_pass(lot):
    for bad in range(lot + 1):
        for n in range(lot + 1):
            samples = list(combinations(range(lot), n))
            for c in range(3):
                passing = sum(sum(unit < bad for unit in sample) <= c for sample in samples)
                assert hypergeometric(lot, bad, n, c) == Fraction(passing, len(samples))


def counted(lot: int, bad: int, n: int, c: int) -> Fraction:
    """Samples with at most c bad units among all samples, counted by choices."""
    return Fraction(sum(comb(bad, x) * comb(lot - bad, n - x) for x in range(min(c, n) + 1)), comb(lot, n))


@given(lots(400))
@FEW
def test_hypergeometric_binomial_and_poisson_equal_their_sums(case):
    lot, bad, n, c = case
    p = Fraction(bad, lot)
    assert hypergeometric(lot, bad, n, c) == counted(lot, bad, n, c)
    assert binomial(p, n, c) == sum(comb(n, x) * p**x * (1 - p) ** (n - x) for x in range(min(c, n) + 1))
    with localcontext(Context(prec=40)):
        mean = Decimal(n * bad) / lot
        exact = sum((mean**x if x else Decimal(1)) / factorial(x) for x in range(c + 1)) * (-mean).exp()
    assert poisson(p, n, c) == pytest.approx(float(exact), rel=1e-12)


@given(lots())
@FEW
def test_curves_fall_with_bad_units_and_with_the_sample_and_rise_with_c(case):
    lot, bad, n, c = case
    whole = lot_curve(lot, n, c)
    assert whole[0] == 1
    assert all(a >= b for a, b in pairwise(whole))
    if n < lot:
        assert hypergeometric(lot, bad, n + 1, c) <= hypergeometric(lot, bad, n, c)
    assert hypergeometric(lot, bad, n, c + 1) >= hypergeometric(lot, bad, n, c)
    rates = [Fraction(k, 20) for k in range(21)]
    for law in (binomial, poisson):
        values = curve(law, n, c, rates)
        assert all(a >= b - 1e-15 for a, b in pairwise(values))
        assert law(Fraction(1, 5), n + 1, c) <= law(Fraction(1, 5), n, c) + 1e-15


@given(st.integers(1, 80), st.sampled_from(["0.05", "0.1", 0.125, "1/5", "0.32", "0.9"]), st.integers(0, 2),
       st.sampled_from(["0.05", "0.1", "0.5"]))
@FEW
def test_smallest_sample_is_the_first_that_keeps_beta(lot, quality, c, beta):
    bad = limiting_bad(lot, quality)
    n = smallest_sample(lot, bad, c, beta)
    fits = [k for k in range(lot + 1) if hypergeometric(lot, bad, k, c) <= Fraction(beta)]
    assert n == (fits[0] if fits else None)
    assert (n is None) == (bad <= c)


def test_a_limit_met_exactly_is_kept():
    assert hypergeometric(5, 2, 3, 0) == Fraction(1, 10)
    assert smallest_sample(5, 2, 0, 0.1) == 3


@pytest.mark.parametrize(
    ("lot", "quality", "c", "n"),
    [(10, "0.2", 0, 7), (10, "0.2", 1, 10), (20, "0.2", 0, 9), (25, "0.2", 0, 9), (25, "0.2", 1, 14), (30, "0.2", 0, 9),
     (40, "0.2", 0, 10), (40, "0.2", 1, 16), (12, "0.1", 0, 8), (50, "0.1", 0, 18), (50, "0.32", 0, 6), (8, "0.32", 0, 4)],
)
def test_published_small_lot_plans(lot, quality, c, n):
    assert plan(lot, quality, c).n == n


def test_a_lot_of_half_a_million_is_no_trouble():
    assert plan(500_000, "0.01").n == 230


def test_advice_to_inspect_all():
    assert [plan(lot).reason for lot in (4, 8, 20)] == ["sample is the lot", "small lot", ""]
    assert plan(12, "0.05").reason == "saves little"
    assert (plan(12, "0.05").n, plan(12, "0.05").inspect_all) == (11, True)


def test_two_point_designs_against_every_smaller_plan():
    n, c = two_point_lot(50, "0.02", "0.95", "0.2", "0.1")
    assert (n, c) == (16, 1)
    for size in range(n + 1):
        for limit in range(size + 1):
            kept = hypergeometric(50, 1, size, limit) >= Fraction(95, 100) and hypergeometric(50, 10, size, limit) <= Fraction(1, 10)
            assert kept == ((size, limit) == (n, c))


@given(st.integers(20, 50), st.integers(0, 3), st.integers(4, 15))
@settings(deadline=None, max_examples=25)
def test_two_point_lot_is_smallest(lot, few, more):
    many = few + more
    holds = [
        (n, c) for n in range(lot + 1) for c in range(n + 1)
        if hypergeometric(lot, few, n, c) >= Fraction(9, 10) and hypergeometric(lot, many, n, c) <= Fraction(1, 10)
    ]
    shares = Fraction(few, lot), Fraction(many, lot)
    assert two_point_lot(lot, shares[0], "0.9", shares[1], "0.1") == min(holds)


def test_two_point_process_and_its_refusals():
    assert two_point_process("0.05", "0.95", "0.15", "0.075") == (80, 7)
    with pytest.raises(SamplingError, match="seharusnya di atas mutu baik"):
        two_point_process("0.1", "0.95", "0.1", "0.1")
    with pytest.raises(SamplingError, match="tidak ada sampel sampai 300 unit yang menjaga keduanya"):
        two_point_process("0.10", "0.95", "0.11", "0.1", most=300)
    with pytest.raises(SamplingError, match="lebih banyak unit rusak daripada mutu baik"):
        two_point_lot(10, "0.1", "0.95", "0.12", "0.1")


@given(lots(14))
@FEW
def test_outgoing_quality_and_total_inspection_by_enumeration(case):
    lot, bad, n, c = case
    samples = list(combinations(range(lot), n))
    left = inspected = 0
    for sample in samples:
        found = sum(unit < bad for unit in sample)
        left += (bad - found) * (found <= c)
        inspected += n if found <= c else lot
    assert average_outgoing(lot, bad, n, c) == Fraction(left, len(samples) * lot)
    assert average_total_inspection(lot, bad, n, c) == Fraction(inspected, len(samples))
    worst, at = outgoing_limit(lot, n, c)
    assert worst == average_outgoing(lot, at, n, c) >= average_outgoing(lot, bad, n, c)


def test_outgoing_limit_of_a_plan_that_accepts_all_is_at_the_edge():
    assert outgoing_limit_process(10, 1, 1) == (pytest.approx(0.9), 1.0)


@given(st.integers(10, 60), st.integers(1, 10), st.integers(0, 2), st.integers(0, 100))
@FEW
def test_outgoing_limit_of_a_process_is_the_top_of_its_curve(lot, n, c, percent):
    worst, at = outgoing_limit_process(lot, n, c)
    assert worst >= float(average_outgoing_process(Fraction(percent, 100), lot, n, c)) - 1e-9
    assert worst == pytest.approx(float(average_outgoing_process(at, lot, n, c)), abs=1e-9)


def test_averaging_lots_of_a_process_gives_the_process_formula():
    lot, n, p = 12, 5, Fraction(1, 10)
    mean = sum(
        average_outgoing(lot, bad, n, 0) * (binomial(p, lot, bad) - (binomial(p, lot, bad - 1) if bad else 0))
        for bad in range(lot + 1)
    )
    assert mean == average_outgoing_process(p, lot, n, 0)


def test_halves_round_to_even_as_in_r():
    assert [bad_units(50, p) for p in ("0.05", "0.07", "0.02")] == [2, 4, 1]


@pytest.mark.parametrize(
    ("call", "part"),
    [
        (lambda: hypergeometric(20, 4, 21, 0), "ukuran sampel: 21 tidak dapat dipakai; seharusnya bilangan bulat dari 0 sampai 20"),
        (lambda: hypergeometric(20, 21, 5, 0), "banyaknya unit rusak: 21"),
        (lambda: hypergeometric(0, 0, 0, 0), "ukuran lot: 0"),
        (lambda: hypergeometric(20, 4, 5, -1), "angka penerimaan: -1"),
        (lambda: hypergeometric(20, 4, 5.5, 0), "ukuran sampel: 5.5"),
        (lambda: hypergeometric(20, 4, True, 0), "ukuran sampel: True"),
        (lambda: binomial("1.2", 5, 0), "bagian unit rusak: '1.2' tidak dapat dipakai; seharusnya dari 0 sampai 1"),
        (lambda: binomial("a fifth", 5, 0), 'seperti 0.2, "0.2" atau "1/5"'),
        (lambda: binomial(float("nan"), 5, 0), "terhingga"),
        (lambda: binomial("1/0", 5, 0), "1/0"),
        (lambda: binomial("1e-99999999", 5, 0), "1e-99999999"),
        (lambda: binomial("9" * 500, 5, 0), "seharusnya bilangan seperti"),
        (lambda: poisson("-0.1", 5, 0), "cacat tiap unit: '-0.1' tidak dapat dipakai; seharusnya mulai 0"),
        (lambda: plan(20, "0"), "mutu batas: '0'"),
        (lambda: plan(20, "0.2", beta=1), "risiko beta: 1"),
        (lambda: plan(20, "0.05", c=1), "angka penerimaan: 1 tidak dapat dipakai; seharusnya di bawah 1, banyaknya unit rusak"),
        (lambda: smallest_sample(20, 0), "banyaknya unit rusak: 0"),
    ],
)
def test_refusals_name_value_bound_and_source(call, part):
    hypergeometric(20, 4, 1, 0)  # an earlier right answer must not hide a wrong question
    with pytest.raises(SamplingError) as refused:
        call()
    assert part in str(refused.value)
    assert refused.value.source


def test_ten_thousand_random_plans_are_counted_right():
    rng = np.random.default_rng(2859)
    lot = rng.integers(1, 400, 10_000)
    bad, n = rng.integers(0, lot + 1), rng.integers(0, lot + 1)
    c = rng.integers(0, 6, 10_000)
    cases = [tuple(map(int, case)) for case in zip(lot, bad, n, c, strict=True)]
    assert [case for case in cases if hypergeometric(*case) != counted(*case)] == []
