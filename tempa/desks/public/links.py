"""Links without an account: the code typed by hand, who somebody is, and on to what the link is for."""

from __future__ import annotations

from typing import Unpack

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tempa.delivery import queries as delivery
from tempa.desks.frame.deeds import Deed
from tempa.desks.frame.link_door import PAGES, LinkForm, LinkHere, link_door, place_of_link
from tempa.ledger import links
from tempa.ledger import queries as ledger
from tempa.ledger.rules import read_code
from tempa.registry import queries as registry
from tempa.supply import queries as supply


class HolderForm(LinkForm):
    """Who acts at a link: a name and a phone, kept sealed."""

    send = gettext_lazy("Lanjut")

    name = forms.CharField(
        label=gettext_lazy("Nama Anda"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label=gettext_lazy("Nomor HP Anda"), max_length=40, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip


@require_GET
@never_cache
def enter_code(request: HttpRequest) -> HttpResponse:
    """For who has the code and no link: type it."""
    typed = request.GET.get("kode", "")
    if code := read_code(typed):
        return HttpResponseRedirect(f"/t/{code}/")
    fault = _("Kode terdiri dari 12 huruf dan angka, misalnya 7K2M-9QXA-40TB. Periksa lagi.") if typed else ""
    return render(request, "link_code.html", {"title": _("Kode tautan"), "typed": typed[:40], "fault": fault}, status=400 if fault else 200)


@link_door()
def open_link(request: HttpRequest, here: LinkHere) -> HttpResponse:
    """On to the page of what the link is for."""
    return HttpResponseRedirect(here.address(PAGES[here.link.purpose]))


@link_door(is_introduction=True)
def holder(request: HttpRequest, here: LinkHere) -> HttpResponse:
    """Say who one is, before anything is done; also where somebody else takes over."""
    form = HolderForm(here, request)
    trace = ledger.link_traces([here.link.link]).get(here.link.link)

    def take(**deed: Unpack[Deed]) -> ledger.Person:
        place = place_of_link(request, here.link, trace.issued_from if trace else "")
        return links.take_link(here.link, **form.typed, place=place, at=deed["at"], identity=deed["identity"], seen=deed["seen"])

    gone_on = form.carried_out(request, take, to=lambda _: here.address(PAGES[here.link.purpose]))
    return gone_on or render(request, "link_holder.html", {
        "title": name_of(here),
        "link_here": here, "form": form,
    }, status=form.status)  # fmt: skip


def name_of(here: LinkHere) -> str:
    """Whose link it is, in words."""
    if here.link.desk == "recipient":
        found = delivery.recipient_named(here.programme, here.subject)
        return found.name if found else here.subject
    if here.link.desk == "driver":
        lorry = delivery.lorry_named(here.programme, here.subject)
        return _("Ronde %(round)s, %(lorry)s") % {"round": here.link.matter, "lorry": lorry.name if lorry else here.subject}
    return (registry.workshop_names(here.programme) | supply.supplier_names(here.programme)).get(here.subject, here.subject)
