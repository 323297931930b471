"""The search: PyVRP proposes routes over the ground, which are then laid over the free days of each vehicle, the most urgent first.

What finds no day is searched again with the days that are left. The same problem and seed give the same result: the search
stops after a number of iterations, and only on a machine that is far too slow after its time.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tempa.values.routing.first import Kind, first_routes, kinds_of
from tempa.values.routing.problem import Problem, Result, Stop, Trip, Vehicle
from tempa.values.routing.timetable import carries, fits, lay, may_visit

MOST_SECONDS = 10.0
PASSES = 3
AT_ONCE = 120  # stops in one search, the most urgent of them
EFFORT = 20_000  # iterations of PyVRP, divided among the stops of a search
VISIT_WORTH, URGENCY_WORTH = 20_000_000, 100_000  # rupiah: a stop is worth any trip, and urgent ones come before others
SET_OUT = 50_000  # rupiah: what it costs to begin a trip at all
FAR = 10**6


@dataclass(frozen=True)
class Search:
    seed: int
    iterations: int
    seconds: float


def solve(problem: Problem, *, seed: int, seconds: float = MOST_SECONDS, effort: int = EFFORT) -> Result:
    """Trips over all stops that loads, hours and days allow; the rest with its reason."""
    left = {s.key: why for s in problem.stops if (why := never(problem, s))}
    waiting = sorted((s for s in problem.stops if s.key not in left), key=lambda s: (-s.urgency, s.key))
    vehicles, trips = [v for v in problem.vehicles if v.days], []
    for turn in range(PASSES):
        if not waiting or not vehicles:
            break
        stops = waiting[:AT_ONCE]
        routes = searched(problem, vehicles, stops, Search(seed + turn, max(50, effort // (10 + len(stops))), seconds / PASSES))
        placed, vehicles = place(problem, vehicles, routes)
        if not placed:
            break
        trips += placed
        done = {v.stop for t in placed for v in t.visits}
        waiting = [s for s in waiting if s.key not in done]
    more, waiting = one_by_one(problem, vehicles, waiting)
    trips += more
    order = {v.key: n for n, v in enumerate(problem.vehicles)}
    return Result(tuple(sorted(trips, key=lambda t: (order[t.vehicle], t.begins))), left | {s.key: "days" for s in waiting})


def one_by_one(problem: Problem, vehicles: Sequence[Vehicle], stops: Iterable[Stop]) -> tuple[list[Trip], list[Stop]]:
    """A trip of its own for each stop that is still left and for which somebody has days; returns the trips and who waits on."""
    free, trips, waiting = {v.key: v for v in vehicles}, [], []
    for stop in stops:
        tried = ((v.key, place_one(problem, v, [stop])) for v in free.values() if not why_not(problem, v, stop))
        found = next(((key, placed) for key, placed in tried if placed is not None), None)
        if found is None:
            waiting.append(stop)
        else:
            key, (trip, free[key]) = found
            trips.append(trip)
    return trips, waiting


def never(problem: Problem, stop: Stop) -> str:
    """Why no vehicle could make this stop even with all its days; empty: one could. The reason of the one that comes nearest."""
    reasons = {why_not(problem, v, stop) for v in problem.vehicles if v.days}
    return "" if "" in reasons else next((r for r in ("hours", "load", "barred", "ferry") if r in reasons), "days")


def why_not(problem: Problem, vehicle: Vehicle, stop: Stop) -> str:
    if not may_visit(vehicle, stop):
        return "barred"
    if not carries(vehicle, [stop]):
        return "load"
    if problem.ground.leg(vehicle.home, stop.spot) is None:
        return "ferry"
    return "" if fits(vehicle, lay(problem.ground, vehicle, [stop]), [stop]) else "hours"


def searched(problem: Problem, vehicles: Sequence[Vehicle], stops: Sequence[Stop], search: Search) -> list[tuple[Vehicle, list[Stop]]]:
    """Routes: (vehicle, stops in order); PyVRP makes the first ones better. It is loaded only here: a start of the program is none the slower."""
    from pyvrp import Route, Solution
    from pyvrp.stop import MaxIterations, MaxRuntime, MultipleCriteria

    kinds = kinds_of(problem, vehicles, stops)
    if not kinds:
        return []
    model = modelled(problem, kinds, stops)
    data, number = model.data(), {s.key: n for n, s in enumerate(stops)}
    first = [Route(data, [number[s.key] for s in r.stops], r.kind) for r in first_routes(problem, kinds, stops)]
    stop = MultipleCriteria([MaxIterations(search.iterations), MaxRuntime(search.seconds)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyVRP says where it gives a part of the search up; what comes out is laid anew in any case
        best = model.solve(stop, seed=search.seed, collect_stats=False, display=False, initial_solution=Solution(data, first)).best
    return [(kinds[r.vehicle_type()].vehicle, [stops[a.idx] for a in r.schedule() if a.is_client()]) for r in best.routes() if r.num_clients()]


def modelled(problem: Problem, kinds: Sequence[Kind], stops: Sequence[Stop]) -> Any:
    """The problem as PyVRP takes it: a vehicle type and a profile of ways for each kind of trip, clients that need not be served."""
    from pyvrp import Model

    model = Model()
    homes = list(dict.fromkeys(k.vehicle.home for k in kinds))
    spots = [*homes, *(s.spot for s in stops)]
    locations = [model.add_location(n, n) for n in range(len(spots))]
    depots = [model.add_depot(location) for location in locations[: len(homes)]]
    measures = max(len(k.vehicle.capacity) for k in kinds)
    for location, s in zip(locations[len(homes) :], stops, strict=True):
        model.add_client(
            location, delivery=list((s.loads + (0,) * measures)[:measures]), service_duration=s.minutes, required=False,
            prize=VISIT_WORTH + s.urgency * URGENCY_WORTH, name=s.key,
        )  # fmt: skip
    legs = [(n, m, problem.ground.leg(a, b)) for n, a in enumerate(spots) for m, b in enumerate(spots) if n != m]
    for kind in kinds:
        vehicle, profile = kind.vehicle, model.add_profile()
        shut = {len(homes) + n for n, s in enumerate(stops) if not kind.takes(s)}
        for n, m, leg in legs:
            is_shut = leg is None or n in shut or m in shut
            cost = FAR if is_shut or leg is None else leg.metres * vehicle.rupiah_per_km // 1000 + leg.rupiah
            model.add_edge(locations[n], locations[m], cost, FAR if is_shut or leg is None else leg.minutes, profile=profile)
        model.add_vehicle_type(
            len(vehicle.days) // kind.days, capacity=list(vehicle.capacity + (FAR,) * (measures - len(vehicle.capacity))),
            start_depot=depots[homes.index(vehicle.home)], end_depot=depots[homes.index(vehicle.home)], shift_duration=kind.minutes,
            fixed_cost=vehicle.rupiah_per_night * (kind.days - 1) + SET_OUT, unit_distance_cost=1,
            unit_duration_cost=vehicle.rupiah_per_hour // 60, profile=profile, name=vehicle.key,
        )  # fmt: skip
    return model


def place(problem: Problem, vehicles: Sequence[Vehicle], routes: Iterable[tuple[Vehicle, list[Stop]]]) -> tuple[list[Trip], list[Vehicle]]:
    """Lay routes over free days, those first whose stops wait most urgently; returns the trips and the vehicles with what is free yet."""
    free = {v.key: v for v in vehicles}
    trips = []
    for vehicle, stops in sorted(routes, key=lambda r: (-max(s.urgency for s in r[1]), -len(r[1]), r[0].key, r[1][0].key)):
        placed = place_one(problem, free[vehicle.key], stops)
        if placed is not None:
            trip, free[vehicle.key] = placed
            trips.append(trip)
    return trips, [free[v.key] for v in vehicles if free[v.key].days]


def place_one(problem: Problem, vehicle: Vehicle, stops: Sequence[Stop]) -> tuple[Trip, Vehicle] | None:
    """The route on the first free days, without its least urgent stops where it is too long; None where nothing of it fits."""
    kept = list(stops)
    while kept:
        trip = lay(problem.ground, vehicle, kept)
        begins = first_free(vehicle.days, trip.days) if trip is not None and fits(vehicle, trip, kept) else None
        if trip is not None and begins is not None:
            rest = tuple(day for day in vehicle.days if not begins <= day < begins + trip.days)
            most = None if vehicle.most_minutes is None else vehicle.most_minutes - trip.minutes
            return replace(trip, begins=begins), replace(vehicle, days=rest, most_minutes=most)
        kept.remove(min(kept, key=lambda s: (s.urgency, s.key)))
    return None


def first_free(days: Sequence[int], length: int) -> int | None:
    """The first day from which so many in a row are free."""
    known = set(days)
    return next((day for day in sorted(days) if all(day + n in known for n in range(length))), None)
