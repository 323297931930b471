"""A contract as it was signed and as each addendum left it: value, VAT, days, penalty, guarantees, by the rules of the day of signing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tempa.contracts.law import LawError, advance_guarantee, performance_guarantee, ppn, rule
from tempa.contracts.models import Addendum, Contract, ContractItem
from tempa.contracts.rules import Standing, days_between, standings
from tempa.ledger.actions import values_of
from tempa.ledger.queries import entries_of


@dataclass(frozen=True)
class Outcome:
    """What follows from a contract as it stood at one time; whole rupiah, 0 where there is none of it."""

    value: int
    vat: int
    due_on: date
    days: int
    penalty: int
    advance: int
    advance_guarantee: int
    performance_guarantee: int
    retention: int


def standings_of(c: Contract, items: Sequence[ContractItem], addenda: Sequence[Addendum]) -> list[Standing]:
    """How a contract stood when it was signed and after each addendum, the oldest first."""
    now = Standing(c.due_on, {i.item: (i.quantity, i.unit_price) for i in items})
    return standings(now, [a.changes for a in addenda])


def outcome_of(c: Contract, at: Standing, estimates: Mapping[str, int]) -> Outcome:
    """`estimates`: item -> its type's estimate on the day of signing, which a guarantee looks at. Inside the programme's law."""
    on = c.signed_on
    assert on is not None and c.starts_on is not None, "only a signed contract has outcomes"
    value = at.value
    advance = int(Fraction(c.advance_rate) * value)
    estimate = sum(quantity * estimates.get(item, 0) for item, (quantity, _price) in at.items.items())
    return Outcome(
        value, ppn(value, on).rupiah if c.vat else 0, at.due_on, days_between(c.starts_on, at.due_on),
        rule("late_penalty", on).part(value, "per_day").rupiah, advance, advance_guarantee(advance, 0, on).rupiah if advance else 0,
        guarantee_of(max(estimate, value), value, on), int(Fraction(c.retention_rate) * value),
    )  # fmt: skip


def guarantee_of(estimate: int, value: int, on: date) -> int:
    """The performance guarantee; 0 where the day's rules know none of this size."""
    try:
        return performance_guarantee(estimate, value, on).rupiah
    except LawError:
        return 0


def as_signed(c: Contract, items: Sequence[ContractItem], at: Standing) -> tuple[Contract, list[ContractItem]]:
    """The contract and its items as they were when it was signed, for papers of that day; what is stored stays as it is."""
    signed = copy(c)
    signed.due_on, signed.value = at.due_on, at.value
    signed.vat = ppn(at.value, c.signed_on).rupiah if c.vat and c.signed_on else 0
    makers, found = agreed_with_makers(c), []
    for i in items:
        then = copy(i)
        then.quantity, then.unit_price = at.items[i.item]
        then.maker_price = makers.get(i.item, i.maker_price)
        found.append(then)
    return signed, found


def agreed_with_makers(c: Contract) -> dict[str, int]:
    """Item -> what its maker was to get when the contract was signed."""
    last = entries_of(c.programme, subject=f"contract:{c.contract}", kind="PriceNegotiated").first()
    agreed = values_of(last)["agreed"] if last is not None else {}
    return {item: int(maker) for item, (_unit, maker) in agreed.items()} if isinstance(agreed, dict) else {}
