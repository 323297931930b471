"""Lots of a plan that are larger than their workshop may have while it is on probation."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from tempa.allocation import queries as allocation
from tempa.allocation import rules
from tempa.desks.frame.door import Here
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.visits.standing import probations_for
from tempa.desks.frame.words import number
from tempa.registry.rules.probation import within


def over_table(here: Here, plan: allocation.Plan) -> Table[dict[str, str]] | None:
    """Of a plan that is not yet decided; what is approved is left to who approved it."""
    if rules.plan_stage(allocation.plan_history(plan)) not in {"made", "proposed"} or plan.purpose == "scenario":
        return None
    lots = allocation.plan_tables(plan)["lots"]
    stands = probations_for(here, {lot["workshop"] for lot in lots})
    over = [lot for lot in lots if not within(stands[lot["workshop"]], int(lot["quantity"]))]
    return Table(_("Lot di atas batas masa percobaan"), over, [
        Column("lot", lambda r: r["lot"]),
        Column("workshop", lambda r: r["workshop"], link=lambda r: reverse("park-eligibility", args=[r["workshop"]])),
        Column("quantity", lambda r: int(r["quantity"]), number, numeric=True),
        Column("most", lambda r: stands[r["workshop"]].largest_lot, number, words=_("Paling besar"), numeric=True),
        Column("why", lambda r: spoken(stands[r["workshop"]].because), words=_("Mengapa"), wide=True),
    ], most=100)  # fmt: skip
