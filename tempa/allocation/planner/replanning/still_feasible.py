"""Which lots of the plan in force can stay exactly as they were, beside what is begun: the rules, lot by lot."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from tempa.allocation.planner.problem.model import NO_LIMIT, Lot, Problem


def still_feasible_lots(problem: Problem, fresh: tuple[Lot, ...]) -> set[str]:
    """Names of lots that all hold together as they were, those that start first before others; retained lots are booked."""
    room = Room(problem)
    names = set()
    for lot in sorted(fresh, key=lambda one: (one.start_week, one.inspect_week, one.name)):
        if room.holds(lot):
            room.book(lot)
            names.add(lot.name)
    return names


class Room:
    """What retained lots leave free under the rules 1 to 4 and 6 to 11; shapes and units as in `Problem`."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.hours = problem.capacity.copy()
        self.inspection = np.full(problem.weeks, problem.inspection_hours, dtype=np.int64)
        self.cash = np.repeat(problem.cash_limit[:, None], problem.weeks + problem.payment_lag + 1, axis=1)
        self.supply = problem.supply.copy()
        self.value = np.zeros(len(problem.sites), dtype=np.int64)
        self.budget = problem.budget.copy()
        self.type_units = problem.type_units_max.copy()
        self.open = problem.line_quantity.copy()
        most = np.full(len(problem.sites), NO_LIMIT, dtype=np.int64)
        self.lots = most if problem.site_lots_max is None else problem.site_lots_max.copy()
        self.row_of = {(line, int(problem.option_site[row])): row for line in range(len(problem.lines))
                       for row in problem.option_rows(line)}
        for retained in problem.retained:
            self.use(retained.lot, retained.offer, retained.cash)

    def book(self, lot: Lot) -> None:
        row = self.row_of[lot.line, lot.site]
        self.use(lot, int(self.problem.option_offer[row]), int(self.problem.option_cash[row]))

    def use(self, lot: Lot, offer: int, cash: int) -> None:
        problem, t = self.problem, int(self.problem.line_type[lot.line])
        for key, hours in self.needs(lot).items():
            self.hours[key] -= hours
        self.inspection[lot.inspect_week] -= lot.quantity * problem.type_inspection[t]
        self.cash[problem.site_payer[lot.site], self.tied(lot)] -= lot.quantity * cash
        for material, amount in self.materials(lot):
            self.supply[material, lot.start_week :] -= amount
        self.value[lot.site] += lot.quantity * problem.type_price[t]
        self.budget[problem.line_budget[lot.line]] -= lot.quantity * offer
        self.type_units[t] -= lot.quantity
        self.open[lot.line] -= lot.quantity
        self.lots[lot.site] -= 1

    def needs(self, lot: Lot) -> dict[tuple[int, int, int], int]:
        """(site, resource, week) -> hundredths of an hour."""
        first = int(self.problem.step_start[self.problem.line_type[lot.line]])
        hours: dict[tuple[int, int, int], int] = defaultdict(int)
        for load in lot.loads:
            hours[load.site, int(self.problem.step_resource[first + load.step]), load.week] += load.hours
        return hours

    def materials(self, lot: Lot) -> list[tuple[int, int]]:
        problem, t = self.problem, int(self.problem.line_type[lot.line])
        return [(int(problem.bom_material[row]), lot.quantity * int(problem.bom_quantity[row]))
                for row in range(int(problem.bom_start[t]), int(problem.bom_start[t + 1]))]

    def tied(self, lot: Lot) -> slice:
        return slice(lot.start_week, lot.inspect_week + self.problem.payment_lag + 1)

    def holds(self, lot: Lot) -> bool:
        """Whether the lot may stand as it is on top of what is booked."""
        problem, t = self.problem, int(self.problem.line_type[lot.line])
        row = self.row_of.get((lot.line, lot.site))
        if row is None or (lot.line, lot.site) in problem.forbidden:
            return False
        return self.counts_hold(lot, t, row) and self.weeks_hold(lot, t, row)

    def counts_hold(self, lot: Lot, t: int, row: int) -> bool:
        """Ordered units, smallest lot, pilot limit, budget, lots of the site, greatest shares."""
        problem, units = self.problem, lot.quantity
        value = units * int(problem.type_price[t])
        groups = np.flatnonzero(problem.group_member[:, lot.site])
        return bool(
            problem.line_min_lot[lot.line] <= units <= self.open[lot.line]
            and units <= self.type_units[t]
            and self.lots[lot.site] >= 1
            and units * problem.option_offer[row] <= self.budget[problem.line_budget[lot.line]]
            and self.value[lot.site] + value <= problem.site_value_max[lot.site]
            and all(self.value[problem.group_member[g]].sum() + value <= problem.group_max[g] for g in groups)
        )

    def weeks_hold(self, lot: Lot, t: int, row: int) -> bool:
        """Verification, hours, inspection, materials, cash."""
        problem = self.problem
        first = max(int(problem.first_week[lot.site]), problem.first_free_week)
        cash = lot.quantity * int(problem.option_cash[row])
        return bool(
            first <= lot.start_week and lot.finish_week <= problem.last_week[lot.site]
            and lot.quantity * problem.type_inspection[t] <= self.inspection[lot.inspect_week]
            and all(self.hours[key] >= hours for key, hours in self.needs(lot).items())
            and all((self.supply[m, lot.start_week :] >= amount).all() for m, amount in self.materials(lot))
            and (cash == 0 or (self.cash[problem.site_payer[lot.site], self.tied(lot)] >= cash).all())
        )
