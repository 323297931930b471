"""A found plan as the tables of the plan folder: lots, loads, purchases, unplanned, plan; and the lots read back from them."""

from __future__ import annotations

import platform
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version

from tempa.allocation.planner.problem.model import Load, Lot, Problem
from tempa.allocation.planner.problem.remaining_capacity import RemainingCapacity
from tempa.allocation.planner.problem.result import Result
from tempa.allocation.planner.problem.unplanned import reason_for

PlanTables = dict[str, list[dict[str, str]]]


def plan_tables(problem: Problem, result: Result, lower_bound: int | None = None, extra: dict[str, str] | None = None,
                weekly_supply: dict[str, str] | None = None) -> PlanTables:
    """The plan as tables of text. `lower_bound` in rupiah (the trivial one if None); `extra` adds keys to `plan`."""
    names = lot_names(problem, result.lots)
    bound = min(result.objective, int(problem.trivial_bound()) if lower_bound is None else lower_bound)
    left = RemainingCapacity.after(problem, result.lots)
    return {
        "lots": [{"lot": name, "line": problem.lines[lot.line], "workshop": problem.sites[lot.site],
                  "quantity": str(lot.quantity), "start_week": str(lot.start_week), "finish_week": str(lot.finish_week),
                  "inspect_week": str(lot.inspect_week)} for name, lot in zip(names, result.lots, strict=True)],
        "loads": [row for name, lot in zip(names, result.lots, strict=True) for row in load_rows(problem, name, lot)],
        "purchases": purchases(problem, result.lots),
        "unplanned": [{"line": problem.lines[line], "quantity": str(units),
                       "reason": reason_for(problem, left, line, units)}
                      for line, units in enumerate(result.unplanned) if units],
        "plan": [{"key": key, "value": value} for key, value in facts(problem, result, bound, extra or {}).items()],
    }


def lot_names(problem: Problem, lots: tuple[Lot, ...]) -> list[str]:
    """`LINE-n`, counted per line; begun and pinned lots keep their own."""
    taken = {lot.name for lot in lots if lot.name}
    count: dict[int, int] = defaultdict(int)
    names = []
    for lot in lots:
        name = lot.name
        while not name or (not lot.name and name in taken):
            count[lot.line] += 1
            name = f"{problem.lines[lot.line]}-{count[lot.line]}"
        names.append(name)
    return names


def load_rows(problem: Problem, name: str, lot: Lot) -> list[dict[str, str]]:
    hours: dict[tuple[int, int, int], int] = defaultdict(int)
    for load in lot.loads:
        hours[load.step, load.week, load.site] += load.hours
    return [{"lot": name, "step": str(step + 1), "workshop": problem.sites[site], "week": str(week),
             "hours": decimal_text(Decimal(h) / 100)} for (step, week, site), h in sorted(hours.items()) if h]


def purchases(problem: Problem, lots: tuple[Lot, ...]) -> list[dict[str, str]]:
    """What arrives when: as late as the starts of lots allow, never more in a week than the supply; nothing left over."""
    used: dict[int, list[int]] = {}
    for lot in lots:
        t = int(problem.line_type[lot.line])
        for row in range(int(problem.bom_start[t]), int(problem.bom_start[t + 1])):
            weeks = used.setdefault(int(problem.bom_material[row]), [0] * problem.weeks)
            weeks[lot.start_week] += lot.quantity * int(problem.bom_quantity[row])
    rows = []
    for material in sorted(used):
        for week, amount in enumerate(arrivals(used[material], [int(n) for n in problem.supply[material]])):
            if amount:
                rows.append({"material": problem.materials[material], "week": str(week),
                             "quantity": decimal_text(Decimal(amount) / 10_000)})
    return rows


def arrivals(used: list[int], supply: list[int]) -> list[int]:
    """Per week, ten-thousandths: the latest deliveries that cover the use, within what the supply adds each week."""
    weeks = len(used)
    bought = [0] * weeks
    open_need = 0
    for week in range(weeks - 1, -1, -1):
        open_need += used[week]
        most = supply[week] - (supply[week - 1] if week else 0)
        if week and supply[week - 1] == supply[week]:
            most = supply[week]  # unlimited from here on: both are NO_LIMIT
        bought[week] = min(open_need, most)
        open_need -= bought[week]
    return bought


def facts(problem: Problem, result: Result, bound: int, extra: dict[str, str]) -> dict[str, str]:
    """The `plan` table: cost, bound, how it was found."""
    parts = result.parts
    gap = Fraction(result.objective - bound, result.objective) if result.objective else Fraction(0)
    return {
        "objective": str(result.objective), "price": str(parts.price), "freight": str(parts.freight),
        "lateness": str(parts.lateness), "lots": str(parts.lots), "imbalance": str(parts.imbalance),
        "unplanned": str(parts.unplanned), "lower_bound": str(bound), "gap": f"{float(gap):.6f}",
        "seconds": f"{result.seconds:.2f}", "solver": "tempa " + release("tempa"), "seed": str(result.seed),
        "programme_sha256": problem.sha256, "iterations": str(result.iterations), "threads": str(result.threads),
        "python": platform.python_version(), "numba": release("numba"), "numpy": release("numpy"),
        "machine": platform.machine(), **extra,
    }


def release(package: str) -> str:
    """Version of an installed package; Tempa itself runs from its checkout and has its version in pyproject.toml."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "0.1.0"


def decimal_text(number: Decimal) -> str:
    """Shortest form without an exponent."""
    return format(number.normalize(), "f")


def lots_of_plan(problem: Problem, plan_tables: PlanTables) -> tuple[Lot, ...]:
    """The lots of a plan's tables, in the order of `lots`; raises ValueError with an Indonesian sentence."""
    lines = {code: i for i, code in enumerate(problem.lines)}
    sites = {code: i for i, code in enumerate(problem.sites)}
    loads: dict[str, list[Load]] = {row["lot"]: [] for row in plan_tables["lots"]}
    try:
        for row in plan_tables["loads"]:
            hours = int(Decimal(row["hours"]) * 100)
            loads[row["lot"]].append(Load(int(row["step"]) - 1, sites[row["workshop"]], int(row["week"]), hours))
        return tuple(Lot(lines[row["line"]], sites[row["workshop"]], int(row["quantity"]), int(row["start_week"]),
                         int(row["finish_week"]), int(row["inspect_week"]), tuple(loads[row["lot"]]), row["lot"])
                     for row in plan_tables["lots"])
    except (KeyError, ValueError, ArithmeticError) as fault:
        raise ValueError(f"Rencana ini tidak cocok dengan programnya ({fault}); periksa dulu dengan check-plan.") from fault
