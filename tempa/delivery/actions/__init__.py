"""What may be done in delivery: requests noted and decided, sites looked at, units assigned, driven out, handed over and followed."""

from tempa.delivery.actions.afterwards import (
    Beside,
    FaultTold,
    FirstRun,
    commission,
    move_repair,
    reallocate_unit,
    report_with_code,
)
from tempa.delivery.actions.asking import send_request, take_in, turn_away
from tempa.delivery.actions.driving import deliver_stop, end_round, fail_stop, mend_damage, reach_stop
from tempa.delivery.actions.handovers import OnTheSpot, deem_taken, offer_handover, take_handover, withdraw_handover
from tempa.delivery.actions.papers import bearer_of_handover, number_handover_papers
from tempa.delivery.actions.requests import (
    SiteVisit,
    assign_units,
    decide_request,
    inspect_site,
    issue_decree,
    reassign_unit,
    register_recipient,
    request_machine,
    state_site_need,
)
from tempa.delivery.actions.rounds import cancel_round, confirm_round, move_stop, note_lorry, plan_rounds, redate_round
from tempa.delivery.actions.use import check_use, close_repair, report_repair

__all__ = [
    "Beside", "FaultTold", "FirstRun", "OnTheSpot", "SiteVisit", "assign_units", "bearer_of_handover", "cancel_round", "check_use",
    "close_repair", "commission", "confirm_round", "decide_request", "deem_taken", "deliver_stop", "end_round", "fail_stop",
    "inspect_site", "issue_decree", "mend_damage", "move_repair", "move_stop", "note_lorry", "number_handover_papers",
    "offer_handover", "plan_rounds", "reach_stop", "reallocate_unit", "reassign_unit", "redate_round", "register_recipient",
    "report_repair", "report_with_code", "request_machine", "send_request", "state_site_need", "take_handover", "take_in", "turn_away",
    "withdraw_handover",
]  # fmt: skip
