"""Takes what retained lots use out of the state in which a search begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tempa.allocation.planner.problem.model import Integers, Problem, RetainedLot

if TYPE_CHECKING:
    from tempa.allocation.planner.search.layout import State

MOST_FREE = 2**30
"""Hundredths of an hour that a site's resource may have free in one week; more does not fit in the state's short numbers."""


def decided_units(problem: Problem) -> list[int]:
    """Units per line that begun, retained and pinned lots make."""
    units = [0] * len(problem.lines)
    pairs = [(b.line, b.quantity) for b in problem.begun] + [(p.line, p.quantity) for p in problem.pins]
    for line, quantity in [*pairs, *((f.lot.line, f.lot.quantity) for f in problem.retained)]:
        units[line] += quantity
    return units


def book_retained(problem: Problem, state: State, limited: list[int]) -> None:
    """Lower what is free by the retained lots, in place; hours, cash and inspection they overdraw count as none left."""
    if not problem.retained:
        return
    hours = problem.capacity.copy()
    row_of = {material: row for row, material in enumerate(limited)}
    for retained in problem.retained:
        book_lot(problem, state, retained, hours, row_of)
    state.free[:] = np.clip(hours, 0, MOST_FREE)
    np.maximum(state.cash, 0, out=state.cash)
    np.maximum(state.inspection, 0, out=state.inspection)
    state.slack_ahead[:] = np.minimum.accumulate(state.slack[:, ::-1], axis=1)[:, ::-1]


def book_lot(problem: Problem, state: State, retained: RetainedLot, hours: Integers, row_of: dict[int, int]) -> None:
    """One lot: hours, inspection, cash, materials, value, budget, pilot units, lots per site."""
    lot = retained.lot
    t = int(problem.line_type[lot.line])
    for load in lot.loads:
        hours[load.site, problem.step_resource[problem.step_start[t] + load.step], load.week] -= load.hours
    state.inspection[lot.inspect_week] -= lot.quantity * problem.type_inspection[t]
    last = lot.inspect_week + problem.payment_lag + 1
    state.cash[problem.site_payer[lot.site], lot.start_week : last] -= lot.quantity * retained.cash
    for row in range(int(problem.bom_start[t]), int(problem.bom_start[t + 1])):
        material = row_of.get(int(problem.bom_material[row]))
        if material is not None:
            state.slack[material, lot.start_week :] -= lot.quantity * problem.bom_quantity[row]
    value = lot.quantity * int(problem.type_price[t])
    state.value[lot.site] += value
    state.group_value[problem.group_member[:, lot.site]] += value
    state.budget[problem.line_budget[lot.line]] -= lot.quantity * retained.offer
    state.type_units[t] -= lot.quantity
    state.site_lots[lot.site] -= 1
