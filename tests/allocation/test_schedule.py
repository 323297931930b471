"""The day-by-day schedule: machines never do two things at once, hours add up, steps flow, what does not fit is said."""

from __future__ import annotations

import copy
import datetime as dt
from collections import defaultdict
from fractions import Fraction
from functools import cache
from random import Random

import pytest
from ortools.sat.python import cp_model

from tempa.allocation.planner.schedule import stints as schedule_stints
from tempa.allocation.planner.schedule.days import DAYS, Operation, Week, spread_evenly
from tempa.allocation.planner.schedule.stints import cost_of, gather
from tempa.allocation.planner.schedule.workshops import SiteSchedule, schedule
from tempa.values.period import weeks_words
from tests.allocation.plan_cases import Case, Tables, fresh_case, valid_case

FROM, WEEKS = 4, 2
MONDAY = dt.date(2020, 7, 13)


@cache
def made() -> list[SiteSchedule]:
    return schedule(*valid_case(), FROM, WEEKS)


def week_of(day: dt.date) -> int:
    return (day - MONDAY).days // 7


def loaded(plan: Tables) -> dict[tuple[str, int, str, int], int]:
    """(lot, step, site, week) -> hundredths of the weekly plan."""
    amounts: dict[tuple[str, int, str, int], int] = defaultdict(int)
    for row in plan["loads"]:
        if FROM <= int(row["week"]) < FROM + WEEKS:
            amounts[row["lot"], int(row["step"]), row["workshop"], int(row["week"])] += round(float(row["hours"]) * 100)
    return dict(amounts)


def scheduled(sites: list[SiteSchedule]) -> dict[tuple[str, int, str, int], int]:
    amounts: dict[tuple[str, int, str, int], int] = defaultdict(int)
    for site in sites:
        for entry in site.entries:
            amounts[entry.lot, entry.step, site.site, week_of(entry.day)] += entry.hundredths
    return dict(amounts)


def test_the_hours_of_every_week_are_those_of_the_weekly_plan() -> None:
    assert scheduled(made()) == loaded(valid_case()[1])
    assert all(site.problems == () for site in made())


def test_no_machine_works_longer_than_its_day_or_on_sunday() -> None:
    for site in made():
        used: dict[tuple[dt.date, str, int], int] = defaultdict(int)
        for entry in site.entries:
            used[entry.day, entry.resource, entry.machine] += entry.hundredths
            assert entry.hundredths > 0
            assert entry.day.weekday() < 6
            assert 1 <= entry.machine <= site.machines[entry.resource]
        for (day, resource, _), hundredths in used.items():
            assert hundredths <= site.day_length[resource, week_of(day)]


def test_a_day_is_a_sixth_of_the_week_rounded_up_to_a_quarter_of_an_hour() -> None:
    tables, _ = valid_case()
    hours = {(row["workshop"], row["resource"]): float(row["hours_per_week"]) for row in tables["capacities"]}
    closed = {(row["workshop"], int(row["week"])) for row in tables["closures"]}
    everywhere = {week for site, week in closed if site == "*"}
    for site in made():
        for (resource, week), length in site.day_length.items():
            if week not in everywhere and (site.site, week) not in closed:
                each = hours[site.site, resource] / 6 / site.machines[resource] * 100
                assert each <= length + 1e-9
                assert length <= each + 50
                assert length % 25 == 0


def test_there_is_one_machine_per_started_48_hours() -> None:
    tables, _ = valid_case()
    hours = {(row["workshop"], row["resource"]): Fraction(row["hours_per_week"]) for row in tables["capacities"]}
    counts = {(site.site, resource): count for site in made() for resource, count in site.machines.items()}
    assert counts == {key: -(-hours[key] // 48) for key in counts}
    assert max(counts.values()) > 1


def test_no_step_is_ahead_of_the_one_before_at_the_end_of_any_day() -> None:
    tables, plan = valid_case()
    need = needs(tables, plan)
    done: dict[tuple[str, int], int] = defaultdict(int)
    for row in plan["loads"]:
        if int(row["week"]) < FROM:
            done[row["lot"], int(row["step"])] += round(float(row["hours"]) * 100)
    by_day: dict[dt.date, list[tuple[str, int, int]]] = defaultdict(list)
    for site in made():
        for entry in site.entries:
            by_day[entry.day].append((entry.lot, entry.step, entry.hundredths))
    compared = 0
    for day in sorted(by_day):
        for lot, step, hundredths in by_day[day]:
            done[lot, step] += hundredths
        for lot, step in {(lot, step) for lot, step, _ in by_day[day] if step > 1}:
            here, there = need[lot, step], need[lot, step - 1]
            assert done[lot, step] * there <= (done[lot, step - 1] + 1) * here + there
            compared += done[lot, step - 1] < there
    assert compared > 10  # steps that were met in the middle of their work


def needs(tables: Tables, plan: Tables) -> dict[tuple[str, int], int]:
    kind = {row["line"]: row["type"] for row in tables["orders"]}
    steps: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in tables["routings"]:
        steps[row["type"]].append(row)
    return {(lot["lot"], int(row["step"])): round(100 * (float(row["setup_hours"])
                                                        + int(lot["quantity"]) * float(row["hours_per_unit"])))
            for lot in plan["lots"] for row in steps[kind[lot["line"]]]}


def test_equal_plans_give_equal_schedules() -> None:
    assert schedule(*valid_case(), FROM, WEEKS) == made()


def test_gathering_needs_fewer_stints_than_a_sixth_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    def stints(sites: list[SiteSchedule]) -> int:
        return len({(entry.lot, entry.step, site.site, entry.day) for site in sites for entry in site.entries})

    gathered = stints(made())
    monkeypatch.setattr("tempa.allocation.planner.schedule.workshops.gather", lambda week: spread_evenly(week.operations))
    assert gathered < 0.75 * stints(schedule(*valid_case(), FROM, WEEKS))


def test_without_a_solver_every_day_takes_its_sixth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule_stints, "SIMPLEX_STEPS", 0)
    assert scheduled(schedule(*valid_case(), FROM, 1)) == {k: v for k, v in loaded(valid_case()[1]).items() if k[3] == FROM}


def small_week(draw: Random) -> Week:
    """Four lots of two steps at two sites with few hours to spare, small enough to be solved exactly."""
    operations, needs = [], {}
    for lot in "ABCD":
        for step in (1, 2):
            hundredths = draw.randrange(100, 1200, 50)
            needs[lot, step] = hundredths
            operations.append(Operation(lot, step, draw.choice(["S1", "S2"]), "weld", hundredths, (4, 4, lot)))
    loaded: dict[tuple[str, str], int] = defaultdict(int)
    for operation in operations:
        loaded[operation.site, operation.resource] += operation.hundredths
    capacity = {key: -(-hundredths * 23 // 120) for key, hundredths in loaded.items()}
    return Week(4, operations, {}, needs, capacity, {key: 6 * most for key, most in capacity.items()})


def least_cost(week: Week) -> int:
    """The least that any schedule in whole hundredths costs, by CP-SAT."""
    model = cp_model.CpModel()
    amount = {(t, d): model.new_int_var(0, t.hundredths, "") for t in week.operations for d in range(DAYS)}
    works = {key: model.new_bool_var("") for key in amount}
    for (operation, day), hundredths in amount.items():
        model.add(hundredths <= operation.hundredths * works[operation, day])
    for key, most in week.capacity.items():
        for day in range(DAYS):
            model.add(sum(amount[t, day] for t in week.operations if (t.site, t.resource) == key) <= most)
    until = {(t.lot, t.step, day): sum(amount[t, d] for d in range(day + 1)) for t in week.operations for day in range(DAYS)}
    for operation in week.operations:
        model.add(until[operation.lot, operation.step, DAYS - 1] == operation.hundredths)
        if operation.step > 1:
            here, there = week.needs[operation.lot, operation.step], week.needs[operation.lot, operation.step - 1]
            for day in range(DAYS):
                done, before = until[operation.lot, operation.step, day], until[operation.lot, operation.step - 1, day]
                model.add(done * there <= (before + 1) * here + there)
    model.minimize(sum((100 + day) * works[operation, day] for operation, day in works))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model) == cp_model.OPTIMAL
    return int(solver.objective_value)


@pytest.mark.slow
def test_small_crowded_weeks_are_within_two_fifths_of_the_fewest_stints() -> None:
    found, least = [], []
    for seed in range(12):
        week = small_week(Random(seed))
        found.append(cost_of(gather(week)))
        least.append(least_cost(week))
    assert all(one >= other for one, other in zip(found, least, strict=True))
    assert sum(found) <= 1.4 * sum(least)


def case_with_few_hours() -> tuple[Case, str]:
    """One site's welders keep a tenth of their hours; the weekly plan stays."""
    case = fresh_case("schedule", 0)
    load = case.load(lambda row: FROM <= int(row["week"]) < FROM + WEEKS and float(row["hours"]) > 5)
    for row in case.tables["capacities"]:
        if row["workshop"] == load["workshop"]:
            row["hours_per_week"] = "1"
    return case, load["workshop"]


def test_what_does_not_fit_is_said_and_the_others_go_on() -> None:
    case, narrow = case_with_few_hours()
    sites = {site.site: site for site in schedule(case.tables, case.plan, FROM, WEEKS)}
    assert sites[narrow].problems
    assert all((text.startswith(f"{narrow}, minggu ") and "tersedia 1,00 jam" in text) or "0," in text
               for text in sites[narrow].problems)
    named = {weeks_words((week, week), MONDAY): week for week in range(FROM, FROM + WEEKS)}
    weeks = {named[text.split("minggu ")[1].split(":")[0]] for text in sites[narrow].problems}
    assert not {week_of(entry.day) for entry in sites[narrow].entries} & weeks
    assert sum(len(site.entries) for site in sites.values()) > 100


def test_work_ahead_of_the_step_before_is_said() -> None:
    case = fresh_case("ahead", 0)
    lot = case.lot(lambda row: int(row["start_week"]) < int(row["finish_week"]) and any(
        load["step"] == "2" and load["week"] == row["start_week"] for load in case.loads_of(row)))
    for row in case.loads_of(lot):
        if row["step"] == "1":
            row["week"] = lot["finish_week"]
    texts = [text for site in schedule(case.tables, case.plan, int(lot["start_week"]), 1) for text in site.problems]
    assert any(f"lot {lot['lot']} langkah 2" in text and "mendahului" in text for text in texts)


@pytest.mark.parametrize(("first", "weeks"), [(22, 4), (40, 2), (3, 0)])
def test_weeks_without_work_have_no_schedule(first: int, weeks: int) -> None:
    assert schedule(*valid_case(), first, weeks) == []


def test_a_stated_number_of_machines_is_used() -> None:
    tables, plan = valid_case()
    site, resource = next((s.site, "weld") for s in made() if s.machines.get("weld") == 1)
    twice = {s.site: s for s in schedule(tables, copy.deepcopy(plan), FROM, 1, {(site, resource): 2})}
    assert twice[site].machines[resource] == 2
    assert {entry.machine for entry in twice[site].entries if entry.resource == resource} == {1, 2}
