"""What a plan would change of contracts: the addenda that are to be signed before it can be approved."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from tempa.allocation import queries as allocation
from tempa.allocation import rules
from tempa.contracts import queries as contracts
from tempa.contracts.queries import AddendumNeeded
from tempa.desks.frame.door import Here
from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.words import number


def displaced_table(here: Here, plan: allocation.Plan) -> Table[AddendumNeeded] | None:
    """The items of contracts that a plan not yet decided would change, each with what is to be signed."""
    if rules.plan_stage(allocation.plan_history(plan)) not in {"made", "proposed"} or plan.purpose == "scenario":
        return None
    found = contracts.addenda_needed(here.programme, plan)
    named = contracts.contracts(here.programme).filter(contract__in={a.contract for a in found})
    unsigned = set(named.filter(signed_on=None).values_list("contract", flat=True))

    def wants(a: AddendumNeeded) -> str:
        if a.contract in unsigned:
            return _("tarik konsep kontraknya, lalu susun lagi sesudah rencana disetujui")
        if a.after:
            return _("adendum: kurangi menjadi %(n)s unit") % {"n": number(a.after)}
        return _("adendum: kurangi menjadi 0, lalu kontrak baru bagi pembuatnya")

    return Table(_("Adendum yang harus ditandatangani dulu"), found, [
        Column("contract", lambda a: a.contract, words=_("Kontrak"), link=lambda a: reverse("park-contract", args=[a.contract])),
        Column("lot", lambda a: a.lot), Column("item", lambda a: a.item, words=_("Butir")),
        Column("before", lambda a: a.before, number, words=_("Di kontrak"), numeric=True),
        Column("after", lambda a: a.after, number, words=_("Menurut rencana ini"), numeric=True),
        Column("wants", wants, words=_("Yang diperlukan"), wide=True),
    ], most=100)  # fmt: skip
