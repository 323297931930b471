"""What each of these papers says, as frozen values: equal values give equal bytes. Money is whole rupiah; unknown is None or empty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tempa.contracts.papers.problem import Agency, Budget, Cited, Officer, Party, Post, Warranty


@dataclass(frozen=True, slots=True)
class Numbered:
    """The paper itself: its number and day where it is a deed, and the code under which anybody can check it."""

    number: str | None = None
    on: date | None = None
    check_code: str | None = None
    check_address: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """What all share: whose letterhead, number and code, who holds which post there, where it is signed, the rules it stands on."""

    programme: str
    agency: Agency
    paper: Numbered
    officers: tuple[Officer, ...] = ()
    place: str | None = None
    rules: tuple[Cited, ...] = ()
    is_park: bool = False

    def officer(self, post: Post) -> Officer:
        return next((officer for officer in self.officers if officer.post == post), Officer(post))


@dataclass(frozen=True, slots=True)
class Reference:
    """Another paper that this one names."""

    what: str
    number: str | None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """Who gives or takes: the organisation, its person, in which post, and where."""

    organisation: str
    person: str | None = None
    post: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Machine:
    """A unit: `value` is its contract price without VAT where the reader may see prices; `state` in words."""

    serial: str
    type: str
    maker: str
    state: str
    contract: str = ""
    certificate: str = ""
    note: str | None = None
    value: int | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """Where a recipient puts its machines, as it was measured."""

    village: str
    destination: str
    volts: str | None = None
    power: str | None = None
    water: str | None = None
    building: str | None = None
    operator: str | None = None
    ready_on: date | None = None


@dataclass(frozen=True, slots=True)
class HandoverFile:
    """One handover with everything that its papers print; `step` 1 to the park, 2 to the agency, 3 to the recipient."""

    head: Head
    code: str
    step: int
    on: date
    giver: Side
    receiver: Side
    machines: tuple[Machine, ...]
    refused: tuple[Machine, ...] = ()
    contracts: tuple[Reference, ...] = ()
    vendor: Party | None = None
    kind_of_recipient: str | None = None
    decree: Reference | None = None
    minutes: Reference | None = None
    site: Site | None = None
    photos: int = 0
    deemed_by: str | None = None
    warranty_months: int | None = None
    warranties: tuple[Warranty, ...] = ()
    agency_receives: str | None = None

    @property
    def value(self) -> int | None:
        values = [m.value for m in self.machines]
        return None if not values or None in values else sum(v for v in values if v is not None)


@dataclass(frozen=True, slots=True)
class DecreeRow:
    """A recipient of the decree and what it gets; no phone and no NIK."""

    recipient: str
    name: str
    kind: str
    contact: str | None
    village: str
    destination: str
    type: str
    quantity: int
    request: str
    asked_on: date


@dataclass(frozen=True, slots=True)
class Decree:
    """The decree that names an agency's recipients, with its annex."""

    head: Head
    rows: tuple[DecreeRow, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a settlement: what, how much, by which rule, and the facts behind it."""

    what: str
    rupiah: int
    rule: Cited
    facts: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """One tax slip to be made: its base, rate and amount in whole rupiah, and what to enter."""

    tax: str
    base: int
    rate: str
    amount: int
    rule: Cited
    note: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """A required paper, its state, with whom it lies, and which one is at hand."""

    name: str
    state: str
    holder: str
    rule: Cited
    number: str | None = None
    on: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ClaimFile:
    """One claim with everything that the papers of its payment print. `gross` is without VAT; what goes out is gross + vat charged."""

    head: Head
    claim: str
    what: str
    vendor: Party
    contract: Reference
    contract_value: int
    budget: Budget
    submitted: date
    reckoned: date
    gross: int
    vat_charged: int
    spm: int
    parts: tuple[Part, ...]
    net: int
    slips: tuple[Slip, ...] = ()
    files: tuple[FileRow, ...] = ()
    machines: tuple[Machine, ...] = ()
    handovers: tuple[Reference, ...] = ()
    paid_before: int = 0
    payment: str | None = None
    approved: Side | None = None
    sp2d: Reference | None = None
    borne: int = 0
    warnings: tuple[str, ...] = ()

    @property
    def lacking(self) -> int:
        return sum(row.state != "ada" for row in self.files)

    @property
    def kept(self) -> int:
        """All that is kept back."""
        return self.spm - self.net


@dataclass(frozen=True, slots=True)
class Onward:
    """What a lead passed on to a maker under it; `owed` is the maker's right by its prices, for units that are paid."""

    head: Head
    code: str
    contract: Reference
    lead: Party
    maker: Party
    on: date
    amount: int
    proof: str | None
    owed: int
    passed: int
    confirmed_by: str | None = None
    confirmed_on: date | None = None

    @property
    def left(self) -> int:
        return max(0, self.owed - self.passed)


@dataclass(frozen=True, slots=True)
class CashLine:
    """One contract in a workshop's statement; units by how far they are, money without VAT at the workshop's own prices."""

    contract: str
    agency: str
    through: str
    contracted: int
    made: int
    accepted: int
    handed_over: int
    paid_units: int
    value: int
    paid_value: int


@dataclass(frozen=True, slots=True)
class Owed:
    """Money that a workshop waits for: from whom, for what, since when and for how long."""

    source: str
    what: str
    since: date
    days: int
    rupiah: int


@dataclass(frozen=True, slots=True)
class CashStatement:
    """What a bank asks of a workshop: contracts and how far they are, what came in, what is owed, and what an early payment does."""

    head: Head
    workshop: Party
    as_of: date
    lines: tuple[CashLine, ...]
    owed: tuple[Owed, ...]
    received: int
    passed_on: int
    payables: int
    still_to_make: int
    median_days: int | None
    early: tuple[str, ...] = ()
    materials_deducted: int = 0
    tax_and_penalty: int = 0

    @property
    def total_owed(self) -> int:
        return sum(one.rupiah for one in self.owed)

    @property
    def total_value(self) -> int:
        return sum(one.value for one in self.lines)


@dataclass(frozen=True, slots=True)
class Asset:
    """A machine that an agency took over: since when, at which price, where it is now and how it fares."""

    serial: str
    type: str
    maker: str
    contract: str
    since: date
    value: int
    holder: str
    state: str


@dataclass(frozen=True, slots=True)
class AssetList:
    """Every machine that an agency took over, for its list of goods."""

    head: Head
    as_of: date
    rows: tuple[Asset, ...]

    @property
    def value(self) -> int:
        return sum(one.value for one in self.rows)


@dataclass(frozen=True, slots=True)
class Score:
    """A criterion of a visit: points of the most there are, and what was found."""

    criterion: str
    points: str
    most: str
    found: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A verification visit of a workshop."""

    head: Head
    workshop: Side
    code: str
    on: date
    scores: tuple[Score, ...]
    total: str
    result: str
    facts: tuple[tuple[str, str], ...]
    processes: tuple[tuple[str, str], ...]
    gaps: tuple[str, ...]
    valid_until: date
    revisit: date
    recorded_by: str
    signed_by: str | None
    photos: int = 0


@dataclass(frozen=True, slots=True)
class Example:
    """One payment of the same price to a vendor of one status: what goes out, what is kept back by which rule, what arrives."""

    vendor: str
    spm: int
    parts: tuple[Part, ...]
    net: int
    borne: int
    slips: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Examples:
    """The same price settled for every vendor status under the rules of one day."""

    head: Head
    on: date
    price: int
    cases: tuple[Example, ...]


Document = HandoverFile | Decree | ClaimFile | Onward | CashStatement | AssetList | Visit | Examples
