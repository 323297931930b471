"""Days and weeks in the zones of Indonesia (WITA unless said), from the week of the start, written in Indonesian or English words."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass

from tempa.values.quantity import Language

ZONES = {name: dt.timezone(dt.timedelta(hours=hours), name) for name, hours in (("WIB", 7), ("WITA", 8), ("WIT", 9))}
WITA = ZONES["WITA"]
MONTHS = {
    "id": ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
           "November", "Desember"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}
DAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_OTHER_SPELLINGS = {"pebruari": 2, "peb": 2, "nopember": 11, "nop": 11, "nov": 11, "agus": 8, "agt": 8,
                    "ags": 8, "agst": 8, "agust": 8, "sept": 9, "des": 12, "okt": 10}
_WORDS = re.compile(r"(?:[a-z']+\s*,\s*)?(\d{1,2})(?:st|nd|rd|th)?[\s.-]+([a-z]+)\.?[\s,.-]+(\d{4}|\d{2})", re.ASCII)


def monday(day: dt.date) -> dt.date:
    """The Monday of the week that holds `day`."""
    return day - dt.timedelta(days=day.weekday())


def sunday(day: dt.date) -> dt.date:
    """The Sunday of the week that holds `day`."""
    return monday(day) + dt.timedelta(days=6)


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or its last day where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def week_of(day: dt.date, start: dt.date) -> int:
    """Number of the week that holds `day`; week 0 holds `start`, earlier weeks are negative."""
    return (monday(day) - monday(start)).days // 7


def week_monday(week: int, start: dt.date) -> dt.date:
    """The first day of week `week`."""
    return monday(start) + dt.timedelta(days=7 * week)


def week_sunday(week: int, start: dt.date) -> dt.date:
    """The last day of week `week`, when units inspected in it are handed over."""
    return week_monday(week, start) + dt.timedelta(days=6)


def weeks_late(due: dt.date, inspect_week: int, start: dt.date) -> int:
    """Whole weeks, rounded up, from the due day to the Sunday of the inspection week; 0 where it is in time."""
    return max(0, -(-(week_sunday(inspect_week, start) - due).days // 7))


@dataclass(frozen=True)
class Calendar:
    """The weeks of one programme, counted from the week of its start."""

    start: dt.date
    weeks: int

    def monday(self, week: int) -> dt.date:
        return week_monday(week, self.start)

    def sunday(self, week: int) -> dt.date:
        return week_sunday(week, self.start)

    def week(self, day: dt.date) -> int:
        return week_of(day, self.start)

    def is_running(self, today: dt.date) -> bool:
        return 0 <= self.week(today) < self.weeks

    def current(self, today: dt.date) -> int:
        """The week to show first: today's where it lies inside the programme, else the first or last."""
        return min(max(0, self.week(today)), self.weeks - 1)


def day_in(zone: dt.tzinfo, moment: dt.datetime) -> dt.date:
    """The calendar day of an aware moment in a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone has no day")
    return moment.astimezone(zone).date()


def day_in_wita(moment: dt.datetime) -> dt.date:
    """The calendar day of an aware moment in WITA."""
    return day_in(WITA, moment)


def date_words(day: dt.date, language: Language = "id", *, weekday: bool = False) -> str:
    """`17 Agustus 2020`, or `Senin, 17 Agustus 2020` with `weekday`."""
    words = f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"
    return f"{DAYS[language][day.weekday()]}, {words}" if weekday else words


def date_short(day: dt.date, language: Language = "id") -> str:
    """`17 Agu 2020`, for tables."""
    return f"{day.day} {MONTHS[language][day.month - 1][:3]} {day.year}"


def moment_words(moment: dt.datetime, language: Language = "id", zone: dt.tzinfo = WITA) -> str:
    """`17 Agustus 2020, 14.05 WITA` of an aware moment (English `14:05`)."""
    local = moment.astimezone(zone)
    between = "." if language == "id" else ":"
    return f"{date_words(day_in(zone, moment), language)}, {local:%H}{between}{local:%M} {local:%Z}"


def days_words(first: dt.date, last: dt.date, language: Language = "id") -> str:
    """`6 Jul–12 Jul 2020`; the year stands twice only where it is not the same."""
    begin = date_short(first, language)
    return f"{begin.rpartition(' ')[0] if first.year == last.year else begin}–{date_short(last, language)}"


def weeks_words(weeks: tuple[int, int], start: dt.date, language: Language = "id") -> str:
    """The days from the Monday of the first to the Sunday of the last week (both included)."""
    return days_words(week_monday(weeks[0], start), week_sunday(weeks[1], start), language)


def parse_date_words(text: str) -> dt.date | None:
    """The day of `17 Agustus 2020`, `Senin, 17 Agt 2020`, `17-Aug-2020` or `17-Agu-20`; None where it is none."""
    found = _WORDS.fullmatch(text.strip().casefold())
    if not found:
        return None
    month, year = month_of(found[2]), int(found[3])
    try:
        return dt.date(year if year > 99 else 2000 + year, month, int(found[1])) if month else None
    except ValueError:
        return None


def month_of(word: str) -> int:
    """Number of the month that `word` names in either language, in full or by three letters or more; else 0."""
    word = word.casefold().rstrip(".")
    if word in _OTHER_SPELLINGS:
        return _OTHER_SPELLINGS[word]
    if len(word) < 3:
        return 0
    hits = {i for names in MONTHS.values() for i, name in enumerate(names, 1) if name.casefold().startswith(word)}
    return hits.pop() if len(hits) == 1 else 0
