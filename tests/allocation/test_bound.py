"""No valid plan is cheaper than the bound: enumerated plans, plans by rules, odd shapes; and where it is exact."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from tempa.allocation.planner.bound import ascent as bound_ascent
from tempa.allocation.planner.bound.ascent import Ascent
from tempa.allocation.planner.bound.ground import ground
from tempa.allocation.planner.bound.lots import Lots
from tempa.allocation.planner.bound.lower_bound import Bound, lower_bound, quick_bound, quick_prices, rule_prices
from tempa.allocation.planner.bound.prices import no_prices
from tempa.allocation.planner.bound.relaxation import coarse_relaxation, deadlines_of
from tempa.allocation.planner.generator.generate import Wishes, generate
from tempa.allocation.planner.generator.odd import ODD
from tempa.allocation.planner.judge.check import check
from tempa.allocation.planner.problem.tables import problem_from_tables
from tempa.allocation.planner.rules_of_thumb.naive import naive_plan
from tempa.values.programme import check_tables, read_programme
from tests.allocation.bound_cases import Tables, cheapest_plan, tiny
from tests.conftest import NTB

CONVERGED = 1e-5  # prices that should be 0 are nearly so: the solver stops short of the vertex
ROUNDING = 3 + 10  # six parts rounded by a half each, and what the planner's own value is lowered by


@cache
def small(seed: int) -> Tables:
    return generate(Wishes(seed=seed, scale=0.04, weeks=14))


def objective(tables: Tables, rule: str = "cheapest-fit") -> int:
    report = check(tables, naive_plan(tables, rule))
    assert report.is_valid
    return report.objective


@pytest.mark.parametrize("seed", range(1, 7))
def test_bound_is_the_optimum_where_lines_do_not_meet(seed):
    tables = tiny(seed, loose=True)
    assert not check_tables(tables).errors
    cheapest = cheapest_plan(tables)
    assert cheapest * (1 - CONVERGED) - ROUNDING <= quick_bound(tables).value <= cheapest


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_bound_is_below_every_enumerated_plan(seed):
    tables = tiny(seed)
    assert not check_tables(tables).errors
    assert quick_bound(tables).value <= cheapest_plan(tables)


@pytest.mark.parametrize("seed", range(6))
def test_bound_is_below_plans_by_rules(seed):
    tables = small(seed)
    bound = quick_bound(tables).value
    for rule in ("cheapest-fit", "first-fit", "proportional", "lead-decides"):
        assert bound <= objective(tables, rule)


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(ODD))
def test_odd_programmes_have_a_bound(kind):
    tables = generate(Wishes(seed=5, scale=0.04, weeks=12, odd=(kind,)))
    bound = quick_bound(tables)
    assert 0 <= bound.value <= objective(tables)
    assert bound.rows.keys() <= {"hours", "cash", "inspection", "supply", "cluster_max", "cluster_min", "school_max",
                                 "school_min", "site_max", "budget", "pilot", "balance"}


def test_empty_order_costs_nothing():
    tables = generate(Wishes(seed=5, scale=0.04, weeks=12, odd=("empty-order",)))
    assert quick_bound(tables).value == 0


def test_one_week_leaves_everything_unplanned():
    """Nothing can be inspected after the week in which it is made: the bound is the plan without lots."""
    tables = generate(Wishes(seed=5, scale=0.04, weeks=1))
    assert objective(tables) - ROUNDING <= quick_bound(tables).value <= objective(tables)


def test_problem_gives_hardly_less_than_tables():
    """The planner's own value, lowered by its margin, stays at or below what the verifier finds."""
    tables = small(1)
    own, verified = quick_bound(problem_from_tables(tables)).value, quick_bound(tables).value
    assert own <= verified <= own + 0.0001 * verified


@pytest.mark.slow
def test_more_time_gives_no_worse_bound_and_tells_of_better_ones():
    tables, told = small(2), list[Bound]()
    bound = lower_bound(tables, seconds=600, on_better=told.append, cancelled=lambda: len(told) > 1)
    assert bound.value >= quick_bound(tables).value
    assert len(told) > 1, "well before the 600 s, however slow the machine"
    assert [b.value for b in told] == sorted(b.value for b in told)
    assert told[-1].value <= bound.value <= objective(tables)


def test_cancelled_bound_is_the_quick_one():
    tables = small(2)
    assert lower_bound(tables, seconds=60, cancelled=lambda: True).value == quick_bound(tables).value


@pytest.mark.slow
def test_the_climb_takes_in_options_that_it_had_left_out(monkeypatch):
    lots = Lots(ground(problem_from_tables(small(2))))
    prices, value = quick_prices(lots)
    free = Ascent(lots, prices, value)
    for name, setting in (("WIDTH", 0.0), ("KEPT", 1), ("EVERY", 1), ("SOON", 1), ("BEHIND", 0.0)):
        monkeypatch.setattr(bound_ascent, name, setting)
    ascent = Ascent(lots, prices, value)
    before = ascent.used.sum()
    told = list[float]()
    ascent.climb(time.monotonic() + 60, lambda better, _: told.append(better), steps=15)
    assert len(lots.g.line_of) >= ascent.used.sum() > before < free.used.sum()
    assert ascent.best == told[-1] > value and told == sorted(told)
    assert ascent.best == lots.outcome(ascent.prices, 1.0).bound  # over all options, whatever the climb looked at


def test_soft_value_is_below_the_exact_one_and_slope_is_its_derivative():
    lots = Lots(ground(problem_from_tables(small(3))))
    prices = no_prices(lots.g)
    drawn = np.random.default_rng(1).uniform(2000, 4000, lots.g.capacity.shape)
    prices = replace(prices, hours=np.where(lots.g.capacity > 0, drawn, 0.0))
    here = lots.outcome(prices, 1e6)
    assert here.soft <= here.bound
    site, resource, _ = np.argwhere(here.slope.hours + lots.g.capacity > 1)[0]
    for name, at, step in (("hours", (site, resource, 3), 1e-2), ("site_max", (site,), 1e-8)):
        moved = {name: getattr(prices, name).copy()}
        moved[name][at] += step
        there = lots.outcome(replace(prices, **moved), 1e6)
        expected = getattr(here.slope, name)[at]
        assert there.soft - here.soft == pytest.approx(expected * step, rel=0.02, abs=1e-3)


def test_slack_raises_the_value_by_no_more_than_it_allows():
    lots = Lots(ground(problem_from_tables(small(3))))
    prices = replace(no_prices(lots.g), cash=np.full(lots.limits.cash.shape, 1e-4))
    units = int(lots.g.problem.line_quantity.sum())
    exact, quick = (lots.outcome(prices, 1e4, slack).bound for slack in (0.0, 500.0))
    assert exact <= quick <= exact + 500.0 * units


def test_coarse_relaxation_places_every_unit_within_its_rows():
    problem = problem_from_tables(small(4))
    relaxation = coarse_relaxation(problem)
    assert relaxation.finished.shape == (len(problem.option_site), len(relaxation.deadlines))
    line = np.repeat(np.arange(len(problem.lines)), np.diff(problem.option_start))
    made = np.bincount(line, weights=relaxation.units, minlength=len(problem.lines)) + relaxation.unplanned
    assert made == pytest.approx(problem.line_quantity, abs=0.05)
    assert relaxation.prices.hours.shape == problem.capacity.shape
    assert relaxation.prices.hours.min() >= 0


def test_deadlines_are_the_due_weeks_and_the_last_week():
    problem = problem_from_tables(read_programme(NTB))
    assert deadlines_of(ground(problem), most=6) == [4, 10, 14, 19, 21, 22]


def test_quick_bound_goes_on_where_its_first_programme_is_too_coarse(monkeypatch):
    tables = generate(Wishes(seed=2, scale=0.1))
    due = [row["due_date"] for row in tables["orders"]]
    tables["orders"] = [row | {"due_date": date} for row, date in zip(tables["orders"], reversed(due), strict=True)]
    problem = problem_from_tables(tables)
    value = quick_bound(problem).value
    monkeypatch.setattr("tempa.allocation.planner.bound.lower_bound.COARSE", 1.0)  # never
    assert value > quick_bound(problem).value + 2_000_000


def test_rule_prices_name_every_rule_and_never_gain_from_one():
    prices = rule_prices(small(0))
    assert {"school:min", "school:max", "site:max", "cash", "inspection"} <= {price.name for price in prices}
    assert all(price.difference >= 0 for price in prices)
    assert all(price.multiplier >= 0 for price in prices)


@pytest.mark.slow
def test_bound_of_the_demo_programme_beats_that_of_the_first_prototype():
    assert quick_bound(read_programme(NTB)).value > 15_510_800_000
