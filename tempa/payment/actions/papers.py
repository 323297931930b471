"""The papers of a claim are numbered from its agency's book: minutes, receipt, request and statement of the spending."""

from __future__ import annotations

from typing import Unpack

from tempa.contracts import actions as contracts
from tempa.contracts.actions import Bearer
from tempa.ledger.actions import Doing
from tempa.ledger.models import Programme
from tempa.ledger.rules import Refused
from tempa.payment import queries
from tempa.payment.models import Claim
from tempa.values.period import day_in_wita


def bearer_of_claim(claim: Claim) -> Bearer:
    """Whose book numbers its papers; the vendor may bring a signed copy too."""
    return Bearer(queries.subject_of_claim(claim), claim.agency, claim.submitted_on, (claim.vendor,))


def number_claim_papers(programme: Programme, *, claim: str, **doing: Unpack[Doing]) -> list[str]:
    """Give numbers to all papers of a claim, with the day of its approval or today's; returns the numbers."""
    found = queries.claim_named(programme, claim)
    if found is None:
        raise Refused("Tagihan %(claim)s tidak ada di program ini.", claim=claim)
    if found.ended_at is not None:
        raise Refused("Tagihan %(claim)s sudah ditarik atau dikembalikan: %(why)s. Ajukan tagihan baru.", claim=claim, why=found.ended_why)
    made = getattr(found, "payment", None)
    papers = dict.fromkeys(queries.kinds_of_claim(found), made.approved_on if made else day_in_wita(doing["at"]))
    return contracts.number_documents(programme, of=bearer_of_claim(found), papers=papers, **doing)
