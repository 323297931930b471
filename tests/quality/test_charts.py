"""Shewhart charts: limits against exact arithmetic and simulation, signals, corrections, refusals."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tempa.quality.sampling import charts
from tempa.quality.sampling.chart_errors import ChartError

counts = st.lists(st.integers(0, 60), min_size=2, max_size=40)


def test_p_limits_equal_exact_fractions_with_unequal_samples():
    bad, sizes = [3, 0, 5, 9], [20, 25, 30, 40]
    chart = charts.p_chart(bad, sizes)
    mean = Fraction(17, 115)
    assert chart.center == pytest.approx(float(mean), abs=1e-15)
    for size, low, high in zip(sizes, chart.lower, chart.upper, strict=True):
        half = 3 * math.sqrt(mean * (1 - mean) / size)
        assert (low, high) == pytest.approx((max(0, float(mean) - half), min(1, float(mean) + half)), abs=1e-14)


def test_point_that_touches_its_limit_is_inside():
    # mean 16, limits 4 and 28 exactly: 28 touches, 29 is out
    touching = [28, 4, 16, 16, 16, 16]
    assert charts.c_chart(touching).upper[0] == 28
    assert charts.c_chart(touching).out == ()
    assert charts.c_chart([29, 3, 16, 16, 16, 16]).out == (1, 2)


@settings(deadline=None)
@given(counts)
def test_out_is_what_brute_force_over_exact_squares_finds(x):
    chart = charts.c_chart(x)
    mean = Fraction(sum(x), len(x))
    outside = tuple(i for i, v in enumerate(x, start=1) if (v - mean) ** 2 > 9 * mean)
    assert chart.out == outside


@settings(deadline=None)
@given(counts, st.integers(1, 50))
def test_u_chart_of_size_one_is_the_c_chart_and_scales_with_size(x, size):
    assert charts.u_chart(x, 1).upper == pytest.approx(charts.c_chart(x).upper)
    assert charts.u_chart(x, size).out == charts.u_chart(x, 1).out


def test_u_chart_takes_fractional_sizes_one_by_one():
    chart = charts.u_chart([14, 12, 20], [10, 9.5, 13])
    assert chart.points == pytest.approx((1.4, 12 / 9.5, 20 / 13))
    assert chart.upper[1] > chart.upper[0] > chart.upper[2]


def test_laney_leaves_limits_where_the_spread_is_binomial_and_widens_them_where_it_is_not():
    dice = np.random.default_rng(7)
    plain = dice.binomial(200, 0.1, size=4000)
    wandering = dice.binomial(200, dice.beta(10, 90, size=4000))
    assert charts.sigma_z(charts.p_chart(plain.tolist(), 200)) == pytest.approx(1, abs=0.03)
    # beta(10, 90) adds variance (n-1)·p(1-p)/101 relative to binomial: factor sqrt(1 + 199/101)
    assert charts.sigma_z(charts.p_chart(wandering.tolist(), 200)) == pytest.approx(math.sqrt(1 + 199 / 101), rel=0.03)
    assert len(charts.p_chart(wandering.tolist(), 200).out) > 200
    assert len(charts.laney_p_chart(wandering.tolist(), 200).out) < 40


def test_laney_u_uses_the_moving_range_of_z_scores():
    x, n = [4, 9, 2, 12, 5], [10, 12, 9, 11, 10]
    plain, wide = charts.u_chart(x, n), charts.laney_u_chart(x, n)
    z = [(v / s - plain.center) / math.sqrt(plain.center / s) for v, s in zip(x, n, strict=True)]
    factor = sum(abs(b - a) for a, b in itertools.pairwise(z)) / 4 / charts.d2(2)
    assert wide.upper[0] - wide.center == pytest.approx(factor * (plain.upper[0] - plain.center))


def test_laney_refuses_samples_without_any_spread():
    with pytest.raises(ChartError, match="Laney"):
        charts.laney_p_chart([0, 0, 0], 20)


@pytest.mark.parametrize(
    ("n", "mean", "spread"),
    [
        (2, 1.128379167, 0.852502),
        (3, 1.692569, 0.888368),
        (5, 2.325929, 0.864082),
        (10, 3.077505, 0.797051),
        (25, 3.930629, 0.708441),
    ],
)
def test_range_constants_equal_published_tables(n, mean, spread):
    assert charts.d2(n) == pytest.approx(mean, abs=2e-6)
    assert charts.d3(n) == pytest.approx(spread, abs=2e-6)


def test_range_constants_of_two_have_closed_forms():
    assert charts.d2(2) == pytest.approx(2 / math.sqrt(math.pi), abs=1e-11)
    assert charts.d3(2) == pytest.approx(math.sqrt(2 - 4 / math.pi), abs=1e-11)
    assert charts.d2(3) == pytest.approx(3 / math.sqrt(math.pi), abs=1e-11)
    assert charts.c4(2) == pytest.approx(math.sqrt(2 / math.pi), abs=1e-14)


def test_xbar_charts_of_random_normal_groups_find_the_sigma_that_made_them():
    groups = np.random.default_rng(3).normal(50, 2, size=(3000, 6)).tolist()
    assert charts.xbar_r_charts(groups).sigma == pytest.approx(2, rel=0.01)
    assert charts.xbar_s_charts(groups).sigma == pytest.approx(2, rel=0.01)
    assert charts.xbar_r_charts(groups).location.sigma[0] == pytest.approx(2 / math.sqrt(6), rel=0.01)
    # P(range of 6 outside its 3-sigma limits) is well known to be above 0.0027, yet below 1 %
    assert 0.001 < len(charts.xbar_r_charts(groups).spread.out) / 3000 < 0.01


def test_individuals_use_the_moving_range_which_has_one_point_less():
    pair = charts.individuals_charts([10, 12, 11, 15])
    assert pair.spread.points == (2, 1, 4)
    assert pair.sigma == pytest.approx(7 / 3 * math.sqrt(math.pi) / 2)
    assert pair.location.upper[0] == pytest.approx(12 + 3 * pair.sigma)
    assert pair.spread.upper[0] == pytest.approx(7 / 3 * 3.2665, rel=1e-4)  # the customary D4 of n = 2


def test_short_run_joins_types_of_different_size_on_one_chart():
    dice = np.random.default_rng(11)
    targets = np.tile([12.0, 300.0, 45.0], 40)
    sigmas = np.tile([0.1, 4.0, 0.5], 40)
    values = dice.normal(targets, sigmas)
    values[60] += 6 * sigmas[60]
    pair = charts.short_run_charts(values.tolist(), targets.tolist(), sigmas.tolist())
    assert pair.sigma == pytest.approx(1, abs=0.2)
    assert 61 in pair.location.out
    assert charts.individuals_charts(values.tolist()).location.out == ()  # without the correction it hides


def test_g_chart_warns_when_failures_come_too_soon():
    found = charts.g_chart([400, 350, 420, 380, 390, 410, 0], risk=0.005)
    assert found.failure_rate == pytest.approx(1 / (1 + 2350 / 7))
    assert found.chart.upper[0] == pytest.approx(2350 / 7 + 3 * math.sqrt(2350 / 7 * (2350 / 7 + 1)))
    assert found.too_soon == (7,)


@pytest.mark.slow
@settings(deadline=None)
@given(st.integers(2, 5000), st.floats(0.0005, 0.2))
def test_soonest_count_is_the_largest_within_the_risk(mean, risk):
    found = charts.g_chart([mean, mean], risk)
    p = found.failure_rate
    assert 1 - (1 - p) ** found.soonest <= risk * (1 + 1e-9)
    assert 1 - (1 - p) ** (found.soonest + 1) > risk * (1 - 1e-9)


def test_patterns_are_seen_where_they_end_and_only_when_asked():
    chart = charts.individuals_charts([10, 11] * 5 + [10, 11, 12, 13, 14, 15, 30]).location
    rising = charts.signals(chart, ["six_in_a_row_rising_or_falling"])
    assert [s.at for s in rising] == [16, 17]
    assert {s.rule for s in charts.signals(chart)} == {"beyond_three_sigma"}
    assert 14 not in [s.at for s in rising]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rule", "chance", "tolerance"),
    [
        ("beyond_three_sigma", 0.0027, 0.0006),
        ("nine_on_one_side", 2 * 0.5**9, 0.0008),
        ("six_in_a_row_rising_or_falling", 2 / math.factorial(6), 0.0008),
        ("fifteen_within_one_sigma", 0.682689**15, 0.0015),
        ("eight_beyond_one_sigma", 0.317311**8, 0.0004),
        ("two_of_three_beyond_two_sigma", 2 * 0.02275 * (1 - 0.97725**2), 0.0006),
        ("four_of_five_beyond_one_sigma", 2 * 0.158655 * (4 * 0.158655**3 * 0.841345 + 0.158655**4), 0.001),
        ("fourteen_alternating", 2 * 199_360_981 / math.factorial(14), 0.0015),
    ],
)
def test_patterns_are_as_rare_on_steady_normal_values_as_they_should_be(rule, chance, tolerance):
    z = np.random.default_rng(5).normal(size=60_000)
    chart = charts.Chart("I", tuple(z), 0.0, (1.0,) * len(z), (-3.0,) * len(z), (3.0,) * len(z))
    assert len(charts.signals(chart, [rule])) / len(z) == pytest.approx(chance, abs=tolerance)


def test_cusum_path_is_the_recursion_written_out():
    found = charts.cusum_chart([1, 3, -2, 6], target=0, sigma=2, k=0.5, h=2)
    assert found.upper == pytest.approx((0, 1, 0, 2.5))
    assert found.lower == pytest.approx((0, 0, 0.5, 0))
    assert found.out == (4,)


def test_poisson_cusum_subtracts_the_reference_per_unit_seen():
    k = charts.poisson_reference(0.1, 0.3)
    assert k == pytest.approx(0.2 / math.log(3))
    found = charts.poisson_cusum_chart([1, 0, 2], 0.1, 0.3, h=1.5, sizes=[2, 4, 1])
    first = 1 - 2 * k
    second = max(0, first - 4 * k)
    assert found.upper == pytest.approx((first, second, second + 2 - k))
    assert found.out == (3,)


def test_ewma_limits_grow_to_their_settled_width():
    grown = charts.ewma_chart([0] * 200, target=0, sigma=2, weight=0.2, width=3)
    settled = charts.ewma_chart([0] * 200, target=0, sigma=2, weight=0.2, width=3, settled=True)
    assert grown.upper[0] == pytest.approx(3 * 2 * 0.2)
    assert grown.upper[-1] == pytest.approx(settled.upper[0]) == pytest.approx(3 * 2 * math.sqrt(0.2 / 1.8))
    assert charts.ewma_chart([10, 0], 0, 1, weight=0.1).points == pytest.approx((1, 0.9))


@settings(deadline=None, max_examples=50)
@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30), st.floats(-1e3, 1e3))
def test_individuals_follow_a_shift_of_origin(values, shift):
    assume(max(values) - min(values) > 1e-3)  # what lies nearer together is lost when the origin moves
    moved = charts.individuals_charts([v + shift for v in values])
    assert moved.location.center == pytest.approx(charts.individuals_charts(values).location.center + shift, abs=1e-6)
    assert moved.sigma == pytest.approx(charts.individuals_charts(values).sigma, abs=1e-6)


@pytest.mark.parametrize(
    "call",
    [
        lambda: charts.p_chart([3, 21], 20),
        lambda: charts.p_chart([3, -1], 20),
        lambda: charts.p_chart([3, 1.5], 20),  # type: ignore[list-item]
        lambda: charts.p_chart([3], 20),
        lambda: charts.p_chart([3, 2], [20, 20, 20]),
        lambda: charts.p_chart([3, 2], 20.5),  # type: ignore[arg-type]
        lambda: charts.u_chart([3, 2], [1, 0]),
        lambda: charts.c_chart([float("nan"), 2]),  # type: ignore[list-item]
        lambda: charts.xbar_r_charts([[1, 2], [1]]),
        lambda: charts.xbar_r_charts([[1], [2]]),
        lambda: charts.xbar_r_charts([[1, 2], [1, math.inf]]),
        lambda: charts.xbar_r_charts([[1, 2], [1, 3]], d2=0),
        lambda: charts.xbar_s_charts([[1, 2]]),
        lambda: charts.individuals_charts([1]),
        lambda: charts.short_run_charts([1, 2], [1], [1, 1]),
        lambda: charts.short_run_charts([1, 2], [1, 1], [1, 0]),
        lambda: charts.g_chart([5, 6], risk=0.6),
        lambda: charts.signals(charts.c_chart([1, 2]), ["seven"]),
        lambda: charts.cusum_chart([1], 0, 0),
        lambda: charts.poisson_cusum_chart([1], 0.3, 0.1, 2),
        lambda: charts.poisson_cusum_chart([1], 0.1, 0.3, 2, [1, 1]),
        lambda: charts.ewma_chart([1], 0, 1, weight=0),
        lambda: charts.d2(1),
    ],
)
def test_unusable_input_is_refused_with_value_bound_and_source(call):
    with pytest.raises(ChartError) as refused:
        call()
    error = refused.value
    assert error.what and error.bound and error.source
    assert str(error.value) in str(error) and error.bound in str(error) and error.source in str(error)


def test_sentence_never_calls_a_steady_chart_good_and_names_the_points_outside():
    steady, wild = charts.c_chart([3] * 25), charts.c_chart([3] * 24 + [30])
    assert "bukan bukti" in charts.explain(steady).id and "no proof" in charts.explain(steady).en
    assert "titik 25" in charts.explain(wild).id and "point 25" in charts.explain(wild).en
    assert "sementara" in charts.explain(charts.c_chart([3, 4])).id
    assert "sementara" not in charts.explain(steady).id


def test_cusum_sentence_names_the_value_and_the_side():
    up = charts.cusum_chart([0] * 5 + [3] * 4, 0, 1)
    assert "nilai ke-8" in charts.explain_cusum(up).id and "naik" in charts.explain_cusum(up).id
    assert "shifted down" in charts.explain_cusum(charts.cusum_chart([-3] * 4, 0, 1)).en
    quiet = charts.explain_cusum(charts.cusum_chart([3], 0, 1))
    assert "50 %" in quiet.id and "no sign of a shift yet" in quiet.en


def test_rare_failure_sentence_says_what_the_chart_can_show():
    assert "ke-7" in charts.explain_rare(charts.g_chart([400, 350, 420, 380, 390, 410, 0], 0.005)).id
    assert "none came too soon" in charts.explain_rare(charts.g_chart([400, 350, 420, 380, 390, 410, 9], 0.005)).en
    assert "bagan p" in charts.explain_rare(charts.g_chart([4, 5, 3, 6])).id
