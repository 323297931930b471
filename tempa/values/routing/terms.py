"""The dated figures by which ways and work are estimated, each with where it is known from."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tempa.values.place import Place
from tempa.values.routing.ground import Ferry, Ground

FILE = Path(__file__).with_name("terms.toml")


@dataclass(frozen=True)
class Terms:
    """What holds on a day: `ferry_name` is blank where no ferry is known then; `sources` are (of what, source, is it verified)."""

    road: Mapping[str, Any]
    work: Mapping[str, Any]
    ferry: Mapping[str, Any]

    @property
    def ferry_name(self) -> str:
        return str(self.ferry.get("name", ""))

    @property
    def sources(self) -> tuple[tuple[str, str, bool], ...]:
        kinds = (("road", self.road), ("work", self.work), ("ferry", self.ferry))
        return tuple((kind, str(one["source"]), bool(one["verified"])) for kind, one in kinds if one)

    def minutes(self, name: str) -> int:
        return int(self.work[name])

    def ground(self, road_factor: str) -> Ground:
        """`road_factor` is the programme's own: road over great circle."""
        return Ground(
            float(road_factor), float(self.road["kmh"]), ferries_of(self.ferry), float(self.road["within_area_km"]),
            float(self.road["on_island_km"]),
        )  # fmt: skip


def ferries_of(ferry: Mapping[str, Any]) -> tuple[Ferry, ...]:
    if not ferry:
        return ()
    here, there = (Place(*harbour) for harbour in ferry["harbours"])
    one, other = ferry["islands"]
    return (Ferry(str(one), str(other), here, there, int(ferry["minutes"]), int(ferry["rupiah"])),)


@cache
def terms_on(day: date) -> Terms:
    """The last of each kind that had begun by a day; before the first, the first."""
    content = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Terms(*(last_begun(content[kind], day) for kind in ("road", "work", "ferry")))


def last_begun(rows: list[dict[str, Any]], day: date) -> Mapping[str, Any]:
    begun = [row for row in rows if row["from"] <= day] or rows[:1]
    return max(begun, key=lambda row: row["from"])
