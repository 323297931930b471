"""Writes the workbook form: one sheet per table, explained headings, drop-downs for codes, text that stays text."""

from __future__ import annotations

import datetime as dt
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from tempa.values.programme.columns import PLAN_SCHEMA, PROGRAMME_KEYS, SCHEMA
from tempa.values.programme.errors import ProgrammeError, Sentence
from tempa.values.programme.formulas import FORMULA_STARTS
from tempa.values.programme.grid import text_of_number
from tempa.values.programme.guard import column_letters
from tempa.values.programme.hashing import is_number_cell
from tempa.values.programme.numbers import date_of, number_of
from tempa.values.programme.schedule import SCHEDULE, schedule_of
from tempa.values.programme.schema import PLAN_TEXT_KEYS, TEXT_KEYS, Column, Tables, TableSchema

LONGEST_TEXT = 32_767
_CLASHES = re.compile(r"_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_|[\0\ufffe\uffff]")
"""Texts that the escapes of the file format cannot tell apart."""
MOST_ROWS = 1_048_575
SPARE_ROWS = 1_000
"""Rows below the last one that keep their drop-downs, so that rows can be added."""
_STREAMED_FROM = 100_000
_EXCEL_EPOCH = dt.date(1900, 3, 1)
_GUIDE = (
    "Petunjuk",
    "Setiap lembar adalah satu tabel program. Baris 1 berisi kode kolom: jangan diubah. Arahkan penunjuk ke kode kolom"
    " untuk membaca artinya.",
    "Kosong berarti tidak dinyatakan. Tanggal: TTTT-BB-HH. Uang: rupiah bulat tanpa PPN. Bagian: pecahan 0 sampai 1.",
    "Kode lembar lain dapat dipilih dari daftar turun. Baris boleh ditambah atau dihapus; lembar tidak.",
    "",
    "Guide",
    "Each sheet is one table of the programme. Row 1 holds the column codes: leave them. Point at a code to read what"
    " it means.",
    "Blank means not stated. Dates: YYYY-MM-DD. Money: whole rupiah without VAT. Shares: fractions from 0 to 1.",
    "Codes of other sheets can be chosen from a list. Rows may be added or deleted; sheets may not.",
)


def write_workbook(tables: Tables, path: str | Path) -> None:
    """Write a programme as one .xlsx; whole or not at all. Raises ProgrammeError where Excel cannot hold a cell."""
    with _whole_file(Path(path)) as staging:
        _write(tables, SCHEMA, TEXT_KEYS, staging)


def write_template(path: str | Path) -> None:
    """Write a blank programme workbook: all sheets with their headings, and the keys of `programme` without values."""
    tables: Tables = {name: [] for name in SCHEMA}
    tables["programme"] = [{"key": key, "value": "IDR" if key == "currency" else ""} for key in PROGRAMME_KEYS]
    write_workbook(tables, path)


def write_plan_workbook(plan: Tables, path: str | Path, tables: Tables | None = None) -> None:
    """Write the tables of a plan as one .xlsx, with a first sheet `Jadwal` that says in words who makes what by when.

    `tables` is the programme of the plan; without it there is no such sheet. Reading passes over it.
    """
    with _whole_file(Path(path)) as staging:
        _write(plan, PLAN_SCHEMA, PLAN_TEXT_KEYS, staging, schedule_of(plan, tables) if tables else [])


@contextmanager
def _whole_file(path: Path) -> Iterator[Path]:
    """A name beside the target that takes its place only when everything is written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    staging = path.parent / f".{path.name}.{secrets.token_hex(4)}"
    try:
        yield staging
        os.replace(staging, path)
    finally:
        staging.unlink(missing_ok=True)


def _write(tables: Tables, schema: dict[str, TableSchema], text_keys: frozenset[str], path: Path,
           schedule: list[list[str | int | dt.date]] | None = None) -> None:
    streamed = sum(map(len, tables.values())) > _STREAMED_FROM
    book = Workbook(str(path), {"constant_memory": streamed, "strings_to_formulas": False, "strings_to_urls": False})
    try:
        formats = Formats(book)
        guide = book.add_worksheet("Petunjuk")
        guide.set_column(0, 0, 110, formats.plain)
        for number, line in enumerate(_GUIDE):
            guide.write_string(number, 0, line, formats.header if line in ("Petunjuk", "Guide") else formats.wrapped)
        if schedule:
            _write_schedule(book, formats, schedule)
        for table in schema.values():
            SheetWriter(book, formats, table, text_keys, schema).write(tables.get(table.name, []))
    finally:
        book.close()


def _write_schedule(book: Workbook, formats: Formats, rows: list[list[str | int | dt.date]]) -> None:
    sheet = book.add_worksheet("Jadwal")
    sheet.freeze_panes(1, 1)
    for index, (heading, width) in enumerate(SCHEDULE):
        sheet.set_column(index, index, width)
        sheet.write_string(0, index, heading, formats.header)
    for number, row in enumerate(rows, 1):
        for index, cell in enumerate(row):
            if isinstance(cell, dt.date):
                sheet.write_datetime(number, index, cell, formats.day)
            elif isinstance(cell, int):
                sheet.write_number(number, index, cell, formats.integer)
            else:
                sheet.write_string(number, index, cell,
                                   formats.quoted if cell.startswith(FORMULA_STARTS) else formats.text)
    sheet.autofilter(0, 0, max(1, len(rows)), len(SCHEDULE) - 1)


class Formats:
    """The few cell formats of a workbook; text columns are text, so that "001" stays as typed."""

    def __init__(self, book: Workbook) -> None:
        self.header = book.add_format({"bold": True, "bg_color": "#E7EDF3", "border": 1, "num_format": "@"})
        self.plain = book.add_format({})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.text = book.add_format({"num_format": "@"})
        self.quoted = book.add_format({"num_format": "@", "quote_prefix": True})
        self.integer = book.add_format({"num_format": "#,##0"})
        self.number = book.add_format({"num_format": "General"})
        self.day = book.add_format({"num_format": "d mmm yyyy"})
        self.date = book.add_format({"num_format": "yyyy-mm-dd"})

    def of(self, column: Column) -> Any:
        return {"integer": self.integer, "number": self.number, "date": self.date}.get(column.kind, self.text)


class SheetWriter:
    """Writes one table onto its sheet."""

    def __init__(self, book: Workbook, formats: Formats, table: TableSchema, text_keys: frozenset[str],
                 schema: dict[str, TableSchema]) -> None:
        self.formats, self.table, self.text_keys, self.schema = formats, table, text_keys, schema
        self.sheet: Worksheet = book.add_worksheet(table.name)

    def write(self, rows: list[dict[str, str]]) -> None:
        if len(rows) > MOST_ROWS:
            raise _refuse(self.table.name, 0, "", f"{len(rows)} baris, Excel hanya memuat {MOST_ROWS}. Pakai folder"
                          " CSV.",
                          f"{len(rows)} rows, Excel holds only {MOST_ROWS}. Use the CSV folder.")
        self.sheet.freeze_panes(1, 0)
        for index, column in enumerate(self.table.columns):
            self._prepare(index, column, rows)
        for number, row in enumerate(rows, 1):
            for index, column in enumerate(self.table.columns):
                if row[column.name] != "":
                    self._cell(number, index, column, row)

    def _prepare(self, index: int, column: Column, rows: list[dict[str, str]]) -> None:
        widest = max([len(column.name) + 2, *(len(row[column.name]) + 1 for row in rows[:500])])
        self.sheet.set_column(index, index, min(max(widest, 9), 60), self.formats.of(column))
        self.sheet.write_string(0, index, column.name, self.formats.header)
        self.sheet.write_comment(0, index, comment_on(column), {"x_scale": 2.2, "y_scale": 1.4})
        source, style = self._choices(column)
        if source:
            self.sheet.data_validation(1, index, len(rows) + SPARE_ROWS, index, {
                "validate": "list", "source": source, "error_type": style, "ignore_blank": True,
                "error_title": column.name_id[:32], "error_message": f"Pilih dari daftar. / {column.name_en}"[:255]})

    def _choices(self, column: Column) -> tuple[list[str] | str, str]:
        """Fixed words are held to; codes of another sheet may be typed before they are entered there."""
        if column.choices:
            return list(column.choices), "stop"
        if column.refers not in self.schema:
            return "", ""
        key = column_letters(1)
        other = f"{column.refers}!${key}"
        return f"=OFFSET({other}$2,0,0,MAX(1,COUNTA({other}:${key})-1),1)", "information"

    def _cell(self, number: int, index: int, column: Column, row: dict[str, str]) -> None:
        text = row[column.name]
        if len(text) > LONGEST_TEXT:
            raise _refuse(self.table.name, number + 1, column.name, f"teks lebih dari {LONGEST_TEXT} huruf. Pendekkan.",
                          f"text of more than {LONGEST_TEXT} letters. Shorten it.")
        if _CLASHES.search(text):
            raise _refuse(self.table.name, number + 1, column.name, f"{text!r} memuat tanda yang tidak dapat disimpan"
                          " Excel. Ganti, atau pakai folder CSV.", f"{text!r} holds a sign that Excel cannot keep."
                          " Change it or use the CSV folder.")
        if is_number_cell(self.table, column.name, row, self.text_keys) and _is_exact(text):
            self.sheet.write_number(number, index, float(text), self._number_format(column))
        elif self._is_date(column, row) and (day := date_of(text)) and day >= _EXCEL_EPOCH:
            self.sheet.write_datetime(number, index, day, self.formats.date)
        else:
            self.sheet.write_string(number, index, text,
                                    self.formats.quoted if text.startswith(FORMULA_STARTS) else self.formats.text)

    def _number_format(self, column: Column) -> Any:
        return self.formats.number if column.name == "value" else self.formats.of(column)

    def _is_date(self, column: Column, row: dict[str, str]) -> bool:
        return column.kind == "date" or (column.name == "value" and row.get("key") == "start_date")


def _is_exact(text: str) -> bool:
    """Whether a cell of Excel gives back this very text; other numbers are kept as text."""
    return number_of(text) is not None and text_of_number(float(f"{float(text):.16G}")) == text


def comment_on(column: Column) -> str:
    """What stands behind a heading: the Indonesian name, the meaning, an example, and the same in English."""
    blank = (" Boleh kosong.", " May be blank.") if column.optional else ("", "")
    choices = f"\nPilihan / choices: {', '.join(column.choices)}" if column.choices else ""
    return (f"{column.name_id}\n{column.meaning_id}.{blank[0]}\nContoh: {column.example}\n\n"
            f"{column.name_en}\n{column.meaning_en}.{blank[1]}{choices}")


def _refuse(table: str, row: int, column: str, wrong_id: str, wrong_en: str) -> ProgrammeError:
    at = f" {row}" if row else ""
    place_id, place_en = (f" baris{at}, {column}", f" row{at}, {column}") if row else ("", "")
    return ProgrammeError(Sentence(f"{table}{place_id}: {wrong_id}", f"{table}{place_en}: {wrong_en}"))

