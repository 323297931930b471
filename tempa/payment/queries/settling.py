"""What a claim comes to: every part of one payment to the rupiah, by the rules of its day, each with its citation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Sum

from tempa.contracts import queries as contracts
from tempa.contracts.law import rule
from tempa.contracts.law.rulebook import Amount
from tempa.contracts.rules import Item
from tempa.ledger.models import Programme
from tempa.ledger.rules import Refused
from tempa.ledger.writing import rows_of, rows_with
from tempa.payment.models import Claim, ClaimUnit, Payment
from tempa.payment.queries.claims import payments_of, tax_vendor, terms_of, units_due
from tempa.payment.rules import penalty
from tempa.payment.settlement import Claim as Asked
from tempa.payment.settlement import (
    Statement,
    advance_recovery,
    advance_statement,
    release_statement,
    retention,
    settle,
)
from tempa.supply import queries as supply

if TYPE_CHECKING:
    from tempa.contracts.models import Contract


@dataclass(frozen=True)
class Settled:
    """A payment as it would be approved on a day: its statement with lines and citations, the amounts, the units it pays."""

    statement: Statement
    amounts: dict[str, int]
    units: dict[str, int]
    rules: list[str]
    charged_days: int = 0
    worth_of_line: int = 0
    """What the contract's machines of the claim's budget line are worth: the advance comes back by shares of it. None is said of a payment
    that was approved by the former rule, by shares of the contract."""
    surplus: int = 0
    """What is left of the advance and this claim, the last of its budget line or of the contract, cannot bear: the vendor pays it back first."""


def settled(programme: Programme, claim: Claim, on: date) -> Settled:
    """Work a claim out under the programme's own book of rules. Refuses where deductions pass the payment (LawError as sentence)."""
    c = contracts.contract_named(programme, claim.contract)
    if c is None or c.signed_on is None:
        raise Refused("Kontrak %(contract)s belum ditandatangani.", contract=claim.contract)
    with contracts.law_of(programme):
        if claim.kind == "advance":
            return whole(advance_statement(claim.amount, on))
        if claim.kind == "retention":
            return whole(release_statement([claim.amount], on))
        return delivery_of(programme, c, c.signed_on, claim, on)


def whole(statement: Statement) -> Settled:
    """A payment from which nothing is kept back."""
    return Settled(statement, amounts_of(statement), {}, cited(statement))


def delivery_of(programme: Programme, c: Contract, signed_on: date, claim: Claim, on: date) -> Settled:
    terms, due, items = terms_of(c), units_due(programme, c), list(contracts.items_of(c))
    units = [due[serial] for (serial,) in rows_of(ClaimUnit, ("serial",), "claim_id = %s ORDER BY id", [claim.pk])]
    price = sum(unit.price for unit in units)
    before = approved_before(programme, claim)
    delivered = [p for p in before if p.kind == "delivery"]
    late, charged = penalty(units, terms, signed_on=signed_on, charged_days=max((p.charged_days for p in delivered), default=0))
    asked = Asked(
        on, price, tax_vendor(programme, c.vendor), transaction=terms.value, penalty=late, retention=retention(price, signed_on, terms.retention_rate)
    )
    worth = worth_by_line(items)[claim.budget_line]
    back = recovery(before, claim, price, of_line=worth, of_contract=terms.value)
    by_share = min(back.wanted, settle(asked).net)
    recovered = by_share if back.approved is None else back.approved
    surplus = max(0, back.due - recovered) if back.approved is None else 0
    asked = replace(asked, recovery=rule("advance_recovery", signed_on).amount(recovered))
    statement = settle(asked)
    deducted = min(materials_left(programme, items, before) if units else 0, statement.net)
    if deducted:
        issued = Amount(deducted, "bahan yang diserahkan taman sains kepada bengkel, menurut bukti pengeluaran bahan")
        statement = settle(replace(asked, materials=issued))
    prices, told = {u.serial: u.price for u in units}, worth if recovered == by_share else 0
    return Settled(statement, amounts_of(statement), prices, cited(statement), charged, told, surplus)


class Recovery(NamedTuple):
    """What a claim is to pay back of the advance: by its share; what must be back with it; and what its payment did, once approved."""

    wanted: int
    due: int
    approved: int | None


def recovery(before: Sequence[Before], claim: Claim, price: int, *, of_line: int, of_contract: int) -> Recovery:
    """An advance comes back from the budget line that paid it, so that no line pays for the machines of another.

    With the last claim of a line all of its rest is due, with the last of the contract all of every line's.
    """
    advances, delivered = ([p for p in before if p.kind == kind] for kind in ("advance", "delivery"))
    left = sum(p.gross for p in advances) - sum(p.advance_recovered for p in delivered)
    own_out = sum(p.gross for p in advances if p.budget_line == claim.budget_line)
    own = [p for p in delivered if p.budget_line == claim.budget_line]
    gross = sum(p.gross for p in own)
    wanted = max(0, min(left, recovery_wanted(of_line, own_out, price, gross, sum(p.advance_recovered for p in own))))
    due = wanted if gross + price == of_line else 0
    if sum(p.gross for p in delivered) + price == of_contract:
        due = max(due, left)
    made: Payment | None = getattr(claim, "payment", None)
    return Recovery(wanted, due, None if made is None else made.advance_recovered)


def worth_by_line(items: Iterable[Item]) -> Counter[str]:
    """Budget line -> what a contract's machines are worth at its prices, after the addenda up to today."""
    worth: Counter[str] = Counter()
    for i in items:
        worth[i.budget_line] += i.quantity * i.unit_price
    return worth


def recovery_wanted(value: int, advance: int, price: int, claimed: int, recovered: int) -> int:
    """What a claim is to pay back of an advance by its share of the value; of what an addendum made smaller than its advance, all of the rest
    with the last."""
    if claimed + price == value:
        return advance - recovered
    return max(0, advance_recovery(value, min(advance, value), price, claimed, recovered))


def is_delivery_paid(programme: Programme, contract: str) -> bool:
    """Whether a payment for machines of a contract is approved."""
    return payments_of(programme, contract).filter(claim__kind="delivery").exists()


def advance_standing(programme: Programme, contract: str, budget_line: str = "") -> int:
    """What of a contract's advances, all or those of a budget line, has gone out and not come back yet."""
    every = payments_of(programme, contract)
    every = every.filter(budget_line=budget_line) if budget_line else every
    out = every.exclude(paid_on=None).filter(claim__kind="advance").aggregate(n=Sum("gross"))["n"] or 0
    return out - (every.aggregate(n=Sum("advance_recovered"))["n"] or 0)


def returnable(programme: Programme, advance: Payment) -> int:
    """What a vendor can still pay back of an advance that went out: not more than stands of its contract and of its budget line."""
    standing = (advance_standing(programme, advance.contract, line) for line in ("", advance.budget_line))
    return max(0, min(advance.gross, *standing))


def beyond_bearing(programme: Programme, c: Contract, advance: Payment) -> int:
    """What of an advance that went out no machine of its budget line is left to bear: the contract ended, or its line was made smaller."""
    line, paid = advance.budget_line, payments_of(programme, c.contract).filter(budget_line=advance.budget_line, claim__kind="delivery")
    of_line = worth_by_line(contracts.items_of(c))[line]
    if c.ended_on is not None:
        of_line = sum(unit.price for unit in units_due(programme, c).values() if unit.budget_line == line)
    return max(0, returnable(programme, advance) - max(0, of_line - (paid.aggregate(n=Sum("gross"))["n"] or 0)))


class Before(NamedTuple):
    """What a payment that was approved before says to the next one of its contract; `kind` is that of its claim."""

    gross: int
    advance_recovered: int
    charged_days: int
    materials_deducted: int
    budget_line: str
    kind: str


def approved_before(programme: Programme, claim: Claim) -> list[Before]:
    """The payments of the contract that a claim comes after: all, or those before its own where it was approved already."""
    made: Payment | None = getattr(claim, "payment", None)
    if made is not None:
        found = payments_of(programme, claim.contract).filter(entry__sequence__lt=made.entry.sequence)
        return [Before(*row) for row in found.values_list(*Before._fields[:-1], "claim__kind")]
    where = "own.programme_id = %s AND own.contract = %s"
    return [Before(*row) for row in rows_with(Payment, Before._fields[:-1], "claim_id", ("kind",), where, [programme.pk, claim.contract])]


def materials_left(programme: Programme, items: Iterable[Item], before: Iterable[Before]) -> int:
    """What the park gave for the contract's lots and none of the payments before has deducted."""
    issued = supply.issued_value(programme, [i.lot for i in items])
    return max(0, sum(issued.values()) - sum(p.materials_deducted for p in before))


def amounts_of(statement: Statement) -> dict[str, int]:
    """The parts as the audit pack names them: gross is without VAT; VAT that the treasurer does not keep back is not in it."""
    return {
        "gross": statement.gross - statement.charged_ppn, "vat": statement.amount("ppn"), "income_tax": statement.amount("pph"),
        "borne_tax": statement.borne.rupiah if statement.borne else 0, "penalty": statement.amount("penalty"),
        "advance_recovered": statement.amount("recovery"), "retention_held": statement.amount("retention"),
        "materials_deducted": statement.amount("materials"),
        "net": statement.net - (statement.charged_ppn - statement.amount("ppn")),
    }  # fmt: skip


def cited(statement: Statement) -> list[str]:
    """The rules behind the lines, each once."""
    return list(dict.fromkeys(line.cited for line in statement.lines if line.code != "net"))

