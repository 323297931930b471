"""Local content (TKDN) of a product under the three dated methods, and of several products together.

Permenperin 16/2011: by cost, traced through material, labour and factory overhead. Permenperin 46/2022: a small
industry's own declaration by weights, 40 at most. Permenperin 35/2025 (in force 12 December 2025, repeals both):
weights 75, 10, 15. Percentages are percent, as on the forms. Not done: brainware and other additions of 35/2025 beyond
research, the special rules per branch, tracing below level 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from .amounts import Number, not_negative, percent, shown
from .errors import CostingError, require

OLD = "Permenperin 16/2011"
SMALL = "Permenperin 46/2022"
NEW = "Permenperin 35/2025"
EACH_AT_MOST, TOGETHER_AT_MOST = Fraction(3, 100), Fraction(10, 100)
MOST_RESEARCH = 20


class Method(NamedTuple):
    """From and until which day a method counts; `verified`: whether the day and the text were seen in full."""

    code: str
    valid_from: date
    valid_to: date | None
    citation: str
    verified: bool
    small_industry_only: bool


METHODS = (
    Method("16/2011", date(2011, 1, 1), date(2025, 12, 11), OLD, False, False),  # day of 2011 not confirmed
    Method("46/2022", date(2022, 1, 1), date(2025, 12, 11), SMALL, False, True),  # day of 2022 not confirmed
    Method("35/2025", date(2025, 12, 12), None, NEW, False, False),  # known from the press, not from the text
)


def methods_on(day: date, small_industry: bool = False) -> tuple[Method, ...]:
    """The methods by which a certificate could be issued on that day."""
    return tuple(
        m for m in METHODS
        if m.valid_from <= day and (m.valid_to is None or day <= m.valid_to)
        and (small_industry or not m.small_industry_only)
    )


def method_on(code: str, day: date) -> Method:
    """The method of that code, refused on a day on which it does not count."""
    found = next((m for m in METHODS if m.code == code), None)
    if found is None:
        raise CostingError("cara hitung TKDN", code, "salah satu dari " + ", ".join(m.code for m in METHODS), OLD)
    require(found in methods_on(day, small_industry=True), f"cara hitung TKDN {code}", day,
            f"hari antara {found.valid_from} dan {found.valid_to or 'sekarang'}", found.citation)
    return found


@dataclass(frozen=True, slots=True)
class Content:
    """Rupiah made at home (`kdn`) and abroad (`kln`), exact; `percent` = kdn / (kdn + kln)."""

    kdn: Fraction
    kln: Fraction

    @property
    def percent(self) -> Fraction:
        whole = self.kdn + self.kln
        return 100 * self.kdn / whole if whole else Fraction(0)

    def __add__(self, other: Content) -> Content:
        return Content(self.kdn + other.kdn, self.kln + other.kln)


def row_content(tkdn: Number, quantity: Number, price: Number) -> Content:
    """One line of form 1.1 (16/2011): KDN = TKDN % × quantity × price, KLN = the rest."""
    cost = not_negative(quantity, "jumlah", OLD) * not_negative(price, "harga", OLD)
    home = percent(tkdn, "TKDN", OLD) / 100 * cost
    return Content(home, cost - home)


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """`tkdn` in percent by certificate or tracing; None: no proof, counted 0. `made_at_home`: a part of level 2 made at
    home whose own parts were not traced."""

    item: str
    quantity: Number
    price: Number
    tkdn: Number | None
    made_at_home: bool = False


@dataclass(frozen=True, slots=True)
class CostRow:
    """Labour or overhead of the factory: `cost` in rupiah and the percent of it that is national."""

    item: str
    cost: Number
    national: Number


@dataclass(frozen=True, slots=True)
class ProductContent:
    """`tkdn` in percent of the production cost; `without_proof`: rows counted as 0 because nothing was shown;
    `untraced`: rows counted as 100 although not traced, because they are small."""

    tkdn: Fraction
    material: Content
    labour: Content
    overhead: Content
    without_proof: tuple[str, ...]
    untraced: tuple[str, ...]
    citation: str


def content_by_cost(
    material: Sequence[MaterialRow], labour: Sequence[CostRow], overhead: Sequence[CostRow]
) -> ProductContent:
    """16/2011: (production cost - foreign cost) / production cost, without profit, company overhead or output tax.

    A level-2 part made at home counts as 100 % untraced where each such part is below 3 % of the cost and all together
    are at most 10 %; where together they are more, none is (a reading on the safe side).
    """
    costs = [row_content(0, m.quantity, m.price).kln for m in material]
    work, factory = (sum((cost_content(r) for r in rows), Content(Fraction(0), Fraction(0)))
                     for rows in (labour, overhead))
    total = sum(costs, Fraction(0)) + work.kdn + work.kln + factory.kdn + factory.kln
    if total == 0:
        raise CostingError("biaya produksi", 0, "di atas 0", OLD)
    small = [m.item for m, cost in zip(material, costs, strict=True) if m.made_at_home and cost < EACH_AT_MOST * total]
    together = sum((c for m, c in zip(material, costs, strict=True) if m.item in small), Fraction(0))
    untraced = tuple(small) if together <= TOGETHER_AT_MOST * total else ()
    parts = sum((row_content(100 if m.item in untraced else m.tkdn or 0, m.quantity, m.price) for m in material),
                Content(Fraction(0), Fraction(0)))
    without = tuple(m.item for m in material if m.tkdn is None and m.item not in untraced)
    whole = parts + work + factory
    return ProductContent(whole.percent, parts, work, factory, without, untraced, OLD)


def cost_content(row: CostRow) -> Content:
    return row_content(row.national, 1, row.cost)


def small_industry_content(material: Number, labour: Number, overhead: Number, development: Number) -> Fraction:
    """46/2022: percent of local content of each × 24, 10, 4, 2; 40 at most."""
    return weighted(SMALL, (("bahan", material, 24), ("tenaga kerja", labour, 10), ("overhead", overhead, 4),
                            ("pengembangan", development, 2)))


def weighted_content(material: Number, labour: Number, overhead: Number, research: Number = 0) -> Fraction:
    """35/2025: × 75, 10, 15. `research`: points added for research and development, 0 to 20; 100 at most in all (both
    from the press, not verified)."""
    points = percent(research, "riset dan pengembangan", NEW)
    require(points <= MOST_RESEARCH, "riset dan pengembangan", shown(points), f"paling banyak {MOST_RESEARCH}", NEW)
    base = weighted(NEW, (("bahan", material, 75), ("tenaga kerja", labour, 10), ("overhead", overhead, 15)))
    return min(Fraction(100), base + points)


def weighted(source: str, parts: Sequence[tuple[str, Number, int]]) -> Fraction:
    return sum((percent(value, f"kandungan lokal {what}", source) * weight / 100 for what, value, weight in parts),
               Fraction(0))


def content_of_products(products: Sequence[tuple[Number, Number]]) -> Fraction:
    """Several products, (TKDN in percent, price) each: Σ TKDN × price / Σ price (16/2011)."""
    prices = [not_negative(price, "harga", OLD) for _, price in products]
    require(sum(prices) > 0, "jumlah harga", shown(sum(prices, Fraction(0))), "di atas 0", OLD)
    weighted_sum = sum((percent(tkdn, "TKDN", OLD) * p for (tkdn, _), p in zip(products, prices, strict=True)),
                       Fraction(0))
    return weighted_sum / sum(prices)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A TKDN certificate keeps its method for life; a later method does not change the figure."""

    number: str
    method: str
    tkdn: Number
    issued: date
    expires: date


def certificate_faults(certificate: Certificate, at: date) -> tuple[str, ...]:
    """Sentences on why it should not be relied on that day; empty where it may."""
    faults = []
    if not certificate.issued <= at <= certificate.expires:
        faults.append(f"Sertifikat {certificate.number} berlaku {certificate.issued} sampai {certificate.expires}, "
                      f"bukan pada {at}.")
    if certificate.method not in {m.code for m in methods_on(certificate.issued, small_industry=True)}:
        faults.append(f"Sertifikat {certificate.number} memakai cara {certificate.method}, yang tidak berlaku pada "
                      f"hari terbitnya, {certificate.issued}.")
    if certificate.method == "46/2022" and percent(certificate.tkdn, "TKDN", SMALL) > 40:
        faults.append(f"Sertifikat {certificate.number} menyebut {shown(percent(certificate.tkdn, 'TKDN'))} %, padahal "
                      "cara 46/2022 paling banyak 40 %.")
    return tuple(faults)
