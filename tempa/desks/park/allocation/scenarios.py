"""What if: the programme on a copy with some values said otherwise, planned and set beside the plan that holds."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.allocation import queries as allocation
from tempa.allocation.planner.runs.edits import EditError, edited
from tempa.catalogue import queries as catalogue
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.named import in_names
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import language, number, rp_change, share, term
from tempa.desks.park.allocation.gathering import GatheringForm
from tempa.desks.park.allocation.planning import begun
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK
from tempa.registry import queries as registry
from tempa.values.programme import Tables
from tempa.values.programme.schema import RESOURCES, TEXT_KEYS

Json = dict[str, Any]
Choices = dict[str, list[tuple[str, str]]]
EDIT = {"table", "key", "column", "value"}
MOST = 30
# kind -> table, column, and the parts of the row's key
KINDS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "hours": ("capacities", "hours_per_week", ("workshop", "resource")),
    "cash": ("workshops", "cash_limit", ("workshop",)),
    "offer": ("offers", "unit_price", ("workshop", "type")),
    "quantity": ("orders", "quantity", ("line",)),
    "due": ("orders", "due_date", ("line",)),
    "price": ("types", "unit_price", ("type",)),
    "least": ("clusters", "share_min", ("cluster",)),
    "most": ("clusters", "share_max", ("cluster",)),
    "setting": ("programme", "value", ("setting",)),
}
WORDS: dict[str, Promise] = {
    "hours": gettext_lazy("Jam kerja bengkel per minggu"),
    "cash": gettext_lazy("Uang kerja bengkel, rupiah"),
    "offer": gettext_lazy("Penawaran bengkel, rupiah"),
    "quantity": gettext_lazy("Jumlah sebuah baris pesanan"),
    "due": gettext_lazy("Jatuh tempo sebuah baris pesanan"),
    "price": gettext_lazy("HPS sebuah jenis, rupiah"),
    "least": gettext_lazy("Bagian minimum sentra (0 sampai 1)"),
    "most": gettext_lazy("Bagian maksimum sentra (0 sampai 1)"),
    "setting": gettext_lazy("Ketentuan program"),
}
PARTS: dict[str, Promise] = {
    "workshop": gettext_lazy("Bengkel"), "resource": gettext_lazy("Jenis pekerjaan"), "type": gettext_lazy("Jenis mesin"),
    "line": gettext_lazy("Baris pesanan"), "cluster": gettext_lazy("Sentra"), "setting": gettext_lazy("Ketentuan"),
}  # fmt: skip
SETTINGS: dict[str, Promise] = {
    "weeks": gettext_lazy("lama program, minggu"),
    "advance_rate": gettext_lazy("uang muka, bagian dari penawaran (0 sampai 1)"),
    "payment_lag_weeks": gettext_lazy("pembayaran setelah pemeriksaan, minggu"),
    "inspection_hours_per_week": gettext_lazy("jam pemeriksa per minggu"),
    "school_share_min": gettext_lazy("bagian minimum sekolah (0 sampai 1)"),
    "school_share_max": gettext_lazy("bagian maksimum sekolah (0 sampai 1)"),
    "workshop_share_max": gettext_lazy("bagian maksimum tiap bengkel (0 sampai 1)"),
    "road_factor": gettext_lazy("jalan dibanding garis lurus"),
    "freight_per_tonne_km": gettext_lazy("angkutan, rupiah per ton dan km"),
    "ferry_cost_per_tonne": gettext_lazy("penyeberangan, rupiah per ton"),
    "lateness_rate": gettext_lazy("biaya terlambat, bagian HPS per minggu"),
    "lot_cost": gettext_lazy("biaya per lot, rupiah"),
    "imbalance_rate": gettext_lazy("biaya ketimpangan, per rupiah dari nilai wajar"),
    "unplanned_rate": gettext_lazy("biaya tidak terencana, bagian HPS"),
    "stimulus_total": gettext_lazy("stimulus seluruhnya, rupiah"),
    "stimulus_economic": gettext_lazy("stimulus ekonomi, rupiah"),
    "stimulus_indirect": gettext_lazy("belanja tidak langsung, rupiah"),
    "stimulus_direct": gettext_lazy("belanja langsung, rupiah"),
}


class ScenarioForm(GatheringForm):
    """Values said otherwise, one after another, then a run on a copy of the programme."""

    kinds = WORDS
    holder = "edits"
    most = MOST
    nothing = gettext_lazy("Belum ada yang diandaikan. Isi paling sedikit satu, lalu tambahkan ke daftar.")
    needed_to_run = ("name",)

    name = forms.CharField(
        label=gettext_lazy("Nama skenario"), max_length=200,
        error_messages={"required": gettext_lazy("Beri nama skenario ini, agar dapat dikenali nanti.")},
    )  # fmt: skip

    def __init__(self, here: Here, request: HttpRequest | None, *, known: Choices, tables: Tables) -> None:
        self.known, self.tables = known, tables
        super().__init__(here, request)
        self.fields["kind"].label, self.fields["seconds"].label = _("Apa yang lain"), _("Lama mencari, detik")

    def parts(self, kind: str) -> dict[str, forms.Field]:
        needed = {"required": _("Pilih dulu apa yang diubah."), "invalid_choice": _("%(value)s tidak ada di daftar ini. Pilih dari daftar.")}
        chosen: dict[str, forms.Field] = {
            part: forms.ChoiceField(label=str(PARTS[part]), choices=[("", _("pilih")), *self.known[part]], error_messages=needed)
            for part in KINDS[kind][2]
        }
        return chosen | {
            "value": forms.CharField(
                label=_("Menjadi"), required=False, max_length=60, help_text=_("Angka tanpa titik ribuan; tanggal sebagai TTTT-BB-HH.")
            )
        }

    def is_thing(self, thing: object) -> bool:
        return isinstance(thing, dict) and set(thing) == EDIT and all(isinstance(v, str) for v in thing.values())

    def made(self) -> Json:
        table, column, parts = KINDS[self.chosen]
        key = "|".join(self.cleaned_data[f"f-{p}"] for p in parts)
        return {"table": table, "key": key, "column": column, "value": self.cleaned_data["f-value"].strip()}

    def faults(self) -> list[str]:
        try:
            edited(self.tables, self.gathered)
        except EditError as error:
            names = {key: f"“{words}”" for key, words in SETTINGS.items() if "_" in key}
            return [in_names(s.in_language(language()), names) for s in error.sentences]
        return []


@door(*PARK)
def scenarios(request: HttpRequest, here: Here) -> HttpResponse:
    """Scenarios so far beside the plan that holds, and the form for another; what is typed travels in the form."""
    tables = ledger.tables_of(here.programme)
    known = choices(here, tables)
    form = ScenarioForm(here, request, known=known, tables=tables)
    if form.is_bound and form.is_valid() and form.asked == "run":
        gone_on = form.carried_out(request, lambda **deed: started(here, form, deed), to=lambda run: reverse("park-run", args=[run]))
        if gone_on:
            return gone_on
    holds = allocation.approved_plan(here.programme)
    made = [p for p in allocation.plans(here.programme)[:200] if p.purpose == "scenario"]
    return respond(request, "park/scenarios.html", {
        "title": _("Skenario"), "section": "park-planning", "form": form, "told": [said(e, known, tables) for e in form.gathered],
        "table": scenarios_table(made, holds, known, tables), "has_order": bool(tables["orders"]),
    }, file_name=f"skenario-{here.programme.code}", status=form.status)  # fmt: skip


def started(here: Here, form: ScenarioForm, deed: Json) -> UUID:
    holds = allocation.approved_plan(here.programme)
    task: Json = {"kind": "scenario", "edits": form.gathered} | ({"base": str(holds.plan)} if holds else {})
    return begun(here, deed, seconds=form.duration, seed=1, note=form.typed["name"].strip(), task=task)


def choices(here: Here, tables: Tables) -> Choices:
    """What the parts of a key are chosen from."""
    types = catalogue.type_names(here.programme)
    return {
        "workshop": sorted(registry.workshop_names(here.programme).items(), key=lambda kv: kv[1]),
        "resource": [(r, term(r)) for r in RESOURCES], "type": sorted(types.items(), key=lambda kv: kv[1]),
        "line": [(r["line"], f"{r['line']}, {r['quantity']} × {types.get(r['type'], r['type'])}") for r in tables["orders"]],
        "cluster": list(registry.cluster_names(here.programme).items()),
        "setting": [
            (r["key"], _("%(what)s, kini %(value)s") % {"what": setting(r["key"]), "value": r["value"]})
            for r in tables["programme"] if r["key"] not in TEXT_KEYS
        ],
    }  # fmt: skip


def setting(key: str) -> str:
    return str(SETTINGS.get(key, key))


def said(edit: Json, known: Choices, tables: Tables) -> str:
    """One edit in words, with the value that holds now."""
    kind = next((k for k, (t, c, _parts) in KINDS.items() if (t, c) == (edit["table"], edit["column"])), "")
    if not kind:
        return f"{edit['table']} {edit['key']} {edit['column']}: {edit['value']}"
    parts = KINDS[kind][2]
    names = [dict(known[p]).get(code, code) for p, code in zip(parts, edit["key"].split("|"), strict=False)]
    return f"{WORDS[kind]}: {', '.join(names)} → {edit['value'] or '–'}"


def scenarios_table(made: list[allocation.Plan], holds: allocation.Plan | None, known: Choices, tables: Tables) -> Table[allocation.Plan]:
    """Scenarios side by side, after the plan that holds: what each assumes, and its difference from that plan."""

    def name(plan: allocation.Plan) -> str:
        if plan is holds:
            return _("Rencana %(n)s, yang berlaku") % {"n": plan.number}
        return (plan.run.note if plan.run else "") or str(plan.number)

    def assumed(plan: allocation.Plan) -> str:
        edits = (plan.run.task if plan.run else {}).get("edits", [])
        return "; ".join(said(e, known, tables) for e in edits) if plan is not holds else "–"

    return Table(_("Berdampingan"), [*([holds] if holds and made else []), *made], [
        Column("scenario", name, words=_("Skenario"), link=lambda p: reverse("park-plan", args=[p.plan])),
        Column("assumed", assumed, words=_("Diandaikan"), wide=True), Column("objective", lambda p: p.objective, number, numeric=True),
        Column("difference", lambda p: p.objective - holds.objective if holds and p is not holds else None,
               lambda v: "" if v is None else rp_change(v), words=_("Selisih"), numeric=True, urgent=True),
        Column("late", lambda p: p.late, number, numeric=True), Column("unplanned", lambda p: p.unplanned, number, numeric=True),
        Column("largest", lambda p: max((s["share"] for s in p.figures["sites"]), default=0), share, words=_("Bengkel terbesar"), numeric=True),
        Column("compare", lambda p: _("Siapa bertambah, siapa berkurang") if holds and p is not holds else "", words=_("Bandingkan"),
               link=lambda p: f"{reverse('park-compare')}?{urlencode([('rencana', holds.plan if holds else p.plan), ('rencana', p.plan)])}"),
    ])  # fmt: skip
