"""Gathers one site's week into few stints with CP-SAT, the days of all other sites fixed."""

from __future__ import annotations

from collections import defaultdict

from ortools.sat.python import cp_model

from tempa.allocation.planner.schedule_days import DAYS, Days, Task, Week

WORK_LIMIT = 0.04  # deterministic seconds of the solver per site and week
STINT = 100  # an extra stint weighs as much as a hundred days later


def gather(week: Week, site: str, days: Days) -> Days:
    """Better days for the tasks of `site`; the given ones where the solver finds none."""
    mine = [task for task in week.tasks if task.site == site]
    if all(sum(hundredths > 0 for hundredths in days[task]) <= 1 for task in mine):
        return {}
    model = cp_model.CpModel()
    amount = {(task, day): model.new_int_var(0, task.hundredths, "") for task in mine for day in range(DAYS)}
    works = {key: model.new_bool_var("") for key in amount}
    for (task, day), hundredths in amount.items():
        model.add(hundredths <= task.hundredths * works[task, day])
        model.add_hint(hundredths, days[task][day])
        model.add_hint(works[task, day], days[task][day] > 0)
    for task in mine:
        model.add(sum(amount[task, day] for day in range(DAYS)) == task.hundredths)
    _keep_capacity(model, week, mine, amount)
    _keep_flow(model, week, site, amount, days)
    model.minimize(sum((STINT + day) * works[task, day] for task, day in works))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = WORK_LIMIT
    solver.parameters.relative_gap_limit = 0.03
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return {}
    return {task: [solver.value(amount[task, day]) for day in range(DAYS)] for task in mine}


Amounts = dict[tuple[Task, int], cp_model.IntVar]


def _keep_capacity(model: cp_model.CpModel, week: Week, mine: list[Task], amount: Amounts) -> None:
    """Per resource and day."""
    of: dict[str, list[Task]] = defaultdict(list)
    for task in mine:
        of[task.resource].append(task)
    for resource, tasks in of.items():
        for day in range(DAYS):
            model.add(sum(amount[task, day] for task in tasks) <= week.capacity[tasks[0].site, resource])


def _keep_flow(model: cp_model.CpModel, week: Week, site: str, amount: Amounts, days: Days) -> None:
    """At the end of every day no step is ahead of the one before it, whether that is done here or elsewhere."""
    steps: dict[tuple[str, int], list[Task]] = defaultdict(list)
    for task in week.tasks:
        steps[task.lot, task.step].append(task)
    for lot, step in steps:
        before = steps.get((lot, step - 1), [])
        if (lot, step - 1) not in week.needs or not any(t.site == site for t in [*steps[lot, step], *before]):
            continue
        need, need_before = week.needs[lot, step], week.needs[lot, step - 1]
        for day in range(DAYS):
            done = week.before.get((lot, step), 0) + _until(steps[lot, step], day, site, amount, days)
            done_before = week.before.get((lot, step - 1), 0) + _until(before, day, site, amount, days)
            model.add(done * need_before <= (done_before + 1) * need + need_before)


def _until(
    tasks: list[Task], day: int, site: str, amount: Amounts, days: Days
) -> cp_model.LinearExprT:
    """Hundredths done up to the end of a day: to be decided here, fixed elsewhere."""
    return sum((amount[task, at] if task.site == site else days[task][at] for task in tasks for at in range(day + 1)), 0)
