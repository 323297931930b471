"""One region's search as a task: plain data in, plain data out, so that it may run in any thread, process or machine.

    answer = plan_region(task)                        # task: dict of numbers and arrays (or nested lists, as from JSON)

A task holds everything that it needs and nothing else: the dense tables of the region (`layout.Fixed`), its share of what
is left of every limit, its lots, and how long to search. It neither reads nor changes anything outside itself; equal
tasks give equal answers on one type of machine.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from tempa.allocation.planner.problem.model import NO_LIMIT
from tempa.allocation.planner.search import anneal
from tempa.allocation.planner.search.kernel import total_cost
from tempa.allocation.planner.search.layout import (
    ACTIVE,
    DIRECT,
    HELD,
    LOT_COLUMNS,
    LOT_INSPECT,
    LOT_JOB,
    LOT_LOADS,
    LOT_OPTION,
    LOT_POSITION,
    LOT_UNITS,
    MOVED,
    OPTION_SITE,
    OPTION_STABLE_FIRST,
    OPTION_STABLE_LAST,
    PER_LOT,
    SPARE,
    STABILITY,
    Fixed,
    Short,
    State,
    Whole,
    scratch,
    state_with,
    sum_up,
)

REAL = ("late", "option_cost", "site_rate", "fair", "rate")
WIDTH = {"job": 14, "option": 5, "type": 8, "step": 3, "material": 2, "site": 5, "group_limit": 2}
"""Columns of those tables that may be empty; nested lists forget them."""
NO_JOBS: Whole = np.zeros(0, dtype=np.int64)
RegionTask = dict[str, Any]
"""`fixed`: the fields of `layout.Fixed` by name; `left`: what is left for the region once its lots stand, by the names of
`layout.state_with`; `lot`, `load_key`, `load_hours`: its lots as in `layout.State`; `steps`, `hot`, `cold` (rupiah), `seed`."""
Answer = dict[str, Any]
"""`lot`, `load_key`, `load_hours` as in the task; `cost`: rupiah with penalties; `seconds` of search."""


def plan_region(task: RegionTask) -> Answer:
    """Search for `steps` moves from the region's lots on; every limit holds at all times (see `kernel`)."""
    fixed = fixed_of(task["fixed"])
    state = state_of(fixed, task)
    began = time.perf_counter()
    anneal.anneal(fixed, state, NO_JOBS, int(task["steps"]), float(task["hot"]), float(task["cold"]), *scratch())
    seconds = time.perf_counter() - began
    rows = state.active[: state.count[ACTIVE]]
    widest = int(state.lot[rows, LOT_LOADS].max(initial=0))
    cost = total_cost(state.total, fixed.rate, state.count, fixed.group_limit, state.group_value)
    return {"lot": state.lot[rows], "load_key": state.load_key[rows, :widest],
            "load_hours": state.load_hours[rows, :widest], "cost": float(cost), "seconds": seconds}


def fixed_of(tables: dict[str, Any]) -> Fixed:
    found: dict[str, Any] = {name: np.array(values, dtype=np.float64 if name in REAL else np.int64) for name, values in tables.items()}
    found |= {name: found[name].reshape(-1, width) for name, width in WIDTH.items()}
    return Fixed(**found)


def state_of(fixed: Fixed, task: RegionTask) -> State:
    """The region's lots over what is left for it. Units that another region may place give no relief from shares."""
    left = {name: np.asarray(values) for name, values in task["left"].items()}
    left["slack"] = left["slack"].reshape(-1, left["free"].shape[2])
    state = state_with(fixed, int(task["seed"]), **left)
    sum_up(fixed, state)
    take_up(fixed, state, np.asarray(task["lot"], dtype=np.int64).reshape(-1, LOT_COLUMNS),
            np.asarray(task["load_key"], dtype=np.int64), np.asarray(task["load_hours"], dtype=np.int32))
    state.count[HELD] = NO_LIMIT
    return state


def take_up(fixed: Fixed, state: State, lot: Whole, load_key: Whole, load_hours: Short) -> None:
    """Lots that are booked already (what they use is not in what is left) become the active ones."""
    size, rows = len(lot), len(state.lot)
    if size:
        state.lot[:size] = lot
        state.lot[:size, LOT_POSITION] = np.arange(size)
        state.load_key[:size, : load_key.shape[1]] = load_key
        state.load_hours[:size, : load_hours.shape[1]] = load_hours
        state.lot_cost[:size] = lot_costs(fixed, lot)
    state.active[:size] = np.arange(size)
    state.active_site[:size] = fixed.option[lot[:, LOT_OPTION], OPTION_SITE]
    state.spare[: rows - size] = np.arange(size, rows)[::-1]
    state.count[ACTIVE], state.count[SPARE] = size, rows - size
    state.total[DIRECT], state.total[MOVED] = state.lot_cost.sum(axis=0)


def lot_costs(fixed: Fixed, lot: Whole) -> Any:
    """(N, 2) as `State.lot_cost`."""
    job, option, units, inspect = (lot[:, column] for column in (LOT_JOB, LOT_OPTION, LOT_UNITS, LOT_INSPECT))
    direct = units * (fixed.option_cost[option] + fixed.late[job, inspect]) + fixed.rate[PER_LOT]
    moved = (inspect < fixed.option[option, OPTION_STABLE_FIRST]) | (inspect > fixed.option[option, OPTION_STABLE_LAST])
    return np.stack([direct, np.where(moved, fixed.rate[STABILITY] * units, 0.0)], axis=1)
