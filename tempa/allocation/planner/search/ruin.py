"""Which lots a move takes out of the plan, and in which order their lines are placed again."""

# mypy: allow-untyped-defs, allow-untyped-calls
# (numba infers the types of compiled functions from their arguments)

from __future__ import annotations

import numpy as np

from tempa.allocation.planner.search.kernel import book, random_below, random_real
from tempa.allocation.planner.search.layout import (
    ACTIVE,
    JOB_DUE,
    JOB_FROM,
    JOB_PRICE,
    JOB_TO,
    JOB_TYPE,
    LOT_FINISH,
    LOT_INSPECT,
    LOT_JOB,
    LOT_OPTION,
    LOT_PLACE,
    LOT_START,
    LOT_UNITS,
    OPEN_VALUE,
    OPTION_SITE,
    WEEKS,
)
from tempa.allocation.planner.search.slot import compiled

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
