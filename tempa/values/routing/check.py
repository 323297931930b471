"""What is wrong with trips, reckoned anew from the problem; shares no code with the search."""

from __future__ import annotations

from collections import Counter

from tempa.values.routing.problem import LEFT, Problem, Result, Stop, Trip, Vehicle


def check(problem: Problem, result: Result) -> list[str]:
    """Every fault as a short sentence; empty: each stop is visited once or left, and no load, hour or day is exceeded."""
    faults = stops_once(problem, result)
    for trip in result.trips:
        faults += trip_faults(problem, trip)
    for vehicle in problem.vehicles:
        faults += vehicle_faults(vehicle, [t for t in result.trips if t.vehicle == vehicle.key])
    return faults


def stops_once(problem: Problem, result: Result) -> list[str]:
    seen = Counter(v.stop for t in result.trips for v in t.visits) + Counter(result.left.keys())
    faults = [f"stop {s.key} is visited or left {seen[s.key]} times" for s in problem.stops if seen[s.key] != 1]
    faults += [f"stop {key} was not asked for" for key in seen if key not in {s.key for s in problem.stops}]
    return faults + [f"stop {key} is left without a reason" for key, why in result.left.items() if why not in LEFT]


def trip_faults(problem: Problem, trip: Trip) -> list[str]:
    vehicle = next(v for v in problem.vehicles if v.key == trip.vehicle)
    by_key = {s.key: s for s in problem.stops}
    stops = [by_key[v.stop] for v in trip.visits]
    name = f"trip of {trip.vehicle} on day {trip.begins}"
    faults = [f"{name} is empty"] if not stops else []
    for measure, most in enumerate(vehicle.capacity):
        load = sum((s.loads + (0,) * len(vehicle.capacity))[measure] for s in stops)
        if load > most:
            faults.append(f"{name} carries {load} of {most}")
    if any(minutes > vehicle.day_minutes or minutes < 0 for minutes in trip.day_minutes):
        faults.append(f"{name} has a day that is too long")
    if trip.days > vehicle.trip_days:
        faults.append(f"{name} takes {trip.days} days")
    if any(s.tags & vehicle.avoids for s in stops):
        faults.append(f"{name} visits what is barred for it")
    return faults + way_faults(problem, vehicle, trip, stops, name)


def way_faults(problem: Problem, vehicle: Vehicle, trip: Trip, stops: list[Stop], name: str) -> list[str]:
    """Each leg is the ground's, the minutes of all days are those of all legs and stops, and no work runs over the end of its day."""
    spots = [vehicle.home, *(s.spot for s in stops), vehicle.home]
    legs = [*(v.leg for v in trip.visits), trip.back]
    faults = [f"{name} has another way than the ground" for a, b, leg in zip(spots, spots[1:], legs, strict=False) if problem.ground.leg(a, b) != leg]
    work = sum(s.minutes for s in stops) + sum(leg.minutes for leg in legs)
    if sum(trip.day_minutes) != work:
        faults.append(f"{name} counts {sum(trip.day_minutes)} minutes of {work}")
    before = (0, 0)
    for visit, stop in zip(trip.visits, stops, strict=True):
        if visit.begins + stop.minutes > trip.day_minutes[visit.day] or (visit.day, visit.begins) < before:
            faults.append(f"{name} is at {stop.key} outside its day")
        before = (visit.day, visit.begins + stop.minutes)
    return faults


def vehicle_faults(vehicle: Vehicle, trips: list[Trip]) -> list[str]:
    days = Counter(day for t in trips for day in range(t.begins, t.begins + t.days))
    faults = [f"{vehicle.key} makes two trips on day {day}" for day, n in days.items() if n > 1]
    faults += [f"{vehicle.key} is not free on day {day}" for day in days if day not in vehicle.days]
    if vehicle.most_minutes is not None and sum(t.minutes for t in trips) > vehicle.most_minutes:
        faults.append(f"{vehicle.key} works too long in all")
    return faults
