"""Many simulated orders under every rule of `bench quality`: what was shipped, and whether intervals hold what they say."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from bench.quality_rules import Outcome, aql, aql_switching, bayesian, small_lots
from bench.quality_worlds import MEAN_RATE, PRIOR_WRONG, SPREADS, Lot, MakeWorld, beta_world
from tempa.quality.sampling.bayes import CAP, Beta, population

RUNS, FIRST_SEED = 60, 20200817
BAR, SAME_HOURS = 0.30, 0.02
BAYESIAN, BLIND = "Bayesian rule", "Bayesian rule, blind to hours"


@dataclass(frozen=True)
class Row:
    """Means over the runs of one rule; `less` is the share of bad machines it spares against AQL (negative: more)."""

    rule: str
    shipped: float
    hours: float
    false_alarms: float
    hours_to_aql: float
    less: float
    better_runs: float


@dataclass(frozen=True)
class Study:
    makers: str
    runs: int
    made_bad: float
    rows: dict[str, Row]


def study(lots: Sequence[Lot], name: str, make: MakeWorld, runs: int) -> Study:
    """In each simulated order the Bayesian rule gets the hours that AQL used in that same order."""
    outcomes: dict[str, list[Outcome]] = defaultdict(list)
    made_bad = []
    for k in range(runs):
        world = make(lots, FIRST_SEED + k)
        made_bad.append(float(sum(units.sum() for units in world.bad)))
        by_table, exact = aql(lots, world), small_lots(lots, world)
        outcomes["AQL II 2.5"].append(by_table)
        outcomes["AQL II 2.5 with switching"].append(aql_switching(lots, world))
        outcomes["small-lot plans"].append(exact)
        outcomes[BAYESIAN].append(bayesian(lots, world, by_table.hours))
        outcomes[BLIND].append(bayesian(lots, world, by_table.hours, by_hours=False))
        outcomes["Bayesian rule, hours of small-lot plans"].append(bayesian(lots, world, exact.hours))
    base = outcomes["AQL II 2.5"]
    return Study(name, runs, fmean(made_bad), {rule: row(rule, found, base) for rule, found in outcomes.items()})


def row(rule: str, found: Sequence[Outcome], base: Sequence[Outcome]) -> Row:
    shipped, hours = fmean(o.shipped for o in found), fmean(o.hours for o in found)
    return Row(
        rule, shipped, hours, fmean(o.false_alarms for o in found),
        hours / fmean(o.hours for o in base), 1 - shipped / fmean(o.shipped for o in base),
        fmean(float(a.shipped < b.shipped) for a, b in zip(found, base, strict=True)),
    )


def keeps_bar(study: Study) -> bool:
    found = study.rows[BAYESIAN]
    return found.less >= BAR and abs(found.hours_to_aql - 1) <= SAME_HOURS


def coverage(lots: Sequence[Lot], make: MakeWorld, runs: int, known: Beta | None) -> tuple[float, float, float]:
    """Share of makers whose true rate lies in its 90 % interval, after a run of the Bayesian rule with 70 % of the hours.

    Three intervals: from the law the makers were drawn from (`known`; else not a number), from the fitted law, both
    with the whole history, and from the fitted law with the history capped at 20.
    """
    available = 0.7 * sum(lot.units * lot.hours for lot in lots)
    inside: tuple[list[bool], list[bool], list[bool]] = ([], [], [])
    for k in range(runs):
        world = make(lots, FIRST_SEED + k)
        seen = bayesian(lots, world, available).seen
        fitted = population(list(seen.values()))
        for maker, found in seen.items():
            laws = (known or fitted).after(found.bad, found.inspected), fitted.after(found.bad, found.inspected)
            for held, law in zip(inside, (*laws, laws[1].capped(CAP)), strict=True):
                low, high = law.interval("0.9")
                held.append(low <= world.rates[maker] <= high)
    return fmean(inside[0]) if known else math.nan, fmean(inside[1]), fmean(inside[2])


def all_coverages(lots: Sequence[Lot], runs: int) -> Iterable[tuple[str, tuple[float, float, float]]]:
    for name, strength in SPREADS.items():
        known = Beta(MEAN_RATE * strength, (1 - MEAN_RATE) * strength)
        yield f"Beta, {name}", coverage(lots, beta_world(strength), runs, known)
    for name, make in PRIOR_WRONG.items():
        yield name, coverage(lots, make, runs, None)
