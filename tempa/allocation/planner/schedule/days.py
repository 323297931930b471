"""One week on its six days: the work of all sites, what its steps allow, and whole hundredths of an hour for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

DAYS = 6
Days = dict["Operation", list[int]]


@dataclass(frozen=True)
class Operation:
    """The hundredths of an hour that one lot's step takes at one site in one week; `rank` puts lots in order."""

    lot: str
    step: int
    site: str
    resource: str
    hundredths: int
    rank: tuple[int, int, str]


@dataclass(frozen=True)
class Week:
    """`operations` in the order of work; `before`: (lot, step) -> hundredths done in earlier weeks, `needs`: all it takes;

    `capacity`: hundredths a day of all machines of a (site, resource), `available`: hundredths of its whole week.
    """

    number: int
    operations: list[Operation]
    before: dict[tuple[str, int], int]
    needs: dict[tuple[str, int], int]
    capacity: dict[tuple[str, str], int]
    available: dict[tuple[str, str], int]

    @cached_property
    def this_week(self) -> dict[tuple[str, int], int]:
        """(lot, step) -> hundredths of this week."""
        now: dict[tuple[str, int], int] = defaultdict(int)
        for operation in self.operations:
            now[operation.lot, operation.step] += operation.hundredths
        return now

    def may_reach(self, lot: str, step: int, done_before: int) -> int:
        """Hundredths a step may have done when the step before has `done_before`; one hundredth of each is forgiven."""
        need, need_before = self.needs[lot, step], self.needs[lot, step - 1]
        return min(need, ((done_before + 1) * need) // need_before + 1)

    def ready(self, operation: Operation, done: dict[tuple[str, int], int]) -> int:
        """Hundredths of an operation that the step before allows, `done` of every (lot, step) being done."""
        last = operation.lot, operation.step - 1
        if last not in self.needs:
            return operation.hundredths
        return self.may_reach(operation.lot, operation.step, done.get(last, 0)) - done.get((operation.lot, operation.step), 0)

    def runs_ahead(self, operation: Operation) -> bool:
        """Whether the weekly plan itself breaks the flow at this operation."""
        here, last = (operation.lot, operation.step), (operation.lot, operation.step - 1)
        if last not in self.needs:
            return False
        done, done_before = (self.before.get(key, 0) + self.this_week.get(key, 0) for key in (here, last))
        return done > self.may_reach(operation.lot, operation.step, done_before)


def spread_evenly(operations: Iterable[Operation]) -> Days:
    """A sixth of every operation each day: between two week ends that keep flow and capacity, the straight line keeps them."""
    return {operation: [operation.hundredths * (day + 1) // DAYS - operation.hundredths * day // DAYS for day in range(DAYS)]
            for operation in operations}


def whole_days(week: Week, amounts: npt.NDArray[np.float64]) -> Days:
    """Whole hundredths from fractional ones, (operations, days), that keep capacity and flow where the fractional ones do.

    At every resource the work done by the end of a day is rounded down in sum, and each operation down or up. A step that
    would so be too far ahead of the one before it waits with a hundredth until the next day.
    """
    of: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, operation in enumerate(week.operations):
        of[operation.site, operation.resource].append(number)
    until = np.zeros(amounts.shape, dtype=int)
    for operations in of.values():
        until[operations] = _rounded(amounts[operations])
    until[:, -1] = [operation.hundredths for operation in week.operations]
    order = sorted(range(len(week.operations)), key=lambda number: week.operations[number].step)
    days: Days = {operation: [] for operation in week.operations}
    done = dict(week.before)
    for day in range(DAYS):
        for number in order:
            operation = week.operations[number]
            work = max(0, min(int(until[number, day]) - sum(days[operation]), week.ready(operation, done)))
            days[operation].append(work)
            done[operation.lot, operation.step] = done.get((operation.lot, operation.step), 0) + work
    return days


def _rounded(amounts: npt.NDArray[np.float64]) -> npt.NDArray[np.int_]:
    """Whole hundredths done by the end of each day, (operations, days), by the operations of one resource.

    Who is rounded up is who works again soonest: its next work takes the hundredth back before others need it.
    """
    exact = np.cumsum(amounts, axis=1) + 1e-4  # so that a whole number stays one
    until = np.floor(exact).astype(int)
    for day in range(DAYS):
        if day:
            until[:, day] = np.maximum(until[:, day], until[:, day - 1])
        spare = int(np.floor(amounts[:, : day + 1].sum() + 1e-4)) - int(until[:, day].sum())
        soonest = np.argmax(np.hstack([amounts[:, day + 1 :] > 0, np.ones((len(amounts), 1), dtype=bool)]), axis=1)
        may = (exact[:, day] % 1 > 2e-4) & (until[:, day] < exact[:, day]) & (amounts[:, day] > 0)
        for number in sorted(np.flatnonzero(may), key=lambda n: (soonest[n], -(exact[n, day] % 1)))[: max(0, spare)]:
            until[number, day] += 1
    return until
