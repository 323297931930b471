"""Sheets as grids of plain values: read once, before anything is understood of them."""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass
from decimal import Decimal

from tempa.values.programme.guard import column_number

_ERROR = re.compile(r"#(?:REF|VALUE|NAME|NULL|NUM|DIV/0|SPILL|CALC|FIELD|BLOCKED|CONNECT|UNKNOWN|BUSY|EXTERNAL|PYTHON)[!?]|#N/A"
                    r"|#GETTING_DATA|#ERROR!|Err:\d{3}")
Cell = str | int | float | bool | dt.date | dt.time | dt.datetime | dt.timedelta


class ErrorCell(str):
    """The text that is shown of a cell whose formula came to nothing; a text `#N/A` that somebody typed is none."""

    __slots__ = ()


@dataclass(frozen=True)
class Grid:
    """One sheet: `cells[row][column]` from the top left corner, merged ranges as (first row, column, last row, column).

    `hidden` is of the whole sheet; `from_1904` says that its file counts days from 1904, as old Macintoshes did.
    """

    name: str
    cells: list[list[Cell]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    formulas_without_value: tuple[str, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    from_1904: bool = False
    part: str = ""
    """Which table of its sheet a grid holds, where the sheet has several and this is not the first."""

    @property
    def shown(self) -> str:
        """The sheet as questions name it."""
        return f"{self.name} {self.part}".strip()

    @functools.cached_property
    def texts(self) -> list[list[str]]:
        """The texts of all rows, read once; a formula that nobody has calculated counts as content."""
        texts = [[text_of_cell(cell).strip() for cell in row] for row in self.cells]
        for cell in self.formulas_without_value:
            letters = cell.rstrip("0123456789")
            row, column = int(cell[len(letters):]) - 1, column_number(letters) - 1
            if row < len(texts) and column < len(texts[row]):
                texts[row][column] = "="
        return texts


def text_of_cell(cell: Cell) -> str:
    """The text that a CSV cell would hold: shortest decimals of 15 digits, ISO dates, text as it stands."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return text_of_number(cell)
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return cell.isoformat(" ") if isinstance(cell, dt.datetime) else str(cell)


def text_of_number(number: float) -> str:
    """0.30000000000000004 -> `0.3`: Excel keeps 15 digits, what lies beyond them is noise of binary fractions."""
    if type(number) is int:  # most cells with numbers
        return str(number)
    if type(number) is float and number.is_integer() and abs(number) < 10**15:
        return str(int(number))
    if number != number or number in (float("inf"), float("-inf")):
        return str(number)
    if isinstance(number, int) or (number == int(number) and abs(number) < 10**15):
        return str(int(number))
    text = format(Decimal(f"{number:.15g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_error(cell: Cell) -> bool:
    """Whether a cell holds what Excel, WPS, Google or LibreOffice show where a formula came to nothing: `#REF!`.

    In CSV, and where values were pasted, that is text like any other.
    """
    if isinstance(cell, ErrorCell) or not isinstance(cell, str):
        return isinstance(cell, ErrorCell)
    bare = cell.strip()
    return bare.startswith(("#", "Err:")) and bool(_ERROR.fullmatch(bare))


def has_lost_digits(cell: Cell) -> bool:
    """Whether a number is longer than Excel keeps: an identity number typed as a number ends in zeros of its own."""
    return isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= 10**15


def is_empty(row: list[Cell]) -> bool:
    return all(cell == "" or (isinstance(cell, str) and not cell.strip()) for cell in row)


def text_of_row(row: list[Cell]) -> str:
    """What stands in a row, for showing; at most 200 letters."""
    return " | ".join(text for cell in row if (text := " ".join(text_of_cell(cell).split())))[:200]
