"""The inspectors' week planned by the search and changed by people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Unpack

from tempa.ledger.actions import Deed, Doing, deed
from tempa.ledger.models import Entry, Programme
from tempa.ledger.queries import is_recorded
from tempa.ledger.rules import Refused
from tempa.quality import queries
from tempa.quality.facts import WeekChanged, WeekPlanned
from tempa.quality.models import InspectorWeek, WeekErrand
from tempa.quality.rules import LEAST_WORDS
from tempa.quality.rules import weeks as rules
from tempa.quality.rules.weeks import Errand, Row, Working
from tempa.values.period import day_in_wita
from tempa.values.routing.problem import Problem, Vehicle
from tempa.values.routing.timetable import lay


@dataclass(frozen=True)
class WeekAsked:
    """Which week, who works when in it, and the seed of the search."""

    week: date
    working: Sequence[Working]
    seed: int = 1

    @property
    def rows(self) -> list[Row]:
        return [rules.working_row(w) for w in self.working]


def plan_week(programme: Programme, *, asked: WeekAsked, errands: Sequence[Errand], **doing: Unpack[Doing]) -> Entry:
    """Search a week for all inspectors and put it in the place of what that week held. `errands` is all that waits on the spot."""
    if is_recorded(programme, doing.get("identity")):
        proposed = queries.WeekProposed([], [], [])
    else:
        proposed = proposed_for(programme, asked, errands, day_in_wita(doing["at"]))
    said: dict[str, Any] = {"week": str(asked.week), "seed": asked.seed, "inspectors": asked.rows}
    with deed(programme, **doing) as d:
        if known := d.known(WeekPlanned, **said):
            return known
        d.must(rules.may_plan_week(d.who))
        d.still(f"inspectors_week:{asked.week}")
        return d.record(WeekPlanned(**said, trips=proposed.trips, left=proposed.left))


def proposed_for(programme: Programme, asked: WeekAsked, errands: Sequence[Errand], today: date) -> queries.WeekProposed:
    """The week that the search gives; refuses what nobody can plan. It takes seconds, so the chain is not locked meanwhile."""
    rules.check_week(asked.week, today, asked.working)
    known_people = {str(p.public_id) for p in queries.inspectors(programme)}
    if strangers := {w.inspector for w in asked.working} - known_people:
        raise Refused("%(n)s orang dalam daftar bukan pemeriksa program ini.", field="week", n=len(strangers))
    return queries.propose_week(programme, asked.week, asked.working, errands, today=today, seed=asked.seed)


@dataclass(frozen=True)
class ErrandMoved:
    """An errand of a week goes to an inspector (their public number) on a day; without inspector it is taken out of the week."""

    week: date
    name: str
    to: str = ""
    day: date | None = None

    def said(self) -> dict[str, str]:
        return {"errand": self.name, "to": self.to, "day": str(self.day or "")}


def move_errand(programme: Programme, *, move: ErrandMoved, errands: Sequence[Errand], reason: str, **doing: Unpack[Doing]) -> Entry:
    """Give an errand another inspector or day; the trips that this touches are laid anew and keep everybody's days and hours."""
    words, change = reason.strip(), move.said()
    with deed(programme, **doing) as d:
        if known := d.known(WeekChanged, week=str(move.week), change=change, reason=words):
            return known
        d.must(rules.may_plan_week(d.who))
        d.still(f"inspectors_week:{move.week}")
        if len(words) < LEAST_WORDS:
            raise Refused("Tulis alasannya, paling sedikit %(n)s huruf.", field="reason", n=LEAST_WORDS)
        week = WeekInHand(d, move.week, {e.name: e for e in errands})
        week.take_out(move.name)
        if move.to:
            week.put_in(move.name, move.to, move.day)
        else:
            week.leave(move.name)
        return d.record(WeekChanged(str(move.week), change, words, week.inspectors, week.trips, week.left))


class WeekInHand:
    """A week while it is changed: its trips and what is left, as rows of the chain."""

    def __init__(self, d: Deed, week: date, errands: Mapping[str, Errand]) -> None:
        self.d, self.week, self.errands = d, week, errands
        held = list(queries.weeks_of(d.programme, week))
        if not held:
            raise Refused("Minggu itu belum direncanakan. Usulkan dulu minggunya.")
        self.inspectors = [row_of_week(one) for one in held]
        working = queries.with_houses(d.programme, [rules.as_working(row, frozenset()) for row in self.inspectors])
        self.working = {w.inspector: w for w in working}
        rows = list(queries.week_errands(d.programme, week))
        self.trips = [self.trip_of(one, trip, rows) for one in held for trip in one.trips]
        self.left = [row_left(r) for r in rows if r.inspector_id is None]
        self.works = {f"{r.kind}:{r.key}": r for r in rows}

    def trip_of(self, one: InspectorWeek, trip: Mapping[str, Any], rows: Sequence[WeekErrand]) -> Row:
        mine = [r for r in rows if r.inspector_id == one.inspector_id and str(r.trip) == trip["begins"]]
        return {"inspector": str(one.inspector.public_id), **trip, "errands": [row_of_errand(r) for r in mine]}

    def known(self, name: str) -> Errand:
        found = self.errands.get(name)
        if found is None:
            raise Refused("Pekerjaan itu sudah selesai atau tidak ada lagi. Keluarkan dari minggu ini, atau usulkan minggunya lagi.", field="errand")
        return found

    def take_out(self, name: str) -> None:
        """Away from its trip, which is laid anew without it, or from what is left."""
        if name not in self.works:
            raise Refused("Pekerjaan itu tidak ada dalam minggu ini.", field="errand")
        self.left = [row for row in self.left if f"{row['kind']}:{row['key']}" != name]
        for trip in list(self.trips):
            names = [name_of(e) for e in trip["errands"]]
            if name in names:
                self.trips.remove(trip)
                names.remove(name)
                if names:
                    self.lay(trip["inspector"], date.fromisoformat(trip["begins"]), names)

    def put_in(self, name: str, inspector: str, day: date | None) -> None:
        """Onto the trip that the inspector makes on that day, or onto a new one."""
        if inspector not in self.working:
            raise Refused("Pilih pemeriksa yang bekerja minggu itu.", field="to")
        if day is None:
            raise Refused("Pilih harinya.", field="day")
        if day < self.d.today:
            raise Refused("Tanggal %(on)s sudah lewat.", field="day", on=str(day))
        self.known(name)
        trip = next((t for t in self.trips if t["inspector"] == inspector and day in days_of(t)), None)
        if trip is None:
            self.lay(inspector, day, [name])
        else:
            self.trips.remove(trip)
            self.lay(inspector, date.fromisoformat(trip["begins"]), [*(name_of(e) for e in trip["errands"]), name])

    def leave(self, name: str) -> None:
        """By a person's word: the reason stands in the fact."""
        row = self.works[name]
        self.left.append({"kind": row.kind, "key": row.key, "area": row.area, "work": row.work, "left": "person"})

    def lay(self, inspector: str, begins: date, names: Sequence[str]) -> None:
        wanted = [self.known(name) for name in names]
        problem, _terms = queries.ground_problem(self.d.programme, self.week, self.week, wanted, [self.working[inspector]])
        vehicle = problem.vehicles[0]
        trip = self.laid(problem, vehicle, names, (begins - self.week).days)
        self.trips.append(rules.trip_row(trip, {e.name: e for e in wanted}, self.week))
        self.trips.sort(key=lambda t: (t["inspector"], t["begins"]))

    def laid(self, problem: Problem, vehicle: Vehicle, names: Sequence[str], begins: int) -> Any:
        stops = [problem.stop[name] for name in names]
        trip = lay(problem.ground, vehicle, stops, begins)
        others = [t for t in self.trips if t["inspector"] == vehicle.key]
        other_days = {(day - self.week).days for t in others for day in days_of(t)}
        return rules.check_moved(trip, vehicle, stops, other_days, sum(sum(t["day_minutes"]) for t in others))


def name_of(errand: Row) -> str:
    return f"{errand['kind']}:{errand['key']}"


def days_of(trip: Row) -> list[date]:
    begins = date.fromisoformat(trip["begins"])
    return [date.fromordinal(begins.toordinal() + n) for n in range(len(trip["day_minutes"]))]


def row_of_week(one: InspectorWeek) -> Row:
    return {"inspector": str(one.inspector.public_id), "dates": one.dates, "most_minutes": one.most_minutes}


def row_of_errand(r: WeekErrand) -> Row:
    same = {name: getattr(r, name) for name in ("kind", "key", "area", "work", "begins", "metres", "travel", "crossings", "why")}
    return {**same, "day": str(r.day)}


def row_left(r: WeekErrand) -> Row:
    return {"kind": r.kind, "key": r.key, "area": r.area, "work": r.work, "left": r.left}
