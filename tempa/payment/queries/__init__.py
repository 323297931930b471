"""What others may read of payment: whether all adds up, claims and their papers, payments, what was passed on, how long agencies take."""

from tempa.payment.models import Claim, OnwardPayment
from tempa.payment.queries.ageing import Ageing, Owed, ageing, cash_of, denied_onward, owed_onward, passed_on
from tempa.payment.queries.cash import cash_statement
from tempa.payment.queries.claims import (
    Claimable,
    account_of,
    agency_of_budget_line,
    claim_named,
    claimable,
    claims,
    claims_of,
    file_of,
    onward_payments,
    orders_read,
    paid_by_budget_line,
    paid_by_line,
    parties_of,
    payment_named,
    payments,
    payments_of,
    signed_papers,
    subject_of_claim,
    terms_of,
    units_due,
)
from tempa.payment.queries.concessions import CutNotContracted, cuts_not_contracted
from tempa.payment.queries.conservation import MACHINES, MONEY, WAYS, Conservation, conservation, for_pack
from tempa.payment.queries.examples import settled_examples
from tempa.payment.queries.pack import (
    for_pack_claims,
    for_pack_onward_payments,
    for_pack_payment_units,
    for_pack_payments,
)
from tempa.payment.queries.papers import claim_file, kinds_of_claim, onward_paper
from tempa.payment.queries.passing import Passed, Place, passed_by_lot, together
from tempa.payment.queries.settling import Settled, advance_standing, settled
from tempa.payment.queries.stages import Reached, by_day, reached

__all__ = [
    "MACHINES",
    "MONEY",
    "WAYS",
    "Ageing",
    "Claim",
    "Claimable",
    "Conservation",
    "CutNotContracted",
    "OnwardPayment",
    "Owed",
    "Passed",
    "Place",
    "Reached",
    "Settled",
    "account_of",
    "advance_standing",
    "ageing",
    "agency_of_budget_line",
    "by_day",
    "cash_of",
    "cash_statement",
    "claim_file",
    "claim_named",
    "claimable",
    "claims",
    "claims_of",
    "conservation",
    "cuts_not_contracted",
    "denied_onward",
    "file_of",
    "for_pack",
    "for_pack_claims",
    "for_pack_onward_payments",
    "for_pack_payment_units",
    "for_pack_payments",
    "kinds_of_claim",
    "onward_paper",
    "onward_payments",
    "orders_read",
    "owed_onward",
    "paid_by_budget_line",
    "paid_by_line",
    "parties_of",
    "passed_by_lot",
    "passed_on",
    "payment_named",
    "payments",
    "payments_of",
    "reached",
    "settled",
    "settled_examples",
    "signed_papers",
    "subject_of_claim",
    "terms_of",
    "together",
    "units_due",
]
