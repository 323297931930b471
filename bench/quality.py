"""The 2020 order made by workshops of different skill: which rule of inspection lets the fewest bad machines through?

`python3 run.py bench quality [--runs N]` simulates the order of data/ntb-2020 with seeds fixed beforehand and writes
its figures to docs/benchmarks/quality.md, which also says what is simulated and what is not.
"""

from __future__ import annotations

import argparse
import csv
import math
import platform
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean

import numpy as np
import numpy.typing as npt

from tempa.quality.sampling.bayes import CAP, PREFERENCE, Beta, History, maker_prior, population
from tempa.quality.sampling.budget import go_on, price_of_hour
from tempa.quality.sampling.small_lots import INSPECT_ALL_BELOW
from tempa.quality.sampling.small_lots import plan as small_lot_plan
from tempa.quality.sampling.switching import DISCONTINUED, LotResult, history, next_severity
from tempa.quality.sampling.table import mil_std_105e

ROOT = Path(__file__).resolve().parents[1]
ORDER = ROOT / "data" / "ntb-2020"
PAGE = ROOT / "docs" / "benchmarks" / "quality.md"

LARGEST_LOT = 20
REFIT_EVERY = 25  # lots between two fits of the population of makers
PRICE_EVERY = 5  # lots between two prices of an hour
MEAN_RATE = 0.10
SPREADS = {"narrow": 30.0, "middle": 10.0, "wide": 4.0}  # a + b of the Beta law of the makers' rates
RUNS, FIRST_SEED = 60, 20200817
BAR, SAME_HOURS = 0.30, 0.02
BAYESIAN, BLIND = "Bayesian rule", "Bayesian rule, blind to hours"

Units = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Lot:
    """`units` machines of one type from one maker; inspecting one takes `hours`."""

    maker: str
    units: int
    hours: float


@dataclass(frozen=True)
class World:
    """One simulated order: each maker's rate (of its next lot), and per lot its units as drawn (true = bad)."""

    rates: dict[str, float]
    bad: list[Units]


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


MakeWorld = Callable[[Sequence[Lot], int], World]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 run.py bench quality", description="Which rule of inspection?")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"simulated orders per spread ({RUNS})")
    parser.add_argument("--no-page", action="store_true", help="print only, do not write docs/benchmarks/quality.md")
    chosen = parser.parse_args(arguments)
    if chosen.runs < 1:
        print("--runs must be at least 1.", file=sys.stderr)
        return 2
    lots = lots_of_order()
    studies = []
    for name, strength in SPREADS.items():
        print(f"… {name}", file=sys.stderr, flush=True)
        law = f"Beta({MEAN_RATE * strength:g}, {(1 - MEAN_RATE) * strength:g})"
        studies.append(study(lots, f"{name}, {law}", beta_world(strength), chosen.runs))
    wrong = []
    for name, make in PRIOR_WRONG.items():
        print(f"… {name}", file=sys.stderr, flush=True)
        wrong.append(study(lots, f"{name} (the prior is wrong)", make, chosen.runs))
    lines = [
        *head(lots, chosen.runs), *results([*studies, *wrong]), *coverage_lines(lots, chosen.runs),
        *verdict(studies, wrong),
    ]
    print("\n".join(lines))
    if not chosen.no_page:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0 if all(keeps_bar(s) for s in studies) else 1


# --- the order -------------------------------------------------------------------------------------------------------


def rows(table: str) -> list[dict[str, str]]:
    with open(ORDER / f"{table}.csv", newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def lots_of_order() -> list[Lot]:
    """Each type's quantity in equal lots of at most 20; a lot goes to the maker with an eligible offer (not above the
    owner's estimate) who so far has the fewest units per worker. In the order of the first due date."""
    types = {row["type"]: row for row in rows("types")}
    workers = {row["workshop"]: int(row["workers"]) for row in rows("workshops")}
    quantity: dict[str, int] = defaultdict(int)
    due: dict[str, str] = {}
    for row in rows("orders"):
        quantity[row["type"]] += int(row["quantity"])
        due[row["type"]] = min(row["due_date"], due.get(row["type"], row["due_date"]))
    makers: dict[str, list[str]] = defaultdict(list)
    for row in rows("offers"):
        if int(row["unit_price"]) <= int(types[row["type"]]["unit_price"]):
            makers[row["type"]].append(row["workshop"])
    load: dict[str, int] = defaultdict(int)
    lots = []
    for name in sorted(quantity, key=lambda t: (due[t], t)):
        for units in equal_parts(quantity[name]):
            maker = min(makers[name], key=lambda w: (load[w] / workers[w], w))
            load[maker] += units
            lots.append(Lot(maker, units, float(types[name]["inspection_hours"])))
    return lots


def equal_parts(quantity: int) -> list[int]:
    parts = -(-quantity // LARGEST_LOT)
    return [quantity // parts + (part < quantity % parts) for part in range(parts)]


# --- the worlds ------------------------------------------------------------------------------------------------------


def beta_world(strength: float) -> MakeWorld:
    """Each maker has one rate for good, drawn from Beta with mean 10 % and the given a + b: the prior's own picture."""

    def make(lots: Sequence[Lot], seed: int) -> World:
        rng = np.random.default_rng(seed)
        law = (MEAN_RATE * strength, (1 - MEAN_RATE) * strength)
        rates = {maker: float(rng.beta(*law)) for maker in makers_of(lots)}
        return World(rates, [rng.random(lot.units) < rates[lot.maker] for lot in lots])

    return make


def two_kinds(lots: Sequence[Lot], seed: int) -> World:
    """Four makers in five at 4 %, the fifth at 34 %: no Beta law looks like this."""
    rng = np.random.default_rng(seed)
    rates = {maker: 0.34 if rng.random() < 0.2 else 0.04 for maker in makers_of(lots)}
    return World(rates, [rng.random(lot.units) < rates[lot.maker] for lot in lots])


def drifting(lots: Sequence[Lot], seed: int) -> World:
    """Each lot has a rate of its own round its maker's (a + b = 8); the truth asked for is the rate of the next lot."""
    rng = np.random.default_rng(seed)
    base = {maker: float(np.clip(rng.beta(1.0, 9.0), 1e-4, 0.9999)) for maker in makers_of(lots)}

    def of_lot(maker: str) -> float:
        return float(rng.beta(8 * base[maker], 8 * (1 - base[maker])))

    bad = [rng.random(lot.units) < of_lot(lot.maker) for lot in lots]
    return World({maker: of_lot(maker) for maker in base}, bad)


PRIOR_WRONG: dict[str, MakeWorld] = {"two kinds of makers": two_kinds, "every lot its own rate": drifting}


def makers_of(lots: Sequence[Lot]) -> list[str]:
    return sorted({lot.maker for lot in lots})


# --- the rules -------------------------------------------------------------------------------------------------------


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


# --- the comparison --------------------------------------------------------------------------------------------------


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


# --- do the intervals hold what they say? ----------------------------------------------------------------------------


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


# --- the page --------------------------------------------------------------------------------------------------------


def head(lots: Sequence[Lot], runs: int) -> list[str]:
    import scipy

    units = sum(lot.units for lot in lots)
    hours = sum(lot.units * lot.hours for lot in lots)
    return [
        "# Which rule of inspection lets the fewest bad machines through?",
        "",
        f"Written by `python3 run.py bench quality --runs {runs}` on {datetime.now(UTC):%Y-%m-%d}, "
        f"Python {platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__}.",
        "",
        f"The 2020 order of `data/ntb-2020` ({units:,} machines) in {len(lots)} lots of at most {LARGEST_LOT}, one type "
        f"and one of {len(makers_of(lots))} makers each: equal lots of each type, given to the maker with an eligible "
        f"offer who has the fewest units per worker. Inspecting every machine once would take {hours:,.0f} hours.",
        "",
        f"Simulated: each maker's rate of bad machines (Beta, mean {MEAN_RATE:.0%}; a + b = "
        f"{', '.join(f'{v:g} ({k})' for k, v in SPREADS.items())}: assumed, nobody has published a reject rate), every "
        "machine of its lots independently. An inspector finds what is bad. A rejected lot is sorted; a bad machine "
        "found is repaired and inspected once more, in the hours too. In each order the Bayesian rule gets the hours "
        f"that AQL used in that same order. Seeds {FIRST_SEED} to {FIRST_SEED + runs - 1}, fixed before the rules were "
        "compared. Critical features stand outside: they are checked on every machine under every rule.",
        "",
        "False alarm: a lot inspected completely because of the rule, and nothing in it was bad. Lots no larger than the "
        "sample, and so inspected whole anyway, are none. The AQL plan and the exact plans have c = 0 here, so only a bad "
        "machine makes them sort a lot: they cannot raise one.",
    ]


def results(studies: Sequence[Study]) -> list[str]:
    lines = []
    for s in studies:
        lines += [
            "", f"## Makers: {s.makers}", "",
            f"{s.made_bad:.1f} bad machines made per order (mean of {s.runs} orders).", "",
            "| rule | bad machines shipped | inspector hours | hours / AQL | fewer bad than AQL | orders with fewer | "
            "false alarms |",
            "|---|---|---|---|---|---|---|",
        ]
        lines += [
            f"| {r.rule} | {r.shipped:.1f} | {r.hours:,.0f} | {r.hours_to_aql:.3f} | {r.less:.1%} | {r.better_runs:.0%} | "
            f"{r.false_alarms:.1f} |"
            for r in s.rows.values()
        ]
    return lines


def coverage_lines(lots: Sequence[Lot], runs: int) -> list[str]:
    lines = [
        "", "## Do the 90 % intervals of a maker's rate hold what they say?", "",
        "Share of makers whose true rate lies in its interval after the order. The first column may be judged (88 to 92 % "
        "asked): there the prior is the law the makers were drawn from. The others show what happens when the law is "
        f"fitted from the same order, when a history is capped at {CAP} machines (wider on purpose), and when the makers "
        "are not as the prior thinks.", "",
        "| makers | known law | fitted law | fitted law, capped history |", "|---|---|---|---|",
    ]
    for name, (known, fitted, capped) in all_coverages(lots, runs):
        lines.append(f"| {name} | {'–' if math.isnan(known) else f'{known:.1%}'} | {fitted:.1%} | {capped:.1%} |")
    return lines


def verdict(studies: Sequence[Study], wrong: Sequence[Study]) -> list[str]:
    lines = [
        "", "## Against the bar", "",
        f"At least {BAR:.0%} fewer bad machines than AQL at the same hours (±{SAME_HOURS:.0%}):", "",
    ]
    for s in [*studies, *wrong]:
        found, blind = s.rows[BAYESIAN], s.rows[BLIND]
        lines.append(
            f"- {s.makers}: {found.less:.1%} fewer at {found.hours_to_aql:.3f} of the hours: "
            f"{'kept' if keeps_bar(s) else 'NOT kept'}. Learning alone, blind to how long a type takes: {blind.less:.1%} "
            f"at {blind.hours_to_aql:.3f}."
        )
    return lines
