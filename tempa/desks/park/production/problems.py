"""Problems of makers at the park: who sees to each, until when, what was done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Unpack

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from tempa.desks.frame.addresses import addresses
from tempa.desks.frame.deeds import DeedForm, FormShape, sent_as
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.fields import DayField
from tempa.desks.frame.listing import Filter, Listing, every
from tempa.desks.frame.production import KINDS, TroubleForm
from tempa.desks.frame.tables import Column
from tempa.desks.frame.words import day, number
from tempa.ledger.rules import PARK
from tempa.production import actions
from tempa.production import queries as production
from tempa.registry import queries as registry


class TakeForm(DeedForm):
    """Who sees to it, until when."""

    send = gettext_lazy("Tetapkan penanggung jawab")

    owner = forms.ChoiceField(
        label=gettext_lazy("Penanggung jawab"), error_messages={"invalid_choice": gettext_lazy("Pilih penanggung jawab dari daftar.")}
    )
    due_on = DayField(
        label=gettext_lazy("Selesai paling lambat"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Tulis tanggal seperti 2020-08-17."), "required": gettext_lazy("Pilih tanggalnya.")},
    )  # fmt: skip

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        self.fields["owner"].choices = [(c, n if c == n else f"{n} ({c})") for c, n in production.organisations(here.programme).items()]  # type: ignore[attr-defined]


class DoneForm(DeedForm):
    """It is over."""

    send = gettext_lazy("Kendala selesai")

    done = forms.CharField(
        label=gettext_lazy("Apa yang dilakukan"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Paling sedikit 10 huruf."),
    )  # fmt: skip


class OfficeTroubleForm(TroubleForm):
    """What the office was told."""

    workshop = forms.ChoiceField(label=gettext_lazy("Bengkel"))

    def __init__(self, here: Here, request: HttpRequest | None = None, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, lots=production.lot_cards(here.programme, here.today), **more)
        self.fields["workshop"].choices = list(registry.makers(here.programme).values_list("key", "name"))  # type: ignore[attr-defined]
        self.order_fields(["workshop"])


@require_GET
@door(*PARK)
def problems(request: HttpRequest, here: Here) -> HttpResponse:
    """All problems, the open ones first, without an owner on top."""
    rows = sorted(production.problems(here.programme), key=lambda p: (p.closed_at is not None, bool(p.owner), p.due_on or here.today, p.problem))
    names, owners = registry.workshop_names(here.programme), production.organisations(here.programme)
    to_problem = addresses("park-production-problem")

    def state(p: production.Problem) -> str:
        if p.closed_at is not None:
            return "done"
        return "late" if p.due_on and p.due_on < here.today else "owned" if p.owner else "open"

    words = {"open": _("belum ada penanggung jawab"), "late": _("lewat tanggal"), "owned": _("ditangani"), "done": _("selesai")}
    marks = {"open": "late", "late": "late", "owned": "doubt", "done": "good"}
    listing = Listing(
        title=_("Kendala"), rows=rows, file_name=f"kendala-{here.programme.code}",
        columns=[
            Column("problem", lambda p: p.problem, words=_("Nomor"), sort="nomor", link=lambda p: to_problem(p.problem)),
            Column("state", lambda p: words[state(p)], words=_("Keadaan"), tag=lambda p: marks[state(p)], urgent=True),
            Column("kind", lambda p: str(KINDS[p.kind]), words=_("Kendala"), sort="jenis"),
            Column("workshop", lambda p: names.get(p.workshop, p.workshop), words=_("Bengkel"), sort="bengkel"),
            Column("lot", lambda p: p.lot, sort="lot"),
            Column("words", lambda p: p.words, words=_("Kata bengkel"), wide=True),
            Column("owner", lambda p: owners.get(p.owner, p.owner), words=_("Penanggung jawab")),
            Column("due", lambda p: p.due_on, lambda d: day(d) if d else "", words=_("Paling lambat"), sort="tenggat"),
            Column("stated", lambda p: p.stated_at, lambda at: day(at.date()), words=_("Disampaikan"), sort="disampaikan"),
        ],
        filters=[
            Filter("keadaan", _("Keadaan"), every(words.items()), lambda c: lambda p: state(p) == c),
            Filter("jenis", _("Kendala"), every([(k, str(w)) for k, w in KINDS.items()]), lambda c: lambda p: p.kind == c),
        ],
        empty=_("Belum ada kendala. Bengkel menyampaikannya lewat tautannya dengan tombol Ada kendala; kantor mencatatnya dengan tombol di atas."),
    )  # fmt: skip
    return listing.respond(request, "park/production_problems.html", section="park-production-problems", answer=answer(rows, state))


def answer(rows: Sequence[production.Problem], state: Callable[[production.Problem], str]) -> str:
    found = [state(p) for p in rows]
    still = len(found) - found.count("done")
    if not rows:
        return ""
    told = ngettext("%(n)s kendala terbuka.", "%(n)s kendala terbuka.", still) % {"n": number(still)}
    if found.count("open"):
        told += " " + _("%(n)s belum punya penanggung jawab.") % {"n": number(found.count("open"))}
    if found.count("late"):
        told += " " + _("%(n)s lewat tanggalnya.") % {"n": number(found.count("late"))}
    return told


@door(*PARK)
def new(request: HttpRequest, here: Here) -> HttpResponse:
    """The office writes down what it was told."""
    form = OfficeTroubleForm(here, request)
    gone_on = form.carried_out(
        request, lambda **deed: actions.state_problem(here.programme, trouble=form.trouble(form.cleaned_data["workshop"], "office"), **deed),
        to=lambda _: reverse("park-production-problems"), done=_("Kendala tercatat."),
    )  # fmt: skip
    return gone_on or render(request, "park/production_problem.html", {
        "title": _("Catat kendala"), "section": "park-production-problems", "form": form,
    }, status=form.status)  # fmt: skip


@door(*PARK)
def problem(request: HttpRequest, here: Here, problem: str) -> HttpResponse:
    """One problem: what was said, who sees to it, what was done."""
    found = production.problem_named(here.programme, problem)
    if found is None:
        raise Http404
    back = reverse("park-production-problem", args=[problem])
    initial = {"owner": found.owner, "due_on": found.due_on}
    take = TakeForm(here, sent_as(request, "owner"), mark="ambil", initial=initial)
    done = DoneForm(here, sent_as(request, "done"), mark="selesai")
    gone_on = take.carried_out(
        request, lambda **deed: actions.take_problem(here.programme, problem=problem, **take.typed, **deed), to=lambda _: back,
        done=_("Penanggung jawab tercatat."),
    ) or done.carried_out(
        request, lambda **deed: actions.close_problem(here.programme, problem=problem, **done.typed, **deed), to=lambda _: back,
        done=_("Kendala ditutup."),
    )  # fmt: skip
    is_open = found.closed_at is None
    return gone_on or render(request, "park/production_problem.html", {
        "title": _("Kendala %(code)s: %(kind)s") % {"code": problem, "kind": KINDS[found.kind]}, "section": "park-production-problems",
        "problem": found, "workshop": registry.workshop_names(here.programme).get(found.workshop, found.workshop),
        "owner": production.organisations(here.programme).get(found.owner, ""),
        "take": take if is_open or take.is_bound else None, "done": done if is_open or done.is_bound else None,
        "photos": [reverse("park-paper", args=[digest]) for digest in found.photos],
    }, status=max(take.status, done.status))  # fmt: skip
