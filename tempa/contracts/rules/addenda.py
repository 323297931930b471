"""What an addendum may change of a contract in force, and what the contract is after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tempa.contracts.rules.amounts import dotted
from tempa.contracts.rules.drafts import Item
from tempa.ledger.rules import Refused


@dataclass(frozen=True)
class Amendment:
    """One row of an addendum as asked for: `what` is quantity, unit_price, due_on or cancelled; `item` blank for the last two."""

    what: str
    after: str = ""
    item: str = ""


def check_addendum(
    asked: Sequence[Amendment],
    items: Mapping[str, Item],
    *,
    due_on: date,
    starts_on: date,
    on: date,
    today: date,
    not_before: date,
) -> list[dict[str, str]]:
    """The rows of an addendum with what stood before; refuses one that changes nothing, twice the same, or out of bounds."""
    if not asked:
        raise Refused("Adendum ini tidak mengubah apa pun. Pilih apa yang berubah.", field="changes")
    if on > today or on < not_before:
        raise Refused(
            "Tanggal adendum %(on)s harus antara %(first)s (kontrak atau adendum sebelumnya) dan hari ini.", field="on", on=str(on),
            first=str(not_before),
        )  # fmt: skip
    if len({(a.what, a.item) for a in asked}) < len(asked):
        raise Refused("Satu hal disebut dua kali dalam adendum ini. Tulis satu kali saja.", field="changes")
    if any(a.what == "cancelled" for a in asked) and len(asked) > 1:
        raise Refused("Adendum yang membatalkan seluruh kontrak tidak memuat perubahan lain.", field="changes")
    return [row_of(a, items, due_on=due_on, starts_on=starts_on) for a in asked]


def row_of(a: Amendment, items: Mapping[str, Item], *, due_on: date, starts_on: date) -> dict[str, str]:
    if a.what == "cancelled":
        return {"what": "cancelled", "item": "", "before": "", "after": ""}
    if a.what == "due_on":
        after = date.fromisoformat(a.after)
        if after == due_on:
            raise Refused("Hari selesai sudah %(due)s.", field="due_on", due=str(due_on))
        if after < starts_on:
            raise Refused(
                "Hari selesai %(due)s lebih awal daripada hari mulai %(start)s.",
                field="due_on",
                due=a.after,
                start=str(starts_on),
            )
        return {"what": "due_on", "item": "", "before": str(due_on), "after": a.after}
    held = items.get(a.item)
    if held is None or a.what not in ("quantity", "unit_price"):
        raise Refused("Butir %(item)s tidak ada di kontrak ini.", field="changes", item=a.item)
    before, after_n = (held.quantity if a.what == "quantity" else held.unit_price), int(a.after)
    if after_n == before:
        raise Refused(
            "Butir %(item)s sudah bernilai %(value)s. Tidak ada yang berubah.",
            field="changes",
            item=a.item,
            value=dotted(before),
        )
    if a.what == "quantity" and not 0 <= after_n < before:
        raise Refused(
            "Jumlah butir %(item)s hanya dapat berkurang dari %(before)s. Tambahan unit menjadi lot baru dalam rencana, lalu kontraknya sendiri.",
            field="changes", item=a.item, before=before,
        )  # fmt: skip
    return {"what": a.what, "item": a.item, "before": str(before), "after": str(after_n)}


def after_addendum(
    items: Iterable[Item], rows: Iterable[Mapping[str, str]], makers: Mapping[str, int], vendor: str
) -> list[Item]:
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
