"""Bars: shares with their limits marked, and the waterfall of an order. Name, bar and value of a row stand beside each other;
on a phone the bar stands below them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import escape

from tempa.desks.frame.charts.drawing import Chart, behind, element, html, line, percent, picture, rect, scale, ticks

ROW, TOP, THICK = 24, 4, 16


@dataclass(frozen=True)
class Bar:
    """One bar, with the least and the most that it may be, where there are such limits."""

    words: str
    value: float
    least: float | None = None
    most: float | None = None
    mark: str = "plan"


def bars(
    title: str, rows: Sequence[Bar], show: Callable[[float], str], *, headings: Sequence[str], source: str = ""
) -> Chart:
    """Horizontal bars; `headings` name the columns of the table: what, value, and least and most where bars have them."""
    x = scale(0, max([*(v for r in rows for v in (r.value, r.least or 0, r.most or 0)), 0]) or 1, 0.0, 0.995)
    drawn = [row(r.words, show(r.value), [
        rect(0, TOP, percent(x(r.value)), THICK, f"bar {r.mark}", f"{r.words}: {show(r.value)}"), *limits(r, x),
    ]) for r in rows]  # fmt: skip
    has_limits = any(limit is not None for r in rows for limit in (r.least, r.most))
    told = [[r.words, show(r.value), maybe(show, r.least), maybe(show, r.most)] for r in rows]
    table = behind(title, headings, told) if has_limits else behind(title, headings[:2], [cells[:2] for cells in told])
    return Chart(title, html(element("ul", "".join(drawn), class_="bars")), table, source)


def row(words: str, value: str, parts: Iterable[str]) -> str:
    """Name, bar and value; a reader of the screen hears name and value."""
    what, figure = element("span", escape(words), class_="what"), element("span", escape(value), class_="figure")
    return element("li", what + picture(ROW, parts, class_="track") + figure)


def limits(bar: Bar, x: Callable[[float], float]) -> list[str]:
    marked = ((bar.least, "least"), (bar.most, "most"))
    return [line(percent(x(v)), 0, percent(x(v)), ROW, f"limit {mark}") for v, mark in marked if v is not None]


def maybe(show: Callable[[float], str], value: float | None) -> str:
    return "–" if value is None else show(value)


@dataclass(frozen=True)
class Step:
    """One step of a waterfall: a total (`is_total`) or a change."""

    words: str
    value: float
    is_total: bool = False


def waterfall(
    title: str, steps: Sequence[Step], show: Callable[[float], str], *, headings: Sequence[str], source: str = ""
) -> Chart:
    """From a first total through changes to the last total; every bar starts where the one before it ended."""
    spans, ends = levels(steps)
    x = scale(0, ticks(max((high for _, high in spans), default=1))[-1], 0.0, 0.995)
    drawn = []
    for n, (s, (low, high)) in enumerate(zip(steps, spans, strict=True)):
        mark = "total" if s.is_total else "gain" if s.value >= 0 else "loss"
        bar = rect(percent(x(low)), TOP, percent(max(0.003, x(high) - x(low))), THICK, f"bar {mark}", f"{s.words}: {show(s.value)}")
        before = [joint(x(ends[n - 1]), 0, TOP)] if n else []
        after = [joint(x(ends[n]), TOP + THICK, ROW)] if n + 1 < len(steps) else []
        drawn.append(row(s.words, show(s.value), [*before, bar, *after]))
    table = behind(title, headings, [[s.words, show(s.value)] for s in steps])
    return Chart(title, html(element("ul", "".join(drawn), class_="bars")), table, source)


def levels(steps: Sequence[Step]) -> tuple[list[tuple[float, float]], list[float]]:
    """From where to where each step's bar reaches, and the level after it."""
    level, spans, ends = 0.0, [], []
    for s in steps:
        before, level = (0.0, s.value) if s.is_total else (level, level + s.value)
        spans.append((min(before, level), max(before, level)))
        ends.append(level)
    return spans, ends


def joint(x: float, top: float, bottom: float) -> str:
    return line(percent(x), top, percent(x), bottom, "joint")
