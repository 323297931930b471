"""The compiled heart of the search: places lots exactly, takes them away, and moves by ruin and recreate.

Everything here works in place on `State`. At all times hours, cash, materials, inspection, greatest shares, budget and
pilot limits hold; only least shares may be missed on the way, at a price, and units may be unplanned, at theirs.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# (numba infers the types of compiled functions from their arguments)

from __future__ import annotations

import numpy as np
from numba import njit

from tempa.allocation.planner.layout import (
    ACTIVE,
    BEGUN,
    DIRECT,
    HELD,
    IMBALANCE,
    IMBALANCE_MOST,
    INSPECTION,
    JOB_BUDGET,
    JOB_DUE,
    JOB_FROM,
    JOB_INSPECT_FIRST,
    JOB_INSPECT_LAST,
    JOB_KIND,
    JOB_MIN_LOT,
    JOB_PRICE,
    JOB_RELEASE,
    JOB_START,
    JOB_TO,
    JOB_TYPE,
    LAG,
    LOT_FINISH,
    LOT_INSPECT,
    LOT_JOB,
    LOT_LOADS,
    LOT_OPTION,
    LOT_PLACE,
    LOT_START,
    LOT_UNITS,
    MOVED,
    OPEN_VALUE,
    OPTION_CASH,
    OPTION_KEEP_FIRST,
    OPTION_KEEP_LAST,
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
    STABILITY,
    STEP_AT,
    STEP_RESOURCE,
    STEP_SETUP,
    STEP_UNIT,
    TYPE_FIRST_START,
    TYPE_INSPECTION,
    TYPE_MATERIAL_FROM,
    TYPE_MATERIAL_TO,
    TYPE_REPEATS,
    TYPE_STEP_FROM,
    TYPE_STEP_TO,
    UNPLANNED,
    WEEK_BITS,
    WEEKS,
)

compiled = njit(cache=True, nogil=True, error_model="numpy", _nrt=False)  # type: ignore[call-overload]  # no allocation in compiled code: half the compile time, twice the speed

EARLY, LATE, FROM_WEEK = 0, 1, 2
TRIES = 5


@compiled
def random_real(random):
    """Uniform in [0, 1): xorshift64*, kept in the state so that equal seeds give equal plans."""
    x = random[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    random[0] = x
    return np.float64((x * np.uint64(2685821657736338717)) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@compiled
def random_below(random, n):
    return min(n - 1, int(random_real(random) * n))


@compiled
def spread(free, need, reached, steps, first_step, count, provider, providers, first, last, forward, repeats, key,
           hours):
    """Lay the hours of one lot into weeks `first`..`last`, each step as early (or, backward, as late) as flow allows.

    Flow: at the end of a week the done share of a step is at most that of the step before it, so the hours allowed are
    need * reached of the neighbour / its need, rounded down. Backward is the same seen from the end of time.
    Returns (number of load rows or -1, first week with work, last week with work).
    """
    rows = 0
    low, high = free.shape[2], -1
    week = first if forward else last
    step_by = 1 if forward else -1
    room = len(key)
    end = count - 1 if forward else 0
    begin = 0 if forward else count - 1
    while first <= week <= last:
        before = -1
        k = begin
        while 0 <= k < count:
            if before < 0 or reached[before] == need[before]:
                rest = need[k] - reached[k]
            elif reached[before] == 0:
                break
            else:
                rest = need[k] * reached[before] // need[before] - reached[k]
            if rest > 0:
                resource = steps[first_step + k, STEP_RESOURCE]
                for p in range(providers):
                    site = provider[p]
                    here = np.int64(free[site, resource, week])
                    if repeats and here > 0:
                        for r in range(rows):
                            other = key[r]
                            if other & WEEK_BITS == week and other >> SITE_AT & SITE_BITS == site and \
                                    other >> RESOURCE_AT & RESOURCE_BITS == resource:
                                here -= hours[r]
                    if here > 0:
                        take = min(here, rest)
                        if rows == room:
                            return -1, 0, 0
                        key[rows] = k << STEP_AT | site << SITE_AT | resource << RESOURCE_AT | week
                        hours[rows] = take
                        rows += 1
                        reached[k] += take
                        rest -= take
                        if week < low:
                            low = week
                        if week > high:
                            high = week
                        if rest == 0:
                            break
            before = k
            k += step_by
        while reached[begin] == need[begin]:
            if begin == end:
                return rows, low, high
            begin += step_by
        week += step_by
    return -1, 0, 0


@compiled
def cash_blocked(cash, payer, first, last, amount, from_end):
    """A week of first..last in which less than `amount` is free: the last one, or the first; -1 for none."""
    if from_end:
        for week in range(last, first - 1, -1):
            if cash[payer, week] < amount:
                return week
    else:
        for week in range(first, last + 1):
            if cash[payer, week] < amount:
                return week
    return -1


@compiled
def earliest_start(slack_ahead, material, row, end, week, units):
    """First week, from `week` on, in which every limited material of the parts list (rows row..end) is there."""
    weeks = slack_ahead.shape[1]
    while row < end:
        amount = material[row, 1] * units
        while week < weeks and slack_ahead[material[row, 0], week] < amount:
            week += 1
        row += 1
    return week


@compiled
def units_in_weeks(provider_from, provider, steps, step_from, step_to, ahead, site, first, last, most):
    """Units, up to `most`, whose hours, step by step, are free in the weeks at the sites that may help; flow is not
    looked at."""
    if last < first:
        return np.int64(0)
    begin, end = provider_from[site], provider_from[site + 1]
    for step in range(step_from, step_to):
        resource = steps[step, STEP_RESOURCE]
        hours = -steps[step, STEP_SETUP]
        for p in range(begin, end):
            at = provider[p]
            hours += ahead[at, resource, first] - ahead[at, resource, last + 1]
        if hours < 0:
            return np.int64(0)
        if hours < most * steps[step, STEP_UNIT]:
            most = hours // steps[step, STEP_UNIT]
    return most


@compiled
def find_place(fixed, state, job, option, units, mode, order, from_week):
    """Loads and weeks for a lot of `units` at the option, into state.try_*; exact under hours, flow, cash, inspection.

    Returns (rows or -1, start, finish, inspection week, rupiah that the weeks cost).
    """
    t = fixed.job[job, JOB_TYPE]
    site = fixed.option[option, OPTION_SITE]
    weeks, lag = fixed.number[WEEKS], fixed.number[LAG]
    first_step, count = fixed.type[t, TYPE_STEP_FROM], fixed.type[t, TYPE_STEP_TO] - fixed.type[t, TYPE_STEP_FROM]
    repeats = fixed.type[t, TYPE_REPEATS] == 1
    begun = fixed.job[job, JOB_KIND] == BEGUN
    for k in range(count):
        state.need[k] = fixed.step[first_step + k, STEP_SETUP] + units * fixed.step[first_step + k, STEP_UNIT] \
            + fixed.extra[job, k]
    hours = units * fixed.type[t, TYPE_INSPECTION]
    payer = fixed.site[site, SITE_PAYER]
    amount = units * fixed.option[option, OPTION_CASH]
    providers = choose_providers(fixed.provider_from, fixed.provider, state.provider, len(fixed.site), site, order, begun)
    if begun:
        return begun_place(fixed, state, job, option, units, providers, first_step, count, repeats, hours)
    start = max(fixed.type[t, TYPE_FIRST_START], fixed.site[site, SITE_FIRST], fixed.job[job, JOB_RELEASE])
    start = earliest_start(state.slack_ahead, fixed.material, fixed.type[t, TYPE_MATERIAL_FROM],
                           fixed.type[t, TYPE_MATERIAL_TO], start, units)
    latest = min(fixed.site[site, SITE_LAST], weeks - 2)
    if start > latest:
        return -1, 0, 0, 0, 0.0
    last_inspect = fixed.job[job, JOB_INSPECT_LAST]
    first_inspect = fixed.job[job, JOB_INSPECT_FIRST]
    if mode in (LATE, FROM_WEEK):
        inspect = min(fixed.job[job, JOB_DUE], latest + 1, last_inspect)
        if mode == FROM_WEEK and from_week < inspect:
            inspect = from_week
        tries = 0
        while tries < TRIES:
            tries += 1
            while inspect > start and state.inspection[inspect] < hours:
                inspect -= 1
            if inspect <= start or inspect < first_inspect:
                break
            if units_in_weeks(fixed.provider_from, fixed.provider, fixed.step, first_step, first_step + count, state.ahead,
                              site, start, inspect - 1, units) < units:
                break
            for k in range(count):
                state.reached[k] = 0
            rows, low, high = spread(state.free, state.need, state.reached, fixed.step, first_step, count, state.provider, providers,
                                     start, inspect - 1, np.bool_(False), repeats, state.try_key, state.try_hours)
            if rows < 0:
                break
            blocked = cash_blocked(state.cash, payer, low, inspect + lag, amount, np.bool_(False))
            if blocked < 0:
                return rows, low, high, inspect, time_cost(fixed.late, fixed.option, fixed.rate, job, option, units, inspect)
            inspect = min(inspect - 1, blocked - lag - 1)
    tries = 0
    while tries < TRIES and start <= latest:
        tries += 1
        if units_in_weeks(fixed.provider_from, fixed.provider, fixed.step, first_step, first_step + count, state.ahead,
                          site, start, latest, units) < units:
            return -1, 0, 0, 0, 0.0
        for k in range(count):
            state.reached[k] = 0
        rows, low, high = spread(state.free, state.need, state.reached, fixed.step, first_step, count, state.provider, providers,
                                 start, latest, np.bool_(True), repeats, state.try_key, state.try_hours)
        if rows < 0:
            return -1, 0, 0, 0, 0.0
        inspect = max(high + 1, first_inspect)
        while inspect < weeks and state.inspection[inspect] < hours:
            inspect += 1
        if inspect >= weeks or inspect > last_inspect:
            return -1, 0, 0, 0, 0.0
        blocked = cash_blocked(state.cash, payer, low, inspect + lag, amount, np.bool_(True))
        if blocked < 0:
            return rows, low, high, inspect, time_cost(fixed.late, fixed.option, fixed.rate, job, option, units, inspect)
        if high > low:
            for k in range(count):
                state.reached[k] = 0
            rows, low, high = spread(state.free, state.need, state.reached, fixed.step, first_step, count, state.provider, providers,
                                     low, high, np.bool_(False), repeats, state.try_key, state.try_hours)
            if rows >= 0 and low > blocked:
                return rows, low, high, inspect, time_cost(fixed.late, fixed.option, fixed.rate, job, option, units, inspect)
        start = max(start, blocked) + 1
    return -1, 0, 0, 0, 0.0


@compiled
def choose_providers(provider_from, provider, chosen, sites, site, order, begun):
    """How many sites, listed in `chosen` in the order to use: own, lead, facilities (0), backward (1), swapped (2).

    A begun lot may use any site: its own first, then all others.
    """
    if begun:
        chosen[0] = site
        count = 1
        for other in range(sites):
            if other != site:
                chosen[count] = other
                count += 1
        return count
    first = provider_from[site]
    count = provider_from[site + 1] - first
    for i in range(count):
        chosen[i] = provider[first + (count - 1 - i if order == 1 else i)]
    if order == 2 and count > 2:
        other = chosen[1]
        chosen[1] = chosen[count - 1]
        chosen[count - 1] = other
    return count


@compiled
def begun_place(fixed, state, job, option, units, providers, first_step, count, repeats, hours):
    """What remains of a begun lot, as early as possible, at any site; its own first."""
    weeks = fixed.number[WEEKS]
    start = fixed.job[job, JOB_START]
    rest = 0
    for k in range(count):
        state.reached[k] = fixed.done[job, k]
        rest += state.need[k] - state.reached[k]
    rows, high = 0, fixed.job[job, JOB_RELEASE] - 1
    if rest > 0:
        rows, _, high = spread(state.free, state.need, state.reached, fixed.step, first_step, count, state.provider, providers,
                                 fixed.job[job, JOB_RELEASE], weeks - 2, np.bool_(True), repeats, state.try_key, state.try_hours)
        if rows < 0:
            return -1, 0, 0, 0, 0.0
    finish = max(high, start)
    inspect = max(finish + 1, fixed.job[job, JOB_RELEASE])
    while inspect < weeks and state.inspection[inspect] < hours:
        inspect += 1
    if inspect >= weeks:
        return -1, 0, 0, 0, 0.0
    return rows, start, finish, inspect, time_cost(fixed.late, fixed.option, fixed.rate, job, option, units, inspect)


@compiled
def time_cost(late, options, rate, job, option, units, inspect):
    """Rupiah of lateness and of being moved."""
    cost = late[job, inspect] * units
    if inspect < options[option, OPTION_KEEP_FIRST] or inspect > options[option, OPTION_KEEP_LAST]:
        cost += rate[STABILITY] * units
    return cost


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
        place = state.count[ACTIVE]
        state.active[place] = lot
        state.active_site[place] = site
        state.lot[lot, LOT_PLACE] = place
    else:
        place, last = state.lot[lot, LOT_PLACE], state.count[ACTIVE] - 1
        other = state.active[last]
        state.active[place] = other
        state.active_site[place] = state.active_site[last]
        state.lot[other, LOT_PLACE] = place
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
    rest_cost = fixed.option_cost[min(begin + 2, end - 1)] + 0.01 * price
    most_balance = 1e-9 * fixed.number[IMBALANCE_MOST] * price
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
            while units > 0 and tries < 5:
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
                    rows, start, finish, inspect, time = find_place(fixed, state, job, option, units, mode, order,
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
                                state.keep_key[r] = state.try_key[r]
                                state.keep_hours[r] = state.try_hours[r]
                elif tries == 1 and units <= in_time and static - units * 0.02 * price >= best:
                    break
                if on_time:
                    if tries == 1:
                        break
                    low = units
                else:
                    high = units
                if high - low <= max(1, open_units // 10):
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
            state.load_key[lot, r] = state.keep_key[r]
            state.load_hours[lot, r] = state.keep_hours[r]
        ceiling += state.total[DIRECT] + state.total[IMBALANCE] + state.total[MOVED]
        book(fixed, state, lot, np.int64(1))
        ceiling -= state.total[DIRECT] + state.total[IMBALANCE] + state.total[MOVED]
        placed[count] = lot
        count += 1
    return count
