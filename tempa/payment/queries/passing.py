"""How far the money of a price has come: what agencies paid for the machines of a lot, and what of it their maker has."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Sum

from tempa.contracts import queries as contracts
from tempa.ledger.models import Programme
from tempa.payment.models import OnwardPayment, PaymentUnit
from tempa.supply import queries as supply

Place = tuple[str, str]  # a contract and one of its lots


@dataclass(frozen=True)
class Passed:
    """Paid machines: what their agencies paid without VAT, what of that is their makers' in money, what of this has reached them, and what they
    had as the park's material instead.

    What a vendor makes itself has reached its maker with the payment. Of another maker's machines, the park's material for them is not
    owed: the maker has it, and the agency kept it back from the vendor. What it passed on to another maker counts for that
    maker's paid machines of the contract in proportion to what each is owed, and never for more than that.
    """

    units: int = 0
    paid: int = 0
    owed: int = 0
    reached: int = 0
    material: int = 0

    @property
    def left(self) -> int:
        """What is still with the vendors."""
        return self.owed - self.reached


def together(some: Iterable[Passed]) -> Passed:
    rows = list(some)
    return Passed(*(sum(getattr(one, name) for one in rows) for name in ("units", "paid", "owed", "reached", "material")))


def passed_by_lot(programme: Programme, chosen: Collection[str] | None = None) -> dict[Place, Passed]:
    """Each contract and lot of which machines are paid; of the `chosen` contracts, or of all. Four queries for few and for many."""
    paid = PaymentUnit.objects.filter(programme=programme, payment__paid_on__isnull=False)
    passed_on = OnwardPayment.objects.filter(programme=programme, denied_at=None)
    items = contracts.items(programme).order_by()
    if chosen is not None:
        paid, passed_on = paid.filter(payment__contract__in=chosen), passed_on.filter(contract__in=chosen)
        items = items.filter(contract__contract__in=chosen)
    rows = paid.values_list("payment__contract", "lot").annotate(n=Count("pk"), rp=Sum("amount")).order_by()
    of_lots = {(contract, lot): (n, rp) for contract, lot, n, rp in rows}
    if not of_lots:
        return {}
    makers = {
        (contract, lot): (vendor, maker, price)
        for contract, lot, vendor, maker, price in items.values_list("contract__contract", "lot", "contract__vendor", "maker", "maker_price")
        if (contract, lot) in of_lots
    }  # fmt: skip
    got = Counter[tuple[str, str]]()
    for contract, maker, amount in passed_on.values_list("contract", "maker", "amount"):
        got[contract, maker] += amount
    given = supply.issued_value(programme, sorted({lot for (_contract, lot), (vendor, maker, _price) in makers.items() if maker != vendor}))
    return dict(shared_out(of_lots, makers, given, got))


def shared_out(
    of_lots: dict[Place, tuple[int, int]], makers: dict[Place, tuple[str, str, int]], given: Mapping[str, int], got: Counter[tuple[str, str]]
) -> Iterable[tuple[Place, Passed]]:
    """What each maker got under a contract, shared out over its paid lots there in proportion to what is owed for each."""
    by_maker: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place, (_vendor, maker, _price) in makers.items():
        by_maker[place[0], maker].append(place)
    for (contract, maker), places in by_maker.items():
        price = {place: of_lots[place][0] * makers[place][2] for place in places}
        owed = {place: max(0, price[place] - given.get(place[1], 0)) for place in places}
        whole, still = sum(owed.values()), min(got[contract, maker], sum(owed.values()))
        for place in sorted(places):
            units, amount = of_lots[place]
            mine = owed[place]
            reached = mine if makers[place][0] == maker else still * mine // whole if whole else 0
            whole, still = whole - mine, still - reached  # what is left for the others: the last takes the remainder
            yield place, Passed(units, amount, mine, reached, price[place] - mine)
