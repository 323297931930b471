"""What may be done in quality: forms and instruments kept, samples drawn, units inspected, lots and units decided, causes tackled."""

from tempa.quality.actions.causes import close_cause, tackle_cause
from tempa.quality.actions.deciding import decide_first_article, decide_lot, decide_unit, keep_certificate, release_hold
from tempa.quality.actions.forms import (
    confirm_form,
    confirm_forms,
    issue_revision,
    name_revision,
    propose_form,
    refuse_form,
    set_sampling_rule,
    state_instrument,
    take_library,
)
from tempa.quality.actions.inspecting import Look, plan_lots, record_inspection, record_visit
from tempa.quality.actions.weeks import ErrandMoved, WeekAsked, move_errand, plan_week

__all__ = [
    "ErrandMoved", "Look", "WeekAsked", "close_cause", "confirm_form", "confirm_forms", "decide_first_article", "decide_lot", "decide_unit",
    "issue_revision", "keep_certificate", "move_errand", "name_revision", "plan_lots", "plan_week", "propose_form", "record_inspection",
    "record_visit", "refuse_form", "release_hold", "set_sampling_rule", "state_instrument", "tackle_cause", "take_library",
]  # fmt: skip
