"""What others may read of production: units and lots, messages, lessons."""

from tempa.production.messages import Step
from tempa.production.models import ChatMessage, Coaching, Problem, Progress, Training, Unit
from tempa.production.queries.chats import as_sent, lots_spoken_of, message_named, messages, moment_of, open_messages
from tempa.production.queries.learning import Learned, coaching_named, coachings, learned, student_hours, trainings
from tempa.production.queries.serials import serials_as_given
from tempa.production.queries.work import (
    Announced,
    LotCard,
    PublicUnit,
    all_units,
    announced_lots,
    card_of,
    finish_forecasts,
    for_planning,
    hours_of,
    in_work,
    last_announced,
    last_numbers,
    lead_of,
    leads,
    lot_cards,
    lots_of_units,
    lots_progress,
    made_by_day,
    made_by_line,
    made_by_lot,
    made_by_place,
    made_by_week,
    maker_of_lot,
    makers_of,
    makers_of_units,
    open_problems,
    organisations,
    photos_of_reports,
    problem_named,
    problems,
    progress,
    public_unit,
    silent_lots,
    steps_of,
    types_of_units,
    unannounced_units,
    unit_named,
    units,
    units_lacking,
    units_of_contract,
    units_of_lots,
    units_with,
    unmade_units,
    works,
)

__all__ = [
    "Announced", "ChatMessage", "Coaching", "Learned", "LotCard", "Problem", "Progress", "PublicUnit", "Step", "Training", "Unit", "all_units",
    "announced_lots", "as_sent", "card_of", "coaching_named", "coachings", "finish_forecasts", "for_planning", "hours_of", "in_work",
    "last_announced", "last_numbers", "lead_of", "leads", "learned", "lot_cards", "lots_of_units", "lots_progress", "lots_spoken_of",
    "made_by_day", "made_by_line", "made_by_lot", "made_by_place", "made_by_week", "maker_of_lot", "makers_of", "makers_of_units",
    "message_named", "messages", "moment_of", "open_messages", "open_problems", "organisations", "photos_of_reports", "problem_named",
    "problems", "progress", "public_unit", "serials_as_given", "silent_lots", "steps_of", "student_hours", "trainings", "types_of_units",
    "unannounced_units", "unit_named", "units", "units_lacking", "units_of_contract", "units_of_lots", "units_with", "unmade_units", "works",
]  # fmt: skip
