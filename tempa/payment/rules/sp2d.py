"""A file of payment orders (SP2D) from the treasury against what was approved: what each row is, in one word and one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tempa.contracts.law.money import rupiah_text
from tempa.ledger.rules import No

NEW, KNOWN, WRONG = "new", "known", "wrong"


@dataclass(frozen=True)
class Order:
    """One row of the file: which claim or payment it names, its number, day, net amount and account; blank or None: not said."""

    row: int
    named: str
    sp2d: str
    on: date | None
    amount: int | None
    account: str = ""


@dataclass(frozen=True)
class Approved:
    """A payment that was approved, as the program holds it."""

    payment: str
    claim: str
    agency: str
    account: str
    approved_on: date
    net: int
    paid_on: date | None = None
    sp2d: str = ""


@dataclass(frozen=True)
class Read:
    """What a row comes to: a payment to note, one that is noted already, or nothing, with the sentence that says why."""

    order: Order
    state: str
    payment: str = ""
    said: No | None = None


def as_one(number: str) -> str:
    """A number of a treasury however it is typed: `SP2D / 12` and `sp2d/12` are one."""
    return "".join(number.split()).casefold()


def read_orders(
    orders: Sequence[Order], approved: Collection[Approved], *, agency: str, month: tuple[int, int], today: date, used: Mapping[str, str],
) -> list[Read]:  # fmt: skip
    """Every row against what was approved for an agency. `month`: (year, month) of the file; `used`: SP2D number -> its payment."""
    by_name = {name: a for a in approved for name in (a.payment, a.claim)}
    used = {as_one(number): payment for number, payment in used.items()}
    numbers, names = Counter(as_one(o.sp2d) for o in orders), Counter(by_name[o.named].payment for o in orders if o.named in by_name)
    found = []
    for o in orders:
        a = by_name.get(o.named)
        if a is None:
            found.append(Read(o, WRONG, said=No("Tagihan %(named)s tidak dikenal, atau pembayarannya belum disetujui.", named=o.named or "(kosong)")))
            continue
        is_double = numbers[as_one(o.sp2d)] > 1 or names[a.payment] > 1
        said = fault(o, a, agency=agency, month=month, today=today, used=used, is_double=is_double)
        if said is not None:
            found.append(Read(o, WRONG, a.payment, said))
        elif a.paid_on is not None:
            found.append(Read(o, KNOWN, a.payment, No("Sudah dicatat dengan nomor dan tanggal yang sama.")))
        else:
            found.append(Read(o, NEW, a.payment))
    return found


def fault(
    o: Order, a: Approved, *, agency: str, month: tuple[int, int], today: date, used: Mapping[str, str], is_double: bool,
) -> No | None:  # fmt: skip
    """What is wrong with a row, the first thing found; None: nothing. `used` is by numbers as one (`as_one`)."""
    number = as_one(o.sp2d)
    checks = (
        (a.agency != agency, No("Pembayaran ini milik %(owner)s, bukan OPD Anda.", owner=a.agency)),
        (not o.sp2d, No("Nomor SP2D kosong.")),
        (o.on is None, No("Tanggal SP2D kosong atau tidak dapat dibaca. Tulis misalnya 17/09/2020.")),
        (is_double, No("Nomor SP2D atau tagihan ini ada lebih dari satu kali di berkas.")),
        (o.on is not None and (o.on.year, o.on.month) != month, No("Tanggal %(on)s bukan dari bulan yang dipilih. Unggah berkas bulan itu "
                                                                   "sendiri.", on=str(o.on))),
        (o.on is not None and o.on > today, No("Tanggal %(on)s belum tiba.", on=str(o.on))),
        (o.on is not None and o.on < a.approved_on, No("Tanggal %(on)s lebih awal daripada persetujuan pembayaran (%(first)s).", on=str(o.on),
                                                       first=str(a.approved_on))),
        (o.amount is None, No("Jumlah kosong atau tidak dapat dibaca. Tulis rupiah bulat.")),
        (o.amount is not None and o.amount != a.net, No("Jumlah di berkas %(file)s, yang disetujui %(net)s. Tanyakan kepada bendahara mana yang "
                                                        "benar.", file=rupiah_text(o.amount or 0), net=rupiah_text(a.net))),
        (bool(o.account) and plain(o.account) != plain(a.account), No("Kode rekening %(account)s bukan milik pembayaran ini (%(right)s).",
                                                                      account=o.account, right=a.account)),
        (a.paid_on is not None and (a.paid_on, as_one(a.sp2d)) != (o.on, number),
         No("Sudah dicairkan dengan SP2D %(sp2d)s tanggal %(on)s: satu tagihan dibayar satu kali.", sp2d=a.sp2d, on=str(a.paid_on))),
        (used.get(number, a.payment) != a.payment, No("Nomor SP2D ini sudah dipakai untuk pembayaran %(other)s.", other=used.get(number, ""))),
    )  # fmt: skip
    return next((said for is_wrong, said in checks if is_wrong), None)


def plain(account: str) -> str:
    """An account code however its parts are set apart."""
    return "".join(c for c in account if c.isalnum())
