"""The rules of inspection that `bench quality` compares, each run over one simulated order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from bench.quality_worlds import Lot, Units, World
from tempa.quality.sampling.bayes import PREFERENCE, Beta, History, maker_prior, population
from tempa.quality.sampling.budget import go_on, price_of_hour
from tempa.quality.sampling.small_lots import INSPECT_ALL_BELOW
from tempa.quality.sampling.small_lots import plan as small_lot_plan
from tempa.quality.sampling.switching import DISCONTINUED, LotResult, history, next_severity
from tempa.quality.sampling.table import mil_std_105e

REFIT_EVERY = 25  # lots between two fits of the population of makers
PRICE_EVERY = 5  # lots between two prices of an hour


@dataclass
class Outcome:
    """What a rule did to one order; `seen` is what it knows of each maker at the end."""

    shipped: int = 0
    hours: float = 0.0
    false_alarms: int = 0
    seen: dict[str, History] = field(default_factory=dict)

    def book(self, lot: Lot, bad: Units, inspected: int, sample: int) -> None:
        """`inspected` units looked at, `sample` of them in any case; each bad one found is repaired and seen again.

        A false alarm: more than the sample was inspected, up to the whole lot, and nothing was bad.
        """
        found = int(bad[:inspected].sum())
        self.shipped += int(bad[inspected:].sum())
        self.hours += lot.hours * (inspected + found)
        self.false_alarms += int(sample < inspected == lot.units and not bad.any())
        before = self.seen.get(lot.maker, History(0, 0))
        self.seen[lot.maker] = History(before.bad + found, before.inspected + inspected)


def aql(lots: Sequence[Lot], world: World) -> Outcome:
    """MIL-STD-105E level II, AQL 2.5, normal inspection; a rejected lot is sorted."""
    out = Outcome()
    for lot, bad in zip(lots, world.bad, strict=True):
        n, ac = table_plan(lot, "normal")
        out.book(lot, bad, lot.units if bad[:n].sum() > ac else n, n)
    return out


def aql_switching(lots: Sequence[Lot], world: World) -> Outcome:
    """The same with the switching rules, a maker's lots as one series; discontinued means every unit is inspected."""
    out = Outcome()
    series: dict[str, list[LotResult]] = defaultdict(list)
    for lot, bad in zip(lots, world.bad, strict=True):
        severity = next_severity(history(series[lot.maker]))
        n, ac = (lot.units, 0) if severity == DISCONTINUED else table_plan(lot, severity)
        rejected = bool(bad[:n].sum() > ac)
        if severity != DISCONTINUED:
            series[lot.maker].append(LotResult(accepted=not rejected, ac=ac))
        out.book(lot, bad, lot.units if rejected else n, n)
    return out


def table_plan(lot: Lot, severity: str) -> tuple[int, int]:
    """A lot of one unit, for which the table has no letter, is inspected."""
    if lot.units == 1:
        return 1, 0
    found = mil_std_105e().plan(lot.units, "2.5", "II", severity)
    return found.n, found.ac


def small_lots(lots: Sequence[Lot], world: World) -> Outcome:
    """Exact plan c = 0, LQ 20 %, beta 10 %, every unit of a lot under ten; a rejected lot is sorted."""
    out = Outcome()
    for lot, bad in zip(lots, world.bad, strict=True):
        advice = small_lot_plan(lot.units) if lot.units >= INSPECT_ALL_BELOW else None
        n = advice.n if advice and not advice.inspect_all else lot.units
        out.book(lot, bad, lot.units if bad[:n].any() else n, n)
    return out


def bayesian(lots: Sequence[Lot], world: World, available: float, by_hours: bool = True) -> Outcome:
    """The rule of `tempa.quality.sampling.budget` with `available` hours for the whole order.

    It begins with Beta(1, 19) for every maker, fits the population of makers every 25 lots, caps each history at 20,
    prices an hour anew every 5 lots from the lots still to come, and looks at one unit of each lot at least. Without
    `by_hours` a bad machine is worth as much as the hours of its inspection, so that cheap types are not preferred.
    """
    out, of_all = Outcome(), Beta(*PREFERENCE)
    hours = np.array([lot.hours for lot in lots])
    units = np.array([float(lot.units) for lot in lots])
    worth = np.ones_like(hours) if by_hours else hours
    price = 0.0
    for number, (lot, bad) in enumerate(zip(lots, world.bad, strict=True)):
        if number and number % REFIT_EVERY == 0:
            of_all = population(list(out.seen.values()))
        if number % PRICE_EVERY == 0:
            laws = [maker_prior(of_all, out.seen.get(rest.maker, History(0, 0))) for rest in lots[number:]]
            a, b = np.array([law.a for law in laws]), np.array([law.b for law in laws])
            left = max(available - out.hours, 0.0)
            price = price_of_hour(a, b, units[number:], hours[number:], left, worth[number:])
        law, n = maker_prior(of_all, out.seen.get(lot.maker, History(0, 0))), 0
        while n < lot.units and (n == 0 or go_on(law, lot.hours, price, float(worth[number]))):
            law, n = law.after(int(bad[n]), 1), n + 1
        out.book(lot, bad, n, 1)
    return out
