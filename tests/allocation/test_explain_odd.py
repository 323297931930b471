"""Reasons under odd programmes, under a planner's rules, and for a plan made again with begun lots."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tempa.allocation.planner.check import check
from tempa.allocation.planner.explain import explain
from tempa.allocation.planner.explain_board import lots_of_plan
from tempa.allocation.planner.generate import Wishes, generate
from tempa.allocation.planner.generate_odd import ODD
from tempa.allocation.planner.naive import naive_plan
from tempa.allocation.planner.planner_rules import rules_from_json
from tempa.allocation.planner.problem import BegunLot
from tempa.allocation.planner.rules_apply import apply
from tempa.allocation.planner.tables import problem_from_tables


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
    problem = apply(problem_from_tables(tables), rules_from_json(json.dumps({"rules": rows})), tables)
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
