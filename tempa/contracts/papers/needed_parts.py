"""The parts of papers: what an office, an officer, a party, a budget or items must say, with its present value and who can give it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tempa.contracts.law import Route, Sentence
from tempa.contracts.papers.problem import Item, Kind, Officer, Papers, Party, Post, Registered
from tempa.contracts.papers.sets import NAMES


class Holder(StrEnum):
    """With whom something is that a paper still needs."""

    AGENCY = "agency"
    VENDOR = "vendor"
    MEMBER = "member"
    PARK = "park"


@dataclass(frozen=True, slots=True)
class Needed:
    """One thing that a paper must say: its words, who can give it, and where it stands in the data (None: not yet)."""

    id: str
    words: Sentence
    holder: Holder
    value: object

    @property
    def is_missing(self) -> bool:
        return self.value is None or self.value == "" or self.value == ()


Needs = Iterator[Needed]


def office(data: Papers, kind: Kind, part: int) -> Needs:
    """A paper under the letterhead of the agency."""
    yield from own(data, kind, part, Holder.AGENCY)
    yield from_agency("agency.government", "nama pemerintah daerah pada kop surat", "the government on the letterhead", data.agency.government)
    yield from_agency("agency.address", "alamat OPD", "the agency's address", data.agency.address)


def own(data: Papers, kind: Kind, part: int, holder: Holder) -> Needs:
    """The paper's own number, day and place."""
    paper = data.paper(kind, part)
    yield Needed("number", Sentence("nomor surat ini", "the number of this paper"), holder, paper.number)
    yield Needed("on", Sentence("tanggal surat ini", "the date of this paper"), holder, paper.on)
    place = data.place or (data.agency.city if holder is Holder.AGENCY else data.vendor.city)
    yield Needed("place", Sentence("tempat penandatanganan", "the place of signing"), holder, place)


def officer(data: Papers, post: Post, *, decree: bool = True) -> Needs:
    officer: Officer = data.officer(post)
    yield from_agency(f"{post.name}.name", f"nama {post}", f"name of {post}", officer.name)
    yield from_agency(f"{post.name}.nip", f"NIP {post}", f"NIP of {post}", officer.nip)
    if decree and post is Post.PPK:
        yield from_agency(f"{post.name}.decree_number", f"nomor surat keputusan {post}", f"decree number of {post}", officer.decree_number)
        yield from_agency(f"{post.name}.decree_date", f"tanggal surat keputusan {post}", f"decree date of {post}", officer.decree_date)


def signer(party: Party, holder: Holder) -> Needs:
    yield of_party(party, holder, "representative", "nama penanda tangan", "who signs for", party.representative)


def address(party: Party, holder: Holder) -> Needs:
    yield of_party(party, holder, "address", "alamat", "address of", party.address)


def party(party: Party, holder: Holder) -> Needs:
    """A party with everything that identifies it."""
    yield from signer(party, holder)
    yield from address(party, holder)
    yield of_party(party, holder, "legal_form", "bentuk usaha", "legal form of", party.legal_form)
    yield of_party(party, holder, "post", "jabatan penanda tangan", "post of who signs for", party.post)
    yield of_party(party, holder, "nib", "NIB", "NIB of", party.nib)
    yield of_party(party, holder, "npwp", "NPWP", "NPWP of", party.npwp)
    if party.incorporated:
        yield of_party(party, holder, "deed.number", "nomor akta notaris", "number of the deed of", party.deed.number)
        yield of_party(party, holder, "deed.on", "tanggal akta notaris", "date of the deed of", party.deed.on)
        yield of_party(party, holder, "deed.notary", "nama notaris", "notary of", party.deed.notary)


def account(party: Party, holder: Holder) -> Needs:
    yield of_party(party, holder, "account.bank", "bank", "bank of", party.account.bank)
    yield of_party(party, holder, "account.number", "nomor rekening", "account number of", party.account.number)
    yield of_party(party, holder, "account.holder", "pemilik rekening", "account holder of", party.account.holder)


def budget(data: Papers) -> Needs:
    yield from_agency("budget.number", "nomor DPA", "number of the budget document", data.budget.number)
    yield from_agency("budget.on", "tanggal DPA", "date of the budget document", data.budget.on)
    yield from_agency("budget.year", "tahun anggaran", "budget year", data.budget.year)
    yield from_agency("budget.account_codes", "kode rekening", "account code", data.budget.account_codes)


def days(data: Papers) -> Needs:
    yield from_agency("dates.days", "jangka waktu pelaksanaan", "calendar days for the work", data.dates.days)


def work(data: Papers) -> Needs:
    yield from_agency("dates.start", "tanggal mulai", "first day of the work", data.dates.start)
    yield from_agency("dates.due", "tanggal selesai", "last day of the work", data.dates.due)
    yield from days(data)


def items_of(items: tuple[Item, ...]) -> Needs:
    yield Needed("items", Sentence("barang yang dipesan", "what is ordered"), Holder.PARK, tuple(item.name for item in items))
    bare = [item for item in items if not item.specification]
    yield Needed("items.specification", Sentence(of_items("spesifikasi atau gambar", bare), of_items("specification or drawing", bare)), Holder.PARK,
                 None if bare or not items else tuple(item.specification for item in items))


def prices_of(items: tuple[Item, ...]) -> Needs:
    open_price = [item for item in items if item.unit_price is None]
    yield from_agency("items.unit_price", of_items("harga satuan", open_price), of_items("unit price", open_price),
                      None if open_price or not items else tuple(item.unit_price for item in items))


def offered_by_item(data: Papers) -> Needs:
    silent = [item for item in data.items if item.offered is None]
    yield from_vendor("items.offered", of_items("harga yang ditawarkan", silent), of_items("price offered", silent),
                      None if silent or not data.items else tuple(item.offered for item in data.items))


def refers(data: Papers, *kinds: Kind) -> Needs:
    """Another paper of the set that this one names by number and date."""
    for kind in kinds:
        paper: Registered = data.paper(kind)
        name = NAMES[kind]
        holder = Holder.VENDOR if kind is Kind.OFFER_FORM else Holder.AGENCY
        yield Needed(f"{kind}.number", Sentence(f"nomor {low(name.indonesian)}", f"number: {low(name.english)}"), holder, paper.number)
        yield Needed(f"{kind}.on", Sentence(f"tanggal {low(name.indonesian)}", f"date: {low(name.english)}"), holder, paper.on)


def normally(data: Papers, *kinds: Kind) -> Needs:
    if data.route is Route.NORMAL:
        yield from refers(data, *kinds)


def in_emergency(data: Papers, *kinds: Kind) -> Needs:
    if data.route is Route.EMERGENCY:
        yield from refers(data, *kinds)


def from_agency(id: str, indonesian: str, english: str, value: object) -> Needed:
    return Needed(id, Sentence(indonesian, english), Holder.AGENCY, value)


def from_vendor(id: str, indonesian: str, english: str, value: object) -> Needed:
    return Needed(id, Sentence(indonesian, english), Holder.VENDOR, value)


def of_party(party: Party, holder: Holder, field: str, indonesian: str, english: str, value: object) -> Needed:
    return Needed(f"{holder}.{field}", Sentence(f"{indonesian} {party.name}", f"{english} {party.name}"), holder, value)


def of_items(words: str, items: list[Item]) -> str:
    """Names the first items that lack something, so that nobody must search."""
    if not items:
        return words
    named = ", ".join(item.name for item in items[:3])
    return f"{words} {named}" + (f" (+{len(items) - 3})" if len(items) > 3 else "")


def low(name: str) -> str:
    return name[0].lower() + name[1:]
