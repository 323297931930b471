"""What lots leave of every limit that they share: the one place where a lot is booked outside compiled code.

The judge and the verifier book with code of their own; the search keeps what is left in the arrays of its state, which
begin with what is here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from copy import copy

import numpy as np

from tempa.allocation.planner.problem.model import NO_LIMIT, Integers, Load, Lot, Problem

ARRAYS = ("hours", "inspection", "cash", "supply", "value", "budget", "type_units", "open", "lots")


class RemainingCapacity:
    """What is left of a problem once lots are booked; shapes and units as in `Problem`.

    A lot is booked whether it fits or not, so what is left may fall below 0; where there is no limit, about `NO_LIMIT` is
    left. `value` is what sites have been given, not what is left of their shares.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.hours: Integers = problem.capacity.copy()
        self.inspection: Integers = np.full(problem.weeks, problem.inspection_hours, dtype=np.int64)
        self.cash: Integers = np.repeat(problem.cash_limit[:, None], problem.weeks + problem.payment_lag + 1, axis=1)
        self.supply: Integers = problem.supply.copy()
        self.value: Integers = np.zeros(len(problem.sites), dtype=np.int64)
        self.budget: Integers = problem.budget.copy()
        self.type_units: Integers = problem.type_units_max.copy()
        self.open: Integers = problem.line_quantity.copy()
        most = np.full(len(problem.sites), NO_LIMIT, dtype=np.int64)
        self.lots: Integers = most if problem.site_lots_max is None else problem.site_lots_max.copy()

    @classmethod
    def beside_retained(cls, problem: Problem) -> RemainingCapacity:
        """What the retained lots of a problem leave."""
        left = cls(problem)
        for retained in problem.retained:
            lot = retained.lot
            left.book(lot, lot.quantity * retained.offer, lot.quantity * retained.cash)
        return left

    @classmethod
    def after(cls, problem: Problem, lots: Iterable[Lot]) -> RemainingCapacity:
        """What the lots of a plan leave; one without an option here uses no budget and no cash."""
        left, rows = cls(problem), problem.option_of
        for lot in lots:
            row = rows.get((lot.line, lot.site))
            offer, cash = (0, 0) if row is None else (int(problem.option_offer[row]), int(problem.option_cash[row]))
            left.book(lot, lot.quantity * offer, lot.quantity * cash)
        return left

    def copy(self) -> RemainingCapacity:
        other = copy(self)
        for name in ARRAYS:
            setattr(other, name, getattr(self, name).copy())
        return other

    def book(self, lot: Lot, spent: int, tied: int) -> None:
        """Everything that the lot uses. `spent` of its budget line and `tied` up in cash: rupiah, the whole lot."""
        problem, t, units = self.problem, int(self.problem.line_type[lot.line]), lot.quantity
        self.book_hours(lot, lot.loads)
        self.book_inspection(lot)
        self.cash[problem.site_payer[lot.site], self.weeks_tied(lot)] -= tied
        for material, amount in self.materials_needed(lot):
            self.supply[material, lot.start_week :] -= amount
        self.value[lot.site] += units * problem.type_price[t]
        self.budget[problem.line_budget[lot.line]] -= spent
        self.type_units[t] -= units
        self.open[lot.line] -= units
        self.lots[lot.site] -= 1

    def book_hours(self, lot: Lot, loads: Iterable[Load]) -> None:
        """Hours alone, of these loads of the lot."""
        for key, hours in self.hours_needed(lot, loads).items():
            self.hours[key] -= hours

    def book_inspection(self, lot: Lot) -> None:
        """Inspection alone."""
        self.inspection[lot.inspect_week] -= self.inspection_needed(lot)

    def has_hours(self, lot: Lot, loads: Iterable[Load]) -> bool:
        """Whether the hours of these loads of the lot are left."""
        return all(self.hours[key] >= hours for key, hours in self.hours_needed(lot, loads).items())

    def hours_needed(self, lot: Lot, loads: Iterable[Load]) -> dict[tuple[int, int, int], int]:
        """(site, resource, week) -> hundredths of an hour."""
        first = int(self.problem.step_start[self.problem.line_type[lot.line]])
        needed: dict[tuple[int, int, int], int] = defaultdict(int)
        for load in loads:
            needed[load.site, int(self.problem.step_resource[first + load.step]), load.week] += load.hours
        return needed

    def inspection_needed(self, lot: Lot) -> int:
        return lot.quantity * int(self.problem.type_inspection[self.problem.line_type[lot.line]])

    def materials_needed(self, lot: Lot) -> list[tuple[int, int]]:
        """(material, ten-thousandths of its unit), at the start of the lot."""
        problem, t = self.problem, int(self.problem.line_type[lot.line])
        return [(int(problem.bom_material[row]), lot.quantity * int(problem.bom_quantity[row]))
                for row in range(int(problem.bom_start[t]), int(problem.bom_start[t + 1]))]

    def weeks_tied(self, lot: Lot) -> slice:
        """Weeks in which the cash of the lot is tied up."""
        return slice(lot.start_week, lot.inspect_week + self.problem.payment_lag + 1)

    def group_value(self) -> Integers:
        """(G,) rupiah of value given to the sites of each group."""
        given: Integers = self.problem.group_member.astype(np.int64) @ self.value
        return given
