"""A plan is valid or it is not kept; two people decide; approval makes lots, and a new plan takes the old one's place."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tempa.allocation import actions, queries
from tempa.allocation.facts import PlanSuperseded
from tempa.allocation.models import Decision, Plan, Proposal
from tempa.allocation.planner.judge.check import check
from tempa.allocation.planner.rules_of_thumb.naive import naive_plan
from tempa.allocation.rules import check_begun_kept, check_run, content, settle_lots
from tempa.demand.actions import Why, change_line
from tempa.demand.queries import order_lines
from tempa.ledger.actions import record
from tempa.ledger.queries import chain_fault, entries_of, tables_of
from tempa.ledger.rules import Refused
from tempa.registry.queries import offer_prices
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
    for name, text in files.items():
        assert (tmp_path / "plan" / name).read_bytes() == text


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


def decided(programme, person, plan, **more):
    actions.propose_plan(programme, plan=plan.plan, at=AT, by=person("perencana"))
    return actions.approve_plan(programme, plan=plan.plan, at=AT, by=person("kepala"), **more)


def test_a_new_plan_supersedes_the_old_and_what_stays_keeps_its_lots(programme, person, second):
    old = queries.approved_plan(programme)
    before = list(queries.lots(programme).values_list("lot", "entry", "plan"))
    decided(programme, person, second)
    assert queries.approved_plan(programme).plan == second.plan
    assert queries.plan_named(programme, old.plan).decision.superseded_at == AT
    assert list(queries.lots(programme).values_list("lot", "entry", "plan")) == before and len(before) > 100
    assert chain_fault(programme) is None


def test_another_plan_ends_lots_and_never_gives_a_code_twice(programme, person):
    """Of the plan by another rule some lots are the same work, most are not; their codes, N0001 and so on, are taken."""
    tables = tables_of(programme)
    before = {lot.lot: lot for lot in queries.lots(programme)}
    other = actions.add_plan(programme, tables, naive_plan(tables, "first-fit"), origin="uji", at=AT, by=person("perencana"))
    decided(programme, person, other)
    now = {lot.lot: lot for lot in queries.lots(programme)}
    ended = [lot for lot in queries.all_lots(programme) if lot.ended_at is not None]
    assert set(now) & set(before) and len(ended) == len(set(before) - set(now)) > 100
    assert all((now[c].line, now[c].workshop, now[c].quantity) == (before[c].line, before[c].workshop, before[c].quantity)
               and now[c].entry_id == before[c].entry_id for c in set(now) & set(before))  # fmt: skip
    assert {lot.lot for lot in ended} == set(before) - set(now) and all(lot.ended_by.kind == "PlanSuperseded" for lot in ended)
    shown = queries.plan_tables(other)
    assert {r["lot"] for r in shown["lots"]} == set(now) == {r["lot"] for r in shown["loads"]}
    assert check(tables, shown).is_valid
    assert queries.standing_lots(programme) == {r["lot"]: r for r in shown["lots"]}
    new = now[min(set(now) - set(before))]
    assert new.unit_price == offer_prices(programme)[new.workshop, order_lines(programme).get(line=new.line).type]
    assert [e.kind for e in entries_of(programme, subject=f"lot:{new.lot}")] == ["LotAwarded"]


@given(st.data())
def test_lots_are_settled_by_what_they_are(data):
    """Whatever plan follows whatever plan: same work keeps its code, other work gets one that was never given."""
    names = st.sampled_from([f"L{n}-{m}" for n in (1, 2) for m in (1, 2, 3)])
    rows = st.lists(
        st.fixed_dictionaries({
            "lot": names, "line": st.sampled_from(["L1", "L2"]), "workshop": st.sampled_from(["W1", "W2"]),
            "quantity": st.sampled_from(["1", "2"]), "start_week": st.sampled_from(["0", "1"]),
        }), max_size=5, unique_by=lambda r: r["lot"])  # fmt: skip
    plan, standing = data.draw(rows), {r["lot"]: r for r in data.draw(rows)}
    used = set(standing) | set(data.draw(st.lists(names, max_size=4)))
    settled = settle_lots(plan, standing, used)
    kept = Counter(content(standing[code]) for code in settled.stays)
    assert kept == Counter(map(content, plan)) & Counter(map(content, standing.values()))
    new = [r["lot"] for r in settled.awarded]
    assert len(new) == len(set(new)) == len(plan) - len(settled.stays) and not set(new) & used
    codes = [settled.renamed.get(r["lot"], r["lot"]) for r in plan]
    assert len(codes) == len(set(codes)) and set(codes) == settled.stays | set(new)
    assert {r["lot"] for r in settled.rescheduled} <= settled.stays


def test_a_plan_that_superseded_itself_is_put_right_by_a_deed(programme, person):
    """An earlier version let a double click do that: no plan was in force and none could be approved any more."""
    plan = queries.approved_plan(programme)
    again = {"plan": plan.plan, "reason": "klik ganda pada versi lama", "at": AT, "by": person("kepala")}
    with pytest.raises(Refused, match="tidak digantikan oleh dirinya"):
        actions.reinstate_plan(programme, **again)
    record(programme, PlanSuperseded(str(plan.plan), str(plan.plan), list(queries.standing_lots(programme))), at=AT, by=person("kepala"))
    assert queries.approved_plan(programme) is None
    actions.reinstate_plan(programme, **again)
    assert queries.approved_plan(programme).plan == plan.plan and queries.lots(programme).exists()


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
    change_line(programme, line="L0001", change="quantity", after="9", why=Why("agency_request"), at=AT, by=person("perencana"))
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
