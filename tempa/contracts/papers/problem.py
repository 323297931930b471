"""The one data set of a contract's papers: everything that any of them prints, as frozen values.

Whatever is not known yet is None or empty: the paper then has a dotted line to fill in by hand, and `missing` says so.
Money is whole rupiah. A paper's own number, date and check code stand in `Registered`, nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tempa.contracts.law import Form, Route


class Kind(StrEnum):
    """The papers of a contract, by the names under which templates and the register keep them."""

    NEED_STATEMENT = "need_statement"
    INVITATION = "invitation"
    OFFER_FORM = "offer_form"
    NEGOTIATION_MINUTES = "negotiation_minutes"
    BAHPL = "bahpl"
    SPPBJ = "sppbj"
    RECEIPT = "receipt"
    KUITANSI = "kuitansi"
    SPK = "spk"
    AGREEMENT = "agreement"
    SPMK = "spmk"
    PURCHASE_ORDER = "purchase_order"
    PRICE_EVIDENCE = "price_evidence"
    SUBWORK = "subwork"
    ADDENDUM = "addendum"
    ADVANCE_REQUEST = "advance_request"
    RISK_NOTE = "risk_note"


CONTRACT_KIND = {
    Form.RECEIPT: Kind.RECEIPT,
    Form.KUITANSI: Kind.KUITANSI,
    Form.SPK: Kind.SPK,
    Form.AGREEMENT: Kind.AGREEMENT,
    Form.ORDER_LETTER: Kind.PURCHASE_ORDER,
}
"""The paper that is the contract itself, by the form that the value demands."""


class Post(StrEnum):
    """The officers whose names papers print."""

    PA = "Pengguna Anggaran"
    KPA = "Kuasa Pengguna Anggaran"
    PPK = "Pejabat Pembuat Komitmen"
    BUYER = "Pejabat Pengadaan"
    PPTK = "Pejabat Pelaksana Teknis Kegiatan"
    TREASURER = "Bendahara Pengeluaran"


class PenaltyBase(StrEnum):
    """What a day of delay is counted on: everything, or only the part that came late."""

    WHOLE = "whole"
    LATE_PART = "late_part"


@dataclass(frozen=True, slots=True)
class Cited:
    """A rule on which a paper stands: `subject` says for what ("bentuk kontrak"), `citation` is the article."""

    subject: str
    citation: str
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Officer:
    """Who holds a post, and the decree that put the person there."""

    post: Post
    name: str | None = None
    nip: str | None = None
    decree_number: str | None = None
    decree_date: date | None = None


@dataclass(frozen=True, slots=True)
class Agency:
    """The buying office; `government` is the upper line of its letterhead ("Pemerintah Provinsi …")."""

    name: str
    government: str | None = None
    address: str | None = None
    city: str | None = None
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A bank account as it is printed."""

    bank: str | None = None
    number: str | None = None
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """The notary's deed of a firm."""

    number: str | None = None
    on: date | None = None
    notary: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """A workshop, firm or school that signs: the vendor of the contract, or a member in sub-work.

    `incorporated`: a firm that has a deed; a person's workshop and a school have none, and none is missed.
    `tax_status`: a sentence ("PKP", "Surat keterangan PPh final nomor … tanggal …").
    """

    code: str
    name: str
    legal_form: str | None = None
    representative: str | None = None
    post: str | None = None
    incorporated: bool = False
    deed: Deed = Deed()
    nib: str | None = None
    npwp: str | None = None
    address: str | None = None
    city: str | None = None
    contact: str | None = None
    account: Account = Account()
    tax_status: str | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """The budget document (DPA) that pays, and its account codes."""

    name: str = "DPA-SKPD"
    number: str | None = None
    on: date | None = None
    year: int | None = None
    activity: str | None = None
    account_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PriceSource:
    """Where one unit price comes from, for the evidence that a price is reasonable."""

    source: str
    unit_price: int
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the contract; prices without VAT. `offered` is what the vendor asked before negotiation.

    `maker` and `maker_price` are set where somebody else than the vendor makes it (sub-work).
    """

    code: str
    name: str
    quantity: int
    unit_price: int | None
    specification: str | None = None
    unit: str = "unit"
    destination: str | None = None
    due: date | None = None
    estimate: int | None = None
    offered: int | None = None
    maker: str | None = None
    maker_price: int | None = None
    sources: tuple[PriceSource, ...] = ()


@dataclass(frozen=True, slots=True)
class Vat:
    """Value added tax on the contract; `rate` as text ("10 %"), with its rule. A vendor that is no PKP has none."""

    rupiah: int
    rate: str
    rule: Cited


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of the work; the days of papers stand in their `Registered`.

    `days`: calendar days from `start` to `due`; `offers_until`: the last day for offers; `offer_valid_days`.
    """

    start: date | None = None
    due: date | None = None
    days: int | None = None
    offers_until: date | None = None
    offer_valid_days: int | None = None


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A guarantee that the contract asks for ("Jaminan Pelaksanaan"); issuer and number once it is handed in."""

    name: str
    rupiah: int
    rule: Cited
    issuer: str | None = None
    number: str | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Penalty:
    """The penalty of a late day: `share` as text ("1‰"), of the whole contract or the late part, before VAT."""

    share: str
    base: PenaltyBase
    rule: Cited


@dataclass(frozen=True, slots=True)
class Advance:
    """An advance on the contract, `share` as text ("30 %"); `use`: what it is spent on."""

    rupiah: int
    share: str
    rule: Cited
    use: str | None = None


@dataclass(frozen=True, slots=True)
class Retention:
    """What is kept back for `months` after everything was taken over; None: until it was."""

    rupiah: int
    share: str
    months: int | None
    rule: Cited


@dataclass(frozen=True, slots=True)
class Warranty:
    """How many months the maker mends machines of these types; only said apart where types differ."""

    of: str
    months: int


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment of the contract: "30 %" and what must have happened."""

    share: str
    condition: str
    rupiah: int | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """One paper in the register: its number, the day on it, and the code under which the public can check it.

    `part` counts papers of which a contract can have several (sub-work, addenda, risk notes), from 0.
    """

    kind: Kind
    number: str | None = None
    on: date | None = None
    check_code: str | None = None
    check_address: str | None = None
    part: int = 0


@dataclass(frozen=True, slots=True)
class Subwork:
    """What a member or school makes for the lead, at its own agreed prices: its items carry `maker_price`."""

    member: Party
    items: tuple[Item, ...]
    start: date | None = None
    due: date | None = None
    days_to_pay: int | None = None
    materials_by_lead: bool | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One change of an addendum; `before` and `after` are whole rupiah, a day, or words ("3 unit")."""

    subject: str
    before: int | date | str
    after: int | date | str


@dataclass(frozen=True, slots=True)
class Addendum:
    """What an addendum changes and why; values without VAT. `basis`: the paper on which it stands."""

    reason: str | None
    changes: tuple[Change, ...]
    value_before: int | None = None
    value_after: int | None = None
    due_before: date | None = None
    due_after: date | None = None
    basis: str | None = None
    consequences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Emergency:
    """Why the emergency route is used: the decree of the emergency, the need, and why this vendor."""

    decree: str | None = None
    decree_date: date | None = None
    need: str | None = None
    vendor_reason: str | None = None
    needed_by: date | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """Work that begins before its contract is in force: who takes that upon himself, for which lots, and why."""

    by: str | None
    post: str | None
    reason: str | None
    begins: date | None = None
    lots: tuple[str, ...] = ()
    most_rupiah: int | None = None
    missing_papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Papers:
    """One contract with everything its papers print. `value` is the sum without VAT, `total` with it."""

    programme: str
    package: str
    agency: Agency
    vendor: Party
    items: tuple[Item, ...]
    form: Form
    route: Route = Route.NORMAL
    officers: tuple[Officer, ...] = ()
    budget: Budget = Budget()
    dates: Dates = Dates()
    vat: Vat | None = None
    estimate: int | None = None
    negotiation: str | None = None
    guarantees: tuple[Guarantee, ...] = ()
    penalty: Penalty | None = None
    advance: Advance | None = None
    retention: Retention | None = None
    instalments: tuple[Instalment, ...] = ()
    warranty_months: int | None = None
    warranties: tuple[Warranty, ...] = ()
    first_run: bool = False
    rules: tuple[Cited, ...] = ()
    registered: tuple[Registered, ...] = ()
    subworks: tuple[Subwork, ...] = ()
    addenda: tuple[Addendum, ...] = ()
    emergency: Emergency | None = None
    risks: tuple[Risk, ...] = ()
    place: str | None = None

    @property
    def value(self) -> int | None:
        """The sum of all items without VAT; None as long as one price is open."""
        prices = [item.unit_price for item in self.items]
        if not prices or None in prices:
            return None
        return sum(item.quantity * item.unit_price for item in self.items if item.unit_price is not None)

    @property
    def total(self) -> int | None:
        """The value with VAT, which is what the contract says."""
        return None if self.value is None else self.value + (self.vat.rupiah if self.vat else 0)

    @property
    def contract_kind(self) -> Kind:
        """The paper that is the contract itself."""
        return CONTRACT_KIND[self.form]

    @property
    def has_members(self) -> bool:
        return bool(self.subworks)

    def officer(self, post: Post) -> Officer:
        """Who holds a post; an officer without a name where nobody was entered."""
        return next((officer for officer in self.officers if officer.post == post), Officer(post))

    def paper(self, kind: Kind, part: int = 0) -> Registered:
        """A paper of the set as registered; one without number and date where it is not."""
        found = (paper for paper in self.registered if paper.kind == kind and paper.part == part)
        return next(found, Registered(kind, part=part))
