"""How long a search may go on, on how many cores, from which seed; and who hears of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[float, float, int, int], None]
"""Called with (seconds so far, objective of the best plan, unplanned units in it, moves tried so far)."""


@dataclass(frozen=True)
class Stop:
    """When to end: after `seconds` of search, after `iterations` moves in all, or once `cancelled()` says so."""

    seconds: float | None = None
    iterations: int | None = None
    cancelled: Callable[[], bool] | None = None


@dataclass(frozen=True)
class Effort:
    """What a search may spend, as `Stop` has it, and how it is carried out."""

    seconds: float | None = None
    iterations: int | None = None
    cancelled: Callable[[], bool] | None = None
    seed: int = 1
    threads: int = 2
    on_progress: Progress | None = None

    @property
    def stop(self) -> Stop:
        return Stop(self.seconds, self.iterations, self.cancelled)
