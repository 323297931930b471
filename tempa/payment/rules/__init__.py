"""The rules of payment: what of the order is promised beyond its need, who claims, approves, pays and passes on, and how much."""

from tempa.payment.rules.claims import (
    KINDS,
    PAYMENT,
    Parties,
    Terms,
    UnitDue,
    check_advance,
    check_onward,
    check_retention,
    check_units,
    claim_stage,
    late_days,
    may_approve,
    may_claim,
    may_confirm,
    may_pass_on,
    may_pay,
    may_return,
    may_show,
    penalty,
)
from tempa.payment.rules.order import Beyond, beyond_the_order

__all__ = [
    "KINDS", "PAYMENT", "Beyond", "Parties", "Terms", "UnitDue", "beyond_the_order", "check_advance", "check_onward", "check_retention",
    "check_units", "claim_stage", "late_days", "may_approve", "may_claim", "may_confirm", "may_pass_on", "may_pay", "may_return", "may_show",
    "penalty",
]  # fmt: skip
