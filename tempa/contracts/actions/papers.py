"""Papers of contracts: numbers given out once, files made under them, signed copies, edited templates."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Unpack

from tempa.contracts import queries, rules
from tempa.contracts.actions.drafting import existing
from tempa.contracts.facts import PaperMade, PaperNumbered, PaperVoided, SignedCopyKept, TemplateChanged
from tempa.contracts.models import Contract, ContractPaper
from tempa.ledger.actions import Deed, Doing, deed, keep_paper_in
from tempa.ledger.models import Entry, Programme
from tempa.ledger.rules import Refused, may_as_park


@dataclass(frozen=True)
class Copy:
    """A signed paper that was brought in: a scan, or a file with an electronic signature."""

    content: bytes
    name: str
    media_type: str


def number_papers(programme: Programme, *, contract: str, papers: Mapping[str, date], **doing: Unpack[Doing]) -> list[str]:
    """Give each of these kinds of paper of a contract the next number of its agency; returns the numbers.

    A paper that a contract has several of is named with whose it is: `subwork:W03`. One that has a number keeps it.
    Two people at once never get one number: the series is counted under the lock.
    """
    with deed(programme, **doing) as d:
        c = existing(programme, contract)
        if d.known(PaperNumbered, contract=contract):
            given = numbers_of(c, papers)
            if len(given) < len(papers):
                d.refuse_double(PaperNumbered, {"contract": contract, "papers": {kind: str(dated) for kind, dated in papers.items()}})
            return given
        d.must(rules.may_prepare(d.who, c.agency))
        check_papers(c, papers, d.today)
        held = set(queries.papers_of(c).filter(voided_at=None).values_list("kind", "about"))
        fresh: list[PaperNumbered] = []
        for name, dated in papers.items():
            kind, _colon, of = name.partition(":")
            if (kind, of) not in held:
                fresh.append(numbered(d, c, kind, dated, of=of, ahead=[f.place for f in fresh if f.dated[:4] == str(dated.year)]))
        if fresh:
            d.record(fresh[0])
            d.follow(fresh[1:])
        return numbers_of(c, papers)


def numbers_of(c: Contract, papers: Mapping[str, date]) -> list[str]:
    """The numbers of these papers, in the order of the series."""
    wanted = {tuple(name.partition(":")[::2]) for name in papers}
    return [p.number for p in queries.papers_of(c).filter(voided_at=None) if (p.kind, p.about) in wanted]


def check_papers(c: Contract, papers: Mapping[str, date], today: date) -> None:
    for name, dated in papers.items():
        kind, _colon, of = name.partition(":")
        if of and (kind != "subwork" or not c.items.filter(maker=of).exclude(maker=c.vendor).exists()):
            raise Refused("%(maker)s bukan anggota yang membuat bagian dari kontrak ini.", maker=of)
        if kind not in rules.PAPER_CODES or kind == "addendum":
            raise Refused("Jenis surat %(kind)s tidak dikenal.", kind=kind)
        if not queries.drafted_on(c) <= dated <= today:
            raise Refused(
                "Tanggal surat %(dated)s harus antara hari kontrak ini disiapkan, %(first)s, dan hari ini.", field="dated", dated=str(dated),
                first=str(queries.drafted_on(c)),
            )  # fmt: skip


def numbered(d: Deed, c: Contract, kind: str, dated: date, *, of: str = "", ahead: Sequence[int] = ()) -> PaperNumbered:
    """The fact that gives a paper the next number; `ahead` are places that the same deed gives out before it."""
    place = max((queries.next_place(d.programme, c.agency, dated.year), *(n + 1 for n in ahead)))
    pattern = queries.numbering_of(d.programme, c.agency)
    number = rules.number_of(pattern, place=place, kind=rules.PAPER_CODES[kind], agency=c.agency, on=dated)
    if queries.is_given(d.programme, number):
        raise Refused("Nomor %(number)s sudah pernah diberikan. Periksa pola nomor OPD ini.", number=number)
    return PaperNumbered(c.contract, c.agency, kind, str(dated), of, place, number)


def keep_made(programme: Programme, *, contract: str, files: Mapping[str, bytes], **doing: Unpack[Doing]) -> list[str]:
    """Keep the PDFs that were made under numbers of a contract (number -> file); a file that is kept already is not kept twice."""
    with deed(programme, **doing) as d:
        c = existing(programme, contract)
        if d.known(PaperMade, contract=contract):
            return list(queries.papers_of(c).filter(number__in=list(files)).values_list("sha256", flat=True))
        d.must(rules.may_prepare(d.who, c.agency))
        facts = []
        for number, content in files.items():
            paper = open_paper(programme, c, number)
            if paper.sha256 != hashlib.sha256(content).hexdigest():
                name = f"{number.replace('/', '-')}.pdf"
                facts.append(PaperMade(contract, number, keep_paper_in(d, content, name=name, media_type="application/pdf")))
        if facts:
            d.record(facts[0])
            d.follow(facts[1:])
        return [f.sha256 for f in facts]


def keep_signed_copy(programme: Programme, *, contract: str, number: str, copy: Copy, **doing: Unpack[Doing]) -> Entry:
    """Attach the signed copy to its paper; the vendor, the agency and the park may bring it."""
    sha256 = hashlib.sha256(copy.content).hexdigest()
    with deed(programme, **doing) as d:
        if known := d.known(SignedCopyKept, contract=contract, number=number, sha256=sha256):
            return known
        c = existing(programme, contract)
        if not rules.acts_for(d.who, c.vendor):
            d.must(rules.may_prepare(d.who, c.agency))
        d.still(f"contract:{contract}")
        open_paper(programme, c, number)
        keep_paper_in(d, copy.content, name=copy.name, media_type=copy.media_type)
        return d.record(SignedCopyKept(contract, number, sha256, d.who.link_for(rules.CONTRACT, c.vendor)))


def void_paper(programme: Programme, *, contract: str, number: str, reason: str, **doing: Unpack[Doing]) -> Entry:
    """Say that a number is not used, and why; the number of a signed contract or addendum stays."""
    words = reason.strip()
    with deed(programme, **doing) as d:
        if known := d.known(PaperVoided, contract=contract, number=number, reason=words):
            return known
        c = existing(programme, contract)
        d.must(rules.may_prepare(d.who, c.agency))
        d.still(f"contract:{contract}")
        rules.check_reason(words)
        paper = open_paper(programme, c, number)
        if number == c.number or paper.kind == "addendum":
            raise Refused("Nomor %(number)s adalah nomor yang ditandatangani, jadi tidak dapat dibatalkan.", number=number)
        return d.record(PaperVoided(contract, number, words))


def open_paper(programme: Programme, c: Contract, number: str) -> ContractPaper:
    found = queries.papers_of(c).filter(number=number).first()
    if found is None:
        raise Refused("Nomor %(number)s bukan nomor surat kontrak %(contract)s.", number=number, contract=c.contract)
    if found.voided_at is not None:
        raise Refused("Nomor %(number)s sudah dibatalkan.", number=number)
    return found


def change_template(programme: Programme, *, paper: str, text: str, note: str, **doing: Unpack[Doing]) -> Entry:
    """Print a kind of paper from another text from now on; an empty text is the house's own again. The caller has tried it."""
    sha256 = hashlib.sha256(text.encode()).hexdigest() if text.strip() else ""
    with deed(programme, **doing) as d:
        if known := d.known(TemplateChanged, paper=paper, sha256=sha256, note=note.strip()):
            return known
        d.must(may_as_park(d.who))
        d.still(f"template:{paper}")
        if paper not in {*rules.PAPER_CODES, *rules.DOCUMENT_CODES}:
            raise Refused("Jenis surat %(kind)s tidak dikenal.", kind=paper)
        rules.check_reason(note, field="note", what="apa yang berubah dan mengapa")
        if sha256:
            keep_paper_in(d, text.encode(), name=f"{paper}.typ", media_type="text/plain")
        return d.record(TemplateChanged(paper, sha256, note.strip()))
