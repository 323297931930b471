"""Reasons for every lot and every site of a plan, computed from the programme and the plan alone.

    reasons = explain(read_programme("data/ntb-2020"), read_plan("my-plan"))
    reasons.lots["L0042-1"].sentences[0].id, reasons.sites["W07"].sentences[0].en
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tempa.allocation.planner.explanations.finished_plan import FinishedPlan, PlanTables
from tempa.allocation.planner.explanations.lot_reasons import LotReason, lot_reason
from tempa.allocation.planner.explanations.site_reasons import SiteReason, site_reasons
from tempa.allocation.planner.problem.model import Problem
from tempa.allocation.planner.problem.plan_tables import lots_of_plan
from tempa.allocation.planner.problem.tables import problem_from_tables
from tempa.allocation.planner.problem.words import Names, Tables
from tempa.values.programme.errors import Sentence


@dataclass(frozen=True)
class Reasons:
    """Lot name -> reason, site code -> reason."""

    lots: dict[str, LotReason]
    sites: dict[str, SiteReason]

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values; sentences as {"id", "en"}, rupiah rounded to whole numbers."""
        return {"lots": {k: plain(v) for k, v in self.lots.items()}, "sites": {k: plain(v) for k, v in self.sites.items()}}


def explain(tables: Tables, plan_tables: PlanTables, prices: NDArray[np.float64] | None = None,
            problem: Problem | None = None) -> Reasons:
    """The reasons of a valid plan. `prices`: (S, R, H) rupiah per hundredth of an hour, as `hour_prices` gives them.

    `problem`: the programme's problem where the caller has it, or one with a planner's added rules. Lots that had begun
    when the plan was made again, and lots decided by hand, are said to stay and not set beside other workshops. Raises
    ValueError with a sentence where the plan belongs to another programme.
    """
    problem = problem_from_tables(tables, sha256="unused") if problem is None else problem
    problem = replace(problem, first_free_week=max(problem.first_free_week, replanned_at(plan_tables)))
    plan = FinishedPlan(problem, lots_of_plan(problem, plan_tables))
    names = Names(tables)
    staying = what_stays(plan_tables, names)
    moves = [plan.options_of(lot, stays=lot.name in staying) for lot in plan.lots]
    lots = {lot.name: lot_reason(plan, names, lot, its, prices, staying.get(lot.name))
            for lot, its in zip(plan.lots, moves, strict=True)}
    return Reasons(lots, site_reasons(plan, names, tables, moves))


def what_stays(plan_tables: PlanTables, names: Names) -> dict[str, Sentence]:
    """Lot -> why the search had to leave it: begun before the plan was made again, or decided by hand."""
    facts = {row["key"]: row["value"] for row in plan_tables["plan"]}
    staying = {}
    for note in json.loads(facts.get("by_hand") or "[]"):
        for lot in note.get("lots", []):
            staying[lot] = Sentence(f"Tempatnya diputuskan dengan tangan: {tidy(note['reason'])}.",
                                    f"Its place was decided by hand: {tidy(note['reason'])}.")
    at = replanned_at(plan_tables)
    for row in plan_tables["lots"]:
        begun = int(row["start_week"])
        if begun < at:
            staying[row["lot"]] = Sentence(
                f"Sudah dimulai {names.weeks(begun, begun, 'id')}, sebelum rencana dibuat lagi mulai {names.monday(at, 'id')},"
                " jadi tetap di sini.",
                f"It had begun on {names.weeks(begun, begun, 'en')}, before the plan was made again from {names.monday(at, 'en')} on,"
                " and so stays here.")
    return staying


def replanned_at(plan_tables: PlanTables) -> int:
    """The week from which the plan was made again; 0 for any other."""
    return next((int(row["value"] or 0) for row in plan_tables["plan"] if row["key"] == "replanned_at"), 0)


def tidy(reason: str) -> str:
    """A reason as it was typed, without the full stop that the sentence around it sets."""
    return reason.strip().removesuffix(".")


def plain(value: Any) -> Any:
    """Dataclasses, tuples and numpy numbers as dictionaries, lists and numbers."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, tuple | list):
        return [plain(v) for v in value]
    if isinstance(value, float | np.floating):
        return round(float(value))
    return int(value) if isinstance(value, np.integer) else value
