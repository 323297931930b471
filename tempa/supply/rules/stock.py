"""What may leave the stock and come back, by the days on which things moved; and the numbers that engines bear."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tempa.ledger.rules import May, No, Refused, Who, may_as_park
from tempa.supply.rules.amounts import UNIT, half_up, quantity_text

LEAST_WORDS = 5
TURNS = {"receipt": 0, "issue": 1, "return": 2, "count": 3}
"""In which order the things of one day count: what came, what went to lots, what came back, what was counted in the evening."""


@dataclass(frozen=True)
class Move:
    """One thing that moved a material: `quantity` is what the stock grew by, `value` what that is worth."""

    moved_on: date
    kind: str
    quantity: int
    value: int = 0
    lot: str = ""

    @property
    def turn(self) -> tuple[date, int]:
        return self.moved_on, TURNS[self.kind]


def least_from(moves: Iterable[Move], on: date, kind: str) -> int:
    """The lowest level from the turn of `kind` on a day on: what may still be taken then without any later moment going below nothing."""
    level, least = 0, None
    for move in sorted(moves, key=lambda m: m.turn):
        if least is None and move.turn > (on, TURNS[kind]):
            least = level
        level += move.quantity
        if least is not None:
            least = min(least, level)
    return level if least is None else least


def returnable(moves: Iterable[Move], lot: str, on: date) -> int:
    """What a lot can give back on a day: what it was given by then, less what came back, at every moment since."""
    return least_from((Move(m.moved_on, m.kind, -m.quantity) for m in moves if m.lot == lot), on, "return")


def mean_price(receipts: Iterable[tuple[int, int]]) -> Fraction:
    """Rupiah a unit over what came (amount, value with freight); 0 where nothing came."""
    pairs = list(receipts)
    amount = sum(a for a, _ in pairs)
    return Fraction(sum(v for _, v in pairs) * UNIT, amount) if amount else Fraction(0)


def value_back(amount: int, held: int, value: int) -> int:
    """Rupiah that a workshop gets back for a part of what a lot was given; the whole of it for all."""
    return value if amount == held else min(value, half_up(Fraction(value * amount, held)))


def may_keep_stock(who: Who) -> May:
    return may_as_park(who)


def may_confirm_issue(who: Who, workshop: str, *, is_confirmed: bool) -> May:
    if not (who.speaks_for(workshop, "workshop", "teacher") or link_of_workshop(who, workshop)):
        return No("Hanya bengkel yang menerima bahan itu yang menyatakan penerimaannya.")
    return No("Penerimaan bahan ini sudah dinyatakan. Bila ada yang kurang, hubungi taman sains.") if is_confirmed else True


WORKSHOP_PURPOSES = ("production", "contract")


def link_of_workshop(who: Who, workshop: str) -> str:
    """The link by which somebody without an account speaks for a workshop here; empty: none."""
    return next((link for purpose in WORKSHOP_PURPOSES if (link := who.link_for(purpose, workshop))), "")


def check_day(on: date, today: date, *, first: date | None = None, field: str = "on") -> None:
    if on > today:
        raise Refused("Tanggal %(day)s belum tiba.", field=field, day=str(on))
    if first is not None and on < first:
        raise Refused("Tanggal %(day)s terlalu awal: paling awal %(first)s.", field=field, day=str(on), first=str(first))


def check_words(words: str, *, field: str, what: str) -> None:
    if len(words.strip()) < LEAST_WORDS:
        raise Refused("Tulis %(what)s, paling sedikit %(n)s huruf.", field=field, what=what, n=LEAST_WORDS)


def check_issue(material: str, amount: int, free: int, on: date) -> None:
    """Refuses more than what lies in stock at every moment from that day on."""
    if amount > free:
        raise Refused(
            "Stok %(material)s pada %(day)s hanya %(free)s, sedangkan yang hendak dikeluarkan %(asked)s. Kurangi jumlahnya, atau catat dulu "
            "penerimaannya.", field="lines", material=material, day=str(on), free=quantity_text(max(0, free)), asked=quantity_text(amount),
        )  # fmt: skip


def check_batch(material: str, batch: str, amount: int, left: int | None) -> None:
    """Refuses a batch that never came (None), and more of it than is left."""
    if left is None:
        raise Refused("Kiriman %(batch)s dari %(material)s tidak ada di penerimaan barang sampai hari itu. Pilih dari daftar, atau kosongkan.",
                      field="batches", batch=batch, material=material)  # fmt: skip
    if amount > left:
        raise Refused("Dari kiriman %(batch)s %(material)s tinggal %(left)s; yang hendak dikeluarkan %(asked)s. Bagi pada kiriman lain, atau "
                      "kosongkan.", field="batches", batch=batch, material=material, left=quantity_text(max(0, left)),
                      asked=quantity_text(amount))  # fmt: skip


def check_return(material: str, lot: str, amount: int, most: int) -> None:
    if amount > most:
        raise Refused(
            "Lot %(lot)s dapat mengembalikan paling banyak %(most)s %(material)s pada hari itu, sebanyak yang pernah dikeluarkan untuknya; "
            "yang hendak dicatat %(asked)s.", field="lines", lot=lot, most=quantity_text(max(0, most)), material=material,
            asked=quantity_text(amount),
        )  # fmt: skip


def check_count(material: str, difference: int, counted_before: int, why: str) -> None:
    """Refuses a count that finds more than ever came, and a difference that nobody explains."""
    if difference + counted_before > 0:
        raise Refused(
            "Hitungan %(material)s melebihi yang pernah diterima dikurangi yang dikeluarkan. Catat dulu penerimaan atau pengembalian yang belum "
            "tercatat, lalu hitung lagi.", field="counted", material=material,
        )  # fmt: skip
    if difference:
        check_words(why, field="why", what="sebab selisihnya")


# engines


def sign_of(number: str) -> str:
    """The letters and digits of an engine's number: what two ways of writing it share."""
    return re.sub("[^0-9A-Z]", "", number.upper())


def numbers_in(text: str) -> list[str]:
    """Engine numbers as people paste them: one a line, or with commas or semicolons between."""
    return [" ".join(one.split()) for one in re.split(r"[\n\r,;\t]+", text) if one.strip()]


def check_numbers(numbers: Sequence[str], known: Mapping[str, str]) -> None:
    """Refuses numbers that are none, twice in the list, or in the programme already. `known`: sign -> where it was received."""
    seen: dict[str, str] = {}
    for number in numbers:
        sign = sign_of(number)
        if not 3 <= len(sign) <= 40:
            raise Refused("%(number)s bukan nomor mesin: tulis 3 sampai 40 huruf dan angka.", field="engines", number=number[:60])
        if sign in seen:
            raise Refused("Nomor mesin %(number)s tertulis dua kali dalam daftar ini.", field="engines", number=number)
        if sign in known:
            raise Refused("Nomor mesin %(number)s sudah diterima dengan pesanan %(order)s. Periksa pelat mesinnya.", field="engines",
                          number=number, order=known[sign])  # fmt: skip
        seen[sign] = number


def check_engine_count(numbers: Collection[str], amount: int, *, already: int = 0) -> None:
    """Refuses more numbers than engines came."""
    if (len(numbers) + already) * UNIT > amount:
        raise Refused("Ada %(n)s nomor untuk %(m)s mesin yang diterima. Hapus nomor yang lebih.", field="engines", n=len(numbers) + already,
                      m=quantity_text(amount))  # fmt: skip


def check_engines_moved(material: str, numbers: Sequence[str], amount: int, there: Mapping[str, str]) -> None:
    """Refuses engines that go without their numbers, or with numbers that do not lie there. `there`: sign -> material."""
    if len({sign_of(n) for n in numbers}) * UNIT != amount:
        raise Refused("Pilih tepat %(n)s nomor mesin %(material)s; yang dipilih %(m)s. Mesin keluar dengan nomornya, supaya dapat dilacak.",
                      field="engines", n=quantity_text(amount), m=len(numbers), material=material)  # fmt: skip
    if wrong := next((n for n in numbers if there.get(sign_of(n)) != material), None):
        raise Refused("Mesin nomor %(number)s tidak ada di sana. Muat ulang halaman ini dan pilih lagi.", field="engines", number=wrong)
