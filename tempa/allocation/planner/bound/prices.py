"""Prices of every limit that lots share: the multipliers behind a bound, as arrays, as one vector and by row name."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from tempa.allocation.planner.bound.ground import Ground
from tempa.allocation.planner.problem.model import NO_LIMIT, RESOURCES, Reals

Rows = dict[str, list[list[str | int | float]]]
DIGITS = 8
"""Significant digits that a certificate keeps; the bound is worked out from the kept ones."""


@dataclass(frozen=True, eq=False)
class Prices:
    """Rupiah per hour, per rupiah tied up or of value, per unit; all ≥ 0 but `balance`, within ± the imbalance rate."""

    hours: Reals
    """(S, R, H)."""
    cash: Reals
    """(S, H + payment lag)."""
    inspection: Reals
    """(H,)."""
    supply: Reals
    """(N, H): a row limits what is used up to that week."""
    group_max: Reals
    """(G,)."""
    group_min: Reals
    """(G,)."""
    site_max: Reals
    """(S,)."""
    budget: Reals
    """(B,)."""
    pilot: Reals
    """(T,)."""
    balance: Reals
    """(S,)."""
    lots: Reals
    """(S,), rupiah per lot: where an added rule limits how many a site may have."""

    def vector(self) -> Reals:
        return np.concatenate([getattr(self, f.name).ravel() for f in fields(self)])

    def from_vector(self, vector: Reals) -> Prices:
        """Prices of the same shapes out of one vector."""
        parts, at = {}, 0
        for f in fields(self):
            shape = getattr(self, f.name).shape
            size = int(np.prod(shape))
            parts[f.name] = vector[at:at + size].reshape(shape)
            at += size
        return Prices(**parts)

    def rounded(self) -> Prices:
        """The prices to the digits that a certificate keeps."""
        return self.from_vector(np.array([float(f"{value:.{DIGITS}g}") for value in self.vector()]))


def no_prices(g: Ground) -> Prices:
    problem = g.problem
    sites, resources, weeks = g.capacity.shape
    return Prices(
        hours=np.zeros((sites, resources, weeks)), cash=np.zeros((sites, weeks + problem.payment_lag)),
        inspection=np.zeros(weeks), supply=np.zeros(g.supply.shape), group_max=np.zeros(len(problem.groups)),
        group_min=np.zeros(len(problem.groups)), site_max=np.zeros(sites), budget=np.zeros(len(problem.budget)),
        pilot=np.zeros(len(problem.types)), balance=np.zeros(sites), lots=np.zeros(sites),
    )


def limits(g: Ground) -> Prices:
    """The right side of every row, in the shapes of prices; 0 where there is no row."""
    problem = g.problem
    weeks = problem.weeks
    cash = np.where(g.cash_limited, problem.cash_limit + 1.0, 0.0)
    return Prices(
        hours=g.capacity, cash=np.repeat(cash[:, None], weeks + problem.payment_lag, axis=1),
        inspection=np.full(weeks, problem.inspection_hours / 100.0), supply=g.supply,
        group_max=np.where(g.group_limited, problem.group_max, 0).astype(float),
        group_min=-problem.group_min.astype(float), site_max=problem.site_value_max.astype(float),
        budget=problem.budget.astype(float),
        pilot=np.where(g.pilot_limited, problem.type_units_max, 0).astype(float), balance=problem.fair_value,
        lots=np.where(g.lots_limited, g.most_lots, 0).astype(float),
    )


def rows_present(g: Ground) -> NDArray[np.bool_]:
    """Which entries of the price vector are rows that a bound may use: hours of the last week never are used."""
    problem = g.problem
    hours = np.repeat((g.capacity.max(axis=2) > 0)[:, :, None], problem.weeks, axis=2)
    hours[:, :, -1:] = False
    cash = np.repeat(g.cash_limited[:, None], problem.weeks + problem.payment_lag, axis=1)
    everything = np.ones
    present = (
        hours, cash, everything(problem.weeks, bool), everything(g.supply.shape, bool), g.group_limited,
        problem.group_min > 0, problem.site_value_max < NO_LIMIT, everything(len(problem.budget), bool),
        g.pilot_limited, problem.fit, g.lots_limited,
    )
    return np.concatenate([part.ravel() for part in present])


def allowed(g: Ground, prices: Prices) -> Prices:
    """The nearest prices that weak duality allows: 0 where there is no row, ≥ 0, balance within the imbalance rate."""
    vector = np.where(rows_present(g), prices.vector(), 0.0)
    kept = prices.from_vector(np.nan_to_num(vector, nan=0.0, posinf=0.0, neginf=0.0))
    rate = g.problem.imbalance_rate
    positive = prices.from_vector(np.maximum(kept.vector(), 0.0))
    return replace(positive, balance=np.clip(kept.balance, -rate, rate))


def unit_costs(g: Ground, prices: Prices) -> Reals:
    """(O,) rupiah per unit that do not depend on the lot: offer, freight, prices of budget, value and pilot."""
    problem = g.problem
    value = prices.balance + prices.site_max + (prices.group_max - prices.group_min) @ problem.group_member
    kind = problem.line_type[g.line_of]
    unit: Reals = (problem.option_offer * (1.0 + prices.budget[problem.line_budget[g.line_of]])
                   + problem.option_freight + g.price[kind] * value[problem.option_site] + prices.pilot[kind])
    return unit


def unplanned_costs(g: Ground, prices: Prices) -> Reals:
    """(L,) rupiah per unit left unplanned; the least shares forgive its value."""
    cost: Reals = g.unplanned_cost - g.price[g.problem.line_type] * prices.group_min.sum()
    return cost


def named_rows(g: Ground, prices: Prices) -> Rows:
    """Family -> rows of name and multiplier, as a certificate states them; zeros are left out.

    Groups that a planner added to the programme's own have no row in a certificate.
    """
    problem = g.problem
    site, weeks = problem.sites, range(problem.weeks)
    rows: Rows = {
        "hours": [[site[s], RESOURCES[r], w, prices.hours[s, r, w]] for s, r, w in np.argwhere(prices.hours).tolist()],
        "cash": [[site[s], w, prices.cash[s, w]] for s, w in np.argwhere(prices.cash).tolist()],
        "inspection": [[w, prices.inspection[w]] for w in weeks],
        "supply": [[problem.materials[g.limited[m]], w, prices.supply[m, w]]
                   for m, w in np.argwhere(prices.supply).tolist()],
        "cluster_max": [], "cluster_min": [], "school_max": [], "school_min": [],
        "site_max": [[code, prices.site_max[s]] for s, code in enumerate(site)],
        "budget": [[code, prices.budget[b]] for b, code in enumerate(problem.budget_lines)],
        "pilot": [[code, prices.pilot[t]] for t, code in enumerate(problem.types)],
        "balance": [[code, prices.balance[s]] for s, code in enumerate(site)],
        "site_lots": [[code, prices.lots[s]] for s, code in enumerate(site)],
    }
    for index, group in enumerate(problem.groups):
        family, _, code = group.partition(":")
        name: list[str | int | float] = [code] if family == "cluster" else []
        if family == "cluster" or group == "school":
            rows[f"{family}_max"].append([*name, prices.group_max[index]])
            rows[f"{family}_min"].append([*name, prices.group_min[index]])
    return {family: kept for family, listed in rows.items() if (kept := _without_zeros(listed))}


def _without_zeros(rows: list[list[str | int | float]]) -> list[list[str | int | float]]:
    return [[*row[:-1], float(row[-1])] for row in rows if row[-1] != 0]


def by_name(rows: Rows) -> dict[str, dict[tuple[str | int, ...], float]]:
    """The same rows as family -> name -> multiplier."""
    return {family: {tuple(part for part in row[:-1] if not isinstance(part, float)): float(row[-1]) for row in listed}
            for family, listed in rows.items()}
