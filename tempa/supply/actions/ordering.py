"""Purchase orders: put forward with the reason, approved by a second hand where the value wants it, sent, answered, changed, cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Unpack
from uuid import UUID

from tempa.contracts.actions.drafting import lawful
from tempa.contracts.law import Form, document_form
from tempa.ledger.actions import Deed, Doing, deed, values_of
from tempa.ledger.models import Entry, Programme
from tempa.ledger.queries import hands_behind
from tempa.ledger.rules import PARK, Refused
from tempa.supply import queries
from tempa.supply.actions.asking import existing_inquiry, material_codes, supplier_codes, today
from tempa.supply.facts import (
    PurchaseAnswered,
    PurchaseApproved,
    PurchaseCancelled,
    PurchaseChanged,
    PurchaseDrafted,
    PurchaseRefused,
    PurchaseSent,
)
from tempa.supply.models import PurchaseOrder
from tempa.supply.rules import buying


def draft_purchase(programme: Programme, *, draft: buying.Draft, inquiry: UUID | None = None, **doing: Unpack[Doing]) -> str:
    """Order materials of a supplier, with the reason; returns the order's code.

    An order that is worth more than a mere receipt allows on its day (the rule on forms of contracts) waits for a second person.
    """
    said: dict[str, Any] = {
        "inquiry": str(inquiry or ""), "supplier": draft.supplier, "freight": draft.freight, "due_on": str(draft.due_on),
        "reason": draft.reason.strip(),
        "lines": [{"line": str(n), "material": w.material, "quantity": w.quantity} for n, w in enumerate(draft.lines, 1)],
        "prices": {str(n): w.unit_price for n, w in enumerate(draft.lines, 1)},
    }  # fmt: skip
    with deed(programme, **doing) as d, lawful(programme):
        if known := d.known(PurchaseDrafted, **said):
            return str(values_of(known)["order"])
        d.must(buying.may_buy(d.who))
        if inquiry:
            existing_inquiry(programme, inquiry)
            d.still(f"inquiry:{inquiry}")
        buying.check_draft(draft, today=today(d), materials=material_codes(programme), suppliers=supplier_codes(programme))
        wants_second = document_form(draft.value, today(d)).form != Form.RECEIPT
        order = queries.next_order(programme)
        d.record(PurchaseDrafted(order=order, wants_second=wants_second, ordered_on="" if wants_second else str(today(d)), **said))
        return order


def approve_purchase(programme: Programme, *, order: str, note: str = "", **doing: Unpack[Doing]) -> Entry:
    """A second person lets an order go."""
    with deed(programme, **doing) as d:
        if known := d.known(PurchaseApproved, order=order, note=note.strip()):
            return known
        must_decide(d, order)
        return d.record(PurchaseApproved(order, note.strip(), str(today(d))))


def refuse_purchase(programme: Programme, *, order: str, reason: str, **doing: Unpack[Doing]) -> Entry:
    """A second person refuses an order, with the reason."""
    with deed(programme, **doing) as d:
        if known := d.known(PurchaseRefused, order=order, reason=reason.strip()):
            return known
        must_decide(d, order)
        check_reason(reason)
        return d.record(PurchaseRefused(order, reason.strip()))


def must_decide(d: Deed, order: str) -> None:
    found = existing(d.programme, order)
    d.must(buying.may_decide_purchase(d.who, queries.history_of(found), hands_behind(d.programme, d.by, PARK)))
    d.still(f"purchase:{order}")


def send_purchase(programme: Programme, *, order: str, way: str = "WhatsApp", **doing: Unpack[Doing]) -> Entry:
    """Note that an order went to its supplier."""
    with deed(programme, **doing) as d:
        if known := d.known(PurchaseSent, order=order, way=way.strip()):
            return known
        found = existing(programme, order)
        d.must(buying.may_change_purchase(d.who, queries.history_of(found)))
        if queries.stage_of(found) == "waiting":
            raise Refused("Pesanan ini masih menunggu persetujuan orang kedua, jadi belum dapat dikirim.")
        if not 2 <= len(way.strip()) <= 120:
            raise Refused("Tulis lewat apa pesanan dikirim, misalnya WhatsApp.", field="way")
        return d.record(PurchaseSent(order, way.strip()))


def answer_purchase(
    programme: Programme, *, order: str, accepted: bool, promised_on: date | None = None, note: str = "", **doing: Unpack[Doing]
) -> Entry:
    """The supplier says whether it delivers an order, and when; the office may note it for it."""
    said: dict[str, Any] = {"order": order, "accepted": accepted, "promised_on": str(promised_on or "") if accepted else "", "note": note.strip()}
    with deed(programme, **doing) as d:
        if known := d.known(PurchaseAnswered, **said):
            return known
        found = existing(programme, order)
        d.must(buying.may_answer_purchase(d.who, queries.history_of(found)))
        d.still(f"purchase:{order}")
        if accepted and promised_on is None:
            raise Refused("Isi hari tibanya barang.", field="promised_on")
        if accepted and promised_on is not None and promised_on < today(d):
            raise Refused("Barang tidak dapat tiba pada %(day)s, yang sudah lewat.", field="promised_on", day=str(promised_on))
        if not accepted:
            check_reason(note, field="note")
        return d.record(PurchaseAnswered(through=d.who.link_for(buying.SUPPLY, found.supplier), **said))


def change_purchase(
    programme: Programme, *, order: str, quantities: Mapping[str, str], due_on: date, reason: str, **doing: Unpack[Doing]
) -> Entry:
    """Want less of an order, or on another day; what has come stays."""
    fact = PurchaseChanged(order, dict(quantities), str(due_on), reason.strip())
    with deed(programme, **doing) as d:
        if known := d.known(PurchaseChanged, **fact.said()):
            return known
        found = existing(programme, order)
        d.must(buying.may_change_purchase(d.who, queries.history_of(found)))
        d.still(f"purchase:{order}")
        lines = {one.code: (one.quantity, one.received) for one in queries.lines_of(found)}
        buying.check_changed(quantities, lines, reason)
        if due_on != found.due_on and due_on < today(d):
            raise Refused("Barang tidak dapat tiba pada %(day)s, yang sudah lewat.", field="due_on", day=str(due_on))
        return d.record(fact)


def cancel_purchase(programme: Programme, *, order: str, reason: str, **doing: Unpack[Doing]) -> Entry:
    """What has not come of an order is no longer wanted."""
    with deed(programme, **doing) as d:
        if known := d.known(PurchaseCancelled, order=order, reason=reason.strip()):
            return known
        found = existing(programme, order)
        d.must(buying.may_change_purchase(d.who, queries.history_of(found)))
        d.still(f"purchase:{order}")
        check_reason(reason)
        return d.record(PurchaseCancelled(order, reason.strip()))


def check_reason(reason: str, *, field: str = "reason") -> None:
    if len(reason.strip()) < 5:
        raise Refused("Tulis sebabnya, paling sedikit 5 huruf.", field=field)


def existing(programme: Programme, order: str) -> PurchaseOrder:
    found = queries.purchase_as_it_is(programme, order)
    if found is None:
        raise Refused("Pesanan bahan %(order)s tidak ada di program ini.", order=order)
    return found
