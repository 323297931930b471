"""Repairs of what a workshop made, at its desk and by its link."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tempa.desks.frame.delivery import repairs
from tempa.desks.frame.link_door import LinkHere, link_door


@link_door("production")
def repairs_by_link(request: HttpRequest, here: LinkHere) -> HttpResponse:
    return repairs.list_page(request, here)


@link_door("production")
def photo_by_link(request: HttpRequest, here: LinkHere, repair: str, sha256: str) -> HttpResponse:
    return repairs.photo_by_link(request, here, repair, sha256)


@link_door("production")
def repair_by_link(request: HttpRequest, here: LinkHere, repair: str) -> HttpResponse:
    return repairs.one_page(request, here, repair)
