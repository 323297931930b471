"""The plan that a simple rule has made so far, and one move: placing a lot in what is left.

The partial plan is valid at all times: every limit of the format is hard, and a lot is only placed if the minimum shares of
the others can still be reached with what is not yet planned (an empty plan keeps every minimum share, because each is
reduced by the unplanned value). Hours are whole hundredths, materials whole ten-thousandths, money whole rupiah.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil

import numpy as np

from tempa.allocation.planner.judge.facts import Facts, Line, Machine, Tables, read_facts
from tempa.allocation.planner.problem.model import RESOURCES, Load, Lot, Problem
from tempa.allocation.planner.problem.remaining_capacity import RemainingCapacity
from tempa.allocation.planner.problem.tables import problem_from_tables

HUNDREDTHS, TEN_THOUSANDTHS = 100, 10_000


@dataclass(frozen=True)
class Recipe:
    """One machine type in whole numbers: steps (number, resource, per unit, set-up), parts (material, per unit)."""

    steps: tuple[tuple[int, str, int, int], ...]
    parts: tuple[tuple[str, int], ...]
    inspection: int


@dataclass
class PartialPlan:
    """Lots placed so far and what they leave. Made by `empty_plan`; changed by `place` alone."""

    facts: Facts
    problem: Problem
    left: RemainingCapacity
    recipes: dict[str, Recipe]
    site_at: dict[str, int]
    line_at: dict[str, int]
    unplanned_value: int
    lots: list[Lot] = field(default_factory=list)

    def unplanned(self, line: str) -> int:
        """Units of the line that no lot makes yet."""
        return int(self.left.open[self.line_at[line]])

    def given(self, site: str) -> int:
        """Rupiah of value that the site has received."""
        return int(self.left.value[self.site_at[site]])


def empty_plan(tables: Tables) -> PartialPlan:
    facts, problem = read_facts(tables), problem_from_tables(tables, sha256="unused")
    return PartialPlan(
        facts, problem, RemainingCapacity(problem), {code: _recipe(machine) for code, machine in facts.machines.items()},
        {code: at for at, code in enumerate(problem.sites)}, {code: at for at, code in enumerate(problem.lines)}, facts.order_value,
    )


def _recipe(machine: Machine) -> Recipe:
    return Recipe(
        steps=tuple((number, step.resource, int(step.per_unit * HUNDREDTHS), int(step.setup * HUNDREDTHS))
                    for number, step in machine.steps.items()),
        parts=tuple((code, int(quantity * TEN_THOUSANDTHS)) for code, quantity in machine.parts.items()),
        inspection=int(machine.inspection * HUNDREDTHS),
    )


def place(plan: PartialPlan, code: str, site: str, wanted: int) -> int:
    """Place one lot of at most `wanted` units of a line at a site, as early as possible; the units placed (0: nothing fits).

    Halves the lot until it fits, keeping lots and the line's remainder at or above the smallest lot.
    """
    quantity = _sized(plan, code, min(wanted, _most(plan, code, site)))
    while quantity:
        lot = _timed(plan, code, site, quantity)
        if lot:
            _book(plan, lot)
            return quantity
        quantity = _sized(plan, code, quantity // 2)
    return 0


def _most(plan: PartialPlan, code: str, site: str) -> int:
    """The most units that money, shares, pilot limit and one week of inspection allow here."""
    problem, left, at, line = plan.problem, plan.left, plan.site_at[site], plan.line_at[code]
    t = int(problem.line_type[line])
    price, offer = int(problem.type_price[t]), plan.facts.offers[site, problem.types[t]]
    most = min(plan.unplanned(code), int(left.budget[problem.line_budget[line]]) // offer, int(left.type_units[t]),
               int(problem.site_value_max[at] - left.value[at]) // price)
    given, member = left.group_value(), problem.group_member[:, at]
    most = min(most, int((problem.group_max - given)[member].min(initial=plan.facts.order_value)) // price)
    owed = int((problem.group_min - given)[~member & (problem.group_min > 0)].max(initial=0))
    most = min(most, max(0, plan.unplanned_value - owed) // price)  # what the others are still owed must stay unplanned
    per_lot = int(problem.type_inspection[t])
    return min(most, int(left.inspection.max()) // per_lot) if per_lot else most


def _sized(plan: PartialPlan, code: str, quantity: int) -> int:
    """The largest permitted lot of at most `quantity` units; 0 if there is none."""
    line = plan.facts.lines[code]
    least, left = plan.facts.machines[line.machine].smallest_lot, plan.unplanned(code)
    if line.quantity < least:
        return line.quantity if quantity >= line.quantity else 0
    if 0 < left - quantity < least and left >= 2 * least:
        quantity = left - least
    return quantity if quantity >= max(1, least) else 0


def _timed(plan: PartialPlan, code: str, site: str, quantity: int) -> Lot | None:
    """The earliest lot that capacity, materials, verification, inspection and cash allow."""
    problem, at, line = plan.problem, plan.site_at[site], plan.line_at[code]
    lot = Lot(line, at, quantity, 0, 0, 0, ())
    week, last = _first_week(plan, lot), min(problem.weeks - 2, int(problem.last_week[at]))
    while week <= last:
        loads = _spread(plan, lot, week, last)
        if loads is None:
            return None
        start, finish = min(load.week for load in loads), max(load.week for load in loads)
        inspect = _inspection_week(plan, lot, finish)
        if inspect is None:
            return None
        lot = Lot(line, at, quantity, start, finish, inspect, loads)
        if _has_cash(plan, lot):
            return lot
        week = start + 1
    return None


def _first_week(plan: PartialPlan, lot: Lot) -> int:
    """The first week in which the site is verified and all materials of the lot have come."""
    week = int(plan.problem.first_week[lot.site])
    for material, amount in plan.left.materials_needed(lot):
        short = np.flatnonzero(plan.left.supply[material] < amount)
        week = max(week, int(short[-1]) + 1 if len(short) else 0)
    return week


def _spread(plan: PartialPlan, lot: Lot, first: int, last: int) -> tuple[Load, ...] | None:
    """Hours of every step as early as possible, each step behind the one before; None if `last` is passed."""
    problem = plan.problem
    steps = plan.recipes[problem.types[problem.line_type[lot.line]]].steps
    needs = [per_unit * lot.quantity + setup for _, _, per_unit, setup in steps]
    resources = [RESOURCES.index(resource) for _, resource, _, _ in steps]
    providers = problem.providers_of(lot.site)
    free = {(at, resource): plan.left.hours[at, resource].tolist() for at in providers for resource in set(resources)}
    done, loads = [0] * len(steps), []
    for week in range(first, last + 1):
        for k, resource in enumerate(resources):
            may = needs[k] if not k else needs[k] * done[k - 1] // needs[k - 1]
            for at in providers:
                if may <= done[k]:
                    break
                hours = min(may - done[k], free[at, resource][week])
                if hours > 0:
                    free[at, resource][week] -= hours
                    loads.append(Load(k, at, week, hours))
                    done[k] += hours
        if done == needs:
            return tuple(loads)
    return None


def _inspection_week(plan: PartialPlan, lot: Lot, finish: int) -> int | None:
    need = plan.left.inspection_needed(lot)
    return next((week for week, left in enumerate(plan.left.inspection.tolist()) if week > finish and left >= need), None)


def _has_cash(plan: PartialPlan, lot: Lot) -> bool:
    amount = cash_of(plan, lot)
    return not amount or bool(plan.left.cash[plan.problem.site_payer[lot.site], plan.left.weeks_tied(lot)].min() >= amount)


def cash_of(plan: PartialPlan, lot: Lot) -> int:
    """Rupiah that the lot ties up (rounded up); rule 9."""
    line = plan.facts.lines[plan.problem.lines[lot.line]]
    return cash_need(plan.facts, line, plan.problem.sites[lot.site], lot.quantity)[1]


def cash_need(facts: Facts, line: Line, site: str, quantity: int) -> tuple[str, int]:
    """Who ties up how many rupiah (rounded up) for a lot; rule 9."""
    row, machine = facts.sites[site], facts.machines[line.machine]
    payer = row.lead if row.tier == "unregistered" and row.lead else site
    per_unit = machine.material_cost - facts.terms.advance_rate * facts.offers[site, line.machine]
    return payer, max(0, ceil(quantity * per_unit))


def _book(plan: PartialPlan, lot: Lot) -> None:
    """Take what the lot uses out of what is left."""
    problem, t = plan.problem, int(plan.problem.line_type[lot.line])
    offer = plan.facts.offers[problem.sites[lot.site], problem.types[t]]
    plan.left.book(lot, lot.quantity * offer, cash_of(plan, lot))
    plan.unplanned_value -= lot.quantity * int(problem.type_price[t])
    plan.lots.append(lot)
