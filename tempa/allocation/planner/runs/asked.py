"""The programme that a task of planning is about: as it stands, after changes, or with edits on a copy.

A task is JSON: `kind` (plan, again, scenario, hand; a missing one means plan), and by kind `at` (week), `changes` (as
`parse_changes` reads them), `held` (lots that contracts hold, which stay), `begun` and `made` (lots of which work is
reported, or units are finished), `afresh` (the others are planned as if nobody had them), `edits` (as `edited` takes
them), `decisions` (as `parse_decisions` reads them), `rules` (rows of added rules).
Nothing here loads the search.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tempa.allocation.planner.replanning.changes import Change, parse_changes
from tempa.allocation.planner.replanning.effects import apply_changes, scenario
from tempa.allocation.planner.replanning.order_cut import without_cancelled
from tempa.allocation.planner.runs.edits import edited

Tables = dict[str, list[dict[str, str]]]
Task = Mapping[str, Any]


def programme_asked(task: Task, tables: Tables, base_plan: Tables | None = None) -> Tables:
    """The programme that a plan of the task belongs to; the tables given stay as they are."""
    if task.get("kind") == "again" and base_plan is not None:
        return apply_changes(tables, without_cancelled(base_plan, tables), int(task["at"]), changes_of(task)).tables
    asked = edited(tables, task["edits"]) if task.get("edits") else tables
    changes = changes_of(task)
    return scenario(asked, changes).tables if changes else asked


def changes_of(task: Task) -> tuple[Change, ...]:
    return parse_changes(json.dumps({"changes": task.get("changes", [])}))
