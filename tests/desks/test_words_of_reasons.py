"""Reasons as their own people read them, and the questions that a page offers."""

from __future__ import annotations

from tempa.allocation.rules import WHAT_IFS
from tempa.desks.frame.reasons import told_to_owner
from tempa.desks.frame.whatif import CHANGES


def test_reasons_of_a_members_lead_keep_the_leads_cash_to_itself():
    reason = {
        "site": "W2", "causes": [{"kind": "cash", "place": "W1"}, {"kind": "hours", "place": ""}],
        "sentences": [
            {"id": s, "en": s}
            for s in ("Bengkel Dua mendapat 3 unit.", "Uang kerja Bengkel Satu (Rp75 juta) terpakai.", "Jam las penuh.")
        ],
    }  # fmt: skip
    assert told_to_owner(reason, {"W1": "Bengkel Satu"}) == ["Bengkel Dua mendapat 3 unit.", "Jam las penuh."]


def test_every_question_that_may_be_asked_has_its_words():
    assert tuple(CHANGES) == WHAT_IFS
