"""The public page of a machine, where the code on its label leads: what it is, who made it, how it was inspected and fares; a fault told there."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tempa.delivery import actions
from tempa.delivery import queries as delivery
from tempa.desks.frame.clock import now_of
from tempa.desks.frame.delivery.speech import REPAIRS
from tempa.desks.frame.production import PhotosField, WithPhotos
from tempa.desks.frame.quality.speech import CLASSES, DECISIONS, said, sentence_of
from tempa.desks.frame.visitor import address_of, source_of
from tempa.desks.frame.words import number
from tempa.desks.public import tries
from tempa.desks.public.sign_in import spoken_time
from tempa.desks.public.without_account import Visitor
from tempa.ledger import links
from tempa.ledger import queries as ledger
from tempa.ledger.rules import check_code
from tempa.production import queries as production
from tempa.quality import queries as quality
from tempa.values.period import day_in
from tempa.values.serial import is_right

LONGEST = 160
REPORTS = "laporan kerusakan"  # the name under which reports of one address are counted; no sign-in name has blanks


@require_GET
def ask(request: HttpRequest) -> HttpResponse:
    """For who has a machine and no camera: type its number."""
    typed = " ".join(request.GET.get("nomor", "").split())[:LONGEST]
    if typed:
        return HttpResponseRedirect(reverse("unit", args=[typed]))
    return shown(request, {})


@require_GET
@never_cache
def unit(request: HttpRequest, serial: str) -> HttpResponse:
    """What is public of a machine; a wrong check character is told as such, and tries that find nothing are slowed down."""
    typed = serial[:LONGEST]
    if not is_right(typed):
        return shown(request, {"typed": typed, "fault": _(
            "Nomor %(serial)s salah ketik: huruf periksa di belakangnya tidak cocok. Lihat lagi labelnya; angka 0 dan huruf O, angka 1 dan huruf I "
            "sering tertukar.") % {"serial": typed}}, 404)  # fmt: skip
    name = f"mesin dari {address_of(request)}"[:60]
    attempt, wait = tries.begin(login=name, source=source_of(request, name), at=timezone.now())
    if wait:
        answer = shown(request, {"fault": _("Terlalu banyak nomor yang tidak dikenal. Tunggu %(time)s, lalu coba lagi.") % {
            "time": spoken_time(wait)}}, 429)  # fmt: skip
        answer["Retry-After"] = str(wait)
        return answer
    found = production.public_unit(typed)
    if found is None:
        return shown(request, {"typed": typed, "fault": _(
            "Nomor %(serial)s tidak dikenal di sini, walaupun penulisannya benar. Tanyakan kepada yang menyerahkan mesinnya.") % {
                "serial": typed}}, 404)  # fmt: skip
    tries.end(attempt)
    programme = ledger.programme_named(found.programme)
    assert programme is not None, "a unit is of a programme"
    story = delivery.story_of(programme, found.serial)
    return shown(request, {
        "title": found.type, "unit": found, "story": story, "is_over": is_over(programme, story.warranty_until),
        "repair": REPAIRS.get(story.repair, ("", "")), **inspected(found),
    })  # fmt: skip


def is_over(programme: ledger.Programme, until: date | None) -> bool:
    """Whether a warranty has ended; faults are told all the same."""
    return until is not None and until < day_in(ledger.zone_of(programme), now_of(programme))


def inspected(found: production.PublicUnit) -> dict[str, object]:
    """How its inspection went: the day, what was looked at by class, how it was accepted, with the code of the certificate."""
    programme = ledger.programme_named(found.programme)
    if programme is None or found.state != "there":
        return {}
    standing = quality.public_standing(programme, found.serial)
    looked = ", ".join(f"{said(CLASSES, category)} {number(n)}" for category, n in standing.classes)
    code = ""
    if standing.decision is not None:
        code = check_code(bytes(ledger.entries_of(programme).get(pk=standing.decision.decision).digest))
    return {
        "standing": standing, "looked": looked, "proof": code, "proof_plain": code.replace(" ", ""),
        "sentence": sentence_of(standing.decision) if standing.decision else "",
        "how": said(DECISIONS, standing.how) if standing.how else "",
    }  # fmt: skip


class ReportForm(WithPhotos):
    """Who has the machine says what is wrong with it."""

    send = gettext_lazy("Kirim laporan")

    what = forms.CharField(label=gettext_lazy("Apa yang rusak, dan sejak kapan"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500)
    code = forms.CharField(
        label=gettext_lazy("Kode penerima"), max_length=12, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=gettext_lazy("Enam angka, tertulis di berita acara serah terima dan di pesan kepada penerima."),
    )  # fmt: skip
    name = forms.CharField(label=gettext_lazy("Nama Anda"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = forms.CharField(label=gettext_lazy("Nomor HP Anda"), max_length=40,
                            widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}))  # fmt: skip
    photos = PhotosField(label=gettext_lazy("Foto (boleh kosong)"))


@never_cache
def report(request: HttpRequest, serial: str) -> HttpResponse:
    """A fault, told by who has the machine and the code of its handover; wrong codes are slowed down like wrong links."""
    found = production.public_unit(serial[:LONGEST])
    programme = ledger.programme_named(found.programme) if found else None
    if found is None or programme is None:
        return HttpResponseRedirect(reverse("unit", args=[serial[:LONGEST]]))
    here = Visitor(programme, now_of(programme), ledger.chain_head(programme)[0])
    source, clock = f"a:{address_of(request)}", timezone.now()
    if request.method == "POST" and (wait := links.seconds_until_next_try(source, clock, name=REPORTS)):
        answer = render(request, "link_told.html", {"title": _("Laporkan kerusakan"), "sentence": _(
            "Terlalu banyak laporan atau kode yang salah dari sini. Tunggu %(n)s detik, lalu kirim lagi.") % {"n": wait}}, status=429)  # fmt: skip
        answer["Retry-After"] = str(wait)
        return answer
    form = ReportForm(here, request)

    def act(**deed: Any) -> Any:
        links.note_wrong_code(source, clock, name=REPORTS)  # right ones count too: nobody sends many reports in an hour
        said = {name: form.cleaned_data[name] for name in ("what", "code", "name", "phone", "photos")}
        fault = actions.FaultTold(found.serial, **said)
        return actions.report_with_code(programme, fault=fault, at=deed["at"], identity=deed["identity"])

    gone_on = form.carried_out(request, act, to=lambda code: f"{reverse('unit', args=[found.serial])}?lapor={code}")
    story = delivery.story_of(programme, found.serial)
    return gone_on or render(request, "public/unit_report.html", {
        "title": _("Laporkan kerusakan"), "form": form, "unit": found, "here": None, "story": story,
        "is_over": is_over(programme, story.warranty_until),
    }, status=form.status)  # fmt: skip


def shown(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    context["reported"] = request.GET.get("lapor", "")[:12]
    return render(request, "public/unit.html", {"title": _("Mesin"), **context}, status=status)
