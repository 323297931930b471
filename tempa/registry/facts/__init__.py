"""Facts of the registry, by what they are about: offers, visits and what follows from them, shared machines, records of firms, applicants."""

from tempa.registry.facts.applicants import (
    ApplicantAdmitted,
    ApplicantCallOpened,
    ApplicationMade,
    ApplicationRefused,
    ApplicationWithdrawn,
)
from tempa.registry.facts.eligibility import EligibilityOverruled, OffersHeld, OffersReturned, TypeProcessesStated
from tempa.registry.facts.machines import BookingCancelled, MachineBooked, SharedMachineStated
from tempa.registry.facts.offers import OfferCallExtended, OfferCallOpened, OffersStated, offer_key
from tempa.registry.facts.sites import LeadChanged, MergeConfirmed, MergeProposed, MergeRefused
from tempa.registry.facts.verification import (
    AppealAnswered,
    CriteriaConfirmed,
    CriteriaProposed,
    CriteriaRefused,
    VerificationAppealed,
    VerificationRecorded,
    VerificationReturned,
    VerificationSigned,
)

__all__ = [
    "AppealAnswered", "ApplicantAdmitted", "ApplicantCallOpened", "ApplicationMade", "ApplicationRefused", "ApplicationWithdrawn",
    "BookingCancelled", "CriteriaConfirmed", "CriteriaProposed", "CriteriaRefused", "EligibilityOverruled", "LeadChanged", "MachineBooked",
    "MergeConfirmed", "MergeProposed", "MergeRefused", "OfferCallExtended", "OfferCallOpened", "OffersHeld", "OffersReturned", "OffersStated",
    "SharedMachineStated", "TypeProcessesStated", "VerificationAppealed", "VerificationRecorded", "VerificationReturned", "VerificationSigned",
    "offer_key",
]  # fmt: skip
