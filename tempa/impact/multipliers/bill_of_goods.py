"""What spending does in a region: direct from what was paid, indirect from the table, induced apart.

The bill-of-goods method: only what is made in the region enters the table with its full amount; of goods from
outside, only the local trade and transport margins do, and the rest leaks. Because every column of the table adds
up to 1, direct value added + indirect value added + direct leakage + indirect imports and product taxes = spending,
exactly. Source: Miller and Blair 2009, section 6.5; the BEA's bill-of-goods method of RIMS II.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from tempa.impact.multipliers.errors import MultiplierError
from tempa.impact.multipliers.leontief import HouseholdBase, inverse
from tempa.impact.multipliers.table import VALUE_ADDED, Array, Coefficients, Role
from tempa.impact.multipliers.whole import whole_rupiah

SOURCE = "bill of goods, Miller and Blair 2009, section 6.5"
Number = int | Fraction


@dataclass(frozen=True)
class Margin:
    """A share of the purchaser's price that stays with a local sector: trade or transport."""

    sector: str
    share: Fraction


@dataclass(frozen=True)
class Purchase:
    """One item bought. `local_share` of it was made in the region, by `sector`; margins apply to the rest only."""

    item: str
    amount: Number
    sector: str = ""
    local_share: Fraction = Fraction(1)
    margins: tuple[Margin, ...] = ()

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise MultiplierError(f"{self.item}: amount {self.amount}", "must be 0 or more", SOURCE)
        if not 0 <= self.local_share <= 1:
            raise MultiplierError(f"{self.item}: local share {self.local_share}", "must be between 0 and 1", SOURCE)
        if self.local_share > 0 and not self.sector:
            raise MultiplierError(f"{self.item} has no sector", "what is made here is made by a sector", SOURCE)
        if any(m.share < 0 for m in self.margins) or sum(m.share for m in self.margins) > 1:
            raise MultiplierError(f"{self.item}: margins", "must be 0 or more and together at most 1", SOURCE)


@dataclass(frozen=True)
class Spending:
    """A budget as it was spent; wages, surplus and taxes are those that stay here, `leaked` went out directly."""

    wages: Number
    surplus: Number
    purchases: tuple[Purchase, ...] = ()
    taxes: Number = 0
    leaked: Number = 0

    def __post_init__(self) -> None:
        for name, value in {
            "wages": self.wages,
            "surplus": self.surplus,
            "taxes": self.taxes,
            "leaked": self.leaked,
        }.items():
            if value < 0:
                raise MultiplierError(f"{name} {value}", "must be 0 or more", SOURCE)

    def total(self) -> Fraction:
        bought = sum((Fraction(p.amount) for p in self.purchases), Fraction(0))
        return bought + self.wages + self.surplus + self.taxes + self.leaked

    def require_total(self, budget: Number) -> None:
        if self.total() != budget:
            raise MultiplierError(f"spending adds up to {self.total()}", f"the budget is {budget}", SOURCE)


@dataclass(frozen=True, eq=False)
class Induced:
    """What households spend of the income earned, truncated type II; never part of the sum that closes."""

    income: Fraction | float
    output: Array
    value_added: Fraction | float
    imports: Fraction | float
    base: str


@dataclass(frozen=True, eq=False)
class Effects:
    """All in the unit of the spending. `first_round` and `output` hold one number per sector."""

    spending: Spending
    first_round: Array
    output: Array
    va_direct: Fraction
    leak_direct: Fraction
    indirect: Mapping[Role, Fraction | float]
    jobs_indirect: Fraction | float | None  # person-years at the table's prices and productivity
    induced: Induced | None = None

    def va_indirect(self) -> Fraction | float:
        return sum((self.indirect[r] for r in VALUE_ADDED), Fraction(0))

    def parts(self) -> dict[str, Fraction | float]:
        """Every destination of the spending; they add up to it."""
        direct: dict[str, Fraction | float] = {
            "wages, direct": Fraction(self.spending.wages),
            "surplus, direct": Fraction(self.spending.surplus),
            "taxes, direct": Fraction(self.spending.taxes),
            "outside, direct": self.leak_direct,
        }
        return direct | {f"{role}, indirect": value for role, value in self.indirect.items()}

    def in_whole_rupiah(self) -> dict[str, int]:
        """The parts as whole rupiah that add up to the spending, to the rupiah."""
        total = self.spending.total()
        if total.denominator != 1:
            raise MultiplierError(f"spending of {total}", "must be whole rupiah", "the smallest unit is one rupiah")
        return whole_rupiah(self.parts(), int(total))

    def local_share(self) -> Fraction | float:
        """Value added here, direct and indirect, per unit spent."""
        total = self.spending.total()
        return (self.va_direct + self.va_indirect()) / (
            total if isinstance(self.va_indirect(), Fraction) else float(total)
        )


def effects(
    c: Coefficients,
    spending: Spending,
    household: HouseholdBase | None = None,
    leontief: Array | None = None,
    unit: int = 1,
) -> Effects:
    """Direct, indirect and (only with a household base) induced effects; exact where `c` holds Fractions.

    Money needs no unit, since everything is in that of the spending. Jobs do: `unit` is how much of the spending's
    money is one of the table's (1,000,000 for rupiah spent and a table in million rupiah).
    """
    if unit < 1:
        raise MultiplierError(f"unit {unit}", "must be 1 or more", SOURCE)
    found = inverse(c.a) if leontief is None else leontief
    first, leak = first_round(spending, c.codes)
    f = first if c.a.dtype == object else first.astype(float)
    output = np.asarray(found @ f)
    require_closed(c, output)
    indirect: dict[Role, Fraction | float] = {role: plain(c.part(role) @ output) for role in Role}
    return Effects(
        spending=spending,
        first_round=f,
        output=output,
        va_direct=Fraction(spending.wages) + spending.surplus + spending.taxes,
        leak_direct=leak,
        indirect=indirect,
        jobs_indirect=None if c.employment is None else plain(c.employment @ output / unit),
        induced=None if household is None else induced(c, spending, output, household, found),
    )


def first_round(spending: Spending, codes: Sequence[str]) -> tuple[Array, Fraction]:
    """Local purchases by sector (exact Fractions) and what leaks at once."""
    place = {code: i for i, code in enumerate(codes)}
    local = [Fraction(0)] * len(codes)
    leak = Fraction(spending.leaked)
    for p in spending.purchases:
        outside = p.amount * (1 - p.local_share)
        shares = [(p.sector, p.amount * p.local_share)] if p.local_share else []
        shares += [(m.sector, outside * m.share) for m in p.margins]
        for sector, amount in shares:
            if sector not in place:
                raise MultiplierError(f"{p.item}: sector {sector}", f"the table knows {', '.join(codes[:8])}", SOURCE)
            local[place[sector]] += amount
        leak += p.amount - sum((amount for _, amount in shares), Fraction(0))
    filled = np.empty(len(codes), dtype=object)
    filled[:] = local
    return filled, leak


def require_closed(c: Coefficients, output: Array) -> None:
    """The identity holds only where costs add up to output; a sector that makes nothing cannot be bought from."""
    columns = c.a.sum(axis=0) + sum(c.parts.values())
    for j in np.flatnonzero(output != 0):
        if abs(float(columns[j]) - 1) > 1e-9:
            bound = "must add up to 1 (take output from column totals; a sector without output sells nothing)"
            raise MultiplierError(f"costs of sector {c.codes[j]} per unit: {float(columns[j]):.6f}", bound, SOURCE)


def induced(c: Coefficients, spending: Spending, output: Array, household: HouseholdBase, found: Array) -> Induced:
    """x2 = L c I0 / (1 − w L c), I0 the income earned directly and indirectly by those who spend it here."""
    direct = {Role.WAGES: spending.wages, Role.SURPLUS: spending.surplus}
    income = float(sum(direct.get(role, 0) for role in household.passed_on)) + float(household.income @ output)
    round_of_spending = found @ household.consumption
    kept = 1 - household.income @ round_of_spending
    if kept <= 0:
        raise MultiplierError(f"of each unit of income {1 - kept:.3f} comes back", "must be less than 1", SOURCE)
    more = np.asarray(round_of_spending * income / kept)
    return Induced(income, more, plain(c.value_added() @ more), plain(c.part(Role.IMPORTS) @ more), household.stated)


def plain(value: object) -> Fraction | float:
    """numpy's scalars as Python's own."""
    return value if isinstance(value, Fraction) else float(value)  # type: ignore[arg-type]
