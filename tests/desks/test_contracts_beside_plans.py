"""Where contracts stand beside plans: what a plan would change of them, both conservation laws, and the overview."""

from __future__ import annotations

from tempa.allocation import actions as allocation
from tempa.allocation import queries as plans
from tempa.allocation.planner.rules_of_thumb.naive import naive_plan
from tempa.contracts import queries
from tempa.ledger.queries import tables_of
from tempa.payment.queries import conservation
from tests.cast import AUDITOR, HEAD, PLANNER
from tests.desks.test_contract_pages import NOW, draft_all, forced, said


def test_a_plan_names_the_lots_of_contracts_that_it_would_change(visit, programme, person):
    draft_all(programme, person)
    tables = tables_of(programme)
    other = allocation.add_plan(programme, tables, naive_plan(tables, "first-fit"), origin="uji", at=NOW, by=person("perencana"))
    found = queries.addenda_needed(programme, other)
    assert found and all(a.after < a.before for a in found)
    page = said(visit(PLANNER, f"/park/rencana/{other.plan}/"))
    assert f"mengubah {len(found)} lot yang sudah ada di kontrak" in page and "tarik konsep kontraknya" in page and found[0].contract in page
    allocation.propose_plan(programme, plan=other.plan, at=NOW, by=person("perencana"))
    refused = visit(HEAD, f"/park/rencana/{other.plan}/setujui/", {"note": ""})
    assert refused.status_code == 400 and "ada di kontrak" in said(refused)
    same = allocation.add_plan(
        programme, tables, plans.plan_tables(plans.approved_plan(programme)), origin="uji", at=NOW, by=person("perencana")
    )
    assert queries.addenda_needed(programme, same) == []


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
