"""Every deed of openness with its own arguments, for the test that sends each twice."""

from __future__ import annotations

from tempa.ledger.queries import person_named
from tests.payment.deeds import taken


def signed(programme, d):
    """A contract that bound somebody: money to draw a sample of."""
    taken(programme, d)
    d["auditor"] = person_named("auditor")
    return {"population": "contracts", "confidence": 95, "tolerable": 3_000_000, "expected": 0, "reason": ""}


DEEDS = {"openness.draw_sample": ("auditor", signed)}
