"""The head of a paper of what follows a contract: letterhead, officers of the day, its number, and the code under which it is checked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tempa.contracts.models import Contract, ContractPaper
from tempa.contracts.papers import Agency, Budget, Cited
from tempa.contracts.papers.documents import Head, Numbered, Reference
from tempa.contracts.queries.contracts import all_contracts
from tempa.contracts.queries.dataset import Dataset, text
from tempa.contracts.queries.register import documents_of
from tempa.contracts.rules import PARK_CODE
from tempa.ledger.models import Programme
from tempa.ledger.queries import chain_head
from tempa.ledger.rules import check_code

PARK_NAME = "Taman Sains"
FORMS = {"receipt": "bukti pembelian", "kuitansi": "kuitansi", "spk": "SPK", "agreement": "surat perjanjian", "purchase_order": "surat pesanan"}
SHORT = {"examination": "berita acara pemeriksaan", "handover_minutes": "BAST", "grant": "NPHD", "decree": "surat keputusan"}


def document_head(data: Dataset, agency: str, on: date, paper: Numbered, *, rules: tuple[Cited, ...] = ()) -> Head:
    """Whose paper it is on a day: an agency's, or the park's (`PARK`)."""
    if agency == PARK_CODE:
        return Head(data.title, Agency(PARK_NAME), paper, rules=rules, is_park=True)
    a = data.stated.get(agency)
    office = Agency(data.agencies.get(agency, agency), address=text(a and a.address), city=text(a and a.city))
    return Head(data.title, office, paper, data.holders(agency, on), text(a and a.city), rules)


def numbered_paper(data: Dataset, paper: ContractPaper) -> Numbered:
    """A deed: its number, its day, and the code of the entry that gave the number."""
    code = check_code(bytes(paper.entry.digest))
    return Numbered(paper.number, paper.dated, code, data.address(code.replace(" ", "")) if data.address else None)


def printed_paper(data: Dataset, entry: object | None = None) -> Numbered:
    """A print-out: the code of the entry that it shows, or of the last one that it was printed from."""
    digest = getattr(entry, "digest", None) or chain_head(data.programme)[1]
    code = check_code(bytes(digest))
    return Numbered(None, None, code, data.address(code.replace(" ", "")) if data.address else None)


def document_reference(programme: Programme, subject: str, kind: str) -> Reference | None:
    """The paper of a kind that this subject has a number for."""
    found = documents_of(programme, subject).filter(kind=kind, voided_at=None).first()
    return Reference(SHORT.get(kind, kind), found.number, found.dated) if found else None


def contract_references(programme: Programme, codes: Iterable[str]) -> tuple[Reference, ...]:
    """The contracts with their numbers and days, in order."""
    found = all_contracts(programme).filter(contract__in=set(codes))
    return tuple(Reference(FORMS[c.form], c.number or None, c.signed_on) for c in found)


def budget_for(data: Dataset, c: Contract, budget_line: str, account_code: str = "") -> Budget:
    """The budget document and the account code of one budget line."""
    a = data.stated.get(c.agency)
    code = account_code or data.account_codes.get(budget_line, "")
    return Budget(
        number=text(a and a.budget_document), on=a.budget_document_on if a else None,
        year=(a.budget_document_on if a and a.budget_document_on else c.signed_on or data.today).year, account_codes=(code,) if code else (),
    )  # fmt: skip
