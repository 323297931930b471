"""What may leave a contract that nobody has signed: never what is made already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tempa.contracts.rules.drafts import Item
from tempa.ledger.rules import Refused


def check_reduction(asked: Mapping[str, int], items: Mapping[str, Item], made: Mapping[str, int]) -> None:
    """Refuses a reduction that changes nothing, adds, empties the draft, or leaves fewer than are made. `made`: lot -> units."""
    if not asked:
        raise Refused("Belum ada butir yang dikurangi. Tulis jumlah yang baru pada butirnya.", field="quantities")
    for item, after in asked.items():
        held = items.get(item)
        if held is None:
            raise Refused("Butir %(item)s tidak ada di kontrak ini.", field="quantities", item=item)
        if not 0 <= after < held.quantity:
            raise Refused(
                "Butir %(item)s sekarang %(now)s unit; jumlah barunya harus antara 0 dan %(most)s.", field="quantities", item=item,
                now=held.quantity, most=held.quantity - 1,
            )  # fmt: skip
        if after < made.get(held.lot, 0):
            raise Refused(
                "Lot %(lot)s sudah jadi %(made)s unit, jadi butir %(item)s tidak dapat kurang dari itu.", field="quantities", item=item,
                lot=held.lot, made=made[held.lot],
            )  # fmt: skip
    if not any(asked.get(item, i.quantity) for item, i in items.items()):
        raise Refused("Tidak ada yang tersisa dalam kontrak ini. Tarik saja konsepnya.", field="quantities")


def check_nothing_made(items: Iterable[Item], made: Mapping[str, int]) -> None:
    """Refuses to drop a contract under which units are made."""
    for i in items:
        if made.get(i.lot):
            raise Refused(
                "Lot %(lot)s di kontrak ini sudah jadi %(made)s unit; kalau kontraknya ditarik, unit itu tidak punya kontrak. Kurangi isi "
                "konsepnya sampai yang sudah jadi, lalu tanda tangani.", lot=i.lot, made=made[i.lot],
            )  # fmt: skip
