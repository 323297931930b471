"""An input-output table as it was published, and its coefficients per unit of output.

Array shapes: `n` sectors; `flows[i, j]` is what sector i sold to sector j, in the table's unit (usually million
rupiah of one year). Row of primary inputs: one number per buying sector. Column of final demand: one number per
selling sector. Domestic tables only: what was imported stands in a row of primary inputs, so the inverse is that of
the region.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tempa.impact.multipliers.errors import MultiplierError

Array = NDArray[Any]  # floats, or Fractions in an array of objects where exact answers are wanted

SNA = "System of National Accounts 2008, chapter 14; Miller and Blair 2009, chapter 2"


class Role(StrEnum):
    """What a row of primary inputs is; the first three together are gross value added at basic prices."""

    WAGES = "wages"
    SURPLUS = "surplus"  # operating surplus, mixed income, depreciation
    TAXES = "taxes"  # on production, less subsidies
    PRODUCT_TAXES = "product taxes"  # on products bought, less subsidies: no value added of the buying sector
    IMPORTS = "imports"


VALUE_ADDED = (Role.WAGES, Role.SURPLUS, Role.TAXES)
HOUSEHOLD = "household"


@dataclass(frozen=True, eq=False)
class InputOutputTable:
    """A domestic table. `stated_output` is the table's own total where it prints one; employment is in persons."""

    codes: tuple[str, ...]
    flows: Array
    primary: Mapping[str, Array]
    roles: Mapping[str, Role]
    final_demand: Mapping[str, Array] = field(default_factory=dict)
    stated_output: Array | None = None
    employment: Array | None = None
    names: tuple[str, ...] = ()
    unit: str = "million rupiah"
    year: int | None = None
    source: str = ""
    ignored: tuple[str, ...] = ()  # rows and columns of the file that are sums or repeat others

    def __post_init__(self) -> None:
        n = len(self.codes)
        doubled = sorted({c for c in self.codes if self.codes.count(c) > 1})
        if doubled:
            raise MultiplierError(f"sector code {doubled[0]} stands twice", "every sector has a code of its own", SNA)
        if self.flows.shape != (n, n):
            raise MultiplierError(
                f"transactions of shape {self.flows.shape}", f"must be {n} × {n}, one per sector", SNA
            )
        columns = {**self.primary, **self.final_demand}
        columns |= {"output": self.stated_output} if self.stated_output is not None else {}
        columns |= {"employment": self.employment} if self.employment is not None else {}
        for name, values in columns.items():
            if values.shape != (n,):
                raise MultiplierError(f"{name} has {values.size} numbers", f"must have {n}, one per sector", SNA)
            refuse_unknown_numbers(name, values, self.codes)
        refuse_unknown_numbers("transactions", self.flows, self.codes)
        missing = sorted(set(self.primary) - set(self.roles))
        if missing:
            raise MultiplierError(f"row {missing[0]} has no role", f"must be one of {', '.join(Role)}", SNA)

    def row_output(self) -> Array:
        """Output as sales: to all sectors and to final demand."""
        return np.asarray(self.flows.sum(axis=1) + sum(self.final_demand.values(), np.zeros(len(self.codes))))

    def column_output(self) -> Array:
        """Output as costs: bought from all sectors, imports, taxes, value added."""
        return np.asarray(self.flows.sum(axis=0) + sum(self.primary.values(), np.zeros(len(self.codes))))

    def position(self, sector: str) -> int:
        """0-based place of a sector code or name."""
        for labels in (self.codes, self.names):
            if sector in labels:
                return labels.index(sector)
        raise MultiplierError(f"sector {sector}", f"the table knows {', '.join(self.codes[:8])} …", self.source or SNA)


@dataclass(frozen=True, eq=False)
class Coefficients:
    """Everything per unit of output: columns of `a` plus the five vectors add up to 1 where a sector produces."""

    codes: tuple[str, ...]
    a: Array
    parts: Mapping[Role, Array]
    employment: Array | None = None  # persons per unit of output, at the table's prices

    def value_added(self) -> Array:
        return np.asarray(sum(self.parts[r] for r in VALUE_ADDED))

    def part(self, role: Role) -> Array:
        return self.parts[role]


def refuse_unknown_numbers(name: str, values: Array, codes: tuple[str, ...]) -> None:
    """NaN or infinite cells would poison every multiplier; the first one is named."""
    if values.dtype == object or bool(np.isfinite(values).all()):
        return
    place = np.argwhere(~np.isfinite(values))[0]
    where = ", ".join(codes[int(i)] for i in place)
    raise MultiplierError(f"{name} at sector {where} is not a number", "every cell must be a finite number", SNA)


def coefficients(table: InputOutputTable, output: str = "columns") -> Coefficients:
    """Divide each column by its sector's output.

    `output` is "columns" (the sum of a sector's costs, so that every column adds up to 1 whatever the rows say) or
    "stated" (the table's own total). A sector without output gets zeros; nothing can then be bought from it.
    """
    if output not in ("columns", "stated"):
        raise MultiplierError(f"output={output!r}", 'must be "columns" or "stated"', SNA)
    if output == "stated" and table.stated_output is None:
        raise MultiplierError("stated output", "the table prints no output row; use columns", table.source or SNA)
    total = np.asarray(table.stated_output if output == "stated" else table.column_output())
    if (total < 0).any():
        code = table.codes[int(np.argmax(total < 0))]
        raise MultiplierError(f"output of sector {code} is negative", "must be 0 or more", table.source or SNA)
    return coefficients_of(table.codes, table.flows, table.primary, table.roles, total, table.employment)


def coefficients_of(
    codes: tuple[str, ...],
    flows: Array,
    primary: Mapping[str, Array],
    roles: Mapping[str, Role],
    output: Array,
    employment: Array | None = None,
) -> Coefficients:
    """The division itself, for floats and for exact Fractions alike."""
    divisor = np.array([1 if x == 0 else x for x in output], dtype=output.dtype)
    produces = np.array([0 if x == 0 else 1 for x in output], dtype=output.dtype)
    parts: dict[Role, Array] = {}
    for role in Role:
        rows = [values for name, values in primary.items() if roles[name] is role]
        parts[role] = sum(rows, np.zeros_like(output)) / divisor * produces
    persons = None if employment is None else employment / divisor * produces
    return Coefficients(codes, flows / divisor * produces, parts, persons)
