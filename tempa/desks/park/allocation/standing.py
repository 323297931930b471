"""Where a plan stands, as a mark and a word: made, proposed, in force, superseded, refused, or only a trial."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.allocation import queries as allocation
from tempa.allocation.rules import PlanHistory, plan_stage
from tempa.desks.frame.tables import Column

STAGES = {
    "made": ("plain", gettext_lazy("belum diajukan")), "proposed": ("doubt", gettext_lazy("menunggu keputusan")),
    "approved": ("good", gettext_lazy("berlaku")), "superseded": ("plain", gettext_lazy("digantikan")),
    "refused": ("late", gettext_lazy("ditolak")), "scenario": ("plain", gettext_lazy("skenario")),
}  # fmt: skip


def standing(plan: allocation.Plan) -> tuple[str, str]:
    """(mark, words) of a plan's stage, from what came with the plan."""
    decision, proposal = getattr(plan, "decision", None), getattr(plan, "proposal", None)
    history = PlanHistory(
        plan.purpose, proposal and proposal.by_id, decision and decision.by_id, bool(decision and decision.approved),
        bool(decision and decision.superseded_at),
    )  # fmt: skip
    stage = plan_stage(history)
    mark, words = STAGES["scenario" if stage == "made" and plan.purpose == "scenario" else stage]
    return mark, str(words)


def standing_column() -> Column[allocation.Plan]:
    return Column("stage", lambda p: standing(p)[1], words=_("Keadaan"), tag=lambda p: standing(p)[0])
