"""The register of papers: each number that an agency gave out, its files, and the programme's own templates."""

from __future__ import annotations

from django.db.models import QuerySet

from tempa.contracts.models import Contract, ContractPaper, PaperTemplate
from tempa.ledger.models import Programme


def papers_of(c: Contract) -> QuerySet[ContractPaper]:
    return c.papers.select_related("entry").order_by("year", "place")


def papers(programme: Programme) -> QuerySet[ContractPaper]:
    return ContractPaper.objects.filter(programme=programme).select_related("contract", "entry").order_by("agency", "year", "place")


def paper_numbered(programme: Programme, number: str) -> ContractPaper | None:
    return papers(programme).filter(number=number).first()


def next_place(programme: Programme, agency: str, year: int) -> int:
    """The next place in an agency's series of numbers of a year."""
    found = ContractPaper.objects.filter(programme=programme, agency=agency, year=year).order_by("-place").first()
    return found.place + 1 if found else 1


def templates(programme: Programme) -> dict[str, str]:
    """Kind of paper -> SHA-256 of the programme's own text for it, where it has one."""
    rows = PaperTemplate.objects.filter(programme=programme).exclude(sha256="")
    return dict(rows.values_list("kind", "sha256"))
