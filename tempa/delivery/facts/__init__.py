"""Facts of delivery: requests and recipients, rounds, handovers, use and repairs."""

from tempa.delivery.facts.afterwards import MachineCommissioned, RepairMoved, UnitReallocated
from tempa.delivery.facts.asking import RequestSent, RequestTakenIn, RequestTurnedAway
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
from tempa.delivery.facts.rounds import (
    DamagedInTransport,
    DamageMended,
    LorryNoted,
    RoundCancelled,
    RoundConfirmed,
    RoundEnded,
    RoundsChanged,
    RoundsPlanned,
    StopFailed,
    StopReached,
)
from tempa.delivery.facts.use import RepairClosed, RepairReported, UseChecked

__all__ = [
    "DamageMended", "DamagedInTransport", "DecreeIssued", "HandoverDeemed", "HandoverOffered", "HandoverTaken", "HandoverWithdrawn",
    "LorryNoted", "MachineCommissioned", "MachineRequested", "RecipientRegistered", "RepairClosed", "RepairMoved", "RepairReported",
    "RequestDecided", "RequestSent", "RequestTakenIn", "RequestTurnedAway", "RoundCancelled", "RoundConfirmed", "RoundEnded",
    "RoundsChanged", "RoundsPlanned", "SiteInspected", "SiteNeedStated", "StopFailed", "StopReached", "UnitReallocated", "UnitReassigned",
    "UnitsAssigned", "UseChecked",
]  # fmt: skip
