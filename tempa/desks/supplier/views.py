"""A supplier: what is needed from me, and when?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tempa.allocation import queries as allocation
from tempa.catalogue import queries as catalogue
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.weeks import calendar_of
from tempa.desks.frame.words import number
from tempa.supply import queries as supply


@door("supplier")
def home(request: HttpRequest, here: Here) -> HttpResponse:
    """My materials in the plan that holds: by week, how much must arrive."""
    mine = {m.material: m for m in catalogue.materials(here.programme, here.subject)}
    plan = allocation.approved_plan(here.programme)
    calendar = calendar_of(here.programme)
    found = supply.supplier_named(here.programme, here.subject)
    rows = []
    if plan is not None:
        for r in allocation.plan_tables(plan)["purchases"]:
            if r["material"] in mine:
                rows.append(
                    (int(r["week"]), mine[r["material"]], Decimal(r["quantity"]), calendar.monday(int(r["week"])))
                )
    rows.sort(key=lambda r: (r[0], r[1].name_id))
    return render(request, "supplier/home.html", {
        "title": found.name if found else here.subject, "section": "supplier-home", "rows": rows, "answer": answer(rows, plan, len(mine)),
    })  # fmt: skip


def answer(rows: list[Any], plan: Any, goods: int) -> str:
    if plan is None:
        return _("Rencana belum disetujui; keperluan barang muncul setelah itu.")
    if not rows:
        return _("Rencana yang berlaku tidak memerlukan barang Anda.")
    return _("%(n)s pengiriman dari %(goods)s barang Anda; yang pertama minggu %(week)s.") % {
        "n": number(len(rows)), "goods": number(goods), "week": rows[0][0],
    }  # fmt: skip
