"""Who may be given work (at least 60 in each of the four things that are verified: format, rule 3); who may offer, and when.

Beside it: criteria.py, what is scored, as dated data; verification.py, a visit with its two signatures and its appeal;
eligibility.py, process by process and type by type; probation.py, the ladder of the new; gaps.py, what is missing and what to
do; machines.py, shared machines by the hour; sites.py, another lead and two records of one firm; applicants.py, who wants to take part.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal

from tempa.ledger.rules import May, No, Refused, Who, may_as_park
from tempa.values.period import WITA, moment_words
from tempa.values.programme.entered import MOST_RUPIAH, entered_price
from tempa.values.rupiah import rupiah

SCORES = ("score_premises", "score_competence", "score_staff", "score_equipment")
PASS_MARK = 60
LEGAL_TIERS = ("unregistered", "registered", "capitalised")
KINDS = ("lead", "member", "school", "facility")


def missing_for_work(cells: Mapping[str, str]) -> list[str]:
    """The scores that are blank or below the pass mark; none for a site that may be given work."""
    return [c for c in SCORES if cells[c] == "" or Decimal(cells[c]) < PASS_MARK]


OFFERS = "offers"  # the purpose of the links for a call
SOURCES = ("link", "desk", "office", "excel")
"""How an offer came: by a link, at the workshop's desk, noted by the park, in a file from Excel."""
CALL_MOST = timedelta(days=366)
LEAST_FOR_AGGREGATE = 3


@dataclass(frozen=True)
class Call:
    """A call for offers as rules see it: its types (none: all), and from when to when."""

    types: Collection[str]
    opens_at: datetime
    closes_at: datetime
    zone: tzinfo = WITA  # of the programme, in which its moments are told

    def told(self, moment: datetime) -> str:
        return moment_words(moment, zone=self.zone)

    def stage(self, at: datetime) -> str:
        """announced, open or closed. At the moment of closing it is closed."""
        if at < self.opens_at:
            return "announced"
        return "open" if at < self.closes_at else "closed"


def may_state_offers(who: Who, workshop: str, call: str) -> May:
    """A workshop or school states its own offers, at its desk or by its link for this call; the park notes what came otherwise."""
    if who.speaks_for(workshop, "workshop", "teacher") or who.link_for(OFFERS, workshop, call) or may_as_park(who):
        return True
    return No(
        "Hanya bengkel itu sendiri, dari mejanya atau dari tautannya yang masih berlaku, atau taman sains atas namanya, yang menyatakan "
        "penawaran."
    )


def is_own_offer(who: Who, workshop: str) -> bool:
    """Whether they speak for the workshop itself, and not the park for it."""
    return who.speaks_for(workshop, "workshop", "teacher") or bool(who.link_for(OFFERS, workshop))


def check_call(call: Call, *, at: datetime, known_types: Collection[str]) -> None:
    """Refuses a call that ends before it begins, that is over, or that asks for what is in no catalogue."""
    if call.closes_at <= at:
        raise Refused("Waktu tutupnya sudah lewat. Pilih waktu yang akan datang.", field="closes_at")
    if call.closes_at <= call.opens_at:
        raise Refused("Panggilan ditutup sebelum dibuka. Pilih waktu tutup sesudah waktu buka.", field="closes_at")
    if call.closes_at - at > CALL_MOST:
        raise Refused("Panggilan berlangsung paling lama satu tahun. Pilih waktu tutup yang lebih dekat.", field="closes_at")
    if missing := sorted(set(call.types) - set(known_types)):
        raise Refused("Jenis %(type)s tidak ada di katalog. Pilih jenis dari daftar.", field="types", type=", ".join(missing[:5]))


def check_extension(call: Call, closes_at: datetime, *, reason: str, at: datetime) -> None:
    """Refuses to extend a call that is over: who has seen the aggregate must not offer again in it."""
    if call.stage(at) == "closed":
        raise Refused("Panggilan ini sudah ditutup, jadi tidak dapat diperpanjang. Buka panggilan baru.")
    if closes_at <= call.closes_at:
        raise Refused("Waktu tutup yang baru harus sesudah yang lama, %(closes)s.", field="closes_at", closes=call.told(call.closes_at))
    if closes_at - at > CALL_MOST:
        raise Refused("Panggilan berlangsung paling lama satu tahun. Pilih waktu tutup yang lebih dekat.", field="closes_at")
    if len(reason.strip()) < 10:
        raise Refused("Tulis mengapa panggilan diperpanjang, paling sedikit 10 huruf.", field="reason")


def check_time_to_offer(call: Call, at: datetime) -> None:
    """Refuses an offer before its call opens and after it closes."""
    stage = call.stage(at)
    if stage == "announced":
        raise Refused("Panggilan ini baru dibuka %(opens)s. Kirim penawaran sesudah itu.", opens=call.told(call.opens_at))
    if stage == "closed":
        raise Refused(
            "Panggilan ini sudah ditutup %(closes)s, jadi penawaran tidak diterima lagi. Bila ada alasan kuat, hubungi taman sains.",
            closes=call.told(call.closes_at),
        )  # fmt: skip


def check_offers(prices: Mapping[str, str], *, asked_for: Collection[str], kind: str) -> None:
    """Refuses offers of a shared machine, of no type, of a type that is not asked for, and prices that the format does not take."""
    if kind == "facility":
        raise Refused("Mesin bersama tidak menawar. Pilih bengkel atau sekolah.")
    if not prices:
        raise Refused("Tidak ada harga yang berubah, jadi tidak ada yang disimpan.")
    for type, price in prices.items():
        if type not in asked_for:
            raise Refused("Jenis %(type)s tidak diminta dalam panggilan ini. Kosongkan harganya.", field=f"p-{type}", type=type)
        if price and entered_price(price) is None:
            raise Refused("Harga %(type)s harus lebih dari nol, paling banyak %(most)s.", field=f"p-{type}", type=type, most=rupiah(MOST_RUPIAH))


def check_offer_reason(reason: str, *, is_own: bool, has_call: bool) -> None:
    """The park says why it states an offer for somebody; nobody else states one outside of a call."""
    if not is_own and len(reason.strip()) < 10:
        raise Refused("Tulis mengapa taman sains mencatat penawaran ini, paling sedikit 10 huruf, misalnya surat yang mana.", field="reason")
    if is_own and not has_call:
        raise Refused("Tidak ada panggilan penawaran yang dibuka. Tunggu panggilan berikutnya, atau hubungi taman sains.")


@dataclass(frozen=True)
class Aggregate:
    """What others may know of the offers for a type after its call: how many; lowest, median and highest where they are enough."""

    count: int
    lowest: int | None = None
    median: int | None = None
    highest: int | None = None


def aggregate(prices: Sequence[int]) -> Aggregate:
    """Of fewer than three offers only their number is told: two would know each other's."""
    found = sorted(prices)
    if len(found) < LEAST_FOR_AGGREGATE:
        return Aggregate(len(found))
    middle = len(found) // 2
    median = found[middle] if len(found) % 2 else (found[middle - 1] + found[middle]) // 2
    return Aggregate(len(found), found[0], median, found[-1])
