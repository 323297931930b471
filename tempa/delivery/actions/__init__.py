"""What may be done in delivery: requests noted and decided, sites looked at, units assigned, handed over and followed."""

from tempa.delivery.actions.handovers import deem_taken, offer_handover, take_handover, withdraw_handover
from tempa.delivery.actions.requests import (
    assign_units,
    decide_request,
    inspect_site,
    issue_decree,
    reassign_unit,
    register_recipient,
    request_machine,
    state_site_need,
)
from tempa.delivery.actions.use import check_use, close_repair, report_repair

__all__ = [
    "assign_units", "check_use", "close_repair", "decide_request", "deem_taken", "inspect_site", "issue_decree", "offer_handover",
    "reassign_unit", "register_recipient", "report_repair", "request_machine", "state_site_need", "take_handover", "withdraw_handover",
]  # fmt: skip
