"""Sums of contracts against sums of the lots they were made of, to the rupiah, per agency, budget line and vendor."""

from __future__ import annotations

from collections import Counter

from tempa.allocation import queries as plans
from tempa.contracts import queries
from tempa.demand import queries as demand


def assert_sums_of_lots(programme) -> int:
    """Every lot of a contract that stands, counted from the plan's side with its order line, is worth what the contracts say; returns how many."""
    lots = {lot.lot: lot for lot in plans.lots(programme)}
    lines = {line.key: line for line in demand.order_lines(programme)}
    from_lots, offers, contracts = Counter(), Counter(), Counter()
    items = [i for i in queries.items(programme) if i.is_live and i.quantity and i.contract.ended_on is None]
    for item in items:
        lot = lots[item.lot]
        line = lines[lot.line]
        assert (line.agency, line.budget_line, line.type, lot.workshop) == (item.contract.agency, item.budget_line, item.type, item.maker)
        for way in (("agency", line.agency), ("budget line", line.budget_line), ("vendor", item.contract.vendor)):
            from_lots[way] += lot.quantity * item.unit_price
            offers[way] += lot.quantity * (lot.unit_price if lot.unit_price is not None else item.offer_price)
            offers[way] -= item.quantity * item.offer_price
    for c in queries.contracts(programme).filter(ended_on=None):
        contracts["agency", c.agency] += c.value
        contracts["vendor", c.vendor] += c.value
    for line, value in queries.held_by_budget_line(programme).items():
        contracts["budget line", line] += value
    assert +from_lots == +contracts and not any(offers.values())
    return len(items)
