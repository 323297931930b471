"""What a plan costs: the six parts of the objective, from its lots, as the format defines them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tempa.allocation.planner.problem.model import Lot, Problem


@dataclass(frozen=True)
class Parts:
    """Whole rupiah, each part rounded half up once."""

    price: int
    freight: int
    lateness: int
    lots: int
    imbalance: int
    unplanned: int

    @property
    def objective(self) -> int:
        """Rupiah."""
        return self.price + self.freight + self.lateness + self.lots + self.imbalance + self.unplanned


def cost_parts(problem: Problem, lots: tuple[Lot, ...], unplanned: tuple[int, ...]) -> Parts:
    """`unplanned`: units per line."""
    row_of = {(line, int(problem.option_site[row])): row for line in range(len(problem.lines))
              for row in problem.option_rows(line)}
    begun = {b.name: b for b in problem.begun}
    value = np.zeros(len(problem.sites))
    price, freight, lateness = 0, 0.0, 0.0
    for lot in lots:
        row = row_of.get((lot.line, lot.site))
        offer = int(problem.option_offer[row]) if row is not None else begun[lot.name].offer
        per_unit = float(problem.option_freight[row]) if row is not None else begun[lot.name].freight
        unit_price = int(problem.type_price[problem.line_type[lot.line]])
        price += lot.quantity * offer
        freight += lot.quantity * per_unit
        late = int(problem.weeks_late[lot.line, lot.inspect_week])
        lateness += lot.quantity * unit_price * problem.lateness_rate * late
        value[lot.site] += lot.quantity * unit_price
    away = float(np.abs(value - problem.fair_value)[problem.fit].sum())
    open_value = sum(n * int(problem.type_price[problem.line_type[line]]) for line, n in enumerate(unplanned))
    return Parts(price, half_up(freight), half_up(lateness), len(lots) * problem.lot_cost,
                 half_up(problem.imbalance_rate * away), half_up(problem.unplanned_rate * open_value))


def half_up(amount: float) -> int:
    return math.floor(amount + 0.5)
