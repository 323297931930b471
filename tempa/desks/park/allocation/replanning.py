"""Planning again: what has changed is entered, the plan in force is made again, and every move is a page and a sheet to sign."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tempa.allocation import actions
from tempa.allocation import queries as allocation
from tempa.allocation.planner.replanning.changes import FIELDS, ChangesError
from tempa.allocation.planner.runs.asked import programme_asked
from tempa.catalogue import queries as catalogue
from tempa.demand import queries as demand
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.identity import fresh_identity, identity_of
from tempa.desks.frame.named import in_names, kinds_of_lines, lots_in_words, machine_of, machines, names_of_codes
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.weeks import Calendar, calendar_of
from tempa.desks.frame.words import day, language, number, rp_change, rp_short
from tempa.desks.park.allocation.planning import PARK, start_worker
from tempa.desks.park.allocation.plans import found_or_404
from tempa.ledger import queries as ledger
from tempa.ledger.rules import Refused
from tempa.registry import queries as registry

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

    tables: Any
    base: Any
    base_tables: Any
    calendar: Calendar
    names: dict[str, str]
    types: dict[str, str]
    kinds: dict[str, str]
    lots: dict[str, str]
    coded: dict[str, str]


def ground_of(here: Here) -> Ground | None:
    base = allocation.approved_plan(here.programme)
    return None if base is None else ground_on(here, base)


def ground_on(here: Here, base: Any) -> Ground:
    tables, base_tables = ledger.tables_of(here.programme), allocation.plan_tables(base)
    kinds = kinds_of_lines(tables)
    return Ground(
        tables, base, base_tables, calendar_of(here.programme), registry.workshop_names(here.programme),
        catalogue.type_names(here.programme), kinds, lots_in_words(base_tables["lots"], kinds), names_of_codes(tables),
    )  # fmt: skip


@door(*PARK)
def plan_again(request: HttpRequest, here: Here) -> HttpResponse:
    """Enter changes one after another, then start the run; what is typed so far travels in the form."""
    ground = ground_of(here)
    title = {"title": _("Rencanakan ulang"), "section": "park-planning"}
    if ground is None:
        return render(request, "park/again.html", title)
    asked = read_form(request.POST, ground, here)
    faults = [] if request.method == "GET" else treat(asked, request.POST)
    do = request.POST.get("do", "")
    if not faults and do in {"add", "run"}:
        faults = faults_of(asked, ground)
        if faults and do == "add":
            asked["changes"].pop()
    if not faults and do == "run":
        run, refusal = started(request, here, ground, asked)
        if run is not None:
            return redirect("park-run", run=run)
        faults = [refusal]
    return render(request, "park/again.html", title | {
        **asked, "faults": faults, "identity": fresh_identity(), "base": ground.base, "kinds": KINDS.items(),
        "typed_changes": json.dumps(asked["changes"]), "told": [said(c, ground) for c in asked["changes"]],
        "weeks": week_choices(ground.calendar), "fields": fields_of(asked, ground, here, request.POST if faults else {}),
    }, status=400 if faults else 200)  # fmt: skip


def read_form(posted: Any, ground: Ground, here: Here) -> Json:
    """The week, the kind and the changes entered so far; what is not understood becomes what an empty page has."""
    try:
        changes = json.loads(posted.get("changes") or "[]")
    except (ValueError, RecursionError):
        changes = []
    kind = posted.get("kind", "site_down")
    return {
        "at": whole(posted.get("at"), default_week(ground.calendar, here)), "kind": kind if kind in KINDS else "site_down",
        "changes": [c for c in changes if isinstance(c, dict) and c.get("kind") in KINDS][:50] if isinstance(changes, list) else [],
        "seconds": whole(posted.get("seconds") or "10", 0), "note": str(posted.get("note", ""))[:200],
    }  # fmt: skip


def default_week(calendar: Calendar, here: Here) -> int:
    """This week where the programme runs today, else its first."""
    week = calendar.week(here.today)
    return week if 0 <= week < calendar.weeks else 0


def whole(text: Any, otherwise: int) -> int:
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 9 else otherwise


def treat(asked: Json, posted: Any) -> list[str]:
    """Add the change that was typed or drop one; returns what is wrong with what was typed."""
    do = posted.get("do", "")
    if do.startswith("drop:"):
        place = whole(do[5:], -1)
        asked["changes"] = [c for n, c in enumerate(asked["changes"]) if n != place]
    if do == "run" and not asked["changes"]:
        return [_("Belum ada perubahan. Isi paling sedikit satu, lalu tambahkan ke daftar.")]
    if do != "add":
        return []
    change: Json = {"kind": asked["kind"]}
    faults = []
    for name in FIELDS[asked["kind"]]:
        text = posted.get(f"f-{name.rstrip('?')}", "").strip()
        if not text and name.endswith("?"):
            continue
        value = typed(name.rstrip("?"), text)
        if value is None:
            faults.append(_("Isi %(what)s dengan benar.") % {"what": LABELS[name.rstrip("?")]})
        change[name.rstrip("?")] = value
    if not faults:
        asked["changes"].append(change)
    return faults


def typed(name: str, text: str) -> Any:
    """The value of a field as the changes want it; None where it is not one."""
    if name in WHOLE:
        return whole(text, -1) if whole(text, -1) >= 0 else None
    if name == "hours":
        try:
            return float(text.replace(",", "."))
        except ValueError:
            return None
    return text or None


def faults_of(asked: Json, ground: Ground) -> list[str]:
    """What the planner says against the changes, in the reader's language."""
    task = {"kind": "again", "at": asked["at"], "changes": asked["changes"]}
    try:
        programme_asked(task, ground.tables, ground.base_tables)
    except ChangesError as error:
        return [worded(s.in_language(language()), ground) for s in error.sentences]
    return []


def worded(sentence: str, ground: Ground) -> str:
    """The planner names a change, a field, a workshop, a material by its code; people know them by their words."""
    fields = {code: f"“{words}”" for code, words in LABELS.items() if (language() == "id" and code != "lot") or "_" in code}
    return in_names(sentence, fields | ground.coded | {code: str(words) for code, words in KINDS.items()})


def started(request: HttpRequest, here: Here, ground: Ground, asked: Json) -> tuple[UUID | None, str]:
    task = {"kind": "again", "base": str(ground.base.plan), "at": asked["at"], "changes": asked["changes"]}
    try:
        run = actions.start_run(
            here.programme, seconds=asked["seconds"], seed=1, note=asked["note"], task=task, at=here.now, by=here.person,
            identity=identity_of(request),
        )  # fmt: skip
    except Refused as refused:
        return None, spoken(refused)
    start_worker(run)
    return run, ""


def week_choices(calendar: Calendar) -> list[tuple[int, str]]:
    return [(w, _("minggu %(n)s, mulai %(day)s") % {"n": w, "day": day(calendar.monday(w))}) for w in range(calendar.weeks)]


def fields_of(asked: Json, ground: Ground, here: Here, posted: Any) -> list[Json]:
    """The fields of the chosen kind with their choices, and what was typed where it has to be mended."""
    choices = choices_of(ground, here)
    return [
        {"name": bare, "label": LABELS[bare], "optional": name.endswith("?"), "choices": choices[bare](asked) if bare in choices else None,
         "kind": "date" if bare == "due_date" else "number" if bare in WHOLE else "text", "value": posted.get(f"f-{bare}", "")}
        for name in FIELDS[asked["kind"]]
        for bare in [name.rstrip("?")]
    ]  # fmt: skip


def choices_of(ground: Ground, here: Here) -> dict[str, Callable[[Json], list[tuple[Any, str]]]]:
    """Where a field is chosen from a list: field -> its (code, words)."""
    tables = ground.tables

    def begun(asked: Json) -> list[tuple[Any, str]]:
        rows = sorted((r for r in ground.base_tables["lots"] if int(r["start_week"]) < asked["at"]), key=lambda r: r["lot"])
        return [(r["lot"], f"{r['lot']}: {machines(r['quantity'], r['line'], ground.kinds)}, {site_of(r)}") for r in rows]

    def site_of(row: dict[str, str]) -> str:
        return ground.names.get(row["workshop"], row["workshop"])

    def lines(asked: Json) -> list[tuple[Any, str]]:
        return [(r["line"], f"{r['line']}, {r['quantity']} × {ground.types.get(r['type'], r['type'])}") for r in tables["orders"]]

    weeks = week_choices(ground.calendar)
    return {
        "workshop": lambda asked: sorted(ground.names.items(), key=lambda kv: kv[1]), "lot": begun, "line": lines,
        "material": lambda asked: [(r["material"], r["name_id"] or r["material"]) for r in tables["materials"]],
        "type": lambda asked: sorted(ground.types.items(), key=lambda kv: kv[1]),
        "destination": lambda asked: sorted(demand.destination_names(here.programme).items(), key=lambda kv: kv[1]),
        "week": lambda asked: weeks, "from_week": lambda asked: weeks, "to_week": lambda asked: weeks,
    }  # fmt: skip


def said(change: Json, ground: Ground) -> str:
    """One change in words."""
    typed = {k: str(change.get(k, "")) for k in ("line", "material", "lot", "type", "workshop")}
    named = {k: known.get(typed[k], typed[k]) for k, known in (("line", ground.coded), ("material", ground.coded), ("lot", ground.lots))}
    site, type_name = ground.names.get(typed["workshop"], typed["workshop"]), ground.types.get(typed["type"], "")
    places = dict.fromkeys(LABELS, "?") | change | named | {"site": site, "type_name": type_name}
    if change["kind"] == "order_changed":
        return _("Pesanan %(line)s berubah: %(news)s") % {"line": named["line"], "news": ", ".join(news_of(change, ground))}
    return {
        "site_down": _("%(site)s tutup minggu %(from_week)s sampai %(to_week)s"),
        "lot_failed": _("%(quantity)s unit lot %(lot)s gagal, diketahui minggu %(week)s"),
        "lot_rework": _("Lot %(lot)s langkah %(step)s dikerjakan ulang %(hours)s jam, diketahui minggu %(week)s"),
        "material_late": _("%(material)s yang datang mulai minggu %(from_week)s terlambat %(weeks)s minggu"),
        "site_verified": _("%(site)s lolos verifikasi mulai minggu %(from_week)s"),
        "site_suspended": _("%(site)s ditangguhkan mulai minggu %(from_week)s"),
        "offer_withdrawn": _("%(site)s menarik penawaran %(type_name)s"),
    }[change["kind"]] % places


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
    if found.purpose != "again":
        raise Http404
    again = found.figures["again"]
    ground = ground_on(here, found.base)
    told = [said(c, ground) for c in again["changes"]]
    return render(request, "park/perpindahan.html", {
        "title": _("Perpindahan rencana %(n)s") % {"n": found.number}, "section": "park-planning", "plan": found, "again": again, "told": told,
        "rows": [moved(m, told, ground) for m in again["moves"]], "answer": answer(found),
        "balance": [{**b, "name": ground.names.get(b["workshop"], b["workshop"])} for b in again["balance"]],
        "notes": [worded(n[language()], ground) for n in again["notes"]], "monday": ground.calendar.monday(again["at"]),
    })  # fmt: skip


def answer(plan: Any) -> str:
    again = plan.figures["again"]
    words = _("%(moved)s mesin pindah bengkel atau minggu, %(forced)s di antaranya tidak dapat tetap; biaya rencana %(change)s.")
    if not again["moves"]:
        return _("Tidak ada yang pindah: rencana yang berlaku tetap dapat dijalankan.")
    return words % {
        "moved": number(again["moved_units"]), "forced": number(again["moved_units"] - again["moved_beyond"]),
        "change": rp_change(plan.objective - plan.base.objective),
    }  # fmt: skip


def moved(move: Json, told: list[str], ground: Ground) -> Json:
    """One move for the table."""
    where = {k: ground.names.get(move[k], move[k]) for k in ("from_site", "to_site")}
    return {
        **move, **where, "type": machine_of(move["line"], ground.kinds), "value_words": rp_short(move["value"]), "why": why(move, told),
        "weeks": " → ".join(str(move[k]) for k in ("from_week", "to_week") if move[k] >= 0), "name": move["lot"] or move["base_lot"],
    }  # fmt: skip


def why(move: Json, told: list[str]) -> str:
    if move["cause"]:
        return _("Perubahan %(n)s: %(what)s.") % {"n": move["cause"], "what": told[move["cause"] - 1]}
    if move["kind"] == "new":
        return _("Sebelumnya belum mendapat bengkel.")
    if move["forced"]:
        return _("Tempatnya dipakai pekerjaan yang harus diteruskan atau diulang.")
    if not told:
        return _("Pencarian menemukan tempat yang lebih hemat; tidak ada perubahan yang memaksanya.")
    return _("Memberi tempat bagi lot yang terdampak, atau memakai jam yang kini kosong dengan lebih hemat.")
