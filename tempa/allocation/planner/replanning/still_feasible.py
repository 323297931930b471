"""Which lots of the plan in force can stay exactly as they were, beside what is begun: the rules, lot by lot."""

from __future__ import annotations

import numpy as np

from tempa.allocation.planner.problem.model import Lot, Problem
from tempa.allocation.planner.problem.remaining_capacity import RemainingCapacity


def still_feasible_lots(problem: Problem, fresh: tuple[Lot, ...]) -> set[str]:
    """Names of lots that all hold together as they were, those that start first before others, beside the retained lots."""
    left = RemainingCapacity.beside_retained(problem)
    names = set()
    for lot in sorted(fresh, key=lambda one: (one.start_week, one.inspect_week, one.name)):
        row = problem.option_of.get((lot.line, lot.site))
        if row is not None and holds(left, lot, row):
            left.book(lot, lot.quantity * int(problem.option_offer[row]), lot.quantity * int(problem.option_cash[row]))
            names.add(lot.name)
    return names


def holds(left: RemainingCapacity, lot: Lot, row: int) -> bool:
    """Whether the lot may stand as it is, at its option `row`, on top of what is booked: rules 1 to 4 and 6 to 11."""
    return (lot.line, lot.site) not in left.problem.forbidden and counts_hold(left, lot, row) and weeks_hold(left, lot, row)


def counts_hold(left: RemainingCapacity, lot: Lot, row: int) -> bool:
    """Ordered units, smallest lot, pilot limit, budget, lots of the site, greatest shares."""
    problem, units, t = left.problem, lot.quantity, int(left.problem.line_type[lot.line])
    value = units * int(problem.type_price[t])
    groups = np.flatnonzero(problem.group_member[:, lot.site])
    return bool(
        problem.line_min_lot[lot.line] <= units <= left.open[lot.line]
        and units <= left.type_units[t]
        and left.lots[lot.site] >= 1
        and units * problem.option_offer[row] <= left.budget[problem.line_budget[lot.line]]
        and left.value[lot.site] + value <= problem.site_value_max[lot.site]
        and all(left.value[problem.group_member[g]].sum() + value <= problem.group_max[g] for g in groups)
    )


def weeks_hold(left: RemainingCapacity, lot: Lot, row: int) -> bool:
    """Verification, hours, inspection, materials, cash."""
    problem = left.problem
    first = max(int(problem.first_week[lot.site]), problem.first_free_week)
    cash = lot.quantity * int(problem.option_cash[row])
    return bool(
        first <= lot.start_week and lot.finish_week <= problem.last_week[lot.site]
        and left.inspection_needed(lot) <= left.inspection[lot.inspect_week]
        and left.has_hours(lot, lot.loads)
        and all((left.supply[m, lot.start_week :] >= amount).all() for m, amount in left.materials_needed(lot))
        and (cash == 0 or (left.cash[problem.site_payer[lot.site], left.weeks_tied(lot)] >= cash).all())
    )
