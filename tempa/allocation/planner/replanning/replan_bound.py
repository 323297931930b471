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
from tempa.allocation.planner.problem.model import NO_LIMIT, Integers, Problem, Reals, RetainedLot
from tempa.allocation.planner.problem.remaining_capacity import RemainingCapacity
from tempa.allocation.planner.side_constraints.apply import without_forbidden

SHORT = 5.0
"""Seconds of search below which the bound makes do with one deadline."""


def replan_bound(problem: Problem, missed: Sequence[int] = (), seconds: float | None = None) -> Bound:
    """The best bound found, 0 rupiah or more. `missed`: groups whose least share the plan gives up, so that the bound may
    not ask for it; `seconds` of search beside which it may be worked out (None: as long as it takes)."""
    started_at = time.monotonic()
    reduction = Reduction(problem)
    lots = reduction.lots(missed)
    valued = []
    for prices in tried(lots, seconds):
        value = reduction.constant + lots.outcome(prices, WARM).bound
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


class Reduction:
    """A problem without its retained lots: what they leave of it, and what they cost."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.at = problem, problem.first_free_week
        self.left = RemainingCapacity(problem)
        self.constant = 0.0
        """Rupiah of the retained lots."""
        for retained in problem.retained:
            self.take(retained)
        self.left.hours[:, :, : self.at] = 0

    def take(self, retained: RetainedLot) -> None:
        """Book one retained lot and add what it costs."""
        problem, lot, units = self.problem, retained.lot, retained.lot.quantity
        price = int(problem.type_price[problem.line_type[lot.line]])
        late = int(problem.weeks_late[lot.line, lot.inspect_week])
        self.constant += units * (retained.offer + retained.freight + price * problem.lateness_rate * late) + problem.lot_cost
        self.left.book(lot, units * retained.offer, units * max(0, retained.cash - 1))  # `cash` is rounded up

    def lots(self, missed: Sequence[int]) -> Lots:
        """The dual of the reduced problem; cash and inspection differ from week to week, which a problem cannot say."""
        reduced = without_forbidden(self.reduced(missed))
        g = ground(reduced)
        inspection = np.maximum(0.0, self.left.inspection / 100.0)
        cash = np.where(g.cash_limited[:, None], np.maximum(0.0, self.left.cash[:, :-1] + 1.0), 0.0)
        g = replace(g, problem=self.averaged(reduced, inspection, cash))
        lots = Lots(g)
        lots.limits = replace(lots.limits, inspection=inspection, cash=cash)
        return lots

    def reduced(self, missed: Sequence[int]) -> Problem:
        """The problem of the units that are not retained."""
        problem, left = self.problem, self.left
        given = left.group_value()
        least = np.maximum(0, problem.group_min - given)
        least[list(missed)] = 0
        return replace(
            problem, retained=(), stability_windows={}, line_quantity=np.maximum(0, left.open), capacity=np.maximum(0, left.hours),
            first_week=np.maximum(problem.first_week, self.at), supply=never_below(problem.supply, left.supply),
            fair_value=problem.fair_value - left.value,
            site_value_max=never_below(problem.site_value_max, problem.site_value_max - left.value),
            group_max=never_below(problem.group_max, problem.group_max - given), group_min=least,
            budget=never_below(problem.budget, left.budget),
            type_units_max=never_below(problem.type_units_max, left.type_units),
            site_lots_max=None if problem.site_lots_max is None else never_below(problem.site_lots_max, left.lots),
        )  # fmt: skip

    def averaged(self, reduced: Problem, inspection: Reals, cash: Reals) -> Problem:
        """What the linear programme reads as the same in every week: the mean of what is left. It only proposes prices."""
        weekly = round(100 * inspection[max(1, self.at) :].sum() / max(1, reduced.weeks - 1))  # nothing is inspected in week 0
        left = np.maximum(0.0, cash[:, self.at :] - 1.0)  # a problem's limit is stated without the rupiah that is allowed
        mean = (left.sum(axis=1) / (reduced.weeks + reduced.payment_lag)).astype(np.int64)
        limits = np.where(reduced.cash_limit < NO_LIMIT, mean, reduced.cash_limit)
        return replace(reduced, inspection_hours=weekly, cash_limit=limits)


def never_below(limit: Integers, left: Integers) -> Integers:
    """What is left of a limit, 0 where it is overdrawn; no limit stays none."""
    found: Integers = np.where(limit < NO_LIMIT, np.maximum(0, left), limit)
    return found
