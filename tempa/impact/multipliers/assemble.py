"""A table from named cells: which labels are sectors, and what the rows and columns around them mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tempa.impact.multipliers import labels
from tempa.impact.multipliers.errors import MultiplierError
from tempa.impact.multipliers.grids import MATRIX
from tempa.impact.multipliers.table import HOUSEHOLD, Array, InputOutputTable, Role

Cells = Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class About:
    """What a table is: its money, its year, and the file that it was read from."""

    unit: str
    year: int | None
    source: str


def assemble(
    cells: Cells,
    rows: Sequence[str],
    columns: Sequence[str],
    names: Mapping[str, str],
    overrides: Mapping[str, str],
    about: About,
) -> InputOutputTable:
    """Sectors are the labels that stand both as row and as column and are no totals; all else must have a meaning."""
    plain_columns = {labels.plain_label(c): c for c in columns}
    both = {r: plain_columns[labels.plain_label(r)] for r in rows if labels.plain_label(r) in plain_columns}
    sectors = {r: c for r, c in both.items() if not is_total(r, names, overrides)}
    if len(sectors) < 2:
        raise MultiplierError(
            f"{about.source} has {len(sectors)} labels that are both row and column", "needs two or more", MATRIX
        )

    def row_values(r: str) -> Array:
        return np.array([cells.get((r, c), 0.0) for c in sectors.values()])

    around = {r: labels.row_meaning(r, names.get(r, ""), overrides) for r in rows if r not in sectors}
    beside = {
        c: labels.column_meaning(c, names.get(c, ""), overrides) for c in columns if c not in set(sectors.values())
    }
    primary = {r: row_values(r) for r, found in around.items() if found in set(Role)}
    roles = {r: Role(around[r]) for r in primary}
    add_rest_of_value_added(primary, roles, [row_values(r) for r, f in around.items() if f == labels.VALUE_ADDED])
    demand: dict[str, Array] = {}
    for c, found in beside.items():
        if found in (HOUSEHOLD, labels.FINAL):
            name = found if found == HOUSEHOLD and found not in demand else c
            demand[name] = np.array([cells.get((r, c), 0.0) for r in sectors])
    output = next((row_values(r) for r, found in around.items() if found == labels.OUTPUT), None)
    persons = next((row_values(r) for r, found in around.items() if found == labels.EMPLOYMENT), None)
    left_out = [k for k, found in {**around, **beside}.items() if found in (labels.IGNORE, labels.VALUE_ADDED)]
    return InputOutputTable(
        codes=tuple(sectors),
        names=tuple(names.get(r) or r for r in sectors),
        flows=np.array([row_values(r) for r in sectors]),
        primary=primary,
        roles=roles,
        final_demand=demand,
        stated_output=output,
        employment=persons,
        unit=about.unit,
        year=about.year,
        source=about.source,
        ignored=tuple(left_out),
    )


def add_rest_of_value_added(primary: dict[str, Array], roles: dict[str, Role], totals: list[Array]) -> None:
    """Where a table prints value added but not all of its parts, the rest is surplus; where it does, nothing is
    added.
    """
    if not totals:
        return
    parts = sum(
        (v for k, v in primary.items() if roles[k] in (Role.WAGES, Role.SURPLUS, Role.TAXES)), np.zeros(len(totals[0]))
    )
    rest = totals[0] - parts
    if np.abs(rest).max() > 1e-6 * np.abs(totals[0]).max():
        primary["rest of value added"], roles["rest of value added"] = rest, Role.SURPLUS


def is_total(label: str, names: Mapping[str, str], overrides: Mapping[str, str]) -> bool:
    """A total may stand both as row and as column without being a sector."""
    if label in overrides:
        return True
    text = labels.plain_label(label), labels.plain_label(names.get(label, ""))
    return any(t.startswith(("total", "jumlah")) for t in text)
