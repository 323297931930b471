"""Tables from files: the CSV folder, a matrix with totals, the long form, BPS files and Excel workbooks.

Nothing is guessed in silence: a row or column that is neither a sector nor known is refused by name, and totals
that the file prints are kept aside for the balance check instead of being trusted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from tempa.impact.multipliers import labels
from tempa.impact.multipliers.assemble import About, assemble
from tempa.impact.multipliers.errors import MultiplierError
from tempa.impact.multipliers.figures import read_figure, style_of
from tempa.impact.multipliers.grids import Grid, find_heading, read_grid, read_workbook
from tempa.impact.multipliers.table import Array, InputOutputTable, Role

FOLDER = "the folder form: sectors, intermediate_domestic, final_demand, primary_inputs and, if known, employment"
NOTHING: Mapping[str, str] = {}


def load_folder(folder: Path, year: int | None = None, source: str = "") -> InputOutputTable:
    """The folder form: five CSV files with sector codes as heading (employment.csv may lack). Unit: million rupiah."""
    sectors = read_grid(folder / "sectors.csv")[1:]
    codes = tuple(row[0] for row in sectors)
    flows = rows_by_code(folder / "intermediate_domestic.csv", codes)
    primary = rows_by_code(folder / "primary_inputs.csv", codes)
    demand_grid = read_grid(folder / "final_demand.csv")
    demand = columns_by_code(demand_grid, codes, folder / "final_demand.csv")
    workers = folder / "employment.csv"
    persons = columns_by_code(read_grid(workers), codes, workers) if workers.exists() else {}
    missing = [c for c in codes if c not in flows]
    if missing:
        raise MultiplierError(
            f"sector {missing[0]} has no row in intermediate_domestic.csv", "every sector sells", FOLDER
        )
    return InputOutputTable(
        codes=codes,
        names=tuple(row[1] if len(row) > 1 else row[0] for row in sectors),
        flows=np.array([flows[c] for c in codes]),
        primary=primary,
        roles={name: role_of(name) for name in primary},
        final_demand=demand,
        employment=persons.get("workers"),
        year=year,
        source=source or folder.name,
    )


def load_matrix(
    file: Path,
    style: str = "auto",
    overrides: Mapping[str, str] = NOTHING,
    sheet: str | None = None,
    unit: str = "million rupiah",
    year: int | None = None,
) -> InputOutputTable:
    """A square table with totals around it, as CSV (comma, semicolon or tab) or Excel, also as BPS hands it out.

    Above the heading may stand a title; beside the codes a column of names. `overrides` maps a label to a meaning:
    "ignore", "output", "value added", "employment", "household", "final demand" or a `Role`.
    """
    excel = file.suffix.lower() in {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
    framed = find_heading(read_workbook(file, sheet) if excel else read_grid(file), file)
    texts = [text for _, cells in framed.body for text in cells]
    chosen = style_of(texts, file.name) if style == "auto" else style
    numbers: dict[tuple[str, str], float] = {}
    for row, cells in framed.body:
        for column, text in zip(framed.columns, cells, strict=True):
            numbers[row, column] = read_figure(text, chosen, f"{file.name}, row {row}, column {column}")
    rows = [row for row, _ in framed.body]
    return assemble(numbers, rows, framed.columns, framed.names, overrides, About(unit, year, file.name))


def load_long(
    file: Path,
    row: str,
    column: str,
    value: str = "values",
    overrides: Mapping[str, str] = NOTHING,
    unit: str = "million rupiah",
    year: int | None = None,
) -> InputOutputTable:
    """One cell a line: `row`, `column` and `value` name the columns of the CSV (plain or .gz)."""
    grid = read_grid(file)
    try:
        r, c, v = (grid[0].index(name) for name in (row, column, value))
    except ValueError as error:
        raise MultiplierError(
            f"{file.name}: {error}", f"has the columns {', '.join(grid[0])}", "the long form"
        ) from None
    cells = {(line[r], line[c]): cell_or_unknown(line[v], f"{file.name}, {line[r]}, {line[c]}") for line in grid[1:]}
    rows = list(dict.fromkeys(line[r] for line in grid[1:]))
    columns = list(dict.fromkeys(line[c] for line in grid[1:]))
    return assemble(cells, rows, columns, {}, overrides, About(unit, year, file.name))


def cell_or_unknown(text: str, where: str) -> float:
    """ "NA" is an unknown number: harmless in a cell that nothing needs, refused by name in one that a table needs."""
    return float("nan") if text.strip().upper() in {"NA", "N/A", ":"} else read_figure(text, "plain", where)


def role_of(name: str) -> Role:
    found = labels.row_meaning(name, "", NOTHING)
    if found not in set(Role):
        raise MultiplierError(f"row {name} of primary_inputs.csv", f"must be one of {', '.join(Role)}", labels.SOURCE)
    return Role(found)


def rows_by_code(file: Path, codes: Sequence[str]) -> dict[str, Array]:
    grid = read_grid(file)
    if tuple(grid[0][1:]) != tuple(codes):
        raise MultiplierError(f"heading of {file.name}", "must be the codes of sectors.csv in their order", FOLDER)
    return {row[0]: np.array(read_all(row, codes, file)) for row in grid[1:]}


def read_all(row: Sequence[str], codes: Sequence[str], file: Path) -> list[float]:
    if len(row) != len(codes) + 1:
        raise MultiplierError(
            f"row {row[0]} of {file.name} has {len(row) - 1} cells", f"must have {len(codes)}", FOLDER
        )
    return [read_figure(t, "plain", f"{file.name}, row {row[0]}, {c}") for c, t in zip(codes, row[1:], strict=True)]


def columns_by_code(grid: Grid, codes: Sequence[str], file: Path) -> dict[str, Array]:
    by_code = {row[0]: row for row in grid[1:]}
    missing = [c for c in codes if c not in by_code]
    if missing:
        raise MultiplierError(f"sector {missing[0]} is missing in {file.name}", "every sector has a row", FOLDER)
    where = f"{file.name}, row "
    return {
        name: np.array([read_figure(by_code[c][j], "plain", where + c) for c in codes])
        for j, name in enumerate(grid[0])
        if j > 0
    }
