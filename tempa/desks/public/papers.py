"""The check of a paper by anybody: whether its code is known, of which kind, with which number and day; nothing of its content."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tempa.contracts import queries as contracts
from tempa.desks.frame.check_codes import HEX, digits
from tempa.desks.frame.contracts.register import kind_words
from tempa.desks.frame.deeds import Said
from tempa.desks.frame.visitor import address_of, source_of
from tempa.desks.public import tries
from tempa.desks.public.sign_in import spoken_time
from tempa.ledger import queries as ledger
from tempa.quality import queries as quality
from tempa.supply import queries as supply

LENGTH = 16


@require_GET
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """For who has a paper and no camera: type its code."""
    typed = request.GET.get("kode", "")[:100]
    code = digits(typed)
    if len(code) == LENGTH and set(code) <= HEX:
        return HttpResponseRedirect(reverse("check-paper", args=[code]))
    fault = _("Kode di surat berisi 16 tanda dari 0–9 dan A–F, misalnya 8F3A 21C0 77D9 E402. Periksa lagi.") if typed else ""
    return shown(request, {"typed": typed, "fault": fault}, 400 if fault else 200)


@require_GET
@never_cache
def check(request: HttpRequest, code: str) -> HttpResponse:
    """What is known of a code; tries that find nothing are slowed down like sign-ins."""
    plain = digits(code)
    if not (len(plain) == LENGTH and set(plain) <= HEX):
        return shown(request, {"typed": code[:40], "fault": _("Kode ini tidak lengkap. Ketik 16 tanda seperti di surat.")}, 404)
    name = f"surat dari {address_of(request)}"[:60]  # counted for each place, so that nobody shuts out others
    attempt, wait = tries.begin(login=name, source=source_of(request, name), at=timezone.now())
    if wait:
        answer = shown(request, {"fault": _("Terlalu banyak kode yang tidak dikenal. Tunggu %(time)s, lalu coba lagi.") % {
            "time": spoken_time(wait)}}, 429)  # fmt: skip
        answer["Retry-After"] = str(wait)
        return answer
    found = [*map(told, contracts.papers_with_code(plain)), *map(told_of_order, supply.purchases_with_code(plain)),
             *map(told_of_lot, quality.decisions_with_code(plain))]  # fmt: skip
    found = found or [told_of_state(entry) for entry in ledger.entries_with_code(plain)]
    if not found:
        return shown(request, {"typed": code[:40], "fault": _(
            "Kode ini tidak dikenal. Periksa ketikannya; bila memang begitu tercetak, tanyakan surat ini kepada OPD yang menerbitkannya."
        )}, 404)  # fmt: skip
    tries.end(attempt)
    return shown(request, {"papers": found})


def told(p: Any) -> Said:
    """What anybody may know of a paper."""
    return {
        "kind": kind_words(p.kind), "number": p.number, "dated": p.dated, "agency": _("taman sains") if p.agency == "PARK" else p.agency,
        "is_void": p.voided_at is not None, "sha256": p.sha256, "signed": p.signed_sha256, "programme": p.programme.code,
    }  # fmt: skip


def told_of_order(p: supply.PurchaseOrder) -> dict[str, object]:
    """What anybody may know of an order of materials."""
    return {
        "kind": _("Surat pesanan bahan"), "number": p.order, "dated": p.ordered_on, "agency": _("taman sains"),
        "is_void": p.cancelled_at is not None, "sha256": "", "signed": "", "programme": p.programme.code,
    }  # fmt: skip


def told_of_lot(d: Any) -> dict[str, object]:
    """What anybody may know of a certificate of inspection."""
    return {
        "kind": _("Sertifikat pemeriksaan"), "number": f"{d.lot}/{d.round}", "dated": d.at.date(), "agency": _("taman sains"),
        "is_void": False, "sha256": "", "signed": "", "programme": d.programme.code,
    }  # fmt: skip


def told_of_state(entry: ledger.Entry) -> dict[str, object]:
    """What anybody may know of a print-out: from how much of which programme's chain it was made."""
    return {
        "kind": _("Cetakan dari catatan program"), "number": str(entry.sequence), "dated": entry.at.date(), "agency": _("Tempa"),
        "is_void": False, "sha256": "", "signed": "", "programme": entry.programme.code,
    }  # fmt: skip


def shown(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "public/paper.html", {"title": _("Periksa surat")} | context, status=status)
