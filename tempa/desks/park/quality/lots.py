"""One lot at the park: each presentation with its plan and what was found, the decision beside the checks, and every unit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tempa.delivery import queries as delivery
from tempa.desks.frame.deeds import DeedForm, form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.fields import WholeNumberField
from tempa.desks.frame.quality.parts import Part, tables_in
from tempa.desks.frame.quality.speech import (
    DECISIONS,
    RESULTS,
    TURNS,
    plan_words,
    said,
    sentence_of,
    standing_words,
    tag_of,
)
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, moment, number, rp
from tempa.ledger.rules import PARK
from tempa.production import queries as production
from tempa.quality import actions, queries, rules


class LotForm(DeedForm):
    """Accept or reject a presentation; the rules say which of the two the findings bear."""

    send = gettext_lazy("Putuskan")

    round = WholeNumberField(widget=forms.HiddenInput)
    decided = forms.TypedChoiceField(
        label=gettext_lazy("Putusan"), widget=forms.RadioSelect, coerce=lambda choice: choice == "accepted",
        choices=[("accepted", gettext_lazy("Terima lot ini")), ("rejected", gettext_lazy("Tolak; yang gagal diperbaiki, lalu diperiksa ulang"))],
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("Catatan"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)


class SortForm(DeedForm):
    """After a rejection every unit is looked at, and each decides for itself."""

    send = gettext_lazy("Pilah semua unit")


@require_GET
@door(*PARK)
def lot(request: HttpRequest, here: Here, lot: str) -> HttpResponse:
    return show(request, here, lot)


def show(request: HttpRequest, here: Here, lot: str, *, decision: DeedForm | None = None, sort: DeedForm | None = None) -> HttpResponse:
    units = list(production.units(here.programme, [lot]))
    if not units:
        raise Http404
    plans = list(queries.plans(here.programme).filter(lot=lot))
    decided = {d.round: d for d in queries.decisions(here.programme).filter(lot=lot)}
    looks = list(queries.inspections(here.programme).filter(lot=lot))
    standings = queries.standings(here.programme, plans)
    of_plans = [parts_of(here, p, s, decided.get(p.round), looks, decision) for p, s in zip(plans, standings, strict=True)]
    parts = [part for some in reversed(of_plans) for part in some]
    parts += again(here, lot, sort)
    papers = (reverse("park-lot-documents", args=[lot]), _("Semua surat lot ini"))
    parts.append(Part(_("Semua unit lot ini"), table=units_table(here, units), more=[papers]))
    first = units[0]
    return respond(request, "quality/page.html", {
        "title": _("Lot %(lot)s") % {"lot": lot}, "section": "park-quality", "parts": parts, **tables_in(parts),
        "answer": answer(here, first, units, plans, decided),
    }, file_name=f"mutu-{lot}", status=max((f.status for f in (decision, sort) if f), default=200))  # fmt: skip


def answer(
    here: Here, first: production.Unit, units: list[production.Unit], plans: list[queries.LotPlan], decided: dict[int, queries.LotDecision],
) -> str:  # fmt: skip
    good = len(queries.accepted_units(here.programme, [first.lot]))
    said_first = _("%(type)s dari %(maker)s, kontrak %(contract)s: %(good)s dari %(n)s unit diterima.") % {
        "type": first.type, "maker": first.maker, "contract": first.contract, "good": number(good), "n": number(len(units)),
    }  # fmt: skip
    if plans and plans[-1].round not in decided:
        return f"{said_first} {plan_words(plans[-1])}"
    return said_first if plans else f"{said_first} {_('Contohnya belum diundi.')}"


def parts_of(
    here: Here, plan: queries.LotPlan, s: queries.Standing, decision: queries.LotDecision | None, looks: list[queries.Inspection],
    sent: DeedForm | None,
) -> list[Part]:  # fmt: skip
    """A presentation: what was planned, what was found on each unit, and the decision or the form for it."""
    told = [plan_words(plan), standing_words(s)]
    if plan.sample:
        told.append(_("Undian: %(sample)s. Bibit: kode rantai catatan ke-%(n)s; undian ulang %(same)s.") % {
            "sample": ", ".join(plan.sample), "n": number(plan.seed_of),
            "same": _("memberi unit yang sama") if queries.drawn_again(plan) == tuple(plan.sample) else _("MEMBERI UNIT LAIN"),
        })  # fmt: skip
    shown: list[DeedForm] = []
    if decision is not None:
        told.append(f"{sentence_of(decision)} ({decision.by.name}, {moment(decision.at)})")
    elif s.is_complete or s.must_be_rejected:
        shown = decision_forms(here, plan, s, sent)
        if not shown:
            told.append(_("Anda memeriksa unit dari lot ini, jadi orang kedua dari taman sains yang memutusnya."))
    heading = _("Putaran %(n)s, %(turn)s") % {"n": plan.round, "turn": said(TURNS, plan.turn)}
    mine = [look for look in looks if look.round == plan.round]
    more = []
    if decision is not None and decision.decided == "accepted":
        more = [(reverse("park-quality-certificate", args=[decision.decision]), _("Sertifikat pemeriksaan (PDF)"))]
    return [Part(heading, told=told, table=looks_table(plan, mine), forms=shown, more=more)]


def decision_forms(here: Here, plan: queries.LotPlan, s: queries.Standing, sent: DeedForm | None) -> list[DeedForm]:
    if not rules.may_decide(here.who, inspected=queries.inspected_by(here.programme, plan.lot, plan.round, here.person)):
        return []
    start = {"round": plan.round, "decided": "rejected" if s.must_be_rejected else "accepted"}
    return [sent or LotForm(here, address=reverse("park-quality-decide", args=[plan.lot]), mark="putus", initial=start)]


def looks_table(plan: queries.LotPlan, looks: list[queries.Inspection]) -> Table[Any]:
    sample = set(plan.sample)
    seen = {look.serial for look in looks}
    rows = [*looks, *(serial for serial in plan.serials if serial not in seen)]

    def of(row: Any, name: str, none: Any = "") -> Any:
        return none if isinstance(row, str) else getattr(row, name)

    return Table(_("Hasil pemeriksaan"), rows, [
        Column("serial", lambda r: r if isinstance(r, str) else r.serial, words=_("Unit")),
        Column("sampled", lambda r: _("lengkap") if (r if isinstance(r, str) else r.serial) in sample else _("A dan B"), words=_("Diperiksa")),
        Column("result", lambda r: said(RESULTS, of(r, "result", "waiting")), words=_("Hasil"), tag=lambda r: tag_of(of(r, "result", "waiting")),
               urgent=True),
        Column("failed", lambda r: "" if isinstance(r, str) else "; ".join(queries.words_of(r)), words=_("Yang tidak memenuhi"), wide=True),
        Column("late", lambda r: _("datang sesudah diputus") if of(r, "is_late", False) else "", words=_("Catatan")),
        Column("by", lambda r: "" if isinstance(r, str) else r.inspector.name, words=_("Pemeriksa")),
        Column("at", lambda r: of(r, "at", None), lambda at: moment(at) if at else ""),
        Column("photos", lambda r: len(of(r, "photos", [])), number, numeric=True, words=_("Foto")),
    ], most=60)  # fmt: skip


def again(here: Here, lot: str, sent: DeedForm | None) -> list[Part]:
    """The next presentation of a lot: by plan, or with every unit sorted where it was rejected before."""
    waiting = queries.to_present(here.programme, [lot])
    if not waiting:
        return []
    one = waiting[0]
    if one.undecided:
        told = _("%(n)s unit gagal belum diputus: %(serials)s.") % {"n": number(len(one.undecided)), "serials": ", ".join(one.undecided)}
        return [Part(_("Sebelum diperiksa ulang"), told=[told], more=[(reverse("park-nonconformities"), _("Putuskan unit gagal"))])]
    told = _("%(n)s unit menunggu. Undi contoh di halaman Mutu, atau periksa semua unit satu per satu.") % {"n": number(len(one.presented.serials))}
    form = sent or SortForm(here, address=reverse("park-quality-sort", args=[lot]), mark="pilah")
    return [Part(_("Pemeriksaan berikutnya"), told=[told], forms=[form], more=[(reverse("park-quality"), _("Ke halaman Mutu"))])]


def units_table(here: Here, units: list[production.Unit]) -> Table[production.Unit]:
    stands = queries.unit_standing(here.programme, [u.serial for u in units])
    costs: dict[str, int] = {}
    for d in queries.unit_decisions(here.programme).filter(lot=units[0].lot, cost__isnull=False):
        costs[d.serial] = costs.get(d.serial, 0) + (d.cost or 0)
    return Table(_("Unit"), units, [
        Column("serial", lambda u: u.serial, words=_("Unit"), link=lambda u: reverse("park-trace") + f"?cari={u.serial}"),
        Column("made", lambda u: u.made_on, lambda on: day(on) if on else _("belum jadi"), words=_("Jadi pada")),
        Column("engine", lambda u: u.engine, words=_("Mesin penggerak")),
        Column("state", lambda u: said(DECISIONS, stands[u.serial]), words=_("Keadaan"), tag=lambda u: tag_of(stands[u.serial]), urgent=True),
        Column("cost", lambda u: costs.get(u.serial), lambda cost: rp(cost) if cost else "", words=_("Biaya"), numeric=True),
    ], most=100)  # fmt: skip


@door(*PARK)
@form_of("park-quality-lot", "lot")
def decide(request: HttpRequest, here: Here, lot: str) -> HttpResponse:
    form = LotForm(here, request, address=request.path, mark="putus")
    return form.carried_out(
        request, lambda **deed: actions.decide_lot(
            here.programme, lot=lot, round=form.cleaned_data["round"], accept=form.cleaned_data["decided"], reason=form.cleaned_data["reason"], **deed
        ), to=lambda _: reverse("park-quality-lot", args=[lot]), done=_("Lot diputus."),
    ) or show(request, here, lot, decision=form)  # fmt: skip


@door(*PARK)
@form_of("park-quality-lot", "lot")
def sort(request: HttpRequest, here: Here, lot: str) -> HttpResponse:
    form = SortForm(here, request, address=request.path, mark="pilah")
    return form.carried_out(
        request, lambda **deed: actions.plan_lots(here.programme, lots=[lot], sort=True, field=delivery.field_of, **deed),
        to=lambda _: reverse("park-quality-lot", args=[lot]), done=_("Semua unit lot ini diperiksa satu per satu."),
    ) or show(request, here, lot, sort=form)  # fmt: skip
