"""Why a plan is as it is: for every workshop what it received and what kept it from more, for every lot why it is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Unpack
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tempa.allocation import queries as allocation
from tempa.catalogue import queries as catalogue
from tempa.desks.frame.deeds import Deed, DeedForm, form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.reasons import lots_of_site, reasons_of, told, worker_arguments
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.whatif import CHANGES, answers, ask, pending, turns
from tempa.desks.frame.words import number, share
from tempa.desks.frame.worker import is_alive, run_folder, start_console, turn_words
from tempa.desks.park.allocation.naive import ExplainForm
from tempa.desks.park.allocation.plans import found_or_404
from tempa.ledger.rules import PARK, Refused
from tempa.registry import queries as registry


class WhatIfForm(DeedForm):
    """What would one change at a workshop do?"""

    send = gettext_lazy("Hitung dengan merencanakan lagi")
    look = "compact"
    is_row = True

    bengkel = forms.CharField(widget=forms.HiddenInput, max_length=80)
    change = forms.ChoiceField(label=gettext_lazy("Perubahan"), choices=list(CHANGES.items()))


@require_GET
@door(*PARK)
def plan_reasons(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    """All workshops with their first sentence, or one workshop with all of its sentences and lots."""
    return show(request, here, found_or_404(here, plan), request.GET.get("bengkel", ""))


@door(*PARK)
@form_of("park-plan-reasons", "plan")
def explain(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    """Work out the reasons of a plan that has none yet, beside the server."""
    found, form = found_or_404(here, plan), ExplainForm(here, request)

    def start(**_deed: Unpack[Deed]) -> None:
        if allocation.explanation_of(found) is None and not is_alive(explaining(plan)):
            start_console(explaining(plan), worker_arguments(plan), here.person.public_id)

    back, done = reverse("park-plan-reasons", args=[plan]), _("Alasan sedang dihitung; biasanya kurang dari satu menit. Muat ulang halaman ini.")
    return form.carried_out(request, start, to=lambda _: back, done=done) or show(request, here, found, "")


@door(*PARK)
@form_of("park-plan-reasons", "plan")
def what_if(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    """Ask what one change at a workshop would do; it is found by planning again beside the server."""
    found, form = found_or_404(here, plan), WhatIfForm(here, request, address=request.path, mark="jika")

    def start(**_deed: Unpack[Deed]) -> str:
        site = form.typed["bengkel"]
        if site not in registry.workshop_names(here.programme):
            raise Refused("Bengkel itu tidak ada di program ini. Pilih dari daftar.")
        if not allocation.fits_programme(here.programme, found):
            raise Refused("Program berubah sejak rencana ini dibuat, jadi tidak ada yang dapat dibandingkan. Hitung rencana baru.")
        ask(plan, site, form.typed["change"], here.person.public_id)
        return f"{reverse('park-plan-reasons', args=[plan])}?{urlencode({'bengkel': site})}"

    done = _("Direncanakan lagi dengan dan tanpa perubahan itu, lima pasang. Muat ulang halaman ini sebentar lagi.")
    return form.carried_out(request, start, to=str, done=done) or show(request, here, found, form.data.get("bengkel", ""), form)


def show(request: HttpRequest, here: Here, found: allocation.Plan, chosen: str, sent: WhatIfForm | None = None) -> HttpResponse:
    """The reasons of a plan, of one workshop where `chosen` names one; `sent` is the question that came back."""
    reasons, names = reasons_of(found), registry.workshop_names(here.programme)
    if reasons is not None and chosen and chosen not in reasons["sites"]:
        if sent is None:
            raise Http404
        chosen = ""
    context: dict[str, object] = {
        "title": _("Mengapa rencana %(n)s begini") % {"n": found.number}, "section": "park-planning", "plan": found, "refused": sent,
        "choices": sorted(names.items(), key=lambda kv: kv[1]), "chosen": chosen, "is_worked_on": is_alive(explaining(found.plan)),
        "turn": turn_words(explaining(found.plan)),
        "explain": ExplainForm(here, address=reverse("park-plan-explain", args=[found.plan])),
    }  # fmt: skip
    if reasons is not None:
        context |= of_site(here, found, reasons, chosen, sent) if chosen else {"table": sites_table(reasons, names), "answer": answer(reasons)}
    return respond(request, "park/reasons.html", context, file_name=f"alasan-{found.number}", status=sent.status if sent else 200)


def of_site(here: Here, found: allocation.Plan, reasons: dict[str, Any], chosen: str, sent: WhatIfForm | None) -> dict[str, Any]:
    """What the page says of one workshop."""
    site, plan = reasons["sites"][chosen], found.plan
    address = reverse("park-plan-what-if", args=[plan])
    return {
        "site": site, "name": registry.workshop_names(here.programme).get(chosen, chosen), "told": told(site), "refused": None,
        "lots": lots_of_site(reasons, chosen, catalogue.type_names(here.programme)), "answers": answers(plan, chosen),
        "asked": pending(plan, chosen), "turn": turns(plan, chosen),
        "form": sent or WhatIfForm(here, address=address, mark="jika", initial={"bengkel": chosen}),
    }  # fmt: skip


def sites_table(reasons: dict[str, object], names: dict[str, str]) -> Table[dict[str, object]]:
    return Table(_("Bengkel"), site_rows(reasons, names), [
        Column("workshop", lambda r: r["name"], link=lambda r: "?" + urlencode({"bengkel": r["code"]})),
        Column("part", lambda r: r["part"], lambda v: "–" if v is None else share(v), words=_("Mendapat"), numeric=True, urgent=True),
        Column("units", lambda r: r["units"], number, numeric=True), Column("value", lambda r: r["value"], number, numeric=True),
        Column("fair", lambda r: r["fair"], number, words=_("Nilai wajar"), numeric=True),
        Column("held", lambda r: r["held"], words=_("Apa yang menahannya"), wide=True),
    ])  # fmt: skip


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


def explaining(plan: UUID) -> Path:
    return run_folder(f"alasan-{plan}")
