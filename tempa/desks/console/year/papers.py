"""Papers of what was handed over and claimed: each month every agency numbers those of a handover and a claim; one prints them and keeps scans."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial

from tempa.contracts import actions as numbering
from tempa.contracts import queries as contracts
from tempa.contracts.actions.papers import Copy
from tempa.contracts.papers.documents import Document, DocumentKind, Numbered, render_document
from tempa.delivery import actions as handing
from tempa.delivery import queries as delivery
from tempa.demand import queries as demand
from tempa.desks.console.year.payment import try_it
from tempa.desks.console.year.stage import Scene, Stage
from tempa.ledger.queries import Person
from tempa.payment import actions as paying
from tempa.payment import queries as payment

Clock = Callable[[], datetime]
FIRST, EVERY, MONTHS = 78, 30, 4
SCAN = b"%PDF-1.4\n% salinan bertanda tangan contoh "


def chapter(stage: Stage) -> Iterator[Scene]:
    for month in range(MONTHS):
        day, since = stage.day(FIRST + EVERY * month), stage.day(FIRST + EVERY * (month - 1))
        yield Scene(day, f"surat serah terima dan pembayaran dinomori, bulan {month + 1}", partial(number, since=since))


def number(stage: Stage, now: Clock, since: date) -> None:
    """The oldest handover and claim of the month that have no papers; the first agency also prints, and its signed copies come back."""
    for n, agency in enumerate(sorted(demand.agency_names(stage.programme))):
        by = stage.people[f"agency {agency}"]
        for h in delivery.handovers(stage.programme, agency).filter(step=2, taken_on__gte=since).order_by("taken_on", "handover")[:1]:
            if try_it(stage, handing.number_handover_papers, handover=h.handover, at=now(), by=by) and n == 0:
                print_and_sign(stage, now, by, handing.bearer_of_handover(stage.programme, h), partial(of_handover, h.handover))
        for claim in payment.claims(stage.programme, agency).filter(ended_at=None, submitted_on__gte=since).order_by("claim")[:1]:
            if try_it(stage, paying.number_claim_papers, claim=claim.claim, at=now(), by=by) and n == 0:
                print_and_sign(stage, now, by, paying.bearer_of_claim(claim), partial(of_claim, claim.claim))


def of_handover(handover: str, data: contracts.Dataset, paper: Numbered) -> Document:
    found = delivery.handover_named(data.programme, handover)
    assert found is not None, "its papers have just been numbered"
    return delivery.handover_file(data, found, paper)


def of_claim(claim: str, data: contracts.Dataset, paper: Numbered) -> Document:
    found = payment.claim_named(data.programme, claim)
    assert found is not None, "its papers have just been numbered"
    return payment.claim_file(data, found, paper)


def print_and_sign(stage: Stage, now: Clock, by: Person, of: numbering.Bearer, say: partial[Document]) -> None:
    """All papers of a handover or a claim as PDF, and the first of them back with its signatures."""
    data = contracts.Dataset(stage.programme, now().date())
    rows = list(contracts.documents_of(stage.programme, of.subject).filter(voided_at=None))
    files = {row.number: render_document(DocumentKind(row.kind), say(data, contracts.numbered_paper(data, row))) for row in rows}
    numbering.keep_documents(stage.programme, of=of, files=files, at=now(), by=by)
    first = rows[0].number
    copy = Copy(SCAN + first.encode(), f"{first.replace('/', '-')}-bertanda-tangan.pdf", "application/pdf")
    numbering.keep_signed_document(stage.programme, of=of, number=first, copy=copy, at=now(), by=by)
