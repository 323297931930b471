"""Sheets as grids of plain values: read once, before anything is understood of them."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from tempa.values.programme.guard import check_workbook, refuse

Cell = str | int | float | bool | dt.date | dt.time | dt.datetime | dt.timedelta


@dataclass(frozen=True)
class Grid:
    """One sheet: `cells[row][column]` from the top left corner, merged ranges as (first row, column, last row,"
    " column)."""

    name: str
    cells: list[list[Cell]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    formulas_without_value: tuple[str, ...] = ()
    hidden: bool = False


def read_grids(path: Path) -> list[Grid]:
    """Every worksheet of a workbook in its order; raises ProgrammeError for what is no plain, moderate .xlsx."""
    bare = check_workbook(path).formulas_without_value
    try:
        parts = sheet_parts(path) if bare else {}
        with CalamineWorkbook.from_path(path) as book:
            return list(_grids(book, {name: bare.get(part, []) for name, part in parts.items()}))
    except PasswordError:
        raise refuse(f"{path.name} dikunci kata sandi. Hapus sandinya, lalu kirim lagi.",
                     f"{path.name} is locked by a password. Remove it and send the file again.") from None
    except (CalamineError, OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise refuse(f"{path.name} tidak dapat dibaca sebagai buku kerja Excel ({error}). Simpan ulang di Excel.",
                     f"{path.name} cannot be read as an Excel workbook ({error}). Save it again in Excel.") from None


def _grids(book: CalamineWorkbook, bare: dict[str, list[str]]) -> Iterator[Grid]:
    for about in book.sheets_metadata:
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(about.name)
        cells: list[list[Cell]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
        merged = tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ())
        hidden = str(about.visible) != "SheetVisibleEnum.Visible"
        yield Grid(about.name, cells, merged, tuple(bare.get(about.name, ())), hidden)


def sheet_parts(path: Path) -> dict[str, str]:
    """Sheet name -> part of the file that holds it, by the workbook's own list."""
    with zipfile.ZipFile(path) as archive:
        inside = archive.namelist()
        book, links = (archive.read(part).decode("utf-8", "replace") if part in inside else ""
                       for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"))
    targets = {}
    for link in re.findall(r"<Relationship\b[^>]*>", links):
        found = dict(re.findall(r'(\w+)="([^"]*)"', link))
        targets[found.get("Id", "")] = "xl/" + found.get("Target", "").removeprefix("/xl/").removeprefix("xl/")
    parts = {}
    for sheet in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book):
        name, link_id = re.search(r'\bname="([^"]*)"', sheet), re.search(r'\b\w+:id="([^"]*)"', sheet)
        if name and link_id:
            parts[_plain(name[1])] = targets.get(link_id[1], "")
    return parts


def _plain(text: str) -> str:
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, letter)
    return text


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
    if number != number or number in (float("inf"), float("-inf")):
        return str(number)
    if isinstance(number, int) or (number == int(number) and abs(number) < 10**15):
        return str(int(number))
    text = format(Decimal(f"{number:.15g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def has_lost_digits(cell: Cell) -> bool:
    """Whether a number is longer than Excel keeps: an identity number typed as a number ends in zeros of its own."""
    return isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= 10**15


def is_empty(row: list[Cell]) -> bool:
    return all(cell == "" or (isinstance(cell, str) and not cell.strip()) for cell in row)


def text_of_row(row: list[Cell]) -> str:
    """What stands in a row, for showing; at most 200 letters."""
    return " | ".join(text for cell in row if (text := " ".join(text_of_cell(cell).split())))[:200]
