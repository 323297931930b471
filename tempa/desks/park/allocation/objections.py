"""Objections of workshops: noted, planned again with what they say, answered; all of it stays on record."""

from __future__ import annotations

from pathlib import Path
from typing import Unpack
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tempa.allocation import actions, rules
from tempa.allocation import queries as allocation
from tempa.desks.frame.deeds import Deed, DeedForm, form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.objections import ObjectionForm, objections_table, shown
from tempa.desks.frame.tables import respond
from tempa.desks.frame.words import number
from tempa.desks.frame.worker import is_alive, run_folder, start_console, turn_words
from tempa.ledger.rules import PARK
from tempa.registry import queries as registry


class NotedForm(ObjectionForm):
    """An objection that came by word or letter, noted for its workshop."""

    send = gettext_lazy("Catat keberatan")
    field_order = ("workshop",)

    workshop = forms.ChoiceField(label=gettext_lazy("Bengkel yang keberatan"))

    def __init__(self, here: Here, request: HttpRequest | None = None, *, sites: list[tuple[str, str]]) -> None:
        super().__init__(here, request)
        self.fields["workshop"].choices = sites  # type: ignore[attr-defined]


class ReplayForm(DeedForm):
    """The inputs of an objection's plan are planned again."""

    send = gettext_lazy("Hitung ulang sebagai bukti")
    look = ""


class AnswerForm(DeedForm):
    """The park answers in words: the objection is right, or the plan stands."""

    send = gettext_lazy("Kirim jawaban")

    upheld = forms.TypedChoiceField(
        label=gettext_lazy("Putusan"), widget=forms.RadioSelect, coerce=lambda choice: choice == "yes", initial="no",
        choices=[("yes", gettext_lazy("Keberatan dibenarkan: datanya diperbaiki dan rencana baru dihitung")),
                 ("no", gettext_lazy("Keberatan tidak dibenarkan: rencana tetap"))],
    )  # fmt: skip
    answer = forms.CharField(label=gettext_lazy("Jawaban dengan kata"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)


@door(*PARK)
def objections(request: HttpRequest, here: Here) -> HttpResponse:
    """All objections, the unanswered first, and the form to note one that came by word or letter."""
    programme, plan = here.programme, allocation.approved_plan(here.programme)
    names = registry.workshop_names(programme)
    makers = {w.workshop for w in registry.workshops(programme) if w.kind != "facility"}
    form = NotedForm(here, request, sites=sorted(((k, v) for k, v in names.items() if k in makers), key=lambda kv: kv[1]))
    gone_on = plan and form.carried_out(
        request, lambda **deed: actions.raise_objection(programme, plan=plan.plan, **form.said(), **deed),
        to=lambda made: reverse("park-objection", args=[made]),
    )  # fmt: skip
    if gone_on:
        return gone_on
    found = [shown(o, names) for o in allocation.objections(programme)]
    unanswered = [o for o in found if o["state"] in {"open", "replayed"}]
    return respond(request, "park/objections.html", {
        "title": _("Keberatan"), "section": "park-objections", "form": form, "plan": plan,
        "table": objections_table([*unanswered, *(o for o in found if o not in unanswered)], "park-objection"),
        "answer": answer(len(found), len(unanswered)),
    }, file_name=f"keberatan-{programme.code}", status=form.status)  # fmt: skip


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
    return show(request, here, objection)


@door(*PARK)
@form_of("park-objection", "objection")
def replay(request: HttpRequest, here: Here, objection: UUID) -> HttpResponse:
    """Plan the same inputs again, without and with the objection's change, beside the server."""
    form = ReplayForm(here, request, address=request.path, mark="ulang")

    def start(**_deed: Unpack[Deed]) -> None:
        actions.may_replay(here.programme, objection=objection)
        if not is_alive(replaying(objection)):
            start_console(replaying(objection), ["work", "--replay", str(objection), str(here.person.public_id)], here.person.public_id)

    return form.carried_out(
        request, start, to=lambda _: reverse("park-objection", args=[objection]),
        done=_("Dihitung ulang dua kali dengan waktu sebanyak rencana aslinya. Muat ulang halaman ini nanti."),
    ) or show(request, here, objection, replay=form)  # fmt: skip


@door(*PARK)
@form_of("park-objection", "objection")
def reply(request: HttpRequest, here: Here, objection: UUID) -> HttpResponse:
    """Answer in words, once."""
    form = AnswerForm(here, request, address=request.path, mark="jawab")
    return form.carried_out(
        request, lambda **deed: actions.answer_objection(here.programme, objection=objection, **form.typed, **deed),
        to=lambda _: reverse("park-objection", args=[objection]), done=_("Jawaban tercatat; bengkel dapat membacanya."),
    ) or show(request, here, objection, reply=form)  # fmt: skip


def show(request: HttpRequest, here: Here, objection: UUID, **sent: DeedForm) -> HttpResponse:
    """The page of an objection; `sent` is a form that came back, shown even where it can no longer be sent."""
    found = allocation.objection_named(here.programme, objection)
    if found is None:
        raise Http404
    o = shown(found, registry.workshop_names(here.programme))
    here_forms: dict[str, DeedForm] = {}
    if rules.may_answer(here.who, is_answered=found.answered_at is not None):
        here_forms["reply"] = AnswerForm(here, address=reverse("park-objection-answer", args=[objection]), mark="jawab")
        if o["told"] and not is_alive(replaying(objection)):
            here_forms["replay"] = ReplayForm(here, address=reverse("park-objection-replay", args=[objection]), mark="ulang")
    here_forms |= sent
    return respond(request, "park/objection.html", {
        "title": _("Keberatan %(n)s") % {"n": found.number}, "section": "park-objections", "o": o, "outcomes": o["outcomes"],
        "is_replaying": found.answered_at is None and is_alive(replaying(objection)), "turn": turn_words(replaying(objection)), **here_forms,
    }, file_name=f"keberatan-{found.number}", status=max((f.status for f in here_forms.values()), default=200))  # fmt: skip


def replaying(objection: UUID) -> Path:
    return run_folder(f"keberatan-{objection}")
