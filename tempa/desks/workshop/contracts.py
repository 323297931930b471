"""My contracts, at the desk and by a link: what holds, what waits for me, my particulars and my members'."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from tempa.contracts import actions
from tempa.contracts import queries as contracts
from tempa.contracts.queries.mine import Mine, of_workshop
from tempa.demand import queries as demand
from tempa.desks.frame import dossiers
from tempa.desks.frame.contracts.speech import STAGES, stage_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.link_door import LinkHere, link_door
from tempa.desks.frame.vendor_form import LinkVendorForm, VendorFields, lacking_of
from tempa.desks.frame.words import number
from tempa.desks.workshop.contract_ways import Place, Way, said, stage_words, way_of
from tempa.desks.workshop.one_contract import contract_page, paper
from tempa.registry import queries as registry


@door("workshop", "teacher")
def contracts_at_desk(request: HttpRequest, here: Here) -> HttpResponse:
    return contracts_page(request, here)


@link_door("contract")
def contracts_by_link(request: HttpRequest, here: LinkHere) -> HttpResponse:
    return contracts_page(request, here)


@door("workshop", "teacher")
def contract_at_desk(request: HttpRequest, here: Here, contract: str) -> HttpResponse:
    return contract_page(request, here, contract)


@link_door("contract")
def contract_by_link(request: HttpRequest, here: LinkHere, contract: str) -> HttpResponse:
    return contract_page(request, here, contract)


@door("workshop", "teacher")
def paper_at_desk(request: HttpRequest, here: Here, contract: str, sha256: str) -> HttpResponse:
    return paper(request, here, contract, sha256)


@link_door("contract")
def paper_by_link(request: HttpRequest, here: LinkHere, contract: str, sha256: str) -> HttpResponse:
    return paper(request, here, contract, sha256)


@door("workshop", "teacher")
def particulars_at_desk(request: HttpRequest, here: Here, workshop: str = "") -> HttpResponse:
    return particulars_page(request, here, workshop)


@link_door("contract")
def particulars_by_link(request: HttpRequest, here: LinkHere) -> HttpResponse:
    return particulars_page(request, here)


@require_GET
@door("workshop", "teacher")
def dossier_at_desk(request: HttpRequest, here: Here) -> HttpResponse:
    return dossiers.as_pdf(here, here.subject)


@require_GET
@door("workshop", "teacher")
def folder_at_desk(request: HttpRequest, here: Here) -> HttpResponse:
    return dossiers.as_folder(here, here.subject)


@link_door("contract")
def dossier_by_link(request: HttpRequest, here: LinkHere) -> HttpResponse:
    return dossiers.as_pdf(here, here.subject)


@link_door("contract")
def folder_by_link(request: HttpRequest, here: LinkHere) -> HttpResponse:
    return dossiers.as_folder(here, here.subject)


def contracts_page(request: HttpRequest, here: Place) -> HttpResponse:
    """All my contracts, what holds and what waits for me first; what is missing from me and from my members."""
    way, mine = way_of(here), of_workshop(here.programme, here.subject)
    lacking = lacking_of(contracts.vendor_particulars(here.programme, here.subject))
    agencies, names = demand.agency_names(here.programme), registry.workshop_names(here.programme)
    return render(request, "workshop/contracts.html", {
        "title": _("Kontrak saya"), "answer": answer(mine, lacking), "lacking": said(lacking) if mine else "",
        "rows": [row(m, way, agencies, names) for m in mine], "members": members(here, way, mine, names), **way.context,
    })  # fmt: skip


def answer(mine: Sequence[Mine], lacking: Sequence[str]) -> str:
    """`2 kontrak berlaku, 1 menunggu tanda tangan Anda. Yang kurang dari bengkel: rekening, NPWP.`"""
    if not mine:
        return _("Belum ada kontrak untuk Anda. Kontrak muncul di sini setelah OPD menyusunnya dari rencana yang disetujui.")
    stages = [stage_of(m.contract) for m in mine]
    own = [stage for m, stage in zip(mine, stages, strict=True) if m.is_vendor]
    counts = [
        (stages.count("in_force"), ngettext("%(n)s kontrak berlaku", "%(n)s kontrak berlaku", stages.count("in_force"))),
        (own.count("signed"), _("%(n)s menunggu tanda tangan Anda")), (own.count("drafted"), _("%(n)s menunggu penawaran Anda")),
        (stages.count("ended"), _("%(n)s berakhir")),
    ]  # fmt: skip
    other = len(mine) - sum(n for n, _words in counts)
    counts.append((other, _("%(n)s sedang diurus")))
    told = ", ".join(words % {"n": number(n)} for n, words in counts if n)
    if not lacking:
        return f"{told}."
    return _("%(told)s. Yang kurang dari Anda: %(what)s.") % {"told": told, "what": said(lacking)}


def row(m: Mine, way: Way, agencies: dict[str, str], names: dict[str, str]) -> dict[str, object]:
    """A contract in the list."""
    stage = stage_of(m.contract)
    waits = m.is_vendor and stage in ("drafted", "signed")
    return {
        "mine": m, "address": way.to("contract", m.contract.contract), "tag": "late" if waits else STAGES[stage][0], "stage": stage_words(m, stage),
        "agency": agencies.get(m.contract.agency, m.contract.agency), "lead": "" if m.is_vendor else names.get(m.contract.vendor, m.contract.vendor),
    }  # fmt: skip


def members(here: Place, way: Way, mine: Sequence[Mine], names: dict[str, str]) -> list[dict[str, Any]]:
    """The members and schools under my contracts, with what their particulars lack; a link tells no more than that."""
    codes = sorted({code for m in mine for code in m.owes})
    stated = contracts.vendors_stated(here.programme) if codes else {}
    own = {w.key for w in registry.workshops(here.programme).filter(lead=here.subject)} if codes else set()
    return [
        {"name": names.get(code, code), "lacking": said(lacking_of(stated.get(code))),
         "address": way.to("particulars-of", code) if code in own and not way.is_link else ""}
        for code in codes
    ]  # fmt: skip


def particulars_page(request: HttpRequest, here: Place, workshop: str = "") -> HttpResponse:
    """What papers must say of me, or, at the desk of its lead, of a member."""
    way, code = way_of(here), workshop or here.subject
    site = registry.workshop_named(here.programme, code)
    if site is None or here.subject not in (site.key, site.lead):
        raise Http404
    stated, is_own = contracts.vendor_particulars(here.programme, code), code == here.subject and not way.is_link
    form = (LinkVendorForm if way.is_link else VendorFields)(here, request, site=site, stated=stated, is_own=is_own)
    gone_on = form.carried_out(
        request, lambda **deed: actions.state_vendor(here.programme, said=form.said(), **deed), to=lambda _: f"{request.path}?tersimpan=1",
    )  # fmt: skip
    lacking = lacking_of(stated)
    return gone_on or render(request, "workshop/particulars.html", {
        "title": _("Data kontrak %(name)s") % {"name": site.name}, "form": form, "lacking": said(lacking), "stated": stated, "is_own": is_own,
        "is_saved": request.method == "GET" and "tersimpan" in request.GET, **way.context,
    }, status=form.status)  # fmt: skip
