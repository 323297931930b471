"""Prices that the park notes: of one workshop on a page, of many from a file."""

from __future__ import annotations

from typing import Unpack
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tempa.catalogue import queries as catalogue
from tempa.desks.frame.deeds import Deed, form_of, sent_as
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.offers import (
    OfferFileForm,
    OfferRow,
    OfficeOfferForm,
    chosen_rows,
    faults_of,
    rows_for,
    rows_in_file,
    sheet_of,
)
from tempa.desks.park.registry.call_sites import sites
from tempa.desks.park.registry.calls import existing, stage_of
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK
from tempa.registry import actions
from tempa.registry import queries as registry
from tempa.values.programme import ProgrammeError


@door(*PARK)
def offers(request: HttpRequest, here: Here, workshop: str) -> HttpResponse:
    """Note offers of a workshop outside of a call, with the reason."""
    names = sites(here)
    if workshop not in names:
        raise Http404
    rows, turn = chosen_rows(request, rows_for(here.programme, workshop))
    form = OfficeOfferForm(here, request, rows=rows)

    def act(**deed: Unpack[Deed]) -> ledger.Entry:
        prices = form.changes().get(workshop, {})
        return actions.state_offers(here.programme, workshop=workshop, prices=prices, source="office", reason=form.cleaned_data["reason"], **deed)

    return form.carried_out(request, act, to=lambda _: reverse("park-offers", args=[workshop]), done=_("Penawaran tercatat.")) or render(
        request, "park/offers.html", {
            "title": _("Penawaran %(name)s") % {"name": names[workshop]}, "section": "park-calls", "form": form, "turn": turn, "workshop": workshop,
        }, status=form.status,
    )  # fmt: skip


@require_GET
@door(*PARK)
def sheet(request: HttpRequest, here: Here, call: UUID) -> HttpResponse:
    """All sites and types of a call as one file, to fill in and send back."""
    return sheet_of(list(rows_of_call(here, existing(here, call)).values()), f"penawaran-{here.programme.code}")


def rows_of_call(here: Here, call: registry.OfferCall) -> dict[str, OfferRow]:
    """Every site with every type that is asked for, by key; worked out from four readings of the database."""
    prices, names = registry.offer_prices(here.programme), catalogue.type_names(here.programme)
    estimates = catalogue.prices(here.programme)
    types = [t for t in (call.types or estimates) if t in estimates]
    found = [OfferRow(w, t, names[t], estimates[t], prices.get((w, t))) for w in sites(here) for t in types]
    return {row.key: row for row in found}


@door(*PARK)
@form_of("park-call", "call")
def upload(request: HttpRequest, here: Here, call: UUID) -> HttpResponse:
    """What a file with prices of many workshops would change; it is stored from this page alone."""
    found = existing(here, call)
    if sent_as(request, "identity"):
        return store(request, here, found)
    file_form, faults, rows = OfferFileForm(request.POST, request.FILES), [], []
    if file_form.is_valid():
        try:
            rows = rows_in_file(here.programme, file_form.cleaned_data["file"], rows_of_call(here, found))
        except ProgrammeError as error:
            faults = faults_of(error)
    form = OfficeOfferForm(here, rows=rows, address=request.path)
    return shown_file(request, here, found, form, faults, file_form)


def store(request: HttpRequest, here: Here, call: registry.OfferCall) -> HttpResponse:
    rows, _turn = chosen_rows(request, list(rows_of_call(here, call).values()))
    form = OfficeOfferForm(here, request, rows=rows, address=request.path)

    def act(**deed: Unpack[Deed]) -> list[ledger.Entry]:
        in_call = call.call if stage_of(here, call) == "open" else None
        return actions.state_offers_of_many(here.programme, offers=form.changes(), call=in_call, reason=form.cleaned_data["reason"], **deed)

    done = _("Penawaran dari berkas tercatat.")
    return form.carried_out(request, act, to=lambda _: reverse("park-call", args=[call.call]), done=done) or shown_file(
        request, here, call, form, [], OfferFileForm()
    )


def shown_file(
    request: HttpRequest, here: Here, call: registry.OfferCall, form: OfficeOfferForm, faults: list[str], file_form: forms.Form,
) -> HttpResponse:  # fmt: skip
    return render(request, "park/offers_file.html", {
        "title": _("Penawaran dari Excel"), "section": "park-calls", "call": call, "form": form, "faults": faults, "file_form": file_form,
        "workshops": len({r.workshop for r in form.rows}),
    }, status=400 if faults or file_form.errors or form.errors else 200)  # fmt: skip
