"""When lots will be finished, by real progress; and what of it planning again is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tempa.production.rules import Work, changes_for_planning, forecasts

START = date(2020, 7, 13)
WORK = Work("A", "W1", START, START + timedelta(days=27), START + timedelta(days=41), 0.0)


def told(work, today, *others):
    return forecasts([work, *others], today)[work.lot]


def begun(part, days, **more):
    return replace(WORK, part=part, first=START, last=START + timedelta(days=days - 1), **more)


def test_a_lot_as_planned_is_finished_as_planned():
    found = told(begun(0.5, 14), START + timedelta(days=14))
    assert found.likely == START + timedelta(days=28) and found.early < found.likely < found.late and not found.is_late


def test_half_the_pace_takes_twice_the_time_the_more_surely_the_more_is_done():
    little, much = told(begun(0.25, 14), START + timedelta(days=14)), told(begun(0.75, 42), START + timedelta(days=42))
    assert START + timedelta(days=35) < little.likely < START + timedelta(days=56)
    assert timedelta(days=10) < much.likely - (START + timedelta(days=42)) <= timedelta(days=14)


def test_what_is_not_begun_begins_today_at_the_earliest():
    today = START + timedelta(days=30)
    assert told(WORK, today).likely == today + timedelta(days=28)


def test_a_slow_maker_is_slow_in_its_other_lots_too():
    slow = [replace(begun(0.5, 28), lot=f"B{n}") for n in range(4)]
    fast = [replace(begun(0.5, 14), lot=f"C{n}", maker="W2") for n in range(20)]
    today = START + timedelta(days=1)
    assert told(WORK, today, *slow, *fast).likely > told(replace(WORK, maker="W2"), today, *slow, *fast).likely


@pytest.mark.parametrize("more, cause", [
    ({"problem": "power"}, "kendala:power"), ({"contract_on": START + timedelta(days=9)}, "contract"), ({}, "start"),
])  # fmt: skip
def test_a_late_lot_says_why(more, cause):
    found = told(replace(WORK, **more), START + timedelta(days=40))
    assert found.days_late > 0 and found.cause == cause


def test_silence_and_pace_are_causes_of_what_began_in_time():
    assert told(begun(0.3, 5, due=START), START + timedelta(days=40)).cause == "silent"
    assert told(begun(0.3, 28), START + timedelta(days=28)).cause == "pace"
    assert told(begun(0.5, 14, due=START), START + timedelta(days=14)).cause == "plan"


LOADS = [
    {"lot": "A", "step": "1", "week": "0", "hours": "10"}, {"lot": "A", "step": "1", "week": "1", "hours": "10"},
    {"lot": "A", "step": "2", "week": "1", "hours": "5"}, {"lot": "A", "step": "2", "week": "2", "hours": "5"},
]  # fmt: skip


@pytest.mark.parametrize("done, hours", [
    ((0, 0), {1: 20.0, 2: 5.0}), ((2, 0), {1: 10.0, 2: 5.0}), ((4, 2), {}), ((4, 1), {2: 2.5}), ((3, 3), {1: 5.0}),
])  # fmt: skip
def test_planning_again_is_told_the_hours_that_are_behind(done, hours):
    found = changes_for_planning(LOADS, {"A": (4, [(1, done[0]), (2, done[1])])}, 2)
    assert {c["step"]: c["hours"] for c in found} == hours
    assert all(c["kind"] == "lot_rework" and c["lot"] == "A" and c["week"] == 2 for c in found)


def test_a_lot_of_which_nothing_is_known_is_left_to_the_plan():
    assert changes_for_planning(LOADS, {}, 2) == [] and changes_for_planning(LOADS, {"A": (4, [(1, 0)])}, 0) == []
