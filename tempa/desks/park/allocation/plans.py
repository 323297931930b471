"""One plan: what it costs and why it is good enough, who makes what; compare two; propose, approve, refuse; download."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from tempa.allocation import actions, rules
from tempa.allocation import queries as allocation
from tempa.allocation.planner.verifier.form import Retained
from tempa.catalogue import queries as catalogue
from tempa.contracts.queries import held_lots
from tempa.demand import queries as demand
from tempa.desks.frame import charts
from tempa.desks.frame.deeds import DeedForm, form_of
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.memory import remembered
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, language, number, rp, rp_short, share, share2, signed, term
from tempa.desks.frame.workbook import TYPE
from tempa.desks.park.allocation.naive import ExplainForm, comparison
from tempa.desks.park.allocation.standing import standing
from tempa.desks.park.ledger.second_hand import what_the_office_lacks
from tempa.desks.park.overview import shares, week_labels
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK, May, No
from tempa.registry import queries as registry
from tempa.values.period import week_monday
from tempa.values.programme import write_plan_workbook

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


class ProposeForm(DeedForm):
    """A plan is put forward for a second person."""

    send = gettext_lazy("Ajukan")

    note = forms.CharField(
        label=gettext_lazy("Catatan untuk yang memutuskan"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )


class ApproveForm(DeedForm):
    """The second person approves."""

    send = gettext_lazy("Setujui")

    note = forms.CharField(
        label=gettext_lazy("Catatan persetujuan"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )


class RefuseForm(DeedForm):
    """The second person refuses, and says why."""

    send = gettext_lazy("Tolak")
    look = "danger"

    reason = forms.CharField(
        label=gettext_lazy("Alasan penolakan"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000,
        error_messages={
            "required": gettext_lazy("Tulis alasan penolakan, paling sedikit 10 huruf, agar perencana tahu apa yang harus berubah.")
        },
    )  # fmt: skip


class ReinstateForm(DeedForm):
    """A plan that took its own place by a fault is put in force again."""

    send = gettext_lazy("Berlakukan lagi")

    reason = forms.CharField(label=gettext_lazy("Alasan"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)


@require_GET
@door(*PARK)
def plan_page(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    return show(request, here, found_or_404(here, plan))


@door(*PARK)
@form_of("park-plan", "plan")
def propose(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    found, form = found_or_404(here, plan), ProposeForm(here, request, address=request.path, mark="ajukan")
    return form.carried_out(
        request, lambda **deed: actions.propose_plan(here.programme, plan=plan, **form.typed, **deed), to=lambda _: address_of(plan),
        done=_("Rencana diajukan. Orang kedua sekarang dapat memutuskan."),
    ) or show(request, here, found, propose=form)  # fmt: skip


@door(*PARK)
@form_of("park-plan", "plan")
def approve(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    found, form = found_or_404(here, plan), ApproveForm(here, request, address=request.path, mark="setujui")
    return form.carried_out(
        request,
        lambda **deed: actions.approve_plan(
            here.programme, plan=plan, contracted=lambda: held_lots(here.programme), **form.typed, **deed
        ),
        to=lambda _: address_of(plan),
        done=_("Rencana disetujui dan berlaku; lot-lotnya tercatat."),
    ) or show(request, here, found, approve=form)  # fmt: skip


@door(*PARK)
@form_of("park-plan", "plan")
def refuse(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    found, form = found_or_404(here, plan), RefuseForm(here, request, address=request.path, mark="tolak")
    return form.carried_out(
        request, lambda **deed: actions.refuse_plan(here.programme, plan=plan, **form.typed, **deed), to=lambda _: address_of(plan),
        done=_("Rencana ditolak dengan alasan."),
    ) or show(request, here, found, refuse=form)  # fmt: skip


@door(*PARK)
@form_of("park-plan", "plan")
def reinstate(request: HttpRequest, here: Here, plan: UUID) -> HttpResponse:
    found, form = found_or_404(here, plan), ReinstateForm(here, request, address=request.path, mark="pulihkan")
    return form.carried_out(
        request, lambda **deed: actions.reinstate_plan(here.programme, plan=plan, **form.typed, **deed), to=lambda _: address_of(plan),
        done=_("Rencana berlaku lagi; lot-lotnya tercatat."),
    ) or show(request, here, found, reinstate=form)  # fmt: skip


def address_of(plan: UUID) -> str:
    return reverse("park-plan", args=[plan])


def show(request: HttpRequest, here: Here, found: allocation.Plan, **sent: DeedForm) -> HttpResponse:
    """The page of a plan; `sent` is a form that came back, which is shown even where its reader may no longer send it."""
    plan = allocation.plan_named(here.programme, found.plan) or found
    shown_forms = decisions(here, plan) | sent
    compared = comparison(plan)
    return respond(request, "park/plan.html", {
        "title": _("Rencana %(n)s") % {"n": plan.number}, "section": "park-planning", "plan": plan, "stage": standing(plan),
        "excel": reverse("park-plan-excel", args=[plan.plan]),
        **second_hand(here, plan),
        "naive": compared, "explain": ExplainForm(here, address=reverse("park-plan-explain", args=[plan.plan]), mark="alasan"),
        **remembered("park-plan", bytes(plan.entry.digest), lambda: pictures(here, plan), language()), **shown_forms,
    }, status=max((f.status for f in shown_forms.values()), default=200))  # fmt: skip


def decisions(here: Here, plan: allocation.Plan) -> dict[str, DeedForm]:
    """The forms for what this reader may do with a plan now."""
    history, address = allocation.plan_history(plan), [plan.plan]
    if rules.may_propose(here.who, history):
        return {"propose": ProposeForm(here, address=reverse("park-plan-propose", args=address), mark="ajukan")}
    if may_decide(here, plan):
        return {
            "approve": ApproveForm(here, address=reverse("park-plan-approve", args=address), mark="setujui"),
            "refuse": RefuseForm(here, address=reverse("park-plan-refuse", args=address), mark="tolak"),
        }
    if may_reinstate(here, plan):
        return {"reinstate": ReinstateForm(here, address=reverse("park-plan-reinstate", args=address), mark="pulihkan")}
    return {}


def may_decide(here: Here, plan: allocation.Plan) -> May:
    return rules.may_decide(here.who, allocation.plan_history(plan), ledger.hands_behind(here.programme, here.person, PARK))


def may_reinstate(here: Here, plan: allocation.Plan) -> May:
    return rules.may_reinstate(
        here.who, allocation.plan_history(plan), superseded_itself=allocation.superseded_itself(plan),
        another_holds=allocation.approved_plan(here.programme) is not None,
    )  # fmt: skip


def second_hand(here: Here, plan: allocation.Plan) -> dict[str, str]:
    """What stands in the way of a decision, as sentences: of this reader, or of the office."""
    stage = rules.plan_stage(allocation.plan_history(plan))
    if stage not in {"made", "proposed"} or plan.purpose == "scenario":
        return {}
    proposer = plan.proposal.by_id if stage == "proposed" else here.person.pk
    said: dict[str, str] = {}
    if stage == "proposed" and isinstance(why := may_decide(here, plan), No):
        said["why_not"] = spoken(why)
    return said | ({"lacks": what_the_office_lacks(here)} if proposer == here.person.pk else {})


def found_or_404(here: Here, plan: UUID) -> allocation.Plan:
    found = allocation.plan_named(here.programme, plan)
    if found is None:
        raise Http404
    return found


def pictures(here: Here, plan: allocation.Plan) -> dict[str, Any]:
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


def sites_table(plan: allocation.Plan, names: dict[str, str]) -> Table[dict[str, Any]]:
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
                r["lot"], f"{r['quantity']} {names.get(kinds.get(r['line'], ''), r['line'])}", int(r["start_week"]),
                int(r["finish_week"]), int(r["inspect_week"]), r["lot"] in late_lots,
            )
            for r in tables["lots"] if r["workshop"] == w.workshop
        ]  # fmt: skip
        if tasks:
            rows.append((w.name, tasks))
    headings = [_("bengkel"), _("lot"), _("isi"), _("mulai"), _("selesai"), _("periksa")]
    title = _("Lot %(where)s dari minggu ke minggu") % {"where": clusters.get(chosen, _("semua sentra"))}
    chart = charts.gantt(
        title,
        rows,
        labels,
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
    return respond(request, "park/compare.html", {
        "title": _("Rencana %(a)s dan %(b)s") % {"a": a.number, "b": b.number}, "section": "park-planning", "a": a, "b": b,
        "answer": compared(a, b), "rows": measures_table(a, b), "sites": changes_table(here, a, b),
    }, file_name=f"rencana-{a.number}-{b.number}")  # fmt: skip


def compared(a: allocation.Plan, b: allocation.Plan) -> str:
    better, worse = (a, b) if a.objective <= b.objective else (b, a)
    return _("Rencana %(better)s lebih murah %(difference)s daripada rencana %(worse)s.") % {
        "better": better.number, "worse": worse.number, "difference": rp_short(worse.objective - better.objective),
    }  # fmt: skip


def measures_table(a: allocation.Plan, b: allocation.Plan) -> Table[tuple[str, str, str, str]]:
    return Table(_("Ukuran"), measures(a, b), [
        Column("what", lambda r: r[0], words=_("Ukuran")),
        Column("a", lambda r: r[1], words=_("Rencana %(n)s") % {"n": a.number}, numeric=True),
        Column("b", lambda r: r[2], words=_("Rencana %(n)s") % {"n": b.number}, numeric=True),
        Column("change", lambda r: r[3], words=_("Selisih"), numeric=True),
    ])  # fmt: skip


def measures(a: allocation.Plan, b: allocation.Plan) -> list[tuple[str, str, str, str]]:
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


def changes_table(here: Here, a: allocation.Plan, b: allocation.Plan) -> Table[Any]:
    """Sites by how much their value changes from a to b, the largest change first."""
    names = registry.workshop_names(here.programme)
    before, after = ({s["workshop"]: s for s in plan.figures["sites"]} for plan in (a, b))
    none = {"value": 0, "units": 0}
    rows = [(names.get(k, k), before.get(k, none), after.get(k, none)) for k in after | before]
    moved = sorted((r for r in rows if r[1]["value"] != r[2]["value"]), key=lambda r: -abs(r[2]["value"] - r[1]["value"]))
    return Table(_("Siapa bertambah, siapa berkurang"), moved, [
        Column("workshop", lambda r: r[0]),
        Column("change", lambda r: r[2]["value"] - r[1]["value"], signed, words=_("Selisih"), numeric=True, urgent=True),
        Column("a", lambda r: r[1]["units"], number, words=_("Mesin dulu"), numeric=True),
        Column("b", lambda r: r[2]["units"], number, words=_("Mesin kemudian"), numeric=True),
        Column("c", lambda r: r[1]["value"], number, words=_("Nilai dulu"), numeric=True),
        Column("d", lambda r: r[2]["value"], number, words=_("Nilai kemudian"), numeric=True),
    ], empty=_("Tidak ada bengkel yang berubah."), most=60)  # fmt: skip


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
        files |= {f"base/{name}": content for name, content in allocation.base_files(found).items()}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    response = HttpResponse(target.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="rencana-{found.number}-{here.programme.code}.zip"'
    return response
