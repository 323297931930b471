"""The words of delivery: kinds of recipients, stages of requests and handovers, what a site lacks, how a machine fares."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.delivery.rules import handover_stage
from tempa.desks.frame.door import Here
from tempa.desks.frame.figures import workshop_words
from tempa.desks.frame.tables import Words

KINDS: dict[str, Words] = {
    "group": gettext_lazy("kelompok"), "village": gettext_lazy("desa"), "firm": gettext_lazy("usaha kecil"), "agency": gettext_lazy("OPD sendiri"),
}  # fmt: skip
SOURCES: dict[str, Words] = {
    "paper": gettext_lazy("surat"), "phone": gettext_lazy("telepon"), "officer": gettext_lazy("petugas"), "self": gettext_lazy("diri sendiri"),
}  # fmt: skip
REQUEST: dict[str, tuple[str, Words]] = {
    "": ("doubt", gettext_lazy("belum diputuskan")), "accepted": ("good", gettext_lazy("diterima")), "refused": ("plain", gettext_lazy("ditolak")),
    "waiting": ("doubt", gettext_lazy("menunggu")), "decreed": ("good", gettext_lazy("dalam surat keputusan")),
}  # fmt: skip
HANDOVER: dict[str, tuple[str, Words]] = {
    "offered": ("doubt", gettext_lazy("menunggu diterima")), "taken": ("good", gettext_lazy("diterima")),
    "deemed": ("doubt", gettext_lazy("dianggap diterima")), "withdrawn": ("plain", gettext_lazy("dibatalkan")),
}  # fmt: skip
STEPS: dict[int, Words] = {
    1: gettext_lazy("bengkel ke taman sains"), 2: gettext_lazy("ke OPD"), 3: gettext_lazy("OPD ke penerima"),
}  # fmt: skip
GAPS: dict[str, Words] = {
    "volts": gettext_lazy("tegangan listrik"), "power": gettext_lazy("daya listrik"), "water": gettext_lazy("air"),
    "building": gettext_lazy("bangunan"), "operator": gettext_lazy("operator terlatih"), "raw": gettext_lazy("bahan baku terlalu sedikit"),
}  # fmt: skip
TIES: dict[str, Words] = {
    "nik": gettext_lazy("NIK sama"), "phone": gettext_lazy("nomor HP sama"), "name": gettext_lazy("nama dan desa sama"),
    "contact": gettext_lazy("nama orangnya sama"),
}  # fmt: skip
STATES: dict[str, tuple[str, Words]] = {
    "used": ("good", gettext_lazy("dipakai")), "idle": ("doubt", gettext_lazy("menganggur")), "broken": ("late", gettext_lazy("rusak")),
    "moved": ("doubt", gettext_lazy("dipindahkan")), "sold": ("late", gettext_lazy("dijual")), "not_found": ("late", gettext_lazy("tidak ditemukan")),
}  # fmt: skip
REPAIRS: dict[str, tuple[str, Words]] = {
    "reported": ("late", gettext_lazy("dilaporkan, belum dijawab pembuatnya")), "accepted": ("doubt", gettext_lazy("diterima pembuatnya")),
    "visited": ("doubt", gettext_lazy("sudah dikunjungi")), "parts": ("doubt", gettext_lazy("suku cadang diurus")),
    "declined": ("late", gettext_lazy("ditolak pembuatnya, menunggu taman sains")), "must_repair": ("late", gettext_lazy("wajib diperbaiki")),
    "dropped": ("plain", gettext_lazy("tidak diperbaiki")), "done": ("doubt", gettext_lazy("selesai, menunggu kata penerima")),
    "works": ("good", gettext_lazy("selesai, mesinnya jalan")), "fails": ("late", gettext_lazy("belum jalan menurut penerima")),
}  # fmt: skip
MOVES: dict[str, Words] = {
    "accepted": gettext_lazy("Kami perbaiki"), "visited": gettext_lazy("Sudah dikunjungi"),
    "parts": gettext_lazy("Suku cadang dipakai atau ditunggu"),
    "declined": gettext_lazy("Bukan tanggungan kami (tulis alasannya)"), "must_repair": gettext_lazy("Pembuat wajib memperbaiki"),
    "dropped": gettext_lazy("Tidak perlu diperbaiki pembuatnya"), "works": gettext_lazy("Mesinnya jalan lagi"),
    "fails": gettext_lazy("Belum jalan"), "told": gettext_lazy("keterangan tambahan"), "done": gettext_lazy("selesai diperbaiki"),
}  # fmt: skip
SAID: dict[str, Words] = {
    "accepted": gettext_lazy("pembuatnya akan memperbaiki"), "declined": gettext_lazy("bukan tanggungan pembuatnya, menurut pembuatnya"),
    "must_repair": gettext_lazy("taman sains: pembuatnya wajib memperbaiki"),
    "dropped": gettext_lazy("taman sains: tidak perlu diperbaiki pembuatnya"),
}  # fmt: skip
"""What was said of a repair, where the words of the button would be those of who presses it."""
WAYS: dict[str, Words] = {"visit": gettext_lazy("kunjungan"), "phone": gettext_lazy("telepon"), "link": gettext_lazy("tautan")}


def choices(words: dict[str, Words]) -> list[tuple[str, Words]]:
    return list(words.items())


def stage_of_request(request: object) -> str:
    """Its decision, or that a decree names it."""
    return "decreed" if getattr(request, "decree", "") else str(getattr(request, "decided", ""))


def stage_of_handover(handover: object) -> str:
    return handover_stage(
        taken=getattr(handover, "taken_at", None) is not None, is_deemed=bool(getattr(handover, "is_deemed", False)),
        withdrawn=getattr(handover, "withdrawn_at", None) is not None,
    )  # fmt: skip


def gaps_words(codes: Iterable[str]) -> str:
    return ", ".join(str(GAPS[code]) for code in codes)


def agency_of(here: Here) -> str:
    """Whose recipients a reader sees: an agency its own, the park all (blank)."""
    return here.subject if here.desk == "agency" else ""


def organisation_words(here: Here, code: str) -> str:
    return _("taman sains") if code == "PARK" else workshop_words(here, code)
