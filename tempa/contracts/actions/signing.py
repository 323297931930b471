"""Contracts from the signature on: signed by both, begun before that at a named risk, changed and ended by addenda."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from tempa.allocation.actions import reduce_lot_in
from tempa.catalogue import queries as catalogue
from tempa.contracts import queries, rules
from tempa.contracts.actions.drafting import check_advance_of, check_budget, existing, lawful
from tempa.contracts.actions.papers import Copy, numbered
from tempa.contracts.facts import (
    AddendumSigned,
    ContractCountersigned,
    ContractSigned,
    PaperNumbered,
    RiskNoted,
    SignedCopyKept,
)
from tempa.contracts.law import ppn, rule
from tempa.contracts.models import Contract
from tempa.demand import queries as demand
from tempa.ledger.actions import Deed, deed, keep_paper_in, values_of
from tempa.ledger.models import Entry, Person, Programme
from tempa.ledger.rules import Refused
from tempa.values.period import day_in_wita


def sign(
    programme: Programme, *, contract: str, on: date, starts_on: date, due_on: date, at: datetime, by: Person, identity: UUID | None = None,
    seen: int | None = None,
) -> Entry:  # fmt: skip
    """The agency signs: the contract gets its number, days, value and VAT by the rules of `on`."""
    said = {"contract": contract, "on": str(on), "starts_on": str(starts_on), "due_on": str(due_on)}
    with deed(programme, at=at, by=by, identity=identity, seen=seen) as d, lawful(programme):
        if known := d.known(ContractSigned, **said):
            return known
        c = existing(programme, contract)
        d.must(rules.may_sign(d.who, queries.history_of(c)))
        d.still(f"contract:{contract}", f"agencies:{c.agency}", f"workshops:{c.vendor}")
        today = day_in_wita(at)
        check_ready(programme, c, on)
        ordered = c.papers.filter(kind="purchase_order", voided_at=None).first()
        rules.check_dates(
            today=today, on=on, starts_on=starts_on, due_on=due_on, route=c.route, drafted_on=day_in_wita(c.drafted_at),
            ordered_on=ordered.dated if ordered else None,
        )  # fmt: skip
        items = queries.items_of(c)
        rules.check_items(items, c.vendor, demand.estimates_on(programme, on))
        check_budget(programme, c, items)
        value = sum(i.quantity * i.unit_price for i in items)
        check_advance_of(c.advance_rate, value, on)
        form = c.form if c.form == "purchase_order" else rules.form_of(value, on)
        number, fresh = contract_number(d, c, form, on)
        entry = d.record(ContractSigned(
            **said, number=number, form=form, value=value, vat=vat_of(programme, c, value, on), rules=rules_of(on)
        ))  # fmt: skip
        d.follow(fresh)
        return entry


def check_ready(programme: Programme, c: Contract, on: date) -> None:
    """Refuses a contract of which a party has not stated what its papers must say, or of whose types a price is objected to."""
    stops = [m.what for m in queries.Readiness(programme, on).of(c) if m.stops]
    if stops:
        raise Refused("Kontrak %(contract)s belum dapat ditandatangani. Yang belum ada: %(what)s.", contract=c.contract, what="; ".join(stops))


def contract_number(d: Deed, c: Contract, form: str, on: date) -> tuple[str, list[PaperNumbered]]:
    """The number of the contract's own paper: the one it has already, which must bear this day, or the next of the agency."""
    held = c.papers.filter(kind=form, voided_at=None).first()
    if held is None:
        fresh = numbered(d, c, form, on)
        return fresh.number, [fresh]
    if held.dated != on:
        raise Refused(
            "Surat %(number)s bertanggal %(dated)s. Pakai tanggal itu, atau batalkan dulu nomornya.", field="on", number=held.number,
            dated=str(held.dated),
        )  # fmt: skip
    return held.number, []


def vat_of(programme: Programme, c: Contract, value: int, on: date) -> int:
    """VAT on the whole value by the rule of the day of signing; none for a vendor that charges none."""
    vendor = queries.vendor_particulars(programme, c.vendor)
    return ppn(value, on).rupiah if vendor is not None and vendor.charges_vat else 0


def rules_of(on: date) -> list[str]:
    """The rules of the day that the contract follows, as its papers cite them."""
    return [rule(id, on).cited for id in ("contract_form", "ppn", "late_penalty", "advance_limit")]


def countersign(
    programme: Programme, *, contract: str, on: date, signatory: str, copy: Copy | None = None, at: datetime, by: Person,
    identity: UUID | None = None, seen: int | None = None,
) -> Entry:  # fmt: skip
    """The vendor signs, itself or with its signed copy brought in; from then on the contract is in force."""
    name = " ".join(signatory.split())
    with deed(programme, at=at, by=by, identity=identity, seen=seen) as d:
        if known := d.known(ContractCountersigned, contract=contract, on=str(on), signatory=name):
            return known
        c = existing(programme, contract)
        d.must(rules.may_countersign(d.who, queries.history_of(c), has_copy=copy is not None))
        d.still(f"contract:{contract}")
        if not name:
            raise Refused("Tulis nama yang menandatangani untuk penyedia.", field="signatory")
        if d.by.pk == c.signed_by_id:
            raise Refused("Yang menandatangani untuk OPD tidak dapat mencatat tanda tangan penyedia. Minta orang lain mencatatnya.")
        if c.signed_on is None or not c.signed_on <= on <= day_in_wita(at):
            raise Refused("Tanggal %(on)s harus antara tanggal kontrak %(first)s dan hari ini.", field="on", on=str(on), first=str(c.signed_on))
        sha256 = keep_paper_in(d, copy.content, name=copy.name, media_type=copy.media_type) if copy else ""
        entry = d.record(ContractCountersigned(contract, str(on), name, sha256, d.who.link_for(rules.CONTRACT, c.vendor)))
        if copy and c.number:
            d.follow([SignedCopyKept(contract, c.number, sha256)])
        return entry


def let_begin(
    programme: Programme, *, contract: str, from_on: date, note: str, at: datetime, by: Person, identity: UUID | None = None,
    seen: int | None = None,
) -> Entry:  # fmt: skip
    """Let work begin before the contract is in force, in one's own name and with the reason; it is never forgotten."""
    words = note.strip()
    with deed(programme, at=at, by=by, identity=identity, seen=seen) as d:
        if known := d.known(RiskNoted, contract=contract, from_on=str(from_on), note=words):
            return known
        c = existing(programme, contract)
        d.must(rules.may_let_begin(d.who, queries.history_of(c)))
        d.still(f"contract:{contract}")
        rules.check_reason(words, field="note", what="risiko dan alasannya")
        if c.countersigned_on is not None and c.starts_on is not None and c.starts_on <= from_on:
            raise Refused("Kontrak ini sudah berlaku sejak %(start)s; catatan risiko tidak diperlukan.", start=str(c.starts_on))
        return d.record(RiskNoted(contract, str(from_on), words))


def sign_addendum(
    programme: Programme, *, contract: str, on: date, asked: Sequence[rules.Amendment], makers: Mapping[str, int] | None = None, reason: str,
    made: Mapping[str, int] | None = None, copy: Copy | None = None, at: datetime, by: Person, identity: UUID | None = None,
    seen: int | None = None,
) -> Entry:  # fmt: skip
    """Change a contract in force. Fewer units reduce their lots too, so that plan and contract say one thing.

    `makers`: item -> what the vendor owes the maker from then on. `made`: lot -> units made under it, below which no
    quantity falls.
    """
    words, held_makers = reason.strip(), dict(makers or {})
    with deed(programme, at=at, by=by, identity=identity, seen=seen) as d, lawful(programme):
        if known := known_addendum(d, contract, on, asked, words):
            return known
        c = existing(programme, contract)
        d.must(rules.may_amend(d.who, queries.history_of(c)))
        d.still(f"contract:{contract}")
        rules.check_reason(words)
        items = queries.items_of(c)
        rows = rules.check_addendum(
            asked, {i.item: i for i in items}, due_on=c.due_on, starts_on=c.starts_on or on, on=on, today=day_in_wita(at),
            not_before=last_signed(c),
        )  # fmt: skip
        after = rules.after_addendum(items, rows, held_makers, c.vendor)
        check_after(programme, c, items, after, rows, on)
        check_made(items, rows, made or {})
        fresh = numbered(d, c, "addendum", on, of=f"A{c.addenda.count() + 1}")
        sha256 = keep_paper_in(d, copy.content, name=copy.name, media_type=copy.media_type) if copy else ""
        entry = d.record(AddendumSigned(
            contract=contract, on=str(on), changes=[r for r in rows if r["what"] != "unit_price"],
            price_changes=[r for r in rows if r["what"] == "unit_price"], makers=held_makers, reason=words, paper=sha256, addendum=fresh.of,
            number=fresh.number, vat=vat_of(programme, c, sum(i.quantity * i.unit_price for i in after), c.signed_on or on),
        ))  # fmt: skip
        d.follow([fresh, *([SignedCopyKept(contract, fresh.number, sha256)] if copy else [])])
        reduce_lots(d, items, rows, made or {}, words)
        return entry


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
    return max(last.signed_on if last else date.min, c.signed_on or date.min)


def check_after(
    programme: Programme, c: Contract, items: Sequence[rules.Item], after: Sequence[rules.Item], rows: Sequence[Mapping[str, str]], on: date
) -> None:
    """Prices of an addendum hold the estimate of its day, and a dearer contract stays within its budget lines."""
    if any(row["what"] == "unit_price" for row in rows):
        estimates = demand.estimates_on(programme, on)
        changed = {row["item"] for row in rows if row["what"] == "unit_price"}
        rules.check_items([i for i in after if i.item in changed], c.vendor, estimates)
    unchanged = {i.item: i for i in items}
    if dearer := [i for i in after if i.maker_price > i.unit_price and unchanged[i.item] != i]:
        rules.check_items(dearer, c.vendor, catalogue.prices(programme))
    if sum(i.quantity * i.unit_price for i in after) > c.value:
        check_budget(programme, c, after)


def check_made(items: Sequence[rules.Item], rows: Sequence[Mapping[str, str]], made: Mapping[str, int]) -> None:
    """No quantity falls below what is made already."""
    after = {row["item"]: int(row["after"]) for row in rows if row["what"] == "quantity"}
    for i in items:
        if i.item in after and after[i.item] < made.get(i.lot, 0):
            raise Refused(
                "Lot %(lot)s sudah jadi %(made)s unit, jadi jumlahnya tidak dapat menjadi %(after)s.", field="changes", lot=i.lot,
                made=made[i.lot], after=after[i.item],
            )  # fmt: skip


def reduce_lots(d: Deed, items: Sequence[rules.Item], rows: Sequence[Mapping[str, str]], made: Mapping[str, int], why: str) -> None:
    """The lots follow the contract: fewer units, or an end where nothing is left of them."""
    if rows[0]["what"] == "cancelled":
        after = {i.item: made.get(i.lot, 0) for i in items if i.quantity}
    else:
        after = {row["item"]: int(row["after"]) for row in rows if row["what"] == "quantity"}
    for i in items:
        if i.item in after and after[i.item] < i.quantity:
            reduce_lot_in(d, i.lot, after[i.item], why)
