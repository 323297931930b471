"""The readiness board at the park, the messages to whom it waits for, and the links by which workshops without an account answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tempa.desks.frame import readiness
from tempa.desks.frame.deeds import DeedForm, Said
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.visitor import address_of
from tempa.ledger import links
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK
from tempa.registry import queries as registry

LINK_STAYS = timedelta(days=120)  # as long as the parties of a contract still have something to say


class LinksForm(DeedForm):
    """Nothing to type: each workshop that is waited for and has no link gets one."""

    send = gettext_lazy("Buat tautan untuk yang belum punya")


@require_GET
@door(*PARK)
def board(request: HttpRequest, here: Here) -> HttpResponse:
    return readiness.page(request, here)


@door(*PARK)
@never_cache
def messages(request: HttpRequest, here: Here) -> HttpResponse:
    """A message for each who holds up a contract; links for the workshops among them that have none."""
    form = LinksForm(here, request)
    back = reverse("park-readiness-messages")
    gone_on = form.carried_out(request, lambda **deed: issue(request, here, deed), to=lambda _: back, done=_("Tautan dibuat."))
    rows = readiness.messages_of(request, here)
    return gone_on or render(request, "readiness_messages.html", {
        "title": _("Pesan untuk yang ditunggu"), "section": "park-readiness", "rows": rows, "back": reverse("park-readiness"),
        "form": form if any(r["is_vendor"] and not r["has_link"] for r in rows) else None,
    }, status=form.status)  # fmt: skip


def issue(request: HttpRequest, here: Here, deed: Said) -> list[ledger.WorkLink] | None:
    """A link for every vendor that is waited for and has none that works; sent twice, none is replaced."""
    return give_links(request, here, [h.code for h in readiness.holders_of(here) if h.side == "vendor"], deed)


def give_links(request: HttpRequest, here: Here, codes: Sequence[str], deed: Said) -> list[ledger.WorkLink] | None:
    """A link to its contracts, papers and dossier for each of these workshops and schools that has none that works."""
    if ledger.is_recorded(here.programme, deed["identity"]):
        return None
    desks = {w.workshop: "teacher" if w.kind == "school" else "workshop" for w in registry.makers(here.programme)}
    have = readiness.open_links(here)
    wanted = {code: desks[code] for code in codes if code not in have and code in desks}
    phones = ledger.link_phones(here.programme)
    order = links.Order("contract", "", here.now + LINK_STAYS, wanted, {code: phones[code] for code in wanted if code in phones})
    return links.issue_links(here.programme, order, issued_from=address_of(request), **deed)
