"""The page and the picture of `bench plan`: medians over the seeds, and ratios to our search at its longest time."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.plan import Run

Key = tuple[str, float]  # contestant, seconds
MILLION = 1e6
NAMES = {"first-fit": "earliest due, first fit", "cheapest-fit": "earliest due, cheapest fit",
         "proportional": "proportional split", "lead-decides": "the lead decides"}
TEXT = """# Planning: our search against rules and solvers

One run of `python3 run.py bench plan` on {date}; contestants took turns, every plan was judged by the same judge (`check-plan`).
Machine: {cores} cores, {machine}; load average {load} at the end (1, 5, 15 minutes; our own two threads are in it).
Python {python}, numba {numba}, OR-Tools {ortools}, HiGHS {highs}. Seeds {seeds}; figures are medians over them, money in million
rupiah. Seconds are those given to the search; reading, model building and compiling are not in them. The four rules take what
they take (wall seconds shown) and know no seed.

CP-SAT and HiGHS solve one restricted exact model (`bench/plan_models.py`): the three cheapest sites of each order line; lots of
exactly four weeks at a constant rate, each step at the own site, else the lead, else a facility; all rules and all six parts of
the cost in whole numbers. Both begin with a plan made by list within that model and use two threads;
below 30 s CP-SAT works without its presolve, which would take all of the time. A contestant that returned
no solution in its time shows a dash. Equal figures of a solver at
all times mean that it returned the plan it began with. Other models, and other settings of these solvers, could do better.

*controllable*: objective less what no plan can avoid (quantity × the least offer + freight). *× ours*: ratio to our median at
the longest time. *largest*: the largest site's share of the order's value. *smallest*: the least that a fit site was given, in
percent of its fair value.
"""
HEAD = ("| contestant | s | objective | × ours | controllable | × ours | lateness | unplanned units | largest | smallest | valid "
        "| wall s |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|---:|\n")


def write_page(runs: list[Run], shas: dict[str, str], ours: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = TEXT.format(
        date=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"), cores=os.cpu_count(), machine=platform.machine(),
        load=" ".join(f"{value:.1f}" for value in os.getloadavg()), python=platform.python_version(),
        numba=version("numba"), ortools=version("ortools"), highs=version("highspy"),
        seeds=", ".join(str(seed) for seed in sorted({run.seed for run in runs})),
    )
    for name, sha in shas.items():
        text += f"\n## {name}\n\nProgramme {sha[:16]}….\n\n{HEAD}{_table(_grouped(runs, name), ours)}"
    text += "\n![Controllable cost of every contestant, relative to ours](plan.svg)\n"
    (folder / "plan.md").write_text(text, encoding="utf-8")
    (folder / "plan.svg").write_text(_picture(runs, list(shas), ours), encoding="utf-8")


def _grouped(runs: list[Run], programme: str) -> dict[Key, list[Run]]:
    grouped: dict[Key, list[Run]] = {}
    for run in runs:
        if run.programme == programme:
            grouped.setdefault((run.contestant, run.seconds), []).append(run)
    return grouped


def _reference(grouped: dict[Key, list[Run]], ours: str) -> Key:
    return max((key for key in grouped if key[0] == ours), key=lambda key: key[1])


def _table(grouped: dict[Key, list[Run]], ours: str) -> str:
    reference = grouped[_reference(grouped, ours)]
    base = median(_objectives(reference)), median(_controllables(reference))
    return "".join(_line(key, runs, base) for key, runs in grouped.items())


def _objectives(runs: list[Run]) -> list[int]:
    return [run.report.objective for run in runs if run.report]


def _controllables(runs: list[Run]) -> list[int]:
    return [run.report.controllable for run in runs if run.report]


def _line(key: Key, runs: list[Run], base: tuple[float, float]) -> str:
    name = f"{NAMES.get(key[0], key[0])} | {f'{key[1]:g}' if key[1] else ''}"
    reports = [run.report for run in runs if run.report]
    if not reports:
        return f"| {name} | – | – | – | – | – | – | – | – | – | {median(run.wall for run in runs):.1f} |\n"
    cost, loose = median(_objectives(runs)), median(_controllables(runs))
    cells = [
        f"{cost / MILLION:,.0f}", f"{cost / base[0]:.3f}", f"{loose / MILLION:,.0f}", f"{loose / base[1]:.2f}",
        f"{median(report.parts['lateness'] for report in reports) / MILLION:,.0f}",
        f"{median(report.unplanned_units for report in reports):.0f}",
        f"{100 * median(float(report.shares['largest']) for report in reports):.1f} %",
        f"{100 * median(run.smallest for run in runs if run.report):.0f} %",
        f"{sum(report.is_valid for report in reports)} of {len(runs)}", f"{median(run.wall for run in runs):.1f}",
    ]
    return f"| {name} | " + " | ".join(cells) + " |\n"


ROW, LEFT, WIDTH, BAR = 24, 230, 800, 440


def _picture(runs: list[Run], programmes: list[str], ours: str) -> str:
    """Bars of controllable cost over ours at its longest time, one block per programme; long bars are cut and say so."""
    body, y = [], 64
    for name in programmes:
        grouped = _grouped(runs, name)
        base = median(_controllables(grouped[_reference(grouped, ours)]))
        body.append(f'<text x="16" y="{y}" font-weight="bold">{name}</text>')
        y += 10
        for key, group in grouped.items():
            found = _controllables(group)
            body.append(_bar(key, median(found) / base if found else None, y, key[0] == ours))
            y += ROW
        y += 30
    title = "Controllable cost of a plan, relative to ours at its longest time (shorter is better)"
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" role="img" aria-label="{title}" '
            f'font-family="system-ui, sans-serif" font-size="13" fill="#1a1a1a"><rect width="{WIDTH}" height="{y}" fill="#fff"/>'
            f'<text x="16" y="28" font-size="16">{title}</text>' + "".join(body) + "</svg>\n")


def _bar(key: Key, ratio: float | None, y: int, is_ours: bool) -> str:
    label = NAMES.get(key[0], key[0]) + (f", {key[1]:g} s" if key[1] else "")
    longest = 16.0
    length = BAR * min(ratio or 0.0, longest) / longest
    says = "no plan" if ratio is None else f"{ratio:.2f}" + (" (bar cut)" if ratio > longest else "")
    colour = "#0b5c4a" if is_ours else "#9aa5a1"
    return (f'<text x="{LEFT - 8}" y="{y + 15}" text-anchor="end">{label}</text>'
            f'<rect x="{LEFT}" y="{y + 3}" width="{length:.1f}" height="{ROW - 8}" fill="{colour}"/>'
            f'<text x="{LEFT + length + 6:.1f}" y="{y + 15}">{says}</text>')
