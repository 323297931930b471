"""One week on its six days, all sites together, in few stints: a linear programme, solved again and again.

A stint is a lot's step at a site on a day. A fixed price per stint is not linear; each round therefore prices an hour of a
stint by what the stint costs divided by the hours that the round before gave it, so that short stints grow dear and go
(slope scaling, Kim and Pardalos 1999). The corners of such a programme have few stints to begin with.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt
from highspy._core import _Highs

from tempa.allocation.planner.schedule.days import DAYS, Days, Operation, Week, spread_evenly, whole_days

ROUNDS = 12
STINT = 100.0  # an extra stint weighs as much as a hundred days later
LEAST = 0.01  # of an operation: a stint is never priced as if it were shorter
SIMPLEX_STEPS = 200_000  # many times what a round takes; counted, so that equal weeks end equally

Reals = npt.NDArray[np.float64]


def gather(week: Week) -> Days:
    """Operation -> hundredths on each day, in few stints; spread evenly where the solver gives nothing."""
    if not week.operations:
        return {}
    total = np.repeat([float(operation.hundredths) for operation in week.operations], DAYS)
    worth = np.tile(STINT + np.arange(DAYS), len(week.operations))
    solver, price = _programme(week, total), worth / total
    best, fewest = None, np.inf
    for _ in range(ROUNDS):
        amounts = _solved(solver, price)
        if amounts is None:
            break
        if (cost := float(worth[amounts > 0].sum())) < fewest:
            best, fewest = amounts, cost
        price = worth / np.maximum(amounts, LEAST * total)
    if best is None:
        return spread_evenly(week.operations)
    return whole_days(week, best.reshape(-1, DAYS))


def cost_of(days: Days) -> int:
    """What `gather` makes small: a hundred for every stint, and the number of its day (Monday 0)."""
    return sum(int(STINT) + day for amounts in days.values() for day, amount in enumerate(amounts) if amount)


def _solved(solver: Any, price: Reals) -> Reals | None:
    """Hundredths of every operation and day at these prices, the last solution being the start; None without an optimum."""
    solver.changeColsCost(len(price), np.arange(len(price), dtype=np.int32), price)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    amounts = np.array(solver.getSolution().col_value)
    amounts[amounts < 1e-6] = 0.0
    return amounts


def _programme(week: Week, total: Reals) -> Any:
    """The solver with every limit of the week; columns are operations by days."""
    rows: list[tuple[dict[int, float], float, float]] = []
    columns = {operation: DAYS * number for number, operation in enumerate(week.operations)}
    for operation, column in columns.items():
        rows.append((dict.fromkeys(range(column, column + DAYS), 1.0), operation.hundredths, operation.hundredths))
    rows += _capacity(week, columns)
    rows += _flow(week, columns)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(total), len(rows)
    model.col_cost_, model.col_lower_, model.col_upper_ = total, np.zeros(len(total)), total
    model.row_lower_ = np.array([low for _, low, _ in rows])
    model.row_upper_ = np.array([high for _, _, high in rows])
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(row) for row, _, _ in rows)])
    model.a_matrix_.index_ = np.array([index for row, _, _ in rows for index in row])
    model.a_matrix_.value_ = np.array([value for row, _, _ in rows for value in row.values()])
    solver = _solver(model)
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kNotset:  # another number of threads was used before
        _Highs.resetGlobalScheduler(True)
        solver = _solver(model)
    return solver


def _solver(model: highspy.HighsLp) -> Any:
    solver: Any = _Highs()  # the plain class: `highspy.Highs` prints its banner when it is made
    for option, value in (("output_flag", False), ("threads", 1), ("solver", "simplex"),
                          ("simplex_iteration_limit", SIMPLEX_STEPS)):
        solver.setOptionValue(option, value)
    solver.passModel(model)
    return solver


Rows = list[tuple[dict[int, float], float, float]]


def _capacity(week: Week, columns: dict[Operation, int]) -> Rows:
    """Per resource and day."""
    of: dict[tuple[str, str], list[int]] = defaultdict(list)
    for operation, column in columns.items():
        of[operation.site, operation.resource].append(column)
    return [({column + day: 1.0 for column in operations}, -np.inf, week.capacity[resource])
            for resource, operations in of.items() for day in range(DAYS)]


def _flow(week: Week, columns: dict[Operation, int]) -> Rows:
    """At the end of every day no step is further than the one before it.

    What the weekly plan itself lacks for that (its hours are rounded) is forgiven on the days between as well.
    """
    steps: dict[tuple[str, int], list[int]] = defaultdict(list)
    for operation, column in columns.items():
        steps[operation.lot, operation.step].append(column)
    rows: Rows = []
    for lot, step in steps:
        here, last = (lot, step), (lot, step - 1)
        if last not in week.needs:
            continue
        pace = week.needs[here] / week.needs[last]
        ahead = week.before.get(here, 0) - pace * week.before.get(last, 0)
        at_end = ahead + week.this_week[here] - pace * week.this_week.get(last, 0)
        most = max(0.0, ahead, at_end) - ahead
        for day in range(DAYS - 1):
            row = {column + at: 1.0 for column in steps[here] for at in range(day + 1)}
            row |= {column + at: -pace for column in steps.get(last, []) for at in range(day + 1)}
            rows.append((row, -np.inf, most))
    return rows
