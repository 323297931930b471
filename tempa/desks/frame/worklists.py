"""Weekly work lists: what each machine of a workshop does on each day, from the plan that holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from tempa.allocation import queries as allocation
from tempa.catalogue import queries as catalogue
from tempa.demand import queries as demand
from tempa.desks.frame.memory import remembered
from tempa.desks.frame.weeks import Calendar
from tempa.ledger import queries as ledger
from tempa.registry import queries as registry
from tempa.values.programme import programme_sha256

DAYS = 6


def lists_of(programme: Any, plan: Any, week: int, calendar: Calendar) -> list[dict[str, Any]] | None:
    """One list per workshop with work in the week; None where the programme is no longer the plan's."""
    tables = ledger.tables_of(programme)
    if programme_sha256(tables) != plan.programme_sha256:
        return None
    return remembered("work-lists", plan.entry.digest, lambda: made_lists(programme, plan, tables, week, calendar), week)


def made_lists(programme: Any, plan: Any, tables: Any, week: int, calendar: Calendar) -> list[dict[str, Any]]:
    from tempa.allocation.planner.schedule import schedule  # its solver is loaded only where a list is asked for

    plan_tables = allocation.plan_tables(plan)
    names, types = registry.workshop_names(programme), catalogue.type_names(programme)
    kinds = {r["line"]: types.get(r["type"], r["type"]) for r in tables["orders"]}
    agencies = dict(demand.order_lines(programme).values_list("line", "agency"))
    lots = {r["lot"]: {**r, "type": kinds[r["line"]], "agency": agencies.get(r["line"], "")} for r in plan_tables["lots"]}
    return [
        {"site": s.site, "name": names.get(s.site, s.site), "problems": s.problems, "days": days_of(s, lots, calendar.monday(week)),
         "machines": sum(s.machines.values()), "hours": sum(e.hundredths for e in s.entries) / 100}
        for s in schedule(tables, plan_tables, week, 1)
    ]  # fmt: skip


def days_of(site: Any, lots: Mapping[str, Mapping[str, str]], monday: date) -> list[dict[str, Any]]:
    """Six working days, each with its stints in the order of machines."""
    return [
        {"day": monday + timedelta(days=n), "stints": [
            {"resource": e.resource, "machine": e.machine, "of": site.machines[e.resource], "lot": e.lot, "step": e.step,
             "hours": e.hundredths / 100, "type": lots[e.lot]["type"], "quantity": lots[e.lot]["quantity"]}
            for e in site.entries if e.day == monday + timedelta(days=n)
        ]}
        for n in range(DAYS)
    ]  # fmt: skip
