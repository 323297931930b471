"""What each paper must say, and which of it is not known yet: the words of the readiness board."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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


def needed(kind: Kind, data: Papers, part: int = 0) -> tuple[Needed, ...]:
    """Everything that this paper must say for this contract, each with its present value."""
    return tuple(_NEEDS[kind](data, part))


def missing(kind: Kind, data: Papers, part: int = 0) -> tuple[Needed, ...]:
    """What a paper would leave as a dotted line; empty where it can be signed as printed."""
    return tuple(field for field in needed(kind, data, part) if field.is_missing)


Needs = Iterator[Needed]


def _need_statement(data: Papers, part: int) -> Needs:
    yield from _office(data, Kind.NEED_STATEMENT, part)
    yield from _officer(data, Post.PA)
    yield from _officer(data, Post.PPK)
    decree = data.emergency
    yield _agency("emergency.decree", "nomor surat keputusan keadaan darurat", "number of the emergency decree", decree and decree.decree)
    yield _agency("emergency.decree_date", "tanggal surat keputusan keadaan darurat", "date of the emergency decree", decree and decree.decree_date)
    yield _agency("emergency.need", "uraian kebutuhan darurat", "the emergency need", decree and decree.need)
    yield _agency("emergency.vendor_reason", "alasan memilih penyedia", "why this vendor", decree and decree.vendor_reason)
    yield from _budget(data)
    yield from _items(data.items)


def _invitation(data: Papers, part: int) -> Needs:
    yield from _office(data, Kind.INVITATION, part)
    yield from _officer(data, Post.BUYER)
    yield from _address(data.vendor, Holder.VENDOR)
    yield from _budget(data)
    yield from _items(data.items)
    yield _agency("estimate", "HPS", "owner's estimate", data.estimate)
    yield _agency("dates.offers_until", "batas akhir penawaran", "last day for offers", data.dates.offers_until)
    yield from _days(data)


def _offer_form(data: Papers, part: int) -> Needs:
    yield from _own(data, Kind.OFFER_FORM, part, Holder.VENDOR)
    yield from _refers(data, Kind.INVITATION)
    yield from _party(data.vendor, Holder.VENDOR)
    yield from _items(data.items)
    yield from _offered(data)
    yield _vendor("dates.offer_valid_days", "masa berlaku penawaran", "days for which the offer is valid", data.dates.offer_valid_days)


def _negotiation(data: Papers, part: int) -> Needs:
    yield from _office(data, Kind.NEGOTIATION_MINUTES, part)
    yield from _officer(data, Post.BUYER)
    yield from _signer(data.vendor, Holder.VENDOR)
    yield from _normally(data, Kind.INVITATION, Kind.OFFER_FORM)
    yield from _items(data.items)
    yield from _prices(data.items)
    yield from _offered(data)
    yield _agency("negotiation", "uraian hasil negosiasi", "what was negotiated and why", data.negotiation)


def _bahpl(data: Papers, part: int) -> Needs:
    yield from _office(data, Kind.BAHPL, part)
    yield from _officer(data, Post.BUYER)
    yield from _signer(data.vendor, Holder.VENDOR)
    yield _of_party(data.vendor, Holder.VENDOR, "npwp", "NPWP", "NPWP of", data.vendor.npwp)
    yield from _refers(data, Kind.INVITATION, Kind.OFFER_FORM, Kind.NEGOTIATION_MINUTES)
    yield _agency("estimate", "HPS", "owner's estimate", data.estimate)
    yield from _items(data.items)
    yield from _prices(data.items)
    offered = [item.quantity * item.offered for item in data.items if item.offered is not None]
    yield _vendor("offered", "jumlah penawaran", "sum of the offer", sum(offered) if offered and len(offered) == len(data.items) else None)


def _sppbj(data: Papers, part: int) -> Needs:
    yield from _office(data, Kind.SPPBJ, part)
    yield from _officer(data, Post.PPK)
    yield from _address(data.vendor, Holder.VENDOR)
    yield from _refers(data, Kind.OFFER_FORM, Kind.BAHPL)
    yield _agency("value", "nilai kontrak", "value of the contract", data.value)
    yield from _days(data)


def _receipt(data: Papers, part: int) -> Needs:
    yield from _own(data, Kind.RECEIPT, part, Holder.AGENCY)
    yield from _signer(data.vendor, Holder.VENDOR)
    yield from _address(data.vendor, Holder.VENDOR)
    yield from _officer(data, Post.PPK, decree=False)
    yield from _budget(data)
    yield from _items(data.items)
    yield from _prices(data.items)


def _kuitansi(data: Papers, part: int) -> Needs:
    yield from _own(data, Kind.KUITANSI, part, Holder.AGENCY)
    yield from _signer(data.vendor, Holder.VENDOR)
    yield from _address(data.vendor, Holder.VENDOR)
    yield _of_party(data.vendor, Holder.VENDOR, "npwp", "NPWP", "NPWP of", data.vendor.npwp)
    yield from _account(data.vendor, Holder.VENDOR)
    yield from _officer(data, Post.PPK, decree=False)
    yield from _officer(data, Post.TREASURER, decree=False)
    yield from _budget(data)
    yield from _items(data.items)
    yield from _prices(data.items)


def _spk(data: Papers, part: int) -> Needs:
    yield from _office(data, Kind.SPK, part)
    yield from _officer(data, Post.PPK)
    yield from _party(data.vendor, Holder.VENDOR)
    yield from _account(data.vendor, Holder.VENDOR)
    yield from _normally(data, Kind.INVITATION, Kind.BAHPL)
    yield from _in_emergency(data, Kind.PURCHASE_ORDER)
    yield from _budget(data)
    yield from _work(data)
    yield from _items(data.items)
    yield from _prices(data.items)
    yield _agency("penalty", "aturan denda", "rule of penalties", data.penalty and data.penalty.share)


def _agreement(data: Papers, part: int) -> Needs:
    yield from _office(data, Kind.AGREEMENT, part)
    yield from _officer(data, Post.PPK)
    yield from _party(data.vendor, Holder.VENDOR)
    yield from _account(data.vendor, Holder.VENDOR)
    yield _of_party(data.vendor, Holder.VENDOR, "tax_status", "status pajak", "tax status of", data.vendor.tax_status)
    yield from _normally(data, Kind.SPPBJ, Kind.BAHPL)
    yield from _in_emergency(data, Kind.PURCHASE_ORDER)
    yield from _budget(data)
    yield from _work(data)
    yield from _items(data.items)
    yield from _prices(data.items)
    yield _agency("penalty", "aturan denda", "rule of penalties", data.penalty and data.penalty.share)
    yield _agency("rules", "dasar hukum", "legal basis", tuple(cited.citation for cited in data.rules))
    yield _agency("warranty_months", "masa garansi", "months of warranty", data.warranty_months)


def _spmk(data: Papers, part: int) -> Needs:
    yield from _office(data, Kind.SPMK, part)
    yield from _officer(data, Post.PPK)
    yield from _signer(data.vendor, Holder.VENDOR)
    yield from _address(data.vendor, Holder.VENDOR)
    yield from _refers(data, data.contract_kind)
    yield from _work(data)


def _purchase_order(data: Papers, part: int) -> Needs:
    yield from _office(data, Kind.PURCHASE_ORDER, part)
    yield from _officer(data, Post.PPK)
    yield from _signer(data.vendor, Holder.VENDOR)
    yield from _address(data.vendor, Holder.VENDOR)
    if data.route is Route.NORMAL and data.contract_kind is not Kind.PURCHASE_ORDER:
        yield from _refers(data, data.contract_kind)
    yield from _in_emergency(data, Kind.NEED_STATEMENT)
    yield _agency("dates.due", "batas waktu pengiriman", "the day of delivery", data.dates.due)
    yield from _items(data.items)
    yield from _prices(data.items)


def _price_evidence(data: Papers, part: int) -> Needs:
    yield from _office(data, Kind.PRICE_EVIDENCE, part)
    yield from _officer(data, Post.PPK)
    yield from _signer(data.vendor, Holder.VENDOR)
    yield from _refers(data, Kind.PURCHASE_ORDER)
    yield from _items(data.items)
    yield from _prices(data.items)
    unsourced = [item for item in data.items if not item.sources]
    yield _agency("items.sources", _of("sumber harga pembanding", unsourced), _of("sources to compare the price with", unsourced),
                  None if unsourced or not data.items else tuple(source.source for item in data.items for source in item.sources))


def _subwork(data: Papers, part: int) -> Needs:
    yield from _own(data, Kind.SUBWORK, part, Holder.VENDOR)
    yield from _refers(data, data.contract_kind)
    yield from _signer(data.vendor, Holder.VENDOR)
    yield from _address(data.vendor, Holder.VENDOR)
    sub = data.subworks[part] if part < len(data.subworks) else None
    if sub is None:
        yield Needed("subworks", Sentence("anggota yang mengerjakan", "the member who makes it"), Holder.VENDOR, None)
        return
    yield from _signer(sub.member, Holder.MEMBER)
    yield from _address(sub.member, Holder.MEMBER)
    yield from _account(sub.member, Holder.MEMBER)
    yield from _items(sub.items)
    open_price = [item for item in sub.items if item.maker_price is None]
    yield _vendor("items.maker_price", _of("harga yang disepakati dengan anggota", open_price), _of("price agreed with the member", open_price),
                  None if open_price or not sub.items else tuple(item.maker_price for item in sub.items))
    yield _vendor("subwork.start", "tanggal mulai pekerjaan anggota", "first day of the member's work", sub.start)
    yield _vendor("subwork.due", "tanggal selesai pekerjaan anggota", "last day of the member's work", sub.due)
    yield _vendor("subwork.days_to_pay", "batas hari pembayaran kepada anggota", "days within which the member is paid", sub.days_to_pay)


def _addendum(data: Papers, part: int) -> Needs:
    yield from _office(data, Kind.ADDENDUM, part)
    yield from _refers(data, data.contract_kind)
    yield from _officer(data, Post.PPK)
    yield from _signer(data.vendor, Holder.VENDOR)
    yield from _address(data.vendor, Holder.VENDOR)
    change = data.addenda[part] if part < len(data.addenda) else None
    yield _agency("addendum.reason", "alasan adendum", "reason of the addendum", change and change.reason)
    yield _agency("addendum.basis", "surat yang menjadi dasar adendum", "paper on which the addendum stands", change and change.basis)
    yield _agency("addendum.changes", "apa yang diubah", "what is changed", change and tuple(one.subject for one in change.changes))


def _advance_request(data: Papers, part: int) -> Needs:
    yield from _own(data, Kind.ADVANCE_REQUEST, part, Holder.VENDOR)
    yield from _refers(data, data.contract_kind)
    yield from _party(data.vendor, Holder.VENDOR)
    yield from _account(data.vendor, Holder.VENDOR)
    yield from _officer(data, Post.PPK, decree=False)
    yield _agency("advance.rupiah", "besar uang muka", "amount of the advance", data.advance and data.advance.rupiah)
    yield _vendor("advance.use", "rencana pemakaian uang muka", "what the advance is used for", data.advance and data.advance.use)


def _risk_note(data: Papers, part: int) -> Needs:
    yield from _office(data, Kind.RISK_NOTE, part)
    risk = data.risks[part] if part < len(data.risks) else None
    yield _agency("risk.by", "nama yang menanggung risiko", "who takes the risk", risk and risk.by)
    yield _agency("risk.post", "jabatan yang menanggung risiko", "post of who takes the risk", risk and risk.post)
    yield _agency("risk.reason", "alasan mulai sebelum kontrak", "why work begins before the contract", risk and risk.reason)
    yield _agency("risk.begins", "tanggal mulai bekerja", "the day on which work begins", risk and risk.begins)
    yield _agency("risk.lots", "lot yang dimulai", "the lots that begin", risk and risk.lots)
    yield from _address(data.vendor, Holder.VENDOR)


_NEEDS: dict[Kind, Callable[[Papers, int], Needs]] = {
    Kind.NEED_STATEMENT: _need_statement,
    Kind.INVITATION: _invitation,
    Kind.OFFER_FORM: _offer_form,
    Kind.NEGOTIATION_MINUTES: _negotiation,
    Kind.BAHPL: _bahpl,
    Kind.SPPBJ: _sppbj,
    Kind.RECEIPT: _receipt,
    Kind.KUITANSI: _kuitansi,
    Kind.SPK: _spk,
    Kind.AGREEMENT: _agreement,
    Kind.SPMK: _spmk,
    Kind.PURCHASE_ORDER: _purchase_order,
    Kind.PRICE_EVIDENCE: _price_evidence,
    Kind.SUBWORK: _subwork,
    Kind.ADDENDUM: _addendum,
    Kind.ADVANCE_REQUEST: _advance_request,
    Kind.RISK_NOTE: _risk_note,
}


def _office(data: Papers, kind: Kind, part: int) -> Needs:
    """A paper under the letterhead of the agency."""
    yield from _own(data, kind, part, Holder.AGENCY)
    yield _agency("agency.government", "nama pemerintah daerah pada kop surat", "the government on the letterhead", data.agency.government)
    yield _agency("agency.address", "alamat OPD", "the agency's address", data.agency.address)


def _own(data: Papers, kind: Kind, part: int, holder: Holder) -> Needs:
    """The paper's own number, day and place."""
    paper = data.paper(kind, part)
    yield Needed("number", Sentence("nomor surat ini", "the number of this paper"), holder, paper.number)
    yield Needed("on", Sentence("tanggal surat ini", "the date of this paper"), holder, paper.on)
    place = data.place or (data.agency.city if holder is Holder.AGENCY else data.vendor.city)
    yield Needed("place", Sentence("tempat penandatanganan", "the place of signing"), holder, place)


def _officer(data: Papers, post: Post, *, decree: bool = True) -> Needs:
    officer: Officer = data.officer(post)
    yield _agency(f"{post.name}.name", f"nama {post}", f"name of {post}", officer.name)
    yield _agency(f"{post.name}.nip", f"NIP {post}", f"NIP of {post}", officer.nip)
    if decree and post is Post.PPK:
        yield _agency(f"{post.name}.decree_number", f"nomor surat keputusan {post}", f"decree number of {post}", officer.decree_number)
        yield _agency(f"{post.name}.decree_date", f"tanggal surat keputusan {post}", f"decree date of {post}", officer.decree_date)


def _signer(party: Party, holder: Holder) -> Needs:
    yield _of_party(party, holder, "representative", "nama penanda tangan", "who signs for", party.representative)


def _address(party: Party, holder: Holder) -> Needs:
    yield _of_party(party, holder, "address", "alamat", "address of", party.address)


def _party(party: Party, holder: Holder) -> Needs:
    """A party with everything that identifies it."""
    yield from _signer(party, holder)
    yield from _address(party, holder)
    yield _of_party(party, holder, "legal_form", "bentuk usaha", "legal form of", party.legal_form)
    yield _of_party(party, holder, "post", "jabatan penanda tangan", "post of who signs for", party.post)
    yield _of_party(party, holder, "nib", "NIB", "NIB of", party.nib)
    yield _of_party(party, holder, "npwp", "NPWP", "NPWP of", party.npwp)
    if party.incorporated:
        yield _of_party(party, holder, "deed.number", "nomor akta notaris", "number of the deed of", party.deed.number)
        yield _of_party(party, holder, "deed.on", "tanggal akta notaris", "date of the deed of", party.deed.on)
        yield _of_party(party, holder, "deed.notary", "nama notaris", "notary of", party.deed.notary)


def _account(party: Party, holder: Holder) -> Needs:
    yield _of_party(party, holder, "account.bank", "bank", "bank of", party.account.bank)
    yield _of_party(party, holder, "account.number", "nomor rekening", "account number of", party.account.number)
    yield _of_party(party, holder, "account.holder", "pemilik rekening", "account holder of", party.account.holder)


def _budget(data: Papers) -> Needs:
    yield _agency("budget.number", "nomor DPA", "number of the budget document", data.budget.number)
    yield _agency("budget.on", "tanggal DPA", "date of the budget document", data.budget.on)
    yield _agency("budget.year", "tahun anggaran", "budget year", data.budget.year)
    yield _agency("budget.account_codes", "kode rekening", "account code", data.budget.account_codes)


def _days(data: Papers) -> Needs:
    yield _agency("dates.days", "jangka waktu pelaksanaan", "calendar days for the work", data.dates.days)


def _work(data: Papers) -> Needs:
    yield _agency("dates.start", "tanggal mulai", "first day of the work", data.dates.start)
    yield _agency("dates.due", "tanggal selesai", "last day of the work", data.dates.due)
    yield from _days(data)


def _items(items: tuple[Item, ...]) -> Needs:
    yield Needed("items", Sentence("barang yang dipesan", "what is ordered"), Holder.PARK, tuple(item.name for item in items))
    bare = [item for item in items if not item.specification]
    yield Needed("items.specification", Sentence(_of("spesifikasi atau gambar", bare), _of("specification or drawing", bare)), Holder.PARK,
                 None if bare or not items else tuple(item.specification for item in items))


def _prices(items: tuple[Item, ...]) -> Needs:
    open_price = [item for item in items if item.unit_price is None]
    yield _agency("items.unit_price", _of("harga satuan", open_price), _of("unit price", open_price),
                  None if open_price or not items else tuple(item.unit_price for item in items))


def _offered(data: Papers) -> Needs:
    silent = [item for item in data.items if item.offered is None]
    yield _vendor("items.offered", _of("harga yang ditawarkan", silent), _of("price offered", silent),
                  None if silent or not data.items else tuple(item.offered for item in data.items))


def _refers(data: Papers, *kinds: Kind) -> Needs:
    """Another paper of the set that this one names by number and date."""
    for kind in kinds:
        paper: Registered = data.paper(kind)
        name = NAMES[kind]
        holder = Holder.VENDOR if kind is Kind.OFFER_FORM else Holder.AGENCY
        yield Needed(f"{kind}.number", Sentence(f"nomor {_low(name.indonesian)}", f"number: {_low(name.english)}"), holder, paper.number)
        yield Needed(f"{kind}.on", Sentence(f"tanggal {_low(name.indonesian)}", f"date: {_low(name.english)}"), holder, paper.on)


def _normally(data: Papers, *kinds: Kind) -> Needs:
    if data.route is Route.NORMAL:
        yield from _refers(data, *kinds)


def _in_emergency(data: Papers, *kinds: Kind) -> Needs:
    if data.route is Route.EMERGENCY:
        yield from _refers(data, *kinds)


def _agency(id: str, indonesian: str, english: str, value: object) -> Needed:
    return Needed(id, Sentence(indonesian, english), Holder.AGENCY, value)


def _vendor(id: str, indonesian: str, english: str, value: object) -> Needed:
    return Needed(id, Sentence(indonesian, english), Holder.VENDOR, value)


def _of_party(party: Party, holder: Holder, field: str, indonesian: str, english: str, value: object) -> Needed:
    return Needed(f"{holder}.{field}", Sentence(f"{indonesian} {party.name}", f"{english} {party.name}"), holder, value)


def _of(words: str, items: list[Item]) -> str:
    """Names the first items that lack something, so that nobody must search."""
    if not items:
        return words
    named = ", ".join(item.name for item in items[:3])
    return f"{words} {named}" + (f" (+{len(items) - 3})" if len(items) > 3 else "")


def _low(name: str) -> str:
    return name[0].lower() + name[1:]
