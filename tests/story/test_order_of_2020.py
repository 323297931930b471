"""One order from the workbook to the signed contract, the payment and the first check of use: the best document we have."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime, timedelta

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
from tempa.payment.actions.claims import Shown
from tempa.payment.queries import conservation
from tempa.values.programme import check_tables, programme_sha256, read_programme, write_workbook
from tests.conftest import NTB
from tests.contracts.parties import state_parties
from tests.delivery.parties import colleague
from tests.story.use import in_use


def test_from_the_workbook_to_the_lots(db, person, tmp_path):
    planner, head = person("perencana"), person("kepala")
    head.may_found = True
    clock = iter(datetime(2020, 7, 15, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(100))

    # The head of the park opens a programme and lets the planner in, who loads the workbook that the agencies agreed on.
    programme = ledger.found_programme(code="KISAH-2020", at=next(clock), by=head, desks=("park_head",))
    ledger.grant_role(programme, planner, desk="park_planner", at=next(clock), by=head)
    agreed = deepcopy(read_programme(NTB))
    next(r for r in agreed["programme"] if r["key"] == "code")["value"] = "KISAH-2020"
    write_workbook(agreed, tmp_path / "pesanan.xlsx")
    tables = read_programme(tmp_path / "pesanan.xlsx")
    assert check_tables(tables).ok
    demand.load_programme(programme, tables, at=next(clock), by=planner)
    assert order.order_totals(programme).units == 2133
    assert programme_sha256(tables_of(programme)) == programme_sha256(agreed)

    # Distanbun needs three more corn shellers; without a reason nothing changes.
    more = {"line": "L0001", "change": "quantity", "after": "5", "by": planner}
    with pytest.raises(Refused, match="alasan"):
        demand.change_line(programme, **more, reason="", at=next(clock))
    demand.change_line(programme, **more, reason="agency_request", paper="027/112", at=next(clock))
    assert order.order_totals(programme).units == 2136
    first, change = order.moves(programme)
    assert (first.units, change.units, change.paper) == (2133, 3, "027/112")

    # A plan is made of today's order; the planner proposes it, a second person approves it.
    now = tables_of(programme)
    plan = allocation.add_plan(programme, now, naive_plan(now, "cheapest-fit"), origin="aturan", at=next(clock), by=planner)
    allocation.propose_plan(programme, plan=plan.plan, note="untuk rapat Senin", at=next(clock), by=planner)
    with pytest.raises(Refused, match="orang kedua"):
        allocation.approve_plan(programme, plan=plan.plan, at=next(clock), by=planner)
    allocation.approve_plan(programme, plan=plan.plan, at=next(clock), by=head)

    # Now every unit has a lot at a workshop, or a reason why not.
    assert plan.units + plan.unplanned == 2136
    assert sum(plans.allocated_by_line(programme).values()) == plan.units
    assert all(r["reason"] for r in plans.plan_tables(plan)["unplanned"])
    assert plans.lots_of(programme, "W03").exists()

    # The order changes again: yesterday's plan cannot be approved a second time over, a new one takes its place.
    demand.change_line(
        programme, line="L0002", change="cancelled", after="", reason="recipient", at=next(clock), by=planner
    )
    now = tables_of(programme)
    second = allocation.add_plan(programme, now, naive_plan(now, "first-fit"), origin="aturan", at=next(clock), by=planner)
    allocation.propose_plan(programme, plan=second.plan, at=next(clock), by=planner)
    allocation.approve_plan(programme, plan=second.plan, at=next(clock), by=head)
    assert plans.approved_plan(programme).plan == second.plan
    assert not plans.lots(programme).filter(line="L0002").exists()
    assert all(lot.ended_at for lot in plans.all_lots(programme).filter(line="L0002"))  # ended, not forgotten

    # Distanbun's lots with one vendor become a contract: who signs, from which money and for whom stands on its papers.
    rina, day = person("opd"), datetime(2020, 7, 15, tzinfo=UTC).date()
    ledger.grant_role(programme, rina, desk="agency", subject="DISTANBUN", at=next(clock), by=head)
    vendor = next(one.vendor for one in contracts.uncontracted_lots(programme) if one.agency == "DISTANBUN")
    lots = [one.lot for one in contracts.uncontracted_lots(programme) if (one.agency, one.vendor) == ("DISTANBUN", vendor)]
    (code,) = contracting.draft_contracts(programme, lots=lots, at=next(clock), by=planner)
    state_parties(programme, person, vendors=[vendor], at=next(clock))
    items = contracts.items_of(contracts.contract_named(programme, code))
    contracting.receive_offer(programme, contract=code, on=day, asked={i.item: i.unit_price for i in items}, at=next(clock), by=rina)
    agreed = {i.item: [i.unit_price, i.maker_price] for i in items}
    contracting.negotiate(programme, contract=code, on=day, agreed=agreed, why="sesuai penawaran", at=next(clock), by=rina)
    assert not contracts.may_begin(programme, lots[0], day)
    days = {"on": day, "starts_on": day, "due_on": day + timedelta(days=90)}
    with pytest.raises(Refused, match="pejabat OPD"):
        contracting.sign(programme, contract=code, **days, at=next(clock), by=planner)
    contracting.sign(programme, contract=code, **days, at=next(clock), by=rina)
    copy = Copy(b"%PDF-1.7 salinan", "kontrak.pdf", "application/pdf")
    contracting.countersign(programme, contract=code, on=day, signatory="pemilik", copy=copy, at=next(clock), by=planner)
    assert contracts.may_begin(programme, lots[0], day)
    signed = contracts.contract_named(programme, code)
    assert signed.value == sum(plans.lot_named(programme, lot).quantity * plans.lot_named(programme, lot).unit_price for lot in lots)

    # Two machines are made, inspected by Ani, handed over to a colleague of Rina, and one is looked at a month after its group got it.
    to = in_use(programme, person, lots, clock)
    assert [(c.state, c.due_month) for c in delivered.use_checks(programme)] == [("used", 1)]

    # Their vendor claims, a second colleague approves, a third pays: what was agreed, to the rupiah, less what the law keeps back.
    claim = payment.submit_claim(programme, contract=code, asked="delivery", serials=to["serials"], at=next(clock), by=to["owner"])
    lacking = [c.paper.id for c in money.file_of(programme, money.claim_named(programme, claim), to["day"]) if c.state != "ada"]
    payment.show_papers(programme, claim=claim, papers={p: Shown(number="1/2020") for p in lacking}, at=next(clock), by=to["owner"])
    paid = payment.approve_payment(programme, claim=claim, at=next(clock), by=colleague(programme, person, "pptk"))
    made, treasurer = money.payment_named(programme, paid), colleague(programme, person, "bendahara")
    payment.record_payment(programme, payment=paid, on=made.approved_on, sp2d="SP2D/1", at=next(clock), by=treasurer)
    assert made.gross == sum(u.amount for u in made.units.all()) and made.gross == made.net + made.income_tax + made.retention_held + made.penalty

    # Years later: nothing of it was changed, and everything adds up.
    assert chain_fault(programme) is None
    found = conservation(programme)
    assert found.units.holds and found.rupiah.holds and found.worth.holds and not found.beyond
    kinds = [e.kind for e in entries_of(programme).order_by("sequence") if e.kind not in {"RowStated", "LotAwarded", "LotRescheduled", "PaperKept"}]
    assert kinds[: kinds.index("ContractCountersigned") + 1] == [
        "RoleGranted", "RoleGranted", "ProgrammeLoaded",
        "OrderAgreed", "OrderChanged", "PlanMade", "PlanProposed", "PlanApproved", "OrderChanged", "PlanMade",
        "PlanProposed", "PlanApproved", "PlanSuperseded",
        "RoleGranted", "ContractDrafted", "OfficerNamed", "AgencyStated", "VendorStated", "OfferReceived", "PriceNegotiated", "ContractSigned",
        "PaperNumbered", "ContractCountersigned",
    ]  # fmt: skip
