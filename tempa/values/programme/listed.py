"""Lists that the program hands out to be filled in: their headings found again, in other words and places, and the rows below them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tempa.values.programme.aliases import plain, plain_without_remark, shipped_aliases

SEARCHED = 20
"""So many rows from the top a heading may stand."""
Sheets = Mapping[str, Sequence[Sequence[str]]]
_SHORT = {"no": "nomor"}
_SAYS_NOTHING = frozenset({"rp", "idr"})
_SUMS = frozenset({"jumlah", "total", "sub total", "subtotal", "jumlah total", "total jumlah", "grand total", "jumlah seluruhnya", "ppn"})


@dataclass(frozen=True)
class Wanted:
    """The columns of a list: name -> heading, those that it cannot do without, and other headings that people give them."""

    columns: Mapping[str, str]
    needed: Sequence[str]
    also: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Listed:
    """The list of one sheet: where each column stands, and its rows with their numbers and cells by column."""

    sheet: str
    where: Mapping[str, int]
    rows: list[tuple[int, dict[str, str]]]

    def speaks(self, needed: Sequence[str]) -> bool:
        """Whether any row is filled in: one of a list to fill in may be all blanks."""
        return any(all(cells[name] for name in needed) for _, cells in self.rows)


def heading_words(text: str) -> str:
    """`Tgl. SP2D` and `Tanggal SP2D`, `Harga (Rp)` and `Harga` are the same words."""
    words = shipped_aliases().spelled_out(plain_without_remark(text) or plain(text)).split()
    return " ".join(_SHORT.get(word, word) for word in words if word not in _SAYS_NOTHING)


def lists_in(sheets: Sheets, wanted: Wanted) -> list[Listed]:
    """The sheets that have the headings, those with rows that are filled in where there are any."""
    found = [listed for name, rows in sheets.items() if (listed := _list_in(name, rows, wanted)) is not None]
    return [listed for listed in found if listed.speaks(wanted.needed)] or found[:1]


def lacking(sheets: Sheets, wanted: Wanted) -> list[str]:
    """The headings that are not there, where the rest of them are; nothing where no row is a heading of this list."""
    rows = (_where(row, wanted) for sheet in sheets.values() for row in sheet[:SEARCHED])
    there = max((set(where) & set(wanted.needed) for where in rows), key=len, default=set())
    return [wanted.columns[name] for name in wanted.needed if name not in there] if 2 * len(there) >= len(wanted.needed) else []


def is_sum(cells: Mapping[str, str], row: Sequence[str]) -> bool:
    """Whether a row below the list adds it up."""
    first = next((text for cell in row if (text := plain(cell))), "")
    return first in _SUMS and not all(cells.values())


def _list_in(name: str, rows: Sequence[Sequence[str]], wanted: Wanted) -> Listed | None:
    for place, row in enumerate(rows[:SEARCHED]):
        where = _where(row, wanted)
        if all(column in where for column in wanted.needed):
            return Listed(name, where, list(_rows_below(rows, place, where, wanted)))
    return None


def _rows_below(
    rows: Sequence[Sequence[str]], heading: int, where: Mapping[str, int], wanted: Wanted
) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows below a heading; the heading again, as printed lists have it on every page, is none."""
    blank = dict.fromkeys(wanted.columns, "")
    for number, row in enumerate(rows[heading + 1 :], heading + 2):
        cells = {name: " ".join(row[n].split()) if n < len(row) else "" for name, n in where.items()}
        if not all(cells[name] and heading_words(cells[name]) == heading_words(rows[heading][where[name]]) for name in wanted.needed):
            yield number, blank | cells


def _where(row: Sequence[str], wanted: Wanted) -> dict[str, int]:
    """Column -> its place: by its own heading first, by another where only one stands there."""
    words = [heading_words(cell) if cell else "" for cell in row]
    found = {}
    for name, heading in wanted.columns.items():
        own = [n for n, said in enumerate(words) if said == heading_words(heading)]
        others = [n for n, said in enumerate(words) if said and said in wanted.also.get(name, ())]
        if own or len(others) == 1:
            found[name] = own[0] if own else others[0]
    return found
