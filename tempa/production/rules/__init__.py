"""Rules of production, by what they are about: reporting, the forecast of a lot's end, what planning again must know."""

from tempa.production.rules.behind import changes_for_planning
from tempa.production.rules.forecast import Forecast, Work, forecasts
from tempa.production.rules.reporting import (
    KINDS,
    MOST_PHOTOS,
    PARK_OWNER,
    PRODUCTION,
    SOURCES,
    Done,
    LotState,
    StepState,
    acts_for,
    by_lot,
    check_due,
    check_entries,
    check_problem,
    check_progress,
    check_reason,
    check_source,
    happened,
    may_close,
    may_report,
    may_take,
    number_in,
)

__all__ = [
    "KINDS", "MOST_PHOTOS", "PARK_OWNER", "PRODUCTION", "SOURCES", "Done", "Forecast", "LotState", "StepState", "Work", "acts_for", "by_lot",
    "changes_for_planning", "check_due", "check_entries", "check_problem", "check_progress", "check_reason", "check_source", "forecasts",
    "happened", "may_close", "may_report", "may_take", "number_in",
]  # fmt: skip
