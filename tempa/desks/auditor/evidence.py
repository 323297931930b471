"""What an auditor checks for themself: tables against the chain, a printed code, a kept paper, what was refused."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.desks.frame import check_codes, doubles, papers, verdicts
from tempa.desks.frame.deeds import DeedForm, form_of
from tempa.desks.frame.door import Here, door

SECTION = "auditor-verification"


class VerifyForm(DeedForm):
    """The tables are held against the chain."""

    send = gettext_lazy("Cocokkan tabel dengan rantai")


@door("auditor")
def verification(request: HttpRequest, here: Here) -> HttpResponse:
    """The last check of tables against the chain, how far one is that runs, and where to begin another."""
    context = {"title": _("Pencocokan"), "section": SECTION, "is_checking": verdicts.is_checking(here.programme)}
    context["form"] = VerifyForm(here, address=reverse("auditor-verify"))
    if context["is_checking"]:
        context["percent"] = verdicts.percent(here.programme)
    if held := verdicts.kept(here.programme):
        verdict, at = held
        first, *others = verdicts.summary(verdict)
        context |= {
            "verdict": verdict, "at": at, "first": first, "others": others, "later": here.size - verdict.size,
            "faults": [verdicts.told(fault) for fault in verdict.faults[: verdicts.MOST_SHOWN]],
        }  # fmt: skip
    part = "auditor/verdict.html" if request.headers.get("HX-Request") else "auditor/verification.html"
    return render(request, part, context)


@door("auditor")
@form_of("auditor-verification")
def verify(request: HttpRequest, here: Here) -> HttpResponse:
    """Hold the tables against the chain."""
    form, back = VerifyForm(here, request), reverse(SECTION)
    return form.carried_out(request, lambda **_: verdicts.ask(here.programme), to=lambda _: back) or HttpResponseRedirect(back)


@door("auditor")
def check_code(request: HttpRequest, here: Here) -> HttpResponse:
    return check_codes.page(request, here, "auditor-check-code")


@door("auditor")
def every_double(request: HttpRequest, here: Here) -> HttpResponse:
    return doubles.page_of_all(request, here, SECTION)


@door("auditor")
def double(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    return doubles.page_of_one(request, here, SECTION, number)


@door("auditor")
def paper(request: HttpRequest, here: Here, sha256: str) -> HttpResponse:
    return papers.download(request, here, sha256)
