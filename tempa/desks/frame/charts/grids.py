"""Grids over weeks: lots of each site as a Gantt, and load per resource as a heat table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import escape

from tempa.desks.frame.charts.drawing import (
    CHARACTER,
    HALF_THE_MARKS,
    Chart,
    along,
    behind,
    element,
    html,
    line,
    percent,
    picture,
    rect,
)

ROW, TOP, THICK = 22, 3, 16
NARROW = 80 / 360
"""Share of a phone's picture that the code of a lot needs beside its bar."""
WIDE = 600  # pixels that a picture is wide at least on a page that is no phone's
MOST_SHADES = 5
LATE = "▲"  # beside the red of a late lot, for print and for eyes that do not see it


@dataclass(frozen=True)
class Task:
    """One lot: its code, what it is, from week to week (both included), the week of its inspection, whether it is late."""

    code: str
    words: str
    start: int
    finish: int
    inspect: int
    late: bool


def gantt(
    title: str, rows: Sequence[tuple[str, Sequence[Task]]], labels: Sequence[str], *, headings: Sequence[str], source: str = ""
) -> Chart:
    """One line per lot below the name of its site, with its code beside the bar; `labels` name the weeks."""
    weeks = max(1, len(labels))
    places = range(0, weeks, max(1, -(-weeks // 12)))
    head = picture(24, along(labels, lambda n: n / weeks, 16, most=12, anchor="start"), title, class_="chart weeks")
    drawn = [element("li", element("span", escape(name), class_="what") + lots(tasks, weeks, places)) for name, tasks in rows]
    told = [
        [name, t.code, t.words, labels[t.start], labels[t.finish], labels[t.inspect]]
        for name, tasks in rows for t in in_order(tasks)
    ]  # fmt: skip
    return Chart(title, html(head + element("ul", "".join(drawn), class_="gantt")), behind(title, headings, told), source)


def in_order(tasks: Sequence[Task]) -> list[Task]:
    return sorted(tasks, key=lambda t: (t.start, t.finish, t.code))


def lots(tasks: Sequence[Task], weeks: int, places: Sequence[int]) -> str:
    """The lots of one site, one below the other, over the lines of the weeks."""
    grid = [line(percent(n / weeks), 0, percent(n / weeks), "100%", "grid") for n in places]
    parts = [bar(t, weeks, ROW * n) for n, t in enumerate(in_order(tasks))]
    return picture(ROW * len(tasks), [*grid, *parts])


def bar(task: Task, weeks: int, top: int) -> str:
    """Bar, mark of the inspection, and the code on the side that has more room; where neither has, on the bar."""
    start, end = task.start / weeks, (task.finish + 1) / weeks
    check, seen = (task.inspect + 0.5) / weeks, max(task.finish, task.inspect) + 1
    shape = rect(percent(start), top + TOP, percent(end - start), THICK, "bar late" if task.late else "bar plan", f"{task.code}: {task.words}")
    mark = element("circle", cx=percent(check), cy=top + TOP + THICK / 2, r=4, class_="check late" if task.late else "check")
    return shape + mark + label(task, start, seen / weeks, top + TOP + 13)


def label(task: Task, start: float, end: float, y: float) -> str:
    room, words = max(start, 1 - end), str(escape(task.code)) + (element("tspan", f" {LATE}") if task.late else "")
    if room < NARROW:
        return element("text", words, x=percent(start), y=y, dx=4, class_="light")
    if room * WIDE > CHARACTER * len(f"{task.code} {LATE} {task.words}"):  # on a wide page there is room for what it is as well
        words += element("tspan", escape(f" {task.words}"), class_=f"soft {HALF_THE_MARKS}")
    if 1 - end >= start:
        return element("text", words, x=percent(end), y=y, dx=4)
    return element("text", words, x=percent(start), y=y, dx=-4, text_anchor="end")


def heat(
    title: str, rows: Sequence[tuple[str, Sequence[tuple[float, float]]]], labels: Sequence[str], show: Callable[[float], str],
    *, first_heading: str, source: str = "",
) -> Chart:  # fmt: skip
    """Used against available per row and week; the shade tells the share, the number in the cell says it (percent). Weeks stand
    side by side on a wide page and below one another on a phone."""
    names = [name for name, _ in rows]
    cells = [[cell(used, available, f"{name} {labels[n]}: {show(used)} / {show(available)}")
              for n, (used, available) in enumerate(line)] for name, line in rows]  # fmt: skip
    across = grid(first_heading, labels, names, cells, "heat across")
    down = grid("", names, labels, [list(column) for column in zip(*cells, strict=True)], "heat down")
    told = [[name, *(f"{show(u)} / {show(a)}" for u, a in line)] for name, line in rows]
    box = element("div", across + down, class_="scroll", tabindex=0, role="region", aria_label=title)
    return Chart(title, html(box), behind(title, [first_heading, *labels], told), source)


def cell(used: float, available: float, title: str) -> str:
    share = percent_of(used, available)
    shade = min(MOST_SHADES, -(-share // 20))
    return element("td", str(share or ""), class_=f"h{shade}", title=title)


def percent_of(used: float, available: float) -> int:
    """Whole percent; what is used where nothing is available is far more than all."""
    return round(100 * used / available) if available else (999 if used else 0)


def grid(corner: str, headings: Sequence[str], names: Sequence[str], cells: Sequence[Sequence[str]], class_: str) -> str:
    head = element("td") if not corner else heading(corner, "col")
    head += "".join(heading(words, "col") for words in headings)
    body = "".join(element("tr", heading(name, "row") + "".join(line)) for name, line in zip(names, cells, strict=True))
    return element("table", element("thead", element("tr", head)) + element("tbody", body), class_=class_)


def heading(words: str, scope: str) -> str:
    return element("th", escape(words), scope=scope)
