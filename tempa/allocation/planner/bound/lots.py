"""Weak duality over whole lots, compiled: what every line costs at least at given prices, and what its lots then use.

At prices of the shared limits the lines fall apart. For every offer, lot size and inspection week the cheapest start is
found by enumeration: cash is charged from start to inspection and lag, hours are filled into the cheapest providers and
weeks between start and finish, never more than there are. A line is then split into lots exactly. `soft` replaces each
minimum over offers, sizes and weeks by a smooth one at a temperature (rupiah), whose slope is what the lots use: that is
what an ascent needs; the exact minimum comes along.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tempa.allocation.planner.bound.ground import Ground
from tempa.allocation.planner.bound.kernel import cell_costs, line_costs, lot_use
from tempa.allocation.planner.bound.prices import Prices, limits, unit_costs, unplanned_costs
from tempa.allocation.planner.problem.model import Integers, Reals


@dataclass(frozen=True, eq=False)
class Outcome:
    """`bound`: the exact weak-duality value, rupiah. `soft` and `slope`: value and gradient of the smooth one."""

    bound: float
    soft: float
    slope: Prices
    units: Reals
    """(O,) units per option in the smooth minimum."""


class Lots:
    """Evaluates prices for one problem; keeps what does not depend on them."""

    def __init__(self, g: Ground) -> None:
        problem = g.problem
        self.g, self.limits = g, limits(g)
        sites, resources, weeks = g.capacity.shape
        widest = max((len(providers) for providers in g.providers), default=1) * weeks
        shape = (sites, resources, widest)
        self.provider, self.week = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        self.hours, self.there = np.zeros(shape), np.zeros(shape, dtype=bool)
        self.count = np.zeros((sites, resources), dtype=np.int64)
        for site, providers in enumerate(g.providers):
            for resource in range(resources):
                at, week = np.nonzero(g.capacity[list(providers), resource, :max(0, weeks - 1)])
                where, n = np.array(providers, dtype=np.int64)[at], len(at)
                self.provider[site, resource, :n], self.week[site, resource, :n] = where, week
                self.hours[site, resource, :n] = g.capacity[where, resource, week]
                self.there[site, resource, :n], self.count[site, resource] = True, n
        self.last = np.minimum(problem.last_week, weeks - 1)

    def outcome(self, prices: Prices, temperature: float, slack: float = 0.0) -> Outcome:
        """Value and slope. `slack`: rupiah by which a lot may be dearer than its cheapest start; quicker, fine for an
        ascent, but only 0 makes the value a bound."""
        g, problem = self.g, self.g.problem
        price = np.where(self.there, prices.hours[self.provider, np.arange(g.capacity.shape[1])[None, :, None], self.week],
                         np.inf)
        order = np.argsort(price, axis=2, kind="stable")
        provider, week, hours, price = (np.take_along_axis(a, order, 2) for a in (self.provider, self.week, self.hours, price))
        tied = np.zeros((len(problem.sites), problem.weeks + problem.payment_lag + 1))
        tied[:, 1:] = np.cumsum(prices.cash, axis=1)
        used_from = np.ascontiguousarray(np.cumsum(prices.supply[:, ::-1], axis=1)[:, ::-1])
        cost = np.full((g.cells, problem.weeks), np.inf)
        start = np.zeros((g.cells, problem.weeks), dtype=np.int64)
        cell_costs(problem.weeks, problem.payment_lag, g.offer_site, g.offer_type, g.offer_most, g.offer_least,
                   g.offer_cash, problem.site_payer, problem.first_week, self.last, g.setup, g.hours, g.inspection,
                   problem.type_first_start, g.parts, g.supply, tied, prices.inspection, used_from,
                   problem.lot_cost + prices.lots, g.cell_start, self.count, week, price, hours, slack, cost, start)
        weight = np.zeros((g.cells, problem.weeks))
        units, unplanned = np.zeros(len(g.line_of)), np.zeros(len(problem.lines))
        soft, exact = line_costs(problem.weeks, problem.line_quantity, problem.option_start, g.offer_of,
                                 problem.line_min_lot, unit_costs(g, prices), cost, g.cell_start, g.offer_most,
                                 g.late_cost, unplanned_costs(g, prices), temperature, weight, units, unplanned)
        given = float(sum((getattr(prices, n) * getattr(self.limits, n)).sum() for n in prices.__dataclass_fields__))
        used = self._used(weight, start, (provider, week, hours), units, unplanned)
        slope = used.from_vector(used.vector() - self.limits.vector())
        return Outcome(bound=exact - given, soft=soft - given, slope=slope, units=units)

    def _used(self, weight: Reals, start: Integers, fill: tuple[Any, Any, Any], units: Reals,
              unplanned: Reals) -> Prices:
        g, problem = self.g, self.g.problem
        provider, week, hours = fill
        work, tied = np.zeros(g.capacity.shape), np.zeros(self.limits.cash.shape)
        inspected, parts = np.zeros(problem.weeks), np.zeros(g.supply.shape)
        lot_use(weight, start, g.cell_start, g.offer_most, g.offer_site, g.offer_type, g.offer_cash,
                problem.site_payer, self.last, g.setup, g.hours, g.inspection, g.parts, problem.payment_lag,
                self.count, provider, week, hours, work, tied, inspected, parts)
        kind = problem.line_type[g.line_of]
        value = totals(problem.option_site, units * g.price[kind], len(problem.sites))
        open_value = float(unplanned @ g.price[problem.line_type])
        spent = totals(problem.line_budget[g.line_of], units * problem.option_offer, len(problem.budget))
        made = totals(kind, units, len(problem.types))
        group: Reals = problem.group_member @ value
        lots = totals(g.offer_site, np.add.reduceat(weight.sum(axis=1), g.cell_start) if g.cells else np.zeros(0), len(problem.sites))
        return Prices(hours=work, cash=tied, inspection=inspected, supply=np.cumsum(parts, axis=1), group_max=group,
                      group_min=-(group + open_value), site_max=value, budget=spent, pilot=made, balance=value,
                      lots=lots)


def totals(where: Integers, amounts: Reals, size: int) -> Reals:
    """Sums of `amounts` per index."""
    total = np.zeros(size)
    np.add.at(total, where, amounts)
    return total
