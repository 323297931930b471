"""A lower bound on what any valid plan costs, with the multipliers that prove it.

    bound = quick_bound(tables)                       # about two seconds for the order of 2020
    bound = lower_bound(tables, seconds=10)           # better the longer it may run
    bound.value, bound.rows                            # rupiah, and what a certificate states
    rule_prices(tables)                                # what each rule on shares, cash and inspection costs

A linear programme proposes prices of the shared limits (`relaxation`), an ascent improves them (`ascent`), and the
value is always the weak-duality value of the rounded prices over whole lots, never a solver's objective. Given a
programme's tables, the value is the one that the independent verifier computes; given only a problem, the planner's own,
less a margin. The argument stands in `docs/planner-bound.md`. The bound is of the programme as it was ordered: for a plan
made again, with begun lots that are excused from rules, it does not hold.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import floor

import numpy as np

from tempa.allocation.planner.bound.ascent import STEPS, Ascent
from tempa.allocation.planner.bound.ground import Ground, ground
from tempa.allocation.planner.bound.lots import Lots
from tempa.allocation.planner.bound.prices import Prices, Rows, allowed, by_name, named_rows, no_prices
from tempa.allocation.planner.bound.relaxation import deadlines_of, regrets, relax, rough_prices
from tempa.allocation.planner.problem.model import FACILITY, NO_LIMIT, Problem
from tempa.allocation.planner.problem.tables import Tables, problem_from_tables
from tempa.allocation.planner.verifier.verify import recompute

WARM = 1e4
"""Temperature for valuing prices once; it does not touch the exact value."""
FINE = 0.05
"""Regret, as a share of the unit price, up to which the finer programme looks at options."""
COARSE = 5e-4
"""Part of its own objective by which the quick programme's value may fall short before a finer one is solved."""
LARGE = 100_000
"""Options (lines times sites) from which the quick bound is the rough one: the climb makes more of the time than finer
programmes would."""
SEARCH_GAIN = 1.2e-3
"""Share of the objective that a processor second more is worth to a search of one second on two cores; to one of 60 seconds
it is a sixtieth of it (measured on the order of 2020: twice the moves lower a plan by 0.16 %)."""
LONG, LONG_STEPS = 100.0, 300
"""Seconds from which the ascent makes more steps at each temperature, and how many: they still find a little."""
SMALL = 2_000
"""Options up to which trying no prices as well, and deadlines a week after the due weeks, costs nothing."""
Source = Problem | Tables


@dataclass(frozen=True, eq=False)
class Bound:
    """`value`: whole rupiah that every valid plan costs at least; proven by `rows`, the multipliers by row name."""

    value: int
    prices: Prices
    rows: Rows
    programme_sha256: str
    seconds: float


@dataclass(frozen=True)
class RulePrice:
    """What a rule costs by the bound. `name`: as the groups of a problem, e.g. `cluster:SENTRA-8:min`, `cash`.

    `multiplier`: rupiah by which the bound falls per unit that the rule is loosened (per rupiah of value; for cash and
    inspection the rupiah of rent of all limits together). `difference` = `with_rule` - `without_rule`, rupiah.
    """

    name: str
    multiplier: float
    with_rule: int
    without_rule: int

    @property
    def difference(self) -> int:
        return self.with_rule - self.without_rule


def quick_bound(source: Source) -> Bound:
    """A bound in about two seconds at the size of the order of 2020: deadlines at the due weeks, in a small one a week
    later too. Where whole lots show that to be too coarse, a finer programme follows (three seconds more)."""
    started_at = time.monotonic()
    problem, tables = _given(source)
    g = ground(problem)
    lots = Lots(g)
    return _bound(lots, *quick_prices(lots), tables, started_at)


def lower_bound(source: Source, seconds: float = 10.0, on_better: Callable[[Bound], None] | None = None,
                cancelled: Callable[[], bool] | None = None, search: float | None = None) -> Bound:
    """The best bound found in `seconds` (monotonic clock; the quick one always is). `on_better` hears of each better
    bound, with the planner's own value less its margin; `cancelled()` ends it early. `search`: seconds of the search that
    shares the processor; the climb ends where the search would make more of a second than it does."""
    started_at = time.monotonic()
    until = started_at + seconds
    problem, tables = _given(source)
    lots = Lots(ground(problem))

    def tell(better: float, found: Prices) -> None:
        if on_better is not None:
            on_better(_bound(lots, found, better, None, started_at))

    prices, value = quick_prices(lots, tell)
    tell(value, prices)
    if not _ended(until, cancelled):
        ascent = Ascent(lots, prices, value, SEARCH_GAIN * value / search if search else 0.0)
        ascent.climb(until, tell, cancelled, steps=STEPS if seconds < LONG else LONG_STEPS)
        prices, value = ascent.prices, ascent.best
    return _bound(lots, prices, value, tables, started_at)


def _given(source: Source) -> tuple[Problem, Tables | None]:
    return (source, None) if isinstance(source, Problem) else (problem_from_tables(source), source)


def _ended(until: float, cancelled: Callable[[], bool] | None) -> bool:
    return time.monotonic() > until or (cancelled is not None and cancelled())


def quick_prices(lots: Lots, tell: Callable[[float, Prices], None] | None = None, small: int = SMALL) -> tuple[Prices, float]:
    """Two linear programmes, one deadline and then some, where `tell` hears of the first; a large problem makes do with
    that one. `small`: options up to which there are deadlines a week after the due weeks as well."""
    g = lots.g
    deadlines = deadlines_of(g, most=6, late=(1,) if len(g.line_of) <= small else ())
    if not deadlines:  # nothing can be inspected: every site stays below its fair value
        starved = replace(no_prices(g), balance=np.full(len(g.problem.sites), -g.problem.imbalance_rate))
        return _valued(lots, allowed(g, starved))
    rough = rough_prices(g)
    if tell is not None or len(g.line_of) > LARGE:
        prices, value = _sound(lots, *_valued(lots, rough))
        if tell is not None:
            tell(value, prices)
        if len(g.line_of) > LARGE:
            return prices, value
    leads, near = leads_of(g, most=3), regrets(g, rough)
    found = relax(g, deadlines, leads, near)
    prices, value = _valued(lots, found.prices)
    if value < (1.0 - COARSE) * found.value:  # whole lots find what this programme does not know
        found = relax(g, deadlines_of(g, most=8, late=(1,)), leads, near, width=FINE)
        tried = (prices, value), _valued(lots, found.prices), _valued(lots, rough)
        prices, value = max(tried, key=lambda one: one[1])
    return _sound(lots, prices, value)


def _sound(lots: Lots, prices: Prices, value: float) -> tuple[Prices, float]:
    """These prices, or none at all where a solver that ran out of time, or stopped near the best, gave worse."""
    if len(lots.g.line_of) > SMALL and value >= lots.g.problem.trivial_bound():
        return prices, value
    none, least = _valued(lots, no_prices(lots.g))
    return (prices, value) if value >= least else (none, least)


def leads_of(g: Ground, most: int) -> tuple[int, ...]:
    """Weeks before which much of the order has no material: the heaviest start weeks above 0, by value."""
    problem = g.problem
    start = np.clip(problem.type_first_start[problem.line_type], 0, problem.weeks)
    worth = np.bincount(start, weights=problem.line_quantity * g.price[problem.line_type], minlength=1)
    heaviest = [int(week) for week in np.argsort(-worth, kind="stable") if week > 0 and worth[week] > 0]
    return tuple(sorted(heaviest[:most]))


def _valued(lots: Lots, prices: Prices) -> tuple[Prices, float]:
    """The prices as a certificate would hold them, and their exact value."""
    kept = prices.rounded()
    return kept, lots.outcome(kept, WARM).bound


def _bound(lots: Lots, prices: Prices, value: float, tables: Tables | None, started_at: float) -> Bound:
    problem, rows = lots.g.problem, named_rows(lots.g, prices)
    if tables is None:
        proven = max(0, floor(value - margin(lots, prices, value)))
    else:
        proven = recompute(tables, by_name(rows))
    return Bound(proven, prices, rows, problem.sha256, time.monotonic() - started_at)


def margin(lots: Lots, prices: Prices, value: float) -> float:
    """Rupiah by which the planner's own value is lowered: rounding of the parts, of floating point, and of the cash
    of a unit, which the problem holds in whole rupiah."""
    rent = float(np.abs(prices.vector() * lots.limits.vector()).sum())
    return 10.0 + 1e-9 * abs(value) + 1e-5 * float((prices.cash * lots.limits.cash).sum()) + 1e-8 * rent


def rule_prices(source: Source) -> list[RulePrice]:
    """What each rule costs, by quick bounds with and without it. A rule whose multiplier is 0 and that cuts no lot size
    costs nothing by the bound.

    Both bounds are proven, their difference is an estimate of the rule's price, since neither need be tight.
    """
    problem, _ = _given(source)
    lots = Lots(ground(problem))
    prices, value = quick_prices(lots)
    found = []
    for name, multiplier, rent, freed in _rules(lots, prices):
        other, priced = Lots(ground(freed)), rent > WORTH * max(value, 1.0)
        without = value
        if priced or not np.array_equal(other.g.offer_most, lots.g.offer_most):  # a limit may also cut lot sizes
            kept = allowed(other.g, prices)
            without = min(value, max(quick_prices(other)[1], other.outcome(kept, WARM).bound))
        found.append(RulePrice(name, multiplier if priced else 0.0, floor(value), floor(without)))
    return found


WORTH = 1e-6
"""Rent below this share of the whole cost is taken as none."""


def _rules(lots: Lots, prices: Prices) -> list[tuple[str, float, float, Problem]]:
    """Every rule: its name, its multiplier, the rent of its rows, and the problem without it."""
    problem, limits = lots.g.problem, lots.limits
    rules: list[tuple[str, float, float, Problem]] = []
    for index, name in enumerate(problem.groups):
        if problem.group_min[index] > 0:
            least, price = problem.group_min.copy(), float(prices.group_min[index])
            least[index] = 0
            rules.append((f"{name}:min", price, price * float(problem.group_min[index]),
                          replace(problem, group_min=least)))
        if lots.g.group_limited[index]:
            most, price = problem.group_max.copy(), float(prices.group_max[index])
            most[index] = NO_LIMIT
            rules.append((f"{name}:max", price, price * float(limits.group_max[index]),
                          replace(problem, group_max=most)))
    makers = problem.site_kind != FACILITY
    rules.append(("site:max", float(prices.site_max[makers].max(initial=0.0)),
                  float((prices.site_max * limits.site_max).sum()),
                  replace(problem, site_value_max=np.full_like(problem.site_value_max, max(1, problem.order_value)))))
    cash = float((prices.cash * limits.cash).sum())
    rules.append(("cash", cash, cash, replace(problem, cash_limit=np.full_like(problem.cash_limit, NO_LIMIT))))
    inspection = float((prices.inspection * limits.inspection).sum())
    hours = int(problem.type_inspection[problem.line_type] @ problem.line_quantity) + 1
    rules.append(("inspection", inspection, inspection, replace(problem, inspection_hours=hours)))
    return rules
