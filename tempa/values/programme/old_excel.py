"""Looks at a workbook of Excel 97 (.xls, also of WPS) before it is read: its streams, its records, what they hide.

The container is a file system of sectors ([MS-CFB]); its stream `Workbook` is a row of records ([MS-XLS] 2.1.4). Only
records that tell the reach of a sheet, its errors, and what is hidden are looked at.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tempa.values.programme.guard import DAMAGE, check_reach, damaged, locked, macros, no_workbook, refuse
from tempa.values.programme.sheet_scan import Traits

ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_BOF, _EOF, _FILEPASS, _DATEMODE, _BOUNDSHEET = 0x0809, 0x000A, 0x002F, 0x0022, 0x0085
_FORMULA, _BOOLERR, _ROW, _COLINFO, _MULRK, _MULBLANK = 0x0006, 0x0205, 0x0208, 0x007D, 0x00BD, 0x00BE
_CELLS = frozenset({_FORMULA, _BOOLERR, 0x0203, 0x0204, 0x0201, 0x00FD, 0x027E, 0x00D6})
_SHEET, _MACRO_SHEET, _MODULE = 0, 1, 6
_LAST_SECTOR = 0xFFFFFFFA


@dataclass(frozen=True)
class OldWorkbook:
    """Traits of the worksheets in their order, and whether days are counted from 1904."""

    sheets: list[Traits]
    from_1904: bool


def check_old_workbook(path: Path) -> OldWorkbook:
    """Refuses passwords, macros and what is no workbook; looks at every worksheet."""
    try:
        streams = Container(path.read_bytes())
        names = {name.casefold() for name in streams.names}
        if "encryptedpackage" in names:
            raise locked(path.name)
        if any(name.startswith("_vba_project") for name in names):
            raise macros(path.name)
        book = streams.read("workbook") or streams.read("book")
        if not book:
            raise no_workbook(path.name)
        return _book_of(path.name, book)
    except DAMAGE as error:
        raise damaged(path.name, error) from None


class Container:
    """The streams of a compound file by name."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        shift, small_shift = struct.unpack_from("<HH", raw, 30)
        if shift not in (9, 12) or small_shift != 6:
            raise ValueError("sector size")
        self.size = 1 << shift
        self.fat = _numbers(map(self._sector, self._fat_sectors()))
        first_directory, = struct.unpack_from("<I", raw, 48)
        self.least, first_small = struct.unpack_from("<II", raw, 56)
        directory = b"".join(self._chain(first_directory))
        self.names: dict[str, tuple[int, int]] = {}
        root = (0, 0)
        for at in range(0, len(directory) - 127, 128):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            start, size = struct.unpack_from("<II", directory, at + 116)
            name = directory[at:at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            if kind == 5:
                root = (start, size)
            elif kind in (1, 2):
                self.names[name] = (start, size)
        self.small_fat = _numbers(self._chain(first_small))
        self.small = b"".join(self._chain(root[0])) if self.small_fat else b""

    def read(self, wanted: str) -> bytes:
        """The bytes of a stream, nothing where there is none of that name."""
        for name, (start, size) in self.names.items():
            if name.casefold() == wanted:
                if size >= self.least:
                    return b"".join(self._chain(start))[:size]
                return b"".join(self.small[64 * n:64 * n + 64] for n in _links(self.small_fat, start))[:size]
        return b""

    def _sector(self, number: int) -> bytes:
        return self.raw[(number + 1) * self.size:(number + 2) * self.size]

    def _fat_sectors(self) -> list[int]:
        """The sectors of the table of sectors: 109 in the head, more in a chain of their own."""
        listed = list(struct.unpack_from("<109I", self.raw, 76))
        further, count = struct.unpack_from("<II", self.raw, 68)
        for _ in range(min(count, 1 + len(self.raw) // self.size)):
            if further >= _LAST_SECTOR:
                break
            numbers = struct.unpack(f"<{self.size // 4}I", self._sector(further))
            listed += numbers[:-1]
            further = numbers[-1]
        return [number for number in listed if number < _LAST_SECTOR]

    def _chain(self, first: int) -> Iterator[bytes]:
        return map(self._sector, _links(self.fat, first))


def _numbers(sectors: Iterable[bytes]) -> list[int]:
    raw = b"".join(sectors)
    return list(struct.unpack_from(f"<{len(raw) // 4}I", raw))


def _links(table: list[int], first: int) -> Iterator[int]:
    """The sectors of a chain; one that comes back to itself is damage."""
    number, left = first, len(table) + 1
    while number < _LAST_SECTOR:
        if not left:
            raise ValueError("endless chain")
        yield number
        number, left = table[number], left - 1


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Records from `at` to the end of their part; parts may nest (a chart in a sheet)."""
    depth = 0
    while at + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, at)
        yield kind, book[at + 4:at + 4 + size]
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        at += 4 + size


def _book_of(name: str, book: bytes) -> OldWorkbook:
    from_1904, places = False, []
    for kind, body in _records(book, 0):
        if kind == _FILEPASS:
            raise locked(name)
        if kind == _DATEMODE:
            from_1904 = body[:1] == b"\x01"
        if kind == _BOUNDSHEET:
            place, _, type_of_sheet = struct.unpack_from("<IBB", body)
            if type_of_sheet in (_MACRO_SHEET, _MODULE):
                raise macros(name)
            if type_of_sheet == _SHEET:
                places.append(place)
    if len(places) > 500:
        raise refuse(f"{name} berisi {len(places)} lembar. Kirim hanya lembar yang perlu.",
                     f"{name} holds {len(places)} sheets. Send only those that are needed.")
    return OldWorkbook([_sheet_of(name, book, place) for place in places], from_1904)


def _sheet_of(name: str, book: bytes, place: int) -> Traits:
    traits, rows, columns, depth = Traits(), 0, 0, 0
    for kind, body in _records(book, place):
        depth += (kind == _BOF) - (kind == _EOF)
        if depth != 1:
            continue
        if kind in _CELLS:
            row, column = struct.unpack_from("<HH", body)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            if error := _error_of(kind, body):
                traits.errors[row, column] = error
        elif kind in (_MULRK, _MULBLANK):
            row, last = struct.unpack_from("<H", body)[0], struct.unpack_from("<H", body, len(body) - 2)[0]
            rows, columns = max(rows, row + 1), max(columns, last + 1)
        elif kind == _ROW and len(body) >= 14 and struct.unpack_from("<H", body, 12)[0] & 0x20:
            traits.hidden_rows.add(struct.unpack_from("<H", body)[0])
        elif kind == _COLINFO and len(body) >= 10:
            first, last, width, _, flags = struct.unpack_from("<5H", body)
            if flags & 1 or width == 0:
                traits.hidden_columns.update(range(first, min(last, 255) + 1))
        check_reach(name, rows, columns)
    return traits


def _error_of(kind: int, body: bytes) -> str:
    if kind == _BOOLERR and len(body) >= 8 and body[7] == 1:
        return ERRORS.get(body[6], "#N/A")
    if kind == _FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 2:
        return ERRORS.get(body[8], "#N/A")
    return ""
