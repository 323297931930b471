"""Finds where a table begins on somebody's sheet, and which column of the format each of its columns is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tempa.values.programme.aliases import Aliases
from tempa.values.programme.columns import SCHEMA
from tempa.values.programme.grid import Grid, is_empty, text_of_cell

SEARCHED_ROWS = 40
MOST_HEADING_ROWS = 3


@dataclass(frozen=True)
class Headings:
    """A heading over rows `first` to `last` (from 0); per column its text and the columns of `table` it may mean."""

    table: str
    first: int
    last: int
    texts: tuple[str, ...]
    meanings: tuple[tuple[str, ...], ...]
    own: bool
    rows: tuple[list[str], ...]
    """The texts of each heading row as they stand."""

    @property
    def score(self) -> tuple[int, int, int, int]:
        """More columns of the format first, then more columns at all, fewer heading rows, nearer to the top."""
        fields = {field for meaning in self.meanings for field in meaning[:1]}
        real = sum(not field.startswith("_") for field in fields)
        return real, len(fields), self.first - self.last, -self.first


def find_headings(grid: Grid, tables: Sequence[str], aliases: Aliases) -> list[Headings]:
    """The best heading of each table that the sheet may hold, the likeliest first; nothing where there is none."""
    best: dict[str, Headings] = {}
    for first in range(min(SEARCHED_ROWS, len(grid.cells))):
        if is_empty(grid.cells[first]):
            continue
        for last in range(first, min(first + MOST_HEADING_ROWS, len(grid.cells))):
            if _cuts_a_merge(grid, first, last):
                continue
            texts = heading_texts(grid, first, last)
            for table in tables:
                rows = tuple([text_of_cell(cell).strip() for cell in row] for row in grid.cells[first:last + 1])
                found = _read_headings(table, first, last, texts, rows, aliases)
                if found.score[0] >= 2 and (table not in best or found.score > best[table].score):
                    best[table] = found
    return sorted(best.values(), key=lambda found: found.score, reverse=True)


def _cuts_a_merge(grid: Grid, first: int, last: int) -> bool:
    """A heading holds its merged cells whole."""
    return any((top <= last < bottom and top >= first) or top < first <= bottom for top, _, bottom, _ in grid.merged)


def heading_texts(grid: Grid, first: int, last: int) -> list[list[str]]:
    """Per column the texts of its heading cells from top to bottom, merged cells counted in each of their columns."""
    width = max((len(row) for row in grid.cells[first:last + 1]), default=0)
    texts: list[list[str]] = [[] for _ in range(width)]
    for number in range(first, last + 1):
        for column in range(width):
            text = _text_at(grid, number, column)
            if text and text not in texts[column]:
                texts[column].append(text)
    return texts


def _text_at(grid: Grid, number: int, column: int) -> str:
    for top, left, bottom, right in grid.merged:
        if top <= number <= bottom and left <= column <= right:
            number, column = top, left
            break
    row = grid.cells[number]
    return " ".join(text_of_cell(row[column]).split()) if column < len(row) else ""


def _read_headings(table: str, first: int, last: int, texts: list[list[str]], rows: tuple[list[str], ...],
                   aliases: Aliases) -> Headings:
    meanings = tuple(_meaning(table, column, aliases) for column in texts)
    given = [column for column in texts if column]
    own = first == last and all(column[0] in SCHEMA[table].header for column in given)
    return Headings(table, first, last, tuple(" ".join(column) for column in texts), meanings, own, rows)


def _meaning(table: str, column: list[str], aliases: Aliases) -> tuple[str, ...]:
    """Read as a whole first (`Harga` over `Satuan`, `Harga` over `Jumlah`), then from the lowest cell up."""
    readings = [" ".join(column), " ".join(reversed(column)), *reversed(column)] if column else []
    return next((found for text in readings if (found := aliases.columns(table, text))), ())


def is_heading_again(own: list[str], headings: Headings) -> bool:
    """Whether a row repeats a heading row, as printed tables do on every page."""
    return own in headings.rows
