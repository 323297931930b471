"""Reads the workbook form: one sheet per table, row 1 the column codes, read as a CSV file would be."""

from __future__ import annotations

from pathlib import Path

from tempa.values.programme.columns import PLAN_SCHEMA, SCHEMA
from tempa.values.programme.errors import ProgrammeError, Sentence
from tempa.values.programme.folder import header_faults
from tempa.values.programme.grid import ErrorCell, Grid, has_lost_digits, is_empty, text_of_cell
from tempa.values.programme.guard import column_letters
from tempa.values.programme.schema import Rows, Tables, TableSchema
from tempa.values.programme.sheets import read_grids

GUIDES = frozenset({"petunjuk", "guide", "jadwal"})
"""Sheets that explain; reading passes over them."""


def read_workbook(path: Path, schema: dict[str, TableSchema] | None = None) -> Tables:
    """The tables of a programme workbook; raises ProgrammeError with every fault of form."""
    return tables_of(read_grids(path), schema or SCHEMA)


def read_plan_workbook(path: Path) -> Tables:
    """The tables of a plan workbook."""
    return read_workbook(path, PLAN_SCHEMA)


def tables_of(grids: list[Grid], schema: dict[str, TableSchema]) -> Tables:
    faults: list[Sentence] = []
    by_name: dict[str, Grid] = {}
    for grid in grids:
        name = grid.name.strip().casefold()
        if name in GUIDES or all(map(is_empty, grid.cells)):
            continue
        if name not in schema:
            faults.append(Sentence(f"Lembar {grid.name!r} tidak dikenal. Hapus, atau beri nama salah satu tabel:"
                                   f" {', '.join(schema)}.", f"The sheet {grid.name!r} is unknown. Delete it or name it"
                                   f" after a table: {', '.join(schema)}."))
        elif name in by_name:
            faults.append(Sentence(f"Lembar {name} ada dua kali. Hapus salah satunya.",
                                   f"The sheet {name} stands twice. Delete one of them."))
        by_name[name] = grid
    tables: Tables = {}
    for table in schema.values():
        try:
            tables[table.name] = _rows_of(table, by_name.get(table.name))
        except ProgrammeError as error:
            faults += error.sentences
    if faults:
        raise ProgrammeError(faults)
    return tables


def _rows_of(table: TableSchema, grid: Grid | None) -> Rows:
    if grid is None:
        if not table.required:
            return Rows()
        raise ProgrammeError(Sentence(f"Lembar {table.name} tidak ada. Tambahkan; tabel kosong cukup berisi baris"
                             " judul.",
                                      f"The sheet {table.name} is missing. Add it; an empty table needs only its header"
                                      " row."))
    header = [text_of_cell(cell).strip() for cell in grid.cells[0]]
    while header and not header[-1]:
        header.pop()
    faults = header_faults(table, f"Lembar {table.name}", header, f"Sheet {table.name}")
    faults = faults or _cell_faults(table, grid, len(header)) + _errors(table, grid) + _lost_digits(table, grid, header)
    if faults:
        raise ProgrammeError(faults)
    lines = [(number, row) for number, row in enumerate(grid.cells[1:], 2) if not is_empty(row)]
    return Rows(({name: text_of_cell(cell) for name, cell in zip(header, row, strict=False)} for _, row in lines),
                (number for number, _ in lines), _hidden(grid, header))


def _hidden(grid: Grid, header: list[str]) -> list[str]:
    """What holds something and cannot be seen in Excel."""
    if grid.hidden:
        return [f"lembar {grid.name}"]
    rows = [f"baris {n + 1}" for n in sorted(grid.hidden_rows) if 0 < n < len(grid.cells) and not is_empty(grid.cells[n])]
    return rows + [f"kolom {header[n]}" for n in sorted(grid.hidden_columns) if n < len(header)]


def _cell_faults(table: TableSchema, grid: Grid, width: int) -> list[Sentence]:
    """Cells beside the table, and formulas that nobody has calculated, would be lost silently."""
    faults = []
    for number, row in enumerate(grid.cells[1:], 2):
        if len(row) > width and not is_empty(row[width:]):
            column = next(i for i in range(width, len(row)) if not is_empty([row[i]]))
            where = f"{column_letters(column + 1)}{number}"
            faults.append(Sentence(f"Lembar {table.name}: sel {where} berada di luar tabel. Hapus isinya.",
                                   f"Sheet {table.name}: the cell {where} stands outside of the table. Clear it."))
    faults += [Sentence(f"Lembar {table.name}: rumus di sel {cell} belum dihitung. Buka di Excel, simpan, lalu kirim"
                        " lagi.", f"Sheet {table.name}: the formula in cell {cell} has no value yet. Open it in Excel,"
                        " save, and send it again.") for cell in grid.formulas_without_value]
    return faults


def _errors(table: TableSchema, grid: Grid) -> list[Sentence]:
    """An error is neither a value nor a blank: read as a blank, a limit would be gone."""
    return [
        Sentence(f"Lembar {table.name}: sel {where} berisi galat {cell}. Perbaiki rumusnya atau ketik nilainya, lalu kirim lagi.",
                 f"Sheet {table.name}: the cell {where} holds the error {cell}. Mend its formula or type its value, and send"
                 " it again.")
        for number, row in enumerate(grid.cells[1:], 2) for index, cell in enumerate(row)
        if isinstance(cell, ErrorCell) and (where := f"{column_letters(index + 1)}{number}")
    ]


def _lost_digits(table: TableSchema, grid: Grid, header: list[str]) -> list[Sentence]:
    texts = [index for index, name in enumerate(header) if not table.column(name).numeric and name != "value"]
    return [
        Sentence(f"Lembar {table.name}: nomor di sel {where} lebih dari 15 angka dan tersimpan sebagai bilangan, jadi"
                 " angka akhirnya hilang. Ketik ulang dalam sel berformat teks.",
                 f"Sheet {table.name}: the number in cell {where} has more than 15 digits and was kept as a number, so that"
                 " its last ones are lost. Type it again in a cell of format text.")
        for number, row in enumerate(grid.cells[1:], 2) for index in texts
        if index < len(row) and has_lost_digits(row[index]) and (where := f"{column_letters(index + 1)}{number}")
    ]
