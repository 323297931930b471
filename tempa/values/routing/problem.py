"""What is asked and what comes out: stops, vehicles (or people who travel), trips over whole days, and what is left with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from tempa.values.routing.ground import Ground, Leg, Spot

LEFT = ("load", "hours", "ferry", "barred", "days")
"""Why a stop is left: heavier than every vehicle, longer than a day, beyond any ferry, barred for everybody, or no days are free for it."""

NEVER = 10**7  # minutes of a way that there is not


@dataclass(frozen=True)
class Stop:
    """One stop: the minutes of work there, what is loaded for it in each measure, how urgent it is (more is sooner), and tags that bar."""

    key: str
    spot: Spot
    minutes: int
    loads: tuple[int, ...] = ()
    urgency: int = 0
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Vehicle:
    """A lorry or a person: begins and ends every trip at home, works so many minutes a day on its days, and so many in all.

    `days` are the numbers of the working days on which it is free. A trip takes at most `trip_days` days in a row; more than
    one only for stops that cannot be reached and served within a day. `avoids`: stops with one of these tags are not for it.
    """

    key: str
    home: Spot
    days: tuple[int, ...]
    day_minutes: int
    capacity: tuple[int, ...] = ()
    trip_days: int = 1
    most_minutes: int | None = None
    avoids: frozenset[str] = frozenset()
    rupiah_per_km: int = 4_000
    rupiah_per_hour: int = 30_000
    rupiah_per_night: int = 300_000


@dataclass(frozen=True)
class Problem:
    stops: tuple[Stop, ...]
    vehicles: tuple[Vehicle, ...]
    ground: Ground

    @cached_property
    def stop(self) -> Mapping[str, Stop]:
        return {s.key: s for s in self.stops}

    @cached_property
    def known_minutes(self) -> dict[tuple[Spot, Spot], int]:
        return {}

    def minutes_between(self, a: Spot, b: Spot) -> int:
        """Minutes of a way, kept once it is reckoned; far more than any day where there is none."""
        if (a, b) not in self.known_minutes:
            leg = self.ground.leg(a, b)
            self.known_minutes[a, b] = NEVER if leg is None else leg.minutes
        return self.known_minutes[a, b]

    @cached_property
    def vehicle(self) -> Mapping[str, Vehicle]:
        return {v.key: v for v in self.vehicles}


@dataclass(frozen=True)
class Visit:
    """A stop on a trip: on which of its days (from 0), when work begins (minutes after that day's start), and the way there."""

    stop: str
    day: int
    begins: int
    leg: Leg


@dataclass(frozen=True)
class Trip:
    """From home over stops back home: on which working day it begins, how many it takes, and the minutes of each."""

    vehicle: str
    begins: int
    visits: tuple[Visit, ...]
    back: Leg
    day_minutes: tuple[int, ...]

    @property
    def days(self) -> int:
        return len(self.day_minutes)

    @property
    def minutes(self) -> int:
        return sum(self.day_minutes)

    @property
    def metres(self) -> int:
        return sum(v.leg.metres for v in self.visits) + self.back.metres

    @property
    def crossings(self) -> int:
        return sum(v.leg.crossings for v in self.visits) + self.back.crossings

    @property
    def ferry_rupiah(self) -> int:
        return sum(v.leg.rupiah for v in self.visits) + self.back.rupiah


@dataclass(frozen=True)
class Result:
    """Trips, and what is left with one of the reasons of LEFT."""

    trips: tuple[Trip, ...] = ()
    left: Mapping[str, str] = field(default_factory=dict)
