"""Ruin and recreate with annealing: takes a few related lots out of the plan and puts their units back better."""

# mypy: allow-untyped-defs, allow-untyped-calls
# (numba infers the types of compiled functions from their arguments)

from __future__ import annotations

import numpy as np

from tempa.allocation.planner.search.kernel import book, place_job, random_below, random_real, total_cost
from tempa.allocation.planner.search.layout import (
    BILLIONTH,
    DIRECT,
    EARLY_UNTIL,
    IMBALANCE,
    IMBALANCE_MOST,
    JOB_FROM,
    JOB_MIN_LOT,
    JOB_PRICE,
    JOB_TO,
    LARGEST_MOVE,
    LATE_UNTIL,
    MOVED,
    OPEN_VALUE,
    OVERLOOK_CHANCE,
    PER_LOT,
    SMALL_LOT_CHANCE,
    SPARE,
    UNPLANNED,
)
from tempa.allocation.planner.search.ruin import MOVES, jobs_to_place, ruin
from tempa.allocation.planner.search.slot import EARLY, FROM_WEEK, LATE, PROVIDER_ORDERS, compiled

UNLIMITED_UNITS = 2**40
"""Units of one lot where a move sets no limit of its own."""


@compiled
def least_total(job_table, option_cost, rate, most_imbalance, total, value, open_units, jobs, first, end):
    """Rupiah that the plan cannot fall below once jobs[first:end] are placed: each at its cheapest, in one lot."""
    for i in range(first, end):
        job = jobs[i]
        if open_units[job] > 0 and job_table[job, JOB_FROM] < job_table[job, JOB_TO]:
            worth = open_units[job] * job_table[job, JOB_PRICE]
            cheapest = open_units[job] * option_cost[job_table[job, JOB_FROM]] + rate[PER_LOT]
            cheapest -= most_imbalance * BILLIONTH * worth
            if cheapest < rate[UNPLANNED] * worth:
                total += cheapest
                value -= worth
    return total + rate[UNPLANNED] * value


@compiled
def anneal(fixed, state, order, steps, hot, cold, removed, placed, jobs, keys):
    """Place the open units of the jobs in `order`, then make `steps` moves.

    The temperature falls from `hot` to `cold` (rupiah).
    """
    random = state.random
    unlimited = np.int64(UNLIMITED_UNITS)
    for i in range(len(order)):
        if state.open[order[i]] > 0:
            place_job(fixed, state, order[i], np.int64(EARLY), np.int64(0), 0.0, unlimited, np.inf, placed, np.int64(0))
    total = total_cost(state.total, fixed.rate, state.count, fixed.group_limit, state.group_value)
    whole = 0.0
    for m in range(MOVES):
        whole += state.weight[m]
    for step in range(steps):
        temperature = hot * (cold / hot) ** (step / steps)
        pick = random_real(random) * whole
        move = 0
        while move < MOVES - 1 and pick >= state.weight[move]:
            pick -= state.weight[move]
            move += 1
        direct, imbalance, moved = state.total[DIRECT], state.total[IMBALANCE], state.total[MOVED]
        size = 1 + random_below(random, np.int64(state.weight[LARGEST_MOVE]))
        count = ruin(fixed, state, move, size, removed)
        n = jobs_to_place(fixed.job, fixed.option_cost, state.lot, state.open, state.count, random, removed, count, jobs,
                          keys)
        limit = total - temperature * np.log(1.0 - random_real(random))
        new = np.int64(0)
        failed = False
        for k in range(n):
            job = jobs[k]
            draw = random_real(random)
            mode = np.int64(EARLY if draw < state.weight[EARLY_UNTIL] else LATE if draw < state.weight[LATE_UNTIL] else FROM_WEEK)
            turn = random_below(random, np.int64(PROVIDER_ORDERS))
            most = unlimited
            if random_real(random) < state.weight[SMALL_LOT_CHANCE] and state.open[job] >= 2 * fixed.job[job, JOB_MIN_LOT]:
                most = fixed.job[job, JOB_MIN_LOT] + random_below(random, state.open[job])
            open_value = state.count[OPEN_VALUE] - state.open[job] * fixed.job[job, JOB_PRICE]
            ceiling = limit - least_total(
                fixed.job, fixed.option_cost, fixed.rate, fixed.number[IMBALANCE_MOST],
                state.total[DIRECT] + state.total[IMBALANCE] + state.total[MOVED], open_value, state.open, jobs, k + 1, n)
            new = place_job(fixed, state, job, mode, turn, state.weight[OVERLOOK_CHANCE], most, ceiling, placed, new)
            if k + 1 < n and least_total(
                    fixed.job, fixed.option_cost, fixed.rate, fixed.number[IMBALANCE_MOST],
                    state.total[DIRECT] + state.total[IMBALANCE] + state.total[MOVED], state.count[OPEN_VALUE], state.open,
                    jobs, k + 1, n) > limit:
                failed = True
                break
        after = total_cost(state.total, fixed.rate, state.count, fixed.group_limit, state.group_value)
        if failed or after > limit:
            for i in range(new - 1, -1, -1):
                book(fixed, state, placed[i], np.int64(-1))
                state.spare[state.count[SPARE]] = placed[i]
                state.count[SPARE] += 1
            for i in range(count - 1, -1, -1):
                book(fixed, state, removed[i], np.int64(1))
            state.total[DIRECT], state.total[IMBALANCE], state.total[MOVED] = direct, imbalance, moved
        else:
            for i in range(count):
                state.spare[state.count[SPARE]] = removed[i]
                state.count[SPARE] += 1
            total = after
