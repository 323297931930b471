"""The compiled heart of the search: places lots exactly, takes them away, and moves by ruin and recreate.

Everything here works in place on `State`. At all times hours, cash, materials, inspection, greatest shares, budget and
pilot limits hold; only least shares may be missed on the way, at a price, and units may be unplanned, at theirs.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# (numba infers the types of compiled functions from their arguments)

from __future__ import annotations

import numpy as np

from tempa.allocation.planner.search.layout import (
    ACTIVE,
    BEGUN,
    BILLIONTH,
    DIRECT,
    HELD,
    IMBALANCE,
    IMBALANCE_MOST,
    INSPECTION,
    JOB_BUDGET,
    JOB_DUE,
    JOB_FROM,
    JOB_KIND,
    JOB_MIN_LOT,
    JOB_PRICE,
    JOB_RELEASE,
    JOB_TO,
    JOB_TYPE,
    LAG,
    LOT_FINISH,
    LOT_INSPECT,
    LOT_JOB,
    LOT_LOADS,
    LOT_OPTION,
    LOT_POSITION,
    LOT_START,
    LOT_UNITS,
    MOVED,
    OPEN_VALUE,
    OPTION_CASH,
    OPTION_OFFER,
    OPTION_SITE,
    PER_LOT,
    RESOURCE_AT,
    RESOURCE_BITS,
    SHORTFALL,
    SITE_AT,
    SITE_BITS,
    SITE_FIRST,
    SITE_LAST,
    SITE_PAYER,
    SITE_VALUE_MAX,
    SPARE,
    TYPE_FIRST_START,
    TYPE_INSPECTION,
    TYPE_MATERIAL_FROM,
    TYPE_MATERIAL_TO,
    TYPE_STEP_FROM,
    TYPE_STEP_TO,
    UNPLANNED,
    WEEK_BITS,
    WEEKS,
)
from tempa.allocation.planner.search.slot import FROM_WEEK, compiled, find_slot, units_in_weeks

REST_RANK, REST_MARKUP = 2, 0.01
"""Units that a lot leaves open are reckoned at the third cheapest option of their line and a hundredth of the unit's price
more: where they will go is not known yet, and the cheapest options are often full."""
SIZES_TRIED, SIZE_STEPS = 5, 10
"""Sizes of a lot tried at one option, by halving, until they differ by no more than a tenth of what is open: later moves find
the finer ones."""
HOPELESS = 0.02
"""Share of the unit price per unit by which the whole quantity may be worse than the best option before fewer units, which may
be on time, are not tried either."""
MULTIPLIER, TOO_FINE, RESOLUTION = np.uint64(2685821657736338717), np.uint64(11), 1.0 / 9007199254740992.0
"""xorshift64*: its multiplier, the bits that a real number has no place for, and 2^-53."""


@compiled
def random_real(random):
    """Uniform in [0, 1): xorshift64*, kept in the state so that equal seeds give equal plans."""
    x = random[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    random[0] = x
    return np.float64((x * MULTIPLIER) >> TOO_FINE) * RESOLUTION


@compiled
def random_below(random, n):
    return min(n - 1, int(random_real(random) * n))


@compiled
def most_units(fixed, state, job, option, open_units):
    """Most units of one lot that shares, budget, pilot limit, cash and a week of inspection allow; 0 if too few."""
    if fixed.job[job, JOB_KIND] == BEGUN:
        return open_units
    t = fixed.job[job, JOB_TYPE]
    site = fixed.option[option, OPTION_SITE]
    price = fixed.job[job, JOB_PRICE]
    if state.site_lots[site] <= 0:
        return 0
    units = min(open_units, state.type_units[t], (fixed.site[site, SITE_VALUE_MAX] - state.value[site]) // price)
    units = min(units, state.budget[fixed.job[job, JOB_BUDGET]] // max(1, fixed.option[option, OPTION_OFFER]))
    for g in range(fixed.group_from[site], fixed.group_from[site + 1]):
        group = fixed.group[g]
        units = min(units, (fixed.group_limit[group, 1] - state.group_value[group]) // price)
    if fixed.type[t, TYPE_INSPECTION] > 0:
        units = min(units, fixed.number[INSPECTION] // fixed.type[t, TYPE_INSPECTION])
    if fixed.option[option, OPTION_CASH] > 0:
        most = np.int64(0)
        payer = fixed.site[site, SITE_PAYER]
        for week in range(fixed.number[WEEKS]):
            most = max(most, state.cash[payer, week])
        units = min(units, most // fixed.option[option, OPTION_CASH])
    return allowed_units(fixed.job[job, JOB_MIN_LOT], units, open_units)


@compiled
def allowed_units(least, units, open_units):
    """`units` or fewer, so that the lot and what it leaves open both reach `least`; 0 if that cannot be."""
    if units < open_units:
        units = min(units, open_units - least)
    return units if units >= least else 0


@compiled
def imbalance_change(site_rate, fair, value, site, amount):
    """Rupiah that `amount` of value more (or less) at the site adds."""
    away = value[site] - fair[site]
    return site_rate[site] * (abs(away + amount) - abs(away))


@compiled
def shortfall(group_limit, group_value, count):
    """Rupiah of value by which least shares are missed, summed over groups."""
    relief = max(np.int64(0), count[OPEN_VALUE] - count[HELD])
    missed = np.int64(0)
    for group in range(len(group_limit)):
        missed += max(np.int64(0), group_limit[group, 0] - group_value[group] - relief)
    return missed


@compiled
def shortfall_change(group_from, group, group_limit, group_value, count, site, amount):
    """How much more is missed if `amount` of open value is placed at the site: groups without it lose allowance."""
    before = max(np.int64(0), count[OPEN_VALUE] - count[HELD])
    after = max(np.int64(0), count[OPEN_VALUE] - count[HELD] - amount)
    change = np.int64(0)
    for g in range(len(group_limit)):
        short = group_limit[g, 0] - group_value[g]
        if short > after:
            change += short - after - max(np.int64(0), short - before)
    for i in range(group_from[site], group_from[site + 1]):
        short = group_limit[group[i], 0] - group_value[group[i]]
        if short > after:
            change -= short - after - max(np.int64(0), short - amount - after)
    return change


@compiled
def total_cost(total, rate, count, group_limit, group_value):
    """Rupiah, penalties included."""
    return total[DIRECT] + total[IMBALANCE] + total[MOVED] + rate[UNPLANNED] * count[OPEN_VALUE] \
        + rate[SHORTFALL] * shortfall(group_limit, group_value, count)


@compiled
def book(fixed, state, lot, sign):
    """Put the lot among the active ones (sign 1) or take it out (-1), with everything that it uses."""
    job, option, units = state.lot[lot, LOT_JOB], state.lot[lot, LOT_OPTION], state.lot[lot, LOT_UNITS]
    t, site = fixed.job[job, JOB_TYPE], fixed.option[option, OPTION_SITE]
    if sign > 0:
        position = state.count[ACTIVE]
        state.active[position] = lot
        state.active_site[position] = site
        state.lot[lot, LOT_POSITION] = position
    else:
        position, last = state.lot[lot, LOT_POSITION], state.count[ACTIVE] - 1
        other = state.active[last]
        state.active[position] = other
        state.active_site[position] = state.active_site[last]
        state.lot[other, LOT_POSITION] = position
    state.count[ACTIVE] += sign
    weeks = fixed.number[WEEKS]
    for r in range(state.lot[lot, LOT_LOADS]):
        key = state.load_key[lot, r]
        week = key & WEEK_BITS
        at = key >> SITE_AT & SITE_BITS
        resource = key >> RESOURCE_AT & RESOURCE_BITS
        hours = sign * state.load_hours[lot, r]
        state.free[at, resource, week] -= hours
        for w in range(week + 1):
            state.ahead[at, resource, w] -= hours
    start, inspect = state.lot[lot, LOT_START], state.lot[lot, LOT_INSPECT]
    amount = sign * units * fixed.option[option, OPTION_CASH]
    if amount != 0:
        payer = fixed.site[site, SITE_PAYER]
        for week in range(start, inspect + fixed.number[LAG] + 1):
            state.cash[payer, week] -= amount
    state.inspection[inspect] -= sign * units * fixed.type[t, TYPE_INSPECTION]
    for row in range(fixed.type[t, TYPE_MATERIAL_FROM], fixed.type[t, TYPE_MATERIAL_TO]):
        material, used = fixed.material[row, 0], sign * units * fixed.material[row, 1]
        ahead = state.slack[material, weeks - 1] - used
        for week in range(weeks - 1, -1, -1):
            if week >= start:
                state.slack[material, week] -= used
            ahead = min(ahead, state.slack[material, week])
            state.slack_ahead[material, week] = ahead
    value = sign * units * fixed.job[job, JOB_PRICE]
    state.total[IMBALANCE] += imbalance_change(fixed.site_rate, fixed.fair, state.value, site, value)
    state.value[site] += value
    for g in range(fixed.group_from[site], fixed.group_from[site + 1]):
        state.group_value[fixed.group[g]] += value
    state.count[OPEN_VALUE] -= value
    state.budget[fixed.job[job, JOB_BUDGET]] -= sign * units * fixed.option[option, OPTION_OFFER]
    state.type_units[t] -= sign * units
    state.open[job] -= sign * units
    state.site_lots[site] -= sign
    state.total[DIRECT] += sign * state.lot_cost[lot, 0]
    state.total[MOVED] += sign * state.lot_cost[lot, 1]


@compiled
def place_job(fixed, state, job, mode, order, skip, most, ceiling, placed, count):
    """Place the open units of a job, lot by lot, each where it adds least; new lots are noted in placed[count:].

    `skip`: chance that an option is overlooked; `most`: most units of one lot; `ceiling`: rupiah that the open units may
    add, places that must lead above it are passed over. Returns the new count.
    """
    begin, end = fixed.job[job, JOB_FROM], fixed.job[job, JOB_TO]
    if begin == end:
        return count
    price = fixed.job[job, JOB_PRICE]
    t = fixed.job[job, JOB_TYPE]
    per_lot = fixed.rate[PER_LOT]
    random = state.random
    begun = fixed.job[job, JOB_KIND] == BEGUN
    step_from, step_to = fixed.type[t, TYPE_STEP_FROM], fixed.type[t, TYPE_STEP_TO]
    least = fixed.job[job, JOB_MIN_LOT]
    cheapest = fixed.option_cost[begin]
    rest_cost = fixed.option_cost[min(begin + REST_RANK, end - 1)] + REST_MARKUP * price
    most_balance = BILLIONTH * fixed.number[IMBALANCE_MOST] * price
    from_week = 0
    if mode == FROM_WEEK:
        from_week = random_below(random, fixed.number[WEEKS])
    while state.open[job] > 0 and count < len(placed) and state.count[SPARE] > 0:
        open_units = state.open[job]
        best = np.inf
        found = False
        b_option, b_units, b_rows, b_start, b_finish, b_inspect, b_time = 0, 0, 0, 0, 0, 0, 0.0
        for option in range(begin, end):
            unit = fixed.option_cost[option]
            if unit * open_units + per_lot - most_balance * open_units >= best and unit >= rest_cost:
                break
            site = fixed.option[option, OPTION_SITE]
            short = max(0.0, min(fixed.fair[site] - state.value[site], float(price * open_units)))
            if unit * open_units + per_lot - fixed.site_rate[site] * short >= best and unit <= rest_cost:
                continue
            if state.allowed[site] == 0 or (skip > 0.0 and random_real(random) < skip):
                continue
            high = most_units(fixed, state, job, option, open_units)
            if high <= 0:
                continue
            in_time = high
            if not begun:
                first = max(fixed.type[t, TYPE_FIRST_START], fixed.site[site, SITE_FIRST], fixed.job[job, JOB_RELEASE])
                latest = min(fixed.site[site, SITE_LAST], fixed.number[WEEKS] - 2)
                in_time = units_in_weeks(fixed.provider_from, fixed.provider, fixed.step, step_from, step_to, state.ahead,
                                         site, first, min(latest, fixed.job[job, JOB_DUE] - 1), high)
                fitting = in_time
                if in_time < high:
                    fitting = units_in_weeks(fixed.provider_from, fixed.provider, fixed.step, step_from, step_to,
                                             state.ahead, site, first, latest, high)
                high = allowed_units(least, min(high, most, fitting), open_units)
                if high <= 0:
                    continue
            units = high
            low = np.int64(0)
            tries = 0
            while units > 0 and tries < SIZES_TRIED:
                tries += 1
                rest = open_units - units
                value = units * price
                missed = fixed.rate[SHORTFALL] * shortfall_change(
                    fixed.group_from, fixed.group, fixed.group_limit, state.group_value, state.count, site, value)
                static = units * unit + per_lot + imbalance_change(fixed.site_rate, fixed.fair, state.value, site, value) \
                    + missed
                late = 0.0
                if units > in_time:
                    late = fixed.late[job, min(fixed.job[job, JOB_DUE] + 1, fixed.number[WEEKS] - 1)] * units
                    static += late
                least_cost = static - min(0.0, missed)
                if rest > 0:
                    static += rest * rest_cost + per_lot
                    least_cost += rest * (cheapest - most_balance) + per_lot
                on_time = False
                if static < best and least_cost < ceiling and static - rest * rest_cost < fixed.rate[UNPLANNED] * value:
                    static -= late
                    rows, start, finish, inspect, time = find_slot(fixed, state, job, option, units, mode, order,
                                                                    from_week)
                    if rows >= 0:
                        on_time = time == 0.0
                        score = static + time
                        if score < best and score - rest * rest_cost < fixed.rate[UNPLANNED] * value:
                            best = score
                            found = True
                            b_option, b_units, b_rows, b_time = option, units, rows, time
                            b_start, b_finish, b_inspect = start, finish, inspect
                            for r in range(rows):
                                state.best_key[r] = state.try_key[r]
                                state.best_hours[r] = state.try_hours[r]
                elif tries == 1 and units <= in_time and static - units * HOPELESS * price >= best:
                    break
                if on_time:
                    if tries == 1:
                        break
                    low = units
                else:
                    high = units
                if high - low <= max(1, open_units // SIZE_STEPS):
                    break
                if in_time < high:
                    units = allowed_units(least, in_time, open_units)
                else:
                    units = allowed_units(least, (low + high) // 2, open_units)
                if units <= low:
                    break
        if not found:
            break
        state.count[SPARE] -= 1
        lot = state.spare[state.count[SPARE]]
        state.lot[lot, LOT_JOB], state.lot[lot, LOT_OPTION], state.lot[lot, LOT_UNITS] = job, b_option, b_units
        state.lot[lot, LOT_START], state.lot[lot, LOT_FINISH] = b_start, b_finish
        state.lot[lot, LOT_INSPECT], state.lot[lot, LOT_LOADS] = b_inspect, b_rows
        late = fixed.late[job, b_inspect] * b_units
        state.lot_cost[lot, 0] = b_units * fixed.option_cost[b_option] + per_lot + late
        state.lot_cost[lot, 1] = b_time - late
        for r in range(b_rows):
            state.load_key[lot, r] = state.best_key[r]
            state.load_hours[lot, r] = state.best_hours[r]
        ceiling += state.total[DIRECT] + state.total[IMBALANCE] + state.total[MOVED]
        book(fixed, state, lot, np.int64(1))
        ceiling -= state.total[DIRECT] + state.total[IMBALANCE] + state.total[MOVED]
        placed[count] = lot
        count += 1
    return count
