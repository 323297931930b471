"""Raises a bound by moving its prices along the slope of the smooth weak-duality value.

The value is concave in the prices; at a temperature it is smooth (but for ties between places and weeks), so a
quasi-Newton method with bounds climbs it well. Lower temperatures follow, each from where the last one ended.

The climb looks at the options that are nearly best for their line alone, which takes a third of the time. From time to time
the prices reached are valued over all options, and that value is what counts; where it falls behind, the options that have
become attractive are taken in and the climb goes on from the best prices.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from scipy.optimize import fmin_l_bfgs_b

from tempa.allocation.planner.bound_lots import Lots
from tempa.allocation.planner.bound_model import ground
from tempa.allocation.planner.bound_prices import Prices, rows_present
from tempa.allocation.planner.problem import Flags, Reals
from tempa.allocation.planner.relaxation import ranks, regrets

TEMPERATURES = (1e4, 3e3, 1e3)
"""Rupiah per temperature step, for an order of about 17 thousand million; scaled with the order."""
ORDER = 17.36e9
STEP = 3e6
"""Rupiah of rent (price times limit) that one unit of a variable stands for."""
MEMORY = 10
STEPS = 120
SLACK = 20.0
"""Rupiah per lot that are not looked for while climbing."""
WIDTH, KEPT = 0.03, 3
"""Options dearer than the best of their line by more than this share of the unit price are left out, but not the best few."""
EVERY = 1.0
"""Seconds between two values over all options."""
BEHIND = 2e-4
"""Share of the value by which that over all options may fall behind before more options are taken in."""


class _TimeIsUp(Exception):
    """Leaves the optimiser, which knows no clock."""


class _TooNarrow(Exception):
    """Leaves the optimiser: options that were left out have become attractive."""


class Ascent:
    """The climb from given prices; `best` and `prices` are what was found so far."""

    def __init__(self, lots: Lots, prices: Prices, value: float) -> None:
        self.lots, self.prices, self.best = lots, prices, value
        limits = np.abs(lots.limits.vector())
        self.rows = np.flatnonzero(rows_present(lots.g) & (limits > 0))
        self.scale = STEP / limits[self.rows]
        self.blank = prices.from_vector(np.zeros(len(limits))).vector()
        self.used: Flags = np.zeros(len(lots.g.line_of), dtype=bool)
        self.near = lots
        self.reached: Prices | None = None
        """The highest prices by the options near, if they were not yet valued over all."""
        self.height = -np.inf
        self.looked = time.monotonic()
        self.widen(prices)

    def widen(self, prices: Prices) -> bool:
        """Take in the options that are nearly best at these prices; returns whether there were new ones."""
        regret = regrets(self.lots.g, prices)
        used = self.used | (regret <= WIDTH) | (ranks(self.lots.g, regret) < KEPT)
        is_wider = bool((used & ~self.used).any())
        if is_wider:
            self.used = used
            self.near = self.lots if used.all() else Lots(ground(self.lots.g.problem.with_options(used)))
        self.height, self.reached = -np.inf, None
        return is_wider

    def climb(self, until: float, on_better: Callable[[float, Prices], None] | None = None,
              cancelled: Callable[[], bool] | None = None, steps: int = STEPS) -> None:
        """Climb until the monotonic clock shows `until`, `steps` at each temperature; `on_better` hears of better values."""
        point = self.prices
        for temperature in TEMPERATURES:
            is_done = False
            while not is_done:
                try:
                    point, is_done = self._climb_at(temperature, point, steps, until, on_better, cancelled), True
                except _TooNarrow:
                    point = self.prices
                except _TimeIsUp:
                    self._look(on_better)
                    return
            self._look(on_better)
            self.widen(self.prices)

    def _climb_at(self, temperature: float, point: Prices, steps: int, until: float,
                  on_better: Callable[[float, Prices], None] | None, cancelled: Callable[[], bool] | None) -> Prices:
        warm = temperature * max(1.0, self.lots.g.problem.order_value) / ORDER

        def value_and_slope(x: Reals) -> tuple[float, Reals]:
            if time.monotonic() > until or (cancelled is not None and cancelled()):
                raise _TimeIsUp
            prices = self._prices(x)
            outcome = self.near.outcome(prices, warm, SLACK)
            if outcome.bound > self.height:
                self.height, self.reached = outcome.bound, prices
            if time.monotonic() > self.looked + EVERY:
                behind = self.height - self._look(on_better)
                if behind > BEHIND * abs(self.best) and self.widen(prices):
                    raise _TooNarrow
            return -outcome.soft / STEP, -outcome.slope.vector()[self.rows] * self.scale / STEP

        lowest, highest = self._box()
        found, _, _ = fmin_l_bfgs_b(
            value_and_slope, point.vector()[self.rows] / self.scale, bounds=list(zip(lowest, highest, strict=True)),
            m=MEMORY, maxiter=steps, maxfun=2 * steps, factr=10.0, pgtol=1e-9)
        return self._prices(found)

    def _look(self, on_better: Callable[[float, Prices], None] | None) -> float:
        """Value the highest prices over all options and windows, as a certificate would hold them; returns the best value."""
        if self.reached is not None:
            kept, self.reached = self.reached.rounded(), None
            exact = self.lots.outcome(kept, 1.0).bound
            if exact > self.best:
                self.best, self.prices = exact, kept
                if on_better is not None:
                    on_better(exact, kept)
        self.looked = time.monotonic()
        return self.best

    def _prices(self, x: Reals) -> Prices:
        vector = self.blank.copy()
        vector[self.rows] = x * self.scale
        return self.prices.from_vector(vector)

    def _box(self) -> tuple[Reals, Reals]:
        """Prices are ≥ 0; those of balance lie within the imbalance rate."""
        shape = self.prices.from_vector(self.blank)
        rate = self.lots.g.problem.imbalance_rate
        balance = Prices(**{name: np.full(getattr(shape, name).shape, name == "balance")
                            for name in shape.__dataclass_fields__}).vector()[self.rows].astype(bool)
        lowest = np.where(balance, -rate / self.scale, 0.0)
        return lowest, np.where(balance, rate / self.scale, np.inf)
