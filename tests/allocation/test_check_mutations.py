"""Broken plans, every way a rule forbids: the judge names the rules that the independent checker names, and its costs.

`check_expected.json` holds what the independent checker said, for machines that do not have it; it is written anew by
`python -m tests.allocation.test_check_mutations`.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path
from random import Random

import pytest

from tempa.allocation.planner.judge.check import Report, check
from tempa.allocation.planner.judge.cost import exact_parts
from tempa.allocation.planner.judge.facts import read_facts
from tempa.allocation.planner.judge.form import read_plan_rows
from tempa.allocation.planner.judge.wording import half_up
from tempa.values.programme import ProgrammeError, check_tables, read_plan, write_folder, write_plan
from tests.allocation import mutations_form, mutations_money, mutations_work
from tests.allocation.plan_cases import ALL, FILES, STATEMENTS, Case, NotHere, fresh_case, valid_case
from tests.allocation.shared_judges import TOOLS, Verdict, judge_plan, needs_shared

EXPECTED = Path(__file__).with_name("check_expected.json")
DRAWS, MANY = range(2), range(2, 4)
KINDS = {**ALL, **STATEMENTS}
assert mutations_form and mutations_work and mutations_money  # importing them files their mutations


def broken(kind: str, draw: int) -> Case | None:
    """The broken case, or None where this draw finds nothing to break."""
    case = fresh_case(kind, draw)
    try:
        KINDS[kind][1](case)
    except NotHere:
        return None
    if kind in ALL:
        restate(case)
    return case


def restate(case: Case) -> None:
    """State what the broken plan costs, so that only the broken rule is left to find."""
    facts = read_facts(case.tables)
    parts = exact_parts(facts, read_plan_rows(facts, case.plan)[0])
    stated = {"objective": sum(half_up(amount) for amount in parts.values()), "lower_bound": 0}
    case.plan["plan"] = [{"key": key, "value": str(value)} for key, value in stated.items()]


def verdict_of(case: Case, folder: Path) -> Verdict:
    write_folder(case.tables, folder / "programme")
    write_plan(case.plan, folder / "plan")
    return judge_plan(folder / "programme", folder / "plan")


def rules_of(report: Report) -> list[int]:
    return sorted(report.per_rule)


def assert_same(report: Report, verdict: Verdict) -> None:
    assert rules_of(report) == sorted(verdict.rules), verdict.text
    assert report.is_valid == verdict.valid
    assert {name: report.parts[name] for name in verdict.parts} == pytest.approx(verdict.parts, abs=1)
    if "controllable" in verdict.text:  # not printed where no bound is stated
        assert report.controllable == pytest.approx(verdict.controllable, abs=6)


def test_there_are_many_ways_to_break_a_plan() -> None:
    rules = [rule for rule, _ in [*KINDS.values(), *FILES.values()]]
    assert len(rules) >= 100
    assert min(rules.count(rule) for rule in range(12)) >= 3


def test_the_plan_to_break_is_valid_and_has_something_of_everything() -> None:
    tables, plan = valid_case()
    assert check_tables(tables).errors == []
    assert rules_of(check(tables, plan)) == []
    kind = {row["workshop"]: row["kind"] for row in tables["workshops"]}
    assert {kind[row["workshop"]] for row in plan["lots"]} == {"lead", "member", "school"}
    assert "facility" in {kind[row["workshop"]] for row in plan["loads"]}
    assert plan["unplanned"] and plan["purchases"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_the_broken_rule_is_named(kind: str) -> None:
    """Against what the independent checker said when it was recorded."""
    expected = json.loads(EXPECTED.read_text())
    reports = {draw: check(case.tables, case.plan) for draw in DRAWS if (case := broken(kind, draw))}
    assert reports, "no draw of this mutation found anything to break"
    for draw, report in reports.items():
        assert rules_of(report) == expected[f"{kind} {draw}"]["rules"]
        assert report.parts == pytest.approx(expected[f"{kind} {draw}"]["parts"], abs=1)
        assert KINDS[kind][0] in rules_of(report), report.violations
        assert all(violation.sentence.endswith(".") for violation in report.violations)


@needs_shared
@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_the_independent_checker_agrees_on_more_draws(kind: str, tmp_path: Path) -> None:
    for draw in MANY:
        compare(kind, draw, tmp_path / str(draw))


def compare(kind: str, draw: int, folder: Path) -> None:
    case = broken(kind, draw)
    if case:
        folder.mkdir(exist_ok=True)
        assert_same(check(case.tables, case.plan), verdict_of(case, folder))


@needs_shared
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_several_breaks_at_once_are_all_named(seed: int, tmp_path: Path) -> None:
    draw = Random(seed)
    case = fresh_case("several", seed)
    for kind in draw.sample(sorted(ALL), 3):
        try:
            ALL[kind][1](case)
        except (NotHere, ValueError, StopIteration, KeyError):  # an earlier break left this one nothing to work on
            continue
    if check_tables(case.tables).errors:
        pytest.skip("the breaks together made the programme itself wrong")
    restate(case)
    assert_same(check(case.tables, case.plan), verdict_of(case, tmp_path))


@needs_shared
@pytest.mark.parametrize("kind", FILES)
def test_a_spoilt_file_is_the_same_rule(kind: str, tmp_path: Path) -> None:
    rule, spoil = FILES[kind]
    tables, plan = valid_case()
    write_folder(tables, tmp_path / "programme")
    for draw in range(3):
        folder = tmp_path / str(draw)
        write_plan(plan, folder)
        spoil(folder, Random(f"{kind} {draw}"))
        verdict = judge_plan(tmp_path / "programme", folder)
        try:
            found = rules_of(check(tables, read_plan(folder)))
        except ProgrammeError:
            found = [0]
        assert found == sorted(verdict.rules)
        assert rule in found
        shutil.rmtree(folder)


def record() -> None:
    """Write down what the independent checker says about the first draws."""
    said = {}
    for kind in KINDS:
        for draw in DRAWS:
            case = broken(kind, draw)
            if case:
                with tempfile.TemporaryDirectory() as folder:
                    verdict = verdict_of(case, Path(folder))
                said[f"{kind} {draw}"] = {"rules": sorted(verdict.rules), "parts": verdict.parts}
                assert verdict.parts, (kind, draw, verdict.text)
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in said.items()]
    EXPECTED.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    sys.exit(record() if TOOLS.exists() else "../shared/tools is not on this machine")
