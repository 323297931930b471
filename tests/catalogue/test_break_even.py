"""What would have to be true: every answer, put back into the sheet, gives the asked price."""

import dataclasses
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempa.catalogue.costing.break_even import break_even, groups_of
from tempa.catalogue.costing.errors import CostingError
from tempa.catalogue.costing.explain import explain_break_even
from tempa.catalogue.costing.solve import gather, unit_price

from .cost_sheets import DAY, learning, ratio, rupiah, sheets, worked_sheet


def test_steel_must_fall_by_the_hand_computed_share():
    """Unit price 1,608,750; steel carries 220,000 of it with its margin. 1,582,350 is 26,400 less: 12 % of it."""
    found = break_even(worked_sheet(), 8, DAY, 1_582_350)
    assert found.gap == -26_400
    steel = found.answer("grup:baja")
    assert (steel.needed, steel.change) == (Fraction(88, 100), Fraction(-12, 100))
    assert found.answer("harga:BAJA").needed == 88_000
    assert found.answer("harga:BAJA").within is False
    sentences = [s.id for s in explain_break_even(worked_sheet(), found, most=20)]
    assert "Agar harga menjadi Rp1.582.350, harga baja harus turun 12 %." in sentences


@pytest.mark.slow
@settings(deadline=None, max_examples=30)
@given(sheets(), st.integers(1, 12), st.integers(0, 8_000_000))
def test_every_answer_solves_back(sheet, lot, target):
    found = break_even(sheet, lot, DAY, target, largest_lot=60)
    inputs, _ = gather(sheet, DAY)
    likely = {key: e.likely for key, e in inputs.items()}
    groups = groups_of(sheet)
    for answer in found.answers:
        if answer.needed is None:
            continue
        changed = (
            {k: likely[k] * answer.needed for k in groups[answer.key]}
            if answer.key in groups
            else {answer.key: answer.needed}
        )
        price = unit_price(sheet, {**likely, **changed}, lot)
        if answer.key == "belajar":
            assert float(price) == pytest.approx(target, abs=1e-3 * (1 + float(unit_price(sheet, likely, lot)) / 1e6))
        else:
            assert price == target
    if found.lot is not None:
        assert unit_price(sheet, likely, found.lot) <= target
        assert found.lot == 1 or unit_price(sheet, likely, found.lot - 1) > target
    else:
        assert unit_price(sheet, likely, 60) > target


def test_price_that_no_steel_price_reaches_is_said_so():
    found = break_even(worked_sheet(), 8, DAY, 1_000_000)
    assert found.answer("grup:baja").needed is None
    assert found.answer("margin").needed is None  # would have to be negative
    assert found.lot is None
    assert found.answer("semua harga").needed is not None


def test_share_above_the_whole_is_no_answer():
    assert break_even(worked_sheet(), 8, DAY, 9_000_000).answer("margin").needed is None


def test_learning_rate_is_searched():
    sheet = worked_sheet(learning("0.8", "0.9", "1", 1))
    now = break_even(sheet, 16, DAY, 0).unit_price
    found = break_even(sheet, 16, DAY, now - 20_000).answer("belajar")
    assert found.needed is not None and found.needed < Fraction(9, 10) and found.within is True
    assert break_even(sheet, 16, DAY, 1_000_000).answer("belajar").needed is None


def test_answers_within_their_range_come_first():
    found = break_even(worked_sheet(), 8, DAY, 1_600_000)
    within = [a.within is True for a in found.answers]
    assert within == sorted(within, reverse=True) and within[0]


def test_input_at_zero_has_no_share_of_change():
    sheet = dataclasses.replace(worked_sheet(), margin=ratio("0", "0", "0"), machine_rates={"weld": rupiah(0, 0, 0)})
    answer = break_even(sheet, 8, DAY, 1_600_000).answer("margin")
    assert answer.change is None and answer.needed is not None


def test_target_with_a_fraction_of_a_rupiah_is_refused():
    with pytest.raises(CostingError, match="rupiah bulat"):
        break_even(worked_sheet(), 8, DAY, "1500000.5")
    with pytest.raises(CostingError, match="mulai 0"):
        break_even(worked_sheet(), 8, DAY, -1)


def test_nothing_reachable_is_one_sentence():
    sheet = dataclasses.replace(worked_sheet(), parts=(), prices=worked_sheet().prices)
    found = break_even(sheet, 8, DAY, 0)
    reachable = [a for a in found.answers if a.needed is not None and a.change is not None]
    sentences = explain_break_even(sheet, found)
    assert len(sentences) == max(1, min(5, len(reachable)))
