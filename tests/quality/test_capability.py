"""Capability and agreement between inspectors: formulas, coverage of the intervals, and the refusals."""

import math
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from tempa.quality.sampling import charts
from tempa.quality.sampling.agreement import cohen_kappa, explain_agreement, kappa_of_table
from tempa.quality.sampling.capability import (
    Specification,
    capability_indices,
    capability_of_groups,
    capability_of_individuals,
    cpk_lower_bound,
    explain_capability,
)
from tempa.quality.sampling.chart_constants import Array
from tempa.quality.sampling.chart_errors import ChartError

SPEC = Specification(94, 106, 100)


def test_indices_and_intervals_equal_scipy():
    found = capability_indices(101, 1.5, 40, SPEC, 0.9)
    assert found.cp == pytest.approx(12 / 9)
    assert found.cpk == pytest.approx(5 / 4.5)
    assert found.cpm == pytest.approx(12 / 9 / math.sqrt(1 + 4 / 9))
    low, high = np.sqrt(stats.chi2.ppf([0.05, 0.95], 39) / 39) * 12 / 9
    assert found.cp_interval == pytest.approx((low, high), rel=1e-12)
    half = stats.norm.ppf(0.95) * math.sqrt(1 / 360 + (5 / 4.5) ** 2 / 78)
    assert found.cpk_interval == pytest.approx((5 / 4.5 - half, 5 / 4.5 + half), rel=1e-12)


def test_one_sided_specification_has_only_cpk():
    found = capability_indices(130, 10, 30, Specification(lower=100))
    assert (found.cp, found.cp_interval, found.cpm) == (None, None, None)
    assert found.cpk == pytest.approx(1)
    assert capability_indices(90, 10, 30, Specification(lower=100)).cpk < 0


def test_bissell_bound_covers_the_truth_about_as_often_as_it_says():
    """True Cpk 1.2; sigma from the usual standard deviation, for which the bound is made."""
    dice = np.random.default_rng(17)
    samples = dice.normal(0, 1, size=(4000, 50))
    spec, true = 3.6, 1.2
    cpk = np.minimum(spec - samples.mean(axis=1), spec + samples.mean(axis=1)) / (3 * samples.std(axis=1, ddof=1))
    covered = np.mean([cpk_lower_bound(float(c), 50, 0.95) <= true for c in cpk])
    assert 0.93 < covered < 0.98


@settings(deadline=None)
@given(st.floats(-1, 3), st.integers(2, 500), st.floats(0.5, 0.99))
def test_bound_is_below_the_estimate_and_closes_in(cpk, n, level):
    assert cpk_lower_bound(cpk, n, level) <= cpk
    assert cpk_lower_bound(cpk, n, level) <= cpk_lower_bound(cpk, n + 50, level)


def test_few_units_are_refused_and_enough_are_not():
    values = [100.3, 99.5, 100.8, 98.9, 100.1] * 5
    assert capability_of_individuals(values, SPEC).n == 25
    with pytest.raises(ChartError, match="25"):
        capability_of_individuals(values[:24], SPEC)
    with pytest.raises(ChartError, match="25"):
        capability_of_groups([values[:5]] * 4, SPEC)


def test_unsteady_chart_is_refused_by_the_point_that_left():
    values = np.random.default_rng(2).normal(100, 1, 40).tolist()
    values[30] = 120
    with pytest.raises(ChartError, match=r"bagan I: titik .*31"):
        capability_of_individuals(values, SPEC)
    jump = [100.0, 101.0] * 20 + [102.2, 98.6]
    assert charts.individuals_charts(jump).spread.out == (41,)  # a moving range alone is no reason to refuse
    assert capability_of_individuals(jump, SPEC).n == 42
    groups = np.random.default_rng(4).normal(100, 1, (20, 5))
    assert capability_of_groups(groups.tolist(), SPEC).n == 100
    groups[7] = [90, 110, 100, 95, 105]
    with pytest.raises(ChartError, match=r"bagan R: titik 8 "):
        capability_of_groups(groups.tolist(), SPEC)


def test_specification_without_or_with_crossed_limits_is_refused():
    with pytest.raises(ChartError):
        Specification()
    with pytest.raises(ChartError):
        Specification(5, 5)
    with pytest.raises(ChartError, match="sigma"):
        capability_indices(1, 0, 30, SPEC)
    with pytest.raises(ChartError):
        cpk_lower_bound(1.33, 25, 1.0)


def test_capability_sentence_gives_the_bound_with_the_estimate():
    found = capability_indices(100, 1.5, 30, SPEC)
    assert f"{found.cpk_lower:.2f}" in explain_capability(found).en
    assert f"{found.cpk_lower:.2f}".replace(".", ",") in explain_capability(found).id


def test_kappa_of_a_worked_table():
    """20 machines: both pass 12, both fail 5, 3 differ. po = 17/20, pe = (13·14 + 7·6)/400 = 0.56."""
    found = kappa_of_table([[12, 1], [2, 5]])
    assert found.units == 20
    assert (found.observed, found.expected) == pytest.approx((0.85, 0.56))
    assert found.kappa == pytest.approx(0.29 / 0.44)


def test_kappa_counts_verdicts_and_names_the_units_in_dispute():
    first = ["lulus"] * 12 + ["gagal"] * 5 + ["lulus", "gagal", "gagal"]
    second = ["lulus"] * 12 + ["gagal"] * 5 + ["gagal", "lulus", "lulus"]
    found = cohen_kappa(first, second)
    assert found.kappa == pytest.approx(kappa_of_table([[12, 1], [2, 5]]).kappa)
    assert found.disagreements == (18, 19, 20)


tables = st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=3, max_size=3)


def kappa_of_shares(flat: Array) -> Any:
    p = flat.reshape(3, 3)
    expected = p.sum(axis=1) @ p.sum(axis=0)
    return (np.trace(p) - expected) / (1 - expected)


@settings(deadline=None, max_examples=60)
@given(tables)
def test_kappa_error_equals_the_delta_method_with_an_exact_slope(table):
    counts = np.array(table, dtype=float)
    n = counts.sum()
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    assume(n >= 5 and rows @ columns < 0.98 * n * n)
    p = (counts / n).ravel()
    # the slope along an imaginary step loses no digit to a difference
    slope = np.array([kappa_of_shares(p + 1e-30j * unit).imag / 1e-30 for unit in np.eye(9)])
    variance = (p @ slope**2 - (p @ slope) ** 2) / n
    assert kappa_of_table(table).standard_error == pytest.approx(math.sqrt(max(0, variance)), abs=1e-8)


def test_kappa_interval_covers_the_truth_in_simulation():
    shares = np.array([[0.55, 0.05], [0.07, 0.33]])
    true = kappa_2x2(shares)
    dice = np.random.default_rng(23)
    found = [
        kappa_of_table(t.reshape(2, 2).tolist()).interval for t in dice.multinomial(100, shares.ravel(), size=2000)
    ]
    assert 0.92 < np.mean([low <= true <= high for low, high in found]) < 0.97


def kappa_2x2(p: Array) -> float:
    expected = p.sum(axis=1) @ p.sum(axis=0)
    return float((np.trace(p) - expected) / (1 - expected))


def test_perfect_agreement_is_one_and_chance_is_zero():
    assert kappa_of_table([[7, 0], [0, 9]]).kappa == pytest.approx(1)
    assert kappa_of_table([[25, 25], [25, 25]]).kappa == pytest.approx(0)
    assert kappa_of_table([[25, 25], [25, 25]]).interval[1] == pytest.approx(NormalDist().inv_cdf(0.975) / 10)


def test_kappa_refuses_what_it_cannot_judge():
    with pytest.raises(ChartError, match="dua macam putusan"):
        cohen_kappa(["lulus"] * 20, ["lulus"] * 20)
    with pytest.raises(ChartError, match="sama banyak"):
        cohen_kappa(["lulus"], ["lulus", "gagal"])
    with pytest.raises(ChartError, match="persegi"):
        kappa_of_table([[1, 2], [3]])
    with pytest.raises(ChartError, match="bulat"):
        kappa_of_table([[1, -2], [3, 1]])


def test_agreement_sentence_follows_the_interval_not_the_estimate():
    assert "belum terbukti" in explain_agreement(kappa_of_table([[12, 1], [1, 6]])).id
    assert "kesepakatan cukup" in explain_agreement(kappa_of_table([[120, 2], [2, 76]])).id
    assert "belum sepakat" in explain_agreement(kappa_of_table([[50, 30], [30, 50]])).id
    assert "train together" in explain_agreement(kappa_of_table([[50, 30], [30, 50]])).en
