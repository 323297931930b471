"""Money of one year at the prices of another, and jobs at the prices of the table.

A table of 2013 counts workers per rupiah of 2013; spending of 2020 buys fewer of them. The index is the user's,
with its source; none is built in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tempa.impact.multipliers.errors import MultiplierError


@dataclass(frozen=True)
class PriceIndex:
    """Price level by year, any year = 100; `source` says whose index it is (for example the GRDP deflator of BPS)."""

    levels: Mapping[int, Fraction]
    source: str

    def __post_init__(self) -> None:
        for year, level in self.levels.items():
            if level <= 0:
                raise MultiplierError(f"price level of {year}: {level}", "must be above 0", self.source)

    def factor(self, year: int, to: int) -> Fraction:
        """What one rupiah of `year` is worth in rupiah of `to`."""
        missing = [y for y in (year, to) if y not in self.levels]
        if missing:
            known = ", ".join(str(y) for y in sorted(self.levels))
            raise MultiplierError(f"price level of {missing[0]}", f"the index has {known or 'no year'}", self.source)
        return Fraction(self.levels[to]) / self.levels[year]

    def deflate(self, amount: Fraction | int, year: int, to: int) -> Fraction:
        """`amount` of `year` in rupiah of `to`."""
        return amount * self.factor(year, to)


def jobs_at_table_prices(jobs: Fraction | float, index: PriceIndex, table_year: int, spending_year: int) -> float:
    """Person-years that the table claims for money of `spending_year`, after bringing that money to the table's
    year.
    """
    return float(jobs) * float(index.factor(spending_year, table_year))
