"""Ruin and recreate with annealing: takes a few related lots out of the plan and puts their units back better."""

from __future__ import annotations

import numpy as np

from tempa.allocation.planner.kernel import (
    EARLY, FROM_WEEK, LATE, activate, allowed_units, cash_blocked, compiled, deactivate, earliest_start, most_units,
    place_job, random_below, random_real, shortfall, time_cost, total_cost,
)
from tempa.allocation.planner.layout import (
    ACTIVE, DIRECT, IMBALANCE, IMBALANCE_MOST, JOB_DUE, JOB_FROM, JOB_KIND, JOB_MIN_LOT, JOB_PRICE, JOB_TO, JOB_TYPE, LAG, LOT_FINISH,
    LOT_INSPECT, LOT_JOB, LOT_LOADS, LOT_OPTION, LOT_START, LOT_UNITS, MOVED, OPEN_VALUE, OPTION_CASH, OPTION_SITE,
    PER_LOT, SITE_LAST, SITE_PAYER, SPARE, STEP_RESOURCE, TYPE_INSPECTION, TYPE_STEP_FROM, UNPLANNED, WEEKS,
)

MOVES = 8
SITE_WINDOW, TO_CHEAPER, SAME_TYPE, ANYWHERE, UNBALANCED, SAME_WEEK, WHOLE_SITE, COSTLY = range(MOVES)


@compiled
def take_out(fixed, state, lot, removed, count):
    """Deactivate the lot and note it; its row stays untouched until the move is decided."""
    deactivate(fixed, state, lot)
    removed[count] = lot
    return count + 1


@compiled
def random_lot(active, count, random):
    return active[random_below(random, count[ACTIVE])]


@compiled
def take_from_site(fixed, state, site, first, last, most, removed, count):
    """Take out up to `most` lots of the site, or of those that share its hours, that touch the weeks; random ones first."""
    chosen = 0
    offset = random_below(state.random, max(1, state.count[ACTIVE]))
    seen, total = 0, state.count[ACTIVE]
    at = offset
    while seen < total and chosen < most and count < len(removed):
        if at >= state.count[ACTIVE]:
            at = 0
            if state.count[ACTIVE] == 0:
                break
        lot = state.active[at]
        seen += 1
        if fixed.option[state.lot[lot, LOT_OPTION], OPTION_SITE] == site and state.lot[lot, LOT_START] <= last \
                and state.lot[lot, LOT_INSPECT] >= first and random_real(state.random) < 0.8:
            count = take_out(fixed, state, lot, removed, count)
            chosen += 1
        else:
            at += 1
    return count


@compiled
def take_of_type(fixed, state, t, most, removed, count):
    at = 0
    while at < state.count[ACTIVE] and most > 0 and count < len(removed):
        lot = state.active[at]
        if fixed.job[state.lot[lot, LOT_JOB], JOB_TYPE] == t and random_real(state.random) < 0.8:
            count = take_out(fixed, state, lot, removed, count)
            most -= 1
        else:
            at += 1
    return count


@compiled
def costly_lot(lots, lot_cost, jobs, option_cost, active, count, random):
    """Of four random lots the one that costs most beyond the cheapest option of its line, imbalance apart."""
    best, most = np.int64(0), -np.inf
    for _ in range(4):
        lot = random_lot(active, count, random)
        extra = lot_cost[lot, 0] - lots[lot, LOT_UNITS] * option_cost[jobs[lots[lot, LOT_JOB], JOB_FROM]]
        if extra > most:
            best, most = lot, extra
    return best


@compiled
def ruin(fixed, state, move, size, removed):
    """Take out lots as the move says; returns how many."""
    count = np.int64(0)
    random = state.random
    weeks = fixed.number[WEEKS]
    if state.count[ACTIVE] == 0:
        return 0
    if move == SITE_WINDOW:
        lot = random_lot(state.active, state.count, state.random)
        site = fixed.option[state.lot[lot, LOT_OPTION], OPTION_SITE]
        first, last = state.lot[lot, LOT_START], state.lot[lot, LOT_FINISH]
        count = take_out(fixed, state, lot, removed, count)
        count = take_from_site(fixed, state, site, first - 1, last + 1, size // 2 + 1, removed, count)
        job = state.lot[lot, LOT_JOB]
        begin, end = fixed.job[job, JOB_FROM], fixed.job[job, JOB_TO]
        other = fixed.option[begin + random_below(random, min(6, end - begin)), OPTION_SITE]
        count = take_from_site(fixed, state, other, first - 1, last + 1, size // 2, removed, count)
    elif move == TO_CHEAPER or move == COSTLY:
        lot = random_lot(state.active, state.count, state.random)
        if move == COSTLY:
            lot = costly_lot(state.lot, state.lot_cost, fixed.job, fixed.option_cost, state.active, state.count, random)
        job, option = state.lot[lot, LOT_JOB], state.lot[lot, LOT_OPTION]
        first, last = state.lot[lot, LOT_START], state.lot[lot, LOT_FINISH]
        count = take_out(fixed, state, lot, removed, count)
        begin = fixed.job[job, JOB_FROM]
        better = max(1, option - begin)
        other = fixed.option[begin + random_below(random, better), OPTION_SITE]
        count = take_from_site(fixed, state, other, first - 2, last + 2, 1 + random_below(random, size), removed, count)
    elif move == SAME_TYPE:
        lot = random_lot(state.active, state.count, state.random)
        count = take_of_type(fixed, state, fixed.job[state.lot[lot, LOT_JOB], JOB_TYPE], size + 2, removed, count)
    elif move == ANYWHERE:
        while count < size and state.count[ACTIVE] > 0:
            count = take_out(fixed, state, random_lot(state.active, state.count, state.random), removed, count)
    elif move == UNBALANCED:
        over, under = 0, 0
        for turn in range(8):
            site = fixed.option[state.lot[random_lot(state.active, state.count, state.random), LOT_OPTION], OPTION_SITE]
            other = fixed.option[random_below(random, len(fixed.option)), OPTION_SITE]
            if turn == 0:
                over, under = site, other
            if state.value[site] - fixed.fair[site] > state.value[over] - fixed.fair[over]:
                over = site
            if state.value[other] - fixed.fair[other] < state.value[under] - fixed.fair[under]:
                under = other
        week = random_below(random, weeks)
        count = take_from_site(fixed, state, over, week - 3, week + 3, size // 2 + 1, removed, count)
        count = take_from_site(fixed, state, under, week - 3, week + 3, size // 2 + 1, removed, count)
    elif move == SAME_WEEK:
        lot = random_lot(state.active, state.count, state.random)
        week = state.lot[lot, LOT_INSPECT]
        at = 0
        while at < state.count[ACTIVE] and count < size:
            other = state.active[at]
            if state.lot[other, LOT_INSPECT] == week and random_real(random) < 0.4:
                count = take_out(fixed, state, other, removed, count)
            else:
                at += 1
    elif move == WHOLE_SITE:
        site = fixed.option[state.lot[random_lot(state.active, state.count, state.random), LOT_OPTION], OPTION_SITE]
        count = take_from_site(fixed, state, site, np.int64(0), weeks, 3 * size, removed, count)
    return count


@compiled
def jobs_to_place(fixed, state, removed, count, jobs, keys):
    """Distinct jobs of the removed lots and a few others with open units, in a random one of five orders."""
    n = 0
    for i in range(count):
        job = state.lot[removed[i], LOT_JOB]
        known = False
        for k in range(n):
            if jobs[k] == job:
                known = True
                break
        if not known and n < len(jobs):
            jobs[n] = job
            n += 1
    if state.count[OPEN_VALUE] > 0:
        offset = random_below(state.random, len(fixed.job))
        added = 0
        for i in range(len(fixed.job)):
            job = offset + i
            if job >= len(fixed.job):
                job -= len(fixed.job)
            if state.open[job] > 0:
                known = False
                for k in range(n):
                    if jobs[k] == job:
                        known = True
                        break
                if not known:
                    if n >= len(jobs) or added >= 4:
                        break
                    jobs[n] = job
                    n += 1
                    added += 1
    order = random_below(state.random, np.int64(5))
    for k in range(n):
        job = jobs[k]
        if order == 0:
            keys[k] = -float(state.open[job] * fixed.job[job, JOB_PRICE])
        elif order == 1:
            keys[k] = float(fixed.job[job, JOB_TO] - fixed.job[job, JOB_FROM])
        elif order == 2:
            keys[k] = float(fixed.job[job, JOB_DUE])
        elif order == 3:
            second = min(fixed.job[job, JOB_FROM] + 1, fixed.job[job, JOB_TO] - 1)
            keys[k] = 0.0
            if second >= fixed.job[job, JOB_FROM]:
                gain = fixed.option_cost[second] - fixed.option_cost[fixed.job[job, JOB_FROM]]
                keys[k] = -gain * float(state.open[job])
        else:
            keys[k] = random_real(state.random)
        keys[k] += 1e-9 * random_real(state.random)
    for k in range(1, n):
        key, job = keys[k], jobs[k]
        i = k - 1
        while i >= 0 and keys[i] > key:
            keys[i + 1], jobs[i + 1] = keys[i], jobs[i]
            i -= 1
        keys[i + 1], jobs[i + 1] = key, job
    return n


@compiled
def keep_plan(state, plan, cost, missed):
    """Copy the active lots into `plan`."""
    for place in range(state.count[ACTIVE]):
        lot = state.active[place]
        for column in range(8):
            plan.lot[place, column] = state.lot[lot, column]
        for r in range(state.lot[lot, LOT_LOADS]):
            plan.load_key[place, r] = state.load_key[lot, r]
            plan.load_hours[place, r] = state.load_hours[lot, r]
    plan.size[0] = state.count[ACTIVE]
    plan.cost[0] = cost
    plan.cost[1] = missed
    plan.cost[2] = state.total[MOVED]


@compiled
def clear(fixed, state):
    while state.count[ACTIVE] > 0:
        lot = state.active[state.count[ACTIVE] - 1]
        deactivate(fixed, state, lot)
        state.spare[state.count[SPARE]] = lot
        state.count[SPARE] += 1


@compiled
def copy_lot(fixed, plan, row, state, lot):
    """Write a kept lot into an unused row of the state, its costs worked out anew."""
    for column in range(8):
        state.lot[lot, column] = plan.lot[row, column]
    job, option, units = plan.lot[row, LOT_JOB], plan.lot[row, LOT_OPTION], plan.lot[row, LOT_UNITS]
    inspect = plan.lot[row, LOT_INSPECT]
    late = fixed.late[job, inspect] * units
    state.lot_cost[lot, 0] = units * fixed.option_cost[option] + fixed.rate[PER_LOT] + late
    state.lot_cost[lot, 1] = time_cost(fixed.late, fixed.option, fixed.rate, job, option, units, inspect) - late
    for r in range(plan.lot[row, LOT_LOADS]):
        state.load_key[lot, r] = plan.load_key[row, r]
        state.load_hours[lot, r] = plan.load_hours[row, r]


@compiled
def restore(fixed, state, plan):
    """Make the state hold exactly the lots of `plan`; money sums are added up anew."""
    clear(fixed, state)
    state.total[DIRECT] = 0.0
    state.total[MOVED] = 0.0
    state.total[IMBALANCE] = 0.0
    for site in range(len(fixed.fair)):
        state.total[IMBALANCE] += fixed.site_rate[site] * abs(state.value[site] - fixed.fair[site])
    for place in range(plan.size[0]):
        state.count[SPARE] -= 1
        lot = state.spare[state.count[SPARE]]
        copy_lot(fixed, plan, place, state, lot)
        activate(fixed, state, lot)


@compiled
def construct(fixed, state, order, guided, placed):
    """Place every open unit once, jobs in the given order."""
    nothing = np.int64(2**40)
    for i in range(len(order)):
        if state.open[order[i]] > 0:
            place_job(fixed, state, order[i], np.int64(EARLY), np.int64(0), 0.0, guided, nothing, placed, np.int64(0))


@compiled
def least_total(fixed, state, jobs, first, end):
    """Rupiah that the plan cannot fall below once jobs[first:end] are placed: each at its cheapest, in one lot."""
    total = state.total[DIRECT] + state.total[IMBALANCE] + state.total[MOVED]
    value = state.count[OPEN_VALUE]
    for i in range(first, end):
        job = jobs[i]
        if state.open[job] > 0 and fixed.job[job, JOB_FROM] < fixed.job[job, JOB_TO]:
            worth = state.open[job] * fixed.job[job, JOB_PRICE]
            cheapest = state.open[job] * fixed.option_cost[fixed.job[job, JOB_FROM]] + fixed.rate[PER_LOT]
            cheapest -= fixed.number[IMBALANCE_MOST] * 1e-9 * worth
            if cheapest < fixed.rate[UNPLANNED] * worth:
                total += cheapest
                value -= worth
    return total + fixed.rate[UNPLANNED] * value


@compiled
def anneal(fixed, state, best, steps, hot, cold, removed, placed, jobs, keys, guided):
    """`steps` moves while the temperature falls from `hot` to `cold` (rupiah); the best valid plan goes to `best`.

    Returns the number of accepted moves.
    """
    random = state.random
    total = total_cost(fixed, state)
    accepted = 0
    whole = 0.0
    for m in range(MOVES):
        whole += state.weight[m]
    nothing = np.int64(2**40)
    for step in range(steps):
        temperature = hot * (cold / hot) ** (step / steps)
        pick = random_real(random) * whole
        move = 0
        while move < MOVES - 1 and pick >= state.weight[move]:
            pick -= state.weight[move]
            move += 1
        direct, imbalance, moved = state.total[DIRECT], state.total[IMBALANCE], state.total[MOVED]
        size = 1 + random_below(random, np.int64(state.weight[8]))
        count = ruin(fixed, state, move, size, removed)
        n = jobs_to_place(fixed, state, removed, count, jobs, keys)
        limit = total - temperature * np.log(1.0 - random_real(random))
        new = np.int64(0)
        failed = False
        for k in range(n):
            job = jobs[k]
            draw = random_real(random)
            mode = np.int64(EARLY if draw < state.weight[9] else LATE if draw < state.weight[10] else FROM_WEEK)
            order = random_below(random, np.int64(3))
            most = nothing
            if random_real(random) < state.weight[11] and state.open[job] >= 2 * fixed.job[job, JOB_MIN_LOT]:
                most = fixed.job[job, JOB_MIN_LOT] + random_below(random, state.open[job])
            new = place_job(fixed, state, job, mode, order, state.weight[12], guided, most, placed, new)
            if k + 1 < n and least_total(fixed, state, jobs, k + 1, n) > limit:
                failed = True
                break
        after = total_cost(fixed, state)
        if failed or after > limit:
            for i in range(new - 1, -1, -1):
                deactivate(fixed, state, placed[i])
                state.spare[state.count[SPARE]] = placed[i]
                state.count[SPARE] += 1
            for i in range(count - 1, -1, -1):
                activate(fixed, state, removed[i])
            state.total[DIRECT], state.total[IMBALANCE], state.total[MOVED] = direct, imbalance, moved
        else:
            accepted += 1
            for i in range(count):
                state.spare[state.count[SPARE]] = removed[i]
                state.count[SPARE] += 1
            total = after
            if after < best.cost[0] - 0.5:
                missed = shortfall(fixed.group_limit, state.group_value, state.count[OPEN_VALUE])
                if missed == 0:
                    keep_plan(state, best, after, 0.0)
    return accepted


@compiled
def mend_shares(fixed, state):
    """Leave units unplanned until no least share is missed: lots outside the short groups go, small ones first."""
    while state.count[ACTIVE] > 0:
        missed = shortfall(fixed.group_limit, state.group_value, state.count[OPEN_VALUE])
        if missed == 0:
            return
        worst = np.int64(0)
        for group in range(len(fixed.group_limit)):
            worst = max(worst, fixed.group_limit[group, 0] - state.group_value[group] - state.count[OPEN_VALUE])
        best, best_gain = np.int64(-1), -np.inf
        for place in range(state.count[ACTIVE]):
            lot = state.active[place]
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
        deactivate(fixed, state, best)
        state.spare[state.count[SPARE]] = best
        state.count[SPARE] += 1


@compiled
def fits(fixed, state, plan, row):
    """Whether a kept lot may be activated as it is: nothing it uses would fall below zero, its dates still hold."""
    job, option, units = plan.lot[row, LOT_JOB], plan.lot[row, LOT_OPTION], plan.lot[row, LOT_UNITS]
    if units > state.open[job] or allowed_units(fixed.job[job, JOB_MIN_LOT], units, state.open[job]) != units:
        return False
    t, site = fixed.job[job, JOB_TYPE], fixed.option[option, OPTION_SITE]
    start, finish, inspect = plan.lot[row, LOT_START], plan.lot[row, LOT_FINISH], plan.lot[row, LOT_INSPECT]
    if start < earliest_start(fixed, state, job, units, site) or finish > fixed.site[site, SITE_LAST]:
        return False
    if inspect >= fixed.number[WEEKS] or state.inspection[inspect] < units * fixed.type[t, TYPE_INSPECTION]:
        return False
    if cash_blocked(state.cash, fixed.site[site, SITE_PAYER], start, inspect + fixed.number[LAG],
                    units * fixed.option[option, OPTION_CASH], np.bool_(True)) >= 0:
        return False
    sites, resources, weeks = state.free.shape
    for r in range(plan.lot[row, LOT_LOADS]):
        key = plan.load_key[row, r]
        resource = fixed.step[fixed.type[t, TYPE_STEP_FROM] + key // (weeks * sites), STEP_RESOURCE]
        if state.free[(key // weeks) % sites, resource, key % weeks] < plan.load_hours[row, r]:
            return False
    return most_units(fixed, state, job, option, units) >= units


@compiled
def restore_what_fits(fixed, state, plan):
    """Activate, on top of the state, the lots of `plan` that fit; returns how many."""
    count = 0
    for row in range(plan.size[0]):
        if state.count[SPARE] > 0 and fits(fixed, state, plan, row):
            state.count[SPARE] -= 1
            lot = state.spare[state.count[SPARE]]
            copy_lot(fixed, plan, row, state, lot)
            activate(fixed, state, lot)
            count += 1
    return count
