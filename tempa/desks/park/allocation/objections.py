"""Objections of workshops: noted, planned again with what they say, answered; all of it stays on record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from tempa.allocation import actions
from tempa.allocation import queries as allocation
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.identity import fresh_identity, identity_of
from tempa.desks.frame.objections import ObjectionForm, shown
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.words import number
from tempa.desks.frame.worker import is_alive, run_folder, start_console
from tempa.desks.park.allocation.planning import PARK
from tempa.ledger.rules import Refused
from tempa.registry import queries as registry


class NotedForm(ObjectionForm):
    workshop = forms.ChoiceField(label=gettext_lazy("Bengkel yang keberatan"))
    field_order = ("workshop",)

    def __init__(self, *args: Any, sites: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["workshop"].choices = sites  # type: ignore[attr-defined]


@door(*PARK)
def objections(request: HttpRequest, here: Here) -> HttpResponse:
    """All objections, the unanswered first, and the form to note one that came by word or letter."""
    programme, plan = here.programme, allocation.approved_plan(here.programme)
    names = registry.workshop_names(programme)
    makers = {w.workshop for w in registry.workshops(programme) if w.kind != "facility"}
    sites = sorted(((k, v) for k, v in names.items() if k in makers), key=lambda kv: kv[1])
    form = NotedForm(request.POST if request.method == "POST" else None, sites=sites)
    if request.method == "POST" and form.is_valid() and plan is not None:
        try:
            made = actions.raise_objection(
                programme, plan=plan.plan, workshop=form.cleaned_data["workshop"], words=form.cleaned_data["words"],
                changes=form.changes(), at=here.now, by=here.person, identity=identity_of(request),
            )  # fmt: skip
        except Refused as refused:
            form.add_error("words", spoken(refused))
        else:
            return redirect("park-objection", objection=made)
    found = [shown(o, names) for o in allocation.objections(programme)[:200]]
    unanswered = [o for o in found if o["state"] in {"open", "replayed"}]
    return render(request, "park/objections.html", {
        "title": _("Keberatan"), "section": "park-objections", "form": form, "identity": fresh_identity(), "plan": plan,
        "found": unanswered + [o for o in found if o not in unanswered], "answer": answer(len(found), len(unanswered)),
    }, status=400 if form.errors else 200)  # fmt: skip


def answer(count: int, unanswered: int) -> str:
    if not count:
        return _("Belum ada keberatan.")
    if not unanswered:
        return _("Semua keberatan (%(n)s) sudah dijawab.") % {"n": number(count)}
    return _("%(n)s keberatan menunggu jawaban.") % {"n": number(unanswered)}


@require_GET
@door(*PARK)
def objection(request: HttpRequest, here: Here, objection: UUID) -> HttpResponse:
    """One objection: its words, what planning again shows, and the answer."""
    found = allocation.objection_named(here.programme, objection)
    if found is None:
        raise Http404
    return render(request, "park/objection.html", {
        "title": _("Keberatan %(n)s") % {"n": found.number}, "section": "park-objections", "identity": fresh_identity(),
        "o": shown(found, registry.workshop_names(here.programme)), "is_replaying": is_alive(replaying(objection)),
    })  # fmt: skip


@require_POST
@door(*PARK)
def replay(request: HttpRequest, here: Here, objection: UUID) -> HttpResponse:
    """Plan the same inputs again, without and with the objection's change, beside the server."""
    try:
        actions.may_replay(here.programme, objection=objection)
    except Refused as refused:
        messages.error(request, spoken(refused))
    else:
        if not is_alive(replaying(objection)):
            start_console(replaying(objection), ["work", "--replay", str(objection), str(here.person.public_id)])
        messages.info(request, _("Dihitung ulang dua kali dengan waktu sebanyak rencana aslinya. Muat ulang halaman ini nanti."))
    return back(here, objection)


@require_POST
@door(*PARK)
def reply(request: HttpRequest, here: Here, objection: UUID) -> HttpResponse:
    """Answer in words, once."""
    try:
        actions.answer_objection(
            here.programme, objection=objection, upheld=request.POST.get("upheld") == "yes", answer=request.POST.get("answer", ""),
            at=here.now, by=here.person, identity=identity_of(request),
        )  # fmt: skip
    except Refused as refused:
        messages.error(request, spoken(refused))
    else:
        messages.success(request, _("Jawaban tercatat; bengkel dapat membacanya."))
    return back(here, objection)


def back(here: Here, objection: UUID) -> HttpResponse:
    if allocation.objection_named(here.programme, objection) is None:
        return redirect("park-objections")
    return redirect("park-objection", objection=objection)


def replaying(objection: UUID) -> Any:
    return run_folder(f"keberatan-{objection}")
