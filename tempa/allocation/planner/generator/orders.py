"""Invented agencies, budget lines, receiving places and order lines."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from tempa.allocation.planner.generator.draw import Draw, written
from tempa.allocation.planner.generator.sites import centre, island
from tempa.allocation.planner.generator.types import MadeType, Row

UNITS, LINES, DESTINATIONS, AGENCIES = 2133, 284, 10, 9  # of the demo programme, at scale 1
DUE = ((0.21, 15), (0.50, 61), (0.70, 81), (0.89, 54), (0.99, 73))  # part of the horizon, weight


@dataclass(frozen=True)
class MadeLine:
    machine: MadeType
    quantity: int
    due: dt.date
    destination: str
    indirect: bool


def agency_rows(count: int) -> list[Row]:
    return [{"agency": f"DINAS-{at:02d}", "name_id": f"Dinas Rekaan {at:02d}", "name_en": f"Invented agency {at:02d}"}
            for at in range(1, count + 1)]


def destination_rows(seed: int, regions: int, count: int) -> list[Row]:
    """Three in five on the island of the clusters, the others across the water."""
    draw = Draw(seed, "destinations")
    rows = []
    for at in range(count):
        region, across = at % regions, at // regions % 5 >= 3
        north, east = centre(region)
        place = (north + draw.between(-0.25, 0.25), east + draw.between(-0.3, 0.3) + (1.1 if across else 0.0))
        rows.append({"destination": f"TUJUAN-{at + 1:02d}", "name": f"Gudang Rekaan {at + 1:02d}",
                     "regency": f"Kabupaten Rekaan {region + 1}", "latitude": written(place[0], 5),
                     "longitude": written(place[1], 5), "island": island(region, 2 if across else 1)})
    return rows


def draw_lines(
    seed: int, types: list[MadeType], places: list[str], scale: float, start: dt.date, last: dt.date
) -> list[MadeLine]:
    """Order lines, every type at least once; cheap types early and in numbers, dear ones late and few."""
    draw = Draw(seed, "orders")
    count = max(len(types), round(LINES * scale))
    weights = [made.kind.lines / made.kind.share for made in types]
    ordered = list(types) + [draw.weighted(types, weights) for _ in range(count - len(types))]
    lines = [_line(draw, made, places, start, last) for made in sorted(ordered, key=lambda made: made.code)]
    return _to_total(draw, lines, round(UNITS * scale))


def _line(draw: Draw, made: MadeType, places: list[str], start: dt.date, last: dt.date) -> MadeLine:
    quantity = max(made.kind.min_lot if draw.chance(0.9) else 1, int(draw.along(made.kind.quantity) + 0.5))
    driven = any(code.startswith("M-") for code, _ in made.parts)
    choices = [(part, weight) for part, weight in DUE if not (part < 0.3 and (driven or made.price > 9e6))]
    part = draw.weighted([p for p, _ in choices], [w * (p if made.price > 2e7 else 1.0) for p, w in choices])
    due = start + dt.timedelta(days=int((last - start).days * part))
    return MadeLine(made, quantity, due, draw.pick(places), draw.chance(0.28))


def _to_total(draw: Draw, lines: list[MadeLine], total: int) -> list[MadeLine]:
    """Add to or take from drawn lines, a tenth at a time, until the units add up to `total` (or none can go)."""
    quantities = [line.quantity for line in lines]
    floors = [min(line.quantity, line.machine.kind.min_lot) for line in lines]
    while (missing := total - sum(quantities)) and (missing > 0 or quantities != floors):
        at = draw.whole(0, len(lines) - 1)
        step = max(1, quantities[at] // 10)
        change = min(missing, step) if missing > 0 else -min(-missing, step, quantities[at] - floors[at])
        quantities[at] += change
    return [MadeLine(line.machine, quantity, line.due, line.destination, line.indirect)
            for line, quantity in zip(lines, quantities, strict=True)]


def order_rows(lines: list[MadeLine], agencies: list[str], types: list[MadeType]) -> list[Row]:
    """The agency that owns a type's specification orders it."""
    owner = {made.code: agencies[at % len(agencies)] for at, made in enumerate(types)}
    width = max(4, len(str(len(lines))))
    return [{"line": f"P{at:0{width}d}", "agency": owner[line.machine.code],
             "budget_line": owner[line.machine.code] + ("-I" if line.indirect else "-D"), "type": line.machine.code,
             "quantity": str(line.quantity), "due_date": line.due.isoformat(), "destination": line.destination}
            for at, line in enumerate(lines, 1)]


def budget_rows(orders: list[Row], prices: dict[str, int]) -> list[Row]:
    """One direct and one indirect line per agency that orders; each the sum at estimates, rounded up to Rp100,000."""
    needed: dict[tuple[str, str], int] = defaultdict(int)
    for row in orders:
        needed[row["budget_line"], row["agency"]] += int(row["quantity"]) * prices[row["type"]]
    return [{"budget_line": code, "agency": agency, "account_code": f"0.0.{at:02d}",
             "kind": "indirect" if code.endswith("-I") else "direct", "amount": str(-(-amount // 100_000) * 100_000)}
            for at, ((code, agency), amount) in enumerate(sorted(needed.items()), 1)]
