"""Numbers and makes the papers of a matter: all that it can have by now, in one go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from tempa.contracts import actions
from tempa.contracts import queries as contracts
from tempa.contracts.papers import TemplateFault
from tempa.contracts.papers.documents import DocumentKind, render_document
from tempa.desks.frame.contracts.printing import templates_of
from tempa.desks.frame.documents.matters import Matter, Sayings, dataset
from tempa.desks.frame.door import Here
from tempa.ledger.rules import Refused


def number_and_make(here: Here, matter: Matter, **deed: Any) -> list[str]:
    """Give a number to each paper that has none, set every one that is not made yet, keep them; returns what could not be set."""
    if matter.number is None or matter.bearer is None or matter.waits:
        raise Refused("%(words)s", words=matter.waits or _("Tidak ada surat bernomor di sini."))
    matter.number(**deed)
    files, faults = made(here, matter, [row for row in rows_of(here, matter) if not row.sha256])
    if files:
        actions.keep_documents(here.programme, of=matter.bearer, files=files, at=deed["at"], by=deed["by"])
    return faults


def make_again(here: Here, matter: Matter, **deed: Any) -> list[str]:
    """Set every numbered paper anew from what is recorded now; what came out equal is not kept twice."""
    files, faults = made(here, matter, rows_of(here, matter))
    if files and matter.bearer is not None:
        actions.keep_documents(here.programme, of=matter.bearer, files=files, **deed)
    return faults


def rows_of(here: Here, matter: Matter) -> list[contracts.ContractPaper]:
    """The numbered papers of a matter that the reader may open, without those whose number was voided."""
    rows = contracts.documents_of(here.programme, matter.subject).filter(voided_at=None)
    return [row for row in rows if row.kind in set(matter.deeds)]


def made(here: Here, matter: Matter, rows: Iterable[contracts.ContractPaper]) -> tuple[dict[str, bytes], list[str]]:
    """Number -> file, and a sentence for each that could not be set."""
    data, own, sayings = dataset(here), templates_of(here.programme), Sayings(matter)
    files: dict[str, bytes] = {}
    faults: list[str] = []
    for row in rows:
        try:
            said = sayings.of(contracts.numbered_paper(data, row))
            files[row.number] = render_document(DocumentKind(row.kind), said, own.get(row.kind))
        except TemplateFault as fault:
            faults.append(f"{row.number}: {fault}")
    return files, faults


def print_out(here: Here, matter: Matter, kind: DocumentKind) -> bytes:
    """A paper that nobody numbered, or a numbered one as it would be set now."""
    data = dataset(here)
    row = next((row for row in rows_of(here, matter) if row.kind == kind), None)
    paper = contracts.numbered_paper(data, row) if row else contracts.printed_paper(data)
    return render_document(kind, matter.say(paper), templates_of(here.programme).get(kind.value))
