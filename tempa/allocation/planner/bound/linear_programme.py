"""A linear programme stated in blocks of columns and rows, and solved by interior point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from highspy._core import _Highs

from tempa.allocation.planner.problem.model import Integers, Reals


@dataclass(frozen=True, eq=False)
class Solution:
    """`duals`: change of the objective per unit of a row's right side; `reduced`: the same of a column's bound."""

    objective: float
    values: Reals
    duals: Reals
    reduced: Reals


class LinearProgramme:
    """Columns and rows added in blocks; entries as triplets; money in millions, so that the numbers are alike."""

    def __init__(self) -> None:
        self.cost: list[Reals] = []
        self.top: list[Reals] = []
        self.low: list[Reals] = []
        self.high: list[Reals] = []
        self.entries: list[tuple[Any, Any, Any]] = []
        self.width = self.height = 0

    def columns(self, cost: Any, top: Any = np.inf) -> Integers:
        costs = np.asarray(cost, dtype=float).ravel()
        self.cost.append(costs)
        self.top.append(np.broadcast_to(np.asarray(top, dtype=float), costs.shape).copy())
        self.width += len(costs)
        return np.arange(self.width - len(costs), self.width)

    def rows(self, low: Any, high: Any) -> Integers:
        lows, highs = np.broadcast_arrays(np.asarray(low, dtype=float).ravel(), np.asarray(high, dtype=float).ravel())
        self.low.append(lows.copy())
        self.high.append(highs.copy())
        self.height += len(lows)
        return np.arange(self.height - len(lows), self.height)

    def put(self, row: Any, column: Any, value: Any) -> None:
        rows, columns, values = np.broadcast_arrays(row, column, np.asarray(value, dtype=float))
        self.entries.append((rows.ravel(), columns.ravel(), values.ravel()))

    def by_column(self) -> tuple[Integers, Integers, Reals]:
        """Start of every column, row index, value; zeros left out."""
        row, column, value = (np.concatenate(part) for part in zip(*self.entries, strict=True))
        row, column, value = row[value != 0], column[value != 0], value[value != 0]
        order = np.lexsort((row, column))
        start = np.concatenate([[0], np.cumsum(np.bincount(column, minlength=self.width))])
        return start, row[order], value[order]

    def solve(self, accuracy: float, seconds: float) -> Solution:
        """Interior point without crossover on one thread; zeros where the solver gave nothing."""
        start, row, value = self.by_column()
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self.width, self.height
        model.col_cost_, model.col_upper_ = np.concatenate(self.cost), np.concatenate(self.top)
        model.col_lower_ = np.zeros(self.width)
        model.row_lower_, model.row_upper_ = np.concatenate(self.low), np.concatenate(self.high)
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = start, row, value
        solver = _solver(accuracy, seconds)
        solver.passModel(model)
        solver.run()
        if solver.getModelStatus() == highspy.HighsModelStatus.kNotset:  # another number of threads was used before
            _Highs.resetGlobalScheduler(True)
            solver = _solver(accuracy, seconds)
            solver.passModel(model)
            solver.run()
        found = solver.getSolution()
        values, duals, reduced = np.array(found.col_value), np.array(found.row_dual), np.array(found.col_dual)
        if len(values) != self.width or len(duals) != self.height or not np.isfinite(duals).all():
            return Solution(0.0, np.zeros(self.width), np.zeros(self.height), np.zeros(self.width))
        return Solution(solver.getInfo().objective_function_value, values, duals, reduced)


def _solver(accuracy: float, seconds: float) -> Any:
    solver: Any = _Highs()  # the plain class: `highspy.Highs` prints its banner when it is made
    for option, value in (("output_flag", False), ("threads", 1), ("solver", "ipx"), ("run_crossover", "off"),
                          ("ipm_optimality_tolerance", accuracy), ("time_limit", seconds)):
        solver.setOptionValue(option, value)
    return solver
