"""A search of rounds or of the inspectors' week that goes on beside the server: its turn, then the page that it made."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tempa.desks.frame import routing_runs
from tempa.desks.frame.door import Here, door
from tempa.ledger.rules import PARK

BACK = {"rounds": "park-rounds", "week": "park-week"}


@require_GET
@door(*PARK)
def run(request: HttpRequest, here: Here, run: UUID) -> HttpResponse:
    """The page looks again by itself every two seconds until there is an answer."""
    asked = routing_runs.asked_in(run)
    if asked is None or asked["programme"] != here.programme.code:
        raise Http404
    answer = routing_runs.answer_in(run)
    if answer is not None and "to" in answer:
        return HttpResponseRedirect(answer["to"])
    back = reverse(BACK[asked["kind"]])
    response = render(request, "park/route_run.html", {
        "title": _("Menyusun ronde") if asked["kind"] == "rounds" else _("Menyusun minggu pemeriksa"), "section": BACK[asked["kind"]],
        "why": answer["why"] if answer else "", "back": back,
        "answer": routing_runs.waiting_words(run) or _("Sedang dihitung, paling lama sepuluh detik."),
    })  # fmt: skip
    if answer is None:
        response["Refresh"] = "2"
    return response
