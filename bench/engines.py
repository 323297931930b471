"""Speed and weight of all engines: each figure beside its bar and beside a bare operation timed in the same run.

`python3 run.py bench engines [--out FILE]` prints the table and writes it as Markdown. A bare operation is the
least that any program would have to do for the same answer, without checks, names or explanations; the ratio is
what those cost.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import product
from math import comb
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import scipy

from bench import settlement
from tempa.impact.multipliers import (
    InputOutputTable,
    Role,
    Triangular,
    UncertainItem,
    UncertainProfile,
    coefficients,
    household_base,
    load_long,
    monte_carlo,
    multipliers,
)
from tempa.impact.multipliers.leontief import inverse
from tempa.impact.multipliers.linkages import backward_linkage, forward_linkage
from tempa.quality.sampling.curves import hypergeometric
from tempa.quality.sampling.small_lots import plan as small_lot_plan
from tempa.quality.sampling.table import mil_std_105e

ROOT = Path(__file__).resolve().parents[1]
UNITED_KINGDOM = ROOT.parent / "shared" / "vectors" / "data" / "uk_2010_siot_domestic_pxp.csv.gz"
ENGINES = {
    "quality/sampling": "tempa.quality.sampling.small_lots, tempa.quality.sampling.bayes",
    "quality/sampling, charts and variables": "tempa.quality.sampling.charts, tempa.quality.sampling.variables",
    "catalogue/costing": "tempa.catalogue.costing.solve",
    "payment/settlement": "tempa.payment.settlement",
    "impact/multipliers": "tempa.impact.multipliers",
}
LOTS, QUALITIES, NUMBERS = range(2, 201), ("0.05", "0.10", "0.20"), (0, 1, 2)


@dataclass(frozen=True)
class Spent:
    """Seconds by the clock on the wall and by the processor, each the least of several runs."""

    wall: float
    work: float


@dataclass(frozen=True)
class Figure:
    """Ours against the bare operation; `bar` is the most seconds that issue 4 allows."""

    name: str
    ours: Spent
    bar: float
    bare_name: str
    bare: float  # processor seconds

    def cells(self) -> tuple[str, ...]:
        held = "yes" if self.ours.work <= self.bar else "NO"
        ratio = f"{self.ours.work / self.bare:,.1f}"
        ours = shown(self.ours.work), shown(self.ours.wall)
        return self.name, *ours, shown(self.bar), held, self.bare_name, shown(self.bare), ratio


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 run.py bench engines")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks" / "engines.md")
    out: Path = parser.parse_args(arguments).out
    load = os.getloadavg()[0]
    table, origin = table_of_127()
    figures = [*sampling(), settled(), *multiplied(table), *imports()]
    page = render(figures, origin, load)
    print(page)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page, encoding="utf-8")
    return 0


def sampling() -> Iterator[Figure]:
    """The slowest of all small-lot plans, and every cell of the AQL table looked up once."""
    asked = [(lot, lq, c) for lot, lq, c in product(LOTS, QUALITIES, NUMBERS) if -(-lot * int(lq[2:]) // 100) > c]

    def forgetful(lot: int, lq: str, c: int) -> None:
        getattr(hypergeometric, "cache_clear", lambda: None)()  # where it remembers, it starts anew
        small_lot_plan(lot, lq, c)

    ours, (lot, lq, c) = max(((best(partial(forgetful, *a), 3), a) for a in asked), key=lambda call: call[0].work)
    found = small_lot_plan(lot, lq, c)
    yield Figure(
        f"small-lot plan, the slowest of {len(asked):,}, nothing remembered (lot {lot}, limit {lq}, c = {c})",
        ours,
        0.05,
        "its acceptance probability once, by binomials",
        best(lambda: pass_probability(found.lot, found.bad, found.n, found.c), 200).work,
    )
    book = mil_std_105e()
    cells = list(product(book.plans, book.letters, book.aqls))
    yield Figure(
        f"AQL table, all {len(cells):,} cells looked up",
        best(lambda: [book.cell(letter, aql, severity) for severity, letter, aql in cells], 20),
        0.01,
        "the same cells from nested dicts",
        best(lambda: [book.plans[severity][letter][aql] for severity, letter, aql in cells], 20).work,
    )


def pass_probability(lot: int, bad: int, n: int, c: int) -> float:
    return sum(comb(bad, k) * comb(lot - bad, n - k) for k in range(c + 1)) / comb(lot, n)


def settled() -> Figure:
    """The settlement bench's own measure; its bare calculation is derived from its ratio."""
    measured = settlement.measure()
    ours = Spent(measured["settlement of 10,000 contracts (s)"], measured["the same, processor time (s)"])
    bare = ours.work / measured["times a bare calculation of the amounts"]
    return Figure("settlement of 10,000 contracts (one run)", ours, 2.0, "the amounts alone at one rate", bare)


def multiplied(table: InputOutputTable) -> Iterator[Figure]:
    c, profile = coefficients(table), spending_profile(table)
    identity, alpha = np.eye(len(c.a)), np.array([profile.weight * s for s in profile.shares().values() if s])
    yield Figure(
        f"{len(c.a)}-sector table inverted, all multipliers and linkages",
        best(lambda: everything(table), 50),
        0.05,
        "numpy's inverse alone",
        best(lambda: np.linalg.inv(identity - c.a), 50).work,
    )
    yield Figure(
        "5,000 Monte Carlo draws, inverse included",
        best(lambda: monte_carlo(c, profile, seed=2020), 10),
        2.0,
        "drawing the cost shares alone",
        best(lambda: np.random.default_rng(1).dirichlet(alpha, 5000), 10).work,
    )


def everything(table: InputOutputTable) -> None:
    """Coefficients, inverse, types I and II for output, value added, income, imports, employment, and both linkages."""
    c = coefficients(table)
    found = inverse(c.a)
    multipliers(c, leontief=found)
    multipliers(c, household_base(table), found)
    backward_linkage(found)
    forward_linkage(found)


def spending_profile(table: InputOutputTable) -> UncertainProfile:
    """Ten items bought, each with a local share and two margins, every one of them uncertain."""
    margin, local = Triangular(0.05, 0.10, 0.20), Triangular(0.0, 0.3, 0.8)
    places = [table.codes[i * len(table.codes) // 10] for i in range(10)]
    trade, transport = table.codes[1], table.codes[2]
    items = tuple(
        UncertainItem(f"item {i}", 0.06, s, local, ((trade, margin), (transport, margin))) for i, s in enumerate(places)
    )
    return UncertainProfile(0.2, 0.15, items, taxes=0.05)


def table_of_127() -> tuple[InputOutputTable, str]:
    """The United Kingdom's of 2010 where it lies beside the repository, else a made-up one of the same size."""
    if UNITED_KINGDOM.exists():
        return load_long(UNITED_KINGDOM, "uk_row", "uk_col"), "the United Kingdom's of 2010"
    draw, n = np.random.default_rng(127), 127
    flows = draw.gamma(0.3, 100, (n, n))
    primary = {r: draw.gamma(2.0, 3000, n) for r in ("wages", "surplus", "imports")}
    household = (primary["wages"].sum() / n) * np.ones(n)
    roles = {"wages": Role.WAGES, "surplus": Role.SURPLUS, "imports": Role.IMPORTS}
    rest = flows.sum(axis=0) + sum(primary.values()) - flows.sum(axis=1) - household
    codes = tuple(str(i + 1) for i in range(n))
    table = InputOutputTable(codes, flows, primary, roles, {"household": household, "export": rest})
    return table, "made up with seed 127 (the published one is not beside the repository)"


def imports() -> Iterator[Figure]:
    """Each engine in an interpreter of its own; what it loads beyond the standard library, numpy and scipy is named."""
    empty = best_child("pass", 5)
    for engine, modules in ENGINES.items():
        spent = best_child(f"import {modules}", 5)
        megabytes, loaded = weight(f"import {modules}")
        beyond = f"also loads {loaded}" if loaded else "nothing beyond numpy and scipy"
        ours = Spent(spent.wall - empty.wall, spent.work - empty.work)
        yield Figure(f"import of {engine} ({megabytes} MB, {beyond})", ours, 0.5, "an empty interpreter", empty.work)


def best_child(code: str, times: int) -> Spent:
    """The least wall and processor time of an interpreter that runs `code`."""

    def once() -> Spent:
        before, began = os.times(), perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        after = os.times()
        work = after.children_user + after.children_system - before.children_user - before.children_system
        return Spent(perf_counter() - began, work)

    return least([once() for _ in range(times)])


WEIGHT = """
import sys
loaded = {name.split(".")[0] for name in sys.modules} - set(sys.stdlib_module_names)
found = {name: getattr(sys.modules.get(name), "__path__", None) for name in loaded - {"tempa", "numpy", "scipy"}}
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(int(status["VmHWM"].split()[0]) // 1024, " ".join(sorted(name for name, path in found.items() if path)), sep="|")
"""


def weight(code: str) -> tuple[str, str]:
    """Peak megabytes ("?" where the system does not tell) and foreign packages of an interpreter that runs `code`."""
    if not Path("/proc/self/status").exists():
        return "?", ""
    said = subprocess.run([sys.executable, "-c", code + WEIGHT], check=True, capture_output=True, text=True).stdout
    megabytes, _, packages = said.strip().partition("|")
    return megabytes, packages


def best(work: Callable[[], object], times: int) -> Spent:
    """The least of several runs: what the machine needs when it is not doing something else."""

    def once() -> Spent:
        began, worked = perf_counter(), process_time()
        work()
        return Spent(perf_counter() - began, process_time() - worked)

    return least([once() for _ in range(times)])


def least(runs: list[Spent]) -> Spent:
    return Spent(min(r.wall for r in runs), min(r.work for r in runs))


def render(figures: list[Figure], origin: str, load: float) -> str:
    heads = ("figure", "processor", "wall", "at most", "held", "bare operation", "processor", "ratio")
    lines = [
        "# Engines: speed and weight",
        "",
        f"Written by `python3 run.py bench engines` on {datetime.now(UTC):%Y-%m-%d}: one run, the least of several",
        f"repeats; Python {platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__},",
        f"{platform.machine()}, {os.cpu_count()} cores, load average {load:.2f} at the start. The machine may have",
        "been busy with other work, so bars and ratios are judged by processor time (of all threads); wall time stands",
        "beside it. Imports are counted in the system's ticks of a hundredth of a second.",
        f"The 127-sector table is {origin}.",
        "",
    ]
    lines += ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(f.cells()) + " |" for f in figures]
    return "\n".join(lines) + "\n"


def shown(seconds: float) -> str:
    for unit, scale in (("s", 1.0), ("ms", 1e3), ("µs", 1e6)):
        if seconds * scale >= 1:
            return f"{seconds * scale:,.3g} {unit}"
    return f"{seconds * 1e9:,.0f} ns"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
