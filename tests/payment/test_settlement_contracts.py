"""Forms, guarantees, advances, terms and penalties of a contract."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempa.contracts.law import (
    Form,
    LawError,
    advance_guarantee,
    advance_limit,
    apportion,
    check_advance,
    document_form,
    owner_estimate,
    performance_guarantee,
)
from tempa.payment.settlement import (
    LateDelivery,
    RetentionBase,
    advance_recovery,
    days_late,
    deadline,
    due_date,
    instalments,
    late_penalty,
    payment_terms,
    recovery_by_shares,
    retention,
)

JUNE_2020, MID_2026 = date(2020, 6, 15), date(2026, 6, 15)


@pytest.mark.parametrize(("value", "form"), [
    (0, Form.RECEIPT), (10_000_000, Form.RECEIPT), (10_000_001, Form.KUITANSI), (50_000_000, Form.KUITANSI),
    (50_000_001, Form.SPK), (200_000_000, Form.SPK), (200_000_001, Form.AGREEMENT),
])
def test_form_by_value_at_each_limit(value, form):
    chosen = document_form(value, JUNE_2020)
    assert (chosen.form, chosen.rule.citation) == (form, "Perpres 16/2018 Ps 28")


def test_e_purchasing_has_an_order_letter_whatever_the_value():
    assert document_form(900_000_000, MID_2026, e_purchasing=True).form is Form.ORDER_LETTER


@pytest.mark.parametrize(("estimate", "offer", "expected"), [
    (300_000_000, 290_000_000, 14_500_000),
    (300_000_000, 240_000_000, 12_000_000),  # exactly 80 %
    (300_000_000, 239_999_999, 15_000_000),  # below: of the estimate
    (250_000_000, 200_000_000, 0),
    (250_000_001, 200_000_001, 10_000_000),  # 10,000,000.05
    (300_000_010, 200_000_010, 15_000_001),  # 15,000,000.5 goes up
])
def test_performance_guarantee(estimate, offer, expected):
    assert performance_guarantee(estimate, offer, JUNE_2020).rupiah == expected


def test_the_estimate_is_shown_with_ppn():
    assert owner_estimate(100_000_000, JUNE_2020).rupiah == 110_000_000
    assert owner_estimate(100_000_000, MID_2026).rupiah == 111_000_000


def test_no_performance_guarantee_in_e_purchasing_and_none_for_an_offer_above_the_estimate():
    assert performance_guarantee(900_000_000, 800_000_000, JUNE_2020, e_purchasing=True).rupiah == 0
    with pytest.raises(LawError, match="di atas HPS"):
        performance_guarantee(300_000_000, 300_000_001, JUNE_2020)


@pytest.mark.parametrize(("small", "years", "on", "limit", "verified"), [
    (True, False, JUNE_2020, 30_000_000, True), (False, False, JUNE_2020, 20_000_000, True),
    (True, True, JUNE_2020, 15_000_000, True), (True, False, MID_2026, 50_000_000, False),
])
def test_advance_limit_by_vendor_and_day(small, years, on, limit, verified):
    amount = advance_limit(100_000_000, on, small, years)
    assert (amount.rupiah, amount.verified) == (limit, verified)


def test_an_advance_above_verified_law_is_refused_and_above_a_setting_only_named():
    assert check_advance(30_000_000, advance_limit(100_000_000, JUNE_2020, True)) == ()
    with pytest.raises(LawError, match="Uang muka melewati batas"):
        check_advance(30_000_001, advance_limit(100_000_000, JUNE_2020, True))
    (warning,) = check_advance(60_000_000, advance_limit(100_000_000, MID_2026, True))
    assert "Rp50.000.000" in warning.english and "belum diverifikasi" in str(warning)


def test_the_advance_guarantee_falls_with_the_recovery():
    assert advance_guarantee(30_000_000, 0, JUNE_2020).rupiah == 30_000_000
    assert advance_guarantee(30_000_000, 15_000_000, JUNE_2020).rupiah == 15_000_000
    with pytest.raises(LawError):
        advance_guarantee(30_000_000, 30_000_001, JUNE_2020)


def test_recovery_is_proportional_and_the_last_claim_takes_the_rest():
    assert advance_recovery(100, 10, 33) == 3  # 3.3
    assert advance_recovery(100, 10, 33, claimed=33, recovered=3) == 3
    assert advance_recovery(100, 10, 34, claimed=66, recovered=6) == 4
    assert recovery_by_shares(100_000_000, "30/100", "50/100") == (15_000_000, 15_000_000)


def test_recovery_that_rounds_up_never_takes_more_than_the_advance():
    assert [t.recovery for t in payment_terms(10, ["1/10"] * 10, 5, "0")] == [1, 1, 1, 1, 1, 0, 0, 0, 0, 0]


def test_claims_above_the_contract_are_refused():
    with pytest.raises(LawError, match="melebihi nilai kontrak"):
        advance_recovery(100, 10, 41, claimed=60, recovered=6)
    with pytest.raises(LawError, match="melebihi nilai kontrak"):
        payment_terms(100, ["1"], 101, "0")


def test_retention_after_the_advance_is_recovered_is_held_of_what_goes_out():
    whole, rest = (payment_terms(300, ["30/100", "45/100", "25/100"], 90, "10/100", base) for base in RetentionBase)
    assert [t.recovery for t in rest] == [t.recovery for t in whole] == [27, 41, 22]
    assert [t.retention for t in whole] == [9, 14, 8]  # of 90, 135, 75
    assert [t.retention for t in rest] == [6, 9, 5]  # of 63, 94, 53
    assert [t.net for t in rest] == [57, 85, 48]
    assert payment_terms(300, ["1"], 90, "10/100") == payment_terms(300, ["1"], 90, "10/100", RetentionBase.GROSS)


def test_one_claim_holds_as_its_contract_says():
    assert retention(100_000, JUNE_2020).rupiah == 5_000
    assert retention(100_000, JUNE_2020, recovery=30_000).rupiah == 3_500
    assert retention(100_000, JUNE_2020, "1/10", 100_001).rupiah == 0
    with pytest.raises(LawError):
        retention(100_000, JUNE_2020, recovery=-1)


def test_an_unknown_base_of_retention_is_refused():
    with pytest.raises(LawError, match="Dasar retensi tidak dikenal") as refused:
        payment_terms(100, ["1"], 0, "5/100", "bersih")  # type: ignore[arg-type]
    assert "gross / after recovery" in str(refused.value)


SPLITS = st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any)


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 10**13), SPLITS, st.integers(0, 100), st.integers(0, 100), st.sampled_from(RetentionBase))
def test_instalments_add_up_for_any_split_and_the_advance_comes_back(value, split, advance_percent, held_percent, base):
    shares, advance = [f"{s}/{sum(split)}" for s in split], value * advance_percent // 100
    terms = payment_terms(value, shares, advance, f"{held_percent}/100", base)
    assert sum(t.gross for t in terms) == value == sum(instalments(value, shares))
    assert sum(t.recovery for t in terms) == advance
    assert all(min(t.gross, t.recovery, t.retention) >= 0 and t.retention <= t.gross for t in terms)
    of = [t.gross if base is RetentionBase.GROSS else max(0, t.gross - t.recovery) for t in terms]
    assert all(abs(t.retention - Fraction(b * held_percent, 100)) <= Fraction(1, 2) for t, b in zip(terms, of, strict=True))
    exact = [value * Fraction(s, sum(split)) for s in split]
    assert all(abs(t.gross - e) < 1 for t, e in zip(terms, exact, strict=True))


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 10**12), SPLITS)
def test_largest_remainder_is_the_closest_whole_split(total, weights):
    parts = apportion(total, weights)
    exact = [Fraction(total * w, sum(weights)) for w in weights]
    assert sum(parts) == total
    rests = sorted((e - p for p, e in zip(parts, exact, strict=True)), reverse=True)
    assert rests[0] < 1 and rests[-1] > -1 and rests[0] - rests[-1] <= 1  # moving one rupiah makes nothing closer


def test_equal_remainders_go_to_the_earlier_part():
    assert apportion(2, [1, 1, 1, 1]) == (1, 1, 0, 0)
    assert apportion(100, [Fraction(1, 3), Fraction(1, 3), Fraction(1, 3)]) == (34, 33, 33)


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1, 3]])
def test_weights_without_a_sense_are_refused(weights):
    with pytest.raises(LawError):
        apportion(10, weights)


@pytest.mark.parametrize("progress", [["1/2", "1/3"], ["0.6", "0.5"], [1.0], ["x"], ["2"]])
def test_shares_that_are_not_the_whole_are_refused(progress):
    with pytest.raises(LawError):
        instalments(100, progress)


def test_retention_is_custom_and_says_so():
    held = retention(300_000, JUNE_2020)
    assert (held.rupiah, held.verified) == (15_000, False)
    assert retention(300_000, JUNE_2020, "0.1").rupiah == 30_000


@pytest.mark.parametrize(("late", "expected"), [
    (LateDelivery(100_000_000, 5), 500_000),
    (LateDelivery(150_000_000, 7), 1_050_000),
    (LateDelivery(100_000_000, 4, part=30_000_000, separable=True), 120_000),
    (LateDelivery(100_000_000, 4, part=30_000_000), 400_000),  # works only together: the whole contract
    (LateDelivery(100_000_000, 80, cap="0.05"), 5_000_000),
    (LateDelivery(100_000_000, 80), 8_000_000),
    (LateDelivery(1_500, 1), 2),  # 1.5
    (LateDelivery(0, 5), 0),
    (LateDelivery(2_750_100_000, 1), 2_750_100),
])
def test_late_penalty(late, expected):
    penalty = late_penalty(late, JUNE_2020)
    assert (penalty.rupiah, penalty.citation) == (expected, "Perpres 16/2018 Ps 79(4)-(5)")


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 10**12), st.integers(0, 400), st.fractions(0, 1, max_denominator=100))
def test_penalty_is_rounded_once_and_stays_under_its_cap(base, late, cap):
    exact = min(Fraction(base * late, 1000), base * cap)
    assert abs(late_penalty(LateDelivery(base, late, cap=cap), JUNE_2020).rupiah - exact) <= Fraction(1, 2)


@pytest.mark.parametrize("wrong", [
    {"days": 1.5}, {"days": Fraction(1, 2)}, {"days": -1}, {"contract": -100}, {"separable": True},
    {"part": 101, "separable": True}, {"cap": 0.05}, {"cap": "1.01"},
])
def test_penalties_on_wrong_input_are_refused_with_bound_and_source(wrong):
    with pytest.raises(LawError) as refused:
        late_penalty(replace(LateDelivery(100, 1), **wrong), JUNE_2020)
    assert refused.value.bound and refused.value.source and refused.value.english


def test_a_fraction_of_a_day_is_named():
    with pytest.raises(LawError, match="'hari terlambat' harus bilangan bulat"):
        late_penalty(LateDelivery(100, Fraction(1, 2)), JUNE_2020)  # type: ignore[arg-type]


def test_days_run_from_the_deadline_that_the_last_addendum_set():
    original, moved = date(2020, 7, 15), [date(2020, 7, 20), date(2020, 7, 25)]
    assert days_late(deadline(original, moved), date(2020, 7, 28)) == 3
    assert days_late(deadline(original), date(2020, 7, 28)) == 13
    assert days_late(original, original) == 0 == days_late(original, date(2020, 7, 1))


def test_due_date_counts_the_first_day_only_where_the_contract_says_so():
    assert due_date(date(2020, 6, 10), 30) == date(2020, 7, 10)
    assert due_date(date(2020, 6, 10), 30, start_counts=True) == date(2020, 7, 9)
