"""A finished plan seen from outside: what is left free, and what would break if a lot went elsewhere in the same weeks.

Every blocker is a proof, not a guess: it is stated only where no way of laying the lot's hours at that site, in the
lot's own weeks and with all other lots as they are, could keep the rule. Hours are hundredths, money is rupiah.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tempa.allocation.planner.problem.model import NO_LIMIT, RESOURCES, Flags, Integers, Load, Lot, Problem, Reals
from tempa.allocation.planner.problem.remaining_capacity import RemainingCapacity

PlanTables = dict[str, list[dict[str, str]]]


@dataclass(frozen=True)
class Blocker:
    """One rule that a lot would break at another site in the same weeks.

    `rule` is the number in the format, 0 for a rule that a planner added. `kind`: window, hours, flow, cash, site_share,
    group_most, group_least, budget, lots, forbidden. `needed` and `free` are hundredths of an hour, rupiah or lots.
    """

    rule: int
    kind: str
    first_week: int
    last_week: int
    needed: int = 0
    free: int = 0
    resource: str = ""
    place: str = ""
    """Whose cash (site code), which group, or which budget line."""


@dataclass(frozen=True)
class Weeks:
    """Where a lot would fit with all others left as they are."""

    start: int
    finish: int
    inspect: int


@dataclass(frozen=True, eq=False)
class LotOptions:
    """One lot at every option of its line, in the same weeks; n options, cheapest offer + freight first."""

    rows: Integers
    """(n,) option rows."""
    sites: Integers
    unit_cost: Reals
    """(n,) offer + freight, rupiah per unit."""
    change: Reals
    """(n,) rupiah by which the plan would cost more for the whole lot: price, freight and balance; below 0 is cheaper."""
    balance: Reals
    """(n,) the balance part of `change`."""
    needed: Integers
    """(R,) hundredths of each resource that the lot needs."""


class FinishedPlan:
    """What a plan uses and leaves; answers where each lot could have gone."""

    def __init__(self, problem: Problem, lots: tuple[Lot, ...]) -> None:
        self.problem = problem
        self.lots = lots
        self.left = RemainingCapacity.after(problem, lots)
        self.row_of = problem.option_of
        self.unplanned = units_left(problem, lots)
        self.open_value = int((self.unplanned * problem.type_price[problem.line_type]).sum())
        self.group_value = (problem.group_member * self.left.value).sum(axis=1)
        self.pool = pools(problem)
        self.pool_free: Integers = np.einsum("sx,xrw->srw", self.pool.astype(np.int64), self.left.hours)
        self.pool_size: Integers = np.einsum("sx,xrw->srw", self.pool.astype(np.int64), problem.capacity)
        self.until: Integers = np.concatenate([np.zeros((*self.pool_free.shape[:2], 1), dtype=np.int64),
                                               np.cumsum(self.pool_free, axis=2)], axis=2)
        self.hours: list[list[list[int]]] = self.left.hours.tolist()
        self.payer_units = np.zeros(len(problem.sites), dtype=np.int64)
        for lot in lots:
            self.payer_units[problem.site_payer[lot.site]] += lot.quantity
        self.known: dict[tuple[str, int], tuple[Blocker, ...]] = {}

    def options_of(self, lot: Lot, *, stays: bool = False) -> LotOptions:
        """The lot at every option of its line; its own site stands among them with `change` 0. None for a lot that stays
        whatever the others cost, and for a begun one whose price is not known."""
        problem = self.problem
        rows = np.array(() if stays or self.is_withdrawn(lot) else problem.option_rows(lot.line), dtype=np.int64)
        sites = problem.option_site[rows]
        unit = problem.unit_cost()[rows]
        balance = self.balance(lot, sites)
        needed = np.zeros(len(RESOURCES), dtype=np.int64)
        for resource, hours in needs(problem, lot):
            needed[resource] += hours
        return LotOptions(rows, sites, unit, lot.quantity * (unit - self.unit_cost(lot)) + balance, balance, needed)

    def unit_cost(self, lot: Lot) -> float:
        """Offer + freight per unit where the lot is; a begun lot whose offer was withdrawn keeps the one it had."""
        row = self.row_of.get((lot.line, lot.site))
        if row is not None:
            return float(self.problem.option_offer[row] + self.problem.option_freight[row])
        return sum(self.kept_offer(lot))

    def kept_offer(self, lot: Lot) -> tuple[int, float]:
        """(offer, freight) per unit of a begun lot that has no option any more; (0, 0) where the problem does not know them."""
        return next(((b.offer, b.freight) for b in self.problem.begun if b.name == lot.name), (0, 0.0))

    def is_withdrawn(self, lot: Lot) -> bool:
        """Whether the lot's site has no option for its line any more, and what it offered is not known."""
        return (lot.line, lot.site) not in self.row_of and all(b.name != lot.name for b in self.problem.begun)

    def balance(self, lot: Lot, sites: Integers) -> Reals:
        """(n,) change of the balance part if the lot went to each site."""
        problem, value = self.problem, self.left.value
        worth = lot.quantity * int(problem.type_price[problem.line_type[lot.line]])
        away = np.abs(value - problem.fair_value)
        leaves = abs(value[lot.site] - worth - problem.fair_value[lot.site]) - away[lot.site]
        joins = np.abs(value + worth - problem.fair_value) - away
        here = float(leaves) if problem.fit[lot.site] else 0.0
        change: Reals = problem.imbalance_rate * (here + np.where(problem.fit, joins, 0.0)[sites])
        return np.where(sites == lot.site, 0.0, change)

    def pool_hours(self, lot: Lot, sites: Integers) -> tuple[Integers, Integers]:
        """(R,) needed, and (n, R) free in the lot's weeks once the lot is gone."""
        problem = self.problem
        needed = np.zeros(len(RESOURCES), dtype=np.int64)
        for resource, hours in needs(problem, lot):
            needed[resource] += hours
        free = self.until[sites, :, lot.finish_week + 1] - self.until[sites, :, lot.start_week]
        first = int(problem.step_start[problem.line_type[lot.line]])
        for load in lot.loads:
            free[:, problem.step_resource[first + load.step]] += load.hours * self.pool[sites, load.site]
        return needed, free

    def blockers(self, lot: Lot, row: int) -> tuple[Blocker, ...]:
        """Every rule that the lot would break at option `row` in its own weeks; empty where it would fit."""
        key = lot.name, row
        if key not in self.known:
            self.known[key] = tuple(self.find_blockers(lot, row))
        return self.known[key]

    def find_blockers(self, lot: Lot, row: int) -> list[Blocker]:
        problem, site = self.problem, int(self.problem.option_site[row])
        if site == lot.site:
            return []
        needed, free = self.pool_hours(lot, problem.option_site[[row]])
        found = [Blocker(6, "hours", lot.start_week, lot.finish_week, int(needed[r]), max(0, int(free[0, r])), RESOURCES[r])
                 for r in np.argsort(free[0] - needed, kind="stable") if needed[r] > free[0, r]]
        if not found and self.spread(lot, site, lot.start_week, lot.finish_week) is None:
            found.append(Blocker(5, "flow", lot.start_week, lot.finish_week))
        return found + self.limits_broken(lot, row)

    def limits_broken(self, lot: Lot, row: int) -> list[Blocker]:
        """As `blockers`, without the hours."""
        problem, left = self.problem, self.left
        site, first, last = int(problem.option_site[row]), lot.start_week, lot.finish_week
        worth = lot.quantity * int(problem.type_price[problem.line_type[lot.line]])
        found = []
        if (lot.line, site) in problem.forbidden:
            found.append(Blocker(0, "forbidden", first, last))
        if first < problem.first_week[site] or last > problem.last_week[site]:
            found.append(Blocker(3, "window", int(problem.first_week[site]), int(problem.last_week[site])))
        found += self.cash_broken(lot, row)
        if left.value[site] + worth > problem.site_value_max[site]:
            headroom = max(0, int(problem.site_value_max[site] - left.value[site]))
            found.append(Blocker(10, "site_share", first, last, worth, headroom))
        found += self.groups_broken(lot, site, worth)
        line = int(problem.line_budget[lot.line])
        here = self.row_of.get((lot.line, lot.site))
        headroom = int(left.budget[line]) + (0 if here is None else lot.quantity * int(problem.option_offer[here]))
        if lot.quantity * int(problem.option_offer[row]) > headroom:
            cost = lot.quantity * int(problem.option_offer[row])
            found.append(Blocker(11, "budget", first, last, cost, headroom, place=problem.budget_lines[line]))
        if left.lots[site] <= 0:
            found.append(Blocker(0, "lots", first, last, 1, 0))
        return found

    def cash_broken(self, lot: Lot, row: int) -> list[Blocker]:
        """Rule 9. Cash per unit is rounded up in the problem, so a rupiah per unit is left before "full" is said."""
        problem = self.problem
        payer = int(problem.site_payer[problem.option_site[row]])
        if problem.cash_limit[payer] >= NO_LIMIT:
            return []
        end = lot.inspect_week + problem.payment_lag
        free = self.left.cash[payer, lot.start_week:end + 1].copy()
        here = self.row_of.get((lot.line, lot.site))
        if here is not None and int(problem.site_payer[lot.site]) == payer:
            free += lot.quantity * int(problem.option_cash[here])
        needed = lot.quantity * int(problem.option_cash[row])
        if needed <= int(free.min()) + int(self.payer_units[payer]) + lot.quantity + 1:
            return []
        short = np.flatnonzero(free < needed) + lot.start_week
        return [Blocker(9, "cash", int(short[0]), int(short[-1]), needed, max(0, int(free.min())), place=problem.sites[payer])]

    def groups_broken(self, lot: Lot, site: int, worth: int) -> list[Blocker]:
        """Rule 10 (and added shares): a group that would take too much, or one that the lot would leave too small."""
        problem = self.problem
        joins = problem.group_member[:, site] & ~problem.group_member[:, lot.site]
        leaves = problem.group_member[:, lot.site] & ~problem.group_member[:, site]
        most = np.flatnonzero(joins & (self.group_value + worth > problem.group_max))
        least = np.flatnonzero(leaves & (self.group_value - worth + self.open_value < problem.group_min))
        found = [(g, "group_most", int(problem.group_max[g] - self.group_value[g])) for g in most]
        found += [(g, "group_least", int(self.group_value[g] + self.open_value - problem.group_min[g])) for g in least]
        return [Blocker(10 if is_own_group(problem.groups[g]) else 0, kind, lot.start_week, lot.finish_week, worth,
                        max(0, headroom), place=problem.groups[g]) for g, kind, headroom in found]

    def elsewhen(self, lot: Lot, row: int) -> Weeks | None:
        """The earliest inspection week at option `row` that all rules of time allow the whole lot; None if there is none.

        Each inspection week is tried with the latest start, which asks least of cash and materials; only limits that
        do not depend on weeks are left to `limits_broken`.
        """
        problem, site = self.problem, int(self.problem.option_site[row])
        first = max(int(problem.first_week[site]), self.material_week(lot), problem.first_free_week)
        last = min(int(problem.last_week[site]), problem.weeks - 2)
        if first > last or self.spread(lot, site, first, last) is None:
            return None
        hours = lot.quantity * int(problem.type_inspection[problem.line_type[lot.line]])
        for inspect in range(first + 1, last + 2):
            if self.left.inspection[inspect] + (hours if inspect == lot.inspect_week else 0) < hours:
                continue
            loads = self.spread(lot, site, first, inspect - 1)
            if loads is None:
                continue
            weeks = [load.week for load in loads] or [inspect - 1]
            moved = replace(lot, start_week=min(weeks), finish_week=max(weeks), inspect_week=inspect)
            if not self.cash_broken_at(lot, moved, row):
                return Weeks(moved.start_week, moved.finish_week, inspect)
        return None

    def cash_broken_at(self, lot: Lot, moved: Lot, row: int) -> bool:
        """Whether cash fails in the moved lot's weeks; the lot's own cash counts as free only where it is tied up now."""
        problem = self.problem
        payer = int(problem.site_payer[problem.option_site[row]])
        free = self.left.cash[payer].copy()
        here = self.row_of.get((lot.line, lot.site))
        if here is not None and int(problem.site_payer[lot.site]) == payer:
            free[lot.start_week:lot.inspect_week + problem.payment_lag + 1] += lot.quantity * int(problem.option_cash[here])
        window = free[moved.start_week:moved.inspect_week + problem.payment_lag + 1]
        return lot.quantity * int(problem.option_cash[row]) > int(window.min())

    def material_week(self, lot: Lot) -> int:
        """The first week in which the lot could start by lead times and by what the other lots leave of the supply."""
        problem, t = self.problem, int(self.problem.line_type[lot.line])
        week = int(problem.type_first_start[t])
        for b in range(int(problem.bom_start[t]), int(problem.bom_start[t + 1])):
            needed = lot.quantity * int(problem.bom_quantity[b])
            free = self.left.supply[problem.bom_material[b]].copy()
            free[lot.start_week:] += needed
            short = np.flatnonzero(free < needed)
            week = max(week, int(short[-1]) + 1 if len(short) else 0)
        return week

    def spread(self, lot: Lot, site: int, first: int, last: int) -> list[Load] | None:
        """The lot's hours at `site` as late as possible in `first`..`last`, rule 5 and 6 kept; None if they do not fit.

        Own hours first, then the lead's, then the facilities'. Exact where no two steps need the same resource.
        """
        problem = self.problem
        steps = needs(problem, lot)
        own = problem.step_resource[problem.step_start[problem.line_type[lot.line]]:]
        gone: dict[tuple[int, int, int], int] = {}
        for load in lot.loads:
            key = load.site, int(own[load.step]), load.week
            gone[key] = gone.get(key, 0) + load.hours
        providers = [site] + [int(x) for x in np.flatnonzero(self.pool[site]) if x != site]
        reached = [0] * len(steps)
        loads = []
        for week in range(last, first - 1, -1):
            after = -1
            for k in range(len(steps) - 1, -1, -1):
                resource, need = steps[k]
                allowed = need if after < 0 else need * reached[after] // max(1, steps[after][1])
                rest = allowed - reached[k]
                for provider in providers if rest > 0 else ():
                    key = provider, resource, week
                    free = self.hours[provider][resource][week] + gone.get(key, 0)
                    take = min(free, rest)
                    if take > 0:
                        loads.append(Load(k, provider, week, take))
                        gone[key] = gone.get(key, 0) - take
                        reached[k] += take
                        rest -= take
                after = k
            if all(done == need for done, (_, need) in zip(reached, steps, strict=True)):
                return loads
        return None


def units_left(problem: Problem, lots: tuple[Lot, ...]) -> Integers:
    """(L,) units that no lot makes."""
    left = problem.line_quantity.copy()
    for lot in lots:
        left[lot.line] -= lot.quantity
    return np.maximum(left, 0)


def pools(problem: Problem) -> Flags:
    """(S, S): whose hours a lot at the first site may use: its own, its lead's, the facilities'."""
    pool = np.eye(len(problem.sites), dtype=bool)
    for site, lead in enumerate(problem.site_lead):
        if lead >= 0:
            pool[site, lead] = True
    pool[:, problem.facilities] = True
    return pool


def needs(problem: Problem, lot: Lot) -> list[tuple[int, int]]:
    """Per routing step: (resource index, hundredths of an hour for the whole lot)."""
    t = int(problem.line_type[lot.line])
    return [(int(problem.step_resource[k]), int(problem.step_setup_hours[k]) + lot.quantity * int(problem.step_unit_hours[k]))
            for k in range(int(problem.step_start[t]), int(problem.step_start[t + 1]))]


def is_own_group(code: str) -> bool:
    """Whether a group is one of rule 10, not one that a planner added."""
    return code == "school" or code.startswith("cluster:")
