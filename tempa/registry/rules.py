"""Who may be given work: at least 60 in each of the four things that are verified (format, rule 3)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

SCORES = ("score_premises", "score_competence", "score_staff", "score_equipment")
PASS_MARK = 60
LEGAL_TIERS = ("unregistered", "registered", "capitalised")
KINDS = ("lead", "member", "school", "facility")


def missing_for_work(cells: Mapping[str, str]) -> list[str]:
    """The scores that are blank or below the pass mark; none for a site that may be given work."""
    return [c for c in SCORES if cells[c] == "" or Decimal(cells[c]) < PASS_MARK]
