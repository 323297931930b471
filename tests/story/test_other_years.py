"""A year of any programme: whatever day it begins on and whatever codes its offices write, what its people say of themselves fits the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tempa.demand import actions as demand
from tempa.desks.console.year import contracts, payment, quality
from tempa.desks.console.year.stage import Stage
from tempa.desks.console.year.verification import machine_code
from tempa.ledger.queries import chain_head, tables_of

STARTS = [date(2024, 1, 1) + timedelta(days=n) for n in range(0, 800, 3)]


def stage_of(start):
    return Stage(None, 1, start, {}, print, 0)


def test_what_offices_state_before_contracts_are_drafted_is_of_a_day_that_has_come():
    for start in STARTS:
        stage = stage_of(start)
        assert timedelta(0) <= stage.day(-6) - contracts.new_year(stage) <= timedelta(days=366)


def test_gauges_are_calibrated_whenever_a_unit_is_inspected():
    for start in STARTS:
        stage = stage_of(start)
        scenes = list(quality.chapter(stage))
        again = [s.day for s in scenes if s.words == "alat ukur dikalibrasi lagi"]
        known = [quality.calibrated_on(quality.last_calibration(stage)), *again]
        days = [s.day for s in scenes if s.act in (quality.inspect, quality.draw_samples)]
        assert days and known[0] <= stage.day(7 * quality.FIRST_WEEK)
        for day in days:
            last = max(d for d in known if d <= day)
            assert day < quality.calibrated_on(last.year + 1), (start, day)


def test_people_of_codes_that_differ_in_capitals_alone_are_two():
    stage = stage_of(date(2024, 1, 1))
    logins = [stage.login("bengkel", code) for code in ("w4", "W4", "w4", "x" * 80, "x" * 79 + "y")]
    assert logins[:3] == ["bengkel-w4", "bengkel-w4-2", "bengkel-w4"]
    assert len(set(logins)) == 4 and all(len(login) <= 60 for login in logins)


@pytest.mark.parametrize(("workshop", "code"), [
    ("S01", "S01-TURNING"), ("x/y", "x-y-TURNING"), ("ß-Ω", "TURNING"), ("W" * 90, "W" * 20 + "-TURNING"),
])  # fmt: skip
def test_a_shared_machine_has_a_code_wherever_it_stands(workshop, code):
    assert machine_code(workshop, "turning") == code


@pytest.mark.once
def test_an_account_code_that_a_programme_came_without_is_filled_in_before_money_goes_out(programme, person):
    at = datetime(2020, 8, 3, 1, tzinfo=UTC)
    tables = tables_of(programme)
    first, *others = tables["budget_lines"]
    demand.load_programme(programme, tables | {"budget_lines": [first | {"account_code": ""}, *others]}, at=at, by=person("perencana"))
    stage = Stage(programme, 1, date(2020, 7, 15), {"park_planner": person("perencana")}, print, 0)
    sizes = []
    for _time in range(2):
        payment.complete_accounts(stage, lambda: at)
        sizes.append(chain_head(programme)[0])
    assert sizes[0] == sizes[1], "where none is blank nothing is recorded"
    now = tables_of(programme)["budget_lines"]
    assert now[0]["account_code"] == payment.ACCOUNTS[first["kind"]] and now[1:] == others
