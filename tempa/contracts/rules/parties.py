"""What agencies and vendors must have stated, and who is tied to whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

POSTS = ("pa", "kpa", "ppk", "pp", "pptk", "treasurer")
"""Budget user, deputy, commitment officer, procurement officer, activity officer, treasurer (Perpres 16/2018 Ps 8)."""
SIGNING_POSTS = ("ppk", "kpa", "pa")
LEGAL_FORMS = ("person", "ud", "cv", "pt", "cooperative", "school")
TAX_STATUSES = ("none", "suket", "statement", "exempt")
MAKERS_SHARE = Fraction(85, 100)
"""Below this share of the price to the agency a maker's price is an alarm; a setting, no rule names it."""


@dataclass(frozen=True)
class Tie:
    """Two or more vendors share something that says that one person may stand behind them."""

    by: str
    workshops: tuple[str, ...]


def ties(particulars: Mapping[str, Mapping[str, str]]) -> list[Tie]:
    """Vendors that share a NIK, an account, a phone, an address, a representative or a financier; what they share is not repeated."""
    found: list[Tie] = []
    for by in ("nik", "npwp", "account", "phone", "address", "representative", "financier"):
        groups: dict[str, list[str]] = {}
        for workshop, values in particulars.items():
            if text := plain(values.get(by, "")):
                groups.setdefault(text, []).append(workshop)
        found += [Tie(by, tuple(sorted(w))) for _, w in sorted(groups.items()) if len(w) > 1]
    return found


def plain(text: str) -> str:
    """Letters and digits alone, in small letters: "0812-3456" and "+62 812 3456" differ in their beginning, blanks do not count."""
    kept = "".join(c for c in text.lower() if c.isalnum())
    return "0" + kept[2:] if kept.startswith("62") and kept.isdigit() and len(kept) > 9 else kept


def missing_of_agency(*, officer: bool, budget_document: bool, city: bool) -> Iterator[str]:
    """What an agency must have stated before it can sign."""
    if not officer:
        yield "pejabat penanda tangan (PPK, KPA, atau PA) dengan SK-nya"
    if not budget_document:
        yield "nomor dan tanggal DPA"
    if not city:
        yield "alamat dan kota OPD"


def missing_of_vendor(values: Mapping[str, str] | None) -> Iterator[str]:
    """What a vendor must have stated before a contract with it can be signed."""
    if values is None:
        yield "semua data penyedia"
        return
    if not values["npwp"] and not values["nik"]:
        yield "NPWP atau NIK"
    if values["legal_form"] in ("cv", "pt", "cooperative") and not values["deed"]:
        yield "akta pendirian"
    if not values["account"] or not values["bank"] or not values["holder"]:
        yield "nomor rekening, bank, dan nama pemiliknya"
    if not values["address"]:
        yield "alamat"
