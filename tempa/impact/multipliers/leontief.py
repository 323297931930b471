"""The Leontief inverse and the multipliers of types I and II that follow from it.

Type I counts direct and indirect effects; type II adds what households spend of the income earned. Everything is
per unit of final demand for the products of one sector. Source: Miller and Blair, Input-Output Analysis, 2nd ed.
2009, chapters 2 and 6; Eurostat Manual of Supply, Use and Input-Output Tables 2008, chapter 15.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from tempa.impact.multipliers.errors import MultiplierError
from tempa.impact.multipliers.table import HOUSEHOLD, Array, Coefficients, InputOutputTable, Role

HAWKINS_SIMON = "Hawkins and Simon 1949: an economy that can produce has a non-negative inverse"
CLOSING = "Miller and Blair 2009, section 6.2.2: truncated closing for households"


@dataclass(frozen=True, eq=False)
class HouseholdBase:
    """How households are closed into the model; which base is taken moves type II multipliers by a quarter or more.

    `consumption[i]`: bought of sector i per unit of household income; `income[j]`: income per unit of output of
    sector j.
    `stated` says in words which incomes are the base and which are passed on.
    """

    consumption: Array
    income: Array
    passed_on: tuple[Role, ...]
    stated: str


@dataclass(frozen=True, eq=False)
class Multipliers:
    """One number per sector. Without a suffix it is per unit of final demand, `*_ratio` per unit of the sector's own direct
    effect: of each rupiah of wages (each job) in the sector, so many in all sectors together.

    Ratios of a sector without such a direct effect are NaN. `employment` is persons per unit of the table's money.
    """

    codes: tuple[str, ...]
    output: Array
    value_added: Array
    income: Array
    imports: Array
    product_taxes: Array
    employment: Array | None
    value_added_ratio: Array
    income_ratio: Array
    employment_ratio: Array | None
    household: str = ""  # empty: type I

    @property
    def kind(self) -> str:
        """I: direct and indirect; II: with what households spend."""
        return "II" if self.household else "I"

    def ratios(self) -> dict[str, Array]:
        """All ratio multipliers of this type; the direct effect on output is the unit itself."""
        found = {"output": self.output, "value added": self.value_added_ratio, "income": self.income_ratio}
        return found if self.employment_ratio is None else found | {"employment": self.employment_ratio}


def inverse(a: Array) -> Array:
    """L = (I − A)⁻¹, floats or exact Fractions as A is; refuses an A that no economy can have."""
    n = len(a)
    if a.shape != (n, n):
        raise MultiplierError(f"A of shape {a.shape}", "must be square", HAWKINS_SIMON)
    found = exact_inverse(a) if a.dtype == object else float_inverse(a)
    if (found < -1e-9).any():
        row, column = (int(k) for k in np.argwhere(found < -1e-9)[0])
        raise MultiplierError(
            f"the inverse is negative in row {row + 1}, column {column + 1}",
            "no element may be negative: some sector uses more than it makes",
            HAWKINS_SIMON,
        )
    return found


def float_inverse(a: Array) -> Array:
    try:
        return np.asarray(np.linalg.inv(np.eye(len(a)) - a))
    except np.linalg.LinAlgError:
        raise singular() from None


def exact_inverse(a: Array) -> Array:
    """Gauss-Jordan in Fractions; meant for tables of a dozen sectors and as an oracle."""
    n = len(a)
    rows = [
        [Fraction(int(i == j)) - Fraction(a[i, j]) for j in range(n)] + [Fraction(int(i == j)) for j in range(n)]
        for i in range(n)
    ]
    for k in range(n):
        pivot = next((i for i in range(k, n) if rows[i][k] != 0), None)
        if pivot is None:
            raise singular()
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [x / rows[k][k] for x in rows[k]]
        for i in range(n):
            factor = rows[i][k]
            if i != k and factor != 0:
                rows[i] = [x - factor * y for x, y in zip(rows[i], rows[k], strict=True)]
    return exact([row[n:] for row in rows])


def singular() -> MultiplierError:
    return MultiplierError("I − A has no inverse", "every sector must need less than it makes", HAWKINS_SIMON)


def exact(numbers: Sequence[object]) -> Array:
    """An array of Fractions; a decimal is taken as it is printed (0.32 is 32/100)."""
    shape = np.shape(numbers)  # type: ignore[arg-type]
    flat = [Fraction(str(x)) for x in np.asarray(numbers, dtype=object).ravel()]
    filled = np.empty(len(flat), dtype=object)
    filled[:] = flat
    return np.asarray(filled.reshape(shape))


def household_base(
    table: InputOutputTable,
    base: Sequence[Role] = (Role.WAGES, Role.SURPLUS),
    passed_on: Sequence[Role] = (Role.WAGES,),
    column: str = HOUSEHOLD,
    income: float | None = None,
) -> HouseholdBase:
    """Close households: consumption per unit of all income in `base`; income of the rows `passed_on`.

    The default is the cautious one: all wages and surplus stand behind what households consume, but only wages are
    spent again where they are earned (a surplus may leave the region).
    """
    if column not in table.final_demand:
        raise MultiplierError(
            f"final demand {column}", f"the table has {', '.join(table.final_demand) or 'none'}", CLOSING
        )
    rows = {
        role: sum((v for k, v in table.primary.items() if table.roles[k] is role), np.zeros(len(table.codes)))
        for role in Role
    }
    total_income = float(sum(np.asarray(rows[role]).sum() for role in base)) if income is None else income
    spent = float(table.final_demand[column].sum())
    if total_income <= 0 or spent > total_income:
        raise MultiplierError(
            f"households consume {spent:,.0f} of an income of {total_income:,.0f}",
            "the base must be at least what is consumed; add surplus to it",
            CLOSING,
        )
    total = table.column_output()
    per_output = np.asarray(sum(np.asarray(rows[role]) for role in passed_on)) / np.where(total == 0, 1, total)
    said = " + ".join(base) if income is None else f"income of {income:,.0f}"
    stated = f"base {said}, passed on {' + '.join(passed_on)}, consumption share {spent / total_income:.3f}"
    return HouseholdBase(table.final_demand[column] / total_income, per_output, tuple(passed_on), stated)


def multipliers(c: Coefficients, household: HouseholdBase | None = None, leontief: Array | None = None) -> Multipliers:
    """Type I multipliers, or truncated type II where a household base is given."""
    found = inverse(c.a) if leontief is None else leontief
    stated = ""
    if household is not None:
        found, stated = closed_inverse(found, household), household.stated
    value_added, wages = c.value_added(), c.part(Role.WAGES)
    return Multipliers(
        codes=c.codes,
        output=found.sum(axis=0),
        value_added=value_added @ found,
        income=wages @ found,
        imports=c.part(Role.IMPORTS) @ found,
        product_taxes=c.part(Role.PRODUCT_TAXES) @ found,
        employment=None if c.employment is None else c.employment @ found,
        value_added_ratio=ratio(value_added @ found, value_added),
        income_ratio=ratio(wages @ found, wages),
        employment_ratio=None if c.employment is None else ratio(c.employment @ found, c.employment),
        household=stated,
    )


def closed_inverse(leontief: Array, household: HouseholdBase) -> Array:
    """The n × n corner of the bordered inverse: L + (L c)(w L) / (1 − w L c)."""
    spending, earning = leontief @ household.consumption, household.income @ leontief
    kept = 1 - household.income @ spending
    if kept <= 0:
        raise MultiplierError(
            f"of each unit of income {float(1 - kept):.3f} comes back", "must be less than 1", CLOSING
        )
    return np.asarray(leontief + np.outer(spending, earning) / kept)


def ratio(effect: Array, direct: Array) -> Array:
    """Effect by direct effect, NaN where nothing is direct."""
    pairs = [e / d if d != 0 else float("nan") for e, d in zip(effect, direct, strict=True)]
    return np.array(pairs, dtype=effect.dtype)
