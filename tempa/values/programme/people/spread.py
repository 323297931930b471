"""Counts that are spread over columns, one for each machine, place or month, instead of one column of counts."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from tempa.values.period import month_of
from tempa.values.programme.aliases import plain
from tempa.values.programme.grid import Grid, text_of_cell
from tempa.values.programme.guard import column_letters
from tempa.values.programme.people.content import machines_across
from tempa.values.programme.people.headings import Headings
from tempa.values.programme.people.naming import CodeBook
from tempa.values.programme.people.proposal import Question
from tempa.values.programme.people.questions import about_spread

SPLIT, TOTAL = "split", "total"
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_PARTS = {"triwulan": 3, "tw": 3, "tri": 3, "kuartal": 3, "q": 3, "semester": 6, "smt": 6}  # months of a part of the year
_NUMBERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_REGION = re.compile(r"^(?:kab|kabupaten|kota)\s+")


@dataclass(frozen=True)
class Spread:
    """Columns (from 0) whose counts go to one place or day each: `values` maps a column to the code or the day.

    Columns that are machines need no question: there is no other column that says what is ordered.
    """

    field: str
    values: dict[int, str]
    question: Question | None = None


def find_spread(grid: Grid, headings: Headings, book: CodeBook, machines: frozenset[str]) -> Spread | None:
    """Two columns or more that are named after machines, places or months; only of orders that do not say it otherwise."""
    if headings.table != "orders" or headings.own:
        return None
    texts = [_lowest(headings, column) for column in range(len(headings.texts))]
    named = machines_across(texts, machines)
    if named and not any("type" in meaning for c, meaning in enumerate(headings.meanings) if c not in named):
        return Spread("type", named)
    places = {c: code for c, text in enumerate(texts) if text and (code := _place(book, text))}
    if len(places) > 1:
        return Spread("destination", places, _question(grid.name, "destination", places, texts, ""))
    agencies = {c: code for c, text in enumerate(texts) if text and (code := book.find("agencies", text).code)}
    if len(agencies) > 1 and "agency" not in headings.known:
        return Spread("agency", agencies, _question(grid.name, "agency", agencies, texts, ""))
    months = {c: number for c, text in enumerate(texts) if text and (number := _month(text))}
    if len(months) < 2 or "due_date" in headings.known:
        return None
    year = _year(grid, headings, texts, book)
    if not year:
        return None
    days = {c: _last_day(_year_in(texts[c]) or year, number) for c, number in months.items()}
    return Spread("due_date", days, _question(grid.name, "due_date", days, texts, str(year)))


def _lowest(headings: Headings, column: int) -> str:
    """The lowest heading cell of a column, as it stands."""
    return next((row[column] for row in reversed(headings.rows) if column < len(row) and row[column]), "")


def _place(book: CodeBook, text: str) -> str:
    return book.find("destinations", text).code or book.find("destinations", _REGION.sub("", plain(text))).code


def _month(text: str) -> int:
    """The number of a month, or of the last one of a quarter or half year (`Triwulan III`, `TW 4`, `Semester II`); else 0."""
    words = plain(text).removeprefix("bulan ").split()
    if len(words) >= 2 and words[0] in _PARTS and words[1] in _NUMBERS and _NUMBERS[words[1]] * _PARTS[words[0]] <= 12:
        return _NUMBERS[words[1]] * _PARTS[words[0]]
    return month_of(words[0]) if words and len(words) <= 2 and (len(words) == 1 or words[1].isdecimal()) else 0


def _year_in(text: str) -> int:
    found = _YEAR.search(text)
    return int(found[1]) if found else 0


def _year(grid: Grid, headings: Headings, texts: list[str], book: CodeBook) -> int:
    """The year of a heading, of the title, of the sheet's name, else that in which the programme begins."""
    above = [text_of_cell(cell) for row in grid.cells[:headings.first] for cell in row]
    start = next((row["value"] for row in book.known.get("programme", []) if row.get("key") == "start_date"), "")
    return next((year for text in (*texts, *above, grid.name, start) if (year := _year_in(text))), 0)


def _last_day(year: int, month: int) -> str:
    return dt.date(year, month, calendar.monthrange(year, month)[1]).isoformat()


def _question(sheet: str, field: str, values: dict[int, str], texts: list[str], year: str) -> Question:
    listed = ", ".join(f"{column_letters(c + 1)} ({texts[c]})" for c in values)
    split = {
        "destination": (SPLIT, "ya, satu baris pesanan untuk tiap tempat", "yes, one order line for each place"),
        "agency": (SPLIT, "ya, satu baris pesanan untuk tiap OPD", "yes, one order line for each agency"),
        "due_date": (SPLIT, f"ya, jatuh tempo akhir tiap bulan ({year})", f"yes, due at the end of each month ({year})"),
    }[field]
    return about_spread(sheet, field, listed, (
        split, (TOTAL, "tidak, pakai kolom jumlah saja", "no, use the column of counts alone")))
