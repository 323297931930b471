"""The letters of a supplier's own orders."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tempa.desks.frame.door import Here, door
from tempa.desks.frame.link_door import LinkHere, link_door
from tempa.desks.frame.supply.papers import letter
from tempa.desks.frame.supply.sections import Place
from tempa.supply import queries as supply


@require_GET
@door("supplier")
def order_at_desk(request: HttpRequest, here: Here, order: str) -> HttpResponse:
    return own(request, here, order)


@link_door("supply")
def order_by_link(request: HttpRequest, here: LinkHere, order: str) -> HttpResponse:
    return own(request, here, order)


def own(request: HttpRequest, here: Place, order: str) -> HttpResponse:
    found = supply.purchase_named(here.programme, order)
    if found is None or found.supplier != here.subject:
        raise Http404
    return letter(request, here, found)
