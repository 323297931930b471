"""Threads that search one plan together: each moves on its own copy for a few hundredths of a second, the best goes on."""

from __future__ import annotations

import time
from concurrent.futures import Executor

import numpy as np

from tempa.allocation.planner.search.searcher import Searcher

APART = 500
"""Moves of a thread between two meetings; from 100 to 1,000 it made no difference, 2,500 were worse."""

FIRST_SPEED, SMOOTHING = 2000.0, 0.5
"""Moves per second that a thread is taken to make before it has made any; weight of the last round in what is known of it."""


class Team:
    """Searchers that hold the same plan between the rounds; the first one keeps the best plan."""

    def __init__(self, searchers: list[Searcher]) -> None:
        self.searchers = searchers
        self.speed = FIRST_SPEED
        """Moves per second of all threads."""

    def round(self, pool: Executor, steps: int, hot: float, cold: float) -> int:
        """About `steps` moves in all, from one temperature to the other; returns how many were made."""
        began, made = time.perf_counter(), 0
        while made < steps:
            moves = min(APART, -(-(steps - made) // len(self.searchers)))
            until = made + moves * len(self.searchers)
            self.meet(pool, moves, *(hot * (cold / hot) ** min(1.0, done / steps) for done in (made, until)))
            made = until
        self.speed = (1 - SMOOTHING) * self.speed + SMOOTHING * made / max(1e-4, time.perf_counter() - began)
        return made

    def meet(self, pool: Executor, moves: int, hot: float, cold: float) -> None:
        """`moves` of each thread, then all go on from the best present plan."""
        first, *others = self.searchers
        running = [pool.submit(other.move, moves, hot, cold) for other in others]
        first.move(moves, hot, cold)
        for future in running:
            future.result()
        best = int(np.argmin([searcher.total() for searcher in self.searchers]))
        for i, searcher in enumerate(self.searchers):
            if i != best:
                searcher.take_over(self.searchers[best])
