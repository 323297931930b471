"""Overview: what must I decide today, and where does the order stand?"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tempa.allocation import queries as allocation
from tempa.contracts import queries as contracts
from tempa.demand import queries as demand
from tempa.desks.frame import charts, figures, verdicts
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, number, rp, rp_short, share
from tempa.desks.park.delivery.waiting import delivery_tasks
from tempa.desks.park.ledger.copies import age_words
from tempa.desks.park.tasks import Task, production_tasks, supply_tasks, tasks
from tempa.ledger import queries as ledger
from tempa.ledger.rules import PARK
from tempa.payment import queries as payment
from tempa.production import queries as production
from tempa.registry import queries as registry
from tempa.values.period import week_monday, week_of

MOST_MARKS = 160


@door(*PARK)
def overview(request: HttpRequest, here: Here) -> HttpResponse:
    """The page as it was last put together; after a fact, only the parts that follow from it are worked out anew."""
    context: dict[str, object] = {"title": _("Ikhtisar"), "section": "park-overview", "mismatch": verdicts.warning(here.programme)}
    if not figures.order_totals(here).lines:
        return render(request, "park/overview.html", context | {"is_empty": True})
    if request.GET.get("unduh"):
        return respond(request, "park/overview.html", parts(here), file_name=f"ikhtisar-{here.programme.code}")
    shown = here.known(f"overview-{here.today}", lambda: render_to_string("park/overview_parts.html", parts(here)), worded=True)
    return render(request, "park/overview.html", context | {"parts": shown, "excel": "?unduh=xlsx", "copies": copies_of(here)})


def copies_of(here: Here) -> dict[str, object]:
    """How old the last copy is; of an example nobody needs one."""
    words, is_old = age_words(timezone.now())
    return {"words": words, "is_old": is_old and not here.programme.demo}


def parts(here: Here) -> dict[str, object]:
    found: dict[str, Any] = {"title": _("Ikhtisar"), "totals": figures.order_totals(here), "plan": figures.plan_to_show(here)}
    for name, (make, of) in PARTS.items():
        found[name] = here.known(f"overview-{name}", functools.partial(make, here), of=of, worded=True)
    return found | {"tasks": [*found["tasks"], *supply_tasks(here), *production_tasks(here), *delivery_tasks(here)]}


def answer_of(here: Here) -> str:
    return answer(figures.order_totals(here), figures.plan_to_show(here))


def tasks_of(here: Here) -> list[Task]:
    return tasks(here, figures.plan_to_show(here))


def made_of(here: Here) -> str:
    """`1.204 mesin sudah jadi.`: beneath the first sentence, once something is made."""
    made = sum(production.made_by_lot(here.programme).values())
    return _("%(n)s mesin sudah jadi.") % {"n": number(made)} if made else ""


def sites_of(here: Here) -> int:
    """How many workshops and schools there are; what they share is no site of its own."""
    kinds = figures.site_counts(here)
    return sum(kinds.values()) - kinds.get("facility", 0)


def clusters_of(here: Here) -> int:
    return len(figures.cluster_names(here))


def curve_of(here: Here) -> charts.Chart:
    return curve(here.programme, figures.plan_to_show(here), figures.settings(here))


def done_of(here: Here) -> charts.Chart | None:
    return done(here)


def shares_of(here: Here) -> charts.Chart | None:
    plan = figures.plan_to_show(here)
    return shares(plan) if plan else None


def budget_of(here: Here) -> charts.Chart:
    return budget(here, figures.settings(here), figures.order_totals(here).rupiah)


def map_of(here: Here) -> charts.Chart:
    return site_map(here)


def agencies_of(here: Here) -> Table[dict[str, object]]:
    return agencies_table(here, figures.plan_to_show(here), figures.order_totals(here))


def late_of(here: Here) -> Table[dict[str, object]]:
    return late_table(here, figures.plan_to_show(here))


TABLES, ORDER, PLAN = figures.TABLES, figures.ORDER, figures.PLAN
PARTS: dict[str, tuple[Callable[[Here], Any], tuple[str, ...]]] = {
    "answer": (answer_of, (*ORDER, *PLAN)), "tasks": (tasks_of, (*ORDER, *PLAN, "catalogue", "contracts", "ledger")),
    "made": (made_of, ("production",)), "sites": (sites_of, TABLES),
    "clusters": (clusters_of, TABLES), "curve": (curve_of, (*ORDER, *PLAN)),
    "done": (done_of, (*ORDER, "production", "quality", "delivery", "payment")), "shares": (shares_of, PLAN), "budget": (budget_of, ORDER),
    "map": (map_of, (*ORDER, *PLAN)), "agencies": (agencies_of, (*ORDER, *PLAN, "contracts")), "late": (late_of, (*ORDER, *PLAN)),
}  # fmt: skip


def answer(totals: demand.OrderTotals, plan: allocation.Plan | None) -> str:
    """The page's first sentence."""
    order = _("Pesanan: %(units)s mesin, %(rupiah)s, %(types)s jenis untuk %(agencies)s OPD.") % {
        "units": number(totals.units), "rupiah": rp_short(totals.rupiah), "types": number(totals.types), "agencies": number(totals.agencies),
    }  # fmt: skip
    if plan is None:
        return order + " " + _("Belum ada rencana siapa membuat apa.")
    longest = max((r["weeks"] for r in plan.figures["late"]), default=0)
    safe = plan.units - plan.late
    planned = plan.units + plan.unplanned
    if planned == totals.units:
        words = _("Rencana tepat waktu untuk %(safe)s mesin.") % {"safe": number(safe)}
    else:
        words = _("Rencana %(n)s, dari sebelum pesanan berubah (%(planned)s mesin), tepat waktu untuk %(safe)s mesin.") % {
            "n": plan.number, "planned": number(planned), "safe": number(safe),
        }  # fmt: skip
    if plan.late:
        words += " " + _("%(late)s terlambat, paling lama %(weeks)s minggu.") % {
            "late": number(plan.late),
            "weeks": number(longest),
        }
    if plan.unplanned:
        words += " " + _("%(n)s mesin belum dapat bengkel.") % {"n": number(plan.unplanned)}
    return f"{order} {words}"


def curve(programme: ledger.Programme, plan: allocation.Plan | None, settings: dict[str, str]) -> charts.Chart:
    """Cumulative units due, and planned to be inspected, by week."""
    start, weeks = date.fromisoformat(settings["start_date"]), int(settings["weeks"])
    per_week = [0] * weeks
    for when, units in demand.due_by_day(programme):
        week = max(0, week_of(when, start))
        if week < weeks:
            per_week[week] += units
    due, total = [], 0
    for units in per_week:
        total += units
        due.append(total)
    labels = week_labels(start, weeks)
    series = [charts.Series(_("harus diserahkan"), "due", due)]
    title = _("Kapan mesin harus diserahkan")
    if plan is not None:
        series.append(charts.Series(_("selesai dibuat menurut rencana"), "made", plan.figures["made"]))
        series.append(charts.Series(_("diperiksa dan diserahkan menurut rencana"), "plan", plan.figures["inspected"]))
        title = curve_title(due, plan.figures["inspected"])
    return charts.curves(
        title,
        series,
        labels,
        number,
        first_heading=_("minggu mulai"),
        source=_("Sumber: baris pesanan dan rencana yang ditampilkan."),
    )


def done(here: Here) -> charts.Chart | None:
    """What really happened, week by week to today: made, accepted, handed over, paid, against what was due; nothing before anything is made."""
    reached = payment.by_day(here.programme)
    if not reached["made"]:
        return None
    start = date.fromisoformat(figures.settings(here)["start_date"])
    last = max([here.today, *(day for days in reached.values() for day in days)])
    weeks = max(1, week_of(last, start) + 1)

    def total(days: Mapping[date, int]) -> list[int]:
        per_week = [0] * weeks
        for when, n in days.items():
            if when <= last:
                per_week[max(0, week_of(when, start))] += n
        return list(itertools.accumulate(per_week))

    due = dict[date, int]()
    for when, n in demand.due_by_day(here.programme):
        due[when] = due.get(when, 0) + n
    sums = {stage: total(days) for stage, days in reached.items()}
    series = [
        charts.Series(_("harus diserahkan"), "due", total(due)), charts.Series(_("dibuat"), "made", sums["made"]),
        charts.Series(_("diterima"), "plan", sums["accepted"]), charts.Series(_("diserahkan"), "bound", sums["handed_over"]),
        charts.Series(_("dibayar"), "paid", sums["paid"]),
    ]  # fmt: skip
    title = _("%(accepted)s mesin diterima, %(paid)s di antaranya dibayar (%(rupiah)s)") % {
        "accepted": number(sums["accepted"][-1]), "paid": number(sums["paid"][-1]), "rupiah": rp_short(sums["paid_rupiah"][-1]),
    }  # fmt: skip
    return charts.curves(title, series, week_labels(start, weeks), number, first_heading=_("minggu mulai"),
                         source=_("Sumber: laporan kemajuan, putusan mutu, serah terima dan pembayaran."))  # fmt: skip


def curve_title(due: list[int], inspected: list[int]) -> str:
    behind = [n for n, (d, i) in enumerate(zip(due, inspected, strict=True)) if i < d]
    if not behind:
        return _("Dijumlahkan, penyerahan menurut rencana tidak pernah tertinggal dari jatuh tempo")
    return _("Penyerahan tertinggal dari jatuh tempo dalam %(n)s minggu") % {"n": number(len(behind))}


def week_labels(start: date, weeks: int) -> list[str]:
    """The Monday of each week, short: 13 Jul."""
    return [day(week_monday(n, start)).rpartition(" ")[0] for n in range(weeks)]


def shares(plan: allocation.Plan) -> charts.Chart:
    rows = [charts.Bar(c["name"], c["share"], c["least"], c["most"]) for c in plan.figures["clusters"]]
    s = plan.figures["schools"]
    rows.append(charts.Bar(_("Semua SMK"), s["share"], s["least"], s["most"], "school"))
    rows.sort(key=lambda r: -r.value)
    at_least = [r.words for r in rows if r.least is not None and r.value < r.least + 0.005]
    title = _("Setiap sentra mendapat bagian di antara batasnya")
    if at_least:
        title = _("Di batas paling sedikit: %(names)s") % {"names": ", ".join(at_least)}
    headings = [_("sentra"), _("bagian"), _("paling sedikit"), _("paling banyak")]
    return charts.bars(
        title,
        rows,
        share,
        headings=headings,
        source=_("Garis penuh: paling sedikit; garis putus: paling banyak. Bagian dari nilai pesanan (HPS)."),
    )


def budget(here: Here, settings: dict[str, str], ordered: int) -> charts.Chart:
    """The envelopes of the stimulus where known, then the budget lines of this order by kind."""
    envelopes = (
        ("stimulus_total", _("Stimulus seluruhnya")), ("stimulus_economic", _("untuk ekonomi")),
        ("stimulus_indirect", _("belanja tidak langsung")), ("stimulus_direct", _("belanja langsung")),
    )  # fmt: skip
    rows = [charts.Bar(words, int(settings[key]), mark="pale") for key, words in envelopes if settings.get(key)]
    kinds = here.known("budget-by-kind", lambda: demand.budget_by_kind(here.programme), of=TABLES)
    names = {"direct": _("anggaran pesanan, langsung"), "indirect": _("anggaran pesanan, tidak langsung")}
    rows += [charts.Bar(names[k], v, mark="plan") for k, v in sorted(kinds.items())]
    rows.append(charts.Bar(_("dipesan (HPS)"), ordered, mark="out"))
    title = _("Pesanan ini %(part)s dari anggarannya") % {"part": share(ordered / (sum(kinds.values()) or 1))}
    headings = [_("pos"), _("rupiah"), "", ""]
    chart = charts.bars(
        title, rows, rp_short, headings=headings, source=_("Tanpa PPN. Amplop stimulus: dari data program.")
    )
    table = charts.behind(title, headings[:2], [[r.words, rp(int(r.value))] for r in rows])
    return replace(chart, table=table)


def site_map(here: Here) -> charts.Chart:
    """Sites and destinations; where there are very many sites, their clusters."""
    sites = here.known("overview-sites-marks", lambda: marks_of_sites(here), of=(*TABLES, *PLAN), worded=True)
    places = [*sites, *marks_of_destinations(here)]
    legend = (
        ("mark site", _("bengkel")),
        ("mark school", _("SMK")),
        ("mark facility", _("mesin bersama")),
        ("mark destination", _("tujuan")),
    )
    headings = [_("tempat"), _("keterangan"), _("lintang"), _("bujur")]
    return charts.island_map(
        _("Di mana dibuat, ke mana diserahkan"),
        places,
        headings=headings,
        legend=legend,
        source=_("Besar tanda: banyaknya mesin. Garis pantai: Natural Earth 1:10 juta."),
    )


def marks_of_sites(here: Here) -> list[charts.Place]:
    """A mark for each site, larger with the units that it makes; for each cluster where the sites would cover the map."""
    programme = here.programme
    if sum(figures.site_counts(here).values()) > MOST_MARKS:
        return [place(c, "site", 0.6) for c in registry.clusters(programme)[:MOST_MARKS]]
    units = allocation.allocated_by_workshop(programme)
    most = max(units.values(), default=1)
    return [
        place(
            w, w.kind if w.kind in {"school", "facility"} else "site", 0.15 + 0.85 * n / most if n else 0.1,
            ngettext("%(n)s mesin", "%(n)s mesin", n) % {"n": number(n)} if n else "",
        )
        for w in registry.workshops(programme)
        for n in [units.get(w.workshop, 0)]
    ]  # fmt: skip


def marks_of_destinations(here: Here) -> list[charts.Place]:
    ordered = demand.units_by_destination(here.programme)
    most = max(ordered.values(), default=1)
    return [
        place(d, "destination", 0.2 + 0.8 * n / most, _("%(n)s mesin dipesan") % {"n": number(n)})
        for d in here.known("first-destinations", lambda: list(demand.destinations(here.programme)[:MOST_MARKS]), of=TABLES)
        for n in [ordered.get(d.destination, 0)]
    ]


def place(row: registry.Cluster | registry.Workshop | demand.Destination, mark: str, size: float, note: str = "") -> charts.Place:
    return charts.Place(row.name, float(row.cells["latitude"]), float(row.cells["longitude"]), mark, size, note)


def agencies_table(here: Here, plan: allocation.Plan | None, totals: demand.OrderTotals) -> Table[dict[str, object]]:
    """What each agency ordered, and how far the plan carries it; the sums below."""
    names = figures.agency_names(here)
    planned = {r["agency"]: r for r in plan.figures["agencies"]} if plan else {}
    contracted = contracts.contracted_by(here.programme, "agency")
    rows: list[dict[str, object]] = [
        {"agency": a, "name": names[a], "units": units, "value": value, "types": types, **planned.get(a, {}),
         "contracted": contracted[a].units if a in contracted else 0}
        for a, units, value, types in demand.units_by_agency(here.programme)
    ]
    sums = {"name": _("Jumlah"), "units": totals.units, "value": totals.rupiah, "contracted": sum(c.units for c in contracted.values())}
    if plan:
        sums |= {"planned": plan.units, "late": plan.late, "unplanned": plan.unplanned}

    def count(code: str, key: str, **more: Any) -> Column[dict[str, object]]:
        return Column(code, lambda r: r.get(key), number, numeric=True, **more)

    to_orders = reverse("park-orders")
    return Table(_("Setiap OPD"), rows, [
        Column("agency", lambda r: r["name"], link=lambda r: f"{to_orders}?{urlencode({'opd': r['agency']})}"),
        count("late", "late", tag=lambda r: "late" if r.get("late") else "", urgent=True),
        Column("types_count", lambda r: r.get("types"), number, numeric=True),
        count("ordered", "units"), count("value", "value"), count("planned", "planned"),
        count("contracted", "contracted", words=_("Dikontrak")), count("unplanned", "unplanned"),
    ], foot=[sums])  # fmt: skip


def late_table(here: Here, plan: allocation.Plan | None) -> Table[dict[str, object]]:
    """The first late lots of the plan, the latest first, with names."""
    first = plan.figures["late"][:12] if plan else []
    lines = {r.line: r for r in demand.order_lines(here.programme).filter(line__in=[r["line"] for r in first])}
    names = figures.workshop_names(here)
    return Table(_("Yang terlambat dulu"), [r for r in first if r["line"] in lines], [
        Column("line", lambda r: r["line"], link=lambda r: reverse("park-order", args=[r["line"]])),
        Column("weeks_late", lambda r: r["weeks"], numeric=True, tag=lambda r: "late", urgent=True),
        Column("type", lambda r: lines[r["line"]].type_name, wide=True), Column("agency", lambda r: lines[r["line"]].agency),
        Column("workshop", lambda r: names.get(r["workshop"], r["workshop"]), link=lambda r: reverse("park-workshop", args=[r["workshop"]])),
        Column("quantity", lambda r: r["units"], number, numeric=True), Column("due_date", lambda r: lines[r["line"]].due_date, day),
    ])  # fmt: skip
