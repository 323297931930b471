"""Months, quarters and half years as people name them where a day should stand, in a heading or in a cell."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from tempa.values.period import month_of
from tempa.values.programme.aliases import plain

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_DAY_AND_MONTH = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d\d))?", re.ASCII)
_PARTS = {"triwulan": 3, "tw": 3, "tri": 3, "kuartal": 3, "q": 3, "semester": 6, "smt": 6}  # months of a part of the year
_NUMBERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def month_named(text: str) -> tuple[int, int]:
    """The first and the last month that a text names: `Sep 2020`, `Triwulan III`, `TW 4`, `Semester II`; zeros for any other text."""
    words = plain(text).removeprefix("akhir ").removeprefix("bulan ").split()
    if len(words) >= 2 and words[0] in _PARTS and words[1] in _NUMBERS and all(map(str.isdecimal, words[2:])):
        size, last = _PARTS[words[0]], _NUMBERS[words[1]] * _PARTS[words[0]]
        return (last - size + 1, last) if last <= 12 else (0, 0)
    if not words or len(words) > 2 or not all(map(str.isdecimal, words[1:])):
        return 0, 0
    return (month_of(words[0]),) * 2


def year_in(text: str) -> int:
    """The year of this century that a text states, 0 where it states none."""
    found = _YEAR.search(text)
    return int(found[1]) if found else 0


def days_named(text: str) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of what a cell names with its year: `September 2020`, `Nov-20`, `TW III 2020`."""
    first, last = month_named(text)
    *_, final = plain(text).split() or [""]
    year = year_in(text) or (2000 + int(final) if len(final) == 2 and final.isdecimal() else 0)
    return (dt.date(year, first, 1), last_day(year, last)) if first and year else None


def days_meant(text: str, start: dt.date) -> list[dt.date]:
    """The days that a text may mean although it is no date: `30 September`, `Oktober`, `Minggu ke-3 September 2020`; without a
    year the first of them from `start` on."""
    words = plain(text).split()
    if found := _DAY_AND_MONTH.fullmatch(text.strip()):
        return _days_of_numbers(int(found[1]), int(found[2]), found[3], start)
    month = next((number for word in words if (number := month_of(word))), 0)
    if not month:
        return []
    year = year_in(text) or start.year + (month < start.month)
    last, numbers = last_day(year, month), [int(word) for word in words if word.isdecimal() and len(word) < 3]
    if set(words) & {"minggu", "pekan"}:
        ordinal = next((_NUMBERS[word.removeprefix("ke")] for word in words if word.removeprefix("ke") in _NUMBERS), 0)
        return [last.replace(day=min(7 * ordinal, last.day))] if ordinal else [last]
    if "pertengahan" in words:
        return [last.replace(day=15)]
    return [last.replace(day=n) for n in numbers if 1 <= n <= last.day] or [last, last.replace(day=1)]


def _days_of_numbers(first: int, second: int, year: str | None, start: dt.date) -> list[dt.date]:
    """`17/08` is a day and a month; `03/04/20` may be that or a month and a day."""
    found: list[dt.date] = []
    for day, month in ((first, second), (second, first)):
        in_year = 2000 + int(year) if year else start.year + (month < start.month)
        if 1 <= month <= 12 and 1 <= day <= last_day(in_year, month).day:
            found.append(dt.date(in_year, month, day))
    return list(dict.fromkeys(found))


def last_day(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])
