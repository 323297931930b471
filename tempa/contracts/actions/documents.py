"""Papers of what a later room knows: numbered from the agency's one book, made, signed copies kept, numbers voided with a reason."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Unpack

from tempa.contracts import queries, rules
from tempa.contracts.actions.papers import Copy
from tempa.contracts.facts import PaperMade, PaperNumbered, PaperVoided, SignedCopyKept
from tempa.contracts.models import ContractPaper
from tempa.ledger.actions import Deed, Doing, deed, keep_paper_in
from tempa.ledger.models import Entry, Programme
from tempa.ledger.rules import Refused


@dataclass(frozen=True)
class Bearer:
    """What papers are of: its `subject`, whose book numbers them (an agency or the park), the first day that they may bear, and
    which workshops may bring a signed copy as well."""

    subject: str
    agency: str
    since: date
    workshops: tuple[str, ...] = ()


def number_documents(programme: Programme, *, of: Bearer, papers: Mapping[str, date], **doing: Unpack[Doing]) -> list[str]:
    """Give each of these kinds of paper the next number; returns the numbers. A kind that has one keeps it.

    A paper that a subject has several of is named with whose it is: `grant:R0012`. The series is the one of the agency's contracts, counted
    under the lock, so no two papers get one number.
    """
    with deed(programme, **doing) as d:
        if d.known(PaperNumbered, subject=of.subject):
            given = numbers_of(programme, of.subject, papers)
            if len(given) < len(papers):
                d.refuse_double(PaperNumbered, {"subject": of.subject, "papers": {kind: str(dated) for kind, dated in papers.items()}})
            return given
        d.must(rules.may_keep_documents(d.who, of.agency))
        held = set(queries.documents_of(programme, of.subject).filter(voided_at=None).values_list("kind", "about"))
        fresh: list[PaperNumbered] = []
        for name, dated in papers.items():
            kind, _colon, whose = name.partition(":")
            if (kind, whose) not in held:
                ahead = [f.place for f in fresh if f.dated[:4] == str(dated.year)]
                fresh.append(numbered_document(d, of, kind, dated, whose=whose, ahead=ahead))
        if fresh:
            d.record(fresh[0])
            d.follow(fresh[1:])
        return numbers_of(programme, of.subject, papers)


def numbers_of(programme: Programme, subject: str, papers: Mapping[str, date]) -> list[str]:
    """The numbers of these papers, in the order of the series."""
    wanted = {tuple(name.partition(":")[::2]) for name in papers}
    return [p.number for p in queries.documents_of(programme, subject).filter(voided_at=None) if (p.kind, p.about) in wanted]


def numbered_document(d: Deed, of: Bearer, kind: str, dated: date, *, whose: str = "", ahead: Sequence[int] = ()) -> PaperNumbered:
    """The fact that gives a paper the next number; `ahead` are places that the same deed gives out before it."""
    if kind not in rules.DOCUMENT_CODES:
        raise Refused("Jenis surat %(kind)s tidak dikenal.", kind=kind)
    if not of.since <= dated <= d.today:
        raise Refused(
            "Tanggal surat %(dated)s harus antara %(first)s dan hari ini.", field="dated", dated=str(dated), first=str(of.since)
        )
    place = max((queries.next_place(d.programme, of.agency, dated.year), *(n + 1 for n in ahead)))
    pattern = queries.numbering_of(d.programme, of.agency)
    number = rules.number_of(pattern, place=place, kind=rules.DOCUMENT_CODES[kind], agency=of.agency, on=dated)
    if queries.is_given(d.programme, number):
        raise Refused("Nomor %(number)s sudah pernah diberikan. Periksa pola nomor OPD ini.", number=number)
    return PaperNumbered("", of.agency, kind, str(dated), whose, place, number, of.subject)


def keep_documents(programme: Programme, *, of: Bearer, files: Mapping[str, bytes], **doing: Unpack[Doing]) -> list[str]:
    """Keep the PDFs that were made under numbers (number -> file); a file that is kept already is not kept twice."""
    with deed(programme, **doing) as d:
        if d.known(PaperMade, subject=of.subject):
            return list(queries.documents_of(programme, of.subject).filter(number__in=list(files)).values_list("sha256", flat=True))
        d.must(rules.may_keep_documents(d.who, of.agency))
        facts = []
        for number, content in files.items():
            if open_document(programme, of, number).sha256 != hashlib.sha256(content).hexdigest():
                name = f"{number.replace('/', '-')}.pdf"
                sha256 = keep_paper_in(d, content, name=name, media_type="application/pdf")
                facts.append(PaperMade("", number, sha256, of.subject))
        if facts:
            d.record(facts[0])
            d.follow(facts[1:])
        return [f.sha256 for f in facts]


def keep_signed_document(programme: Programme, *, of: Bearer, number: str, copy: Copy, **doing: Unpack[Doing]) -> Entry:
    """Attach the signed copy to its paper; the agency, the park and the workshops that sign it may bring it."""
    sha256 = hashlib.sha256(copy.content).hexdigest()
    with deed(programme, **doing) as d:
        if known := d.known(SignedCopyKept, subject=of.subject, number=number, sha256=sha256):
            return known
        if not any(rules.acts_for(d.who, workshop) for workshop in of.workshops):
            d.must(rules.may_keep_documents(d.who, of.agency))
        d.still(of.subject)
        open_document(programme, of, number)
        keep_paper_in(d, copy.content, name=copy.name, media_type=copy.media_type)
        return d.record(SignedCopyKept("", number, sha256, subject=of.subject))


def void_document(programme: Programme, *, of: Bearer, number: str, reason: str, **doing: Unpack[Doing]) -> Entry:
    """Say that a number is not used, and why; one whose signed copy is kept stays, and so does the number of a decree."""
    words = reason.strip()
    with deed(programme, **doing) as d:
        if known := d.known(PaperVoided, subject=of.subject, number=number, reason=words):
            return known
        d.must(rules.may_keep_documents(d.who, of.agency))
        d.still(of.subject)
        rules.check_reason(words)
        if (found := open_document(programme, of, number)).signed_sha256 or found.kind == "decree":
            raise Refused("Nomor %(number)s adalah nomor yang ditandatangani, jadi tidak dapat dibatalkan.", number=number)
        return d.record(PaperVoided("", number, words, of.subject))


def open_document(programme: Programme, of: Bearer, number: str) -> ContractPaper:
    found = queries.documents_of(programme, of.subject).filter(number=number).first()
    if found is None:
        raise Refused("Nomor %(number)s bukan nomor surat di sini.", number=number)
    if found.voided_at is not None:
        raise Refused("Nomor %(number)s sudah dibatalkan.", number=number)
    return found
