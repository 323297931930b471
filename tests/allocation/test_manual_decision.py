"""Decisions by hand: what they break and cost shows at once, the search goes on around them, the plan records them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tempa.allocation.planner.judge.check import check
from tempa.allocation.planner.problem.effort import Effort
from tempa.allocation.planner.replanning.changes import ChangesError
from tempa.allocation.planner.replanning.manual_decision import (
    Decision,
    ManualPlan,
    parse_decisions,
    plan_around,
    with_decisions,
)
from tests.allocation.replan_cases import Tables, again, fresh_case, key, row

AT = 6


def fresh_lot(plan: Tables, units: int = 1) -> dict[str, str]:
    return next(lot for lot in plan["lots"] if int(lot["start_week"]) >= AT and int(lot["quantity"]) >= units)


def sites_for(tables: Tables, lot: dict[str, str], *, offers: bool) -> list[str]:
    """Other workshops that offer the lot's type within the estimate, or do not."""
    kind = row(tables["orders"], "line", lot["line"])["type"]
    price = int(row(tables["types"], "type", kind)["unit_price"])
    offering = {one["workshop"] for one in tables["offers"] if one["type"] == kind and int(one["unit_price"]) <= price}
    return [one["workshop"] for one in tables["workshops"] if one["kind"] != "facility"
            and one["workshop"] != lot["workshop"] and (one["workshop"] in offering) == offers]


def sound_move(tables: Tables, plan: Tables) -> Decision:
    """The first move of a lot that has not begun which breaks no rule."""
    for lot in plan["lots"]:
        for site in sites_for(tables, lot, offers=True) if int(lot["start_week"]) >= AT else []:
            move = Decision("move", lot["lot"], "dekat dengan desa pemesan", workshop=site)
            if not with_decisions(tables, plan, (move,), AT).broken:
                return move
    raise AssertionError("no lot can move")


def around(tables: Tables, plan: Tables, *decisions: Decision) -> ManualPlan:
    return plan_around(tables, plan, decisions, Effort(iterations=600, threads=1), AT)


def test_a_pinned_lot_costs_nothing_and_stays_to_the_letter() -> None:
    tables, plan = fresh_case()
    lot = fresh_lot(plan)
    pin = Decision("pin", lot["lot"], "pemesan sudah menunggu")
    shown = with_decisions(tables, plan, (pin,), AT)
    assert (shown.broken, shown.cost) == ((), 0)
    found = around(tables, plan, pin)
    assert found.broken == () and found.cost <= 0
    assert row(found.plan_tables["lots"], "lot", lot["lot"]) == lot
    loads = [one for one in plan["loads"] if one["lot"] == lot["lot"]]
    assert sorted(map(str, loads)) == sorted(str(one) for one in found.plan_tables["loads"] if one["lot"] == lot["lot"])


def test_a_move_to_a_site_without_an_offer_shows_the_broken_rule() -> None:
    tables, plan = fresh_case()
    lot = fresh_lot(plan)
    strange = next(site for site in sites_for(tables, lot, offers=False)
                   if row(tables["workshops"], "workshop", site)["kind"] == "lead")
    shown = with_decisions(tables, plan, (Decision("move", lot["lot"], "uji", workshop=strange),), AT)
    assert 3 in {violation.rule for violation in shown.broken}


@pytest.mark.slow
def test_a_move_stands_and_the_search_goes_on_around_it() -> None:
    tables, plan = fresh_case()
    move = sound_move(tables, plan)
    shown = with_decisions(tables, plan, (move,), AT)
    assert shown.objective == int(key(plan, "objective")) + shown.cost
    assert row(shown.plan_tables["lots"], "lot", move.lot)["workshop"] == move.workshop
    found = around(tables, plan, move)
    assert row(found.plan_tables["lots"], "lot", move.lot)["workshop"] == move.workshop
    assert found.broken == () == check(tables, found.plan_tables, plan).violations
    noted = json.loads(key(found.plan_tables, "by_hand"))
    assert noted == [{"kind": "move", "lot": move.lot, "reason": move.reason, "workshop": move.workshop, "lots": [move.lot]}]


def test_planning_again_keeps_to_decisions() -> None:
    tables, plan = fresh_case()
    lot = fresh_lot(plan)
    forbid = next(one for one in plan["lots"] if int(one["start_week"]) > AT and one["line"] != lot["line"])
    found = around(tables, plan, Decision("pin", lot["lot"], "tetap"), Decision("forbid", forbid["lot"], "keberatan"))
    once = again(tables, found.plan_tables)
    assert row(once.plan_tables["lots"], "lot", lot["lot"]) == lot
    assert key(once.plan_tables, "by_hand") == key(found.plan_tables, "by_hand") != ""
    assert forbid["workshop"] not in {one["workshop"] for one in once.plan_tables["lots"] if one["line"] == forbid["line"]
                                      and int(one["start_week"]) >= AT}


def test_a_split_makes_two_lots_of_all_units() -> None:
    tables, plan = fresh_case()
    lot = fresh_lot(plan, 4)
    shown = with_decisions(tables, plan, (Decision("split", lot["lot"], "dua bengkel sanggup bersama", quantity=2),), AT)
    names = [lot["lot"], f"{lot['lot']}.2"]
    assert [int(row(shown.plan_tables["lots"], "lot", name)["quantity"]) for name in names] == [int(lot["quantity"]) - 2, 2]
    assert {violation.rule for violation in shown.broken} <= {2, 6, 8, 9}


def test_a_forbidden_line_is_made_elsewhere() -> None:
    tables, plan = fresh_case()
    lot = next(one for one in plan["lots"] if int(one["start_week"]) >= AT and sites_for(tables, one, offers=True))
    forbid = Decision("forbid", lot["lot"], "keberatan pemesan")
    shown = with_decisions(tables, plan, (forbid,), AT)
    assert shown.cost > 0
    found = around(tables, plan, forbid)
    same = {one["workshop"] for one in found.plan_tables["lots"] if one["line"] == lot["line"] and int(one["start_week"]) >= AT}
    assert lot["workshop"] not in same
    assert found.broken == () and found.objective < shown.objective


def test_begun_and_unknown_lots_cannot_be_decided_on() -> None:
    tables, plan = fresh_case()
    begun = next(lot for lot in plan["lots"] if int(lot["start_week"]) < AT)
    with pytest.raises(ChangesError, match="is begun"):
        with_decisions(tables, plan, (Decision("pin", begun["lot"], "x"),), AT)
    with pytest.raises(ChangesError, match="not in the plan"):
        with_decisions(tables, plan, (Decision("pin", "NONE", "x"),), AT)
    lot = fresh_lot(plan)
    with pytest.raises(ChangesError, match="not in the programme"):
        with_decisions(tables, plan, (Decision("move", lot["lot"], "x", workshop="NONE"),), AT)
    last = int(next(row["value"] for row in tables["programme"] if row["key"] == "weeks")) - 2
    for week in (AT - 1, last + 1, 99):
        with pytest.raises(ChangesError, match="choose a week that begins from 24 Aug 2020 to 7 Dec 2020"):
            with_decisions(tables, plan, (Decision("move", lot["lot"], "x", workshop=lot["workshop"], start_week=week),), AT)
    with pytest.raises(ChangesError, match="split off fewer"):
        with_decisions(tables, plan, (Decision("split", lot["lot"], "x", quantity=int(lot["quantity"])),), AT)


@pytest.mark.parametrize(("entry", "told"), [
    ({"kind": "pin", "lot": "A"}, "reason is missing"), ({"kind": "pin", "lot": "A", "reason": " "}, "reason must be text"),
    ({"kind": "swap"}, "its kind"), ({"kind": "move", "lot": "A", "reason": "x"}, "workshop is missing"),
    ({"kind": "split", "lot": "A", "reason": "x", "quantity": 0}, "quantity must be"), ("pin", "its kind"),
    ({"kind": "pin", "lot": "A", "reason": "x", "more": "y"}, "'more' is unknown"),
])
def test_decisions_without_form_or_reason_are_refused(entry: Any, told: str) -> None:
    with pytest.raises(ChangesError, match=told):
        parse_decisions([entry])


def test_decisions_are_read() -> None:
    assert parse_decisions([{"kind": "split", "lot": "A", "quantity": 2, "workshop": "W", "reason": "r"}]) \
        == (Decision("split", "A", "r", "W", 2),)
