"""Reads a programme's tables into the planner's `Problem`, with every rule of the format that no plan can change."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from tempa.allocation.planner.problem.model import FACILITY, KINDS, NO_LIMIT, RESOURCES, SCHOOL, Problem
from tempa.values.rupiah import rupiah

Tables = dict[str, list[dict[str, str]]]
Row = dict[str, str]

EARTH_KM = 6371.0088
SCORES = ("score_premises", "score_competence", "score_staff", "score_equipment")


def problem_from_tables(tables: Tables, sha256: str = "") -> Problem:
    """The problem of a programme whose tables passed `check_tables`; a blank `sha256` is computed here.

    `tables`: table name -> rows -> column -> canonical text, blank for "not stated".
    """
    keys = {row["key"]: row["value"] for row in tables["programme"]}
    calendar = Calendar(keys)
    value = sum(int(r["quantity"]) * price for r, price in with_prices(tables))
    parts: dict[str, Any] = {}
    parts |= site_arrays(tables, keys, calendar, value)
    parts |= group_arrays(tables, keys, value)
    parts |= type_arrays(tables)
    parts |= supply_arrays(tables, calendar.weeks)
    parts["type_first_start"] = earliest_starts(parts, calendar.weeks)
    parts |= line_arrays(tables, parts, calendar)
    parts |= option_arrays(tables, keys, parts)
    parts["line_notes"] = notes_on_lines(tables, parts)
    return Problem(
        start=dt.date.fromisoformat(keys["start_date"]),
        weeks=calendar.weeks,
        order_value=value,
        payment_lag=int(keys["payment_lag_weeks"]),
        inspection_hours=hundredths(keys["inspection_hours_per_week"]),
        lot_cost=int(keys["lot_cost"]),
        lateness_rate=float(keys["lateness_rate"]),
        imbalance_rate=float(keys["imbalance_rate"]),
        unplanned_rate=float(keys["unplanned_rate"]),
        sha256=sha256 or hash_of(tables),
        **parts,
    )


class Calendar:
    """Weeks from Monday to Sunday; week 0 holds the start date."""

    def __init__(self, keys: dict[str, str]) -> None:
        start = dt.date.fromisoformat(keys["start_date"])
        self.first_monday = start - dt.timedelta(days=start.weekday())
        self.weeks = int(keys["weeks"])

    def first_start(self, verified_from: str) -> int:
        """First week whose Monday is not before the date."""
        if not verified_from:
            return 0
        return max(0, -((self.first_monday - dt.date.fromisoformat(verified_from)).days // 7))

    def last_finish(self, verified_until: str) -> int:
        """Last week whose Sunday is not after the date; -1 for none."""
        if not verified_until:
            return self.weeks - 1
        days = (dt.date.fromisoformat(verified_until) - self.first_monday).days
        return max(-1, min(self.weeks - 1, (days - 6) // 7))

    def weeks_late(self, due: str) -> list[int]:
        """Per inspection week: whole weeks, rounded up, from the due date to its Sunday."""
        days = (self.first_monday - dt.date.fromisoformat(due)).days + 6
        return [max(0, -(-(days + 7 * week) // 7)) for week in range(self.weeks)]


def with_prices(tables: Tables) -> Iterable[tuple[Row, int]]:
    """Order rows with the owner's estimate of their type."""
    prices = {r["type"]: int(r["unit_price"]) for r in tables["types"]}
    return ((r, prices[r["type"]]) for r in tables["orders"])


def site_arrays(tables: Tables, keys: dict[str, str], calendar: Calendar, value: int) -> dict[str, Any]:
    """Sites: kinds, payers, dates, hours, fair values."""
    rows = tables["workshops"]
    codes = [r["workshop"] for r in rows]
    index = {code: i for i, code in enumerate(codes)}
    lead = [index.get(r["lead"], -1) if r["lead"] else -1 for r in rows]
    payer = [lead[i] if r["legal_tier"] == "unregistered" and lead[i] >= 0 else i for i, r in enumerate(rows)]
    fit = fit_sites(tables)
    most = math.floor(Fraction(keys["workshop_share_max"]) * value)
    kind = whole([KINDS.index(r["kind"]) for r in rows])
    return {
        "sites": tuple(codes),
        "site_kind": kind,
        "site_lead": whole(lead),
        "site_payer": whole(payer),
        "cash_limit": whole([limit(r["cash_limit"]) for r in rows]),
        "first_week": whole([calendar.first_start(r["verified_from"]) for r in rows]),
        "last_week": whole([calendar.last_finish(r["verified_until"]) for r in rows]),
        "capacity": capacities(tables, index, calendar.weeks),
        "fit": np.array(fit, dtype=bool),
        "fair_value": fair_values(tables, index, fit, value),
        "site_value_max": whole([most] * len(rows)),
        "facilities": np.flatnonzero(kind == FACILITY).astype(np.int64),
    }


def fit_sites(tables: Tables) -> list[bool]:
    """Per workshop: lead, member or school, every score at least 60, and at least one offer within the estimate."""
    prices = {r["type"]: int(r["unit_price"]) for r in tables["types"]}
    offering = {r["workshop"] for r in tables["offers"] if int(r["unit_price"]) <= prices[r["type"]]}
    return [is_able(r) and r["workshop"] in offering for r in tables["workshops"]]


def is_able(workshop: Row) -> bool:
    """Rule 3 without offers and dates."""
    return workshop["kind"] != "facility" and all(workshop[s] and Decimal(workshop[s]) >= 60 for s in SCORES)


def capacities(tables: Tables, index: dict[str, int], weeks: int) -> Any:
    """(S, R, H) hundredths of an hour, rounded down after the factors of all closures."""
    factors: dict[tuple[int, int], Fraction] = defaultdict(lambda: Fraction(1))
    for row in tables["closures"]:
        for site in range(len(index)) if row["workshop"] == "*" else [index[row["workshop"]]]:
            factors[site, int(row["week"])] *= Fraction(row["factor"])
    hours = np.zeros((len(index), len(RESOURCES), weeks), dtype=np.int64)
    for row in tables["capacities"]:
        site, resource = index[row["workshop"]], RESOURCES.index(row["resource"])
        hours[site, resource, :] = hundredths(row["hours_per_week"])
    for (site, week), factor in factors.items():
        for resource in range(len(RESOURCES)):
            hours[site, resource, week] = math.floor(int(hours[site, resource, week]) * factor)
    return hours


def fair_values(tables: Tables, index: dict[str, int], fit: list[bool], value: int) -> Any:
    """(S,) rupiah: the order's value divided over the fit sites by their stated hours."""
    hours = [Decimal(0)] * len(index)
    for row in tables["capacities"]:
        hours[index[row["workshop"]]] += Decimal(row["hours_per_week"])
    total = sum((h for h, is_fit in zip(hours, fit, strict=True) if is_fit), Decimal(0))
    return np.array([float(value) * float(h) / float(total) if is_fit and total else 0.0
                     for h, is_fit in zip(hours, fit, strict=True)])


def group_arrays(tables: Tables, keys: dict[str, str], value: int) -> dict[str, Any]:
    """Rule 10 for clusters (leads and members) and schools, in whole rupiah."""
    codes, member, low, high = [], [], [], []
    for row in tables["clusters"]:
        codes.append("cluster:" + row["cluster"])
        member.append([w["kind"] in ("lead", "member") and w["cluster"] == row["cluster"] for w in tables["workshops"]])
        low.append(math.ceil(Fraction(row["share_min"] or 0) * value))
        high.append(math.floor(Fraction(row["share_max"]) * value) if row["share_max"] else NO_LIMIT)
    codes.append("school")
    member.append([KINDS.index(w["kind"]) == SCHOOL for w in tables["workshops"]])
    low.append(math.ceil(Fraction(keys["school_share_min"]) * value))
    high.append(math.floor(Fraction(keys["school_share_max"]) * value))
    shape = (len(codes), len(tables["workshops"]))
    return {"groups": tuple(codes), "group_member": np.array(member, dtype=bool).reshape(shape),
            "group_min": whole(low), "group_max": whole(high)}


def type_arrays(tables: Tables) -> dict[str, Any]:
    """Types with their routings and parts lists."""
    rows = tables["types"]
    index = {r["type"]: i for i, r in enumerate(rows)}
    material_index = {r["material"]: i for i, r in enumerate(tables["materials"])}
    material_price = [int(r["unit_price"]) for r in tables["materials"]]
    steps: list[list[tuple[int, int, int, int]]] = [[] for _ in rows]
    for r in tables["routings"]:
        steps[index[r["type"]]].append((int(r["step"]), RESOURCES.index(r["resource"]),
                                        hundredths(r["hours_per_unit"]), hundredths(r["setup_hours"])))
    bom: list[list[tuple[int, int]]] = [[] for _ in rows]
    for r in tables["bom"]:
        if Decimal(r["quantity"]) > 0:
            bom[index[r["type"]]].append((material_index[r["material"]], int(Decimal(r["quantity"]) * 10_000)))
    flat = [s for group in steps for s in sorted(group)]
    parts = [b for group in bom for b in group]
    return {
        "types": tuple(index),
        "type_price": whole([int(r["unit_price"]) for r in rows]),
        "type_inspection": whole([hundredths(r["inspection_hours"]) for r in rows]),
        "type_min_lot": whole([min_lot(r) for r in rows]),
        "type_units_max": whole([limit(r["pilot_limit"]) if r["tested"] == "no" else NO_LIMIT for r in rows]),
        "type_material_cost": np.array([sum(q * material_price[m] for m, q in b) / 10_000 for b in bom], dtype=float),
        "step_start": starts(steps),
        "step_resource": whole([s[1] for s in flat]),
        "step_unit_hours": whole([s[2] for s in flat]),
        "step_setup_hours": whole([s[3] for s in flat]),
        "bom_start": starts(bom),
        "bom_material": whole([m for m, _ in parts]),
        "bom_quantity": whole([q for _, q in parts]),
    }


def min_lot(row: Row) -> int:
    """Rule 2: the pilot limit of an untested type takes the place of a larger minimum."""
    least = int(row["min_lot"] or 1)
    if row["tested"] == "no" and row["pilot_limit"]:
        least = min(least, int(row["pilot_limit"]))
    return max(1, least)


def supply_arrays(tables: Tables, weeks: int) -> dict[str, Any]:
    """(M, H) what can have arrived by each week: nothing before the lead time, then the weekly supply each week."""
    rows = tables["materials"]
    supply = np.zeros((len(rows), weeks), dtype=np.int64)
    for i, r in enumerate(rows):
        lead = int(r["lead_time_weeks"] or 0)
        weekly = math.floor(Fraction(r["weekly_supply"]) * 10_000) if r["weekly_supply"] else NO_LIMIT
        for week in range(lead, weeks):
            supply[i, week] = min(NO_LIMIT, weekly * (week - lead + 1))
    return {"materials": tuple(r["material"] for r in rows), "supply": supply}


def earliest_starts(parts: dict[str, Any], weeks: int) -> Any:
    """(T,) the first week in which every material of the parts list can have come; `weeks` if never."""
    arrives = [next((w for w in range(weeks) if row[w] > 0), weeks) for row in parts["supply"]]
    first, material = parts["bom_start"], parts["bom_material"]
    return whole([max((arrives[m] for m in material[first[t]:first[t + 1]]), default=0) for t in range(len(first) - 1)])


def line_arrays(tables: Tables, parts: dict[str, Any], calendar: Calendar) -> dict[str, Any]:
    """Order lines and budget lines."""
    rows = tables["orders"]
    types = {code: i for i, code in enumerate(parts["types"])}
    budgets = {r["budget_line"]: i for i, r in enumerate(tables["budget_lines"])}
    late = [calendar.weeks_late(r["due_date"]) for r in rows]
    return {
        "lines": tuple(r["line"] for r in rows),
        "line_type": whole([types[r["type"]] for r in rows]),
        "line_quantity": whole([int(r["quantity"]) for r in rows]),
        "line_budget": whole([budgets[r["budget_line"]] for r in rows]),
        "line_min_lot": whole([min(int(parts["type_min_lot"][types[r["type"]]]), int(r["quantity"])) for r in rows]),
        "weeks_late": np.array(late, dtype=np.int64).reshape(len(rows), calendar.weeks),
        "budget_lines": tuple(budgets),
        "budget": whole([int(r["amount"]) for r in tables["budget_lines"]]),
    }


def option_arrays(tables: Tables, keys: dict[str, str], parts: dict[str, Any]) -> dict[str, Any]:
    """Every line with each site that may make it, cheapest offer + freight first."""
    offers = eligible_offers(tables, parts)
    per_tonne = freight_rates(tables, keys)
    advance = Fraction(keys["advance_rate"])
    weights = [float(r["weight_kg"]) / 1000 for r in tables["types"]]
    material_cost = exact_material_costs(tables)
    known: dict[tuple[int, str], tuple[Any, ...]] = {}
    found = []
    for row, t in zip(tables["orders"], parts["line_type"].tolist(), strict=True):
        if (t, row["destination"]) not in known:
            freight = [weights[t] * per_tonne(site, row["destination"]) for site, _ in offers[t]]
            known[t, row["destination"]] = sorted_options(offers[t], freight, material_cost[t], advance)
        found.append(known[t, row["destination"]])
    site, offer, per_unit, cash = (np.concatenate([np.zeros(0, dtype=kind), *(f[i] for f in found)])
                                   for i, kind in enumerate((np.int64, np.int64, np.float64, np.int64)))
    return {"option_start": starts([f[0] for f in found]), "option_site": site, "option_offer": offer,
            "option_freight": per_unit, "option_cash": cash}


def sorted_options(offers: list[tuple[int, int]], freight: list[float], material: Fraction, advance: Fraction) -> tuple[Any, ...]:
    """Sites, offers, freight and cash per unit, cheapest offer + freight first."""
    site, offer = whole(o[0] for o in offers), whole(o[1] for o in offers)
    cash = whole(max(0, math.ceil(material - advance * o[1])) for o in offers)
    per_unit = np.array(freight, dtype=np.float64)
    order = np.lexsort((site, offer + per_unit))
    return site[order], offer[order], per_unit[order], cash[order]


def eligible_offers(tables: Tables, parts: dict[str, Any]) -> dict[int, list[tuple[int, int]]]:
    """Type index -> (site index, offer) of every able workshop whose offer is within the estimate."""
    sites = {code: i for i, code in enumerate(parts["sites"])}
    types = {code: i for i, code in enumerate(parts["types"])}
    able = [is_able(r) for r in tables["workshops"]]
    offers: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in tables["offers"]:
        site, t, offer = sites[row["workshop"]], types[row["type"]], int(row["unit_price"])
        if able[site] and offer <= parts["type_price"][t]:
            offers[t].append((site, offer))
    return offers


def freight_rates(tables: Tables, keys: dict[str, str]) -> Any:
    """A function (site index, destination code) -> rupiah per tonne, remembered per pair."""
    per_km = float(keys["freight_per_tonne_km"])
    road = float(keys["road_factor"])
    ferry = float(keys["ferry_cost_per_tonne"])
    sites = [(position(r), r["island"]) for r in tables["workshops"]]
    destinations = {r["destination"]: (position(r), r["island"]) for r in tables["destinations"]}
    known: dict[tuple[int, str], float] = {}

    def per_tonne(site: int, destination: str) -> float:
        if (site, destination) not in known:
            (here, island), (there, other) = sites[site], destinations[destination]
            crossing = ferry if island != other else 0.0
            known[site, destination] = per_km * road * great_circle_km(here, there) + crossing
        return known[site, destination]

    return per_tonne


def position(row: Row) -> tuple[float, float]:
    return float(row["latitude"]), float(row["longitude"])


def great_circle_km(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Haversine distance on the format's sphere."""
    north, east, north2, east2 = map(math.radians, (*here, *there))
    half = math.sin((north2 - north) / 2) ** 2 + math.cos(north) * math.cos(north2) * math.sin((east2 - east) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def exact_material_costs(tables: Tables) -> list[Fraction]:
    """Per type: rupiah of materials per unit, exact."""
    prices = {r["material"]: int(r["unit_price"]) for r in tables["materials"]}
    index = {r["type"]: i for i, r in enumerate(tables["types"])}
    costs = [Fraction(0)] * len(index)
    for row in tables["bom"]:
        costs[index[row["type"]]] += Fraction(row["quantity"]) * prices[row["material"]]
    return costs


def notes_on_lines(tables: Tables, parts: dict[str, Any]) -> tuple[str, ...]:
    """Why a line has no option; blank where it has one."""
    able = {r["workshop"] for r in tables["workshops"] if is_able(r)}
    offers: dict[str, list[Row]] = defaultdict(list)
    for row in tables["offers"]:
        offers[row["type"]].append(row)
    first = parts["option_start"]
    return tuple("" if first[line + 1] > first[line] else why_no_option(row["type"], offers, able, parts)
                 for line, row in enumerate(tables["orders"]))


def why_no_option(code: str, offers: dict[str, list[Row]], able: set[str], parts: dict[str, Any]) -> str:
    estimate = int(parts["type_price"][parts["types"].index(code)])
    if not offers[code]:
        return f"tidak ada bengkel yang menawarkan {code}"
    if not any(int(r["unit_price"]) <= estimate for r in offers[code]):
        least = min(int(r["unit_price"]) for r in offers[code])
        return f"tidak ada bengkel dengan penawaran di bawah HPS (terendah {rupiah(least)}, HPS {rupiah(estimate)})"
    if not any(r["workshop"] in able for r in offers[code]):
        return "bengkel yang menawarkan belum lolos verifikasi (empat nilai paling sedikit 60)"
    return "bengkel dengan penawaran di bawah HPS belum lolos verifikasi"


def hundredths(text: str) -> int:
    """Hours with at most two places as hundredths."""
    return int(Decimal(text) * 100)


def limit(text: str) -> int:
    return int(text) if text else NO_LIMIT


def whole(values: Iterable[int]) -> Any:
    return np.array(list(values), dtype=np.int64)


def starts(groups: list[Any]) -> Any:
    """Row at which each group begins when all are laid end to end, and the end of the last."""
    return np.concatenate([[0], np.cumsum([len(g) for g in groups])]).astype(np.int64)


def hash_of(tables: Tables) -> str:
    # The reader is imported here so that the problem can be built without it when the hash is given.
    from tempa.values.programme import programme_sha256

    return str(programme_sha256(tables))
