"""Prices that a list states beside its counts: an order reckons with the price of the type, so a difference is said, not taken over."""

from __future__ import annotations

from collections.abc import Mapping

from tempa.values.programme.errors import Sentence
from tempa.values.programme.numbers import number_of
from tempa.values.programme.people.proposal import Proposal, ReadRow
from tempa.values.programme.people.questions import listed_places
from tempa.values.programme.schema import Tables
from tempa.values.rupiah import rupiah


def other_prices(proposal: Proposal, types: Mapping[str, str], known: Tables) -> list[Sentence]:
    """Per machine and stated price that is not the type's: both prices, and the rows with it. `types` are decided per name."""
    priced = {row["type"]: number_of(row.get("unit_price", "")) for row in known.get("types", [])}
    found: dict[tuple[str, str, int], list[tuple[str, int]]] = {}
    for row in proposal.rows:
        name = row.extras.get("type_name", "")
        code = row.values.get("type") or types.get(name, "")
        stated, price = row.extras.get("unit_price_rupiah", "") or _price_by_total(row), priced.get(code)
        if row.table == "orders" and stated and price is not None and int(stated) != price:
            found.setdefault((name or code, code, int(stated)), []).append((row.sheet, row.row))
    return [_sentence(name, stated, int(priced[code] or 0), listed_places(dict.fromkeys(places)))
            for (name, code, stated), places in found.items()]


def _price_by_total(row: ReadRow) -> str:
    """What one machine costs by the total of its row, where no unit price is stated: `1 paket` of ten has ten times its price."""
    total, count = row.extras.get("total_rupiah", ""), row.values.get("quantity", "")
    return str(int(total) // int(count)) if total and count.isdigit() and int(count) else ""


def _sentence(name: str, stated: int, price: int, rows: str) -> Sentence:
    return Sentence(
        f"{name} (baris {rows}): harga satuan di lembar {rupiah(stated)}, HPS jenis ini {rupiah(price)}. Pesanan dihitung dengan HPS jenis itu; bila"
        " harga lembar yang benar, ubah HPS-nya di halaman jenis mesin.",
        f"{name} (rows {rows}): its unit price in the sheet is {rupiah(stated, 'en')}, the owner's estimate of its type"
        f" {rupiah(price, 'en')}. The order is reckoned with the estimate of the type; if the sheet is right, change the estimate on the"
        " page of the type.")
