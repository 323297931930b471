"""Particulars of vendors at the park: what each workshop and school has stated, and the form to state it for them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tempa.contracts import actions
from tempa.contracts import queries as contracts
from tempa.contracts.rules import missing_of_vendor
from tempa.desks.frame import readiness
from tempa.desks.frame.contracts.speech import missing_words
from tempa.desks.frame.deeds import form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.listing import Listing
from tempa.desks.frame.tables import Column
from tempa.desks.frame.vendor_form import VendorFields
from tempa.desks.frame.whatsapp import Message, phone_words
from tempa.desks.frame.words import day, moment, number
from tempa.desks.park.contracts.waiting import LinksForm, give_links
from tempa.ledger import links
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK
from tempa.registry import queries as registry


@require_GET
@door(*PARK)
def vendors(request: HttpRequest, here: Here) -> HttpResponse:
    """Every workshop and school with what is missing of its particulars, those who sign contracts first."""
    stated = contracts.vendors_stated(here.programme)
    signs = set(contracts.contracts(here.programme).values_list("vendor", flat=True))
    rows: list[dict[str, Any]] = [
        {"site": w, "missing": list(missing_of(stated.get(w.workshop))), "since": s.since if (s := stated.get(w.workshop)) else None,
         "signs": w.workshop in signs}
        for w in registry.makers(here.programme)
    ]  # fmt: skip
    rows.sort(key=lambda r: (not r["missing"], not r["signs"], r["site"].name))
    lacking = sum(bool(r["missing"]) for r in rows)
    listing = Listing(
        title=_("Data penyedia"), rows=rows, columns=[
            Column("workshop", lambda r: r["site"].name, link=lambda r: reverse("park-vendor", args=[r["site"].workshop]), wide=True),
            Column("signs", lambda r: _("ya") if r["signs"] else "", words=_("Menandatangani kontrak")),
            Column("missing", lambda r: "; ".join(map(missing_words, r["missing"])) or _("lengkap"), words=_("Yang kurang"), wide=True,
                   tag=lambda r: "" if r["missing"] else "good", urgent=True),
            Column("since", lambda r: r["since"], lambda v: day(v) if v else "", words=_("Data sejak")),
        ],
        file_name=f"data-penyedia-{here.programme.code}", empty=_("Belum ada bengkel di program ini."),
    )  # fmt: skip
    answer = _("Data semua penyedia lengkap.") if not lacking else _("%(n)s dari %(all)s bengkel dan sekolah belum lengkap datanya.") % {
        "n": number(lacking), "all": number(len(rows)),
    }  # fmt: skip
    return listing.respond(request, "park/vendors.html", section="park-contracts", answer=answer)


def missing_of(stated: contracts.VendorParticulars | None) -> list[str]:
    return list(missing_of_vendor(contracts.texts_of(stated)))


@door(*PARK)
@never_cache
def vendor(request: HttpRequest, here: Here, workshop: str) -> HttpResponse:
    """State the particulars of one, for it; numbers that it has stated itself are shown only by their end."""
    site = next((w for w in registry.makers(here.programme) if w.workshop == workshop), None)
    if site is None:
        raise Http404
    stated = contracts.vendor_particulars(here.programme, workshop)
    form = VendorFields(here, request, site=site, stated=stated, is_own=False)
    missing = missing_of(stated)
    return form.carried_out(
        request, lambda **deed: actions.state_vendor(here.programme, said=form.said(), **deed), to=lambda _: reverse("park-vendors"),
        done=_("Data penyedia tersimpan."),
    ) or render(request, "park/vendor.html", {
        "title": _("Data kontrak %(name)s") % {"name": site.name}, "section": "park-contracts", "form": form,
        "answer": _("Sebelum kontrak ditandatangani masih diperlukan: %(what)s.") % {"what": "; ".join(map(missing_words, missing))}
        if missing else _("Data penyedia ini lengkap untuk menandatangani kontrak."), **link_of(request, here, workshop, site.name),
    }, status=form.status)  # fmt: skip


class OwnLinkForm(LinksForm):
    """Nothing to type: this workshop gets a link to its contracts, papers and dossier."""

    send = gettext_lazy("Buat tautan untuk pemiliknya")


def link_of(request: HttpRequest, here: Here, workshop: str, name: str) -> dict[str, Any]:
    """The message with the workshop's link where one works, else the button that makes one."""
    found = readiness.open_links(here).get(workshop)
    if found is None:
        return {"link_form": OwnLinkForm(here, address=reverse("park-vendor-link", args=[workshop]), mark="tautan")}
    text = _("Yth. %(name)s. Kontrak Anda di program %(programme)s, surat-suratnya, data Anda, dan berkas Anda (PDF dan ZIP untuk disimpan) dapat "
             "dibuka sampai %(until)s di %(link)s Tautan ini khusus untuk Anda; jangan diteruskan. Terima kasih. %(sender)s") % {
        "name": name, "programme": here.programme.code, "until": moment(found.expires_at), "sender": here.person.name,
        "link": request.build_absolute_uri(reverse("link", args=[links.code_of(found.link)])),
    }  # fmt: skip
    phone = ledger.link_phones(here.programme).get(workshop, "")
    return {"message": Message(text, "pesan", phone), "phone": phone_words(phone), "to_revoke": reverse("park-link-revoke", args=[found.link])}


@door(*PARK)
@form_of("park-vendor", "workshop")
def give_link(request: HttpRequest, here: Here, workshop: str) -> HttpResponse:
    """A link for one workshop or school, also where nothing is missing from it: its papers and its dossier are its own."""
    if all(w.workshop != workshop for w in registry.makers(here.programme)):
        raise Http404
    form, back = OwnLinkForm(here, request, address=request.path, mark="tautan"), reverse("park-vendor", args=[workshop])
    gone_on = form.carried_out(
        request, lambda **deed: give_links(request, here, [workshop], deed), to=lambda _: f"{back}#tautan", done=_("Tautan dibuat.")
    )
    return gone_on or HttpResponseRedirect(back)
