"""Sums of counts that a sheet states, held against the rows above them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from tempa.values.programme.aliases import plain
from tempa.values.programme.people.cells import read_cell
from tempa.values.programme.people.content import LEAST_RUPIAH
from tempa.values.programme.people.proposal import Problem
from tempa.values.programme.people.rows import SUM, Reason, own_texts, section_name

if TYPE_CHECKING:
    from tempa.values.programme.people.sheet import SheetReader

SUM_WORDS = frozenset({"jumlah", "total", "sub", "subtotal", "grand", "jml", "grandtotal", "subjumlah"})


def check_sums(sheet: SheetReader, reasons: Mapping[int, Reason | None]) -> None:
    """A sum of counts that the sheet states is that of the rows since the sum or title before it, or of all rows above; another one
    is pointed out: a row may have been lost on the way into the list. `reasons`: row -> why it is left out, None where it is read."""
    column, name = sheet.fields.get("quantity"), sheet.grid.name
    stated = {number: count for number, reason in reasons.items() if reason == SUM and column is not None
              and (count := stated_sum(sheet, number, column)) is not None}
    unread = {one.sheet for one in sheet.collected.waiting} | {one.sheet for one in sheet.collected.problems}
    if not stated or name in unread:
        return
    counts = Counter[int]()
    for row in sheet.collected.rows:
        if row.sheet == name:
            counts[row.row - 1] += int(row.values.get("quantity") or 0)
    part = total = 0
    for number, reason in reasons.items():
        part, total = part + counts[number], total + counts[number]
        if number in stated and stated[number] not in (part, total):
            sheet.collected.warnings.append(Problem(
                name, number + 1, sheet.layout.letter("quantity"), str(stated[number]),
                "tidak sama dengan jumlah baris yang dipesan di atasnya", "not the sum of the rows that are ordered above it",
                str(total), str(total)))
        if number in stated or (reason and section_name(sheet.grid, number)):
            part = 0


def stated_sum(sheet: SheetReader, number: int, column: int) -> int | None:
    """The sum of counts in a row that begins with a word for it; nothing for taxes, and nothing where rupiah are added."""
    own = own_texts(sheet.grid, number)
    words = plain(next((text for text in own if text), "")).split()
    if sheet.table.name != "orders" or sheet.headings.own or sheet.spread or not words or words[0] not in SUM_WORDS or column >= len(own):
        return None
    read = read_cell(sheet.table.column("quantity"), own[column], sheet.aliases, {})
    return int(read) if isinstance(read, str) and read and int(read) < LEAST_RUPIAH else None
