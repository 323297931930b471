"""Compiled: where and when one lot can be made. Lays its hours exactly, under hours, flow, cash, materials and inspection.

Nothing here changes what is free; the loads found are left in `state.try_*`.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# (numba infers the types of compiled functions from their arguments)

from __future__ import annotations

import numpy as np
from numba import njit

from tempa.allocation.planner.search.layout import (
    BEGUN,
    JOB_DUE,
    JOB_INSPECT_FIRST,
    JOB_INSPECT_LAST,
    JOB_KIND,
    JOB_RELEASE,
    JOB_START,
    JOB_TYPE,
    LAG,
    OPTION_CASH,
    OPTION_SITE,
    OPTION_STABLE_FIRST,
    OPTION_STABLE_LAST,
    RESOURCE_AT,
    RESOURCE_BITS,
    SITE_AT,
    SITE_BITS,
    SITE_FIRST,
    SITE_LAST,
    SITE_PAYER,
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
    WEEK_BITS,
    WEEKS,
)

compiled = njit(cache=True, nogil=True, error_model="numpy", _nrt=False)  # type: ignore[call-overload]  # no allocation in compiled code: half the compile time, twice the speed

EARLY, LATE, FROM_WEEK = 0, 1, 2
PROVIDER_ORDERS = 3
"""Orders in which the hours of own site, lead and facilities are taken; see `choose_providers`."""
TRIES = 5
"""Start or inspection weeks that are tried for one lot: a move is made in less than a millisecond, so none may search long."""


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
    width = len(key)
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
                        if rows == width:
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
def find_slot(fixed, state, job, option, units, mode, order, from_week):
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
        return begun_slot(fixed, state, job, option, units, providers, first_step, count, repeats, hours)
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
def begun_slot(fixed, state, job, option, units, providers, first_step, count, repeats, hours):
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
    if inspect < options[option, OPTION_STABLE_FIRST] or inspect > options[option, OPTION_STABLE_LAST]:
        cost += rate[STABILITY] * units
    return cost
