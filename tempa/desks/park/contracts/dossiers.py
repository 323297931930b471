"""A workshop's dossier, opened by the park for it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tempa.desks.frame import dossiers
from tempa.desks.frame.door import Here, door
from tempa.ledger.rules import PARK
from tempa.registry import queries as registry


@require_GET
@door(*PARK)
def dossier(request: HttpRequest, here: Here, workshop: str) -> HttpResponse:
    return dossiers.as_pdf(here, existing(here, workshop))


@require_GET
@door(*PARK)
def folder(request: HttpRequest, here: Here, workshop: str) -> HttpResponse:
    return dossiers.as_folder(here, existing(here, workshop))


def existing(here: Here, workshop: str) -> str:
    if registry.workshop_named(here.programme, workshop) is None:
        raise Http404
    return workshop
