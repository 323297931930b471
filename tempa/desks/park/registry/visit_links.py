"""Links by which a workshop sees its own verification: made for all who have none, sent by WhatsApp, revoked one by one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from tempa.desks.frame.deeds import DeedForm, Said
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.visitor import address_of
from tempa.desks.frame.whatsapp import Message, phone_words
from tempa.desks.frame.words import day
from tempa.ledger import links
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK
from tempa.registry import queries as registry

VERIFICATION, LINK_STAYS = "verification", timedelta(days=180)


class LinksForm(DeedForm):
    """Nothing to type: each verified workshop that has no link gets one."""

    send = gettext_lazy("Buat tautan verifikasi untuk yang belum punya")


@door(*PARK)
@never_cache
def visit_links(request: HttpRequest, here: Here) -> HttpResponse:
    """A message for each workshop with a signed visit: its result in a sentence, and the link to the rest."""
    form, back = LinksForm(here, request), reverse("park-visit-links")
    gone_on = form.carried_out(request, lambda **deed: issue(request, here, deed), to=lambda _: back, done=_("Tautan dibuat."))
    if gone_on:
        return gone_on
    visits, have = registry.last_signed(here.programme), open_links(here)
    names, phones = registry.workshop_names(here.programme), ledger.link_phones(here.programme)
    used = ledger.link_uses(here.programme, [w.link for w in have.values()])
    rows = [
        {"code": code, "name": names.get(code, code), "is_used": link.link in used, "phone": phone_words(phones.get(code, "")),
         "revoke": reverse("park-link-revoke", args=[link.link]),
         "message": Message(told(request, here, names.get(code, code), visits.get(code), link), f"pesan-{code}", phones.get(code, ""))}
        for code, link in sorted(have.items())
    ]  # fmt: skip
    lacking = len(set(visits) - set(have))
    return render(request, "park/visit_links.html", {
        "title": _("Tautan verifikasi"), "section": "park-visits", "only_here": settings.TEMPA_IS_LOCAL,
        "rows": sorted(rows, key=lambda r: (r["is_used"], r["name"])), "form": form if lacking else None, "lacking": lacking,
    }, status=form.status)  # fmt: skip


def open_links(here: Here) -> dict[str, ledger.WorkLink]:
    """Workshop -> its link for its verification that works."""
    found = ledger.work_links(here.programme, purpose=VERIFICATION).filter(revoked_at=None, expires_at__gt=here.now)
    return {w.organisation: w for w in found}


def issue(request: HttpRequest, here: Here, deed: Said) -> list[ledger.WorkLink] | None:
    """A link for every workshop with a signed visit and none that works; sent twice, none is replaced."""
    if ledger.is_recorded(here.programme, deed["identity"]):
        return None
    desks = {w.workshop: "teacher" if w.kind == "school" else "workshop" for w in registry.makers(here.programme)}
    have, phones = open_links(here), ledger.link_phones(here.programme)
    missing = {code: desks[code] for code in sorted(set(registry.last_signed(here.programme)) - set(have)) if code in desks}
    order = links.Order(VERIFICATION, "", here.now + LINK_STAYS, missing, {code: phones[code] for code in missing if code in phones})
    return links.issue_links(here.programme, order, issued_from=address_of(request), **deed)


def told(request: HttpRequest, here: Here, name: str, visit: registry.Verification | None, link: Any) -> str:
    where = request.build_absolute_uri(reverse("link", args=[links.code_of(link.link)]))
    result = _("Hasil kunjungan verifikasi %(on)s sudah ditandatangani dan berlaku sampai %(until)s.") % {
        "on": day(visit.visited_on), "until": day(visit.valid_until)} if visit else ""  # fmt: skip
    return _("Yth. %(name)s. %(result)s Nilai tiap kriteria, yang masih kurang, dan cara mengajukan keberatan ada di tautan ini, tanpa akun: "
             "%(link)s Tautan ini khusus bengkel Anda; jangan diteruskan. Terima kasih. %(sender)s") % {
        "name": name, "result": result, "link": where, "sender": here.person.name}  # fmt: skip
