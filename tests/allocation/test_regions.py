"""An order planned by regions: valid under all rules, repeatable, and every region's task is plain data."""

from __future__ import annotations

import copy
import json
from functools import cache

import numpy as np
import pytest

from tempa.allocation.planner.generator.generate import Wishes, generate
from tempa.allocation.planner.judge.check import check
from tempa.allocation.planner.problem.plan_tables import plan_tables
from tempa.allocation.planner.problem.tables import problem_from_tables
from tempa.allocation.planner.search import regions, solve
from tempa.allocation.planner.search.region_task import plan_region


@cache
def programme(odd=""):
    return generate(Wishes(seed=21, odd=(odd,) if odd else ()))


@pytest.fixture
def by_regions(monkeypatch):
    """Every order is planned by regions, however small; returns the tasks that were sent."""
    sent = []

    def noted(task):
        sent.append(copy.deepcopy(task))
        return plan_region(task)

    monkeypatch.setattr(solve, "LARGE", 0)
    monkeypatch.setattr(regions, "SITES", 15)
    monkeypatch.setattr(regions, "plan_region", noted)
    return sent


def search(tables, iterations=4000, seed=3):
    return solve.solve(problem_from_tables(tables), solve.Stop(iterations=iterations), seed=seed)


def test_a_plan_by_regions_is_valid_and_places_nearly_everything(by_regions):
    tables = programme()
    problem = problem_from_tables(tables)
    result = search(tables)
    report = check(tables, plan_tables(problem, result))
    assert report.violations == () and sum(report.parts.values()) == result.objective
    assert result.unplanned_units <= 0.02 * problem.line_quantity.sum()
    assert len({len(task["fixed"]["fair"]) for task in by_regions}) > 1  # several regions, not one whole


@pytest.mark.slow
@pytest.mark.parametrize("odd", ["dry-supply", "no-facility", "tiny-budget", "closed", "impossible-shares"])
def test_shared_limits_hold_whatever_the_regions_do(by_regions, odd):
    tables = programme(odd)
    result = search(tables, 1500)
    assert check(tables, plan_tables(problem_from_tables(tables), result)).violations == ()


def test_equal_seed_and_iterations_give_equal_plans_by_regions(by_regions):
    first, again, other = (search(programme(), 1500, seed).lots for seed in (3, 3, 4))
    assert first == again != other


def test_a_task_is_plain_data_and_may_travel_as_json(by_regions):
    search(programme(), 1500)
    task = by_regions[-1]
    sent = json.loads(json.dumps(task, default=lambda value: value.tolist()))
    here, there = plan_region(task), plan_region(sent)
    for name in ("lot", "load_key", "load_hours"):
        assert np.array_equal(here[name], there[name])
    assert here["cost"] == there["cost"] and len(here["lot"]) > 0
