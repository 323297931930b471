"""Planning again after changes: how soon, how well, how much it moves, and 200 changes in a row.

`python3 run.py bench replan [--programme FOLDER] [--changes N] [--singles N]` plans data/ntb-2020, makes the plan again
after single changes of every kind and after many in a row, and writes docs/benchmarks/replan.md.

The machine may be busy, so the search is given moves, not seconds: as many as two free cores try in the time, by the
speed measured in the same run. Every plan of the row is judged by `check` and, where it is there, by the independent
checker beside this repository.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean, median
from typing import Any

from tempa.allocation.planner.judge.check import check
from tempa.allocation.planner.problem.effort import Effort
from tempa.allocation.planner.problem.plan_tables import plan_tables
from tempa.allocation.planner.problem.tables import problem_from_tables
from tempa.allocation.planner.replanning.changes import FIELDS, Change, ChangesError
from tempa.allocation.planner.replanning.replan import Replanned, replan
from tempa.allocation.planner.search.solve import Stop, prepare, solve
from tempa.values.programme import read_programme, write_folder, write_plan

Tables = dict[str, list[dict[str, str]]]
ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks" / "replan.md"
SHARED_CHECKER = ROOT.parent / "shared" / "tools" / "check_plan.py"
CORES = 2
CHAIN_MOVES = 3000
BASE_MOVES = 60_000


def main(arguments: list[str]) -> int:
    options = parser().parse_args(arguments)
    tables = read_programme(options.programme)
    started = time.perf_counter()
    base, speed = first_plan(tables, options.base_moves)
    print(f"base {objective(base):,} rupiah, {speed:,.0f} moves per CPU second", flush=True)
    singles = [single(tables, base, speed, seed) for seed in range(options.singles)]
    end = None if options.minutes is None else started + 60 * options.minutes
    row = in_a_row(tables, base, options.changes, options.chain_moves, end)
    page = written(options, tables, base, speed, singles, row, time.perf_counter() - started)
    (options.out or PAGE).write_text(page, encoding="utf-8")
    print(page)
    return 0 if not row.refused_by else 1


def parser() -> argparse.ArgumentParser:
    words = argparse.ArgumentParser(prog="python3 run.py bench replan", description=__doc__)
    words.add_argument("--programme", type=Path, default=ROOT / "data" / "ntb-2020")
    words.add_argument("--changes", type=int, default=200, help="changes in a row")
    words.add_argument("--singles", type=int, default=16, help="single changes, two of every kind")
    words.add_argument("--base-moves", type=int, default=BASE_MOVES)
    words.add_argument("--chain-moves", type=int, default=CHAIN_MOVES)
    words.add_argument("--minutes", type=float, default=None, help="start no further change of the row after so many minutes")
    words.add_argument("--out", type=Path, default=None)
    return words


def first_plan(tables: Tables, moves: int) -> tuple[Tables, float]:
    """A plan to change, and moves per CPU second."""
    problem = problem_from_tables(tables)
    prepare(problem)
    began = time.process_time()
    result = solve(problem, Stop(iterations=moves), 1, None, CORES)
    return plan_tables(problem, result), moves / (time.process_time() - began)


def objective(plan: Tables) -> int:
    return int(next(row["value"] for row in plan["plan"] if row["key"] == "objective"))


def draw(chance: random.Random, tables: Tables, plan: Tables, at: int, kind: str = "") -> Change:
    """A change that makes sense at the start of week `at`; another kind where no lot is begun."""
    weeks = next(int(row["value"]) for row in tables["programme"] if row["key"] == "weeks")
    begun = [row for row in plan["lots"] if int(row["start_week"]) < at]
    kind = kind or chance.choice(list(FIELDS))
    if kind in ("lot_failed", "lot_rework") and not begun:
        kind = "site_down"
    makers = [row["workshop"] for row in tables["workshops"] if row["kind"] != "facility"]
    week = min(weeks - 1, at + chance.randint(0, 3))
    if kind == "site_down":
        site = chance.choice(tables["workshops"])["workshop"]
        return Change(kind, workshop=site, from_week=week, to_week=min(weeks - 1, week + chance.randint(0, 3)))
    if kind == "lot_failed":
        lot = chance.choice(begun)
        return Change(kind, lot=lot["lot"], week=at, quantity=chance.randint(1, max(1, int(lot["quantity"]) // 2)))
    if kind == "lot_rework":
        return rework(chance, tables, chance.choice(begun), at)
    if kind == "material_late":
        return Change(kind, material=chance.choice(tables["materials"])["material"], from_week=week, weeks=chance.randint(1, 3))
    if kind == "order_changed":
        return order(chance, tables)
    if kind == "offer_withdrawn" and tables["offers"]:
        offer = chance.choice(tables["offers"])
        return Change(kind, workshop=offer["workshop"], type=offer["type"])
    return Change(kind if kind != "offer_withdrawn" else "site_verified", workshop=chance.choice(makers), from_week=week)


def rework(chance: random.Random, tables: Tables, lot: dict[str, str], at: int) -> Change:
    from decimal import Decimal

    kind = next(row["type"] for row in tables["orders"] if row["line"] == lot["line"])
    step = chance.choice([row for row in tables["routings"] if row["type"] == kind])
    hours = Decimal(step["hours_per_unit"]) * chance.randint(1, max(1, int(lot["quantity"]) // 2))
    return Change("lot_rework", lot=lot["lot"], week=at, step=int(step["step"]), hours=hours)


def order(chance: random.Random, tables: Tables) -> Change:
    row = chance.choice(tables["orders"])
    what = chance.choice(("quantity", "due_date", "destination"))
    if what == "quantity":
        return Change("order_changed", line=row["line"], quantity=max(1, round(int(row["quantity"]) * chance.uniform(0.5, 1.3))))
    if what == "due_date":
        return Change("order_changed", line=row["line"], due_date=chance.choice(tables["orders"])["due_date"])
    return Change("order_changed", line=row["line"], destination=chance.choice(tables["destinations"])["destination"])


@dataclass(frozen=True)
class Single:
    """One change made once with the moves of one second and once with those of ten."""

    change: Change
    at: int
    units: int
    short: Replanned
    long: Replanned
    first_cpu: float
    """CPU seconds until the first valid plan, reading the tables apart."""
    short_cpu: float

    @property
    def worse(self) -> float:
        return objective(self.short.plan_tables) / objective(self.long.plan_tables) - 1


def single(tables: Tables, base: Tables, speed: float, seed: int) -> Single:
    kinds = list(FIELDS)
    chance = random.Random(seed)
    at = chance.randint(3, 14)
    change = draw(chance, tables, base, at, kinds[seed % len(kinds)])
    if seed == kinds.index("site_down"):
        at, change = 6, largest_site_down(tables, base)
    second = round(speed * CORES)
    began = time.process_time()
    first: list[float] = []
    short = replan(tables, base, at, (change,),
                   Effort(iterations=second, seed=seed, threads=CORES, on_progress=lambda *_: first.append(time.process_time() - began)))
    spent = time.process_time() - began
    long = replan(tables, base, at, (change,), Effort(iterations=10 * second, seed=seed, threads=CORES))
    print(change.kind, at, unplanned(short.plan_tables), unplanned(long.plan_tables), short.moved_beyond, flush=True)
    units = sum(int(row["quantity"]) for row in tables["orders"])
    return Single(change, at, units, short, long, first[0], spent)


def largest_site_down(tables: Tables, base: Tables) -> Change:
    """The site with most units, for six weeks."""
    units: Counter[str] = Counter()
    for row in base["lots"]:
        units[row["workshop"]] += int(row["quantity"])
    return Change("site_down", workshop=units.most_common(1)[0][0], from_week=6, to_week=11)


def unplanned(plan: Tables) -> int:
    return sum(int(row["quantity"]) for row in plan["unplanned"])


@dataclass
class Row:
    """What became of many changes in a row."""

    kinds: Counter[str] = field(default_factory=Counter)
    refused_changes: list[str] = field(default_factory=list)
    """Changes that were refused with a sentence; the plan in force then stays."""
    refused_by: list[str] = field(default_factory=list)
    judged_independently: int = 0
    plans: int = 0
    beyond: list[int] = field(default_factory=list)
    forced: list[int] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    unplanned_end: int = 0


def in_a_row(tables: Tables, base: Tables, changes: int, moves: int, end: float | None = None) -> Row:
    """Each plan is the base of the next; the week advances through the horizon. Stops early at `end` (perf_counter)."""
    weeks = next(int(row["value"]) for row in tables["programme"] if row["key"] == "weeks")
    row, chance, plan = Row(), random.Random(20201124), base
    with tempfile.TemporaryDirectory() as folder:
        for number in range(changes):
            if end is not None and time.perf_counter() > end:
                break
            at = 1 + number * (weeks - 4) // max(1, changes)
            change = draw(chance, tables, plan, at)
            row.kinds[change.kind] += 1
            began = time.process_time()
            try:
                again = replan(tables, plan, at, (change,), Effort(iterations=moves, seed=number, threads=1))
            except ChangesError as error:
                row.refused_changes.append(f"{change.kind} in week {at}: {error.sentences[0].en}")
                continue
            row.cpu.append(time.process_time() - began)
            judge(row, again, plan, Path(folder), f"change {number + 1} ({change.kind}, week {at})")
            tables, plan = again.tables_after, again.plan_tables
            row.beyond.append(again.moved_beyond)
            row.forced.append(again.forced_units)
            print(number + 1, at, change.kind, len(row.refused_by), row.refused_by[-1:], flush=True)
    row.unplanned_end = unplanned(plan)
    return row


def judge(row: Row, again: Replanned, base: Tables, folder: Path, name: str) -> None:
    """By `check`, and by the independent checker where it is there."""
    row.plans += 1
    report = check(again.tables_after, again.plan_tables, base)
    if not report.is_valid:
        row.refused_by.append(f"{name}: check: {report.violations[0].sentence}")
    if not SHARED_CHECKER.exists():
        return
    write_folder(again.tables_after, folder / "new" / "programme")
    write_plan(again.plan_tables, folder / "new")
    write_plan(base, folder / "base")
    said = subprocess.run([sys.executable, str(SHARED_CHECKER), str(folder / "new" / "programme"), str(folder / "new"),
                           "--base", str(folder / "base")], capture_output=True, text=True)
    row.judged_independently += 1
    if said.returncode:
        row.refused_by.append(f"{name}: independent checker: {first_complaint(said.stdout)}")


def first_complaint(text: str) -> str:
    return next((line for line in text.splitlines() if line.startswith(("rule", "programme error")) or "DIFFERS" in line),
                text[:200])


def written(options: argparse.Namespace, tables: Tables, base: Tables, speed: float, singles: list[Single], row: Row,
            seconds: float) -> str:
    """The page."""
    units = sum(int(r["quantity"]) for r in tables["orders"])
    lines = [
        "# Planning again, measured", "",
        f"`python3 run.py bench replan`, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {options.programme.name}: {units} units,"
        f" {len(tables['orders'])} lines, {len(base['lots'])} lots in the plan in force ({objective(base):,} rupiah).",
        f"Python {platform.python_version()}, {versions()}, {platform.machine()}, {os.cpu_count()} cores, load average"
        f" {os.getloadavg()[0]:.1f} at the end; the whole run took {seconds:.0f} s.", "",
        f"The search was given moves instead of seconds: {speed:,.0f} moves per CPU second were measured in this run, so"
        f" \"1 s\" is {round(speed * CORES):,} moves, what two free cores try in one second. Each figure is of one seed.", "",
        "## Single changes", "",
        "| change | week | forced | moved beyond | of all units | unplanned 1 s, 10 s | cost 1 s : 10 s | CPU s, first plan | CPU s, all |",
        "|---|---|---|---|---|---|---|---|---|",
        *(single_line(one) for one in singles), "",
        *summary(singles), "",
        f"## {sum(row.kinds.values())} changes in a row (of {options.changes} asked for)", "",
        *row_lines(row, options.chain_moves),
    ]
    return "\n".join(lines) + "\n"


def versions() -> str:
    import numba
    import numpy

    return f"numba {numba.__version__}, numpy {numpy.__version__}"


def single_line(one: Single) -> str:
    beyond = one.short.moved_beyond
    return (f"| {one.change.kind} {described(one.change)} | {one.at} | {one.short.forced_units} | {beyond} |"
            f" {100 * beyond / one.units:.1f} % | {unplanned(one.short.plan_tables)} / {unplanned(one.long.plan_tables)} |"
            f" {100 * one.worse:+.2f} % | {one.first_cpu:.2f} | {one.short_cpu:.1f} |")


def described(change: Change) -> str:
    names: list[Any] = [getattr(change, name) for name in ("workshop", "lot", "line", "material", "type") if getattr(change, name)]
    return " ".join(map(str, names))


def summary(singles: list[Single]) -> list[str]:
    if not singles:
        return ["No single change was asked for."]
    worse = [one.worse for one in singles]
    beyond = [one.short.moved_beyond / one.units for one in singles]
    within = sum(w <= 0.003 for w in worse)
    extra = sum(unplanned(o.short.plan_tables) > unplanned(o.long.plan_tables) for o in singles)
    return [
        f"Cost at 1 s against 10 s: median {100 * median(worse):+.2f} %, worst {100 * max(worse):+.2f} %;"
        f" {within} of {len(singles)} within 0.3 %. In {extra} of {len(singles)} the 1 s plan leaves more units unplanned than"
        " the 10 s plan.",
        f"Moved beyond what is forced: mean {100 * fmean(beyond):.1f} % of all units, worst {100 * max(beyond):.1f} %"
        f" (aim: at most 5 %). First valid plan after {fmean(o.first_cpu for o in singles):.2f} CPU s on average, which counts"
        " reading the tables into the problem, the changes, and the lots that stay.",
    ]


def row_lines(row: Row, moves: int) -> list[str]:
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(row.kinds.items()))
    lines = [f"{kinds}. Each plan is the base of the next, with {moves:,} moves on one thread; the week advances from 1 to"
             " the last but three.", "",
             f"- {row.plans} plans; complaints of the two checkers: {len(row.refused_by)}; judged by the independent checker as well:"
             f" {row.judged_independently}.",
             f"- changes refused with a sentence: {len(row.refused_changes)}.",
             f"- units forced to move {sum(row.forced)}, moved beyond that {sum(row.beyond)} in all;"
             f" unplanned at the end {row.unplanned_end}."]
    if row.cpu:
        lines.append(f"- CPU seconds per change: median {median(row.cpu):.1f}, most {max(row.cpu):.1f}.")
    return lines + [f"- {text}" for text in (*row.refused_by[:20], *row.refused_changes[:20])]
