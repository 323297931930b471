"""A CSV file of somebody's making as a grid: comma, semicolon or tab, with or without a byte order mark."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from tempa.values.programme.errors import ProgrammeError
from tempa.values.programme.grid import Cell, Grid
from tempa.values.programme.guard import MOST_CELLS, refuse

_SEPARATORS = ",;\t|"
_LINES_LOOKED_AT = 50


def read_csv_grid(path: Path) -> Grid:
    """The cells as texts; raises ProgrammeError for another encoding than UTF-8, NUL, or a table beyond reason."""
    text = _decoded(path).replace("\r\n", "\n").replace("\r", "\n")
    try:
        rows: list[list[Cell]] = [list(row) for row in csv.reader(io.StringIO(text, newline=""),
                                                                delimiter=separator_of(text))]
    except csv.Error as error:
        raise refuse(f"{path.name} tidak dapat dibaca sebagai CSV ({error}). Simpan ulang sebagai CSV UTF-8.",
                     f"{path.name} cannot be read as CSV ({error}). Save it again as CSV UTF-8.") from None
    if sum(map(len, rows)) > MOST_CELLS:
        raise refuse(f"{path.name} berisi lebih dari {MOST_CELLS} sel. Hapus baris dan kolom kosong.",
                     f"{path.name} holds more than {MOST_CELLS} cells. Delete empty rows and columns.")
    return Grid(path.stem, rows)


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _encoding(path, "UTF-16")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _encoding(path, f"Windows-1252, baris/line {line}") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise refuse(f"{path.name} baris {line} memuat karakter NUL; berkasnya rusak. Simpan ulang.",
                     f"{path.name} line {line} holds a NUL character; the file is damaged. Save it again.")
    if not text.strip():
        raise refuse(f"{path.name} tidak berisi apa-apa.", f"{path.name} holds nothing.")
    return text


def _encoding(path: Path, likely: str) -> ProgrammeError:
    return refuse(f"{path.name} bukan UTF-8 (mungkin {likely}). Di Excel pilih Save As, CSV UTF-8.",
                  f"{path.name} is not UTF-8 (perhaps {likely}). In Excel choose Save As, CSV UTF-8.")


def separator_of(text: str) -> str:
    """The sign that splits the first lines into the most cells alike."""
    lines = [line for line in text.split("\n", _LINES_LOOKED_AT)[:_LINES_LOOKED_AT] if line.strip()]
    counted = {sign: sorted(line.count(sign) for line in lines)[len(lines) // 2] for sign in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda sign: (counted[sign], -_SEPARATORS.index(sign)))
    return best if counted[best] else ","
