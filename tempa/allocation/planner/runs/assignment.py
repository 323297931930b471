"""What a run is asked to do, as plain data, and the plan that comes of it: anew, again, for a scenario, for an objection.

    carry_out({"kind": "again", "at": 6, "changes": [...]}, tables, base_plan, seconds=10, seed=1)
    carry_out({"kind": "scenario", "edits": [...]}, tables, None, seconds=10, seed=1)

What a task may hold stands in `asked`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from tempa.allocation.planner.explanations.counterfactual import WhatIf, WhatIfError, counterfactual
from tempa.allocation.planner.explanations.explain import explain
from tempa.allocation.planner.explanations.objection import Objection, replay_objection
from tempa.allocation.planner.explanations.paired import PairedSearches
from tempa.allocation.planner.explanations.rule_costs import cost_of_rules
from tempa.allocation.planner.problem.effort import Effort, Progress, Stop
from tempa.allocation.planner.problem.figures import figures
from tempa.allocation.planner.problem.model import Problem
from tempa.allocation.planner.problem.tables import problem_from_tables
from tempa.allocation.planner.replanning.manual_decision import parse_decisions, plan_around
from tempa.allocation.planner.replanning.moves import as_plain, balance
from tempa.allocation.planner.replanning.order_cut import without_cancelled
from tempa.allocation.planner.replanning.replan import STABILITY, Keeping, decisions_in_force, replan
from tempa.allocation.planner.rules_of_thumb.naive import NamedPlan, compare_naive
from tempa.allocation.planner.runs.asked import Tables, Task, changes_of, programme_asked
from tempa.allocation.planner.runs.make import make_plan
from tempa.allocation.planner.side_constraints.apply import apply
from tempa.allocation.planner.side_constraints.rules import SideConstraints, side_constraints_from_json
from tempa.values.programme import programme_sha256

SEARCH_AGAIN = 200_000
"""Steps of a search that stands in for one whose steps are not recorded."""


@dataclass(frozen=True)
class CarriedOut:
    """The programme that the plan is of, the plan, its certificate if any, and what planning again adds (JSON)."""

    tables: Tables
    plan_tables: Tables
    certificate: bytes | None = None
    again: dict[str, Any] | None = None


def carry_out(
    task: Task, tables: Tables, base_plan: Tables | None, *, seconds: float, seed: int,
    on_progress: Progress | None = None, cancelled: Callable[[], bool] | None = None,
) -> CarriedOut:  # fmt: skip
    """Do what the task says. Raises ChangesError or EditError with sentences where the task makes no sense here."""
    effort = Effort(seconds=seconds, seed=seed, cancelled=cancelled, on_progress=on_progress)
    if task.get("kind") == "again":
        assert base_plan is not None, "planning again needs the plan in force"
        return again(task, tables, base_plan, effort)
    rules = rules_of(task.get("rules", []))
    if task.get("kind") == "hand":
        assert base_plan is not None, "decisions by hand are about a plan"
        decisions = parse_decisions(task["decisions"])
        found = plan_around(tables, without_cancelled(base_plan, tables), decisions, effort, int(task.get("at", 0)), rules, keeping_of(task))
        return CarriedOut(tables, found.plan_tables, found.certificate)
    asked = programme_asked(task, tables)
    plan, certificate = make_plan(asked, effort, rules)
    return CarriedOut(asked, plan, certificate)


def again(task: Task, tables: Tables, base_plan: Tables, effort: Effort) -> CarriedOut:
    """The plan in force made again, with its moves as plain data."""
    rules = rules_of(task.get("rules", []))
    made = replan(tables, base_plan, int(task["at"]), changes_of(task), effort, rules, keeping_of(task))
    told = {
        "at": int(task["at"]), "changes": list(task.get("changes", [])), "moves": as_plain(made.moves),
        "balance": balance(made.moves), "forced_units": made.forced_units, "moved_units": made.moved_units,
        "moved_beyond": made.moved_beyond, "notes": [{"id": n.id, "en": n.en} for n in made.notes],
        "programme_sha256": programme_sha256(tables),
    }  # fmt: skip
    return CarriedOut(made.tables_after, made.plan_tables, made.certificate, told)


def keeping_of(task: Task) -> Keeping:
    """Which lots do not move, and what moving the others costs: nothing where the rest is to be planned afresh."""
    held, begun, made = (frozenset(task.get(part, ())) for part in ("held", "begun", "made"))
    return Keeping(0.0 if task.get("afresh") else STABILITY, held, begun, made)


def reasons_and_rules(
    task: Task, tables: Tables, base_plan: Tables | None, plan: Tables, known: Sequence[Mapping[str, Any]]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The reasons of a plan as plain data, and the totals of the simple rules; `known` spares computing them again.

    `tables` is the programme in force when the task was carried out, or the plan's own once its changes were stated;
    where it has changed otherwise, nothing can be said.
    """
    stated = next((r["value"] for r in plan["plan"] if r["key"] == "programme_sha256"), "")
    asked = tables if programme_sha256(tables) == stated else programme_asked(task, tables, base_plan)
    if stated != programme_sha256(asked):
        raise ValueError("the programme has changed since this plan was made")
    reasons = explain(asked, plan, problem=problem_behind(task, asked, plan)).as_dict()
    naive = [dict(n) for n in known] or [totals_of(asked, one) for one in compare_naive(asked)]
    return reasons, naive


def problem_behind(task: Task, tables: Tables, plan: Tables) -> Problem:
    """The problem that the plan solves: with the task's added rules, and without what was forbidden by hand."""
    problem = problem_from_tables(tables, sha256="unused")
    rules = rules_of(task.get("rules", []))
    if rules.rules:
        problem = apply(problem, rules, tables)
    by_hand = decisions_in_force(problem, {row["key"]: row["value"] for row in plan["plan"]})
    return replace(problem, forbidden=problem.forbidden | by_hand.forbidden)


def totals_of(tables: Tables, found: NamedPlan) -> dict[str, Any]:
    """Money, lateness and fairness of one simple rule's plan."""
    shown = figures(tables, found.plan)
    return {
        "code": found.code, "id": found.name_id, "en": found.name_en, "objective": found.report.objective,
        "parts": found.report.parts, "unplanned": found.report.unplanned_units,
        "late": sum(r["units"] for r in shown["late"]), "weeks_late": sum(r["units"] * r["weeks"] for r in shown["late"]),
        "largest": round(1e6 * float(found.report.shares.get("largest", 0))),
        "clusters": {c["cluster"]: round(1e6 * c["share"]) for c in shown["clusters"]},
    }  # fmt: skip


def replayed(
    tables: Tables, plan: Tables, site: str, changes: Sequence[Mapping[str, Any]], words: str, rules: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """What planning again gives for an objection, as plain data; a change that cannot be made gives its sentence alone.

    `changes`: fields of the counterfactuals' `WhatIf`. A plan that states no search (made elsewhere) is searched anew
    with SEARCH_AGAIN steps, with and without the change alike.
    """
    try:
        asked = tuple(WhatIf(**{**c, "percent": Decimal(c.get("percent", 0))}) for c in changes)
        stated = {r["key"]: r["value"] for r in plan["plan"]}
        steps = None if int(stated.get("iterations") or 0) > 0 else SEARCH_AGAIN
        found = replay_objection(tables, without_cancelled(plan, tables), Objection(site, asked, words), rules=rules_of(rules), iterations=steps)
    except WhatIfError as error:
        return {"sentences": [{"id": error.sentence.id, "en": error.sentence.en}]}
    return found.as_dict()


def rules_of(rows: Sequence[Mapping[str, Any]]) -> SideConstraints:
    return side_constraints_from_json(json.dumps({"rules": [dict(r) for r in rows]}))


MEASURED_SECONDS = 2.0
"""Of search for each of the ten plans that the effect of added rules, or of one change at a workshop, is measured on."""


def what_if(tables: Tables, site: str, change: Mapping[str, Any], rules: Sequence[Mapping[str, Any]] = ()) -> dict[str, str]:
    """What one change at a workshop does, by paired plans, as a sentence in both languages; refusals too."""
    try:
        searches = PairedSearches(Stop(seconds=MEASURED_SECONDS), threads=2)
        said = counterfactual(tables, site, WhatIf(**change), searches, rules=rules_of(rules)).sentence
    except WhatIfError as error:
        said = error.sentence
    return {"id": said.id, "en": said.en}


def prices_of_rules(tables: Tables, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the programme's rules and the added ones cost, who gains and loses by the added ones; plain data."""
    rules = rules_of(rows)
    stop = Stop(seconds=MEASURED_SECONDS) if rules.rules else None
    return cost_of_rules(tables, rules, stop=stop, threads=2).as_dict()
