"""The rules of payment: what of the order is promised beyond its need, who claims, approves, pays and passes on, and how much."""

from tempa.payment.rules.claims import (
    KINDS,
    PAYMENT,
    STEPS,
    Parties,
    Terms,
    UnitDue,
    check_account,
    check_advance,
    check_advance_in_time,
    check_advance_of_line,
    check_denial,
    check_guarantee,
    check_maintenance_begun,
    check_onward,
    check_retention,
    check_returned,
    check_units,
    claim_stage,
    late_days,
    maintained_until,
    may_approve,
    may_claim,
    may_confirm,
    may_pass_on,
    may_pay,
    may_return,
    may_show,
    penalty,
    surplus_words,
)
from tempa.payment.rules.order import Beyond, beyond_the_order
from tempa.payment.rules.sp2d import KNOWN, NEW, WRONG, Approved, Order, Read, as_one, read_orders

__all__ = [
    "KINDS", "KNOWN", "NEW", "PAYMENT", "STEPS", "WRONG", "Approved", "Beyond", "Order", "Parties", "Read", "Terms", "UnitDue", "as_one",
    "beyond_the_order", "check_account", "check_advance", "check_advance_in_time", "check_advance_of_line", "check_denial", "check_guarantee",
    "check_maintenance_begun", "check_onward", "check_retention", "check_returned", "check_units", "claim_stage", "late_days", "maintained_until",
    "may_approve", "may_claim", "may_confirm", "may_pass_on", "may_pay", "may_return", "may_show", "penalty", "read_orders", "surplus_words",
]  # fmt: skip
