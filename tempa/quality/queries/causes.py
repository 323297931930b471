"""Actions against causes with what the figures say of them, how alike inspectors judge, and the rating of workshops."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, F, QuerySet

from tempa.contracts import queries as contracts
from tempa.ledger.models import Programme
from tempa.ledger.queries import zone_of
from tempa.production import queries as production
from tempa.quality.models import CorrectiveAction, Inspection, UnitDecision
from tempa.quality.queries.lots import by_workshop, original_results
from tempa.quality.rules.causes import Effect, effect_of
from tempa.quality.rules.field import NOTHING, FieldRecord, Reliability, reliability, usual_rate
from tempa.quality.rules.rating import LotTime, Rating, rate
from tempa.quality.rules.units import GOOD
from tempa.quality.sampling.agreement import Agreement, cohen_kappa
from tempa.quality.sampling.bayes import History, population
from tempa.quality.sampling.chart_errors import ChartError
from tempa.registry.rules.probation import Results
from tempa.values.period import day_in

FieldOf = Callable[[Programme, date], Mapping[str, FieldRecord]]
"""What delivery, a later room, knows of machines at their recipients on a day, workshop by workshop: whoever asks for a rating brings it."""


def corrective_actions(programme: Programme) -> QuerySet[CorrectiveAction]:
    return CorrectiveAction.objects.filter(programme=programme).select_related("opened_by", "closed_by").order_by("number")


def corrective_action_named(programme: Programme, action: UUID) -> CorrectiveAction | None:
    return corrective_actions(programme).filter(action=action).first()


def effect(action: CorrectiveAction) -> Effect:
    """Failures among originally inspected units before and after an action was opened."""
    return effects(action.programme, [action])[action.action]


def effects(programme: Programme, actions: Iterable[CorrectiveAction]) -> dict[UUID, Effect]:
    """What each action changed, from one reading of the inspections of all workshops that they are about."""
    asked = list(actions)
    looks: dict[str, list[Look]] = {action.workshop: [] for action in asked}
    rows = Inspection.objects.filter(programme=programme, maker__in=list(looks), is_original=True, is_late=False)
    for maker, *rest in rows.values_list("maker", "type", "serial", "result", "failed", "at"):
        looks[maker].append(Look(*rest))
    return {action.action: effect_of(*failures(action, looks[action.workshop])) for action in asked}


class Look(NamedTuple):
    """An original inspection as the effect of an action is counted from it."""

    type: str
    serial: str
    result: str
    failed: list[str]
    at: datetime


def failures(action: CorrectiveAction, looks: Iterable[Look]) -> tuple[History, History]:
    """Units that failed in what the action is about, among those inspected before it was opened and since."""
    bad: tuple[dict[str, bool], dict[str, bool]] = ({}, {})
    for look in looks:
        if action.type in ("", look.type):
            is_bad = action.check_code in look.failed if action.check_code else look.result == "failed"
            held = bad[look.at >= action.opened_at]
            held[look.serial] = held.get(look.serial, False) or is_bad
    before, since = (History(sum(held.values()), len(held)) for held in bad)
    return before, since


def results_of_all(programme: Programme, workshops: Collection[str], today: date, *, field: FieldOf) -> dict[str, Results]:
    """What inspections have said so far of these workshops' machines, as the ladder of probation asks for it.

    Machines accepted, failed at first, and the rating where it is not of too few.
    """
    rows = UnitDecision.objects.filter(programme=programme, decision__maker__in=list(workshops), is_last=True, decided__in=GOOD)
    good = dict(rows.values_list("decision__maker").annotate(n=Count("pk")).order_by())
    found = by_workshop(original_results(programme))
    rated = ratings(programme, today, workshops, field=field)
    return {
        code: Results(good.get(code, 0), found.get(code, History(0, 0)).bad, rated[code].score if code in rated and not rated[code].is_new else None)
        for code in workshops
    }


@dataclass(frozen=True)
class Pair:
    """Units that two inspectors have looked at in the same round, with how alike they judged; None where all verdicts are one."""

    units: int
    alike: int
    agreement: Agreement | None


def agreement(programme: Programme) -> Pair:
    """Over all units that two different inspectors have seen in the same round, the first against the second."""
    looks: dict[tuple[str, int], list[tuple[int, str]]] = {}
    rows = Inspection.objects.filter(programme=programme).order_by("received_at", "look").values_list("serial", "round", "inspector", "result")
    for serial, round, inspector, result in rows:
        held = looks.setdefault((serial, round), [])
        if inspector not in {person for person, _ in held}:
            held.append((inspector, result))
    twice = [held for held in looks.values() if len(held) > 1]
    first, second = [held[0][1] for held in twice], [held[1][1] for held in twice]
    alike = sum(a == b for a, b in zip(first, second, strict=True))
    try:
        return Pair(len(twice), alike, cohen_kappa(first, second))
    except ChartError:
        return Pair(len(twice), alike, None)


def ratings(programme: Programme, today: date, only: Collection[str] | None = None, *, field: FieldOf) -> dict[str, Rating]:
    """Workshop -> its rating, for all with a lot in work (or those of `only`); with few queries."""
    histories = by_workshop(original_results(programme))
    of_all, times, lasts = population(list(histories.values())), lot_times(programme, only), field(programme, today)
    usual = usual_rate(lasts.values())
    return {
        workshop: rate(histories.get(workshop, History(0, 0)), of_all, times.get(workshop, []),
                       reliability(lasts.get(workshop, NOTHING), usual), today)
        for workshop in sorted(set(histories) | set(times) | set(lasts)) if only is None or workshop in only
    }  # fmt: skip


def rating(programme: Programme, workshop: str, today: date, *, field: FieldOf) -> Rating:
    """The rating of one workshop; one without a lot stands where the others stand."""
    found = ratings(programme, today, [workshop], field=field).get(workshop)
    return found or rate(History(0, 0), population(list(by_workshop(original_results(programme)).values())), [], Reliability(NOTHING), today)


def lot_times(programme: Programme, only: Collection[str] | None = None) -> Mapping[str, list[LotTime]]:
    """Workshop (all, or those of `only`) -> when each of its contracted lots was due and when its last unit was announced."""
    last = production.last_announced(programme)
    whole = set(production.lots_progress(programme, only).filter(units__gt=0, announced__gte=F("units")).values_list("lot", flat=True))
    found: dict[str, list[LotTime]] = {}
    zone = zone_of(programme)
    items = contracts.items(programme).filter(is_live=True, contract__countersigned_on__isnull=False)
    if only is not None:
        items = items.filter(maker__in=only)
    for maker, lot, due_on in items.values_list("maker", "lot", "contract__due_on"):
        finished = day_in(zone, last[lot]) if lot in whole and lot in last else None
        found.setdefault(maker, []).append(LotTime(due_on, finished))
    return found
