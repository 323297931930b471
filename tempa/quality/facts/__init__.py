"""Facts of quality: forms and instruments, plans and inspections, decisions on lots and units, and actions against causes."""

from tempa.quality.facts.causes import CauseClosed, CauseTackled
from tempa.quality.facts.decisions import CertificateMade, FirstArticleDecided, HoldReleased, LotDecided, UnitsDecided
from tempa.quality.facts.forms import (
    ContractRevisionNamed,
    FormConfirmed,
    FormProposed,
    FormRefused,
    FormsTaken,
    InstrumentStated,
    RevisionIssued,
    SamplingRuleSet,
)
from tempa.quality.facts.inspections import InspectionRecorded, LotPlanned, LotsPlanned

__all__ = [
    "CauseClosed", "CauseTackled", "CertificateMade", "ContractRevisionNamed", "FirstArticleDecided", "FormConfirmed", "FormProposed", "FormRefused",
    "FormsTaken", "HoldReleased", "InspectionRecorded", "InstrumentStated", "LotDecided", "LotPlanned", "LotsPlanned", "RevisionIssued",
    "SamplingRuleSet", "UnitsDecided",
]  # fmt: skip
