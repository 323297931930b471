"""What may be done with contracts: particulars stated, contracts drafted, negotiated, signed and changed, papers numbered, rules added."""

from tempa.contracts.actions.addenda import Addendum, Already, sign_addendum
from tempa.contracts.actions.documents import (
    Bearer,
    keep_documents,
    keep_signed_document,
    number_documents,
    numbered_document,
    void_document,
)
from tempa.contracts.actions.drafting import (
    draft_contracts,
    negotiate,
    receive_offer,
    receive_offers,
    redraft,
    reduce_draft,
    withdraw,
)
from tempa.contracts.actions.papers import change_template, keep_made, keep_signed_copy, number_papers, void_paper
from tempa.contracts.actions.particulars import (
    AgencySaid,
    OfficerSaid,
    VendorSaid,
    name_officer,
    name_officers,
    state_agency,
    state_vendor,
    state_vendors,
)
from tempa.contracts.actions.rulings import confirm_version, propose_version, refuse_version
from tempa.contracts.actions.signing import countersign, let_begin, sign

__all__ = [
    "Addendum", "AgencySaid", "Already", "Bearer", "OfficerSaid", "VendorSaid", "change_template", "confirm_version", "countersign",
    "draft_contracts", "keep_documents", "keep_made", "keep_signed_copy", "keep_signed_document", "let_begin", "name_officer",
    "name_officers", "negotiate", "number_documents", "number_papers", "numbered_document", "propose_version", "receive_offer",
    "receive_offers", "redraft", "reduce_draft", "refuse_version", "sign", "sign_addendum", "state_agency", "state_vendor",
    "state_vendors", "void_document", "void_paper", "withdraw",
]  # fmt: skip
