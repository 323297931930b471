"""What the lower bound works on: the problem's offers, lot sizes, hours and limits as flat arrays in hours and rupiah.

An offer is one type at one site; a cell is an offer with a lot size, at `cell_start[offer] + units`. The limits are those
of the rules, each with the tolerance that a checker allows, so that the bound also holds for plans at the very edge.
The bound is one of the programme: what is begun, pinned or forbidden in a problem made for planning again is not seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tempa.allocation.planner.problem.model import NO_LIMIT, Flags, Integers, Problem, Reals

ALLOWANCE = 1e-6
"""Hours and units of material by which a valid plan may exceed a limit; 1 rupiah for cash."""


@dataclass(frozen=True, eq=False)
class Ground:
    """Arrays of a problem; sizes as in `Problem`, and J offers, C cells, N materials with a weekly supply."""

    problem: Problem
    line_of: Integers
    """(O,) line of an option."""
    offer_of: Integers
    """(O,) offer of an option."""
    offer_site: Integers
    offer_type: Integers
    offer_price: Reals
    offer_cash: Reals
    offer_least: Integers
    offer_most: Integers
    cell_start: Integers
    cells: int
    hours: Reals
    """(T, R) per unit."""
    setup: Reals
    """(T, R) per lot."""
    capacity: Reals
    """(S, R, H) hours."""
    providers: tuple[tuple[int, ...], ...]
    """Per site, whose hours its lots may use: its own, its lead's, the facilities'."""
    limited: tuple[int, ...]
    """Materials with a weekly supply, N."""
    parts: Reals
    """(T, N) per unit."""
    supply: Reals
    """(N, H) that can have arrived."""
    cash_limited: Flags
    pilot_limited: Flags
    group_limited: Flags

    @property
    def price(self) -> Reals:
        """(T,) owner's estimate."""
        return self.problem.type_price.astype(float)

    @property
    def inspection(self) -> Reals:
        """(T,) hours per unit."""
        return self.problem.type_inspection / 100.0

    @property
    def most_lots(self) -> Integers:
        """(S,) lots that an added rule allows a site; `NO_LIMIT` where none does."""
        most = self.problem.site_lots_max
        return np.full(len(self.problem.sites), NO_LIMIT, dtype=np.int64) if most is None else most

    @property
    def lots_limited(self) -> Flags:
        """(S,)."""
        return self.most_lots < NO_LIMIT

    @property
    def late_cost(self) -> Reals:
        """(L, H) rupiah per unit inspected in that week."""
        problem = self.problem
        per_week = problem.lateness_rate * self.price[problem.line_type]
        late: Reals = problem.weeks_late * per_week[:, None]
        return late

    @property
    def unplanned_cost(self) -> Reals:
        """(L,) rupiah per unit."""
        return self.problem.unplanned_rate * self.price[self.problem.line_type]


def ground(problem: Problem) -> Ground:
    """The arrays of a problem."""
    line_of = np.repeat(np.arange(len(problem.lines)), np.diff(problem.option_start)).astype(np.int64)
    offers = offer_arrays(problem, line_of)
    hours, setup = hour_arrays(problem)
    parts, supply, limited = material_arrays(problem)
    return Ground(
        problem=problem, line_of=line_of, hours=hours, setup=setup, capacity=problem.capacity / 100.0,
        providers=tuple(tuple(dict.fromkeys(problem.providers_of(site))) for site in range(len(problem.sites))),
        limited=limited, parts=parts, supply=supply,
        cash_limited=problem.cash_limit < NO_LIMIT, pilot_limited=problem.type_units_max < NO_LIMIT,
        group_limited=problem.group_max < NO_LIMIT, **offers,
    )


def offer_arrays(problem: Problem, line_of: Integers) -> dict[str, Any]:
    """Offers in the order of site and type, with the smallest and largest lot that any line could ask of them."""
    keys = np.stack([problem.option_site, problem.line_type[line_of]], axis=1).reshape(-1, 2)
    pairs, first, offer_of = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    offer_of = offer_of.reshape(-1).astype(np.int64)
    least = np.full(len(pairs), 2**31)
    most = np.zeros(len(pairs), dtype=np.int64)
    np.minimum.at(least, offer_of, problem.line_min_lot[line_of])
    np.maximum.at(most, offer_of, problem.line_quantity[line_of])
    site, kind = pairs[:, 0], pairs[:, 1]
    cash = problem.option_cash[first].astype(float)
    for limit in lot_limits(problem, site, kind, cash):
        most = np.minimum(most, limit)
    most = np.maximum(most, 0).astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(most + 1)]).astype(np.int64)
    return {
        "offer_of": offer_of, "offer_site": site.astype(np.int64), "offer_type": kind.astype(np.int64),
        "offer_price": problem.option_offer[first].astype(float), "offer_cash": cash,
        "offer_least": least.astype(np.int64), "offer_most": most, "cell_start": starts[:-1], "cells": int(starts[-1]),
    }


def lot_limits(problem: Problem, site: Integers, kind: Integers, cash: Reals) -> list[Integers]:
    """Limits that one lot must keep on its own, as units per offer: pilot, site, groups, inspection of a week, cash."""
    price = problem.type_price[kind]
    limits = [problem.type_units_max[kind], problem.site_value_max[site] // price]
    for member, most in zip(problem.group_member, problem.group_max, strict=True):
        limits.append(np.where(member[site], most // price, NO_LIMIT))
    inspection = problem.type_inspection[kind]
    limits.append(np.where(inspection > 0, problem.inspection_hours // np.maximum(inspection, 1), NO_LIMIT))
    limit = problem.cash_limit[problem.site_payer[site]]
    within = (limit + 1) // np.maximum(cash, 1).astype(np.int64)
    limits.append(np.where((limit < NO_LIMIT) & (cash > 0), within, NO_LIMIT))
    return limits


def hour_arrays(problem: Problem) -> tuple[Reals, Reals]:
    """Hours per unit and per lot, (T, R): steps on one resource are added up."""
    shape = (len(problem.types), problem.capacity.shape[1])
    hours, setup = np.zeros(shape), np.zeros(shape)
    kind = np.repeat(np.arange(shape[0]), np.diff(problem.step_start))
    np.add.at(hours, (kind, problem.step_resource), problem.step_unit_hours / 100.0)
    np.add.at(setup, (kind, problem.step_resource), problem.step_setup_hours / 100.0)
    return hours, setup


def material_arrays(problem: Problem) -> tuple[Reals, Reals, tuple[int, ...]]:
    """Parts per unit and arrivals of the materials that come at a weekly rate."""
    ever = problem.supply.max(axis=1, initial=0)  # what never comes is seen in `type_first_start`
    limited = tuple(np.flatnonzero((ever > 0) & (ever < NO_LIMIT)).tolist())
    parts = np.zeros((len(problem.types), len(problem.materials)))
    kind = np.repeat(np.arange(len(problem.types)), np.diff(problem.bom_start))
    np.add.at(parts, (kind, problem.bom_material), problem.bom_quantity / 10_000.0)
    weeks = np.arange(1, problem.weeks + 1)
    supply = problem.supply[list(limited)].reshape(-1, problem.weeks) / 10_000.0 + ALLOWANCE * (weeks + 1)
    return np.ascontiguousarray(parts[:, list(limited)]), supply, limited
