"""What the checker reads out of a programme's tables: its own exact picture, shared with no planner.

Follows `programme-format`, section "Tables of a programme". Hours, money and quantities are whole numbers or Fractions;
nothing is rounded here. The tables must have passed the programme's own checks; a value that cannot be read raises
`ValueError` or `KeyError`.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

from tempa.values.period import weeks_words

Row = dict[str, str]
Tables = dict[str, list[Row]]
SCORES = ("score_premises", "score_competence", "score_staff", "score_equipment")
PASS_MARK = 60
Exact = int | Fraction
NUMBER = re.compile(r"-?\d+(\.\d+)?")
MAKERS = ("lead", "member", "school")


@lru_cache(maxsize=65536)
def number(text: str) -> Fraction | None:
    """A number exactly as the format writes it (`-?\\d+(\\.\\d+)?`); anything else is None."""
    return Fraction(text) if NUMBER.fullmatch(text) else None


@lru_cache(maxsize=65536)
def whole(text: str) -> int | None:
    """A whole number ("5" or "5.0"), or None."""
    value = number(text)
    return int(value) if value is not None and value.denominator == 1 else None


@lru_cache(maxsize=65536)
def scaled(value: Fraction, parts: int) -> Exact:
    """`value` in units of 1/`parts`: a plain whole number where it is one (fast sums), a Fraction where it is not."""
    product = value * parts
    return product.numerator if product.denominator == 1 else product


def day(text: str) -> dt.date | None:
    """A date, or None where the cell is blank."""
    return dt.date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class Terms:
    """The keys of the table `programme` that rules and costs use; `monday` is the Monday of week 0."""

    monday: dt.date
    weeks: int
    advance_rate: Fraction
    payment_lag: int
    inspection_hours: Fraction
    school_min: Fraction
    school_max: Fraction
    workshop_max: Fraction
    road_factor: Fraction
    tonne_km: Fraction
    ferry: Fraction
    lateness_rate: Fraction
    lot_cost: Fraction
    imbalance_rate: Fraction
    unplanned_rate: Fraction

    def monday_of(self, week: int) -> dt.date:
        return self.monday + dt.timedelta(weeks=week)

    def sunday_of(self, week: int) -> dt.date:
        return self.monday + dt.timedelta(weeks=week, days=6)

    def week(self, week: int) -> str:
        """`minggu 6 Jul–12 Jul 2020`, as people know a week; one outside the programme by its number alone."""
        return f"minggu {weeks_words((week, week), self.monday)}" if 0 <= week < self.weeks else f"minggu bernomor {week}"


@dataclass(frozen=True)
class Site:
    """One row of `workshops`. A blank score is None and counts as not verified."""

    kind: str
    cluster: str
    lead: str
    tier: str
    place: tuple[float, float]
    island: str
    cash_limit: int | None
    verified_from: dt.date | None
    verified_until: dt.date | None
    scores: tuple[Fraction | None, ...]

    @cached_property
    def is_fit(self) -> bool:
        return self.kind in MAKERS and all(s is not None and s >= PASS_MARK for s in self.scores)


@dataclass(frozen=True)
class Step:
    """One routing step: hours per unit, and set-up hours once per lot."""

    resource: str
    per_unit: Fraction
    setup: Fraction


@dataclass(frozen=True)
class Machine:
    """One machine type; `pilot_limit` is None for a tested type and for an untested type without a limit."""

    price: int
    tonnes: Fraction
    inspection: Fraction
    smallest_lot: int
    pilot_limit: int | None
    steps: dict[int, Step]
    parts: dict[str, Fraction]
    material_cost: Fraction


@dataclass(frozen=True)
class Line:
    machine: str
    quantity: int
    due: dt.date
    destination: str
    budget_line: str


@dataclass(frozen=True)
class Material:
    lead_time: int
    weekly_supply: Fraction | None


@dataclass(frozen=True)
class Facts:
    """A whole programme as the checker sees it. `places` of destinations are (latitude, longitude), island."""

    terms: Terms
    sites: dict[str, Site]
    machines: dict[str, Machine]
    lines: dict[str, Line]
    offers: dict[tuple[str, str], int]
    hours: dict[tuple[str, str], Fraction]
    left: dict[tuple[str, int], Fraction]
    materials: dict[str, Material]
    clusters: dict[str, tuple[Fraction | None, Fraction | None]]
    budgets: dict[str, int]
    destinations: dict[str, tuple[tuple[float, float], str]]

    @cached_property
    def order_value(self) -> int:
        return sum(line.quantity * self.machines[line.machine].price for line in self.lines.values())

    @cached_property
    def tonne_costs(self) -> dict[tuple[str, str], Fraction]:
        """What `cost.tonne_cost` has worked out so far, by site and destination."""
        return {}

    def eligible(self, site: str, machine: str) -> bool:
        """Rule 3 without its dates: a fit site whose offer is at or below the estimate."""
        offer = self.offers.get((site, machine))
        return offer is not None and self.sites[site].is_fit and offer <= self.machines[machine].price

    def available(self, site: str, resource: str, week: int) -> Fraction:
        """Hours of a resource in a week: `hours_per_week` times every closure factor of that site and week."""
        return self.hours.get((site, resource), Fraction(0)) * self.left.get((site, week), Fraction(1))


def read_facts(tables: Tables) -> Facts:
    """The checker's picture of `tables` (table name -> rows of canonical text)."""
    return Facts(
        terms=_terms({row["key"]: row["value"] for row in tables["programme"]}),
        sites={row["workshop"]: _site(row) for row in tables["workshops"]},
        machines=_machines(tables),
        lines={row["line"]: _line(row) for row in tables["orders"]},
        offers={(row["workshop"], row["type"]): _count(row["unit_price"]) for row in tables["offers"]},
        hours={(row["workshop"], row["resource"]): Fraction(row["hours_per_week"]) for row in tables["capacities"]},
        left=_closures(tables),
        materials={row["material"]: _material(row) for row in tables["materials"]},
        clusters={row["cluster"]: (number(row["share_min"]), number(row["share_max"])) for row in tables["clusters"]},
        budgets={row["budget_line"]: _count(row["amount"]) for row in tables["budget_lines"]},
        destinations={row["destination"]: (_place(row), row["island"]) for row in tables["destinations"]},
    )


def _count(text: str) -> int:
    """A whole number, also where it is written as "5.0"; ValueError if it is none."""
    value = whole(text)
    if value is None:
        raise ValueError(f"{text!r} is not a whole number")
    return value


def _terms(keys: dict[str, str]) -> Terms:
    start = dt.date.fromisoformat(keys["start_date"])
    return Terms(
        monday=start - dt.timedelta(days=start.weekday()),
        weeks=_count(keys["weeks"]),
        advance_rate=Fraction(keys["advance_rate"]),
        payment_lag=_count(keys["payment_lag_weeks"]),
        inspection_hours=Fraction(keys["inspection_hours_per_week"]),
        school_min=Fraction(keys["school_share_min"]),
        school_max=Fraction(keys["school_share_max"]),
        workshop_max=Fraction(keys["workshop_share_max"]),
        road_factor=Fraction(keys["road_factor"]),
        tonne_km=Fraction(keys["freight_per_tonne_km"]),
        ferry=Fraction(keys["ferry_cost_per_tonne"]),
        lateness_rate=Fraction(keys["lateness_rate"]),
        lot_cost=Fraction(keys["lot_cost"]),
        imbalance_rate=Fraction(keys["imbalance_rate"]),
        unplanned_rate=Fraction(keys["unplanned_rate"]),
    )


def _site(row: Row) -> Site:
    return Site(
        kind=row["kind"], cluster=row["cluster"], lead=row["lead"], tier=row["legal_tier"],
        place=_place(row), island=row["island"], cash_limit=whole(row["cash_limit"]),
        verified_from=day(row["verified_from"]), verified_until=day(row["verified_until"]),
        scores=tuple(number(row[score]) for score in SCORES),
    )


def _place(row: Row) -> tuple[float, float]:
    return float(row["latitude"]), float(row["longitude"])


def _machines(tables: Tables) -> dict[str, Machine]:
    prices = {row["material"]: _count(row["unit_price"]) for row in tables["materials"]}
    steps: dict[str, dict[int, Step]] = {row["type"]: {} for row in tables["types"]}
    parts: dict[str, dict[str, Fraction]] = {row["type"]: {} for row in tables["types"]}
    for row in tables["routings"]:
        step = Step(row["resource"], Fraction(row["hours_per_unit"]), Fraction(row["setup_hours"]))
        steps[row["type"]][_count(row["step"])] = step
    for row in tables["bom"]:
        parts[row["type"]][row["material"]] = Fraction(row["quantity"])
    return {row["type"]: _machine(row, steps[row["type"]], parts[row["type"]], prices) for row in tables["types"]}


def _machine(row: Row, steps: dict[int, Step], parts: dict[str, Fraction], prices: dict[str, int]) -> Machine:
    limit = whole(row["pilot_limit"]) if row["tested"] == "no" else None
    least = whole(row["min_lot"]) or 1
    return Machine(
        price=_count(row["unit_price"]), tonnes=Fraction(row["weight_kg"]) / 1000,
        inspection=Fraction(row["inspection_hours"]),
        smallest_lot=least if limit is None else min(least, limit),  # rule 2: a lower pilot limit takes its place
        pilot_limit=limit, steps=dict(sorted(steps.items())), parts=parts,
        material_cost=sum((quantity * prices[code] for code, quantity in parts.items()), Fraction(0)),
    )


def _line(row: Row) -> Line:
    due = dt.date.fromisoformat(row["due_date"])
    return Line(row["type"], _count(row["quantity"]), due, row["destination"], row["budget_line"])


def _material(row: Row) -> Material:
    return Material(whole(row["lead_time_weeks"]) or 0, number(row["weekly_supply"]))


def _closures(tables: Tables) -> dict[tuple[str, int], Fraction]:
    left: dict[tuple[str, int], Fraction] = {}
    everyone = [row["workshop"] for row in tables["workshops"]]
    for row in tables["closures"]:
        for site in everyone if row["workshop"] == "*" else [row["workshop"]]:
            key = site, _count(row["week"])
            left[key] = left.get(key, Fraction(1)) * Fraction(row["factor"])
    return left
