"""The order of 2020 in lots, and worlds of makers whose machines are drawn good or bad, for `bench quality`."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

ORDER = Path(__file__).resolve().parents[1] / "data" / "ntb-2020"
LARGEST_LOT = 20
MEAN_RATE = 0.10
SPREADS = {"narrow": 30.0, "middle": 10.0, "wide": 4.0}  # a + b of the Beta law of the makers' rates

Units = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Lot:
    """`units` machines of one type from one maker; inspecting one takes `hours`."""

    maker: str
    units: int
    hours: float


@dataclass(frozen=True)
class World:
    """One simulated order: each maker's rate (of its next lot), and per lot its units as drawn (true = bad)."""

    rates: dict[str, float]
    bad: list[Units]


MakeWorld = Callable[[Sequence[Lot], int], World]


def rows(table: str) -> list[dict[str, str]]:
    with open(ORDER / f"{table}.csv", newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def lots_of_order() -> list[Lot]:
    """Each type's quantity in equal lots of at most 20; a lot goes to the maker with an eligible offer (not above the
    owner's estimate) who so far has the fewest units per worker. In the order of the first due date."""
    types = {row["type"]: row for row in rows("types")}
    workers = {row["workshop"]: int(row["workers"]) for row in rows("workshops")}
    quantity: dict[str, int] = defaultdict(int)
    due: dict[str, str] = {}
    for row in rows("orders"):
        quantity[row["type"]] += int(row["quantity"])
        due[row["type"]] = min(row["due_date"], due.get(row["type"], row["due_date"]))
    makers: dict[str, list[str]] = defaultdict(list)
    for row in rows("offers"):
        if int(row["unit_price"]) <= int(types[row["type"]]["unit_price"]):
            makers[row["type"]].append(row["workshop"])
    load: dict[str, int] = defaultdict(int)
    lots = []
    for name in sorted(quantity, key=lambda t: (due[t], t)):
        for units in equal_parts(quantity[name]):
            maker = min(makers[name], key=lambda w: (load[w] / workers[w], w))
            load[maker] += units
            lots.append(Lot(maker, units, float(types[name]["inspection_hours"])))
    return lots


def equal_parts(quantity: int) -> list[int]:
    parts = -(-quantity // LARGEST_LOT)
    return [quantity // parts + (part < quantity % parts) for part in range(parts)]


def beta_world(strength: float) -> MakeWorld:
    """Each maker has one rate for good, drawn from Beta with mean 10 % and the given a + b: the prior's own picture."""

    def make(lots: Sequence[Lot], seed: int) -> World:
        rng = np.random.default_rng(seed)
        law = (MEAN_RATE * strength, (1 - MEAN_RATE) * strength)
        rates = {maker: float(rng.beta(*law)) for maker in makers_of(lots)}
        return World(rates, [rng.random(lot.units) < rates[lot.maker] for lot in lots])

    return make


def two_kinds(lots: Sequence[Lot], seed: int) -> World:
    """Four makers in five at 4 %, the fifth at 34 %: no Beta law looks like this."""
    rng = np.random.default_rng(seed)
    rates = {maker: 0.34 if rng.random() < 0.2 else 0.04 for maker in makers_of(lots)}
    return World(rates, [rng.random(lot.units) < rates[lot.maker] for lot in lots])


def drifting(lots: Sequence[Lot], seed: int) -> World:
    """Each lot has a rate of its own round its maker's (a + b = 8); the truth asked for is the rate of the next lot."""
    rng = np.random.default_rng(seed)
    base = {maker: float(np.clip(rng.beta(1.0, 9.0), 1e-4, 0.9999)) for maker in makers_of(lots)}

    def of_lot(maker: str) -> float:
        return float(rng.beta(8 * base[maker], 8 * (1 - base[maker])))

    bad = [rng.random(lot.units) < of_lot(lot.maker) for lot in lots]
    return World({maker: of_lot(maker) for maker in base}, bad)


PRIOR_WRONG: dict[str, MakeWorld] = {"two kinds of makers": two_kinds, "every lot its own rate": drifting}


def makers_of(lots: Sequence[Lot]) -> list[str]:
    return sorted({lot.maker for lot in lots})
