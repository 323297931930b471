"""Workshops that want to take part: the call, the list in order of arrival, and the decision on each with its reason."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Unpack, cast
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tempa.desks.frame.addresses import addresses
from tempa.desks.frame.deeds import Deed, DeedForm, FormPlace, form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.fields import WholeNumberField
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.visits.forms import calendar_day, long_text, worded
from tempa.desks.frame.whatsapp import Message, phone_words
from tempa.desks.frame.words import day, number
from tempa.ledger.rules import PARK
from tempa.registry import actions
from tempa.registry import queries as registry

OUTCOMES = {
    "waiting": gettext_lazy("menunggu"), "admitted": gettext_lazy("diterima"), "refused": gettext_lazy("ditolak"),
    "withdrawn": gettext_lazy("ditarik"),
}  # fmt: skip


class CallForm(DeedForm):
    """Until when workshops may apply, and for how many there is room."""

    send = gettext_lazy("Buka pendaftaran")

    last_day = calendar_day(gettext_lazy("Hari terakhir"))
    places = WholeNumberField(label=gettext_lazy("Berapa bengkel yang dicari"), min_value=1, max_value=1000)
    note = long_text(gettext_lazy("Penjelasan untuk pendaftar"), required=False)


class AdmitForm(DeedForm):
    """Take an applicant into the registry."""

    send = gettext_lazy("Terima sebagai bengkel")

    workshop = forms.CharField(label=gettext_lazy("Kode bengkel"), max_length=20)
    lead = forms.ChoiceField(label=gettext_lazy("IKM Induk"), choices=(), required=False)
    cluster = forms.ChoiceField(label=gettext_lazy("Sentra"), choices=())
    note = forms.CharField(label=gettext_lazy("Catatan"), max_length=2000, required=False)

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormPlace]) -> None:
        super().__init__(here, request, initial={"workshop": registry.workshop_code_after(here.programme)}, **more)
        fields = cast("dict[str, forms.ChoiceField]", self.fields)
        leads = registry.workshops(here.programme).filter(kind="lead")
        fields["lead"].choices = [("", "–"), *((w.workshop, f"{w.workshop} {w.name}") for w in leads)]
        fields["cluster"].choices = list(registry.cluster_names(here.programme).items())


class RefuseForm(DeedForm):
    """Refuse an applicant, who reads why."""

    send = gettext_lazy("Tolak")
    look = "danger"

    reason = long_text(gettext_lazy("Alasan; pendaftar membacanya"))


@door(*PARK)
def applicants(request: HttpRequest, here: Here) -> HttpResponse:
    """Who waits in which order, who was decided on, and the form to open a call."""
    programme = here.programme
    form = CallForm(here, request, initial={"last_day": here.today + timedelta(days=30)})

    def opened(**deed: Unpack[Deed]) -> UUID:
        closes = datetime.combine(form.typed["last_day"] + timedelta(days=1), time(), here.zone)
        return actions.open_applicant_call(programme, closes_at=closes, places=form.typed["places"], note=form.typed["note"], **deed)

    gone_on = form.carried_out(request, opened, to=lambda _: request.path, done=_("Pendaftaran dibuka. Kirim pesannya."))
    if gone_on:
        return gone_on
    call, found = registry.open_applicant_call(programme, here.now), list(registry.applications(programme))
    waiting = [a for a in found if a.outcome == "waiting"]
    said = ngettext("%(n)s pendaftar menunggu keputusan.", "%(n)s pendaftar menunggu keputusan.", len(waiting)) % {"n": number(len(waiting))}
    link = request.build_absolute_uri(reverse("apply", args=[programme.code])) if call else ""
    text = _("Taman sains mencari %(n)s bengkel pembuat mesin. Daftar dari HP, tanpa akun, sampai %(until)s: %(link)s") % {
        "n": number(call.places), "until": day((call.closes_at - timedelta(seconds=1)).astimezone(here.zone).date()), "link": link,
    } if call else ""  # fmt: skip
    return respond(request, "park/applicants.html", {
        "title": _("Pendaftar"), "section": "park-applicants", "answer": said, "call": call, "message": Message(text) if call else None, "link": link,
        "form": None if call else form, "waiting": listed(_("Menunggu, menurut urutan datang"), waiting), "decided": listed(
            _("Sudah diputuskan"), [a for a in found if a.outcome != "waiting"]),
    }, file_name="pendaftar", status=form.status)  # fmt: skip


def listed(title: str, found: list[registry.Application]) -> Table[registry.Application]:
    to = addresses("park-applicant", UUID(int=0))
    return Table(title, found, [
        Column("number", lambda a: a.number, number, words=_("Nomor"), numeric=True),
        Column("workshop", lambda a: a.name, link=lambda a: to(str(a.pk)), wide=True), Column("regency", lambda a: a.regency),
        Column("workers", lambda a: a.workers, number, numeric=True), Column("papers", lambda a: _("ber-NIB") if a.has_nib else _("belum"),
                                                                            words=_("NIB")),
        Column("outcome", lambda a: str(OUTCOMES[a.outcome]), words=_("Keputusan")),
    ], empty=_("Belum ada. Pendaftar muncul di sini menurut urutan datangnya."))  # fmt: skip


@door(*PARK)
def applicant(request: HttpRequest, here: Here, application: UUID) -> HttpResponse:
    return show(request, here, application)


def show(request: HttpRequest, here: Here, application: UUID, **sent: DeedForm) -> HttpResponse:
    found = registry.application_named(here.programme, application)
    if found is None:
        raise Http404
    names = {p.code: worded(p) for p in registry.criteria_on(here.programme, here.today).processes}
    at = {name: reverse(f"park-applicant-{name}", args=[application]) for name in ("admit", "refuse")}
    code = registry.application_code(found.pk)
    link = request.build_absolute_uri(reverse("application", args=[code]))
    text = _("Salam, %(owner)s. Keputusan pendaftaran bengkel Anda dapat dibaca di %(link)s") % {"owner": found.owner, "link": link}
    is_waiting = found.outcome == "waiting"
    return render(request, "park/applicant.html", {
        "title": found.name, "section": "park-applicants", "a": found, "processes": ", ".join(names.get(p, p) for p in found.processes),
        "phone": phone_words(found.phone), "outcome": OUTCOMES[found.outcome], "message": Message(text, phone=found.phone),
        "admit": sent.get("admit") or (AdmitForm(here, address=at["admit"], mark="terima") if is_waiting else None),
        "refuse": sent.get("refuse") or (RefuseForm(here, address=at["refuse"], mark="tolak") if is_waiting else None),
    }, status=max((f.status for f in sent.values()), default=200))  # fmt: skip


@door(*PARK)
@form_of("park-applicant", "application")
def admit(request: HttpRequest, here: Here, application: UUID) -> HttpResponse:
    form = AdmitForm(here, request, address=request.path, mark="terima")
    gone_on = form.carried_out(
        request, lambda **deed: actions.admit_applicant(here.programme, application=application, **form.typed, **deed),
        to=lambda _: reverse("park-visit-new", args=[form.typed["workshop"]]), done=_("Bengkel itu masuk daftar. Sekarang kunjungi dan verifikasi."),
    )  # fmt: skip
    return gone_on or show(request, here, application, admit=form)


@door(*PARK)
@form_of("park-applicant", "application")
def refuse(request: HttpRequest, here: Here, application: UUID) -> HttpResponse:
    form = RefuseForm(here, request, address=request.path, mark="tolak")
    gone_on = form.carried_out(
        request, lambda **deed: actions.refuse_application(here.programme, application=application, **form.typed, **deed),
        to=lambda _: reverse("park-applicants"), done=_("Pendaftaran ditolak; alasannya dapat dibaca pendaftar."),
    )  # fmt: skip
    return gone_on or show(request, here, application, refuse=form)
