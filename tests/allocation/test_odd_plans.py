"""Programmes at the edge: the reason names what is really used up, an empty order says so, every plan has its certificate."""

from __future__ import annotations

from pathlib import Path

import pytest

from tempa.allocation.planner.bound.ground import ground
from tempa.allocation.planner.generator.generate import Wishes, generate
from tempa.allocation.planner.judge.check import check
from tempa.allocation.planner.problem.effort import Effort
from tempa.allocation.planner.problem.plan_tables import plan_tables
from tempa.allocation.planner.problem.tables import problem_from_tables
from tempa.allocation.planner.runs import make
from tempa.allocation.planner.runs.make import make_plan
from tempa.allocation.planner.search.solve import Stop, solve
from tempa.allocation.planner.side_constraints.rules import side_constraints_from_json
from tempa.allocation.planner.verifier.verify import verify
from tempa.desks.console import plan as plan_verb
from tempa.values.programme import write_folder

Tables = dict[str, list[dict[str, str]]]


def small(*odd: str) -> Tables:
    return generate(Wishes(seed=901, scale=0.12, odd=odd))


def reasons(tables: Tables) -> set[str]:
    problem = problem_from_tables(tables)
    plan = plan_tables(problem, solve(problem, Stop(iterations=200), seed=1))
    assert check(tables, plan).is_valid and not plan["lots"]
    return {row["reason"] for row in plan["unplanned"]}


def test_closed_for_good_is_told_as_hours_and_not_as_a_least_share() -> None:
    tables = small()
    assert any(row["share_min"] for row in tables["clusters"])
    weeks = next(row["value"] for row in tables["programme"] if row["key"] == "weeks")
    tables["closures"] = [{"workshop": "*", "week": str(week), "factor": "0"} for week in range(int(weeks))]
    assert all("jam " in reason and "penuh" in reason for reason in reasons(tables))


def test_no_cash_is_told_as_cash_and_no_budget_as_budget() -> None:
    tables = small()
    for site in tables["workshops"]:
        site["cash_limit"] = "0"
    assert all("uang kerja" in reason and "habis" in reason for reason in reasons(tables))
    tables = small()
    for line in tables["budget_lines"]:
        line["amount"] = "0"
    assert all("plafon anggaran" in reason for reason in reasons(tables))


def test_parts_are_laid_out_alike_whatever_their_number() -> None:
    """Compiled code is made per layout: another one costs seconds of compiling in the middle of a search."""
    parts = ground(problem_from_tables(small())).parts
    assert min(parts.shape) > 1 and parts.flags.c_contiguous


class NothingTold:
    """A bound that never comes in time."""

    value, certificate = None, None

    def __init__(self, *_: object) -> None: ...
    def __enter__(self) -> NothingTold:
        return self

    def __exit__(self, *_: object) -> None: ...


@pytest.mark.parametrize("rules", ["", '{"rules": [{"kind": "school_share", "max": 0.2}]}'])
def test_plan_whose_bound_was_late_has_a_certificate_all_the_same(monkeypatch: pytest.MonkeyPatch, rules: str) -> None:
    monkeypatch.setattr(make, "BoundBeside", NothingTold)
    tables = small()
    plan, certificate = make_plan(tables, Effort(iterations=50, threads=1), side_constraints_from_json(rules) if rules else None)
    stated = next(int(row["value"]) for row in plan["plan"] if row["key"] == "lower_bound")
    assert certificate is not None and check(tables, plan).is_valid
    verdict = verify(tables, certificate)
    assert verdict.ok and verdict.recomputed_bound == stated > 0


@pytest.mark.slow
def test_empty_order_says_so_and_is_refused_where_shares_are_demanded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables = small("empty-order")
    write_folder(tables, tmp_path / "nothing")
    assert plan_verb.main([str(tmp_path / "nothing"), "--out", str(tmp_path / "a"), "--iterations", "5"]) == 0
    assert "Nothing is ordered" in capsys.readouterr().out
    next(row for row in tables["programme"] if row["key"] == "school_share_min")["value"] = "0.05"
    write_folder(tables, tmp_path / "demanded")
    assert plan_verb.main([str(tmp_path / "demanded"), "--out", str(tmp_path / "b"), "--iterations", "5"]) == 1
    assert "No plan is valid" in capsys.readouterr().err


@pytest.mark.slow
def test_plans_stopped_by_their_moves_are_equal_to_the_last_figure_but_for_the_clock() -> None:
    made = [make_plan(small(), Effort(iterations=300, seed=4)) for _ in range(2)]
    (one, proof), (other, same_proof) = made
    for plan in (one, other):
        plan["plan"] = [row for row in plan["plan"] if row["key"] != "seconds"]
    assert one == other and proof == same_proof


def test_a_bound_that_is_known_is_stated_and_not_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make, "BoundBeside", None)
    plan, certificate = make_plan(small(), Effort(iterations=50, threads=1), known=make.Known(1234, b"its certificate"))
    assert next(row["value"] for row in plan["plan"] if row["key"] == "lower_bound") == "1234" and certificate == b"its certificate"
