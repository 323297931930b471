"""What may be done in the registry: offers, verification and what follows from it, shared machines, records of firms, applicants."""

from tempa.registry.actions.applicants import (
    admit_applicant,
    apply_to_take_part,
    open_applicant_call,
    refuse_application,
    withdraw_application,
)
from tempa.registry.actions.criteria import confirm_criteria, propose_criteria, refuse_criteria
from tempa.registry.actions.eligibility import overrule_eligibility, state_type_processes
from tempa.registry.actions.machines import book_machine, cancel_booking, state_machine
from tempa.registry.actions.offers import extend_offer_call, open_offer_call, state_offers, state_offers_of_many
from tempa.registry.actions.sites import change_lead, confirm_merge, propose_merge, refuse_merge
from tempa.registry.actions.verification import (
    Photo,
    answer_appeal,
    appeal_verification,
    record_verification,
    return_verification,
    sign_verification,
)

__all__ = [
    "Photo", "admit_applicant", "answer_appeal", "appeal_verification", "apply_to_take_part", "book_machine", "cancel_booking", "change_lead",
    "confirm_criteria", "confirm_merge", "extend_offer_call", "open_applicant_call", "open_offer_call", "overrule_eligibility",
    "propose_criteria", "propose_merge", "record_verification", "refuse_application", "refuse_criteria", "refuse_merge", "return_verification",
    "sign_verification", "state_machine", "state_offers", "state_offers_of_many", "state_type_processes", "withdraw_application",
]  # fmt: skip
