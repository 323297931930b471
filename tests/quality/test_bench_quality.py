"""The master argument in small: the same simulation as `bench quality`, with fewer orders of the same fixed seeds."""

from __future__ import annotations

import numpy as np
import pytest

from bench.quality_rules import aql, aql_switching, bayesian, small_lots
from bench.quality_study import BAR, BAYESIAN, SAME_HOURS, coverage, keeps_bar, study
from bench.quality_worlds import LARGEST_LOT, SPREADS, World, beta_world, drifting, lots_of_order
from tempa.quality.sampling.bayes import Beta

LOTS = lots_of_order()


def test_the_lots_are_the_whole_order():
    assert sum(lot.units for lot in LOTS) == 2133
    assert max(lot.units for lot in LOTS) == LARGEST_LOT
    assert len({lot.maker for lot in LOTS}) > 40


def test_every_machine_is_shipped_or_found_under_every_rule():
    world = beta_world(10.0)(LOTS, 7)
    bad = sum(int(units.sum()) for units in world.bad)
    for outcome in (
        aql(LOTS, world), aql_switching(LOTS, world), small_lots(LOTS, world),
        bayesian(LOTS, world, 1000.0),
    ):
        found = sum(history.bad for history in outcome.seen.values())
        assert found + outcome.shipped == bad
        assert found > 0 and outcome.shipped > 0


def test_where_nothing_is_bad_the_plans_raise_no_alarm_and_hours_are_those_of_the_samples():
    world = World({}, [np.zeros(lot.units, dtype=bool) for lot in LOTS])
    for rule in (aql, small_lots):
        outcome = rule(LOTS, world)
        assert (outcome.shipped, outcome.false_alarms) == (0, 0)
    assert aql(LOTS, world).hours == sum(min(lot.units, 5) * lot.hours for lot in LOTS)


def test_unlimited_hours_find_everything():
    world = beta_world(10.0)(LOTS, 7)
    total = sum(lot.units * lot.hours for lot in LOTS)
    assert bayesian(LOTS, world, 3 * total).shipped <= 2


@pytest.mark.slow
def test_fewer_bad_machines_in_the_same_hours():
    middle = study(LOTS, "middle", beta_world(SPREADS["middle"]), runs=4)
    found = middle.rows[BAYESIAN]
    assert found.less >= BAR
    assert abs(found.hours_to_aql - 1) <= SAME_HOURS
    assert keeps_bar(middle)


@pytest.mark.slow
@pytest.mark.parametrize("spread", sorted(SPREADS))
def test_the_bar_is_kept_for_each_spread_of_skill(spread):
    assert keeps_bar(study(LOTS, spread, beta_world(SPREADS[spread]), runs=12))


@pytest.mark.slow
def test_intervals_hold_what_they_say_where_the_prior_is_right_and_not_where_it_is_wrong():
    known, _, capped = coverage(LOTS, beta_world(10.0), 25, Beta(1, 9))
    assert 0.88 <= known <= 0.92
    assert capped >= known  # a capped history is wider on purpose
    _, where_each_lot_drifts, _ = coverage(LOTS, drifting, 10, None)
    assert where_each_lot_drifts < 0.8
