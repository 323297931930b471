"""Facts of delivery: requests and recipients, handovers, use and repairs."""

from tempa.delivery.facts.handovers import HandoverDeemed, HandoverOffered, HandoverTaken, HandoverWithdrawn
from tempa.delivery.facts.requests import (
    DecreeIssued,
    MachineRequested,
    RecipientRegistered,
    RequestDecided,
    SiteInspected,
    SiteNeedStated,
    UnitReassigned,
    UnitsAssigned,
)
from tempa.delivery.facts.use import RepairClosed, RepairReported, UseChecked

__all__ = [
    "DecreeIssued", "HandoverDeemed", "HandoverOffered", "HandoverTaken", "HandoverWithdrawn", "MachineRequested", "RecipientRegistered",
    "RepairClosed", "RepairReported", "RequestDecided", "SiteInspected", "SiteNeedStated", "UnitReassigned", "UnitsAssigned", "UseChecked",
]  # fmt: skip
