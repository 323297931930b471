"""A machine that stands idle goes to the next who waits: what the checks found, who is first in line, taken back with a reason."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.delivery import actions
from tempa.delivery import queries as delivery
from tempa.desks.frame import figures
from tempa.desks.frame.deeds import DeedForm
from tempa.desks.frame.delivery.speech import STATES
from tempa.desks.frame.door import Here
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.visits.forms import calendar_day
from tempa.desks.frame.words import day, number


class ReallocateForm(DeedForm):
    """Taken back from who has it, meant for who waits first."""

    send = gettext_lazy("Ambil kembali dan alihkan")
    look = "danger"

    on = calendar_day(gettext_lazy("Tanggal diambil kembali"))
    reason = forms.CharField(label=gettext_lazy("Alasannya"), widget=forms.Textarea(attrs={"rows": 2}), max_length=300)

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: object) -> None:
        super().__init__(here, request, **more)  # type: ignore[arg-type]  # what a form of deeds takes
        self.initial.setdefault("on", here.today)


def reallocate(request: HttpRequest, here: Here, serial: str) -> HttpResponse:
    """One machine at a recipient: how it was found, who is next, and the deed."""
    unit = delivery.passages(here.programme, [serial]).get(serial)
    if unit is None or unit.agency != here.subject or 3 not in unit.taken:
        raise Http404
    line = delivery.line_for(here.programme, serial, unit)
    form = ReallocateForm(here, request)
    first = line[0].request if line else ""
    if gone_on := form.carried_out(
        request, lambda **deed: actions.reallocate_unit(here.programme, serial=serial, request=first, **form.typed, **deed),
        to=lambda _entry: reverse("agency-assigning"), done=_("Dialihkan. Serahkan mesinnya kepada penerima baru lewat halaman Serah terima."),
    ):  # fmt: skip
        return gone_on
    state = delivery.last_state(here.programme, serial)
    who = delivery.recipient_named(here.programme, unit.meant_for)
    names = {r.request: r.recipient.name for r in delivery.requests(here.programme, here.subject)}
    places = figures.destination_names(here)
    return respond(request, "delivery/reallocate.html", {
        "title": _("Alihkan mesin %(serial)s") % {"serial": serial}, "section": "agency-use", "form": form, "state": STATES.get(state),
        "may": bool(line) and state in ("idle", "broken", "moved", "sold", "not_found"), "who": who, "since": unit.taken[3], "serial": serial,
        "line": Table(_("Yang menunggu jenis ini"), line, [
            Column("asked", lambda a: a.request, words=_("Permohonan")),
            Column("name", lambda a: names.get(a.request, ""), words=_("Penerima"), wide=True),
            Column("asked_on", lambda a: a.asked_on, day, words=_("Diminta")),
            Column("place", lambda a: places.get(a.destination, a.destination), words=_("Tujuan")),
            Column("wanted", lambda a: a.wanted, number, words=_("Masih ditunggu"), numeric=True),
            Column("ready", lambda a: _("siap") if a.ready_on else _("belum siap"), words=_("Lokasi"),
                   tag=lambda a: "good" if a.ready_on else "doubt", urgent=True),
        ], empty=_("Tidak ada permohonan dalam surat keputusan yang menunggu mesin jenis ini.")),
    }, status=form.status)  # fmt: skip
