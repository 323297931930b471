"""The pen: SVG elements as safe text, scales, and what every chart carries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

WIDTH = 760


@dataclass(frozen=True)
class Table:
    """The data of a chart as a table: headings, and rows of text."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Chart:
    """A picture with what must stand beside it."""

    title: str
    svg: SafeString
    table: Table
    source: str = ""
    legend: Sequence[tuple[str, str]] = field(default_factory=tuple)  # class of the mark, its words


def element(name: str, content: str = "", **attributes: Any) -> str:
    """One SVG element; attribute names with `_` for `-`, `class_` for `class`; content must be safe already."""
    pairs = "".join(
        f' {k.rstrip("_").replace("_", "-")}="{escape(short(v))}"' for k, v in attributes.items() if v is not None
    )
    return f"<{name}{pairs}>{content}</{name}>" if content else f"<{name}{pairs}/>"


def short(value: Any) -> str:
    """Coordinates with one decimal are exact enough for the eye and keep pages small."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def text(x: float, y: float, words: str, *, anchor: str = "start", class_: str | None = None) -> str:
    return element("text", escape(words), x=x, y=y, text_anchor=None if anchor == "start" else anchor, class_=class_)


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> str:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def rect(x: float, y: float, width: float, height: float, class_: str, title: str = "") -> str:
    inner = element("title", escape(title)) if title else ""
    return element("rect", inner, x=x, y=y, width=max(0.0, width), height=height, class_=class_)


def picture(
    height: float, parts: Iterable[str], words: str, *, width: float = WIDTH, class_: str = "chart"
) -> SafeString:
    """The whole SVG; `words` is what a screen reader says of it."""
    body = "".join(parts)
    return mark_safe(  # noqa: S308 - every part went through `element` and `text`, which escape
        f'<svg viewBox="0 0 {short(width)} {short(height)}" role="img" aria-label="{escape(words)}" class="{class_}">{body}</svg>'
    )


def scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    """A straight map from values low..high to coordinates start..end."""
    span = (high - low) or 1.0
    return lambda value: start + (value - low) / span * (end - start)


def ticks(high: float, most: int = 5) -> list[float]:
    """Round marks from 0 up to at least `high`."""
    if high <= 0:
        return [0.0, 1.0]
    step = 10.0 ** len(str(int(high)))
    for divisor in (100, 50, 40, 20, 10, 5, 4, 2, 1):
        size = step / divisor
        if high / size <= most:
            break
    count = int(-(-high // size))
    return [size * n for n in range(count + 1)]
