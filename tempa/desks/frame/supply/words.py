"""How pages speak of buying and stock: stages, amounts with their units, shares of the province."""

from __future__ import annotations

from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.catalogue import queries as catalogue
from tempa.desks.frame.words import language, rp, share
from tempa.ledger import queries as ledger
from tempa.ledger.rules import Who
from tempa.supply import queries as supply
from tempa.supply.rules.amounts import quantity
from tempa.supply.rules.buying import Stays
from tempa.values.quantity import quantity as figure

STAGES: dict[str, tuple[str, str | Promise]] = {
    "waiting": ("doubt", gettext_lazy("menunggu persetujuan orang kedua")), "refused": ("", gettext_lazy("ditolak")),
    "approved": ("doubt", gettext_lazy("belum dikirim ke pemasok")), "sent": ("doubt", gettext_lazy("menunggu jawaban pemasok")),
    "accepted": ("", gettext_lazy("disanggupi, barang belum datang")), "declined": ("late", gettext_lazy("pemasok tidak sanggup")),
    "partly": ("doubt", gettext_lazy("datang sebagian")), "received": ("good", gettext_lazy("lengkap")), "cancelled": ("", gettext_lazy("batal")),
}  # fmt: skip
MOVES: dict[str, str | Promise] = {
    "receipt": gettext_lazy("diterima"), "issue": gettext_lazy("dikeluarkan"), "return": gettext_lazy("dikembalikan"),
    "count": gettext_lazy("hasil hitung"),
}  # fmt: skip


def amount(value: int | None) -> str:
    """An amount of a material as people read it: at most four decimals."""
    return "" if value is None else figure(quantity(value), language(), 4)


class Goods:
    """Materials of a programme by code: their names, units and kinds, read once."""

    def __init__(self, programme: ledger.Programme) -> None:
        self.cells = {m.material: m.cells for m in catalogue.materials(programme)}

    def name(self, material: str) -> str:
        return str(self.cells[material]["name_id"]) if material in self.cells else material

    def unit(self, material: str) -> str:
        return str(self.cells[material]["unit"]) if material in self.cells else ""

    def kind(self, material: str) -> str:
        return str(self.cells[material]["kind"]) if material in self.cells else ""

    def labelled(self, material: str) -> str:
        """`Besi siku, batang`, above a field for its quantity."""
        return f"{self.name(material)}, {self.unit(material)}"

    def words(self, material: str, value: int) -> str:
        """`12,5 batang`."""
        return f"{amount(value)} {self.unit(material)}".strip()


def stage_tag(purchase: supply.PurchaseOrder) -> tuple[str, str]:
    tag, words = STAGES[supply.stage_of(purchase)]
    return tag, str(words)


def order_value(purchase: supply.PurchaseOrder) -> int:
    """Rupiah of an order with its freight, as it stands now."""
    return supply.goods_value(purchase) + int(purchase.freight)


def stays_words(found: Stays) -> str:
    """Two figures, and what nobody has shown: where it was bought, and how much of the money stays."""
    if not found.value:
        return _("Belum ada pembelian.")
    told = _("%(local)s dari nilai barang dibeli dari pemasok di provinsi ini; yang terbukti tinggal di sini %(stays)s.") % {
        "local": share(found.local_share), "stays": share(found.share),
    }  # fmt: skip
    unknown = _("Untuk %(rp)s belum ada keterangan, jadi dihitung 0.") % {"rp": rp(found.unknown)} if found.unknown else ""
    return f"{told} {unknown}".strip()


def percent_words(value: Fraction | None) -> str:
    return _("belum ada keterangan") if value is None else share(value)


def is_park(who: Who) -> bool:
    return who.sits_at("park_planner", "park_head")
