"""What stands behind the ledger: a printed check code, a kept paper, what came twice with another content."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tempa.desks.frame import check_codes, doubles, papers
from tempa.desks.frame.door import Here, door
from tempa.ledger.rules import PARK

SECTION = "park-ledger"


@door(*PARK)
def check_code(request: HttpRequest, here: Here) -> HttpResponse:
    return check_codes.page(request, here, SECTION)


@door(*PARK)
def every_double(request: HttpRequest, here: Here) -> HttpResponse:
    return doubles.page_of_all(request, here, SECTION)


@door(*PARK)
def double(request: HttpRequest, here: Here, number: int) -> HttpResponse:
    return doubles.page_of_one(request, here, SECTION, number)


@door(*PARK)
def paper(request: HttpRequest, here: Here, sha256: str) -> HttpResponse:
    return papers.download(request, here, sha256)
