"""The contracts of one workshop or school: those that it signs, and those of others under which it makes a part at its own price."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from tempa.contracts.models import Contract, ContractItem, ContractPaper
from tempa.contracts.queries.contracts import contracts
from tempa.ledger.models import Programme


@dataclass(frozen=True)
class Mine:
    """A contract as one workshop may know it: all of its items where it signs, else those that it makes, at what it gets for them."""

    contract: Contract
    workshop: str
    items: tuple[ContractItem, ...]

    @property
    def is_vendor(self) -> bool:
        return self.contract.vendor == self.workshop

    @property
    def units(self) -> int:
        return sum(i.quantity for i in self.items)

    @property
    def gets(self) -> int:
        """Rupiah without VAT: the price to the agency for who signs, the agreed price of a maker for who makes."""
        return sum(i.quantity * (i.unit_price if self.is_vendor else i.maker_price) for i in self.items)

    @property
    def owes(self) -> dict[str, int]:
        """Member or school -> what the signing workshop owes it; empty for who makes under another."""
        found: dict[str, int] = {}
        for i in self.items if self.is_vendor else ():
            if i.maker != self.workshop:
                found[i.maker] = found.get(i.maker, 0) + i.quantity * i.maker_price
        return dict(sorted(found.items()))

    @property
    def keeps(self) -> int:
        """What stays with the signing workshop after its members."""
        return self.gets - sum(self.owes.values())


def of_workshop(programme: Programme, workshop: str) -> list[Mine]:
    """Every standing contract in which a workshop has a part, those that it signs first."""
    mine = ContractItem.objects.filter(contract=OuterRef("pk"), maker=workshop)
    found = list(contracts(programme).filter(Q(vendor=workshop) | Exists(mine)))
    return sorted(with_items(found, workshop), key=lambda m: (not m.is_vendor, m.contract.contract))


def mine_named(programme: Programme, workshop: str, contract: str) -> Mine | None:
    """One contract as a workshop may know it; None where it has no part in it."""
    found = with_items(contracts(programme).filter(contract=contract), workshop)
    return next((m for m in found if m.is_vendor or m.items), None)


def with_items(found: Iterable[Contract], workshop: str) -> list[Mine]:
    every = list(found)
    items: dict[int, list[ContractItem]] = {}
    for item in ContractItem.objects.filter(contract__in=every).order_by("pk"):
        items.setdefault(item.contract_id, []).append(item)
    return [
        Mine(c, workshop, tuple(i for i in items.get(c.pk, []) if workshop in (c.vendor, i.maker)))
        for c in every
    ]  # fmt: skip


def papers_for(mine: Mine) -> list[ContractPaper]:
    """The papers of a contract that a workshop may have: all of them where it signs, else those that are about it alone."""
    found = mine.contract.papers.filter(voided_at=None).order_by("year", "place")
    return list(found if mine.is_vendor else found.filter(about=mine.workshop))
