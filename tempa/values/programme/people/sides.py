"""A revision that stands row by row or part by part: what was before it is not ordered beside what it comes to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from tempa.values.programme.aliases import plain
from tempa.values.programme.grid import Cell, Grid
from tempa.values.programme.people.collected import Collected
from tempa.values.programme.people.content import LOOKED_AT
from tempa.values.programme.people.headings import AFTER, BEFORE, CHANGE, Headings, side_of
from tempa.values.programme.people.proposal import LeftOut, ReadRow, Waiting
from tempa.values.programme.people.questions import LEAVE, USE, about_sides
from tempa.values.programme.people.recap import Part, parts_of

_COPY = re.compile(r"(?i)\s*(?:\(\d\)|[-_ ]\s*(?:copy|salinan|baru))$")
"""What a spreadsheet, or somebody, writes behind the name of a sheet's copy."""
WAS_BEFORE = ("keadaan sebelum perubahan", "the state before the revision")
_WHOLE = {"semula": BEFORE, "sebelum": BEFORE, "sebelum perubahan": BEFORE, "murni": BEFORE, "menjadi": AFTER, "sesudah": AFTER,
          "sesudah perubahan": AFTER, "setelah perubahan": AFTER, "perubahan": AFTER, "setelah": AFTER, "selisih": CHANGE,
          "bertambah": CHANGE, "berkurang": CHANGE, "bertambah berkurang": CHANGE}


def side_column(grid: Grid, headings: Headings) -> int | None:
    """The column (from 0) whose cells say of each row whether it is before or after the revision, where there is one."""
    found: dict[int, Counter[str]] = {}
    for row in grid.cells[headings.last + 1:headings.last + 1 + LOOKED_AT] if headings.table == "orders" else []:
        for column, cell in enumerate(row):
            if isinstance(cell, str) and (side := side_of_row(row, column)):
                found.setdefault(column, Counter())[side] += 1
    whole = [column for column, sides in found.items() if sides[BEFORE] and sides[AFTER]]
    return whole[0] if len(whole) == 1 else None


def side_of_row(row: list[Cell], column: int) -> str:
    """What one cell says of its row, word for word."""
    cell = row[column] if column < len(row) else ""
    return _WHOLE.get(plain(cell), "") if isinstance(cell, str) and len(cell) < 30 else ""


def ask_about_sides(collected: Collected, answers: Mapping[str, str]) -> None:
    """Parts that call themselves the state before, beside parts after it with the same machines, wait for an answer."""
    for is_by_sheet in (True, False):
        parts = [part for part in parts_of(collected, by_sheet=is_by_sheet) if part.rows]
        sides = {id(part): side_of([part.sheet if is_by_sheet else part.title]) for part in parts}
        after = [part for part in parts if sides[id(part)] == AFTER or (is_by_sheet and _COPY.search(part.sheet))]
        for part in parts:
            same = [other for other in after if other is not part and _shares_machines(part, other) and (
                sides[id(part)] == BEFORE or (is_by_sheet and (
                    _is_version_of(other, part) if not sides[id(part)] else sides[id(part)] == AFTER and _is_later(other, part, parts))))]
            if same:
                _settle(collected, part, same, answers)


def _is_later(other: Part, part: Part, parts: list[Part]) -> bool:
    """Of two sheets after a revision the later one: `Revisi 2` by its number, else the one that stands behind."""
    numbers = [re.findall(r"\d+", one.sheet) for one in (other, part)]
    if all(numbers):
        return [int(number) for number in numbers[0]] > [int(number) for number in numbers[1]]
    return parts.index(other) > parts.index(part)


def _is_version_of(other: Part, part: Part) -> bool:
    """Whether a sheet bears the name of another with more behind it: `Daftar` and `Daftar revisi`."""
    return plain(other.sheet).startswith(f"{plain(part.sheet)} ") or (
        bool(_COPY.search(other.sheet)) and plain(_COPY.sub("", other.sheet)) == plain(part.sheet))


def _shares_machines(one: Part, other: Part) -> bool:
    mine, theirs = ({_machine(row) for row in part.rows} for part in (one, other))
    return 2 * len(mine & theirs) >= len(mine)


def _machine(row: ReadRow) -> str:
    return row.values.get("type") or plain(row.extras.get("type_name", ""))


def _settle(collected: Collected, part: Part, after: list[Part], answers: Mapping[str, str]) -> None:
    numbers = sorted({row.row for row in part.rows})
    question = about_sides(part.sheet, part.shown, ", ".join(other.shown for other in after), numbers[0])
    answer = answers.get(question.id, "")
    if answer == USE:
        return
    shown = {row.row: " | ".join((row.extras.get("type_name", ""), row.values.get("quantity", ""))) for row in part.rows}
    gone = set(numbers)
    collected.rows = [row for row in collected.rows if row.sheet != part.sheet or row.row not in gone]
    if answer == LEAVE:
        collected.left_out += [LeftOut(part.sheet, number, shown[number], *WAS_BEFORE) for number in numbers]
    else:
        asked = collected.ask(question)
        collected.waiting += [Waiting(part.sheet, number, (asked,)) for number in numbers]
