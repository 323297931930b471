"""Planning again: what has changed is entered, the plan in force is made again, and every move is a page and a sheet to sign."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tempa.allocation import queries as allocation
from tempa.allocation.planner.replanning.changes import FIELDS, ChangesError
from tempa.allocation.planner.replanning.order_cut import without_cancelled, without_taker
from tempa.allocation.planner.runs.asked import programme_asked
from tempa.catalogue import queries as catalogue
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.fields import NumberField, WholeNumberField
from tempa.desks.frame.named import in_names, kinds_of_lines, lots_in_words, machine_of, machines, names_of_codes
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.weeks import days_of, week_choices
from tempa.desks.frame.words import day, language, number, rp_change, signed
from tempa.desks.park.allocation.gathering import GatheringForm, listed
from tempa.desks.park.allocation.planning import begun, default_week, kept_by_contracts
from tempa.desks.park.allocation.plans import found_or_404
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK
from tempa.production import queries as production
from tempa.registry import queries as registry
from tempa.values.period import Calendar
from tempa.values.programme import PlanTables, Tables, programme_sha256

Json = dict[str, Any]
KINDS: dict[str, Promise] = {
    "site_down": gettext_lazy("Bengkel tutup sementara"),
    "lot_failed": gettext_lazy("Unit sebuah lot gagal"),
    "lot_rework": gettext_lazy("Lot perlu dikerjakan ulang"),
    "material_late": gettext_lazy("Bahan datang terlambat"),
    "order_changed": gettext_lazy("Pesanan berubah"),
    "site_verified": gettext_lazy("Bengkel lolos verifikasi"),
    "site_suspended": gettext_lazy("Bengkel ditangguhkan"),
    "offer_withdrawn": gettext_lazy("Penawaran ditarik"),
}
LABELS: dict[str, Promise] = {
    "workshop": gettext_lazy("Bengkel"), "lot": gettext_lazy("Lot"), "line": gettext_lazy("Baris pesanan"),
    "material": gettext_lazy("Bahan"), "type": gettext_lazy("Jenis"), "destination": gettext_lazy("Tujuan baru"),
    "due_date": gettext_lazy("Jatuh tempo baru"), "week": gettext_lazy("Diketahui pada minggu"),
    "from_week": gettext_lazy("Mulai minggu"), "to_week": gettext_lazy("Sampai minggu"),
    "weeks": gettext_lazy("Terlambat berapa minggu"), "step": gettext_lazy("Langkah ke"), "quantity": gettext_lazy("Berapa unit"),
    "hours": gettext_lazy("Berapa jam"),
}  # fmt: skip
WHOLE = {"week", "from_week", "to_week", "weeks", "step", "quantity"}


@dataclass(frozen=True)
class Ground:
    """What the page is about: the plan in force, its programme, and the names that people know.

    `kinds`: order line -> machine; `lots`: lot -> words; `coded`: code -> what a sentence says instead.
    """

    tables: Tables
    base: allocation.Plan
    base_tables: PlanTables
    calendar: Calendar
    names: dict[str, str]
    types: dict[str, str]
    kinds: dict[str, str]
    lots: dict[str, str]
    coded: dict[str, str]

    @property
    def is_changed(self) -> bool:
        """Whether the order, or what else the plan follows from, has changed since the plan was made."""
        return str(self.base.programme_sha256) != programme_sha256(self.tables)

    def without_taker(self, week: int) -> list[str]:
        """What is begun by a week and ordered by nobody any more, line by line."""
        return [worded(s.in_language(language()), self) for s in without_taker(self.base_tables, self.tables, week)]


def ground_of(here: Here) -> Ground | None:
    base = allocation.approved_plan(here.programme)
    return None if base is None else ground_on(here, base)


def ground_on(here: Here, base: allocation.Plan) -> Ground:
    tables, base_tables = ledger.tables_of(here.programme), allocation.tables_as_reduced(base)
    kinds = kinds_of_lines(tables)
    return Ground(
        tables, base, base_tables, ledger.calendar_of(here.programme), registry.workshop_names(here.programme),
        catalogue.type_names(here.programme), kinds, lots_in_words(base_tables["lots"], kinds), names_of_codes(tables),
    )  # fmt: skip


class WeekForm(forms.Form):
    """From which week on it is planned again: what else the page asks hangs on it, so that it is read before."""

    at = WholeNumberField(min_value=0, max_value=99_999_999)


class AgainForm(GatheringForm):
    """What has changed since the plan in force, one after another, then a run that makes the plan again."""

    kinds = KINDS
    holder = "changes"
    most = 50
    nothing = gettext_lazy("Belum ada perubahan. Isi paling sedikit satu, lalu tambahkan ke daftar.")

    at = forms.TypedChoiceField(
        label=gettext_lazy("Direncanakan ulang mulai"), coerce=int,
        help_text=gettext_lazy("Lot yang mulai sebelum minggu ini dianggap sudah dikerjakan."),
    )  # fmt: skip
    by_progress = forms.BooleanField(required=False, initial=True)
    note = forms.CharField(label=gettext_lazy("Catatan singkat"), required=False, max_length=200)

    def __init__(self, here: Here, request: HttpRequest | None, ground: Ground) -> None:
        self.ground, self.weeks = ground, week_choices(ground.calendar)
        week = default_week(ground.calendar, here)
        chosen = WeekForm(request.POST if request is not None else None)
        self.week = chosen.cleaned_data["at"] if chosen.is_valid() else week
        super().__init__(here, request, initial={"at": week})
        if not self.is_bound and request is not None:  # another page may bring changes along, to be looked at before anything is worked out
            self.gathered = [thing for thing in listed(request.GET.get("perubahan", "")) if self.is_thing(thing)][: self.most]
            self.initial["changes"] = json.dumps(self.gathered)
        self.carry_week()
        self.behind = production.for_planning(here.programme, ground.base_tables["loads"], self.week, here.today)
        self.fields["by_progress"].label = _("Perhitungkan kemajuan yang dilaporkan: %(n)s lot tertinggal dari rencana") % {
            "n": number(len({c["lot"] for c in self.behind}))}  # fmt: skip
        self.fields["kind"].label, self.fields["seconds"].label = _("Jenis perubahan"), _("Lama mencari, detik")

    def carry_week(self) -> None:
        """The week that was chosen; where none was, the one that an empty page shows."""
        self.fields["at"].choices = self.weeks  # type: ignore[attr-defined]
        if self.is_bound:
            self.carry("at", self.week)

    def parts(self, kind: str) -> dict[str, forms.Field]:
        choices = choices_of(self.ground, self.week)
        return {name.rstrip("?"): part(name.rstrip("?"), choices.get(name.rstrip("?")), is_needed=not name.endswith("?")) for name in FIELDS[kind]}

    def is_thing(self, thing: object) -> bool:
        return isinstance(thing, dict) and thing.get("kind") in KINDS

    @property
    def may_be_empty(self) -> bool:
        """What was changed in the order since, or lots that are behind, are reason enough to plan again."""
        return self.ground.is_changed or bool(self.from_progress)

    @property
    def from_progress(self) -> list[Json]:
        """The hours that begun lots are behind, where they are to be counted: lots whose rework was entered by hand not again."""
        entered = [c.get("lot") for c in self.gathered if c["kind"] in ("lot_rework", "lot_failed")]
        return [c for c in self.behind if c["lot"] not in entered] if self.data.get("by_progress") else []

    def made(self) -> Json:
        typed = {name: self.cleaned_data.get(f"f-{name}") for name in self.places}
        return {"kind": self.chosen} | {n: int(v) if n in WHOLE else v for n, v in typed.items() if v not in (None, "")}

    @property
    def task(self) -> Json:
        return {"kind": "again", "at": self.week, "changes": [*self.gathered, *self.from_progress], **kept_by_contracts(self.here.programme)}

    def faults(self) -> list[str]:
        """What the planner says against the changes, in the reader's language."""
        try:
            programme_asked(self.task, self.ground.tables, self.ground.base_tables)
        except ChangesError as error:
            return [worded(s.in_language(language()), self.ground) for s in error.sentences]
        return []


class HoursField(NumberField):
    """Hours with a comma or a point; the planner takes them as a number."""

    def clean(self, value: Any) -> float | None:
        hours = super().clean(value)
        return None if hours is None else float(hours)


def part(name: str, choices: list[tuple[object, str]] | None, *, is_needed: bool) -> forms.Field:
    """The field for one part of a change."""
    wrong = _("Isi %(what)s dengan benar.") % {"what": LABELS[name]}
    told: Json = {
        "label": LABELS[name], "required": is_needed, "help_text": "" if is_needed else _("Hanya bila berubah."),
        "error_messages": {"required": wrong, "invalid": wrong, "invalid_choice": _("%(value)s tidak ada di daftar ini. Pilih dari daftar.")},
    }  # fmt: skip
    if choices is not None:
        return forms.ChoiceField(choices=[("", _("pilih")), *choices], **told)
    if name in WHOLE:
        return WholeNumberField(min_value=0, max_value=10**8, widget=forms.TextInput(attrs={"inputmode": "numeric"}), **told)
    if name == "hours":
        return HoursField(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **told)
    return forms.CharField(max_length=60, widget=forms.DateInput(attrs={"type": "date"}), **told)


@door(*PARK)
def plan_again(request: HttpRequest, here: Here) -> HttpResponse:
    """Enter changes one after another, then start the run; what is typed so far travels in the form."""
    ground = ground_of(here)
    title = {"title": _("Rencanakan ulang"), "section": "park-planning"}
    if ground is None:
        return render(request, "park/again.html", title)
    form = AgainForm(here, request, ground)
    if form.is_bound and form.is_valid() and form.asked == "run":
        gone_on = form.carried_out(request, lambda **deed: started(here, ground, form, deed), to=lambda run: reverse("park-run", args=[run]))
        if gone_on:
            return gone_on
    told = [said(c, ground) for c in form.gathered]
    context = {"form": form, "base": ground.base, "told": told, "is_changed": ground.is_changed, "untaken": ground.without_taker(form.week)}
    return render(request, "park/again.html", title | context, status=form.status)


def started(here: Here, ground: Ground, form: AgainForm, deed: Json) -> UUID:
    task = form.task | {"base": str(ground.base.plan)}
    return begun(here, deed, seconds=form.duration, seed=1, note=form.typed["note"], task=task)


def worded(sentence: str, ground: Ground) -> str:
    """The planner names a change, a field, a workshop, a material by its code; people know them by their words."""
    fields = {code: f"“{words}”" for code, words in LABELS.items() if (language() == "id" and code != "lot") or "_" in code}
    return in_names(sentence, fields | ground.coded | {code: str(words) for code, words in KINDS.items()})


def choices_of(ground: Ground, at: int) -> dict[str, list[tuple[Any, str]]]:
    """Where a field is chosen from a list: field -> its (code, words). Lots are those begun before week `at`."""
    tables, weeks = ground.tables, week_choices(ground.calendar)

    def site_of(row: dict[str, str]) -> str:
        return ground.names.get(row["workshop"], row["workshop"])

    ordered = without_cancelled(ground.base_tables, tables)["lots"]
    begun = sorted((r for r in ordered if int(r["start_week"]) < at), key=lambda r: r["lot"])
    return {
        "workshop": sorted(ground.names.items(), key=lambda kv: kv[1]),
        "lot": [(r["lot"], f"{r['lot']}: {machines(r['quantity'], r['line'], ground.kinds)}, {site_of(r)}") for r in begun],
        "line": [(r["line"], f"{r['line']}, {r['quantity']} × {ground.types.get(r['type'], r['type'])}") for r in tables["orders"]],
        "material": [(r["material"], r["name_id"] or r["material"]) for r in tables["materials"]],
        "type": sorted(ground.types.items(), key=lambda kv: kv[1]),
        "destination": sorted(((r["destination"], r["name"]) for r in tables["destinations"]), key=lambda kv: kv[1]),
        "week": weeks, "from_week": weeks, "to_week": weeks,
    }  # fmt: skip


def said(change: Json, ground: Ground) -> str:
    """One change in words."""
    typed = {k: str(change.get(k, "")) for k in ("line", "material", "lot", "type", "workshop")}
    named = {k: known.get(typed[k], typed[k]) for k, known in (("line", ground.coded), ("material", ground.coded), ("lot", ground.lots))}
    site, type_name = ground.names.get(typed["workshop"], typed["workshop"]), ground.types.get(typed["type"], "")
    days = week_ends(change, ground.calendar)
    places = dict.fromkeys(LABELS, "?") | change | named | days | {"site": site, "type_name": type_name}
    if change["kind"] == "order_changed":
        return _("Pesanan %(line)s berubah: %(news)s") % {"line": named["line"], "news": ", ".join(news_of(change, ground))}
    return {
        "site_down": _("%(site)s tutup %(from_week)s sampai %(to_week)s"),
        "lot_failed": _("%(quantity)s unit lot %(lot)s gagal, diketahui %(week)s"),
        "lot_rework": _("Lot %(lot)s langkah %(step)s dikerjakan ulang %(hours)s jam, diketahui %(week)s"),
        "material_late": _("%(material)s yang datang mulai %(from_week)s terlambat %(weeks)s minggu"),
        "site_verified": _("%(site)s lolos verifikasi mulai %(from_week)s"),
        "site_suspended": _("%(site)s ditangguhkan mulai %(from_week)s"),
        "offer_withdrawn": _("%(site)s menarik penawaran %(type_name)s"),
    }[change["kind"]] % places


def week_ends(change: Json, calendar: Calendar) -> Json:
    """The weeks of a change as days: when the first begins, when the last ends, and all of the one in which it was known."""
    shown: dict[str, Callable[[int], str]] = {
        "from_week": lambda w: day(calendar.monday(w)), "to_week": lambda w: day(calendar.sunday(w)), "week": lambda w: days_of(calendar, w),
    }  # fmt: skip
    return {name: words(change[name]) for name, words in shown.items() if isinstance(change.get(name), int)}


def news_of(change: Json, ground: Ground) -> list[str]:
    """What an order line has now, with the place by its name."""
    places = {r["destination"]: r["name"] for r in ground.tables["destinations"]}
    told = {k: change[k] for k in ("quantity", "due_date", "destination") if change.get(k) is not None}
    if "destination" in told:
        told["destination"] = places.get(str(told["destination"])) or told["destination"]
    return [f"{LABELS[k]}: {value}" for k, value in told.items()]


@require_GET
@door(*PARK)
def moves(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    """Every move of a plan made again: who loses, who gains, what it costs and why; the sheet that two people sign."""
    found = found_or_404(here, plan)
    if found.purpose != "again" or found.base is None:
        raise Http404
    again = found.figures["again"]
    ground = ground_on(here, found.base)
    told = [said(c, ground) for c in again["changes"]]
    return respond(request, "park/perpindahan.html", {
        "title": _("Perpindahan rencana %(n)s") % {"n": found.number}, "section": "park-planning", "plan": found, "again": again, "told": told,
        "moves": moves_table([moved(m, told, ground) for m in again["moves"]]), "answer": answer(found),
        "balance": balance_table(again["balance"], ground),
        "notes": [worded(n[language()], ground) for n in again["notes"]], "monday": ground.calendar.monday(again["at"]),
    }, file_name=f"perpindahan-{found.number}")  # fmt: skip


def moves_table(moved: list[Json]) -> Table[Json]:
    return Table(_("Setiap perpindahan"), moved, [
        Column("lot", lambda m: m["name"]), Column("type", lambda m: m["type"], wide=True),
        Column("quantity", lambda m: m["units"], number, numeric=True),
        Column("from", lambda m: m["from_site"] or "–", words=_("Dari")), Column("to", lambda m: m["to_site"] or "–", words=_("Ke")),
        Column("weeks", lambda m: m["weeks"], words=_("Diperiksa")), Column("value", lambda m: m["value"], number, numeric=True),
        Column("cost", lambda m: m["cost"], signed, words=_("Biaya"), numeric=True),
        Column("why", lambda m: m["why"], words=_("Sebabnya"), wide=True),
    ])  # fmt: skip


def balance_table(balance: list[Json], ground: Ground) -> Table[Json]:
    return Table(_("Siapa berkurang, siapa bertambah"), balance, [
        Column("workshop", lambda b: ground.names.get(b["workshop"], b["workshop"])),
        Column("lost", lambda b: b["units_lost"], number, words=_("Mesin hilang"), numeric=True),
        Column("gained", lambda b: b["units_gained"], number, words=_("Mesin didapat"), numeric=True),
        Column("change", lambda b: b["value_change"], signed, words=_("Selisih nilai"), numeric=True, urgent=True),
    ])  # fmt: skip


def answer(plan: allocation.Plan) -> str:
    again = plan.figures["again"]
    words = _("%(moved)s mesin pindah bengkel atau minggu, %(forced)s di antaranya tidak dapat tetap; biaya rencana %(change)s.")
    if not again["moves"]:
        return _("Tidak ada yang pindah: rencana yang berlaku tetap dapat dijalankan.")
    return words % {
        "moved": number(again["moved_units"]), "forced": number(again["moved_units"] - again["moved_beyond"]),
        "change": rp_change(plan.objective - (plan.base.objective if plan.base else 0)),
    }  # fmt: skip


def moved(move: Json, told: list[str], ground: Ground) -> Json:
    """One move for the table."""
    where = {k: ground.names.get(move[k], move[k]) for k in ("from_site", "to_site")}
    return {
        **move, **where, "type": machine_of(move["line"], ground.kinds), "why": why(move, told),
        "weeks": " → ".join(days_of(ground.calendar, move[k]) for k in ("from_week", "to_week") if move[k] >= 0),
        "name": move["lot"] or move["base_lot"],
    }  # fmt: skip


def why(move: Json, told: list[str]) -> str:
    if move["cause"]:
        return _("Perubahan %(n)s: %(what)s.") % {"n": move["cause"], "what": told[move["cause"] - 1]}
    order = move.get("order", "")  # plans of earlier versions do not say it
    if order == "cut" and move["kind"] != "new":
        return _("Pesanan baris ini berkurang dari %(then)s menjadi %(now)s.") % {"then": move["units_then"], "now": move["units_now"]}
    if order == "raised":
        return _("Pesanan baris ini bertambah dari %(then)s menjadi %(now)s.") % {"then": move["units_then"], "now": move["units_now"]}
    if move["kind"] == "new":
        return _("Sebelumnya belum mendapat bengkel.")
    if move["forced"]:
        return _("Tempatnya dipakai pekerjaan yang harus diteruskan atau diulang.")
    if not told and order == "elsewhere":
        return _("Pesanan baris lain berubah: jam yang kini kosong dipakai dengan lebih hemat.")
    if not told:
        return _("Pencarian menemukan tempat yang lebih hemat; tidak ada perubahan yang memaksanya.")
    return _("Memberi tempat bagi lot yang terdampak, atau memakai jam yang kini kosong dengan lebih hemat.")
