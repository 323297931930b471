"""What is known of materials and goods beside the programme's tables, quotes asked and quotes stated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from tempa.ledger.facts import Fact, Price, Public, Recorded
from tempa.supply.models import GoodsContent, Inquiry, MaterialTerms, Quote
from tempa.supply.rules.amounts import parts


def through_link(through: str) -> tuple[str, ...]:
    """The subject of a fact that came by a link; none where it came another way."""
    return (f"link:{through}",) if through else ()


@dataclass(frozen=True)
class MaterialTermsStated(Fact):
    """What share of a material is lost at work (percent as text), and in which multiples it is bought; the last word holds."""

    kind_words = _("ketentuan bahan dinyatakan")
    is_decision = True

    material: Public[str]
    scrap: Public[str]
    multiple: Public[str]
    source: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"materials:{self.material}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            MaterialTerms.objects.update_or_create(
                programme_id=r.entry.programme_id, material=r.fact.material,
                defaults={"scrap": r.fact.scrap, "multiple": parts(r.fact.multiple), "source": r.fact.source, "entry": r.entry},
            )  # fmt: skip


@dataclass(frozen=True)
class LocalContentStated(Fact):
    """How much of the money for a supplier's goods (one material, or all: blank) stays in the province, percent as text, and who says so."""

    kind_words = _("kandungan daerah pemasok dinyatakan")
    is_decision = True

    supplier: Public[str]
    material: Public[str]
    province: Public[str]
    source: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"suppliers:{self.supplier}", *([f"materials:{self.material}"] if self.material else []))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            GoodsContent.objects.update_or_create(
                programme_id=r.entry.programme_id, supplier=r.fact.supplier, material=r.fact.material,
                defaults={"province": r.fact.province, "source": r.fact.source, "entry": r.entry},
            )  # fmt: skip


@dataclass(frozen=True)
class QuotesAsked(Fact):
    """Suppliers are asked for a price of materials; `wanted`: material -> quantity as text."""

    kind_words = _("penawaran bahan diminta")
    is_decision = True

    inquiry: Public[str]
    wanted: Public[dict[str, str]]
    suppliers: Public[list[str]]
    answer_by: Public[str]
    needed_on: Public[str]
    note: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"inquiry:{self.inquiry}", *(f"suppliers:{s}" for s in self.suppliers))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f, programme = r.fact, r.entry.programme_id
            last = Inquiry.objects.filter(programme_id=programme).aggregate(n=Max("number"))["n"] or 0
            Inquiry.objects.create(
                inquiry=UUID(f.inquiry), programme_id=programme, number=last + 1, wanted=f.wanted, suppliers=f.suppliers,
                answer_by=date.fromisoformat(f.answer_by), needed_on=date.fromisoformat(f.needed_on), note=f.note, asked_at=r.entry.at,
                asked_by=r.entry.by,
            )  # fmt: skip


@dataclass(frozen=True)
class QuoteStated(Fact):
    """What a supplier asks for the materials of an inquiry (material -> rupiah a unit without VAT), freight in all, days to deliver.

    `through` is the link by which it came.
    """

    kind_words = _("penawaran bahan masuk")
    is_decision = True
    worked_out = ("through",)

    inquiry: Public[str]
    supplier: Public[str]
    prices: Price[dict[str, int]]
    freight: Price[int]
    days: Public[int]
    valid_until: Public[str]
    source: Public[str]
    note: Public[str]
    through: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"inquiry:{self.inquiry}", f"suppliers:{self.supplier}", *through_link(self.through))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f = r.fact
            Quote.objects.update_or_create(
                inquiry_id=UUID(f.inquiry), supplier=f.supplier,
                defaults={
                    "programme_id": r.entry.programme_id, "prices": f.prices, "freight": f.freight, "days": f.days,
                    "valid_until": date.fromisoformat(f.valid_until) if f.valid_until else None, "source": f.source, "note": f.note,
                    "stated_at": r.entry.at, "stated_by": r.entry.by, "entry": r.entry,
                },
            )  # fmt: skip
