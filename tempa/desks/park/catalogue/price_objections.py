"""Objections to prices at the park: the list, letters noted, one with both sides, the answer, and the head who overrules."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tempa.catalogue import actions, rules
from tempa.catalogue import queries as catalogue
from tempa.desks.frame.deeds import DeedForm, form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.price_objections import CaseFields, objections_table, shown, stage_of
from tempa.desks.frame.tables import respond
from tempa.desks.frame.words import number
from tempa.ledger.rules import PARK
from tempa.registry import queries as registry


class LetterForm(CaseFields):
    """An objection that came by letter: of a workshop, or of an association."""

    send = gettext_lazy("Catat keberatan harga")
    field_order = ("workshop", "association")

    workshop = forms.ChoiceField(label=gettext_lazy("Bengkel yang keberatan"), required=False)
    association = forms.CharField(
        label=gettext_lazy("Atau asosiasi yang keberatan"), required=False, max_length=200, help_text=gettext_lazy("Suratnya wajib dilampirkan.")
    )

    def __init__(self, here: Here, request: HttpRequest | None = None) -> None:
        super().__init__(here, request, programme=here.programme, chosen=request.GET.get("jenis", "") if request else "")
        sites = sorted(((w.workshop, w.name) for w in registry.makers(here.programme)), key=lambda site: site[1])
        self.fields["workshop"].choices = [("", "–"), *sites]  # type: ignore[attr-defined]


class AnswerForm(DeedForm):
    """The park answers in words, with the new price's sheet where there is one."""

    send = gettext_lazy("Kirim jawaban")

    upheld = forms.TypedChoiceField(
        label=gettext_lazy("Putusan"), widget=forms.RadioSelect, coerce=lambda choice: choice == "yes", initial="no",
        choices=[("yes", gettext_lazy("Keberatan dibenarkan: HPS diperbaiki")), ("no", gettext_lazy("Harga tetap"))],
    )  # fmt: skip
    answer = forms.CharField(label=gettext_lazy("Alasan dengan kata dan angka"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)
    sheet = forms.CharField(label=gettext_lazy("Nomor lembar HPS yang baru"), required=False, max_length=80)


class OverruleForm(DeedForm):
    """The head lets contracts of the type go on before the answer."""

    send = gettext_lazy("Kesampingkan")
    look = "danger"

    reason = forms.CharField(label=gettext_lazy("Mengapa kontrak tidak menunggu jawaban"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


@door(*PARK)
def price_objections(request: HttpRequest, here: Here) -> HttpResponse:
    """All objections to prices, those that hold contracts first, and the form to note a letter."""
    form = LetterForm(here, request)
    gone_on = form.carried_out(
        request, lambda **deed: actions.object_to_price(
            here.programme, form.case(workshop=form.typed["workshop"], association=form.typed["association"]), attachments=form.attachments(), **deed
        ), to=lambda made: reverse("park-price-objection", args=[made]),
    )  # fmt: skip
    if gone_on:
        return gone_on
    found = list(catalogue.price_objections(here.programme))
    found.sort(key=lambda o: ("open", "overruled").index(stage_of(o)) if o.answered_at is None else 2)
    return respond(request, "park/price_objections.html", {
        "title": _("Keberatan harga"), "section": "park-price-objections", "form": form, "answer": answer(found),
        "table": objections_table(
            shown(here.programme, found, registry.workshop_names(here.programme)),
            lambda o: reverse("park-price-objection", args=[o["objection"].objection]),
        ),
    }, file_name=f"keberatan-harga-{here.programme.code}", status=form.status)  # fmt: skip


def answer(found: Sequence[catalogue.PriceObjection]) -> str:
    waiting = [o for o in found if stage_of(o) == "open"]
    if not found:
        return _("Belum ada keberatan harga.")
    if not waiting:
        return _("Tidak ada keberatan harga yang menahan kontrak.")
    return _("%(n)s keberatan harga menunggu jawaban; kontrak %(types)s jenis tertahan karenanya.") % {
        "n": number(len(waiting)), "types": number(len({o.type for o in waiting})),
    }  # fmt: skip


@require_GET
@door(*PARK)
def price_objection(request: HttpRequest, here: Here, objection: UUID) -> HttpResponse:
    return show(request, here, objection)


@door(*PARK)
@form_of("park-price-objection", "objection")
def reply(request: HttpRequest, here: Here, objection: UUID) -> HttpResponse:
    """Answer in words, once."""
    form = AnswerForm(here, request, address=request.path, mark="jawab")
    return form.carried_out(
        request, lambda **deed: actions.answer_price_objection(here.programme, objection=objection, **form.typed, **deed),
        to=lambda _: reverse("park-price-objection", args=[objection]), done=_("Jawaban tercatat; yang keberatan dapat membacanya."),
    ) or show(request, here, objection, reply=form)  # fmt: skip


@door(*PARK)
@form_of("park-price-objection", "objection")
def overrule(request: HttpRequest, here: Here, objection: UUID) -> HttpResponse:
    """Let contracts of the type go on, by name and with a reason."""
    form = OverruleForm(here, request, address=request.path, mark="kesamping")
    return form.carried_out(
        request, lambda **deed: actions.overrule_price_objection(here.programme, objection=objection, **form.typed, **deed),
        to=lambda _: reverse("park-price-objection", args=[objection]), done=_("Tercatat atas nama Anda. Jawabannya tetap ditunggu."),
    ) or show(request, here, objection, overrule=form)  # fmt: skip


def show(request: HttpRequest, here: Here, objection: UUID, **sent: DeedForm) -> HttpResponse:
    """The page of an objection; `sent` is a form that came back, shown even where it can no longer be sent."""
    found = catalogue.price_objection_named(here.programme, objection)
    if found is None:
        raise Http404
    stage = rules.price_objection_stage(is_answered=found.answered_at is not None, is_overruled=found.overruled_at is not None)
    forms_here: dict[str, DeedForm] = {}
    if rules.may_answer_price_objection(here.who, is_answered=found.answered_at is not None):
        forms_here["reply"] = AnswerForm(here, address=reverse("park-price-objection-answer", args=[objection]), mark="jawab")
    if rules.may_overrule(here.who, stage=stage, set_by=catalogue.price_set_by(here.programme, found.type)):
        forms_here["overrule"] = OverruleForm(here, address=reverse("park-price-objection-overrule", args=[objection]), mark="kesamping")
    forms_here |= sent
    (o,) = shown(here.programme, [found], registry.workshop_names(here.programme), lambda sha256: reverse("park-paper", args=[sha256]))
    return respond(request, "park/price_objection.html", {
        "title": _("Keberatan harga %(n)s") % {"n": found.number}, "section": "park-price-objections", "o": o,
        "estimate": catalogue.prices(here.programme).get(found.type), **forms_here,
    }, status=max((f.status for f in forms_here.values()), default=200))  # fmt: skip
