"""What a search gives back: a plan, what it costs, and how it was found."""

from __future__ import annotations

from dataclasses import dataclass, field

from tempa.allocation.planner.problem.cost import Parts
from tempa.allocation.planner.problem.model import Lot


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
