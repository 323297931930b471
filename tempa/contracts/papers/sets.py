"""Which papers a contract needs, in their order, each with its reason and the rule behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tempa.contracts.law import Form, Route, Sentence, rule
from tempa.contracts.papers.problem import CONTRACT_KIND, Kind

NAMES = {
    Kind.NEED_STATEMENT: Sentence("Surat pernyataan kebutuhan", "Statement of the emergency need"),
    Kind.INVITATION: Sentence("Undangan penawaran", "Invitation to offer"),
    Kind.OFFER_FORM: Sentence("Surat penawaran", "Offer"),
    Kind.NEGOTIATION_MINUTES: Sentence("Berita acara klarifikasi dan negosiasi", "Minutes of clarification and negotiation"),
    Kind.BAHPL: Sentence("Berita acara hasil pengadaan langsung (BAHPL)", "Report of the selection"),
    Kind.SPPBJ: Sentence("Surat penunjukan penyedia (SPPBJ)", "Letter of appointment"),
    Kind.RECEIPT: Sentence("Bukti pembelian", "Purchase receipt"),
    Kind.KUITANSI: Sentence("Kuitansi", "Kuitansi"),
    Kind.SPK: Sentence("Surat perintah kerja (SPK)", "Work order"),
    Kind.AGREEMENT: Sentence("Surat perjanjian", "Agreement"),
    Kind.SPMK: Sentence("Surat perintah mulai kerja (SPMK)", "Order to start"),
    Kind.PURCHASE_ORDER: Sentence("Surat pesanan", "Order letter"),
    Kind.PRICE_EVIDENCE: Sentence("Bukti kewajaran harga", "Evidence that the price is reasonable"),
    Kind.SUBWORK: Sentence("Perjanjian kerja dengan anggota", "Sub-work agreement"),
    Kind.ADDENDUM: Sentence("Adendum kontrak", "Addendum"),
    Kind.ADVANCE_REQUEST: Sentence("Permohonan uang muka", "Advance request"),
    Kind.RISK_NOTE: Sentence("Catatan risiko mulai sebelum kontrak", "Risk note: work before the contract"),
}
"""How pages and the register call each paper."""

REASONS = {
    Kind.NEED_STATEMENT: Sentence("PA/KPA menyatakan kebutuhan dan memerintahkan PPK.", "The budget holder states the need and orders the PPK."),
    Kind.INVITATION: Sentence("Undangan mendahului penawaran.", "An invitation comes before the offer."),
    Kind.OFFER_FORM: Sentence("Penyedia menawar secara tertulis.", "The vendor offers in writing."),
    Kind.NEGOTIATION_MINUTES: Sentence("Teknis dan harga diklarifikasi dan dinegosiasi.", "Substance and price are clarified and negotiated."),
    Kind.BAHPL: Sentence("Hasil pengadaan dicatat sebelum penyedia ditunjuk.", "The result is recorded before a vendor is appointed."),
    Kind.SPPBJ: Sentence("Surat perjanjian merujuk nomor dan tanggal SPPBJ.", "An agreement refers to the letter of appointment."),
    Kind.SPMK: Sentence("Hari mulai bekerja ditetapkan tertulis.", "The first day of work is set in writing."),
    Kind.PURCHASE_ORDER: Sentence("Dapat menggantikan SPMK, atau memerinci pengiriman.", "May replace the order to start, or details deliveries."),
    Kind.PRICE_EVIDENCE: Sentence("Harga dibuktikan wajar sebelum dibayar.", "The price is shown to be reasonable before it is paid."),
    Kind.SUBWORK: Sentence("Anggota atau sekolah membuat sebagian dengan harga sendiri.", "Members or schools make a part at their own prices."),
    Kind.ADVANCE_REQUEST: Sentence("Uang muka diminta tertulis dengan rencana pemakaian.", "An advance is asked for in writing, with its use."),
}
"""Why a paper belongs to the set of most contracts that have it."""
SPK_NEEDS_NONE = Sentence("Tidak wajib untuk SPK: SPK merujuk undangan dan BAHPL.", "Not required: a work order refers to invitation and report.")
ORDER_FIRST = Sentence("Pekerjaan dimulai atas surat pesanan; kontrak menyusul.", "Work begins on an order letter; the contract follows.")
IF_NEGOTIATED = Sentence("Bila harga masih dinegosiasi.", "Where the price is still negotiated.")


DIRECT_PURCHASE = "SBD pengadaan langsung"
LEAD_PAYS = "Aturan program: induk membuktikan pembayaran kepada anggota"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One paper of the set: why it belongs there, the rule as cited, and whether the set is complete without it."""

    kind: Kind
    cited: str
    reason: Sentence
    optional: bool = False

    @property
    def name(self) -> Sentence:
        return NAMES[self.kind]


def kinds_for(form: Form, route: Route, has_members: bool, advance: bool, dated: date) -> tuple[Wanted, ...]:
    """The papers of a contract in the order in which they are made, by the rules of the day `dated`.

    Normal: estimate, selection, contract, work. Emergency: need, order, work, price evidence, contract. An addendum and
    a risk note belong to no set: something must happen first.
    """
    before = _emergency(form, dated) if route is Route.EMERGENCY else _normal(form, dated)
    return (*before, *_after(has_members, advance, dated))


def _normal(form: Form, dated: date) -> Iterator[Wanted]:
    formal = form in (Form.SPK, Form.AGREEMENT)
    by_form = rule("contract_form", dated).cited
    if formal or form is Form.KUITANSI:
        yield _wanted(Kind.INVITATION, DIRECT_PURCHASE, optional=not formal)
        yield _wanted(Kind.OFFER_FORM, DIRECT_PURCHASE, optional=not formal)
    if formal:
        yield _wanted(Kind.NEGOTIATION_MINUTES, DIRECT_PURCHASE)
        yield _wanted(Kind.BAHPL, DIRECT_PURCHASE)
        yield Wanted(Kind.SPPBJ, by_form, SPK_NEEDS_NONE, optional=True) if form is Form.SPK else _wanted(Kind.SPPBJ, by_form)
    yield _contract(form, dated)
    if formal:
        yield _wanted(Kind.SPMK, by_form)
        yield _wanted(Kind.PURCHASE_ORDER, by_form, optional=True)


def _emergency(form: Form, dated: date) -> Iterator[Wanted]:
    cited = rule("emergency_route", dated).cited
    yield _wanted(Kind.NEED_STATEMENT, cited)
    yield Wanted(Kind.PURCHASE_ORDER, cited, ORDER_FIRST)
    yield _wanted(Kind.PRICE_EVIDENCE, cited)
    yield Wanted(Kind.NEGOTIATION_MINUTES, cited, IF_NEGOTIATED, optional=True)
    if form is not Form.ORDER_LETTER:
        yield _contract(form, dated)


def _contract(form: Form, dated: date) -> Wanted:
    by_value = Sentence(f"Bentuk kontrak menurut nilainya: {form}.", f"The form of the contract by its value: {form}.")
    return Wanted(CONTRACT_KIND[form], rule("contract_form", dated).cited, by_value)


def _after(has_members: bool, advance: bool, dated: date) -> Iterator[Wanted]:
    if has_members:
        yield _wanted(Kind.SUBWORK, LEAD_PAYS)
    if advance:
        yield _wanted(Kind.ADVANCE_REQUEST, rule("advance_limit", dated).cited)


def _wanted(kind: Kind, cited: str, *, optional: bool = False) -> Wanted:
    return Wanted(kind, cited, REASONS[kind], optional)
