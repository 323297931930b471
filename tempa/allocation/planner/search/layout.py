"""How the compiled search sees a problem: a few dense tables of whole numbers, and the state that moves over them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tempa.allocation.planner.problem.model import NO_LIMIT, BegunLot, PinnedLot, Problem
from tempa.allocation.planner.search.retained_lots import book_retained, decided_units

Whole = NDArray[np.int64]
Short = NDArray[np.int32]
Real = NDArray[np.float64]

# A job is what the search places: the open units of an order line, one begun lot, or one pinned lot.
JOB_TYPE, JOB_UNITS, JOB_MIN_LOT, JOB_BUDGET, JOB_FROM, JOB_TO, JOB_RELEASE, JOB_INSPECT_FIRST, JOB_INSPECT_LAST, \
    JOB_KIND, JOB_LINE, JOB_START, JOB_DUE, JOB_PRICE = range(14)
OPEN, BEGUN, PINNED = 0, 1, 2
OPTION_SITE, OPTION_OFFER, OPTION_CASH, OPTION_STABLE_FIRST, OPTION_STABLE_LAST = range(5)
TYPE_INSPECTION, TYPE_FIRST_START, TYPE_STEP_FROM, TYPE_STEP_TO, TYPE_MATERIAL_FROM, TYPE_MATERIAL_TO, TYPE_REPEATS, \
    TYPE_PRICE = range(8)
STEP_RESOURCE, STEP_UNIT, STEP_SETUP = range(3)
SITE_PAYER, SITE_FIRST, SITE_LAST, SITE_VALUE_MAX, SITE_OWN = range(5)
LOT_JOB, LOT_OPTION, LOT_UNITS, LOT_START, LOT_FINISH, LOT_INSPECT, LOT_LOADS, LOT_POSITION = range(8)
LOT_COLUMNS = 8
WEEKS, LAG, INSPECTION, FIRST_FREE, IMBALANCE_MOST = range(5)
BILLIONTHS, BILLIONTH = 1e9, 1e-9
"""IMBALANCE_MOST, rupiah per rupiah of value, is a whole number of billionths."""
PER_LOT, UNPLANNED, SHORTFALL, STABILITY = range(4)
DIRECT, IMBALANCE, MOVED = range(3)
ACTIVE, SPARE, HELD, OPEN_VALUE = range(4)
RESOURCE_AT, SITE_AT, STEP_AT = 16, 24, 48
"""Bits of a load's key above which resource, site and step stand; the week is below (read by shifts, which cost nothing)."""
WEEK_BITS, RESOURCE_BITS, SITE_BITS = 2**16 - 1, 2**8 - 1, 2**24 - 1

MOVE_CHANCES = (1.0, 1.0, 1.0, 0.3, 1.0, 0.3, 1.0, 1.0)
"""How often each kind of move is made beside the others, in the order of `ruin`. Lots taken anywhere, or of one inspection
week, have least to do with one another; they are there so that nothing stays out of reach."""
LARGEST_MOVE, EARLY_UNTIL, LATE_UNTIL, SMALL_LOT_CHANCE, OVERLOOK_CHANCE = range(len(MOVE_CHANCES), len(MOVE_CHANCES) + 5)
"""Cells of `State.weight` after the moves' chances."""
WEIGHTS = (*MOVE_CHANCES, 6, 0.6, 0.9, 0.04, 0.003)
"""A move's size is drawn from 1 to 6 lots: small moves are cheap and often accepted. Of the jobs 0.6 are laid as early as
possible, 0.3 as late as is on time (which ties up cash for the shortest time), 0.1 from a random week on. With a chance of
0.04 a job is cut into smaller lots than it needs to be, with one of 0.003 an option is overlooked: else the same choices
would come again and again."""
ROWS_PER_JOB, ROWS_MORE, ROWS_IN_CHANGE = 8, 2000, 256
"""Rows for lots: most per job and beside, so that an order of many small lots fits in memory; and those of a move on the way."""
LEAST_WIDTH, MOST_WIDTH, WIDTH_WEEKS, WIDTH_SPARE = 48, 512, 24, 16
"""Loads that a lot may have: one for each step in each of up to 24 weeks, and 16 for work shared between sites; never under 48
(short routings share more), never over 512. A lot that needs more is placed elsewhere or cut."""
MOST_TAKEN, MOST_PLACED = 128, 512
"""Lots that a move takes out, and lots that it places, at most: far above what WEIGHTS ask for, so that no move is cut short."""
SEED_FACTOR, SEED_OFFSET = 2654435761, 88172645463325252
"""Spread neighbouring seeds over 64 bits (Knuth's multiplier), away from 0, which xorshift never leaves."""

MOST_HOURS = 2**31 - 1
"""Hundredths of an hour that a site's resource has left in all weeks together; more is not used (21 million hours)."""


class Fixed(NamedTuple):
    """What the search does not change. Hours in hundredths, money in rupiah, materials in ten-thousandths."""

    job: Whole
    """(J, 14), columns JOB_*."""
    late: Real
    """(J, H) rupiah per unit inspected in that week."""
    option: Whole
    """(O, 5), columns OPTION_*; the options of a job stand together, cheapest first."""
    option_cost: Real
    """(O,) offer + freight per unit."""
    type: Whole
    """(T, 8), columns TYPE_*."""
    step: Whole
    """(N, 3), columns STEP_*."""
    material: Whole
    """(B, 2): limited material, quantity per unit."""
    done: Whole
    """(J, K) hours already done per step (begun lots)."""
    extra: Whole
    """(J, K) hours on top of set-up and units per step (rework)."""
    site: Whole
    """(S, 5), columns SITE_*."""
    site_rate: Real
    """(S,) imbalance rate, 0 where the site is not fit."""
    fair: Real
    provider_from: Whole
    """(S + 1,) rows of `provider`: own site, lead, facilities."""
    provider: Whole
    group_from: Whole
    """(S + 1,) rows of `group`."""
    group: Whole
    group_limit: Whole
    """(G, 2): least, most value."""
    number: Whole
    """(5,): WEEKS, LAG, INSPECTION, FIRST_FREE, IMBALANCE_MOST (billionths of value)."""
    rate: Real
    """(4,): PER_LOT, UNPLANNED, SHORTFALL, STABILITY."""


class State(NamedTuple):
    """Lots and what they leave free; every array is changed in place."""

    free: Short
    """(S, R, H) hours left."""
    ahead: Short
    """(S, R, H + 1) hours left from the week on."""
    cash: Whole
    """(S, H + lag + 1) rupiah left."""
    inspection: Whole
    """(H,) hours left."""
    slack: Whole
    """(M, H) arrived and not used by lots that start in or before the week, limited materials only."""
    slack_ahead: Whole
    """(M, H) least slack from the week on."""
    value: Whole
    group_value: Whole
    budget: Whole
    type_units: Whole
    """(T,) units that may still be planned."""
    open: Whole
    """(J,) units not placed."""
    site_lots: Whole
    """(S,) lots that may still be placed."""
    allowed: Whole
    """(S,) 1 where lots may be placed and taken out in this round."""
    lot: Whole
    """(L, 8), columns LOT_*."""
    lot_cost: Real
    """(L, 2): rupiah without imbalance, stability rupiah."""
    load_key: Whole
    """(L, K): see `load_key`."""
    load_hours: Short
    active: Whole
    """(L,) lots in use, the first count[ACTIVE] entries."""
    active_site: Whole
    """(L,) their sites."""
    spare: Whole
    """(L,) unused rows, the first count[SPARE] entries."""
    count: Whole  # type: ignore[assignment]  # hides tuple.count, which nobody needs here
    """(4,): ACTIVE, SPARE, HELD, OPEN_VALUE; least shares are reduced by OPEN_VALUE - HELD, if that is above 0."""
    total: Real
    """(3,): DIRECT, IMBALANCE, MOVED."""
    random: NDArray[np.uint64]
    """(1,) state of the pseudo-random numbers."""
    need: Whole
    """(K,) scratch: hours of each step of the lot being placed."""
    reached: Whole
    """(K,) scratch."""
    provider: Whole
    """(S,) scratch: sites whose hours the lot may use, in order."""
    try_key: Whole
    try_hours: Short
    best_key: Whole
    best_hours: Short
    weight: Real
    """As WEIGHTS."""


class Snapshot(NamedTuple):
    """Lots without what they leave free: what is kept of the best state."""

    lot: Whole
    load_key: Whole
    load_hours: Short
    size: Whole
    """(1,) number of lots."""
    cost: Real
    """(3,): total with penalties, shortfall in rupiah of value, rupiah for stability."""


def fixed_from(problem: Problem, shortfall_rate: float) -> Fixed:
    """The dense tables of a problem; `shortfall_rate` is the penalty per rupiah below a least share."""
    limited_row = {m: i for i, m in enumerate(limited_materials(problem))}
    jobs, options, costs, done, extra = jobs_and_options(problem)
    material, material_start = [], [0]
    for t in range(len(problem.types)):
        for row in range(int(problem.bom_start[t]), int(problem.bom_start[t + 1])):
            if int(problem.bom_material[row]) in limited_row:
                material.append((limited_row[int(problem.bom_material[row])], int(problem.bom_quantity[row])))
        material_start.append(len(material))
    providers, provider_start = flat([problem.providers_of(s) for s in range(len(problem.sites))])
    groups, group_start = flat([list(np.flatnonzero(problem.group_member[:, s])) for s in range(len(problem.sites))])
    late = np.array([problem.weeks_late[j[JOB_LINE]] * problem.lateness_rate * float(j[JOB_PRICE]) for j in jobs])
    return Fixed(
        job=np.array(jobs, dtype=np.int64).reshape(len(jobs), 14),
        late=late.reshape(len(jobs), problem.weeks),
        option=options, option_cost=costs,
        type=type_table(problem, material_start),
        step=np.stack([problem.step_resource, problem.step_unit_hours, problem.step_setup_hours], axis=1),
        material=np.array(material, dtype=np.int64).reshape(len(material), 2),
        done=done, extra=extra,
        site=np.stack([problem.site_payer, np.maximum(problem.first_week, problem.first_free_week), problem.last_week,
                       problem.site_value_max, np.arange(len(problem.sites))], axis=1).astype(np.int64),
        site_rate=np.where(problem.fit, problem.imbalance_rate, 0.0),
        fair=problem.fair_value.astype(np.float64),
        provider_from=provider_start, provider=providers, group_from=group_start, group=groups,
        group_limit=np.stack([problem.group_min, problem.group_max], axis=1),
        number=np.array([problem.weeks, problem.payment_lag, problem.inspection_hours, problem.first_free_week,
                         round(problem.imbalance_rate * BILLIONTHS)], dtype=np.int64),
        rate=np.array([problem.lot_cost, problem.unplanned_rate, shortfall_rate, problem.stability_price], dtype=float),
    )


def limited_materials(problem: Problem) -> list[int]:
    """Those with a weekly supply; where there is only a lead time, the earliest start already holds it."""
    return [int(m) for m in np.flatnonzero(((problem.supply > 0) & (problem.supply < NO_LIMIT)).any(axis=1))]


def jobs_and_options(problem: Problem) -> tuple[list[list[int]], Whole, Real, Whole, Whole]:
    """Jobs with their options; open units of lines first, then begun lots, then pinned lots."""
    table, prices, start = open_options(problem)
    decided = decided_units(problem)
    jobs = [job_of(problem, line, max(0, int(problem.line_quantity[line]) - decided[line]),
                   int(problem.line_min_lot[line]), int(start[line]), int(start[line + 1]))
            for line in range(len(problem.lines))]
    options: list[list[int]] = []
    costs: list[float] = []
    before = len(table)
    fixed_lots: tuple[BegunLot | PinnedLot, ...] = (*problem.begun, *problem.pins)
    for lot in fixed_lots:
        first = before + len(options)
        for row in problem.option_rows(lot.line):
            if int(problem.option_site[row]) == lot.site:
                options.append(option_of(problem, lot.line, row))
                costs.append(float(problem.option_offer[row] + problem.option_freight[row]))
        if isinstance(lot, BegunLot) and before + len(options) == first:
            options.append([lot.site, lot.offer, lot.cash, 0, NO_LIMIT])
            costs.append(lot.offer + lot.freight)
        job = job_of(problem, lot.line, lot.quantity, lot.quantity, first, before + len(options))
        jobs.append(begun_job(job, lot) if isinstance(lot, BegunLot) else pinned_job(job, lot))
    most = max((int(problem.step_start[t + 1] - problem.step_start[t]) for t in range(len(problem.types))), default=1)
    done = np.zeros((len(jobs), max(1, most)), dtype=np.int64)
    extra = np.zeros_like(done)
    for j, begun in enumerate(problem.begun, len(problem.lines)):
        for load in begun.done:
            done[j, load.step] += load.hours
        for step, hours in begun.extra_hours:
            extra[j, step] += hours
    more = np.array(options, dtype=np.int64).reshape(len(options), 5)
    return jobs, np.concatenate([table, more]), np.concatenate([prices, np.array(costs, dtype=float)]), done, extra


def open_options(problem: Problem) -> tuple[Whole, Real, Whole]:
    """Option rows of all lines without the forbidden ones, their offer + freight, and where each line's begin."""
    count = np.diff(problem.option_start)
    line_of = np.repeat(np.arange(len(problem.lines)), count)
    used = np.ones(len(line_of), dtype=bool)
    table = np.zeros((len(line_of), 5), dtype=np.int64)
    table[:, OPTION_SITE], table[:, OPTION_OFFER] = problem.option_site, problem.option_offer
    table[:, OPTION_CASH] = problem.option_cash
    table[:, OPTION_STABLE_FIRST], table[:, OPTION_STABLE_LAST] = (NO_LIMIT, -1) if problem.stability_price else (0, NO_LIMIT)
    for line in {line for line, _ in (*problem.stability_windows, *problem.forbidden)}:
        for row in problem.option_rows(line):
            pair = (line, int(problem.option_site[row]))
            used[row] = pair not in problem.forbidden
            if pair in problem.stability_windows:
                table[row, OPTION_STABLE_FIRST], table[row, OPTION_STABLE_LAST] = problem.stability_windows[pair]
    left = np.bincount(line_of[used], minlength=len(problem.lines)) if len(line_of) else count
    start = np.concatenate([[0], np.cumsum(left)]).astype(np.int64)
    return table[used], problem.unit_cost().astype(np.float64)[used], start


def option_of(problem: Problem, line: int, row: int) -> list[int]:
    site = int(problem.option_site[row])
    window = problem.stability_windows.get((line, site), (NO_LIMIT, -1) if problem.stability_price else (0, NO_LIMIT))
    return [site, int(problem.option_offer[row]), int(problem.option_cash[row]), *window]


def job_of(problem: Problem, line: int, units: int, least: int, first: int, end: int) -> list[int]:
    t = int(problem.line_type[line])
    on_time = np.flatnonzero(problem.weeks_late[line] == 0)
    due = int(on_time[-1]) if len(on_time) else -1
    return [t, units, least, int(problem.line_budget[line]), first, end, 0, 0, problem.weeks - 1, OPEN, line, -1, due,
            int(problem.type_price[t])]


def begun_job(job: list[int], lot: BegunLot) -> list[int]:
    job[JOB_KIND], job[JOB_RELEASE], job[JOB_START] = BEGUN, lot.from_week, lot.start_week
    return job


def pinned_job(job: list[int], lot: PinnedLot) -> list[int]:
    job[JOB_KIND], job[JOB_RELEASE], job[JOB_INSPECT_FIRST] = PINNED, lot.first_start, lot.first_inspect
    job[JOB_INSPECT_LAST] = min(job[JOB_INSPECT_LAST], lot.last_inspect)
    return job


def type_table(problem: Problem, material_start: list[int]) -> Whole:
    table = np.zeros((len(problem.types), 8), dtype=np.int64)
    table[:, TYPE_INSPECTION] = problem.type_inspection
    table[:, TYPE_FIRST_START] = problem.type_first_start
    table[:, TYPE_STEP_FROM] = problem.step_start[:-1]
    table[:, TYPE_STEP_TO] = problem.step_start[1:]
    table[:, TYPE_MATERIAL_FROM] = material_start[:-1]
    table[:, TYPE_MATERIAL_TO] = material_start[1:]
    table[:, TYPE_PRICE] = problem.type_price
    for t in range(len(problem.types)):
        used = problem.step_resource[problem.step_start[t]:problem.step_start[t + 1]]
        table[t, TYPE_REPEATS] = int(len(set(used.tolist())) < len(used))
    return table


def flat(groups: list[list[int]]) -> tuple[Whole, Whole]:
    """All entries end to end, and where each group begins."""
    start = np.concatenate([[0], np.cumsum([len(g) for g in groups])]).astype(np.int64)
    return np.array([x for g in groups for x in g], dtype=np.int64), start


def empty_state(problem: Problem, fixed: Fixed, seed: int) -> State:
    """No lot placed; everything free."""
    sites, weeks = len(problem.sites), problem.weeks
    limited = limited_materials(problem)
    most = np.full(sites, NO_LIMIT) if problem.site_lots_max is None else problem.site_lots_max
    state = state_with(
        fixed, seed, free=problem.capacity,
        cash=np.repeat(problem.cash_limit[:, None], weeks + problem.payment_lag + 1, axis=1),
        inspection=np.full(weeks, problem.inspection_hours), slack=problem.supply[limited].reshape(len(limited), weeks),
        value=np.zeros(sites), group_value=np.zeros(len(problem.groups)), budget=problem.budget,
        type_units=problem.type_units_max, open=fixed.job[:, JOB_UNITS], site_lots=most)
    book_retained(problem, state, limited)
    sum_up(fixed, state)
    return state


def state_with(fixed: Fixed, seed: int, **left: NDArray[Any]) -> State:
    """A state without lots; `left` holds the arrays of what is free and what is given already, by their names."""
    sites, resources, weeks = left["free"].shape
    rows, width, steps = most_lots(fixed), load_width(fixed, weeks), fixed.done.shape[1]
    whole = {name: np.array(values, dtype=np.int64) for name, values in left.items() if name != "free"}
    return State(
        **whole, free=np.minimum(left["free"], MOST_HOURS // (weeks + 1)).astype(np.int32),
        ahead=np.zeros((sites, resources, weeks + 1), dtype=np.int32),
        slack_ahead=np.zeros_like(whole["slack"]), allowed=np.ones(sites, dtype=np.int64),
        lot=np.zeros((rows, LOT_COLUMNS), dtype=np.int64), lot_cost=np.zeros((rows, 2)),
        load_key=np.zeros((rows, width), dtype=np.int64), load_hours=np.zeros((rows, width), dtype=np.int32),
        active=np.zeros(rows, dtype=np.int64), active_site=np.zeros(rows, dtype=np.int64),
        spare=np.arange(rows, dtype=np.int64)[::-1].copy(),
        count=np.array([0, rows, 0, 0], dtype=np.int64),
        total=np.zeros(3), random=np.array([seed * SEED_FACTOR + SEED_OFFSET], dtype=np.uint64),
        need=np.zeros(steps, dtype=np.int64), reached=np.zeros(steps, dtype=np.int64),
        provider=np.zeros(sites, dtype=np.int64),
        try_key=np.zeros(width, dtype=np.int64), try_hours=np.zeros(width, dtype=np.int32),
        best_key=np.zeros(width, dtype=np.int64), best_hours=np.zeros(width, dtype=np.int32),
        weight=np.array(WEIGHTS),
    )


def sum_up(fixed: Fixed, state: State) -> None:
    """What follows from the rest: hours and materials ahead, the value of open units, what imbalance costs."""
    state.ahead[:, :, :-1] = np.cumsum(state.free[:, :, ::-1], axis=2)[:, :, ::-1]
    if state.slack.size:
        state.slack_ahead[:] = np.minimum.accumulate(state.slack[:, ::-1], axis=1)[:, ::-1]
    state.count[OPEN_VALUE] = int((state.open * fixed.job[:, JOB_PRICE]).sum())
    state.total[IMBALANCE] = float((fixed.site_rate * np.abs(state.value - fixed.fair)).sum())


def most_lots(fixed: Fixed) -> int:
    """Rows for lots: what minimum lots allow, kept to a size that fits in memory, and those under change."""
    least = np.maximum(1, fixed.job[:, JOB_MIN_LOT])
    wanted = int((-(-fixed.job[:, JOB_UNITS] // least)).sum())
    return min(wanted, ROWS_PER_JOB * len(fixed.job) + ROWS_MORE) + ROWS_IN_CHANGE


def load_width(fixed: Fixed, weeks: int) -> int:
    """Load rows that one lot may have."""
    return int(min(MOST_WIDTH, max(LEAST_WIDTH, fixed.done.shape[1] * min(weeks, WIDTH_WEEKS) + WIDTH_SPARE)))


def load_key(step: Any, site: Any, resource: Any, week: Any) -> Any:
    """One number for where and when hours are worked; whole numbers or arrays of them."""
    return step << STEP_AT | site << SITE_AT | resource << RESOURCE_AT | week


def load_parts(key: Any) -> tuple[Any, Any, Any, Any]:
    """(step, site, resource, week) of a key."""
    return key >> STEP_AT, key >> SITE_AT & SITE_BITS, key >> RESOURCE_AT & RESOURCE_BITS, key & WEEK_BITS


def empty_snapshot(state: State) -> Snapshot:
    return Snapshot(lot=np.zeros_like(state.lot), load_key=np.zeros_like(state.load_key),
                load_hours=np.zeros_like(state.load_hours), size=np.zeros(1, dtype=np.int64), cost=np.full(3, np.inf))


def scratch() -> tuple[Whole, Whole, Whole, Real]:
    """What a move writes in: lots taken out, lots placed, jobs to place and the keys of their order."""
    return (np.zeros(MOST_TAKEN, dtype=np.int64), np.zeros(MOST_PLACED, dtype=np.int64), np.zeros(MOST_TAKEN, dtype=np.int64),
            np.zeros(MOST_TAKEN))
