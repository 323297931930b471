"""How far every lot has come, in units and in rupiah, as of the end of any day: counted by the database lot by lot, never unit by unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, Sum

from tempa.allocation import queries as allocation
from tempa.contracts import queries as contracts
from tempa.delivery import queries as delivery
from tempa.demand import queries as demand
from tempa.ledger.models import Programme
from tempa.ledger.queries import zone_of
from tempa.ledger.writing import among, grouped
from tempa.payment.models import Claim, ClaimUnit, OnwardPayment, Payment, PaymentUnit
from tempa.production import queries as production
from tempa.quality import queries as quality
from tempa.registry import queries as registry

WORTH = ("contracted", "accepted", "claimed", "approved", "paid")
Place = tuple[str, str]
"""A lot under a contract; the contract is blank while the lot has none."""


@dataclass(frozen=True)
class Until:
    """What is counted: all lots or some, until the end of a day; without one, now and everything that is dated ahead."""

    day: date
    moment: datetime
    is_now: bool
    lots: Collection[str] | None = None


def until(programme: Programme, on: date | None, lots: Collection[str] | None = None) -> Until:
    if on is None:
        return Until(date.max, datetime.max.replace(tzinfo=UTC), is_now=True, lots=lots)
    return Until(on, datetime.combine(on + timedelta(days=1), time(), zone_of(programme)), is_now=False, lots=lots)


@dataclass
class Reached:
    """A lot under one contract: what it is about, and how many units and rupiah reached each stage."""

    lot: str
    contract: str
    line: str
    agency: str
    type: str
    workshop: str
    budget_line: str
    units: Counter[str] = field(default_factory=Counter)
    rupiah: Counter[str] = field(default_factory=Counter)


def reached(programme: Programme, on: date | None = None, among: Collection[str] | None = None) -> list[Reached]:
    """Every lot that counts (of all or `among` some), under each contract that counts for it; one that ended counts with the units made
    under it."""
    by = until(programme, on, among)
    made = production.made_by_place(programme, by.day, by.moment, among)
    items = contracts.items_in_short(programme, among)
    found = {(r.lot, r.contract): r for r in of_contracts(programme, items, by, made)}
    of_lots(programme, by, found)
    lots: dict[str, list[Reached]] = {}
    for r in found.values():
        lots.setdefault(r.lot, []).append(r)
    for (lot, contract), n in made.items():
        if (lot, contract) in found:
            found[lot, contract].units["made"] = n
    for stage, counts in by_lot(programme, by).items():
        for lot, n in counts.items():
            rows = lots.get(lot, ())
            if len(rows) == 1:
                rows[0].units[stage], rows[0].rupiah[stage] = n, n * rows[0].units["price"]
            elif rows:
                place_units(rows, stage, n)
    for stage, amounts in by_contract(programme, items, by).items():
        for (lot, contract), (n, rupiah) in amounts.items():
            if (one := found.get((lot, contract))) is not None:
                one.units[stage], one.rupiah[stage] = n, rupiah
    return list(found.values())


def place_units(rows: Sequence[Reached], stage: str, n: int) -> None:
    """Give units of a lot to its contracts as they were made under them."""
    *earlier, last = rows
    for r in earlier:
        r.units[stage] = min(n, r.units["made"])
        n -= r.units[stage]
        r.rupiah[stage] = r.units[stage] * r.units["price"]
    last.units[stage] = n
    last.rupiah[stage] = n * last.units["price"]


def of_contracts(programme: Programme, items: Sequence[contracts.ItemInShort], by: Until, made: Mapping[Place, int]) -> list[Reached]:
    """Items of contracts that bound somebody by then, at the quantities and prices that the addenda up to then left."""
    later: dict[tuple[int, str, str], int] = {}
    if not by.is_now:
        for a in contracts.addenda(programme).filter(signed_on__gt=by.day).order_by("-signed_on", "-pk"):
            for change in a.changes:
                if change["what"] in ("quantity", "unit_price"):
                    later[a.contract_id, change["item"], change["what"]] = int(change["before"])
    found = []
    for i in items:
        if not any(d is not None and d <= by.day for d in (i.signed_on, i.risk_from)):
            continue
        ended = (i.ended_on is not None and i.ended_on <= by.day) or (i.withdrawn_at is not None and i.withdrawn_at < by.moment)
        n = made.get((i.lot, i.contract), 0) if ended else later.get((i.contract_id, i.item, "quantity"), i.quantity)
        if n == 0 and not made.get((i.lot, i.contract)):
            continue
        r = Reached(i.lot, i.contract, i.line, i.agency, i.type, i.maker, i.budget_line)
        r.units["price"] = later.get((i.contract_id, i.item, "unit_price"), i.unit_price)
        r.units["contracted"], r.rupiah["contracted"] = n, n * r.units["price"]
        found.append(r)
    return found


def of_lots(programme: Programme, by: Until, found: dict[Place, Reached]) -> None:
    """Add what plans gave to each lot, and the lots that no contract holds."""
    offers, contracted = registry.offer_prices(programme), {}
    for r in found.values():
        contracted[r.lot] = r
    held = {} if by.is_now else allocation.quantities_before(programme, by.moment)
    loose = []
    for lot, line, workshop, quantity, price, ended_at in allocation.lots_awarded(programme, None if by.is_now else by.moment, by.lots):
        stands = ended_at is None or ended_at >= by.moment
        if not stands and lot not in contracted:
            continue
        one = contracted.get(lot)
        if one is None:
            one = Reached(lot, "", line, "", "", workshop, "")
            loose.append(one)
        offer = offers.get((workshop, one.type), 0) if price is None else price
        one.units["allocated"] = held.get(lot, quantity) if stands else one.units["contracted"]
        one.rupiah["allocated"] = one.units["allocated"] * offer
    lines = demand.particulars_of_lines(programme, {r.line for r in loose})
    for r in loose:
        r.agency, r.type, r.budget_line = lines[r.line]
        r.rupiah["allocated"] = r.rupiah["allocated"] or r.units["allocated"] * offers.get((r.workshop, r.type), 0)
        found[r.lot, ""] = r


def by_lot(programme: Programme, by: Until) -> dict[str, Mapping[str, int]]:
    """Stage -> lot -> units, of the stages that know no contract."""
    return {
        "accepted": quality.accepted_by_lot(programme, None if by.is_now else by.moment, by.lots),
        "handed_over": delivery.passed_by_lot(programme, 2, by.day, by.lots), "received": delivery.passed_by_lot(programme, 3, by.day, by.lots),
        "in_use": delivery.in_use_by_lot(programme, by.day, by.lots),
    }  # fmt: skip


def by_contract(programme: Programme, items: Sequence[contracts.ItemInShort], by: Until) -> dict[str, dict[Place, tuple[int, int]]]:
    """Stage -> lot and contract -> (units, rupiah at contract prices): claimed, approved, paid; and what makers got from their vendor."""
    claimed: dict[Place, tuple[int, int]] = {}
    payments = dict(programme_payments(programme, items, by))
    approved, paid = Counter[Place](), Counter[Place]()
    approved_rp, paid_rp = Counter[Place](), Counter[Place]()
    where, values = of_some(programme, by, "payment_id", payments)
    for payment, lot, n, rupiah in grouped(PaymentUnit, ("payment_id", "lot"), "COUNT(*), SUM(amount)", where, values):
        if payment in payments:
            contract, is_paid, _claim = payments[payment]
            rupiah = int(rupiah)
            approved[lot, contract] += n
            approved_rp[lot, contract] += rupiah
            if is_paid:
                paid[lot, contract] += n
                paid_rp[lot, contract] += rupiah
    for place, n, rupiah in claimed_units(programme, items, by):
        before = claimed.get(place, (0, 0))
        claimed[place] = (before[0] + n, before[1] + rupiah)
    return {
        "claimed": claimed, "approved": {p: (n, approved_rp[p]) for p, n in approved.items()}, "paid": {p: (n, paid_rp[p]) for p, n in paid.items()},
    }  # fmt: skip


def programme_payments(programme: Programme, items: Sequence[contracts.ItemInShort], by: Until) -> Iterable[tuple[int, tuple[str, bool, int]]]:
    """Number of a payment approved by then -> its contract, whether it was paid by then, its claim."""
    rows = Payment.objects.filter(programme=programme, approved_on__lte=by.day)
    rows = rows if by.lots is None else rows.filter(contract__in={i.contract for i in items})
    found = rows.values_list("pk", "contract", "paid_on", "claim_id")
    return ((pk, (contract, paid_on is not None and paid_on <= by.day, claim)) for pk, contract, paid_on, claim in found)


def claimed_units(programme: Programme, items: Sequence[contracts.ItemInShort], by: Until) -> list[tuple[Place, int, int]]:
    """(lot and contract, units, rupiah) of each delivery claim that stood then; its rupiah go to its lots by their units' prices."""
    stood = Q(ended_at=None) if by.is_now else Q(submitted_on__lte=by.day) & (Q(ended_at=None) | Q(ended_at__gte=by.moment))
    standing = Claim.objects.filter(stood, programme=programme, kind="delivery")
    standing = standing if by.lots is None else standing.filter(contract__in={i.contract for i in items})
    claims = dict(standing.values_list("pk", "contract"))
    prices = {(i.lot, i.contract): i.unit_price for i in items}
    where, values = of_some(programme, by, "claim_id", claims)
    rows = grouped(ClaimUnit, ("claim_id", "lot"), "COUNT(*)", f"{where} AND is_live" if by.is_now else where, values)
    return [
        ((lot, claims[claim]), n, n * prices.get((lot, claims[claim]), 0)) for claim, lot, n in rows if claim in claims
    ]


def of_some(programme: Programme, by: Until, column: str, numbers: Collection[int]) -> tuple[str, list[Any]]:
    """The condition on units of claims or payments: all, or of some lots those of these claims or payments, with its values."""
    if by.lots is None:
        return "programme_id = %s", [programme.pk]
    return f"programme_id = %s AND {column} {among(numbers)} AND lot {among(by.lots)}", [programme.pk, *numbers, *by.lots]


@dataclass(frozen=True)
class Advance:
    """Advances of a contract: paid out and taken back so far; and what its vendor passed on, maker by maker."""

    paid: int
    recovered: int
    passed_on: Mapping[str, int]

    @property
    def standing(self) -> int:
        return self.paid - self.recovered


def beside(programme: Programme, on: date | None = None, among: Collection[str] | None = None) -> dict[str, Advance]:
    """Contract -> the money that belongs to no unit; of all contracts or `among` some."""
    by = until(programme, on)
    out, back, onward = Counter[str](), Counter[str](), dict[str, Counter[str]]()
    some = {} if among is None else {"contract__in": list(among)}
    rows = Payment.objects.filter(programme=programme, paid_on__lte=by.day, **some).values_list("contract", "claim__kind")
    for contract, kind, gross, recovered in rows.annotate(g=Sum("gross"), r=Sum("advance_recovered")).order_by():
        out[contract] += gross if kind == "advance" else 0
        back[contract] += recovered
    later = Payment.objects.filter(programme=programme, paid_on__lte=by.day, returned_on__gt=by.day, **some)  # was still out on that day
    for contract, n in later.values_list("contract", "returned"):
        out[contract] += n
    moved = OnwardPayment.objects.filter(programme=programme, paid_on__lte=by.day, **some).values_list("contract", "maker")
    for contract, maker, n in moved.annotate(n=Sum("amount")).order_by():
        onward.setdefault(contract, Counter())[maker] += n
    return {c: Advance(out[c], back[c], onward.get(c, Counter())) for c in {*out, *back, *onward}}


@dataclass(frozen=True)
class Ordered:
    """An order line as of a day: what it is about, units, and rupiah at the owner's estimate of that day."""

    line: str
    agency: str
    type: str
    budget_line: str
    units: int
    rupiah: int


def ordered(programme: Programme, on: date | None = None) -> list[Ordered]:
    by = until(programme, on)
    units = demand.ordered_by_line(programme) if by.is_now else demand.ordered_before(programme, by.moment)
    prices = demand.estimates_on(programme, by.day)
    lines = demand.particulars_of_lines(programme, {line for line, n in units.items() if n})
    return [Ordered(line, *lines[line], n, n * prices.get(lines[line][1], 0)) for line, n in units.items() if n]


def by_day(programme: Programme) -> dict[str, Mapping[date, int]]:
    """Stage -> day -> units that reached it then: what S-curves are drawn from; and rupiah that were paid for units."""
    rows = PaymentUnit.objects.filter(programme=programme, payment__paid_on__isnull=False).order_by().values_list("payment__paid_on")
    paid = {day: (n, rupiah) for day, n, rupiah in rows.annotate(n=Count("pk"), r=Sum("amount"))}
    return {
        "made": production.made_by_day(programme), "accepted": quality.accepted_by_day(programme),
        "handed_over": delivery.passed_by_day(programme, 2), "paid": {day: n for day, (n, _r) in paid.items()},
        "paid_rupiah": {day: rupiah for day, (_n, rupiah) in paid.items()},
    }  # fmt: skip
