"""A plan made again (`--base`): what was begun is kept, its limits are notes, everything else holds."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from tempa.allocation.planner.judge.check import Report, check
from tempa.desks.console import check_plan as verb
from tempa.values.programme import write_folder, write_plan
from tests.allocation.plan_cases import Case, Row, Tables, fresh_case
from tests.allocation.shared_judges import judge_plan, needs_shared

AGAIN = 6  # the week of planning again


def rules(report: Report) -> list[int]:
    return sorted(report.per_rule)


def again() -> tuple[Case, Tables]:
    """The valid plan as a plan made again in week 6 with nothing changed, and its base."""
    case = fresh_case("again", 0)
    base = copy.deepcopy(case.plan)
    case.state("replanned_at", str(AGAIN))
    return case, base


def begun_lot(case: Case) -> Row:
    """A lot that was begun and goes on after the week of planning again."""
    return case.lot(lambda row: int(row["start_week"]) < AGAIN <= int(row["finish_week"]))


def untouched(case: Case) -> None:
    """Nothing changes."""


def past_work_moved(case: Case) -> None:
    row = next(row for row in case.loads_of(begun_lot(case)) if int(row["week"]) < AGAIN)
    elsewhere = case.made("workshops", lambda site: site["kind"] != "school" and site["workshop"] != row["workshop"])
    row["workshop"] = elsewhere["workshop"]


def past_hours_changed(case: Case) -> None:
    rows = case.loads_of(begun_lot(case))
    past = next(row for row in rows if int(row["week"]) < AGAIN)
    past["hours"] = str(float(past["hours"]) + 1)


def begun_lot_gone(case: Case) -> None:
    lot = begun_lot(case)
    case.plan["loads"] = [row for row in case.plan["loads"] if row["lot"] != lot["lot"]]
    case.plan["lots"].remove(lot)


def later_work_at_a_stranger(case: Case) -> None:
    """Allowed for begun lots; hours are made plenty, so that no capacity objects."""
    for row in case.tables["capacities"]:
        row["hours_per_week"] = "9999"
    lot = begun_lot(case)
    strange = case.made("workshops", lambda row: row["kind"] == "lead" and row["workshop"] != lot["workshop"])
    for row in case.loads_of(lot):
        row["workshop"] = strange["workshop"] if int(row["week"]) >= AGAIN else row["workshop"]


def fresh_work_at_a_stranger(case: Case) -> None:
    for row in case.tables["capacities"]:
        row["hours_per_week"] = "9999"
    lot = case.lot(lambda row: int(row["start_week"]) >= AGAIN)
    known = {lot["workshop"], case.site(lot["workshop"])["lead"]}
    strange = case.made("workshops", lambda row: row["kind"] == "lead" and row["workshop"] not in known)
    case.draw.choice(case.loads_of(lot))["workshop"] = strange["workshop"]


def offer_withdrawn(case: Case) -> None:
    """The offer of a begun lot goes; no fresh lot was made under it."""
    def under(lot: Row) -> tuple[str, str]:
        return lot["workshop"], case.order(lot)["type"]

    fresh = {under(row) for row in case.plan["lots"] if int(row["start_week"]) >= AGAIN}
    case.tables["offers"].remove(case.offer(case.lot(lambda row: under(row) not in fresh)))


def fresh_lot_at_an_unfit_maker(case: Case) -> None:
    lot = case.lot(lambda row: int(row["start_week"]) >= AGAIN)
    case.site(lot["workshop"])["score_staff"] = "10"


def smallest_lot_raised(case: Case) -> None:
    fresh = {case.order(row)["type"] for row in case.plan["lots"] if int(row["start_week"]) >= AGAIN}
    lot = case.lot(lambda row: case.order(row)["type"] not in fresh)
    case.machine(lot)["min_lot"] = str(int(lot["quantity"]) + 1)
    case.term("inspection_hours_per_week")["value"] = "500"


def order_cut_below_what_is_begun(case: Case) -> None:
    """Lines whose lots are all begun, and which have more than one unit."""
    fresh = {row["line"] for row in case.plan["lots"] if int(row["start_week"]) >= AGAIN}
    lot = case.lot(lambda row: row["line"] not in fresh and int(row["quantity"]) > 1)
    case.plan["unplanned"] = [row for row in case.plan["unplanned"] if row["line"] != lot["line"]]
    case.order(lot)["quantity"] = "1"


def order_cut_with_a_fresh_lot(case: Case) -> None:
    lot = case.lot(lambda row: int(row["start_week"]) >= AGAIN and int(row["quantity"]) > 1)
    case.order(lot)["quantity"] = "1"


def cash_gone(case: Case) -> None:
    lot = case.lot(lambda row: case.site(row["workshop"])["legal_tier"] != "unregistered")
    case.site(lot["workshop"])["cash_limit"] = "0"


def budget_gone(case: Case) -> None:
    budget = case.order(begun_lot(case))["budget_line"]
    next(row for row in case.tables["budget_lines"] if row["budget_line"] == budget)["amount"] = "0"


def pilot_limit_gone(case: Case) -> None:
    machine = case.machine(begun_lot(case))
    machine["tested"], machine["pilot_limit"] = "no", "0"


def share_gone(case: Case) -> None:
    case.term("workshop_share_max")["value"] = "0.001"


def inspected_at_once(case: Case) -> None:
    for row in case.plan["lots"]:
        row["inspect_week"] = str(case.weeks - 1)


def week_not_stated(case: Case) -> None:
    case.state("replanned_at", "soon")


CHANGES = {  # change, rules that it breaks, rules of the notes
    untouched: ([], []), past_work_moved: ([5], []), past_hours_changed: ([5], []), begun_lot_gone: ([1, 5], []),
    later_work_at_a_stranger: ([], []), fresh_work_at_a_stranger: ([5], []), offer_withdrawn: ([], []),
    fresh_lot_at_an_unfit_maker: ([3], []), smallest_lot_raised: ([], []), order_cut_below_what_is_begun: ([], []),
    order_cut_with_a_fresh_lot: ([1], []), cash_gone: ([], [9]), budget_gone: ([], [11]), pilot_limit_gone: ([], [4]),
    share_gone: ([], [10]), inspected_at_once: ([7], []), week_not_stated: ([0], []),
}


def changed(change: object) -> tuple[Case, Tables]:
    case, base = again()
    assert callable(change)
    change(case)
    report = check(case.tables, case.plan, base)
    kept = [row for row in case.plan["plan"] if row["key"] == "replanned_at"]
    stated = {"objective": report.objective, "lower_bound": 0}
    case.plan["plan"] = kept + [{"key": key, "value": str(value)} for key, value in stated.items()]
    return case, base


WITHOUT_TAKER = (order_cut_below_what_is_begun, order_cut_with_a_fresh_lot)


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES)
def test_a_plan_made_again_keeps_what_was_begun(change: object) -> None:
    broken, noted = CHANGES[change]  # type: ignore[index]
    case, base = changed(change)
    report = check(case.tables, case.plan, base)
    found = set(rules(report))
    assert set(broken) <= found, report.violations
    assert broken or not found & {0, 1, 2, 3, 5}, report.violations
    assert set(noted) <= {note.rule for note in report.notes}


@pytest.mark.slow
@needs_shared
@pytest.mark.parametrize("change", CHANGES)
def test_the_independent_checker_agrees_on_plans_made_again(change: object, tmp_path: Path) -> None:
    case, base = changed(change)
    write_folder(case.tables, tmp_path / "programme")
    write_plan(case.plan, tmp_path / "plan")
    write_plan(base, tmp_path / "base")
    verdict = judge_plan(tmp_path / "programme", tmp_path / "plan", tmp_path / "base")
    report = check(case.tables, case.plan, base)
    assert rules(report) == sorted(verdict.rules), verdict.text
    surplus = {1} if change in WITHOUT_TAKER else set()  # machines without a taker: only the house's own judge says them
    assert {note.rule for note in report.notes} == set(verdict.notes) | surplus
    assert report.is_valid == verdict.valid


def test_where_nothing_is_begun_every_rule_holds() -> None:
    case, base = again()
    case.state("replanned_at", "0")
    case.state("programme_sha256", None)
    case.term("workshop_share_max")["value"] = "0.01"
    report = check(case.tables, case.plan, base)
    assert (rules(report), report.notes) == ([10], ())


def test_the_verb_judges_a_plan_made_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case, base = changed(cash_gone)
    write_folder(case.tables, tmp_path / "programme")
    write_plan(case.plan, tmp_path / "again")
    write_plan(base, tmp_path / "base")
    assert verb.main([str(tmp_path / name) for name in ("programme", "again")] + ["--base", str(tmp_path / "base")]) == 0
    said = capsys.readouterr().out
    assert "catatan, aturan 9: " in said
    assert "valid: ya" in said
