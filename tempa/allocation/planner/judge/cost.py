"""What a plan costs, part by part: exact sums, each part rounded half up once ("What a plan costs" of the format).

Distances are great-circle kilometres on a sphere of 6,371.0088 km in floating point; all else is exact.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from fractions import Fraction
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

from tempa.allocation.planner.judge.facts import Facts
from tempa.allocation.planner.judge.form import ReadPlan
from tempa.allocation.planner.judge.rules import site_values, unplanned_value

PARTS = ("price", "freight", "lateness", "lots", "imbalance", "unplanned")
EARTH_RADIUS_KM = 6371.0088


def exact_parts(facts: Facts, plan: ReadPlan) -> dict[str, Fraction]:
    """The six parts in rupiah, not rounded. A lot without an offer counts at price 0 (rule 3 speaks of it)."""
    terms, lots = facts.terms, plan.lots.values()
    parts = dict.fromkeys(PARTS, Fraction(0))
    for lot in lots:
        machine, line = facts.machines[lot.machine], facts.lines[lot.line]
        parts["price"] += lot.quantity * facts.offers.get((lot.site, lot.machine), 0)
        parts["freight"] += lot.quantity * machine.tonnes * tonne_cost(facts, lot.site, line.destination)
        late = weeks_late(line.due, terms.sunday_of(lot.inspect))
        parts["lateness"] += lot.quantity * machine.price * terms.lateness_rate * late
    parts["lots"] = terms.lot_cost * len(lots)
    parts["imbalance"] = terms.imbalance_rate * imbalance(facts, plan)
    parts["unplanned"] = terms.unplanned_rate * unplanned_value(facts, plan)
    return parts


def tonne_cost(facts: Facts, site: str, destination: str) -> Fraction:
    """Rupiah to bring one tonne from a site to a destination: road, and the ferry between islands."""
    known = facts.tonne_costs.get((site, destination))
    if known is None:
        known = facts.tonne_costs[site, destination] = _tonne_cost(facts, site, destination)
    return known


def _tonne_cost(facts: Facts, site: str, destination: str) -> Fraction:
    home, (place, island) = facts.sites[site], facts.destinations[destination]
    road = facts.terms.tonne_km * facts.terms.road_factor * Fraction(great_circle_km(home.place, place))
    return road + (facts.terms.ferry if home.island != island else 0)


@lru_cache(maxsize=65536)
def great_circle_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Haversine distance between two (latitude, longitude) in degrees."""
    north_a, east_a, north_b, east_b = (radians(angle) for angle in (*a, *b))
    chord = sin((north_b - north_a) / 2) ** 2 + cos(north_a) * cos(north_b) * sin((east_b - east_a) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(chord)))


def weeks_late(due: dt.date, handed_over: dt.date) -> int:
    """Whole weeks, rounded up, from the due date to the Sunday of the inspection week; 0 when on time."""
    return max(0, -((due - handed_over).days // 7))


def imbalance(facts: Facts, plan: ReadPlan) -> Fraction:
    """Sum over the fit sites of |value given − fair value|."""
    given = site_values(facts, plan)
    return sum((abs(given.get(site, 0) - fair) for site, fair in fair_values(facts).items()), Fraction(0))


def fair_values(facts: Facts) -> dict[str, Fraction]:
    """Fit sites with an eligible offer share the order's value by their weekly hours over all resources."""
    with_offer = {site for site, machine in facts.offers if facts.eligible(site, machine)}
    hours: dict[str, Fraction] = {site: Fraction(0) for site in facts.sites if site in with_offer}
    for (site, _), weekly in facts.hours.items():
        if site in hours:
            hours[site] += weekly
    total = sum(hours.values(), Fraction(0))
    return {site: facts.order_value * own / total if total else Fraction(0) for site, own in hours.items()}


def unavoidable(facts: Facts) -> Fraction:
    """What every plan pays at least: per line, quantity times the least offer + freight; 0 without an eligible site."""
    makers: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for (site, machine), offer in facts.offers.items():
        if facts.eligible(site, machine):
            makers[machine].append((site, offer))
    units: dict[tuple[str, str], int] = defaultdict(int)
    for line in facts.lines.values():
        units[line.machine, line.destination] += line.quantity
    roughly = {(site, door): float(tonne_cost(facts, site, door)) for site in facts.sites for door in facts.destinations}
    total = Fraction(0)
    for (machine, door), quantity in units.items():
        tonnes = facts.machines[machine].tonnes
        rough = [offer + float(tonnes) * roughly[site, door] for site, offer in makers[machine]]
        near = min(rough, default=0.0) + 1  # a rupiah is far above what floating point loses here
        exact = [offer + tonnes * tonne_cost(facts, site, door)
                 for (site, offer), price in zip(makers[machine], rough, strict=True) if price <= near]
        total += quantity * min(exact, default=Fraction(0))
    return total
