"""Offers of my workshop: the same page at the desk and by a link, on a phone or from Excel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tempa.desks.frame.deeds import Said, form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.link_door import LinkHere, link_door
from tempa.desks.frame.offers import (
    LinkOfferForm,
    OfferFields,
    OfferFileForm,
    OfferRow,
    chosen_rows,
    faults_of,
    mine_table,
    rows_for,
    rows_in_file,
    sheet_of,
    short_table,
)
from tempa.ledger import queries as ledger
from tempa.registry import actions
from tempa.registry import queries as registry
from tempa.values.programme import ProgrammeError

Place = Here | LinkHere


@dataclass(frozen=True)
class Way:
    """How somebody came to the page: their call, how it is shown, where it is sent, and how an offer is said to have come."""

    call: registry.OfferCall | None
    template: str
    page: str
    sheet: str
    upload: str
    prices: str
    source: str
    form: Callable[..., Any]
    extra: dict[str, object]


def at_desk(here: Here) -> Way:
    call = registry.open_call(here.programme, here.now) or registry.calls(here.programme).first()
    return Way(
        call, "workshop/offers.html", reverse("workshop-offers"), reverse("workshop-offers-sheet"), reverse("workshop-offers-upload"),
        reverse("workshop-prices"), "desk", OfferFields, {"section": "workshop-offers", "is_seat": True},
    )  # fmt: skip


def by_link(here: LinkHere) -> Way:
    call = registry.call_named(here.programme, UUID(here.link.matter))
    return Way(
        call, "workshop/link_offers.html", here.address("link-offers"), here.address("link-offers-sheet"), here.address("link-offers-upload"),
        here.address("link-prices"), "link", LinkOfferForm, {"link_here": here},
    )  # fmt: skip


@door("workshop", "teacher")
def offers(request: HttpRequest, here: Here) -> HttpResponse:
    return offers_page(request, here, at_desk(here))


@link_door("offers")
def link_offers(request: HttpRequest, here: LinkHere) -> HttpResponse:
    return offers_page(request, here, by_link(here))


@door("workshop", "teacher")
def sheet(request: HttpRequest, here: Here) -> HttpResponse:
    return sheet_of(rows_of(here, at_desk(here)), f"penawaran-{here.subject}")


@link_door("offers")
def link_sheet(request: HttpRequest, here: LinkHere) -> HttpResponse:
    return sheet_of(rows_of(here, by_link(here)), f"penawaran-{here.subject}")


@door("workshop", "teacher")
@form_of("workshop-offers")
def upload(request: HttpRequest, here: Here) -> HttpResponse:
    return upload_page(request, here, at_desk(here))


@link_door("offers")
def link_upload(request: HttpRequest, here: LinkHere) -> HttpResponse:
    return upload_page(request, here, by_link(here))


def rows_of(here: Place, way: Way) -> list[OfferRow]:
    return rows_for(here.programme, here.subject, way.call.types if way.call else ())


def offers_page(request: HttpRequest, here: Place, way: Way) -> HttpResponse:
    """State and change my offers while the call is open; before and after, see what stands."""
    every = rows_of(here, way)
    rows, turn = chosen_rows(request, every)
    form: OfferFields = way.form(here, request, rows=rows, initial={"source": way.source})
    back = f"{way.page}?{urlencode({'hal': turn['page'], 'cari': turn['query']})}"
    gone_on = form.carried_out(request, lambda **deed: state(here, way, form, deed), to=lambda _: f"{back}&tersimpan=1")
    if gone_on is not None and not form.only:
        return gone_on
    if gone_on is not None:
        every = rows_of(here, way)
        shown = {row.key for row in rows}
        rows = [row for row in every if row.key in shown]
        typed = form.typed_for_others()
        form = way.form(here, rows=rows, initial={"source": way.source})
        form.initial.update({name: value for name, value in typed.items() if name in form.fields})
    shown_now = context(request, here, way, every, turn, form, is_saved=gone_on is not None)
    return render(request, way.template, shown_now, status=form.status)


def state(here: Place, way: Way, form: OfferFields, deed: Said) -> ledger.Entry:
    prices = form.changes().get(here.subject, {})
    source = "excel" if form.cleaned_data.get("source") == "excel" and way.source == "desk" else way.source
    return actions.state_offers(
        here.programme, workshop=here.subject, prices=prices, call=way.call.call if way.call else None, source=source, **deed
    )


def context(
    request: HttpRequest, here: Place, way: Way, every: list[OfferRow], turn: dict[str, object], form: OfferFields, *, is_saved: bool
) -> dict[str, object]:
    call = way.call
    stage = registry.as_rules_see(call).stage(here.now) if call else ""
    told = registry.offers_told(here.programme, [r.type for r in every], here.now)
    mine = [r for r in every if r.price is not None]
    return {
        "title": registry.workshop_names(here.programme).get(here.subject, here.subject), "call": call, "stage": stage, "form": form, "turn": turn,
        "mine": mine_table(every, told), "mine_short": short_table(every, told), "count": len(mine), "of": len(every),
        "above": [r for r in mine if r.is_above], "way": way,
        "is_saved": is_saved or (request.method == "GET" and "tersimpan" in request.GET), "is_form_shown": stage == "open" or bool(form.errors),
        "file_form": OfferFileForm(), **way.extra,
    }  # fmt: skip


def upload_page(request: HttpRequest, here: Place, way: Way) -> HttpResponse:
    """What a file would change, row by row; it is stored only when its sender says so on this page."""
    if request.method != "POST":
        return HttpResponseRedirect(way.page)
    every = {row.key: row for row in rows_of(here, way)}
    file_form, faults, rows = OfferFileForm(request.POST, request.FILES), [], []
    if file_form.is_valid():
        try:
            rows = rows_in_file(here.programme, file_form.cleaned_data["file"], every)
        except ProgrammeError as error:
            faults = faults_of(error)
    form = way.form(here, rows=rows, initial={"source": "excel" if way.source == "desk" else way.source}, address=way.page)
    return render(request, way.template.replace("offers", "offers_file"), {
        "title": registry.workshop_names(here.programme).get(here.subject, here.subject), "faults": faults, "form": form, "rows": rows,
        "file_form": file_form, "way": way, "call": way.call, **way.extra,
    }, status=400 if faults or file_form.errors else 200)  # fmt: skip
