"""Plans kept beside the state: copied out, put back as far as they fit, mended where a least share is missed."""

# mypy: allow-untyped-defs, allow-untyped-calls
# (numba infers the types of compiled functions from their arguments)

from __future__ import annotations

import numpy as np

from tempa.allocation.planner.search.kernel import book, most_units, shortfall
from tempa.allocation.planner.search.layout import (
    ACTIVE,
    DIRECT,
    IMBALANCE,
    JOB_KIND,
    JOB_PRICE,
    JOB_RELEASE,
    JOB_TYPE,
    LAG,
    LOT_COLUMNS,
    LOT_FINISH,
    LOT_INSPECT,
    LOT_JOB,
    LOT_LOADS,
    LOT_OPTION,
    LOT_START,
    LOT_UNITS,
    MOVED,
    OPEN,
    OPEN_VALUE,
    OPTION_CASH,
    OPTION_SITE,
    PER_LOT,
    RESOURCE_AT,
    RESOURCE_BITS,
    SITE_AT,
    SITE_BITS,
    SITE_FIRST,
    SITE_LAST,
    SITE_PAYER,
    SPARE,
    TYPE_FIRST_START,
    TYPE_INSPECTION,
    TYPE_MATERIAL_FROM,
    TYPE_MATERIAL_TO,
    WEEK_BITS,
    WEEKS,
)
from tempa.allocation.planner.search.slot import cash_blocked, compiled, earliest_start, time_cost


@compiled
def take_snapshot(lots, load_key, load_hours, active, count, plan, cost, missed, moved):
    """Copy the active lots into `plan`."""
    for position in range(count[ACTIVE]):
        lot = active[position]
        for column in range(LOT_COLUMNS):
            plan.lot[position, column] = lots[lot, column]
        for r in range(lots[lot, LOT_LOADS]):
            plan.load_key[position, r] = load_key[lot, r]
            plan.load_hours[position, r] = load_hours[lot, r]
    plan.size[0] = count[ACTIVE]
    plan.cost[0] = cost
    plan.cost[1] = missed
    plan.cost[2] = moved


@compiled
def mend_shares(fixed, state):
    """Leave units unplanned until no least share is missed: lots outside the short groups go, small ones first."""
    while state.count[ACTIVE] > 0:
        missed = shortfall(fixed.group_limit, state.group_value, state.count)
        if missed == 0:
            return
        worst = np.int64(0)
        for group in range(len(fixed.group_limit)):
            worst = max(worst, fixed.group_limit[group, 0] - state.group_value[group] - state.count[OPEN_VALUE])
        best, best_gain = np.int64(-1), -np.inf
        for position in range(state.count[ACTIVE]):
            lot = state.active[position]
            site = fixed.option[state.lot[lot, LOT_OPTION], OPTION_SITE]
            helps = fixed.job[state.lot[lot, LOT_JOB], JOB_KIND] == 0
            for g in range(fixed.group_from[site], fixed.group_from[site + 1]):
                group = fixed.group[g]
                if fixed.group_limit[group, 0] - state.group_value[group] - state.count[OPEN_VALUE] > 0:
                    helps = False
            value = state.lot[lot, LOT_UNITS] * fixed.job[state.lot[lot, LOT_JOB], JOB_PRICE]
            gain = float(min(value, worst)) / float(max(value, worst))
            if helps and gain > best_gain:
                best, best_gain = lot, gain
        if best < 0:
            return
        book(fixed, state, best, np.int64(-1))
        state.spare[state.count[SPARE]] = best
        state.count[SPARE] += 1


@compiled
def fits(fixed, state, plan, row):
    """Whether a lot of a snapshot may be used as it is: nothing it needs would fall below zero, and its dates still hold."""
    job, option, units = plan.lot[row, LOT_JOB], plan.lot[row, LOT_OPTION], plan.lot[row, LOT_UNITS]
    if units > state.open[job] or most_units(fixed, state, job, option, units) < units:
        return False
    if fixed.job[job, JOB_KIND] != OPEN:
        return True
    t, site = fixed.job[job, JOB_TYPE], fixed.option[option, OPTION_SITE]
    start, finish, inspect = plan.lot[row, LOT_START], plan.lot[row, LOT_FINISH], plan.lot[row, LOT_INSPECT]
    earliest = max(fixed.type[t, TYPE_FIRST_START], fixed.site[site, SITE_FIRST], fixed.job[job, JOB_RELEASE])
    earliest = earliest_start(state.slack_ahead, fixed.material, fixed.type[t, TYPE_MATERIAL_FROM],
                              fixed.type[t, TYPE_MATERIAL_TO], earliest, units)
    if start < earliest or finish > fixed.site[site, SITE_LAST] or inspect >= fixed.number[WEEKS]:
        return False
    if state.inspection[inspect] < units * fixed.type[t, TYPE_INSPECTION]:
        return False
    if cash_blocked(state.cash, fixed.site[site, SITE_PAYER], start, inspect + fixed.number[LAG],
                    units * fixed.option[option, OPTION_CASH], np.bool_(True)) >= 0:
        return False
    for r in range(plan.lot[row, LOT_LOADS]):
        key = plan.load_key[row, r]
        if state.free[key >> SITE_AT & SITE_BITS, key >> RESOURCE_AT & RESOURCE_BITS, key & WEEK_BITS] < plan.load_hours[row, r]:
            return False
    return True


@compiled
def put(fixed, state, plan, row):
    """Book a lot of a snapshot in a row that is not in use; it must fit, and there must be one."""
    state.count[SPARE] -= 1
    lot = state.spare[state.count[SPARE]]
    for column in range(LOT_COLUMNS):
        state.lot[lot, column] = plan.lot[row, column]
    job, option, units = plan.lot[row, LOT_JOB], plan.lot[row, LOT_OPTION], plan.lot[row, LOT_UNITS]
    inspect = plan.lot[row, LOT_INSPECT]
    late = fixed.late[job, inspect] * units
    state.lot_cost[lot, 0] = units * fixed.option_cost[option] + fixed.rate[PER_LOT] + late
    state.lot_cost[lot, 1] = time_cost(fixed.late, fixed.option, fixed.rate, job, option, units, inspect) - late
    for r in range(plan.lot[row, LOT_LOADS]):
        state.load_key[lot, r] = plan.load_key[row, r]
        state.load_hours[lot, r] = plan.load_hours[row, r]
    book(fixed, state, lot, np.int64(1))


@compiled
def restore(fixed, state, plan):
    """Make the state hold the lots of `plan`, as far as they fit; money sums are added up anew. Returns how many fit."""
    while state.count[ACTIVE] > 0:
        lot = state.active[state.count[ACTIVE] - 1]
        book(fixed, state, lot, np.int64(-1))
        state.spare[state.count[SPARE]] = lot
        state.count[SPARE] += 1
    state.total[DIRECT] = 0.0
    state.total[MOVED] = 0.0
    state.total[IMBALANCE] = 0.0
    for site in range(len(fixed.fair)):
        state.total[IMBALANCE] += fixed.site_rate[site] * abs(state.value[site] - fixed.fair[site])
    count = 0
    for row in range(plan.size[0]):
        if state.count[SPARE] > 0 and fits(fixed, state, plan, row):
            put(fixed, state, plan, row)
            count += 1
    return count


@compiled
def copy_lots(active, active_site, count, lots, lot_cost, load_key, load_hours, other):
    """Put the active lots into the same rows of the other state."""
    for position in range(count[ACTIVE]):
        lot = active[position]
        other.active[position], other.active_site[position] = lot, active_site[position]
        for column in range(LOT_COLUMNS):
            other.lot[lot, column] = lots[lot, column]
        other.lot_cost[lot, 0], other.lot_cost[lot, 1] = lot_cost[lot, 0], lot_cost[lot, 1]
        for r in range(lots[lot, LOT_LOADS]):
            other.load_key[lot, r] = load_key[lot, r]
            other.load_hours[lot, r] = load_hours[lot, r]
