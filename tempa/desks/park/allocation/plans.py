"""One plan: its page, what two people decide on it, and its lots over the weeks."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tempa.allocation import actions, rules
from tempa.allocation import queries as allocation
from tempa.catalogue import queries as catalogue
from tempa.contracts.queries import held_lots
from tempa.demand import queries as demand
from tempa.desks.frame import charts
from tempa.desks.frame.deeds import DeedForm, form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.memory import remembered
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.tables import respond
from tempa.desks.frame.words import language
from tempa.desks.park.allocation.displaced import displaced_table
from tempa.desks.park.allocation.naive import ExplainForm, comparison
from tempa.desks.park.allocation.plan_figures import pictures
from tempa.desks.park.allocation.probation import over_table
from tempa.desks.park.allocation.standing import standing
from tempa.desks.park.ledger.second_hand import what_the_office_lacks
from tempa.desks.park.overview import week_labels
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK, May, No
from tempa.registry import queries as registry


class ProposeForm(DeedForm):
    """A plan is put forward for a second person."""

    send = gettext_lazy("Ajukan")

    note = forms.CharField(
        label=gettext_lazy("Catatan untuk yang memutuskan"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )


class ApproveForm(DeedForm):
    """The second person approves."""

    send = gettext_lazy("Setujui")

    note = forms.CharField(
        label=gettext_lazy("Catatan persetujuan"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )


class RefuseForm(DeedForm):
    """The second person refuses, and says why."""

    send = gettext_lazy("Tolak")
    look = "danger"

    reason = forms.CharField(
        label=gettext_lazy("Alasan penolakan"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000,
        error_messages={
            "required": gettext_lazy("Tulis alasan penolakan, paling sedikit 10 huruf, agar perencana tahu apa yang harus berubah.")
        },
    )  # fmt: skip


class ReinstateForm(DeedForm):
    """A plan that took its own place by a fault is put in force again."""

    send = gettext_lazy("Berlakukan lagi")

    reason = forms.CharField(label=gettext_lazy("Alasan"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)


@require_GET
@door(*PARK)
def plan_page(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    return show(request, here, found_or_404(here, plan))


@door(*PARK)
@form_of("park-plan", "plan")
def propose(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    found, form = found_or_404(here, plan), ProposeForm(here, request, address=request.path, mark="ajukan")
    return form.carried_out(
        request, lambda **deed: actions.propose_plan(here.programme, plan=plan, **form.typed, **deed), to=lambda _: address_of(plan),
        done=_("Rencana diajukan. Orang kedua sekarang dapat memutuskan."),
    ) or show(request, here, found, propose=form)  # fmt: skip


@door(*PARK)
@form_of("park-plan", "plan")
def approve(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    found, form = found_or_404(here, plan), ApproveForm(here, request, address=request.path, mark="setujui")
    return form.carried_out(
        request,
        lambda **deed: actions.approve_plan(
            here.programme, plan=plan, contracted=lambda: held_lots(here.programme), **form.typed, **deed
        ),
        to=lambda _: address_of(plan),
        done=_("Rencana disetujui dan berlaku; lot-lotnya tercatat."),
    ) or show(request, here, found, approve=form)  # fmt: skip


@door(*PARK)
@form_of("park-plan", "plan")
def refuse(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    found, form = found_or_404(here, plan), RefuseForm(here, request, address=request.path, mark="tolak")
    return form.carried_out(
        request, lambda **deed: actions.refuse_plan(here.programme, plan=plan, **form.typed, **deed), to=lambda _: address_of(plan),
        done=_("Rencana ditolak dengan alasan."),
    ) or show(request, here, found, refuse=form)  # fmt: skip


@door(*PARK)
@form_of("park-plan", "plan")
def reinstate(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    found, form = found_or_404(here, plan), ReinstateForm(here, request, address=request.path, mark="pulihkan")
    return form.carried_out(
        request, lambda **deed: actions.reinstate_plan(here.programme, plan=plan, **form.typed, **deed), to=lambda _: address_of(plan),
        done=_("Rencana berlaku lagi; lot-lotnya tercatat."),
    ) or show(request, here, found, reinstate=form)  # fmt: skip


def address_of(plan: UUID) -> str:
    return reverse("park-plan", args=[plan])


def show(request: HttpRequest, here: Here, found: allocation.Plan, **sent: DeedForm) -> HttpResponse:
    """The page of a plan; `sent` is a form that came back, which is shown even where its reader may no longer send it."""
    plan = allocation.plan_named(here.programme, found.plan) or found
    shown_forms = decisions(here, plan) | sent
    compared = comparison(plan)
    return respond(request, "park/plan.html", {
        "title": _("Rencana %(n)s") % {"n": plan.number}, "section": "park-planning", "plan": plan, "stage": standing(plan),
        "excel": reverse("park-plan-excel", args=[plan.plan]),
        **second_hand(here, plan), "displaced": displaced_table(here, plan), "over": over_table(here, plan),
        "naive": compared, "explain": ExplainForm(here, address=reverse("park-plan-explain", args=[plan.plan]), mark="alasan"),
        **remembered("park-plan", bytes(plan.entry.digest), lambda: pictures(here, plan), language()), **shown_forms,
    }, status=max((f.status for f in shown_forms.values()), default=200))  # fmt: skip


def decisions(here: Here, plan: allocation.Plan) -> dict[str, DeedForm]:
    """The forms for what this reader may do with a plan now."""
    history, address = allocation.plan_history(plan), [plan.plan]
    if rules.may_propose(here.who, history):
        return {"propose": ProposeForm(here, address=reverse("park-plan-propose", args=address), mark="ajukan")}
    if may_decide(here, plan):
        return {
            "approve": ApproveForm(here, address=reverse("park-plan-approve", args=address), mark="setujui"),
            "refuse": RefuseForm(here, address=reverse("park-plan-refuse", args=address), mark="tolak"),
        }
    if may_reinstate(here, plan):
        return {"reinstate": ReinstateForm(here, address=reverse("park-plan-reinstate", args=address), mark="pulihkan")}
    return {}


def may_decide(here: Here, plan: allocation.Plan) -> May:
    return rules.may_decide(here.who, allocation.plan_history(plan), ledger.hands_behind(here.programme, here.person, PARK))


def may_reinstate(here: Here, plan: allocation.Plan) -> May:
    return rules.may_reinstate(
        here.who, allocation.plan_history(plan), superseded_itself=allocation.superseded_itself(plan),
        another_holds=allocation.approved_plan(here.programme) is not None,
    )  # fmt: skip


def second_hand(here: Here, plan: allocation.Plan) -> dict[str, str]:
    """What stands in the way of a decision, as sentences: of this reader, or of the office."""
    stage = rules.plan_stage(allocation.plan_history(plan))
    if stage not in {"made", "proposed"} or plan.purpose == "scenario":
        return {}
    proposer = plan.proposal.by_id if stage == "proposed" else here.person.pk
    said: dict[str, str] = {}
    if stage == "proposed" and isinstance(why := may_decide(here, plan), No):
        said["why_not"] = spoken(why)
    return said | ({"lacks": what_the_office_lacks(here)} if proposer == here.person.pk else {})


def found_or_404(here: Here, plan: UUID) -> allocation.Plan:
    found = allocation.plan_named(here.programme, plan)
    if found is None:
        raise Http404
    return found


@require_GET
@door(*PARK)
def gantt(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    """Lots of the sites of one cluster (or all) over the weeks; prints on A4."""
    found = found_or_404(here, plan)
    clusters = registry.cluster_names(here.programme)
    chosen = request.GET.get("sentra", next(iter(clusters), ""))
    mine = [w for w in registry.workshops(here.programme) if w.kind != "facility" and chosen in {"*", w.cluster or "-"}]
    tables = allocation.plan_tables(found)
    names = catalogue.type_names(here.programme)
    kinds = {r.line: r.type for r in demand.order_lines(here.programme)}
    late_lots = {r["lot"] for r in found.figures["late"]}
    labels = week_labels(date.fromisoformat(found.figures["start"]), found.figures["weeks"])
    rows = []
    for w in mine:
        tasks = [
            charts.Task(
                r["lot"], f"{r['quantity']} {names.get(kinds.get(r['line'], ''), r['line'])}", int(r["start_week"]),
                int(r["finish_week"]), int(r["inspect_week"]), r["lot"] in late_lots,
            )
            for r in tables["lots"] if r["workshop"] == w.workshop
        ]  # fmt: skip
        if tasks:
            rows.append((w.name, tasks))
    headings = [_("bengkel"), _("lot"), _("isi"), _("mulai"), _("selesai"), _("periksa")]
    title = _("Lot %(where)s dari minggu ke minggu") % {"where": clusters.get(chosen, _("semua sentra"))}
    chart = charts.gantt(
        title,
        rows,
        labels,
        headings=headings,
        source=_("Batang: dikerjakan; lingkaran: diperiksa; merah dan ▲: terlambat. Tanggal: Senin minggu itu."),
    )
    schools = (
        [("-", _("SMK tanpa sentra"))]
        if any(not w.cluster and w.kind == "school" for w in registry.workshops(here.programme))
        else []
    )
    return render(request, "park/gantt.html", {
        "title": _("Rencana %(n)s per bengkel") % {"n": found.number}, "section": "park-planning", "plan": found, "chart": chart if rows else None,
        "clusters": [*clusters.items(), *schools, ("*", _("semua"))], "chosen": chosen,
    })  # fmt: skip
