"""What an hour of each site's resource is worth, from a coarse linear programme; guides the search, proves nothing."""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from tempa.allocation.planner.problem import NO_LIMIT, Problem

Real = NDArray[np.float64]
USABLE = 0.9
"""Share of a bucket's hours that whole lots with flow between steps can really use."""
USUAL_LOT = 6


class Rows:
    """A linear programme built column by column and row by row, kept as triplets."""

    def __init__(self) -> None:
        self.cost: list[float] = []
        self.top: list[float] = []
        self.low: list[float] = []
        self.high: list[float] = []
        self.row: list[Any] = []
        self.column: list[Any] = []
        self.value: list[Any] = []

    def add_columns(self, cost: Real, top: float = np.inf) -> NDArray[np.int64]:
        first = len(self.cost)
        self.cost += cost.tolist()
        self.top += [top] * len(cost)
        return np.arange(first, first + len(cost))

    def add_row(self, low: float, high: float) -> int:
        self.low.append(low)
        self.high.append(high)
        return len(self.low) - 1

    def put(self, row: Any, column: Any, value: Any) -> None:
        row, column, value = np.broadcast_arrays(row, column, value)
        self.row.append(row.ravel())
        self.column.append(column.ravel())
        self.value.append(value.ravel().astype(float))

    def solve(self, seconds: float) -> Real | None:
        """Row multipliers, or None where the solver gave none."""
        n, m = len(self.cost), len(self.low)
        row, column, value = (np.concatenate(part) for part in (self.row, self.column, self.value))
        order = np.argsort(row, kind="stable")
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = n, m
        model.col_cost_ = np.array(self.cost)
        model.col_lower_ = np.zeros(n)
        model.col_upper_ = np.array(self.top)
        model.row_lower_ = np.array(self.low)
        model.row_upper_ = np.array(self.high)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=m))])
        model.a_matrix_.index_ = column[order]
        model.a_matrix_.value_ = value[order]
        solver = highspy.Highs()
        solver.silent()
        solver.setOptionValue("solver", "ipm")
        solver.setOptionValue("run_crossover", "off")
        solver.setOptionValue("ipm_optimality_tolerance", 1e-4)
        solver.setOptionValue("time_limit", seconds)
        solver.passModel(model)
        solver.run()
        duals = np.array(solver.getSolution().row_dual)
        return duals if len(duals) == m and np.isfinite(duals).all() else None


def hour_prices(problem: Problem, width: int = 4, seconds: float = 20.0) -> Real | None:
    """(S, R, H) rupiah per hundredth of an hour; None if the linear programme gave nothing."""
    sites, resources, weeks = problem.capacity.shape
    buckets = -(-weeks // width)
    lp = Rows()
    unit = 1e-6
    options = len(problem.option_site)
    line_of = np.repeat(np.arange(len(problem.lines)), np.diff(problem.option_start))
    type_of = problem.line_type[line_of] if options else np.zeros(0, dtype=np.int64)
    price = problem.type_price[type_of] if options else np.zeros(0, dtype=np.int64)
    lot = np.maximum(1, np.minimum(problem.line_quantity[line_of], USUAL_LOT))
    columns = np.zeros((options, buckets), dtype=np.int64)
    for b in range(buckets):
        week = min(weeks - 1, b * width + width // 2 + 1)
        late = problem.weeks_late[line_of, week] * problem.lateness_rate * price
        cost = problem.unit_cost() + late + problem.lot_cost / lot
        columns[:, b] = lp.add_columns(cost * unit)
        never = problem.type_first_start[type_of] >= min(weeks, (b + 1) * width)
        for c in columns[never, b]:
            lp.top[c] = 0.0
    open_units = lp.add_columns(problem.type_price[problem.line_type] * problem.unplanned_rate * unit)
    demand = [lp.add_row(float(q), float(q)) for q in problem.line_quantity]
    lp.put(np.array(demand)[line_of][:, None], columns, 1.0)
    lp.put(np.array(demand), open_units, 1.0)
    hours = hour_rows(problem, lp, columns, line_of, lot, buckets, width)
    share_rows(problem, lp, columns, price, unit)
    supply_rows(problem, lp, columns, type_of, buckets, width)
    cash_rows(problem, lp, columns, buckets, width)
    inspection = [lp.add_row(-np.inf, float(width * problem.inspection_hours)) for _ in range(buckets)]
    for b in range(buckets):
        lp.put(inspection[b], columns[:, b], problem.type_inspection[type_of])
    duals = lp.solve(seconds)
    if duals is None:
        return None
    found = np.zeros((sites, resources, weeks))
    for (site, resource, b), row in hours.items():
        found[site, resource, b * width:(b + 1) * width] = max(0.0, -duals[row]) / unit
    return found


def hour_rows(problem: Problem, lp: Rows, columns: NDArray[np.int64], line_of: NDArray[np.int64],
              lot: NDArray[np.int64], buckets: int, width: int) -> dict[tuple[int, int, int], int]:
    """Hours per site, resource and bucket, with columns for hours done at the lead or a facility."""
    sites, resources, _ = problem.capacity.shape
    rows = {}
    for site in range(sites):
        for resource in range(resources):
            for b in range(buckets):
                free = float(problem.capacity[site, resource, b * width:(b + 1) * width].sum()) * USABLE
                rows[site, resource, b] = lp.add_row(-np.inf, free)
    need = np.zeros((len(line_of), resources))
    for t in range(len(problem.types)):
        here = np.flatnonzero(problem.line_type[line_of] == t) if len(line_of) else []
        if len(here):
            for step in range(int(problem.step_start[t]), int(problem.step_start[t + 1])):
                need[here, problem.step_resource[step]] += problem.step_unit_hours[step] \
                    + problem.step_setup_hours[step] / lot[here]
    for resource in range(resources):
        used = np.flatnonzero(need[:, resource] > 0)
        for b in range(buckets):
            at = np.array([rows[int(s), resource, b] for s in problem.option_site[used]], dtype=np.int64)
            lp.put(at, columns[used, b], need[used, resource])
    working = np.unique(problem.option_site)
    for site in working:
        lead = int(problem.site_lead[site])
        helpers = ([lead] if lead >= 0 else []) + [int(f) for f in problem.facilities]
        for helper in helpers:
            for resource in range(resources):
                if problem.capacity[helper, resource].any():
                    for b in range(buckets):
                        column = lp.add_columns(np.zeros(1))
                        lp.put(rows[int(site), resource, b], column, -1.0)
                        lp.put(rows[helper, resource, b], column, 1.0)
    return rows


def share_rows(problem: Problem, lp: Rows, columns: NDArray[np.int64], price: NDArray[np.int64], unit: float) -> None:
    """Greatest shares, least shares (not held against unplanned units here), imbalance."""
    million = price * 1e-6
    for site in np.unique(problem.option_site):
        here = np.flatnonzero(problem.option_site == site)
        row = lp.add_row(-np.inf, float(problem.site_value_max[site]) * 1e-6)
        lp.put(row, columns[here], million[here][:, None])
        if problem.fit[site]:
            away = lp.add_columns(np.full(2, problem.imbalance_rate * 1e6 * unit))
            row = lp.add_row(float(problem.fair_value[site]) * 1e-6, float(problem.fair_value[site]) * 1e-6)
            lp.put(row, columns[here], million[here][:, None])
            lp.put(row, away, np.array([-1.0, 1.0]))
    for group in range(len(problem.groups)):
        here = np.flatnonzero(problem.group_member[group][problem.option_site])
        if len(here):
            short = lp.add_columns(np.full(1, 4e6 * unit))
            top = float(problem.group_max[group]) * 1e-6 if problem.group_max[group] < NO_LIMIT else np.inf
            row = lp.add_row(float(problem.group_min[group]) * 1e-6, max(top, float(problem.group_min[group]) * 1e-6))
            lp.put(row, columns[here], million[here][:, None])
            lp.put(row, short, 1.0)


def supply_rows(problem: Problem, lp: Rows, columns: NDArray[np.int64], type_of: NDArray[np.int64], buckets: int,
                width: int) -> None:
    """Use so far within what has arrived by the end of the bucket; budget and pilot limits."""
    rows_of: dict[int, list[tuple[int, int]]] = {}
    for t in range(len(problem.types)):
        for row in range(int(problem.bom_start[t]), int(problem.bom_start[t + 1])):
            rows_of.setdefault(int(problem.bom_material[row]), []).append((t, int(problem.bom_quantity[row])))
    for material, uses in rows_of.items():
        if not ((problem.supply[material] > 0) & (problem.supply[material] < NO_LIMIT)).any():
            continue
        for b in range(buckets):
            end = min(problem.weeks, (b + 1) * width) - 1
            row = lp.add_row(-np.inf, float(problem.supply[material, end]) * 1e-4)
            for t, quantity in uses:
                here = np.flatnonzero(type_of == t)
                lp.put(row, columns[here, :b + 1], quantity * 1e-4)
    for t in np.flatnonzero(problem.type_units_max < NO_LIMIT):
        row = lp.add_row(-np.inf, float(problem.type_units_max[t]))
        lp.put(row, columns[np.flatnonzero(type_of == t)], 1.0)


def cash_rows(problem: Problem, lp: Rows, columns: NDArray[np.int64], buckets: int, width: int) -> None:
    """Rupiah-weeks tied up, all counted in the bucket of the work."""
    span = 2.5 + problem.payment_lag
    payer = problem.site_payer[problem.option_site] if len(problem.option_site) else np.zeros(0, dtype=np.int64)
    for site in np.unique(payer):
        if problem.cash_limit[site] >= NO_LIMIT:
            continue
        here = np.flatnonzero((payer == site) & (problem.option_cash > 0))
        amount = problem.option_cash[here] * 1e-6 * span
        for b in range(buckets):
            row = lp.add_row(-np.inf, float(problem.cash_limit[site]) * 1e-6 * width)
            lp.put(row, columns[here, b], amount)
