"""What a vendor may ask for under a contract today, so that a page can offer each with one button and its amount."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet, Sum

from tempa.contracts import queries as contracts
from tempa.ledger.models import Programme
from tempa.payment.queries.claims import claims_of, maintenance_of, payments_of, terms_of, units_due
from tempa.payment.queries.settling import worth_by_line

if TYPE_CHECKING:
    from tempa.contracts.models import Contract


@dataclass(frozen=True)
class Askable:
    """One claim that would be taken now: of what kind, from which budget line, how many rupiah without VAT, for which units.

    `guaranteed_until`: the retention would be paid back before that day only against a maintenance guarantee.
    """

    contract: str
    asked: str
    budget_line: str
    amount: int
    serials: tuple[str, ...] = ()
    guaranteed_until: date | None = None


def askable(programme: Programme, c: Contract) -> list[Askable]:
    """The advance, what was taken over and nobody has claimed, and the retention: each budget line by itself."""
    if c.countersigned_on is None or c.withdrawn_at is not None:
        return []
    return [*advances(programme, c), *deliveries(programme, c), *retentions(programme, c)]


def advances(programme: Programme, c: Contract) -> Iterator[Askable]:
    """The contract's rate of each budget line, less what was asked before; the last line carries what rounding leaves. Not after it ended."""
    rate = terms_of(c).advance_rate
    if not rate or c.ended_on is not None or claims_of(programme, c.contract, "delivery").exists():
        return
    asked = by_line(claims_of(programme, c.contract, "advance"), "amount")
    left, before = int(rate * c.value) - sum(asked.values()), 0
    for line, value in sorted(worth_by_line(contracts.items_of(c)).items()):
        amount = min(int(rate * (before + value)) - int(rate * before) - asked[line], left)
        before += value
        if amount > 0:
            left -= amount
            yield Askable(c.contract, "advance", line, amount)


def deliveries(programme: Programme, c: Contract) -> Iterator[Askable]:
    """Units that the agency took over and that no claim has."""
    free = defaultdict(list)
    for unit in units_due(programme, c).values():
        if unit.taken_on is not None and not unit.claimed_in:
            free[unit.budget_line].append(unit)
    for line, units in sorted(free.items()):
        yield Askable(c.contract, "delivery", line, sum(u.price for u in units), tuple(sorted(u.serial for u in units)))


def retentions(programme: Programme, c: Contract) -> Iterator[Askable]:
    """What was kept back of payments that went out, less what was asked back; nothing while machines are still to come."""
    until, _missing = maintenance_of(programme, c)
    if until is None:
        return
    held = by_line(payments_of(programme, c.contract).exclude(paid_on=None), "retention_held")
    asked = by_line(claims_of(programme, c.contract, "retention"), "amount")
    for line, amount in sorted(held.items()):
        if amount > asked[line]:
            yield Askable(c.contract, "retention", line, amount - asked[line], guaranteed_until=until)


def by_line(rows: QuerySet[Any], field: str) -> Counter[str]:
    """Budget line -> the sum of a field of claims or payments."""
    return Counter(dict(rows.order_by().values_list("budget_line").annotate(n=Sum(field))))
