"""The ground: spots, the ways between them by road and ferry, in whole metres and minutes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tempa.values.place import Place, great_circle_km


@dataclass(frozen=True)
class Spot:
    """Where somebody stops. `area` groups spots of which no more is known; `is_exact`: the place is its own and not its area's middle."""

    name: str
    area: str
    island: str
    place: Place | None = None
    is_exact: bool = False


@dataclass(frozen=True)
class Ferry:
    """A crossing between two islands, with the wait at the harbour, and what one vehicle pays."""

    one: str
    other: str
    harbour_of_one: Place
    harbour_of_other: Place
    minutes: int
    rupiah: int


@dataclass(frozen=True)
class Leg:
    """From one spot to the next: by road, and how many times by ferry."""

    metres: int
    minutes: int
    rupiah: int = 0
    crossings: int = 0


@dataclass(frozen=True)
class Ground:
    """How ways are estimated: road over great circle, speed, and what is taken where a place is not known."""

    detour: float
    kmh: float
    ferries: tuple[Ferry, ...] = ()
    within_area_km: float = 8.0
    on_island_km: float = 60.0

    def leg(self, a: Spot, b: Spot) -> Leg | None:
        """The way from a to b; None: no ferry that is known goes there."""
        if a == b:
            return Leg(0, 0)
        if a.island == b.island:
            return self.by_road(self.road_km(a, b))
        ferry = next((f for f in self.ferries if {f.one, f.other} == {a.island, b.island}), None)
        if ferry is None:
            return None
        here, there = self.harbours(ferry, a)
        road = self.by_road(self.to_harbour_km(a, here) + self.to_harbour_km(b, there))
        return Leg(road.metres, road.minutes + ferry.minutes, ferry.rupiah, 1)

    def harbours(self, ferry: Ferry, a: Spot) -> tuple[Place, Place]:
        pair = ferry.harbour_of_one, ferry.harbour_of_other
        return pair if ferry.one == a.island else (pair[1], pair[0])

    def road_km(self, a: Spot, b: Spot) -> float:
        """At least the way inside an area, unless both places are their own."""
        if a.place is None or b.place is None:
            return self.within_area_km if a.area == b.area else self.on_island_km
        km = great_circle_km(a.place, b.place) * self.detour
        return km if a.is_exact and b.is_exact else max(km, self.within_area_km)

    def to_harbour_km(self, spot: Spot, harbour: Place) -> float:
        return self.on_island_km if spot.place is None else great_circle_km(spot.place, harbour) * self.detour

    def by_road(self, km: float) -> Leg:
        return Leg(round(km * 1000), math.ceil(km / self.kmh * 60))
