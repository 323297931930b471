"""The master argument in small: the same simulation as `bench quality`, with fewer orders of the same fixed seeds."""

from __future__ import annotations

import numpy as np
import pytest

from bench import quality
from tempa.quality.sampling.bayes import Beta

LOTS = quality.lots_of_order()


def test_the_lots_are_the_whole_order():
    assert sum(lot.units for lot in LOTS) == 2133
    assert max(lot.units for lot in LOTS) == quality.LARGEST_LOT
    assert len({lot.maker for lot in LOTS}) > 40


def test_every_machine_is_shipped_or_found_under_every_rule():
    world = quality.beta_world(10.0)(LOTS, 7)
    bad = sum(int(units.sum()) for units in world.bad)
    for outcome in (
        quality.aql(LOTS, world), quality.aql_switching(LOTS, world), quality.small_lots(LOTS, world),
        quality.bayesian(LOTS, world, 1000.0),
    ):
        found = sum(history.bad for history in outcome.seen.values())
        assert found + outcome.shipped == bad
        assert found > 0 and outcome.shipped > 0


def test_where_nothing_is_bad_the_plans_raise_no_alarm_and_hours_are_those_of_the_samples():
    world = quality.World({}, [np.zeros(lot.units, dtype=bool) for lot in LOTS])
    for rule in (quality.aql, quality.small_lots):
        outcome = rule(LOTS, world)
        assert (outcome.shipped, outcome.false_alarms) == (0, 0)
    assert quality.aql(LOTS, world).hours == sum(min(lot.units, 5) * lot.hours for lot in LOTS)


def test_unlimited_hours_find_everything():
    world = quality.beta_world(10.0)(LOTS, 7)
    total = sum(lot.units * lot.hours for lot in LOTS)
    assert quality.bayesian(LOTS, world, 3 * total).shipped <= 2


def test_fewer_bad_machines_in_the_same_hours():
    study = quality.study(LOTS, "middle", quality.beta_world(quality.SPREADS["middle"]), runs=4)
    found = study.rows[quality.BAYESIAN]
    assert found.less >= quality.BAR
    assert abs(found.hours_to_aql - 1) <= quality.SAME_HOURS
    assert quality.keeps_bar(study)


@pytest.mark.slow
@pytest.mark.parametrize("spread", sorted(quality.SPREADS))
def test_the_bar_is_kept_for_each_spread_of_skill(spread):
    assert quality.keeps_bar(quality.study(LOTS, spread, quality.beta_world(quality.SPREADS[spread]), runs=12))


@pytest.mark.slow
def test_intervals_hold_what_they_say_where_the_prior_is_right_and_not_where_it_is_wrong():
    known, _, capped = quality.coverage(LOTS, quality.beta_world(10.0), 25, Beta(1, 9))
    assert 0.88 <= known <= 0.92
    assert capped >= known  # a capped history is wider on purpose
    _, drifting, _ = quality.coverage(LOTS, quality.drifting, 10, None)
    assert drifting < 0.8
