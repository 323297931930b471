"""A CSV file of somebody's making as a grid: any usual separator, UTF-8, UTF-16 or Windows-1252."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tempa.values.programme.aliases import Aliases
from tempa.values.programme.grid import Cell, Grid, text_of_cell
from tempa.values.programme.guard import MOST_CELLS, refuse, unmarked_utf16
from tempa.values.programme.people.headings import find_headings
from tempa.values.programme.people.list_lines import is_list_of_lines

_SEPARATORS = ",;\t|"
_LINES_LOOKED_AT, _LETTERS_LOOKED_AT = 50, 60_000


def read_csv_grid(path: Path, tables: Sequence[str], aliases: Aliases) -> Grid:
    """The cells as texts; raises ProgrammeError for NUL, for what is no text, or for a table beyond reason."""
    text = _decoded(path).replace("\r\n", "\n").replace("\r", "\n")
    first, _, rest = text.partition("\n")
    if stated := _stated_separator(first):
        text = rest
    try:
        rows = _split(text, stated or separator_of(text, tables, aliases))
    except csv.Error as error:
        raise refuse(f"{path.name} tidak dapat dibaca sebagai CSV ({error}). Simpan ulang sebagai CSV UTF-8.",
                     f"{path.name} cannot be read as CSV ({error}). Save it again as CSV UTF-8.") from None
    if sum(map(len, rows)) > MOST_CELLS:
        raise refuse(f"{path.name} berisi lebih dari {MOST_CELLS} sel. Hapus baris dan kolom kosong.",
                     f"{path.name} holds more than {MOST_CELLS} cells. Delete empty rows and columns.")
    lines = text.split("\n")
    if not stated and not find_headings(Grid("", rows[:_LINES_LOOKED_AT]), tables, aliases) and is_list_of_lines(lines[:_LINES_LOOKED_AT], aliases):
        return Grid(path.stem, [[line] for line in lines])  # a message: its commas part nothing
    if stated:
        rows.insert(0, [""])  # so that rows keep their numbers
    return taken_apart(Grid(path.stem, rows), tables, aliases)


def taken_apart(grid: Grid, tables: Sequence[str], aliases: Aliases) -> Grid:
    """A grid whose rows stand whole in its first column, as Excel leaves a CSV of other separators, with its cells apart."""
    lines = [row[0] if row else "" for row in grid.cells]
    beside = any(text_of_cell(cell).strip() for row in grid.cells for cell in row[1:])
    filled = [line for line in lines if isinstance(line, str) and line.strip()]
    if beside or len(filled) < 2 or any(not isinstance(line, str) or "\n" in line for line in lines):
        return grid
    sign = separator_of("\n".join(map(text_of_cell, lines)), tables or ("orders",), aliases)
    if 2 * sum(sign in line for line in filled) < len(filled):
        return grid
    try:
        return replace(grid, cells=[_split(line, sign)[0] if isinstance(line, str) and line.strip() else [] for line in lines])
    except csv.Error:
        return grid


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    text = _text_of(raw, path.name)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise refuse(f"{path.name} baris {line} memuat karakter NUL; berkasnya rusak. Simpan ulang.",
                     f"{path.name} line {line} holds a NUL character; the file is damaged. Save it again.")
    if not text.strip():
        raise refuse(f"{path.name} tidak berisi apa-apa.", f"{path.name} holds nothing.")
    return text


def _text_of(raw: bytes, name: str) -> str:
    """By its mark, else UTF-8, else as Excel on an Indonesian Windows writes it; in UTF-16 every second byte is zero."""
    try:
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            return raw.decode("utf-16")
        if order := unmarked_utf16(raw):
            return raw.decode(order)
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise refuse(f"{name} baris {line} memuat huruf yang tidak terbaca sebagai UTF-8, UTF-16, atau Windows-1252. Di Excel"
                     " pilih Save As, CSV UTF-8.",
                     f"{name} line {line} holds letters that are neither UTF-8, UTF-16 nor Windows-1252. In Excel choose"
                     " Save As, CSV UTF-8.") from None


def _stated_separator(line: str) -> str:
    """The sign of a first line `sep=;`, by which Excel is told how to split."""
    line = line.strip().strip('"').casefold()
    return line[4] if line.startswith("sep=") and len(line) == 5 and line[4] in _SEPARATORS else ""


def separator_of(text: str, tables: Sequence[str], aliases: Aliases) -> str:
    """The sign under which headings are known; then the one that gives the most lines the same number of cells."""
    sample = "\n".join(text[:_LETTERS_LOOKED_AT].split("\n", _LINES_LOOKED_AT)[:_LINES_LOOKED_AT])

    def worth(sign: str) -> tuple[int, float, int, int]:
        try:
            rows = [row for row in _split(sample, sign) if any(cell.strip() for cell in row if isinstance(cell, str))]
        except csv.Error:
            return 0, 0.0, 0, 0
        found = find_headings(Grid("", rows), tables, aliases)
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, lines = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
        known = max((len(headings.known) for headings in found), default=0)
        return known, lines / max(1, len(rows)), width, -_SEPARATORS.index(sign)

    return max(_SEPARATORS, key=worth)


def _split(text: str, sign: str) -> list[list[Cell]]:
    return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign)]
