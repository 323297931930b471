"""What came from the field and is not recorded yet: with its reason, whose it is, and a button where its recorder must say so."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.desks.frame.deeds import DeedForm, form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.field.queue_files import Brought, take_file
from tempa.desks.frame.field.receive import confirm
from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.words import moment
from tempa.ledger import envelopes
from tempa.ledger import queries as ledger_queries


class QueueFileForm(DeedForm):
    """A queue that a phone saved."""

    file = forms.FileField(label=gettext_lazy("Berkas antrean (.tempa)"))
    send = gettext_lazy("Unggah antrean")


class ConfirmForm(DeedForm):
    """What somebody else brought is mine."""

    send = gettext_lazy("Benar, ini catatan saya")


def waiting_patterns(desk: str, *roles: str) -> list[URLPattern]:
    """The page of what waits at a desk: at the inspectors' each one's own, at the park's everybody's."""
    home = f"{desk}-envelopes"
    return [
        path("kiriman-lapangan/", door(*roles)(page(home)), name=home),
        path("kiriman-lapangan/<int:envelope>/benar/", door(*roles)(form_of(home)(say_so)), name=f"{home}-confirm"),
    ]


def page(home: str) -> Callable[[HttpRequest, Here], HttpResponse]:
    def show(request: HttpRequest, here: Here) -> HttpResponse:
        form, brought = QueueFileForm(here, request), Brought()
        if form.is_bound and form.is_valid():
            found = form.done_by(lambda **_deed: take_file(here, form.cleaned_data["file"], timezone.now()))
            brought = found or brought
            if found is not None:
                form = QueueFileForm(here)
                messages.success(request, _("%(n)s catatan dari berkas itu ada di catatan program.") % {"n": found.recorded})
                if found.drafts:
                    said = _("%(n)s isian di berkas itu belum selesai: muat berkasnya di HP, lalu selesaikan di sana.")
                    messages.warning(request, said % {"n": found.drafts})
        mine = None if here.desk == "park" else here.person
        rows = list(envelopes.waiting_envelopes(here.programme, mine)[:200])
        own = [row for row in rows if row.person_id == here.person.pk and row.sent_by_id != here.person.pk and row.content]
        confirms = [(row, ConfirmForm(here, address=reverse(f"{home}-confirm", args=[row.pk]), mark=f"e{row.pk}", about=row.title)) for row in own]
        return render(request, "field/waiting.html", {
            "title": _("Kiriman lapangan"), "section": home, "form": form, "brought": brought, "table": table_of(rows), "confirms": confirms,
            "count": len(rows), "recorded": envelopes.envelopes_recorded(here.programme),
        }, status=form.status)  # fmt: skip

    return show


def table_of(rows: list[ledger_queries.Envelope]) -> Table[ledger_queries.Envelope]:
    return Table(_("Belum tercatat"), rows, [
        Column("at", lambda row: row.received_at, moment), Column("by", lambda row: row.person.name),
        Column("title", lambda row: row.title or str(row.identity), words=_("Apa"), wide=True), Column("reason", why_of, words=_("Sebab"), wide=True),
    ], empty=_("Semua yang datang dari lapangan sudah tercatat. Yang ditolak, yang menunggu foto, dan yang datang dua kali dengan isi berbeda "
               "muncul di sini dengan sebabnya."))  # fmt: skip


def why_of(row: envelopes.Envelope) -> str:
    if row.why:
        return str(row.why)
    if envelopes.is_double(row):
        return _("isi lain di bawah nama yang sama; keduanya disimpan")
    if row.person_id != row.sent_by_id:
        return _("dibawa oleh %(name)s; menunggu dibenarkan") % {"name": row.sent_by.name}
    return _("fotonya belum semua sampai; dikirim lagi sendiri oleh HP-nya")


def say_so(request: HttpRequest, here: Here, envelope: int) -> HttpResponse:
    """The recorder confirms; it is recorded as any other."""
    row = envelopes.envelope_numbered(here.programme, envelope)
    if row is None or row.person_id != here.person.pk or row.recorded_at is not None:
        raise Http404
    answer = confirm(here, row)
    if answer.state == "recorded":
        messages.success(request, _("Tercatat sebagai catatan Anda."))
    else:
        messages.warning(request, answer.why or _("%(n)s foto belum ada.") % {"n": len(answer.missing)})
    return HttpResponseRedirect(reverse(f"{here.desk}-envelopes"))
