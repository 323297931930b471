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
    LOT_POSITION,
    LOT_START,
    LOT_UNITS,
    MOVE_CHANCES,
    OPEN_VALUE,
    OPTION_SITE,
    WEEKS,
)
from tempa.allocation.planner.search.slot import compiled

MOVES = len(MOVE_CHANCES)
SITE_WINDOW, TO_CHEAPER, SAME_TYPE, ANYWHERE, UNBALANCED, SAME_WEEK, WHOLE_SITE, COSTLY = range(MOVES)
OF_SITE, OF_TYPE, OF_WEEK, ANY, THE_LOT = range(5)
"""By which rule `take` chooses lots."""
USUAL_CHANCE, WEEK_CHANCE = 0.8, 0.4
"""Chance that a lot which fits the rule is taken: not all, so that the same move differs from time to time. One inspection week
has lots all over the programme, of which fewer are enough."""
LOOKS = 20
"""Draws for a lot at a site that is not held in this round; without one, the move takes out nothing there."""
COSTLY_SAMPLE, BALANCE_SAMPLE = 4, 7
"""Random lots, and pairs of sites, of which the worst is taken: near the worst of all, without looking at all."""
RIVALS = 6
"""Cheapest options of a line among which a rival site is drawn."""
WIDER = 1
"""Weeks before and after a lot in which others are in its way; twice as many where it is to go to a cheaper site."""
BALANCE_WEEKS = 3
"""Weeks before and after a random one, where value is moved from a site above its fair value to one below."""
TYPE_MORE, SITE_FACTOR = 2, 3
"""Lots of one type may be two more than the move's size, lots of a whole site three times as many: their places are exchanged."""
ORDERS, OPEN_JOBS_MORE = 5, 2
"""Orders in which jobs are placed again; jobs with unplanned units that are tried beside those of the lots taken out."""
TIE_BREAK = 1e-9
"""Of a random number, so that equal jobs come in a random order; below every difference that means something."""


@compiled
def random_lot(active, count, random):
    return active[random_below(random, count[ACTIVE])]


@compiled
def take(fixed, state, rule, which, first, last, most, chance, removed, count):
    """Take out up to `most` lots that touch the weeks, each with the given chance, from a random place on; notes them.

    `rule`: OF_SITE `which`, OF_TYPE `which`, OF_WEEK: inspected in `first`, ANY, THE_LOT `which`.
    """
    total = state.count[ACTIVE]
    at = random_below(state.random, max(np.int64(1), total))
    if rule == THE_LOT:
        at, total = state.lot[which, LOT_POSITION], np.int64(1)
    for _ in range(total):
        if most <= 0 or count >= len(removed) or state.count[ACTIVE] == 0:
            break
        if at >= state.count[ACTIVE]:
            at = np.int64(0)
        if rule == OF_SITE and state.active_site[at] != which:
            at += 1
            continue
        lot = state.active[at]
        site = fixed.option[state.lot[lot, LOT_OPTION], OPTION_SITE]
        if state.allowed[site] == 0:
            chosen = False
        elif rule == OF_SITE:
            chosen = site == which and state.lot[lot, LOT_START] <= last and state.lot[lot, LOT_INSPECT] >= first
        elif rule == OF_TYPE:
            chosen = fixed.job[state.lot[lot, LOT_JOB], JOB_TYPE] == which
        elif rule == OF_WEEK:
            chosen = state.lot[lot, LOT_INSPECT] == first
        else:
            chosen = True
        if chosen and (chance >= 1.0 or random_real(state.random) < chance):
            book(fixed, state, lot, np.int64(-1))
            removed[count] = lot
            count += 1
            most -= 1
            if rule == ANY:
                at = random_below(state.random, max(np.int64(1), state.count[ACTIVE]))
        else:
            at += 1
    return count


@compiled
def costly_lot(lots, lot_cost, jobs, option_cost, active, count, random):
    """Of some random lots the one that costs most beyond the cheapest option of its line, imbalance apart."""
    best, most = np.int64(0), -np.inf
    for _ in range(COSTLY_SAMPLE):
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
    for _ in range(LOOKS):
        if move == COSTLY:
            lot = costly_lot(state.lot, state.lot_cost, fixed.job, fixed.option_cost, state.active, state.count, random)
        if state.allowed[fixed.option[state.lot[lot, LOT_OPTION], OPTION_SITE]] == 1:
            break
        lot = random_lot(state.active, state.count, random)
    job, option = state.lot[lot, LOT_JOB], state.lot[lot, LOT_OPTION]
    site = fixed.option[option, OPTION_SITE]
    begin, options = fixed.job[job, JOB_FROM], fixed.job[job, JOB_TO] - fixed.job[job, JOB_FROM]
    # Two draws, each by a rule, from a window of weeks; which ones depends on the move.
    rule, which, most, chance = np.int64(OF_SITE), site, size // 2 + 1, USUAL_CHANCE
    first, last = state.lot[lot, LOT_START] - WIDER, state.lot[lot, LOT_FINISH] + WIDER
    other, other_most = np.int64(-1), size // 2 + 1
    if move in (SITE_WINDOW, TO_CHEAPER, COSTLY):
        count = take(fixed, state, np.int64(THE_LOT), lot, first, last, np.int64(1), 1.0, removed, count)
        if move == SITE_WINDOW:
            other = fixed.option[begin + random_below(random, min(np.int64(RIVALS), options)), OPTION_SITE]
        else:
            which = fixed.option[begin + random_below(random, max(np.int64(1), option - begin)), OPTION_SITE]
            most = 1 + random_below(random, size)
            first, last = first - WIDER, last + WIDER
    elif move == SAME_TYPE:
        rule, which, most = np.int64(OF_TYPE), fixed.job[job, JOB_TYPE], size + TYPE_MORE
    elif move == ANYWHERE:
        rule, most, chance = np.int64(ANY), size, 1.0
    elif move == SAME_WEEK:
        rule, first, most, chance = np.int64(OF_WEEK), state.lot[lot, LOT_INSPECT], size, WEEK_CHANCE
    elif move == WHOLE_SITE:
        first, last, most = np.int64(0), weeks, SITE_FACTOR * size
    elif move == UNBALANCED:
        other = fixed.option[random_below(random, len(fixed.option)), OPTION_SITE]
        for _ in range(BALANCE_SAMPLE):
            over = fixed.option[state.lot[random_lot(state.active, state.count, random), LOT_OPTION], OPTION_SITE]
            under = fixed.option[random_below(random, len(fixed.option)), OPTION_SITE]
            if state.value[over] - fixed.fair[over] > state.value[which] - fixed.fair[which]:
                which = over
            if state.value[under] - fixed.fair[under] < state.value[other] - fixed.fair[other]:
                other = under
        week = random_below(random, weeks)
        first, last = week - BALANCE_WEEKS, week + BALANCE_WEEKS
    count = take(fixed, state, rule, which, first, last, most, chance, removed, count)
    if other >= 0:
        count = take(fixed, state, np.int64(OF_SITE), other, first, last, other_most, USUAL_CHANCE, removed, count)
    return count


@compiled
def jobs_to_place(job_table, option_cost, lots, open_units, counts, random, removed, count, jobs, keys):
    """Distinct jobs of the removed lots and a few others with open units, in a random one of some orders."""
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
                    if n >= len(jobs) or added >= OPEN_JOBS_MORE:
                        break
                    jobs[n] = job
                    n += 1
                    added += 1
    order = random_below(random, np.int64(ORDERS))
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
        keys[k] += TIE_BREAK * random_real(random)
    for k in range(1, n):
        key, job = keys[k], jobs[k]
        i = k - 1
        while i >= 0 and keys[i] > key:
            keys[i + 1], jobs[i + 1] = keys[i], jobs[i]
            i -= 1
        keys[i + 1], jobs[i + 1] = key, job
    return n
