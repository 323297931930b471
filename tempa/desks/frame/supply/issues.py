"""Notes by which materials went to a workshop or came back, as the park and the workshop both see them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tempa.desks.frame.supply.words import Goods, amount
from tempa.desks.frame.tables import Column, Table
from tempa.desks.frame.words import number
from tempa.supply import queries as supply


def note_tag(note: supply.IssueNote) -> tuple[str, str]:
    """How a note stands with its workshop."""
    if note.confirmed_at is None:
        return ("", _("pengembalian")) if note.is_return else ("doubt", _("belum dinyatakan diterima"))
    return ("good", _("diterima sesuai")) if note.is_right else ("late", _("ada yang berbeda"))


def lines_table(lines: Sequence[supply.StockMove], goods: Goods) -> Table[dict[str, object]]:
    total = sum(abs(m.value) for m in lines)
    rows = [{"lot": m.lot, "name": goods.name(m.material), "n": abs(m.quantity), "unit": goods.unit(m.material), "value": abs(m.value),
             "engines": ", ".join(m.engines) or m.certificate} for m in lines]  # fmt: skip
    return Table(_("Bahan"), rows, [
        Column("lot", lambda r: r.get("lot", "")), Column("material", lambda r: r["name"], wide=True),
        Column("quantity", lambda r: r.get("n"), amount, numeric=True), Column("unit", lambda r: r.get("unit", ""), words=_("Satuan")),
        Column("value", lambda r: r["value"], number, words=_("Rupiah"), numeric=True, urgent=True),
        Column("engines", lambda r: r.get("engines", ""), words=_("Nomor mesin atau kiriman"), wide=True),
    ], foot=[{"name": _("Jumlah"), "value": total}])  # fmt: skip
