"""The questions that single cells raise: separators, day and month, blanks below a name, names with several codes."""

from __future__ import annotations

from tempa.values.period import date_words
from tempa.values.programme.numbers import date_of
from tempa.values.programme.people.cells import read_date
from tempa.values.programme.people.naming import CodeBook
from tempa.values.programme.people.proposal import Choice, Question

SAME, BLANK = "same", "blank"


def about_doubt(kind: str, sheet: str, row: int, letter: str, heading: str, shown: str) -> Question:
    return {"separators": _separators, "day-month": _day_month, "serial": _serial}[kind](
        sheet, row, letter, heading, shown)


def _separators(sheet: str, row: int, letter: str, heading: str, shown: str) -> Question:
    return Question(
        f"separators:{sheet}:{letter}", sheet, row, letter,
        f"Lembar {sheet}, kolom {letter} ({heading}): bagaimana angka seperti {shown!r} dibaca?",
        f"Sheet {sheet}, column {letter} ({heading}): how is a number like {shown!r} read?",
        (Choice("id", "titik untuk ribuan, koma untuk desimal", "point for thousands, comma for decimals"),
         Choice("en", "koma untuk ribuan, titik untuk desimal", "comma for thousands, point for decimals")))


def _day_month(sheet: str, row: int, letter: str, heading: str, shown: str) -> Question:
    return Question(
        f"day-month:{sheet}:{letter}", sheet, row, letter,
        f"Lembar {sheet}, kolom {letter} ({heading}): bagaimana tanggal seperti {shown!r} dibaca?",
        f"Sheet {sheet}, column {letter} ({heading}): how is a date like {shown!r} read?",
        (Choice("dmy", "hari, bulan, tahun", "day, month, year"),
         Choice("mdy", "bulan, hari, tahun", "month, day, year")))


def _serial(sheet: str, row: int, letter: str, heading: str, shown: str) -> Question:
    read = read_date(int(float(shown)), {"serial": "1900"})
    day = date_of(read) if isinstance(read, str) else None
    words_id, words_en = (date_words(day), date_words(day, "en")) if day else (shown, shown)
    return Question(
        f"serial:{sheet}:{letter}", sheet, row, letter,
        f"Lembar {sheet}, kolom {letter} ({heading}): apakah angka seperti {shown} adalah tanggal Excel ({words_id})?",
        f"Sheet {sheet}, column {letter} ({heading}): is a number like {shown} a date of Excel ({words_en})?",
        (Choice("1900", f"ya, {words_id}", f"yes, {words_en}"), Choice("no", "bukan tanggal", "no date")))


def about_blanks(sheet: str, row: int, letter: str, heading: str, above: str) -> Question:
    return Question(
        f"blanks:{sheet}:{letter}", sheet, row, letter,
        f"Lembar {sheet}, kolom {letter} ({heading}): sel kosong di bawah {above!r} berarti sama dengan atasnya?",
        f"Sheet {sheet}, column {letter} ({heading}): does a blank cell below {above!r} mean the same as above?",
        (Choice(SAME, "ya, sama dengan atasnya", "yes, the same as above"),
         Choice(BLANK, "tidak, memang kosong", "no, it is blank")))


def about_code(table: str, text: str, sheet: str, row: int, letter: str, codes: tuple[str, ...], book: CodeBook
               ) -> Question:
    labels = [f"{code}: {book.name(table, code)}" for code in codes]
    return Question(
        f"code:{table}:{text}", sheet, row, letter,
        f"{text!r} di lembar {sheet} baris {row} adalah yang mana?",
        f"Which one is {text!r} in sheet {sheet} row {row}?",
        (*(Choice(code, label, label) for code, label in zip(codes, labels, strict=True)),
         Choice("-", "bukan salah satunya", "none of them")))


def about_table(sheet: str, tables: tuple[str, ...], names: list[tuple[str, str]]) -> Question:
    return Question(
        f"table:{sheet}", sheet, 0, "", f"Lembar {sheet} berisi tabel apa?", f"Which table does sheet {sheet} hold?",
        (*(Choice(table, name_id, name_en) for table, (name_id, name_en) in zip(tables, names, strict=True)),
         Choice("-", "bukan tabel program", "no table of the programme")))
