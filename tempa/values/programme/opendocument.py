"""Reads the sheets of an OpenDocument workbook (.ods): values, merged cells, errors, and what is hidden.

The package that reads Excel would read these as well, but says neither what is hidden nor which cells hold an error.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path
from xml.parsers import expat

from tempa.values.programme.grid import Cell, ErrorCell, Grid, is_error
from tempa.values.programme.guard import (
    DAMAGE,
    Unpacked,
    check_members,
    check_reach,
    column_letters,
    damaged,
    declarations,
    locked,
    macros,
    no_workbook,
)

_MODULE = re.compile(r"basic/[^/]+/(?!script-l|dialog-l)[^/]+\.xml")
_HOURS = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
_FARTHEST_ROW, _FARTHEST_COLUMN = 1_048_576, 16_384


def read_opendocument(path: Path) -> list[Grid]:
    """Every sheet in its order; raises ProgrammeError for what is damaged, locked, or beyond reason."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = check_members(path.name, archive)
            unpacked = Unpacked(path.name)
            if "meta-inf/manifest.xml" in names:
                _check_manifest(path.name, b"".join(unpacked.pieces(archive, "META-INF/manifest.xml")))
            if any(map(_MODULE.fullmatch, names)):
                raise macros(path.name)
            reader = _Reader(path.name)
            for piece in unpacked.pieces(archive, "content.xml"):
                reader.add(piece)
            grids = reader.end()
    except (*DAMAGE, KeyError) as error:
        raise damaged(path.name, error) from None
    if not grids:
        raise no_workbook(path.name)
    return grids


def _check_manifest(name: str, manifest: bytes) -> None:
    if b"encryption-data" in manifest:
        raise locked(name)


class _Sheet:
    """One sheet while it is read; `rows` has each row once, however often it is repeated."""

    def __init__(self, name: str, hidden: bool) -> None:
        self.name, self.hidden = name, hidden
        self.rows: list[list[Cell]] = []
        self.width = self.columns = 0
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.merged: list[tuple[int, int, int, int]] = []
        self.bare: list[str] = []

    def grid(self) -> Grid:
        cells = [row + [""] * (self.width - len(row)) for row in self.rows]
        return Grid(self.name, cells, tuple(self.merged), tuple(self.bare), self.hidden,
                    frozenset(n for n in self.hidden_rows if n < len(cells)), frozenset(self.hidden_columns))


class _Reader:
    """The parts of `content.xml` that matter, by their names without a namespace."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.sheets: list[_Sheet] = []
        self.hidden_styles: set[str] = set()
        self._style = ""
        self._sheet: _Sheet | None = None
        self._row: list[Cell] | None = None
        self._blank_rows = self._row_repeated = self._blanks = 0
        self._cell: dict[str, str] | None = None
        self._paragraphs: list[str] = []
        self._aside = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._declared

    def add(self, piece: bytes) -> None:
        self._parse(piece, False)

    def end(self) -> list[Grid]:
        self._parse(b"", True)
        return [sheet.grid() for sheet in self.sheets]

    def _parse(self, piece: bytes, last: bool) -> None:
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as error:
            raise damaged(self.file, error) from None

    def _declared(self, *_: object) -> None:
        raise declarations(self.file)

    def _start(self, name: str, given: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if self._aside or tag in ("annotation", "tracked-changes", "shapes"):
            self._aside += 1
            return
        about = _plain(given)
        if tag == "style":
            self._style = about.get("name", "")
        elif tag == "table-properties" and about.get("display") == "false":
            self.hidden_styles.add(self._style)
        elif tag == "table" and self._sheet is None:
            self._sheet = _Sheet(about.get("name", ""), about.get("style-name", "") in self.hidden_styles)
            self._blank_rows = 0
        elif self._sheet is not None:
            self._start_inside(self._sheet, tag, about)

    def _start_inside(self, sheet: _Sheet, tag: str, about: dict[str, str]) -> None:
        if tag == "table-column":
            repeated = _count(about.get("number-columns-repeated", "1"), _FARTHEST_COLUMN)
            if about.get("visibility", "visible") != "visible":
                sheet.hidden_columns.update(range(sheet.columns, sheet.columns + repeated))
            sheet.columns += repeated
        elif tag == "table-row":
            self._row, self._blanks = [], 0
            self._row_repeated = _count(about.get("number-rows-repeated", "1"), _FARTHEST_ROW)
            if about.get("visibility", "visible") != "visible":
                first = len(sheet.rows) + self._blank_rows
                sheet.hidden_rows.update(range(first, min(first + self._row_repeated, _FARTHEST_ROW)))
        elif tag in ("table-cell", "covered-table-cell") and self._row is not None and self._cell is None:
            self._cell, self._paragraphs = about, []
        elif self._cell is not None and tag == "p":
            self._paragraphs.append("")
            self._parser.CharacterDataHandler = self._letters
        elif self._cell is not None and tag in ("s", "tab", "line-break") and self._paragraphs:
            self._letters(" " * _count(about.get("c", "1"), 1000))

    def _letters(self, text: str) -> None:
        if self._paragraphs and not self._aside:
            self._paragraphs[-1] += text

    def _end(self, name: str) -> None:
        if self._aside:
            self._aside -= 1
            return
        tag = name.rpartition(" ")[2]
        if tag == "table" and self._sheet is not None and self._row is None:
            self.sheets.append(self._sheet)
            self._sheet = None
        elif tag == "p" and self._cell is not None:
            self._parser.CharacterDataHandler = None
        elif tag in ("table-cell", "covered-table-cell") and self._cell is not None:
            self._end_cell()
        elif tag == "table-row" and self._sheet is not None and self._row is not None:
            self._end_row(self._sheet, self._row)

    def _end_cell(self) -> None:
        about, row, sheet = self._cell or {}, self._row, self._sheet
        self._cell = None
        if row is None or sheet is None:
            return
        value = _value(about, "\n".join(self._paragraphs))
        at, line = len(row) + self._blanks, len(sheet.rows) + self._blank_rows
        repeated = _count(about.get("number-columns-repeated", "1"), _FARTHEST_COLUMN)
        if "formula" in about and "value-type" not in about and value == "":
            sheet.bare.append(f"{column_letters(at + 1)}{line + 1}")
            value = " "
        wide, high = (_count(about.get(f"number-{what}-spanned", "1"), _FARTHEST_ROW) for what in ("columns", "rows"))
        if wide > 1 or high > 1:
            sheet.merged.append((line, at, line + high - 1, at + wide - 1))
        if value == "":
            self._blanks += repeated
            return
        check_reach(self.file, line + 1, at + repeated)
        row += [""] * self._blanks + [value] * repeated
        self._blanks = 0

    def _end_row(self, sheet: _Sheet, row: list[Cell]) -> None:
        """Blank rows wait until something stands below them: sheets end in a million of them."""
        self._row = None
        if not row:
            self._blank_rows += self._row_repeated
            return
        sheet.width = max(sheet.width, len(row))
        check_reach(self.file, len(sheet.rows) + self._blank_rows + self._row_repeated, sheet.width)
        sheet.rows += [[] for _ in range(self._blank_rows)]
        sheet.rows += [list(row) for _ in range(self._row_repeated)]
        self._blank_rows = 0


def _plain(given: dict[str, str]) -> dict[str, str]:
    """Attributes without their namespaces; the extended kind of a value (`error`) goes before the plain one."""
    about = {name.rpartition(" ")[2]: value for name, value in given.items()}
    if any("calcext" in name and value == "error" for name, value in given.items()):
        about["value-type"] = "error"
    return about


def _count(text: str, most: int) -> int:
    return max(1, min(int(text), most))


def _value(about: dict[str, str], text: str) -> Cell:
    kind = about.get("value-type", "")
    if kind == "error" or ("formula" in about and is_error(text)):
        return ErrorCell(text.strip() or "#N/A")
    if kind in ("float", "currency", "percentage"):
        return float(about.get("value", "nan"))
    if kind == "date":
        day = about.get("date-value", "")
        return dt.datetime.fromisoformat(day) if "T" in day else dt.date.fromisoformat(day)
    if kind == "time" and (found := _HOURS.fullmatch(about.get("time-value", ""))):
        hours, minutes, seconds = map(int, found.groups())
        return dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if kind == "boolean":
        return about.get("boolean-value") == "true"
    return text or about.get("string-value", "")
