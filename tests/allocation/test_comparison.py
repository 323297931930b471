"""The plan beside the rules of thumb: figures that the judge and a reckoning by hand confirm."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache

import pytest

from tempa.allocation.planner.generator.generate import Tables, Wishes, generate
from tempa.allocation.planner.judge.check import check
from tempa.allocation.planner.problem.plan_tables import plan_tables
from tempa.allocation.planner.problem.tables import problem_from_tables
from tempa.allocation.planner.rules_of_thumb.comparison import Comparison, compare_with_naive, gini
from tempa.allocation.planner.rules_of_thumb.naive import RULES, naive_plan
from tempa.allocation.planner.search.solve import Stop, solve


@cache
def compared() -> tuple[Tables, Tables, list[Comparison]]:
    tables = generate(Wishes(seed=8, scale=0.2))
    problem = problem_from_tables(tables)
    plan = plan_tables(problem, solve(problem, Stop(iterations=400), 1, threads=1))
    return tables, plan, compare_with_naive(tables, plan)


@pytest.mark.slow
def test_the_plan_stands_first_and_costs_least() -> None:
    tables, plan, rows = compared()
    assert [r.code for r in rows] == ["tempa", *RULES]
    ours, *others = rows
    assert ours.objective == check(tables, plan).objective and ours.more == 0
    assert all(o.more == o.objective - ours.objective > 0 for o in others)
    assert all("lebih mahal" in o.sentence.id and "more" in o.sentence.en for o in others)
    assert all(r.breaches == 0 for r in rows)


def test_lateness_and_shares_agree_with_the_problem() -> None:
    tables, plan, rows = compared()
    problem = problem_from_tables(tables)
    line = {code: n for n, code in enumerate(problem.lines)}
    late = [(int(r["quantity"]), int(problem.weeks_late[line[r["line"]], int(r["inspect_week"])])) for r in plan["lots"]]
    ours = rows[0]
    assert ours.late_units == sum(n for n, w in late if w) and ours.late_unit_weeks == sum(n * w for n, w in late)
    assert ours.latest == max(w for _, w in late)
    assert ours.units + ours.unplanned_units == sum(int(r["quantity"]) for r in tables["orders"])
    placed = sum(ours.clusters.values()) + ours.schools
    value = sum(int(r["quantity"]) * int(problem.type_price[problem.line_type[line[r["line"]]]]) for r in plan["lots"])
    assert placed == pytest.approx(value / problem.order_value)
    assert 0 <= ours.smallest <= ours.largest <= 1 and ours.least_of_fair <= 1 <= ours.most_of_fair


def test_gini_by_hand() -> None:
    fair = {"a": Fraction(1), "b": Fraction(1)}
    assert gini({"a": 5, "b": 5}, fair) == 0
    assert gini({"a": 0, "b": 8}, fair) == 0.5
    assert gini({"a": 1, "b": 3}, {"a": Fraction(1), "b": Fraction(3)}) == 0
    assert gini({"a": 0, "b": 0}, fair) == 0
    assert gini({"a": 3, "b": 1}, {"a": Fraction(1), "b": Fraction(3)}) == pytest.approx(0.5)


def test_an_empty_order_compares_without_dividing_by_nothing() -> None:
    tables = generate(Wishes(seed=3, scale=0.05, odd=("empty-order",)))
    rows = compare_with_naive(tables, naive_plan(tables, "first-fit"))
    assert {(r.units, r.gini, r.late_units, r.largest) for r in rows} == {(0, 0.0, 0, 0.0)}


def test_plain_values_are_json() -> None:
    assert json.loads(json.dumps([r.as_dict() for r in compared()[2]]))[0]["name"] == {"id": "Rencana ini", "en": "This plan"}
