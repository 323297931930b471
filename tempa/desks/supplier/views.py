"""A supplier: what is needed from me, and when?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tempa.allocation import queries as allocation
from tempa.catalogue import queries as catalogue
from tempa.desks.frame.door import Here, door
from tempa.desks.frame.tables import Column, Table, respond
from tempa.desks.frame.words import day, number
from tempa.ledger import queries as ledger
from tempa.supply import queries as supply

Delivery = tuple[int, catalogue.Material, Decimal, date]  # week, material, quantity, the Monday of the week


@door("supplier")
def home(request: HttpRequest, here: Here) -> HttpResponse:
    """My materials in the plan that holds: by week, how much must arrive."""
    mine = {m.material: m for m in catalogue.materials(here.programme, here.subject)}
    plan = allocation.approved_plan(here.programme)
    calendar = ledger.calendar_of(here.programme)
    found = supply.supplier_named(here.programme, here.subject)
    rows: list[Delivery] = []
    if plan is not None:
        for r in allocation.plan_tables(plan)["purchases"]:
            if r["material"] in mine:
                rows.append(
                    (int(r["week"]), mine[r["material"]], Decimal(r["quantity"]), calendar.monday(int(r["week"])))
                )
    rows.sort(key=lambda r: (r[0], r[1].name_id))
    return respond(request, "supplier/home.html", {
        "title": found.name if found else here.subject, "section": "supplier-plan", "table": deliveries_table(rows),
        "answer": answer(rows, plan, len(mine)),
    }, file_name=f"barang-{here.subject}")  # fmt: skip


def deliveries_table(rows: list[Delivery]) -> Table[Delivery]:
    """One row per week and material."""
    return Table(_("Barang yang diperlukan"), rows, [
        Column("material", lambda r: r[1].name_id), Column("until", lambda r: r[3], day, words=_("Tiba paling lambat"), urgent=True),
        Column("quantity", lambda r: r[2], number, numeric=True), Column("unit", lambda r: r[1].cells["unit"], words=_("Satuan")),
    ], empty=_("Di sini akan tampak barang, jumlah dan hari tibanya."))  # fmt: skip


def answer(rows: list[Delivery], plan: allocation.Plan | None, goods: int) -> str:
    if plan is None:
        return _("Rencana belum disetujui; keperluan barang muncul setelah itu.")
    if not rows:
        return _("Rencana yang berlaku tidak memerlukan barang Anda.")
    return _("%(n)s pengiriman dari %(goods)s barang Anda; yang pertama %(day)s.") % {
        "n": number(len(rows)), "goods": number(goods), "day": day(rows[0][3]),
    }  # fmt: skip
