"""What of quality waits today: samples to draw, lots to decide, first articles, holds and failed units, the most urgent first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.catalogue import queries as catalogue
from tempa.delivery import queries as delivery
from tempa.desks.frame.deeds import DeedForm, form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.quality.parts import Part, tables_in
from tempa.desks.frame.quality.speech import DECISIONS, TURNS, said, sentence_of, standing_words, tag_of
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, moment, number
from tempa.ledger.rules import PARK
from tempa.quality import actions, queries
from tempa.registry import queries as registry

MOST_DECIDED = 30


class PlanForm(DeedForm):
    """The samples of the chosen lots are drawn by the system."""

    send = gettext_lazy("Undi contoh lot yang dipilih")

    lots = forms.MultipleChoiceField(label=gettext_lazy("Lot yang menunggu"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, here: Here, request: HttpRequest | None = None, *, waiting: list[queries.ToPresent]) -> None:
        super().__init__(here, request, address=reverse("park-quality-plan"), mark="undi")
        names = catalogue.type_names(here.programme, {one.type for one in waiting})
        choices = [(one.presented.lot, words_of(one, names)) for one in waiting]
        self.fields["lots"].choices = choices  # type: ignore[attr-defined]
        self.fields["lots"].initial = [lot for lot, _words in choices]


def words_of(one: queries.ToPresent, names: dict[str, str]) -> str:
    return _("%(lot)s: %(n)s unit %(type)s dari %(maker)s, dinyatakan selesai %(day)s, pemeriksaan %(turn)s") % {
        "lot": one.presented.lot, "n": number(len(one.presented.serials)), "type": names.get(one.type, one.type), "maker": one.maker,
        "day": day(one.announced_at.date()), "turn": said(TURNS, one.presented.turn),
    }  # fmt: skip


class ReleaseHoldForm(DeedForm):
    """The head lets a workshop's lots of a type go on."""

    send = gettext_lazy("Lepas penahanan")
    look = "danger"

    workshop = forms.CharField(widget=forms.HiddenInput)
    type = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(label=gettext_lazy("Apa yang sudah diperbaiki dan diperiksa"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)


@door(*PARK)
def board(request: HttpRequest, here: Here) -> HttpResponse:
    return show(request, here)


def show(request: HttpRequest, here: Here, *, plan: DeedForm | None = None, release: DeedForm | None = None) -> HttpResponse:
    waiting = queries.to_present(here.programme)
    gated = without_gate(here, waiting)
    free = [one for one in waiting if not one.undecided and one not in gated]
    open_plans = list(queries.open_plans(here.programme))
    plans = list(zip(open_plans, queries.standings(here.programme, open_plans), strict=True))
    failed = queries.nonconformities(here.programme, only_open=True)
    undecided = [n for n in failed if not n.decided]
    held = [h for h in queries.holds(here.programme) if h.released_at is None]
    first = list(queries.waiting_first_articles(here.programme))
    ready = sum(s.is_complete or s.must_be_rejected for _p, s in plans)
    parts = [
        Part(_("Ditahan karena cacat kritis"), table=holds_table(held), forms=release_forms(here, held, release)) if held else None,
        Part(_("Menunggu keputusan dan pemeriksaan"), table=plans_table(here, plans)),
        Part(_("Menunggu contoh diundi"), told=how_drawn() if free else [_("Lot muncul di sini begitu bengkel menyatakannya selesai.")],
             forms=[plan or PlanForm(here, waiting=free)] if free else []),
        Part(_("Menunggu unit pertama"), table=gated_table(gated), told=[_(
            "Lot baru diperiksa sesudah unit pertama jenis dan revisi itu dari bengkelnya dilepas; sesudah lot ditolak perlu unit pertama lagi.")])
            if gated else None,
        Part(_("Unit pertama yang menunggu dilepas"), told=[_("%(n)s unit pertama sudah diperiksa.") % {"n": number(len(first))}],
             more=[(reverse("park-first-articles"), _("Buka unit pertama"))]) if first else None,
        Part(_("Unit gagal yang belum diputus"), told=[_("%(n)s unit; lotnya menunggu putusan itu.") % {"n": number(len(undecided))}],
             more=[(reverse("park-nonconformities"), _("Putuskan"))]) if undecided else None,
        Part(_("Keputusan terakhir"), table=decided_table(queries.decisions(here.programme)[:MOST_DECIDED])),
    ]  # fmt: skip
    parts = [part for part in parts if part is not None]
    shown = [part for part in parts if part is not None]
    return respond(request, "quality/page.html", {
        "title": _("Mutu"), "section": "park-quality", "answer": answer(free, plans, ready, undecided), "parts": shown,
        "alarms": alarms(here, held), **tables_in(shown),
    }, file_name=f"mutu-{here.programme.code}", status=max((f.status for f in (plan, release) if f), default=200))  # fmt: skip


def without_gate(here: Here, waiting: list[queries.ToPresent]) -> list[queries.ToPresent]:
    """Lots that wait for a first article."""
    through = queries.released(here.programme, here.today)
    revisions = queries.revisions_of(here.programme, {(one.contract, one.type) for one in waiting})
    return [one for one in waiting if queries.wants_first_article(one, revisions[one.contract, one.type], through)]


def offered(here: Here) -> list[queries.ToPresent]:
    """Lots whose sample can be drawn now."""
    waiting = queries.to_present(here.programme)
    gated = without_gate(here, waiting)
    return [one for one in waiting if not one.undecided and one not in gated]


def gated_table(gated: list[queries.ToPresent]) -> Table[queries.ToPresent]:
    return Table(_("Lot yang menunggu unit pertama"), gated, [
        Column("lot", lambda one: one.presented.lot, link=lambda one: reverse("park-quality-lot", args=[one.presented.lot])),
        Column("type", lambda one: one.type), Column("workshop", lambda one: one.maker),
        Column("units", lambda one: len(one.presented.serials), number, numeric=True),
        Column("since", lambda one: one.announced_at, moment, words=_("Sejak")),
    ])  # fmt: skip


def answer(
    free: list[queries.ToPresent], plans: list[tuple[queries.LotPlan, queries.Standing]], ready: int, undecided: list[queries.Nonconformity],
) -> str:  # fmt: skip
    if not (free or plans or undecided):
        return _("Tidak ada lot yang menunggu pemeriksaan atau keputusan.")
    return _("%(ready)s lot siap diputus, %(open)s sedang diperiksa, %(free)s menunggu undian, %(failed)s unit gagal menunggu putusan.") % {
        "ready": number(ready), "open": number(len(plans) - ready), "free": number(len(free)), "failed": number(len(undecided)),
    }  # fmt: skip


def alarms(here: Here, held: list[queries.Hold]) -> list[str]:
    found = []
    if held:
        pairs = sorted({f"{h.workshop} ({h.type})" for h in held})
        found.append(_("Cacat kritis menahan semua lot %(pairs)s.") % {"pairs": ", ".join(pairs)})
    late = [i.instrument for i in queries.last_calibrations(here.programme) if i.expires_on < here.today]
    if late:
        found.append(_("Kalibrasi sudah lewat: %(list)s. Nilai dari alat itu ditolak.") % {"list": ", ".join(late)})
    return found


def how_drawn() -> list[str]:
    return [_("Contoh diundi sistem dari kode rantai saat lot dinyatakan selesai: tidak ada yang dapat memilihnya, dan siapa pun dapat "
              "mengundinya lagi.")]  # fmt: skip


def plans_table(here: Here, plans: list[tuple[queries.LotPlan, queries.Standing]]) -> Table[tuple[queries.LotPlan, queries.Standing]]:
    names = registry.workshop_names(here.programme)

    def state(row: Any) -> str:
        _plan, s = row
        if s.must_be_rejected:
            return _("harus ditolak")
        return _("siap diputus") if s.is_complete else _("sedang diperiksa")

    order = sorted(plans, key=lambda row: (not row[1].must_be_rejected, not row[1].is_complete, row[0].at))
    return Table(_("Lot yang sedang diperiksa"), order, [
        Column("lot", lambda r: r[0].lot, link=lambda r: reverse("park-quality-lot", args=[r[0].lot])),
        Column("workshop", lambda r: f"{r[0].maker} {names.get(r[0].maker, '')}", wide=True), Column("type", lambda r: r[0].type),
        Column("turn", lambda r: said(TURNS, r[0].turn), words=_("Pemeriksaan")),
        Column("standing", lambda r: standing_words(r[1]), words=_("Hasil"), wide=True),
        Column("state", state, words=_("Keadaan"), urgent=True,
               tag=lambda r: "late" if r[1].must_be_rejected else "good" if r[1].is_complete else "doubt"),
    ], empty=_("Tidak ada lot yang sedang diperiksa."))  # fmt: skip


def holds_table(held: list[queries.Hold]) -> Table[queries.Hold]:
    return Table(_("Penahanan"), held, [
        Column("workshop", lambda h: h.workshop), Column("type", lambda h: h.type),
        Column("serial", lambda h: h.inspection.serial, words=_("Unit"), link=lambda h: reverse("park-quality-lot", args=[h.inspection.lot])),
        Column("what", lambda h: "; ".join(queries.words_of(h.inspection)), words=_("Cacat kritis"), wide=True),
        Column("since", lambda h: h.began_at, moment, words=_("Sejak")),
        Column("by", lambda h: h.inspection.inspector.name, words=_("Ditemukan oleh")),
    ])  # fmt: skip


def release_forms(here: Here, held: list[queries.Hold], sent: DeedForm | None) -> list[DeedForm]:
    """One form for each workshop and type that is held, for a head."""
    if not here.who.sits_at("park_head"):
        return []
    found = []
    for workshop, type in sorted({(h.workshop, h.type) for h in held}):
        back = sent is not None and sent.data.get("workshop") == workshop and sent.data.get("type") == type
        found.append(sent if back and sent else ReleaseHoldForm(
            here, address=reverse("park-quality-release"), mark=f"lepas-{workshop}-{type}", about=f"{workshop} {type}",
            initial={"workshop": workshop, "type": type},
        ))  # fmt: skip
    return found


def decided_table(decided: QuerySet[queries.LotDecision]) -> Table[queries.LotDecision]:
    return Table(_("Keputusan lot"), list(decided), [
        Column("lot", lambda d: d.lot, link=lambda d: reverse("park-quality-lot", args=[d.lot])),
        Column("decided", lambda d: said(DECISIONS, d.decided), words=_("Putusan"), tag=lambda d: tag_of(d.decided), urgent=True),
        Column("sentence", sentence_of, words=_("Yang terbukti dan yang tidak"), wide=True),
        Column("by", lambda d: d.by.name), Column("at", lambda d: d.at, moment),
    ], empty=_("Belum ada lot yang diputus."))  # fmt: skip


@door(*PARK)
@form_of("park-quality")
def plan(request: HttpRequest, here: Here) -> HttpResponse:
    form = PlanForm(here, request, waiting=offered(here))
    return form.carried_out(
        request, lambda **deed: actions.plan_lots(here.programme, lots=form.cleaned_data["lots"], field=delivery.field_of, **deed),
        to=lambda _: reverse("park-quality"), done=_("Contoh diundi; pemeriksa melihatnya di tugasnya."),
    ) or show(request, here, plan=form)  # fmt: skip


@door(*PARK)
@form_of("park-quality")
def release(request: HttpRequest, here: Here) -> HttpResponse:
    form = ReleaseHoldForm(here, request, address=request.path, mark="lepas")
    return form.carried_out(
        request, lambda **deed: actions.release_hold(here.programme, **form.typed, **deed), to=lambda _: reverse("park-quality"),
        done=_("Penahanan dilepas atas nama Anda."),
    ) or show(request, here, release=form)  # fmt: skip


