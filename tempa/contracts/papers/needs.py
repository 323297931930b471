"""What each paper must say, and which of it is not known yet: the words of the readiness board."""

from __future__ import annotations

from collections.abc import Callable

from tempa.contracts.law import Route, Sentence
from tempa.contracts.papers.needed_parts import (
    Holder,
    Needed,
    Needs,
    account,
    address,
    budget,
    days,
    from_agency,
    from_vendor,
    in_emergency,
    items_of,
    normally,
    of_items,
    of_party,
    offered_by_item,
    office,
    officer,
    own,
    party,
    prices_of,
    refers,
    signer,
    work,
)
from tempa.contracts.papers.problem import Kind, Papers, Post


def needed(kind: Kind, data: Papers, part: int = 0) -> tuple[Needed, ...]:
    """Everything that this paper must say for this contract, each with its present value."""
    return tuple(_NEEDS[kind](data, part))


def missing(kind: Kind, data: Papers, part: int = 0) -> tuple[Needed, ...]:
    """What a paper would leave as a dotted line; empty where it can be signed as printed."""
    return tuple(field for field in needed(kind, data, part) if field.is_missing)


def _need_statement(data: Papers, part: int) -> Needs:
    yield from office(data, Kind.NEED_STATEMENT, part)
    yield from officer(data, Post.PA)
    yield from officer(data, Post.PPK)
    decree = data.emergency
    yield from_agency("emergency.decree", "nomor surat keputusan keadaan darurat", "number of the emergency decree", decree and decree.decree)
    yield from_agency("emergency.decree_date", "tanggal surat keputusan keadaan darurat", "date of the emergency decree",
                      decree and decree.decree_date)
    yield from_agency("emergency.need", "uraian kebutuhan darurat", "the emergency need", decree and decree.need)
    yield from_agency("emergency.vendor_reason", "alasan memilih penyedia", "why this vendor", decree and decree.vendor_reason)
    yield from budget(data)
    yield from items_of(data.items)


def _invitation(data: Papers, part: int) -> Needs:
    yield from office(data, Kind.INVITATION, part)
    yield from officer(data, Post.BUYER)
    yield from address(data.vendor, Holder.VENDOR)
    yield from budget(data)
    yield from items_of(data.items)
    yield from_agency("estimate", "HPS", "owner's estimate", data.estimate)
    yield from_agency("dates.offers_until", "batas akhir penawaran", "last day for offers", data.dates.offers_until)
    yield from days(data)


def _offer_form(data: Papers, part: int) -> Needs:
    yield from own(data, Kind.OFFER_FORM, part, Holder.VENDOR)
    yield from refers(data, Kind.INVITATION)
    yield from party(data.vendor, Holder.VENDOR)
    yield from items_of(data.items)
    yield from offered_by_item(data)
    yield from_vendor("dates.offer_valid_days", "masa berlaku penawaran", "days for which the offer is valid", data.dates.offer_valid_days)


def _negotiation(data: Papers, part: int) -> Needs:
    yield from office(data, Kind.NEGOTIATION_MINUTES, part)
    yield from officer(data, Post.BUYER)
    yield from signer(data.vendor, Holder.VENDOR)
    yield from normally(data, Kind.INVITATION, Kind.OFFER_FORM)
    yield from items_of(data.items)
    yield from prices_of(data.items)
    yield from offered_by_item(data)
    yield from_agency("negotiation", "uraian hasil negosiasi", "what was negotiated and why", data.negotiation)


def _bahpl(data: Papers, part: int) -> Needs:
    yield from office(data, Kind.BAHPL, part)
    yield from officer(data, Post.BUYER)
    yield from signer(data.vendor, Holder.VENDOR)
    yield of_party(data.vendor, Holder.VENDOR, "npwp", "NPWP", "NPWP of", data.vendor.npwp)
    yield from refers(data, Kind.INVITATION, Kind.OFFER_FORM, Kind.NEGOTIATION_MINUTES)
    yield from_agency("estimate", "HPS", "owner's estimate", data.estimate)
    yield from items_of(data.items)
    yield from prices_of(data.items)
    offered = [item.quantity * item.offered for item in data.items if item.offered is not None]
    yield from_vendor("offered", "jumlah penawaran", "sum of the offer", sum(offered) if offered and len(offered) == len(data.items) else None)


def _sppbj(data: Papers, part: int) -> Needs:
    yield from office(data, Kind.SPPBJ, part)
    yield from officer(data, Post.PPK)
    yield from address(data.vendor, Holder.VENDOR)
    yield from refers(data, Kind.OFFER_FORM, Kind.BAHPL)
    yield from_agency("value", "nilai kontrak", "value of the contract", data.value)
    yield from days(data)


def _receipt(data: Papers, part: int) -> Needs:
    yield from own(data, Kind.RECEIPT, part, Holder.AGENCY)
    yield from signer(data.vendor, Holder.VENDOR)
    yield from address(data.vendor, Holder.VENDOR)
    yield from officer(data, Post.PPK, decree=False)
    yield from budget(data)
    yield from items_of(data.items)
    yield from prices_of(data.items)


def _kuitansi(data: Papers, part: int) -> Needs:
    yield from own(data, Kind.KUITANSI, part, Holder.AGENCY)
    yield from signer(data.vendor, Holder.VENDOR)
    yield from address(data.vendor, Holder.VENDOR)
    yield of_party(data.vendor, Holder.VENDOR, "npwp", "NPWP", "NPWP of", data.vendor.npwp)
    yield from account(data.vendor, Holder.VENDOR)
    yield from officer(data, Post.PPK, decree=False)
    yield from officer(data, Post.TREASURER, decree=False)
    yield from budget(data)
    yield from items_of(data.items)
    yield from prices_of(data.items)


def _spk(data: Papers, part: int) -> Needs:
    yield from office(data, Kind.SPK, part)
    yield from officer(data, Post.PPK)
    yield from party(data.vendor, Holder.VENDOR)
    yield from account(data.vendor, Holder.VENDOR)
    yield from normally(data, Kind.INVITATION, Kind.BAHPL)
    yield from in_emergency(data, Kind.PURCHASE_ORDER)
    yield from budget(data)
    yield from work(data)
    yield from items_of(data.items)
    yield from prices_of(data.items)
    yield from_agency("penalty", "aturan denda", "rule of penalties", data.penalty and data.penalty.share)


def _agreement(data: Papers, part: int) -> Needs:
    yield from office(data, Kind.AGREEMENT, part)
    yield from officer(data, Post.PPK)
    yield from party(data.vendor, Holder.VENDOR)
    yield from account(data.vendor, Holder.VENDOR)
    yield of_party(data.vendor, Holder.VENDOR, "tax_status", "status pajak", "tax status of", data.vendor.tax_status)
    yield from normally(data, Kind.SPPBJ, Kind.BAHPL)
    yield from in_emergency(data, Kind.PURCHASE_ORDER)
    yield from budget(data)
    yield from work(data)
    yield from items_of(data.items)
    yield from prices_of(data.items)
    yield from_agency("penalty", "aturan denda", "rule of penalties", data.penalty and data.penalty.share)
    yield from_agency("rules", "dasar hukum", "legal basis", tuple(cited.citation for cited in data.rules))
    yield from_agency("warranty_months", "masa garansi", "months of warranty", data.warranty_months)


def _spmk(data: Papers, part: int) -> Needs:
    yield from office(data, Kind.SPMK, part)
    yield from officer(data, Post.PPK)
    yield from signer(data.vendor, Holder.VENDOR)
    yield from address(data.vendor, Holder.VENDOR)
    yield from refers(data, data.contract_kind)
    yield from work(data)


def _purchase_order(data: Papers, part: int) -> Needs:
    yield from office(data, Kind.PURCHASE_ORDER, part)
    yield from officer(data, Post.PPK)
    yield from signer(data.vendor, Holder.VENDOR)
    yield from address(data.vendor, Holder.VENDOR)
    if data.route is Route.NORMAL and data.contract_kind is not Kind.PURCHASE_ORDER:
        yield from refers(data, data.contract_kind)
    yield from in_emergency(data, Kind.NEED_STATEMENT)
    yield from_agency("dates.due", "batas waktu pengiriman", "the day of delivery", data.dates.due)
    yield from items_of(data.items)
    yield from prices_of(data.items)


def _price_evidence(data: Papers, part: int) -> Needs:
    yield from office(data, Kind.PRICE_EVIDENCE, part)
    yield from officer(data, Post.PPK)
    yield from signer(data.vendor, Holder.VENDOR)
    yield from refers(data, Kind.PURCHASE_ORDER)
    yield from items_of(data.items)
    yield from prices_of(data.items)
    unsourced = [item for item in data.items if not item.sources]
    yield from_agency("items.sources", of_items("sumber harga pembanding", unsourced), of_items("sources to compare the price with", unsourced),
                      None if unsourced or not data.items else tuple(source.source for item in data.items for source in item.sources))


def _subwork(data: Papers, part: int) -> Needs:
    yield from own(data, Kind.SUBWORK, part, Holder.VENDOR)
    yield from refers(data, data.contract_kind)
    yield from signer(data.vendor, Holder.VENDOR)
    yield from address(data.vendor, Holder.VENDOR)
    sub = data.subworks[part] if part < len(data.subworks) else None
    if sub is None:
        yield Needed("subworks", Sentence("anggota yang mengerjakan", "the member who makes it"), Holder.VENDOR, None)
        return
    yield from signer(sub.member, Holder.MEMBER)
    yield from address(sub.member, Holder.MEMBER)
    yield from account(sub.member, Holder.MEMBER)
    yield from items_of(sub.items)
    open_price = [item for item in sub.items if item.maker_price is None]
    yield from_vendor("items.maker_price", of_items("harga yang disepakati dengan anggota", open_price),
                      of_items("price agreed with the member", open_price),
                      None if open_price or not sub.items else tuple(item.maker_price for item in sub.items))
    yield from_vendor("subwork.start", "tanggal mulai pekerjaan anggota", "first day of the member's work", sub.start)
    yield from_vendor("subwork.due", "tanggal selesai pekerjaan anggota", "last day of the member's work", sub.due)
    yield from_vendor("subwork.days_to_pay", "batas hari pembayaran kepada anggota", "days within which the member is paid", sub.days_to_pay)


def _addendum(data: Papers, part: int) -> Needs:
    yield from office(data, Kind.ADDENDUM, part)
    yield from refers(data, data.contract_kind)
    yield from officer(data, Post.PPK)
    yield from signer(data.vendor, Holder.VENDOR)
    yield from address(data.vendor, Holder.VENDOR)
    change = data.addenda[part] if part < len(data.addenda) else None
    yield from_agency("addendum.reason", "alasan adendum", "reason of the addendum", change and change.reason)
    yield from_agency("addendum.basis", "surat yang menjadi dasar adendum", "paper on which the addendum stands", change and change.basis)
    yield from_agency("addendum.changes", "apa yang diubah", "what is changed", change and tuple(one.subject for one in change.changes))


def _advance_request(data: Papers, part: int) -> Needs:
    yield from own(data, Kind.ADVANCE_REQUEST, part, Holder.VENDOR)
    yield from refers(data, data.contract_kind)
    yield from party(data.vendor, Holder.VENDOR)
    yield from account(data.vendor, Holder.VENDOR)
    yield from officer(data, Post.PPK, decree=False)
    yield from_agency("advance.rupiah", "besar uang muka", "amount of the advance", data.advance and data.advance.rupiah)
    yield from_vendor("advance.use", "rencana pemakaian uang muka", "what the advance is used for", data.advance and data.advance.use)


def _risk_note(data: Papers, part: int) -> Needs:
    yield from office(data, Kind.RISK_NOTE, part)
    risk = data.risks[part] if part < len(data.risks) else None
    yield from_agency("risk.by", "nama yang menanggung risiko", "who takes the risk", risk and risk.by)
    yield from_agency("risk.post", "jabatan yang menanggung risiko", "post of who takes the risk", risk and risk.post)
    yield from_agency("risk.reason", "alasan mulai sebelum kontrak", "why work begins before the contract", risk and risk.reason)
    yield from_agency("risk.begins", "tanggal mulai bekerja", "the day on which work begins", risk and risk.begins)
    yield from_agency("risk.lots", "lot yang dimulai", "the lots that begin", risk and risk.lots)
    yield from address(data.vendor, Holder.VENDOR)


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
