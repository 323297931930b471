"""One lot at the park: how far it is and why, what was reported, what the office writes down or puts right, its units."""

from __future__ import annotations

from typing import Unpack

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.desks.frame.deeds import DeedForm, FormShape, sent_as
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.fields import WholeNumberField
from tempa.desks.frame.production import SOURCES, AnnounceForm, ReportForm, cause_words, steps_line
from tempa.desks.frame.supply.engines import engine_form, engines_at
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, day_words, moment, number, term
from tempa.ledger.rules import PARK, Refused
from tempa.production import actions
from tempa.production import queries as production
from tempa.production.queries import LotCard
from tempa.production.rules import Done, Forecast
from tempa.registry import queries as registry


class OfficeReportForm(ReportForm):
    """What the office was told by telephone or on a visit."""

    send = gettext_lazy("Catat laporan")


class CorrectForm(DeedForm):
    """A count that was reported wrongly is put right."""

    send = gettext_lazy("Perbaiki")
    look = "quiet"

    step = forms.ChoiceField(label=gettext_lazy("Langkah"), error_messages={"invalid_choice": gettext_lazy("Pilih langkah dari daftar.")})
    total = WholeNumberField(
        label=gettext_lazy("Jumlah yang benar"), min_value=0, max_value=99_999,
        error_messages={"required": gettext_lazy("Tulis jumlah yang benar."), "invalid": gettext_lazy("Tulis jumlah unit sebagai angka bulat.")},
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Alasan"), max_length=2000, required=False, help_text=gettext_lazy("Paling sedikit 10 huruf.")
    )

    def __init__(self, here: Here, request: HttpRequest | None = None, *, lot: LotCard, **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        self.lot = lot
        self.fields["step"].choices = [  # type: ignore[attr-defined]
            (str(s.step), _("%(step)s: sekarang %(done)s") % {"step": term(s.resource), "done": s.done}) for s in lot.steps
        ]  # fmt: skip

    @property
    def change(self) -> Done:
        step = int(self.cleaned_data["step"])
        now = next(s.done for s in self.lot.steps if s.step == step)
        return Done(self.lot.lot, step, self.cleaned_data["total"] - now)

    def take(self, refused: Refused) -> None:
        refused.field = {"quantity": "total"}.get(refused.field, refused.field)
        super().take(refused)


@door(*PARK)
def lot(request: HttpRequest, here: Here, lot: str) -> HttpResponse:
    """A lot that is being made."""
    card = next(iter(production.lot_cards(here.programme, here.today, lots=[lot])), None)
    if card is None:
        raise Http404
    back, units = reverse("park-production-lot", args=[lot]), list(production.units(here.programme, [lot]))
    report = OfficeReportForm(here, sent_as(request, "note"), lot=card, mark="lapor")
    fix = CorrectForm(here, sent_as(request, "reason"), lot=card, mark="perbaiki")
    finish = AnnounceForm(here, sent_as(request, "announce"), mark="selesai")
    fit = engine_form(here, sent_as(request, "fit"), units)
    gone_on = report.carried_out(
        request, lambda **deed: actions.report_progress(here.programme, report=report.report(card.vendor, "office"), **deed), to=lambda _: back,
        done=_("Laporan tercatat."),
    ) or fix.carried_out(
        request, lambda **deed: actions.correct_progress(here.programme, change=fix.change, reason=fix.cleaned_data["reason"], **deed),
        to=lambda _: back, done=_("Perbaikan tercatat; laporan yang lama tetap dapat dibaca."),
    ) or finish.carried_out(
        request, lambda **deed: actions.announce_lot(here.programme, lot=lot, **deed), to=lambda _: back, done=_("Lot dinyatakan selesai."),
    ) or (fit.carried_out(
        request, lambda **deed: actions.fit_engine(here.programme, **fit.said, received=engines_at(here.programme, lot), **deed), to=lambda _: back,
        done=_("Nomor mesin penggerak tercatat."),
    ) if fit else None)  # fmt: skip
    forecast = production.finish_forecasts(here.programme, here.today).get(lot)
    ready = card.made - card.announced
    return gone_on or respond(request, "park/production_lot.html", {
        "title": _("Lot %(lot)s: %(type)s") % {"lot": lot, "type": card.type_name}, "section": "park-production", "card": card,
        "maker": registry.workshop_names(here.programme).get(card.maker, card.maker), "steps": steps_line(card),
        "answer": answer(card, forecast), "forms": [f for f, is_shown in (
            (report, card.made < card.units or report.is_bound), (fix, card.first_at is not None or fix.is_bound)) if is_shown],
        "report": report if card.made < card.units or report.is_bound else None, "fix": fix if card.first_at or fix.is_bound else None,
        "finish": finish if ready or finish.is_bound else None, "ready": ready, "fit": fit,
        "troubles": list(production.open_problems(here.programme).filter(lot=lot)),
        "table": reports_table(here, lot), "units": units_table(units),
    }, file_name=f"lot-{lot}", status=max(report.status, fix.status, finish.status, fit.status if fit else 200))  # fmt: skip


def answer(card: LotCard, forecast: Forecast | None) -> str:
    """`3 dari 5 unit jadi, tenggat 30 September 2020. Perkiraan selesai 4 Oktober, antara 1 dan 12 Oktober: terlambat 4 hari karena …`"""
    told = _("%(made)s dari %(units)s unit jadi, tenggat %(due)s.") % {
        "made": number(card.left), "units": number(card.wanted), "due": day_words(card.due_on)}  # fmt: skip
    if forecast is None or card.made >= card.units:
        return told
    when = _("Perkiraan selesai %(likely)s, antara %(early)s dan %(late)s.") % {
        "likely": day_words(forecast.likely), "early": day(forecast.early), "late": day(forecast.late)}  # fmt: skip
    if not forecast.is_late:
        return f"{told} {when}"
    return f"{told} {when} " + _("Terlambat %(n)s hari: %(why)s.") % {"n": number(forecast.days_late), "why": cause_words(forecast.cause)}


def reports_table(here: Here, lot: str) -> Table[production.Progress]:
    """What was reported, the latest first, corrections with their reason."""
    rows = list(production.progress(here.programme, [lot]))[::-1]
    resources = {s.step: s.resource for c in production.lot_cards(here.programme, here.today, lots=[lot]) for s in c.steps}
    return Table(_("Laporan"), rows, [
        Column("when", lambda p: p.happened_at, moment, words=_("Kapan")),
        Column("step", lambda p: term(resources[p.step]) if p.step in resources else number(p.step), words=_("Langkah")),
        Column("quantity", lambda p: p.quantity, lambda n: f"{'+' if n > 0 else '−'}{number(abs(n))}", numeric=True,
               tag=lambda p: "doubt" if p.reason else ""),
        Column("source", lambda p: str(SOURCES[p.source]), words=_("Asal")),
        Column("by", lambda p: p.by.name, words=_("Oleh")),
        Column("note", lambda p: p.reason or p.note, words=_("Catatan atau alasan"), wide=True),
        Column("photos", lambda p: len(p.photos), lambda n: number(n) if n else "", words=_("Foto"), numeric=True,
               link=lambda p: reverse("park-production-photo", args=[lot, p.photos[0]]) if p.photos else ""),
        Column("report", lambda p: p.report, words=_("Nomor laporan")),
    ], empty=_("Belum ada laporan. Bengkel melapor lewat tautannya; kantor dapat mencatatnya di atas."))  # fmt: skip


def units_table(units: list[production.Unit]) -> Table[production.Unit]:
    return Table(_("Unit"), units, [
        Column("serial", lambda u: u.serial, words=_("Nomor seri"), link=lambda u: reverse("unit", args=[u.serial])),
        Column("made_on", lambda u: u.made_on, lambda d: day(d) if d else "", words=_("Jadi")),
        Column("announced", lambda u: u.announced, words=_("Dinyatakan selesai")),
        Column("engine", lambda u: u.engine, words=_("Mesin penggerak")),
        Column("replaced_by", lambda u: u.replaced_by, words=_("Diganti oleh")),
    ], empty=_("Nomor seri diberikan bersama laporan pertama, atau dari halaman label."))  # fmt: skip


@door(*PARK)
def photo(request: HttpRequest, here: Here, lot: str, sha256: str) -> HttpResponse:
    """The photos of a report: those of the lot from this one on, each a file to be looked at."""
    rows = [p for p in production.progress(here.programme, [lot]) if sha256 in p.photos]
    if not rows:
        raise Http404
    return render(request, "park/production_photos.html", {
        "title": _("Foto laporan %(report)s") % {"report": rows[0].report}, "section": "park-production", "row": rows[0], "lot": lot,
        "photos": [reverse("park-paper", args=[digest]) for digest in rows[0].photos],
    })  # fmt: skip
