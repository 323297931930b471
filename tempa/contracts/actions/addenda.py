"""Contracts in force changed and ended by addenda; their lots follow, so that plan and contract say one thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Unpack

from tempa.allocation.actions import raise_lot_in, reduce_lot_in
from tempa.allocation.queries import most_units
from tempa.catalogue import queries as catalogue
from tempa.contracts import queries, rules
from tempa.contracts.actions.drafting import existing, lawful
from tempa.contracts.actions.papers import Copy, numbered
from tempa.contracts.actions.signing import vat_of
from tempa.contracts.facts import AddendumSigned, SignedCopyKept
from tempa.contracts.models import Contract
from tempa.demand import queries as demand
from tempa.ledger.actions import Deed, Doing, deed, keep_paper_in, values_of
from tempa.ledger.models import Entry, Programme
from tempa.ledger.rules import Refused


@dataclass(frozen=True)
class Addendum:
    """What an addendum says: its day, what it changes and why; `makers`: item -> what the vendor owes the maker from then on."""

    on: date
    asked: Sequence[rules.Amendment]
    reason: str
    makers: Mapping[str, int] = field(default_factory=dict)
    copy: Copy | None = None


@dataclass(frozen=True)
class Already:
    """What later rooms say under the lock: how many units of each lot are made, below which no quantity falls, and what money has gone out."""

    made: Callable[[], Mapping[str, int]] | None = None
    gone: Callable[[str], rules.Gone] | None = None


NOTHING_YET = Already()


def sign_addendum(programme: Programme, *, contract: str, said: Addendum, already: Already = NOTHING_YET, **doing: Unpack[Doing]) -> Entry:
    """Change a contract in force. Its lots follow: fewer units, or as many again as the plan gave them."""
    on, asked, copy, words, held_makers = said.on, said.asked, said.copy, said.reason.strip(), dict(said.makers)
    with deed(programme, **doing) as d, lawful(programme):
        if known := known_addendum(d, contract, on, asked, words):
            return known
        c = existing(programme, contract)
        d.must(rules.may_amend(d.who, queries.history_of(c)))
        d.still(f"contract:{contract}")
        rules.check_reason(words)
        items = queries.items_of(c)
        rows = rules.check_addendum(asked, {i.item: i for i in items}, found_in_force(programme, c, items, on), on=on, today=d.today)
        after = rules.after_addendum(items, rows, held_makers, c.vendor)
        check_after(programme, c, items, after, rows, on)
        made_now = already.made() if already.made else {}
        check_made(items, rows, made_now)
        if rows[0]["what"] != "cancelled":
            rules.check_same_form(on, c.signed_on, c.form, sum(i.quantity * i.unit_price for i in after))
            if already.gone:
                gone = already.gone(contract)
                rules.check_dated_after(on, gone)
                rules.check_gone(items, after, gone)
        fresh = numbered(d, c, "addendum", on, of=f"A{c.addenda.count() + 1}")
        sha256 = keep_paper_in(d, copy.content, name=copy.name, media_type=copy.media_type) if copy else ""
        entry = d.record(AddendumSigned(
            contract=contract, on=str(on), changes=[r for r in rows if r["what"] != "unit_price"],
            price_changes=[r for r in rows if r["what"] == "unit_price"], makers=held_makers, reason=words, paper=sha256, addendum=fresh.of,
            number=fresh.number, vat=vat_of(programme, c, sum(i.quantity * i.unit_price for i in after), c.signed_on or on),
        ))  # fmt: skip
        d.follow([fresh, *([SignedCopyKept(contract, fresh.number, sha256)] if copy else [])])
        change_lots(d, items, rows, made_now, words)
        return entry


def found_in_force(programme: Programme, c: Contract, items: Sequence[rules.Item], on: date) -> rules.InForce:
    """What an addendum begins with; no item has more units than it was signed with."""
    signed, most = queries.signed_quantities(c), most_units(programme, [i.lot for i in items])
    return rules.InForce(c.due_on, c.starts_on or on, last_signed(c), {i.item: min(signed[i.item], most.get(i.lot, 0)) for i in items})


def known_addendum(d: Deed, contract: str, on: date, asked: Sequence[rules.Amendment], reason: str) -> Entry | None:
    """The addendum that this identity names; what stood before is not part of what was sent."""
    known = d.known(AddendumSigned, contract=contract, on=str(on), reason=reason)
    if known is not None:
        held = values_of(known)
        if {(row["what"], row["item"], row["after"]) for row in (*held["changes"], *held["price_changes"])} != {
            (a.what, a.item, a.after) for a in asked
        }:
            d.refuse_double(AddendumSigned, {"contract": contract, "on": str(on), "changes": [vars(a) for a in asked], "reason": reason})
    return known


def last_signed(c: Contract) -> date:
    last = c.addenda.order_by("-signed_on").first()
    return max(last.signed_on if last else date.min, c.countersigned_on or date.min)


def check_after(
    programme: Programme, c: Contract, items: Sequence[rules.Item], after: Sequence[rules.Item], rows: Sequence[Mapping[str, str]], on: date
) -> None:
    """What an addendum adds or prices anew holds the estimate of its day, and no budget line is overdrawn by what it adds."""
    then = {i.item: i for i in items}
    priced = {row["item"] for row in rows if row["what"] == "unit_price"} | {i.item for i in after if i.quantity > then[i.item].quantity}
    if priced:
        rules.check_items([i for i in after if i.item in priced], c.vendor, demand.estimates_on(programme, on))
    if dearer := [i for i in after if i.maker_price > i.unit_price and then[i.item] != i]:
        rules.check_items(dearer, c.vendor, catalogue.prices(programme))
    before, held = rules.sums_by_budget_line(items), queries.held_by_budget_line(programme, but=c)
    grown = {line: rupiah for line, rupiah in rules.sums_by_budget_line(after).items() if rupiah > before.get(line, 0)}
    rules.check_budget(grown, held, {line.budget_line: line.amount for line in demand.budget_lines(programme)})


def check_made(items: Sequence[rules.Item], rows: Sequence[Mapping[str, str]], made: Mapping[str, int]) -> None:
    """No quantity falls below what is made already."""
    after = {row["item"]: int(row["after"]) for row in rows if row["what"] == "quantity"}
    for i in items:
        if i.item in after and after[i.item] < made.get(i.lot, 0):
            raise Refused(
                "Lot %(lot)s sudah jadi %(made)s unit, jadi jumlahnya tidak dapat menjadi %(after)s.", field="changes", lot=i.lot,
                made=made[i.lot], after=after[i.item],
            )  # fmt: skip


def change_lots(d: Deed, items: Sequence[rules.Item], rows: Sequence[Mapping[str, str]], made: Mapping[str, int], why: str) -> None:
    """The lots follow the contract: fewer units or more again, or an end where nothing is left of them."""
    if rows[0]["what"] == "cancelled":
        after = {i.item: made.get(i.lot, 0) for i in items if i.quantity}
    else:
        after = {row["item"]: int(row["after"]) for row in rows if row["what"] == "quantity"}
    for i in items:
        if after.get(i.item, i.quantity) < i.quantity:
            reduce_lot_in(d, i.lot, after[i.item], why)
        elif after.get(i.item, i.quantity) > i.quantity:
            raise_lot_in(d, i.lot, after[i.item], why)
