"""One thread of the search: a state, the moves on it, and the best valid plan it has seen."""

from __future__ import annotations

import numpy as np

from tempa.allocation.planner.problem.model import Lot, Problem
from tempa.allocation.planner.search import anneal, kernel, snapshots
from tempa.allocation.planner.search.layout import (
    JOB_DUE,
    JOB_FROM,
    JOB_KIND,
    JOB_LINE,
    JOB_PRICE,
    JOB_TO,
    JOB_UNITS,
    MOVED,
    OPTION_SITE,
    Fixed,
    Snapshot,
    State,
    Whole,
    empty_snapshot,
    empty_state,
    load_key,
    scratch,
)

NO_JOBS: Whole = np.zeros(0, dtype=np.int64)
LEFT_AND_GIVEN = ("free", "ahead", "cash", "inspection", "slack", "slack_ahead", "value", "group_value", "budget",
                  "type_units", "open", "site_lots", "spare", "count", "total")
"""Tables of a state that follow from its lots."""


class Searcher:
    """One thread's state, its best plan, and the scratch space of its moves."""

    def __init__(self, problem: Problem, fixed: Fixed, seed: int) -> None:
        self.problem = problem
        self.fixed = fixed._replace(group_limit=fixed.group_limit.copy())
        self.group_limit = fixed.group_limit
        self.state: State = empty_state(problem, fixed, seed)
        self.plan: Snapshot = empty_snapshot(self.state)
        self.spare_plan: Snapshot = empty_snapshot(self.state)
        self.scratch = scratch()

    def begin(self, start: tuple[Lot, ...]) -> None:
        """The empty plan is valid; a given or a constructed one is usually better."""
        self.note()
        if start:
            self.load(start)
        self.move(0, 1.0, 1.0, construction_order(self.fixed))
        self.note()

    def note(self) -> None:
        """Note the present state as best if it is valid and better, mended where a least share is missed."""
        if self.missed() > 0:
            self.copy_to(self.spare_plan, 0.0, 0.0)
            snapshots.mend_shares(self.fixed, self.state)
            self.note_if_better()
            snapshots.restore(self.fixed, self.state, self.spare_plan)
        else:
            self.note_if_better()

    def note_if_valid(self) -> None:
        """Note the present state as best if no least share is missed and it is better."""
        if self.missed() == 0:
            self.note_if_better()

    def missed(self) -> int:
        """Rupiah of value below least shares."""
        state = self.state
        return int(kernel.shortfall(self.fixed.group_limit, state.group_value, state.count))

    def note_if_better(self) -> None:
        cost = self.total()
        if cost < self.plan.cost[0]:
            self.copy_to(self.plan, cost, float(self.missed()))

    def total(self) -> float:
        """Rupiah, penalties included."""
        state = self.state
        return float(kernel.total_cost(state.total, self.fixed.rate, state.count, self.fixed.group_limit,
                                       state.group_value))

    def copy_to(self, plan: Snapshot, cost: float, missed: float) -> None:
        state = self.state
        snapshots.take_snapshot(state.lot, state.load_key, state.load_hours, state.active, state.count, plan, cost, missed,
                         state.total[MOVED])

    def load(self, lots: tuple[Lot, ...]) -> None:
        """Put the lots of an earlier plan into the state as far as they still fit."""
        plan_from_lots(self.problem, self.fixed, lots, self.spare_plan)
        snapshots.restore(self.fixed, self.state, self.spare_plan)

    def move(self, steps: int, hot: float, cold: float, order: Whole = NO_JOBS) -> None:
        """Place the jobs in `order`, then `steps` moves between the two temperatures."""
        anneal.anneal(self.fixed, self.state, order, steps, hot, cold, *self.scratch)

    def take_over(self, other: Searcher) -> None:
        """Go on from the other's present state."""
        state = other.state
        for name in LEFT_AND_GIVEN:
            np.copyto(getattr(self.state, name), getattr(state, name))
        snapshots.copy_lots(state.active, state.active_site, state.count, state.lot, state.lot_cost, state.load_key,
                         state.load_hours, self.state)


def construction_order(fixed: Fixed) -> Whole:
    """Begun and pinned lots first, then by due week, dearer lines first."""
    value = fixed.job[:, JOB_UNITS] * fixed.job[:, JOB_PRICE]
    is_open = fixed.job[:, JOB_KIND] == 0
    return np.lexsort((-value, fixed.job[:, JOB_DUE], is_open, np.where(is_open, 3, fixed.job[:, JOB_KIND]))).astype(np.int64)


def plan_from_lots(problem: Problem, fixed: Fixed, lots: tuple[Lot, ...], plan: Snapshot) -> None:
    """Fill `plan` with those lots that still have an option; begun and pinned lots are placed anew."""
    options = {(int(fixed.job[j, JOB_LINE]), int(fixed.option[o, OPTION_SITE])): (j, o)
               for j in range(len(problem.lines)) for o in range(int(fixed.job[j, JOB_FROM]), int(fixed.job[j, JOB_TO]))}
    decided = {lot.name for lot in problem.begun} | {lot.name for lot in problem.pins if lot.name}
    rows = 0
    for lot in lots:
        found = options.get((lot.line, lot.site))
        if found is None or len(lot.loads) > plan.load_key.shape[1] or rows >= len(plan.lot) or lot.name in decided:
            continue
        plan.lot[rows] = [found[0], found[1], lot.quantity, lot.start_week, lot.finish_week, lot.inspect_week,
                          len(lot.loads), 0]
        for r, load in enumerate(lot.loads):
            resource = int(problem.step_resource[int(problem.step_start[problem.line_type[lot.line]]) + load.step])
            plan.load_key[rows, r] = load_key(load.step, load.site, resource, load.week)
            plan.load_hours[rows, r] = load.hours
        rows += 1
    plan.size[0] = rows
