"""What must hold before a contract is drafted, priced and signed: reasons, rates, prices, budget, the order of its days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from tempa.contracts.rules.amounts import dotted
from tempa.ledger.rules import Refused

LEAST_WORDS = 10


@dataclass(frozen=True)
class Item:
    """An item of a contract as rules see it; prices in whole rupiah a unit without VAT."""

    item: str
    lot: str
    type: str
    maker: str
    budget_line: str
    quantity: int
    unit_price: int
    maker_price: int


def check_reason(text: str, *, field: str = "reason", what: str = "alasannya") -> None:
    """Refuses fewer than ten letters where somebody will ask years later why."""
    if len(text.strip()) < LEAST_WORDS:
        raise Refused("Tulis %(what)s, paling sedikit 10 huruf.", field=field, what=what)
    if len(text) > 2000:
        raise Refused("Penjelasan paling panjang 2.000 huruf. Persingkat, lalu simpan lagi.", field=field)


def check_rate(text: str, *, field: str) -> Fraction:
    """A share from 0 to 1 as the papers state it, such as "0.3"."""
    try:
        rate = Fraction(text)
    except (ValueError, ZeroDivisionError):
        rate = Fraction(-1)
    if not 0 <= rate <= 1 or "/" in text:
        raise Refused(
            "%(value)s bukan bagian antara 0 dan 1. Tulis misalnya 0.3 untuk 30 persen.",
            field=field,
            value=text or "(kosong)",
        )
    return rate


MOST_MAINTENANCE = 60
"""Months; more than five years is a slip of the pen."""


def check_maintenance(months: int, retention: Fraction) -> None:
    """Refuses a maintenance period that cannot be meant, and one during which nothing is held."""
    if not 0 <= months <= MOST_MAINTENANCE:
        raise Refused("Masa pemeliharaan ditulis dalam bulan, dari 0 sampai %(most)s.", field="maintenance_months", most=MOST_MAINTENANCE)
    if months and not retention:
        raise Refused("Masa pemeliharaan hanya untuk kontrak dengan retensi. Isi retensinya, atau tulis 0 bulan.", field="maintenance_months")


def check_items(items: Iterable[Item], vendor: str, estimates: Mapping[str, int]) -> None:
    """Prices within the owner's estimate of the day, and the maker's within the vendor's."""
    for i in items:
        if i.unit_price < 1 or i.maker_price < 1:
            raise Refused("Harga butir %(item)s harus lebih dari 0.", field="prices", item=i.item)
        if i.unit_price > estimates[i.type]:
            raise Refused(
                "Harga butir %(item)s (%(type)s) Rp%(price)s di atas HPS jenis itu, Rp%(estimate)s. Turunkan harganya, atau ubah dulu HPS "
                "dengan lembar yang disahkan.", field="prices", item=i.item, type=i.type, price=dotted(i.unit_price),
                estimate=dotted(estimates[i.type]),
            )  # fmt: skip
        if i.maker_price > i.unit_price:
            raise Refused(
                "Harga untuk pembuat %(maker)s pada butir %(item)s lebih besar daripada harga kepada OPD.",
                field="prices",
                maker=i.maker,
                item=i.item,
            )
        if i.maker == vendor and i.maker_price != i.unit_price:
            raise Refused(
                "Penyedia membuat butir %(item)s sendiri, jadi harga pembuat sama dengan harga kepada OPD.",
                field="prices",
                item=i.item,
            )


def check_agreed(items: Iterable[Item], asked: Mapping[str, int | None]) -> None:
    """Nothing is agreed above what the vendor asked (item -> its price)."""
    for i in items:
        most = asked.get(i.item)
        if most is not None and i.unit_price > most:
            raise Refused(
                "Harga butir %(item)s Rp%(price)s lebih tinggi daripada yang ditawarkan, Rp%(asked)s. Bila penyedia menaikkan penawarannya, "
                "catat dulu penawaran yang baru.", field="prices", item=i.item, price=dotted(i.unit_price), asked=dotted(most),
            )  # fmt: skip


def check_budget(added: Mapping[str, int], held: Mapping[str, int], amounts: Mapping[str, int]) -> None:
    """Per budget line, what contracts hold already and what is added stay within its amount (whole rupiah)."""
    for line, more in added.items():
        together = held.get(line, 0) + more
        if more > 0 and together > amounts.get(line, 0):
            raise Refused(
                "Mata anggaran %(line)s tidak cukup: pagunya Rp%(amount)s, kontrak di atasnya menjadi Rp%(together)s. Kurangi isi kontrak, "
                "atau tambah dulu pagunya.", field="prices", line=line, amount=dotted(amounts.get(line, 0)), together=dotted(together),
            )  # fmt: skip


def check_dates(
    *, today: date, on: date, starts_on: date, due_on: date, route: str, drafted_on: date, ordered_on: date | None
) -> None:
    """The order of a contract's days. `ordered_on`: the day of the order letter, which lets an emergency start first."""
    if on > today:
        raise Refused(
            "Tanggal tanda tangan %(on)s masih di depan. Tulis hari ini atau hari sebelumnya.", field="on", on=str(on)
        )
    if on < drafted_on:
        raise Refused(
            "Kontrak ini baru disiapkan pada %(drafted)s; tanggal tanda tangan tidak boleh lebih awal.",
            field="on",
            drafted=str(drafted_on),
        )
    if due_on < starts_on:
        raise Refused(
            "Hari selesai %(due)s lebih awal daripada hari mulai %(start)s.",
            field="due_on",
            due=str(due_on),
            start=str(starts_on),
        )
    if starts_on >= on:
        return
    if route != "emergency":
        raise Refused(
            "Hari mulai %(start)s lebih awal daripada tanggal kontrak %(on)s.",
            field="starts_on",
            start=str(starts_on),
            on=str(on),
        )
    if ordered_on is None or ordered_on > starts_on:
        raise Refused(
            "Pada jalur darurat pekerjaan boleh mulai sebelum kontrak hanya dengan surat pesanan. Buat dulu surat pesanan bertanggal paling "
            "lambat %(start)s.", field="starts_on", start=str(starts_on),
        )  # fmt: skip


def sums_by_budget_line(items: Iterable[Item], sign: int = 1) -> dict[str, int]:
    """Budget line -> rupiah of the items."""
    sums: dict[str, int] = {}
    for i in items:
        sums[i.budget_line] = sums.get(i.budget_line, 0) + sign * i.quantity * i.unit_price
    return sums


def days_between(first: date, last: date) -> int:
    """Calendar days of a contract, its first and last day both counted."""
    return (last - first + timedelta(days=1)).days
