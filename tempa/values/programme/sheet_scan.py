"""Looks at the sheets of an .xlsx before they are read: their reach, and what reading would drop without a word."""

from __future__ import annotations

import functools
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from tempa.values.programme.guard import (
    DAMAGE,
    Unpacked,
    check_members,
    check_reach,
    column_letters,
    column_number,
    damaged,
    declarations,
    macros,
    no_workbook,
    refuse,
)

_OVERLAP = 16


@dataclass
class Traits:
    """What a sheet says beside its values. Rows and columns count from 0; `errors` maps a cell to `#REF!` and the like."""

    formulas_without_value: list[str] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Outside:
    """Traits per part of the file, and whether days are counted from 1904."""

    sheets: dict[str, Traits]
    from_1904: bool = False


def check_workbook(path: Path) -> Outside:
    """Refuses what is no plain .xlsx or would unpack beyond reason; looks at every sheet."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_kind(path.name, check_members(path.name, archive))
            return _scan(path.name, archive)
    except DAMAGE as error:
        raise damaged(path.name, error) from None


def _check_kind(name: str, names: set[str]) -> None:
    if "xl/workbook.bin" in names:
        raise refuse(f"{name} adalah buku kerja biner (.xlsb). Simpan sebagai .xlsx, lalu kirim lagi.",
                     f"{name} is a binary workbook (.xlsb). Save it as .xlsx and send it again.")
    if any("vbaproject" in part or part.startswith("xl/macrosheets/") for part in names):
        raise macros(name)
    if any(part.startswith("xl/externallinks/") for part in names):
        raise refuse(f"{name} bergantung pada buku kerja lain. Di Excel pilih Data, Edit Links, Break Link, lalu"
                     " simpan.",
                     f"{name} depends on other workbooks. In Excel choose Data, Edit Links, Break Link, then save.")
    if "xl/workbook.xml" not in names:
        raise no_workbook(name)


def _scan(name: str, archive: zipfile.ZipFile) -> Outside:
    sheets: dict[str, Traits] = {}
    unpacked, from_1904 = Unpacked(name), False
    for member in archive.infolist():
        part = member.filename.lower()
        if part.startswith("xl/worksheets/") and part.endswith(".xml"):
            scan = SheetScan(name)
            for piece in unpacked.pieces(archive, member):
                scan.add(piece)
            scan.end()
            sheets[member.filename] = scan.traits
        elif part.endswith((".xml", ".rels")):
            rest = b""
            for piece in unpacked.pieces(archive, member):
                if b"<!DOCTYPE" in rest + piece or b"<!ENTITY" in rest + piece:
                    raise declarations(name)
                if part == "xl/workbook.xml":
                    from_1904 = from_1904 or b'date1904="1"' in piece or b'date1904="true"' in piece
                rest = piece[-_OVERLAP:]
    return Outside(sheets, from_1904)


class SheetScan:
    """One pass over the XML of a sheet, which is fed in pieces; cells without a reference are counted on."""

    def __init__(self, name: str) -> None:
        self.name, self.traits = name, Traits()
        self.rows = self.columns = 0
        self._row = self._column = 0
        self._kind, self._formula, self._text = "", False, ""
        self._has_value = False
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._declared

    def add(self, piece: bytes) -> None:
        self._parse(piece, False)
        check_reach(self.name, self.rows, self.columns)

    def end(self) -> None:
        self._parse(b"", True)

    def _parse(self, piece: bytes, last: bool) -> None:
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as error:
            raise damaged(self.name, error) from None

    def _declared(self, *_: object) -> None:
        raise declarations(self.name)

    def _start(self, name: str, about: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "c":
            self._begin_cell(about)
        elif tag == "row":
            self._row = int(about.get("r") or self._row + 1)
            self._column = 0
            if _is_hidden(about, "ht"):
                self.traits.hidden_rows.add(self._row - 1)
        elif tag == "f":
            self._formula = True
        elif tag == "v":
            self._has_value = True
            self._parser.CharacterDataHandler = self._letters
        elif tag == "col" and _is_hidden(about, "width"):
            first, last = int(about.get("min", 1)), int(about.get("max", 1))
            self.traits.hidden_columns.update(range(first - 1, min(last, 16_384)))

    def _begin_cell(self, about: dict[str, str]) -> None:
        at = about.get("r", "")
        self._column = _column_of(at.rstrip("0123456789")) if at else self._column + 1
        self._kind, self._formula, self._text, self._has_value = about.get("t", ""), False, "", False
        self.rows = max(self.rows, self._row)
        self.columns = max(self.columns, self._column)

    def _letters(self, text: str) -> None:
        if len(self._text) < 100:
            self._text += text

    def _end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        if tag == "v":
            self._parser.CharacterDataHandler = None
        elif tag == "c":
            if self._kind == "e":
                self.traits.errors[self._row - 1, self._column - 1] = self._text.strip() or "#N/A"
            elif self._formula and not self._text.strip() and not (self._kind == "str" and self._has_value):
                self.traits.formulas_without_value.append(f"{column_letters(self._column)}{self._row}")


@functools.lru_cache(maxsize=20_000)
def _column_of(letters: str) -> int:
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        raise ValueError(f"cell {letters[:9]!r}")
    return column_number(letters.upper())


def _is_hidden(about: dict[str, str], size: str) -> bool:
    return about.get("hidden") in ("1", "true") or about.get(size) in ("0", "0.0")
