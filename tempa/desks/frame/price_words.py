"""What pages of prices call inputs, sources, states, parts of a price and their lines."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.desks.frame.words import language, number, rp, term
from tempa.values.quantity import decimal_text

INPUT_WORDS = {
    "material": gettext_lazy("bahan"), "wage": gettext_lazy("upah sejam"), "machine": gettext_lazy("mesin bengkel sejam"),
    "overhead": gettext_lazy("overhead"), "margin": gettext_lazy("margin"),
}  # fmt: skip
SKILL_WORDS = {
    "welder": gettext_lazy("tukang las"), "machinist": gettext_lazy("tukang bubut"), "fitter": gettext_lazy("tukang rakit dan potong"),
    "electrician": gettext_lazy("tukang listrik"), "painter": gettext_lazy("tukang cat"),
}  # fmt: skip
SOURCE_WORDS = {
    "quotation": gettext_lazy("penawaran"), "invoice": gettext_lazy("nota"), "survey": gettext_lazy("survei"),
    "regulation": gettext_lazy("peraturan"),
}  # fmt: skip
STATE_WORDS = {
    "fresh": gettext_lazy("berlaku"), "old": gettext_lazy("sudah lama"), "expired": gettext_lazy("habis masa berlaku"),
    "early": gettext_lazy("belum berlaku"), "programme": gettext_lazy("dari daftar program, tanpa tanggal"),
    "assumed": gettext_lazy("anggapan awal, belum ada sumber"), "replaced": gettext_lazy("sudah dibetulkan"),
}  # fmt: skip
STATE_MARKS = {"old": "doubt", "expired": "late", "programme": "doubt", "assumed": "doubt", "replaced": "late"}
KIND_WORDS = {
    "material": gettext_lazy("bahan dan suku cadang"), "labour": gettext_lazy("upah kerja"), "machine": gettext_lazy("mesin bengkel"),
    "setup": gettext_lazy("persiapan"), "overhead": gettext_lazy("overhead"), "margin": gettext_lazy("margin"),
}  # fmt: skip
PLACE_WORDS = {"below": gettext_lazy("di bawah harga wajar"), "above": gettext_lazy("di atas harga wajar"), "": gettext_lazy("di dalam rentang")}
SHORT_PLACE = {"below": gettext_lazy("di bawah"), "above": gettext_lazy("di atas"), "": gettext_lazy("di dalam")}


def item_words(input: str, item: str, materials: Mapping[str, str]) -> str:
    """What a price is of: a material, a trade, a machine, or the share itself."""
    if input == "wage":
        return str(SKILL_WORDS[item]) if item in SKILL_WORDS else item
    if input == "machine":
        return term(item)
    return materials.get(item, item) if item else str(INPUT_WORDS[input])


def key_words(key: str, materials: Mapping[str, str], steps: Mapping[str, str]) -> str:
    """What a key of the costing engine is called on a page; `steps`: number of a step -> its resource."""
    kind, _colon, which = key.partition(":")
    if kind == "harga":
        return materials.get(which, which)
    if kind == "upah":
        return _("upah %(who)s") % {"who": SKILL_WORDS[which]}
    if kind == "mesin":
        return _("mesin %(work)s") % {"work": term(steps.get(which, which))}
    if kind in {"jam", "persiapan"}:
        work = term(steps[which])
        return _("jam kerja %(work)s") % {"work": work} if kind == "jam" else _("jam setel %(work)s") % {"work": work}
    return _("laju belajar") if kind == "belajar" else key


def amount_words(input: str, amount: int | None) -> str:
    """Rupiah, or a percentage of overhead and margin."""
    if amount is None:
        return ""
    return f"{decimal_text(Decimal(amount) / 100, 2, language(), trim=True)} %" if input in {"overhead", "margin"} else number(amount)


def amount_in_words(input: str, amount: int) -> str:
    return amount_words(input, amount) if input in {"overhead", "margin"} else rp(amount)

