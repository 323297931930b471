"""What if: the programme on a copy with some values said otherwise, planned and set beside the plan that holds."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.allocation import actions
from tempa.allocation import queries as allocation
from tempa.allocation.planner.runs.edits import EditError, edited
from tempa.catalogue import queries as catalogue
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.identity import fresh_identity, identity_of
from tempa.desks.frame.named import in_names
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.words import language, number, rp_change, term
from tempa.desks.park.allocation.planning import PARK, start_worker
from tempa.ledger import queries as ledger
from tempa.ledger.rules import Refused
from tempa.registry import queries as registry

Json = dict[str, Any]
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
RESOURCES = ("cut", "bend", "weld", "machine", "assemble", "wire", "paint", "test")
FIXED = {"code", "name_id", "name_en", "currency", "start_date"}


@door(*PARK)
def scenarios(request: HttpRequest, here: Here) -> HttpResponse:
    """Scenarios so far beside the plan that holds, and the form for another; what is typed travels in the form."""
    tables = ledger.tables_of(here.programme)
    known = choices(here, tables)
    asked = read_form(request.POST)
    faults = treat(asked, request.POST, tables) if request.method == "POST" else []
    if request.POST.get("do") == "run" and not faults:
        run, refusal = started(request, here, asked)
        if run is not None:
            return redirect("park-run", run=run)
        faults = [refusal]
    holds = allocation.approved_plan(here.programme)
    made = [p for p in allocation.plans(here.programme)[:200] if p.purpose == "scenario"]
    return render(request, "park/scenarios.html", {
        "title": _("Skenario"), "section": "park-planning", **asked, "faults": faults, "identity": fresh_identity(), "holds": holds,
        "kinds": WORDS.items(), "typed_edits": json.dumps(asked["edits"]), "told": [said(e, known, tables) for e in asked["edits"]],
        "fields": [{"name": p, "label": PARTS[p], "choices": known[p]} for p in KINDS[asked["kind"]][2]],
        "rows": rows(made, holds, known, tables), "has_order": bool(tables["orders"]), "posted": request.POST if faults else {},
    }, status=400 if faults else 200)  # fmt: skip


def read_form(posted: Any) -> Json:
    try:
        edits = json.loads(posted.get("edits") or "[]")
    except (ValueError, RecursionError):
        edits = []
    names = ("table", "key", "column", "value")
    kept = [e for e in edits if isinstance(e, dict) and all(isinstance(e.get(n), str) for n in names)] if isinstance(edits, list) else []
    kind, seconds = posted.get("kind", "hours"), posted.get("seconds") or "10"
    return {
        "kind": kind if kind in KINDS else "hours", "edits": [{n: e[n] for n in names} for e in kept][:MOST],
        "name": str(posted.get("name", ""))[:200], "seconds": int(seconds) if seconds.isascii() and seconds.isdigit() and len(seconds) < 6 else 0,
    }  # fmt: skip


def treat(asked: Json, posted: Any, tables: Any) -> list[str]:
    """Add what was typed or drop one; returns what is wrong, in the reader's language."""
    do = posted.get("do", "")
    if do.startswith("drop:"):
        asked["edits"] = [e for n, e in enumerate(asked["edits"]) if str(n) != do[5:]]
    if do == "add":
        table, column, parts = KINDS[asked["kind"]]
        key = "|".join(posted.get(f"f-{p}", "").strip() for p in parts)
        asked["edits"].append({"table": table, "key": key, "column": column, "value": posted.get("value", "").strip()})
        if not all(posted.get(f"f-{p}", "").strip() for p in parts):
            asked["edits"].pop()
            return [_("Pilih dulu apa yang diubah.")]
    if do == "run" and not asked["edits"]:
        return [_("Belum ada yang diandaikan. Isi paling sedikit satu, lalu tambahkan ke daftar.")]
    if do == "run" and not asked["name"].strip():
        return [_("Beri nama skenario ini, agar dapat dikenali nanti.")]
    if do not in {"add", "run"}:
        return []
    try:
        edited(tables, asked["edits"])
    except EditError as error:
        if do == "add":
            asked["edits"].pop()
        return [in_names(s.in_language(language()), {key: f"“{words}”" for key, words in SETTINGS.items() if "_" in key}) for s in error.sentences]
    return []


def started(request: HttpRequest, here: Here, asked: Json) -> tuple[UUID | None, str]:
    holds = allocation.approved_plan(here.programme)
    task: Json = {"kind": "scenario", "edits": asked["edits"]} | ({"base": str(holds.plan)} if holds else {})
    try:
        run = actions.start_run(
            here.programme, seconds=asked["seconds"], seed=1, note=asked["name"].strip(), task=task, at=here.now, by=here.person,
            identity=identity_of(request),
        )  # fmt: skip
    except Refused as refused:
        return None, spoken(refused)
    start_worker(run)
    return run, ""


def choices(here: Here, tables: Any) -> dict[str, list[tuple[str, str]]]:
    """What the parts of a key are chosen from."""
    types = catalogue.type_names(here.programme)
    return {
        "workshop": sorted(registry.workshop_names(here.programme).items(), key=lambda kv: kv[1]),
        "resource": [(r, term(r)) for r in RESOURCES], "type": sorted(types.items(), key=lambda kv: kv[1]),
        "line": [(r["line"], f"{r['line']}, {r['quantity']} × {types.get(r['type'], r['type'])}") for r in tables["orders"]],
        "cluster": list(registry.cluster_names(here.programme).items()),
        "setting": [
            (r["key"], _("%(what)s, kini %(value)s") % {"what": setting(r["key"]), "value": r["value"]})
            for r in tables["programme"] if r["key"] not in FIXED
        ],
    }  # fmt: skip


def setting(key: str) -> str:
    return str(SETTINGS.get(key, key))


def said(edit: Json, known: dict[str, list[tuple[str, str]]], tables: Any) -> str:
    """One edit in words, with the value that holds now."""
    kind = next((k for k, (t, c, _parts) in KINDS.items() if (t, c) == (edit["table"], edit["column"])), "")
    if not kind:
        return f"{edit['table']} {edit['key']} {edit['column']}: {edit['value']}"
    parts = KINDS[kind][2]
    names = [dict(known[p]).get(code, code) for p, code in zip(parts, edit["key"].split("|"), strict=False)]
    return f"{WORDS[kind]}: {', '.join(names)} → {edit['value'] or '–'}"


def rows(made: list[Any], holds: Any, known: dict[str, list[tuple[str, str]]], tables: Any) -> list[Json]:
    """Scenarios side by side: each with its assumptions and its difference from the plan it was set beside."""
    return [
        {"plan": p, "name": p.run.note if p.run else "", "told": [said(e, known, tables) for e in (p.run.task if p.run else {}).get("edits", [])],
         "difference": rp_change(p.objective - holds.objective) if holds else "", "largest": max((s["share"] for s in p.figures["sites"]), default=0),
         "units": number(p.units)}
        for p in made
    ]  # fmt: skip
