"""A lower bound for a plan made again: what is begun or decided stays as it is, the rest is relaxed.

    bound = replan_bound(problem, missed=(), seconds=10)
    bound.value, bound.rows                            # rupiah, and what a certificate states

It speaks of all plans in which the retained lots of `problem` stand as they do here, new lots start in `first_free_week` or
later, use only what the retained ones leave (a limit that they overdraw counts as used up) and keep the added rules. Those
are the plans among which planning again chooses. What the retained lots cost is a constant; the rest is the weak-duality
value of `bound.lots` on a problem reduced by what they use. The argument stands in `docs/planner-bound.md`; `replan_certificate`
makes the certificate of it, which `verify` checks against the tables of the programme and of the plan.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from math import floor

import numpy as np

from tempa.allocation.planner.bound.ground import ground
from tempa.allocation.planner.bound.lots import Lots
from tempa.allocation.planner.bound.lower_bound import LARGE, WARM, Bound, margin, quick_prices
from tempa.allocation.planner.bound.prices import Prices, allowed, no_prices
from tempa.allocation.planner.bound.relaxation import deadlines_of, rough_prices
from tempa.allocation.planner.bound.under_side_constraints import ruled_rows
from tempa.allocation.planner.problem.model import NO_LIMIT, Integers, Lot, Problem, Reals
from tempa.allocation.planner.side_constraints.apply import without_forbidden

SHORT = 5.0
"""Seconds of search below which the bound makes do with one deadline."""


def replan_bound(problem: Problem, missed: Sequence[int] = (), seconds: float | None = None) -> Bound:
    """The best bound found, 0 rupiah or more. `missed`: groups whose least share the plan gives up, so that the bound may
    not ask for it; `seconds` of search beside which it may be worked out (None: as long as it takes)."""
    started_at = time.monotonic()
    left = Remaining(problem)
    lots = left.lots(missed)
    valued = []
    for prices in tried(lots, seconds):
        value = left.constant + lots.outcome(prices, WARM).bound
        valued.append((floor(value - margin(lots, prices, value)), prices))
    best, prices = max(valued, key=lambda one: one[0])
    return Bound(max(0, best), prices, ruled_rows(lots.g, prices), problem.sha256, time.monotonic() - started_at)


def tried(lots: Lots, seconds: float | None) -> list[Prices]:
    """Prices worth valuing: any give a bound, better ones a higher one. None at all is the least that can be said."""
    g = lots.g
    found = [no_prices(g)]
    if seconds == 0 or not deadlines_of(g, most=0) or (len(g.line_of) > LARGE and seconds is not None and seconds < 10 * SHORT):
        return found
    if (seconds is None or seconds >= SHORT) and len(g.line_of) <= LARGE:
        quick, _ = quick_prices(lots, lambda value, rough: found.append(rough), small=LARGE)
        return [*found, quick]
    return [*found, allowed(g, rough_prices(g)).rounded()]


class Remaining:
    """What the retained lots of a problem leave: shapes and units as in `Problem`."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.at = problem, problem.first_free_week
        self.open: Integers = problem.line_quantity.copy()
        self.hours: Integers = problem.capacity.copy()
        self.hours[:, :, : self.at] = 0
        self.inspected = np.zeros(problem.weeks, dtype=np.int64)
        self.tied = np.zeros((len(problem.sites), problem.weeks + problem.payment_lag), dtype=np.int64)
        self.parts = np.zeros(problem.supply.shape, dtype=np.int64)
        self.value = np.zeros(len(problem.sites), dtype=np.int64)
        self.spent = np.zeros(len(problem.budget), dtype=np.int64)
        self.made = np.zeros(len(problem.types), dtype=np.int64)
        self.count = np.zeros(len(problem.sites), dtype=np.int64)
        self.constant = 0.0
        for retained in problem.retained:
            self.take(retained.lot, retained.offer, retained.freight, retained.cash)

    def take(self, lot: Lot, offer: int, freight: float, cash: int) -> None:
        """Book one retained lot and add what it costs."""
        problem, units = self.problem, lot.quantity
        t = int(problem.line_type[lot.line])
        price = int(problem.type_price[t])
        late = int(problem.weeks_late[lot.line, lot.inspect_week])
        self.constant += units * (offer + freight + price * problem.lateness_rate * late) + problem.lot_cost
        for load in lot.loads:
            self.hours[load.site, problem.step_resource[problem.step_start[t] + load.step], load.week] -= load.hours
        self.open[lot.line] -= units
        self.inspected[lot.inspect_week] += units * int(problem.type_inspection[t])
        last = lot.inspect_week + problem.payment_lag + 1
        self.tied[problem.site_payer[lot.site], lot.start_week : last] += units * max(0, cash - 1)  # `cash` is rounded up
        for row in range(int(problem.bom_start[t]), int(problem.bom_start[t + 1])):
            self.parts[problem.bom_material[row], lot.start_week :] += units * int(problem.bom_quantity[row])
        self.value[lot.site] += units * price
        self.spent[problem.line_budget[lot.line]] += units * offer
        self.made[t] += units
        self.count[lot.site] += 1

    def lots(self, missed: Sequence[int]) -> Lots:
        """The dual of the reduced problem; cash and inspection differ from week to week, which a problem cannot say."""
        reduced = without_forbidden(self.reduced(missed))
        g = ground(reduced)
        inspection = np.maximum(0.0, (reduced.inspection_hours - self.inspected) / 100.0)
        cash = np.where(g.cash_limited[:, None], np.maximum(0.0, reduced.cash_limit[:, None] + 1.0 - self.tied), 0.0)
        g = replace(g, problem=self.averaged(reduced, inspection, cash))
        lots = Lots(g)
        lots.limits = replace(lots.limits, inspection=inspection, cash=cash)
        return lots

    def reduced(self, missed: Sequence[int]) -> Problem:
        """The problem of the units that are not retained."""
        problem = self.problem
        given = problem.group_member.astype(np.int64) @ self.value
        least = np.maximum(0, problem.group_min - given)
        least[list(missed)] = 0
        return replace(
            problem, retained=(), stability_windows={}, line_quantity=np.maximum(0, self.open), capacity=np.maximum(0, self.hours),
            first_week=np.maximum(problem.first_week, self.at), supply=less(problem.supply, self.parts),
            fair_value=problem.fair_value - self.value, site_value_max=less(problem.site_value_max, self.value),
            group_max=less(problem.group_max, given), group_min=least, budget=less(problem.budget, self.spent),
            type_units_max=less(problem.type_units_max, self.made),
            site_lots_max=None if problem.site_lots_max is None else less(problem.site_lots_max, self.count),
        )  # fmt: skip

    def averaged(self, reduced: Problem, inspection: Reals, cash: Reals) -> Problem:
        """What the linear programme reads as the same in every week: the mean of what is left. It only proposes prices."""
        weekly = round(100 * inspection[max(1, self.at) :].sum() / max(1, reduced.weeks - 1))  # nothing is inspected in week 0
        left = np.maximum(0.0, cash[:, self.at :] - 1.0)  # a problem's limit is stated without the rupiah that is allowed
        mean = (left.sum(axis=1) / (reduced.weeks + reduced.payment_lag)).astype(np.int64)
        limits = np.where(reduced.cash_limit < NO_LIMIT, mean, reduced.cash_limit)
        return replace(reduced, inspection_hours=weekly, cash_limit=limits)


def less(limit: Integers, used: Integers) -> Integers:
    """What is left of a limit, never below 0; no limit stays none."""
    left: Integers = np.where(limit < NO_LIMIT, np.maximum(0, limit - used), limit)
    return left
