"""The signatures of a contract, and work that is let begin before them at a named risk."""

from __future__ import annotations

from datetime import date
from typing import Unpack

from tempa.contracts import queries, rules
from tempa.contracts.actions.drafting import check_advance_of, check_budget, existing, lawful
from tempa.contracts.actions.papers import Copy, numbered
from tempa.contracts.facts import (
    ContractCountersigned,
    ContractSigned,
    PaperNumbered,
    RiskNoted,
    SignedCopyKept,
)
from tempa.contracts.law import ppn, rule
from tempa.contracts.models import Contract
from tempa.demand import queries as demand
from tempa.ledger.actions import Deed, Doing, deed, keep_paper_in
from tempa.ledger.models import Entry, Programme
from tempa.ledger.rules import Refused


def sign(programme: Programme, *, contract: str, on: date, starts_on: date, due_on: date, **doing: Unpack[Doing]) -> Entry:
    """The agency signs: the contract gets its number, days, value and VAT by the rules of `on`."""
    said = {"contract": contract, "on": str(on), "starts_on": str(starts_on), "due_on": str(due_on)}
    with deed(programme, **doing) as d, lawful(programme):
        if known := d.known(ContractSigned, **said):
            return known
        c = existing(programme, contract)
        d.must(rules.may_sign(d.who, queries.history_of(c)))
        d.still(f"contract:{contract}", f"agencies:{c.agency}", f"workshops:{c.vendor}")
        check_ready(programme, c, on)
        ordered = c.papers.filter(kind="purchase_order", voided_at=None).first()
        rules.check_dates(
            today=d.today, on=on, starts_on=starts_on, due_on=due_on, route=c.route, drafted_on=queries.drafted_on(c),
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
    programme: Programme, *, contract: str, on: date, signatory: str, copy: Copy | None = None, **doing: Unpack[Doing]
) -> Entry:
    """The vendor signs, itself or with its signed copy brought in; from then on the contract is in force."""
    name = " ".join(signatory.split())
    with deed(programme, **doing) as d:
        if known := d.known(ContractCountersigned, contract=contract, on=str(on), signatory=name):
            return known
        c = existing(programme, contract)
        d.must(rules.may_countersign(d.who, queries.history_of(c), has_copy=copy is not None))
        d.still(f"contract:{contract}")
        if not name:
            raise Refused("Tulis nama yang menandatangani untuk penyedia.", field="signatory")
        if d.by.pk == c.signed_by_id:
            raise Refused("Yang menandatangani untuk OPD tidak dapat mencatat tanda tangan penyedia. Minta orang lain mencatatnya.")
        if c.signed_on is None or not c.signed_on <= on <= d.today:
            raise Refused("Tanggal %(on)s harus antara tanggal kontrak %(first)s dan hari ini.", field="on", on=str(on), first=str(c.signed_on))
        sha256 = keep_paper_in(d, copy.content, name=copy.name, media_type=copy.media_type) if copy else ""
        entry = d.record(ContractCountersigned(contract, str(on), name, sha256, d.who.link_for(rules.CONTRACT, c.vendor)))
        if copy and c.number:
            d.follow([SignedCopyKept(contract, c.number, sha256)])
        return entry


def let_begin(programme: Programme, *, contract: str, from_on: date, note: str, **doing: Unpack[Doing]) -> Entry:
    """Let work begin before the contract is in force, in one's own name and with the reason; it is never forgotten."""
    words = note.strip()
    with deed(programme, **doing) as d:
        if known := d.known(RiskNoted, contract=contract, from_on=str(from_on), note=words):
            return known
        c = existing(programme, contract)
        d.must(rules.may_let_begin(d.who, queries.history_of(c)))
        d.still(f"contract:{contract}")
        rules.check_reason(words, field="note", what="risiko dan alasannya")
        if from_on < d.today:
            raise Refused(
                "Catatan risiko tidak berlaku surut: %(day)s sudah lewat. Tulis hari ini, atau hari sesudahnya.", field="from_on", day=str(from_on)
            )
        if c.countersigned_on is not None and c.starts_on is not None and c.starts_on <= from_on:
            raise Refused("Kontrak ini sudah berlaku sejak %(start)s; catatan risiko tidak diperlukan.", start=str(c.starts_on))
        return d.record(RiskNoted(contract, str(from_on), words))
