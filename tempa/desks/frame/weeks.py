"""Weeks of a programme as days: when week 3 begins and ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest

from tempa.ledger import queries as ledger
from tempa.values.period import week_monday, week_of, week_sunday


@dataclass(frozen=True)
class Calendar:
    """The weeks of one programme, counted from the week of its start."""

    start: date
    weeks: int

    def monday(self, week: int) -> date:
        return week_monday(week, self.start)

    def sunday(self, week: int) -> date:
        return week_sunday(week, self.start)

    def week(self, day: date) -> int:
        return week_of(day, self.start)

    def is_running(self, today: date) -> bool:
        return 0 <= self.week(today) < self.weeks

    def current(self, today: date) -> int:
        """The week to show first: today's where it lies inside the programme, else the first or last."""
        return min(max(0, self.week(today)), self.weeks - 1)


def chosen_week(request: HttpRequest, calendar: Calendar, today: date) -> int:
    """The week that the address asks for (`minggu`); where it asks for none that exists, the one to show first."""
    asked = request.GET.get("minggu", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 5 and int(asked) < calendar.weeks:
        return int(asked)
    return calendar.current(today)


def calendar_of(programme: Any) -> Calendar:
    """The calendar of a programme; an empty programme has one week that begins today's epoch of it."""
    settings = ledger.setting_values(programme)
    start = settings.get("start_date")
    return Calendar(date.fromisoformat(start) if start else date(2020, 1, 1), int(settings.get("weeks") or 1))
