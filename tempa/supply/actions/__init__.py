"""What may be done in supply: quotes asked and stated, orders put forward and let go, goods received, issued, returned and counted."""

from tempa.supply.actions.asking import ask_quotes, state_content, state_quote, state_terms
from tempa.supply.actions.issuing import confirm_issue, count_stock, issue_material, return_material
from tempa.supply.actions.ordering import (
    answer_purchase,
    approve_purchase,
    cancel_purchase,
    change_purchase,
    draft_purchase,
    refuse_purchase,
    send_purchase,
)
from tempa.supply.actions.receiving import (
    announce_delivery,
    decide_invoice,
    number_engines,
    receive_goods,
    state_invoice,
)

__all__ = [
    "announce_delivery", "answer_purchase", "approve_purchase", "ask_quotes", "cancel_purchase", "change_purchase", "confirm_issue", "count_stock",
    "decide_invoice", "draft_purchase", "issue_material", "number_engines", "receive_goods", "refuse_purchase", "return_material", "send_purchase",
    "state_content", "state_invoice", "state_quote", "state_terms",
]  # fmt: skip
