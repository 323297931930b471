"""What an addendum may change of a contract in force, and what the contract is after it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tempa.contracts.rules.amounts import dotted
from tempa.contracts.rules.bundling import form_of
from tempa.contracts.rules.drafts import Item
from tempa.ledger.rules import Refused


@dataclass(frozen=True)
class Amendment:
    """One row of an addendum as asked for: `what` is quantity, unit_price, due_on or cancelled; `item` blank for the last two."""

    what: str
    after: str = ""
    item: str = ""


@dataclass(frozen=True)
class InForce:
    """A contract as an addendum finds it. `most`: item -> units that it may have, which the plan gave its lot and the order still wants."""

    due_on: date
    starts_on: date
    last_signed: date
    most: Mapping[str, int] = field(default_factory=dict)


def check_addendum(asked: Sequence[Amendment], items: Mapping[str, Item], found: InForce, *, on: date, today: date) -> list[dict[str, str]]:
    """The rows of an addendum with what stood before; refuses one that changes nothing, twice the same, or out of bounds."""
    if not asked:
        raise Refused("Adendum ini tidak mengubah apa pun. Pilih apa yang berubah.", field="changes")
    if on > today or on < found.last_signed:
        raise Refused(
            "Tanggal adendum %(on)s harus antara %(first)s (kontrak atau adendum sebelumnya) dan hari ini.", field="on", on=str(on),
            first=str(found.last_signed),
        )  # fmt: skip
    if len({(a.what, a.item) for a in asked}) < len(asked):
        raise Refused("Satu hal disebut dua kali dalam adendum ini. Tulis satu kali saja.", field="changes")
    if any(a.what == "cancelled" for a in asked) and len(asked) > 1:
        raise Refused("Adendum yang membatalkan seluruh kontrak tidak memuat perubahan lain.", field="changes")
    return [row_of(a, items, found) for a in asked]


def row_of(a: Amendment, items: Mapping[str, Item], found: InForce) -> dict[str, str]:
    if a.what == "cancelled":
        return {"what": "cancelled", "item": "", "before": "", "after": ""}
    if a.what == "due_on":
        return moved_due(found, date.fromisoformat(a.after))
    held = items.get(a.item)
    if held is None or a.what not in ("quantity", "unit_price"):
        raise Refused("Butir %(item)s tidak ada di kontrak ini.", field="changes", item=a.item)
    before, after = (held.quantity if a.what == "quantity" else held.unit_price), int(a.after)
    if after == before:
        raise Refused("Butir %(item)s sudah bernilai %(value)s. Tidak ada yang berubah.", field="changes", item=a.item, value=dotted(before))
    if a.what == "quantity":
        check_quantity(held, after, found.most.get(a.item, held.quantity))
    return {"what": a.what, "item": a.item, "before": str(before), "after": str(after)}


def moved_due(found: InForce, after: date) -> dict[str, str]:
    if after == found.due_on:
        raise Refused("Hari selesai sudah %(due)s.", field="due_on", due=str(found.due_on))
    if after < found.starts_on:
        raise Refused("Hari selesai %(due)s lebih awal daripada hari mulai %(start)s.", field="due_on", due=str(after), start=str(found.starts_on))
    return {"what": "due_on", "item": "", "before": str(found.due_on), "after": str(after)}


def check_quantity(held: Item, after: int, most: int) -> None:
    """Units fall freely, and rise to what the plan gave the lot: its hours, material and dates were reckoned for no more."""
    if after < 0:
        raise Refused("Jumlah butir %(item)s tidak boleh kurang dari 0.", field="changes", item=held.item)
    if not held.quantity:
        raise Refused(
            "Butir %(item)s sudah berakhir: lotnya tidak ada lagi dalam rencana. Rencanakan ulang, lalu susun kontrak baru untuk lot barunya.",
            field="changes", item=held.item,
        )  # fmt: skip
    if after > max(most, held.quantity):
        raise Refused(
            "Butir %(item)s paling banyak %(most)s unit: sebanyak itu rencana memberi lot %(lot)s dan pesanan masih memintanya. Untuk lebih, ubah "
            "pesanannya, rencanakan ulang, lalu susun kontrak untuk lot barunya.", field="changes", item=held.item, lot=held.lot,
            most=max(most, held.quantity),
        )  # fmt: skip


def after_addendum(items: Iterable[Item], rows: Iterable[Mapping[str, str]], makers: Mapping[str, int], vendor: str) -> list[Item]:
    """The items as an addendum leaves them; a vendor's own items keep one price, others the maker's price unless `makers` says."""
    changed = {(row["item"], row["what"]): int(row["after"]) for row in rows if row["item"]}
    return [
        Item(
            i.item, i.lot, i.type, i.maker, i.budget_line, changed.get((i.item, "quantity"), i.quantity),
            price := changed.get((i.item, "unit_price"), i.unit_price),
            price if i.maker == vendor else makers.get(i.item, i.maker_price),
        )
        for i in items
    ]  # fmt: skip


@dataclass(frozen=True)
class Gone:
    """Money that has gone out under a contract: maker -> rupiah that its vendor passed on to it, and lots of which machines are paid.

    `approved_on`: the last day on which a payment was approved, by the contract as it stood then.
    """

    passed: Mapping[str, int]
    paid: Collection[str]
    approved_on: date | None = None


def check_dated_after(on: date, gone: Gone) -> None:
    """What a payment was reckoned from, late days and prices, is not changed behind it."""
    if gone.approved_on is not None and on <= gone.approved_on:
        raise Refused(
            "Pembayaran kontrak ini sudah disetujui pada %(approved)s menurut kontrak sebagaimana berlaku hari itu, jadi adendum tidak dapat "
            "bertanggal %(on)s. Beri tanggal sesudahnya.", field="on", approved=str(gone.approved_on), on=str(on),
        )  # fmt: skip


def check_same_form(on: date, signed_on: date | None, form: str, value: int) -> None:
    """On the day of the signature a contract keeps the form that its value asked for."""
    if on == signed_on and form != "purchase_order" and form_of(value, on) != form:
        raise Refused(
            "Nilai sesudah adendum ini meminta bentuk kontrak lain daripada yang ditandatangani hari ini juga. Beri adendum tanggal besok, atau "
            "batalkan kontrak ini dan susun yang baru.", field="on",
        )  # fmt: skip


def check_gone(items: Iterable[Item], after: Iterable[Item], gone: Gone) -> None:
    """What is paid keeps its price, and no maker is left with less than its vendor has passed on to it already."""
    before, owed = {i.item: i.unit_price for i in items}, dict[str, int]()
    for i in after:
        owed[i.maker] = owed.get(i.maker, 0) + i.quantity * i.maker_price
        if i.unit_price < before[i.item] and i.lot in gone.paid:
            raise Refused(
                "Mesin butir %(item)s (lot %(lot)s) sudah ada yang dibayar dengan harga Rp%(price)s, jadi harganya tidak dapat diturunkan lagi. "
                "Sepakati potongannya untuk butir yang belum dibayar.", field="changes", item=i.item, lot=i.lot, price=dotted(before[i.item]),
            )  # fmt: skip
    for maker, rupiah in sorted(gone.passed.items()):
        if rupiah > owed.get(maker, 0):
            raise Refused(
                "Penyedia sudah meneruskan Rp%(passed)s kepada %(maker)s, lebih besar daripada hak bengkel itu sesudah adendum ini (Rp%(owed)s). "
                "Kurangi butir bengkel lain, atau selesaikan dulu kelebihannya dengan bengkel itu.", field="changes", maker=maker,
                passed=dotted(rupiah), owed=dotted(owed.get(maker, 0)),
            )  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """What of a contract addenda change, as it stood on some day: when it is due, and quantity and price of each item."""

    due_on: date
    items: Mapping[str, tuple[int, int]]

    @property
    def value(self) -> int:
        return sum(quantity * price for quantity, price in self.items.values())


def standings(now: Standing, addenda: Sequence[Sequence[Mapping[str, str]]]) -> list[Standing]:
    """How a contract stood when it was signed and after each of its addenda (`addenda`: their rows, the oldest first); the last is `now`."""
    found = [now]
    for rows in reversed(addenda):
        found.append(before(found[-1], rows))
    return found[::-1]


def before(after: Standing, rows: Sequence[Mapping[str, str]]) -> Standing:
    """The same contract before an addendum."""
    items = dict(after.items)
    for row in rows:
        if row["what"] == "due_on":
            after = replace(after, due_on=date.fromisoformat(row["before"]))
        elif row["item"] in items:
            quantity, price = items[row["item"]]
            items[row["item"]] = (int(row["before"]), price) if row["what"] == "quantity" else (quantity, int(row["before"]))
    return replace(after, items=items)
