"""How machines last at their recipients, as a part of the rating: known numbers, few machine-months, and what is unknown."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempa.delivery.rules import WARRANTY_MONTHS
from tempa.quality.rules import field
from tempa.quality.rules.field import NOTHING, FieldRecord, Reliability, reliability, upper_rate, usual_rate
from tempa.quality.rules.rating import WEIGHTS, LotTime, rate, weighed, weights_on
from tempa.quality.sampling.bayes import Beta, History

USUAL = 0.02
"""Failures a month: two in a hundred machine-months."""
TODAY = date(2021, 3, 1)


def part(failures, months):
    return reliability(FieldRecord(failures, months), USUAL)


@pytest.mark.parametrize(
    ("failures", "months", "score", "usual"),
    [(0, 0.1, 84, 0.002), (1, 3, 78, 0.06), (3, 120, 83, 2.4), (0, 120, 92, 2.4), (20, 60, 38, 1.2), (200, 10_000, 88, 200)],
)
def test_the_part_is_a_lower_bound_of_running_through_the_warranty(failures, months, score, usual):
    """Worked beside it with the quantiles of Gamma(2 + n, 100 + T): 4.2790 at 0.8 for shape 3, so exp(-6 · 4.2790 / 103) = 0.779."""
    found = part(failures, months)
    assert (found.score, found.usual) == (score, pytest.approx(usual))
    assert upper_rate(FieldRecord(1, 3), USUAL) == pytest.approx(4.2790 / 103, abs=1e-5)


@given(st.integers(0, 40), st.floats(0.1, 500), st.floats(0.001, 0.5))
def test_a_failure_never_raises_it_and_a_month_without_one_never_lowers_it(failures, months, usual):
    def score(n, t):
        return reliability(FieldRecord(n, t), usual).score

    assert score(failures + 1, months) <= score(failures, months) <= score(failures, months + 1)


def test_what_is_unknown_changes_nothing():
    assert reliability(NOTHING, USUAL) == Reliability(NOTHING)
    for weights in WEIGHTS:
        assert weights.quality + weights.time + weights.field == 1
        assert weighed(weights, 90, 60, None) == 78 and Fraction(weights.quality, weights.time) == Fraction(3, 2)
        assert weighed(weights, 90, None, None) == 90


def test_the_first_failure_of_a_young_programme_does_not_make_failing_usual():
    first = FieldRecord(1, 3.0)
    assert usual_rate([]) == USUAL and usual_rate([first]) == pytest.approx(3 / 103)
    assert reliability(first, usual_rate([first])).score >= 65
    assert usual_rate([FieldRecord(498, 9_000.0), FieldRecord(500, 900.0)]) == pytest.approx(0.1)


def test_one_failure_in_three_months_does_not_ruin_the_new_and_twenty_are_seen():
    def score(found):
        return rate(History(1, 30), Beta(1, 19), [LotTime(TODAY, TODAY)], found, TODAY).score

    unknown = score(Reliability(NOTHING))
    assert unknown - 4 <= score(part(1, 3)) <= unknown
    assert score(part(20, 60)) <= unknown - 10
    assert score(part(0, 400)) >= score(part(0, 3))


def test_weights_hold_from_their_day_and_the_warranty_is_the_one_of_delivery():
    assert weights_on(date(2019, 1, 1)) == WEIGHTS[0] and weights_on(date(2100, 1, 1)) == WEIGHTS[-1]
    assert [w.since for w in WEIGHTS] == sorted(w.since for w in WEIGHTS) and all(w.source for w in WEIGHTS)
    assert field.WARRANTY == WARRANTY_MONTHS
