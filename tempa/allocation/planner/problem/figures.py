"""What pages show of a plan: curves, shares, loads, cash and late lots, as plain JSON values.

    figures(read_programme("data/ntb-2020"), read_plan("my-plan"))["late"]
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from tempa.values.period import monday, week_of, weeks_late

Row = dict[str, str]
Tables = dict[str, list[Row]]
Json = dict[str, Any]
RESOURCES = ("cut", "bend", "weld", "machine", "assemble", "wire", "paint", "test")


def figures(tables: Tables, plan: Tables) -> Json:
    """Figures of a valid plan. Weeks are counted from 0, hours are hours, money is whole rupiah, shares are of the order's value."""
    keys = {r["key"]: r["value"] for r in tables["programme"]}
    start, weeks = dt.date.fromisoformat(keys["start_date"]), int(keys["weeks"])
    lines = {r["line"]: r for r in tables["orders"]}
    price = {r["type"]: int(r["unit_price"]) for r in tables["types"]}
    lots: list[Json] = [{**r, "type": lines[r["line"]]["type"], "quantity": int(r["quantity"])} for r in plan["lots"]]
    for lot in lots:
        lot["late"] = weeks_late(dt.date.fromisoformat(lines[lot["line"]]["due_date"]), int(lot["inspect_week"]), start)
    value = sum(int(r["quantity"]) * price[r["type"]] for r in lines.values()) or 1
    return {
        "start": monday(start).isoformat(),
        "weeks": weeks,
        "due": running(((week_of(dt.date.fromisoformat(r["due_date"]), start), int(r["quantity"])) for r in lines.values()), weeks),
        "made": running(((int(r["finish_week"]), r["quantity"]) for r in lots), weeks),
        "inspected": running(((int(r["inspect_week"]), r["quantity"]) for r in lots), weeks),
        "agencies": per_agency(lines, lots, plan["unplanned"]),
        "clusters": per_cluster(tables, lots, price, value),
        "schools": schools(tables, lots, price, value, keys),
        "sites": per_site(tables, plan, lots, price, value),
        "load": load_per_resource(tables, plan, lines, weeks),
        "inspection": inspection(tables, lots, weeks),
        "inspection_limit": float(keys["inspection_hours_per_week"]),
        "cash": cash_peaks(tables, lots, keys, weeks),
        "late": late_list(lots),
        "parts": {r["key"]: int(float(r["value"])) for r in plan["plan"] if r["key"] in COST_PARTS},
    }


COST_PARTS = ("price", "freight", "lateness", "lots", "imbalance", "unplanned")


def running(pairs: Any, weeks: int) -> list[int]:
    """Cumulative sums per week; what lies before week 0 counts in week 0, what lies after the horizon is left out."""
    per_week = [0] * weeks
    for week, amount in pairs:
        if week < weeks:
            per_week[max(0, week)] += amount
    total, sums = 0, []
    for amount in per_week:
        total += amount
        sums.append(total)
    return sums


def per_agency(lines: dict[str, Row], lots: list[Json], unplanned: list[Row]) -> list[Json]:
    sums: dict[str, Json] = {}
    for r in lines.values():
        one = sums.setdefault(r["agency"], {"agency": r["agency"], "ordered": 0, "planned": 0, "late": 0, "unplanned": 0})
        one["ordered"] += int(r["quantity"])
    for lot in lots:
        one = sums[lines[lot["line"]]["agency"]]
        one["planned"] += lot["quantity"]
        one["late"] += lot["quantity"] if lot["late"] else 0
    for r in unplanned:
        sums[lines[r["line"]]["agency"]]["unplanned"] += int(r["quantity"])
    return list(sums.values())


def per_cluster(tables: Tables, lots: list[Json], price: dict[str, int], value: int) -> list[Json]:
    """Value per cluster (leads and members) with its limits."""
    home = {r["workshop"]: r["cluster"] for r in tables["workshops"] if r["kind"] in {"lead", "member"}}
    given: dict[str, int] = defaultdict(int)
    for lot in lots:
        given[home.get(lot["workshop"], "")] += lot["quantity"] * price[lot["type"]]
    return [
        {"cluster": r["cluster"], "name": r["name"], "value": given[r["cluster"]], "share": given[r["cluster"]] / value,
         "least": limit(r["share_min"]), "most": limit(r["share_max"])}
        for r in tables["clusters"]
    ]  # fmt: skip


def limit(text: str) -> float | None:
    return float(text) if text else None


def schools(tables: Tables, lots: list[Json], price: dict[str, int], value: int, keys: dict[str, str]) -> Json:
    mine = {r["workshop"] for r in tables["workshops"] if r["kind"] == "school"}
    given = sum(lot["quantity"] * price[lot["type"]] for lot in lots if lot["workshop"] in mine)
    return {"value": given, "share": given / value, "least": float(keys["school_share_min"]), "most": float(keys["school_share_max"])}


def per_site(tables: Tables, plan: Tables, lots: list[Json], price: dict[str, int], value: int) -> list[Json]:
    """Lots, units, value and share of every site that makes lots, and the hours loaded on every site."""
    loaded: dict[str, float] = defaultdict(float)
    for r in plan["loads"]:
        loaded[r["workshop"]] += float(r["hours"])
    sums: dict[str, Json] = {r["workshop"]: {"workshop": r["workshop"], "lots": 0, "units": 0, "value": 0} for r in tables["workshops"]}
    for lot in lots:
        one = sums[lot["workshop"]]
        one["lots"] += 1
        one["units"] += lot["quantity"]
        one["value"] += lot["quantity"] * price[lot["type"]]
    return [one | {"share": one["value"] / value, "hours": round(loaded[code], 2)} for code, one in sums.items()]


def load_per_resource(tables: Tables, plan: Tables, lines: dict[str, Row], weeks: int) -> Json:
    """Per resource the hours used and available of all sites, by week."""
    factor: dict[tuple[str, int], float] = defaultdict(lambda: 1.0)
    codes = [r["workshop"] for r in tables["workshops"]]
    for r in tables["closures"]:
        for code in codes if r["workshop"] == "*" else [r["workshop"]]:
            factor[code, int(r["week"])] *= float(r["factor"])
    result = {k: {"used": [0.0] * weeks, "available": [0.0] * weeks} for k in RESOURCES}
    for r in tables["capacities"]:
        for week in range(weeks):
            result[r["resource"]]["available"][week] += float(r["hours_per_week"]) * factor[r["workshop"], week]
    step = {(r["type"], r["step"]): r["resource"] for r in tables["routings"]}
    kind = {r["lot"]: lines[r["line"]]["type"] for r in plan["lots"]}
    for r in plan["loads"]:
        result[step[kind[r["lot"]], r["step"]]]["used"][int(r["week"])] += float(r["hours"])
    return {k: {n: [round(x, 2) for x in values] for n, values in v.items()} for k, v in result.items() if any(v["available"]) or any(v["used"])}


def inspection(tables: Tables, lots: list[Json], weeks: int) -> list[float]:
    hours = {r["type"]: float(r["inspection_hours"]) for r in tables["types"]}
    used = [0.0] * weeks
    for lot in lots:
        used[int(lot["inspect_week"])] += lot["quantity"] * hours[lot["type"]]
    return [round(x, 2) for x in used]


def cash_peaks(tables: Tables, lots: list[Json], keys: dict[str, str], weeks: int) -> list[Json]:
    """Per site with a cash limit: the most that is tied up at one time, and when (format, rule 9)."""
    unit_price = {r["material"]: int(r["unit_price"]) for r in tables["materials"]}
    materials: dict[str, float] = defaultdict(float)
    for r in tables["bom"]:
        materials[r["type"]] += float(r["quantity"]) * unit_price[r["material"]]
    offer = {(r["workshop"], r["type"]): int(r["unit_price"]) for r in tables["offers"]}
    site = {r["workshop"]: r for r in tables["workshops"]}
    lag, rate = int(keys["payment_lag_weeks"]), float(keys["advance_rate"])
    tied: dict[str, list[float]] = defaultdict(lambda: [0.0] * (weeks + lag + 1))
    for lot in lots:
        w = site[lot["workshop"]]
        payer = w["lead"] if w["legal_tier"] == "unregistered" and w["lead"] else lot["workshop"]
        amount = lot["quantity"] * max(0.0, materials[lot["type"]] - rate * offer.get((lot["workshop"], lot["type"]), 0))
        for week in range(int(lot["start_week"]), int(lot["inspect_week"]) + lag + 1):
            tied[payer][week] += amount
    return [
        {"workshop": code, "peak": round(max(tied[code])), "week": tied[code].index(max(tied[code])), "limit": int(w["cash_limit"])}
        for code, w in site.items()
        if w["cash_limit"] and code in tied
    ]


def late_list(lots: list[Json]) -> list[Json]:
    late = [{"lot": r["lot"], "line": r["line"], "workshop": r["workshop"], "units": r["quantity"], "weeks": r["late"]} for r in lots if r["late"]]
    return sorted(late, key=lambda r: (-r["weeks"], -r["units"], r["lot"]))
