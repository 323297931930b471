"""A first set of routes: each stop, the most urgent first, goes where it lengthens a trip least, or begins a trip of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tempa.values.routing.problem import Problem, Stop, Vehicle
from tempa.values.routing.timetable import carries, lay, may_visit


@dataclass
class Kind:
    """Trips of so many days at most that a vehicle can make; one of a day takes what is near, a longer one what is far."""

    vehicle: Vehicle
    days: int
    minutes: int
    takes: Callable[[Stop], bool]


@dataclass
class Route:
    kind: int
    stops: list[Stop] = field(default_factory=list)


def kinds_of(problem: Problem, vehicles: Sequence[Vehicle], stops: Sequence[Stop]) -> list[Kind]:
    """The kinds of trips that each vehicle could make to at least one of the stops."""
    found = []
    for vehicle in vehicles:
        near = {s.key: is_near(problem, vehicle, s) for s in stops}
        for days in sorted({1, min(vehicle.trip_days, len(vehicle.days))}):
            def takes(stop: Stop, vehicle: Vehicle = vehicle, near: dict[str, bool] = near, is_day: bool = days == 1) -> bool:
                return may_visit(vehicle, stop) and carries(vehicle, [stop]) and near[stop.key] == is_day

            if any(takes(s) for s in stops):
                found.append(Kind(vehicle, days, minutes_of(vehicle, [s for s in stops if takes(s)], days), takes))
    return found


def is_near(problem: Problem, vehicle: Vehicle, stop: Stop) -> bool:
    """Whether somebody is home again the same day: nobody stays away a night for a stop nearby."""
    alone = lay(problem.ground, vehicle, [stop])
    return alone is not None and alone.days == 1


def minutes_of(vehicle: Vehicle, stops: Sequence[Stop], days: int) -> int:
    """Minutes of a trip; each evening may leave as much unused as the longest stop takes, since work is not cut in two."""
    longest = max((s.minutes for s in stops), default=0)
    whole = max(vehicle.day_minutes, days * vehicle.day_minutes - (days - 1) * longest)
    return whole if vehicle.most_minutes is None else min(whole, vehicle.most_minutes)


def first_routes(problem: Problem, kinds: Sequence[Kind], stops: Sequence[Stop]) -> list[Route]:
    """Routes that keep loads and minutes; what finds none is left out."""
    routes: list[Route] = []
    days_left = {kind.vehicle.key: len(kind.vehicle.days) for kind in kinds}
    for stop in stops:
        best = min(insertions(problem, kinds, routes, stop), key=lambda found: found[0], default=None)
        if best is not None and best[0] <= min((alone(problem, k, stop) for k in open_kinds(kinds, days_left, stop)), default=best[0]):
            routes[best[1]].stops.insert(best[2], stop)
            continue
        for number, kind in enumerate(kinds):
            if days_left[kind.vehicle.key] >= kind.days and kind.takes(stop) and minutes(problem, kind.vehicle, [stop]) <= kind.minutes:
                days_left[kind.vehicle.key] -= kind.days
                routes.append(Route(number, [stop]))
                break
    return routes


def open_kinds(kinds: Sequence[Kind], days_left: dict[str, int], stop: Stop) -> list[Kind]:
    return [k for k in kinds if days_left[k.vehicle.key] >= k.days and k.takes(stop)]


def alone(problem: Problem, kind: Kind, stop: Stop) -> int:
    return minutes(problem, kind.vehicle, [stop])


def insertions(problem: Problem, kinds: Sequence[Kind], routes: Sequence[Route], stop: Stop) -> list[tuple[int, int, int]]:
    """(minutes more, number of the route, place in it) wherever a stop could be put."""
    found = []
    for number, route in enumerate(routes):
        kind = kinds[route.kind]
        if not kind.takes(stop) or not carries(kind.vehicle, [*route.stops, stop]):
            continue
        before = minutes(problem, kind.vehicle, route.stops)
        for place in range(len(route.stops) + 1):
            after = minutes(problem, kind.vehicle, [*route.stops[:place], stop, *route.stops[place:]])
            if after <= kind.minutes:
                found.append((after - before, number, place))
    return found


def minutes(problem: Problem, vehicle: Vehicle, stops: Sequence[Stop]) -> int:
    """Driving and work of a trip."""
    spots = [vehicle.home, *(s.spot for s in stops), vehicle.home]
    return sum(problem.minutes_between(a, b) for a, b in pairwise(spots)) + sum(s.minutes for s in stops)
