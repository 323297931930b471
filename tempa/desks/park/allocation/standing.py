"""Where a plan stands, as a mark and a word: made, proposed, in force, superseded, refused, or only a trial."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tempa.desks.frame.tables import Column


def standing(plan: Any) -> tuple[str, str]:
    """(mark, words) of a plan's stage."""
    if hasattr(plan, "decision"):
        if not plan.decision.approved:
            return "late", _("ditolak")
        return ("plain", _("digantikan")) if plan.decision.superseded_at else ("good", _("berlaku"))
    if plan.purpose == "scenario":
        return "plain", _("skenario")
    return ("doubt", _("menunggu keputusan")) if hasattr(plan, "proposal") else ("plain", _("belum diajukan"))


def standing_column() -> Column:
    return Column("stage", lambda p: standing(p)[1], words=_("Keadaan"), tag=lambda p: standing(p)[0])
