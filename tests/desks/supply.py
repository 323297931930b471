"""Materials of the demo as far as pages need them: a question for prices, an order that has come, a note for a lot of Pak Darma."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tempa.contracts import actions as contracts
from tempa.contracts import queries as bound
from tempa.ledger import links, queries
from tempa.supply import actions
from tempa.supply import queries as supply
from tempa.supply.actions.issuing import Given
from tempa.supply.actions.receiving import Came
from tempa.supply.rules.amounts import UNIT
from tempa.supply.rules.buying import Asked, Draft, Wish
from tempa.values.period import day_in_wita

WHY = "cheapest, and soonest to arrive"
GOODS = {"ST-HOL40": "20", "CS-CAT": "12.5"}


def bought(programme):
    """The inquiry and the order of SUP-L1, all of it received, in this test once."""
    planner, now = queries.person_named("perencana"), timezone.now()
    today = day_in_wita(now)
    if before := supply.purchases(programme).first():
        return supply.inquiries(programme).first().inquiry, before.order
    asked = Asked(GOODS, ["SUP-L1", "SUP-L2"], today + timedelta(days=5), today + timedelta(days=30))
    inquiry = actions.ask_quotes(programme, asked=asked, at=now, by=planner)
    draft = Draft("SUP-L1", [Wish("ST-HOL40", "20", 188_000), Wish("CS-CAT", "12.5", 62_000)], 50_000, today + timedelta(days=7), WHY)
    order = actions.draft_purchase(programme, draft=draft, inquiry=inquiry, at=now, by=planner)
    actions.receive_goods(programme, order=order, on=today, came=Came({f"{order}.1": "12", f"{order}.2": "12.5"}), at=now, by=planner)
    return inquiry, order


def noted(programme, contract, workshop="W03"):
    """A note of paint for a lot of a workshop, whose contract may be begun."""
    planner, head, now = queries.person_named("perencana"), queries.person_named("kepala"), timezone.now()
    bought(programme)
    if before := supply.issues_of(programme, workshop).first():
        return before.issue
    if bound.contract_named(programme, contract).risk_from is None:
        contracts.let_begin(programme, contract=contract, from_on=day_in_wita(now), note="its materials were bought in July", at=now, by=head)
    lot = next(lot for lot in supply.lots_to_supply(programme) if lot.workshop == workshop)
    return actions.issue_material(
        programme, workshop=workshop, on=day_in_wita(now), lines=[Given(lot.lot, "CS-CAT", "1.5")], note="for a lot that starts", at=now, by=planner
    )


def link_for(programme, organisation, purpose="supply", desk="supplier"):
    """The path of an organisation's link."""
    now = timezone.now()
    order = links.Order(purpose, "", now + timedelta(days=20), {organisation: desk})
    link = links.issue_links(programme, order, at=now, by=queries.person_named("perencana"))[0]
    return f"/t/{links.code_of(link.link)}/"


def level(programme, material="ST-HOL40"):
    return supply.stock(programme)[material].level // UNIT
