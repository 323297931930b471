"""Should-cost: by hand, by a second reckoning, its range by brute force, its odds by exact means, and its refusals."""

import dataclasses
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tempa.catalogue.costing.amounts import exact, rounded, rounded_parts, shown
from tempa.catalogue.costing.check import check
from tempa.catalogue.costing.errors import CostingError
from tempa.catalogue.costing.estimate import Estimate
from tempa.catalogue.costing.explain import explain
from tempa.catalogue.costing.learning import extreme_rates, lot_factor, unit_factor
from tempa.catalogue.costing.prices import PriceList
from tempa.catalogue.costing.problem import Operation, Part, Sheet
from tempa.catalogue.costing.solve import batch_curve, gather, should_cost, unit_price
from tempa.catalogue.costing.spread import drawn_prices, mean_price

from .cost_sheets import DAY, hours, learning, ratio, rupiah, sheets, worked_sheet


def test_price_by_hand():
    """Material 1,200,000; work (10 + 4/8) h × 20,000 = 210,000; overhead 52,500; cost 1,462,500; margin 146,250."""
    result = should_cost(worked_sheet(), 8, DAY)
    amounts = {line.key: line.amount for line in result.lines}
    assert amounts == {
        "harga:BAJA": 200_000,
        "harga:MOTOR": 1_000_000,
        "jam:1": 150_000,
        "mesin:1": 50_000,
        "persiapan:1": 10_000,
        "overhead": 52_500,
        "margin": 146_250,
    }
    assert (result.unit_price, result.lot_price) == (1_608_750, 12_870_000)
    # least: (2 × 90,000 + 950,000 + (8 + 3/8) × 17,000 × 1.2) × 1.05; most likewise from the highs
    assert result.lowest == rounded((180_000 + 950_000 + Fraction(67, 8) * 17_000 * Fraction(6, 5)) * Fraction(21, 20))
    assert result.highest == rounded(
        (260_000 + 1_100_000 + Fraction(55, 4) * 24_000 * Fraction(13, 10)) * Fraction(23, 20)
    )
    assert result.share_of("material") == Fraction(1_200_000, 1_608_750)
    assert check(worked_sheet(), result) == ()


def test_widest_swing_stands_first():
    result = should_cost(worked_sheet(), 8, DAY, draws=0)
    assert result.swings[0].key == "harga:MOTOR"
    assert result.swings[0].width == 165_000  # 150,000 × 1.1
    assert result.spread is None


@pytest.mark.slow
@settings(deadline=None, max_examples=40)
@given(sheets(), st.integers(1, 40))
def test_parts_add_up_and_a_second_reckoning_agrees(sheet, lot):
    result = should_cost(sheet, lot, DAY, draws=0)
    assert check(sheet, result) == ()
    assert sum(line.amount for line in result.lines) == result.exact_unit
    assert sum(line.rupiah for line in result.lines) == result.unit_price
    if result.exact_unit:
        assert sum(line.share for line in result.lines) == 1
    assert all(line.amount >= 0 for line in result.lines)


@settings(deadline=None, max_examples=40)
@given(sheets(), st.lists(st.integers(1, 60), min_size=2, max_size=6))
def test_batch_curve_never_rises(sheet, lots):
    curve = batch_curve(sheet, sorted(lots), DAY)
    assert all(a.exact_unit >= b.exact_unit for a, b in pairwise(curve))
    assert all(a.unit_price >= b.unit_price for a, b in pairwise(curve))
    assert curve[0].unit_price == should_cost(sheet, curve[0].lot, DAY, draws=0).unit_price


def test_range_is_that_of_every_corner():
    sheet = worked_sheet()
    inputs, _ = gather(sheet, DAY)
    corners = [
        unit_price(sheet, dict(zip(inputs, values, strict=True)), 3)
        for values in product(*((e.low, e.high) for e in inputs.values()))
    ]
    result = should_cost(sheet, 3, DAY, draws=0)
    assert (result.lowest, result.highest) == (rounded(min(corners)), rounded(max(corners)))


@settings(deadline=None, max_examples=25)
@given(sheets(), st.integers(1, 20), st.integers(0, 2**32))
def test_no_draw_leaves_the_range_and_the_mean_lies_in_it(sheet, lot, seed):
    result = should_cost(sheet, lot, DAY, draws=100, seed=seed)
    inputs, _ = gather(sheet, DAY)
    drawn = drawn_prices(sheet, inputs, lot, 100, seed)
    slack = 1 + 1e-6 * result.highest
    assert result.lowest - slack <= drawn.min() and drawn.max() <= result.highest + slack
    assert result.spread is not None
    assert result.lowest - slack <= result.spread.mean <= result.highest + slack
    assert result.spread.p10 <= result.spread.p50 <= result.spread.p90


@pytest.mark.parametrize("curve", [None, learning("0.8", "0.9", "1", 5)])
def test_simulated_mean_equals_the_exact_one(curve):
    sheet = worked_sheet(curve)
    inputs, _ = gather(sheet, DAY)
    drawn = drawn_prices(sheet, inputs, 12, 40_000, 3)
    assert float(mean_price(sheet, inputs, 12)) == pytest.approx(drawn.mean(), abs=4 * drawn.std() / 200)


def test_percentiles_of_a_single_triangle_equal_scipy():
    one = Sheet(
        "Satu",
        (Part("A", "A", Fraction(1), "a"),),
        PriceList({"A": (rupiah(100_000, 120_000, 200_000),)}, 180),
        (),
        {},
        {},
        ratio("0", "0", "0"),
        ratio("0", "0", "0"),
    )
    spread = should_cost(one, 1, DAY, draws=50_000, seed=9).spread
    assert spread is not None
    exact_ones = stats.triang(0.2, loc=100_000, scale=100_000).ppf([0.1, 0.5, 0.9])
    assert (spread.p10, spread.p50, spread.p90) == pytest.approx(tuple(exact_ones), abs=700)
    assert rupiah(100_000, 120_000, 200_000).quantile(0.9) == pytest.approx(exact_ones[2])


def test_prices_of_one_group_move_together():
    parts = tuple(Part(i, i, Fraction(1), "baja") for i in "AB")
    prices = PriceList({i: (rupiah(100_000, 120_000, 200_000),) for i in "AB"}, 180)
    together = Sheet("Dua", parts, prices, (), {}, {}, ratio("0", "0", "0"), ratio("0", "0", "0"))
    apart = dataclasses.replace(together, parts=(parts[0], dataclasses.replace(parts[1], group="lain")))
    spread = [np.std(drawn_prices(s, gather(s, DAY)[0], 1, 20_000, 4)) for s in (together, apart)]
    assert spread[0] == pytest.approx(spread[1] * 2**0.5, rel=0.02)


def test_same_seed_same_odds():
    assert should_cost(worked_sheet(), 5, DAY, seed=4) == should_cost(worked_sheet(), 5, DAY, seed=4)
    assert should_cost(worked_sheet(), 5, DAY, seed=4).spread != should_cost(worked_sheet(), 5, DAY, seed=5).spread


def test_learning_brings_a_doubling_down_to_the_rate():
    rate = Fraction(9, 10)
    assert unit_factor(rate, 10, 5) == pytest.approx(rate)
    assert unit_factor(rate, 5, 10) == pytest.approx(1 / rate)
    assert unit_factor(rate, 40, 5) == pytest.approx(rate**3)
    assert unit_factor(Fraction(1), 7, 3) == 1
    # units 3 and 4 of a curve whose reference is unit 4
    assert lot_factor(learning("0.9", "0.9", "0.9", 4, before=2), rate, 2) == pytest.approx(
        (float((3 / 4) ** np.log2(0.9)) + 1) / 2
    )


def test_learning_at_the_reference_unit_leaves_the_hours():
    plain, curved = (should_cost(worked_sheet(c), 1, DAY, draws=0) for c in (None, learning("0.8", "0.9", "1", 1)))
    assert plain.exact_unit == curved.exact_unit


@pytest.mark.slow
@settings(deadline=None, max_examples=30)
@given(st.integers(50, 100), st.integers(50, 100), st.integers(1, 15), st.integers(0, 10), st.integers(1, 25))
def test_extreme_rates_bound_every_rate_between(a, b, reference, before, lot):
    low, high = min(a, b), max(a, b)
    curve = learning(f"{low}/100", f"{low}/100", f"{high}/100", reference, before)
    least, most = (lot_factor(curve, r, lot) for r in extreme_rates(curve, lot))
    for step in range(11):
        between = lot_factor(curve, Fraction(low, 100) + Fraction(high - low, 1000) * step, lot)
        assert least - Fraction(1, 10**12) <= between <= most + Fraction(1, 10**12)


def test_old_price_is_a_finding_and_not_used_unless_accepted_by_name():
    sheet, late = worked_sheet(oldest_days=30), date(2020, 7, 2)
    assert should_cost(sheet, 1, date(2020, 7, 1), draws=0).findings == ()
    with pytest.raises(CostingError, match="lebih tua dari 30 hari") as refused:
        should_cost(sheet, 1, late, draws=0)
    assert "harga:BAJA" in str(refused.value) and "harga:MOTOR" in str(refused.value)
    with pytest.raises(CostingError, match="harga:MOTOR"):
        should_cost(sheet, 1, late, draws=0, accept={"harga:BAJA"})
    result = should_cost(sheet, 1, late, draws=0, accept={"harga:BAJA", "harga:MOTOR"})
    assert [f.fault for f in result.findings] == ["too_old", "too_old"]
    assert any("Dipakai dengan persetujuan" in s.id for s in explain(result))


def quoted(price: int, dated: date, until: date | None = None) -> Estimate:
    return Estimate.money(price, price, price, unit="Rp", source=f"nota {dated}", dated=dated, valid_until=until)


def test_newest_usable_quotation_is_picked():
    june, july, august = date(2020, 6, 1), date(2020, 7, 1), date(2020, 8, 1)
    prices = PriceList({"A": (quoted(3, august), quoted(1, june), quoted(2, july, date(2020, 7, 10)))}, 60)
    assert prices.pick("A", date(2020, 7, 10))[0].likely == 2
    assert prices.pick("A", date(2020, 7, 11))[0].likely == 1  # the newer one has expired
    assert prices.pick("A", august) == (quoted(3, august), None)
    estimate, finding = prices.pick("A", date(2020, 5, 1))
    assert finding is not None and finding.fault == "not_yet" and estimate.likely == 3
    estimate, finding = prices.pick("A", date(2021, 8, 1))
    assert finding is not None and finding.fault == "too_old" and estimate.likely == 3
    only = PriceList({"A": (quoted(2, july, date(2020, 7, 10)),)}, 60)
    assert only.pick("A", august)[1].fault == "expired"  # type: ignore[union-attr]


def test_price_at_exactly_its_oldest_age_still_counts():
    prices = PriceList({"A": (quoted(1, DAY),)}, 60)
    assert prices.pick("A", DAY + timedelta(60))[1] is None
    assert prices.pick("A", DAY + timedelta(61))[1] is not None


def test_check_sees_a_changed_result():
    sheet = worked_sheet()
    result = should_cost(sheet, 8, DAY, draws=0)
    for change in (
        {"unit_price": result.unit_price + 1},
        {"lot_price": result.lot_price - 1},
        {"lowest": result.unit_price + 1},
        {"exact_unit": result.exact_unit * 2},
        {"lines": result.lines[:-1]},
    ):
        assert check(sheet, dataclasses.replace(result, **change)) != ()


@pytest.mark.slow
@settings(deadline=None)
@given(st.lists(st.fractions(-1000, 1000, max_denominator=50), max_size=12))
def test_rounded_parts_add_up_to_the_rounded_total_and_stay_near(amounts):
    parts = rounded_parts(amounts)
    assert sum(parts) == rounded(sum(amounts, Fraction(0)))
    assert all(abs(p - a) <= 1 for p, a in zip(parts, amounts, strict=True))


def test_numbers_are_read_as_they_are_written():
    assert [exact(v) for v in (0.2, "0.2", "1/5", Fraction(1, 5))] == [Fraction(1, 5)] * 4
    assert [rounded(Fraction(v, 2)) for v in (-3, -1, 1, 3)] == [-1, 0, 1, 2]
    assert [shown(exact(v)) for v in ("0.250", "1/3", "12000000")] == ["0.25", "1/3", "12000000"]


def bare_sheet(**changes: Any) -> Sheet:
    return dataclasses.replace(worked_sheet(), **changes)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: exact("dua"), "sebuah bilangan"),
        (lambda: exact(float("nan")), "sebuah bilangan"),
        (lambda: exact(True), "sebuah bilangan"),
        (lambda: rupiah(-5, 0, 0), "mulai 0"),
        (lambda: Estimate.money("0.5", 1, 1, unit="Rp/kg", source="survei contoh", dated=DAY), "rupiah bulat"),
        (lambda: rupiah(3, 2, 4), "berurutan naik"),
        (lambda: Estimate.hours(1, 2, 3, source=" ", dated=DAY), "ditelusuri"),
        (lambda: Estimate.ratio("0.5", 1, "1.1", source="survei contoh", dated=DAY), "0 sampai 1"),
        (lambda: quoted(1, DAY, DAY - timedelta(1)), "tidak sebelum"),
        (lambda: should_cost(worked_sheet(), 0, DAY), "mulai 1"),
        (lambda: should_cost(worked_sheet(), 8, DAY, draws=7), "mulai 100"),
        (lambda: learning("0.4", "0.9", "1", 1), "0,5 sampai 1"),
        (lambda: learning("0.9", "0.9", "1", 0), "mulai 1"),
        (lambda: Part("A", "A", Fraction(-1), "a"), "mulai 0"),
        (lambda: bare_sheet(parts=worked_sheet().parts * 2), "satu baris tiap bahan"),
        (lambda: bare_sheet(operations=worked_sheet().operations * 2), "satu baris tiap langkah"),
        (lambda: bare_sheet(parts=(), operations=()), "bahan atau kerja"),
        (lambda: bare_sheet(wages={}), "langkah 1"),
        (lambda: bare_sheet(machine_rates={}), "dengan sumber"),
        (lambda: should_cost(bare_sheet(parts=(Part("X", "X", Fraction(1), "x"),)), 1, DAY), "sumber dan tanggal"),
        (lambda: PriceList({"A": ()}, 10), "satu penawaran"),
        (lambda: PriceList({}, -1), "mulai 0"),
        (lambda: lot_factor(learning("0.9", "0.9", "1", 1), Fraction(9, 10), 30_000), "20000"),
    ],
)
def test_unusable_input_is_refused_with_value_bound_and_source(make, says):
    with pytest.raises(CostingError, match=says) as refused:
        make()
    error = refused.value
    assert error.what and error.bound and error.source
    assert error.bound in str(error) and error.source in str(error) and str(error.value) in str(error)


def test_sentences_carry_price_range_and_odds():
    sentences = explain(should_cost(worked_sheet(), 8, DAY))
    assert "Rp1.608.750" in sentences[0].id and "Rp1,608,750" in sentences[0].en
    assert "benih 1" in sentences[0].id
    assert "74,6 %" in sentences[1].id and "74.6 %" in sentences[1].en


def test_overhead_may_be_more_than_the_work_it_lies_on():
    heavy = Estimate.markup(1, "1.5", 2, source="buku bengkel", dated=DAY)
    lines = {line.key: line.amount for line in should_cost(bare_sheet(overhead=heavy), 8, DAY, draws=0).lines}
    assert lines["overhead"] == 315_000
    with pytest.raises(CostingError, match="ditulis 1,5"):
        Estimate.markup(100, 150, 200, source="buku bengkel", dated=DAY)


def test_step_may_cost_no_wage_when_that_is_said():
    sheet = bare_sheet(
        wages={"las": rupiah(0, 0, 0)},
        operations=(Operation(1, "weld", "las", hours("1", "1", "1"), hours("0", "0", "0")),),
    )
    assert {line.key: line.amount for line in should_cost(sheet, 1, DAY, draws=0).lines}["jam:1"] == 0
