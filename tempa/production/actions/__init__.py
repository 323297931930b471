"""What may be done in production: serials given, progress reported and put right, lots announced finished, engines fitted, problems kept."""

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
    "Report", "Trouble", "announce_lot", "announced", "close_problem", "correct_progress", "fit_engine", "give_serials", "replace_unit_in",
    "report_progress", "reported", "state_problem", "stated", "take_problem",
]  # fmt: skip
