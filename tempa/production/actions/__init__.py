"""What may be done in production: serials given, progress reported and put right, lots announced finished, engines fitted, problems kept."""

from tempa.production.actions.learning import SKILLS, TOPICS, Lesson, Visit, follow_visit, record_training, record_visit
from tempa.production.actions.messages import Settling, Taking, settle_message, take_messages
from tempa.production.actions.problems import Trouble, close_problem, state_problem, stated, take_problem
from tempa.production.actions.progress import (
    Report,
    announce_lot,
    announced,
    correct_progress,
    report_progress,
    reported,
)
from tempa.production.actions.serials import fit_engine, give_serials, replace_unit_in

__all__ = [
    "SKILLS", "TOPICS", "Lesson", "Report", "Settling", "Taking", "Trouble", "Visit", "announce_lot", "announced", "close_problem",
    "correct_progress", "fit_engine", "follow_visit", "give_serials", "record_training", "record_visit", "replace_unit_in",
    "report_progress", "reported", "settle_message", "state_problem", "stated", "take_messages", "take_problem",
]  # fmt: skip
