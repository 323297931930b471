"""The search: `solve(problem, stop, seed)` gives the best valid plan found by then, on as many cores as asked."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from tempa.allocation.planner import anneal, kernel
from tempa.allocation.planner.cost import Parts, cost_parts
from tempa.allocation.planner.layout import (
    JOB_DUE,
    JOB_KIND,
    JOB_LINE,
    JOB_PRICE,
    JOB_UNITS,
    LOT_FINISH,
    LOT_INSPECT,
    LOT_JOB,
    LOT_LOADS,
    LOT_OPTION,
    LOT_START,
    LOT_UNITS,
    MOVED,
    OPEN_VALUE,
    OPTION_SITE,
    Fixed,
    Plan,
    State,
    Whole,
    empty_plan,
    empty_state,
    fixed_from,
)
from tempa.allocation.planner.problem import Load, Lot, Problem

Progress = Callable[[float, float, int, int], None]
"""Called with (seconds so far, objective of the best plan, unplanned units in it, moves tried so far)."""

SHORTFALL_RATE = 4.0
"""Penalty per rupiah of value below a least share; above what an unplanned unit costs, so that shares win."""
ROUNDS = 120
"""Rounds of a search that is stopped by iterations; threads may exchange plans between rounds."""


NO_JOBS: Whole = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Stop:
    """When to end: after `seconds` of search, after `iterations` moves in all, or once `cancelled()` says so."""

    seconds: float | None = None
    iterations: int | None = None
    cancelled: Callable[[], bool] | None = None


@dataclass(frozen=True)
class Result:
    """The best plan found; `unplanned` units per line; `curve` holds what `on_progress` was told."""

    lots: tuple[Lot, ...]
    unplanned: tuple[int, ...]
    parts: Parts
    seconds: float
    iterations: int
    seed: int
    threads: int
    curve: tuple[tuple[float, float, int, int], ...] = field(default=(), repr=False)

    @property
    def objective(self) -> int:
        """Rupiah."""
        return self.parts.objective

    @property
    def unplanned_units(self) -> int:
        return sum(self.unplanned)


@dataclass(frozen=True)
class Temperature:
    """Rupiah; falls geometrically from `hot` to `cold` over the search."""

    hot: float
    cold: float

    def at(self, share: float) -> float:
        return float(self.hot * (self.cold / self.hot) ** min(1.0, max(0.0, share)))


def solve(problem: Problem, stop: Stop, seed: int = 1, on_progress: Progress | None = None, threads: int = 2,
          start: tuple[Lot, ...] = ()) -> Result:
    """Search until `stop`; `start` is a plan to begin with (a warm start). The result is valid under all rules.

    Equal problem, seed, threads and iterations give equal plans on one type of machine; a search stopped by the clock
    does as much as it can.
    """
    begun = time.perf_counter()
    fixed = fixed_from(problem, SHORTFALL_RATE)
    searchers = [Searcher(problem, fixed, seed * 1009 + i) for i in range(threads)]
    for searcher in searchers:
        searcher.begin(start)
    search = Search(problem, stop, searchers, temperature_for(problem, bool(start)), on_progress, begun)
    with ThreadPoolExecutor(threads) as pool:
        search.run(pool)
    best = search.best()
    lots = lots_of(problem, fixed, best.plan)
    unplanned = open_units(problem, lots)
    return Result(lots, unplanned, cost_parts(problem, lots, unplanned), time.perf_counter() - begun, search.tried, seed,
                  threads, tuple(search.curve))


def prepare(problem: Problem) -> None:
    """Load (or, the first time, compile) the search, so that no second of `solve` is spent on it."""
    fixed = fixed_from(problem, SHORTFALL_RATE)
    searcher = Searcher(problem, fixed, 1)
    nobody = empty_plan(searcher.state)
    anneal.mend_shares(fixed, searcher.state)
    searcher.copy_to(nobody, 0.0, 0.0)
    anneal.restore(fixed, searcher.state, nobody)
    searcher.move(1, 1.0, 1.0)


def temperature_for(problem: Problem, warm: bool) -> Temperature:
    """Hot and cold in proportion to what a lot is worth here."""
    units = max(1, int(problem.line_quantity.sum()))
    scale = float(problem.order_value) / units / 8.0e6 if problem.order_value else 1.0
    scale = max(scale, 1e-6)
    return Temperature(6e4 * scale, 6e3 * scale) if warm else Temperature(4e5 * scale, 8e3 * scale)


class Searcher:
    """One thread's state, its best plan, and the scratch space of its moves."""

    def __init__(self, problem: Problem, fixed: Fixed, seed: int) -> None:
        self.problem = problem
        self.fixed = fixed
        self.state: State = empty_state(problem, fixed, seed)
        self.plan: Plan = empty_plan(self.state)
        self.spare_plan: Plan = empty_plan(self.state)
        self.removed = np.zeros(128, dtype=np.int64)
        self.placed = np.zeros(512, dtype=np.int64)
        self.jobs = np.zeros(128, dtype=np.int64)
        self.keys = np.zeros(128)
        self.guided = False
        self.speed = 2000.0

    def begin(self, start: tuple[Lot, ...]) -> None:
        """The empty plan is valid; a given or a constructed one is usually better."""
        self.keep()
        if start:
            self.load(start)
        self.move(0, 1.0, 1.0, construction_order(self.fixed))
        self.keep()

    def keep(self) -> None:
        """Note the present state as best if it is valid and better, mended where a least share is missed."""
        if self.missed() > 0:
            self.copy_to(self.spare_plan, 0.0, 0.0)
            anneal.mend_shares(self.fixed, self.state)
            self.keep_if_better()
            anneal.restore(self.fixed, self.state, self.spare_plan)
        else:
            self.keep_if_better()

    def missed(self) -> int:
        """Rupiah of value below least shares."""
        state = self.state
        return int(kernel.shortfall(self.fixed.group_limit, state.group_value, state.count[OPEN_VALUE]))

    def keep_if_better(self) -> None:
        cost = self.total()
        if cost < self.plan.cost[0]:
            self.copy_to(self.plan, cost, float(self.missed()))

    def total(self) -> float:
        """Rupiah, penalties included."""
        state = self.state
        return float(kernel.total_cost(state.total, self.fixed.rate, state.count, self.fixed.group_limit,
                                       state.group_value))

    def copy_to(self, plan: Plan, cost: float, missed: float) -> None:
        state = self.state
        anneal.keep_plan(state.lot, state.load_key, state.load_hours, state.active, state.count, plan, cost, missed,
                         state.total[MOVED])

    def load(self, lots: tuple[Lot, ...]) -> None:
        """Put the lots of an earlier plan into the state as far as they still fit."""
        plan_from_lots(self.problem, self.fixed, lots, self.spare_plan)
        anneal.restore(self.fixed, self.state, self.spare_plan)

    def move(self, steps: int, hot: float, cold: float, order: Whole = NO_JOBS) -> None:
        """Place the jobs in `order`, then `steps` moves between the two temperatures."""
        began = time.perf_counter()
        anneal.anneal(self.fixed, self.state, self.plan, order, steps, hot, cold, self.removed, self.placed, self.jobs,
                      self.keys, self.guided)
        spent = time.perf_counter() - began
        if steps > 0:
            self.speed = 0.5 * self.speed + 0.5 * steps / max(1e-4, spent)

    def take_over(self, other: Searcher) -> None:
        """Go on from the other's present state."""
        other.copy_to(self.spare_plan, 0.0, 0.0)
        anneal.restore(self.fixed, self.state, self.spare_plan)


class Search:
    """Rounds of moves on all threads until the stop, with progress and exchange in between."""

    def __init__(self, problem: Problem, stop: Stop, searchers: list[Searcher], temperature: Temperature,
                 on_progress: Progress | None, begun: float) -> None:
        self.problem = problem
        self.stop = stop
        self.searchers = searchers
        self.temperature = temperature
        self.on_progress = on_progress
        self.begun = begun
        self.tried = 0
        self.curve: list[tuple[float, float, int, int]] = []
        self.rounds = 0

    def run(self, pool: ThreadPoolExecutor) -> None:
        self.report()
        while not self.is_over():
            share, per_searcher, next_share = self.next_round()
            hot, cold = self.temperature.at(share), self.temperature.at(next_share)
            done = [pool.submit(s.move, n, hot, cold) for s, n in zip(self.searchers, per_searcher, strict=True)]
            for future in done:
                future.result()
            self.tried += sum(per_searcher)
            self.rounds += 1
            self.exchange(next_share)
            self.report()
        for searcher in self.searchers:
            if searcher.missed() > 0:
                searcher.keep()
        self.report()

    def is_over(self) -> bool:
        if self.stop.cancelled is not None and self.stop.cancelled():
            return True
        if self.stop.iterations is not None and self.tried >= self.stop.iterations:
            return True
        if len(self.problem.lines) == 0:
            return True
        return self.stop.seconds is not None and self.elapsed() >= self.stop.seconds - 0.01

    def next_round(self) -> tuple[float, list[int], float]:
        """(share of the search done, moves per thread, share done after them)."""
        count = len(self.searchers)
        if self.stop.iterations is not None:
            size = max(1, self.stop.iterations // ROUNDS // count)
            left = self.stop.iterations - self.tried
            sizes = [min(size, max(0, left - i * size)) for i in range(count)]
            return self.tried / self.stop.iterations, sizes, (self.tried + sum(sizes)) / self.stop.iterations
        whole = self.stop.seconds if self.stop.seconds is not None else 60.0
        now = self.elapsed()
        length = min(max(0.02, whole / ROUNDS), 0.25, max(0.005, whole - now))
        sizes = [max(1, int(s.speed * length)) for s in self.searchers]
        return now / whole, sizes, (now + length) / whole

    def exchange(self, share: float) -> None:
        """Every tenth of the search after its first third, all threads go on from the best present state."""
        if len(self.searchers) < 2 or share < 0.3 or self.rounds % max(1, ROUNDS // 12):
            return
        costs = [s.total() for s in self.searchers]
        best = int(np.argmin(costs))
        for i, searcher in enumerate(self.searchers):
            if i != best:
                searcher.take_over(self.searchers[best])

    def best(self) -> Searcher:
        return min(self.searchers, key=lambda s: float(s.plan.cost[0]))

    def report(self) -> None:
        best = self.best()
        unplanned = int(best.fixed.job[:, JOB_UNITS].sum()) - planned_units(best.plan)
        entry = (self.elapsed(), float(best.plan.cost[0] - best.plan.cost[2]), unplanned, self.tried)
        self.curve.append(entry)
        if self.on_progress is not None:
            self.on_progress(*entry)

    def elapsed(self) -> float:
        return time.perf_counter() - self.begun


def construction_order(fixed: Fixed) -> Whole:
    """Begun and pinned lots first, then by due week, dearer lines first."""
    value = fixed.job[:, JOB_UNITS] * fixed.job[:, JOB_PRICE]
    is_open = fixed.job[:, JOB_KIND] == 0
    return np.lexsort((-value, fixed.job[:, JOB_DUE], is_open, np.where(is_open, 3, fixed.job[:, JOB_KIND]))).astype(np.int64)


def planned_units(plan: Plan) -> int:
    return int(plan.lot[: plan.size[0], LOT_UNITS].sum())


def open_units(problem: Problem, lots: tuple[Lot, ...]) -> tuple[int, ...]:
    """Units per line that no lot makes."""
    left = problem.line_quantity.copy()
    for lot in lots:
        left[lot.line] -= lot.quantity
    return tuple(max(0, int(n)) for n in left)


def lots_of(problem: Problem, fixed: Fixed, plan: Plan) -> tuple[Lot, ...]:
    """The lots of a kept plan, by line, start week and site."""
    lots = []
    for row in range(int(plan.size[0])):
        numbers = [int(n) for n in plan.lot[row]]
        job = numbers[LOT_JOB]
        site = int(fixed.option[numbers[LOT_OPTION], OPTION_SITE])
        loads = tuple(load_of(problem, int(plan.load_key[row, r]), int(plan.load_hours[row, r]))
                      for r in range(numbers[LOT_LOADS]))
        decided = decided_lot(problem, job)
        name, done = (decided.name, getattr(decided, "done", ())) if decided else ("", ())
        lots.append(Lot(int(fixed.job[job, JOB_LINE]), site, numbers[LOT_UNITS], numbers[LOT_START],
                        numbers[LOT_FINISH], numbers[LOT_INSPECT], tuple(done) + loads, name))
    return tuple(sorted(lots, key=lambda lot: (lot.line, lot.start_week, lot.site, lot.inspect_week, lot.quantity)))


def decided_lot(problem: Problem, job: int):  # type: ignore[no-untyped-def]
    """The begun or pinned lot behind a job, or None."""
    decided = (*problem.begun, *problem.pins)
    place = job - len(problem.lines)
    return decided[place] if place >= 0 else None


def load_of(problem: Problem, key: int, hours: int) -> Load:
    place, week = divmod(key, problem.weeks)
    step, site = divmod(place, len(problem.sites))
    return Load(step, site, week, hours)


def plan_from_lots(problem: Problem, fixed: Fixed, lots: tuple[Lot, ...], plan: Plan) -> None:
    """Fill `plan` with those lots that still have an option; begun and pinned lots are placed anew."""
    options = {(int(fixed.job[j, JOB_LINE]), int(fixed.option[o, OPTION_SITE])): (j, o)
               for j in range(len(problem.lines)) for o in range(int(fixed.job[j, 4]), int(fixed.job[j, 5]))}
    decided = {lot.name for lot in (*problem.begun, *problem.pins) if lot.name}
    rows = 0
    for lot in lots:
        found = options.get((lot.line, lot.site))
        if found is None or len(lot.loads) > plan.load_key.shape[1] or rows >= len(plan.lot) or lot.name in decided:
            continue
        plan.lot[rows] = [found[0], found[1], lot.quantity, lot.start_week, lot.finish_week, lot.inspect_week,
                          len(lot.loads), 0]
        for r, load in enumerate(lot.loads):
            plan.load_key[rows, r] = (load.step * len(problem.sites) + load.site) * problem.weeks + load.week
            plan.load_hours[rows, r] = load.hours
        rows += 1
    plan.size[0] = rows
