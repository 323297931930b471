"""Opens workbooks of every kind that offices send, .xlsx, .xls and .ods, and hands over their sheets as grids."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from tempa.values.programme.grid import Cell, ErrorCell, Grid
from tempa.values.programme.guard import DAMAGE, check_members, damaged, kind_of, locked, no_workbook, refuse
from tempa.values.programme.old_excel import check_old_workbook
from tempa.values.programme.opendocument import read_opendocument
from tempa.values.programme.sheet_scan import Traits, check_workbook

_QUOTED = r"""("[^"]*"|'[^']*')"""
"""A value of XML, which may stand between either quotes."""


def read_grids(path: Path) -> list[Grid]:
    """Every worksheet of a workbook in its order; raises ProgrammeError for what is no plain, moderate workbook."""
    kind = kind_of(path)
    if kind == "old":
        old = check_old_workbook(path)
        return [replace(grid, from_1904=old.from_1904) for grid in _read(path, old.sheets)]
    if kind == "web":
        raise refuse(f"{path.name} sebenarnya halaman web, bukan buku kerja. Buka di Excel dan simpan sebagai .xlsx.",
                     f"{path.name} is really a web page, no workbook. Open it in Excel and save it as .xlsx.")
    if kind != "zip":
        raise no_workbook(path.name)
    if is_opendocument(path):
        return read_opendocument(path)
    outside = check_workbook(path)
    parts = sheet_parts(path)
    found = [outside.sheets.get(part, Traits()) for part in parts.values()]
    named = dict(zip(parts, found, strict=True))
    return [replace(grid, from_1904=outside.from_1904) for grid in _read(path, found, named)]


def is_opendocument(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            names = check_members(path.name, archive)
    except DAMAGE as error:
        raise damaged(path.name, error) from None
    return "content.xml" in names and "xl/workbook.xml" not in names


def _read(path: Path, traits: Sequence[Traits], named: dict[str, Traits] | None = None) -> list[Grid]:
    """The values by the package that reads Excel, and beside them what it drops; sheets by name, else by their order."""
    grids = []
    try:
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:  # by what it is, not by its name
            listed = [about for about in book.sheets_metadata if about.typ == SheetTypeEnum.WorkSheet]
            if named is None and len(traits) != len(listed):
                raise ValueError("sheets without a place")
            for number, about in enumerate(listed):
                mine = traits[number] if named is None else named.get(about.name, Traits())
                sheet = book.get_sheet_by_name(about.name)
                cells: list[list[Cell]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
                merged = tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ())
                hidden = str(about.visible) != "SheetVisibleEnum.Visible"
                grids.append(_with_traits(Grid(about.name, cells, merged, hidden=hidden), mine))
        return grids
    except PasswordError:
        raise locked(path.name) from None
    except (CalamineError, KeyError, *DAMAGE) as error:
        raise refuse(f"{path.name} tidak dapat dibaca sebagai buku kerja Excel ({error}). Simpan ulang di Excel.",
                     f"{path.name} cannot be read as an Excel workbook ({error}). Save it again in Excel.") from None


def _with_traits(grid: Grid, traits: Traits) -> Grid:
    """Errors stand in their cells as Excel shows them: the reader gives blanks."""
    for (row, column), error in traits.errors.items():
        if row < len(grid.cells) and column < len(grid.cells[row]):
            grid.cells[row][column] = ErrorCell(error)
    return replace(grid, formulas_without_value=tuple(traits.formulas_without_value),
                   hidden_rows=frozenset(traits.hidden_rows), hidden_columns=frozenset(traits.hidden_columns))


def sheet_parts(path: Path) -> dict[str, str]:
    """Sheet name -> part of the file that holds it, by the workbook's own list."""
    with zipfile.ZipFile(path) as archive:
        inside = archive.namelist()
        book, links = (archive.read(part).decode("utf-8", "replace") if part in inside else ""
                       for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"))
    targets = {}
    for link in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", links):
        found = {name: value[1:-1] for name, value in re.findall(rf"(\w+)={_QUOTED}", link)}
        targets[found.get("Id", "")] = "xl/" + found.get("Target", "").removeprefix("/xl/").removeprefix("xl/")
    parts = {}
    for sheet in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book):
        name, link_id = re.search(rf"\bname={_QUOTED}", sheet), re.search(rf"\b\w+:id={_QUOTED}", sheet)
        if name and link_id:
            parts[_plain(name[1][1:-1])] = targets.get(link_id[1][1:-1], "")
    return parts


def _plain(text: str) -> str:
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, letter)
    return text
