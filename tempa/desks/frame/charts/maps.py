"""A map with few marks: the shipped coastline where there is one, a grid of degrees elsewhere."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.html import escape

from tempa.desks.frame.charts.drawing import Chart, behind, element, html, line, percent, short, text

Projection = Callable[[float, float], tuple[float, float]]
WIDTH = 760  # of the coast's own coordinates; the land is scaled, marks and words are not
COAST = Path(__file__).with_name("coastline.json")


@dataclass(frozen=True)
class Place:
    """A mark: words, degrees, kind (site, destination …: a class of the style sheet and a shape), and a size in 0..1."""

    words: str
    latitude: float
    longitude: float
    mark: str
    size: float = 0.5
    note: str = ""


@cache
def coast() -> tuple[tuple[tuple[float, float], ...], ...]:
    """Rings of (longitude, latitude) of the shipped coastline."""
    return tuple(tuple((p[0], p[1]) for p in ring) for ring in json.loads(COAST.read_text())["rings"])


def island_map(
    title: str,
    places: Sequence[Place],
    *,
    headings: Sequence[str],
    source: str = "",
    legend: Sequence[tuple[str, str]] = (),
) -> Chart:
    """Equirectangular, north up, cut to the places (or to the coast that holds them)."""
    west, east, south, north = frame_of(places)
    squeeze = math.cos(math.radians((south + north) / 2))
    height = min(0.8, max(0.24, (north - south) / ((east - west) * squeeze)))

    def at(longitude: float, latitude: float) -> tuple[float, float]:
        return (longitude - west) / (east - west), (north - latitude) / (north - south)

    rings = [r for r in coast() if any(west <= x <= east and south <= y <= north for x, y in r)]
    land = "".join(element("path", d=path(r, at, height), class_="land") for r in rings)
    ground = element("svg", land, viewBox=f"0 0 {WIDTH} {short(WIDTH * height)}", class_="ground", aria_hidden="true")
    marks = [mark(p, *at(p.longitude, p.latitude)) for p in sorted(places, key=lambda p: -p.size)]
    over = element(
        "svg", "".join([*([] if rings else degrees(west, east, south, north, at)), *marks]),
        width="100%", height="100%", role="img", aria_label=title, class_="over",
    )  # fmt: skip
    table = behind(title, headings, [[p.words, p.note, f"{p.latitude:.3f}", f"{p.longitude:.3f}"] for p in places])
    return Chart(title, html(element("div", ground + over, class_="map")), table, source, legend)


def frame_of(places: Sequence[Place]) -> tuple[float, float, float, float]:
    """West, east, south, north with a margin; never narrower than half a degree."""
    if not places:
        return 115.7, 119.4, -9.2, -8.0
    xs, ys = [p.longitude for p in places], [p.latitude for p in places]
    dx, dy = max(0.25, (max(xs) - min(xs)) * 0.06), max(0.2, (max(ys) - min(ys)) * 0.12)
    return min(xs) - dx, max(xs) + dx, min(ys) - dy, max(ys) + dy


def path(ring: Sequence[tuple[float, float]], at: Projection, height: float) -> str:
    steps = (at(x, y) for x, y in ring)
    return "M" + "L".join(f"{WIDTH * x:.1f} {WIDTH * height * y:.1f}" for x, y in steps) + "Z"


def degrees(west: float, east: float, south: float, north: float, at: Projection) -> list[str]:
    """Lines of whole, half or tenth degrees, for places without a shipped coastline."""
    step = next(s for s in (0.1, 0.5, 1.0, 5.0, 10.0, 30.0) if max(east - west, north - south) / s <= 12 or s == 30.0)
    parts = []
    for n in range(math.ceil(west / step), math.floor(east / step) + 1):
        x = percent(at(n * step, north)[0])
        parts.append(line(x, 0, x, "100%", "rule") + text(x, 16, f"{n * step:g}°", dx=3))
    for n in range(math.ceil(south / step), math.floor(north / step) + 1):
        y = percent(at(west, n * step)[1])
        parts.append(line(0, y, "100%", y, "rule") + text(0, y, f"{n * step:g}°", dx=3))
    return parts


def mark(place: Place, x: float, y: float) -> str:
    """A mark of a size in pixels at a place in percent; a path has no place in percent, so it stands in a picture of its own."""
    r = 3 + 7 * math.sqrt(max(0.0, min(1.0, place.size)))
    title = element("title", escape(f"{place.words}{': ' + place.note if place.note else ''}"))
    if place.mark != "destination":
        return element("circle", title, cx=percent(x), cy=percent(y), r=r, class_=f"mark {place.mark}")
    shape = element("path", title, d=f"M{-r:.1f} {r:.1f}L{r:.1f} {r:.1f}L0 {-r:.1f}Z", class_="mark destination")
    return element("svg", shape, x=percent(x), y=percent(y), overflow="visible")
