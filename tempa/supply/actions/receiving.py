"""Goods on their way and in the store: deliveries announced, goods received with photos and certificates, engines numbered, invoices checked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Unpack
from uuid import UUID

from tempa.catalogue import queries as catalogue
from tempa.ledger.actions import Deed, Doing, deed, keep_paper_in, values_of
from tempa.ledger.models import Entry, Programme
from tempa.ledger.rules import Refused
from tempa.supply import queries
from tempa.supply.actions.asking import today
from tempa.supply.actions.ordering import check_reason, existing
from tempa.supply.facts import DeliveryAnnounced, EnginesNumbered, GoodsReceived, InvoiceDecided, InvoiceStated
from tempa.supply.models import PurchaseLine
from tempa.supply.rules import buying
from tempa.supply.rules import stock as rules


@dataclass(frozen=True)
class File:
    """A photo, certificate or invoice that somebody sends."""

    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Came:
    """What came of an order. By code of the line: quantity as text, certificate or heat number, numbers of engines."""

    lines: Mapping[str, str]
    certificates: Mapping[str, str] = field(default_factory=dict)
    engines: Mapping[str, Sequence[str]] = field(default_factory=dict)
    note: str = ""
    files: Sequence[File] = ()


def announce_delivery(
    programme: Programme, *, order: str, comes_on: date, lines: Mapping[str, str], note: str = "", **doing: Unpack[Doing]
) -> Entry:
    """The supplier says what of an order comes on which day."""
    said: dict[str, Any] = {"order": order, "comes_on": str(comes_on), "lines": dict(lines), "note": note.strip()}
    with deed(programme, **doing) as d:
        if known := d.known(DeliveryAnnounced, **said):
            return known
        found = existing(programme, order)
        d.must(buying.may_deliver(d.who, queries.history_of(found)))
        if comes_on < today(d):
            raise Refused("Barang tidak dapat tiba pada %(day)s, yang sudah lewat.", field="comes_on", day=str(comes_on))
        buying.check_received(lines, {one.code: (one.quantity, one.received) for one in queries.lines_of(found)})
        return d.record(DeliveryAnnounced(through=d.who.link_for(buying.SUPPLY, found.supplier), **said))


def receive_goods(programme: Programme, *, order: str, on: date, came: Came, **doing: Unpack[Doing]) -> str:
    """Take goods of an order into the store; returns the receipt's code. More than is open of a line is refused."""
    with deed(programme, **doing) as d:
        said: dict[str, Any] = {
            "order": order, "received_on": str(on), "lines": {c: n for c, n in came.lines.items() if n not in ("", "0")},
            "certificates": {c: t.strip() for c, t in came.certificates.items() if t.strip()},
            "engines": {c: list(n) for c, n in came.engines.items() if n}, "papers": [f.sha256 for f in came.files], "note": came.note.strip(),
        }  # fmt: skip
        if known := d.known(GoodsReceived, **said):
            return str(values_of(known)["receipt"])
        found = existing(programme, order)
        d.must(buying.may_receive(d.who, queries.history_of(found)))
        d.still(f"purchase:{order}")
        rules.check_day(on, today(d), first=found.ordered_on)
        lines = {one.code: one for one in queries.lines_of(found)}
        amounts = buying.check_received(said["lines"], {code: (one.quantity, one.received) for code, one in lines.items()})
        check_engines(d, said["engines"], amounts)
        values = {code: queries.landed_value(found, lines[code], amount) for code, amount in amounts.items()}
        for f in came.files:
            keep_paper_in(d, f.content, name=f.name, media_type=f.media_type)
        receipt = queries.next_receipt(programme)
        d.record(GoodsReceived(receipt=receipt, values_of=values, **said))
        return receipt


def check_engines(d: Deed, engines: Mapping[str, Sequence[str]], amounts: Mapping[str, int]) -> None:
    """Numbers stand beside engines that came, each once in the whole programme."""
    every = [n for numbers in engines.values() for n in numbers]
    rules.check_numbers(every, queries.known_engines(d.programme, [rules.sign_of(n) for n in every]))
    for code, numbers in engines.items():
        rules.check_engine_count(numbers, amounts.get(code, 0))


def number_engines(programme: Programme, *, line: str, numbers: Sequence[str], **doing: Unpack[Doing]) -> Entry:
    """Note the numbers of engines that came before."""
    fact = EnginesNumbered(line, list(numbers))
    with deed(programme, **doing) as d:
        if known := d.known(EnginesNumbered, **fact.said()):
            return known
        d.must(rules.may_keep_stock(d.who))
        found = existing_line(programme, line)
        if not numbers:
            raise Refused("Isi paling sedikit satu nomor mesin.", field="engines")
        rules.check_numbers(numbers, queries.known_engines(programme, [rules.sign_of(n) for n in numbers]))
        rules.check_engine_count(numbers, found.received, already=found.engines.count())
        return d.record(fact)


def existing_line(programme: Programme, line: str) -> PurchaseLine:
    found = next((one for one in queries.lines_of(existing(programme, line.rpartition(".")[0])) if one.code == line), None)
    if found is None or not is_engine(programme, found.material):
        raise Refused("Baris %(line)s tidak ada, atau bukan mesin penggerak.", line=line)
    return found


def is_engine(programme: Programme, material: str) -> bool:
    return material in engine_codes(programme)


def engine_codes(programme: Programme) -> set[str]:
    return catalogue.materials_of_kind(programme, "engine")


def state_invoice(
    programme: Programme, *, order: str, number: str, dated: date, amount: int, file: File | None = None, **doing: Unpack[Doing]
) -> UUID:
    """The supplier asks to be paid for an order; returns the invoice's name."""
    with deed(programme, **doing) as d:
        paper = file.sha256 if file else ""
        said: dict[str, Any] = {"order": order, "number": number.strip(), "dated": str(dated), "amount": amount, "paper": paper}
        if d.known(InvoiceStated, **said):
            return d.identity
        found = existing(programme, order)
        d.must(buying.may_speak_for(d.who, found.supplier))
        if found.ordered_on is None:
            raise Refused("Pesanan ini belum disetujui, jadi belum dapat ditagih.")
        others = queries.invoices(programme).filter(supplier=found.supplier).exclude(is_right=False)
        numbers = set(others.values_list("number", flat=True))
        buying.check_invoice(number.strip(), dated, amount, today=today(d), ordered_on=found.ordered_on, known=numbers)
        if file:
            keep_paper_in(d, file.content, name=file.name, media_type=file.media_type)
        d.record(InvoiceStated(invoice=str(d.identity), through=d.who.link_for(buying.SUPPLY, found.supplier), **said))
        return d.identity


def decide_invoice(programme: Programme, *, invoice: UUID, right: bool, reason: str = "", **doing: Unpack[Doing]) -> Entry:
    """Find an invoice right, or send it back. One that asks for more than what came is right only with a reason."""
    fact = InvoiceDecided(str(invoice), right, reason.strip())
    with deed(programme, **doing) as d:
        if known := d.known(InvoiceDecided, **fact.said()):
            return known
        found = queries.invoice_named(programme, invoice)
        d.must(buying.may_buy(d.who))
        if found is None:
            raise Refused("Faktur itu tidak ada di program ini.")
        if found.is_right is not None:
            raise Refused("Faktur ini sudah diperiksa. Muat ulang halamannya.")
        d.still(f"invoice:{invoice}")
        asked = found.amount + sum(i.amount for i in queries.invoices_of(found.purchase) if i.is_right)
        if not right or asked > queries.received_value(found.purchase):
            check_reason(reason)
        return d.record(fact)
