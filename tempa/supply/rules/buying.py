"""How materials are bought: quotes asked and compared, orders approved where their value wants it, confirmed, changed, cancelled, invoiced."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tempa.ledger.rules import May, No, Refused, Who, may_as_park, second_hand
from tempa.supply.rules.amounts import UNIT, parts, percent, quantity_text, value_of

SUPPLY = "supply"  # the purpose of a supplier's link
SOURCES = ("link", "desk", "office", "excel")
MOST_MATERIALS = 200
MOST_DAYS = 400
LARGEST_PRICE = 10**12


def acts_for(who: Who, supplier: str) -> bool:
    """Whether somebody speaks for a supplier, at its desk or by its link."""
    return who.speaks_for(supplier, "supplier") or bool(who.link_for(SUPPLY, supplier))


def may_buy(who: Who) -> May:
    return may_as_park(who)


def may_speak_for(who: Who, supplier: str) -> May:
    """What a supplier says itself, or the park's office notes for it."""
    if acts_for(who, supplier) or who.sits_at("park_planner", "park_head"):
        return True
    return No("Hanya pemasok itu sendiri, atau taman sains baginya, yang boleh mencatat ini.")


# quotes


@dataclass(frozen=True)
class Asked:
    """An inquiry: material -> quantity as text, who is asked, until when, and when the goods are needed."""

    wanted: Mapping[str, str]
    suppliers: Sequence[str]
    answer_by: date
    needed_on: date
    note: str = ""


def check_inquiry(asked: Asked, *, today: date, materials: Collection[str], suppliers: Collection[str]) -> None:
    if not 0 < len(asked.wanted) <= MOST_MATERIALS:
        raise Refused("Pilih 1 sampai %(most)s bahan untuk satu permintaan penawaran.", field="wanted", most=MOST_MATERIALS)
    if unknown := next((m for m in asked.wanted if m not in materials), None):
        raise Refused("Bahan %(material)s tidak ada di daftar bahan.", field="wanted", material=unknown)
    for material, amount in asked.wanted.items():
        check_amount(amount, material)
    if not asked.suppliers or (unknown := next((s for s in asked.suppliers if s not in suppliers), None)):
        raise Refused("Pilih paling sedikit satu pemasok dari daftar.", field="suppliers")
    if asked.answer_by < today:
        raise Refused("Batas jawaban %(day)s sudah lewat. Pilih hari ini atau sesudahnya.", field="answer_by", day=str(asked.answer_by))


def check_amount(amount: str, material: str) -> int:
    if not (found := parts(amount)):
        raise Refused("Jumlah %(material)s harus lebih dari 0.", field="quantity", material=material)
    return found


@dataclass(frozen=True)
class Offer:
    """What a supplier asks: material -> rupiah a unit without VAT, freight in all, days until it comes, until when that holds."""

    prices: Mapping[str, int]
    freight: int
    days: int
    valid_until: date | None = None
    source: str = "office"
    note: str = ""


def check_offer(offer: Offer, *, wanted: Mapping[str, str], supplier: str, asked: Collection[str], today: date) -> None:
    if supplier not in asked:
        raise Refused("Pemasok %(supplier)s tidak diminta menawar di sini.", supplier=supplier)
    if unknown := next((m for m in offer.prices if m not in wanted), None):
        raise Refused("Bahan %(material)s tidak diminta di sini. Hapus barisnya.", field="prices", material=unknown)
    if not offer.prices:
        raise Refused("Isi paling sedikit satu harga. Bahan yang tidak dijual dibiarkan kosong.", field="prices")
    for material, price in offer.prices.items():
        if not 0 < price <= LARGEST_PRICE:
            raise Refused("Harga %(material)s harus lebih dari 0 rupiah.", field="prices", material=material)
    if not 0 <= offer.freight <= LARGEST_PRICE:
        raise Refused("Ongkos kirim harus 0 rupiah atau lebih.", field="freight")
    if not 0 <= offer.days <= MOST_DAYS:
        raise Refused("Lama kirim 0 sampai %(most)s hari.", field="days", most=MOST_DAYS)
    if offer.valid_until is not None and offer.valid_until < today:
        raise Refused("Penawaran itu sudah habis masa berlakunya pada %(day)s. Minta yang baru.", field="valid_until", day=str(offer.valid_until))
    if offer.source not in SOURCES:
        raise ValueError(f"no quote comes from {offer.source}")


@dataclass(frozen=True)
class Compared:
    """A quote beside others: goods at what was asked for, freight, and how much of it stays in the province (None: nobody has said)."""

    supplier: str
    goods: int
    freight: int
    days: int
    missing: Sequence[str]
    stays: Fraction | None
    is_local: bool

    @property
    def total(self) -> int:
        return self.goods + self.freight


def compare(offers: Mapping[str, Offer], wanted: Mapping[str, str], stays: Mapping[tuple[str, str], Fraction], local: Set[str]) -> list[Compared]:
    """Whole quotes first, the cheapest of them first; `stays`: (supplier, material) -> share of the money that stays in the province."""
    found = []
    for supplier, offer in offers.items():
        values = {m: value_of(parts(wanted[m]), price) for m, price in offer.prices.items()}
        goods = sum(values.values())
        told = [Fraction(values[m]) * stays[supplier, m] for m in values if (supplier, m) in stays]
        share = sum(told, Fraction(0)) / goods if goods and told else None
        missing = [m for m in wanted if m not in offer.prices]
        found.append(Compared(supplier, goods, offer.freight, offer.days, missing, share, supplier in local))
    return sorted(found, key=lambda c: (len(c.missing), c.total, c.supplier))


# orders


@dataclass(frozen=True)
class Wish:
    """One line of an order: a material, how much of it (text), at which rupiah a unit."""

    material: str
    quantity: str
    unit_price: int


@dataclass(frozen=True)
class Draft:
    """A purchase order as it is put forward. `reason` says why this supplier."""

    supplier: str
    lines: Sequence[Wish]
    freight: int
    due_on: date
    reason: str

    @property
    def value(self) -> int:
        """Goods and freight, rupiah without VAT."""
        return self.freight + sum(value_of(parts(w.quantity), w.unit_price) for w in self.lines)


def check_draft(draft: Draft, *, today: date, materials: Collection[str], suppliers: Collection[str]) -> None:
    if draft.supplier not in suppliers:
        raise Refused("Pilih pemasok dari daftar.", field="supplier")
    if not 0 < len(draft.lines) <= MOST_MATERIALS:
        raise Refused("Isi 1 sampai %(most)s bahan dalam satu pesanan.", field="lines", most=MOST_MATERIALS)
    codes = [w.material for w in draft.lines]
    if unknown := next((m for m in codes if m not in materials), None):
        raise Refused("Bahan %(material)s tidak ada di daftar bahan.", field="lines", material=unknown)
    if len(set(codes)) < len(codes):
        raise Refused("Satu bahan cukup satu baris dalam satu pesanan. Jumlahkan banyaknya.", field="lines")
    for wish in draft.lines:
        check_amount(wish.quantity, wish.material)
        if not 0 < wish.unit_price <= LARGEST_PRICE:
            raise Refused("Harga %(material)s harus lebih dari 0 rupiah.", field="lines", material=wish.material)
    if not 0 <= draft.freight <= LARGEST_PRICE:
        raise Refused("Ongkos kirim harus 0 rupiah atau lebih.", field="freight")
    if draft.due_on < today:
        raise Refused("Barang tidak dapat tiba pada %(day)s, yang sudah lewat.", field="due_on", day=str(draft.due_on))
    if len(draft.reason.strip()) < 10:
        raise Refused("Tulis mengapa pemasok ini yang dipilih, paling sedikit 10 huruf: harga, waktu, mutu, atau bagian untuk daerah.",
                      field="reason")  # fmt: skip


@dataclass(frozen=True)
class PurchaseHistory:
    """What has happened to a purchase order; amounts are ten-thousandths summed over its lines."""

    supplier: str
    drafted_by: int
    wants_second: bool
    is_approved: bool | None = None
    is_sent: bool = False
    is_accepted: bool | None = None
    is_cancelled: bool = False
    ordered: int = 0
    received: int = 0


def purchase_stage(h: PurchaseHistory) -> str:
    """waiting, refused, approved, sent, accepted, declined, partly, received or cancelled."""
    if h.is_cancelled:
        return "cancelled"
    if h.is_approved is False:
        return "refused"
    if h.wants_second and h.is_approved is None:
        return "waiting"
    if h.received:
        return "received" if h.received >= h.ordered else "partly"
    if h.is_accepted is not None:
        return "accepted" if h.is_accepted else "declined"
    return "sent" if h.is_sent else "approved"


OPEN = ("approved", "sent", "accepted", "partly")
"""Stages at which goods may still come."""


def may_decide_purchase(who: Who, h: PurchaseHistory, hands_behind: Iterable[Set[object]]) -> May:
    """The park approves or refuses an order that wants a second hand, once, and not by who put it forward."""
    if purchase_stage(h) != "waiting":
        return No("Pesanan ini tidak menunggu persetujuan.")
    may = may_as_park(who)
    return second_hand(h.drafted_by, who.person, hands_behind) if may else may


def may_change_purchase(who: Who, h: PurchaseHistory) -> May:
    """The park sends, changes or cancels an order while goods may still come, or while it waits for approval."""
    if purchase_stage(h) not in (*OPEN, "waiting", "declined"):
        return No("Pesanan ini sudah selesai atau batal, jadi tidak dapat diubah lagi.")
    return may_as_park(who)


def may_answer_purchase(who: Who, h: PurchaseHistory) -> May:
    """The supplier says whether it delivers, and when; it may say so again until all has come."""
    may = may_speak_for(who, h.supplier)
    if may and purchase_stage(h) not in (*OPEN, "declined"):
        return No("Pesanan ini belum disetujui, sudah selesai, atau batal, jadi tidak dapat dijawab.")
    return may


def may_deliver(who: Who, h: PurchaseHistory) -> May:
    may = may_speak_for(who, h.supplier)
    return may if not may or purchase_stage(h) in OPEN else No("Pesanan ini tidak menunggu barang lagi.")


def may_receive(who: Who, h: PurchaseHistory) -> May:
    """The park's store takes goods of an order that was let go."""
    if purchase_stage(h) not in OPEN:
        return No("Pesanan ini tidak menunggu barang: belum disetujui, ditolak, batal, atau sudah lengkap.")
    return may_as_park(who)


def check_changed(changed: Mapping[str, str], lines: Mapping[str, tuple[int, int]], reason: str) -> dict[str, int]:
    """Code of a line -> its new amount. Refuses more than was ordered, and less than has come. `lines`: code -> (ordered, received)."""
    if len(reason.strip()) < 5:
        raise Refused("Tulis mengapa pesanan diubah, paling sedikit 5 huruf.", field="reason")
    found = {}
    for code, text in changed.items():
        if code not in lines:
            raise Refused("Baris %(line)s bukan dari pesanan ini.", field="lines", line=code)
        ordered, received = lines[code]
        amount = parts(text)
        if amount > ordered:
            raise Refused("Jumlah baris %(line)s hanya dapat dikurangi. Untuk tambahan, buat pesanan baru.", field="lines", line=code)
        if amount < received:
            raise Refused("Dari baris %(line)s sudah datang %(received)s; jumlahnya tidak dapat kurang dari itu.", field="lines", line=code,
                          received=quantity_text(received))  # fmt: skip
        found[code] = amount
    return found


def check_received(asked: Mapping[str, str], lines: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    """Code of a line -> the amount that came. Refuses more than is still open of it."""
    found = {}
    for code, text in asked.items():
        if code not in lines:
            raise Refused("Baris %(line)s bukan dari pesanan ini.", field="lines", line=code)
        ordered, received = lines[code]
        amount = parts(text)
        if amount > ordered - received:
            raise Refused(
                "Baris %(line)s: yang belum datang tinggal %(open)s, sedangkan yang dicatat %(asked)s. Bila memang datang lebih, buat pesanan "
                "tambahan dulu, atau kembalikan kelebihannya.", field="lines", line=code, open=quantity_text(ordered - received),
                asked=quantity_text(amount),
            )  # fmt: skip
        if amount:
            found[code] = amount
    if not found:
        raise Refused("Isi jumlah paling sedikit satu barang.", field="lines")
    return found


def check_invoice(number: str, dated: date, amount: int, *, today: date, ordered_on: date | None, known: Collection[str]) -> None:
    if not 0 < len(number) <= 80:
        raise Refused("Isi nomor fakturnya.", field="number")
    if number in known:
        raise Refused("Faktur nomor %(number)s dari pemasok ini sudah tercatat.", field="number", number=number)
    if dated > today or (ordered_on is not None and dated < ordered_on):
        raise Refused("Tanggal faktur %(day)s harus sesudah pesanan dan tidak sesudah hari ini.", field="dated", day=str(dated))
    if not 0 < amount <= LARGEST_PRICE:
        raise Refused("Jumlah faktur harus lebih dari 0 rupiah.", field="amount")


# where the money stays


def check_content(supplier: str, material: str, share: str, source: str, *, materials: Collection[str], suppliers: Collection[str]) -> None:
    """Refuses what nobody can check: an unknown supplier or material, no percent, no source."""
    if supplier not in suppliers:
        raise Refused("Pilih pemasok dari daftar.", field="supplier")
    if material and material not in materials:
        raise Refused("Bahan %(material)s tidak ada di daftar bahan.", field="material", material=material)
    percent(share, field="province")
    check_source(source)


def check_terms(material: str, scrap: str, multiple: str, source: str, *, materials: Collection[str]) -> None:
    if material not in materials:
        raise Refused("Bahan %(material)s tidak ada di daftar bahan.", field="material", material=material)
    percent(scrap, field="scrap", most=90)
    if not 0 < parts(multiple) <= 1_000_000 * UNIT:
        raise Refused("Kelipatan beli harus lebih dari 0, misalnya 1 batang atau 25 kg.", field="multiple")
    check_source(source)


def check_source(source: str) -> None:
    if len(source.strip()) < 5:
        raise Refused("Tulis dari mana angka itu, misalnya surat pemasok atau hasil ukur di bengkel.", field="source")


@dataclass(frozen=True)
class Spent:
    """Goods bought: from whom, which, for how much."""

    order: str
    supplier: str
    material: str
    value: int


@dataclass(frozen=True)
class Stays:
    """How much of purchases stays in the province: `local` was bought from suppliers that are here, `stays` is what was shown
    to stay, `unknown` the value of goods of which nobody has said it (they count nothing)."""

    value: int
    local: int
    stays: Fraction
    unknown: int

    @property
    def local_share(self) -> Fraction:
        return Fraction(self.local, self.value) if self.value else Fraction(0)

    @property
    def share(self) -> Fraction:
        return self.stays / self.value if self.value else Fraction(0)


def stays_in_province(spent: Iterable[Spent], stays: Mapping[tuple[str, str], Fraction], local: Set[str]) -> Stays:
    rows = list(spent)
    told = [r for r in rows if (r.supplier, r.material) in stays]
    return Stays(
        sum(r.value for r in rows), sum(r.value for r in rows if r.supplier in local),
        sum((r.value * stays[r.supplier, r.material] for r in told), Fraction(0)), sum(r.value for r in rows) - sum(r.value for r in told),
    )  # fmt: skip
