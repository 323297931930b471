"""The public page of a machine, where the code on its label leads: what it is, who made it, when, how it was inspected."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tempa.desks.frame.quality.speech import CLASSES, DECISIONS, said, sentence_of
from tempa.desks.frame.visitor import address_of, source_of
from tempa.desks.frame.words import number
from tempa.desks.public import tries
from tempa.desks.public.sign_in import spoken_time
from tempa.ledger import queries as ledger
from tempa.ledger.rules import check_code
from tempa.production import queries as production
from tempa.quality import queries as quality
from tempa.values.serial import is_right

LONGEST = 160


@require_GET
def ask(request: HttpRequest) -> HttpResponse:
    """For who has a machine and no camera: type its number."""
    typed = " ".join(request.GET.get("nomor", "").split())[:LONGEST]
    if typed:
        return HttpResponseRedirect(reverse("unit", args=[typed.upper()]))
    return shown(request, {})


@require_GET
@never_cache
def unit(request: HttpRequest, serial: str) -> HttpResponse:
    """What is public of a machine; a wrong check character is told as such, and tries that find nothing are slowed down."""
    typed = serial[:LONGEST].upper()
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
    return shown(request, {"unit": found, **inspected(found)})


def inspected(found: production.PublicUnit) -> dict[str, Any]:
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


def shown(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "public/unit.html", {"title": _("Mesin"), **context}, status=status)
