"""The price chain: what a machine should cost, its estimate (HPS), what was offered, asked and agreed, and what its maker gets."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import BigIntegerField, Case, Count, F, FloatField, Min, Q, QuerySet, Sum, When
from django.db.models.functions import Cast
from django.db.models.lookups import LessThan

from tempa.contracts.models import Contract, ContractItem
from tempa.contracts.queries.particulars import related_parties
from tempa.contracts.rules import MAKERS_SHARE, Tie
from tempa.ledger.models import Programme
from tempa.ledger.queries import entries_of

BELOW = LessThan(F("maker_price") * MAKERS_SHARE.denominator, F("unit_price") * MAKERS_SHARE.numerator)
LOW_FIRST = Case(When(unit_price=0, then=None), default=Cast("maker_price", FloatField()) / F("unit_price"), output_field=FloatField())
STEPS = ("ContractDrafted", "OfferReceived", "PriceNegotiated", "ContractSigned", "AddendumSigned")
"""The facts that set one of the prices of a contract."""
SHOWN = (
    "contract__contract", "contract__agency", "contract__vendor", "lot", "type", "maker", "quantity", "offer_price", "asked_price", "unit_price",
    "maker_price",
)  # fmt: skip
"""What pages of the chain show of an item and its contract: nothing else is read."""


@dataclass(frozen=True)
class TypeChain:
    """A type over all contracts that stand: units, means and bounds in whole rupiah a machine without VAT."""

    type: str
    contracts: int
    lots: int
    units: int
    offered: int
    agreed: int
    makers: int
    least_share: Fraction
    alarms: int
    asked: int | None = None

    @property
    def share(self) -> Fraction:
        return share_of(self.makers, self.agreed)


@dataclass(frozen=True)
class ItemChain:
    """Items of one contract with the same type, maker and prices, as one link of the chain."""

    contract: Contract
    type: str
    maker: str
    units: int
    offered: int
    asked: int | None
    agreed: int
    makers: int
    lots: tuple[str, ...] = ()

    @property
    def share(self) -> Fraction:
        return share_of(self.makers, self.agreed)

    @property
    def is_alarm(self) -> bool:
        return self.share < MAKERS_SHARE


def share_of(makers: int, agreed: int) -> Fraction:
    """The maker's part of the price to the agency; whole where there is no price."""
    return Fraction(makers, agreed) if agreed else Fraction(1)


def standing(programme: Programme) -> QuerySet[ContractItem]:
    """The items of contracts that stand, addenda followed, without those that were cut to nothing."""
    return ContractItem.objects.filter(programme=programme, contract__withdrawn_at=None, quantity__gt=0)


def by_type(programme: Programme) -> list[TypeChain]:
    """One chain for each type that is in a contract: one query, whatever the number of contracts."""
    found = standing(programme).values("type").annotate(
        contracts=Count("contract", distinct=True), lots=Count("pk"), units=Sum("quantity"), offered=Sum(F("quantity") * F("offer_price")),
        agreed=Sum(F("quantity") * F("unit_price")), makers=Sum(F("quantity") * F("maker_price")), least=Min(LOW_FIRST, output_field=FloatField()),
        alarms=Count("pk", filter=BELOW), asked_units=Sum("quantity", filter=Q(asked_price__isnull=False)),
        asked=Sum(F("quantity") * F("asked_price"), filter=Q(asked_price__isnull=False), output_field=BigIntegerField()),
    ).order_by("type")  # fmt: skip
    return [
        TypeChain(
            row["type"], row["contracts"], row["lots"], row["units"], mean(row["offered"], row["units"]), mean(row["agreed"], row["units"]),
            mean(row["makers"], row["units"]), Fraction(row["least"] or 1).limit_denominator(10_000), row["alarms"],
            mean(row["asked"], row["asked_units"]) if row["asked_units"] else None,
        )
        for row in found
    ]  # fmt: skip


def lots_by_type(programme: Programme) -> list[tuple[str, str, str]]:
    """Contract, lot and type of every item that stands."""
    return list(standing(programme).order_by().values_list("contract__contract", "lot", "type"))


def mean(total: int, units: int) -> int:
    """Whole rupiah a machine, half a rupiah up."""
    return (2 * total + units) // (2 * units)


def items_of_type(programme: Programme, type: str) -> QuerySet[ContractItem]:
    """The items of a type, the smallest share of the maker first."""
    found = standing(programme).filter(type=type).select_related("contract").only(*SHOWN)
    return found.annotate(share=LOW_FIRST).order_by("share", "contract__contract", "pk")


def items_of_contract(programme: Programme, contract: str) -> QuerySet[ContractItem]:
    return standing(programme).filter(contract__contract=contract).select_related("contract").only(*SHOWN).order_by("pk")


def items_of_workshop(programme: Programme, workshop: str) -> QuerySet[ContractItem]:
    """What a workshop makes, and what others make under its contracts, the smallest share first."""
    signed = Contract.objects.filter(programme=programme, vendor=workshop).values("pk")
    found = standing(programme).filter(Q(maker=workshop) | Q(contract__in=signed)).select_related("contract").only(*SHOWN)
    return found.annotate(share=LOW_FIRST).order_by("share", "contract__contract", "pk")


def chains_of(items: Iterable[ContractItem]) -> list[ItemChain]:
    """Items with the same contract, type, maker and prices together, in the order in which they came."""
    found: dict[tuple[Any, ...], list[ContractItem]] = {}
    for i in items:
        found.setdefault((i.contract_id, i.type, i.maker, i.offer_price, i.asked_price, i.unit_price, i.maker_price), []).append(i)
    return [
        ItemChain(some[0].contract, some[0].type, some[0].maker, sum(i.quantity for i in some), some[0].offer_price, some[0].asked_price,
                  some[0].unit_price, some[0].maker_price, tuple(i.lot for i in some))
        for some in found.values()
    ]  # fmt: skip


class Decided(NamedTuple):
    """A fact that set a price: its identity, when, and who recorded it."""

    fact: UUID
    at: datetime
    by: str


def deciders(programme: Programme, contracts: Collection[str]) -> dict[str, dict[str, Decided]]:
    """Contract -> kind of fact -> the last of it, of the facts that set a price: who decided, when, and where it stands in the chain.

    They are put in order here: a database that is asked for an order goes through the whole chain for it.
    """
    found: dict[str, dict[str, Decided]] = {}
    subjects = [f"contract:{code}" for code in contracts]
    rows = entries_of(programme).filter(kind__in=STEPS, subject__in=subjects).order_by()
    for _number, subject, kind, fact, at, by in sorted(rows.values_list("sequence", "subject", "kind", "fact", "at", "by__name")):
        found.setdefault(subject.removeprefix("contract:"), {})[kind] = Decided(fact, at, by)
    return found


def alarms(programme: Programme) -> int:
    """How many items leave their maker less than the share that is an alarm."""
    return standing(programme).filter(BELOW).count()


def ties_of(programme: Programme, workshops: Collection[str]) -> list[Tie]:
    """What these vendors share with others or among themselves; the shared value itself is not repeated."""
    asked = set(workshops)
    return [tie for tie in related_parties(programme) if asked & set(tie.workshops)]


class Totals(NamedTuple):
    """Machines with what agencies pay and what makers get for them, rupiah without VAT."""

    units: int
    agreed: int
    makers: int


def totals_of_workshop(programme: Programme, workshop: str) -> tuple[Totals, Totals]:
    """What a workshop makes itself, and what others make under the contracts that it signs."""
    found = standing(programme)
    return totals(found.filter(maker=workshop)), totals(found.filter(contract__vendor=workshop).exclude(maker=workshop))


def totals(found: QuerySet[ContractItem]) -> Totals:
    sums = found.aggregate(n=Sum("quantity"), a=Sum(F("quantity") * F("unit_price")), m=Sum(F("quantity") * F("maker_price")))
    return Totals(sums["n"] or 0, sums["a"] or 0, sums["m"] or 0)
