"""Facts of production, by what they are about: units and their serials, progress, problems."""

from tempa.production.facts.problems import ProblemClosed, ProblemStated, ProblemTaken
from tempa.production.facts.progress import ProgressCorrected, ProgressReported
from tempa.production.facts.units import EngineFitted, LotAnnounced, SerialsGiven, UnitReplaced

__all__ = [
    "EngineFitted", "LotAnnounced", "ProblemClosed", "ProblemStated", "ProblemTaken", "ProgressCorrected", "ProgressReported", "SerialsGiven",
    "UnitReplaced",
]  # fmt: skip
