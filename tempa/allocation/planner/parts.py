"""Divides a search over threads: each works on its own sites for a round, shared limits are divided as quotas, then merged.

Sites that share hours or cash (a lead and those it covers) stay together; a facility serves one part per round. What is
left of each material, inspection week, budget line and pilot limit goes to one part, drawn anew each round, and room in
group shares is divided, so that whatever the parts do, the merged plan is valid.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tempa.allocation.planner import anneal
from tempa.allocation.planner.layout import HELD, LOT_LOADS, LOT_OPTION, OPTION_SITE, Whole
from tempa.allocation.planner.problem import NO_LIMIT, Flags, Problem
from tempa.allocation.planner.searcher import Searcher


@dataclass(frozen=True)
class Part:
    """`sites`: (S,) 1 where the part may change lots; `index` of `count` parts; the draw says who gets what is left."""

    sites: Whole
    index: int
    count: int
    draw: Draw | None = None

    def mine(self, owner: Whole) -> Flags:
        return np.asarray(owner == self.index, dtype=np.bool_)


@dataclass(frozen=True)
class Draw:
    """The part that may use what is left: per material, week, budget line, type, job."""

    material: Whole
    week: Whole
    budget: Whole
    type: Whole
    job: Whole


@dataclass(frozen=True)
class Held:
    """What was taken out of a state for the round, to be given back."""

    facilities: Whole
    free: Whole
    inspection: Whole
    slack: Whole
    budget: Whole
    type_units: Whole
    open: Whole


LARGE = 1000
"""Order lines from which dividing the sites pays; below, the better of two whole searches goes on (measured)."""


def may_divide(searcher: Searcher) -> bool:
    """Large orders only. A least share that is met thanks to unplanned units then counts as missed, so that no part
    relies on units that another part places."""
    return len(searcher.problem.lines) >= LARGE


def parts_of(searcher: Searcher, count: int, random: np.random.Generator) -> list[Part]:
    """A random division of the sites into `count` parts of about equal hours, families kept together.

    While units are unplanned, every other round gives all that is left to one part, together with those units.
    """
    problem, state = searcher.problem, searcher.state
    sites = len(problem.sites)
    if count == 1:
        return [Part(np.ones(sites, dtype=np.int64), 0, 1)]
    family = families(problem)
    hours = np.bincount(family, weights=problem.capacity.sum(axis=(1, 2)), minlength=sites)
    load = np.zeros(count)
    chosen = np.zeros(sites, dtype=np.int64)
    for f in random.permutation(np.unique(family)):
        part = int(np.argmin(load + random.random(count) * 0.02 * hours.sum()))
        chosen[family == f] = part
        load[part] += hours[f]
    whole = bool((state.open > 0).any()) and random.random() < 0.5
    winner = int(random.integers(count))
    draw = Draw(*(np.full(n, winner) if whole else random.integers(count, size=n)
                  for n in (len(state.slack), problem.weeks, len(state.budget), len(state.type_units), len(state.open))))
    return [Part((chosen == i).astype(np.int64), i, count, draw) for i in range(count)]


def families(problem: Problem) -> Whole:
    """(S,) the lead of a covered site, else the site itself."""
    own = np.arange(len(problem.sites), dtype=np.int64)
    return np.where(problem.site_lead >= 0, problem.site_lead, own)


def confine(searcher: Searcher, part: Part) -> Held:
    """Restrict a state to its part and to its share of what is left for all."""
    state, problem = searcher.state, searcher.problem
    state.allowed[:] = part.sites
    if part.draw is None:
        none = np.zeros(0, dtype=np.int64)
        return Held(none, none, none, none, none, none, none)
    others = problem.facilities[part.sites[problem.facilities] == 0]
    draw = part.draw
    held = Held(others, state.free[others].astype(np.int64),
                np.where(part.mine(draw.week), 0, np.maximum(0, state.inspection)),
                np.where(part.mine(draw.material)[:, None], 0, np.maximum(0, state.slack)),
                np.where(part.mine(draw.budget), 0, np.maximum(0, state.budget)),
                np.where(part.mine(draw.type), 0, np.maximum(0, state.type_units)),
                np.where(part.mine(draw.job), 0, state.open))
    apply(searcher, held, -1)
    divide_groups(searcher, part)
    state.count[HELD] = NO_LIMIT  # no relief: what one part leaves unplanned, another may place
    return held


def divide_groups(searcher: Searcher, part: Part) -> None:
    """Room up to the greatest and down to the least share, divided; a group that is short stays so for all."""
    limit, value = searcher.fixed.group_limit, searcher.state.group_value
    low, high = searcher.group_limit[:, 0], searcher.group_limit[:, 1]
    limit[:, 0] = np.where(value >= low, value - (value - low) // part.count, low)
    limit[:, 1] = np.where((high < NO_LIMIT) & (high > value), value + (high - value) // part.count, high)


def apply(searcher: Searcher, held: Held, sign: int) -> None:
    """Take out (-1) or give back (1)."""
    state = searcher.state
    state.free[held.facilities] += (sign * held.free).astype(np.int32)
    free = state.free[held.facilities].astype(np.int64)
    state.ahead[held.facilities, :, :-1] = np.cumsum(free[:, :, ::-1], axis=2)[:, :, ::-1]
    state.inspection[:] += sign * held.inspection
    state.slack[:] += sign * held.slack
    if state.slack.size:
        state.slack_ahead[:] = np.minimum.accumulate(state.slack[:, ::-1], axis=1)[:, ::-1]
    state.budget[:] += sign * held.budget
    state.type_units[:] += sign * held.type_units
    state.open[:] += sign * held.open


def release(searcher: Searcher, held: Held) -> None:
    """Undo `confine`; the state then knows only what its own part did."""
    searcher.state.allowed[:] = 1
    searcher.state.count[HELD] = 0
    searcher.fixed.group_limit[:] = searcher.group_limit
    if len(held.inspection):
        apply(searcher, held, 1)


def merge(searchers: list[Searcher], parts: list[Part]) -> None:
    """Put what each part did together; afterwards all states hold the same lots."""
    if len(searchers) == 1:
        return
    plan = searchers[0].spare_plan
    size = 0
    for searcher, part in zip(searchers, parts, strict=True):
        state = searcher.state
        rows = state.active[:state.count[0]]
        rows = rows[part.sites[searcher.fixed.option[state.lot[rows, LOT_OPTION], OPTION_SITE]] == 1]
        end = size + len(rows)
        widest = int(state.lot[rows, LOT_LOADS].max(initial=0))
        plan.lot[size:end] = state.lot[rows]
        plan.load_key[size:end, :widest] = state.load_key[rows, :widest]
        plan.load_hours[size:end, :widest] = state.load_hours[rows, :widest]
        size = end
    plan.size[0] = size
    for searcher in searchers:
        anneal.restore(searcher.fixed, searcher.state, plan)
