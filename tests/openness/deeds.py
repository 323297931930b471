"""Every deed of openness with its own arguments, for the test that sends each twice."""

from __future__ import annotations

from tempa.ledger.queries import person_named
from tempa.openness import actions, queries
from tests.contracts.parties import AT, WHY
from tests.payment.deeds import taken


def signed(programme, d):
    """A contract that bound somebody: money to draw a sample of."""
    taken(programme, d)
    d["auditor"] = person_named("auditor")
    return {"population": "contracts", "confidence": 95, "tolerable": 3_000_000, "expected": 0, "reason": ""}


def drawn(programme, d):
    """An item of a sample that was drawn."""
    sample = actions.draw_sample(programme, **signed(programme, d), at=AT, by=person_named("auditor"))
    return {"sample": sample, "item": next(iter(queries.chosen_of(queries.sample_named(programme, sample)))), "audited": 0, "note": WHY}


DEEDS = {"openness.draw_sample": ("auditor", signed), "openness.examine_item": ("auditor", drawn)}
