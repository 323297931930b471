"""HPS sheets: set by one, approved or refused by another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tempa.catalogue.facts.typed import opened
from tempa.catalogue.models import (
    EstimateLine,
    EstimateSheet,
)
from tempa.ledger.facts import Fact, Personal, Price, Public, Recorded


@dataclass(frozen=True)
class EstimateSheetSet(Fact):
    """The owner's estimate (HPS) of a type or a package of types was set as a sheet, with all its sources; it waits for a second person."""

    kind_words = _("lembar HPS ditetapkan")
    is_decision = True
    worked_out = ("version",)

    sheet: Public[str]
    name: Public[str]
    version: Public[int]
    dated: Public[str]
    lines: Public[list[dict[str, Any]]]  # type, quantity, lot
    prices: Price[dict[str, dict[str, int]]]  # type -> unit_price, cost, low, likely, high
    sources: Price[list[dict[str, Any]]]
    subtotal: Price[int]
    vat: Price[int]
    vat_citation: Public[str]
    vat_percent: Public[str]
    officer: Personal[str]
    officer_number: Personal[str]
    note: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"sheet:{self.sheet}", f"estimate:{self.name}", *(f"estimate-of:{line['type']}" for line in self.lines))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            fact = r.fact
            sheet = EstimateSheet.objects.create(
                sheet=UUID(fact.sheet), programme_id=r.entry.programme_id, name=fact.name, version=fact.version,
                dated=date.fromisoformat(fact.dated), subtotal=fact.subtotal, vat=fact.vat, total=fact.subtotal + fact.vat,
                vat_citation=fact.vat_citation, vat_percent=fact.vat_percent, sources=fact.sources, officer=opened(fact.officer),
                officer_number=opened(fact.officer_number), note=fact.note, entry=r.entry, set_by_id=r.entry.by_id, set_at=r.entry.at,
            )  # fmt: skip
            EstimateLine.objects.bulk_create(
                EstimateLine(sheet=sheet, position=n, type=line["type"], quantity=line["quantity"], lot=line["lot"], **fact.prices[line["type"]])
                for n, line in enumerate(fact.lines, 1)
            )


@dataclass(frozen=True)
class EstimateSheetApproved(Fact):
    """A second person approved an HPS sheet; the approved one of the same name before it is superseded, and stays."""

    kind_words = _("lembar HPS disetujui")
    is_decision = True

    sheet: Public[str]
    note: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"sheet:{self.sheet}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            decide(r, approved=True, reason=r.fact.note)
            sheet = EstimateSheet.objects.get(pk=UUID(r.fact.sheet))
            before = EstimateSheet.objects.filter(programme_id=sheet.programme_id, name=sheet.name, approved=True, superseded_by=None)
            before.exclude(pk=sheet.pk).update(superseded_by=sheet)


@dataclass(frozen=True)
class EstimateSheetRefused(Fact):
    """A second person refused an HPS sheet, with the reason."""

    kind_words = _("lembar HPS ditolak")
    is_decision = True

    sheet: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"sheet:{self.sheet}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            decide(r, approved=False, reason=r.fact.reason)


def decide(r: Recorded[Any], *, approved: bool, reason: str) -> None:
    EstimateSheet.objects.filter(pk=UUID(r.fact.sheet)).update(
        approved=approved, decided_by=r.entry.by_id, decided_at=r.entry.at, reason=reason
    )
