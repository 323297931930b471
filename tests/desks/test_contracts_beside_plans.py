"""Where contracts stand beside plans: what a plan would change of them, both conservation laws, and the overview."""

from __future__ import annotations

import re
from uuid import uuid4

from tempa.allocation import actions as allocation
from tempa.allocation import queries as plans
from tempa.allocation.planner.rules_of_thumb.naive import naive_plan
from tempa.allocation.planner.runs.assignment import carry_out
from tempa.contracts import actions as contracts
from tempa.contracts import queries
from tempa.ledger.queries import tables_of
from tempa.payment.queries import conservation
from tests.cast import AUDITOR, HEAD, PLANNER, RINA
from tests.desks.test_contract_pages import draft_all, forced, now, said, today


def test_a_plan_names_the_lots_of_contracts_that_it_would_change(visit, programme, person):
    draft_all(programme, person)
    tables = tables_of(programme)
    other = allocation.add_plan(programme, tables, naive_plan(tables, "first-fit"), origin="uji", at=now(), by=person("perencana"))
    found = queries.addenda_needed(programme, other)
    assert found and all(a.after < a.before for a in found)
    page = said(visit(PLANNER, f"/park/rencana/{other.plan}/"))
    assert f"mengubah {len(found)} lot yang sudah ada di kontrak" in page and "tarik konsep kontraknya" in page and found[0].contract in page
    allocation.propose_plan(programme, plan=other.plan, at=now(), by=person("perencana"))
    refused = visit(HEAD, f"/park/rencana/{other.plan}/setujui/", {"note": ""})
    assert refused.status_code == 400 and "ada di kontrak" in said(refused)
    same = allocation.add_plan(
        programme, tables, plans.plan_tables(plans.approved_plan(programme)), origin="uji", at=now(), by=person("perencana")
    )
    assert queries.addenda_needed(programme, same) == []


def test_a_plan_from_nothing_keeps_what_contracts_hold_and_can_be_approved(visit, programme, person):
    """Once contracts hold lots, the form that plans from nothing leaves those where they are; the rest may go anywhere."""
    agency = queries.uncontracted_lots(programme)[0].agency
    contracted = [one.lot for one in queries.uncontracted_lots(programme) if one.agency == agency]
    contracts.draft_contracts(programme, lots=contracted, at=now(), by=person("perencana"))
    assert f"{len(contracted)} lot sudah ada di kontrak" in said(visit(PLANNER, "/park/rencana/"))
    identity = uuid4()
    sent = visit(PLANNER, "/park/rencana/", {"identity": str(identity), "seconds": "1", "seed": "7", "note": ""})
    task = plans.run_named(programme, identity).task
    assert sent.status_code == 302 and task["held"] == sorted(contracted) and task["afresh"]
    base = plans.approved_plan(programme)
    made = carry_out(task, tables_of(programme), plans.tables_as_reduced(base), seconds=1, seed=7)
    allocation.end_run(programme, run=identity, outcome="done", at=now(), by=person("perencana"))
    plan = allocation.add_plan(
        programme, made.tables, made.plan_tables, origin="uji", behind=allocation.Behind(purpose="again", base=base, again=made.again), at=now(),
        by=person("perencana"),
    )  # fmt: skip
    before = {lot.lot: (lot.workshop, lot.start_week) for lot in plans.lots(programme)}
    assert queries.addenda_needed(programme, plan) == []
    allocation.propose_plan(programme, plan=plan.plan, at=now(), by=person("perencana"))
    assert visit(HEAD, f"/park/rencana/{plan.plan}/setujui/", {"note": ""}).status_code == 302
    after = {lot.lot: (lot.workshop, lot.start_week) for lot in plans.lots(programme)}
    assert all(after[lot] == before[lot] for lot in contracted) and after != before
    assert plans.approved_plan(programme).plan == plan.plan


def test_signed_contracts_stand_in_both_laws_and_on_the_overview(visit, programme, person):
    place = conservation(programme).units.stages.index("contracted")
    assert conservation(programme).units.total[place] == 0
    c = forced(programme, person)
    found = conservation(programme)
    units = sum(i.quantity for i in queries.items_of(c))
    assert found.units.total[place] == units and found.rupiah.total[found.rupiah.stages.index("contracted")] == c.value
    assert not found.units.faults and not found.rupiah.faults
    assert "dikontrak" in said(visit(AUDITOR, "/auditor/kekekalan/"))
    assert "Dikontrak" in said(visit(PLANNER, "/park/")) and queries.contracted_by(programme, "agency")["DISTANBUN"].units == units


def test_an_agency_reads_how_many_of_its_machines_have_a_workshop_as_its_table_and_its_addenda_say(visit, programme, person):
    def with_a_workshop():
        return int(re.search(r"([\d.]+) sudah ada bengkelnya", said(visit(RINA, "/opd/")))[1].replace(".", ""))

    before, c = with_a_workshop(), forced(programme, person)
    units = sum(i.quantity for i in queries.items_of(c))
    assert before == next(a["planned"] for a in plans.approved_plan(programme).figures["agencies"] if a["agency"] == "DISTANBUN")
    assert visit(RINA, f"/opd/kontrak/{c.contract}/batal/", {"on": str(today()), "reason": "anggaran OPD dicabut"}).status_code == 302
    assert with_a_workshop() == before - units > 0
