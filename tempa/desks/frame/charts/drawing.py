"""The pen: SVG elements as safe text, scales, and what every chart carries.

A picture is as wide as its place: along the width everything stands at a share of it (percent), along the height at pixels.
Nothing is scaled as a whole, so that the words of a picture have the size of the page's words at every width.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil
from operator import itemgetter
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from tempa.desks.frame.tables import Column, Table

Length = float | str  # pixels, or a share of the width as `percent` writes it
HTML = {"div", "li", "span", "table", "tbody", "td", "th", "thead", "tr", "ul"}  # these are never written as `<td/>`
FEW_MARKS = 4  # so many labels have room on any screen
CHARACTER, GAP = 7.2, 6  # pixels that a letter of a label takes, and that stay free between two labels
PHONE, PAGE = 340, 560  # pixels that a picture is wide at least: on a phone, and on a page that shows all its labels
HALF_THE_MARKS = "wide-only"  # class of what a phone leaves out


@dataclass(frozen=True)
class Chart:
    """A picture with what must stand beside it."""

    title: str
    drawing: SafeString
    table: Table[Sequence[str]]
    source: str = ""
    legend: Sequence[tuple[str, str]] = field(default_factory=tuple)  # class of the mark, its words


def behind(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Table[Sequence[str]]:
    """The data of a chart as a table of text."""
    return Table(title, rows, [Column(f"c{n}", itemgetter(n), words=words) for n, words in enumerate(headings)])


def element(name: str, content: str = "", **attributes: Any) -> str:
    """One element; attribute names with `_` for `-`, `class_` for `class`; content must be safe already."""
    pairs = "".join(
        f' {k.rstrip("_").replace("_", "-")}="{escape(short(v))}"' for k, v in attributes.items() if v is not None
    )
    return f"<{name}{pairs}>{content}</{name}>" if content or name in HTML else f"<{name}{pairs}/>"


def short(value: float) -> str:
    """Coordinates with one decimal are exact enough for the eye and keep pages small."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def percent(share: float) -> str:
    """A share of the width, as SVG takes it."""
    return f"{100 * share:.2f}".rstrip("0").rstrip(".") + "%"


def text(x: Length, y: Length, words: str, *, anchor: str = "start", class_: str | None = None, dx: int | None = None) -> str:
    return element("text", escape(words), x=x, y=y, dx=dx, text_anchor=None if anchor == "start" else anchor, class_=class_)


def line(x1: Length, y1: Length, x2: Length, y2: Length, class_: str) -> str:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def rect(x: Length, y: float, width: Length, height: float, class_: str, title: str = "") -> str:
    inner = element("title", escape(title)) if title else ""
    return element("rect", inner, x=x, y=y, width=width, height=height, class_=class_)


def picture(height: float, parts: Iterable[str], words: str = "", *, class_: str = "chart") -> str:
    """One SVG as wide as its place; `words` is what a screen reader says of it, none where words stand beside it."""
    said = {"role": "img", "aria_label": words} if words else {"aria_hidden": "true"}
    return element("svg", "".join(parts), width="100%", height=height, class_=class_, **said)


def stretched(height: float, content: str) -> str:
    """What has no place in percent (a path) is drawn on 1000 × `height` and stretched; its lines keep their strength."""
    return element("svg", content, width="100%", height=height, viewBox=f"0 0 1000 {short(height)}", preserveAspectRatio="none")


def html(text: str) -> SafeString:
    """What was made of `element` and `text` alone, which escape."""
    return mark_safe(text)  # noqa: S308


def scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    """A straight map from values low..high to coordinates start..end."""
    span = (high - low) or 1.0
    return lambda value: start + (value - low) / span * (end - start)


def along(labels: Sequence[str], at: Callable[[int], float], y: float, *, most: int = 9, anchor: str = "middle") -> list[str]:
    """Labels below or above a picture: at most so many, of more than a few every other one left out on a phone, or more where they are
    long, none over the edge and none over another; one that begins at its place is left out where the edge is too near."""
    wide = 1.5 if anchor == "middle" else 1.0  # one at the edge stands wholly inside, its neighbour around its own place
    step = max(1, -(-len(labels) // most), apart(labels, wide, PAGE))
    shown = range(0, len(labels), step)
    every = max(2 if len(shown) > FEW_MARKS else 1, -(-apart(labels, wide, PHONE) // step))
    return [
        text(percent(at(n)), y, labels[n], anchor=within(at(n), labels[n], anchor),
             class_=HALF_THE_MARKS if place % every else None)
        for place, n in enumerate(shown)
        if anchor != "start" or at(n) + CHARACTER * len(labels[n]) / (PAGE if place % every else PHONE) <= 1
    ]  # fmt: skip


def within(place: float, label: str, anchor: str) -> str:
    """The anchor of a label; near an edge, where a phone has not the half of it left, the one that keeps it inside."""
    half = CHARACTER * len(label) / 2 / PHONE
    return "start" if place < half else "end" if place > 1 - half else anchor


def apart(labels: Sequence[str], wide: float, width: int) -> int:
    """How many positions two labels stand apart on so many pixels, where they take `wide` times the longest of them."""
    needed = wide * CHARACTER * max(map(len, labels), default=0) + GAP
    return ceil(needed / width * max(1, len(labels) - 1))


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
