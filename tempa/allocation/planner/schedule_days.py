"""One week on its six days, all sites together: a first schedule that keeps capacity and flow every day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import cached_property

DAYS = 6
ROUNDS = 12
Days = dict["Task", list[int]]


@dataclass(frozen=True)
class Task:
    """The hundredths of an hour that one lot's step takes at one site in one week; `rank` puts lots in order."""

    lot: str
    step: int
    site: str
    resource: str
    hundredths: int
    rank: tuple[int, int, str]


@dataclass(frozen=True)
class Week:
    """`tasks` in the order of work; `before`: (lot, step) -> hundredths done in earlier weeks, `needs`: all it takes;

    `capacity`: hundredths a day of all machines of a (site, resource), `available`: hundredths of its whole week.
    """

    number: int
    tasks: list[Task]
    before: dict[tuple[str, int], int]
    needs: dict[tuple[str, int], int]
    capacity: dict[tuple[str, str], int]
    available: dict[tuple[str, str], int]

    @cached_property
    def this_week(self) -> dict[tuple[str, int], int]:
        """(lot, step) -> hundredths of this week."""
        now: dict[tuple[str, int], int] = defaultdict(int)
        for task in self.tasks:
            now[task.lot, task.step] += task.hundredths
        return now

    def may_reach(self, lot: str, step: int, done_before: int) -> int:
        """Hundredths a step may have done when the step before has `done_before`; one hundredth of each is forgiven."""
        need, need_before = self.needs[lot, step], self.needs[lot, step - 1]
        return min(need, ((done_before + 1) * need) // need_before + 1)

    def runs_ahead(self, task: Task) -> bool:
        """Whether the weekly plan itself breaks the flow at this task."""
        here, last = (task.lot, task.step), (task.lot, task.step - 1)
        if last not in self.needs:
            return False
        done, done_before = (self.before.get(key, 0) + self.this_week.get(key, 0) for key in (here, last))
        return done > self.may_reach(task.lot, task.step, done_before)


def fill_week(week: Week) -> Days:
    """Task -> hundredths on each day: lot by lot as early as possible, lots that were left unfinished going first next.

    What is still late after some rounds is spread evenly, a sixth a day, and the others are filled in round it. Spreading
    all lots evenly always works: between two week ends that keep flow and capacity, the straight line keeps them.
    """
    spread: set[str] = set()
    urgency: dict[str, int] = defaultdict(int)
    while True:
        for _ in range(ROUNDS):
            days = _as_early_as_possible(week, spread, urgency)
            late = {task.lot for task in week.tasks if sum(days[task]) < task.hundredths}
            if not late:
                return days
            for lot in late:
                urgency[lot] += 1
        spread |= late


def _as_early_as_possible(week: Week, spread: Set[str], urgency: dict[str, int]) -> Days:
    days = _evenly(task for task in week.tasks if task.lot in spread)
    free = [dict(week.capacity) for _ in range(DAYS)]
    for task, amounts in days.items():
        for day, hundredths in enumerate(amounts):
            free[day][task.site, task.resource] -= hundredths
    others = [task for task in week.tasks if task.lot not in spread]
    others.sort(key=lambda task: -urgency[task.lot])  # stable: lots equally urgent keep their order
    days |= {task: [0] * DAYS for task in others}
    left, done = {task: task.hundredths for task in others}, dict(week.before)
    for day in range(DAYS):
        for task in others:
            if left[task]:
                work = max(0, min(left[task], free[day][task.site, task.resource], _ready(week, task, done)))
                days[task][day] = work
                left[task] -= work
                done[task.lot, task.step] = done.get((task.lot, task.step), 0) + work
                free[day][task.site, task.resource] -= work
    return days


def _ready(week: Week, task: Task, done: dict[tuple[str, int], int]) -> int:
    """Hundredths of a task that the step before allows by now."""
    last = task.lot, task.step - 1
    if last not in week.needs:
        return task.hundredths
    return week.may_reach(task.lot, task.step, done.get(last, 0)) - done.get((task.lot, task.step), 0)


def _evenly(tasks: Iterable[Task]) -> Days:
    return {task: [task.hundredths * (day + 1) // DAYS - task.hundredths * day // DAYS for day in range(DAYS)]
            for task in tasks}
