"""A lower bound for plans that also keep a planner's added rules, with the multipliers that prove it.

    bound = bound_under_side_constraints(tables, rules, seconds=10)
    certificate_bytes(bound, rules)

An added rule only narrows, so the programme's own bound holds as well; this one sees the narrower shares, larger lots,
forbidden offers and how many lots a site may have, and is usually higher. Its value is the one that the verifier computes
from the tables and the rules.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from tempa.allocation.planner.bound.ground import Ground, ground
from tempa.allocation.planner.bound.lots import Lots
from tempa.allocation.planner.bound.lower_bound import WARM, Bound, lower_bound, quick_bound
from tempa.allocation.planner.bound.prices import Prices, Rows, allowed, by_name, named_rows, no_prices
from tempa.allocation.planner.problem.model import Problem
from tempa.allocation.planner.problem.tables import Tables, problem_from_tables
from tempa.allocation.planner.side_constraints.apply import apply, without_forbidden
from tempa.allocation.planner.side_constraints.rules import SideConstraints, row_of
from tempa.allocation.planner.verifier.verify import recompute


def bound_under_side_constraints(tables: Tables, rules: SideConstraints, seconds: float = 10.0, on_better: Callable[[Bound], None] | None = None,
                cancelled: Callable[[], bool] | None = None, search: float | None = None) -> Bound:
    """The best bound found in `seconds` (the quick one always is), never below what the quick prices of the programme
    alone prove; `on_better` hears of each better one, `search` as of `lower_bound`. Raises SideConstraintsError."""
    started_at = time.monotonic()
    problem = bounded_problem(tables, rules)
    best: Bound | None = None

    def tell(bound: Bound) -> None:
        nonlocal best
        if best is None or bound.value > best.value:
            best = replace(bound, rows=ruled_rows(ground(problem), bound.prices))
            if on_better is not None:
                on_better(best)

    found = lower_bound(problem, seconds, tell, cancelled, search)
    tried = [found.prices, padded(quick_bound(tables).prices, problem), *([best.prices] if best else [])]
    return best_of(tables, rules, problem, tried, started_at)


def quick_bound_under_side_constraints(tables: Tables, rules: SideConstraints) -> Bound:
    """A bound in about four seconds at the size of the order of 2020."""
    return bound_under_side_constraints(tables, rules, seconds=0.0)


def unpriced_bound(tables: Tables, rules: SideConstraints | None = None) -> Bound:
    """What the verifier proves where hours, cash and all else are free: no solver, nothing to compile, two seconds at the
    size of the order of 2020. For a plan whose better bound was not there in time."""
    started_at = time.monotonic()
    problem = bounded_problem(tables, rules) if rules else problem_from_tables(tables)
    value = recompute(tables, {}, [row_of(rule) for rule in rules.rules] if rules else None)
    return Bound(value, no_prices(ground(problem)), {}, problem.sha256, time.monotonic() - started_at)


def padded(prices: Prices, problem: Problem) -> Prices:
    """Prices of the programme alone, with none on what rules have added: they prove a bound under the rules as well."""
    more = np.zeros(len(problem.groups) - len(prices.group_max))
    longer = replace(prices, group_max=np.append(prices.group_max, more), group_min=np.append(prices.group_min, more))
    return allowed(ground(problem), longer).rounded()


def bounded_problem(tables: Tables, rules: SideConstraints) -> Problem:
    """The problem under the rules as a bound must be given it."""
    return without_forbidden(apply(problem_from_tables(tables), rules, tables))


def best_of(tables: Tables, rules: SideConstraints, problem: Problem, tried: list[Prices], started_at: float) -> Bound:
    """The bound by the best of these prices, valued by the verifier."""
    lots = Lots(ground(problem))
    prices = max(tried, key=lambda one: lots.outcome(one, WARM).bound)
    rows = ruled_rows(lots.g, prices)
    value = recompute(tables, by_name(rows), [row_of(rule) for rule in rules.rules])
    return Bound(value, prices, rows, problem.sha256, time.monotonic() - started_at)


def ruled_rows(g: Ground, prices: Prices) -> Rows:
    """Rows as a certificate states them, those of groups that rules have added too."""
    problem, rows = g.problem, named_rows(g, prices)
    for family, values in (("group_max", prices.group_max), ("group_min", prices.group_min)):
        listed: list[list[str | int | float]] = [
            [code, float(value)] for code, value in zip(problem.groups, values, strict=True)
            if value and code.startswith(("regency:", "newcomers:"))
        ]  # fmt: skip
        if listed:
            rows[family] = listed
    return rows
