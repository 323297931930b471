"""Orders, receipts and issues as far as a test needs them, on the contracts of the demo."""

from __future__ import annotations

from datetime import timedelta

from tempa.contracts import actions as contracts
from tempa.supply import actions, queries
from tempa.supply.actions.issuing import Given
from tempa.supply.actions.receiving import Came
from tempa.supply.rules.buying import Asked, Draft, Offer, Wish
from tests.contracts.parties import AT, TODAY, drafted, lots_of

WHY = "paling murah dan paling cepat tiba"
ASKED = Asked({"ST-HOL40": "20", "EN-BENSIN": "2"}, ["SUP-L1", "SUP-E2"], TODAY + timedelta(days=5), TODAY + timedelta(days=30))
OFFER = Offer({"ST-HOL40": 90_000}, 50_000, 3, TODAY + timedelta(days=20), "office", "surat 12")


def asked(programme, person, wanted=ASKED):
    return actions.ask_quotes(programme, asked=wanted, at=AT, by=person("perencana"))


def wish(material="ST-HOL40", quantity="20", unit_price=90_000):
    return Wish(material, quantity, unit_price)


def draft_of(*wishes, supplier="SUP-L1", freight=0):
    return Draft(supplier, wishes or (wish(),), freight, TODAY + timedelta(days=7), WHY)


def ordered(programme, person, *wishes, **more):
    """An order that was let go, by a second hand where it wants one; returns its code."""
    order = actions.draft_purchase(programme, draft=draft_of(*wishes, **more), at=AT, by=person("perencana"))
    if queries.stage_of(queries.purchase_named(programme, order)) == "waiting":
        actions.approve_purchase(programme, order=order, at=AT, by=person("kepala"))
    return order


def received(programme, person, *wishes, on=TODAY, engines=None, **more):
    """An order of which all has come; returns its code."""
    order = ordered(programme, person, *wishes, **more)
    lines = {one.code: queries_text(one.quantity) for one in queries.lines_of(queries.purchase_named(programme, order))}
    actions.receive_goods(programme, order=order, on=on, came=Came(lines, engines=engines or {}), at=AT, by=person("perencana"))
    return order


def queries_text(amount):
    from tempa.supply.rules.amounts import quantity_text

    return quantity_text(amount)


def lot_with(programme, person, material="ST-HOL40"):
    """A lot that may be made and needs a material, of the contract of one agency and vendor; returns it as supply sees it."""
    lists = queries.explode(programme)
    vendor = next(one.vendor for one in lots_of(programme) if any(m == material for m, _n in lists[one.type]))
    contract = drafted(programme, person, vendor=vendor).contract
    contracts.let_begin(programme, contract=contract, from_on=TODAY, note="bahan sudah dipesan sejak Juli", at=AT, by=person("kepala"))
    lots = {lot.lot: lot for lot in queries.lots_to_supply(programme)}
    needs = queries.needs_of(programme, lots.values())
    return next(lots[lot] for (lot, m), n in sorted(needs.items()) if m == material and n)


def given(lot, quantity="1", material="ST-HOL40", engines=()):
    return Given(lot.lot, material, quantity, engines)


def issued(programme, person, quantity="1", *, stock="20"):
    """A lot of somebody who got some hollow tube; returns the lot and the note's code."""
    lot = lot_with(programme, person)
    received(programme, person, wish(quantity=stock))
    note = actions.issue_material(
        programme, workshop=lot.workshop, on=TODAY, lines=[given(lot, quantity)], note="seperti diminta", at=AT, by=person("perencana")
    )
    return lot, note


def owner_of(programme, person, workshop):
    """The owner of W03, let in for another workshop."""
    from tempa.ledger import actions as ledger

    owner = person("bengkel")
    if workshop != "W03":
        ledger.grant_role(programme, owner, desk="workshop", subject=workshop, at=AT, by=person("kepala"))
    return owner


