"""What a change does to plans, measured: the same seeds with and without it, the median, and the spread around it.

A search is a game of chance; one pair of plans proves nothing. A difference counts as measured only where the interval
that holds the true median with at least nine tenths certainty (order statistics; with five seeds the least and the
greatest difference) does not contain 0. Otherwise the sentence says "tidak terukur".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import comb

from tempa.allocation.planner.problem.model import Lot, Problem
from tempa.allocation.planner.problem.result import Result
from tempa.allocation.planner.search.solve import Stop, solve

LEAST_SEEDS = 5
CERTAINTY = 0.9
SEEDS = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class PairedSearches:
    """How the plans with and without a change are searched: once per seed (five or more), each until `stop`.

    Stopped by iterations they can be made again exactly, on the same type of machine. `start`: lots of a plan that all of
    them begin with.
    """

    stop: Stop
    seeds: tuple[int, ...] = SEEDS
    threads: int = 1
    start: tuple[Lot, ...] = ()


@dataclass(frozen=True)
class Paired:
    """Differences (with the change less without it), one per seed, and what they show."""

    differences: tuple[float, ...]
    median: float
    low: float
    high: float

    @property
    def is_measured(self) -> bool:
        return self.low > 0 or self.high < 0

    @property
    def is_unchanged(self) -> bool:
        """Not even one pair differs."""
        return not any(self.differences)


def paired(differences: Sequence[float]) -> Paired:
    """The median and its interval; raises ValueError below five pairs."""
    count = len(differences)
    if count < LEAST_SEEDS:
        raise ValueError(f"Diperlukan paling sedikit {LEAST_SEEDS} pasang percobaan, baru ada {count}.")
    ordered = sorted(differences)
    middle = (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
    outer = order_of_interval(count)
    return Paired(tuple(differences), middle, ordered[outer], ordered[count - 1 - outer])


def order_of_interval(count: int) -> int:
    """How many of the least and of the greatest values may be left out so that CERTAINTY is kept."""
    left_out, tail = 0, comb(count, 0)
    while 1 - 2 * (tail + comb(count, left_out + 1)) / 2**count >= CERTAINTY:
        left_out += 1
        tail += comb(count, left_out)
    return left_out


def plans(problem: Problem, searches: PairedSearches) -> list[Result]:
    """One plan per seed."""
    return [solve(problem, searches.stop, seed, threads=searches.threads, start=searches.start) for seed in searches.seeds]


def pair(without: Sequence[Result], with_it: Sequence[Result], figure: Callable[[Result], float]) -> Paired:
    """The paired differences of one figure of the plans."""
    return paired([figure(b) - figure(a) for a, b in zip(without, with_it, strict=True)])


def site_value(problem: Problem, lots: tuple[Lot, ...], site: int) -> int:
    """Rupiah of value that the site receives."""
    return sum(lot.quantity * int(problem.type_price[problem.line_type[lot.line]]) for lot in lots if lot.site == site)


def site_units(lots: tuple[Lot, ...], site: int) -> int:
    return sum(lot.quantity for lot in lots if lot.site == site)
