"""An entry of the price list: what it may say, when it holds, and which entry holds now. An entry is never edited."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from tempa.catalogue.costing.estimate import LARGEST_MARKUP
from tempa.ledger.rules import May, Refused, Who, may_as_park
from tempa.values.programme.schema import RESOURCES

INPUTS = ("material", "wage", "machine", "overhead", "margin")
SOURCES = ("quotation", "invoice", "survey", "regulation")
SKILLS = ("welder", "machinist", "fitter", "electrician", "painter")
SKILL_OF: Mapping[str, str] = {
    "cut": "fitter", "bend": "fitter", "weld": "welder", "machine": "machinist", "assemble": "fitter", "wire": "electrician",
    "paint": "painter", "test": "fitter",
}  # fmt: skip
"""Who does which step of a routing."""
SHARES = ("overhead", "margin")
MOST_OF_SHARE = {"overhead": LARGEST_MARKUP * 10_000, "margin": 10_000}
OLDEST_DAYS = {"material": 90, "wage": 400, "machine": 1100, "overhead": 1100, "margin": 1100}
"""Days after which an entry is stale: a rule of prudence, not of law."""
EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True)
class Said:
    """One entry as stated: rupiah for materials (per unit), wages and machines (per hour); hundredths of a percent for
    overhead and margin. `replaces` names the entry that it puts right, where there is one."""

    input: str
    item: str
    low: int
    likely: int
    high: int
    dated: date
    valid_until: date | None
    source: str
    reference: str
    place: str
    replaces: str = ""

    @property
    def same(self) -> tuple[object, ...]:
        """By what an entry that says the same is known."""
        return (self.input, self.item, self.low, self.likely, self.high, self.dated, self.valid_until, self.source, self.reference, self.place)


class Entered(Protocol):
    """An entry as it is kept."""

    @property
    def input(self) -> str: ...
    @property
    def item(self) -> str: ...
    @property
    def low(self) -> int: ...
    @property
    def likely(self) -> int: ...
    @property
    def high(self) -> int: ...
    @property
    def dated(self) -> date: ...
    @property
    def valid_until(self) -> date | None: ...
    @property
    def source(self) -> str: ...
    @property
    def reference(self) -> str: ...
    @property
    def place(self) -> str: ...


def may_state_prices(who: Who) -> May:
    """The science park keeps the price list."""
    return may_as_park(who)


def items_of(input: str, materials: Collection[str]) -> Collection[str]:
    """What an input of that kind may be of; overhead and margin are of the programme as a whole."""
    return {"material": materials, "wage": SKILLS, "machine": RESOURCES}.get(input, ("",))


def check_price(said: Said, *, today: date, materials: Collection[str]) -> None:
    """Refuses an entry that says what cannot be: an unknown item, days that run backwards, a range that is none."""
    if said.input not in INPUTS:
        raise Refused("Pilih apa yang dicatat: bahan, upah, jam mesin, overhead, atau margin.", field="input")
    if said.item not in items_of(said.input, materials):
        raise Refused("%(item)s tidak ada di daftar. Pilih dari daftar, atau tambahkan bahannya di buku kerja program.", field="item",
                      item=said.item or "(kosong)")  # fmt: skip
    if said.source not in SOURCES:
        raise Refused("Pilih jenis sumbernya: penawaran, nota, survei, atau peraturan.", field="source")
    check_days(said, today)
    check_range(said)


def check_days(said: Said, today: date) -> None:
    if said.dated > today:
        raise Refused("Tanggal %(day)s belum tiba. Harga dicatat setelah ada, dengan tanggal pada sumbernya.", field="dated", day=str(said.dated))
    if said.dated < EARLIEST:
        raise Refused("Tanggal %(day)s terlalu lama. Periksa tahunnya.", field="dated", day=str(said.dated))
    if said.valid_until is not None and said.valid_until < said.dated:
        raise Refused("Berlaku sampai %(until)s lebih awal daripada tanggalnya, %(day)s. Perbaiki salah satunya.", field="valid_until",
                      until=str(said.valid_until), day=str(said.dated))  # fmt: skip


def check_range(said: Said) -> None:
    if said.low < 0 or (said.likely < 1 and said.input in {"material", "wage"}):
        raise Refused("Harga harus lebih dari 0.", field="likely")
    if not said.low <= said.likely <= said.high:
        raise Refused("Harga terendah, wajar dan tertinggi harus berurutan naik.", field="low")
    if said.input in SHARES and said.high > MOST_OF_SHARE[said.input]:
        raise Refused("Paling banyak %(most)s persen. Tulis angkanya, misalnya 12,5.", field="high", most=MOST_OF_SHARE[said.input] // 100)


def check_replaces(said: Said, replaced: Entered | None, *, is_replaced: bool) -> None:
    """Refuses to put right what is not there, is of another item, or was put right already."""
    if not said.replaces:
        return
    if replaced is None or (replaced.input, replaced.item) != (said.input, said.item):
        raise Refused("Catatan yang dibetulkan tidak ada pada daftar harga ini.", field="replaces")
    if is_replaced:
        raise Refused("Catatan itu sudah dibetulkan oleh catatan lain. Betulkan yang terakhir.", field="replaces")


def check_new(said: Said, same: Iterable[tuple[object, ...]]) -> None:
    if said.same in set(same):
        raise Refused("Harga yang sama, dari sumber dan hari yang sama, sudah tercatat.")


def state_of(entry: Entered, at: date) -> str:
    """fresh, old, expired or early: whether an entry may be used on a day without a word."""
    if entry.dated > at:
        return "early"
    if entry.valid_until is not None and entry.valid_until < at:
        return "expired"
    return "old" if (at - entry.dated).days > OLDEST_DAYS[entry.input] else "fresh"


@dataclass(frozen=True)
class Held:
    """What holds for one item on a day: the newest entry that may be used, widened by the others that may; else the newest.

    `count`: how many entries it rests on.
    """

    low: int
    likely: int
    high: int
    entry: Entered
    state: str
    count: int


def held_on(entries: Iterable[Entered], at: date) -> Held | None:
    """`entries` of one item, the last recorded first, without those that were put right; None where none was known by then."""
    known = sorted((e for e in entries if e.dated <= at), key=lambda e: e.dated, reverse=True)
    if not known:
        return None
    usable = [e for e in known if state_of(e, at) == "fresh"]
    newest = (usable or known)[0]
    beside = usable or [newest]
    return Held(min(e.low for e in beside), newest.likely, max(e.high for e in beside), newest, state_of(newest, at), len(beside))
