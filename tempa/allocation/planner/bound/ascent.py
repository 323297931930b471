"""Raises a bound by moving its prices along the slope of the smooth weak-duality value.

The value is concave in the prices; at a temperature it is smooth (but for ties between providers and weeks), so a
quasi-Newton method with bounds climbs it well. Lower temperatures follow, each from the best prices of the last one.

The climb looks at a fraction of the options, those nearly best for their line. Every few steps the prices reached are
valued over all options, and that value is what counts; where it falls behind, the options of which the cheapest lots there
are made are taken in, and the climb goes on from the best prices.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from scipy.optimize import fmin_l_bfgs_b

from tempa.allocation.planner.bound.ground import ground
from tempa.allocation.planner.bound.lots import Lots
from tempa.allocation.planner.bound.prices import Prices, rows_present
from tempa.allocation.planner.bound.relaxation import ranks, regrets
from tempa.allocation.planner.problem.model import Flags, Reals

TEMPERATURES = (1e4, 3e3, 1e3)
"""Rupiah, for order lines of 61 million on average; scaled with what a line is worth."""
LINE = 61e6
STEP = 3e6
"""Rupiah of rent (price times limit) that one unit of a variable stands for."""
MEMORY = 10
STEPS = 120
SLACK = 20.0
"""Rupiah per lot that are not looked for while climbing."""
WIDTH, KEPT = 0.015, 2
"""Options dearer than the best of their line by more than this share of the unit price are left out, but not the best few."""
FEW = 1e-3
"""Units of an option in the smooth minimum from which it is wanted."""
EVERY, SOON = 20, 8
"""Evaluations between two values over all options, and until the first one with other options."""
BEHIND = 5e-5
"""Share of the value by which that over all options may fall behind before more options are taken in."""
LOOK_BACK = 30
"""Evaluations over which a climb must have brought what it is asked to bring."""


class _TimeIsUp(Exception):
    """Leaves the optimiser, which knows no clock."""


class _TooSlow(Exception):
    """Leaves the optimiser: at this temperature the climb brings too little."""


class _TooNarrow(Exception):
    """Leaves the optimiser: options that were left out have become attractive."""


class Ascent:
    """The climb from given prices; `best` and `prices` are what was found so far.

    `worth`: rupiah that a processor second of this thread must bring; where it brings less, the next temperature follows.
    """

    def __init__(self, lots: Lots, prices: Prices, value: float, worth: float = 0.0) -> None:
        self.lots, self.prices, self.best, self.worth = lots, prices, value, worth
        limits = np.abs(lots.limits.vector())
        self.rows = np.flatnonzero(rows_present(lots.g) & (limits > 0))
        self.scale = STEP / limits[self.rows]
        self.blank = prices.from_vector(np.zeros(len(limits))).vector()
        self.used: Flags = np.zeros(len(lots.g.line_of), dtype=bool)
        self.wanted = self.used
        """(O,) options of the cheapest lots at the prices that were valued over all, since the last widening."""
        self.near = lots
        self.reached: Prices | None = None
        """The highest prices by the options near, if they were not yet valued over all."""
        self.height = -np.inf
        self.until_look = SOON
        """Evaluations until the next value over all options."""
        self.widen(prices)

    def widen(self, prices: Prices) -> bool:
        """Take in the options that are wanted or nearly best at these prices; returns whether there were new ones."""
        regret = regrets(self.lots.g, prices)
        used = self.used | self.wanted | (regret <= WIDTH) | (ranks(self.lots.g, regret) < KEPT)
        is_wider = bool((used & ~self.used).any())
        if is_wider:
            self.used = self.wanted = used
            self.near = self.lots if used.all() else Lots(ground(self.lots.g.problem.with_options(used)))
        self.height, self.reached, self.until_look = -np.inf, None, SOON
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
                except _TooSlow:
                    point, is_done = self.prices, True
                except _TimeIsUp:
                    self._look(on_better)
                    return
            self._look(on_better)
            self.widen(self.prices)

    def _climb_at(self, temperature: float, point: Prices, steps: int, until: float,
                  on_better: Callable[[float, Prices], None] | None, cancelled: Callable[[], bool] | None) -> Prices:
        problem = self.lots.g.problem
        warm = temperature * max(1.0, problem.order_value) / max(1, len(problem.lines)) / LINE
        softly: list[tuple[float, float]] = []  # processor seconds and the best smooth value after each evaluation

        def value_and_slope(x: Reals) -> tuple[float, Reals]:
            if time.monotonic() > until or (cancelled is not None and cancelled()):
                raise _TimeIsUp
            prices = self._prices(x)
            outcome = self.near.outcome(prices, warm, SLACK)
            if outcome.bound > self.height:
                self.height, self.reached = outcome.bound, prices
            softly.append((time.thread_time(), max(outcome.soft, softly[-1][1] if softly else -np.inf)))
            self.until_look -= 1
            if self.until_look <= 0:
                reached, height = self.reached or self.prices, self.height
                self._look(on_better, warm)
                if not self._is_worthwhile(softly):
                    raise _TooSlow
                if height - self.best > BEHIND * abs(self.best) and self.widen(reached):
                    raise _TooNarrow
            return -outcome.soft / STEP, -outcome.slope.vector()[self.rows] * self.scale / STEP

        lowest, highest = self._box()
        found, _, _ = fmin_l_bfgs_b(
            value_and_slope, point.vector()[self.rows] / self.scale, bounds=list(zip(lowest, highest, strict=True)),
            m=MEMORY, maxiter=steps, maxfun=2 * steps, factr=10.0, pgtol=1e-9)
        return self._prices(found)

    def _look(self, on_better: Callable[[float, Prices], None] | None, warm: float = 1.0) -> None:
        """Value the highest prices over all options and windows, as a certificate would hold them."""
        if self.reached is not None:
            kept, self.reached = self.reached.rounded(), None
            outcome = self.lots.outcome(kept, warm)
            exact, self.wanted = outcome.bound, self.wanted | (outcome.units > FEW)
            if exact > self.best:
                self.best, self.prices = exact, kept
                if on_better is not None:
                    on_better(exact, kept)
        self.until_look = EVERY

    def _is_worthwhile(self, softly: list[tuple[float, float]]) -> bool:
        """Whether the smooth value has lately risen by `worth` for each processor second."""
        if len(softly) <= LOOK_BACK:
            return True
        (began, low), (now, high) = softly[-1 - LOOK_BACK], softly[-1]
        return high - low >= self.worth * (now - began)

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
