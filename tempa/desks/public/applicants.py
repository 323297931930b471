"""For a workshop that wants to take part: apply from a phone without an account, and see by a code where one stands."""

from __future__ import annotations

from typing import Unpack, cast
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tempa.desks.frame.deeds import Deed, DeedForm, FormShape
from tempa.desks.frame.fields import WholeNumberField
from tempa.desks.frame.visitor import address_of
from tempa.desks.frame.visits.forms import long_text, worded
from tempa.desks.public import without_account
from tempa.desks.public.without_account import Visitor, kept_waiting, seconds_to_wait, visitor_of
from tempa.ledger import links
from tempa.ledger import queries as ledger
from tempa.registry import actions
from tempa.registry import queries as registry
from tempa.registry.rules.applicants import Applying

TRIES = "pendaftaran bengkel"  # the name under which applications of one address are counted; no sign-in name has blanks


class ApplyForm(DeedForm):
    """What somebody says who wants to take part."""

    send = gettext_lazy("Kirim pendaftaran")

    name = forms.CharField(label=gettext_lazy("Nama bengkel"), max_length=200)
    owner = forms.CharField(label=gettext_lazy("Nama pemilik"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = forms.CharField(
        label=gettext_lazy("Nomor HP"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"})
    )
    regency = forms.ChoiceField(label=gettext_lazy("Kabupaten atau kota"), choices=())
    village = forms.CharField(label=gettext_lazy("Desa atau kelurahan"), max_length=120)
    workers = WholeNumberField(label=gettext_lazy("Jumlah pekerja, dengan Anda"), min_value=1, max_value=500)
    processes = forms.MultipleChoiceField(label=gettext_lazy("Pekerjaan yang dapat dilakukan"), widget=forms.CheckboxSelectMultiple)
    has_nib = forms.BooleanField(label=gettext_lazy("Bengkel ini sudah mempunyai NIB"), required=False)
    words = long_text(gettext_lazy("Mesin apa yang pernah dibuat"), required=False)

    def __init__(self, here: Visitor, request: HttpRequest | None = None, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        fields = cast("dict[str, forms.ChoiceField]", self.fields)
        fields["regency"].choices = [(r, r) for r in registry.regencies(here.programme)]
        fields["processes"].choices = [(p.code, worded(p)) for p in registry.criteria_on(here.programme, here.today).processes]


@never_cache
def apply(request: HttpRequest, programme: str) -> HttpResponse:
    """The form, while a call is open; sent twice it is one application."""
    found = ledger.programme_named(programme)
    if found is None:
        return told(request, _("Program itu tidak ada. Periksa tautannya."), 404)
    here = visitor_of(found)
    call = registry.open_applicant_call(found, here.now)
    if call is None:
        return told(request, _("Pendaftaran bengkel sedang tidak dibuka. Tanyakan kepada taman sains kapan dibuka lagi."), 200)
    source, clock = f"a:{address_of(request)}", timezone.now()
    if wait := seconds_to_wait(request, source, clock, TRIES):
        sentence = _("Terlalu banyak pendaftaran dari sini. Tunggu %(n)s detik, lalu kirim lagi.") % {"n": wait}
        return kept_waiting(request, _("Pendaftaran bengkel"), sentence, wait)
    form = ApplyForm(here, request)

    def act(**deed: Unpack[Deed]) -> UUID:
        made = actions.apply_to_take_part(
            found, call=call.pk, asked=Applying(**form.typed), at=deed["at"], identity=deed["identity"] or uuid4(), seen=deed["seen"]
        )
        links.note_wrong_code(source, clock, name=TRIES)
        return made

    gone_on = form.carried_out(request, act, to=lambda made: reverse("application", args=[registry.application_code(made)]))
    return gone_on or render(request, "public/apply.html", {"title": _("Daftar sebagai bengkel"), "form": form, "call": call, "here": None},
                             status=form.status)  # fmt: skip


@require_GET
@never_cache
def look(request: HttpRequest) -> HttpResponse:
    """For who has the code: type it."""
    typed = request.GET.get("kode", "")
    found = registry.application_of(typed) if typed else None
    if found is not None:
        return HttpResponseRedirect(reverse("application", args=[registry.application_code(found.pk)]))
    fault = _("Kode ini tidak dikenal. Kodenya 12 huruf dan angka, misalnya 7K2M-9QXA-40TB.") if typed else ""
    return render(request, "public/application_code.html", {"title": _("Lihat pendaftaran"), "typed": typed[:40], "fault": fault, "here": None},
                  status=404 if fault else 200)  # fmt: skip


@never_cache
def application(request: HttpRequest, code: str) -> HttpResponse:
    """Where an application stands: its place in the line, or the decision with its reason; nothing that names anybody."""
    source, clock = f"a:{address_of(request)}", timezone.now()
    if wait := links.seconds_until_next_try(source, clock):
        return told(request, _("Terlalu banyak kode yang salah dari sini. Tunggu %(n)s detik.") % {"n": wait}, 429)
    found = registry.application_of(code)
    if found is None:
        links.note_wrong_code(source, clock)
        return told(request, _("Kode ini tidak dikenal. Kodenya 12 huruf dan angka, misalnya 7K2M-9QXA-40TB."), 404)
    place, waiting = registry.place_in_line(found)
    response = render(request, "public/application.html", {
        "title": _("Pendaftaran nomor %(n)s") % {"n": found.number}, "a": found, "place": place, "waiting": waiting,
        "code": registry.application_code(found.pk), "here": None,
    })  # fmt: skip
    response["Referrer-Policy"], response["X-Robots-Tag"] = "no-referrer", "noindex"
    return response


def told(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    return without_account.told(request, _("Pendaftaran bengkel"), sentence, status)
