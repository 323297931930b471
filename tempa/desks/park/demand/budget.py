"""Budget lines: amount, ordered at the owner's estimate, what is left."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tempa.allocation import queries as allocation
from tempa.demand import queries as demand
from tempa.desks.frame import figures
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.listing import Column, Filter, Listing, every
from tempa.desks.frame.words import number, rp_short, term
from tempa.ledger.rules import PARK


@door(*PARK)
def budget_lines(request: HttpRequest, here: Here) -> HttpResponse:
    programme = here.programme
    agencies, totals = figures.agency_names(here), figures.order_totals(here)
    listing: Listing[demand.BudgetLine] = Listing(
        title=_("Anggaran"),
        rows=demand.budget_lines(programme),
        columns=budget_columns(),
        search=("budget_line", "agency"),
        filters=(
            Filter("opd", _("OPD"), every(agencies.items()), lambda c: Q(agency=c)),
            Filter("jenis", _("Belanja"), every((k, term(k)) for k in ("direct", "indirect")), lambda c: Q(kind=c)),
        ),
        prepare=lambda rows: with_orders(here, rows),
        file_name=f"anggaran-{programme.code}",
        empty=_("Belum ada baris anggaran. Baris datang dari lembar budget_lines buku kerja: buka Unggah."),
    )
    total = here.known("budget-total", lambda: sum(demand.budget_by_kind(programme).values()), of=figures.TABLES)
    answer = _("Anggaran %(total)s; dipesan %(ordered)s menurut HPS.") % {
        "total": rp_short(total), "ordered": rp_short(totals.rupiah),
    }  # fmt: skip
    return listing.respond(request, section="park-budget", answer=answer)


def budget_columns() -> list[Column[Any]]:
    orders = reverse("park-orders")
    return [
        Column(
            "budget_line",
            lambda r: r.budget_line,
            sort="budget_line",
            link=lambda r: f"{orders}?cari={quote(r.budget_line)}",
        ),
        Column("agency", lambda r: r.agency, sort="agency"),
        Column("account_code", lambda r: r.cells["account_code"]),
        Column("spending_kind", lambda r: term(r.kind), sort="kind"),
        Column("amount", lambda r: r.amount, number, sort="amount", numeric=True),
        Column("ordered_value", lambda r: r.ordered, number, numeric=True),
        Column("allocated_value", lambda r: r.allocated, number, numeric=True),
        Column("left", lambda r: r.amount - r.ordered, lambda v: ("▲ " if v < 0 else "") + number(v), numeric=True),
    ]


def with_orders(here: Here, rows: Any) -> Any:
    """Add what the order lines of each budget line cost: by the owner's estimate, and by the offers of today's lots."""
    programme = here.programme
    ordered = here.known("ordered-by-budget-line", lambda: demand.ordered_by_budget_line(programme), of=figures.ORDER)
    allocated = here.known(
        "allocated-by-budget-line", lambda: allocation.allocated_by_budget_line(programme), of=(*figures.ORDER, *figures.PLAN)
    )
    for r in rows:
        r.ordered, r.allocated = ordered.get(r.budget_line, (0, 0))[1], allocated.get(r.budget_line, 0)
    return rows
