"""Failed units with what became of them, first articles that wait to be released, and actions against causes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.desks.frame import figures
from tempa.desks.frame.deeds import DeedForm, form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.fields import DayField, WholeNumberField
from tempa.desks.frame.listing import Filter, Listing, every
from tempa.desks.frame.quality.parts import Part, tables_in
from tempa.desks.frame.quality.speech import DECISIONS, said, tag_of
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, moment, number, rp
from tempa.ledger.rules import PARK
from tempa.quality import actions, queries
from tempa.quality.actions.causes import Tackle
from tempa.registry import queries as registry


class UnitForm(DeedForm):
    """What becomes of failed units of one lot."""

    send = gettext_lazy("Simpan putusan")

    serials = forms.MultipleChoiceField(label=gettext_lazy("Unit gagal (dari satu lot)"), widget=forms.CheckboxSelectMultiple)
    decided = forms.ChoiceField(
        label=gettext_lazy("Putusan"), widget=forms.RadioSelect,
        choices=[("rework", gettext_lazy("Diperbaiki, lalu diperiksa ulang")),
                 ("scrapped", gettext_lazy("Dimusnahkan; bengkel membuat gantinya dengan nomor seri baru"))],
    )  # fmt: skip
    cost = WholeNumberField(label=gettext_lazy("Biaya, bila diketahui (Rp)"), required=False, min_value=0)
    reason = forms.CharField(label=gettext_lazy("Apa yang dilakukan dan mengapa"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)

    def __init__(self, here: Here, request: HttpRequest | None = None, *, failed: list[queries.Nonconformity]) -> None:
        super().__init__(here, request, address=reverse("park-nonconformities-decide"), mark="unit")
        units = {n.inspection.serial: n for n in failed}
        self.fields["serials"].choices = [  # type: ignore[attr-defined]
            (serial, f"{serial} ({n.inspection.lot}): {'; '.join(n.words)}") for serial, n in sorted(units.items())
        ]


class FirstArticleForm(DeedForm):
    """Release a workshop's first article, or not."""

    send = gettext_lazy("Simpan putusan")

    inspection = forms.ChoiceField(label=gettext_lazy("Unit pertama"))
    release = forms.TypedChoiceField(
        label=gettext_lazy("Putusan"), widget=forms.RadioSelect, coerce=lambda choice: choice == "yes",
        choices=[("yes", gettext_lazy("Lepas: bengkel boleh melanjutkan, lotnya boleh diperiksa")), ("no", gettext_lazy("Belum: perbaiki dulu"))],
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("Catatan"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)

    def __init__(self, here: Here, request: HttpRequest | None = None, *, waiting: list[queries.Inspection]) -> None:
        super().__init__(here, request, address=reverse("park-first-articles-decide"), mark="pertama")
        self.fields["inspection"].choices = [  # type: ignore[attr-defined]
            (str(i.inspection), f"{i.type} {i.maker} {i.serial}: {said(DECISIONS, i.result)}") for i in waiting
        ]


class CauseForm(DeedForm):
    """A cause of failures, what is done against it, by whom and until when."""

    send = gettext_lazy("Buka tindakan")

    workshop = forms.ChoiceField(label=gettext_lazy("Bengkel"))
    type = forms.CharField(label=gettext_lazy("Kode jenis mesin, bila hanya satu"), required=False, max_length=60)
    check_code = forms.CharField(label=gettext_lazy("Kode butir periksa, bila hanya satu"), required=False, max_length=12)
    cause = forms.CharField(label=gettext_lazy("Sebab cacatnya"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)
    what = forms.CharField(label=gettext_lazy("Yang dilakukan"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)
    owner = forms.CharField(label=gettext_lazy("Penanggung jawab"), max_length=120)
    due_on = DayField(label=gettext_lazy("Tenggat"))

    def __init__(self, here: Here, request: HttpRequest | None = None) -> None:
        super().__init__(here, request, address=reverse("park-causes-open"), mark="sebab")
        sites = [(w.workshop, f"{w.workshop} {w.name}") for w in registry.makers(here.programme)]
        self.fields["workshop"].choices = sites  # type: ignore[attr-defined]


class CloseForm(DeedForm):
    """The figures close an action; nobody else can."""

    send = gettext_lazy("Tutup dengan data")


@door(*PARK)
def nonconformities(request: HttpRequest, here: Here) -> HttpResponse:
    return show_failures(request, here)


def show_failures(request: HttpRequest, here: Here, *, sent: DeedForm | None = None) -> HttpResponse:
    found = queries.nonconformities(here.programme)
    undecided = undecided_of(found)
    form = sent or (UnitForm(here, failed=undecided) if undecided else None)
    decisions, makers = {n.decided for n in found}, sorted({n.inspection.maker for n in found})
    listing = Listing(
        title=_("Ketidaksesuaian"), rows=found, columns=failure_columns(here),
        filters=(
            Filter("putusan", _("Putusan"), every((d or "-", said(DECISIONS, d) if d else _("belum diputus")) for d in sorted(decisions)),
                   lambda c: lambda n: (n.decided or "-") == c),
            Filter("kelas", _("Kelas"), every([("kritis", _("kritis")), ("mayor", _("mayor"))]),
                   lambda c: lambda n: n.is_critical == (c == "kritis")),
            Filter("bengkel", _("Bengkel"), every((m, figures.workshop_words(here, m)) for m in makers), lambda c: lambda n: n.inspection.maker == c),
        ),
        file_name=f"ketidaksesuaian-{here.programme.code}", empty=_("Belum ada unit yang gagal."),
    )  # fmt: skip
    cost = sum(n.cost or 0 for n in found)
    said_first = _("%(n)s ketidaksesuaian, %(open)s belum diputus; biaya perbaikan dan penggantian sejauh ini %(cost)s.") % {
        "n": number(len(found)), "open": number(len(undecided)), "cost": rp(cost),
    }  # fmt: skip
    page = listing.respond(
        request, "park/nonconformities.html", section="park-nonconformities", answer=said_first if found else "", form=form
    )
    page.status_code = sent.status if sent else page.status_code
    return page


def undecided_of(found: list[queries.Nonconformity]) -> list[queries.Nonconformity]:
    return [n for n in found if not n.decided and n.inspection.round > 0]


def failure_columns(here: Here) -> list[Column[queries.Nonconformity]]:
    return [
        Column("serial", lambda n: n.inspection.serial, words=_("Unit"), sort="unit", wide=True),
        Column("lot", lambda n: n.inspection.lot, sort="lot", link=lambda n: reverse("park-quality-lot", args=[n.inspection.lot])),
        Column("workshop", lambda n: figures.workshop_words(here, n.inspection.maker), sort="bengkel", wide=True),
        Column("what", lambda n: "; ".join(n.words), words=_("Yang tidak memenuhi"), wide=True),
        Column("class", lambda n: _("kritis") if n.is_critical else _("mayor"), words=_("Kelas"), tag=lambda n: "late" if n.is_critical else ""),
        Column("decided", lambda n: said(DECISIONS, n.decided) if n.decided else _("belum diputus"), words=_("Putusan"),
               tag=lambda n: tag_of(n.decided) if n.is_closed else "doubt", urgent=True),
        Column("cost", lambda n: n.cost, lambda cost: rp(cost) if cost else "", words=_("Biaya"), sort="biaya", numeric=True),
        Column("at", lambda n: n.inspection.received_at, moment, sort="waktu"),
    ]  # fmt: skip


@door(*PARK)
@form_of("park-nonconformities")
def decide(request: HttpRequest, here: Here) -> HttpResponse:
    form = UnitForm(here, request, failed=undecided_of(queries.nonconformities(here.programme)))
    return form.carried_out(
        request, lambda **deed: actions.decide_unit(here.programme, **form.typed, **deed), to=lambda _: reverse("park-nonconformities"),
        done=_("Putusan tercatat."),
    ) or show_failures(request, here, sent=form)  # fmt: skip


@door(*PARK)
def first_articles(request: HttpRequest, here: Here) -> HttpResponse:
    return show_first(request, here)


def show_first(request: HttpRequest, here: Here, *, sent: DeedForm | None = None) -> HttpResponse:
    waiting, decided = list(queries.waiting_first_articles(here.programme)), list(queries.first_articles(here.programme))
    tasks = queries.first_articles_to_inspect(here.programme, here.today)
    listing = Listing(
        title=_("Unit pertama"), rows=decided, columns=first_columns(here),
        filters=(
            Filter("putusan", _("Putusan"), every([("dilepas", _("dilepas")), ("belum", _("belum dilepas"))]),
                   lambda c: lambda f: f.is_released == (c == "dilepas")),
            Filter("bengkel", _("Bengkel"), every((w, figures.workshop_words(here, w)) for w in sorted({f.workshop for f in decided})),
                   lambda c: lambda f: f.workshop == c),
        ),
        file_name=f"unit-pertama-{here.programme.code}", empty=_("Belum ada unit pertama yang diputus."),
    )  # fmt: skip
    answer = _("%(waiting)s unit pertama menunggu dilepas, %(todo)s menunggu diperiksa, %(done)s sudah dilepas.") % {
        "waiting": number(len(waiting)), "todo": number(len(tasks)), "done": number(sum(f.is_released for f in decided)),
    }  # fmt: skip
    form = sent or (FirstArticleForm(here, waiting=waiting) if waiting else None)
    page = listing.respond(
        request, "park/first_articles.html", section="park-first-articles", answer=answer, form=form, tasks=tasks_table(here, tasks)
    )
    page.status_code = sent.status if sent else page.status_code
    return page


def tasks_table(here: Here, tasks: list[dict[str, Any]]) -> Table[dict[str, Any]]:
    return Table(_("Unit pertama yang belum diperiksa"), tasks, [
        Column("type", lambda t: figures.type_words(here, t["type"]), wide=True),
        Column("workshop", lambda t: figures.workshop_words(here, t["maker"]), wide=True),
        Column("serial", lambda t: t["units"][0]["serial"], words=_("Unit")), Column("lot", lambda t: t["lot"]),
        Column("form", lambda t: f"{t['form']['revision']} / {t['form']['version']}", words=_("Revisi dan formulir")),
    ], empty=_("Tidak ada: setiap unit pertama yang sudah jadi telah diperiksa."), most=100)  # fmt: skip


def first_columns(here: Here) -> list[Column[queries.FirstArticle]]:
    return [
        Column("type", lambda f: figures.type_words(here, f.type), sort="jenis", wide=True),
        Column("revision", lambda f: f.revision, words=_("Revisi")),
        Column("workshop", lambda f: figures.workshop_words(here, f.workshop), sort="bengkel", wide=True),
        Column("serial", lambda f: f.inspection.serial, words=_("Unit"), wide=True),
        Column("released", lambda f: _("dilepas") if f.is_released else _("belum: %(why)s") % {"why": f.reason}, words=_("Putusan"),
               tag=lambda f: "good" if f.is_released else "late", urgent=True),
        Column("inspector", lambda f: f.inspector.name, words=_("Pemeriksa"), sort="pemeriksa"),
        Column("by", lambda f: f.by.name, words=_("Diputus"), sort="pemutus"), Column("at", lambda f: f.at, moment, sort="waktu"),
    ]  # fmt: skip


@door(*PARK)
@form_of("park-first-articles")
def decide_first(request: HttpRequest, here: Here) -> HttpResponse:
    form = FirstArticleForm(here, request, waiting=list(queries.waiting_first_articles(here.programme)))
    return form.carried_out(
        request, lambda **deed: actions.decide_first_article(
            here.programme, inspection=UUID(form.cleaned_data["inspection"]), release=form.cleaned_data["release"],
                reason=form.cleaned_data["reason"],
            **deed), to=lambda _: reverse("park-first-articles"), done=_("Putusan tercatat."),
    ) or show_first(request, here, sent=form)  # fmt: skip


@door(*PARK)
def causes(request: HttpRequest, here: Here) -> HttpResponse:
    return show_causes(request, here)


def show_causes(request: HttpRequest, here: Here, *, opened: DeedForm | None = None, closed: tuple[UUID, DeedForm] | None = None) -> HttpResponse:
    found = list(queries.corrective_actions(here.programme))
    effects = queries.effects(here.programme, found)
    running = [a for a in found if a.closed_at is None]
    closing = [
        closed[1] if closed and closed[0] == a.action else CloseForm(
            here, address=reverse("park-causes-close", args=[a.action]), mark=f"tutup-{a.number}", about=str(a.number))
        for a in running if (closed and closed[0] == a.action) or effects[a.action].is_enough
    ]  # fmt: skip
    parts = [
        Part(_("Tindakan"), table=causes_table(here, found, effects),
             told=[_("Sebuah tindakan hanya ditutup oleh data: peluang bahwa cacatnya berkurang harus paling sedikit 90 persen.")], forms=closing),
        Part(_("Tindakan baru"), forms=[opened or CauseForm(here)]),
    ]  # fmt: skip
    late = sum(a.due_on < here.today for a in running)
    status = max((f.status for f in (opened, closed[1] if closed else None) if f), default=200)
    return respond(request, "quality/page.html", {
        "title": _("Sebab dan tindakan"), "section": "park-causes", "parts": parts, **tables_in(parts),
        "answer": _("%(open)s tindakan berjalan, %(late)s lewat tenggat, %(done)s ditutup dengan data.") % {
            "open": number(len(running)), "late": number(late), "done": number(len(found) - len(running)),
        },
    }, file_name=f"tindakan-{here.programme.code}", status=status)  # fmt: skip


def causes_table(
    here: Here, found: list[queries.CorrectiveAction], effects: dict[UUID, queries.Effect]
) -> Table[queries.CorrectiveAction]:
    def effect_words(a: queries.CorrectiveAction) -> str:
        e = effects[a.action]
        return _("sebelum %(x)s dari %(n)s, sesudah %(y)s dari %(m)s; peluang berkurang %(p)s") % {
            "x": e.before.bad, "n": e.before.inspected, "y": e.after.bad, "m": e.after.inspected, "p": f"{int(e.chance * 100)} %"}  # fmt: skip

    return Table(_("Tindakan atas sebab cacat"), found, [
        Column("number", lambda a: a.number, words=_("Nomor"), numeric=True),
        Column("workshop", lambda a: figures.workshop_words(here, a.workshop), wide=True),
        Column("cause", lambda a: a.cause, words=_("Sebab"), wide=True), Column("what", lambda a: a.what, words=_("Tindakan"), wide=True),
        Column("owner", lambda a: a.owner, words=_("Penanggung jawab")), Column("due", lambda a: a.due_on, day, words=_("Tenggat")),
        Column("effect", effect_words, words=_("Cacat"), wide=True),
        Column("state", lambda a: _("ditutup") if a.closed_at else _("berjalan"), words=_("Keadaan"), tag=lambda a: "good" if a.closed_at
            else "doubt",
               urgent=True),
    ], empty=_("Belum ada tindakan. Buka satu bila cacat yang sama berulang."))  # fmt: skip


@door(*PARK)
@form_of("park-causes")
def open_cause(request: HttpRequest, here: Here) -> HttpResponse:
    form = CauseForm(here, request)
    return form.carried_out(
        request, lambda **deed: actions.tackle_cause(here.programme, tackle=Tackle(**form.typed), **deed), to=lambda _: reverse("park-causes"),
        done=_("Tindakan dibuka."),
    ) or show_causes(request, here, opened=form)  # fmt: skip


@door(*PARK)
@form_of("park-causes")
def close_cause(request: HttpRequest, here: Here, action: UUID) -> HttpResponse:
    form = CloseForm(here, request, address=request.path, mark="tutup")
    return form.carried_out(
        request, lambda **deed: actions.close_cause(here.programme, action=action, **deed), to=lambda _: reverse("park-causes"),
        done=_("Tindakan ditutup: datanya menunjukkan cacat berkurang."),
    ) or show_causes(request, here, closed=(action, form))  # fmt: skip


