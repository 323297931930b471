"""Reasons under odd programmes, under a planner's rules, and for a plan made again with begun lots."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tempa.allocation.planner.explanations.explain import explain
from tempa.allocation.planner.generator.generate import Wishes, generate
from tempa.allocation.planner.generator.odd import ODD
from tempa.allocation.planner.judge.check import check
from tempa.allocation.planner.problem.model import BegunLot
from tempa.allocation.planner.problem.plan_tables import lots_of_plan
from tempa.allocation.planner.problem.tables import problem_from_tables
from tempa.allocation.planner.replanning.changes import Change
from tempa.allocation.planner.replanning.manual_decision import parse_decisions, with_decisions
from tempa.allocation.planner.rules_of_thumb.naive import naive_plan
from tempa.allocation.planner.runs.assignment import reasons_and_rules
from tempa.allocation.planner.side_constraints.apply import apply
from tempa.allocation.planner.side_constraints.rules import side_constraints_from_json
from tests.allocation.replan_cases import AT, again, begun, fresh_case


@pytest.mark.slow
@pytest.mark.parametrize("odd", sorted(ODD))
def test_every_odd_programme_gets_its_reasons(odd: str) -> None:
    tables = generate(Wishes(seed=9, scale=0.15, odd=(odd,)))
    plan = naive_plan(tables, "cheapest-fit")
    assert check(tables, plan).violations == ()
    reasons = explain(tables, plan)
    assert reasons.lots.keys() == {r["lot"] for r in plan["lots"]}
    assert reasons.sites.keys() == {r["workshop"] for r in tables["workshops"]}
    assert all(1 <= len(s.sentences) <= 5 for s in reasons.sites.values())
    assert all(1 <= len(r.sentences) <= 3 for r in reasons.lots.values())
    for site in reasons.sites.values():
        assert site.other_units == site.dearer_units + site.free_units + sum(c.units for c in site.causes)


def test_added_rules_appear_as_blockers_of_their_own() -> None:
    tables = generate(Wishes(seed=5, scale=0.2))
    plan = naive_plan(tables, "first-fit")
    given = explain(tables, plan)
    forbidden = next(a.site for r in given.lots.values() for a in r.cheaper if a.is_free)
    crowded = next(r["workshop"] for r in plan["lots"] if r["workshop"] != forbidden)
    rows = [{"kind": "forbid", "workshop": forbidden}, {"kind": "site_lots", "workshop": crowded, "count": 1}]
    problem = apply(problem_from_tables(tables), side_constraints_from_json(json.dumps({"rules": rows})), tables)
    ruled = explain(tables, plan, problem=problem)
    found = [(a.site, b.kind, b.rule) for r in ruled.lots.values() for a in r.cheaper for b in a.blockers if b.rule == 0]
    assert {site for site, kind, _ in found if kind == "forbidden"} == {forbidden}
    assert {site for site, kind, _ in found if kind == "lots"} <= {crowded}
    assert any("aturan perencana melarangnya" in s.id for r in ruled.lots.values() for s in r.sentences)
    assert not any(a.is_free for r in ruled.lots.values() for a in r.cheaper if a.site == forbidden)


def test_a_begun_lot_whose_offer_is_gone_keeps_the_price_it_had() -> None:
    tables = generate(Wishes(seed=5, scale=0.2))
    plan = naive_plan(tables, "first-fit")
    problem = problem_from_tables(tables)
    lot = max(lots_of_plan(problem, plan), key=lambda one: one.quantity)
    kind = problem.types[problem.line_type[lot.line]]
    site = problem.sites[lot.site]
    row = next(r for r in tables["offers"] if (r["workshop"], r["type"]) == (site, kind))
    without = tables | {"offers": [r for r in tables["offers"] if r is not row]}
    begun = BegunLot(lot.name, lot.line, lot.site, lot.quantity, lot.start_week, lot.loads, lot.finish_week, offer=int(row["unit_price"]),
                     freight=123.0)
    alone = plan | {name: [x for x in plan[name] if x["lot"] == lot.name] for name in ("lots", "loads")}
    reason = explain(without, alone, problem=replace(problem_from_tables(without), begun=(begun,))).lots[lot.name]
    assert (reason.offer, reason.freight) == (int(row["unit_price"]), 123.0)


def test_a_plan_made_again_says_which_lots_had_to_stay_and_proposes_no_week_that_has_passed() -> None:
    tables, plan = fresh_case()
    lot = max(begun(plan), key=lambda one: int(one["quantity"]))
    kind = next(row["type"] for row in tables["orders"] if row["line"] == lot["line"])
    made = again(tables, plan, Change("offer_withdrawn", workshop=lot["workshop"], type=kind))
    told, _ = reasons_and_rules({"kind": "again"}, made.tables_after, plan, made.plan_tables, [{}])
    withdrawn = told["lots"][lot["lot"]]["sentences"]
    assert len(withdrawn) == 1 and "sebelum penawarannya ditarik" in withdrawn[0]["id"]
    for row in made.plan_tables["lots"]:
        reason = told["lots"][row["lot"]]
        if int(row["start_week"]) < AT:
            assert reason["is_withdrawn"] or "jadi tetap di sini" in reason["sentences"][1]["id"]
            assert reason["cheaper"] == [] and reason["next"] is None
        else:
            assert all(a["elsewhen"] is None or a["elsewhen"]["start"] >= AT for a in reason["cheaper"])


def test_reasons_of_a_plan_know_the_added_rules_and_the_decisions_by_hand() -> None:
    tables, plan = fresh_case()
    given = explain(tables, plan)
    lot, site = next((r, a.site) for r in given.lots.values() for a in r.cheaper)
    rules = [{"kind": "forbid", "workshop": site}]
    ruled, _ = reasons_and_rules({"kind": "plan", "rules": rules}, tables, None, plan, [{}])
    there = next(a for a in ruled["lots"][lot.lot]["cheaper"] if a["site"] == site)
    assert "forbidden" in {b["kind"] for b in there["blockers"]}
    decisions = parse_decisions([{"kind": "pin", "lot": lot.lot, "reason": "Dekat dengan desa pembeli."}])
    decided = with_decisions(tables, plan, decisions).plan_tables
    told = explain(tables, decided).lots[lot.lot].sentences
    assert told[1].id == "Tempatnya diputuskan dengan tangan: Dekat dengan desa pembeli."
