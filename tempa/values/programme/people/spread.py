"""Counts that are spread over columns, one for each machine, place or month, instead of one column of counts."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from tempa.values.period import date_words
from tempa.values.programme.aliases import plain
from tempa.values.programme.grid import Grid, text_of_cell
from tempa.values.programme.guard import column_letters
from tempa.values.programme.numbers import date_of
from tempa.values.programme.people.content import machines_across
from tempa.values.programme.people.headings import Headings
from tempa.values.programme.people.months import days_named, last_day, month_named, year_in
from tempa.values.programme.people.naming import CodeBook
from tempa.values.programme.people.proposal import Question
from tempa.values.programme.people.questions import about_spread

SPLIT, TOTAL = "split", "total"
_REGION = re.compile(r"^(?:kab|kabupaten|kota)\s+")


@dataclass(frozen=True)
class Spread:
    """Columns (from 0) whose counts go to one place or day each: `values` maps a column to the code or the day.

    Columns that are machines need no question: there is no other column that says what is ordered.
    """

    field: str
    values: dict[int, str]
    question: Question | None = None


def find_spread(grid: Grid, headings: Headings, book: CodeBook, machines: frozenset[str], amounts: frozenset[int] = frozenset()
                ) -> Spread | None:
    """Two columns or more that are named after machines, places or months; only of orders that do not say it otherwise.

    `amounts` are columns of rupiah, which stand beside the counts of a place.
    """
    if headings.table != "orders" or headings.own:
        return None
    texts = ["" if column in amounts else _lowest(headings, column) for column in range(len(headings.texts))]
    named = machines_across(texts, machines)
    if named and not any("type" in meaning for c, meaning in enumerate(headings.meanings) if c not in named):
        return Spread("type", named)
    places = {c: code for c, text in enumerate(texts) if text and (code := _place(book, text))}
    if len(places) > 1:
        return Spread("destination", places, _question(grid.shown, "destination", places, texts))
    agencies = {c: code for c, text in enumerate(texts) if text and (code := book.code("agencies", text))}
    if len(agencies) > 1 and "agency" not in headings.known:
        return Spread("agency", agencies, _question(grid.shown, "agency", agencies, texts))
    days = {} if "due_date" in headings.known else _days(grid, headings, texts, book)
    return Spread("due_date", days, _question(grid.shown, "due_date", days, texts)) if days else None


def _lowest(headings: Headings, column: int) -> str:
    """The lowest heading cell of a column, as it stands; above a cell that only says that counts stand there (`Vol`), what is above."""
    lowest = next((row[column] for row in reversed(headings.rows) if column < len(row) and row[column]), "")
    above = headings.texts[column].removesuffix(" ".join(lowest.split())).strip()
    return above if above and headings.meanings[column][:1] == ("quantity",) else lowest


def _place(book: CodeBook, text: str) -> str:
    return book.code("destinations", text) or book.code("destinations", _REGION.sub("", plain(text)))


def _days(grid: Grid, headings: Headings, texts: list[str], book: CodeBook) -> dict[int, str]:
    """Columns (from 0) that are named after months or days, and the day that is due there: of a month its last."""
    days = {c: day for c, text in enumerate(texts) if (day := date_of(text))}
    if len(days) > 1 and any(day.day > 1 for day in days.values()):
        return {c: day.isoformat() for c, day in days.items()}
    if len(days) > 1:  # Excel makes the first of a month of `Sep-20`
        return {c: last_day(day.year, day.month).isoformat() for c, day in days.items()}
    months = {c: number for c, text in enumerate(texts) if text and (number := _month(headings, c, text))}
    if len(months) < 2:
        return {}
    stated = {c: named[1] for c in months if (named := days_named(texts[c]))}
    wraps = {c: sum(b < a for a, b in itertools.pairwise([months[d] for d in months if d <= c])) for c in months}  # new years before it
    first = next(iter(stated), None)
    year = stated[first].year - wraps[first] if first is not None else _year(grid, headings, texts, book)
    return {c: (stated.get(c) or last_day(year + wraps[c], number)).isoformat() for c, number in months.items()} if year else {}


def _month(headings: Headings, column: int, text: str) -> int:
    """The month of a heading: by its name, or by its number below the word `Bulan`."""
    if text.isdecimal() and plain(headings.texts[column]).split()[:1] == ["bulan"] and 1 <= int(text) <= 12:
        return int(text)
    return month_named(text)[1]


def _year(grid: Grid, headings: Headings, texts: list[str], book: CodeBook) -> int:
    """The year of a heading, of the title, of the sheet's name, else that in which the programme begins."""
    above = [text_of_cell(cell) for row in grid.cells[:headings.first] for cell in row]
    start = next((row["value"] for row in book.known.get("programme", []) if row.get("key") == "start_date"), "")
    return next((year for text in (*texts, *above, grid.name, start) if (year := year_in(text))), 0)


def _question(sheet: str, field: str, values: dict[int, str], texts: list[str]) -> Question:
    due = [day for value in values.values() if (day := date_of(value))]
    first_id, first_en = (date_words(due[0]), date_words(due[0], "en")) if due else ("", "")
    listed = ", ".join(f"{column_letters(c + 1)} ({texts[c]})" for c in values)
    split = {
        "destination": (SPLIT, "ya, satu baris pesanan untuk tiap tempat", "yes, one order line for each place"),
        "agency": (SPLIT, "ya, satu baris pesanan untuk tiap OPD", "yes, one order line for each agency"),
        "due_date": (SPLIT, f"ya, satu baris pesanan untuk tiap kolom; yang pertama jatuh tempo {first_id}",
                     f"yes, one order line for each column; the first is due on {first_en}"),
    }[field]
    return about_spread(sheet, field, listed, (
        split, (TOTAL, "tidak, pakai kolom jumlah saja", "no, use the column of counts alone")))
