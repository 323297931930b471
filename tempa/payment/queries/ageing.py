"""How long agencies take to pay, what vendors owe the makers under them, and each workshop's money."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median

from tempa.contracts import queries as contracts
from tempa.delivery import queries as delivery
from tempa.ledger.models import Programme
from tempa.payment.models import OnwardPayment, Payment, PaymentUnit
from tempa.production import queries as production

BANDS = (14, 30, 60, 90)
"""Days after which an unpaid machine is told apart; a setting, no rule names them."""
PASS_ON_WITHIN = timedelta(days=14)


@dataclass
class Ageing:
    """An agency's unpaid machines by days since it took them over, and how long it took for those that are paid."""

    agency: str
    unpaid: Counter[int] = field(default_factory=Counter)
    amount: int = 0
    oldest: int = 0
    paid: int = 0
    median_days: float | None = None


def ageing(programme: Programme, today: date) -> list[Ageing]:
    """Per agency; bands are named by their first day (0, 15, 31, 61, 91)."""
    taken = delivery.handed_over(programme, 2)
    paid = paid_units(programme)
    prices = {i.lot: (i.contract.agency, i.unit_price) for i in contracts.items(programme).select_related("contract")}
    found: dict[str, Ageing] = {}
    took: dict[str, list[int]] = defaultdict(list)
    for unit in production.units(programme):
        if unit.serial not in taken or unit.lot not in prices:
            continue
        agency, price = prices[unit.lot]
        one = found.setdefault(agency, Ageing(agency))
        if unit.serial in paid:
            one.paid += 1
            took[agency].append((paid[unit.serial] - taken[unit.serial]).days)
            continue
        days = (today - taken[unit.serial]).days
        one.unpaid[band(days)] += 1
        one.amount += price
        one.oldest = max(one.oldest, days)
    for agency, days_taken in took.items():
        found[agency].median_days = median(days_taken)
    return sorted(found.values(), key=lambda a: (-a.oldest, a.agency))


def paid_units(programme: Programme) -> dict[str, date]:
    """Serial -> the day on which the money for it went out."""
    rows = PaymentUnit.objects.filter(programme=programme).values_list("serial", "payment__paid_on")
    return {serial: on for serial, on in rows if on is not None}


def band(days: int) -> int:
    return max([0, *(limit + 1 for limit in BANDS if days > limit)])


@dataclass(frozen=True)
class Owed:
    """What a vendor owes a maker under a contract for units that are paid, and what it passed on; late after two weeks."""

    contract: str
    vendor: str
    maker: str
    due: int
    passed: int
    confirmed: int
    is_late: bool

    @property
    def left(self) -> int:
        return max(0, self.due - self.passed)


def owed_onward(programme: Programme, today: date) -> list[Owed]:
    """Per contract and maker other than the vendor, those that are late first."""
    items = {i.lot: i for i in contracts.items(programme).select_related("contract")}
    lot_of = {u.serial: u.lot for u in production.units(programme)}
    due: Counter[tuple[str, str, str]] = Counter()
    ripe: Counter[tuple[str, str, str]] = Counter()
    for serial, paid_on in paid_units(programme).items():
        item = items.get(lot_of.get(serial, ""))
        if item is not None and item.maker != item.contract.vendor:
            key = (item.contract.contract, item.contract.vendor, item.maker)
            due[key] += item.maker_price
            ripe[key] += item.maker_price if paid_on + PASS_ON_WITHIN <= today else 0
    passed: Counter[tuple[str, str, str]] = Counter()
    confirmed: Counter[tuple[str, str, str]] = Counter()
    for one in OnwardPayment.objects.filter(programme=programme):
        key = (one.contract, one.vendor, one.maker)
        passed[key] += one.amount
        confirmed[key] += one.amount if one.confirmed_by_id else 0
    keys = sorted(set(due) | set(passed))
    found = [Owed(*key, due[key], passed[key], confirmed[key], ripe[key] > passed[key]) for key in keys]
    return sorted(found, key=lambda o: (not o.is_late, -o.left, o.contract, o.maker))


@dataclass(frozen=True)
class Cash:
    """One movement of a workshop's money: paid by an agency, passed on to or from another workshop."""

    on: date
    what: str
    contract: str
    other: str
    amount: int


def cash_of(programme: Programme, workshop: str) -> list[Cash]:
    """A workshop's money in order of its days: what came in, and (negative) what it passed on."""
    vendor_of = {c.contract: (c.vendor, c.agency) for c in contracts.contracts(programme)}
    found = [
        Cash(p.paid_on, p.claim.kind, p.contract, vendor_of[p.contract][1], p.net)
        for p in Payment.objects.filter(programme=programme).exclude(paid_on=None).select_related("claim")
        if p.paid_on is not None and vendor_of[p.contract][0] == workshop
    ]
    for one in OnwardPayment.objects.filter(programme=programme):
        if one.vendor == workshop:
            found.append(Cash(one.paid_on, "passed on", one.contract, one.maker, -one.amount))
        elif one.maker == workshop:
            found.append(Cash(one.paid_on, "got from lead", one.contract, one.vendor, one.amount))
    return sorted(found, key=lambda c: (c.on, c.contract))
