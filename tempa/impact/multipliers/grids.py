"""Cells as text out of CSV files and workbooks, and where the heading of a table stands among them."""

from __future__ import annotations

import csv
import gzip
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from tempa.impact.multipliers import labels
from tempa.impact.multipliers.errors import MultiplierError
from tempa.impact.multipliers.figures import EXACT

MATRIX = "a matrix: sector codes in the first column and in one heading row"

TEXT = "tables are text files in UTF-8 with one row a line, or Excel workbooks"

Grid = list[list[str]]


@dataclass(frozen=True)
class Framed:
    """A matrix cut out of its sheet: column labels, one (row label, cells as text) a row, and the names beside
    labels.
    """

    columns: list[str]
    body: list[tuple[str, list[str]]]
    names: dict[str, str]


def read_grid(file: Path) -> Grid:
    """Rows of a CSV file (or .gz of one); comma, semicolon or tab, whichever its fullest line has most of."""
    try:
        raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        lines = raw.decode("utf-8-sig").splitlines()
        delimiter = max(",;\t", key=max(lines, key=len, default="").count)
        grid = [row for row in csv.reader(lines, delimiter=delimiter) if any(cell.strip() for cell in row)]
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as error:
        raise MultiplierError(f"{file.name} cannot be read ({error})", "must be a text file in UTF-8", TEXT) from None
    if len(grid) < 2:
        raise MultiplierError(f"{file.name} has {len(grid)} rows", "needs a heading and at least one row", TEXT)
    return grid


def read_workbook(file: Path, sheet: str | None) -> Grid:
    """The cells of one sheet (the first unless named) as text; numbers keep all their digits."""
    from python_calamine import CalamineError, CalamineWorkbook  # only who loads Excel pays for it

    try:
        book = CalamineWorkbook.from_path(str(file))
    except (CalamineError, OSError) as error:
        raise MultiplierError(f"{file.name} cannot be read ({error})", "must be an Excel workbook", TEXT) from None
    chosen = sheet or book.sheet_names[0]
    if chosen not in book.sheet_names:
        raise MultiplierError(f"sheet {chosen}", f"{file.name} has {', '.join(book.sheet_names)}", TEXT)
    rows = book.get_sheet_by_name(chosen).to_python()
    return [[as_text(cell) for cell in row] for row in rows if any(str(cell).strip() for cell in row)]


def as_text(cell: object) -> str:
    """Whole numbers read alike in every style; others are marked as exact, so that no style turns 12.125 into 12125."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else EXACT + repr(cell)
    return str(cell)


def find_heading(grid: Grid, file: Path) -> Framed:
    """Cut the matrix out: its heading is the row whose labels come back most often below, in one of three columns."""
    best, heading, at = 1, -1, -1
    for c in range(3):
        down = [(i, labels.plain_label(row[c])) for i, row in enumerate(grid) if len(row) > c and row[c].strip()]
        for h in range(min(len(grid), 30)):
            below = {label for i, label in down if i > h}
            hits = len({labels.plain_label(t) for t in grid[h][c + 1 :] if t.strip()} & below)
            if hits > best:
                best, heading, at = hits, h, c
    if heading < 0:
        bound = "one row must repeat the sector codes of the first column"
        raise MultiplierError(f"{file.name} has no heading of sector codes", bound, MATRIX)
    return cut_out(grid, heading, at)


def cut_out(grid: Grid, heading: int, at: int) -> Framed:
    """Notes (rows without numbers) and BPS's counting row "(1) (2) (3)" are no part of the table."""
    down = {labels.plain_label(row[at]) for row in grid[heading + 1 :] if len(row) > at and row[at].strip()}
    titles = [(j, text.strip()) for j, text in enumerate(grid[heading]) if j > at and text.strip()]
    first = min(j for j, text in titles if labels.plain_label(text) in down)
    titles = [(j, text) for j, text in titles if j >= first]
    names: dict[str, str] = {}
    for line in [
        grid[heading - 1] if heading else [],
        grid[heading + 1],
    ]:  # names of columns stand above or below codes
        if len(line) <= at or not line[at].strip() or line is not grid[heading + 1]:
            names |= {text: line[j].strip() for j, text in titles if j < len(line) and line[j].strip()}
    body: list[tuple[str, list[str]]] = []
    for row in grid[heading + 1 :]:
        cells = [row[j].strip() if j < len(row) else "" for j, _ in titles]
        label = row[at].strip() if at < len(row) else ""
        if label and any(cells) and not all(re.fullmatch(r"\(\d+\)|", cell) for cell in [label, *cells]):
            body.append((label, cells))
            beside = [text.strip() for text in row[at + 1 : first] if text.strip()]
            names[label] = beside[0] if beside else names.get(label, "")
    return Framed([text for _, text in titles], body, names)
