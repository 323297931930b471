"""Both price preferences, each on its day, and the ranking that follows."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempa.catalogue.costing.errors import CostingError
from tempa.catalogue.costing.preference import (
    CURRENT_FROM,
    Offer,
    current_evaluation,
    evaluate,
    old_evaluation,
    ranked,
)

BEFORE, AFTER = CURRENT_FROM - timedelta(1), CURRENT_FROM
BIG = 2_000_000_000


def test_quarter_of_content_is_where_preference_begins():
    assert old_evaluation(1_000_000, "0.25", "0.15").price == 963_855  # 1,000,000 / 1.0375
    assert old_evaluation(1_000_000, "0.2499", "0.15").price == 1_000_000
    assert old_evaluation(1_000_000, 0, "0.15").price is None


def test_the_day_chooses_the_rule():
    old = evaluate(1_150_000_000, "0.5", "0.15", day=BEFORE, package=BIG)
    new = evaluate(1_150_000_000, "0.5", "0.25", day=AFTER, package=BIG)
    assert (old.price, old.regime) == (1_069_767_442, "old")
    assert (new.price, new.regime, new.verified) == (1_006_250_000, "current", False)
    assert evaluate(1_000, "0.5", "0.15", day=AFTER, package=BIG, current_from=date(2030, 1, 1)).regime == "old"


def test_current_rule_needs_more_than_a_billion_and_a_quarter_of_content():
    assert evaluate(900, "0.5", "0.25", day=AFTER, package=1_000_000_000).price == 900
    assert evaluate(1000, "0.5", "0.25", day=AFTER, package=1_000_000_001).price == 875
    assert evaluate(1000, "0.24", "0.25", day=AFTER, package=BIG).price == 1000
    assert current_evaluation(1000, "0.24", "0.25").price == 940  # the bare formula asks nothing


shares = st.fractions(0, 1, max_denominator=100)


@settings(deadline=None)
@given(st.integers(0, 10**11), shares, shares)
def test_preference_never_raises_a_price_and_the_current_rule_prefers_more(price, content, preference):
    old, new = old_evaluation(price, content, preference), current_evaluation(price, content, preference)
    if old.price is not None:
        assert old.price <= price
    if content >= Fraction(1, 4):
        assert old.price is not None and new.price is not None
        assert new.price <= old.price  # 1 - k <= 1 / (1 + k)


def test_ranking_by_evaluation_price_keeps_the_offered_price():
    dear_but_local, cheap = Offer("A", 1_090, "0.6"), Offer("B", 1_000, "0.1")
    barred = Offer("C", 900, 0)
    order = ranked([cheap, dear_but_local, barred], "0.25", day=BEFORE, package=BIG)
    assert [o.name for o, _ in order] == ["A", "B"]
    assert order[0][1].price == 948 and order[0][0].price == 1_090
    tie = ranked([Offer("X", 1000, "0.1"), Offer("Y", 1000, "0.2")], "0.25", day=AFTER, package=BIG)
    assert [o.name for o, _ in tie] == ["Y", "X"]


@pytest.mark.parametrize(
    "call",
    [
        lambda: old_evaluation(-1, "0.5", "0.15"),
        lambda: old_evaluation("0.5", "0.5", "0.15"),
        lambda: old_evaluation(1, 50, "0.15"),
        lambda: current_evaluation(1, "0.5", -1),
    ],
)
def test_percent_in_place_of_share_and_negative_prices_are_refused(call):
    with pytest.raises(CostingError):
        call()
