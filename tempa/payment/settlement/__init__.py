"""What is owed, withheld and paid under the rule of the day: pure, exact, no Django."""

from tempa.payment.settlement.accounts import account_use, account_warnings, activity_warnings
from tempa.payment.settlement.conservation import (
    Balance,
    Fact,
    Fault,
    conserved_rupiah,
    conserved_units,
    conserved_worth,
)
from tempa.payment.settlement.lateness import LateDelivery, days_late, deadline, due_date, late_penalty
from tempa.payment.settlement.statement import (
    Claim,
    Line,
    Statement,
    advance_statement,
    release_statement,
    settle,
    settle_terms,
)
from tempa.payment.settlement.terms import (
    RetentionBase,
    Term,
    advance_recovery,
    instalments,
    payment_terms,
    recovery_by_shares,
    retention,
)

__all__ = [
    "Balance",
    "Claim",
    "Fact",
    "Fault",
    "LateDelivery",
    "Line",
    "RetentionBase",
    "Statement",
    "Term",
    "account_use",
    "account_warnings",
    "activity_warnings",
    "advance_recovery",
    "advance_statement",
    "conserved_rupiah",
    "conserved_units",
    "conserved_worth",
    "days_late",
    "deadline",
    "due_date",
    "instalments",
    "late_penalty",
    "payment_terms",
    "recovery_by_shares",
    "release_statement",
    "retention",
    "settle",
    "settle_terms",
]
