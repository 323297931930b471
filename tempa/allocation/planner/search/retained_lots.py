"""Takes what retained lots use out of the state in which a search begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tempa.allocation.planner.problem.model import Problem
from tempa.allocation.planner.problem.remaining_capacity import RemainingCapacity

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
    left = RemainingCapacity.beside_retained(problem)
    state.free[:] = np.clip(left.hours, 0, MOST_FREE)
    state.cash[:] = np.maximum(left.cash, 0)
    state.inspection[:] = np.maximum(left.inspection, 0)
    state.slack[:] = left.supply[limited].reshape(state.slack.shape)
    state.slack_ahead[:] = np.minimum.accumulate(state.slack[:, ::-1], axis=1)[:, ::-1]
    state.value[:], state.group_value[:] = left.value, left.group_value()
    state.budget[:], state.type_units[:], state.site_lots[:] = left.budget, left.type_units, left.lots
