"""The owner's estimate (HPS) as a sheet: which there are, setting one for a type or a package, and the decision of a second person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tempa.catalogue import actions
from tempa.catalogue import queries as catalogue
from tempa.catalogue.costing.solve import ShouldCost
from tempa.catalogue.rules import estimates as rules
from tempa.catalogue.rules import typed
from tempa.catalogue.rules.estimates import Asked, Line, reckoned_of, sources_of
from tempa.catalogue.rules.reckoning import Built, Reckoning, reckon
from tempa.desks.frame import figures
from tempa.desks.frame.deeds import DeedForm, FormShape, form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.estimate_sheets import STAGE_MARKS, STAGE_WORDS, sheet_cells, vat_of
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, number, rp
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK, Refused

STEP = 50_000
"""Rupiah to which a proposed price is rounded."""


@require_GET
@door(*PARK)
def sheets(request: HttpRequest, here: Here) -> HttpResponse:
    found = list(catalogue.estimate_sheets(here.programme))
    waiting = sum(s.approved is None for s in found)
    held = len(catalogue.approved_estimates(here.programme))
    return respond(request, "park/estimates.html", {
        "title": _("Lembar HPS"), "section": "park-costs", "sheets": sheets_table(found),
        "answer": _("%(held)s dari %(all)s jenis punya lembar HPS yang berlaku; %(waiting)s lembar menunggu orang kedua.") % {
            "held": number(held), "all": number(catalogue.types(here.programme).count()), "waiting": number(waiting)},
    }, file_name=f"lembar-hps-{here.programme.code}")  # fmt: skip


def sheets_table(found: Sequence[catalogue.EstimateSheet]) -> Table[catalogue.EstimateSheet]:
    def stage(s: catalogue.EstimateSheet) -> str:
        return catalogue.standing(s).stage

    return Table(_("Lembar HPS"), found, [
        Column("name", lambda s: s.name, words=_("Jenis atau paket"), link=lambda s: reverse("park-estimate", args=[s.pk])),
        Column("version", lambda s: s.version, number, words=_("Versi"), numeric=True), Column("dated", lambda s: s.dated, day, words=_("Tanggal")),
        Column("subtotal", lambda s: s.subtotal, number, words=_("Tanpa PPN"), numeric=True),
        Column("total", lambda s: s.total, number, words=_("Dengan PPN"), numeric=True),
        Column("by", lambda s: s.set_by.name, words=_("Ditetapkan oleh")),
        Column("decided", lambda s: s.decided_by.name if s.decided_by else "", words=_("Diputuskan oleh")),
        Column("stage", lambda s: str(STAGE_WORDS[stage(s)]), words=_("Keadaan"), tag=lambda s: STAGE_MARKS[stage(s)], urgent=True),
    ], empty=_("Belum ada lembar HPS. Pilih jenis mesinnya dengan tombol Tetapkan HPS."))  # fmt: skip


class EstimateForm(DeedForm):
    """A sheet for the chosen types: how many, at which price, of which day, for which officer."""

    send = gettext_lazy("Tetapkan, lalu minta orang kedua menyetujui")

    name = forms.CharField(label=gettext_lazy("Nama paket"), max_length=120)
    dated = forms.CharField(label=gettext_lazy("Tanggal HPS"), max_length=10, widget=forms.DateInput(attrs={"type": "date"}))
    officer = forms.CharField(
        label=gettext_lazy("Nama pejabat (PPK)"), max_length=200, required=False, help_text=gettext_lazy("Boleh kosong: diisi tangan pada cetakan")
    )
    officer_number = forms.CharField(
        label=gettext_lazy("NIP pejabat"), max_length=60, required=False, help_text=gettext_lazy("Boleh kosong: diisi tangan pada cetakan")
    )
    note = forms.CharField(
        label=gettext_lazy("Penjelasan"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Wajib bila ada harga di luar rentang harga wajar: tulis sebabnya."),
    )  # fmt: skip

    def __init__(self, here: Here, request: HttpRequest | None = None, *, rows: Sequence[dict[str, Any]], **more: Unpack[FormShape]) -> None:
        super().__init__(here, request, **more)
        last = {name: self.fields.pop(name) for name in ("officer", "officer_number", "note")}
        for row in rows:
            self.fields[f"quantity-{row['type']}"] = forms.CharField(label=_("Banyaknya: %(name)s") % {"name": row["name"]}, max_length=12)
            self.fields[f"price-{row['type']}"] = forms.CharField(
                label=_("Harga satuan tanpa PPN: %(name)s") % {"name": row["name"]}, max_length=30, help_text=row["help"]
            )
        self.fields |= last

    def lines(self, rows: Sequence[dict[str, Any]]) -> list[Line]:
        made = []
        for row in rows:
            quantity, price = f"quantity-{row['type']}", f"price-{row['type']}"
            made.append(Line(row["type"], typed.money(self.typed[quantity], quantity), typed.money(self.typed[price], price), **row["reckoned"]))
        return made


@door(*PARK)
def new_sheet(request: HttpRequest, here: Here) -> HttpResponse:
    """Choose types, then their quantities and prices; what they should cost stands beside them."""
    chosen = list(dict.fromkeys(request.GET.getlist("jenis")))[: rules.MOST_LINES + 1]
    if not chosen:
        return chooser(request, here)
    built = catalogue.built(here.programme, chosen)
    if len(built) < len(chosen):
        raise Http404
    book = catalogue.book(here.programme, here.today)
    reckonings = {one.code: reckon(one, book) for one in built}
    rows = rows_of(here, built, reckonings)
    name = chosen[0] if len(chosen) == 1 else ""
    first = {"name": name, "dated": str(here.today)} | {k: v for row in rows for k, v in row["initial"].items()}
    form = EstimateForm(here, request, rows=rows, address=request.get_full_path(), initial=first)
    sources = sources_of([r for r in reckonings.values() if r is not None])
    gone_on = form.carried_out(
        request, lambda **deed: actions.set_estimate(here.programme, asked=asked_of(form, rows, sources), **deed),
        to=lambda entry: reverse("park-estimate", args=[entry.fact]), done=_("Lembar HPS ditetapkan. Orang kedua sekarang memutuskannya."),
    )  # fmt: skip
    return gone_on or respond(request, "park/estimate_new.html", {
        "title": _("Lembar HPS baru"), "section": "park-costs", "form": form, "rows": rows, "count": len(rows),
    }, status=form.status)  # fmt: skip


def chooser(request: HttpRequest, here: Here) -> HttpResponse:
    """Which types the sheet is for: those of one agency, ticked."""
    agencies = figures.agency_names(here)
    agency = request.GET.get("opd", "")
    found, ordered = figures.should_costs(here), figures.units_by_type(here)
    kinds = [k for k in catalogue.types(here.programme) if k.agency == agency] if agency in agencies else []
    rows = [{"kind": k, "span": found.get(k.type), "units": ordered.get(k.type, 0)} for k in kinds]
    return respond(request, "park/estimate_choose.html", {
        "title": _("Lembar HPS baru"), "section": "park-costs", "agencies": agencies.items(), "agency": agency, "rows": rows,
        "most": rules.MOST_LINES,
    })  # fmt: skip


def rows_of(here: Here, built: Sequence[Built], reckonings: dict[str, Reckoning | None]) -> list[dict[str, Any]]:
    prices, ordered, lots = catalogue.prices(here.programme), figures.units_by_type(here), figures.usual_lots(here)
    rows = []
    for one in built:
        found, price = reckonings[one.code], prices[one.code]
        result = found.should_cost(lots[one.code]) if found else None
        rows.append({
            "type": one.code, "name": one.name, "help": help_words(result, price), "reckoned": reckoned_of(result),
            "initial": {f"quantity-{one.code}": number(ordered.get(one.code) or 1), f"price-{one.code}": number(proposed(result, price))},
        })  # fmt: skip
    return rows


def proposed(result: ShouldCost | None, price: int) -> int:
    """The present estimate where it lies inside the range, else the likely price in round figures."""
    if result is None or result.lowest <= price <= result.highest:
        return price
    return -(-result.unit_price // STEP) * STEP


def help_words(result: ShouldCost | None, price: int) -> str:
    if result is None:
        return _("Harga wajar belum dapat dihitung. HPS sekarang %(price)s.") % {"price": rp(price)}
    return _("Harga wajar %(likely)s (%(low)s sampai %(high)s) untuk lot %(lot)s unit. HPS sekarang %(price)s.") % {
        "likely": rp(result.unit_price), "low": rp(result.lowest), "high": rp(result.highest), "lot": number(result.lot), "price": rp(price),
    }  # fmt: skip


def asked_of(form: EstimateForm, rows: Sequence[dict[str, object]], sources: Sequence[dict[str, object]]) -> Asked:
    cells, lines = form.typed, form.lines(rows)
    dated = typed.day(cells["dated"], "dated")
    return Asked(
        " ".join(cells["name"].split()), dated, lines, vat_of(sum(line.amount for line in lines), dated), sources,
        " ".join(cells["officer"].split()), " ".join(cells["officer_number"].split()), cells["note"],
    )  # fmt: skip


class ApproveForm(DeedForm):
    send = gettext_lazy("Setujui lembar ini")

    note = forms.CharField(label=gettext_lazy("Catatan"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class RefuseForm(DeedForm):
    send = gettext_lazy("Tolak lembar ini")
    look = "danger"

    reason = forms.CharField(label=gettext_lazy("Alasan penolakan"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


@require_GET
@door(*PARK)
def sheet(request: HttpRequest, here: Here, sheet: UUID) -> HttpResponse:
    return sheet_page(request, here, sheet)


@door(*PARK)
@form_of("park-estimate", "sheet")
def approve(request: HttpRequest, here: Here, sheet: UUID) -> HttpResponse:
    form = ApproveForm(here, request, address=request.path, mark="setuju")
    return form.carried_out(
        request, lambda **deed: actions.approve_estimate(here.programme, sheet=sheet, **form.typed, **deed),
        to=lambda _: reverse("park-estimate", args=[sheet]), done=_("Lembar HPS disetujui dan berlaku."),
    ) or sheet_page(request, here, sheet, approve=form)  # fmt: skip


@door(*PARK)
@form_of("park-estimate", "sheet")
def refuse(request: HttpRequest, here: Here, sheet: UUID) -> HttpResponse:
    form = RefuseForm(here, request, address=request.path, mark="tolak")
    return form.carried_out(
        request, lambda **deed: actions.refuse_estimate(here.programme, sheet=sheet, **form.typed, **deed),
        to=lambda _: reverse("park-estimate", args=[sheet]), done=_("Lembar HPS ditolak."),
    ) or sheet_page(request, here, sheet, refuse=form)  # fmt: skip


def sheet_page(request: HttpRequest, here: Here, name: UUID, **sent: DeedForm) -> HttpResponse:
    """The sheet as it prints on A4, with the forms of its decision; `sent` are forms that came back."""
    found = catalogue.estimate_sheet(here.programme, name)
    if found is None:
        raise Http404
    standing = catalogue.standing(found)
    may = rules.may_decide_estimate(here.who, standing, ledger.hands_behind(here.programme, here.person, PARK))
    decisions: dict[str, DeedForm] = {}
    if may:
        decisions = {
            "approve": ApproveForm(here, address=reverse("park-estimate-approve", args=[name]), mark="setuju"),
            "refuse": RefuseForm(here, address=reverse("park-estimate-refuse", args=[name]), mark="tolak"),
        }  # fmt: skip
    shown = decisions | sent
    return respond(request, "park/estimate.html", sheet_cells(here, found) | {
        "title": _("HPS %(name)s") % {"name": found.name}, "section": "park-costs",
        "why_not": "" if may or standing.stage != "set" else spoken(Refused(may.template, **may.values)), **shown,
    }, file_name=f"hps-{found.name}-{found.version}", status=max([200, *(f.status for f in shown.values())]))  # fmt: skip
