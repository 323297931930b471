"""The verifier's own model of a programme: what one lot may be and what it uses, as plain arrays.

Built from the checker's picture of the tables (`judge.facts`), which shares no code with the planner. Every array is
either a fact of the programme or a limit that any valid plan keeps; the argument for each stands in
`docs/planner-bound.md`. Weeks are columns 0 … `weeks` − 1 (cash: `payment_lag` more, because money stays tied up).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import floor

import numpy as np
from numpy.typing import NDArray

from tempa.allocation.planner.judge.cost import fair_values, tonne_cost, weeks_late
from tempa.allocation.planner.judge.facts import Facts, Machine

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
ALLOWANCE = Fraction(1, 10**6)  # the checker's tolerance on hours and materials
UNLIMITED = 10**9


@dataclass(frozen=True)
class Offers:
    """Eligible offers (rule 3 without dates), sorted by site: one lot is made under one of them."""

    site: Ints
    machine: Ints
    price: Floats
    cash: Floats  # rupiah a unit ties up
    largest: Ints  # most units of one lot: cash, inspection of one week, pilot limit, shares
    names: list[tuple[str, str]]


@dataclass(frozen=True)
class Machines:
    price: Floats
    inspection: Floats
    smallest: Ints
    setup: Floats  # machine x resource, hours once per lot
    hours: Floats  # machine x resource, hours per unit
    parts: Floats  # machine x material with a weekly supply, per unit
    earliest: Ints  # first week in which every material can have arrived
    names: list[str]


@dataclass(frozen=True)
class Lines:
    machine: Ints
    quantity: Ints  # units still to be made: as ordered, less those of lots that stay (`retained_lots`)
    ordered: Ints
    barred: Flags  # line x site: not made there, by a decision
    late: Floats  # line x week: weeks late when inspected then
    freight: Floats  # line x site, rupiah per unit
    budget: list[str]
    names: list[str]


@dataclass(frozen=True)
class Model:
    weeks: int
    lag: int
    sites: list[str]
    resources: list[str]
    materials: list[str]
    first: Ints  # site: first week a lot may start
    last: Ints  # site: last week a lot may still be worked on
    cluster: list[str]  # site: the cluster whose share it counts for ("" for schools)
    school: list[bool]
    payer: Ints  # site: whose cash limit its lots count against
    providers: list[list[int]]  # site: where its steps may be done
    capacity: Floats  # site x resource x week, hours
    supply: Floats  # material x week: the most that can have arrived by then
    offers: Offers
    machines: Machines
    lines: Lines
    lot_cost: float
    lateness_rate: float
    imbalance_rate: float
    unplanned_rate: float
    order_value: int
    limits: dict[str, dict[tuple[str | int, ...], float]]  # family -> row -> right side, tolerance included
    groups: dict[str, list[int]] = field(default_factory=dict)  # group of an added rule -> its sites (`side_constraints`)


def build_model(facts: Facts) -> Model:
    """The model of a programme. Takes milliseconds per thousand offers."""
    sites, resources = list(facts.sites), sorted({resource for _, resource in facts.hours})
    supplied = [code for code, material in facts.materials.items() if material.weekly_supply is not None]
    capacity, supply = _capacity(facts, sites, resources), _supply(facts, supplied)
    machines = _machines(facts, resources, supplied)
    first, last = _dates(facts, sites)
    position = {code: at for at, code in enumerate(sites)}
    facilities = [at for at, code in enumerate(sites) if facts.sites[code].kind == "facility"]
    return Model(
        weeks=facts.terms.weeks, lag=facts.terms.payment_lag, sites=sites, resources=resources, materials=supplied,
        first=first, last=last, payer=np.array([position[_payer(facts, code)] for code in sites], dtype=np.int64),
        cluster=[facts.sites[code].cluster if facts.sites[code].kind in ("lead", "member") else "" for code in sites],
        school=[facts.sites[code].kind == "school" for code in sites],
        providers=[_providers(facts, code, position, facilities) for code in sites],
        capacity=capacity, supply=supply, offers=_offers(facts, sites, list(machines.names)), machines=machines,
        lines=_lines(facts, sites, machines.names), lot_cost=float(facts.terms.lot_cost),
        lateness_rate=float(facts.terms.lateness_rate), imbalance_rate=float(facts.terms.imbalance_rate),
        unplanned_rate=float(facts.terms.unplanned_rate), order_value=facts.order_value,
        limits=_limits(facts, sites, resources, supplied, capacity, supply),
    )


def _payer(facts: Facts, code: str) -> str:
    site = facts.sites[code]
    return site.lead if site.tier == "unregistered" and site.lead else code


def _providers(facts: Facts, code: str, position: dict[str, int], facilities: list[int]) -> list[int]:
    lead = facts.sites[code].lead
    own = [position[code]] + ([position[lead]] if lead else [])
    return list(dict.fromkeys(own + facilities))


def _capacity(facts: Facts, sites: list[str], resources: list[str]) -> Floats:
    capacity = np.zeros((len(sites), len(resources), facts.terms.weeks))
    for at, site in enumerate(sites):
        left = [facts.left.get((site, week), Fraction(1)) for week in range(facts.terms.weeks)]
        for of, resource in enumerate(resources):
            weekly = facts.hours.get((site, resource))
            if weekly:
                capacity[at, of] = [float(whole_hundredths(weekly * share)) for share in left]
    return capacity


def whole_hundredths(hours: Fraction) -> Fraction:
    """What loads in hundredths of an hour can add up to without breaking the limit by more than the allowance."""
    return Fraction(floor((hours + ALLOWANCE) * 100), 100)


def _supply(facts: Facts, supplied: list[str]) -> Floats:
    supply = np.zeros((len(supplied), facts.terms.weeks))
    for at, code in enumerate(supplied):
        material = facts.materials[code]
        arrivals = np.clip(np.arange(facts.terms.weeks) + 1 - material.lead_time, 0, None)
        weekly = float((material.weekly_supply or 0) + ALLOWANCE)  # each week's arrival is judged with the allowance
        supply[at] = arrivals * weekly + float(ALLOWANCE)
    return supply


def _dates(facts: Facts, sites: list[str]) -> tuple[Ints, Ints]:
    """First start week and last working week of every site, from its verification dates (rule 3)."""
    terms = facts.terms
    first, last = np.zeros(len(sites), dtype=np.int64), np.full(len(sites), terms.weeks - 1, dtype=np.int64)
    for at, code in enumerate(sites):
        site = facts.sites[code]
        if site.verified_from is not None:
            first[at] = max(0, -((terms.monday - site.verified_from).days // 7))
        if site.verified_until is not None:
            last[at] = min(last[at], (site.verified_until - terms.sunday_of(0)).days // 7)
    return first, last


def _machines(facts: Facts, resources: list[str], supplied: list[str]) -> Machines:
    codes = list(facts.machines)
    setup, hours = np.zeros((len(codes), len(resources))), np.zeros((len(codes), len(resources)))
    parts = np.zeros((len(codes), len(supplied)))
    for at, code in enumerate(codes):
        machine = facts.machines[code]
        for step in machine.steps.values():
            of = resources.index(step.resource) if step.resource in resources else None
            if of is not None:
                setup[at, of] += float(step.setup)
                hours[at, of] += float(step.per_unit)
        for of, material in enumerate(supplied):
            parts[at, of] = float(machine.parts.get(material, 0))
    return Machines(
        price=np.array([float(facts.machines[code].price) for code in codes]),
        inspection=np.array([float(facts.machines[code].inspection) for code in codes]),
        smallest=np.array([max(1, facts.machines[code].smallest_lot) for code in codes], dtype=np.int64),
        setup=setup, hours=hours, parts=parts,
        earliest=np.array([_earliest(facts, facts.machines[code]) for code in codes], dtype=np.int64), names=codes,
    )


def _earliest(facts: Facts, machine: Machine) -> int:
    """The first week in which a unit's materials can be there; beyond the horizon where one never is.

    A part smaller than the checker's allowance is not counted on; a machine whose hours no site has never starts.
    """
    if not {step.resource for step in machine.steps.values()} <= {resource for _, resource in facts.hours}:
        return facts.terms.weeks
    needed = [facts.materials[code] for code, amount in machine.parts.items() if amount > ALLOWANCE]
    return max((material.lead_time for material in needed), default=0)


def _offers(facts: Facts, sites: list[str], machines: list[str]) -> Offers:
    where, what = {code: at for at, code in enumerate(sites)}, {code: at for at, code in enumerate(machines)}
    names = sorted((pair for pair in facts.offers if facts.eligible(*pair)), key=lambda p: (where[p[0]], what[p[1]]))
    advance = facts.terms.advance_rate
    value = facts.order_value
    cash = [max(Fraction(0), facts.machines[m].material_cost - advance * facts.offers[s, m]) for s, m in names]
    return Offers(
        site=np.array([where[site] for site, _ in names], dtype=np.int64),
        machine=np.array([what[machine] for _, machine in names], dtype=np.int64),
        price=np.array([float(facts.offers[pair]) for pair in names]),
        cash=np.array([float(amount) for amount in cash]),
        largest=np.array([_largest(facts, pair, amount, value) for pair, amount in zip(names, cash, strict=True)],
                         dtype=np.int64),
        names=names,
    )


def _largest(facts: Facts, pair: tuple[str, str], cash: Fraction, order_value: int) -> int:
    """The most units one lot can have by limits that a single lot must keep on its own."""
    site, machine, terms = facts.sites[pair[0]], facts.machines[pair[1]], facts.terms
    shares = [terms.workshop_max]
    if site.kind == "school":
        shares.append(terms.school_max)
    elif site.cluster in facts.clusters:
        highest = facts.clusters[site.cluster][1]
        shares.append(Fraction(1) if highest is None else highest)
    limits = [share * order_value / machine.price for share in shares if share < 1]
    limit = facts.sites[_payer(facts, pair[0])].cash_limit
    if limit is not None and cash > 0:
        limits.append((limit + 1) / cash)
    if machine.inspection > 0:
        limits.append(whole_hundredths(terms.inspection_hours) / machine.inspection)
    if machine.pilot_limit is not None:
        limits.append(Fraction(machine.pilot_limit))
    return floor(min(limits, default=Fraction(UNLIMITED)))


def _lines(facts: Facts, sites: list[str], machines: list[str]) -> Lines:
    terms, what = facts.terms, {code: at for at, code in enumerate(machines)}
    sundays = [terms.sunday_of(week) for week in range(terms.weeks)]
    lines = facts.lines
    tonne = {door: np.array([float(tonne_cost(facts, site, door)) for site in sites]) for door in facts.destinations}
    empty = np.zeros((0, len(sites)))
    ordered = np.array([line.quantity for line in lines.values()], dtype=np.int64)
    return Lines(
        machine=np.array([what[line.machine] for line in lines.values()], dtype=np.int64),
        quantity=ordered, ordered=ordered, barred=np.zeros((len(lines), len(sites)), dtype=bool),
        late=np.array([[float(weeks_late(line.due, day)) for day in sundays] for line in lines.values()]
                      ).reshape(len(lines), terms.weeks),
        freight=np.vstack([empty, *(float(facts.machines[line.machine].tonnes) * tonne[line.destination]
                                    for line in lines.values())]),
        budget=[line.budget_line for line in lines.values()], names=list(lines),
    )


def _limits(
    facts: Facts, sites: list[str], resources: list[str], supplied: list[str], capacity: Floats, supply: Floats
) -> dict[str, dict[tuple[str | int, ...], float]]:
    """Every row that several lots share: family -> name -> right side. "At least" rows are stated as "at most"."""
    terms, weeks, value = facts.terms, range(facts.terms.weeks), facts.order_value
    cash_weeks = range(terms.weeks + terms.payment_lag)
    clusters = facts.clusters.items()
    return {
        "hours": {(site, resource, week): float(capacity[at, of, week])
                  for at, site in enumerate(sites) for of, resource in enumerate(resources) for week in weeks
                  if (site, resource) in facts.hours},
        "cash": {(site, week): float(facts.sites[site].cash_limit or 0) + 1.0
                 for site in sites for week in cash_weeks if facts.sites[site].cash_limit is not None},
        "inspection": {(week,): float(whole_hundredths(terms.inspection_hours)) for week in weeks},
        "supply": {(code, week): float(supply[at, week]) for at, code in enumerate(supplied) for week in weeks},
        "cluster_max": {(code,): float((high or 0) * value) for code, (_, high) in clusters if high is not None},
        "cluster_min": {(code,): -float((low or 0) * value) for code, (low, _) in clusters if low is not None},
        "school_max": {(): float(terms.school_max * value)},
        "school_min": {(): -float(terms.school_min * value)},
        "site_max": {(site,): float(terms.workshop_max * value) for site in sites},
        "budget": {(line,): float(amount) for line, amount in facts.budgets.items()},
        "pilot": {(code,): float(m.pilot_limit) for code, m in facts.machines.items() if m.pilot_limit is not None},
        "balance": {(site,): float(fair) for site, fair in fair_values(facts).items()},
    }
