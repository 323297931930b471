"""One class says what capacity lots leave: it agrees with the judge, and with what the search keeps in compiled code."""

from __future__ import annotations

from functools import cache

import numpy as np

from tempa.allocation.planner.generator.generate import Wishes, generate
from tempa.allocation.planner.judge.check import check
from tempa.allocation.planner.problem.effort import Stop
from tempa.allocation.planner.problem.model import NO_LIMIT, Lot, Problem
from tempa.allocation.planner.problem.plan_tables import plan_tables
from tempa.allocation.planner.problem.remaining_capacity import ARRAYS, RemainingCapacity
from tempa.allocation.planner.problem.tables import problem_from_tables
from tempa.allocation.planner.search.layout import fixed_from, limited_materials
from tempa.allocation.planner.search.searcher import Searcher
from tempa.allocation.planner.search.solve import SHORTFALL_RATE, solve


@cache
def planned() -> tuple[Problem, tuple[Lot, ...]]:
    tables = generate(Wishes(seed=5, scale=0.1))
    problem = problem_from_tables(tables)
    result = solve(problem, Stop(iterations=300), threads=1)
    assert check(tables, plan_tables(problem, result)).is_valid
    return problem, result.lots


def test_a_valid_plan_overdraws_nothing() -> None:
    problem, lots = planned()
    left = RemainingCapacity.after(problem, lots)
    for name in ("hours", "inspection", "cash", "supply", "budget", "type_units", "open", "lots"):
        assert (getattr(left, name) >= 0).all(), name
    assert (left.value <= problem.site_value_max).all() and (left.group_value() <= problem.group_max).all()
    assert int(left.open.sum()) == int(problem.line_quantity.sum()) - sum(lot.quantity for lot in lots)


def test_the_compiled_search_books_the_same() -> None:
    problem, lots = planned()
    fixed = fixed_from(problem, SHORTFALL_RATE)
    searcher = Searcher(problem, fixed, 1)
    searcher.load(lots)
    state, left = searcher.state, RemainingCapacity.after(problem, lots)
    limited = limited_materials(problem)
    assert int(state.count[0]) == len(lots) > 10
    assert np.array_equal(state.free, left.hours) and np.array_equal(state.inspection, left.inspection)
    assert np.array_equal(state.cash, left.cash) and np.array_equal(state.slack, left.supply[limited])
    assert np.array_equal(state.value, left.value) and np.array_equal(state.group_value, left.group_value())
    assert np.array_equal(state.budget, left.budget) and np.array_equal(state.site_lots, left.lots)


def test_a_lot_too_many_shows_below_zero_and_a_copy_is_left_alone() -> None:
    problem, lots = planned()
    left = RemainingCapacity.after(problem, lots)
    before = left.copy()
    lot = max(lots, key=lambda one: sum(load.hours for load in one.loads))
    while left.has_hours(lot, lot.loads):
        left.book(lot, spent=0, tied=0)
    left.book(lot, spent=0, tied=0)
    assert left.hours.min() < 0 <= before.hours.min()
    assert all(getattr(left, name) is not getattr(before, name) for name in ARRAYS)
    assert left.lots[lot.site] < NO_LIMIT
