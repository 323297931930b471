"""What is owed, withheld and paid under the rule of the day: pure, exact, no Django."""

from tempa.payment.settlement.contracts import (
    Form,
    FormChoice,
    advance_guarantee,
    advance_limit,
    check_advance,
    document_form,
    performance_guarantee,
)
from tempa.payment.settlement.errors import SettlementError
from tempa.payment.settlement.lateness import LateDelivery, days_late, deadline, due_date, late_penalty
from tempa.payment.settlement.money import Rounding, apportion, round_rupiah
from tempa.payment.settlement.rulebook import Amount, Rule, all_rules, check_rate, rule
from tempa.payment.settlement.statement import (
    Claim,
    Line,
    Statement,
    advance_statement,
    release_statement,
    settle,
    settle_terms,
)
from tempa.payment.settlement.taxes import (
    IncomeTax,
    LegalForm,
    Means,
    Vendor,
    VendorStatus,
    income_tax,
    ppn,
    ppn_base,
    ppn_of_lines,
    price_without_ppn,
    split_total,
)
from tempa.payment.settlement.terms import Term, advance_recovery, instalments, payment_terms, retention
from tempa.payment.settlement.words import amount_in_words

__all__ = [
    "Amount", "Claim", "Form", "FormChoice", "IncomeTax", "LateDelivery", "LegalForm", "Line", "Means", "Rounding",
    "Rule", "SettlementError", "Statement", "Term", "Vendor", "VendorStatus", "advance_guarantee", "advance_limit",
    "advance_recovery", "advance_statement", "all_rules", "amount_in_words", "apportion", "check_advance", "check_rate",
    "days_late", "deadline", "document_form", "due_date", "income_tax", "instalments", "late_penalty", "payment_terms",
    "performance_guarantee", "ppn", "ppn_base", "ppn_of_lines", "price_without_ppn", "release_statement", "retention",
    "round_rupiah", "rule", "settle", "settle_terms", "split_total",
]
