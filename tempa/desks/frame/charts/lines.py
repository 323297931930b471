"""Curves over weeks: planned against due, an objective that falls while the search goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tempa.desks.frame.charts.drawing import WIDTH, Chart, Table, element, line, picture, scale, text, ticks

LEFT, RIGHT, TOP, BOTTOM = 64, 16, 12, 34


@dataclass(frozen=True)
class Series:
    """One curve: its words, its mark (plan, due, made …: a class of the style sheet), and a value per position."""

    words: str
    mark: str
    values: Sequence[float]


def curves(
    title: str,
    series: Sequence[Series],
    labels: Sequence[str],
    show: Callable[[float], str],
    *,
    first_heading: str,
    source: str = "",
    height: int = 260,
    from_zero: bool = True,
) -> Chart:
    """Curves over the same positions; `labels` name the positions, `show` writes a value."""
    high = max((max(s.values, default=0) for s in series), default=0)
    low = 0.0 if from_zero else min((min(s.values, default=0) for s in series), default=0)
    marks = [t for t in ticks(high) if t >= low] if from_zero else [low, (low + high) / 2, high]
    x = scale(0, max(1, len(labels) - 1), LEFT, WIDTH - RIGHT)
    y = scale(low, marks[-1] or 1, height - BOTTOM, TOP)
    parts = [
        line(LEFT, y(t), WIDTH - RIGHT, y(t), "rule") + text(LEFT - 8, y(t) + 4, show(t), anchor="end") for t in marks
    ]
    step = max(1, -(-len(labels) // 9))
    parts += [text(x(n), height - 12, words, anchor="middle") for n, words in enumerate(labels) if n % step == 0]
    parts += [element("polyline", points=points(s.values, x, y), class_=f"curve {s.mark}") for s in series]
    rows = [[label, *(show(s.values[n]) for s in series)] for n, label in enumerate(labels)]
    table = Table([first_heading, *(s.words for s in series)], rows)
    return Chart(
        title, picture(height, parts, title), table, source, tuple((f"line {s.mark}", s.words) for s in series)
    )


def points(values: Sequence[float], x: Callable[[float], float], y: Callable[[float], float]) -> str:
    return " ".join(f"{x(n):.1f},{y(v):.1f}" for n, v in enumerate(values))
