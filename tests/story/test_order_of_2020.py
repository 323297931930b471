"""One order from the workbook to the payment and the first check of use: the best document we have."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime, timedelta

import pytest

from tempa.allocation import actions as allocation
from tempa.allocation import queries as plans
from tempa.allocation.planner.rules_of_thumb.naive import naive_plan
from tempa.contracts import actions as contracting
from tempa.contracts import queries as contracts
from tempa.contracts.actions.papers import Copy
from tempa.delivery import queries as delivered
from tempa.demand import actions as demand
from tempa.demand import queries as order
from tempa.ledger import actions as ledger
from tempa.ledger.queries import chain_fault, entries_of, tables_of
from tempa.ledger.rules import Refused
from tempa.payment import actions as payment
from tempa.payment import queries as money
from tempa.values.programme import check_tables, programme_sha256, read_programme, write_workbook
from tests.conftest import NTB
from tests.story.use import given_to_a_group, looked_at_a_month_later, made_and_accepted, papers_of, parties

DAY = date(2020, 7, 15)


def test_from_the_workbook_to_the_first_check_of_use(db, person, tmp_path):
    clock = iter(datetime(2020, 7, 15, 1, tzinfo=UTC) + timedelta(minutes=n) for n in range(300))

    def does(who, deed, *given, **said):
        return deed(programme, *given, at=next(clock), by=who, **said)

    # The head of the park opens a programme and lets the planner in, who loads the workbook that the agencies agreed on.
    planner, head, rina = person("perencana"), person("kepala"), person("opd")
    head.may_found = True
    programme = ledger.found_programme(code="KISAH-2020", at=next(clock), by=head, desks=("park_head",))
    ledger.grant_role(programme, planner, desk="park_planner", at=next(clock), by=head)
    agreed = deepcopy(read_programme(NTB))
    next(r for r in agreed["programme"] if r["key"] == "code")["value"] = "KISAH-2020"
    write_workbook(agreed, tmp_path / "pesanan.xlsx")
    tables = read_programme(tmp_path / "pesanan.xlsx")
    assert check_tables(tables).ok
    does(planner, demand.load_programme, tables)
    assert order.order_totals(programme).units == 2133 and programme_sha256(tables_of(programme)) == programme_sha256(agreed)

    # Distanbun needs three more corn shellers; without a reason nothing changes.
    with pytest.raises(Refused, match="alasan"):
        does(planner, demand.change_line, line="L0001", change="quantity", after="5", why=demand.Why(""))
    does(planner, demand.change_line, line="L0001", change="quantity", after="5", why=demand.Why("agency_request", paper="027/112"))
    assert [(move.units, move.paper) for move in order.moves(programme)] == [(2133, ""), (3, "027/112")]

    # A plan of today's order: the planner proposes it, a second person approves it; every unit has a lot, or a reason why not.
    now = tables_of(programme)
    plan = does(planner, allocation.add_plan, now, naive_plan(now, "cheapest-fit"), origin="aturan")
    does(planner, allocation.propose_plan, plan=plan.plan, note="untuk rapat Senin")
    with pytest.raises(Refused, match="orang kedua"):
        does(planner, allocation.approve_plan, plan=plan.plan)
    does(head, allocation.approve_plan, plan=plan.plan)
    assert sum(plans.allocated_by_line(programme).values()) == plan.units == 2136 - plan.unplanned
    assert all(r["reason"] for r in plans.plan_tables(plan)["unplanned"])

    # Distanbun's lots with one vendor become a contract, signed by both before any work begins.
    vendor = parties(programme, person, clock)
    lots = [one.lot for one in contracts.uncontracted_lots(programme) if (one.agency, one.vendor) == ("DISTANBUN", vendor)]
    (code,) = does(planner, contracting.draft_contracts, lots=lots)
    items = contracts.items_of(contracts.contract_named(programme, code))
    does(rina, contracting.receive_offer, contract=code, on=DAY, asked={i.item: i.unit_price for i in items})
    prices = {i.item: [i.unit_price, i.maker_price] for i in items}
    does(rina, contracting.negotiate, contract=code, on=DAY, agreed=prices, why="sesuai penawaran")
    assert not contracts.may_begin(programme, lots[0], DAY)
    days = {"on": DAY, "starts_on": DAY, "due_on": DAY + timedelta(days=90)}
    with pytest.raises(Refused, match="pejabat OPD"):
        does(planner, contracting.sign, contract=code, **days)
    does(rina, contracting.sign, contract=code, **days)
    copy = Copy(b"%PDF-1.7 salinan", "kontrak.pdf", "application/pdf")
    does(planner, contracting.countersign, contract=code, on=DAY, signatory="pemilik", copy=copy)
    assert contracts.may_begin(programme, lots[0], DAY)

    # Two machines are made, inspected, taken over by Distanbun and given to a group; a month later one of them is looked at.
    serials, owner = made_and_accepted(programme, person, lots, clock)
    group = given_to_a_group(programme, person, serials, clock)
    looked_at_a_month_later(programme, person, serials[0], clock)
    assert [(c.state, c.due_month) for c in delivered.use_checks(programme)] == [("used", 1)] and delivered.recipient_named(programme, group)

    # The vendor claims, one colleague approves, another pays: what was agreed, to the rupiah, less what the law keeps back.
    claim = does(owner, payment.submit_claim, contract=code, asked="delivery", serials=serials)
    does(owner, payment.show_papers, claim=claim, papers=papers_of(programme, claim, DAY))
    paid = does(person("pptk"), payment.approve_payment, claim=claim)
    made = money.payment_named(programme, paid)
    does(person("bendahara"), payment.record_payment, payment=paid, on=made.approved_on, sp2d="SP2D/1")
    assert made.gross == sum(u.amount for u in made.units.all()) == made.net + made.income_tax + made.retention_held + made.penalty

    # Years later: nothing of it was changed, everything adds up, and every step can be read.
    found, kinds = money.conservation(programme), {e.kind for e in entries_of(programme)}
    assert chain_fault(programme) is None and found.units.holds and found.rupiah.holds and found.worth.holds and not found.beyond
    assert {"ProgrammeLoaded", "OrderChanged", "PlanApproved", "ContractCountersigned", "HandoverTaken", "UseChecked", "PaymentMade"} <= kinds
