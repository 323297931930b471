"""Two plans side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tempa.allocation import queries as allocation
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import number, rp, rp_short, share, signed
from tempa.desks.park.allocation.plan_figures import PART_WORDS
from tempa.ledger.rules import PARK
from tempa.registry import queries as registry


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
