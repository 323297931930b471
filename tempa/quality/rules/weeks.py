"""The inspectors' week: errands with their hours and urgency, who may go where, and what a change by hand may do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tempa.ledger.rules import PARK, May, No, Refused, Who
from tempa.values.routing.ground import Ground, Spot
from tempa.values.routing.problem import Problem, Result, Stop, Trip, Vehicle
from tempa.values.routing.terms import Terms

ERRANDS = ("lot", "first_article", "visit", "use_check")
MOST_DAY_MINUTES, MOST_WEEK_HOURS = 600, 60
FIRST_URGENCY = {"lot": 60, "first_article": 80, "visit": 20, "use_check": 0}
"""What waits longer is more urgent by a day each; a first article holds up a whole lot, so it begins ahead of the others."""
MOST_WAITED = 200


@dataclass(frozen=True)
class Errand:
    """Something that an inspector does on the spot. `house` made what is looked at: nobody of that house goes; blank: nobody is barred."""

    kind: str
    key: str
    spot: Spot
    minutes: int
    since: date
    house: str = ""

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.key}"


@dataclass(frozen=True)
class Working:
    """When an inspector works in a week: the dates, and the minutes of all of them together; the houses that they ever spoke for."""

    inspector: str
    dates: tuple[date, ...]
    most_minutes: int
    houses: frozenset[str] = frozenset()


def may_plan_week(who: Who) -> May:
    """Who goes where is the park's to say; inspectors see it."""
    return True if who.sits_at(*PARK) else No("Minggu pemeriksa hanya diatur oleh perencana atau kepala taman sains.")


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def check_week(week: date, today: date, working: Sequence[Working]) -> None:
    """Refuses a week gone by, one in which nobody works, and hours that nobody works."""
    if week.weekday() != 0:
        raise Refused("Minggu dimulai hari Senin.", field="week")
    if week + timedelta(days=6) < today:
        raise Refused("Minggu itu sudah lewat. Pilih minggu ini atau sesudahnya.", field="week")
    if not any(w.dates and w.most_minutes for w in working):
        raise Refused("Tidak ada pemeriksa yang bekerja minggu itu. Isi jam paling sedikit satu pemeriksa.", field="week")
    if any(w.most_minutes > MOST_WEEK_HOURS * 60 for w in working):
        raise Refused("Paling banyak %(most)s jam seminggu untuk satu pemeriksa.", field="week", most=MOST_WEEK_HOURS)
    if any(not week <= day <= week + timedelta(days=6) for w in working for day in w.dates):
        raise Refused("Ada hari yang tidak termasuk minggu itu.", field="week")


def stop_for(errand: Errand, today: date) -> Stop:
    waited = min(MOST_WAITED, max(0, (today - errand.since).days))
    return Stop(errand.name, errand.spot, errand.minutes, (), FIRST_URGENCY[errand.kind] + waited, frozenset({errand.house} - {""}))


def day_minutes(working: Working, terms: Terms) -> int:
    """Minutes of one day: the usual, or fewer where a week has few hours on its days."""
    if not working.dates:
        return 1
    return min(terms.minutes("inspector_day_minutes"), max(1, working.most_minutes))


def vehicle_for(working: Working, home: Spot, terms: Terms, week: date, today: date) -> Vehicle:
    """An inspector as the search sees one; days of the week that are over are not free."""
    days = tuple(sorted((day - week).days for day in working.dates if day >= today))
    prices = (terms.minutes(f"rupiah_per_{what}") for what in ("km", "hour", "night"))
    return Vehicle(
        working.inspector, home, days, day_minutes(working, terms), (), max(1, len(days)), working.most_minutes, working.houses, *prices
    )  # fmt: skip


def problem_for(errands: Iterable[Errand], vehicles: Iterable[Vehicle], ground: Ground, today: date) -> Problem:
    return Problem(tuple(stop_for(e, today) for e in errands), tuple(vehicles), ground)


Row = dict[str, Any]


def trip_row(trip: Trip, errands: Mapping[str, Errand], week: date) -> Row:
    """A trip as the chain keeps it, each errand with why it stands there."""
    areas = [errands[v.stop].spot.area for v in trip.visits]
    rows = []
    for visit in trip.visits:
        errand = errands[visit.stop]
        why = [["since", str(errand.since)]]
        if len(trip.visits) > 1:
            same = areas.count(errand.spot.area) - 1
            why.append(["with", str(same)] if same else ["near", str(visit.leg.metres)])
        if trip.crossings:
            why.append(["ferry", str(len(trip.visits))])
        rows.append({
            "kind": errand.kind, "key": errand.key, "area": errand.spot.area, "work": errand.minutes,
            "day": str(week + timedelta(days=trip.begins + visit.day)), "begins": visit.begins, "metres": visit.leg.metres,
            "travel": visit.leg.minutes, "crossings": visit.leg.crossings, "why": why,
        })  # fmt: skip
    return {
        "inspector": trip.vehicle, "begins": str(week + timedelta(days=trip.begins)), "day_minutes": list(trip.day_minutes),
        "metres": trip.metres, "crossings": trip.crossings, "errands": rows,
    }  # fmt: skip


def left_row(errand: Errand, why: str) -> Row:
    return {"kind": errand.kind, "key": errand.key, "area": errand.spot.area, "work": errand.minutes, "left": why}


def rows_of(result: Result, errands: Mapping[str, Errand], week: date) -> tuple[list[Row], list[Row]]:
    """(trips, what is left) of a result."""
    trips = [trip_row(t, errands, week) for t in sorted(result.trips, key=lambda t: (t.vehicle, t.begins))]
    return trips, [left_row(errands[name], why) for name, why in sorted(result.left.items())]


def working_row(working: Working) -> Row:
    return {"inspector": working.inspector, "dates": [str(day) for day in working.dates], "most_minutes": working.most_minutes}


def check_moved(trip: Trip | None, vehicle: Vehicle, stops: Sequence[Stop], other_days: Collection[int], other_minutes: int) -> Trip:
    """The trip of an errand that a person put on a day; refuses a house's own lot, a day off, and hours that there are not."""
    if any(s.tags & vehicle.avoids for s in stops):
        raise Refused("Pemeriksa itu satu rumah dengan pembuatnya. Pembuat tidak memeriksa buatannya sendiri: pilih pemeriksa lain.", field="to")
    if trip is None:
        raise Refused("Tempat itu tidak tercapai, atau pekerjaannya lebih lama daripada satu hari kerja pemeriksa itu.", field="to")
    days = range(trip.begins, trip.begins + trip.days)
    if any(day not in vehicle.days for day in days):
        raise Refused("Perjalanannya menjadi %(n)s hari, dan pemeriksa itu tidak bekerja pada semua hari itu.", field="day", n=trip.days)
    if any(day in other_days for day in days):
        raise Refused("Perjalanannya menjadi %(n)s hari dan bertabrakan dengan perjalanan lain pemeriksa itu.", field="day", n=trip.days)
    most = vehicle.most_minutes or 0
    if trip.minutes + other_minutes > most:
        raise Refused("Jam pemeriksa itu tidak cukup: kurang %(hours)s jam minggu ini.", field="to",
                      hours=f"{(trip.minutes + other_minutes - most) / 60:.1f}".replace(".", ","))  # fmt: skip
    return trip


def lacking_minutes(problem: Problem, left: Iterable[str], home: Spot) -> int:
    """How many minutes more would be needed for what is left: its work, and one way there and back for each area."""
    stops = [problem.stop[name] for name in left]
    ways = {s.spot.area: 2 * problem.minutes_between(home, s.spot) for s in stops}
    return sum(s.minutes for s in stops) + sum(ways.values())


def as_working(row: Mapping[str, Any], houses: frozenset[str]) -> Working:
    return Working(row["inspector"], tuple(date.fromisoformat(day) for day in row["dates"]), row["most_minutes"], houses)
