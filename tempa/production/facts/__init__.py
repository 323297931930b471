"""Facts of production, by what they are about: units and their serials, progress, problems."""

from tempa.production.facts.learning import CoachingFollowed, CoachingVisited, TrainingRecorded
from tempa.production.facts.messages import MessageSettled, MessagesTaken
from tempa.production.facts.problems import ProblemClosed, ProblemStated, ProblemTaken
from tempa.production.facts.progress import ProgressCorrected, ProgressReported
from tempa.production.facts.units import EngineFitted, LotAnnounced, SerialsGiven, UnitReplaced

__all__ = [
    "CoachingFollowed", "CoachingVisited", "EngineFitted", "LotAnnounced", "MessageSettled", "MessagesTaken", "ProblemClosed",
    "ProblemStated", "ProblemTaken", "ProgressCorrected", "ProgressReported", "SerialsGiven", "TrainingRecorded", "UnitReplaced",
]  # fmt: skip
