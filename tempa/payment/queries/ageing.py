"""How long agencies take to pay, what vendors owe the makers under them, and each workshop's money."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median

from django.db.models import F, Max, Q, Sum

from tempa.contracts import queries as contracts
from tempa.contracts.rules import Gone
from tempa.delivery import queries as delivery
from tempa.ledger.models import Programme
from tempa.payment.models import OnwardPayment, Payment, PaymentUnit
from tempa.production import queries as production
from tempa.supply import queries as supply

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
    """What a vendor owes a maker under a contract for units that are paid, and what it passed on; late after two weeks.

    `material` is what the maker had already: the park's material for its lots, which the agency kept back from the vendor. `denied` is what
    the vendor says that it passed on and the maker says did not come; it counts as not passed on.
    """

    contract: str
    vendor: str
    maker: str
    due: int
    passed: int
    confirmed: int
    is_late: bool
    denied: int = 0
    material: int = 0

    @property
    def left(self) -> int:
        return max(0, self.due - self.passed)


def owed_onward(programme: Programme, today: date, workshop: str = "") -> list[Owed]:
    """Per contract and maker other than the vendor, those that are late first; of one workshop what it owes and what is owed to it."""
    items = contracts.items(programme).exclude(maker=F("contract__vendor"))
    onward = OnwardPayment.objects.filter(programme=programme)
    if workshop:
        items, onward = items.filter(Q(maker=workshop) | Q(contract__vendor=workshop)), onward.filter(Q(maker=workshop) | Q(vendor=workshop))
    rows = items.values_list("lot", "contract__contract", "contract__vendor", "maker", "maker_price")
    of_lots = {lot: ((contract, vendor, maker), price) for lot, contract, vendor, maker, price in rows}
    lot_of = dict(production.units(programme, list(of_lots)).values_list("serial", "lot"))
    units: dict[str, list[date]] = {}
    for serial, paid_on in paid_units(programme).items():
        if serial in lot_of:
            units.setdefault(lot_of[serial], []).append(paid_on)
    given = supply.issued_value(programme, sorted(units))
    due: Counter[tuple[str, str, str]] = Counter()
    ripe: Counter[tuple[str, str, str]] = Counter()
    material: Counter[tuple[str, str, str]] = Counter()
    for lot, days in units.items():
        who, price = of_lots[lot]
        had = min(given.get(lot, 0), price * len(days))
        material[who] += had
        due[who] += price * len(days) - had
        ripe[who] += max(0, price * sum(paid_on + PASS_ON_WITHIN <= today for paid_on in days) - had)
    passed: Counter[tuple[str, str, str]] = Counter()
    confirmed: Counter[tuple[str, str, str]] = Counter()
    denied: Counter[tuple[str, str, str]] = Counter()
    for one in onward:
        key = (one.contract, one.vendor, one.maker)
        denied[key] += one.amount if one.denied_at else 0
        passed[key] += 0 if one.denied_at else one.amount
        confirmed[key] += one.amount if one.confirmed_by_id else 0
    keys = sorted(set(due) | set(passed))
    found = [Owed(*key, due[key], passed[key], confirmed[key], ripe[key] > passed[key], denied[key], material[key]) for key in keys]
    return sorted(found, key=lambda o: (not o.denied, not o.is_late, -o.left, o.contract, o.maker))


def passed_on(programme: Programme, contract: str) -> dict[str, int]:
    """Maker -> what the vendor of a contract has passed on to it; what the maker denies is not counted."""
    found = OnwardPayment.objects.filter(programme=programme, contract=contract, denied_at=None).order_by()
    return dict(found.values_list("maker").annotate(n=Sum("amount")))


def gone_out(programme: Programme, contract: str) -> Gone:
    """What an addendum minds: money passed on, and lots of which machines are paid or approved to be paid."""
    lots = PaymentUnit.objects.filter(programme=programme, payment__contract=contract).order_by().values_list("lot", flat=True)
    last = Payment.objects.filter(programme=programme, contract=contract).aggregate(last=Max("approved_on"))["last"]
    return Gone(passed_on(programme, contract), frozenset(lots.distinct()), last)


def lines_paid(programme: Programme) -> set[str]:
    """Budget lines from which a payment was approved."""
    return set(Payment.objects.filter(programme=programme).order_by().values_list("budget_line", flat=True).distinct())


def denied_onward(programme: Programme, agency: str = "") -> list[OnwardPayment]:
    """What vendors say that they passed on and makers say did not come: an alarm for the park, and for the agency that paid."""
    found = OnwardPayment.objects.filter(programme=programme, denied_at__isnull=False).order_by("-denied_at", "onward")
    if not agency:
        return list(found)
    mine = set(contracts.contracts(programme).filter(agency=agency).values_list("contract", flat=True))
    return [one for one in found if one.contract in mine]


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
    agency_of = dict(contracts.contracts(programme).filter(vendor=workshop).values_list("contract", "agency"))
    rows = Payment.objects.filter(programme=programme, contract__in=list(agency_of)).values_list("paid_on", "claim__kind", "contract", "net")
    found = [Cash(on, kind, contract, agency_of[contract], net) for on, kind, contract, net in rows if on is not None and net]
    for one in OnwardPayment.objects.filter(Q(vendor=workshop) | Q(maker=workshop), programme=programme, denied_at=None):
        if one.vendor == workshop:
            found.append(Cash(one.paid_on, "passed on", one.contract, one.maker, -one.amount))
        else:
            found.append(Cash(one.paid_on, "got from lead", one.contract, one.vendor, one.amount))
    return sorted(found, key=lambda c: (c.on, c.contract))
