"""Bands instead of points: the bill of goods over stated uncertainties, thousands of draws at once.

Cost shares are Dirichlet (they add up in every draw), margins and local shares triangular, all seeded. The table
itself is taken as it is: its errors are not in the band, and the page that shows a band has to say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tempa.impact.multipliers.errors import MultiplierError
from tempa.impact.multipliers.leontief import inverse
from tempa.impact.multipliers.table import Array, Coefficients, Role

SOURCE = "stated uncertainties of a spending profile"
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Triangular:
    """Least, likeliest and greatest value of a share; all three equal means certain."""

    low: float
    likely: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.likely <= self.high <= 1:
            bound = "must be in order and between 0 and 1"
            raise MultiplierError(f"triangle {self.low}, {self.likely}, {self.high}", bound, SOURCE)

    def draw(self, generator: np.random.Generator, draws: int) -> Floats:
        if self.low == self.high:
            return np.full(draws, self.low)
        return generator.triangular(self.low, self.likely, self.high, draws)


@dataclass(frozen=True)
class UncertainItem:
    """One item of the profile: its likely share of the budget, who makes it here, how much of it, margins on the
    rest.
    """

    item: str
    share: float
    sector: str = ""
    local_share: Triangular = Triangular(0.0, 0.0, 0.0)
    margins: tuple[tuple[str, Triangular], ...] = ()


@dataclass(frozen=True)
class UncertainProfile:
    """Shares of wages, surplus, taxes and items add up to 1. `weight` is the Dirichlet weight: how sure the shares are.

    A share p varies with the standard deviation √(p (1 − p) / (weight + 1)); a weight of 100 moves a share of 20 %
    by 4 %.
    """

    wages: float
    surplus: float
    items: tuple[UncertainItem, ...]
    taxes: float = 0.0
    weight: float = 100.0

    def shares(self) -> dict[str, float]:
        own = {"wages": self.wages, "surplus": self.surplus, "taxes": self.taxes}
        return own | {f"item {i.item}": i.share for i in self.items}

    def __post_init__(self) -> None:
        shares = self.shares()
        if len(shares) != 3 + len(self.items):
            raise MultiplierError("two items of one name", "every item has a name of its own", SOURCE)
        for name, share in shares.items():
            if not 0 <= share <= 1:
                raise MultiplierError(f"share of {name} {share}", "must be between 0 and 1", SOURCE)
        if abs(sum(shares.values()) - 1) > 1e-9:
            raise MultiplierError(f"shares add up to {sum(shares.values()):.6f}", "must add up to 1", SOURCE)
        if self.weight <= 0:
            raise MultiplierError(f"weight {self.weight}", "must be above 0", "Dirichlet distribution")
        if any(i.local_share.high > 0 and not i.sector for i in self.items):
            raise MultiplierError("an item made here has no sector", "what is made here is made by a sector", SOURCE)


@dataclass(frozen=True)
class Band:
    """The 5th, 50th and 95th percentile of the draws, per unit spent (jobs: per unit of the table's money)."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, eq=False)
class Bands:
    """`closing_error`: the largest amount by which any draw failed to add up to 1."""

    draws: int
    seed: int
    bands: Mapping[str, Band]
    closing_error: float


def monte_carlo(
    c: Coefficients, profile: UncertainProfile, seed: int, draws: int = 5000, leontief: Array | None = None
) -> Bands:
    """Draw the profile `draws` times and push each through the table; equal seeds give equal bands."""
    if draws < 100:
        raise MultiplierError(f"{draws} draws", "needs at least 100 for a 5th percentile", "Monte Carlo")
    generator = np.random.default_rng(seed)
    shares = draw_shares(profile, generator, draws)
    per_unit = effects_per_unit(c, inverse(c.a) if leontief is None else leontief)
    indirect: dict[str, Floats] = {name: np.zeros(draws) for name in per_unit}
    leaked = np.zeros(draws)
    for k, item in enumerate(profile.items):
        flows = draw_flows(item, shares[:, 3 + k], generator)
        leaked += shares[:, 3 + k] - sum((amount for _, amount in flows), np.zeros(draws))
        for name, effect in per_unit.items():
            for sector, amount in flows:
                indirect[name] += amount * known(effect, sector, item.item)
    direct = shares[:, :3].sum(axis=1)
    results = {
        "value added here": direct + indirect["value added"],
        "direct": direct,
        "indirect": indirect["value added"],
        "wages, direct and indirect": shares[:, 0] + indirect["wages"],
        "outside": leaked + indirect["outside"],
    }
    closing = np.abs(results["value added here"] + results["outside"] - 1).max()
    results |= {"jobs, indirect": indirect["jobs"]} if "jobs" in indirect else {}
    return Bands(draws, seed, {name: band(values) for name, values in results.items()}, float(closing))


def effects_per_unit(c: Coefficients, leontief: Array) -> dict[str, dict[str, float]]:
    """Effect of one unit bought from each sector, by sector code: the draws then need no matrix at all."""
    vectors = {
        "value added": c.value_added(),
        "outside": c.part(Role.IMPORTS) + c.part(Role.PRODUCT_TAXES),
        "wages": c.part(Role.WAGES),
    }
    vectors |= {} if c.employment is None else {"jobs": c.employment}
    return {name: dict(zip(c.codes, (float(x) for x in v @ leontief), strict=True)) for name, v in vectors.items()}


def draw_shares(profile: UncertainProfile, generator: np.random.Generator, draws: int) -> Floats:
    """Dirichlet draws; a share of exactly 0 stays 0."""
    likely = np.array(list(profile.shares().values()))
    shares = np.zeros((draws, likely.size))
    positive = likely > 0
    shares[:, positive] = generator.dirichlet(profile.weight * likely[positive], draws)
    return shares


def draw_flows(item: UncertainItem, spent: Floats, generator: np.random.Generator) -> list[tuple[str, Floats]]:
    """What reaches local sectors of this item in each draw: its maker here, and the margins on the rest."""
    if sum(m.high for _, m in item.margins) > 1:
        raise MultiplierError(f"{item.item}: margins", "must together stay at most 1 at their greatest", SOURCE)
    local = spent * item.local_share.draw(generator, spent.size)
    made = [(item.sector, local)] if item.sector else []
    rest = spent - local
    return made + [(sector, rest * margin.draw(generator, spent.size)) for sector, margin in item.margins]


def known(effect: Mapping[str, float], sector: str, item: str) -> float:
    if sector not in effect:
        raise MultiplierError(f"{item}: sector {sector}", f"the table knows {', '.join(list(effect)[:8])}", SOURCE)
    return float(effect[sector])


def band(values: Floats) -> Band:
    low, middle, high = (float(x) for x in np.quantile(values, (0.05, 0.5, 0.95)))
    return Band(low, middle, high)
