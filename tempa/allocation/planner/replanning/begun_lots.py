"""Carries on what is begun: loads that still can be done stay, and a lot whose hours are gone goes on elsewhere.

Hours are hundredths, weeks count from 0. Where the hours of a begun lot are gone, its remaining work is laid anew, as
early as flow allows: at its site, the lead and the facilities; for a lead's lot, at one of the workshops it leads, to
which the lot then moves; only where that ends much later or never, at the nearest other sites.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from tempa.allocation.planner.problem.model import LEAD, Load, Lot, Problem
from tempa.allocation.planner.problem.remaining_capacity import RemainingCapacity
from tempa.allocation.planner.problem.tables import exact_material_costs, freight_rates, great_circle_km, position
from tempa.allocation.planner.problem.words import Language
from tempa.allocation.planner.replanning.effects import Rework
from tempa.values.period import date_short, week_monday
from tempa.values.programme import Sentence

Tables = dict[str, list[dict[str, str]]]
MOVED_BY = 1
"""Weeks by which an inspection may shift without counting as moved (format)."""
STRANGERS_SAVE = 5
"""Weeks that work at sites which are neither its own, its lead nor a facility must save; such work is hard to vouch for."""


class UnfinishableError(Exception):
    """A begun lot cannot be finished inside the horizon; `sentence` says which and what to do."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        super().__init__(str(sentence))


@dataclass(frozen=True)
class ReworkLoad:
    """Hours of rework (hundredths) of step `step` (from 0) of a lot, at a site in a week; beside the lot's own loads."""

    lot: str
    step: int
    site: int
    week: int
    hours: int


@dataclass(frozen=True)
class Carried:
    """Begun lots as they go on, hours of rework, and the names of the lots whose remaining work was laid anew."""

    lots: tuple[Lot, ...]
    rework: tuple[ReworkLoad, ...]
    laid_anew: frozenset[str]
    notes: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class WorkInHand:
    """What is begun when a plan is made again, and what is not."""

    begun: tuple[Lot, ...]
    fresh: tuple[Lot, ...]
    """Not begun; they give way only where lateness asks for it."""
    made: frozenset[str]
    """Names of lots of which units are finished: they stay where they count."""
    rework: tuple[ReworkLoad, ...]
    """Planned already."""
    new_rework: tuple[Rework, ...]
    """To be planned."""


def carry_on(problem: Problem, tables: Tables, work: WorkInHand, at: int) -> Carried:
    """How the begun lots go on from week `at`. Raises UnfinishableError."""
    rework = work.rework
    left = RemainingCapacity(problem)
    pending: dict[str, list[ReworkLoad]] = defaultdict(list)
    for hours in rework:
        pending[hours.lot].append(hours)
    asked: dict[str, list[Rework]] = defaultdict(list)
    for need in work.new_rework:
        asked[need.lot].append(need)
    lots, broken = [], []
    for lot in sorted(work.begun, key=lambda b: (b.inspect_week, b.name)):
        planned = [*lot.loads, *(Load(r.step, r.site, r.week, r.hours) for r in pending[lot.name])]
        if lot.name not in asked and left.has_hours(lot, from_now_on(planned, at)):
            left.book_hours(lot, from_now_on(planned, at))
            left.book_inspection(lot)
            lots.append(lot)
        else:
            broken.append(lot)
    if not broken:
        return Carried(tuple(lots), rework, frozenset())
    carrier = Carrier(left, at, tables, work)
    done = [r for r in rework if r.lot not in {lot.name for lot in broken}]
    for lot in broken:
        new, loads = carrier.carry(lot, pending[lot.name], asked[lot.name])
        lots.append(new)
        done += loads
    return Carried(tuple(lots), tuple(done), frozenset(lot.name for lot in broken), tuple(carrier.notes))


@dataclass(frozen=True)
class Way:
    """One way to finish a lot: where it counts, its loads from now on, rework, finish and inspection week."""

    site: int
    loads: tuple[Load, ...]
    rework: tuple[ReworkLoad, ...]
    finish: int
    inspect: int


class Carrier:
    """Finds, for each lot whose hours are gone, the way that ends first without more disturbance than needed."""

    def __init__(self, left: RemainingCapacity, at: int, tables: Tables, work: WorkInHand) -> None:
        self.left, self.problem, self.at, self.made = left, left.problem, at, work.made
        self.among = left.copy()
        """What is free while the lots that are not begun stay where they are."""
        for lot in work.fresh:
            self.among.book_hours(lot, lot.loads)
            self.among.book_inspection(lot)
        np.maximum(self.among.hours, 0, out=self.among.hours)
        self.positions = [position(row) for row in tables["workshops"]]
        self.notes: list[Sentence] = []

    def carry(self, lot: Lot, pending: list[ReworkLoad], asked: list[Rework]) -> tuple[Lot, list[ReworkLoad]]:
        past_rework = [r for r in pending if r.week < self.at]
        open_rework = [Rework(lot.name, r.step + 1, self.at, r.hours) for r in pending if r.week >= self.at] + asked
        way = self.way_with_rework(lot, open_rework)
        done = [load for load in lot.loads if load.week < self.at]
        loads = (*done, *way.loads)
        new = replace(lot, site=way.site, start_week=min((one.week for one in loads), default=lot.start_week), finish_week=way.finish,
                      inspect_week=way.inspect, loads=loads)
        for left in (self.left, self.among):
            left.book_hours(new, [*way.loads, *(Load(r.step, r.site, r.week, r.hours) for r in way.rework)])
            left.book_inspection(new)
        return new, [*past_rework, *way.rework]

    def way_with_rework(self, lot: Lot, rework: list[Rework]) -> Way:
        """The best way; where only the rework no longer fits, the way without it and a note that says so."""
        try:
            return self.best_way(lot, rework)
        except UnfinishableError:
            if not rework:
                raise
        hours = sum(need.hours for need in rework) / 100
        self.notes.append(Sentence(
            f"{hours:g} jam kerja ulang lot {lot.name} tidak muat lagi sebelum {self.last_week('id')} dan tidak direncanakan."
            " Perpanjang program (weeks).",
            f"{hours:g} hours of rework of lot {lot.name} no longer fit before {self.last_week('en')} and are not planned."
            " Extend the programme (weeks)."))
        return self.best_way(lot, [])

    def last_week(self, language: Language) -> str:
        """The Monday of the programme's last week."""
        return date_short(week_monday(self.problem.weeks - 1, self.problem.start), language)

    def best_way(self, lot: Lot, rework: list[Rework]) -> Way:
        found: list[Way] = []
        for site, others in self.groups(lot):
            for left in (self.among, self.left):
                way = finish_work(left, lot, site, [site, *others], rework, self.at)
                if way and way.inspect <= lot.inspect_week + MOVED_BY:
                    return way
                found += [way] if way else []
        near = min(found, key=lambda way: way.inspect, default=None)
        if near is None or near.inspect > lot.inspect_week + STRANGERS_SAVE:
            far = finish_work(self.left, lot, lot.site, [*self.problem.providers_of(lot.site), *self.strangers(lot)],
                              rework, self.at)
            if far and (near is None or far.inspect <= near.inspect - STRANGERS_SAVE):
                return far
        if near is None:
            raise UnfinishableError(Sentence(
                f"Lot {lot.name} sudah dimulai tetapi tidak dapat selesai dan diperiksa sebelum {self.last_week('id')}."
                " Perpanjang program (weeks) atau tambah jam kerja.",
                f"Lot {lot.name} is begun but cannot be finished and inspected before {self.last_week('en')}."
                " Extend the programme (weeks) or add hours."))
        return near

    def groups(self, lot: Lot) -> list[tuple[int, list[int]]]:
        """Where the lot may count, with the sites that may help there: as it is, then at a workshop that it leads."""
        problem = self.problem
        ways = [(lot.site, problem.providers_of(lot.site)[1:])]
        if problem.site_kind[lot.site] == LEAD and lot.name not in self.made:
            led = [int(s) for s in np.flatnonzero(problem.site_lead == lot.site)]
            options = {int(problem.option_site[row]) for row in problem.option_rows(lot.line)}
            ways += [(s, problem.providers_of(s)[1:]) for s in sorted(led, key=lambda s: (s not in options, self.km(lot.site, s)))]
        return ways

    def strangers(self, lot: Lot) -> list[int]:
        """All other sites, nearest first."""
        near = set(self.problem.providers_of(lot.site))
        return sorted((s for s in range(len(self.problem.sites)) if s not in near), key=lambda s: self.km(lot.site, s))

    def km(self, here: int, there: int) -> float:
        return great_circle_km(self.positions[here], self.positions[there])


def from_now_on(loads: Iterable[Load], at: int) -> list[Load]:
    """Those in week `at` or later."""
    return [load for load in loads if load.week >= at]


def finish_work(left: RemainingCapacity, lot: Lot, site: int, helpers: list[int], rework: list[Rework], at: int) -> Way | None:
    """The remaining hours of a lot from week `at` on, as early as flow allows, then its rework and inspection; None where they
    do not fit."""
    free = left.copy()
    still = from_now_on(lot.loads, at)
    if still and site == lot.site and free.has_hours(lot, still):
        loads = tuple(still)
        free.book_hours(lot, loads)
    else:
        laid = lay_remaining(free, lot, helpers, at)
        if laid is None:
            return None
        loads = laid
    again: list[ReworkLoad] = []
    for need in rework:
        found = lay_rework(free, lot, helpers, need, at)
        if found is None:
            return None
        again += found
    past = [load.week for load in lot.loads if load.week < at]
    finish = max([*past, *(load.week for load in loads), *(r.week for r in again)]) if loads or again else lot.finish_week
    inspect = inspection_week(free, lot, finish, bool(loads or again), at)
    return None if inspect >= left.problem.weeks else Way(site, loads, tuple(again), finish, inspect)


def lay_remaining(free: RemainingCapacity, lot: Lot, helpers: list[int], at: int) -> tuple[Load, ...] | None:
    """Loads from week `at` on, taken from `free`; the flow rule as the format states it, floored to hundredths."""
    problem = free.problem
    t = int(problem.line_type[lot.line])
    steps = range(int(problem.step_start[t]), int(problem.step_start[t + 1]))
    need = [int(problem.step_setup_hours[s]) + lot.quantity * int(problem.step_unit_hours[s]) for s in steps]
    reached = [0] * len(need)
    for load in lot.loads:
        if load.week < at:
            reached[load.step] += load.hours
    loads: list[Load] = []
    for week in range(at, problem.weeks - 1):
        if reached == need:
            break
        for k in range(len(need)):
            most = need[k] if k == 0 or reached[k - 1] == need[k - 1] else need[k] * reached[k - 1] // need[k - 1]
            for site, hours in take_hours(free, helpers, int(problem.step_resource[steps[k]]), week, most - reached[k]):
                loads.append(Load(k, site, week, hours))
                reached[k] += hours
    return tuple(loads) if reached == need else None


def take_hours(free: RemainingCapacity, helpers: list[int], resource: int, week: int, wanted: int) -> list[tuple[int, int]]:
    """(site, hours) from the helpers in their order, taken from `free`."""
    taken = []
    for site in helpers:
        hours = min(wanted, int(free.hours[site, resource, week]))
        if hours > 0:
            free.hours[site, resource, week] -= hours
            wanted -= hours
            taken.append((site, hours))
    return taken


def lay_rework(free: RemainingCapacity, lot: Lot, helpers: list[int], need: Rework, at: int) -> list[ReworkLoad] | None:
    first = int(free.problem.step_start[free.problem.line_type[lot.line]])
    resource, wanted = int(free.problem.step_resource[first + need.step - 1]), need.hours
    loads = []
    for week in range(max(need.week, at), free.problem.weeks - 1):
        for site, hours in take_hours(free, helpers, resource, week, wanted):
            loads.append(ReworkLoad(lot.name, need.step - 1, site, week, hours))
            wanted -= hours
        if wanted == 0:
            return loads
    return None


def inspection_week(free: RemainingCapacity, lot: Lot, finish: int, worked: bool, at: int) -> int:
    """As planned where that is still after the last work, else the first week with hours for it; may be past the end."""
    if lot.inspect_week > finish and (not worked or lot.inspect_week >= at) \
            and free.inspection[lot.inspect_week] >= free.inspection_needed(lot):
        return lot.inspect_week
    week = max(finish + 1, at)
    while week < free.problem.weeks and free.inspection[week] < free.inspection_needed(lot):
        week += 1
    return week


class UnitCosts:
    """Offer, freight and tied-up cash per unit of a line at any site, whatever rule 3 says; no offer counts 0."""

    def __init__(self, tables: Tables, problem: Problem) -> None:
        keys = {row["key"]: row["value"] for row in tables["programme"]}
        self.problem = problem
        self.advance = Decimal(keys["advance_rate"])
        self.offers = {(row["workshop"], row["type"]): int(row["unit_price"]) for row in tables["offers"]}
        self.materials = exact_material_costs(tables)
        self.per_tonne = freight_rates(tables, keys)
        self.weights = [float(row["weight_kg"]) / 1000 for row in tables["types"]]
        self.destinations = [row["destination"] for row in tables["orders"]]

    def of(self, line: int, site: int) -> tuple[int, float, int]:
        """(offer, freight, cash) in rupiah per unit."""
        t = int(self.problem.line_type[line])
        offer = self.offers.get((self.problem.sites[site], self.problem.types[t]), 0)
        freight = self.weights[t] * float(self.per_tonne(site, self.destinations[line]))
        cash = self.materials[t] - type(self.materials[t])(self.advance) * offer
        return offer, freight, max(0, math.ceil(cash))
