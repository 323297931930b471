"""Which unit goes to whom: what the rule proposes now, accepted as a whole or in part, and who waits on."""

from __future__ import annotations

from typing import Unpack

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.delivery import actions, rules
from tempa.delivery import queries as delivery
from tempa.desks.frame import figures
from tempa.desks.frame.deeds import DeedForm, FormShape
from tempa.desks.frame.delivery.speech import agency_of
from tempa.desks.frame.door import Here
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, number


class AssignForm(DeedForm):
    """The units that the rule proposes, each ticked."""

    send = gettext_lazy("Tetapkan yang dicentang")

    rows = forms.MultipleChoiceField(label=gettext_lazy("Usulan menurut aturan"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, here: Here, request: HttpRequest | None = None, *, proposed: list[rules.Assigned], **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        names = {r.request: r for r in delivery.requests(here.programme, agency_of(here))}
        self.fields["rows"].choices = [  # type: ignore[attr-defined]
            (f"{a.serial}|{a.request}", _("%(serial)s untuk %(who)s (urutan %(place)s dari %(of)s, %(ready)s)") % {
                "serial": a.serial, "who": f"{a.request} {names[a.request].recipient.name}", "place": a.place, "of": a.of,
                "ready": _("lokasi siap") if a.is_ready else _("lokasi belum siap"),
            })
            for a in proposed
        ]  # fmt: skip
        self.initial.setdefault("rows", [choice for choice, _words in self.fields["rows"].choices])  # type: ignore[attr-defined]

    def said(self) -> list[tuple[str, str]]:
        return [(serial, request) for serial, _bar, request in (row.partition("|") for row in self.cleaned_data["rows"])]


class ReassignForm(DeedForm):
    """A unit for another request than before."""

    send = gettext_lazy("Ubah penetapan")

    serial = forms.ChoiceField(label=gettext_lazy("Mesin"))
    request = forms.ChoiceField(label=gettext_lazy("Untuk permohonan"), required=False)
    reason = forms.CharField(label=gettext_lazy("Alasannya"), max_length=300)

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        agency = agency_of(here)
        meant = {s: a for s, a in delivery.assignments(here.programme).items() if a.request.recipient.agency == agency}
        gone = delivery.handed_over(here.programme, 3, list(meant))
        self.fields["serial"].choices = [  # type: ignore[attr-defined]
            ("", "–"), *((s, f"{s} ({a.request.recipient.name})") for s, a in sorted(meant.items()) if s not in gone)
        ]
        self.fields["request"].choices = [  # type: ignore[attr-defined]
            ("", _("belum untuk siapa pun")),
            *((r.request, f"{r.request} {r.recipient.name}") for r in delivery.requests(here.programme, agency).exclude(decree="")),
        ]


def assigning(request: HttpRequest, here: Here) -> HttpResponse:
    return show(request, here)


def proposed(here: Here) -> list[rules.Assigned]:
    agency = agency_of(here)
    return rules.assign(delivery.free_units(here.programme, agency), delivery.queue(here.programme, agency))[0]


def assign(request: HttpRequest, here: Here) -> HttpResponse:
    form = AssignForm(here, request, proposed=proposed(here), address=request.path, mark="tetap")
    return form.carried_out(
        request, lambda **deed: actions.assign_units(here.programme, agency=here.subject, rows=form.said(), **deed),
        to=lambda _entry: reverse("agency-assigning"), done=_("Penetapan tercatat."),
    ) or show(request, here, assign=form)  # fmt: skip


def reassign(request: HttpRequest, here: Here) -> HttpResponse:
    form = ReassignForm(here, request, address=request.path, mark="ubah")
    return form.carried_out(
        request, lambda **deed: actions.reassign_unit(here.programme, **form.typed, **deed),
        to=lambda _entry: reverse("agency-assigning"), done=_("Penetapan diubah."),
    ) or show(request, here, reassign=form)  # fmt: skip


def show(request: HttpRequest, here: Here, **sent: DeedForm) -> HttpResponse:
    """The proposal by the rule, what has been given, and the waiting list."""
    given = proposed(here)
    shown: dict[str, DeedForm] = {"reassign": ReassignForm(here, address=reverse("agency-reassign"), mark="ubah")}
    if given:
        shown["assign"] = AssignForm(here, proposed=given, address=reverse("agency-assign"), mark="tetap")
    shown |= sent
    waiting, types = delivery.waiting_list(here.programme, agency_of(here)), figures.type_names(here)
    places = figures.destination_names(here)
    names = dict(delivery.recipients(here.programme, agency_of(here)).values_list("recipient", "name"))
    return respond(request, "delivery/assigning.html", {
        "title": _("Penetapan mesin"), "section": "agency-recipients", "answer": answer(given, waiting), **shown,
        "waiting": Table(_("Daftar tunggu"), waiting, [
            Column("asked", lambda a: a.request, words=_("Permohonan")),
            Column("holder", lambda a: names.get(a.recipient, a.recipient), words=_("Penerima"), wide=True,
                   link=lambda a: reverse("agency-recipient", args=[a.recipient])),
            Column("asked_on", lambda a: a.asked_on, day, words=_("Diminta")),
            Column("type", lambda a: f"{a.type} {types.get(a.type, '')}", wide=True),
            Column("place", lambda a: places.get(a.destination, a.destination), words=_("Tujuan")),
            Column("wanted", lambda a: a.wanted, number, words=_("Masih ditunggu"), numeric=True, urgent=True),
            Column("ready", lambda a: _("siap") if a.ready_on else _("belum siap"), words=_("Lokasi"),
                   tag=lambda a: "good" if a.ready_on else "doubt"),
        ], empty=_("Tidak ada yang menunggu.")),
    }, status=max((f.status for f in shown.values()), default=200))  # fmt: skip


def answer(given: list[rules.Assigned], waiting: list[rules.Asked]) -> str:
    if not given and not waiting:
        return _("Belum ada penerima dalam surat keputusan yang menunggu mesin.")
    return _("%(n)s mesin yang diterima pemeriksa dapat ditetapkan sekarang; %(w)s permohonan tetap menunggu.") % {
        "n": number(len(given)), "w": number(len(waiting)),
    }  # fmt: skip
