"""The addresses of contracts at a desk: the same pages at the park, for all, and at an agency, for its own."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET

from tempa.desks.frame.contracts import board, drafting, page, parties, register, sheets
from tempa.desks.frame.deeds import form_of
from tempa.desks.frame.door import Here, door

View = Callable[..., HttpResponse]


def contract_pages(desk: str, *roles: str) -> list[URLPattern]:
    """Every address of contracts of a desk whose members have one of `roles`; names begin with the desk."""
    inside = door(*roles)

    def form(view: View, leads_to: str, *kept: str) -> View:
        return inside(form_of(f"{desk}-{leads_to}", *kept)(view))

    found = [
        path("kontrak/", require_GET(inside(board.board)), name=f"{desk}-contracts"),
        path("kontrak/susun/", inside(drafting.draft), name=f"{desk}-contracts-draft"),
        path("kontrak/penawaran/", form(board.offer_many, "contracts"), name=f"{desk}-contracts-offers"),
        path("kontrak/sepakat/", form(board.agree_many, "contracts"), name=f"{desk}-contracts-agree"),
        path("kontrak/excel/<slug:kind>/", inside(sheets.upload), name=f"{desk}-contracts-sheets"),
        path("kontrak/excel/<slug:kind>/templat/", require_GET(inside(sheets.template)), name=f"{desk}-contracts-sheet-template"),
        path("kontrak/excel/<slug:kind>/<uuid:draft>/", inside(sheets.preview), name=f"{desk}-contracts-sheet"),
        path("kontrak/cetak/", inside(register.print_many), name=f"{desk}-contracts-print"),
        path("kontrak/surat.zip", require_GET(inside(register.zip_of_many)), name=f"{desk}-contracts-zip"),
        path("kontrak/nomor/", require_GET(inside(register.numbers)), name=f"{desk}-numbers"),
        path("kontrak/opd/", require_GET(inside(parties.agencies)), name=f"{desk}-agencies"),
        path("kontrak/opd/<code:agency>/", require_GET(inside(agency)), name=f"{desk}-agency-particulars"),
        path("kontrak/opd/<code:agency>/data/", form(parties.state, "agency-particulars", "agency"), name=f"{desk}-agency-state"),
        path("kontrak/opd/<code:agency>/pejabat/", form(parties.name_officer, "agency-particulars", "agency"), name=f"{desk}-agency-officer"),
        path("kontrak/<code:contract>/surat.zip", require_GET(inside(register.zip_of_one)), name=f"{desk}-contract-zip"),
        path("kontrak/<code:contract>/berkas/<str:sha256>/", require_GET(inside(register.file)), name=f"{desk}-contract-file"),
        path("kontrak/<code:contract>/", require_GET(inside(contract)), name=f"{desk}-contract"),
    ]
    return found + [
        path(f"kontrak/<code:contract>/{step.address}/", form(deed_of(name), "contract", "contract"), name=f"{desk}-contract-{name}")
        for name, step in page.STEPS.items()
    ]


def contract(request: HttpRequest, here: Here, contract: str) -> HttpResponse:
    return page.show(request, here, contract)


def agency(request: HttpRequest, here: Here, agency: str) -> HttpResponse:
    return parties.one(request, here, agency)


def deed_of(step: str) -> View:
    """The view that carries out a step of a contract."""

    def view(request: HttpRequest, here: Here, contract: str) -> HttpResponse:
        return page.carry(request, here, contract, step)

    return view


