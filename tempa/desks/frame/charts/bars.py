"""Bars: shares with their limits marked, and the waterfall of an order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tempa.desks.frame.charts.drawing import WIDTH, Chart, Table, element, line, picture, rect, scale, text, ticks

NAME_WIDTH, VALUE_WIDTH, ROW = 190, 96, 26


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
    """Horizontal bars; `headings` name the four columns of the table: what, value, least, most."""
    high = max([*(r.value for r in rows), *(r.most or 0 for r in rows), *(r.least or 0 for r in rows)], default=1) or 1
    x = scale(0, high, NAME_WIDTH, WIDTH - VALUE_WIDTH)
    parts = []
    for n, r in enumerate(rows):
        top = n * ROW + 4
        parts.append(text(NAME_WIDTH - 8, top + 14, clipped(r.words), anchor="end"))
        parts.append(
            rect(NAME_WIDTH, top + 2, x(r.value) - NAME_WIDTH, 14, f"bar {r.mark}", f"{r.words}: {show(r.value)}")
        )
        parts += [
            line(x(limit), top - 2, x(limit), top + 20, f"limit {mark}")
            for limit, mark in ((r.least, "least"), (r.most, "most"))
            if limit is not None
        ]
        parts.append(text(WIDTH - 4, top + 14, show(r.value), anchor="end"))
    table = Table(headings, [[r.words, show(r.value), maybe(show, r.least), maybe(show, r.most)] for r in rows])
    return Chart(title, picture(len(rows) * ROW + 8, parts, title), table, source)


def maybe(show: Callable[[float], str], value: float | None) -> str:
    return "–" if value is None else show(value)


def clipped(words: str, most: int = 27) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"


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
    level, spans = 0.0, []
    for s in steps:
        low, high = (0.0, s.value) if s.is_total else (level, level + s.value)
        level = s.value if s.is_total else level + s.value
        spans.append((min(low, high), max(low, high)))
    top_value = ticks(max((high for _, high in spans), default=1))[-1]
    x = scale(0, top_value, NAME_WIDTH, WIDTH - VALUE_WIDTH)
    parts = []
    for n, (s, (low, high)) in enumerate(zip(steps, spans, strict=True)):
        top = n * ROW + 4
        mark = "total" if s.is_total else "gain" if s.value >= 0 else "loss"
        parts.append(text(NAME_WIDTH - 8, top + 14, clipped(s.words), anchor="end"))
        parts.append(
            rect(x(low), top + 2, max(1.5, x(high) - x(low)), 14, f"bar {mark}", f"{s.words}: {show(s.value)}")
        )
        parts.append(text(x(high) + 8, top + 14, show(s.value)))
        if n + 1 < len(steps):
            end = x(spans[n][1]) if s.is_total or s.value >= 0 else x(spans[n][0])
            parts.append(element("line", x1=end, x2=end, y1=top + 16, y2=top + ROW + 2, class_="joint"))
    table = Table(headings, [[s.words, show(s.value)] for s in steps])
    return Chart(title, picture(len(steps) * ROW + 8, parts, title), table, source)
