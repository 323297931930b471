"""The report of a visit to a workshop as a paper, from what the registry keeps of it."""

from __future__ import annotations

from django.utils.translation import override

from tempa.contracts import queries as contracts
from tempa.contracts.papers.documents import Numbered, Score, Side, Visit
from tempa.contracts.queries import Dataset
from tempa.desks.frame.door import Here
from tempa.desks.frame.speech import spoken
from tempa.desks.frame.visits.forms import PART_WORDS, worded
from tempa.desks.frame.words import number
from tempa.registry import queries as registry
from tempa.registry.rules import PASS_MARK


def visit_paper(here: Here, data: Dataset, visit: registry.Verification, paper: Numbered) -> Visit:
    """Everything that the report prints; it is Indonesian in every language."""
    with override("id"):
        criteria = registry.criteria_named(here.programme, visit.criteria)
        names = {p.code: worded(p) for p in criteria.processes}
        party = data.party(visit.workshop)
        scores = tuple(
            Score(worded(c), number(visit.scores[c.code]), number(100), visit.notes.get(c.code) or str(PART_WORDS[c.part])) for c in criteria.scored()
        )
        lowest = min(visit.parts.values())
        facts = (("Kode bengkel", visit.workshop), ("Tenaga kerja", f"{visit.workers} orang"), ("Desa", visit.village))
        return Visit(
            contracts.document_head(data, "PARK", visit.visited_on, paper), Side(party.name, party.representative, party.post, visit.village),
            visit.workshop, visit.visited_on, scores, "terendah " + number(lowest),
            "layak diberi lot" if lowest >= PASS_MARK else f"ada bagian di bawah {PASS_MARK}", facts, tuple(
                (names[code], spoken(found.because) or "layak") for code, found in registry.processes_in(visit, criteria).items() if found
            ), (), visit.valid_until, visit.revisit_on, visit.recorded_by.name, visit.signed_by.name if visit.signed_by else None, len(visit.photos),
        )  # fmt: skip
