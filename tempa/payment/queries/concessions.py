"""Price cuts that went with concessions and that no addendum has brought into the contract: paid as they stand, they would be lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from tempa.contracts import queries as contracts
from tempa.ledger.queries import Programme, zone_of
from tempa.payment.models import Claim
from tempa.quality import queries as quality
from tempa.values.period import day_in


@dataclass(frozen=True)
class CutNotContracted:
    """Units of one item that were let go at a lower price (`cut`, rupiah for all of them), and the unit price (rupiah) that would bring it into the
    contract: the cut spread evenly over the item's units, rounded up."""

    item: str
    lot: str
    serials: tuple[str, ...]
    cut: int
    unit_price: int
    suggested: int


def cuts_not_contracted(programme: Programme, claim: Claim) -> list[CutNotContracted]:
    """Of the units in a claim, in order of their items; an addendum on the item's price since the concession settles them."""
    serials: Collection[str] = list(claim.units.values_list("serial", flat=True))
    given = quality.unit_decisions(programme).filter(serial__in=serials, decided="concession", price_cut__gt=0).order_by("serial")
    c = contracts.contract_named(programme, claim.contract)
    if c is None or not given:
        return []
    items = {i.lot: i for i in contracts.items_of(c)}
    changed = {
        row["item"]: addendum.signed_on
        for addendum in contracts.addenda_of(c) for row in addendum.changes if row["what"] == "unit_price"
    }  # fmt: skip
    found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for one in given:
        item = items.get(one.lot)
        if item is not None and not (item.item in changed and changed[item.item] >= day_in(zone_of(programme), one.at)):
            found[one.lot].append((one.serial, one.price_cut or 0))
    told = []
    for lot, cuts in sorted(found.items(), key=lambda f: items[f[0]].item):
        item, cut = items[lot], sum(n for _serial, n in cuts)
        suggested = item.unit_price - cut // max(1, item.quantity)
        told.append(CutNotContracted(item.item, lot, tuple(serial for serial, _n in cuts), cut, item.unit_price, suggested))
    return told
