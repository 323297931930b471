"""The first plan of a search: only options that the linear programme uses, and never a reason for a broken plan."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from tempa.allocation.planner.generator.generate import Wishes, generate
from tempa.allocation.planner.judge.check import check
from tempa.allocation.planner.problem.model import Problem
from tempa.allocation.planner.problem.plan_tables import plan_tables
from tempa.allocation.planner.problem.tables import problem_from_tables
from tempa.allocation.planner.search.initial_solution import narrowed
from tempa.allocation.planner.search.solve import INITIAL_SOLUTION_MOVES, Stop, initial_solution, solve

Tables = dict[str, list[dict[str, str]]]


def small() -> Tables:
    return generate(Wishes(seed=8, scale=0.1))


def pairs(problem: Problem) -> set[tuple[int, int]]:
    line_of = np.repeat(np.arange(len(problem.lines)), np.diff(problem.option_start))
    return set(zip(line_of.tolist(), problem.option_site.tolist(), strict=True))


def test_few_options_are_left_and_what_was_forbidden_stays_so():
    problem = problem_from_tables(small())
    choices = Counter(line for line, _ in pairs(problem))
    most = max(pair for pair in pairs(problem) - narrowed(problem, 60.0).forbidden if choices[pair[0]] > 1)
    forbidden = replace(problem, forbidden=frozenset({most}))
    left = pairs(problem) - narrowed(forbidden, 60.0).forbidden
    assert most not in left
    assert len(problem.lines) / 2 < len(left) < 0.5 * len(pairs(problem))
    assert {line for line, _ in left} == {line for line, _ in pairs(problem)}, "every line keeps somebody"


def test_the_first_plan_keeps_to_them():
    problem = problem_from_tables(small())
    left = pairs(problem) - narrowed(problem, 60.0).forbidden
    lots = initial_solution(problem, Stop(iterations=INITIAL_SOLUTION_MOVES), seed=1)
    assert {(lot.line, lot.site) for lot in lots} <= left
    assert sum(lot.quantity for lot in lots) > 0.5 * problem.line_quantity.sum()


@pytest.mark.parametrize("stop", [Stop(iterations=INITIAL_SOLUTION_MOVES - 1), Stop(seconds=1.0), Stop(seconds=0.0)])
def test_a_short_search_does_without(stop):
    assert initial_solution(problem_from_tables(small()), stop, seed=1) == ()


def test_nobody_to_choose_from_leaves_the_problem_as_it_is():
    tables = small()
    tables["offers"] = []
    problem = problem_from_tables(tables)
    assert narrowed(problem, 60.0) is problem


@pytest.mark.slow
def test_a_search_with_it_is_valid_and_repeats():
    tables = small()
    problem = problem_from_tables(tables)
    first, second = (solve(problem, Stop(iterations=INITIAL_SOLUTION_MOVES), seed=2) for _ in range(2))
    assert first.lots == second.lots
    assert check(tables, plan_tables(problem, first)).violations == ()
