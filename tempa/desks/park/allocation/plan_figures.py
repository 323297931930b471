"""What a plan comes to: what it costs, who gets how much, what is full, late, or without a workshop."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.allocation import queries as allocation
from tempa.allocation.planner.verifier.form import Retained
from tempa.demand import queries as demand
from tempa.desks.frame import charts
from tempa.desks.frame.door import Here
from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.words import day, language, number, rp_short, share, share2, term
from tempa.desks.park.overview import shares, week_labels
from tempa.registry import queries as registry
from tempa.values.period import week_monday

AGAIN = {"again", "hand"}
"""Purposes of plans whose bound is one of plans that let stand what is begun or decided (docs/planner-bound.md)."""


PART_WORDS = {
    "price": gettext_lazy("harga penawaran"),
    "freight": gettext_lazy("angkutan"),
    "lateness": gettext_lazy("keterlambatan"),
    "lots": gettext_lazy("biaya tiap lot"),
    "imbalance": gettext_lazy("ketimpangan antarbengkel"),
    "unplanned": gettext_lazy("yang belum terencana"),
}


def pictures(here: Here, plan: allocation.Plan) -> dict[str, object]:
    f = plan.figures
    labels = week_labels(date.fromisoformat(f["start"]), f["weeks"])
    names = registry.workshop_names(here.programme)
    tables, certificate = allocation.plan_tables(plan), allocation.certificate_of(plan)
    kept = certificate.retained if certificate else None
    return {
        "answer": answer(plan, kept),
        "proof": proof(plan, kept),
        "parts": parts_table(plan, is_proven=plan.purpose not in AGAIN or kept is not None),
        "shares": shares(plan),
        "load": load(f, labels),
        "inspection": inspection(f, labels),
        "cash": cash(f, names),
        "sites": sites_table(plan, names),
        "late": late_table(here, f, names),
        "unplanned": unplanned_table(here, tables["unplanned"]),
        "clusters": [(c["cluster"], c["name"]) for c in f["clusters"]],
        "tightest": tightest(f),
    }


def answer(plan: allocation.Plan, kept: Retained | None) -> str:
    money = {"cost": rp_short(plan.objective), "gap": share2(plan.gap)}
    if kept is not None:
        words = _("Biaya %(cost)s. Terbukti paling jauh %(gap)s dari rencana terbaik yang membiarkan yang sudah dimulai dan diputuskan "
                  "tetap.") % money
    elif plan.purpose in AGAIN:
        words = _("Biaya %(cost)s, paling jauh %(gap)s dari rencana terbaik yang membiarkan yang sudah dimulai dan diputuskan tetap.") % money
    else:
        words = _("Biaya %(cost)s. Terbukti paling jauh %(gap)s dari yang terbaik yang mungkin.") % money
    words += " " + rules_kept(plan.figures.get("added_rules"))
    if plan.unplanned:
        words += " " + _("%(n)s mesin belum dapat bengkel.") % {"n": number(plan.unplanned)}
    if plan.late:
        words += " " + _("%(n)s mesin terlambat.") % {"n": number(plan.late)}
    else:
        words += " " + _("Tidak ada yang terlambat.")
    return words


def proof(plan: allocation.Plan, kept: Retained | None) -> str:
    """What a certificate that names lots that stay says, in words; empty for any other (docs/planner-bound.md)."""
    if kept is None:
        return ""
    words = _("Sertifikat dalam folder rencana menyatakan: rencana yang membiarkan %(n)s lot tetap seperti di sini (sudah dimulai atau diputuskan "
              "dengan tangan), memulai lot lain paling cepat %(day)s dan tidak menambah pelanggaran tidak mungkin lebih murah "
              "dari batas bawah ini. Siapa pun dapat menghitungnya ulang dengan check-plan --certificate.") % {
        "n": number(len(kept.lots)), "day": day(week_monday(kept.week, date.fromisoformat(plan.figures["start"]))),
    }  # fmt: skip
    if kept.given_up:
        words += " " + _("Bagian terkecil yang tidak dicapai rencana ini juga tidak diminta dari rencana lain.")
    return words


def rules_kept(added: dict[str, Any] | None) -> str:
    """Whether the rules hold, and which added ones do not."""
    if not added:
        return _("Semua aturan terpenuhi.")
    if not added["broken"]:
        return _("Semua aturan terpenuhi, juga %(n)s aturan tambahan.") % {"n": number(added["count"])}
    told = " ".join(one[language()] for one in added["broken"])
    return _("Aturan program terpenuhi. Dari %(all)s aturan tambahan ada yang tidak, karena yang sudah dimulai atau diputuskan tetap: %(told)s") % {
        "all": number(added["count"]), "told": told,
    }  # fmt: skip


def tightest(f: dict[str, Any]) -> str:
    """The resource that is full in most weeks, in words; empty where none is."""
    full = {
        k: [n for n, (u, a) in enumerate(zip(v["used"], v["available"], strict=True)) if a and u >= 0.95 * a] for k, v in f["load"].items()
    }  # fmt: skip
    name = max(full, key=lambda k: len(full[k]), default="")
    if not name or not full[name]:
        return _("Tidak ada jenis kerja yang penuh di semua bengkel dalam satu minggu pun.")
    return _("Yang paling penuh: %(what)s, dalam %(n)s minggu.") % {"what": term(name), "n": number(len(full[name]))}


def load(f: dict[str, Any], labels: list[str]) -> charts.Chart:
    rows = [(term(k), list(zip(v["used"], v["available"], strict=True))) for k, v in f["load"].items()]
    return charts.heat(
        _("Jam kerja terpakai, persen dari yang ada"), rows, labels, lambda v: number(round(v)), first_heading=_("pekerjaan"),
        source=_("Semua bengkel bersama, per minggu; libur sudah dikurangkan. Jam."),
    )  # fmt: skip


def inspection(f: dict[str, Any], labels: list[str]) -> charts.Chart:
    rows = [(_("pemeriksaan"), [(u, f["inspection_limit"]) for u in f["inspection"]])]
    return charts.heat(
        _("Jam pemeriksa terpakai, persen dari yang ada"),
        rows,
        labels,
        lambda v: number(round(v)),
        first_heading=_("pekerjaan"),
        source=_("Jam pemeriksa taman sains per minggu."),
    )


def cash(f: dict[str, Any], names: dict[str, str]) -> charts.Chart | None:
    """The sites that come nearest to their cash limit."""
    rows = sorted(f["cash"], key=lambda r: -(r["peak"] / r["limit"] if r["limit"] else 1))[:15]
    if not rows:
        return None
    bars = [charts.Bar(names.get(r["workshop"], r["workshop"]), r["peak"], None, r["limit"]) for r in rows]
    headings = [_("bengkel"), _("paling banyak terpakai"), "–", _("batas")]
    return charts.bars(
        _("Uang kerja: yang paling dekat batasnya"),
        bars,
        lambda v: rp_short(int(v)),
        headings=headings,
        source=_("Bahan dikurangi uang muka, sampai dibayar. Garis putus: batas bengkel."),
    )


def parts_table(plan: allocation.Plan, *, is_proven: bool) -> Table[tuple[str, int, float]]:
    """What the plan's cost is made of, and the bound below it."""
    parts = plan.figures["parts"]
    total = sum(parts.values()) or 1
    bound = _("Batas bawah terbukti") if is_proven else _("Batas bawah menurut perencana")
    return Table(_("Biaya"), [(str(PART_WORDS[k]), v, v / total) for k, v in parts.items()], [
        Column("part", lambda r: r[0], words=_("Bagian")), Column("rupiah", lambda r: r[1], number, words=_("Rupiah"), numeric=True),
        Column("share", lambda r: r[2], share, numeric=True),
    ], foot=[(_("Jumlah"), plan.objective, None), (bound, plan.lower_bound, None)])  # fmt: skip


def sites_table(plan: allocation.Plan, names: dict[str, str]) -> Table[dict[str, object]]:
    """Who gets how much, the most first; each with the way to its reasons."""
    busy = sorted((s for s in plan.figures["sites"] if s["lots"]), key=lambda s: -s["value"])
    to_reasons = reverse("park-plan-reasons", args=[plan.plan])
    return Table(_("Siapa mendapat berapa"), busy, [
        Column("workshop", lambda s: names.get(s["workshop"], s["workshop"]), link=lambda s: reverse("park-workshop", args=[s["workshop"]])),
        Column("lots", lambda s: s["lots"], number, numeric=True), Column("units", lambda s: s["units"], number, numeric=True),
        Column("value", lambda s: s["value"], number, numeric=True), Column("share", lambda s: s["share"], share, numeric=True),
        Column("hours", lambda s: round(s["hours"]), number, numeric=True),
        Column("why", lambda s: _("Mengapa?"), words=_("Alasan"), link=lambda s: f"{to_reasons}?{urlencode({'bengkel': s['workshop']})}"),
    ], most=120)  # fmt: skip


def late_table(here: Here, f: dict[str, Any], names: dict[str, str]) -> Table[dict[str, Any]]:
    """The lots that come late, the latest first."""
    lines = {r.line: r for r in demand.order_lines(here.programme).filter(line__in=[r["line"] for r in f["late"]])}
    return Table(_("Yang terlambat"), [r for r in f["late"] if r["line"] in lines], [
        Column("lot", lambda r: r["lot"]),
        Column("weeks_late", lambda r: r["weeks"], numeric=True, urgent=True, tag=lambda r: "late"),
        Column("type", lambda r: lines[r["line"]].type_name, wide=True),
        Column("workshop", lambda r: names.get(r["workshop"], r["workshop"]), link=lambda r: reverse("park-workshop", args=[r["workshop"]])),
        Column("quantity", lambda r: r["units"], number, numeric=True),
        Column("line", lambda r: r["line"], link=lambda r: reverse("park-order", args=[r["line"]])),
        Column("due_date", lambda r: lines[r["line"]].due_date, day),
    ], most=25)  # fmt: skip


def unplanned_table(here: Here, rows: list[dict[str, str]]) -> Table[dict[str, str]]:
    lines = {r.line: r for r in demand.order_lines(here.programme).filter(line__in=[r["line"] for r in rows])}
    return Table(_("Mesin yang belum dapat bengkel"), rows, [
        Column("line", lambda r: r["line"], link=lambda r: reverse("park-order", args=[r["line"]])),
        Column("type", lambda r: lines[r["line"]].type_name if r["line"] in lines else "", wide=True),
        Column("quantity", lambda r: int(r["quantity"]), number, numeric=True),
        Column("why", lambda r: r["reason"], words=_("Sebabnya"), wide=True),
    ], most=25)  # fmt: skip
