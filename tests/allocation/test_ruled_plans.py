"""Added rules all the way: certificates under them, plans made again under them, decisions by hand against them."""

from __future__ import annotations

import copy
import gzip
import json
from functools import cache
from pathlib import Path

import pytest

from tempa.allocation.planner.bound.certificate import NAME, certificate_bytes
from tempa.allocation.planner.bound.lower_bound import quick_bound
from tempa.allocation.planner.bound.under_side_constraints import (
    bound_under_side_constraints,
    quick_bound_under_side_constraints,
)
from tempa.allocation.planner.judge.check import check
from tempa.allocation.planner.problem.effort import Effort
from tempa.allocation.planner.problem.plan_tables import plan_tables
from tempa.allocation.planner.problem.tables import problem_from_tables
from tempa.allocation.planner.replanning.changes import Change
from tempa.allocation.planner.replanning.manual_decision import Decision, plan_around, with_decisions
from tempa.allocation.planner.replanning.replan import replan
from tempa.allocation.planner.runs.make import make_plan
from tempa.allocation.planner.search.solve import Stop, solve
from tempa.allocation.planner.side_constraints.apply import apply, broken_rules
from tempa.allocation.planner.side_constraints.rules import (
    SideConstraints,
    side_constraints_from_json,
    side_constraints_path,
    write_side_constraints,
)
from tempa.allocation.planner.verifier.side_constraints import rules_sha256
from tempa.allocation.planner.verifier.verify import recompute, verify, verify_file
from tempa.desks.console import check_plan, plan
from tempa.desks.console import replan as replan_verb
from tempa.values.programme import write_folder, write_plan
from tests.allocation.bound_cases import cheapest_plan, opened, packed, tiny
from tests.allocation.replan_cases import AT, Tables, again, complaints, fresh_case, key, row
from tests.allocation.shared_judges import TOOLS, judge_plan
from tests.allocation.test_side_constraints import binding_rules, makers, programme, rules_of

pytestmark = pytest.mark.slow
KINDS = range(10)


@cache
def certified(place: int) -> tuple[SideConstraints, bytes]:
    """Rule number `place` of `binding_rules`, and the certificate of a bound under it."""
    rules = rules_of(binding_rules()[place])
    return rules, certificate_bytes(quick_bound_under_side_constraints(programme()[0], rules), rules)


@cache
def plain_bound() -> int:
    return quick_bound(programme()[0]).value


def ruled_plan(tables: Tables, rules: SideConstraints, moves: int = 3000) -> Tables:
    problem = apply(problem_from_tables(tables), rules, tables)
    return plan_tables(problem, solve(problem, Stop(iterations=moves), 1, threads=1), None, {"rules_sha256": rules.sha256})


@pytest.mark.parametrize("place", KINDS)
def test_a_certificate_under_a_rule_is_accepted_and_one_rupiah_more_refused(place: int) -> None:
    tables, _ = programme()
    _, certificate = certified(place)
    verdict = verify(tables, certificate)
    stated = opened(certificate)
    assert verdict.ok and verdict.recomputed_bound == stated["bound"]
    raised = verify(tables, packed(stated | {"bound": stated["bound"] + 1}))
    assert not raised.ok and "does not follow" in raised.sentences[0].en


@pytest.mark.parametrize("place", KINDS)
def test_no_plan_under_a_rule_costs_less_than_its_bound(place: int) -> None:
    tables, _ = programme()
    rules, certificate = certified(place)
    made = ruled_plan(tables, rules, 400)
    assert broken_rules(tables, made, rules) == []
    assert opened(certificate)["bound"] <= check(tables, made).objective


@pytest.mark.parametrize("place", KINDS)
def test_the_bound_under_a_rule_is_not_below_that_of_the_programme(place: int) -> None:
    assert opened(certified(place)[1])["bound"] >= plain_bound()


@pytest.mark.parametrize("seed", range(12))
def test_no_enumerated_plan_under_a_limit_of_lots_costs_less_than_its_bound(seed: int) -> None:
    tables, rules = tiny(seed), rules_of({"kind": "site_lots", "count": 1})
    bound = bound_under_side_constraints(tables, rules, seconds=0.3)
    assert bound.value <= cheapest_plan(tables, rules)
    assert verify(tables, certificate_bytes(bound, rules)).ok


def test_a_limit_of_lots_has_a_price_that_only_its_rule_allows() -> None:
    """All plans under it must be dearer, so the bound is; the row is unknown where the rule is not stated, or is of others."""
    tables, _ = programme()
    rules = rules_of({"kind": "site_lots", "count": 3})
    stated = opened(certificate_bytes(quick_bound_under_side_constraints(tables, rules), rules))
    assert stated["multipliers"]["site_lots"] and stated["bound"] > 1.01 * plain_bound()
    assert verify(tables, packed(stated)).ok
    site = stated["multipliers"]["site_lots"][0][0]
    other = next(code for code in makers("lead") if code != site)
    for rows in ([], [{"kind": "site_lots", "count": 3, "workshop": other}]):
        verdict = verify(tables, packed(stated | {"rules": rows}))
        assert not verdict.ok and "no row site_lots" in verdict.sentences[0].en
    looser = verify(tables, packed(stated | {"rules": [{"kind": "site_lots", "count": 4}]}))
    assert not looser.ok and looser.recomputed_bound is not None and looser.recomputed_bound < stated["bound"]


def test_narrow_rules_raise_the_bound_and_need_to_be_stated_for_it() -> None:
    tables, _ = programme()
    rules, certificate = certified(2)  # no workshop more than 6 %
    stated = opened(certificate)
    assert stated["bound"] > 1.5 * plain_bound()
    without = verify(tables, packed({name: value for name, value in stated.items() if name != "rules"} | {"version": 1}))
    assert not without.ok and without.recomputed_bound is not None and without.recomputed_bound < stated["bound"]
    looser = verify(tables, packed(stated | {"rules": [stated["rules"][0] | {"max": 0.4}]}))
    assert not looser.ok
    assert rules_sha256(stated["rules"]) == rules.sha256


@pytest.mark.parametrize(("rules", "told"), [
    ([{"kind": "favour"}], "unknown to the verifier"), ([{"kind": ["site_share"]}], "unknown to the verifier"),
    ([{"kind": "site_share", "max": 2}], "max 2 is not right"), ([{"kind": "site_share"}], "max None is not right"),
    ([{"kind": "school_share", "min": True}], "min True is not right"),
    ([{"kind": "cluster_share", "cluster": "NONE", "max": 0.1}], "cluster NONE is not right"),
    ([{"kind": "forbid"}], "workshop None is not right"), ([{"kind": "smallest_lot", "count": 0}], "count 0 is not right"),
    ([{"kind": "newcomers_share", "workshops": ["NONE"], "min": 0.1}], "workshops ['NONE'] is not right"),
    ([3], "not a list of JSON objects"), ({}, "not a list of JSON objects"),
])
def test_rules_that_are_not_in_form_are_refused_with_a_sentence(rules: object, told: str) -> None:
    stated = opened(certified(0)[1]) | {"rules": rules, "multipliers": {}}
    verdict = verify(programme()[0], packed(stated))
    assert not verdict.ok and told in verdict.sentences[0].en and verdict.sentences[0].id != verdict.sentences[0].en


def test_a_certificate_with_rules_and_the_older_version_is_refused() -> None:
    stated = opened(certified(0)[1]) | {"version": 1}
    assert "version 2" in verify(programme()[0], packed(stated)).sentences[0].en


def test_a_row_of_a_group_that_no_rule_has_added_is_refused() -> None:
    stated = opened(certified(4)[1])
    assert stated["multipliers"].get("group_max")
    verdict = verify(programme()[0], packed(stated | {"rules": []} | {"version": 2}))
    assert not verdict.ok and "no row group_max" in verdict.sentences[0].en


def test_made_up_multipliers_prove_no_more_than_a_plan_under_the_rules_costs() -> None:
    tables, _ = programme()
    rules = rules_of(*binding_rules())
    rows = [json.loads(gzip.decompress(certificate_bytes(quick_bound(tables), rules)))["rules"]][0]
    cost = check(tables, ruled_plan(tables, rules, 400)).objective
    names = [f"regency:{tables['workshops'][0]['regency']}", next(f"newcomers:{r['workshops'][0]}" for r in rows if "workshops" in r)]
    for size in (-1e4, 1e-2, 1e-1, 1.0, 3.0):
        multipliers = {family: {(name,): size for name in names[side:side + 1]} for side, family in enumerate(("group_max", "group_min"))}
        assert recompute(tables, multipliers, rows) <= cost


def test_a_certificate_of_rules_is_only_of_plans_made_under_them(tmp_path: Path) -> None:
    tables, _ = programme()
    rules, certificate = certified(3)
    file = tmp_path / NAME
    file.write_bytes(certificate)
    bound = opened(certificate)["bound"]
    assert verify_file(tables, file, bound, rules.sha256).ok
    for other in ("", "0" * 64):
        verdict = verify_file(tables, file, bound, other)
        assert not verdict.ok and "only under the added rules" in verdict.sentences[0].en
    file.write_bytes(certificate_bytes(quick_bound(tables)))
    assert verify_file(tables, file, None, rules.sha256).ok  # rules only narrow


def test_make_plan_under_rules_states_them_and_certifies_its_bound() -> None:
    tables, _ = fresh_case()
    rules = rules_of({"kind": "site_lots", "count": 9}, {"kind": "school_share", "max": 0.2})
    made, certificate = make_plan(tables, Effort(iterations=400, threads=1), rules)
    assert broken_rules(tables, made, rules) == [] and check(tables, made).is_valid
    assert key(made, "rules_sha256") == rules.sha256
    assert certificate is not None and opened(certificate)["rules"] == json.loads('[{"kind": "site_lots", "count": 9}, '
                                                                                   '{"kind": "school_share", "max": 0.2}]')
    assert verify(tables, certificate).ok and opened(certificate)["bound"] >= int(key(made, "lower_bound"))


def busiest(made: Tables, *, fresh: bool) -> tuple[str, list[str]]:
    """The workshop with most lots that are not begun (or that are), and those lots."""
    lots: dict[str, list[str]] = {}
    for lot in made["lots"]:
        if (int(lot["start_week"]) >= AT) == fresh:
            lots.setdefault(lot["workshop"], []).append(lot["lot"])
    return max(lots.items(), key=lambda item: (len(item[1]), item[0]))


def test_planning_again_under_a_new_rule_moves_what_is_not_begun() -> None:
    tables, base = fresh_case()
    site, fresh = busiest(base, fresh=True)
    rules = rules_of({"kind": "forbid", "workshop": site})
    made = replan(tables, base, AT, (), Effort(iterations=600, threads=1), rules=rules)
    at_site = {lot["lot"] for lot in made.plan_tables["lots"] if lot["workshop"] == site}
    assert at_site == {lot["lot"] for lot in base["lots"] if lot["workshop"] == site and int(lot["start_week"]) < AT}
    assert complaints(made, base) == [] and key(made.plan_tables, "rules_sha256") == rules.sha256
    told = [move for move in made.moves if move.base_lot in fresh]
    assert told and all(move.forced and "aturan tambahan" in move.sentence_id.lower() for move in told)
    assert made.forced_units >= sum(int(row(base["lots"], "lot", name)["quantity"]) for name in fresh)


@pytest.mark.parametrize("place", KINDS)
def test_planning_again_keeps_every_rule_of_a_plan_that_kept_it(place: int) -> None:
    tables, _ = programme()
    rules = rules_of(binding_rules()[place])
    base = ruled_plan(tables, rules, 400)
    down = Change("site_down", workshop=max(base["lots"], key=lambda lot: lot["workshop"])["workshop"], from_week=AT, to_week=AT + 1)
    made = replan(tables, base, AT, (down,), Effort(iterations=400, threads=1), rules=rules)
    assert complaints(made, base) == []
    for breach in broken_rules(made.tables_after, made.plan_tables, rules):  # only begun work may be at odds with a rule
        assert any(breach.id in note.id for note in made.notes)
    if binding_rules()[place]["kind"] in ("forbid", "registered_only", "site_lots", "site_share", "smallest_lot"):
        assert broken_rules(made.tables_after, made.plan_tables, rules) == []


def test_begun_work_that_breaks_a_new_rule_stays_and_is_told() -> None:
    tables, base = fresh_case()
    site, begun = busiest(base, fresh=False)
    rules = rules_of({"kind": "forbid", "workshop": site})
    made = replan(tables, base, AT, (), Effort(iterations=600, threads=1), rules=rules)
    assert set(begun) <= {lot["lot"] for lot in made.plan_tables["lots"] if lot["workshop"] == site}
    assert len(made.broken_rules) == len(begun)
    told = [note for note in made.notes if "What is begun or decided by hand stays" in note.en]
    assert len(told) == len(begun) and all("dilanggar" in note.id for note in told)


def test_planning_again_without_rules_states_none() -> None:
    tables, base = fresh_case()
    made = again(tables, base)
    assert made.broken_rules == () and key(made.plan_tables, "rules_sha256") == ""


def test_a_least_share_of_a_rule_is_kept_where_it_is_still_in_reach() -> None:
    tables, base = fresh_case()
    site, _ = busiest(base, fresh=True)
    rules = rules_of({"kind": "newcomers_share", "workshops": [site], "min": 0.3})
    kept = replan(tables, base, AT, (), Effort(iterations=600, threads=1), rules=rules)
    assert broken_rules(kept.tables_after, kept.plan_tables, rules) == list(kept.broken_rules) == []
    assert complaints(kept, base) == []
    last = max(int(lot["start_week"]) for lot in base["lots"])
    rules = rules_of({"kind": "newcomers_share", "workshops": [site], "min": 0.9})
    late = replan(tables, base, last, (), Effort(iterations=600, threads=1), rules=rules)  # nearly all is begun elsewhere
    assert late.broken_rules and any(late.broken_rules[0].id in note.id for note in late.notes)


def test_most_lots_of_a_site_count_those_in_work() -> None:
    tables, base = fresh_case()
    site, begun = busiest(base, fresh=False)
    rules = rules_of({"kind": "site_lots", "workshop": site, "count": len(begun) + 1})
    made = replan(tables, base, AT, (), Effort(iterations=600, threads=1), rules=rules)
    assert sum(lot["workshop"] == site for lot in made.plan_tables["lots"]) <= len(begun) + 1
    assert made.broken_rules == ()


def test_a_decision_that_breaks_an_added_rule_shows_the_sentence_and_the_search_keeps_the_others() -> None:
    tables, base = fresh_case()
    site, fresh = busiest(base, fresh=True)
    rules = rules_of({"kind": "forbid", "workshop": site}, {"kind": "school_share", "max": 0.9})
    decision = Decision("pin", fresh[0], "pemesan meminta")
    moved = replan(tables, base, AT, (), Effort(iterations=600, threads=1), rules=rules)
    lot = next(one for one in moved.plan_tables["lots"] if int(one["start_week"]) >= AT and one["workshop"] != site)
    shown = with_decisions(moved.tables_after, moved.plan_tables, (Decision("move", lot["lot"], "pemesan meminta", workshop=site),), AT, rules)
    assert [lot["lot"] in one.id and "dilanggar" in one.id for one in shown.broken_rules] == [True]
    assert with_decisions(moved.tables_after, moved.plan_tables, (), AT, rules).broken_rules == ()
    found = plan_around(tables, base, (decision,), Effort(iterations=600, threads=1), AT, rules=rules)
    later = {one["lot"] for one in found.plan_tables["lots"] if one["workshop"] == site and int(one["start_week"]) >= AT}
    assert later == {fresh[0]} and key(found.plan_tables, "rules_sha256") == rules.sha256
    assert found.broken == ()


def test_the_verbs_take_rules_beside_the_programme_or_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables, _ = fresh_case()
    site = busiest(fresh_case()[1], fresh=True)[0]
    rules = rules_of({"kind": "forbid", "workshop": site})
    folder, made = tmp_path / "kecil", tmp_path / "rencana"
    write_folder(tables, folder)
    write_side_constraints(rules, side_constraints_path(folder))
    assert plan.main([str(folder), "--out", str(made), "--iterations", "400", "--threads", "1"]) == 0
    assert "1 added rules from" in capsys.readouterr().err
    named = str(side_constraints_path(folder))
    assert check_plan.main([str(folder), str(made), "--certificate", "--rules", named]) == 0
    said = capsys.readouterr().out
    if TOOLS.exists():  # the independent checker beside this repository; without it only our own has judged
        assert judge_plan(folder, made).valid
    assert "sertifikat: sah" in said and "aturan tambahan: 1, dilanggar: 0" in said
    (tmp_path / "ubah.json").write_text('{"changes": []}')
    new = tmp_path / "lagi"
    arguments = [str(folder), str(made), "--at", str(AT), "--changes", str(tmp_path / "ubah.json"), "--out", str(new), "--iterations", "300"]
    assert replan_verb.main(arguments) == 0
    assert side_constraints_path(new / "programme").read_text() == named_text(named)
    from tempa.values.programme import read_plan

    assert site not in {lot["workshop"] for lot in read_plan(new)["lots"]}
    other = tmp_path / "lain.json"
    other.write_text('{"rules": [{"kind": "favour"}]}')
    assert replan_verb.main([*arguments, "--rules", str(other)]) == 1
    assert "'favour' is unknown" in capsys.readouterr().err
    assert plan.main([str(folder), "--out", str(made), "--rules", str(tmp_path / "none.json")]) == 1


def named_text(file: str) -> str:
    return Path(file).read_text()


def test_check_plan_refuses_a_plan_that_breaks_a_named_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables, base = fresh_case()
    write_folder(tables, tmp_path / "p")
    write_plan(base, tmp_path / "r")
    rules = rules_of({"kind": "forbid", "workshop": busiest(base, fresh=True)[0]})
    write_side_constraints(rules, tmp_path / "aturan.json")
    assert check_plan.main([str(tmp_path / "p"), str(tmp_path / "r")]) == 0
    assert check_plan.main([str(tmp_path / "p"), str(tmp_path / "r"), "--rules", str(tmp_path / "aturan.json")]) == 1
    assert "dilanggar" in capsys.readouterr().out
    certificate = certificate_bytes(quick_bound_under_side_constraints(tables, rules), rules)
    stated = copy.deepcopy(base)
    stated["plan"].append({"key": "rules_sha256", "value": rules.sha256})
    write_plan(stated, tmp_path / "r")
    (tmp_path / "r" / NAME).write_bytes(certificate)
    assert check_plan.main([str(tmp_path / "p"), str(tmp_path / "r"), "--certificate"]) == 1
    assert "Aturan" in capsys.readouterr().out
    assert side_constraints_from_json(json.dumps({"rules": opened(certificate)["rules"]})) == rules
