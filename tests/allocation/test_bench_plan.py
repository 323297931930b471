"""The contestants of `bench plan`: the generic solvers' model gives valid plans, and the page says what was measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.plan import Run
from bench.plan_models import Restricted, by_cp_sat, by_highs, plan_of, restricted_model
from bench.plan_page import write_page
from bench.plan_start import fill_start, violated_rows
from tempa.allocation.planner.generator.generate import Wishes, generate
from tempa.allocation.planner.judge.check import check


@pytest.fixture(scope="module")
def model() -> Restricted:
    made = restricted_model(generate(Wishes(seed=3, scale=0.02)))
    fill_start(made)
    return made


def test_the_start_keeps_every_row_and_is_a_valid_plan(model: Restricted) -> None:
    assert violated_rows(model) == 0
    report = check(model.tables, plan_of(model, model.programme.start, "start"))
    assert report.violations == ()
    assert report.lots > 0


def test_a_row_that_is_broken_is_counted(model: Restricted) -> None:
    column = next(iter(model.left.values()))
    model.programme.start[column] += 1
    assert violated_rows(model) > 0
    model.programme.start[column] -= 1


def test_solutions_are_valid_plans_and_both_solvers_prove_the_same_one_the_best(model: Restricted) -> None:
    start = check(model.tables, plan_of(model, model.programme.start, "start"))
    costs = []
    for solver in (by_cp_sat, by_highs):
        values = solver(model, 60.0, 1)  # each proves it within a second
        assert values is not None
        report = check(model.tables, plan_of(model, values, "solver"))
        assert report.violations == ()
        costs.append(report.objective)
    assert costs[0] < start.objective
    assert abs(costs[0] - costs[1]) <= 1000 * len(model.facts.sites)  # fair values are rounded to thousands


def test_the_page_shows_medians_and_ratios_to_ours(model: Restricted, tmp_path: Path) -> None:
    report = check(model.tables, plan_of(model, model.programme.start, "start"))
    runs = [Run("made", "Tempa", 1.0, seed, 1.0, 1.0, report, 0.5) for seed in (1, 2)]
    runs += [Run("made", "CP-SAT", 1.0, 1, 2.5, 1.0, None, 0.0), Run("made", "first-fit", 0.0, 1, 0.2, 0.2, report, 0.5)]
    write_page(runs, {"made": "ab" * 32}, "Tempa", tmp_path)
    page = (tmp_path / "plan.md").read_text()
    cost = f"{report.objective / 1e6:,.0f}"
    assert f"| Tempa | 1 | {cost} | 1.000 |" in page
    assert "| CP-SAT | 1 | – |" in page
    assert f"| earliest due, first fit |  | {cost} | 1.000 |" in page
    assert (tmp_path / "plan.svg").read_text().count("<rect") == 1 + 3
