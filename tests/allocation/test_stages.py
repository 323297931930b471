"""The stage of a thing follows from its facts: by the table of steps, by the rule on what queries say, and in the docs alike."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tempa.allocation import facts, queries
from tempa.allocation.rules import STEPS, objection_stage, plan_stage, stage_after
from tempa.desks.console import words
from tempa.ledger.actions import record
from tempa.ledger.facts import KINDS

AT = datetime(2020, 8, 3, 1, 10, tzinfo=UTC)


def test_the_page_draws_the_steps():
    assert words.STAGES_PAGE.read_text() == words.stages_page()
    assert all(kind in KINDS for steps in STEPS.values() for _, kind in steps)


def test_a_fact_that_cannot_follow_leads_nowhere():
    assert stage_after("plan", ["PlanMade", "PlanProposed", "PlanApproved", "PlanSuperseded", "PlanReinstated"]) == "approved"
    with pytest.raises(KeyError):
        stage_after("plan", ["PlanMade", "PlanApproved"])


def walk(thing, rng):
    """Kinds of facts of a random history."""
    kinds, stage = [], ""
    for _ in range(rng.randint(1, 7)):
        possible = sorted(kind for s, kind in STEPS[thing] if s == stage)
        if not possible:
            break
        kinds.append(rng.choice(possible))
        stage = STEPS[thing][stage, kinds[-1]]
    return kinds


def test_random_histories_of_plans_stand_where_the_rule_says(programme, person):
    planner, head, rng, seen = person("perencana"), person("kepala"), random.Random(5), set()
    before = queries.approved_plan(programme)
    for n in range(25):
        plan, at = str(uuid4()), AT + timedelta(hours=n)
        made = {
            "PlanMade": facts.PlanMade(plan, "", "uji", 100, 90, 5, 0, 0, 1, "0" * 64, before.paper, {}),
            "PlanProposed": facts.PlanProposed(plan, ""),
            "PlanApproved": facts.PlanApproved(plan, ""), "PlanRefused": facts.PlanRefused(plan, "terlalu mahal"),
            "PlanSuperseded": facts.PlanSuperseded(plan, plan, []), "PlanReinstated": facts.PlanReinstated(plan, "klik ganda"),
        }  # fmt: skip
        kinds = walk("plan", rng)
        for kind in kinds:
            record(programme, made[kind], at=at, by=planner if kind in {"PlanMade", "PlanProposed"} else head)
        stage = plan_stage(queries.plan_history(queries.plan_named(programme, plan)))
        assert stage == stage_after("plan", kinds), kinds
        seen.add(stage)
    assert seen == {"made", "proposed", "approved", "refused", "superseded"}


def test_random_histories_of_objections_stand_where_the_rule_says(programme, person):
    planner, rng, seen = person("perencana"), random.Random(6), set()
    plan = str(queries.approved_plan(programme).plan)
    for _ in range(20):
        name, kinds = str(uuid4()), walk("objection", rng)
        made = {
            "ObjectionRaised": facts.ObjectionRaised(name, plan, "W03", "kurang adil", []),
            "ObjectionReplayed": facts.ObjectionReplayed(name, {"total": 5}),
            "ObjectionAnswered": facts.ObjectionAnswered(name, True, "benar adanya"),
        }  # fmt: skip
        for kind in kinds:
            record(programme, made[kind], at=AT, by=planner)
        o = queries.objection_named(programme, name)
        stage = objection_stage(is_answered=o.answered_at is not None, is_upheld=bool(o.is_upheld), is_replayed=o.replay is not None)
        assert stage.replace("upheld", "answered") == stage_after("objection", kinds)
        seen.add(stage)
    assert seen == {"open", "replayed", "upheld"}
