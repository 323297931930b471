"""The evaluation price of an offer with domestic content (HEA), under the old and the current rule.

HEA only ranks offers; the contract stays at the offered price. Old: Perpres 54/2010, HEA = HP / (1 + KP). Current: the
P3DN pocket book of 2022 (p. 39), HEA = (1 - KP) × HP for packages above Rp1 billion. KP = TKDN × preference, from a
TKDN of 25 % on. The day on which one gave way to the other is not confirmed: see CURRENT_FROM.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .amounts import Number, not_negative, rounded, rupiah, share

LEAST_CONTENT = Fraction(1, 4)
LEAST_PACKAGE = 1_000_000_000
OLD = "Perpres 54/2010"
CURRENT = "buku saku P3DN 2022, hlm. 39 (belum diverifikasi)"
CURRENT_FROM = date(2018, 7, 1)  # not verified: Perpres 16/2018 replaced Perpres 54/2010; pass another day where known


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`price` None: the offer may not bid. `coefficient` is KP. `citation` says under which rule, `verified` whether
    its text was seen."""

    price: int | None
    coefficient: Fraction
    regime: str
    citation: str
    verified: bool


def old_evaluation(offer: Number, content: Number, preference: Number) -> Evaluation:
    """`content` and `preference` are shares (0.5, 0.15). TKDN 0 may not bid; below 25 % no preference, HEA = HP."""
    price, tkdn, percent = checked(offer, content, preference)
    if tkdn == 0:
        return Evaluation(None, Fraction(0), "old", OLD, True)
    coefficient = tkdn * percent if tkdn >= LEAST_CONTENT else Fraction(0)
    return Evaluation(rounded(price / (1 + coefficient)), coefficient, "old", OLD, True)


def current_evaluation(offer: Number, content: Number, preference: Number) -> Evaluation:
    """The bare formula; whether the package and the product qualify is asked by evaluate()."""
    price, tkdn, percent = checked(offer, content, preference)
    coefficient = tkdn * percent
    return Evaluation(rounded((1 - coefficient) * price), coefficient, "current", CURRENT, False)


def checked(offer: Number, content: Number, preference: Number) -> tuple[Fraction, Fraction, Fraction]:
    return (rupiah(offer, "harga penawaran", OLD), share(content, "TKDN", OLD),
            share(preference, "preferensi harga", OLD))


def evaluate(
    offer: Number, content: Number, preference: Number, *, day: date, package: Number,
    current_from: date = CURRENT_FROM,
) -> Evaluation:
    """The rule of that day with its conditions: under the current one a package of Rp1 billion or less, or a TKDN below
    25 %, gets no preference (HEA = HP)."""
    if day < current_from:
        return old_evaluation(offer, content, preference)
    qualifies = not_negative(package, "nilai paket", CURRENT) > LEAST_PACKAGE
    qualifies = qualifies and share(content, "TKDN", CURRENT) >= LEAST_CONTENT
    return current_evaluation(offer, content, preference if qualifies else 0)


@dataclass(frozen=True, slots=True)
class Offer:
    """`price` in rupiah, `content` the TKDN as a share."""

    name: str
    price: int
    content: Number


def ranked(
    offers: Sequence[Offer], preference: Number, *, day: date, package: Number, current_from: date = CURRENT_FROM
) -> tuple[tuple[Offer, Evaluation], ...]:
    """Offers that may bid, cheapest evaluation price first; a tie goes to the higher TKDN, then the order given."""
    judged = [(o, evaluate(o.price, o.content, preference, day=day, package=package, current_from=current_from))
              for o in offers]
    may_bid = [(o, e, e.price) for o, e in judged if e.price is not None]
    may_bid.sort(key=lambda row: (row[2], -share(row[0].content, "TKDN")))
    return tuple((o, e) for o, e, _ in may_bid)
