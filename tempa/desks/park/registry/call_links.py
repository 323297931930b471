"""Links of a call: the texts that send them, and the end of one."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tempa.desks.frame.deeds import DeedForm
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.whatsapp import Message, phone_words
from tempa.desks.frame.words import moment
from tempa.desks.park.registry.call_sites import open_links, sites
from tempa.desks.park.registry.calls import existing
from tempa.ledger import links
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK
from tempa.registry import queries as registry

SECTIONS = {"verification": "park-visits", "production": "park-production", "contract": "park-contracts", "supply": "park-suppliers"}
PAGES = {"verification": "park-visit-links", "production": "park-production-messages", "supply": "park-suppliers"}


class RevokeLinkForm(DeedForm):
    send = gettext_lazy("Cabut tautan ini")
    look = "danger"

    reason = forms.CharField(label=gettext_lazy("Mengapa dicabut"), max_length=500)


@door(*PARK)
def revoke(request: HttpRequest, here: Here, link: UUID) -> HttpResponse:
    """End one link, with the reason."""
    found = ledger.work_link_named(here.programme, link)
    if found is None:
        raise Http404
    back, form = page_of(found), RevokeLinkForm(here, request)
    return form.carried_out(
        request, lambda **deed: links.revoke_link(here.programme, link=link, **form.typed, **deed), to=lambda _: back, done=_("Tautan dicabut.")
    ) or render(request, "park/link_revoke.html", {
        "title": _("Cabut tautan %(workshop)s") % {"workshop": sites(here).get(found.organisation, found.organisation)},
        "section": SECTIONS.get(found.purpose, "park-calls"), "form": form, "back": back,
    }, status=form.status)  # fmt: skip


def page_of(link: ledger.WorkLink) -> str:
    """The park's page on which links like this one stand."""
    if link.purpose == "contract":
        return reverse("park-vendor", args=[link.organisation])
    return reverse("park-call", args=[UUID(link.matter)]) if link.purpose == "offers" else reverse(PAGES.get(link.purpose, "park-overview"))


@require_GET
@door(*PARK)
@never_cache
def messages_page(request: HttpRequest, here: Here, call: UUID) -> HttpResponse:
    """The text for each workshop whose link works, to send by WhatsApp."""
    found, names = existing(here, call), sites(here)
    phones, used = ledger.link_phones(here.programme), ledger.link_uses(here.programme, [w.link for w in open_links(here, call)])
    rows = [
        {"code": w.organisation, "name": names.get(w.organisation, w.organisation), "is_used": w.link in used,
         "phone": phone_words(phones.get(w.organisation, "")),
         "message": Message(invitation(request, here, found, w, names), f"pesan-{w.organisation}", phones.get(w.organisation, ""))}
        for w in open_links(here, call)
    ]  # fmt: skip
    return render(request, "park/call_messages.html", {
        "title": _("Pesan panggilan %(n)s") % {"n": found.number}, "section": "park-calls", "call": found, "only_here": settings.TEMPA_IS_LOCAL,
        "rows": sorted(rows, key=lambda r: (r["is_used"], r["name"])),
    })  # fmt: skip


def invitation(request: HttpRequest, here: Here, call: registry.OfferCall, link: ledger.WorkLink, names: dict[str, str]) -> str:
    return _("Yth. %(name)s. Taman sains meminta harga penawaran mesin program %(programme)s. Isi lewat tautan ini, tanpa akun, paling lambat "
             "%(until)s: %(link)s Tautan ini khusus bengkel Anda; jangan diteruskan. Terima kasih. %(sender)s") % {
        "name": names.get(link.organisation, link.organisation), "programme": here.programme.code, "until": moment(call.closes_at),
        "link": request.build_absolute_uri(reverse("link", args=[links.code_of(link.link)])), "sender": here.person.name,
    }  # fmt: skip
