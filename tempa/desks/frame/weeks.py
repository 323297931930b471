"""A week that a page is about: which one its reader asks for, and the weeks to choose from."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from tempa.desks.frame.words import language
from tempa.values.period import Calendar, weeks_words


def chosen_week(request: HttpRequest, calendar: Calendar, today: date) -> int:
    """The week that the address asks for (`minggu`); where it asks for none that exists, the one to show first."""
    asked = request.GET.get("minggu", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 5 and int(asked) < calendar.weeks:
        return int(asked)
    return calendar.current(today)


def days_of(calendar: Calendar, week: int) -> str:
    """The days of a week in the reader's words: `6 Jul–12 Jul 2020`."""
    return weeks_words((week, week), calendar.start, language())


def week_choices(calendar: Calendar) -> list[tuple[int, str]]:
    """Every week of the programme, to choose from."""
    return [(week, days_of(calendar, week)) for week in range(calendar.weeks)]
