"""The menu of each desk: names of addresses and of glossary nouns or sentences, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Item:
    """One entry: the name of its address, its words, and the sections that stand under it without an entry of their own."""

    address: str
    words: str | Promise
    also: tuple[str, ...] = ()

    @property
    def to(self) -> str:
        return worked_out(self.address)


@cache
def worked_out(name: str) -> str:
    """An address without parts stays what it is while the program runs."""
    return reverse(name)


HOMES = {
    "park": "park-overview", "agency": "agency-home", "workshop": "workshop-home", "inspector": "inspector-home",
    "supplier": "supplier-home", "auditor": "auditor-home",
}  # fmt: skip

MENUS: dict[str, tuple[Item, ...]] = {
    "park": (
        Item("park-overview", _("Ikhtisar")),
        Item("park-orders", _("Pesanan")),
        Item("park-types", _("Katalog")),
        Item("park-costs", _("Harga"), ("park-calls", "park-price-objections")),
        Item("park-workshops", _("Bengkel")),
        Item("park-budget", _("Anggaran")),
        Item("park-planning", _("Rencana")),
        Item("park-objections", _("Keberatan")),
        Item("park-contracts", _("Kontrak"), ("park-chains",)),
        Item("park-readiness", _("Kesiapan")),
        Item("park-import", _("Unggah")),
        Item("park-ledger", _("Catatan")),
        Item("park-people", _("Orang")),
    ),
    "agency": (
        Item("agency-home", _("Pesanan kami")), Item("agency-contracts", _("Kontrak")), Item("agency-readiness", _("Kesiapan")),
        Item("agency-budget", _("Anggaran kami")), Item("agency-estimates", _("HPS kami")), Item("agency-prices", _("Keberatan harga")),
    ),
    "workshop": (
        Item("workshop-home", _("Lot saya")),
        Item("workshop-week", _("Kerja mingguan")),
        Item("workshop-contracts", _("Kontrak")),
        Item("workshop-why", _("Mengapa?")),
        Item("workshop-objections", _("Keberatan")),
        Item("workshop-offers", _("Penawaran")),
        Item("workshop-costs", _("Harga wajar")),
        Item("workshop-prices", _("Keberatan harga")),
        Item("workshop-capacity", _("Data bengkel")),
    ),
    "inspector": (Item("inspector-home", _("Jadwal periksa")),),
    "supplier": (Item("supplier-home", _("Barang yang diperlukan")),),
    "auditor": (
        Item("auditor-home", _("Keputusan")),
        Item("auditor-ledger", _("Catatan")),
        Item("auditor-chains", _("Rantai harga")),
        Item("auditor-objections", _("Keberatan")),
        Item("auditor-conservation", _("Kekekalan")),
        Item("auditor-verification", _("Pencocokan")),
        Item("auditor-check-code", _("Kode periksa")),
        Item("auditor-pack", _("Paket audit")),
    ),
}
