"""Facts of the registry: calls for offers, and what each site asks for which machine; its tables are kept from the rows that are stated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from tempa.ledger.facts import Fact, Price, Public, Recorded, keeps, put_rows, take_rows
from tempa.registry.models import Capacity, Closure, Cluster, Offer, OfferCall, Workshop

keeps(Cluster, Workshop, Capacity, Closure, Offer)


@dataclass(frozen=True)
class OfferCallOpened(Fact):
    """Sites are asked for offers from one moment to another; `types` are those asked for, none where all are."""

    kind_words = _("panggilan penawaran dibuka")
    is_decision = True

    call: Public[str]
    types: Public[list[str]]
    opens: Public[str]
    closes: Public[str]
    note: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"call:{self.call}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f, programme = r.fact, r.entry.programme_id
            last = OfferCall.objects.filter(programme_id=programme).aggregate(n=Max("number"))["n"] or 0
            closes = datetime.fromisoformat(f.closes)
            OfferCall.objects.create(
                call=UUID(f.call), programme_id=programme, number=last + 1, types=f.types, opens_at=datetime.fromisoformat(f.opens),
                first_closes_at=closes, closes_at=closes, note=f.note, opened_by=r.entry.by, stated_at=r.entry.at,
            )  # fmt: skip


@dataclass(frozen=True)
class OfferCallExtended(Fact):
    """A call closes later than was said, and why."""

    kind_words = _("panggilan penawaran diperpanjang")
    is_decision = True

    call: Public[str]
    closes: Public[str]
    reason: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"call:{self.call}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            OfferCall.objects.filter(call=r.fact.call).update(closes_at=datetime.fromisoformat(r.fact.closes), extended_because=r.fact.reason)


@dataclass(frozen=True)
class OffersStated(Fact):
    """A site states what it asks for a machine of each of these types; blank: it offers that type no longer.

    `call` is blank outside of a call, where the park notes an offer with a reason. `through` is the link by which it came.
    """

    kind_words = _("penawaran dinyatakan")
    is_decision = True
    changes_rows = True
    worked_out = ("through",)

    workshop: Public[str]
    call: Public[str]
    prices: Price[dict[str, str]]
    source: Public[str]
    reason: Public[str]
    through: Public[str]

    def about(self) -> tuple[str, ...]:
        ways = [f"call:{self.call}"] * bool(self.call) + [f"link:{self.through}"] * bool(self.through)
        return (f"workshops:{self.workshop}", *ways, *(f"offers:{offer_key(self.workshop, type)}" for type in self.prices))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            workshop, prices = r.fact.workshop, r.fact.prices
            cells = [{"workshop": workshop, "type": type, "unit_price": price} for type, price in prices.items() if price]
            if cells:
                put_rows(Offer, [(offer_key(workshop, c["type"]), c, r.entry) for c in cells])
            if gone := [offer_key(workshop, type) for type, price in prices.items() if not price]:
                take_rows(Offer, r.entry.programme_id, gone)


def offer_key(workshop: str, type: str) -> str:
    """The key of a row of the table `offers`."""
    return f"{workshop}|{type}"
