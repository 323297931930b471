"""How pages speak of changes of the order: what changed, and why."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

REASON_WORDS = {
    "agreed": gettext_lazy("pesanan awal"),
    "agency_request": gettext_lazy("permintaan OPD"),
    "budget_cut": gettext_lazy("anggaran dikurangi"),
    "budget_added": gettext_lazy("anggaran ditambah"),
    "price_agreed": gettext_lazy("harga disepakati"),
    "specification": gettext_lazy("spesifikasi berubah"),
    "recipient": gettext_lazy("penerima belum siap atau berganti"),
    "nobody_can_make": gettext_lazy("tidak ada bengkel yang sanggup"),
    "schedule": gettext_lazy("jadwal bergeser"),
    "typing_error": gettext_lazy("salah ketik dibetulkan"),
    "other": gettext_lazy("lain (dijelaskan)"),
}
CHANGE_WORDS = {
    "agreed": gettext_lazy("pesanan awal"),
    "quantity": gettext_lazy("jumlah"),
    "price": gettext_lazy("harga satuan (HPS)"),
    "due_date": gettext_lazy("jatuh tempo"),
    "destination": gettext_lazy("tujuan"),
    "cancelled": gettext_lazy("dibatalkan"),
    "added": gettext_lazy("baris baru"),
}
