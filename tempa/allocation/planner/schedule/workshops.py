"""The day-by-day schedule inside each workshop: which machine works on which lot's step on which day.

    for site in schedule(tables, plan, week_from=4, weeks=4):
        site.site, site.entries, site.problems

The weekly plan is respected: every load of a lot's step stays in its week and at its site. A week has six working days
(Monday to Saturday). A resource has one machine per started 48 hours of `hours_per_week` unless `machines` says
otherwise; what closures leave of a week shortens its days evenly, and a day's length is rounded up to a quarter of an
hour. Steps flow by day: at the end of every day the done share of a step is at most that of the step before it (to a
hundredth of an hour of each).

Each week is one linear programme over all sites, which gathers the work into few stints (`stints`). Equal inputs
give equal schedules: the solver works on one thread and is limited by its steps.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from tempa.allocation.planner.judge.facts import Facts, Row, Tables, read_facts
from tempa.allocation.planner.judge.wording import hours as hours_text
from tempa.allocation.planner.schedule.days import DAYS, Days, Operation, Week
from tempa.allocation.planner.schedule.stints import gather

MACHINE_WEEK, QUARTER = 4800, 25  # hundredths of an hour: a week of one machine, a quarter of an hour
Machines = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Entry:
    """One stint: a machine (numbered from 1) works `hundredths` of an hour on a lot's step on a day."""

    day: dt.date
    resource: str
    machine: int
    lot: str
    step: int
    hundredths: int

    @property
    def hours(self) -> float:
        return self.hundredths / 100


@dataclass(frozen=True)
class SiteSchedule:
    """Stints by day, resource and machine. `day_length`: (resource, week) -> hundredths of an hour of one machine's day.

    `problems`: Indonesian sentences on weeks that cannot be scheduled; such a week has no entries at this site.
    """

    site: str
    entries: tuple[Entry, ...]
    day_length: dict[tuple[str, int], int]
    machines: dict[str, int]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class _Made:
    week: Week
    days: Days
    length: dict[tuple[str, str], int]
    problems: dict[str, list[str]]


def schedule(
    tables: Tables, plan: Tables, week_from: int, weeks: int, machines: Machines | None = None
) -> list[SiteSchedule]:
    """Schedules of all sites with work in `weeks` weeks from `week_from`, in the order of the workshop list.

    `machines`: (site, resource) -> number of machines, where it is not one per started 48 hours. A site and week whose
    loads exceed its hours, or run ahead of the step before, gets a sentence in `problems` instead of entries.
    """
    facts = read_facts(tables)
    counts = {key: max(1, (machines or {}).get(key, -(-int(hours * 100) // MACHINE_WEEK)))
              for key, hours in facts.hours.items()}
    span = range(max(0, week_from), min(week_from + weeks, facts.terms.weeks))
    read = [_read_week(facts, plan, week, counts) for week in span]
    made = [_one_week(facts, week, counts) for week in read]
    busy = {operation.site for week in read for operation in week.operations}
    return [_site_schedule(facts, code, made, counts) for code in facts.sites if code in busy]


def _read_week(facts: Facts, plan: Tables, week: int, counts: Machines) -> Week:
    """The operations of one week: loads of one lot, step and site, with what was done before and what each step needs."""
    lots = {row["lot"]: row for row in plan["lots"]}
    now: dict[tuple[str, int, str], int] = defaultdict(int)
    before: dict[tuple[str, int], int] = defaultdict(int)
    for row in plan["loads"]:
        if int(row["week"]) == week:
            now[row["lot"], int(row["step"]), row["workshop"]] += round(float(row["hours"]) * 100)
        elif int(row["week"]) < week:
            before[row["lot"], int(row["step"])] += round(float(row["hours"]) * 100)
    operations = [_operation(facts, lots[lot], step, site, amount) for (lot, step, site), amount in now.items() if amount > 0]
    operations.sort(key=lambda operation: (operation.rank, operation.step, operation.site))
    needs = {key: need for lot in {operation.lot for operation in operations} for key, need in _needs(facts, lots[lot]).items()}
    available = {key: int(facts.available(*key, week) * 100) for key in {(operation.site, operation.resource) for operation in operations}}
    capacity = {key: counts.get(key, 1) * _length(hundredths, counts.get(key, 1))
                for key, hundredths in available.items()}
    return Week(week, operations, dict(before), needs, capacity, available)


def _needs(facts: Facts, lot: Row) -> dict[tuple[str, int], int]:
    """Hundredths of an hour of every step of a lot."""
    steps = facts.machines[facts.lines[lot["line"]].machine].steps
    return {(lot["lot"], number): int((step.setup + int(lot["quantity"]) * step.per_unit) * 100)
            for number, step in steps.items()}


def _operation(facts: Facts, lot: Row, step: int, site: str, hundredths: int) -> Operation:
    resource = facts.machines[facts.lines[lot["line"]].machine].steps[step].resource
    rank = int(lot["finish_week"]), int(lot["start_week"]), lot["lot"]
    return Operation(lot["lot"], step, site, resource, hundredths, rank)


def _length(hundredths: int, machines: int, days: int = DAYS) -> int:
    """A machine's day when `hundredths` are shared by machines and days, rounded up to a quarter of an hour."""
    each = -(-hundredths // (days * machines))
    return -(-each // QUARTER) * QUARTER


def _one_week(facts: Facts, week: Week, counts: Machines) -> _Made:
    problems = _problems(facts, week)
    sound = replace(week, operations=[operation for operation in week.operations if operation.site not in problems])
    days = gather(sound)
    capacity = dict(sound.capacity)
    for (site, resource), used in _most_used(days).items():  # whole hundredths may go a little above a day
        count = counts.get((site, resource), 1)
        capacity[site, resource] = max(capacity[site, resource], count * _length(used, count, 1))
    return _Made(week, days, {key: amount // counts.get(key, 1) for key, amount in capacity.items()}, problems)


def _problems(facts: Facts, week: Week) -> dict[str, list[str]]:
    """Site -> sentences on what keeps its week from being scheduled."""
    problems: dict[str, list[str]] = defaultdict(list)
    loaded: dict[tuple[str, str], int] = defaultdict(int)
    for operation in week.operations:
        loaded[operation.site, operation.resource] += operation.hundredths
        if week.runs_ahead(operation):
            problems[operation.site].append(
                f"{operation.site}, {facts.terms.week(week.number)}: lot {operation.lot} langkah {operation.step} ({operation.resource}) mendahului "
                "langkah sebelumnya; perbaiki dulu rencana mingguannya.")
    for (site, resource), hundredths in sorted(loaded.items()):
        if hundredths > week.available[site, resource]:
            needed, there = (hours_text(Fraction(h, 100)) for h in (hundredths, week.available[site, resource]))
            problems[site].append(
                f"{site}, {facts.terms.week(week.number)}: {resource} memerlukan {needed}, tersedia {there}; "
                "kurangi beban minggu itu atau tambah jam kerja.")
    return dict(problems)


def _most_used(days: Days) -> dict[tuple[str, str], int]:
    """(site, resource) -> hundredths of its fullest day."""
    used: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * DAYS)
    for operation, amounts in days.items():
        for day, hundredths in enumerate(amounts):
            used[operation.site, operation.resource][day] += hundredths
    return {key: max(amounts) for key, amounts in used.items()}


def _site_schedule(facts: Facts, code: str, made: list[_Made], counts: Machines) -> SiteSchedule:
    entries: list[Entry] = []
    length: dict[tuple[str, int], int] = {}
    for one in made:
        mine = [operation for operation in one.week.operations if operation.site == code]
        for resource in sorted({operation.resource for operation in mine}):
            length[resource, one.week.number] = one.length[code, resource]
            work = [(operation, one.days[operation]) for operation in mine if operation.resource == resource and operation in one.days]
            for day in range(DAYS):
                date = facts.terms.monday_of(one.week.number) + dt.timedelta(days=day)
                entries += _on_machines(date, resource, one.length[code, resource], [(t, d[day]) for t, d in work])
    entries.sort(key=lambda entry: (entry.day, entry.resource, entry.machine))
    machines = {resource: counts.get((code, resource), 1) for resource in sorted({r for r, _ in length})}
    problems = tuple(text for one in made for text in one.problems.get(code, []))
    return SiteSchedule(code, tuple(entries), length, machines, problems)


def _on_machines(date: dt.date, resource: str, length: int, work: list[tuple[Operation, int]]) -> list[Entry]:
    """One machine after the other is filled; a stint that does not fit any more goes on at the next machine."""
    entries, machine, left = [], 1, length
    for operation, hundredths in work:
        while hundredths > 0:
            if not left:
                machine, left = machine + 1, length
            stint = min(hundredths, left)
            entries.append(Entry(date, resource, machine, operation.lot, operation.step, stint))
            hundredths, left = hundredths - stint, left - stint
    return entries
