"""A plan is valid or it is not kept; two people decide; approval makes lots, and a new plan takes the old one's place."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tempa.allocation import actions, queries
from tempa.allocation.models import Decision, Lot, Plan, Proposal
from tempa.allocation.rules import check_begun_kept, check_run
from tempa.demand.actions import change_line
from tempa.ledger.queries import chain_fault, tables_of
from tempa.ledger.rules import Refused
from tempa.values.programme import write_plan

AT = datetime(2020, 8, 3, 1, 10, tzinfo=UTC)


@pytest.fixture
def plan_tables(programme):
    return queries.plan_tables(queries.approved_plan(programme))


@pytest.fixture
def second(programme, person, plan_tables):
    """Another plan of the same programme, made and not yet proposed."""
    return actions.add_plan(programme, tables_of(programme), plan_tables, origin="uji", at=AT, by=person("perencana"))


def test_the_demo_is_planned_and_approved(programme):
    plan = queries.approved_plan(programme)
    assert plan.units + plan.unplanned == 2133 and plan.lower_bound <= plan.objective
    assert plan.decision.by.login == "kepala" and plan.proposal.by.login == "perencana"
    assert sum(queries.allocated_by_line(programme).values()) == plan.units
    assert set(queries.lots(programme).values_list("plan", flat=True)) == {plan.plan}


def test_a_kept_plan_gives_its_tables_back(programme, plan_tables, tmp_path):
    write_plan(plan_tables, tmp_path / "plan")
    files = queries.plan_files(queries.approved_plan(programme))
    for name, content in files.items():
        assert (tmp_path / "plan" / name).read_bytes() == content


def test_an_invalid_plan_is_refused_with_the_rule(programme, person, plan_tables):
    broken = deepcopy(plan_tables)
    broken["lots"][0]["quantity"] = str(int(broken["lots"][0]["quantity"]) + 1)
    with pytest.raises(Refused, match="melanggar aturan"):
        actions.add_plan(programme, tables_of(programme), broken, origin="uji", at=AT, by=person("perencana"))
    assert Plan.objects.filter(programme=programme).count() == 1


def test_who_proposes_does_not_decide(programme, person, second):
    actions.propose_plan(programme, plan=second.plan, at=AT, by=person("perencana"))
    with pytest.raises(Refused, match="orang kedua"):
        actions.approve_plan(programme, plan=second.plan, at=AT, by=person("perencana"))
    with pytest.raises(Refused, match="orang kedua"):
        actions.refuse_plan(programme, plan=second.plan, reason="tidak adil sama sekali", at=AT, by=person("perencana"))


@pytest.mark.parametrize("claimed", ["perencana", "auditor"])
def test_the_database_refuses_a_decision_by_the_proposer(programme, person, second, claimed):
    """Also when the row lies about who proposed."""
    actions.propose_plan(programme, plan=second.plan, at=AT, by=person("perencana"))
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.create(
            plan=second, approved=True, proposed_by=person(claimed), by=person("perencana"), at=AT, reason=""
        )
    assert not Decision.objects.filter(plan=second).exists()


def test_a_plan_that_nobody_proposed_cannot_be_decided(programme, person, second):
    with pytest.raises(Refused, match="belum diajukan"):
        actions.approve_plan(programme, plan=second.plan, at=AT, by=person("kepala"))
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.create(plan=second, approved=True, proposed_by=person("perencana"), by=person("kepala"), at=AT)


def test_refusal_needs_a_reason(programme, person, second):
    actions.propose_plan(programme, plan=second.plan, at=AT, by=person("perencana"))
    with pytest.raises(Refused, match="alasan penolakan"):
        actions.refuse_plan(programme, plan=second.plan, reason="tidak", at=AT, by=person("kepala"))
    actions.refuse_plan(programme, plan=second.plan, reason="Sentra Kotaraja terlalu sedikit", at=AT, by=person("kepala"))
    assert queries.plan_named(programme, second.plan).decision.reason == "Sentra Kotaraja terlalu sedikit"
    assert queries.approved_plan(programme).number == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(plan=second).update(reason="")


def test_new_plan_supersedes_the_old_and_its_lots(programme, person, second):
    old = queries.approved_plan(programme)
    before = Lot.objects.filter(programme=programme).count()
    actions.propose_plan(programme, plan=second.plan, at=AT, by=person("perencana"))
    actions.approve_plan(programme, plan=second.plan, at=AT, by=person("kepala"))
    assert queries.approved_plan(programme).plan == second.plan
    assert queries.plan_named(programme, old.plan).decision.superseded_at == AT
    assert set(queries.lots(programme).values_list("plan", flat=True)) == {second.plan}
    assert Lot.objects.filter(programme=programme).count() == before
    assert chain_fault(programme) is None


def test_begun_lots_stay(programme, person, second):
    lot = queries.lots(programme).first()
    begun = {lot.lot: (lot.line, lot.workshop, lot.quantity)}
    actions.propose_plan(programme, plan=second.plan, at=AT, by=person("perencana"))
    actions.approve_plan(programme, plan=second.plan, begun=begun, at=AT, by=person("kepala"))
    assert queries.lots(programme).get(lot=lot.lot).entry_id == lot.entry_id


def test_a_plan_that_drops_a_begun_lot_is_refused():
    with pytest.raises(Refused, match="sudah dikerjakan"):
        check_begun_kept({"LOT1": ("L1", "W1", 3)}, {"LOT1": ("L1", "W2", 3)})
    with pytest.raises(Refused, match="sudah dikerjakan"):
        check_begun_kept({"LOT1": ("L1", "W1", 3)}, {})


def test_a_plan_of_yesterdays_order_is_not_approved(programme, person, second):
    actions.propose_plan(programme, plan=second.plan, at=AT, by=person("perencana"))
    change_line(programme, line="L0001", change="quantity", after="9", reason="agency_request", at=AT, by=person("perencana"))
    with pytest.raises(Refused, match="berubah sejak"):
        actions.approve_plan(programme, plan=second.plan, at=AT, by=person("kepala"))


def test_proposed_once(programme, person, second):
    actions.propose_plan(programme, plan=second.plan, at=AT, by=person("perencana"))
    with pytest.raises(Refused, match="sudah diajukan"):
        actions.propose_plan(programme, plan=second.plan, at=AT, by=person("kepala"))
    assert Proposal.objects.get(plan=second).by.login == "perencana"


def test_plans_of_another_programme_are_not_there(programme):
    assert queries.plan_named(programme, uuid4()) is None
    with pytest.raises(Refused, match="tidak ada"):
        actions.propose_plan(programme, plan=uuid4(), at=AT, by=queries.approved_plan(programme).proposal.by)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [({"seconds": 0}, "detik"), ({"seconds": 3601}, "detik"), ({"seed": -1}, "Bibit"), ({"running": 1}, "berjalan")],
)
def test_runs_within_reason(values, sentence):
    with pytest.raises(Refused, match=sentence):
        check_run(**({"seconds": 5, "seed": 1, "running": 0} | values))


def test_a_run_ends_once(programme, person):
    run = actions.start_run(programme, seconds=5, seed=1, at=AT, by=person("perencana"))
    with pytest.raises(Refused, match="berjalan"):
        actions.start_run(programme, seconds=5, seed=1, at=AT, by=person("perencana"))
    actions.end_run(programme, run=run, outcome="failed", remark="listrik mati", at=AT, by=person("perencana"))
    actions.end_run(programme, run=run, outcome="done", at=AT, by=person("perencana"))
    assert queries.run_named(programme, run).outcome == "failed"


def test_the_same_start_sent_twice_is_one_run(programme, person):
    name = uuid4()
    for _ in range(2):
        assert actions.start_run(programme, seconds=5, seed=1, at=AT, by=person("perencana"), identity=name) == name
    assert queries.runs(programme).count() == 2
