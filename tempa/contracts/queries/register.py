"""The register of papers: each number that an agency gave out, its files, and the programme's own templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from tempa.contracts.models import Contract, ContractPaper, PaperTemplate
from tempa.ledger.models import Programme
from tempa.ledger.writing import among, count_of, rows_of


def papers_of(c: Contract) -> QuerySet[ContractPaper]:
    return c.papers.select_related("entry").order_by("year", "place")


def kinds_in_force(c: Contract) -> set[str]:
    """The kinds of paper that a contract has and that nobody voided."""
    return {kind for (kind,) in rows_of(ContractPaper, ("kind",), "contract_id = %s AND voided_why = ''", [c.pk])}


def signed_kinds(programme: Programme, subjects: Sequence[str]) -> set[tuple[str, str]]:
    """(subject, kind) of the papers of these subjects whose signed copy is kept here and that nobody voided."""
    where = f"programme_id = %s AND voided_at IS NULL AND signed_sha256 <> '' AND contract_id IS NULL AND subject {among(subjects)}"
    return set(rows_of(ContractPaper, ("subject", "kind"), where, [programme.pk, *subjects]))


def documents_of(programme: Programme, subject: str) -> QuerySet[ContractPaper]:
    """The papers of what a later room knows by this subject, in the order of their numbers."""
    return ContractPaper.objects.filter(programme=programme, subject=subject).select_related("entry").order_by("year", "place")


def documents(programme: Programme, prefix: str = "") -> QuerySet[ContractPaper]:
    """Papers of no contract: of handovers, claims, decrees, visits; `prefix` names one of these ("handover:")."""
    found = papers(programme).filter(contract=None)
    return found.filter(subject__startswith=prefix) if prefix else found


def papers(programme: Programme) -> QuerySet[ContractPaper]:
    return ContractPaper.objects.filter(programme=programme).select_related("contract", "entry").order_by("agency", "year", "place")


def is_given(programme: Programme, number: str) -> bool:
    """Whether a number was ever given out."""
    return count_of(ContractPaper, "programme_id = %s AND number = %s", [programme.pk, number]) > 0


def next_place(programme: Programme, agency: str, year: int) -> int:
    """The next place in an agency's series of numbers of a year."""
    where = "programme_id = %s AND agency = %s AND year = %s ORDER BY place DESC LIMIT 1"
    return next((place + 1 for (place,) in rows_of(ContractPaper, ("place",), where, [programme.pk, agency, year])), 1)


def templates(programme: Programme) -> dict[str, str]:
    """Kind of paper -> SHA-256 of the programme's own text for it, where it has one."""
    rows = PaperTemplate.objects.filter(programme=programme).exclude(sha256="")
    return dict(rows.values_list("kind", "sha256"))


def papers_with_code(code: str) -> list[ContractPaper]:
    """Papers of any programme whose check code this is: the first 16 hex digits of the hash of the entry that gave the number."""
    first = bytes.fromhex(code)
    after = (int.from_bytes(first) + 1).to_bytes(len(first) + 1)[-len(first):]
    found = ContractPaper.objects.filter(entry__digest__gte=first).select_related("programme", "entry")
    return list(found.filter(entry__digest__lt=after) if any(after) else found)


@dataclass(frozen=True)
class Numbers:
    """How many numbers an agency gave out in a year, how many of them it voided, and which places of the series are missing."""

    given: int
    voided: int
    missing: tuple[str, ...]


def numbers(programme: Programme, agency: str = "") -> Numbers:
    """The books of numbers of all agencies or of one: a place that nobody can explain would stand among the missing."""
    rows = papers(programme).filter(**({"agency": agency} if agency else {})).values_list("agency", "year", "place", "voided_at")
    books: dict[tuple[str, int], set[int]] = {}
    voided = 0
    for whose, year, place, ended in rows:
        books.setdefault((whose, year), set()).add(place)
        voided += ended is not None
    missing = [f"{whose} {year}: {n}" for (whose, year), places in sorted(books.items()) for n in range(1, max(places)) if n not in places]
    return Numbers(sum(map(len, books.values())), voided, tuple(missing))
