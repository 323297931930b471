"""One plan: what it costs and why it is good enough, who makes what; compare two; propose, approve, refuse; download."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from tempa.allocation import actions
from tempa.allocation import queries as allocation
from tempa.catalogue import queries as catalogue
from tempa.demand import queries as demand
from tempa.desks.frame import charts
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.identity import fresh_identity, identity_of
from tempa.desks.frame.memory import remembered
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.words import language, number, rp, rp_short, share, share2, term
from tempa.desks.frame.workbook import TYPE
from tempa.desks.park.allocation.naive import comparison
from tempa.desks.park.overview import shares, week_labels
from tempa.ledger import queries as ledger
from tempa.ledger.rules import Refused
from tempa.registry import queries as registry
from tempa.values.programme import write_plan_workbook

PARK = ("park_planner", "park_head")
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


@require_GET
@door(*PARK)
def plan_page(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    found = found_or_404(here, plan)
    return render(request, "park/plan.html", {
        "title": _("Rencana %(n)s") % {"n": found.number}, "section": "park-planning", "plan": found, "identity": fresh_identity(),
        "may_decide": hasattr(found, "proposal") and not hasattr(found, "decision") and found.proposal.by_id != here.person.pk,
        "is_mine": hasattr(found, "proposal") and found.proposal.by_id == here.person.pk, "excel": reverse("park-plan-excel", args=[plan]),
        "naive": comparison(found),
        **remembered("park-plan", found.entry.digest, lambda: pictures(here, found), language()),
    })  # fmt: skip


def found_or_404(here: Here, plan: UUID) -> Any:
    found = allocation.plan_named(here.programme, plan)
    if found is None:
        raise Http404
    return found


def pictures(here: Here, plan: Any) -> dict[str, Any]:
    f = plan.figures
    labels = week_labels(date.fromisoformat(f["start"]), f["weeks"])
    total = sum(f["parts"].values()) or 1
    names = registry.workshop_names(here.programme)
    tables, certificate = allocation.plan_tables(plan), allocation.certificate_of(plan)
    kept = certificate.retained if certificate else None
    return {
        "answer": answer(plan, kept),
        "proof": proof(kept),
        "is_proven": plan.purpose not in AGAIN or kept is not None,
        "parts": [(PART_WORDS[k], v, v / total) for k, v in f["parts"].items()],
        "shares": shares(plan),
        "load": load(f, labels),
        "inspection": inspection(f, labels),
        "cash": cash(f, names),
        "sites": sites(f, names),
        "late": late(here, f, names),
        "unplanned": unplanned(here, tables["unplanned"]),
        "clusters": [(c["cluster"], c["name"]) for c in f["clusters"]],
        "tightest": tightest(f),
    }


def answer(plan: Any, kept: Any) -> str:
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


def proof(kept: Any) -> str:
    """What a certificate that names lots that stay says, in words; empty for any other (docs/planner-bound.md)."""
    if kept is None:
        return ""
    words = _("Sertifikat dalam folder rencana menyatakan: rencana yang membiarkan %(n)s lot tetap seperti di sini (sudah dimulai atau diputuskan "
              "dengan tangan), memulai lot lain paling cepat minggu %(week)s dan tidak menambah pelanggaran tidak mungkin lebih murah "
              "dari batas bawah ini. Siapa pun dapat menghitungnya ulang dengan check-plan --certificate.") % {
        "n": number(len(kept.lots)), "week": kept.week,
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


def sites(f: dict[str, Any], names: dict[str, str]) -> list[dict[str, Any]]:
    busy = [s for s in f["sites"] if s["lots"]]
    return [{**s, "name": names.get(s["workshop"], s["workshop"])} for s in sorted(busy, key=lambda s: -s["value"])]


def late(here: Here, f: dict[str, Any], names: dict[str, str]) -> list[dict[str, Any]]:
    lines = {r.line: r for r in demand.order_lines(here.programme).filter(line__in=[r["line"] for r in f["late"]])}
    return [
        {
            **r,
            "name": names.get(r["workshop"], r["workshop"]),
            "type_name": lines[r["line"]].type_name,
            "due": lines[r["line"]].due_date,
        }
        for r in f["late"]
        if r["line"] in lines
    ]


def unplanned(here: Here, rows: list[dict[str, str]]) -> list[dict[str, Any]]:
    lines = {r.line: r for r in demand.order_lines(here.programme).filter(line__in=[r["line"] for r in rows])}
    return [{**r, "type_name": lines[r["line"]].type_name if r["line"] in lines else ""} for r in rows]


@require_GET
@door(*PARK)
def gantt(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    """Lots of the sites of one cluster (or all) over the weeks; prints on A4."""
    found = found_or_404(here, plan)
    clusters = registry.cluster_names(here.programme)
    chosen = request.GET.get("sentra", next(iter(clusters), ""))
    mine = [w for w in registry.workshops(here.programme) if w.kind != "facility" and chosen in {"*", w.cluster or "-"}]
    tables = allocation.plan_tables(found)
    names = catalogue.type_names(here.programme)
    kinds = {r.line: r.type for r in demand.order_lines(here.programme)}
    late_lots = {r["lot"] for r in found.figures["late"]}
    labels = week_labels(date.fromisoformat(found.figures["start"]), found.figures["weeks"])
    rows = []
    for w in mine:
        tasks = [
            charts.Task(
                f"{r['lot']}: {r['quantity']} {names.get(kinds.get(r['line'], ''), r['line'])}", int(r["start_week"]), int(r["finish_week"]),
                int(r["inspect_week"]), r["lot"] in late_lots,
            )
            for r in tables["lots"] if r["workshop"] == w.workshop
        ]  # fmt: skip
        if tasks:
            rows.append((w.name, tasks))
    headings = [_("bengkel"), _("lot"), _("mulai"), _("selesai"), _("periksa")]
    title = _("Lot %(where)s dari minggu ke minggu") % {"where": clusters.get(chosen, _("semua sentra"))}
    chart = charts.gantt(
        title,
        rows,
        found.figures["weeks"],
        labels=labels,
        headings=headings,
        source=_("Batang: dikerjakan; lingkaran: diperiksa; merah: terlambat. Tanggal: Senin minggu itu."),
    )
    schools = (
        [("-", _("SMK tanpa sentra"))]
        if any(not w.cluster and w.kind == "school" for w in registry.workshops(here.programme))
        else []
    )
    return render(request, "park/gantt.html", {
        "title": _("Rencana %(n)s per bengkel") % {"n": found.number}, "section": "park-planning", "plan": found, "chart": chart if rows else None,
        "clusters": [*clusters.items(), *schools, ("*", _("semua"))], "chosen": chosen,
    })  # fmt: skip


@require_GET
@door(*PARK)
def compare(request: HttpRequest, here: Here) -> HttpResponse:
    """Two plans side by side: money, lateness, shares, and the sites that win or lose most."""
    asked = request.GET.getlist("rencana")
    chosen = [p for p in allocation.plans(here.programme)[:200] if str(p.plan) in asked]
    if len(chosen) != 2:
        messages.warning(request, _("Pilih tepat dua rencana untuk dibandingkan."))
        return redirect("park-planning")
    a, b = sorted(chosen, key=lambda p: p.number)
    return render(request, "park/compare.html", {
        "title": _("Rencana %(a)s dan %(b)s") % {"a": a.number, "b": b.number}, "section": "park-planning", "a": a, "b": b,
        "answer": compared(a, b), "rows": measures(a, b), "sites": site_changes(here, a, b),
    })  # fmt: skip


def compared(a: Any, b: Any) -> str:
    better, worse = (a, b) if a.objective <= b.objective else (b, a)
    return _("Rencana %(better)s lebih murah %(difference)s daripada rencana %(worse)s.") % {
        "better": better.number, "worse": worse.number, "difference": rp_short(worse.objective - better.objective),
    }  # fmt: skip


def measures(a: Any, b: Any) -> list[tuple[str, str, str, str]]:
    """(what, in a, in b, b − a) of everything that can be compared."""
    rows: list[tuple[str, Any, Any, Callable[[Any], str]]] = [(_("biaya seluruhnya"), a.objective, b.objective, rp)]
    rows += [(str(PART_WORDS[k]), a.figures["parts"][k], b.figures["parts"][k], rp) for k in PART_WORDS]
    rows += [
        (_("batas bawah terbukti"), a.lower_bound, b.lower_bound, rp),
        (_("mesin terencana"), a.units, b.units, number),
        (_("mesin terlambat"), a.late, b.late, number),
        (_("mesin tanpa bengkel"), a.unplanned, b.unplanned, number),
        (_("lot"), a.lots, b.lots, number),
    ]
    shares_b = {c["cluster"]: c["share"] for c in b.figures["clusters"]}
    rows += [(c["name"], c["share"], shares_b.get(c["cluster"], 0.0), share) for c in a.figures["clusters"]]
    rows.append((_("Semua SMK"), a.figures["schools"]["share"], b.figures["schools"]["share"], share))
    return [
        (what, show(x), show(y), ("+" if y > x else "−" if y < x else "") + show(abs(y - x)))
        for what, x, y, show in rows
    ]


def site_changes(here: Here, a: Any, b: Any) -> list[dict[str, Any]]:
    """Sites by how much their value changes from a to b, the largest change first."""
    names = registry.workshop_names(here.programme)
    before = {s["workshop"]: s for s in a.figures["sites"]}
    rows = [
        {"name": names.get(s["workshop"], s["workshop"]), "before": before.get(s["workshop"], {}).get("value", 0), "after": s["value"],
         "units_before": before.get(s["workshop"], {}).get("units", 0), "units_after": s["units"]}
        for s in b.figures["sites"]
    ]  # fmt: skip
    for r in rows:
        r["change"] = r["after"] - r["before"]
    return sorted((r for r in rows if r["change"]), key=lambda r: -abs(r["change"]))[:60]


@require_POST
@door(*PARK)
def propose(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    return decided(request, plan, _("Rencana diajukan. Orang kedua sekarang dapat memutuskan."), lambda: actions.propose_plan(
        here.programme, plan=plan, note=request.POST.get("note", ""), at=here.now, by=here.person, identity=identity_of(request)))  # fmt: skip


@require_POST
@door(*PARK)
def approve(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    return decided(request, plan, _("Rencana disetujui dan berlaku; lot-lotnya tercatat."), lambda: actions.approve_plan(
        here.programme, plan=plan, note=request.POST.get("note", ""), at=here.now, by=here.person, identity=identity_of(request)))  # fmt: skip


@require_POST
@door(*PARK)
def refuse(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    return decided(request, plan, _("Rencana ditolak dengan alasan."), lambda: actions.refuse_plan(
        here.programme, plan=plan, reason=request.POST.get("reason", ""), at=here.now, by=here.person, identity=identity_of(request)))  # fmt: skip


def decided(request: HttpRequest, plan: UUID, done: str, act: Any) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, spoken(refused))
    else:
        messages.success(request, done)
    return redirect("park-plan", plan=plan)


@require_GET
@door(*PARK)
def excel(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    found = found_or_404(here, plan)
    with TemporaryDirectory() as folder:
        target = Path(folder) / "plan.xlsx"
        write_plan_workbook(allocation.plan_tables(found), target, ledger.tables_of(here.programme))
        content = target.read_bytes()
    response = HttpResponse(content, content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="rencana-{found.number}-{here.programme.code}.xlsx"'
    return response


@require_GET
@door(*PARK)
def folder(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    """The plan folder of the format, as one zip: what `check-plan` judges. A plan made again comes with the one before
    it in the folder `base/`, since what had begun is judged by that."""
    found = found_or_404(here, plan)
    files = allocation.plan_files(found)
    if found.purpose in AGAIN and found.base is not None:
        files |= {f"base/{name}": content for name, content in allocation.plan_files(found.base).items() if "/" not in name}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    response = HttpResponse(target.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="rencana-{found.number}-{here.programme.code}.zip"'
    return response
