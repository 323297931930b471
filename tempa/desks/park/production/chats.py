"""WhatsApp messages of workshops: taken from a pasted text or an exported chat, read, and confirmed or dropped one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from tempa.desks.frame.addresses import addresses
from tempa.desks.frame.deeds import sent_as
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.listing import Filter, Listing, every
from tempa.desks.frame.tables import Column
from tempa.desks.frame.words import day, number
from tempa.desks.park.production.chat_forms import DropForm, SettleForm, TakeForm
from tempa.ledger.rules import PARK
from tempa.production import actions
from tempa.production import queries as production
from tempa.production.messages import Finding, OpenLot, read_messages
from tempa.registry import queries as registry

MOST_SHOWN = 8
SECTION = "park-chats"


@require_GET
@door(*PARK)
def chats(request: HttpRequest, here: Here) -> HttpResponse:
    """All messages that were taken, those that wait for a person first."""
    rows = sorted(production.messages(here.programme), key=lambda m: (m.settled_at is not None, m.workshop, m.day))
    names, to_workshop = registry.workshop_names(here.programme), addresses("park-chat-workshop")
    words = {"open": _("menunggu"), "confirmed": _("dicatat"), "dropped": _("tidak dicatat")}
    waiting = sum(1 for m in rows if m.settled_at is None)
    listing = Listing(
        title=_("Pesan WhatsApp"), rows=rows, file_name=f"pesan-{here.programme.code}",
        columns=[
            Column("message", lambda m: m.message, words=_("Nomor"), sort="nomor", link=lambda m: link_of(m, to_workshop)),
            Column("state", lambda m: words[m.outcome or "open"], words=_("Keadaan"), tag=lambda m: MARKS[m.outcome], urgent=True),
            Column("workshop", lambda m: names.get(m.workshop, m.workshop), words=_("Bengkel"), sort="bengkel"),
            Column("day", lambda m: m.day, day, words=_("Tanggal"), sort="tanggal"),
            Column("text", lambda m: m.text, words=_("Isi pesan"), wide=True),
            Column("report", lambda m: m.report, words=_("Laporan")),
            Column("by", lambda m: m.settled_by.name if m.settled_by else "", words=_("Diputuskan oleh")),
            Column("reason", lambda m: m.reason, words=_("Alasan"), wide=True),
        ],
        filters=[
            Filter("keadaan", _("Keadaan"), every(words.items()), lambda c: lambda m: (m.outcome or "open") == c),
            Filter("bengkel", _("Bengkel"), every(sorted({m.workshop: names.get(m.workshop, m.workshop) for m in rows}.items())),
                   lambda c: lambda m: m.workshop == c),
        ],
        empty=_("Belum ada pesan WhatsApp yang diterima. Tempel sebuah pesan bengkel, atau unggah obrolan yang diekspor, dengan tombol di atas."),
    )  # fmt: skip
    answer = ngettext("%(n)s pesan menunggu keputusan.", "%(n)s pesan menunggu keputusan.", waiting) % {"n": number(waiting)}
    return listing.respond(request, "park/chats.html", section=SECTION, answer=answer if rows else "")


MARKS = {"": "doubt", "confirmed": "good", "dropped": ""}


def link_of(message: production.ChatMessage, to_workshop: Any) -> str:
    return to_workshop(message.workshop) if message.settled_at is None else reverse("park-chat", args=[message.message])


@door(*PARK)
def take(request: HttpRequest, here: Here) -> HttpResponse:
    """Paste a message or upload a chat; only what speaks of work is kept."""
    form = TakeForm(here, request)
    gone_on = form.carried_out(
        request, lambda **deed: actions.take_messages(here.programme, taking=form.taking, **deed),
        to=lambda _: reverse("park-chat-workshop", args=[form.taking.workshop]), done=_("Pesan diterima. Periksa usulannya satu per satu."),
    )  # fmt: skip
    page = {"title": _("Terima pesan WhatsApp"), "section": SECTION, "form": form, "senders": form.senders}
    return gone_on or render(request, "park/chat_new.html", page, status=form.status)


@require_GET
@door(*PARK)
def of_workshop(request: HttpRequest, here: Here, workshop: str) -> HttpResponse:
    """What waits of a workshop, in the order in which it was sent: each message beside what it seems to report."""
    names = registry.workshop_names(here.programme)
    if workshop not in names:
        raise Http404
    waiting = list(production.open_messages(here.programme, workshop))
    return render(request, "park/chat_workshop.html", {
        "title": _("Pesan WhatsApp: %(name)s") % {"name": names[workshop]}, "section": SECTION, "count": len(waiting),
        "shown": shown(here, workshop, waiting)[:MOST_SHOWN], "more": max(0, len(waiting) - MOST_SHOWN),
    })  # fmt: skip


@door(*PARK)
def chat(request: HttpRequest, here: Here, message: str) -> HttpResponse:
    """One message: confirmed as it is proposed or put right, or dropped with a reason."""
    found = production.message_named(here.programme, message)
    if found is None:
        raise Http404
    lots = production.lots_spoken_of(here.programme, found.workshop, here.today)
    dropped = sent_as(request, "drop")
    settle = SettleForm(here, None if dropped else request, mark=message, lots=lots, findings=findings_of(here, found, lots))
    drop = DropForm(here, dropped, mark=f"{message}-lewati")
    back = reverse("park-chat-workshop", args=[found.workshop])
    gone_on = settle.carried_out(
        request, lambda **deed: actions.settle_message(here.programme, settling=settle.settling(message), **deed), to=lambda _: back,
        done=_("Pesan %(code)s dicatat sebagai laporan.") % {"code": message},
    ) or drop.carried_out(
        request, lambda **deed: actions.settle_message(here.programme, settling=drop.settling(message), **deed), to=lambda _: back,
        done=_("Pesan %(code)s tidak dicatat.") % {"code": message},
    )  # fmt: skip
    one = shown_one(found, settle, drop)
    return gone_on or render(request, "park/chat.html", {
        "title": _("Pesan %(code)s") % {"code": message}, "section": SECTION, "one": one, "is_open": found.settled_at is None,
        "workshop": registry.workshop_names(here.programme).get(found.workshop, found.workshop), "back": back,
    }, status=max(settle.status, drop.status))  # fmt: skip


def findings_of(here: Here, message: production.ChatMessage, lots: Sequence[OpenLot]) -> list[Finding]:
    """What one message says, read among those of its workshop that still wait, since a later one counts on."""
    waiting = list(production.open_messages(here.programme, message.workshop))
    places = [n for n, one in enumerate(waiting) if one.pk == message.pk]
    return [finding for finding in read(here, message.workshop, waiting, lots) if finding.message in places]


def read(here: Here, workshop: str, waiting: Sequence[production.ChatMessage], lots: Sequence[OpenLot]) -> Sequence[Finding]:
    settled = production.messages(here.programme, workshop).exclude(settled_at=None)
    before = [production.as_sent(one) for one in settled]
    return read_messages([production.as_sent(one) for one in waiting], lots, before=before).findings


def shown(here: Here, workshop: str, waiting: Sequence[production.ChatMessage]) -> list[dict[str, object]]:
    """The messages that wait, each with the forms by which it is judged."""
    lots = production.lots_spoken_of(here.programme, workshop, here.today)
    findings = read(here, workshop, waiting, lots)
    rows = []
    for n, one in enumerate(waiting[:MOST_SHOWN]):
        address = reverse("park-chat", args=[one.message])
        own = [finding for finding in findings if finding.message == n]
        settle = SettleForm(here, address=address, mark=one.message, about=one.message, lots=lots, findings=own)
        drop = DropForm(here, address=address, mark=f"{one.message}-lewati", about=one.message)
        rows.append(shown_one(one, settle, drop))
    return rows


def shown_one(message: production.ChatMessage, settle: SettleForm, drop: DropForm) -> dict[str, object]:
    photos = [reverse("park-paper", args=[digest]) for digest in message.photos]
    return {"message": message, "settle": settle, "drop": drop, "photos": photos, "asked": settle.asked}
