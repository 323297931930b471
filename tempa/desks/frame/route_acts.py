"""What the queue does for the pages of rounds and of the inspectors' week: search, record as who asked, and say where to go on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from tempa.delivery import actions as delivery
from tempa.delivery.queries import RoundsAsked, left_out
from tempa.desks.frame.deeds import Said
from tempa.desks.frame.errands import errands_until
from tempa.desks.frame.routing_runs import Act
from tempa.ledger import queries as ledger
from tempa.quality import actions as quality
from tempa.quality.rules import weeks as rules
from tempa.values.period import day_in_wita


def rounds(programme: ledger.Programme, said: Said, **deed: Any) -> str:
    asked = RoundsAsked(date.fromisoformat(said["starts_on"]), said["days"], tuple(said["lorries"]), said["seed"])
    codes = delivery.plan_rounds(programme, asked=asked, **deed)
    out = left_out(programme)
    if len(codes) == 1 and out is not None and not out.left:
        return reverse("park-delivery-round", args=[codes[0]])
    return reverse("park-rounds")  # several rounds, or what is on none and why


def week(programme: ledger.Programme, said: Said, **deed: Any) -> str:
    monday = date.fromisoformat(said["week"])
    asked = quality.WeekAsked(monday, [rules.as_working(row, frozenset()) for row in said["working"]], said["seed"])
    waiting = errands_until(programme, day_in_wita(deed["at"]), monday)
    quality.plan_week(programme, asked=asked, errands=waiting, **deed)
    return f"{reverse('park-week')}?minggu={monday}"


ACTS: Mapping[str, Act] = {"rounds": rounds, "week": week}
