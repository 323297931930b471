"""Our search against the rules people use and against generic solvers, in one run, judged by one judge.

`python3 run.py bench plan [--seconds 1,10,60] [--seeds 1,2,3] [--programmes data/ntb-2020,seed:7:0.5]` writes
docs/benchmarks/plan.md and plan.svg. A programme is a folder, or `seed:N:SCALE` for an invented one. Contestants take
turns: for every seed and time each has its go before the next time begins, so that other work on the machine meets all.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from bench.plan_models import Restricted, by_cp_sat, by_highs, plan_of, restricted_model
from bench.plan_page import write_page
from bench.plan_start import fill_start
from tempa.allocation.planner.generator.generate import Tables, Wishes, generate
from tempa.allocation.planner.judge.check import Report, check
from tempa.allocation.planner.judge.cost import fair_values
from tempa.allocation.planner.judge.facts import read_facts
from tempa.allocation.planner.problem.model import Problem
from tempa.allocation.planner.problem.plan_tables import plan_tables
from tempa.allocation.planner.problem.tables import problem_from_tables
from tempa.allocation.planner.rules_of_thumb.naive import RULES, naive_plan
from tempa.allocation.planner.search.solve import Stop, prepare, solve
from tempa.values.programme import programme_sha256, read_programme

ROOT = Path(__file__).resolve().parents[1]
OURS = "Tempa"


@dataclass(frozen=True)
class Run:
    """One go of one contestant. `seconds` is what it was given (0: a rule that takes what it takes); None: no plan."""

    programme: str
    contestant: str
    seconds: float
    seed: int
    wall: float
    cpu: float
    report: Report | None
    smallest: float  # least value given / fair value over the fit sites


@dataclass(frozen=True)
class Arena:
    """A programme made ready for every contestant."""

    name: str
    tables: Tables
    problem: Problem
    restricted: Restricted


def main(arguments: list[str]) -> int:
    asked = _parser().parse_args(arguments)
    seconds = [float(text) for text in asked.seconds.split(",")]
    seeds = [int(text) for text in asked.seeds.split(",")]
    runs: list[Run] = []
    shas: dict[str, str] = {}
    for name in asked.programmes.split(","):
        tables = _tables(name)
        if tables is None:
            print(f"{name}: neither a programme folder nor seed:N:SCALE", file=sys.stderr)
            return 2
        arena = Arena(name, tables, problem_from_tables(tables), restricted_model(tables))
        fill_start(arena.restricted)
        prepare(arena.problem)
        shas[name] = programme_sha256(tables)
        for seed in seeds:
            for given in seconds:
                runs += [_go(arena, contestant, given, seed) for contestant in _timed()]
            runs += [_go(arena, code, 0.0, seed) for code in RULES] if seed == seeds[0] else []
    write_page(runs, shas, OURS, Path(asked.out))
    return 0 if all(run.report is None or run.report.is_valid for run in runs) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 run.py bench plan", description=__doc__)
    parser.add_argument("--seconds", default="1,10,60")
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--programmes", default="data/ntb-2020,seed:7:1,seed:8:0.2")
    parser.add_argument("--out", default=str(ROOT / "docs" / "benchmarks"))
    return parser


def _tables(name: str) -> Tables | None:
    if name.startswith("seed:"):
        _, seed, scale = name.split(":")
        return generate(Wishes(seed=int(seed), scale=float(scale)))
    folder = ROOT / name
    return read_programme(folder) if folder.is_dir() else None


Contestant = Callable[[Arena, float, int], Tables | None]


def _timed() -> dict[str, Contestant]:
    """The contestants that use the time they are given, ours first; each uses two threads."""
    return {OURS: _ours, "CP-SAT": _cp_sat, "HiGHS": _highs}


def _ours(arena: Arena, seconds: float, seed: int) -> Tables:
    return plan_tables(arena.problem, solve(arena.problem, Stop(seconds=seconds), seed))


def _cp_sat(arena: Arena, seconds: float, seed: int) -> Tables | None:
    values = by_cp_sat(arena.restricted, seconds, seed)
    return None if values is None else plan_of(arena.restricted, values, "CP-SAT")


def _highs(arena: Arena, seconds: float, seed: int) -> Tables | None:
    values = by_highs(arena.restricted, seconds, seed)
    return None if values is None else plan_of(arena.restricted, values, "HiGHS")


def _go(arena: Arena, contestant: str, seconds: float, seed: int) -> Run:
    wall, cpu = time.perf_counter(), time.process_time()
    timed = _timed()
    plan = timed[contestant](arena, seconds, seed) if contestant in timed else naive_plan(arena.tables, contestant)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    report = None if plan is None else check(arena.tables, plan)
    smallest = 0.0 if plan is None else _smallest_share(arena.tables, plan)
    run = Run(arena.name, contestant, seconds, seed, wall, cpu, report, smallest)
    shown = "no plan" if report is None else f"{report.objective:>15,} {report.unplanned_units:5d} left"
    print(f"{arena.name:16s} {contestant:14s} {seconds:5.0f} s  seed {seed}  {shown}  {wall:6.1f} s wall", flush=True)
    return run


def _smallest_share(tables: Tables, plan: Tables) -> float:
    """The least that a fit site was given, over what would be its fair value."""
    facts = read_facts(tables)
    given: dict[str, int] = {}
    for row in plan["lots"]:
        price = facts.machines[facts.lines[row["line"]].machine].price
        given[row["workshop"]] = given.get(row["workshop"], 0) + int(row["quantity"]) * price
    parts = [Fraction(given.get(site, 0)) / fair for site, fair in fair_values(facts).items() if fair]
    return float(min(parts, default=Fraction(0)))
