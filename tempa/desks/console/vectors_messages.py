"""Known right answers for progress messages: one function per kind of case, from its named inputs to its answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from tempa.production.messages import OpenLot, Step, read_progress

Case = dict[str, Any]


def progress_message(case: Case) -> Case:
    lots = [open_lot(lot) for lot in case["lots"]]
    found = read_progress(case["text"], date.fromisoformat(case["sent_on"]), lots, case.get("sender"))
    return {
        "entries": [{"lot": e.lot, "step": e.step, "quantity": e.quantity} for e in found.entries],
        "finished": list(found.finished),
        "problems": [{"lot": p.lot, "kind": p.kind.value} for p in found.problems],
        "questions": [question.value for question in found.questions],
    }


def open_lot(lot: Case) -> OpenLot:
    steps = tuple(Step(step["step"], step["resource"], step["done"]) for step in lot["steps"])
    return OpenLot(lot["lot"], lot["type"], lot["name_id"], lot["quantity"], steps)


KINDS: dict[str, Callable[[Case], Case]] = {"progress_message": progress_message}
