"""Facts of quality: forms and instruments, plans and inspections, decisions on lots and units, actions against causes, the inspectors' week."""

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
from tempa.quality.facts.weeks import WeekChanged, WeekPlanned

__all__ = [
    "CauseClosed", "CauseTackled", "CertificateMade", "ContractRevisionNamed", "FirstArticleDecided", "FormConfirmed", "FormProposed",
    "FormRefused", "FormsTaken", "HoldReleased", "InspectionRecorded", "InstrumentStated", "LotDecided", "LotPlanned", "LotsPlanned",
    "RevisionIssued", "SamplingRuleSet", "UnitsDecided", "WeekChanged", "WeekPlanned",
]  # fmt: skip
