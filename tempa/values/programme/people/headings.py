"""Finds where a table begins on somebody's sheet, and which column of the format each of its columns is."""

from __future__ import annotations

import functools
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from tempa.values.programme.aliases import Aliases, plain
from tempa.values.programme.columns import SCHEMA
from tempa.values.programme.grid import Cell, Grid, is_empty, text_of_cell

SEARCHED_ROWS = 40
SEARCHED_COLUMNS = 400
MOST_HEADING_ROWS, ROWS_WITHOUT_MERGING = 5, 3
"""So many rows a heading may take; beyond three only where merged cells hold it together."""


_NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "orders": (("type", "quantity"), ("line", "quantity"), ("line", "due_date"), ("line", "destination")),
    "offers": (("workshop", "type", "unit_price"),),
    "bom": (("type", "material", "quantity"),),
    "capacities": (("workshop", "resource", "hours_per_week"),),
}
"""Columns without which the rows of a table say nothing; of every other table its key."""
BEFORE, AFTER, CHANGE = "before", "after", "change"
_SIDES = {
    BEFORE: ("semula", "sebelum", "sebelumnya", "lama", "awal", "murni", "sebelum perubahan", "before",
             "usulan", "diusulkan", "yang diusulkan", "diajukan", "pengajuan", "permintaan", "diminta", "sebelum negosiasi", "sebelum nego",
             "sebelum refocusing", "sebelum pergeseran", "apbd murni", "apbd induk"),
    AFTER: ("menjadi", "sesudah", "setelah", "baru", "perubahan", "revisi", "setelah perubahan", "sesudah perubahan",
            "hasil revisi", "after", "rev", "final",
            "perbaikan", "disetujui", "yang disetujui", "persetujuan", "hasil verifikasi", "hasil asistensi", "negosiasi", "nego",
            "setelah negosiasi", "setelah nego", "hasil negosiasi", "hasil nego", "refocusing", "setelah refocusing", "rasionalisasi",
            "pergeseran", "setelah pergeseran", "fix", "disepakati", "kesepakatan", "rekomendasi", "direkomendasikan", "hasil pembahasan"),
    CHANGE: ("selisih", "bertambah berkurang", "tambah kurang", "bertambah", "berkurang", "naik turun"),
}
_SIDE_OF = {words: side for side, listed in _SIDES.items() for words in listed}


@dataclass(frozen=True)
class Headings:
    """A heading over rows `first` to `last` (from 0); per column its text and the columns of `table` it may mean.

    `sides` says of each column whether it stands for the state before a revision, after it, or for the change.
    """

    table: str
    first: int
    last: int
    texts: tuple[str, ...]
    meanings: tuple[tuple[str, ...], ...]
    own: bool
    rows: tuple[list[str], ...]
    """The texts of each heading row as they stand."""
    sides: tuple[str, ...] = ()

    def side(self, column: int) -> str:
        """The side of a revision that a column stands for; nothing where it stands for none."""
        return self.sides[column] if column < len(self.sides) else ""

    @property
    def known(self) -> set[str]:
        """The columns of the table, and extras, that the heading names."""
        return {field for meaning in self.meanings for field in meaning[:1]}

    @property
    def real(self) -> int:
        """How many of them are columns of the format."""
        return sum(not field.startswith("_") for field in self.known)

    @property
    def covers(self) -> bool:
        """Whether rows under this heading can say anything to the table."""
        return self.covers_with(())

    def covers_with(self, given: Collection[str]) -> bool:
        """The same where some columns are given for all rows: the workshop whose offers a file holds."""
        needed = _NEEDED.get(self.table) or (SCHEMA[self.table].key,)
        return any(set(columns) <= self.known | set(given) for columns in needed)

    @property
    def is_table(self) -> bool:
        """Two columns of the format make a table; of an order a count or a machine with two things beside it, so that the other
        can be asked for."""
        return self.real >= 2 or (self.table == "orders" and bool({"type", "quantity"} & self.known) and len(self.known) >= 3)

    @property
    def score(self) -> tuple[int, int, int, int]:
        """More columns of the format first, then more columns at all, fewer heading rows, nearer to the top."""
        return self.real, len(self.known), self.first - self.last, -self.first

    @property
    def likelihood(self) -> tuple[bool, int, int]:
        """Among tables: what can be read at all, then what explains more of the sheet's columns."""
        return self.covers, len(self.known), self.real


def may_be(found: list[Headings]) -> list[Headings]:
    """The likeliest table, and those that explain the columns as well or nearly so: then a person is asked."""
    first = found[0]
    return [first, *(
        other for other in found[1:] if other.covers == first.covers and (
            len(other.known) >= len(first.known)
            or (other.covers and len(other.known) == len(first.known) - 1 and other.real > first.real))
    )]


def find_headings(grid: Grid, tables: Sequence[str], aliases: Aliases) -> list[Headings]:
    """The best heading of each table that the sheet may hold, the likeliest first; nothing where there is none."""
    best: dict[str, Headings] = {}
    for first in range(min(SEARCHED_ROWS, len(grid.cells))):
        if not aliases.may_head(grid.texts[first]) and not any(map(side_of, [[text] for text in grid.texts[first]])):
            continue
        for last in _last_rows(grid, first, tables, aliases):
            for found in _readings(grid, first, last, tables, aliases):
                if found.is_table and (found.table not in best or found.score > best[found.table].score):
                    best[found.table] = found
    whole = [_with_row_below(grid, found, aliases) for found in best.values()]
    return sorted(whole, key=lambda found: found.likelihood, reverse=True)


def _with_row_below(grid: Grid, found: Headings, aliases: Aliases) -> Headings:
    """A heading with the row right below it that only takes its cells apart: `Sebelum | Sesudah` below a `Volume` over both.

    Its words need not be headings; they stand below cells that are merged, or are followed by blank ones, in the row above.
    """
    below = found.last + 1
    if found.own or below >= len(grid.cells) or found.last - found.first + 1 >= MOST_HEADING_ROWS:
        return found
    texts = {column: text for column, text in enumerate(grid.texts[below]) if text}
    if len(texts) > 1 and all(text[0] == "(" and text[-1] == ")" and not text[1:2].isdigit() for text in texts.values()):
        return _readings(grid, found.first, below, (found.table,), aliases)[0]  # `(Unit) | (Rp)`
    spans = _spans_of(grid, found.last, texts)
    if len(texts) < 2 or any(text[0].isdigit() or len(text) > 40 for text in texts.values()) or not spans:
        return found
    if not all(any(left <= column <= right for left, right in spans) for column in texts):
        return found
    there = {(top, left) for top, left, _, _ in grid.merged}
    merged = (*grid.merged, *((found.last, left, found.last, right) for left, right in spans if (found.last, left) not in there))
    return _readings(replace(grid, merged=merged), found.first, below, (found.table,), aliases)[0]


def _spans_of(grid: Grid, row: int, below: Collection[int]) -> list[tuple[int, int]]:
    """First and last column of the cells of a heading row that stand over several columns, each with a text below."""
    spans = [(left, right) for top, left, bottom, right in grid.merged if top <= row <= bottom and right > left]
    own, covered = grid.texts[row], {column for left, right in spans for column in range(left, right + 1)}
    for left, text in enumerate(own):
        right = left
        while text and right + 1 in below and right + 1 not in covered and (right + 1 >= len(own) or not own[right + 1]):
            right += 1
        if right > left and left in below and left not in covered:
            spans.append((left, right))
    return [span for span in spans if any(span[0] <= column <= span[1] for column in below)]


def best_heading_from(grid: Grid, table: str, first: int, aliases: Aliases) -> Headings | None:
    """The best heading of a table that begins in row `first` (from 0), where one does."""
    lasts = _last_rows(grid, first, (table,), aliases)
    found = [reading for last in lasts for reading in _readings(grid, first, last, (table,), aliases) if reading.is_table]
    return max(found, key=lambda reading: reading.score, default=None)


def _last_rows(grid: Grid, first: int, tables: Sequence[str], aliases: Aliases) -> list[int]:
    """The rows with which a heading that begins in row `first` may end: it has no gap, and no row of it is a record."""
    found: list[int] = []
    for last in range(first, min(first + MOST_HEADING_ROWS, len(grid.cells))):
        is_inside = any(top < last <= bottom for top, _, bottom, _ in grid.merged)
        if last - first >= ROWS_WITHOUT_MERGING and not is_inside:
            break
        if last > first and not is_inside and (is_empty(grid.cells[last]) or _is_record(grid.cells[last], tables, aliases)):
            break
        if not _cuts_a_merge(grid, first, last):
            found.append(last)
    return found


def _is_record(row: list[Cell], tables: Sequence[str], aliases: Aliases) -> bool:
    """Numbers beside words of which one is no heading (nor the unit of one, `(Rp)`)."""
    texts = [text for cell in row if (text := text_of_cell(cell).strip())]
    words = [text for text in texts if not text[0].isdigit() and text[0] != "("]
    numbers = [text for text in texts if text[0].isdigit()]
    return bool(numbers) and any(not any(aliases.columns(table, word) for table in tables) for word in words)


def _readings(grid: Grid, first: int, last: int, tables: Sequence[str], aliases: Aliases) -> list[Headings]:
    """Some rows read as the heading of each of the tables."""
    texts = heading_texts(grid, first, last)
    rows = tuple([text_of_cell(cell).strip() for cell in row] for row in grid.cells[first:last + 1])
    return [_read_headings(table, first, last, texts, rows, aliases) for table in tables]


def headings_in(grid: Grid, table: str, row: int, aliases: Aliases) -> Headings:
    """A single row (from 0) as the heading of a table, whatever it may say."""
    rows = ([text_of_cell(cell).strip() for cell in grid.cells[row]],)
    return _read_headings(table, row, row, heading_texts(grid, row, row), rows, aliases)


def _cuts_a_merge(grid: Grid, first: int, last: int) -> bool:
    """A heading holds its merged cells whole."""
    return any((top <= last < bottom and top >= first) or top < first <= bottom for top, _, bottom, _ in grid.merged)


def heading_texts(grid: Grid, first: int, last: int) -> list[list[str]]:
    """Per column the texts of its heading cells from top to bottom, merged cells counted in each of their columns."""
    width = min(max((len(row) for row in grid.cells[first:last + 1]), default=0), SEARCHED_COLUMNS)
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
    sides = tuple(map(side_of, texts))
    meanings = tuple(_meaning(table, column, aliases) for column in texts)
    given = [column for column in texts if column]
    own = first == last and all(column[0] in SCHEMA[table].header for column in given)
    return Headings(table, first, last, tuple(" ".join(column) for column in texts), meanings, own, rows, sides)


def _meaning(table: str, column: list[str], aliases: Aliases) -> tuple[str, ...]:
    """Read as a whole first (`Harga` over `Satuan`, `Harga` over `Jumlah`), then from the lowest cell up.

    What no reading knows is read again without the words of a revision (`Volume sesudah`).
    """
    for texts in (column, [bare for text in column if (bare := _without_side(text))]):
        readings = [" ".join(texts), " ".join(reversed(texts)), *reversed(texts)] if texts else []
        if found := next((found for text in readings if (found := aliases.columns(table, text))), ()):
            return found
    return next((found for text in reversed(column) if (found := aliases.columns_of_start(table, text))), ())


def side_of(column: Sequence[str]) -> str:
    """The side of a revision that a heading or title names, in a cell of its own or at an end of its text."""
    return next((side for text in column if (side := _parted(text)[0])), "")


def _without_side(text: str) -> str:
    return _parted(text)[1]


@functools.lru_cache(maxsize=20_000)
def _parted(text: str) -> tuple[str, str]:
    """The side that a text names at one of its ends, and its other words."""
    words = plain(text).split()
    for size in (2, 1):
        if side := _SIDE_OF.get(" ".join(words[-size:])):  # `Usulan revisi` is the revision
            return side, " ".join(words[:-size])
        if side := _SIDE_OF.get(" ".join(words[:size])):
            return side, " ".join(words[size:])
    return "", " ".join(words)


def is_heading_again(own: list[str], headings: Headings) -> bool:
    """Whether a row repeats a heading row, as printed tables do on every page."""
    return own in headings.rows
