"""A plan beside plans by rules that people use: money, lateness, what stays unplanned, shares."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.allocation import queries as allocation
from tempa.desks.frame import charts
from tempa.desks.frame.deeds import DeedForm
from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.words import language, number, rp_short, share, signed


class ExplainForm(DeedForm):
    """The reasons of a plan and the rules that people use beside it are worked out."""

    send = gettext_lazy("Hitung sekarang")
    look = "compact"


def comparison(plan: allocation.Plan) -> dict[str, object] | None:
    """The table and the bars; None while the simple rules are not worked out for this plan."""
    found = allocation.explanation_of(plan)
    if found is None or not found.naive:
        return None
    rows = [row(_("Rencana %(n)s") % {"n": plan.number}, own_totals(plan), plan)]
    rows += [row(one[language()], one, plan) for one in found.naive]
    cheapest = min(rows[1:], key=lambda r: r["objective"])
    words = _("Aturan terbaik yang biasa dipakai (%(rule)s) %(more)s lebih mahal dan meninggalkan %(left)s mesin tanpa bengkel.")
    if cheapest["objective"] < plan.objective:
        words = _("Aturan %(rule)s lebih murah %(more)s dan meninggalkan %(left)s mesin tanpa bengkel: hitung lebih lama.")
    answer = words % {
        "rule": cheapest["name"], "more": rp_short(abs(cheapest["objective"] - plan.objective)), "left": number(cheapest["unplanned"]),
    }  # fmt: skip
    return {"table": table(rows), "chart": bars(rows), "answer": answer}


def table(rows: list[dict[str, object]]) -> Table[dict[str, object]]:
    """The rows beside each other; the first is the plan itself."""

    def count(key: str, words: str = "", show: Any = number) -> Column[Any]:
        return Column(key, lambda r: r[key], show, words=words, numeric=True)

    return Table(_("Dibanding aturan yang biasa dipakai"), rows, [
        Column("name", lambda r: r["name"], words=_("Cara membagi"), wide=True), count("objective"),
        Column("difference", lambda r: r["difference"] if r is not rows[0] else None, lambda v: "" if v is None else signed(v),
               words=_("Selisih"), numeric=True, urgent=True),
        count("unplanned"), count("late"), count("weeks_late", _("Mesin × minggu terlambat")), count("largest", _("Bengkel terbesar"), share),
        count("smallest_cluster", _("Sentra terkecil"), share), count("largest_cluster", _("Sentra terbesar"), share),
        count("imbalance", _("Biaya ketimpangan")),
    ])  # fmt: skip


def own_totals(plan: allocation.Plan) -> dict[str, object]:
    f = plan.figures
    return {
        "objective": plan.objective, "parts": f["parts"], "unplanned": plan.unplanned, "late": plan.late,
        "weeks_late": sum(r["units"] * r["weeks"] for r in f["late"]),
        "largest": round(1e6 * max((s["share"] for s in f["sites"]), default=0)),
        "clusters": {c["cluster"]: round(1e6 * c["share"]) for c in f["clusters"]},
    }  # fmt: skip


def row(name: str, totals: dict[str, Any], plan: allocation.Plan) -> dict[str, Any]:
    """One row; `below` are clusters that get less than their least share."""
    least = {c["cluster"]: c["least"] or 0.0 for c in plan.figures["clusters"]}
    shares = {k: v / 1e6 for k, v in totals["clusters"].items()}
    return {
        "name": name, "objective": totals["objective"], "difference": totals["objective"] - plan.objective,
        "unplanned": totals["unplanned"], "late": totals["late"], "weeks_late": totals["weeks_late"],
        "imbalance": totals["parts"].get("imbalance", 0), "largest": totals["largest"] / 1e6,
        "smallest_cluster": min(shares.values(), default=0.0), "largest_cluster": max(shares.values(), default=0.0),
        "below": sum(1 for k, v in shares.items() if v < least.get(k, 0.0) - 1e-6),
    }  # fmt: skip


def bars(rows: list[dict[str, Any]]) -> charts.Chart:
    marks = ["plan", *["pale"] * (len(rows) - 1)]
    found = [charts.Bar(r["name"], r["objective"], mark=m) for r, m in zip(rows, marks, strict=True)]
    return charts.bars(
        _("Biaya pesanan ini menurut cara membagi"), found, lambda v: rp_short(int(v)),
        headings=[_("cara membagi"), _("biaya seluruhnya"), "–", "–"],
        source=_("Semua dinilai dengan aturan yang sama: harga, angkutan, keterlambatan, lot, ketimpangan, yang tidak terencana."),
    )  # fmt: skip
