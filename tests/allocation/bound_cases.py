"""Tiny programmes whose plans can be enumerated, and certificates to spoil."""

from __future__ import annotations

import gzip
import itertools
import json
from random import Random
from typing import Any

from tempa.allocation.planner.judge.check import check
from tempa.allocation.planner.side_constraints.apply import broken_rules
from tempa.allocation.planner.side_constraints.rules import SideConstraints
from tempa.values.programme import SCHEMA

Row = dict[str, str]
Tables = dict[str, list[Row]]
NO_RULES = SideConstraints()

KEYS = {
    "code": "KECIL", "name_id": "Program kecil", "name_en": "Tiny programme", "currency": "IDR",
    "start_date": "2020-07-13", "weeks": "5", "advance_rate": "0.3", "payment_lag_weeks": "1",
    "inspection_hours_per_week": "10", "school_share_min": "0", "school_share_max": "1", "workshop_share_max": "1",
    "road_factor": "1.2", "freight_per_tonne_km": "3500", "ferry_cost_per_tonne": "150000", "lateness_rate": "0.02",
    "lot_cost": "250000", "imbalance_rate": "0.02", "unplanned_rate": "3",
}


def row(table: str, **cells: str) -> Row:
    """A row with blanks where nothing is said."""
    return {column.name: cells.get(column.name, "") for column in SCHEMA[table].columns}


def tiny(seed: int, *, loose: bool = False) -> Tables:
    """One to three sites, one or two types, one line of up to three units or two of up to two, four or five weeks.

    `loose`: no limit binds and no imbalance costs, so that lines do not meet.
    """
    draw = Random(seed)
    tables: Tables = {name: [] for name in SCHEMA}
    keys = KEYS | {"weeks": str(draw.choice([4, 5]))}
    if loose:
        keys |= {"imbalance_rate": "0", "inspection_hours_per_week": "1000"}
    elif draw.random() < 0.5:
        keys |= {"workshop_share_max": draw.choice(["0.7", "0.5"]), "inspection_hours_per_week": draw.choice(["3", "6"])}
    tables["programme"] = [{"key": key, "value": value} for key, value in keys.items()]
    tables["agencies"] = [row("agencies", agency="A", name_id="Dinas", name_en="Agency")]
    tables["clusters"] = [row("clusters", cluster="C", name="Sentra", regency="R", latitude="-8.6", longitude="116.1",
                              share_min="" if loose else draw.choice(["", "0.4"]))]
    tables["destinations"] = [row("destinations", destination="D", name="Gudang", regency="R", latitude="-8.7",
                                  longitude="116.3", island="Lombok")]
    sites = ["W1", "W2", "S1"][:draw.randint(1, 3)]
    for code in sites:
        kind = "school" if code == "S1" else ("lead" if code == "W1" else "member")
        tables["workshops"].append(row(
            "workshops", workshop=code, name=code, kind=kind, cluster="" if kind == "school" else "C",
            lead="" if kind == "lead" else "W1", legal_tier="registered", regency="R", latitude="-8.6",
            longitude=f"116.{draw.randint(10, 40)}", island="Lombok",
            cash_limit="" if loose or draw.random() < 0.4 else str(draw.randint(1, 4) * 1_500_000),
            **dict.fromkeys(("score_premises", "score_competence", "score_staff", "score_equipment"), "70")))
        for resource in ("cut", "weld"):
            tables["capacities"].append(row("capacities", workshop=code, resource=resource,
                                            hours_per_week="900" if loose else str(draw.randint(4, 20))))
    if draw.random() < 0.5:
        tables["closures"] = [row("closures", workshop="*", week="1", factor="0.5")]
    tables["materials"] = [row("materials", material="M", name_id="Baja", name_en="Steel", unit="kg", kind="material",
                               unit_price="2000000", lead_time_weeks=draw.choice(["", "1"]),
                               weekly_supply="" if loose else draw.choice(["", "2"]))]
    for code in ("T1", "T2")[:draw.randint(1, 2)]:
        untested = not loose and draw.random() < 0.3
        tables["types"].append(row(
            "types", type=code, agency="A", name_id=code, name_en=code, unit_price=str(draw.randint(5, 9) * 1_000_000),
            weight_kg="200", inspection_hours="1.5", min_lot=draw.choice(["", "2"]), tested="no" if untested else "yes",
            pilot_limit="2" if untested else "", warranty_months="12"))
        for step, resource in enumerate(("cut", "weld"), 1):
            tables["routings"].append(row("routings", type=code, step=str(step), resource=resource,
                                          hours_per_unit=str(draw.randint(1, 5)), setup_hours=str(draw.randint(0, 2))))
        tables["bom"].append(row("bom", type=code, material="M", quantity="1.5"))
        price = int(tables["types"][-1]["unit_price"])
        for site in sites:
            if draw.random() < 0.8:
                tables["offers"].append(row("offers", workshop=site, type=code,
                                            unit_price=str(price - draw.randint(-1, 8) * 100_000)))
    tables["budget_lines"] = [row("budget_lines", budget_line="B", agency="A", kind="direct",
                                  amount="900000000" if loose else str(draw.randint(20, 60) * 1_000_000))]
    count = draw.randint(1, 2)
    for number in range(count):
        tables["orders"].append(row(
            "orders", line=f"L{number}", agency="A", budget_line="B", type=draw.choice(tables["types"])["type"],
            quantity=str(draw.randint(1, 3 if count == 1 else 2)), due_date=draw.choice(["2020-07-26", "2020-08-02", "2020-08-16"]),
            destination="D"))
    return tables


def cheapest_plan(tables: Tables, rules: SideConstraints = NO_RULES) -> int:
    """The least objective over all plans that keep the added rules and spread a lot's hours evenly over its weeks, at its own site.

    Such plans are some of the valid ones, so no bound may exceed it; where hours are plentiful it is the optimum.
    """
    lines = [_ways(tables, order) for order in tables["orders"]]
    best: int | None = None
    for chosen in itertools.product(*lines):
        lots = [lot for way, _ in chosen for lot in way]
        plan = _plan(tables, lots, {order["line"]: left for order, (_, left) in zip(tables["orders"], chosen, strict=True)})
        cost = int(plan["plan"][0]["value"])
        if (best is None or cost < best) and check(tables, plan).is_valid and not broken_rules(tables, plan, rules):
            best = cost
    assert best is not None, "leaving every unit unplanned is a valid plan"
    return best


Lot = tuple[str, str, int, int, int]


def _ways(tables: Tables, order: Row) -> list[tuple[tuple[Lot, ...], int]]:
    """All ways to make a line: at most two lots (line, site, units, start, inspection week), the rest unplanned."""
    weeks = int(next(r["value"] for r in tables["programme"] if r["key"] == "weeks"))
    makers = [offer["workshop"] for offer in tables["offers"] if offer["type"] == order["type"]]
    spans = [(0, weeks - 1), (1, weeks - 1), *((start, start + 1) for start in range(3)), (0, 2)]
    quantity = int(order["quantity"])
    single = [(order["line"], site, units, start, end) for site in makers for units in range(1, quantity + 1)
              for start, end in spans]
    ways: list[tuple[tuple[Lot, ...], int]] = [((), quantity)]
    ways += [((lot,), quantity - lot[2]) for lot in single]
    ways += [((a, b), 0) for a, b in itertools.combinations(single, 2)
             if a[2] + b[2] == quantity and a[3:] in spans[:3] and b[3:] in spans[2:4]]
    return ways


def _plan(tables: Tables, lots: list[Lot], left: dict[str, int]) -> Tables:
    """Plan tables: hours in hundredths, evenly from week to week, the later step never ahead; parts bought as used."""
    kind = {order["line"]: order["type"] for order in tables["orders"]}
    plan: Tables = {"lots": [], "loads": [], "purchases": [], "unplanned": [], "plan": []}
    for number, (line, site, units, start, inspect) in enumerate(lots):
        name = f"P{number}"
        plan["lots"].append({"lot": name, "line": line, "workshop": site, "quantity": str(units), "start_week": str(start),
                             "finish_week": str(inspect - 1), "inspect_week": str(inspect)})
        span = inspect - start
        for step in (r for r in tables["routings"] if r["type"] == kind[line]):
            need = 100 * (int(step["setup_hours"]) + units * int(step["hours_per_unit"]))
            rounding = span if step["step"] == "1" else 0
            done = [(need * (k + 1) + rounding * (k + 1 < span)) // span for k in range(span)]
            for k, week in enumerate(range(start, inspect)):
                hours = min(done[k], need) - (min(done[k - 1], need) if k else 0)
                plan["loads"].append({"lot": name, "step": step["step"], "workshop": site, "week": str(week),
                                      "hours": f"{hours // 100}.{hours % 100:02d}"})
    plan["purchases"] = _purchases(tables, lots)
    plan["unplanned"] = [{"line": line, "quantity": str(units), "reason": "uji"} for line, units in left.items() if units]
    plan["plan"] = [{"key": "objective", "value": "0"}, {"key": "lower_bound", "value": "0"}]
    stated = sum(check(tables, plan).parts.values())
    plan["plan"][0]["value"] = str(stated)
    return plan


def _purchases(tables: Tables, lots: list[Lot]) -> list[Row]:
    """Buy as early as the lead time and the weekly supply allow, no more than is used."""
    material = tables["materials"][0]
    first = int(material["lead_time_weeks"] or 0)
    weekly = float(material["weekly_supply"] or 1e9)
    used, rows = 1.5 * sum(lot[2] for lot in lots), []
    for week in range(first, 5):
        amount = min(weekly, used)
        if amount > 0:
            rows.append({"material": material["material"], "week": str(week), "quantity": f"{amount:g}"})
        used -= amount
    return rows


def opened(certificate: bytes) -> dict[str, Any]:
    """What a certificate states."""
    return dict(json.loads(gzip.decompress(certificate)))


def packed(stated: object) -> bytes:
    return gzip.compress(json.dumps(stated).encode())
