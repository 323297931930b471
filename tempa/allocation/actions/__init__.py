"""What may be done in allocation: runs, plans and their reasons, proposals and decisions, objections, decisions by hand, added rules."""

from tempa.allocation.actions.by_hand import ByHand, add_rule, decide_by_hand, remove_rule, withdraw_by_hand
from tempa.allocation.actions.decisions import (
    approve_plan,
    propose_plan,
    raise_lot_in,
    reduce_lot_in,
    refuse_plan,
    reinstate_plan,
)
from tempa.allocation.actions.objections import answer_objection, may_replay, note_replay, raise_objection
from tempa.allocation.actions.plans import Behind, add_plan, explain_plan
from tempa.allocation.actions.runs import end_run, start_run

__all__ = [
    "Behind", "ByHand", "add_plan", "add_rule", "answer_objection", "approve_plan", "decide_by_hand", "end_run", "explain_plan", "may_replay",
    "note_replay", "propose_plan", "raise_lot_in", "raise_objection", "reduce_lot_in", "refuse_plan", "reinstate_plan", "remove_rule", "start_run",
    "withdraw_by_hand",
]  # fmt: skip
