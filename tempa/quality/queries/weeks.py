"""What waits for an inspector on the spot, the inspectors and their weeks, and the week that the search proposes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from tempa.catalogue import queries as catalogue
from tempa.ledger.models import Person, Programme
from tempa.ledger.queries import people_of, setting_values
from tempa.production import queries as production
from tempa.quality.models import InspectorWeek, WeekErrand
from tempa.quality.queries.lots import houses_of, makers, open_plans
from tempa.quality.queries.tasks import first_articles_to_inspect, lots_to_inspect
from tempa.quality.rules import weeks as rules
from tempa.quality.rules.weeks import Errand, Row, Working
from tempa.registry import queries as registry
from tempa.values.place import Place
from tempa.values.routing.ground import Spot
from tempa.values.routing.problem import Problem
from tempa.values.routing.solve import solve
from tempa.values.routing.terms import Terms, terms_on

PART_MINUTES = 300
"""A lot that takes longer is several errands, each of whole machines, so that a day holds one with the way there and back."""
VISITS_AHEAD = timedelta(days=7)


def inspectors(programme: Programme) -> list[Person]:
    """Who inspects in the programme."""
    return [role.person for role in people_of(programme).filter(desk="inspector")]


def spot_of_workshop(workshop: registry.Workshop) -> Spot:
    """A workshop's own place, which pages never show; without one, somewhere in its sentra or regency."""
    cells = workshop.cells
    try:
        place: Place | None = Place(float(cells["latitude"]), float(cells["longitude"]))
    except (KeyError, ValueError):
        place = None
    return Spot(workshop.workshop, workshop.cluster or workshop.regency, cells.get("island", ""), place, is_exact=place is not None)


def home_of_inspectors(programme: Programme) -> Spot:
    """Inspectors set out from the park; without one in the programme, from somewhere on the island of the first workshop."""
    sites = list(registry.workshops(programme))
    park = next((w for w in sites if w.kind == "facility"), sites[0] if sites else None)
    if park is None:
        return Spot("PARK", "PARK", "")
    found = spot_of_workshop(park)
    return Spot("PARK", found.area, found.island, found.place, found.is_exact) if park.kind == "facility" else Spot("PARK", "PARK", found.island)


def errands(programme: Programme, today: date, until: date) -> list[Errand]:
    """Lots that wait, first articles, and verifications due by a day. What a later room waits for is added by who asks."""
    sites = {w.workshop: w for w in registry.workshops(programme)}
    spots, houses, terms = {code: spot_of_workshop(w) for code, w in sites.items()}, makers(programme), terms_on(today)
    hours = {t.type: float(t.cells["inspection_hours"]) for t in catalogue.types(programme)}
    since = {(p.lot, p.round): p.at.date() for p in open_plans(programme)}
    made_on = dict(production.units(programme).filter(made_on__isnull=False).values_list("serial", "made_on"))
    found: list[Errand] = []
    for task in [*lots_to_inspect(programme), *first_articles_to_inspect(programme, today)]:
        left = [u["serial"] for u in task["units"] if not u["is_done"]]
        if not left:
            continue
        kind = "lot" if task["round"] else "first_article"
        waits = since.get((task["lot"], task["round"])) or made_on.get(left[0]) or today
        house, spot = houses[task["maker"]].house, spots[task["maker"]]
        minutes = round(hours[task["type"]] * 60)
        found += parts_of(Errand(kind, f"{task['lot']}/{task['round']}", spot, minutes, waits, house), len(left))
    for site in registry.due_for_visit(programme, today, until - today if until > today else timedelta()):
        house = houses[site.workshop].house
        found.append(Errand("visit", site.workshop, spots[site.workshop], terms.minutes("visit_minutes"), today, house))
    return found


def parts_of(one: Errand, units: int) -> list[Errand]:
    """An errand of `minutes` for each of so many machines, as few errands as a day's work each allows."""
    each = max(1, PART_MINUTES // max(1, one.minutes))
    count = math.ceil(units / each)
    sizes = [min(each, units - n * each) for n in range(count)]
    return [
        Errand(one.kind, f"{one.key}.{n}" if count > 1 else one.key, one.spot, size * one.minutes, one.since, one.house)
        for n, size in enumerate(sizes, 1)
    ]  # fmt: skip


@dataclass(frozen=True)
class WeekProposed:
    trips: list[Row]
    left: list[Row]
    inspectors: list[Row]


def ground_problem(programme: Programme, week: date, today: date, wanted: Sequence[Errand], working: Iterable[Working]) -> tuple[Problem, Terms]:
    terms, home = terms_on(week), home_of_inspectors(programme)
    factor = setting_values(programme).get("road_factor", "1.2")
    vehicles = [rules.vehicle_for(w, home, terms, week, today) for w in working]
    return rules.problem_for(wanted, vehicles, terms.ground(factor), today), terms


def with_houses(programme: Programme, working: Iterable[Working]) -> list[Working]:
    """The same with the houses that each inspector ever spoke for: nobody inspects for a house of their own."""
    people = {str(p.public_id): p for p in inspectors(programme)}
    return [Working(w.inspector, w.dates, w.most_minutes, houses_of(programme, people[w.inspector])) for w in working]


def propose_week(
    programme: Programme, week: date, working: Sequence[Working], wanted: Sequence[Errand], *, today: date, seed: int = 1, seconds: float = 10.0
) -> WeekProposed:
    """Search who does which errand on which day; changes nothing."""
    problem, _terms = ground_problem(programme, week, today, wanted, with_houses(programme, working))
    named = {e.name: e for e in wanted}
    trips, left = rules.rows_of(solve(problem, seed=seed, seconds=seconds), named, week)
    return WeekProposed(trips, left, [rules.working_row(w) for w in working])


def weeks_of(programme: Programme, week: date) -> QuerySet[InspectorWeek]:
    return InspectorWeek.objects.filter(programme=programme, week=week).select_related("inspector", "entry__by").order_by("inspector__name")


def week_errands(programme: Programme, week: date, inspector: Person | None = None) -> QuerySet[WeekErrand]:
    """The errands of a week in order of person, day and place; those that found no place last."""
    found = WeekErrand.objects.filter(programme=programme, week=week).select_related("inspector")
    if inspector is not None:
        found = found.filter(inspector=inspector)
    return found.order_by("inspector__name", "day", "trip", "place")


def lacking_minutes(programme: Programme, week: date, left: Sequence[WeekErrand], wanted: Sequence[Errand], today: date) -> int:
    """How many minutes of work and way there are too few in a week for what found no place for want of days."""
    named = {e.name: e for e in wanted}
    asked = [name for one in left if one.left == "days" and (name := f"{one.kind}:{one.key}") in named]
    problem, _terms = ground_problem(programme, week, today, wanted, ())
    return rules.lacking_minutes(problem, asked, home_of_inspectors(programme))


def days_of_lots(programme: Programme, inspector: Person, today: date) -> dict[tuple[str, int], date]:
    """(lot, round) -> the first day, from today on, on which an inspector's week holds it; a part of a lot stands for the whole."""
    rows = week_errands(programme, rules.monday_of(today), inspector).filter(kind__in=["lot", "first_article"], day__gte=today)
    found: dict[tuple[str, int], date] = {}
    for key, day in rows.values_list("key", "day"):
        lot, _bar, round = key.partition("/")
        if day is not None:
            found.setdefault((lot, int(round.partition(".")[0])), day)
    return found
