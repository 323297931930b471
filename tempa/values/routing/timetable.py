"""A trip laid over days: driving may go on the next morning, the work at a stop is never cut in two."""

from __future__ import annotations

from collections.abc import Sequence

from tempa.values.routing.ground import Ground
from tempa.values.routing.problem import Stop, Trip, Vehicle, Visit


def lay(ground: Ground, vehicle: Vehicle, stops: Sequence[Stop], begins: int = 0) -> Trip | None:
    """The stops in this order; None where a place cannot be reached or the work at one is longer than a day."""
    used, visits, here = [0], [], vehicle.home
    for stop in stops:
        leg = ground.leg(here, stop.spot)
        if leg is None or stop.minutes > vehicle.day_minutes:
            return None
        drive(used, leg.minutes, vehicle.day_minutes)
        if used[-1] + stop.minutes > vehicle.day_minutes:
            used.append(0)
        visits.append(Visit(stop.key, len(used) - 1, used[-1], leg))
        used[-1] += stop.minutes
        here = stop.spot
    back = ground.leg(here, vehicle.home)
    if back is None:
        return None
    drive(used, back.minutes, vehicle.day_minutes)
    return Trip(vehicle.key, begins, tuple(visits), back, tuple(used))


def drive(used: list[int], minutes: int, most: int) -> None:
    """Drive on from the last day, over as many days as it takes."""
    while minutes > most - used[-1]:
        minutes -= most - used[-1]
        used[-1] = most
        used.append(0)
    used[-1] += minutes


def carries(vehicle: Vehicle, stops: Sequence[Stop]) -> bool:
    """Whether all loads of the stops fit at once, in every measure."""
    return all(sum(s.loads[n] for s in stops if n < len(s.loads)) <= most for n, most in enumerate(vehicle.capacity))


def may_visit(vehicle: Vehicle, stop: Stop) -> bool:
    return not vehicle.avoids & stop.tags


def fits(vehicle: Vehicle, trip: Trip | None, stops: Sequence[Stop]) -> bool:
    """Whether a vehicle can make this trip at all, on days of its own."""
    return (
        trip is not None and trip.days <= vehicle.trip_days and carries(vehicle, stops)
        and all(may_visit(vehicle, s) for s in stops)
        and (vehicle.most_minutes is None or trip.minutes <= vehicle.most_minutes)
    )  # fmt: skip
