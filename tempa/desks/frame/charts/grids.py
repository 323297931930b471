"""Grids over weeks: lots of each site as a Gantt, and load per resource as a heat table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tempa.desks.frame.charts.bars import clipped
from tempa.desks.frame.charts.drawing import WIDTH, Chart, Table, element, line, picture, rect, text

NAME = 150


@dataclass(frozen=True)
class Task:
    """One lot: from week to week (both included), the week of its inspection, whether it is late, and its words."""

    words: str
    start: int
    finish: int
    inspect: int
    late: bool


def gantt(
    title: str,
    rows: Sequence[tuple[str, Sequence[Task]]],
    weeks: int,
    *,
    labels: Sequence[str],
    headings: Sequence[str],
    source: str = "",
) -> Chart:
    """One row of small bars per site; lots that overlap lie in lanes below one another. A late lot also bears a mark."""
    cell = (WIDTH - NAME - 8) / max(1, weeks)
    parts, y = [], 22.0
    step = max(1, -(-weeks // 12))
    for week in range(0, weeks, step):
        parts.append(text(NAME + week * cell + 1, 12, labels[week], class_="small"))
    for name, tasks in rows:
        lanes = laid(tasks)
        height = max(1, len(lanes)) * 9 + 7
        parts.append(line(0, y - 3, WIDTH, y - 3, "rule"))
        parts.append(text(0, y + 8, clipped(name, 24), class_="small"))
        for n, lane in enumerate(lanes):
            parts += [bar(t, cell, y + n * 9) for t in lane]
        y += height
    grid = [line(NAME + w * cell, 16, NAME + w * cell, y, "grid") for w in range(0, weeks + 1, step)]
    table = Table(
        headings,
        [[name, t.words, labels[t.start], labels[t.finish], labels[t.inspect]] for name, tasks in rows for t in tasks],
    )
    return Chart(title, picture(y + 4, [*grid, *parts], title, class_="chart gantt"), table, source)


def bar(task: Task, cell: float, y: float) -> str:
    shape = rect(
        NAME + task.start * cell + 0.5,
        y,
        (task.finish - task.start + 1) * cell - 1,
        7,
        "bar late" if task.late else "bar plan",
        task.words,
    )
    check = element(
        "circle",
        cx=NAME + (task.inspect + 0.5) * cell,
        cy=y + 3.5,
        r=2.0,
        class_="check late" if task.late else "check",
    )
    return shape + check


def laid(tasks: Sequence[Task]) -> list[list[Task]]:
    """Lanes in which no two lots overlap, first fit by start."""
    lanes: list[list[Task]] = []
    for task in sorted(tasks, key=lambda t: (t.start, t.finish)):
        for lane in lanes:
            if lane[-1].inspect < task.start:
                lane.append(task)
                break
        else:
            lanes.append([task])
    return lanes


def heat(
    title: str, rows: Sequence[tuple[str, Sequence[tuple[float, float]]]], labels: Sequence[str], show: Callable[[float], str],
    *, first_heading: str, source: str = "",
) -> Chart:  # fmt: skip
    """Used against available per row and week; the shade tells the share, the number in the cell says it (percent)."""
    weeks = len(labels)
    cell = (WIDTH - NAME - 8) / max(1, weeks)
    parts = [
        text(NAME + n * cell + cell / 2, 12, words, anchor="middle", class_="small")
        for n, words in enumerate(labels)
        if n % max(1, -(-weeks // 12)) == 0
    ]
    for y, (name, cells) in enumerate(rows):
        top = 20 + y * 24
        parts.append(text(0, top + 15, clipped(name, 24)))
        for n, (used, available) in enumerate(cells):
            percent = round(100 * used / available) if available else (0 if not used else 999)
            shade = min(5, -(-percent // 20)) if percent else 0
            parts.append(
                rect(
                    NAME + n * cell + 0.5,
                    top,
                    cell - 1,
                    22,
                    f"heat h{shade}",
                    f"{name} {labels[n]}: {show(used)} / {show(available)}",
                )
            )
            if percent and cell >= 18:
                parts.append(
                    text(
                        NAME + n * cell + cell / 2,
                        top + 15,
                        str(percent),
                        anchor="middle",
                        class_="small" if shade < 4 else "small light",
                    )
                )
    table = Table(
        [first_heading, *labels], [[name, *(f"{show(u)} / {show(a)}" for u, a in cells)] for name, cells in rows]
    )
    return Chart(title, picture(24 + len(rows) * 24, parts, title), table, source)
