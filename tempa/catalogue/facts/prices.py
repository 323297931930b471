"""The price list, and what a machine from outside costs and uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tempa.catalogue.facts.typed import day_or_none
from tempa.catalogue.models import (
    MachineUse,
    OutsideOffer,
    PriceEntry,
)
from tempa.ledger.facts import Fact, Price, Public, Recorded


@dataclass(frozen=True)
class PriceListRead(Fact):
    """Somebody took a price list from a file; its entries follow as facts of their own."""

    kind_words = _("daftar harga dari berkas")
    is_decision = True

    file: Public[str]  # SHA-256 of the kept file
    entries: Public[int]

    def about(self) -> tuple[str, ...]:
        return ("prices", self.file)


@dataclass(frozen=True)
class PriceStated(Fact):
    """What a material, an hour of work or of a machine costs, or the share of overhead or margin: of a day, from a source."""

    kind_words = _("harga dicatat")
    is_decision = True

    input: Public[str]
    item: Public[str]
    low: Price[int]  # rupiah; hundredths of a percent for overhead and margin
    likely: Price[int]
    high: Price[int]
    dated: Public[str]
    valid_until: Public[str]
    source: Public[str]
    reference: Public[str]
    place: Public[str]
    replaces: Public[str]  # the fact that this one puts right, empty for a new price

    def about(self) -> tuple[str, ...]:
        return (f"prices:{self.input}:{self.item}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            fact = r.fact
            PriceEntry.objects.create(
                programme_id=r.entry.programme_id, entry=r.entry, input=fact.input, item=fact.item, low=fact.low, likely=fact.likely,
                high=fact.high, dated=date.fromisoformat(fact.dated), valid_until=day_or_none(fact.valid_until), source=fact.source,
                reference=fact.reference, place=fact.place,
            )  # fmt: skip
            if fact.replaces:
                PriceEntry.objects.filter(programme_id=r.entry.programme_id, entry=UUID(fact.replaces)).update(replaced_by=r.entry)


@dataclass(frozen=True)
class OutsideOfferStated(Fact):
    """What a machine of this type costs where somebody else makes or sells it, and what it takes to have it here."""

    kind_words = _("penawaran dari luar dicatat")
    is_decision = True

    type: Public[str]
    seller: Public[str]
    place: Public[str]
    low: Price[int]
    price: Price[int]
    high: Price[int]
    weight_kg: Public[str]
    kilometres: Public[str]
    crossings: Public[int]
    freight: Public[int]  # Rp per tonne and km
    ferry: Public[int]  # Rp per tonne and crossing
    installation: Price[int]
    spare_parts: Price[int]
    service: Price[int]
    tkdn: Public[str]
    bmp: Public[str]
    dated: Public[str]
    valid_until: Public[str]
    source: Public[str]
    reference: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"outside:{self.type}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            OutsideOffer.objects.create(
                programme_id=r.entry.programme_id, entry=r.entry, type=r.fact.type, dated=date.fromisoformat(r.fact.dated),
                valid_until=day_or_none(r.fact.valid_until), said=r.fact.values(),
            )  # fmt: skip


@dataclass(frozen=True)
class UseStated(Fact):
    """How a machine of this type is used in a year, and what the local one and the one from outside need for it."""

    kind_words = _("angka pakai dicatat")
    is_decision = True

    type: Public[str]
    hours: Public[str]
    fuel_price: Public[int]
    downtime_cost: Public[int]
    rate: Public[str]
    years: Public[int]
    unit: Public[str]
    needs: Public[dict[str, dict[str, Any]]]  # "local" and "outside" -> fuel an hour, maintenance, downtime, salvage, output an hour
    dated: Public[str]
    source: Public[str]
    reference: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"use:{self.type}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            MachineUse.objects.create(
                programme_id=r.entry.programme_id, entry=r.entry, type=r.fact.type, dated=date.fromisoformat(r.fact.dated), said=r.fact.values(),
            )  # fmt: skip
