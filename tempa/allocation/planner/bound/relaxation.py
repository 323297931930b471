"""The planning problem as a linear programme in units: where the search starts, and where the bound gets its prices.

Lots may be split, and time is a few deadlines: a unit at a site is finished by one of them, and the hours of the weeks
before it must suffice for all that is due by then (earliest due date first is optimal for divisible work, so nothing is
lost but the weeks between). Its prices are only proposals: `bound` values them exactly, over whole lots, by weak duality.

    relaxation = coarse_relaxation(problem)          # about a second for the order of 2020
    relaxation.units                                  # (O,) fractional units per option (line at a site)
    relaxation.finished                               # (O, K) the same by deadline, relaxation.deadlines: weeks
    relaxation.prices.hours                           # (S, R, H) rupiah per hour, 0 where hours are left over
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tempa.allocation.planner.bound.ground import Ground, ground
from tempa.allocation.planner.bound.linear_programme import LinearProgramme, Solution
from tempa.allocation.planner.bound.prices import Prices, allowed, no_prices, unit_costs
from tempa.allocation.planner.problem.model import Flags, Integers, Problem, Reals

MILLION = 1e-6
NEAR = 0.035
"""Options that are dearer than the best of their line by more than this share of the unit's price are left out."""
PATIENCE = 300.0
"""Seconds after which a solver is stopped; its prices are then worth less, never wrong."""
KEPT = 4
"""Options of every line that are kept in any case: with fewer, whole lines seem impossible to make and all prices suffer."""
CHEAPEST = 20
"""Options per line that the roughest programme looks at."""


@dataclass(frozen=True, eq=False)
class Relaxation:
    """What the linear programme found. `value` (rupiah) is the solver's own objective and proves nothing."""

    value: float
    deadlines: Integers
    """(K,) inspection weeks by which units are finished."""
    finished: Reals
    """(O, K) units per option and deadline."""
    unplanned: Reals
    """(L,)."""
    prices: Prices

    @property
    def units(self) -> Reals:
        """(O,) units per option."""
        total: Reals = self.finished.sum(axis=1)
        return total


def coarse_relaxation(problem: Problem) -> Relaxation:
    """The relaxation with the due weeks as deadlines (at most six)."""
    g = ground(problem)
    return relax(g, deadlines_of(g, most=6), near=regrets(g, rough_prices(g)))


def deadlines_of(g: Ground, most: int, late: tuple[int, ...] = ()) -> list[int]:
    """Inspection weeks that matter: the last on time for much of the order, `late` weeks after those, the last of all."""
    last = g.problem.weeks - 1
    if last < 1:
        return []
    due = due_weeks(g.problem)
    worth = np.bincount(np.clip(due, 0, last), weights=g.problem.line_quantity * g.price[g.problem.line_type],
                        minlength=last + 1)
    worth[0] = 0.0
    chosen = [int(week) for week in np.argsort(-worth, kind="stable")[:most] if worth[week] > 0]
    return sorted({last, *chosen, *(week + more for week in chosen for more in late if week + more < last)})


def due_weeks(problem: Problem) -> Integers:
    """(L,) the last inspection week that is on time, -1 if none is."""
    on_time: Integers = (problem.weeks_late == 0).sum(axis=1).astype(np.int64) - 1
    return on_time


def rough_prices(g: Ground) -> Prices:
    """Prices of the roughest programme."""
    return rough_relaxation(g).prices


def rough_relaxation(g: Ground, seconds: float = PATIENCE) -> Relaxation:
    """The roughest programme: one deadline, the last week, and for every line its cheapest options."""
    cheapest = np.arange(len(g.line_of)) - g.problem.option_start[g.line_of] < CHEAPEST  # options stand in that order
    return _relaxed(g, deadlines_of(g, most=0), (), cheapest, 1e-3, seconds)


def regrets(g: Ground, prices: Prices) -> Reals:
    """(O,) by how much an option is dearer at these prices than the best one of its line, as a share of the unit price."""
    problem = g.problem
    kind = problem.line_type[g.line_of]
    hours = g.capacity[:, :, :max(1, problem.weeks - 1)]
    there = hours.sum(axis=2)
    rent = (prices.hours[:, :, :hours.shape[2]] * hours).sum(axis=2)
    weekly = np.where(there > 0, rent / np.maximum(there, 1e-9), np.inf)  # what an hour costs on average, closed weeks apart
    hourly = np.stack([weekly[list(providers)].min(axis=0) for providers in g.providers])
    need = g.hours[kind] * np.where(np.isfinite(hourly), hourly, 0.0)[problem.option_site]
    cost = unit_costs(g, prices) + need.sum(axis=1)
    cost += (problem.lot_cost + prices.lots[problem.option_site]) / np.maximum(g.offer_most[g.offer_of], 1)
    best = np.full(len(problem.lines), np.inf)
    np.minimum.at(best, g.line_of, cost)
    regret: Reals = (cost - best[g.line_of]) / g.price[kind]
    return regret


def relax(g: Ground, deadlines: list[int], leads: tuple[int, ...] = (), near: Reals | None = None,
          width: float = NEAR) -> Relaxation:
    """Solve the relaxation. `leads`: weeks at which work on late-starting types may begin; `near`: regrets by which
    options beyond `width` are left out."""
    return _relaxed(g, deadlines, leads, None if near is None else (near <= width) | (ranks(g, near) < KEPT), 1e-4, PATIENCE)


def _relaxed(g: Ground, deadlines: list[int], leads: tuple[int, ...], options: Flags | None, accuracy: float,
             seconds: float) -> Relaxation:
    programme = _Programme(g, deadlines, leads, options)
    if not deadlines:
        left = g.problem.line_quantity.astype(np.float64)
        return Relaxation(0.0, np.zeros(0, dtype=np.int64), np.zeros((len(g.line_of), 0)), left, no_prices(g))
    solution = programme.solve(accuracy, seconds)
    finished = np.zeros((len(g.line_of), len(deadlines)))
    finished[programme.option, programme.deadline] = np.maximum(solution.values[programme.columns], 0.0)
    return Relaxation(
        value=solution.objective / MILLION, deadlines=np.array(deadlines, dtype=np.int64), finished=finished,
        unplanned=np.maximum(solution.values[programme.unplanned], 0.0), prices=programme.prices(solution),
    )


def ranks(g: Ground, regret: Reals) -> Integers:
    """(O,) rank of an option in its line by regret, 0 for the best."""
    order = np.lexsort((regret, g.line_of))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order)) - g.problem.option_start[g.line_of[order]]
    return rank


def positions(chosen: Integers, size: int) -> Integers:
    """(size,) position of each index in `chosen`, -1 where it is not chosen."""
    position = np.full(size, -1, dtype=np.int64)
    position[chosen] = np.arange(len(chosen))
    return position


class _Programme:
    """The relaxation of a problem; each method states one kind of limit."""

    def __init__(self, g: Ground, deadlines: list[int], leads: tuple[int, ...], options: Flags | None) -> None:
        self.g, self.deadlines = g, deadlines
        if not deadlines:
            return
        self.lp = LinearProgramme()
        self.ends = sorted({*deadlines, *(week for week in leads if 0 < week < deadlines[-1])})
        self.begins = [0, *self.ends[:-1]]
        self.early = sum(end <= max((0, *leads)) for end in self.ends)
        self._units(options)
        self._values()
        self._hours()
        self._cash()
        self.inspection = self._by_deadline(
            [g.problem.inspection_hours / 100.0 * end for end in self.ends], g.inspection[self.kind])
        self.supply = [self._by_deadline([g.supply[m, end - 1] for end in self.ends], g.parts[self.kind, m])
                       for m in range(len(g.limited))]
        self._budget_and_pilot()
        self._lots_of_sites()

    def solve(self, accuracy: float, seconds: float = PATIENCE) -> Solution:
        return self.lp.solve(accuracy, seconds)

    def _units(self, options: Flags | None) -> None:
        """Columns: units of an option by a deadline, and units unplanned; every line is made or left."""
        g, problem, lp = self.g, self.g.problem, self.lp
        due = due_weeks(problem)[g.line_of]
        ready = np.maximum(problem.type_first_start[problem.line_type[g.line_of]], problem.first_week[problem.option_site])
        some = g.offer_most[g.offer_of] >= problem.line_min_lot[g.line_of]
        some &= problem.last_week[problem.option_site] >= 0
        if options is not None:
            some &= options
        ends = np.array(self.deadlines)
        on_time = np.minimum(np.searchsorted(ends, due), len(ends) - 1)  # no earlier than it is due
        wanted = [np.flatnonzero(some & (ready < end) & ((on_time == k) | (due < end)))
                  for k, end in enumerate(self.deadlines)]
        self.option = np.concatenate(wanted).astype(np.int64)
        self.deadline = np.repeat(np.arange(len(ends)), [len(rows) for rows in wanted])
        self.line, self.site = g.line_of[self.option], problem.option_site[self.option]
        self.kind = problem.line_type[self.line]
        self.bucket = np.searchsorted(np.array(self.ends), ends)[self.deadline]
        self.lot = np.clip(problem.line_quantity[self.line], 1, np.maximum(g.offer_most[g.offer_of[self.option]], 1))
        late = np.where(self.deadline > on_time[self.option], g.late_cost[self.line, ends[self.deadline]], 0.0)
        unit = problem.option_offer[self.option] + problem.option_freight[self.option]
        self.columns = lp.columns((unit + late + problem.lot_cost / self.lot) * MILLION)
        self.unplanned = lp.columns(g.unplanned_cost * MILLION)
        rows = lp.rows(problem.line_quantity, problem.line_quantity)
        lp.put(rows[self.line], self.columns, 1.0)
        lp.put(rows, self.unplanned, 1.0)

    def _values(self) -> None:
        """The value given to each site: largest share, shares of groups, and what departs from the fair value."""
        g, problem, lp = self.g, self.g.problem, self.lp
        self.value = lp.columns(np.zeros(len(problem.sites)), problem.site_value_max * MILLION)
        row = lp.rows(np.zeros(len(problem.sites)), 0.0)
        lp.put(row, self.value, -1.0)
        lp.put(row[self.site], self.columns, g.price[self.kind] * MILLION)
        left = lp.columns([0.0])
        total = lp.rows(0.0, 0.0)
        lp.put(total, left, -1.0)
        lp.put(total, self.unplanned, g.price[problem.line_type] * MILLION)
        top = np.where(g.group_limited, problem.group_max * MILLION, np.inf)
        self.group_max, self.group_min = lp.rows(-np.inf, top), lp.rows(problem.group_min * MILLION, np.inf)
        group, member = np.nonzero(problem.group_member)
        lp.put(self.group_max[group], self.value[member], 1.0)
        lp.put(self.group_min[group], self.value[member], 1.0)
        lp.put(self.group_min, left, 1.0)
        fit = np.flatnonzero(problem.fit)
        self.balance = lp.rows(problem.fair_value[fit] * MILLION, problem.fair_value[fit] * MILLION)
        lp.put(self.balance, self.value[fit], 1.0)
        for sign in (-1.0, 1.0):
            lp.put(self.balance, lp.columns(np.full(len(fit), problem.imbalance_rate)), sign)

    def _hours(self) -> None:
        """Hours at the site, its lead and facilities before a deadline suffice for all that is due by then."""
        g, lp, count = self.g, self.lp, len(self.ends)
        spans = zip(self.begins, self.ends, strict=True)
        hours = np.stack([g.capacity[:, :, first:end].sum(axis=2) for first, end in spans], axis=2)
        sites, resources = hours.shape[:2]
        self.hours = lp.rows(-np.inf, hours).reshape(sites, resources, count)
        need = g.hours[self.kind] + g.setup[self.kind] / self.lot[:, None]
        for site in np.unique(self.site):
            at = np.flatnonzero(self.site == site)
            for resource in range(resources):
                rows = at[need[at, resource] > 0]
                providers = [provider for provider in g.providers[site] if hours[provider, resource].any()]
                if not len(rows) or not providers:
                    lp.top[0][self.columns[rows]] = 0.0  # nobody near has the resource
                    continue
                work = lp.columns(np.zeros(len(providers) * count)).reshape(len(providers), count)
                for provider, columns in zip(providers, work, strict=True):
                    lp.put(self.hours[provider, resource], columns, 1.0)
                self._flow(rows, need[rows, resource], work, int(site))

    def _flow(self, rows: Integers, need: Reals, work: Integers, site: int) -> None:
        """Work done ahead is carried over; none is done on types whose materials are not there yet."""
        lp, problem, count = self.lp, self.g.problem, len(self.ends)
        ahead = lp.columns(np.zeros(count))
        lp.top[-1][-1] = 0.0
        balance = lp.rows(np.zeros(count), 0.0)
        lp.put(balance, ahead, -1.0)
        lp.put(balance[1:], ahead[:-1], 1.0)
        lp.put(balance, work, 1.0)
        lp.put(balance[self.bucket[rows]], self.columns[rows], -need)
        if self.early:
            waiting = lp.columns(np.zeros(self.early))
            open_row = lp.rows(np.zeros(self.early), 0.0)
            lp.put(open_row, waiting, -1.0)
            lp.put(open_row[1:], waiting[:-1], 1.0)
            lp.put(open_row, work[:, :self.early], -1.0)
            ready = np.maximum(problem.type_first_start[self.kind[rows]], problem.first_week[site])
            bucket = np.searchsorted(np.array(self.ends), ready, side="right")
            soon = bucket < self.early
            lp.put(open_row[bucket[soon]], self.columns[rows[soon]], need[soon])

    def _cash(self) -> None:
        """Rupiah-weeks of each cash limit: a unit ties money up for two weeks at least, and the lag."""
        g, problem, lp = self.g, self.g.problem, self.lp
        payers = np.flatnonzero(g.cash_limited)
        weeks = problem.weeks + problem.payment_lag
        self.payers = payers
        self.cash = lp.rows(-np.inf, problem.cash_limit[payers] * (weeks * MILLION))
        offer = g.offer_of[self.option]
        tied = g.offer_cash[offer] * (problem.payment_lag + 2.0) * MILLION
        payer = positions(payers, len(problem.sites))[problem.site_payer[self.site]]
        rows = np.flatnonzero(payer >= 0)
        lp.put(self.cash[payer[rows]], self.columns[rows], tied[rows])

    def _by_deadline(self, available: list[float], use: Reals) -> Integers:
        """What is used by each deadline is at most what there has been by then; the rest is carried over."""
        lp, count = self.lp, len(self.ends)
        carried = lp.columns(np.zeros(count))
        more = -np.diff(np.array(available), prepend=0.0)
        rows = lp.rows(more, more)
        lp.put(rows, carried, -1.0)
        lp.put(rows[1:], carried[:-1], 1.0)
        lp.put(rows[self.bucket], self.columns, -use)
        return rows

    def _budget_and_pilot(self) -> None:
        g, problem, lp = self.g, self.g.problem, self.lp
        self.budget = lp.rows(-np.inf, problem.budget * MILLION)
        lp.put(self.budget[problem.line_budget[self.line]], self.columns, problem.option_offer[self.option] * MILLION)
        self.pilots = np.flatnonzero(g.pilot_limited)
        self.pilot = lp.rows(-np.inf, problem.type_units_max[self.pilots])
        pilot = positions(self.pilots, len(problem.types))[self.kind]
        rows = np.flatnonzero(pilot >= 0)
        lp.put(self.pilot[pilot[rows]], self.columns[rows], 1.0)

    def _lots_of_sites(self) -> None:
        """As many lots as the units make at least, where an added rule limits how many a site has."""
        g, lp = self.g, self.lp
        self.crowded = np.flatnonzero(g.lots_limited)
        self.lots = lp.rows(-np.inf, g.most_lots[self.crowded])
        crowded = positions(self.crowded, len(g.problem.sites))[self.site]
        rows = np.flatnonzero(crowded >= 0)
        lp.put(self.lots[crowded[rows]], self.columns[rows], 1.0 / self.lot[rows])

    def prices(self, solution: Solution) -> Prices:
        """The multipliers, spread over the weeks of each bucket."""
        g, problem, duals = self.g, self.g.problem, solution.duals
        blank = no_prices(g)
        hours, cash = blank.hours, blank.cash
        inspection, supply = blank.inspection, blank.supply
        for k, (first, end) in enumerate(zip(self.begins, self.ends, strict=True)):
            hours[:, :, first:end] = -duals[self.hours[:, :, k]][:, :, None] / MILLION
            inspection[first + 1:end + 1] = abs(duals[self.inspection[k]]) / MILLION
        cash[self.payers] = -duals[self.cash][:, None]
        for m, rows in enumerate(self.supply):
            price = abs(duals[rows]) / MILLION
            supply[m, [end - 1 for end in self.ends]] = np.maximum(price - np.append(price[1:], 0.0), 0.0)
        pilot, balance, lots = blank.pilot, blank.balance, blank.lots
        lots[self.crowded] = -duals[self.lots] / MILLION
        pilot[self.pilots] = -duals[self.pilot] / MILLION
        balance[problem.fit] = -duals[self.balance]
        return allowed(g, Prices(
            hours=hours, cash=cash, inspection=inspection, supply=supply, group_max=-duals[self.group_max],
            group_min=duals[self.group_min], site_max=-solution.reduced[self.value], budget=-duals[self.budget],
            pilot=pilot, balance=balance, lots=lots,
        ))
