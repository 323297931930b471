"""Raises a bound by moving its prices along the slope of the smooth weak-duality value.

The value is concave in the prices; at a temperature it is smooth (but for ties between places and weeks), so a
quasi-Newton method with bounds climbs it well. Lower temperatures follow, each from where the last one ended. Every step
is valued exactly as well, and the best exact value is what counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from scipy.optimize import fmin_l_bfgs_b

from tempa.allocation.planner.bound_lots import Lots
from tempa.allocation.planner.bound_prices import Prices, rows_present
from tempa.allocation.planner.problem import Reals

TEMPERATURES = (1e4, 3e3, 1e3)
"""Rupiah per temperature step, for an order of about 17 thousand million; scaled with the order."""
ORDER = 17.36e9
STEP = 3e6
"""Rupiah of rent (price times limit) that one unit of a variable stands for."""
MEMORY = 30
STEPS = 120
SLACK = 20.0
"""Rupiah per lot that are not looked for while climbing."""


class _TimeIsUp(Exception):
    """Leaves the optimiser, which knows no clock."""


class Ascent:
    """The climb from given prices; `best` and `prices` are what was found so far."""

    def __init__(self, lots: Lots, prices: Prices, value: float) -> None:
        self.lots, self.prices, self.best = lots, prices, value
        limits = np.abs(lots.limits.vector())
        self.rows = np.flatnonzero(rows_present(lots.g) & (limits > 0))
        self.scale = STEP / limits[self.rows]
        self.blank = prices.from_vector(np.zeros(len(limits))).vector()

    def climb(self, until: float, on_better: Callable[[float, Prices], None] | None = None,
              cancelled: Callable[[], bool] | None = None) -> None:
        """Climb until the monotonic clock shows `until`; `on_better` hears of each better value."""
        point = self.prices
        for temperature in TEMPERATURES:
            try:
                point = self._climb_at(temperature, point, until, on_better, cancelled)
            except _TimeIsUp:
                return

    def _climb_at(self, temperature: float, point: Prices, until: float,
                  on_better: Callable[[float, Prices], None] | None, cancelled: Callable[[], bool] | None) -> Prices:
        warm = temperature * max(1.0, self.lots.g.problem.order_value) / ORDER

        def value_and_slope(x: Reals) -> tuple[float, Reals]:
            if time.monotonic() > until or (cancelled is not None and cancelled()):
                raise _TimeIsUp
            prices = self._prices(x)
            outcome = self.lots.outcome(prices, warm, SLACK)
            if outcome.bound > self.best:
                self._keep(prices, warm, on_better)
            return -outcome.soft / STEP, -outcome.slope.vector()[self.rows] * self.scale / STEP

        lowest, highest = self._box()
        found, _, _ = fmin_l_bfgs_b(
            value_and_slope, point.vector()[self.rows] / self.scale, bounds=list(zip(lowest, highest, strict=True)),
            m=MEMORY, maxiter=STEPS, maxfun=2 * STEPS, factr=10.0, pgtol=1e-9)
        return self._prices(found)

    def _keep(self, prices: Prices, warm: float, on_better: Callable[[float, Prices], None] | None) -> None:
        """Value the prices as a certificate would hold them, over every window."""
        kept = prices.rounded()
        exact = self.lots.outcome(kept, warm).bound
        if exact > self.best:
            self.best, self.prices = exact, kept
            if on_better is not None:
                on_better(exact, kept)

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
