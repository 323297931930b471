"""A map with few marks: the shipped coastline where there is one, a grid of degrees elsewhere."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.html import escape

from tempa.desks.frame.charts.drawing import WIDTH, Chart, Table, element, line, picture, text

Projection = Callable[[float, float], tuple[float, float]]
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
    height = min(620.0, max(180.0, WIDTH * (north - south) / ((east - west) * squeeze)))

    def at(longitude: float, latitude: float) -> tuple[float, float]:
        return (longitude - west) / (east - west) * WIDTH, (north - latitude) / (north - south) * height

    rings = [r for r in coast() if any(west <= x <= east and south <= y <= north for x, y in r)]
    parts = [element("path", d=path(r, at), class_="land") for r in rings] or degrees(west, east, south, north, at)
    for p in sorted(places, key=lambda p: -p.size):
        parts.append(mark(p, *at(p.longitude, p.latitude)))
    table = Table(headings, [[p.words, p.note, f"{p.latitude:.3f}", f"{p.longitude:.3f}"] for p in places])
    return Chart(title, picture(height, parts, title, class_="chart map"), table, source, legend)


def frame_of(places: Sequence[Place]) -> tuple[float, float, float, float]:
    """West, east, south, north with a margin; never narrower than half a degree."""
    if not places:
        return 115.7, 119.4, -9.2, -8.0
    xs, ys = [p.longitude for p in places], [p.latitude for p in places]
    dx, dy = max(0.25, (max(xs) - min(xs)) * 0.06), max(0.2, (max(ys) - min(ys)) * 0.12)
    return min(xs) - dx, max(xs) + dx, min(ys) - dy, max(ys) + dy


def path(ring: Sequence[tuple[float, float]], at: Projection) -> str:
    return "M" + "L".join("{:.1f} {:.1f}".format(*at(x, y)) for x, y in ring) + "Z"


def degrees(west: float, east: float, south: float, north: float, at: Projection) -> list[str]:
    """Lines of whole, half or tenth degrees, for places without a shipped coastline."""
    step = next(s for s in (0.1, 0.5, 1.0, 5.0, 10.0, 30.0) if max(east - west, north - south) / s <= 12 or s == 30.0)
    parts = []
    for n in range(math.ceil(west / step), math.floor(east / step) + 1):
        x, _ = at(n * step, north)
        parts.append(line(x, 0, x, at(west, south)[1], "rule") + text(x + 3, 12, f"{n * step:g}°", class_="small"))
    for n in range(math.ceil(south / step), math.floor(north / step) + 1):
        _, y = at(west, n * step)
        parts.append(line(0, y, WIDTH, y, "rule") + text(3, y - 3, f"{n * step:g}°", class_="small"))
    return parts


def mark(place: Place, x: float, y: float) -> str:
    r = 3 + 7 * math.sqrt(max(0.0, min(1.0, place.size)))
    title = element("title", escape(f"{place.words}{': ' + place.note if place.note else ''}"))
    if place.mark == "destination":
        shape = element(
            "path",
            title,
            d=f"M{x - r:.1f} {y + r:.1f}L{x + r:.1f} {y + r:.1f}L{x:.1f} {y - r:.1f}Z",
            class_="mark destination",
        )
    else:
        shape = element("circle", title, cx=x, cy=y, r=r, class_=f"mark {place.mark}")
    return shape
