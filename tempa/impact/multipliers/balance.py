"""Does the table balance? What each sector sells against what it pays for, with the row that does not, by name.

Coefficients use column totals, so an unbalanced row never spoils a multiplier; it does say that the table was
damaged on its way. Source: System of National Accounts 2008, paragraph 14.125: output by sales equals output by
costs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tempa.impact.multipliers.errors import MultiplierError
from tempa.impact.multipliers.table import Coefficients, InputOutputTable, coefficients

SOURCE = "System of National Accounts 2008, paragraph 14.125"
TOLERANCE = 0.001  # a thousandth of output; published tables are rounded to a few units


@dataclass(frozen=True)
class Imbalance:
    """One sector whose sales and costs differ; `suspect` names a cell whose lost sign would explain it, if one does."""

    code: str
    name: str
    sales: float
    costs: float
    suspect: str = ""

    def share(self) -> float:
        """Difference as a share of the costs (infinite for a sector that sells and costs nothing)."""
        return abs(self.sales - self.costs) / self.costs if self.costs else float("inf")

    def sentence(self) -> str:
        said = f"row {self.code} ({self.name}) sells {self.sales:,.0f} but costs {self.costs:,.0f}"
        found = f", {self.share():.1%} apart" if self.costs else ""
        return said + found + (f"; {self.suspect} with the other sign would balance it" if self.suspect else "")


@dataclass(frozen=True)
class Diagnosis:
    """What was looked at and found; `checked` is False where the table has no final demand to compare with."""

    sectors: int
    checked: bool
    imbalances: tuple[Imbalance, ...]
    idle: tuple[str, ...]  # sectors without output
    negative: tuple[str, ...]  # transactions below zero, "seller → buyer"
    stated_differs: tuple[str, ...]  # sectors whose printed output is not the sum of their costs

    def balanced(self) -> int:
        return self.sectors - len(self.imbalances)

    def sentences(self) -> list[str]:
        if not self.checked:
            said = ["The table has no final demand, so sales cannot be compared with costs."]
        else:
            said = [f"{self.balanced()} of {self.sectors} rows balance."]
        said += [i.sentence()[0].upper() + i.sentence()[1:] + "." for i in self.imbalances]
        said += [f"Sector {code} has no output; nothing can be bought from it." for code in self.idle]
        said += [f"The transaction {cell} is negative." for cell in self.negative]
        return said + [
            f"The printed output of sector {code} is not the sum of its costs." for code in self.stated_differs
        ]


def diagnose(table: InputOutputTable, tolerance: float = TOLERANCE) -> Diagnosis:
    """Compare sales with costs, sector by sector; nothing is refused here. `tolerance`: share of a sector's costs."""
    sales, costs = table.row_output(), table.column_output()
    apart = np.abs(sales - costs) > tolerance * np.abs(costs) + 1e-9
    checked = bool(table.final_demand)
    found = [imbalance(table, int(i), float(sales[i]), float(costs[i])) for i in np.flatnonzero(apart & checked)]
    below = np.argwhere(table.flows < 0)
    stated = table.stated_output if table.stated_output is not None else costs
    differs = np.abs(stated - costs) > tolerance * np.abs(costs) + 1e-9
    return Diagnosis(
        sectors=len(table.codes),
        checked=checked,
        imbalances=tuple(sorted(found, key=Imbalance.share, reverse=True)),
        idle=tuple(table.codes[int(i)] for i in np.flatnonzero(costs == 0)),
        negative=tuple(f"{table.codes[int(i)]} → {table.codes[int(j)]}" for i, j in below),
        stated_differs=tuple(table.codes[int(i)] for i in np.flatnonzero(differs)),
    )


def imbalance(table: InputOutputTable, i: int, sales: float, costs: float) -> Imbalance:
    """BPS prints negatives in parentheses; a conversion that loses them leaves a gap of twice the cell."""
    cells = {name: float(values[i]) for name, values in table.final_demand.items()}
    gap = sales - costs
    twice = [
        f"{name} {value:,.0f}" for name, value in cells.items() if value and abs(gap - 2 * value) <= 1e-3 * abs(gap)
    ]
    return Imbalance(table.codes[i], table.names[i] if table.names else "", sales, costs, twice[0] if twice else "")


def checked_coefficients(
    table: InputOutputTable, on_imbalance: str = "refuse", tolerance: float = TOLERANCE
) -> tuple[Coefficients, Diagnosis]:
    """Coefficients with the diagnosis beside them; `on_imbalance` is "refuse" or "report"."""
    if on_imbalance not in ("refuse", "report"):
        raise MultiplierError(f"on_imbalance={on_imbalance!r}", 'must be "refuse" or "report"', SOURCE)
    found = diagnose(table, tolerance)
    if found.imbalances and on_imbalance == "refuse":
        raise MultiplierError(found.imbalances[0].sentence(), f"must be within {tolerance:.1%}, or be reported", SOURCE)
    return coefficients(table), found
