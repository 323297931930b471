"""Facts of contracts, by what they are about: particulars of the parties, a contract's life, its papers, the rules of the day."""

from tempa.contracts.facts.life import (
    AddendumSigned,
    ContractCountersigned,
    ContractDrafted,
    ContractRedrafted,
    ContractSigned,
    ContractWithdrawn,
    DraftReduced,
    OfferReceived,
    PriceNegotiated,
    RiskNoted,
)
from tempa.contracts.facts.papers import PaperMade, PaperNumbered, PaperVoided, SignedCopyKept, TemplateChanged
from tempa.contracts.facts.particulars import AgencyStated, OfficerNamed, VendorStated
from tempa.contracts.facts.rulings import RuleVersionConfirmed, RuleVersionProposed, RuleVersionRefused

__all__ = [
    "AddendumSigned", "AgencyStated", "ContractCountersigned", "ContractDrafted", "ContractRedrafted", "ContractSigned", "ContractWithdrawn",
    "DraftReduced", "OfferReceived", "OfficerNamed", "PaperMade", "PaperNumbered", "PaperVoided", "PriceNegotiated", "RiskNoted",
    "RuleVersionConfirmed", "RuleVersionProposed", "RuleVersionRefused", "SignedCopyKept", "TemplateChanged", "VendorStated",
]  # fmt: skip
