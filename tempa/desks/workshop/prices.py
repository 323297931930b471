"""Objections of my workshop to prices, at the desk and by a link: with figures and papers, and with the park's answers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tempa.catalogue import actions
from tempa.catalogue import queries as catalogue
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.link_door import LinkHere, link_door
from tempa.desks.frame.price_objections import CaseFields, LinkCaseForm, shown
from tempa.registry import queries as registry


@door("workshop", "teacher")
def prices(request: HttpRequest, here: Here) -> HttpResponse:
    form = CaseFields(here, request, programme=here.programme, chosen=request.GET.get("jenis", ""))
    gone_on = objected(request, here, form, reverse("workshop-prices"), done=_("Keberatan Anda tercatat. Jawabannya dapat dibaca di halaman ini."))
    return gone_on or render(request, "workshop/prices.html", {
        "title": _("Keberatan harga"), "section": "workshop-prices", "form": form, "found": mine(here),
    }, status=form.status)  # fmt: skip


@link_door("offers")
def link_prices(request: HttpRequest, here: LinkHere) -> HttpResponse:
    form = LinkCaseForm(here, request, programme=here.programme, chosen=request.GET.get("jenis", ""))
    gone_on = objected(request, here, form, here.address("link-prices") + "?tersimpan=1")
    return gone_on or render(request, "workshop/link_prices.html", {
        "title": _("Keberatan harga"), "link_here": here, "form": form, "found": mine(here),
        "is_saved": request.method == "GET" and "tersimpan" in request.GET,
    }, status=form.status)  # fmt: skip


def objected(request: HttpRequest, here: Here | LinkHere, form: CaseFields, to: str, done: str = "") -> HttpResponse | None:
    return form.carried_out(
        request, lambda **deed: actions.object_to_price(
            here.programme, form.case(workshop=here.subject), attachments=form.attachments(), **deed
        ), to=lambda _: to, done=done,
    )  # fmt: skip


def mine(here: Here | LinkHere) -> list[dict[str, object]]:
    found = list(catalogue.price_objections(here.programme).filter(workshop=here.subject))
    return shown(here.programme, found, registry.workshop_names(here.programme))
