"""The menu of each desk: names of addresses and of glossary nouns or sentences, in groups where a desk has many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tempa.desks.frame.tables import Words

register = template.Library()


@dataclass(frozen=True)
class Item:
    """One entry: the name of its address, its words, and the sections that stand under it without an entry of their own."""

    address: str
    words: Words
    also: tuple[str, ...] = ()

    @property
    def to(self) -> str:
        return worked_out(self.address)


@dataclass(frozen=True)
class Group:
    """Entries that belong together: one word in the menu, which leads to the first of them; the others show beneath it."""

    words: Words
    items: tuple[Item, ...]

    @property
    def to(self) -> str:
        return self.items[0].to


@cache
def worked_out(name: str) -> str:
    """An address without parts stays what it is while the program runs."""
    return reverse(name)


HOMES = {
    "park": "park-overview", "agency": "agency-home", "workshop": "workshop-home", "inspector": "inspector-home",
    "supplier": "supplier-home", "auditor": "auditor-home",
}  # fmt: skip

MENUS: dict[str, tuple[Item | Group, ...]] = {
    "park": (
        Item("park-overview", _("Ikhtisar")),
        Group(_("Pesanan"), (Item("park-orders", _("Pesanan")), Item("park-budget", _("Anggaran")), Item("park-import", _("Unggah")))),
        Group(_("Harga"), (Item("park-types", _("Katalog")), Item("park-costs", _("Harga"), ("park-calls", "park-price-objections")))),
        Group(_("Bengkel"), (
            Item("park-workshops", _("Bengkel")), Item("park-visits", _("Verifikasi"), ("park-criteria",)), Item("park-machines", _("Mesin bersama")),
            Item("park-applicants", _("Pendaftar")), Item("park-records", _("Induk dan catatan ganda")),
        )),
        Group(_("Rencana"), (Item("park-planning", _("Rencana")), Item("park-objections", _("Keberatan")))),
        Group(_("Kontrak"), (Item("park-contracts", _("Kontrak"), ("park-chains",)), Item("park-readiness", _("Kesiapan")))),
        Group(_("Produksi"), (Item("park-production", _("Produksi")), Item("park-production-problems", _("Kendala")),
                              Item("park-chats", _("Pesan WA")), Item("park-learning", _("Pembinaan")))),
        Group(_("Bahan"), (
            Item("park-supply", _("Beli bahan")), Item("park-needs", _("Kebutuhan")), Item("park-inquiries", _("Penawaran")),
            Item("park-purchases", _("Pesanan bahan")), Item("park-stock", _("Stok")), Item("park-issues", _("Bon bahan")),
            Item("park-late-materials", _("Terlambat")), Item("park-suppliers", _("Pemasok")),
        )),
        Group(_("Mutu"), (
            Item("park-quality", _("Mutu")), Item("park-week", _("Minggu pemeriksa")),
            Item("park-first-articles", _("Unit pertama")), Item("park-nonconformities", _("Ketidaksesuaian")),
            Item("park-causes", _("Sebab")), Item("park-forms", _("Formulir uji")), Item("park-revisions", _("Gambar")),
            Item("park-instruments", _("Alat ukur")),
            Item("park-sampling", _("Aturan contoh")), Item("park-quality-figures", _("Angka mutu")), Item("park-trace", _("Telusuri")),
        )),
        Group(_("Serah terima"), (
            Item("park-handovers", _("Serah terima")), Item("park-rounds", _("Ronde antar")),
            Item("park-recipients", _("Penerima")), Item("park-use", _("Pemakaian")),
            Item("park-repairs", _("Perbaikan")), Item("park-site-needs", _("Kebutuhan lokasi")),
            Item("park-field", _("Kerja lapangan")),
        )),
        Group(_("Pembayaran"), (Item("park-money", _("Pembayaran")), Item("park-claims", _("Tagihan")))),
        Group(_("Catatan"), (Item("park-ledger", _("Catatan")), Item("park-people", _("Orang")),
                                 Item("park-envelopes", _("Kiriman lapangan")), Item("park-copies", _("Salinan")))),
    ),
    "agency": (
        Item("agency-home", _("Pesanan kami")),
        Group(_("Anggaran dan harga"), (
            Item("agency-budget", _("Anggaran kami")), Item("agency-estimates", _("HPS kami")), Item("agency-prices", _("Keberatan harga")),
        )),
        Group(_("Kontrak"), (Item("agency-contracts", _("Kontrak")), Item("agency-readiness", _("Kesiapan")))),
        Group(_("Penerima"), (Item("agency-recipients", _("Permohonan")), Item("agency-sent", _("Kiriman sendiri")),
                             Item("agency-assigning", _("Penetapan")))),
        Group(_("Mutu"), (Item("agency-concessions", _("Konsesi")), Item("agency-revisions", _("Gambar")))),
        Group(_("Serah terima"), (
            Item("agency-handovers", _("Serah terima")), Item("agency-field", _("Kerja lapangan")),
            Item("agency-envelopes", _("Kiriman lapangan")),
        )),
        Group(_("Pembayaran"), (Item("agency-claims", _("Tagihan")), Item("agency-money", _("Umur tagihan")))),
        Group(_("Pemakaian"), (Item("agency-use", _("Pemakaian")), Item("agency-repairs", _("Perbaikan")))),
    ),
    "workshop": (
        Item("workshop-home", _("Lot saya")),
        Group(_("Kerja"), (
            Item("workshop-production", _("Kemajuan")), Item("workshop-week", _("Kerja mingguan")), Item("workshop-materials", _("Bahan")),
            Item("workshop-quality", _("Mutu")), Item("workshop-repairs", _("Perbaikan")), Item("workshop-learning", _("Pelatihan")),
        )),
        Group(_("Kontrak dan uang"), (
            Item("workshop-contracts", _("Kontrak")), Item("workshop-handovers", _("Serah terima")), Item("workshop-claims", _("Tagihan")),
            Item("workshop-money", _("Uang saya")), Item("workshop-field", _("Kerja lapangan")), Item("workshop-envelopes", _("Kiriman lapangan")),
        )),
        Group(_("Harga"), (
            Item("workshop-offers", _("Penawaran")), Item("workshop-costs", _("Harga wajar")), Item("workshop-prices", _("Keberatan harga")),
        )),
        Group(_("Pembagian"), (Item("workshop-why", _("Mengapa?")), Item("workshop-objections", _("Keberatan")))),
        Group(_("Bengkel saya"), (
            Item("workshop-capacity", _("Data bengkel")), Item("workshop-verification", _("Verifikasi")),
            Item("workshop-machines", _("Mesin bersama")),
        )),
    ),
    "inspector": (Item("inspector-home", _("Jadwal periksa")), Item("inspector-week", _("Minggu ini")),
                  Item("inspector-tasks", _("Tugas periksa")),
                  Item("inspector-visits", _("Verifikasi")), Item("inspector-field", _("Kerja lapangan")),
                  Item("inspector-envelopes", _("Kiriman lapangan"))),
    "supplier": (Item("supplier-home", _("Pesanan saya")), Item("supplier-plan", _("Barang yang diperlukan"))),
    "auditor": (
        Item("auditor-home", _("Keputusan")),
        Item("auditor-ledger", _("Catatan")),
        Item("auditor-chains", _("Rantai harga")),
        Item("auditor-objections", _("Keberatan")),
        Item("auditor-conservation", _("Kekekalan")),
        Item("auditor-flags", _("Tanda bahaya")),
        Item("auditor-samples", _("Sampel")),
        Item("auditor-verification", _("Pencocokan")),
        Item("auditor-check-code", _("Kode periksa")),
        Item("auditor-pack", _("Paket audit")),
    ),
}


@register.simple_tag(takes_context=True)
def menu(context: Context) -> SafeString:
    """The menu of the reader's desk, and under it the entries of the group in which they are (where it has several)."""
    path, section = context["request"].path, context.get("section", "")
    entries = [(entry, entry.items if isinstance(entry, Group) else (entry,)) for entry in MENUS[context["here"].desk]]
    has_own = any(path == item.to for _entry, items in entries for item in items)

    def is_at(item: Item) -> bool:
        """One entry alone: that of the page itself where it has one, else that of its section."""
        return path == item.to if has_own else section == item.address or section in item.also

    first, second = [], []
    for entry, items in entries:
        is_here = any(is_at(item) for item in items)
        first.append((entry.words, entry.to, is_here))
        if is_here and len(items) > 1:
            second = [(item.words, item.to, is_at(item)) for item in items]
    return bar("menu", gettext("Menu"), first) + (bar("menu under", gettext("Di bawah menu ini"), second) if second else SafeString(""))


def bar(css: str, label: str, entries: Sequence[tuple[Words, str, bool]]) -> SafeString:
    here = mark_safe(' aria-current="page"')
    links = format_html_join("", '<li><a href="{}"{}>{}</a></li>', ((to, here if is_here else "", words) for words, to, is_here in entries))
    return format_html('<nav class="{}" aria-label="{}"><ul>{}</ul></nav>', css, label, links)
