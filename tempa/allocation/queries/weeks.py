"""The work of a week at a workshop, day by day, by the schedule of a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tempa.allocation.models import Plan
from tempa.allocation.queries.plans import plan_tables
from tempa.catalogue.queries import type_names
from tempa.demand.queries import order_lines
from tempa.ledger.models import Programme
from tempa.registry.queries import workshop_names

WORKING_DAYS = 6


@dataclass(frozen=True)
class MachineDay:
    """What one machine does on one day: hours per lot, in the order in which the work is done; `of` machines of its kind are there."""

    day: date
    resource: str
    machine: int
    of: int
    stints: tuple[tuple[str, float], ...]

    @property
    def hours(self) -> float:
        return round(sum(hours for _lot, hours in self.stints), 2)


@dataclass(frozen=True)
class WorkWeek:
    """The work list of a workshop for one week: each day with the machines that work on it, and its lots (quantity and type by lot)."""

    site: str
    name: str
    problems: tuple[str, ...]
    days: dict[date, list[MachineDay]]
    lots: tuple[tuple[str, str, str], ...]
    hours: float


def work_of_week(programme: Programme, plan: Plan, schedules: Iterable[Mapping[str, Any]], monday: date) -> list[WorkWeek]:
    """The work lists of one week.

    `schedules`: of each workshop "site", "problems", "machines" (how many of each resource) and "entries", each of them
    (day, resource, number of the machine, lot, hundredths of an hour), in the order in which the work is done.
    """
    names, types = workshop_names(programme), type_names(programme)
    kinds = dict(order_lines(programme).values_list("key", "type"))
    lots = {r["lot"]: (r["lot"], r["quantity"], types.get(kinds.get(r["line"], ""), r["line"])) for r in plan_tables(plan)["lots"]}
    return [
        WorkWeek(
            s["site"], names.get(s["site"], s["site"]), tuple(s["problems"]), work_by_day(s, monday),
            tuple(lots[lot] for lot in sorted({e[3] for e in s["entries"]}) if lot in lots), sum(e[4] for e in s["entries"]) / 100,
        )
        for s in schedules
    ]  # fmt: skip


def work_by_day(schedule: Mapping[str, Any], monday: date) -> dict[date, list[MachineDay]]:
    """The working days of a week, each with its machines."""
    days: dict[date, list[MachineDay]] = {}
    for day in (monday + timedelta(days=n) for n in range(WORKING_DAYS)):
        machines: dict[tuple[str, int], list[tuple[str, float]]] = {}
        for when, resource, machine, lot, hundredths in schedule["entries"]:
            if when == day.isoformat():
                machines.setdefault((resource, machine), []).append((lot, hundredths / 100))
        days[day] = [MachineDay(day, *key, schedule["machines"][key[0]], tuple(stints)) for key, stints in machines.items()]
    return days
