"""Programme and plan folders: CSV files that are read as they stand and written whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import secrets
import shutil
from pathlib import Path

from tempa.values.programme.columns import PLAN_SCHEMA, SCHEMA
from tempa.values.programme.datapackage import description_faults, description_of
from tempa.values.programme.errors import ProgrammeError, Sentence
from tempa.values.programme.schema import Tables, TableSchema

_NEEDS_QUOTES = re.compile('[,"\r\n]')
LARGEST_FILE = 256 * 1024 * 1024
csv.field_size_limit(1_000_000)


def read_folder(path: Path, *, described: bool = True) -> Tables:
    """The tables of a programme folder, every cell as the file has it.

    `described=False` forgives a missing or wrong `datapackage.json`. Raises ProgrammeError with every fault of form.
    """
    tables = read_tables(path, SCHEMA)
    faults = description_faults(path) if described else []
    if faults:
        raise ProgrammeError(faults)
    return tables


def read_tables(path: Path, schema: dict[str, TableSchema]) -> Tables:
    """The tables of `schema` in a folder; a table that is not required and not there is empty."""
    if path.is_file():
        raise ProgrammeError(Sentence(
            f"{path.name} bukan folder dan bukan buku kerja .xlsx. Sebutkan foldernya.",
            f"{path.name} is neither a folder nor an .xlsx workbook. Name its folder."))
    if not path.is_dir():
        raise ProgrammeError(Sentence(
            f"Folder {path} tidak ada. Periksa nama dan tempatnya.",
            f"The folder {path} does not exist. Check its name and place."))
    tables: Tables = {}
    faults: list[Sentence] = []
    for name, table in schema.items():
        file = path / f"{name}.csv"
        try:
            if file.exists() or table.required:
                tables[name] = rows_of(table, text_of(file))
            else:
                tables[name] = []
        except ProgrammeError as error:
            faults += error.sentences
    if faults:
        raise ProgrammeError(faults)
    return tables


def text_of(file: Path) -> str:
    """The text of one CSV file; UTF-8 without byte order mark and without NUL, or a ProgrammeError."""
    name = file.name
    if not file.is_file():
        raise ProgrammeError(Sentence(
            f"{name} tidak ada di folder {file.parent.name}. Tambahkan berkas itu; tabel kosong cukup berisi judul.",
            f"{name} is missing from the folder {file.parent.name}. Add it; an empty table needs only its header row."))
    if file.stat().st_size > LARGEST_FILE:
        raise ProgrammeError(Sentence(
            f"{name} lebih besar dari {LARGEST_FILE // 1024 ** 2} MB. Periksa apakah berkasnya benar.",
            f"{name} is larger than {LARGEST_FILE // 1024 ** 2} MB. Check that it is the right file."))
    return decoded(name, file.read_bytes())


def decoded(name: str, raw: bytes) -> str:
    """The text of a CSV file's bytes; UTF-8 without byte order mark and without NUL, or a ProgrammeError."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ProgrammeError(_encoding(name, "UTF-16"))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise ProgrammeError(_encoding(name, "Windows-1252")) from None
    if text.startswith("\ufeff"):
        raise ProgrammeError(Sentence(
            f"{name} diawali tanda urutan bita (BOM). Simpan sebagai UTF-8 tanpa BOM.",
            f"{name} starts with a byte order mark. Save it as UTF-8 without BOM."))
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise ProgrammeError(Sentence(
            f"{name} baris {line} memuat karakter NUL; berkasnya rusak. Simpan ulang dari program asalnya.",
            f"{name} line {line} holds a NUL character; the file is damaged. Save it again from where it came."))
    return text


def _encoding(name: str, likely: str) -> Sentence:
    return Sentence(
        f"{name} bukan UTF-8 (mungkin {likely}). Simpan ulang sebagai CSV UTF-8.",
        f"{name} is not UTF-8 (perhaps {likely}). Save it again as CSV UTF-8.")


def rows_of(table: TableSchema, text: str) -> list[dict[str, str]]:
    """The rows of one CSV text; columns may stand in any order, but each must be there once and no other."""
    try:
        header, *rows = list(csv.reader(io.StringIO(text, newline=""))) or [[]]
    except csv.Error as error:
        raise ProgrammeError(Sentence(
            f"{table.name}.csv tidak dapat dibaca sebagai CSV ({error}). Simpan ulang sebagai CSV UTF-8 dengan koma.",
            f"{table.name}.csv cannot be read as CSV ({error}). Save it again as CSV UTF-8 with commas.")) from None
    faults = header_faults(table, f"{table.name}.csv", header)
    width = len(header)
    faults += [
        Sentence(f"{table.name}.csv baris {line}: {len(row)} sel, padahal judulnya {width} kolom. Periksa koma dan"
                 " tanda kutip di baris itu.",
                 f"{table.name}.csv line {line}: {len(row)} cells, but the header has {width}. Check commas and quotes"
                 " in that line.")
        for line, row in enumerate(rows, 2) if len(row) != width and not faults
    ]
    if faults:
        raise ProgrammeError(faults)
    return [dict(zip(header, row, strict=True)) for row in rows]


def header_faults(table: TableSchema, place: str, header: list[str], place_en: str = "") -> list[Sentence]:
    """What keeps a header row from being the header of `table`; `place` names the file or sheet."""
    place_en = place_en or place
    if not header:
        return [Sentence(f"{place} kosong. Baris pertama harus judul kolom: {', '.join(table.header)}.",
                         f"{place_en} is empty. Its first row must be the header: {', '.join(table.header)}.")]
    faults = []
    if len(header) == 1 and header[0].count(";") >= len(table.header) - 1 > 0:
        return [Sentence(f"{place} dipisah titik koma. Simpan ulang sebagai CSV dengan koma.",
                         f"{place_en} is separated by semicolons. Save it again as CSV with commas.")]
    if missing := [name for name in table.header if name not in header]:
        faults.append(Sentence(f"{place}: kolom {', '.join(missing)} tidak ada. Tambahkan kolom itu.",
                               f"{place_en}: column {', '.join(missing)} is missing. Add it."))
    if unknown := [name for name in header if name not in table.header]:
        shown = ", ".join(repr(name) for name in unknown[:12])
        faults.append(Sentence(f"{place}: kolom {shown} tidak dikenal. Hapus, atau perbaiki ejaannya.",
                               f"{place_en}: column {shown} is unknown. Delete it or mend its spelling."))
    if double := sorted({name for name in header if header.count(name) > 1 and name in table.header}):
        faults.append(Sentence(f"{place}: kolom {', '.join(double)} ada dua kali. Hapus salah satunya.",
                               f"{place_en}: column {', '.join(double)} stands twice. Delete one of them."))
    return faults


def write_folder(tables: Tables, path: str | Path) -> None:
    """Write a programme folder with its `datapackage.json`; other files in an existing folder stay."""
    write_texts(folder_texts(tables), Path(path))


def folder_texts(tables: Tables) -> dict[str, str]:
    """The files of a programme folder, by name."""
    values = {row["key"].strip(): row["value"] for row in tables["programme"]}
    texts = csv_texts(tables, SCHEMA)
    return texts | {"datapackage.json": json.dumps(description_of(values), ensure_ascii=False, indent=1) + "\n"}


def write_plan(tables: Tables, path: str | Path) -> None:
    """Write a plan folder; other files in an existing folder stay."""
    write_texts(csv_texts(tables, PLAN_SCHEMA), Path(path))


def csv_texts(tables: Tables, schema: dict[str, TableSchema]) -> dict[str, str]:
    return {f"{name}.csv": csv_of(table, tables.get(name, [])) for name, table in schema.items()}


def csv_of(table: TableSchema, rows: list[dict[str, str]]) -> str:
    lines = [",".join(table.header)]
    lines += [",".join([quoted(row[name]) for name in table.header]) for row in rows]
    return "\n".join(lines) + "\n"


def quoted(cell: str) -> str:
    """Quoted where a reader would otherwise split it; a lone carriage return counts, unlike in csv.writer."""
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell


def write_texts(texts: dict[str, str], path: Path) -> None:
    """Write files beside their place first, then move them, so that nobody meets half a folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    staging = path.parent / f".{path.name}.{secrets.token_hex(4)}"
    staging.mkdir()
    try:
        for name, text in texts.items():
            (staging / name).write_text(text, encoding="utf-8", newline="")
        if path.is_dir():
            for name in texts:
                os.replace(staging / name, path / name)
        else:
            os.replace(staging, path)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
