"""A week that a page is about: which one its reader asks for, and the weeks to choose from."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tempa.desks.frame.words import day
from tempa.values.period import Calendar


def chosen_week(request: HttpRequest, calendar: Calendar, today: date) -> int:
    """The week that the address asks for (`minggu`); where it asks for none that exists, the one to show first."""
    asked = request.GET.get("minggu", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 5 and int(asked) < calendar.weeks:
        return int(asked)
    return calendar.current(today)


def week_choices(calendar: Calendar) -> list[tuple[int, str]]:
    return [(w, _("minggu %(n)s, mulai %(day)s") % {"n": w, "day": day(calendar.monday(w))}) for w in range(calendar.weeks)]
