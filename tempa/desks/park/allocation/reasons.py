"""Why a plan is as it is: for every workshop what it received and what kept it from more, for every lot why it is there."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tempa.allocation import queries as allocation
from tempa.catalogue import queries as catalogue
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.reasons import lots_of_site, reasons_of, told, worker_arguments
from tempa.desks.frame.whatif import CHANGES, answers, ask, pending
from tempa.desks.frame.words import number, share
from tempa.desks.frame.worker import is_alive, run_folder, start_console
from tempa.desks.park.allocation.planning import PARK
from tempa.desks.park.allocation.plans import found_or_404
from tempa.ledger import queries as ledger
from tempa.registry import queries as registry
from tempa.values.programme import programme_sha256


@require_GET
@door(*PARK)
def plan_reasons(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    """All workshops with their first sentence, or one workshop with all of its sentences and lots."""
    found = found_or_404(here, plan)
    reasons = reasons_of(found)
    chosen = request.GET.get("bengkel", "")
    names = registry.workshop_names(here.programme)
    if reasons is not None and chosen and chosen not in reasons["sites"]:
        raise Http404
    context = {
        "title": _("Mengapa rencana %(n)s begini") % {"n": found.number}, "section": "park-planning", "plan": found,
        "choices": sorted(names.items(), key=lambda kv: kv[1]), "chosen": chosen, "is_worked_on": is_alive(explaining(plan)),
    }  # fmt: skip
    if reasons is None:
        return render(request, "park/reasons.html", context)
    if chosen:
        site = reasons["sites"][chosen]
        return render(request, "park/reasons.html", context | {
            "site": site, "name": names.get(chosen, chosen), "told": told(site),
            "lots": lots_of_site(reasons, chosen, catalogue.type_names(here.programme)),
            "answers": answers(plan, chosen), "asked": pending(plan, chosen), "changes": CHANGES.items(),
        })  # fmt: skip
    return render(request, "park/reasons.html", context | {"rows": site_rows(reasons, names), "answer": answer(reasons)})


def site_rows(reasons: dict[str, Any], names: dict[str, str]) -> list[dict[str, Any]]:
    """Workshops, furthest below their fair value first; what is only a shared machine comes last."""
    rows = [
        {"code": code, "name": names.get(code, code), "units": r["units"], "lots": r["lots"], "value": r["value"],
         "fair": r["fair_value"], "part": r["value"] / r["fair_value"] if r["fair_value"] else None, "held": main_cause(r)}
        for code, r in reasons["sites"].items()
    ]  # fmt: skip
    return sorted(rows, key=lambda r: (r["part"] is None, r["part"] or 0, r["name"]))


def main_cause(reason: dict[str, Any]) -> str:
    """The sentence about what kept the most units away; the last one said where nothing did."""
    sentences = told(reason)
    is_barred = bool(reason["low_scores"]) or reason["last_week"] < reason["first_week"]
    place = 1 if is_barred else 2 + bool(reason["other_units"])
    return sentences[min(place, len(sentences) - 1)]


def answer(reasons: dict[str, Any]) -> str:
    fit = [r for r in reasons["sites"].values() if r["fair_value"]]
    below = [r for r in fit if r["value"] < r["fair_value"] / 2]
    words = _("%(below)s dari %(all)s bengkel mendapat kurang dari separuh nilai wajarnya; sebabnya tertulis di setiap baris.")
    if not fit:
        return _("Tidak ada bengkel yang punya nilai wajar dalam pesanan ini.")
    median = sorted(r["value"] / r["fair_value"] for r in fit)[len(fit) // 2]
    return words % {"below": number(len(below)), "all": number(len(fit))} + " " + _("Bengkel di tengah mendapat %(part)s.") % {
        "part": share(median)
    }


@require_POST
@door(*PARK)
def explain(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    """Work out the reasons of a plan that has none yet, beside the server."""
    found = found_or_404(here, plan)
    if allocation.explanation_of(found) is None and not is_alive(explaining(plan)):
        start_console(explaining(plan), worker_arguments(plan))
        messages.info(request, _("Alasan sedang dihitung; biasanya kurang dari satu menit. Muat ulang halaman ini."))
    return redirect("park-plan-reasons", plan=plan)


@require_POST
@door(*PARK)
def what_if(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    """Ask what one change at a workshop would do; it is found by planning again beside the server."""
    found = found_or_404(here, plan)
    site = request.POST.get("bengkel", "")
    if site not in registry.workshop_names(here.programme):
        return redirect("park-plan-reasons", plan=plan)
    if programme_sha256(ledger.tables_of(here.programme)) != found.programme_sha256:
        messages.error(request, _("Program berubah sejak rencana ini dibuat, jadi tidak ada yang dapat dibandingkan. Hitung rencana baru."))
    else:
        ask(plan, site, request.POST.get("change", ""))
        messages.info(request, _("Direncanakan lagi dengan dan tanpa perubahan itu, lima pasang. Muat ulang halaman ini sebentar lagi."))
    return redirect(f"{reverse('park-plan-reasons', args=[plan])}?{urlencode({'bengkel': site})}")


def explaining(plan: UUID) -> Any:
    return run_folder(f"alasan-{plan}")
