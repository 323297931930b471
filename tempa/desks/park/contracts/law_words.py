"""How the parameters of the dated rules are said and typed: each by its name, in the form people write it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tempa.contracts.law import Rule
from tempa.desks.frame.words import number, rp, share2

PARAMETERS = {
    "of_advance": gettext_lazy("bagian uang muka yang dijamin"), "of_contract": gettext_lazy("dari nilai kontrak"),
    "of_estimate": gettext_lazy("dari nilai HPS, bila penawarannya rendah"), "low_offer_below": gettext_lazy("penawaran rendah: di bawah bagian HPS"),
    "small": gettext_lazy("usaha kecil"), "other": gettext_lazy("selain usaha kecil"), "multi_year": gettext_lazy("tahun jamak"),
    "small_contract": gettext_lazy("kontrak kecil"), "small_contract_up_to": gettext_lazy("kontrak kecil: sampai"),
    "last_claim_takes_the_rest": gettext_lazy("tagihan terakhir mengembalikan sisanya"),
    "receipt_up_to": gettext_lazy("bukti pembelian sampai"),
    "kuitansi_up_to": gettext_lazy("kuitansi sampai"), "spk_up_to": gettext_lazy("SPK sampai"),
    "goods_up_to": gettext_lazy("barang sampai"), "needed_above": gettext_lazy("wajib di atas"),
    "working_days_before_bids": gettext_lazy("paling lama, hari kerja sebelum penawaran ditutup"),
    "committee_above": gettext_lazy("oleh panitia di atas"),
    "order_before_price_evidence": gettext_lazy("pesanan boleh mendahului bukti kewajaran harga"),
    "per_day": gettext_lazy("tiap hari"), "above": gettext_lazy("di atas"), "limit": gettext_lazy("batas"), "rate": gettext_lazy("tarif"),
    "base_share": gettext_lazy("bagian harga yang dikenai"), "surcharge": gettext_lazy("tambahan atas tarif"),
    "turnover_up_to": gettext_lazy("omzet setahun sampai"), "borne": gettext_lazy("bagian yang ditanggung"),
    "person": gettext_lazy("orang pribadi, tahun"), "partnership": gettext_lazy("CV dan firma, tahun"), "company": gettext_lazy("PT, tahun"),
    "mode": gettext_lazy("cara"), "account": gettext_lazy("pola kode akun"), "activity": gettext_lazy("pola kode kegiatan"),
    "example": gettext_lazy("contoh"), "given_away": gettext_lazy("pola barang yang diserahkan ke masyarakat"),
    "kept": gettext_lazy("pola barang yang tetap milik OPD"),
}  # fmt: skip
WORDS = {"floor": gettext_lazy("dibulatkan ke bawah"), "half_up": gettext_lazy("setengah ke atas")}
COUNTS = ("working_days_before_bids", "person", "partnership", "company")
"""Whole numbers that are no rupiah."""
PATTERNS = ("account", "activity", "given_away", "kept")
"""Regular expressions: of use to who keeps the book, unreadable in a list."""


def name_words(name: str) -> str:
    return str(PARAMETERS.get(name, name))


def value_words(name: str, value: str | int | bool, shares: Mapping[str, Fraction]) -> str:
    """A parameter as people say it: rupiah, percent, per mille, yes or no."""
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, int):
        return number(value) if name in COUNTS else rp(value)
    if name in shares:
        return share_words(shares[name])
    return str(WORDS.get(value, value))


def share_words(share: Fraction) -> str:
    """1/1000 as "1 ‰", 3/200 as "1,5 %", 1 as "seluruhnya"; what no short decimal says stays a fraction."""
    if share == 1:
        return _("seluruhnya")
    percent = share * 100
    if percent < Fraction(1, 2) and (share * 1000).denominator == 1:
        return f"{number(int(share * 1000))} ‰"
    return share2(share) if (percent * 100).denominator == 1 else f"{share.numerator}/{share.denominator}"


def rule_parameters_words(rule: Rule) -> str:
    """All of a rule's parameters in one sentence; patterns of codes are said by their example alone."""
    return "; ".join(
        f"{name_words(name)} {value_words(name, value, rule.shares)}" for name, value in rule.parameters.items() if name not in PATTERNS
    )


def typed_share(typed: str) -> str:
    """What was typed for a share, as the book writes it: "1,5 %" is "3/200", "11/100" stays."""
    if not typed.endswith("%"):
        return typed
    try:
        share = Fraction(Decimal(typed[:-1].strip().replace(",", "."))) / 100
    except InvalidOperation:
        return typed
    return f"{share.numerator}/{share.denominator}"


def choices_of(value: object) -> list[tuple[str, str]] | None:
    """The answers a parameter can have, where they can be listed."""
    if isinstance(value, bool):
        return [("True", _("ya")), ("False", _("tidak"))]
    return [(word, str(said)) for word, said in WORDS.items()] if value in WORDS else None
