"""Weekly work lists of all workshops, one A4 page each."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tempa.desks.frame.door import Here, door
from tempa.desks.frame.weeks import chosen_week, days_of, week_choices
from tempa.desks.frame.words import number
from tempa.desks.frame.worklists import AskForm, Sheet, ask, lists_of, state_of, turn
from tempa.desks.park.allocation.plans import found_or_404
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK


@door(*PARK)
def work_lists(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    """The work of one week: of one workshop, or of all, each on a page of its own when printed."""
    found = found_or_404(here, plan)
    calendar = ledger.calendar_of(here.programme)
    week = chosen_week(request, calendar, here.today)
    form = AskForm(here, request, initial={"minggu": week})
    gone_on = form.carried_out(
        request, lambda **_deed: ask(here.programme, found, form.typed["minggu"], here.person.public_id),
        to=lambda _: f"{request.path}?{urlencode({'minggu': form.typed['minggu']})}",
    )  # fmt: skip
    if gone_on:
        return gone_on
    state = state_of(here.programme, found, week)
    lists = lists_of(here.programme, found, week, calendar) if state == "ready" else []
    chosen = request.GET.get("bengkel", "")
    shown = [x for x in lists if chosen in {"*", x.site}]
    return render(request, "park/worklists.html", {
        "title": _("Kerja %(days)s") % {"days": days_of(calendar, week)}, "section": "park-planning", "plan": found, "state": state, "form": form,
        "turn": turn(found.plan, week),
        "lists": lists,
        "shown": [Sheet(x) for x in shown], "chosen": chosen, "week": week, "monday": calendar.monday(week), "sunday": calendar.sunday(week),
        "weeks": week_choices(calendar),
        "answer": _("%(n)s bengkel bekerja minggu ini, %(hours)s jam.") % {
            "n": number(len(lists)), "hours": number(round(sum(x.hours for x in lists))),
        },
    }, status=form.status)  # fmt: skip
