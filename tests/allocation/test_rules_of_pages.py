"""What pages show follows from rules and queries of the room: stages of objections, questions, days of a work list."""

from __future__ import annotations

from datetime import date

import pytest

from tempa.allocation.queries import reasons_at, work_by_day
from tempa.allocation.rules import WHAT_IFS, change_asked, objection_stage, untold_to_owner


@pytest.mark.parametrize(
    ("answered", "upheld", "replayed", "stage"),
    [(False, False, False, "open"), (False, False, True, "replayed"), (True, True, False, "upheld"), (True, False, True, "rejected")],
)
def test_the_stage_of_an_objection_follows_from_what_happened(answered, upheld, replayed, stage):
    assert objection_stage(is_answered=answered, is_upheld=upheld, is_replayed=replayed) == stage


def test_cash_of_others_is_not_told_and_own_cash_is():
    causes = [{"kind": "cash", "place": "W1"}, {"kind": "cash", "place": "W2"}, {"kind": "hours", "place": "W3"}]
    assert untold_to_owner({"site": "W2", "causes": causes}) == {"W1"}


def test_every_question_is_a_change_that_the_planner_takes():
    assert change_asked("machine-weld") == {"kind": "machine", "resource": "weld"} and change_asked("verified") == {"kind": "verified"}
    assert len({tuple(change_asked(code).items()) for code in WHAT_IFS}) == len(WHAT_IFS) == 10


def test_a_week_has_six_days_with_a_row_for_each_machine():
    monday, saturday = "2020-08-24", "2020-08-29"
    entries = [[monday, "weld", 1, "A", 150], [monday, "weld", 2, "B", 25], [monday, "weld", 1, "B", 350], [saturday, "cut", 1, "A", 800]]
    days = work_by_day({"entries": entries, "machines": {"weld": 2, "cut": 1}}, date(2020, 8, 24))
    assert list(days) == [date(2020, 8, n) for n in range(24, 30)]
    first, second = days[date(2020, 8, 24)]
    assert (first.machine, first.of, first.hours, [lot for lot, _hours in first.stints]) == (1, 2, 5.0, ["A", "B"])
    assert (second.machine, second.hours) == (2, 0.25)
    assert days[date(2020, 8, 29)][0].resource == "cut" and days[date(2020, 8, 25)] == []


def test_reasons_at_a_site_stand_by_lot():
    lots = {n: {"lot": n, "site": site} for n, site in (("L2-1", "W1"), ("L1-1", "W1"), ("L3-1", "W2"))}
    assert [r["lot"] for r in reasons_at({"lots": lots}, "W1")] == ["L1-1", "L2-1"]
