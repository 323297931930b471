"""Tells rows that hold a record from subtotals, section titles, numbered columns and repeated headings."""

from __future__ import annotations

import re

from tempa.values.programme.aliases import Aliases, plain
from tempa.values.programme.grid import Cell, Grid, is_empty, text_of_cell
from tempa.values.programme.guard import column_number
from tempa.values.programme.people.headings import Headings, is_heading_again

_COLUMN_NUMBER = re.compile(r"\(?\s*(\d{1,2})\s*\)?(?:\s*=.*)?")
_SECTION = re.compile(r"^\s*(?:[IVXLC]+|[A-Z]|\d+)[.)]\s+")
Reason = tuple[str, str]


def filled_rows(grid: Grid, first: int, across: frozenset[int]) -> list[list[Cell]]:
    """The rows below a heading, vertically merged cells repeated in each row; `across` columns stay as they are."""
    rows = [list(row) for row in grid.cells]
    for top, left, bottom, _ in grid.merged:
        if bottom > top >= first and left not in across:
            for number in range(top + 1, min(bottom + 1, len(rows))):
                if left < len(rows[number]) and not is_empty(rows[number]):
                    rows[number][left] = grid.cells[top][left]
    return rows


def merged_over_several(grid: Grid, row: int, column: int) -> bool:
    """Whether a cell is part of a merged one that covers more than one row with content of its own."""
    for top, left, bottom, _ in grid.merged:
        if left == column and top <= row <= bottom and bottom > top:
            return sum(not is_empty(grid.cells[n]) for n in range(top, min(bottom + 1, len(grid.cells)))) > 1
    return False


def reason_to_leave_out(grid: Grid, number: int, row: list[Cell], headings: Headings, fields: dict[str, int],
                        aliases: Aliases) -> Reason | None:
    """Why a row that is not empty holds no record; None where it holds one."""
    own = own_texts(grid, number)
    given = [text for text in own if text]
    if is_heading_again(own, headings):
        return "judul kolom diulang", "the heading again"
    if _numbers_columns(given):
        return "nomor kolom", "numbers of the columns"
    if is_subtotal(own, fields, aliases):
        return "baris jumlah", "a subtotal"
    if len(given) == 1 and len(fields) > 1:
        return "hanya satu sel terisi: judul bagian atau catatan", "a single cell: a section title or a note"
    known = [column for field, column in fields.items() if not field.startswith("_") and column < len(row)]
    if not any(own[column] or text_of_cell(row[column]).strip() for column in known):
        return "tidak ada isi pada kolom yang dikenal", "nothing in a column that was recognised"
    return None


def own_texts(grid: Grid, number: int) -> list[str]:
    """The texts of a row; a formula that nobody has calculated counts as content."""
    texts = [text_of_cell(cell).strip() for cell in grid.cells[number]]
    for cell in grid.formulas_without_value:
        letters = cell.rstrip("0123456789")
        if cell == f"{letters}{number + 1}" and column_number(letters) <= len(texts):
            texts[column_number(letters) - 1] = "="
    return texts


def _numbers_columns(given: list[str]) -> bool:
    found = [_COLUMN_NUMBER.fullmatch(text) for text in given]
    if len(given) < 3 or not all(found):
        return False
    numbers = [int(match[1]) for match in found if match]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 1


def is_subtotal(own: list[str], fields: dict[str, int], aliases: Aliases) -> bool:
    """A row that starts with `Jumlah` or `Total` and is no record of its own (no number, unit or unit price)."""
    first = next((text for text in own if text and not _is_number(text)), "")
    words = plain(first)
    if not any(words == word or words.startswith(word + " ") for word in aliases.subtotals):
        return False
    record = [own[fields[field]] for field in ("_no", "_unit", "_unit_price", "unit_price", "due_date")
              if field in fields and fields[field] < len(own)]
    return not any(text and text != first for text in record)


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[\d.,()\s-]+", text))


def section_name(grid: Grid, number: int) -> str:
    """The text of a row with a single cell, without `I.` or `A.` before it."""
    given = [text for cell in grid.cells[number] if (text := text_of_cell(cell).strip())]
    return _SECTION.sub("", given[0]) if len(given) == 1 else ""
