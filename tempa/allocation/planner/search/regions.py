"""Plans a large order region by region: in each round the clusters are grouped anew, every group is searched as a task of
its own, and the plans are put together.

Sites that share hours or cash, and those of one cluster, stay together. A facility serves one region per round; what it
does for lots of other regions stays as it is. What is left of each week's inspection, material and budget line is
divided by what the regions use of it, units of a pilot limit and unplanned units of a line go to one region by lot, and
what is left of a share that several regions have part in is divided evenly: whatever the regions do, together they keep every
limit. A region is small, so a move costs what it costs in an order of that size.
"""

from __future__ import annotations

from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any

import numpy as np

from tempa.allocation.planner.problem.model import NO_LIMIT, Flags, Problem, Reals
from tempa.allocation.planner.search import snapshots
from tempa.allocation.planner.search.layout import (
    ACTIVE,
    JOB_BUDGET,
    JOB_FROM,
    JOB_KIND,
    JOB_MIN_LOT,
    JOB_PRICE,
    JOB_TO,
    JOB_TYPE,
    JOB_UNITS,
    LOT_COLUMNS,
    LOT_JOB,
    LOT_LOADS,
    LOT_OPTION,
    LOT_UNITS,
    OPEN,
    OPTION_OFFER,
    OPTION_SITE,
    SITE_OWN,
    SITE_PAYER,
    TYPE_INSPECTION,
    TYPE_MATERIAL_FROM,
    TYPE_MATERIAL_TO,
    Whole,
    load_key,
    load_parts,
)
from tempa.allocation.planner.search.region_task import Answer, RegionTask, plan_region
from tempa.allocation.planner.search.searcher import Searcher
from tempa.allocation.planner.search.team import FIRST_SPEED, SMOOTHING

LARGE = 1000
"""Order lines from which an order is planned by regions."""
SITES, WIDE = 80, 208
"""Sites that a region has, about; and while units are unplanned, which need a wider choice (measured)."""
THEME = 0.5
"""Share of a region's hours that a line with unplanned units may choose."""
PARTS = 2
"""Units of the longest inspection that a part of a week's inspection hours is enough for."""
EVENLY = 0.5
"""Part of what is left that is divided evenly, so that a region which uses none of it may begin to; the rest goes by use."""
SAFE, NEXT_TO_NOTHING = 1 - 1e-12, 1e-9
"""Just below 1, so that rounding never gives the regions more than there is; just above 0, so that nothing is divided by it."""
UNEVEN = 0.02
"""Of an even share of hours, by which regions may differ so that blocks are not grouped alike in every round."""
CHEAP_RANK = 10.0
"""Rank among a line's options, cheapest first, at which an option counts half: about as many as are looked at for a lot."""
UNLIMITED = NO_LIMIT // 2


@dataclass(frozen=True, eq=False)
class Region:
    """What the numbers of a task mean in the whole: its n-th site, job and option; `task` is what is sent."""

    sites: Whole
    jobs: Whole
    options: Whole
    task: RegionTask


@dataclass(frozen=True, eq=False)
class Shares:
    """Per region, what it may use of what is left; first axis: regions."""

    inspection: Whole
    slack: Whole
    budget: Whole
    type_units: Whole
    open: Whole


class Regions:
    """Rounds over the regions of one searcher's state, which holds the whole plan between the rounds."""

    def __init__(self, searcher: Searcher, threads: int, seed: int) -> None:
        self.searcher, self.problem, self.threads = searcher, searcher.problem, threads
        self.random = np.random.default_rng(seed)
        self.block = blocks(self.problem)
        self.count = 2
        job = searcher.fixed.job
        self.option_job = np.repeat(np.arange(len(job)), job[:, JOB_TO] - job[:, JOB_FROM])
        self.themes: list[int] = []
        self.speed = FIRST_SPEED * threads
        """Moves per second of all threads."""

    def round(self, pool: Executor, steps: int, hot: float, cold: float) -> int:
        """`steps` moves in all, between the two temperatures; returns how many were made."""
        self.themes = self.draw_themes()
        width = WIDE if len(self.themes) > 0 else SITES
        self.count = max(2, min(round(len(self.problem.sites) / width), len(np.unique(self.block))))
        region_of_site = self.divide()
        region_of_lot = self.region_of_lots(region_of_site)
        shares = self.shares(region_of_site, region_of_lot)
        weight = np.bincount(region_of_lot[region_of_lot >= 0], minlength=self.count) + 1.0
        sizes = np.maximum(1, (steps * weight / weight.sum()).astype(np.int64))
        regions = [self.region(i, region_of_site, region_of_lot == i, shares) for i in range(self.count)]
        for region, size in zip(regions, sizes.tolist(), strict=True):
            region.task.update(steps=size, hot=hot, cold=cold, seed=int(self.random.integers(2**31)))
        running: list[Future[Answer]] = [pool.submit(plan_region, region.task) for region in regions]
        answers = [future.result() for future in running]
        self.merge(regions, answers, region_of_lot < 0)
        spent = sum(answer["seconds"] for answer in answers)
        self.speed = (1 - SMOOTHING) * self.speed + SMOOTHING * self.threads * float(sizes.sum()) / max(1e-4, spent)
        return int(sizes.sum())

    def divide(self) -> Whole:
        """(S,) region of each site, drawn anew; about equal hours each. A line with unplanned units draws blocks that
        offer it into one region."""
        hours = np.bincount(self.block, weights=self.problem.capacity.sum(axis=(1, 2)))
        load, even_share = np.zeros(self.count), hours.sum() / self.count
        chosen = np.full(len(hours), -1, dtype=np.int64)
        for region, job in enumerate(self.themes[: self.count]):
            for b in self.offering(job):
                if chosen[b] < 0 and load[region] + hours[b] <= THEME * even_share:
                    chosen[b] = region
                    load[region] += hours[b]
        for b in self.random.permutation(len(hours)):
            if chosen[b] < 0:
                chosen[b] = np.argmin(load + self.random.random(self.count) * UNEVEN * even_share)
                load[chosen[b]] += hours[b]
        region_of_site = chosen[self.block]
        facilities = self.problem.facilities
        region_of_site[facilities] = (self.random.permutation(len(facilities)) + self.random.integers(self.count)) % self.count
        return region_of_site

    def draw_themes(self) -> list[int]:
        """Lines with unplanned units, the n-th for region n, the dearer the likelier."""
        fixed, open_units = self.searcher.fixed, self.searcher.state.open
        value = open_units * fixed.job[:, JOB_PRICE] * (fixed.job[:, JOB_KIND] == OPEN) * (fixed.job[:, JOB_TO] > fixed.job[:, JOB_FROM])
        some = np.flatnonzero(value)
        key = self.random.random(len(some)) ** (value.max(initial=1) / value[some])
        return [int(job) for job in some[np.argsort(-key, kind="stable")]]

    def offering(self, job: int) -> Whole:
        """Blocks that can make the line, by a random draw in favour of those with many cheap options."""
        fixed = self.searcher.fixed
        sites = fixed.option[fixed.job[job, JOB_FROM]:fixed.job[job, JOB_TO], OPTION_SITE]
        score = np.bincount(self.block[sites], weights=1.0 / (CHEAP_RANK + np.arange(len(sites))))
        able = np.flatnonzero(score)
        return able[np.argsort(-score[able] * self.random.random(len(able)), kind="stable")]

    def region_of_lots(self, region_of_site: Whole) -> Whole:
        """Region of each active lot; -1 for begun and pinned ones, which stay as they are."""
        fixed, lot = self.searcher.fixed, self.lot()
        return np.where(fixed.job[lot[:, LOT_JOB], JOB_KIND] == OPEN, region_of_site[fixed.option[lot[:, LOT_OPTION], OPTION_SITE]], -1)

    def rows(self) -> Whole:
        state = self.searcher.state
        return state.active[: state.count[ACTIVE]]

    def lot(self) -> Whole:
        """(N, 8) the active lots."""
        return self.searcher.state.lot[self.rows()]

    def shares(self, region_of_site: Whole, owner: Whole) -> Shares:
        """Divide what is left: `owner` is the region of each active lot."""
        fixed, state = self.searcher.fixed, self.searcher.state
        lot = self.lot()[owner >= 0]
        owner = owner[owner >= 0]
        job, units = lot[:, LOT_JOB], lot[:, LOT_UNITS]
        kind = fixed.job[job, JOB_TYPE]
        made = self.use(owner, kind, units, len(fixed.type))
        spent = self.use(owner, fixed.job[job, JOB_BUDGET], units * fixed.option[lot[:, LOT_OPTION], OPTION_OFFER],
                         len(state.budget))
        parts = made @ self.parts_of_types()
        winner = self.random.integers(self.count, size=len(state.type_units)) == np.arange(self.count)[:, None]
        return Shares(
            inspection=self.drawn(state.inspection), slack=divided(state.slack, parts[:, :, None]),
            budget=divided(state.budget, spent),
            type_units=np.where(winner | (state.type_units > UNLIMITED), np.maximum(0, state.type_units), 0),
            open=self.open_units(region_of_site, self.use(owner, job, units, len(fixed.job))))

    def drawn(self, left: Whole) -> Whole:
        """(regions, H) hours of inspection that are left: in parts that are enough for a lot, to as many regions by lot."""
        part = PARTS * max(1, int(self.searcher.fixed.type[:, TYPE_INSPECTION].max(initial=0)))
        count = np.clip(left // part, 1, self.count)
        rank = np.argsort(self.random.random((self.count, len(left))), axis=0)
        return np.where(rank < count, np.maximum(0, left) // count, 0)

    def use(self, owner: Whole, at: Whole, amount: Whole, size: int) -> Reals:
        """(regions, size) sums of `amount`."""
        flat: Reals = np.bincount(owner * size + at, weights=amount, minlength=self.count * size).astype(float)
        return flat.reshape(self.count, size)

    def parts_of_types(self) -> Reals:
        """(T, N) limited materials per unit."""
        fixed = self.searcher.fixed
        parts = np.zeros((len(fixed.type), len(self.searcher.state.slack)))
        kind = np.repeat(np.arange(len(fixed.type)), fixed.type[:, TYPE_MATERIAL_TO] - fixed.type[:, TYPE_MATERIAL_FROM])
        np.add.at(parts, (kind, fixed.material[:, 0]), fixed.material[:, 1])
        return parts

    def open_units(self, region_of_site: Whole, held: Reals) -> Whole:
        """(regions, J) unplanned units: those of a line go to one region that could make it, where they are fewer than a
        least lot to one that makes some already."""
        fixed, state = self.searcher.fixed, self.searcher.state
        given = np.zeros((self.count, len(fixed.job)), dtype=np.int64)
        theme = {job: region for region, job in enumerate(self.themes[: self.count])}
        for job in np.flatnonzero((state.open > 0) & (fixed.job[:, JOB_KIND] == OPEN)).tolist():
            sites = fixed.option[fixed.job[job, JOB_FROM]:fixed.job[job, JOB_TO], OPTION_SITE]
            chance = np.bincount(region_of_site[sites], minlength=self.count).astype(float)
            if state.open[job] < fixed.job[job, JOB_MIN_LOT]:
                chance *= held[:, job] > 0
            if job in theme and chance[theme[job]] > 0:
                chance = np.eye(self.count)[theme[job]]
            if chance.sum() > 0:
                given[self.random.choice(self.count, p=chance / chance.sum()), job] = state.open[job]
        return given

    def region(self, index: int, region_of_site: Whole, mine: Flags, shares: Shares) -> Region:
        """The task of one region; `mine`: which of the active lots are its own."""
        fixed, state, rows = self.searcher.fixed, self.searcher.state, self.rows()[mine]
        lot = state.lot[rows]
        own = region_of_site == index
        usable = own.copy()
        own[self.problem.facilities] = True
        sites = np.flatnonzero(own)
        units = shares.open[index] + np.bincount(lot[:, LOT_JOB], weights=lot[:, LOT_UNITS],
                                                 minlength=len(fixed.job)).astype(np.int64)
        jobs = np.flatnonzero(units)
        site_at, job_at = positions(sites, len(region_of_site)), positions(jobs, len(units))
        options = np.flatnonzero(usable[fixed.option[:, OPTION_SITE]] & (units > 0)[self.option_job])
        options = options[fixed.job[self.option_job[options], JOB_KIND] == OPEN]
        option_at = positions(options, len(fixed.option))
        widest = int(lot[:, LOT_LOADS].max(initial=0))
        step, at, resource, week = load_parts(state.load_key[rows, :widest])
        lot[:, LOT_JOB], lot[:, LOT_OPTION] = job_at[lot[:, LOT_JOB]], option_at[lot[:, LOT_OPTION]]
        free = state.free[sites]
        free[~usable[sites]] = 0
        groups = np.flatnonzero(self.problem.group_member[:, usable].any(axis=1))
        task = {
            "fixed": self.tables(sites, jobs, options, groups, usable, units[jobs]) | {"group_limit": self.limits(groups, usable)},
            "left": {"free": free, "cash": state.cash[sites], "inspection": shares.inspection[index],
                     "slack": shares.slack[index], "value": state.value[sites], "group_value": state.group_value[groups],
                     "budget": shares.budget[index], "type_units": shares.type_units[index],
                     "open": shares.open[index][jobs], "site_lots": state.site_lots[sites]},
            "lot": lot, "load_key": load_key(step, site_at[at], resource, week),
            "load_hours": state.load_hours[rows, :widest],
        }
        return Region(sites, jobs, options, task)

    def tables(self, sites: Whole, jobs: Whole, options: Whole, groups: Whole, usable: Flags, units: Whole) -> dict[str, Any]:
        """The fields of `Fixed` with the numbers of the region."""
        fixed, problem = self.searcher.fixed, self.problem
        at = positions(sites, len(problem.sites))
        job, option, site = fixed.job[jobs], fixed.option[options], fixed.site[sites]
        count = np.bincount(positions(jobs, len(fixed.job))[self.option_job[options]], minlength=len(jobs))
        job[:, JOB_TO] = np.cumsum(count)
        job[:, JOB_FROM] = job[:, JOB_TO] - count
        job[:, JOB_UNITS] = units
        option[:, OPTION_SITE] = at[option[:, OPTION_SITE]]
        site[:, SITE_PAYER] = np.maximum(0, at[site[:, SITE_PAYER]])  # only of facilities can it be elsewhere
        site[:, SITE_OWN] = np.arange(len(sites))
        provider, provider_from = flat([at[p[usable[p]]] for p in (
            fixed.provider[fixed.provider_from[s]:fixed.provider_from[s + 1]] for s in sites)])
        group, group_from = flat([np.flatnonzero(problem.group_member[groups, s]) for s in sites])
        return fixed._asdict() | {
            "job": job, "late": fixed.late[jobs], "option": option, "option_cost": fixed.option_cost[options],
            "done": fixed.done[jobs], "extra": fixed.extra[jobs], "site": site, "site_rate": fixed.site_rate[sites],
            "fair": fixed.fair[sites], "provider_from": provider_from, "provider": provider, "group_from": group_from,
            "group": group}

    def limits(self, groups: Whole, usable: Flags) -> Whole:
        """(G, 2) least and most value of the region's groups; what is left of a group that others have part in is divided."""
        limit, value = self.searcher.group_limit[groups], self.searcher.state.group_value[groups]
        low, high = limit[:, 0], limit[:, 1]
        shared = self.problem.group_member[groups][:, ~usable].any(axis=1)
        limit[:, 0] = np.where(shared & (value >= low), value - (value - low) // self.count, low)
        limit[:, 1] = np.where(shared & (high < NO_LIMIT) & (high > value), value + (high - value) // self.count, high)
        return limit

    def merge(self, regions: list[Region], answers: list[Answer], stay: Flags) -> None:
        """Put the regions' lots and those that stay together, and the whole plan into the searcher's state."""
        state, plan = self.searcher.state, self.searcher.spare_plan
        rows = self.rows()[stay]
        size = len(rows)
        plan.lot[:size], plan.load_key[:size] = state.lot[rows], state.load_key[rows]
        plan.load_hours[:size] = state.load_hours[rows]
        for region, answer in zip(regions, answers, strict=True):
            lot, key = np.array(answer["lot"]).reshape(-1, LOT_COLUMNS), np.asarray(answer["load_key"], dtype=np.int64)
            begin, size, widest = size, size + len(lot), key.shape[1] if len(lot) else 0
            if not len(lot):
                continue
            lot[:, LOT_JOB], lot[:, LOT_OPTION] = region.jobs[lot[:, LOT_JOB]], region.options[lot[:, LOT_OPTION]]
            used = np.arange(widest) < lot[:, LOT_LOADS, None]  # what stands beyond a lot's loads means nothing
            step, at, resource, week = load_parts(np.where(used, key, 0))
            plan.lot[begin:size] = lot
            plan.load_key[begin:size, :widest] = load_key(step, region.sites[at], resource, week)
            plan.load_hours[begin:size, :widest] = answer["load_hours"]
        plan.size[0] = size
        snapshots.restore(self.searcher.fixed, state, plan)


def blocks(problem: Problem) -> Whole:
    """(S,) sites that stay together: a lead and those it covers, those who share a cash limit, a cluster."""
    from scipy.sparse import coo_array  # 0.3 s to load, for large orders alone
    from scipy.sparse.csgraph import connected_components

    sites = np.arange(len(problem.sites))
    pairs = [(sites, np.where(problem.site_lead >= 0, problem.site_lead, sites)), (sites, problem.site_payer)]
    for name, member in zip(problem.groups, problem.group_member, strict=True):
        if name.startswith("cluster:") and member.any():
            inside = np.flatnonzero(member)
            pairs.append((inside, np.full(len(inside), inside[0])))
    one, other = (np.concatenate(side) for side in zip(*pairs, strict=True))
    graph = coo_array((np.ones(len(one)), (one, other)), shape=(len(sites), len(sites)))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def divided(left: Whole, use: Reals) -> Whole:
    """(regions, …) parts of what is left, half of it evenly and half by use; in all never more than there is."""
    total = use.sum(axis=0)
    share = EVENLY / len(use) + (1 - EVENLY) * np.where(total > 0, use / np.maximum(total, NEXT_TO_NOTHING), 1 / len(use))
    return np.floor(np.maximum(0, left) * (share * SAFE)).astype(np.int64)


def positions(chosen: Whole, size: int) -> Whole:
    """(size,) where each number stands among the chosen ones, -1 for the others."""
    at = np.full(size, -1, dtype=np.int64)
    at[chosen] = np.arange(len(chosen))
    return at


def flat(groups: list[Whole]) -> tuple[Whole, Whole]:
    """All entries end to end, and where each group begins."""
    start = np.concatenate([[0], np.cumsum([len(g) for g in groups])]).astype(np.int64)
    return np.concatenate([np.zeros(0, dtype=np.int64), *groups]), start
