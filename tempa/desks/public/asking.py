"""For a group, village or small firm that wants a machine: ask an agency from a phone without an account, and see by a code what became of it."""

from __future__ import annotations

from collections import Counter
from typing import Any, Unpack, cast
from uuid import uuid4

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tempa.catalogue import queries as catalogue
from tempa.delivery import actions, rules
from tempa.delivery import queries as delivery
from tempa.delivery.actions.asking import Place, Sending
from tempa.delivery.actions.requests import Applicant
from tempa.demand import queries as demand
from tempa.desks.frame.deeds import DeedForm, FormShape, Standing
from tempa.desks.frame.fields import NumberField, WholeNumberField
from tempa.desks.frame.visitor import address_of
from tempa.desks.public import without_account
from tempa.desks.public.without_account import kept_waiting, seconds_to_wait, visitor_of
from tempa.ledger import links
from tempa.ledger import queries as ledger

TRIES = "permohonan mesin"  # the name under which requests of one address are counted; no sign-in name has blanks
KINDS = [("group", gettext_lazy("Kelompok")), ("village", gettext_lazy("Desa")), ("firm", gettext_lazy("Usaha kecil"))]


class AskForm(DeedForm):
    """What somebody says who asks for a machine."""

    send = gettext_lazy("Kirim permohonan")

    machine = forms.ChoiceField(label=gettext_lazy("Mesin yang diminta"))
    quantity = WholeNumberField(label=gettext_lazy("Berapa mesin"), min_value=1, max_value=rules.asking.MOST_AT_ONCE, initial=1)
    purpose = forms.CharField(label=gettext_lazy("Untuk apa mesinnya"), max_length=300, required=False)
    raw_per_day = NumberField(
        label=gettext_lazy("Bahan baku yang ada tiap hari"), required=False, min_value=0,
        help_text=gettext_lazy("Angka saja, dalam kg. Supaya mesinnya tidak terlalu besar."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Siapa yang meminta"), choices=KINDS)
    name = forms.CharField(label=gettext_lazy("Nama kelompok, desa atau usaha"), max_length=200)
    destination = forms.ChoiceField(label=gettext_lazy("Kabupaten atau kota"))
    village = forms.CharField(label=gettext_lazy("Desa atau kelurahan"), max_length=120)
    contact = forms.CharField(label=gettext_lazy("Nama ketua atau yang dihubungi"), max_length=200,
                              widget=forms.TextInput(attrs={"autocomplete": "name"}))  # fmt: skip
    phone = forms.CharField(label=gettext_lazy("Nomor HP"), max_length=40,
                            widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}))  # fmt: skip
    nik = forms.CharField(label=gettext_lazy("NIK ketua"), max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"}),
                          help_text=gettext_lazy("Boleh kosong. Dengan NIK, permohonan ganda lebih cepat ditemukan."))  # fmt: skip
    volts = forms.TypedChoiceField(
        label=gettext_lazy("Listrik di tempat mesin"), required=False, coerce=int, empty_value=None,
        choices=[("", gettext_lazy("tidak ada, atau belum tahu")), (220, "220 V"), (380, "380 V")],
    )  # fmt: skip
    kilovolt_amperes = NumberField(label=gettext_lazy("Daya listrik (kVA)"), required=False, min_value=0,
                                   help_text=gettext_lazy("Tertulis di rekening listrik: 2.200 VA ditulis 2,2."))  # fmt: skip
    water = forms.BooleanField(label=gettext_lazy("Ada air di tempat mesin"), required=False)
    building = forms.BooleanField(label=gettext_lazy("Ada bangunan beratap"), required=False)
    operator = forms.BooleanField(label=gettext_lazy("Ada orang yang siap dilatih menjalankannya"), required=False)
    consent = forms.BooleanField(
        label=gettext_lazy("Saya setuju nama, nomor HP dan NIK disimpan untuk mengurus permohonan ini."), required=False,
    )

    def __init__(self, here: Standing, request: HttpRequest | None = None, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        fields = cast("dict[str, forms.ChoiceField]", self.fields)
        programme = here.programme
        types, agencies = catalogue.type_names(programme), demand.agency_names(programme)
        ordered = sorted(set(demand.order_lines(programme).values_list("agency", "type")), key=lambda pair: (types.get(pair[1], pair[1]), pair[0]))
        fields["machine"].choices = [("", "–"), *(
            (f"{agency}|{type}", _("%(type)s (dari %(agency)s)") % {"type": types.get(type, type), "agency": agencies.get(agency, agency)})
            for agency, type in ordered
        )]  # fmt: skip
        fields["destination"].choices = [("", "–"), *regencies(programme)]

    @property
    def sending(self) -> Sending:
        said = self.cleaned_data
        agency, _bar, type = said["machine"].partition("|")
        who = Applicant(*(said[name] for name in ("kind", "name", "village", "destination", "contact", "phone", "nik")))
        place = Place(said["volts"], written(said["kilovolt_amperes"]), said["water"], said["building"], said["operator"])
        return Sending(agency, who, type, said["quantity"], written(said["raw_per_day"]), said["purpose"], place, said["consent"])


def regencies(programme: ledger.Programme) -> list[tuple[str, str]]:
    """Where machines go, as people name it: the regency; with its store where one regency has several, or the store's name where none is said."""
    found = list(demand.destinations(programme))
    areas = Counter(d.regency for d in found)

    def words(d: demand.Destination) -> str:
        area = d.regency
        return str(d.name if not area else area if areas[area] == 1 else f"{area} ({d.name})")

    return [(d.destination, words(d)) for d in found]


def written(value: Any) -> str:
    return "" if value is None else format(value.normalize(), "f")


@never_cache
def ask(request: HttpRequest, programme: str) -> HttpResponse:
    """The form of a programme; sent twice it is one request."""
    found = ledger.programme_named(programme)
    if found is None:
        return told(request, _("Program itu tidak ada. Periksa tautannya."), 404)
    here = visitor_of(found)
    source, clock = f"a:{address_of(request)}", timezone.now()
    if wait := seconds_to_wait(request, source, clock, TRIES):
        sentence = _("Terlalu banyak permohonan dari sini. Tunggu %(n)s detik, lalu kirim lagi.") % {"n": wait}
        return kept_waiting(request, _("Permohonan mesin"), sentence, wait)
    form = AskForm(here, request)

    def act(**deed: Any) -> Any:
        made = actions.send_request(found, asked=form.sending, at=deed["at"], identity=deed["identity"] or uuid4())
        links.note_wrong_code(source, clock, name=TRIES)
        return made

    gone_on = form.carried_out(request, act, to=lambda made: reverse("sent-request", args=[delivery.sent_code(made)]))
    return gone_on or render(request, "public/ask.html", {"title": _("Minta mesin"), "form": form, "here": None, "programme": found},
                             status=form.status)  # fmt: skip


@require_GET
@never_cache
def look(request: HttpRequest) -> HttpResponse:
    """For who has the code: type it."""
    typed = request.GET.get("kode", "")
    if typed and delivery.sent_by_code(typed) is not None:
        return HttpResponseRedirect(reverse("sent-request", args=["".join(c for c in typed.upper() if c.isalnum())]))
    fault = _("Kode ini tidak dikenal. Kodenya 12 huruf dan angka, misalnya 7K2M-9QXA-40TB.") if typed else ""
    return render(request, "public/sent_request_code.html", {"title": _("Lihat permohonan"), "typed": typed[:40], "fault": fault, "here": None},
                  status=404 if fault else 200)  # fmt: skip


@never_cache
def sent_request(request: HttpRequest, code: str) -> HttpResponse:
    """Where a request stands: its place in the line, what was decided and why, which machines it got; nothing that names anybody."""
    source, clock = f"a:{address_of(request)}", timezone.now()
    if wait := links.seconds_until_next_try(source, clock):
        return told(request, _("Terlalu banyak kode yang salah dari sini. Tunggu %(n)s detik.") % {"n": wait}, 429)
    found = delivery.sent_by_code(code)
    if found is None:
        links.note_wrong_code(source, clock)
        return told(request, _("Kode ini tidak dikenal. Kodenya 12 huruf dan angka, misalnya 7K2M-9QXA-40TB."), 404)
    programme = found.programme
    place, waiting = delivery.place_among_sent(found)
    types = catalogue.type_names(programme)
    response = render(request, "public/sent_request.html", {
        "title": _("Permohonan %(n)s") % {"n": found.sent}, "sent": found, "place": place, "waiting": waiting, "here": None,
        "agency": demand.agency_names(programme).get(found.agency, found.agency), "type": types.get(found.type, found.type),
        "asked": delivery.request_named(programme, found.request) if found.request else None, "line": place_in_queue(programme, found),
        "code": delivery.sent_code(found.entry.fact), "units": units_of(programme, found),
    })  # fmt: skip
    response["Referrer-Policy"], response["X-Robots-Tag"] = "no-referrer", "noindex"
    return response


def place_in_queue(programme: catalogue.Programme, sent: Any) -> tuple[int, int] | None:
    """(place, of how many) among granted requests for the same type and place that wait for a machine; None: not in that line."""
    line = [a for a in delivery.waiting_list(programme, sent.agency) if (a.type, a.destination) == (sent.type, sent.destination)]
    return next(((n, len(line)) for n, a in enumerate(line, 1) if a.request == sent.request), None)


def units_of(programme: catalogue.Programme, sent: Any) -> list[tuple[str, Any]]:
    """(serial, day on which it came or None) of what is meant for a request."""
    if not sent.request:
        return []
    meant = [s for s, a in delivery.assignments(programme).items() if a.request.request == sent.request]
    got = delivery.handed_over(programme, 3, meant)
    return [(serial, got.get(serial)) for serial in sorted(meant)]


def told(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    return without_account.told(request, _("Permohonan mesin"), sentence, status)
