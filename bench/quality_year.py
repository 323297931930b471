"""The lots of a simulated year, as its audit pack holds them: for `bench quality --year PACK`, with what the switching rules would have done."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.quality_worlds import ORDER, Lot
from tempa.quality.sampling.switching import DISCONTINUED, LotResult, history


@dataclass(frozen=True)
class YearLot:
    """A lot as it was first presented in the year: whose, of which type, how large, and whether it was accepted."""

    lot: str
    maker: str
    type: str
    units: int
    accepted: bool
    ac: int


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with open(folder / f"{name}.csv", newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def lots_of_year(pack: Path) -> list[YearLot]:
    """First presentations in the order of their decisions."""
    of = {row["lot"]: (row["maker"], row["type"]) for row in table(pack, "units")}
    first = sorted((row for row in table(pack, "lot_decisions") if row["round"] == "1"), key=lambda row: (row["at"], row["lot"]))
    return [
        YearLot(row["lot"], *of[row["lot"]], int(row["lot_size"]), row["decided"] == "accepted", int(row["plan_c"]))
        for row in first
    ]  # fmt: skip


def as_lots(found: Sequence[YearLot], programme: Path = ORDER) -> list[Lot]:
    """The same as the study takes them; hours of a machine by its type."""
    hours = {row["type"]: float(row["inspection_hours"]) for row in table(programme, "types")}
    return [Lot(one.maker, one.units, hours[one.type]) for one in found]


def severities(results: Sequence[LotResult]) -> list[str]:
    """The severity of each lot of a series; once the rules would have stopped it, the rest is discontinued."""
    found: list[str] = []
    for n in range(len(results)):
        steps = history(results[: n + 1])
        found.append(steps[-1].severity)
        if steps[-1].after == DISCONTINUED:
            return found + [DISCONTINUED] * (len(results) - n - 1)
    return found


def year_lines(found: Sequence[YearLot]) -> list[str]:
    """What ISO 2859-1 switching would have made of the year's own results, by workshop and type as the standard asks, and by workshop."""
    by_type: dict[tuple[str, ...], list[LotResult]] = defaultdict(list)
    by_maker: dict[tuple[str, ...], list[LotResult]] = defaultdict(list)
    for one in found:
        result = LotResult(accepted=one.accepted, ac=one.ac)
        by_type[one.maker, one.type].append(result)
        by_maker[one.maker,].append(result)
    lines = ["", "| one series for each | series | longest | lots on normal | tightened | discontinued |", "|---|---|---|---|---|---|"]
    for name, series in (("workshop and type", by_type), ("workshop", by_maker)):
        counts: Counter[str] = Counter()
        for results in series.values():
            counts.update(severities(results))
        longest = max((len(results) for results in series.values()), default=0)
        lines.append(f"| {name} | {len(series)} | {longest} | {counts['normal']} | {counts['tightened']} | {counts['discontinued']} |")
    return lines
