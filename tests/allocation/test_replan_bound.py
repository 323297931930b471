"""The bound of a plan made again: no plan that lets stand what is begun costs less, on programmes small enough to try all."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from tempa.allocation.planner.bound.lower_bound import quick_bound
from tempa.allocation.planner.judge.check import check
from tempa.allocation.planner.problem.effort import Effort
from tempa.allocation.planner.problem.plan_tables import plan_tables
from tempa.allocation.planner.problem.tables import problem_from_tables
from tempa.allocation.planner.replanning.replan import problem_beside_retained, replan, replan_problem
from tempa.allocation.planner.replanning.replan_bound import Reduction, replan_bound
from tempa.allocation.planner.search.solve import Stop, solve
from tempa.allocation.planner.side_constraints.apply import broken_rules
from tempa.allocation.planner.side_constraints.rules import SideConstraints
from tests.allocation.bound_cases import Lot, Tables, _plan, _ways, tiny
from tests.allocation.replan_cases import AT, again, complaints, fresh_case, key
from tests.allocation.test_side_constraints import rules_of

pytestmark = pytest.mark.slow

WEEK = 1
RULED: list[list[dict[str, object]]] = [
    [], [{"kind": "site_share", "workshop": "W1", "max": 0.6}, {"kind": "smallest_lot", "count": 2}],
    [{"kind": "site_lots", "count": 1}],
]  # fmt: skip


def tiny_case(seed: int) -> tuple[Tables, Tables]:
    """A tiny programme whose material never runs short, and a plan of it (searched with few moves, so not the best)."""
    tables = tiny(seed)
    tables["materials"][0] |= {"lead_time_weeks": "", "weekly_supply": ""}
    problem = problem_from_tables(tables)
    return tables, plan_tables(problem, solve(problem, Stop(iterations=3), seed, threads=1))


def cheapest_again(tables: Tables, base: Tables, rules: SideConstraints, week: int = WEEK, decided: frozenset[str] = frozenset(),
                   not_used: frozenset[tuple[str, str]] = frozenset()) -> int | None:
    """The least objective over plans that keep the begun and the `decided` lots and make the rest of each line from `week`
    on, but at no (line, workshop) `not_used`, with each lot's hours spread evenly over its weeks; None where the lots kept
    alone break a limit."""
    begun = [lot for lot in base["lots"] if int(lot["start_week"]) < week or lot["lot"] in decided]
    names = {lot["lot"] for lot in begun}
    loads = [load for load in base["loads"] if load["lot"] in names]
    left = {order["line"]: int(order["quantity"]) for order in tables["orders"]}
    for lot in begun:
        left[lot["line"]] -= int(lot["quantity"])
    ways = [[way for way in _ways(tables, order | {"quantity": str(left[order["line"]])})
             if all(lot[3] >= week and (lot[0], lot[1]) not in not_used for lot in way[0])] for order in tables["orders"]]
    kept: list[Lot] = [(lot["line"], lot["workshop"], int(lot["quantity"]), int(lot["start_week"]), int(lot["inspect_week"]))
                       for lot in begun]
    best = None
    for chosen in itertools.product(*ways):
        lots = [*kept, *(lot for way, _ in chosen for lot in way)]
        plan = _plan(tables, lots, {order["line"]: open_ for order, (_, open_) in zip(tables["orders"], chosen, strict=True)})
        for number, lot in enumerate(begun):  # the begun lots as they are, under their own names
            plan["loads"] = [load for load in plan["loads"] if load["lot"] != f"P{number}"]
            plan["lots"][number] = lot
        plan["loads"] += loads
        plan["plan"] += [{"key": "replanned_at", "value": str(week)}]
        stated = sum(check(tables, plan, base if week else None).parts.values())
        if best is not None and stated >= best:
            continue
        plan["plan"][0]["value"] = str(stated)
        report = check(tables, plan, base if week else None)
        if report.is_valid and not report.notes and not broken_rules(tables, plan, rules):
            best = stated
    return best


@pytest.mark.parametrize("rows", RULED, ids=str)
def test_no_enumerated_plan_costs_less(rows: list[dict[str, object]]) -> None:
    rules = rules_of(*rows)
    compared = tight = 0
    for seed in range(40):
        tables, base = tiny_case(seed)
        if not any(int(lot["start_week"]) < WEEK for lot in base["lots"]):
            continue
        asked = replan_problem(tables, base, WEEK, (), rules)
        problem = problem_beside_retained(asked, asked.carried.lots, 0.0)
        least = cheapest_again(tables, base, rules)
        if least is None:
            continue
        for seconds in (0.0, 1.0, None):
            assert replan_bound(problem, (), seconds).value <= least, (seed, seconds)
        compared += 1
        tight += replan_bound(problem).value > 0.97 * least
    assert compared >= 8 and tight >= compared // 2


def test_a_higher_bound_with_more_time_and_never_above_the_plan() -> None:
    tables, base = fresh_case()
    asked = replan_problem(tables, base, AT, ())
    problem = problem_beside_retained(asked, asked.carried.lots, 0.0)
    values = [replan_bound(problem, (), seconds).value for seconds in (0.0, 1.0, None)]
    assert values == sorted(values) and values[0] < values[-1]
    made = again(tables, base, moves=3000)
    assert values[0] <= int(key(made.plan_tables, "lower_bound")) <= int(key(made.plan_tables, "objective"))


def test_with_nothing_begun_it_is_that_of_the_programme_or_a_little_better() -> None:
    tables, base = fresh_case()
    problem = problem_beside_retained(replan_problem(tables, base, 0, ()), (), 0.0)
    assert 0 <= replan_bound(problem).value / quick_bound(problem_from_tables(tables)).value - 1 < 0.005


def test_with_everything_begun_it_is_the_cost_of_the_plan() -> None:
    tables, base = fresh_case()
    last = max(int(lot["start_week"]) for lot in base["lots"]) + 1
    asked = replan_problem(tables, base, last, ())
    assert not asked.fresh
    problem = problem_beside_retained(asked, asked.carried.lots, 0.0)
    least = replan_bound(problem).value
    rate, objective = problem.imbalance_rate, int(key(base, "objective"))
    assert objective - int(key(base, "unplanned")) - 100 <= least + rate * problem.order_value
    away = replan_bound(replace(problem, imbalance_rate=0.0)).value
    own = sum(int(key(base, part)) for part in ("price", "freight", "lateness", "lots"))
    assert abs(away - own - int(key(base, "unplanned"))) < 100


def test_a_least_share_that_is_given_up_is_not_asked_of_other_plans() -> None:
    tables, base = fresh_case()
    school = next(r["workshop"] for r in tables["workshops"] if r["kind"] == "school")
    rules = rules_of({"kind": "newcomers_share", "workshops": [school], "min": 0.9})
    made = replan(tables, base, AT, (), Effort(iterations=600, threads=1), rules=rules)
    assert complaints(made, base) == []
    assert made.broken_rules and any("bagian" in note.id.lower() for note in made.notes)
    asked = replan_problem(tables, base, AT, ())
    free = replan_bound(problem_beside_retained(asked, asked.carried.lots, 0.0)).value  # as if the rule were not there
    assert abs(int(key(made.plan_tables, "lower_bound")) / free - 1) < 1e-3


def test_what_frozen_lots_overdraw_counts_as_used_up() -> None:
    tables, base = fresh_case()
    asked = replan_problem(tables, base, AT, ())
    problem = problem_beside_retained(asked, asked.carried.lots, 0.0)
    scarce = replace(problem, budget=problem.budget // 100, cash_limit=problem.cash_limit // 100, group_max=problem.group_max // 100)
    reduced = Reduction(scarce).reduced(())
    assert (reduced.budget >= 0).all() and (reduced.group_max >= 0).all() and (reduced.capacity >= 0).all()
    assert replan_bound(scarce).value >= replan_bound(problem).value
