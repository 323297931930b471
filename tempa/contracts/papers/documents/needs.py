"""What each of these papers would leave as a dotted line: the words that the page shows before it is printed."""

from __future__ import annotations

from collections.abc import Iterator

from tempa.contracts.law import Sentence
from tempa.contracts.papers.documents.kinds import DEEDS, DocumentKind
from tempa.contracts.papers.documents.problem import ClaimFile, Decree, Document, HandoverFile, Head, Onward, Visit
from tempa.contracts.papers.problem import Party, Post

SIGNS: dict[DocumentKind, tuple[Post, ...]] = {
    DocumentKind.DECREE: (Post.PA,),
    DocumentKind.EXAMINATION: (Post.PPK,),
    DocumentKind.HOLDER_MINUTES: (Post.PPK, Post.PA),
    DocumentKind.GRANT: (Post.PA,),
    DocumentKind.PAYMENT_REQUEST: (Post.PPTK, Post.TREASURER),
    DocumentKind.SPENDING_STATEMENT: (Post.PA,),
    DocumentKind.PAYMENT_MINUTES: (Post.PPK,),
    DocumentKind.PAYMENT_RECEIPT: (Post.PPK, Post.TREASURER),
}
"""Which officers of the agency sign."""
Needs = Iterator[tuple[Sentence, object]]


def missing_of(kind: DocumentKind, said: Document) -> tuple[Sentence, ...]:
    """The words of what is not known yet; empty where it can be signed as printed."""
    return tuple(dict.fromkeys(words for words, value in needs(kind, said) if value is None or value == "" or value == ()))


def needs(kind: DocumentKind, said: Document) -> Needs:
    head = said.head
    if kind in DEEDS:
        yield Sentence("nomor surat ini", "the number of this paper"), head.paper.number
        yield Sentence("tanggal surat ini", "the date of this paper"), head.paper.on
        yield from letterhead(head)
    for post in signing(kind, said):
        officer = head.officer(post)
        yield Sentence(f"nama {post}", f"name of {post}"), officer.name
        yield Sentence(f"NIP {post}", f"NIP of {post}"), officer.nip
    if isinstance(said, HandoverFile):
        yield from of_handover(kind, said)
    if isinstance(said, ClaimFile):
        yield from of_claim(kind, said)
    if isinstance(said, Decree):
        yield Sentence("penerima yang ditetapkan", "the recipients that it names"), said.rows
    if isinstance(said, Onward):
        yield Sentence("bukti transfer", "proof of the transfer"), said.proof
    if isinstance(said, Visit):
        yield Sentence("tanda tangan orang kedua", "the second person's signature"), said.signed_by


def signing(kind: DocumentKind, said: Document) -> tuple[Post, ...]:
    """Minutes of a handover to the agency are signed by its PPK too; of one to a recipient by its head; the park's by nobody of an agency."""
    if kind is DocumentKind.HANDOVER_MINUTES and isinstance(said, HandoverFile):
        return {1: (), 2: (Post.PPK,), 3: (Post.PA,)}[said.step]
    return SIGNS.get(kind, ())


def letterhead(head: Head) -> Needs:
    if not head.is_park:
        yield Sentence("alamat OPD", "the agency's address"), head.agency.address
        yield Sentence("tempat penandatanganan", "the place of signing"), head.place


def of_handover(kind: DocumentKind, said: HandoverFile) -> Needs:
    yield Sentence("mesin yang diterima", "machines that were taken over"), said.machines
    if kind in (DocumentKind.EXAMINATION, DocumentKind.HOLDER_MINUTES) or said.step == 2:
        unnumbered = [c for c in said.contracts if not c.number]
        yield Sentence("nomor kontrak", "number of the contract"), None if unnumbered else said.contracts
    if said.step == 3:
        yield Sentence("nama wakil penerima", "who signs for the recipient"), said.receiver.person
        yield Sentence("surat keputusan penerima", "the decree that names the recipient"), said.decree
    if kind is DocumentKind.COMMISSIONING:
        yield Sentence("hasil pemeriksaan lokasi", "what was measured at the site"), said.site and said.site.ready_on


def of_claim(kind: DocumentKind, said: ClaimFile) -> Needs:
    yield from of_vendor(said.vendor)
    if kind in (DocumentKind.PAYMENT_REQUEST, DocumentKind.SPENDING_STATEMENT, DocumentKind.PAYMENT_RECEIPT):
        yield Sentence("nomor DPA", "number of the budget document"), said.budget.number
        yield Sentence("tanggal DPA", "date of the budget document"), said.budget.on
        yield Sentence("kode rekening", "account code"), said.budget.account_codes


def of_vendor(vendor: Party) -> Needs:
    yield Sentence(f"nama penanda tangan {vendor.name}", f"who signs for {vendor.name}"), vendor.representative
    yield Sentence(f"NPWP {vendor.name}", f"NPWP of {vendor.name}"), vendor.npwp
    yield Sentence(f"rekening bank {vendor.name}", f"bank account of {vendor.name}"), vendor.account.number and vendor.account.bank
