"""The papers of a handover are numbered once its units were taken."""

from __future__ import annotations

from typing import Unpack

from tempa.contracts import actions as contracts
from tempa.contracts.actions import Bearer
from tempa.delivery import queries
from tempa.delivery.models import Handover
from tempa.delivery.rules import PARK_CODE
from tempa.demand import queries as demand
from tempa.ledger.actions import Doing
from tempa.ledger.models import Programme
from tempa.ledger.rules import Refused
from tempa.values.period import day_in_wita


def bearer_of_handover(programme: Programme, handover: Handover) -> Bearer:
    """Whose book numbers its papers, and which workshop may bring a signed copy too."""
    agencies = {PARK_CODE, *demand.agency_names(programme)}
    workshops = tuple(sorted({handover.giver, handover.receiver} - agencies - {""}))
    return Bearer(queries.subject_of(handover), queries.book_of(handover), day_in_wita(handover.offered_at), workshops)


def number_handover_papers(programme: Programme, *, handover: str, **doing: Unpack[Doing]) -> list[str]:
    """Give numbers to all papers of a handover that was taken, each with the day on which it was; returns the numbers."""
    found = queries.handover_named(programme, handover)
    if found is None:
        raise Refused("Serah terima %(handover)s tidak ada di program ini.", handover=handover)
    if found.taken_on is None:
        raise Refused("Serah terima %(handover)s belum diterima. Suratnya dinomori sesudah penerimanya mencatat yang datang.", handover=handover)
    papers = dict.fromkeys(queries.kinds_of_handover(programme, found), found.taken_on)
    of = bearer_of_handover(programme, found)
    return contracts.number_documents(programme, of=of, papers=papers, **doing)
