"""The price chain as the auditor reads it: all types, one type, one contract, one workshop."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tempa.desks.frame import chain_rows, chains
from tempa.desks.frame.door import Here, door


@require_GET
@door("auditor")
def index(request: HttpRequest, here: Here) -> HttpResponse:
    return chains.index(request, here)


@require_GET
@door("auditor")
def of_type(request: HttpRequest, here: Here, type: str) -> HttpResponse:
    return chains.of_type(request, here, type)


@require_GET
@door("auditor")
def of_contract(request: HttpRequest, here: Here, contract: str) -> HttpResponse:
    return chain_rows.of_contract(request, here, contract)


@require_GET
@door("auditor")
def of_workshop(request: HttpRequest, here: Here, workshop: str) -> HttpResponse:
    return chain_rows.of_workshop(request, here, workshop)
