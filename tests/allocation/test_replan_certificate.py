"""Certificates of plans made again and of decisions by hand: what they state follows, and nothing spoilt proves too much."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tempa.allocation.planner.bound.certificate import NAME
from tempa.allocation.planner.judge.check import check
from tempa.allocation.planner.problem.effort import Effort
from tempa.allocation.planner.problem.plan_tables import plan_tables
from tempa.allocation.planner.problem.tables import problem_from_tables
from tempa.allocation.planner.replanning.manual_decision import Decision, plan_around, with_decisions
from tempa.allocation.planner.replanning.replan import replan
from tempa.allocation.planner.search.solve import Stop, solve
from tempa.allocation.planner.verifier.form import parse_certificate
from tempa.allocation.planner.verifier.verify import Verdict, recompute, verify, verify_file
from tempa.desks.console import check_plan
from tempa.values.programme import plan_sha256, read_programme, write_folder, write_plan
from tests.allocation.bound_cases import Tables, opened, packed, tiny
from tests.allocation.replan_cases import AT, fresh_case, key
from tests.allocation.test_replan_bound import RULED, WEEK, cheapest_again
from tests.allocation.test_side_constraints import rules_of
from tests.conftest import NTB

pytestmark = pytest.mark.slow

Change = Callable[[dict[str, Any]], None]


@cache
def _made() -> tuple[Tables, Tables, bytes]:
    tables, base = fresh_case()
    fresh = [lot for lot in base["lots"] if int(lot["start_week"]) > AT]
    decisions = (Decision("pin", fresh[0]["lot"], "tetap"), Decision("forbid", fresh[5]["lot"], "keberatan"))
    found = plan_around(tables, base, decisions, Effort(iterations=600, threads=1), AT)
    return tables, found.plan_tables, found.certificate


def case() -> tuple[Tables, Tables, dict[str, Any]]:
    """A programme, a plan made again in week `AT` around a pinned lot and a forbidden pair, and what its certificate states."""
    tables, plan, certificate = copy.deepcopy(_made())
    return tables, plan, opened(certificate)


def refused(verdict: Verdict, sentence: str) -> None:
    assert not verdict.ok
    assert [reason.en for reason in verdict.sentences if sentence in reason.en], verdict.sentences
    assert all(reason.id != reason.en for reason in verdict.sentences)


def rehashed(plan: Tables, kept: dict[str, Any]) -> None:
    """State the hash of the named lots as they stand in the plan."""
    kept["sha256"] = plan_sha256({table: [row for row in plan[table] if row["lot"] in kept["lots"]] for table in ("lots", "loads")})


def test_it_is_accepted_and_states_what_stays() -> None:
    tables, plan, stated = case()
    verdict = verify(tables, packed(stated), plan)
    assert verdict.ok and verdict.recomputed_bound is not None
    assert stated["version"] == 3 and stated["bound"] == int(key(plan, "lower_bound")) <= int(key(plan, "objective"))
    assert 0 <= verdict.recomputed_bound - stated["bound"] < 1000  # the planner's margin
    begun = {lot["lot"] for lot in plan["lots"] if int(lot["start_week"]) < AT}
    notes = json.loads(key(plan, "by_hand"))
    assert set(stated["kept"]["lots"]) == begun | set(notes[0]["lots"]) and notes[0]["lots"][0] not in begun
    assert stated["kept"]["not_used"] == [[notes[1]["line"], notes[1]["workshop"]]]
    assert (stated["kept"]["week"], stated["kept"]["given_up"]) == (AT, [])
    refused(verify(tables, packed(stated)), "give the plan")


def test_one_rupiah_more_than_follows_is_refused() -> None:
    tables, plan, stated = case()
    proven = verify(tables, packed(stated), plan).recomputed_bound
    assert verify(tables, packed(stated | {"bound": proven}), plan).ok
    refused(verify(tables, packed(stated | {"bound": (proven or 0) + 1}), plan), "does not follow")


def test_a_lot_less_is_refused_and_proves_less_where_it_may_be_left_out() -> None:
    tables, plan, stated = case()
    begun = next(name for name in stated["kept"]["lots"] if int(one_lot(plan, name)["start_week"]) < AT)
    pinned = next(name for name in stated["kept"]["lots"] if int(one_lot(plan, name)["start_week"]) >= AT)
    for name, sentence in ((begun, "is begun, but the certificate does not name it"), (pinned, "not those of the proof")):
        fewer = copy.deepcopy(stated)
        fewer["kept"]["lots"].remove(name)
        refused(verify(tables, packed(fewer), plan), sentence)
    rehashed(plan, fewer["kept"])  # without the pinned lot: of more plans, so the bound no longer follows
    freed = verify(tables, packed(fewer), plan)
    assert freed.recomputed_bound is not None and freed.recomputed_bound < stated["bound"]
    refused(freed, "does not follow")


def one_lot(plan: Tables, name: str) -> dict[str, str]:
    return next(lot for lot in plan["lots"] if lot["lot"] == name)


def test_a_lot_more_is_refused() -> None:
    tables, plan, stated = case()
    free = next(lot["lot"] for lot in plan["lots"] if lot["lot"] not in stated["kept"]["lots"])
    stated["kept"]["lots"].append(free)
    rehashed(plan, stated["kept"])
    refused(verify(tables, packed(stated), plan), "neither begun nor decided by hand")
    stated["kept"]["lots"][-1] = "NONE-1"
    refused(verify(tables, packed(stated), plan), "is not in this plan")


@pytest.mark.parametrize(("table", "column", "value"), [
    ("lots", "quantity", "1"), ("lots", "inspect_week", "19"), ("lots", "workshop", ""), ("loads", "hours", "0.01"), ("loads", "week", "5"),
])
def test_a_lot_that_stays_and_was_altered_is_refused(table: str, column: str, value: str) -> None:
    tables, plan, stated = case()
    altered = next(row for row in plan[table] if row["lot"] in stated["kept"]["lots"] and row[column] != value)
    altered[column] = value or next(row["workshop"] for row in plan["lots"] if row["workshop"] != altered["workshop"])
    refused(verify(tables, packed(stated), plan), "not those of the proof")


def test_other_lots_of_the_plan_may_differ() -> None:
    tables, plan, stated = case()
    free = next(lot for lot in plan["lots"] if lot["lot"] not in stated["kept"]["lots"])
    free["inspect_week"] = str(int(free["inspect_week"]) + 1)
    assert verify(tables, packed(stated), plan).ok


@pytest.mark.parametrize(("change", "sentence"), [
    (lambda s: s.update(programme_sha256="0" * 64), "another programme"),
    (lambda s: s.update(version=2), "version 3"), (lambda s: s.update(version=1), "version 3"),
    (lambda s: s["kept"].update(sha256="0" * 64), "not those of the proof"), (lambda s: s["kept"].update(sha256=7), "sha256 is not right"),
    (lambda s: s["kept"].update(week=AT + 1), "(week 7, replanned_at 6)"), (lambda s: s["kept"].update(week=-1), "week is not right"),
    (lambda s: s["kept"].update(week=True), "week is not right"), (lambda s: s["kept"].update(week="6"), "week is not right"),
    (lambda s: s["kept"].update(lots="all"), "lots is not right"), (lambda s: s["kept"]["lots"].append(3), "lots is not right"),
    (lambda s: s["kept"]["lots"].append(s["kept"]["lots"][0]), "lots is not right"),
    (lambda s: s["kept"].update(given_up=["cluster:NONE"]), "least share of cluster:NONE"),
    (lambda s: s["kept"].update(given_up=[1]), "given_up is not right"),
    (lambda s: s["kept"]["not_used"].append(["L0001", "W01"]), "records no such decision"),
    (lambda s: s["kept"].update(not_used=[["L0001"]]), "not_used is not right"), (lambda s: s["kept"].update(not_used=None), "not_used is not right"),
    (lambda s: s["kept"].pop("lots"), "not a JSON object of"), (lambda s: s["kept"].update(luck=1), "not a JSON object of"),
    (lambda s: s.update(kept=[]), "not a JSON object of"), (lambda s: s.update(kept=None), "not a JSON object of"),
    (lambda s: s["multipliers"].update(inspection=[[999, 2.0]]), "no row"), (lambda s: s["multipliers"].update(luck=[]), "unknown family"),
    (lambda s: s["multipliers"].update(inspection=[[3, "much"]]), "not a number"),
])
def test_what_is_not_in_form_or_not_of_this_plan_is_refused(change: Change, sentence: str) -> None:
    tables, plan, stated = case()
    change(stated)
    refused(verify(tables, packed(stated), plan), sentence)


def test_what_is_not_used_may_be_left_out_at_the_price_of_the_bound() -> None:
    tables, plan, stated = case()
    stated["kept"]["not_used"] = []
    verdict = verify(tables, packed(stated | {"bound": 0}), plan)
    assert verdict.ok and verdict.recomputed_bound is not None and verdict.recomputed_bound <= case()[2]["bound"] + 1000


@pytest.mark.parametrize("spoilt", ["[[[", "7", '[{"kind": "forbid"}, 3, {"lots": 4}]', "[" * 5000])
def test_a_spoilt_record_of_decisions_holds_nothing(spoilt: str) -> None:
    tables, plan, stated = case()
    next(row for row in plan["plan"] if row["key"] == "by_hand")["value"] = spoilt
    refused(verify(tables, packed(stated), plan), "neither begun nor decided by hand")


def test_negative_multipliers_count_as_zero_and_spoilt_ones_prove_no_more_than_the_plan_costs() -> None:
    tables, plan, stated = case()
    cost, draw = int(key(plan, "objective")), Random(3)
    none = verify(tables, packed(stated | {"multipliers": {"balance": stated["multipliers"]["balance"]}, "bound": 0}), plan)
    turned = {family: [[*row[:-1], -abs(row[-1])] for row in rows] for family, rows in stated["multipliers"].items() if family != "balance"}
    turned["balance"] = stated["multipliers"]["balance"]
    assert verify(tables, packed(stated | {"multipliers": turned, "bound": 0}), plan).recomputed_bound == none.recomputed_bound
    for _ in range(12):
        garbage = {family: [[*row[:-1], row[-1] * draw.choice([-1, 0, 0.5, 2, 10, 1e4]) + draw.choice([0, 1, 1e5])] for row in rows]
                   for family, rows in stated["multipliers"].items()}
        verdict = verify(tables, packed(stated | {"multipliers": garbage, "bound": cost + 1}), plan)
        assert not verdict.ok and verdict.recomputed_bound is not None and verdict.recomputed_bound <= cost


@pytest.mark.parametrize("rows", RULED, ids=str)
def test_no_enumerated_plan_that_keeps_what_is_begun_costs_less(rows: list[dict[str, object]]) -> None:
    rules = rules_of(*rows)
    compared = tight = 0
    for seed in range(90):
        tables = tiny(seed)
        problem = problem_from_tables(tables)
        base = plan_tables(problem, solve(problem, Stop(iterations=3), seed, threads=1))
        if not any(int(lot["start_week"]) < WEEK for lot in base["lots"]):
            continue
        least = cheapest_again(tables, base, rules)
        if least is None:
            continue
        made = replan(tables, base, WEEK, (), Effort(iterations=50, threads=1), rules=rules)
        proven = held_to(tables, made.plan_tables, made.certificate, least, seed)
        compared, tight = compared + 1, tight + (proven > 0.97 * least)
    assert compared >= 8 and tight >= compared // 2


def test_no_enumerated_plan_that_keeps_what_is_decided_costs_less() -> None:
    compared = tight = 0
    for seed in range(90):
        tables = tiny(seed)
        problem = problem_from_tables(tables)
        base = plan_tables(problem, solve(problem, Stop(iterations=3), seed, threads=1))
        if len(base["lots"]) < 2:
            continue
        pin, forbid = base["lots"][0], base["lots"][1]
        if (pin["line"], pin["workshop"]) == (forbid["line"], forbid["workshop"]):
            continue
        decisions = (Decision("pin", pin["lot"], "tetap"), Decision("forbid", forbid["lot"], "keberatan"))
        found = plan_around(tables, base, decisions, Effort(iterations=50, threads=1))
        not_used = frozenset({(forbid["line"], forbid["workshop"])})
        least = cheapest_again(tables, base, rules_of(), 0, frozenset({pin["lot"]}), not_used)
        if least is None:
            continue
        proven = held_to(tables, found.plan_tables, found.certificate, least, seed)
        compared, tight = compared + 1, tight + (proven > 0.97 * least)
    assert compared >= 6 and tight >= compared // 2


def held_to(tables: Tables, plan: Tables, certificate: bytes, least: int, seed: int) -> int:
    """What the certificate proves, never above the cheapest plan; nor do multipliers that are spoilt in any way."""
    verdict = verify(tables, certificate, plan)
    assert verdict.ok and verdict.recomputed_bound is not None and verdict.recomputed_bound <= least, (seed, verdict, least)
    stated, draw = parse_certificate(certificate), Random(seed)
    for size in (0.3, 3.0, 1e3, 1e6):
        spoilt = {family: {row: value * draw.uniform(-1, 2) + draw.choice([0, size]) for row, value in rows.items()}
                  for family, rows in stated.multipliers.items()}
        spoilt |= {"cluster_min": {("C",): draw.choice([0, 0.1, 1.0])}} if tables["clusters"][0]["share_min"] else {}
        assert recompute(tables, spoilt, list(stated.rules), stated.retained, plan) <= least, (seed, size)
    return verdict.recomputed_bound


def test_with_everything_begun_it_is_the_cost_within_the_rounding() -> None:
    tables, base = fresh_case()
    last = max(int(lot["start_week"]) for lot in base["lots"]) + 1
    next(row for row in tables["programme"] if row["key"] == "imbalance_rate")["value"] = "0"
    base["plan"] = [row for row in base["plan"] if row["key"] not in ("imbalance", "programme_sha256")]
    made = replan(tables, base, last, (), Effort(iterations=10, threads=1))
    parsed = parse_certificate(made.certificate)
    assert not made.plan_tables["unplanned"] and len(parsed.retained.lots if parsed.retained else ()) == len(made.plan_tables["lots"])
    cost = check(tables, made.plan_tables, base).objective
    assert 0 <= cost - recompute(tables, {}, None, parsed.retained, made.plan_tables) <= 5  # six parts rounded half up, and 2^-40 of it


def test_under_added_rules_begun_work_may_break_them_and_the_certificate_holds(tmp_path: Path) -> None:
    tables, base = fresh_case()
    site = next(lot["workshop"] for lot in base["lots"] if int(lot["start_week"]) < AT)
    rules = rules_of({"kind": "forbid", "workshop": site}, {"kind": "site_lots", "count": 30})
    made = replan(tables, base, AT, (), Effort(iterations=600, threads=1), rules=rules)
    assert made.broken_rules
    (tmp_path / NAME).write_bytes(made.certificate)
    bound = int(key(made.plan_tables, "lower_bound"))
    assert verify_file(tables, tmp_path / NAME, bound, rules.sha256, made.plan_tables).ok
    refused(verify_file(tables, tmp_path / NAME, bound, "", made.plan_tables), "only under the added rules")
    stated = opened(made.certificate)
    assert stated["version"] == 3 and [row["kind"] for row in stated["rules"]] == ["forbid", "site_lots"]
    write_folder(tables, tmp_path / "programme")
    write_plan(made.plan_tables, tmp_path / "plan")
    write_plan(base, tmp_path / "base")
    (tmp_path / "plan" / NAME).write_bytes(made.certificate)
    assert check_plan.main([str(tmp_path / "programme"), str(tmp_path / "plan"), "--base", str(tmp_path / "base"), "--certificate"]) == 0


def test_a_least_share_that_the_plan_misses_must_be_given_up() -> None:
    tables, base = fresh_case()
    school = next(row["workshop"] for row in tables["workshops"] if row["kind"] == "school")
    rules = rules_of({"kind": "newcomers_share", "workshops": [school], "min": 0.9})
    made = replan(tables, base, AT, (), Effort(iterations=600, threads=1), rules=rules)
    stated = opened(made.certificate)
    assert stated["kept"]["given_up"] == [f"newcomers:{school}"] and verify(tables, made.certificate, made.plan_tables).ok
    stated["kept"]["given_up"] = []
    refused(verify(tables, packed(stated), made.plan_tables), f"misses the least share of newcomers:{school}")
    stated["kept"]["given_up"] = [f"newcomers:{school}"]
    stated["multipliers"]["group_min"] = [[f"newcomers:{school}", 0.5]]  # of a share that is not asked: it can only lower the bound
    verdict = verify(tables, packed(stated), made.plan_tables)
    assert verdict.recomputed_bound is not None and verdict.recomputed_bound <= int(key(made.plan_tables, "objective"))


def test_a_decision_shown_before_any_search_has_one_too() -> None:
    tables, base = fresh_case()
    lot = next(lot for lot in base["lots"] if int(lot["start_week"]) > AT)
    shown = with_decisions(tables, base, (Decision("pin", lot["lot"], "tetap"),))
    verdict = verify(tables, shown.certificate, shown.plan_tables)
    assert verdict.ok and opened(shown.certificate)["kept"]["week"] == 0 and key(shown.plan_tables, "replanned_at") == ""


def test_certificates_of_the_demo_programme_are_small_and_hold_in_every_week() -> None:
    tables = read_programme(NTB)
    problem = problem_from_tables(tables)
    base = plan_tables(problem, solve(problem, Stop(iterations=20_000), 1, threads=2))
    for week in (3, 12, 18):
        made = replan(tables, base, week, (), Effort(iterations=2000, threads=2))
        assert len(made.certificate) <= 100_000
        verdict = verify(made.tables_after, made.certificate, made.plan_tables)
        assert verdict.ok and verdict.recomputed_bound is not None
        assert 0 <= verdict.recomputed_bound - int(key(made.plan_tables, "lower_bound")) < 1000
        raised = packed(opened(made.certificate) | {"bound": verdict.recomputed_bound + 1})
        refused(verify(made.tables_after, raised, made.plan_tables), "does not follow")
