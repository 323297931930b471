"""Curves over weeks: planned against due, an objective that falls while the search goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tempa.desks.frame.charts.drawing import (
    Chart,
    along,
    behind,
    element,
    html,
    line,
    picture,
    scale,
    stretched,
    text,
    ticks,
)

TOP, BOTTOM = 24, 48  # room for the words of the highest line, and for the labels and what they are
HEIGHT = 300


@dataclass(frozen=True)
class Series:
    """One curve: its words, its mark (plan, due, made …: a class of the style sheet), and a value per position.

    Fewer values than positions: the curve ends there, as what really happened ends today.
    """

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
    from_zero: bool = True,
) -> Chart:
    """Curves over the same positions; `labels` name the positions, `show` writes a value on its line."""
    marks, low = marks_of(series, from_zero)
    height = HEIGHT
    x = scale(0, max(1, len(labels) - 1), 0.0, 1.0)
    y = scale(low, marks[-1] or 1, height - BOTTOM, TOP)
    drawn = [element("polyline", points=points(s.values, x, y), class_=f"curve {s.mark}") for s in series]
    parts = [
        *(line(0, y(t), "100%", y(t), "rule") for t in marks),
        stretched(height, "".join(drawn)),
        *(text(0, y(t) - 5, show(t), class_="on-curve") for t in marks),
        *along(labels, x, height - 28),
        text("100%", height - 8, first_heading, anchor="end", class_="soft"),
    ]
    rows = [[label, *(show(s.values[n]) if n < len(s.values) else "" for s in series)] for n, label in enumerate(labels)]
    table = behind(title, [first_heading, *(s.words for s in series)], rows)
    legend = tuple((f"line {s.mark}", s.words) for s in series)
    return Chart(title, html(picture(height, parts, title)), table, source, legend)


def marks_of(series: Sequence[Series], from_zero: bool) -> tuple[list[float], float]:
    """The values that get a line across, and the lowest of the picture."""
    high = max((max(s.values, default=0) for s in series), default=0)
    if from_zero:
        return ticks(high), 0.0
    low = min((min(s.values, default=0) for s in series), default=0)
    return sorted({low, (low + high) / 2, high}), low


def points(values: Sequence[float], x: Callable[[float], float], y: Callable[[float], float]) -> str:
    return " ".join(f"{1000 * x(n):.1f},{y(v):.1f}" for n, v in enumerate(values))
