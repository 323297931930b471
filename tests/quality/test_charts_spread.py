"""Charts where nothing varies, where figures are missing, and where limits come from a base period."""

import math

import numpy as np
import pytest

from tempa.quality.sampling import agreement, capability, charts, run_length
from tempa.quality.sampling.chart_errors import ChartError
from tempa.quality.sampling.errors import SamplingError
from tempa.quality.sampling.variables import quality_index

ALMOST = 0.1 + 0.2  # the same measurement as 0.3, written by a machine
SPEC = capability.Specification(lower=9, upper=11)
STEADY = np.random.default_rng(12).normal(10, 1, (30, 4)).round(3)
SINGLE = STEADY.ravel()[:60].tolist()
BAD = np.random.default_rng(3).binomial(50, 0.1, 40).tolist()


@pytest.mark.parametrize(
    "call",
    [
        lambda: charts.xbar_r_charts([[10.0] * 3] * 24 + [[10.1] * 3]),
        lambda: charts.xbar_s_charts([[10.0] * 3] * 24 + [[10.1] * 3]),
        lambda: charts.xbar_r_charts([[0.3, ALMOST]] * 9),
        lambda: charts.xbar_s_charts([[0.3, ALMOST]] * 9),
        lambda: charts.individuals_charts([5.0] * 25),
        lambda: charts.individuals_charts([ALMOST] * 5 + [0.3] * 20),
        lambda: charts.individuals_charts([5.0] * 20 + [5.1] * 5, base=20),
        lambda: charts.individuals_charts([0.0] * 25),
        lambda: charts.short_run_charts([12.1, 300.1, 45.1] * 8, [12, 300, 45] * 8),
        lambda: charts.laney_p_chart([2, 4, 6] * 8, [20, 40, 60] * 8),
        lambda: charts.laney_u_chart([3] * 25, 0.3),
        lambda: capability.capability_of_groups([[10.0] * 5] * 6, SPEC),
        lambda: capability.capability_of_individuals([10.0] * 30, SPEC),
        lambda: capability.capability_of_individuals([ALMOST] * 10 + [0.3] * 20, SPEC),
        lambda: capability.capability_indices(0.3, 2e-18, 30, SPEC),
    ],
)
def test_without_spread_nobody_is_accused(call):
    with pytest.raises(ChartError, match=r"seharusnya di atas 0; di sini .* sama, jadi tidak ada batas .* terlalu kasar\?"):
        call()


def test_the_index_of_a_lot_knows_rounding_from_spread_too():
    with pytest.raises(SamplingError, match="semua nilai sama"):
        quality_index([ALMOST, 0.3, 0.3], lower=0.2)


def test_a_small_spread_is_a_spread():
    fine = [1000 + n * 1e-9 for n in (0, 3, 1, 4, 1, 5, 9, 2, 6, 5)]
    assert charts.individuals_charts(fine).location.out == ()
    assert charts.individuals_charts([*fine, 1000 + 1e-7]).location.out == (11,)


def test_a_point_on_its_limit_is_inside_whatever_its_last_digit():
    chart = charts.Chart("I", (1e6 + math.ulp(1e6), 1e6 + 1e-3), 1e6 - 3e-8, (1e-8,) * 2, (0.0,) * 2, (1e6,) * 2)
    assert chart.out == (2,)


def test_counts_that_never_vary_are_inside_their_limits():
    for chart in (charts.c_chart([0] * 25), charts.p_chart([20] * 25, 20), charts.p_chart([0] * 25, 20), charts.g_chart([0] * 9).chart):
        assert chart.out == () and charts.signals(chart) == ()


def test_a_coarse_gauge_is_named_where_most_ranges_are_zero():
    coarse = charts.individuals_charts([10, 10, 10, 10.1, 10.1, 10.1, 10.1, 10.1] * 3).spread
    assert coarse.out and "cari penyebabnya" not in charts.explain(coarse).id
    assert "terlalu kasar" in charts.explain(coarse).id and "too coarse" in charts.explain(coarse).en
    assert "kasar" not in charts.explain(charts.xbar_r_charts(STEADY.tolist()).spread).id


def with_hole(values, hole):
    return [*values[:3], hole, *values[4:]]


HOLES = {
    "p": lambda hole: charts.p_chart(with_hole([1] * 9, hole), 20),
    "p sizes": lambda hole: charts.p_chart([1] * 9, with_hole([20] * 9, hole)),
    "p size": lambda hole: charts.p_chart([1] * 9, hole),
    "c": lambda hole: charts.c_chart(with_hole([3, 2] * 5, hole)),
    "u": lambda hole: charts.u_chart([1] * 9, with_hole([9.5] * 9, hole)),
    "laney p": lambda hole: charts.laney_p_chart(with_hole([1, 2] * 9, hole), 20),
    "laney u": lambda hole: charts.laney_u_chart(with_hole([1, 2] * 9, hole), 20),
    "g": lambda hole: charts.g_chart(with_hole([40, 50] * 5, hole)),
    "g risk": lambda hole: charts.g_chart([40, 50], hole),
    "xbar r": lambda hole: charts.xbar_r_charts([[1, 2], [3, hole], [1, 2]]),
    "xbar s": lambda hole: charts.xbar_s_charts([[1, 2], hole, [1, 2]]),
    "constant": lambda hole: charts.xbar_r_charts([[1, 2], [3, 5]], 1.128 if hole is None else hole, "3" if hole is None else 0.85),
    "individuals": lambda hole: charts.individuals_charts(with_hole([1, 2] * 9, hole)),
    "no individuals": lambda hole: charts.individuals_charts(hole),
    "short run": lambda hole: charts.short_run_charts([1, 2, 4, 3], with_hole([1, 2, 3, 4], hole)),
    "short run sigma": lambda hole: charts.short_run_charts([1, 2, 4, 3], [1, 2, 3, 4], with_hole([1] * 4, hole)),
    "short run value": lambda hole: charts.short_run_charts(with_hole([1, 2, 4, 3], hole), [1, 2, 3, 4]),
    "cusum": lambda hole: charts.cusum_chart(with_hole([1] * 5, hole), 0, 1),
    "cusum target": lambda hole: charts.cusum_chart([1], hole, 1),
    "cusum sigma": lambda hole: charts.cusum_chart([1], 0, hole),
    "cusum h": lambda hole: charts.cusum_chart([1], 0, 1, 0.5, hole),
    "poisson cusum": lambda hole: charts.poisson_cusum_chart(with_hole([1] * 5, hole), 0.1, 0.3, 2),
    "poisson cusum rate": lambda hole: charts.poisson_cusum_chart([1], hole, 0.3, 2),
    "poisson cusum sizes": lambda hole: charts.poisson_cusum_chart([1] * 4, 0.1, 0.3, 2, with_hole([1] * 4, hole)),
    "ewma": lambda hole: charts.ewma_chart(with_hole([1] * 5, hole), 0, 1),
    "ewma weight": lambda hole: charts.ewma_chart([1], 0, 1, hole),
    "cusum arl": lambda hole: run_length.cusum_arl(0.5, hole),
    "ewma arl": lambda hole: run_length.ewma_arl(hole, 3),
    "shewhart arl": lambda hole: run_length.shewhart_arl(hole),
    "g arl": lambda hole: run_length.g_chart_arl(hole, 3),
    "d2": lambda hole: charts.d2(hole),
    "capability": lambda hole: capability.capability_of_individuals(with_hole(SINGLE, hole), SPEC),
    "capability of groups": lambda hole: capability.capability_of_groups([*STEADY.tolist(), [1, 2, hole, 3]], SPEC),
    "capability of a hole": lambda hole: capability.capability_of_groups([*STEADY.tolist(), hole], SPEC),
    "indices": lambda hole: capability.capability_indices(hole, 1, 30, SPEC),
    "indices sigma": lambda hole: capability.capability_indices(10, hole, 30, SPEC),
    "indices n": lambda hole: capability.capability_indices(10, 1, hole, SPEC),
    "level": lambda hole: capability.cpk_lower_bound(1.3, 30, hole),
    "cpk": lambda hole: capability.cpk_lower_bound(hole, 30),
    "kappa": lambda hole: agreement.cohen_kappa(["lulus", "gagal", "lulus"], ["lulus", hole, "lulus"]),
    "kappa table": lambda hole: agreement.kappa_of_table([[3, 1], [hole, 4]]),
}


@pytest.mark.parametrize("hole", [None, math.nan], ids=["None", "NaN"])
@pytest.mark.parametrize("name", HOLES)
def test_a_missing_value_gets_its_sentence(name, hole):
    with pytest.raises(ChartError, match="tidak dapat dipakai; seharusnya") as refused:
        HOLES[name](hole)
    assert refused.value.what and refused.value.source


@pytest.mark.parametrize("wrong", [[3, "2", 4], ["tiga", 2], "345", {"a": 1}, 7, [3, [2], 4], [10**400, 1]])
def test_what_is_no_number_gets_its_sentence(wrong):
    with pytest.raises(ChartError, match="tidak dapat dipakai"):
        charts.individuals_charts(wrong)


def test_a_specification_with_a_hole_is_refused():
    with pytest.raises(ChartError, match="batas bawah"):
        capability.Specification(lower=math.nan)
    with pytest.raises(SamplingError, match="batas spesifikasi"):
        quality_index([1.0, 2.0, 4.0], lower=math.nan)


PAIRS = {
    "xbar r": (charts.xbar_r_charts, STEADY.tolist()), "xbar s": (charts.xbar_s_charts, STEADY.tolist()),
    "individuals": (charts.individuals_charts, SINGLE),
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_frozen_limits_are_those_of_the_base_alone(name):
    draw, data = PAIRS[name]
    alone, frozen = draw(data[:20]), draw(data, base=20)
    for part in ("location", "spread"):
        before, after = getattr(alone, part), getattr(frozen, part)
        assert (after.center, after.upper[-1], after.lower[0]) == pytest.approx((before.center, before.upper[0], before.lower[0]))
        assert after.points[: len(before.points)] == pytest.approx(before.points) and len(after.points) > len(before.points)
    assert (frozen.location.base, frozen.location.taken_on, frozen.sigma) == (20, 0, alone.sigma)
    later = draw(data[20:], base=alone)
    assert later.location.upper[0] == frozen.location.upper[0] and later.spread.center == frozen.spread.center
    assert (later.location.base, later.location.taken_on, later.location.limits_from) == (0, 20, 20)


def test_a_shift_after_the_base_is_seen_that_limits_from_all_would_hide():
    values = [*SINGLE[:30], *(v + 2.5 for v in SINGLE[30:])]
    frozen, usual = charts.individuals_charts(values, base=30).location, charts.individuals_charts(values).location
    assert len(frozen.out_after_base) > len(usual.out) and min(frozen.out_after_base) > 30
    assert f"{len(frozen.out_after_base)} dari 30 titik (nilai satuan) di luar batas dari 30 titik pertama" in charts.explain(frozen).id
    assert "limits from the first 30 points" in charts.explain(frozen).en


def test_counts_are_judged_by_their_base():
    for draw in (charts.p_chart, charts.u_chart):
        frozen, alone = draw([*BAD, 30], 50, base=40), draw(BAD, 50)
        assert (frozen.center, frozen.upper[-1], frozen.out_after_base) == (alone.center, alone.upper[0], (41,))
        assert draw([30, 2], 50, base=alone).upper == frozen.upper[:2]
    assert charts.c_chart([4, 5, 3, 40], base=3).center == 4
    rare = charts.g_chart([400, 350, 420], 0.005)
    assert charts.g_chart([0, 400], 0.005, base=rare).too_soon == (1,)
    widened = charts.laney_p_chart([*BAD, 30], 50, base=40)
    assert widened.upper[0] == charts.laney_p_chart(BAD, 50).upper[0] and widened.out_after_base == (41,)


def test_an_unsteady_base_is_said_before_anything_else():
    chart = charts.c_chart([4, 40, 5, 3, 4, 30], base=4)
    assert chart.out == (2, 6)[: len(chart.out)] and 2 in chart.out
    assert "Masa dasar (4 titik pertama" in charts.explain(chart).id and "not steady (point 2" in charts.explain(chart).en


def test_few_points_of_the_base_make_limits_provisional_however_many_follow():
    assert "Baru 12 titik" in charts.explain(charts.individuals_charts(SINGLE, base=12).location).id
    assert "sementara" not in charts.explain(charts.individuals_charts(SINGLE, base=40).location).id
    taken_on = charts.individuals_charts(SINGLE[40:], base=charts.individuals_charts(SINGLE[:40])).location
    assert "bagan sebelumnya dengan 40 titik" in charts.explain(taken_on).id and "sementara" not in charts.explain(taken_on).id


@pytest.mark.parametrize("base", [1, 0, -3, 61, 2.5, True, "20"])
def test_a_base_that_cannot_be_is_refused(base):
    with pytest.raises(ChartError, match="masa dasar"):
        charts.individuals_charts(SINGLE, base=base)


def test_a_base_of_another_kind_is_refused():
    with pytest.raises(ChartError, match="bagan masa dasar"):
        charts.xbar_s_charts(STEADY.tolist(), base=charts.xbar_r_charts(STEADY.tolist()))
    with pytest.raises(ChartError, match="bagan masa dasar"):
        charts.u_chart([1, 2], 5, base=charts.c_chart([1, 2]))
    with pytest.raises(ChartError, match="sigma z"):
        charts.laney_p_chart([1, 2], 5, base=charts.p_chart([1, 2], 5))  # type: ignore[arg-type]


EMPTY = charts.c_chart([0] * 20)


@pytest.mark.parametrize("call", [
    lambda: charts.p_chart([0] * 20 + [1], 10, base=20),
    lambda: charts.p_chart([10] * 20 + [9], 10, base=20),
    lambda: charts.c_chart([0] * 20 + [1], base=20),
    lambda: charts.c_chart([1, 0], base=EMPTY),
    lambda: charts.u_chart([0] * 20 + [1], 2.5, base=20),
    lambda: charts.g_chart([0] * 20 + [3], base=20),
])  # fmt: skip
def test_the_first_count_after_a_base_without_any_is_not_accused(call):
    with pytest.raises(ChartError, match=r"masa dasar: tanpa sebaran .* tidak ada batas yang dapat ditarik"):
        call()


def test_counts_without_spread_are_charted_where_they_are_their_own_base():
    for chart in (EMPTY, charts.p_chart([5] * 20, 5), charts.u_chart([0] * 20, 3)):
        assert chart.out == () and "di dalam batas" in charts.explain(chart).id
