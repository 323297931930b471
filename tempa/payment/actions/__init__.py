"""What may be done in payment: claims submitted and completed, payments approved and made, money passed on, confirmed or denied."""

from tempa.payment.actions.claims import return_claim, show_papers, submit_claim, withdraw_claim
from tempa.payment.actions.papers import bearer_of_claim, number_claim_papers
from tempa.payment.actions.payments import (
    Proof,
    approve_payment,
    confirm_onward,
    deny_onward,
    pass_on,
    record_orders,
    record_payment,
    return_advance,
)

__all__ = [
    "Proof", "approve_payment", "bearer_of_claim", "confirm_onward", "deny_onward", "number_claim_papers", "pass_on", "record_orders",
    "record_payment", "return_advance", "return_claim", "show_papers", "submit_claim", "withdraw_claim",
]  # fmt: skip
