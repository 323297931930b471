"""Which domestic products may be bought: the ladder of 2025, and the rule before it.

Perpres 46/2025 article 66(2), in force 30 April 2025, read from press texts and to be confirmed: (a) where some product
has TKDN + BMP of 40 % or more, those with TKDN of 25 % or more; (b) else those with TKDN of 25 % or more; (c) else
those below 25 %; (d) else domestic products listed with the ministry. Before it (PP 29/2018 article 61): domestic
products of 25 % or more are compulsory where one with TKDN + BMP of 40 % or more exists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from .amounts import Number, percent

CITATION = "Perpres 46/2025 pasal 66(2), dibaca dari pers (belum diverifikasi)"
BEFORE = "PP 29/2018 pasal 61"
LADDER_FROM = date(2025, 4, 30)
COMPULSORY, LEAST = 40, 25
Rung = Literal["a", "b", "c", "d", "free", "none"]


@dataclass(frozen=True, slots=True)
class Offered:
    """`tkdn` and `bmp` in percent; `tkdn` None: no certificate. `listed`: in the ministry's list (SIINas)."""

    name: str
    tkdn: Number | None
    bmp: Number = 0
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Allowed:
    """The rung reached and the names on it, in the order of the offers."""

    rung: Rung
    names: tuple[str, ...]
    citation: str
    verified: bool


def allowed_offers(offers: Sequence[Offered]) -> Allowed:
    """The ladder of 2025. An offer that opens rung (a) with its benefits but has less than 25 % itself is out, as long
    as anything with 25 % or more is there."""
    certified = [(o.name, content_of(o), benefit_of(o)) for o in offers if o.tkdn is not None]
    enough = tuple(name for name, tkdn, _ in certified if tkdn >= LEAST)
    if enough:
        opened = any(tkdn + bmp >= COMPULSORY for _, tkdn, bmp in certified)
        return Allowed("a" if opened else "b", enough, CITATION, False)
    if certified:
        return Allowed("c", tuple(name for name, _, _ in certified), CITATION, False)
    listed = tuple(o.name for o in offers if o.listed)
    return Allowed("d" if listed else "none", listed, CITATION, False)


def content_of(offer: Offered) -> Fraction:
    return percent(offer.tkdn or 0, f"TKDN {offer.name}", CITATION)


def benefit_of(offer: Offered) -> Fraction:
    """0 to 100; that 35/2025 gives 15 at most is not held against older certificates here."""
    return percent(offer.bmp, f"BMP {offer.name}", CITATION)


def allowed_on(offers: Sequence[Offered], day: date) -> Allowed:
    """By the rule of that day; before the ladder every offer is free where nothing reaches 40 %."""
    if day >= LADDER_FROM:
        return allowed_offers(offers)
    certified = [(o.name, content_of(o), benefit_of(o)) for o in offers if o.tkdn is not None]
    if any(tkdn + bmp >= COMPULSORY for _, tkdn, bmp in certified):
        return Allowed("a", tuple(name for name, tkdn, _ in certified if tkdn >= LEAST), BEFORE, True)
    return Allowed("free", tuple(o.name for o in offers), BEFORE, True)
