"""Whether the whole programme adds up: both conservation laws over what each room says of its stage."""

from __future__ import annotations

from dataclasses import dataclass

from tempa.allocation import queries as allocation
from tempa.contracts import queries as contracts
from tempa.demand import queries as demand
from tempa.ledger.models import Programme
from tempa.payment.rules import Beyond, beyond_the_order
from tempa.payment.settlement.conservation import Balance, Fact, conserved_rupiah, conserved_units
from tempa.production import queries as production
from tempa.registry import queries as registry


@dataclass(frozen=True)
class Conservation:
    """The two laws as they stand, and the lines of which more is in lots than is ordered today."""

    units: Balance
    rupiah: Balance
    beyond: list[Beyond]


def conservation(programme: Programme) -> Conservation:
    """Later rooms add their stages here: accepted, handed over, paid."""
    allocated = allocation.allocated_by_line(programme)
    return Conservation(
        units(programme, allocated), rupiah(programme), beyond_the_order(demand.ordered_by_line(programme), allocated)
    )


def units(programme: Programme, allocated: dict[str, int]) -> Balance:
    """Units in lots against the order as it was when the last lot of a line was awarded: a later cut breaks no law.

    A lot or contract that ended counts with the units made under it.
    """
    ordered = demand.ordered_as_of(programme, allocation.last_awards(programme))
    made, lines = production.made_by_lot(programme), allocation.lines_of_lots(programme)
    standing = set(allocation.lots(programme).values_list("lot", flat=True))
    contracted = set(contracts.contracted(programme).values_list("lot", flat=True))
    return conserved_units([
        *(Fact(line, "ordered", n) for line, n in ordered.items()),
        *(Fact(line, "allocated", n) for line, n in allocated.items()),
        *(Fact(line, "contracted", n) for line, n in contracts.contracted_by_line(programme).items()),
        *(Fact(lines[lot], "allocated", n) for lot, n in made.items() if lot not in standing),
        *(Fact(lines[lot], "contracted", n) for lot, n in made.items() if lot not in contracted),
        *(Fact(lines[lot], "made", n) for lot, n in made.items()),
    ])  # fmt: skip


def rupiah(programme: Programme) -> Balance:
    """Budget lines against what the lots cost at the offers of their award, and against signed contracts at their prices."""
    prices = registry.offer_prices(programme)
    lots = list(allocation.lots(programme))
    paid_by = demand.budget_and_type(programme, {lot.line for lot in lots})
    facts = [Fact(b.budget_line, "budget", b.amount) for b in demand.budget_lines(programme)]
    for lot in lots:
        budget_line, kind = paid_by[lot.line]
        price = prices.get((lot.workshop, kind), 0) if lot.unit_price is None else lot.unit_price
        facts.append(Fact(budget_line, "allocated", lot.quantity * price))
    facts += [Fact(line, "contracted", amount) for line, amount in contracts.contracted_by_budget_line(programme).items()]
    return conserved_rupiah(facts)
