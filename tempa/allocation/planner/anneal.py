"""Ruin and recreate with annealing: takes a few related lots out of the plan and puts their units back better."""

# mypy: allow-untyped-defs, allow-untyped-calls
# (numba infers the types of compiled functions from their arguments)

from __future__ import annotations

import numpy as np

from tempa.allocation.planner.kernel import (
    EARLY,
    FROM_WEEK,
    LATE,
    book,
    cash_blocked,
    compiled,
    earliest_start,
    most_units,
    place_job,
    random_below,
    random_real,
    shortfall,
    time_cost,
    total_cost,
)
from tempa.allocation.planner.layout import (
    ACTIVE,
    DIRECT,
    IMBALANCE,
    IMBALANCE_MOST,
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
    LOT_PLACE,
    LOT_START,
    LOT_UNITS,
    MOVED,
    OPEN,
    OPEN_VALUE,
    OPTION_CASH,
    OPTION_SITE,
    PER_LOT,
    SITE_FIRST,
    SITE_LAST,
    SITE_PAYER,
    SPARE,
    STEP_RESOURCE,
    TYPE_FIRST_START,
    TYPE_INSPECTION,
    TYPE_MATERIAL_FROM,
    TYPE_MATERIAL_TO,
    TYPE_STEP_FROM,
    UNPLANNED,
    WEEKS,
)

MOVES = 8
SITE_WINDOW, TO_CHEAPER, SAME_TYPE, ANYWHERE, UNBALANCED, SAME_WEEK, WHOLE_SITE, COSTLY = range(MOVES)


@compiled
def random_lot(active, count, random):
    return active[random_below(random, count[ACTIVE])]


@compiled
def take(fixed, state, rule, which, first, last, most, chance, removed, count):
    """Take out up to `most` lots that touch the weeks, each with the given chance, from a random place on; notes them.

    Rule 0: of site `which`; 1: of type `which`; 2: inspected in `first`; 3: any; 4: the lot `which`.
    """
    total = state.count[ACTIVE]
    at = random_below(state.random, max(np.int64(1), total))
    if rule == 4:
        at, total = state.lot[which, LOT_PLACE], np.int64(1)
    for _ in range(total):
        if most <= 0 or count >= len(removed) or state.count[ACTIVE] == 0:
            break
        if at >= state.count[ACTIVE]:
            at = np.int64(0)
        if rule == 0 and state.active_site[at] != which:
            at += 1
            continue
        lot = state.active[at]
        site = fixed.option[state.lot[lot, LOT_OPTION], OPTION_SITE]
        if state.allowed[site] == 0:
            chosen = False
        elif rule == 0:
            chosen = site == which and state.lot[lot, LOT_START] <= last and state.lot[lot, LOT_INSPECT] >= first
        elif rule == 1:
            chosen = fixed.job[state.lot[lot, LOT_JOB], JOB_TYPE] == which
        elif rule == 2:
            chosen = state.lot[lot, LOT_INSPECT] == first
        else:
            chosen = True
        if chosen and (chance >= 1.0 or random_real(state.random) < chance):
            book(fixed, state, lot, np.int64(-1))
            removed[count] = lot
            count += 1
            most -= 1
            if rule == 3:
                at = random_below(state.random, max(np.int64(1), state.count[ACTIVE]))
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
        return count
    lot = random_lot(state.active, state.count, random)
    for _ in range(20):
        if move == COSTLY:
            lot = costly_lot(state.lot, state.lot_cost, fixed.job, fixed.option_cost, state.active, state.count, random)
        if state.allowed[fixed.option[state.lot[lot, LOT_OPTION], OPTION_SITE]] == 1:
            break
        lot = random_lot(state.active, state.count, random)
    job, option = state.lot[lot, LOT_JOB], state.lot[lot, LOT_OPTION]
    site = fixed.option[option, OPTION_SITE]
    begin, options = fixed.job[job, JOB_FROM], fixed.job[job, JOB_TO] - fixed.job[job, JOB_FROM]
    # Two draws, each by a rule, from a window of weeks; which ones depends on the move.
    rule, which, most, chance = np.int64(0), site, size // 2 + 1, 0.8
    first, last = state.lot[lot, LOT_START] - 1, state.lot[lot, LOT_FINISH] + 1
    other, other_most = np.int64(-1), size // 2 + 1
    if move in (SITE_WINDOW, TO_CHEAPER, COSTLY):
        count = take(fixed, state, np.int64(4), lot, first, last, np.int64(1), 1.0, removed, count)
        if move == SITE_WINDOW:
            other = fixed.option[begin + random_below(random, min(np.int64(6), options)), OPTION_SITE]
        else:
            which = fixed.option[begin + random_below(random, max(np.int64(1), option - begin)), OPTION_SITE]
            most = 1 + random_below(random, size)
            first, last = first - 1, last + 1
    elif move == SAME_TYPE:
        rule, which, most = np.int64(1), fixed.job[job, JOB_TYPE], size + 2
    elif move == ANYWHERE:
        rule, most, chance = np.int64(3), size, 1.0
    elif move == SAME_WEEK:
        rule, first, most, chance = np.int64(2), state.lot[lot, LOT_INSPECT], size, 0.4
    elif move == WHOLE_SITE:
        first, last, most = np.int64(0), weeks, 3 * size
    elif move == UNBALANCED:
        other = fixed.option[random_below(random, len(fixed.option)), OPTION_SITE]
        for _ in range(7):
            over = fixed.option[state.lot[random_lot(state.active, state.count, random), LOT_OPTION], OPTION_SITE]
            under = fixed.option[random_below(random, len(fixed.option)), OPTION_SITE]
            if state.value[over] - fixed.fair[over] > state.value[which] - fixed.fair[which]:
                which = over
            if state.value[under] - fixed.fair[under] < state.value[other] - fixed.fair[other]:
                other = under
        week = random_below(random, weeks)
        first, last = week - 3, week + 3
    count = take(fixed, state, rule, which, first, last, most, chance, removed, count)
    if other >= 0:
        count = take(fixed, state, np.int64(0), other, first, last, other_most, 0.8, removed, count)
    return count


@compiled
def jobs_to_place(job_table, option_cost, lots, open_units, counts, random, removed, count, jobs, keys):
    """Distinct jobs of the removed lots and a few others with open units, in a random one of five orders."""
    n = 0
    for i in range(count):
        job = lots[removed[i], LOT_JOB]
        known = False
        for k in range(n):
            if jobs[k] == job:
                known = True
                break
        if not known and n < len(jobs):
            jobs[n] = job
            n += 1
    if counts[OPEN_VALUE] > 0:
        offset = random_below(random, len(job_table))
        added = 0
        for i in range(len(job_table)):
            job = offset + i
            if job >= len(job_table):
                job -= len(job_table)
            if open_units[job] > 0:
                known = False
                for k in range(n):
                    if jobs[k] == job:
                        known = True
                        break
                if not known:
                    if n >= len(jobs) or added >= 2:
                        break
                    jobs[n] = job
                    n += 1
                    added += 1
    order = random_below(random, np.int64(5))
    for k in range(n):
        job = jobs[k]
        if order == 0:
            keys[k] = -float(open_units[job] * job_table[job, JOB_PRICE])
        elif order == 1:
            keys[k] = float(job_table[job, JOB_TO] - job_table[job, JOB_FROM])
        elif order == 2:
            keys[k] = float(job_table[job, JOB_DUE])
        elif order == 3:
            second = min(job_table[job, JOB_FROM] + 1, job_table[job, JOB_TO] - 1)
            keys[k] = 0.0
            if second >= job_table[job, JOB_FROM]:
                gain = option_cost[second] - option_cost[job_table[job, JOB_FROM]]
                keys[k] = -gain * float(open_units[job])
        else:
            keys[k] = random_real(random)
        keys[k] += 1e-9 * random_real(random)
    for k in range(1, n):
        key, job = keys[k], jobs[k]
        i = k - 1
        while i >= 0 and keys[i] > key:
            keys[i + 1], jobs[i + 1] = keys[i], jobs[i]
            i -= 1
        keys[i + 1], jobs[i + 1] = key, job
    return n


@compiled
def keep_plan(lots, load_key, load_hours, active, count, plan, cost, missed, moved):
    """Copy the active lots into `plan`."""
    for place in range(count[ACTIVE]):
        lot = active[place]
        for column in range(8):
            plan.lot[place, column] = lots[lot, column]
        for r in range(lots[lot, LOT_LOADS]):
            plan.load_key[place, r] = load_key[lot, r]
            plan.load_hours[place, r] = load_hours[lot, r]
    plan.size[0] = count[ACTIVE]
    plan.cost[0] = cost
    plan.cost[1] = missed
    plan.cost[2] = moved


@compiled
def least_total(job_table, option_cost, rate, most_imbalance, total, value, open_units, jobs, first, end):
    """Rupiah that the plan cannot fall below once jobs[first:end] are placed: each at its cheapest, in one lot."""
    for i in range(first, end):
        job = jobs[i]
        if open_units[job] > 0 and job_table[job, JOB_FROM] < job_table[job, JOB_TO]:
            worth = open_units[job] * job_table[job, JOB_PRICE]
            cheapest = open_units[job] * option_cost[job_table[job, JOB_FROM]] + rate[PER_LOT]
            cheapest -= most_imbalance * 1e-9 * worth
            if cheapest < rate[UNPLANNED] * worth:
                total += cheapest
                value -= worth
    return total + rate[UNPLANNED] * value


@compiled
def anneal(fixed, state, order, steps, hot, cold, removed, placed, jobs, keys):
    """Place the open units of the jobs in `order`, then make `steps` moves.

    The temperature falls from `hot` to `cold` (rupiah).

    Returns the number of accepted moves.
    """
    random = state.random
    nothing = np.int64(2**40)
    for i in range(len(order)):
        if state.open[order[i]] > 0:
            place_job(fixed, state, order[i], np.int64(EARLY), np.int64(0), 0.0, nothing, placed, np.int64(0))
    total = total_cost(state.total, fixed.rate, state.count, fixed.group_limit, state.group_value)
    accepted = 0
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
        size = 1 + random_below(random, np.int64(state.weight[8]))
        count = ruin(fixed, state, move, size, removed)
        n = jobs_to_place(fixed.job, fixed.option_cost, state.lot, state.open, state.count, random, removed, count, jobs,
                          keys)
        limit = total - temperature * np.log(1.0 - random_real(random))
        new = np.int64(0)
        failed = False
        for k in range(n):
            job = jobs[k]
            draw = random_real(random)
            mode = np.int64(EARLY if draw < state.weight[9] else LATE if draw < state.weight[10] else FROM_WEEK)
            turn = random_below(random, np.int64(3))
            most = nothing
            if random_real(random) < state.weight[11] and state.open[job] >= 2 * fixed.job[job, JOB_MIN_LOT]:
                most = fixed.job[job, JOB_MIN_LOT] + random_below(random, state.open[job])
            new = place_job(fixed, state, job, mode, turn, state.weight[12], most, placed, new)
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
            accepted += 1
            for i in range(count):
                state.spare[state.count[SPARE]] = removed[i]
                state.count[SPARE] += 1
            total = after
    return accepted


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
        book(fixed, state, best, np.int64(-1))
        state.spare[state.count[SPARE]] = best
        state.count[SPARE] += 1


@compiled
def fits(fixed, state, plan, row):
    """Whether a kept lot may be used as it is: nothing it needs would fall below zero, and its dates still hold."""
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
    sites, weeks = state.free.shape[0], state.free.shape[2]
    for r in range(plan.lot[row, LOT_LOADS]):
        key = plan.load_key[row, r]
        resource = fixed.step[fixed.type[t, TYPE_STEP_FROM] + key // (weeks * sites), STEP_RESOURCE]
        if state.free[(key // weeks) % sites, resource, key % weeks] < plan.load_hours[row, r]:
            return False
    return True


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
        if state.count[SPARE] == 0 or not fits(fixed, state, plan, row):
            continue
        state.count[SPARE] -= 1
        lot = state.spare[state.count[SPARE]]
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
        book(fixed, state, lot, np.int64(1))
        count += 1
    return count
