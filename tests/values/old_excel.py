"""Writes small workbooks of Excel 97: records in a stream, the stream in a compound file."""

from __future__ import annotations

import datetime as dt
import struct
from pathlib import Path
from typing import Any

from tests.values.hidden import NOTHING, Hidden

_ERRORS = {"#NULL!": 0x00, "#DIV/0!": 0x07, "#VALUE!": 0x0F, "#REF!": 0x17, "#NAME?": 0x1D, "#NUM!": 0x24, "#N/A": 0x2A}
_SECTOR = 512
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
GENERAL, DAY = 15, 16
"""Numbers of cell formats: the sixteenth and the seventeenth."""


def old_workbook(path: Path, sheets: dict[str, list[list[Any]]], *, hidden: Hidden = NOTHING, from_1904: bool = False,
                 password: bool = False, macros: bool = False) -> Path:
    """`#REF!` and the like become error cells, days become days; rows and columns that are hidden count from 0."""
    parts = [_sheet(rows, hidden.rows, hidden.columns, from_1904) for rows in sheets.values()]
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 6))
    head += _record(0x002F, b"\1\0" + b"\0" * 52) if password else b""
    head += _record(0x0022, struct.pack("<H", from_1904))
    head += b"".join(_record(0x00E0, struct.pack("<HHHHHIIH", 0, 14 if n == DAY else 0, 0, 0, 0, 0, 0, 0)) for n in range(17))
    names = [name.encode("utf-16-le") for name in sheets]
    place = len(head) + sum(4 + 8 + len(name) for name in names) + 4
    for title, name, part in zip(sheets, names, parts, strict=True):
        about = struct.pack("<IBBBB", place, title in hidden.sheets, 0, len(name) // 2, 1)
        head += _record(0x0085, about + name)
        place += len(part)
    path.write_bytes(_container(head + _record(0x000A, b"") + b"".join(parts), macros))
    return path


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _sheet(rows: list[list[Any]], hidden_rows: Any, hidden_columns: Any, from_1904: bool) -> bytes:
    made = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 6))
    made += b"".join(_record(0x007D, struct.pack("<6H", c, c, 2560, GENERAL, 1, 0)) for c in hidden_columns)
    made += b"".join(_record(0x0208, struct.pack("<8H", r, 0, 20, 255, 0, 0, 0x20, 0)) for r in hidden_rows)
    for r, row in enumerate(rows):
        made += b"".join(_cell(r, c, cell, from_1904) for c, cell in enumerate(row) if cell not in (None, ""))
    return made + _record(0x000A, b"")


def _cell(row: int, column: int, cell: Any, from_1904: bool) -> bytes:
    at = struct.pack("<HH", row, column)
    if isinstance(cell, dt.date):
        start = dt.date(1904, 1, 1) if from_1904 else dt.date(1899, 12, 30)
        return _record(0x0203, at + struct.pack("<Hd", DAY, (cell - start).days))
    if isinstance(cell, int | float):
        return _record(0x0203, at + struct.pack("<Hd", GENERAL, cell))
    if cell in _ERRORS:
        return _record(0x0205, at + struct.pack("<HBB", GENERAL, _ERRORS[cell], 1))
    text = cell.encode("utf-16-le")
    return _record(0x0204, at + struct.pack("<HHB", GENERAL, len(text) // 2, 1) + text)


def _container(book: bytes, macros: bool) -> bytes:
    book = book.ljust(4096, b"\0")  # shorter streams would stand among the small ones
    sectors = -(-len(book) // _SECTOR)
    book = book.ljust(sectors * _SECTOR, b"\0")
    tables = -(-(sectors + 2) // 127)
    chain = [_TABLE] * tables + [_END] + [tables + 2 + n for n in range(sectors - 1)] + [_END]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(tables * _SECTOR, b"\xff")
    entries = [_entry("Root Entry", 5, _END, 0, child=1), _entry("Workbook", 2, tables + 1, len(book), right=2 if macros else _FREE)]
    entries.append(_entry("_VBA_PROJECT_CUR", 1, 0, 0) if macros else _entry("", 0, 0, 0))
    directory = b"".join([*entries, _entry("", 0, 0, 0)])
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack(
        "<5H6x9I", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, tables, 0, 4096, _END, 0, _END, 0)
    listed = list(range(tables)) + [_FREE] * (109 - tables)
    return head + struct.pack("<109I", *listed) + table + directory + book


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE, right: int = _FREE) -> bytes:
    text = (name + "\0").encode("utf-16-le") if name else b""
    return text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, _FREE, right, child) + b"\0" * 36 + struct.pack(
        "<III", start, size, 0)
