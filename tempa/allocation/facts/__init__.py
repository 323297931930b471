"""Facts of allocation, by what they are about: runs and plans, decisions of two people, lots, objections, decisions by hand, added rules."""

from tempa.allocation.facts.by_hand import HandDecided, HandWithdrawn, RuleAdded, RuleRemoved
from tempa.allocation.facts.decisions import PlanApproved, PlanProposed, PlanRefused, PlanReinstated, PlanSuperseded
from tempa.allocation.facts.lots import LotAwarded, LotRaised, LotReduced, LotRescheduled
from tempa.allocation.facts.objections import ObjectionAnswered, ObjectionRaised, ObjectionReplayed
from tempa.allocation.facts.runs import PlanExplained, PlanMade, PlanningEnded, PlanningStarted

__all__ = [
    "HandDecided", "HandWithdrawn", "LotAwarded", "LotRaised", "LotReduced", "LotRescheduled", "ObjectionAnswered", "ObjectionRaised",
    "ObjectionReplayed",
    "PlanApproved", "PlanExplained", "PlanMade", "PlanProposed", "PlanRefused", "PlanReinstated", "PlanSuperseded", "PlanningEnded",
    "PlanningStarted", "RuleAdded", "RuleRemoved",
]  # fmt: skip
