"""A small generated programme with a plan in force, and a judgement by every checker that is at hand."""

from __future__ import annotations

import copy
import tempfile
from functools import cache
from pathlib import Path

from tempa.allocation.planner.generator.generate import Wishes, generate
from tempa.allocation.planner.judge.check import check
from tempa.allocation.planner.problem.effort import Effort
from tempa.allocation.planner.problem.plan_tables import plan_tables
from tempa.allocation.planner.problem.tables import problem_from_tables
from tempa.allocation.planner.replanning.changes import Change
from tempa.allocation.planner.replanning.replan import KEEPING, Keeping, Replanned, replan
from tempa.allocation.planner.search.solve import Stop, solve
from tempa.values.programme import write_folder, write_plan
from tests.allocation.shared_judges import TOOLS, judge_plan

Tables = dict[str, list[dict[str, str]]]
AT = 6


@cache
def _case() -> tuple[Tables, Tables]:
    tables = generate(Wishes(5, 0.12))
    problem = problem_from_tables(tables)
    return tables, plan_tables(problem, solve(problem, Stop(iterations=3000), 1, None, 1))


def fresh_case() -> tuple[Tables, Tables]:
    """(programme, plan in force), to be spoilt at will."""
    return copy.deepcopy(_case())


def again(tables: Tables, plan: Tables, *changes: Change, at: int = AT, moves: int = 600, keeping: Keeping = KEEPING) -> Replanned:
    return replan(tables, plan, at, changes, Effort(iterations=moves, threads=1), keeping=keeping)


def complaints(made: Replanned, base: Tables) -> list[str]:
    """What `check` and, where it is there, the independent checker say against a plan made again."""
    found = [violation.sentence for violation in check(made.tables_after, made.plan_tables, base).violations]
    if TOOLS.exists():
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_folder(made.tables_after, folder / "plan" / "programme")
            write_plan(made.plan_tables, folder / "plan")
            write_plan(base, folder / "base")
            verdict = judge_plan(folder / "plan" / "programme", folder / "plan", folder / "base")
            found += [] if verdict.valid else [verdict.text]
    return found


def begun(plan: Tables, at: int = AT) -> list[dict[str, str]]:
    """Lots in work at the week: started before, with hours still to come."""
    return [lot for lot in plan["lots"] if int(lot["start_week"]) < at <= int(lot["finish_week"])]


def key(plan: Tables, name: str) -> str:
    return next((row["value"] for row in plan["plan"] if row["key"] == name), "")


def row(rows: list[dict[str, str]], column: str, code: str) -> dict[str, str]:
    return next(one for one in rows if one[column] == code)
