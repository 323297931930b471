"""The search: valid plans of ordinary and odd programmes, known optima, repeatable, anytime."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from tempa.allocation.planner.generator.generate import Wishes, generate
from tempa.allocation.planner.generator.odd import ODD
from tempa.allocation.planner.judge.check import check
from tempa.allocation.planner.problem.model import PinnedLot, Problem
from tempa.allocation.planner.problem.plan_tables import arrivals, plan_tables
from tempa.allocation.planner.problem.result import Result
from tempa.allocation.planner.problem.tables import problem_from_tables
from tempa.allocation.planner.search.layout import fixed_from
from tempa.allocation.planner.search.searcher import LEFT_AND_GIVEN, Searcher
from tempa.allocation.planner.search.solve import SHORTFALL_RATE, Stop, lots_of, solve
from tests.allocation.bound_cases import cheapest_plan, tiny

Tables = dict[str, list[dict[str, str]]]


@cache
def programme(odd: str = "") -> Tables:
    return generate(Wishes(seed=21, odd=(odd,) if odd else ()))


@cache
def ordinary() -> tuple[Problem, Result]:
    problem = problem_from_tables(programme())
    return problem, solve(problem, Stop(iterations=6000), seed=3)


def judged(tables: Tables, problem: Problem, result: Result) -> Tables:
    plan = plan_tables(problem, result)
    report = check(tables, plan)
    assert report.violations == ()
    assert sum(report.parts.values()) == result.objective
    return plan


def test_plan_of_an_ordinary_programme_is_valid_and_places_nearly_everything():
    problem, result = ordinary()
    judged(programme(), problem, result)
    assert result.unplanned_units <= 0.02 * problem.line_quantity.sum()
    assert result.objective > problem.trivial_bound()


@pytest.mark.slow
@pytest.mark.parametrize("odd", sorted(ODD))
def test_odd_programme_gets_a_valid_plan_and_a_reason_for_every_unplanned_line(odd):
    tables = programme(odd)
    problem = problem_from_tables(tables)
    result = solve(problem, Stop(iterations=600), seed=1)
    plan = judged(tables, problem, result)
    assert all(len(row["reason"]) >= 8 for row in plan["unplanned"])
    assert sum(int(row["quantity"]) for row in plan["unplanned"]) == result.unplanned_units


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_tiny_programme_reaches_the_enumerated_optimum(seed):
    tables = tiny(seed)
    problem = problem_from_tables(tables)
    result = solve(problem, Stop(iterations=4000), seed=1)
    judged(tables, problem, result)
    assert result.objective <= cheapest_plan(tables)


def test_equal_inputs_seed_and_iterations_give_equal_plans():
    problem, result = ordinary()
    again = solve(problem, Stop(iterations=6000), seed=3)
    assert again.lots == result.lots
    assert solve(problem, Stop(iterations=6000), seed=4).lots != result.lots


def test_thread_that_takes_over_a_plan_goes_on_as_its_maker_would():
    problem, _ = ordinary()
    fixed = fixed_from(problem, SHORTFALL_RATE)
    maker, other = Searcher(problem, fixed, 1), Searcher(problem, fixed, 2)
    maker.begin(())
    other.begin(())
    maker.move(400, 1e6, 1e5)
    other.move(700, 1e6, 1e5)
    assert other.total() != maker.total()
    other.take_over(maker)
    other.state.random[:] = maker.state.random
    for searcher in (maker, other):
        searcher.move(400, 1e5, 1e4)
        searcher.plan.cost[0] = float("inf")
        searcher.note_if_better()
    assert other.total() == maker.total()
    assert lots_of(problem, fixed, other.plan) == lots_of(problem, fixed, maker.plan)
    assert all((getattr(other.state, name) == getattr(maker.state, name)).all() for name in LEFT_AND_GIVEN)


def test_progress_never_gets_worse_and_cancel_keeps_the_best():
    problem, _ = ordinary()
    told: list[tuple[float, float, int, int]] = []
    stop = Stop(seconds=600.0, cancelled=lambda: len(told) >= 6)
    result = solve(problem, stop, 1, lambda *now: told.append(now))
    costs = [cost for _, cost, _, _ in told]
    assert costs == sorted(costs, reverse=True)
    assert abs(result.objective - costs[-1]) <= 6


def test_warm_start_is_not_worse_than_its_start():
    problem, result = ordinary()
    warm = solve(problem, Stop(iterations=1), seed=9, start=result.lots)
    assert warm.objective <= result.objective + 6


def test_forbidden_site_is_left_and_pinned_lot_is_kept():
    problem, result = ordinary()
    lot = result.lots[0]
    forbidden = replace(problem, forbidden=frozenset({(lot.line, lot.site)}))
    assert all((x.line, x.site) != (lot.line, lot.site) for x in solve(forbidden, Stop(iterations=500), seed=1).lots)
    pinned = replace(problem, pins=(PinnedLot(lot.line, lot.site, lot.quantity, name="dipaku"),))
    assert any(x.name == "dipaku" and (x.line, x.site, x.quantity) == (lot.line, lot.site, lot.quantity)
               for x in solve(pinned, Stop(iterations=500), seed=1).lots)


def test_purchases_come_as_late_as_the_weekly_supply_allows():
    assert arrivals([0, 0, 4, 2], [0, 2, 4, 6]) == [0, 2, 2, 2]
    assert arrivals([0, 3, 0, 0], [0, 2**60, 2**60, 2**60]) == [0, 3, 0, 0]
