"""Lots of which an addendum has left fewer units: the plan in force stays a plan, and planning again keeps what contracts hold."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest

from tempa.allocation.planner.judge.check import check
from tempa.allocation.planner.problem.effort import Effort
from tempa.allocation.planner.replanning.order_cut import with_reduced
from tempa.allocation.planner.replanning.replan import Keeping, replan
from tempa.allocation.planner.runs.make import make_plan
from tempa.values.programme import read_programme
from tests.conftest import NTB

RULES_OF_A_LOT = {5}  # hours of every step, between its weeks, never ahead of the step before


@pytest.fixture(scope="module")
def made():
    tables = read_programme(NTB)
    return tables, make_plan(tables, Effort(iterations=2000, seed=3, threads=2))[0]


def units(plan):
    found = defaultdict(int)
    for row in plan["lots"]:
        found[row["line"]] += int(row["quantity"])
    return found


@pytest.mark.parametrize("part", [1, 2, 3])
def test_hours_of_a_reduced_lot_add_up_and_no_step_runs_ahead(made, part):
    tables, plan = made
    left = {row["lot"]: int(row["quantity"]) * part // 4 or 1 for row in plan["lots"] if int(row["quantity"]) > 1}
    reduced = with_reduced(plan, left, tables)
    assert {row["lot"]: int(row["quantity"]) for row in reduced["lots"] if row["lot"] in left} == left
    broken = [v for v in check(tables, reduced).violations if v.rule in RULES_OF_A_LOT]
    assert broken == [] and len(left) > 100
    hours = [sum(Decimal(row["hours"]) for row in one["loads"]) for one in (plan, reduced)]
    assert 0 < hours[1] < hours[0]


def test_a_lot_of_which_nothing_is_left_leaves_the_plan(made):
    tables, plan = made
    gone = plan["lots"][0]["lot"]
    reduced = with_reduced(plan, {gone: 0}, tables)
    assert gone not in {row["lot"] for row in (*reduced["lots"], *reduced["loads"])}
    assert with_reduced(plan, {}, tables) is plan


@pytest.mark.slow
def test_planning_again_keeps_what_contracts_hold(made):
    """With little stability an unheld plan moves; held lots stay at their workshops with their units."""
    tables, plan = made
    held = {row["lot"]: (row["line"], row["workshop"], row["quantity"]) for row in plan["lots"] if int(row["start_week"]) >= 4}
    effort = Effort(iterations=3000, seed=5, threads=2)
    free = {r["lot"]: (r["line"], r["workshop"], r["quantity"]) for r in replan(tables, plan, 4, (), effort, keeping=Keeping(0)).plan_tables["lots"]}
    kept = {
        r["lot"]: (r["line"], r["workshop"], r["quantity"])
        for r in replan(tables, plan, 4, (), effort, keeping=Keeping(0, frozenset(held))).plan_tables["lots"]
    }
    assert {lot: kept.get(lot) for lot in held} == held
    assert any(free.get(lot) != held[lot] for lot in held)
