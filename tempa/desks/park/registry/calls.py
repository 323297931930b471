"""Calls for offers: all of them, and the form that opens one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.catalogue import queries as catalogue
from tempa.desks.frame.deeds import DeedForm
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import moment, number
from tempa.ledger.rules import PARK
from tempa.registry import actions
from tempa.registry import queries as registry

CLOSES_AT = time(16)


class MomentField(forms.DateTimeField):
    """A moment in the programme's time zone, as a browser's own field gives it."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], widget=widget, **more)


class CallForm(DeedForm):
    """A new call: until when, from when, for which types, with what words."""

    send = gettext_lazy("Buka panggilan")

    opens_at = MomentField(label=gettext_lazy("Dibuka"), required=False, help_text=gettext_lazy("Kosong: mulai sekarang."))
    closes_at = MomentField(label=gettext_lazy("Ditutup"))
    types = forms.MultipleChoiceField(
        label=gettext_lazy("Jenis yang diminta"), required=False, widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=gettext_lazy("Tanpa pilihan: semua jenis di katalog."),
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("Pesan untuk bengkel"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Boleh kosong; tampil di halaman penawaran setiap bengkel."),
    )  # fmt: skip

    def __init__(self, here: Here, request: HttpRequest | None = None) -> None:
        closes = datetime.combine(here.today + timedelta(days=14), CLOSES_AT, here.zone)
        super().__init__(here, request, initial={"closes_at": closes})
        self.fields["types"].choices = [(t, f"{t} {name}") for t, name in catalogue.type_names(here.programme).items()]  # type: ignore[attr-defined]


@door(*PARK)
def calls(request: HttpRequest, here: Here) -> HttpResponse:
    """All calls, and the form to open one."""
    form = CallForm(here, request)
    gone_on = form.carried_out(
        request, lambda **deed: actions.open_offer_call(here.programme, **form.typed, **deed), to=lambda made: reverse("park-call", args=[made]),
        done=_("Panggilan dibuka. Sekarang buat tautannya, lalu kirim lewat WhatsApp."),
    )  # fmt: skip
    found = list(registry.calls(here.programme))
    return gone_on or respond(request, "park/calls.html", {
        "title": _("Penawaran"), "section": "park-calls", "form": form, "calls": calls_table(here, found), "answer": calls_answer(here, found),
    }, file_name=f"panggilan-{here.programme.code}", status=form.status)  # fmt: skip


def stage_of(here: Here, call: registry.OfferCall) -> str:
    return registry.as_rules_see(call).stage(here.now)


def stage_words(stage: str) -> str:
    return {"announced": _("belum dibuka"), "open": _("dibuka"), "closed": _("ditutup")}[stage]


def calls_answer(here: Here, found: Sequence[registry.OfferCall]) -> str:
    running = [c for c in found if stage_of(here, c) == "open"]
    if not running:
        return _("Tidak ada panggilan penawaran yang dibuka sekarang.")
    return _("Panggilan %(n)s dibuka sampai %(until)s.") % {"n": running[0].number, "until": moment(running[0].closes_at)}


def calls_table(here: Here, found: Sequence[registry.OfferCall]) -> Table[registry.OfferCall]:
    return Table(_("Panggilan"), found, [
        Column("call", lambda c: _("Panggilan %(n)s") % {"n": c.number}, link=lambda c: reverse("park-call", args=[c.call])),
        Column("state", lambda c: stage_words(stage_of(here, c)), words=_("Keadaan"), tag=lambda c: "good" if stage_of(here, c) == "open" else ""),
        Column("opens", lambda c: c.opens_at, moment, words=_("Dibuka")), Column("closes", lambda c: c.closes_at, moment, words=_("Ditutup")),
        Column("types", lambda c: number(len(c.types)) if c.types else _("semua"), words=_("Jenis")),
        Column("by", lambda c: c.opened_by.name, words=_("Oleh")),
    ], empty=_("Belum ada panggilan. Dengan panggilan, setiap bengkel menyatakan harganya sendiri dari HP, tanpa akun."))  # fmt: skip


def existing(here: Here, call: UUID) -> registry.OfferCall:
    found = registry.call_named(here.programme, call)
    if found is None:
        raise Http404
    return found
