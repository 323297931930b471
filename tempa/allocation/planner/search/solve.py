"""The search: `solve(problem, stop, seed)` gives the best valid plan found by then, on as many cores as asked."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tempa.allocation.planner.problem.cost import cost_parts
from tempa.allocation.planner.problem.effort import Progress
from tempa.allocation.planner.problem.effort import Stop as Stop
from tempa.allocation.planner.problem.model import Load, Lot, Problem
from tempa.allocation.planner.problem.result import Result
from tempa.allocation.planner.search import snapshots
from tempa.allocation.planner.search.layout import (
    JOB_LINE,
    JOB_UNITS,
    LOT_FINISH,
    LOT_INSPECT,
    LOT_JOB,
    LOT_LOADS,
    LOT_OPTION,
    LOT_START,
    LOT_UNITS,
    OPTION_SITE,
    Fixed,
    Snapshot,
    empty_snapshot,
    fixed_from,
    load_parts,
)
from tempa.allocation.planner.search.regions import LARGE, Regions
from tempa.allocation.planner.search.searcher import Searcher
from tempa.allocation.planner.search.team import Team

SHORTFALL_RATE = 4.0
"""Penalty per rupiah of value below a least share; above what an unplanned unit costs, so that shares win."""
ROUNDS = 120
"""Rounds of a search that is stopped by iterations; threads may exchange plans between rounds."""
REGION_ROUNDS = 60
"""The same of a search by regions."""
INITIAL_SOLUTION_SECONDS, INITIAL_SOLUTION_MOVES = 2.0, 50_000
"""Length of a search from which a first plan by the linear programme is worth its time (0.3 s for the order of 2020)."""


INITIAL_SHARE, INITIAL_PATIENCE = 0.2, 300.0
"""Share of the search's seconds that the linear programme may take; seconds, where the search is stopped by its moves."""
UNIT = 8.0e6
"""Rupiah that an average unit cost where the temperatures below were measured; elsewhere they are in proportion."""
HOT, HOT_LARGE, COLD = 1.6e6, 8e5, 4e4
"""Rupiah: a fifth of a unit at the beginning (a tenth by regions), a two-hundredth at the end; see "Measured" of
docs/planner-search.md."""
WARM_HOT, WARM_COLD = 6e4, 6e3
"""The same where the search begins with a plan: it is mended, not forgotten."""
LEAST_SCALE = 1e-6
"""Of UNIT, for programmes whose units cost nothing."""
SEEDS_APART = 1009
"""Between the seeds of two plans, so that no thread of one has the seed of another's."""
SHORTEST, LONGEST, REGION_SHORTEST = 0.02, 0.25, 0.5
"""Seconds of a round: long enough to outweigh its beginning, short enough to hear of progress; a round by regions costs more to
begin."""
LAST_SECONDS, ALMOST = 0.005, 0.01
"""Seconds that a last round has at least, and with which left a search is over."""
WITHOUT_STOP = 60.0
"""Seconds of a search that is told no end but `cancelled`."""


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
    started_at = time.perf_counter()
    fixed = fixed_from(problem, SHORTFALL_RATE)
    large = len(problem.lines) >= LARGE
    count = 1 if large else threads
    searchers = [Searcher(problem, fixed, seed * SEEDS_APART + i) for i in range(count)]
    searchers[0].begin(start or initial_solution(problem, stop, seed))
    for searcher in searchers[1:]:
        searcher.take_over(searchers[0])
    movers = Regions(searchers[0], threads, seed) if large else Team(searchers)
    search = Search(problem, stop, searchers[0], movers, temperature_for(problem, bool(start)), on_progress, started_at)
    with ThreadPoolExecutor(threads) as pool:
        search.run(pool)
    lots = lots_of(problem, fixed, searchers[0].plan)
    unplanned = open_units(problem, lots)
    return Result(lots, unplanned, cost_parts(problem, lots, unplanned), time.perf_counter() - started_at, search.tried, seed,
                  threads, tuple(search.curve))


def initial_solution(problem: Problem, stop: Stop, seed: int) -> tuple[Lot, ...]:
    """A first plan of the options that the linear programme uses; empty where the search is too short for that, or large."""
    if stop.seconds is None:
        worth, patience = (stop.iterations or 0) >= INITIAL_SOLUTION_MOVES, INITIAL_PATIENCE
    else:
        worth, patience = stop.seconds >= INITIAL_SOLUTION_SECONDS, INITIAL_SHARE * stop.seconds
    if not worth or len(problem.lines) >= LARGE:
        return ()
    from tempa.allocation.planner.search.initial_solution import (
        narrowed,  # the solver takes time to load, short searches do without
    )

    narrow = narrowed(problem, patience)
    fixed = fixed_from(narrow, SHORTFALL_RATE)
    searcher = Searcher(narrow, fixed, seed)
    searcher.begin(())
    return lots_of(narrow, fixed, searcher.plan)


def prepare(problem: Problem) -> None:
    """Load (or, the first time, compile) the search, so that no second of `solve` is spent on it."""
    fixed = fixed_from(problem, SHORTFALL_RATE)
    searcher, other = Searcher(problem, fixed, 1), Searcher(problem, fixed, 2)
    nobody = empty_snapshot(searcher.state)
    snapshots.mend_shares(fixed, searcher.state)
    searcher.copy_to(nobody, 0.0, 0.0)
    snapshots.restore(fixed, searcher.state, nobody)
    searcher.move(1, 1.0, 1.0)
    other.take_over(searcher)


def temperature_for(problem: Problem, warm: bool) -> Temperature:
    """Hot and cold in proportion to what a lot is worth here."""
    units = max(1, int(problem.line_quantity.sum()))
    scale = float(problem.order_value) / units / UNIT if problem.order_value else 1.0
    scale = max(scale, LEAST_SCALE)
    if warm:
        return Temperature(WARM_HOT * scale, WARM_COLD * scale)
    return Temperature((HOT_LARGE if len(problem.lines) >= LARGE else HOT) * scale, COLD * scale)


class Search:
    """Rounds of moves until the stop, with progress in between. `best`: the searcher that keeps the best plan."""

    def __init__(self, problem: Problem, stop: Stop, best: Searcher, movers: Team | Regions, temperature: Temperature,
                 on_progress: Progress | None, started_at: float) -> None:
        self.problem = problem
        self.stop = stop
        self.best = best
        self.movers = movers
        self.temperature = temperature
        self.on_progress = on_progress
        self.started_at = started_at
        self.tried = 0
        self.curve: list[tuple[float, float, int, int]] = []

    def run(self, pool: ThreadPoolExecutor) -> None:
        self.report()
        while not self.is_over():
            share, moves, next_share = self.next_round()
            self.tried += self.movers.round(pool, moves, self.temperature.at(share), self.temperature.at(next_share))
            self.best.note_if_valid()
            self.report()
        self.best.note()
        self.report()

    def is_over(self) -> bool:
        if self.stop.cancelled is not None and self.stop.cancelled():
            return True
        if self.stop.iterations is not None and self.tried >= self.stop.iterations:
            return True
        if len(self.problem.lines) == 0:
            return True
        return self.stop.seconds is not None and self.elapsed() >= self.stop.seconds - ALMOST

    def next_round(self) -> tuple[float, int, float]:
        """(share of the search done, moves to make, share done after them)."""
        by_regions = isinstance(self.movers, Regions)
        rounds = REGION_ROUNDS if by_regions else ROUNDS
        if self.stop.iterations is not None:
            moves = min(max(1, self.stop.iterations // rounds), self.stop.iterations - self.tried)
            return self.tried / self.stop.iterations, moves, (self.tried + moves) / self.stop.iterations
        whole = self.stop.seconds if self.stop.seconds is not None else WITHOUT_STOP
        now = self.elapsed()
        left_over = max(LAST_SECONDS, whole - now)
        length = max(REGION_SHORTEST, whole / rounds) if by_regions else min(max(SHORTEST, whole / rounds), LONGEST)
        length = min(length, left_over)
        return now / whole, max(1, int(self.movers.speed * length)), (now + length) / whole

    def report(self) -> None:
        plan = self.best.plan
        unplanned = int(self.best.fixed.job[:, JOB_UNITS].sum()) - planned_units(plan)
        entry = (self.elapsed(), float(plan.cost[0] - plan.cost[2]), unplanned, self.tried)
        self.curve.append(entry)
        if self.on_progress is not None:
            self.on_progress(*entry)

    def elapsed(self) -> float:
        return time.perf_counter() - self.started_at


def planned_units(plan: Snapshot) -> int:
    return int(plan.lot[: plan.size[0], LOT_UNITS].sum())


def open_units(problem: Problem, lots: tuple[Lot, ...]) -> tuple[int, ...]:
    """Units per line that no lot makes."""
    left = problem.line_quantity.copy()
    for lot in lots:
        left[lot.line] -= lot.quantity
    return tuple(max(0, int(n)) for n in left)


def lots_of(problem: Problem, fixed: Fixed, plan: Snapshot) -> tuple[Lot, ...]:
    """The lots of a snapshot, by line, start week and site."""
    lots = []
    for row in range(int(plan.size[0])):
        numbers = [int(n) for n in plan.lot[row]]
        job = numbers[LOT_JOB]
        site = int(fixed.option[numbers[LOT_OPTION], OPTION_SITE])
        loads = tuple(load_of(int(plan.load_key[row, r]), int(plan.load_hours[row, r]))
                      for r in range(numbers[LOT_LOADS]))
        decided = decided_lot(problem, job)
        name, done = (decided.name, getattr(decided, "done", ())) if decided else ("", ())
        lots.append(Lot(int(fixed.job[job, JOB_LINE]), site, numbers[LOT_UNITS], numbers[LOT_START],
                        numbers[LOT_FINISH], numbers[LOT_INSPECT], tuple(done) + loads, name))
    return tuple(sorted(lots, key=lambda lot: (lot.line, lot.start_week, lot.site, lot.inspect_week, lot.quantity)))


def decided_lot(problem: Problem, job: int):  # type: ignore[no-untyped-def]
    """The begun or pinned lot behind a job, or None."""
    decided = (*problem.begun, *problem.pins)
    position = job - len(problem.lines)
    return decided[position] if position >= 0 else None


def load_of(key: int, hours: int) -> Load:
    step, site, _, week = load_parts(key)
    return Load(step, site, week, hours)
