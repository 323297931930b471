"""Makes up whole programmes of the demo programme's structure, at any size: for benches, tests and trials.

    tables = generate(Wishes(seed=7, scale=0.1, odd=("late-parts",)))

Scale k means k-fold sites, clusters, orders, inspection hours and supply; scale 1 has the size of `ntb-2020`. Equal
wishes give equal tables on every machine. All names are invented and say so. Every programme passes the programme's own
checks.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from tempa.allocation.planner.generator.draw import Draw, in_steps, written
from tempa.allocation.planner.generator.odd import ODD, bend
from tempa.allocation.planner.generator.orders import (
    AGENCIES,
    DESTINATIONS,
    LINES,
    agency_rows,
    budget_rows,
    destination_rows,
    draw_lines,
    order_rows,
)
from tempa.allocation.planner.generator.sites import (
    MadeSite,
    capacity_rows,
    closure_rows,
    counts_of,
    draw_sites,
    fitted,
    offer_rows,
    workshop_rows,
)
from tempa.allocation.planner.generator.types import (
    MadeMaterial,
    MadeType,
    Row,
    bom_rows,
    draw_materials,
    draw_types,
    routing_rows,
    type_rows,
)

Tables = dict[str, list[Row]]
START = dt.date(2020, 7, 15)
USE = {"cut": 0.656, "bend": 0.636, "weld": 0.802, "machine": 0.707, "assemble": 0.668, "wire": 0.455, "paint": 0.595,
       "test": 0.555}  # load / hours available, of the demo programme
INSPECTION_USE = 0.8
OPEN = 0.92  # what closures leave of the hours, over all sites and weeks
LIMITS = (0.001, 10_000.0)


@dataclass(frozen=True)
class Wishes:
    """What to make. `capacity`, `cash`, `supply`, `inspection` multiply what there is (below 1: tighter).

    `share_width` widens the share limits around each cluster's part of the hours (1 as in the demo, 0.2 narrow, 2
    wide); `types` 0 means 120, fewer on a small scale; `odd` names shapes of `odd`.
    """

    seed: int = 1
    scale: float = 1.0
    weeks: int = 23
    types: int = 0
    capacity: float = 1.0
    cash: float = 1.0
    supply: float = 1.0
    inspection: float = 1.0
    share_width: float = 1.0
    odd: tuple[str, ...] = ()


class WishError(ValueError):
    """A wish that cannot be met; the message is an Indonesian sentence."""


def generate(wishes: Wishes) -> Tables:
    """The tables of one invented programme; raises WishError."""
    _refuse(wishes)
    seed, counts = wishes.seed, counts_of(wishes.scale)
    start, last = START, START + dt.timedelta(days=7 * wishes.weeks - START.weekday() - 1)
    materials = draw_materials(seed)
    types = draw_types(seed, wishes.types or type_count(wishes.scale), materials)
    agencies = [row["agency"] for row in agency_rows(max(1, min(AGENCIES, round(AGENCIES * wishes.scale * 2))))]
    destinations = destination_rows(seed, counts.regions, max(2, round(DESTINATIONS * wishes.scale)))
    lines = draw_lines(seed, types, [row["destination"] for row in destinations], wishes.scale, start, last)
    units: dict[str, int] = defaultdict(int)
    for line in lines:
        units[line.machine.code] += line.quantity
    sites = _fit_hours(draw_sites(seed, counts), types, units, wishes)
    orders = order_rows(lines, agencies, types)
    tables: Tables = {
        "programme": _programme(wishes, sites, types, units, start),
        "agencies": agency_rows(len(agencies)),
        "budget_lines": budget_rows(orders, {made.code: made.price for made in types}),
        "clusters": _clusters(sites, wishes),
        "workshops": workshop_rows(seed, sites, start, wishes.cash),
        "capacities": capacity_rows(sites),
        "closures": closure_rows(seed, sites, wishes.weeks),
        "types": type_rows(seed, types, agencies, units),
        "routings": routing_rows(types),
        "materials": _materials(materials, types, units, wishes),
        "bom": bom_rows(types),
        "suppliers": _suppliers(),
        "offers": offer_rows(seed, sites, types),
        "destinations": destinations,
        "orders": orders,
    }
    for kind in wishes.odd:
        bend(tables, kind, seed)
    return tables


def _refuse(wishes: Wishes) -> None:
    for name in ("scale", "capacity", "cash", "supply", "inspection"):
        value = getattr(wishes, name)
        if not LIMITS[0] <= value <= LIMITS[1]:
            raise WishError(f"--{name} {value} di luar {LIMITS[0]} sampai {LIMITS[1]:.0f}.")
    if not 1 <= wishes.weeks <= 520:
        raise WishError(f"--weeks {wishes.weeks} di luar 1 sampai 520.")
    if not 0 <= wishes.share_width <= 10 or not 0 <= wishes.types <= 10_000:
        raise WishError("--share-width harus 0 sampai 10, --types 0 sampai 10000.")
    unknown = [kind for kind in wishes.odd if kind not in ODD]
    if unknown:
        raise WishError(f"--odd {', '.join(unknown)} tidak dikenal. Yang ada: {', '.join(ODD)}.")


def type_count(scale: float) -> int:
    """120 types from scale 1 on; below, at least two order lines per type; never fewer than 5 types."""
    return max(5, min(120, round(LINES * scale / 2)))


def _fit_hours(sites: list[MadeSite], types: list[MadeType], units: dict[str, int], wishes: Wishes) -> list[MadeSite]:
    """Scale the drawn hours so that the order's load is as large a part of them as in the demo, per resource."""
    load: dict[str, float] = defaultdict(float)
    for made in types:
        for resource, per_unit, setup in made.steps:
            load[resource] += per_unit * units[made.code] + setup * max(1.0, units[made.code] / 8)
    there: dict[str, float] = defaultdict(float)
    for site in sites:
        for resource, hours in site.hours.items():
            there[resource] += hours
    weeks = max(1, wishes.weeks - 1)
    return fitted(sites, {r: load[r] / weeks / OPEN / USE[r] / hours * wishes.capacity for r, hours in there.items()})


def _programme(
    wishes: Wishes, sites: list[MadeSite], types: list[MadeType], units: dict[str, int], start: dt.date
) -> list[Row]:
    work = sum(made.inspection * units[made.code] for made in types) / max(1, wishes.weeks - 1)
    one_lot = max(made.inspection * made.kind.min_lot for made in types)
    total = sum(sum(site.hours.values()) for site in sites if site.kind != "facility")
    largest = max(sum(site.hours.values()) for site in sites) / total
    low, high = _limits(_hours_share(sites, "school", ""), wishes.share_width, False)
    code = f"REKAAN-{wishes.seed}-{written(wishes.scale, 3)}"
    keys = {
        "code": code, "name_id": f"Program rekaan {code}", "name_en": f"Invented programme {code}", "currency": "IDR",
        "start_date": start.isoformat(), "weeks": str(wishes.weeks), "advance_rate": "0.3", "payment_lag_weeks": "3",
        "inspection_hours_per_week": written(in_steps(max(one_lot, work / INSPECTION_USE * wishes.inspection), 0.5), 2),
        "school_share_min": low, "school_share_max": high,
        "workshop_share_max": written(min(1.0, largest * 1.6 * max(1.0, wishes.share_width)), 4), "road_factor": "1.2",
        "freight_per_tonne_km": "3500", "ferry_cost_per_tonne": "150000", "lateness_rate": "0.02", "lot_cost": "250000",
        "imbalance_rate": "0.02", "unplanned_rate": "3",
    }
    return [{"key": key, "value": value} for key, value in keys.items()]


def _hours_share(sites: list[MadeSite], kind: str, cluster: str) -> float:
    makers = [site for site in sites if site.kind != "facility"]
    total = sum(sum(site.hours.values()) for site in makers)
    if kind == "school":
        return sum(sum(site.hours.values()) for site in makers if site.kind == "school") / total
    return sum(sum(site.hours.values()) for site in makers if site.cluster == cluster) / total


def _limits(share: float, width: float, tight: bool) -> tuple[str, str]:
    """Half to 1.6 times the part of the hours at width 1; a tight minimum stays near that part."""
    low = share * max(0.0, 1 - (0.07 if tight else 0.5) * width)
    return written(int(low * 1e4) / 1e4, 4), written(min(1.0, int(share * (1 + 0.6 * width) * 1e4 + 1) / 1e4), 4)


def _clusters(sites: list[MadeSite], wishes: Wishes) -> list[Row]:
    """Two clusters in eight have a minimum close to their part of the hours."""
    draw, rows = Draw(wishes.seed, "clusters"), []
    for code in sorted({site.cluster for site in sites if site.cluster}):
        mine = [site for site in sites if site.cluster == code]
        low, high = _limits(_hours_share(sites, "", code), wishes.share_width, draw.chance(0.25))
        rows.append({
            "cluster": code, "name": f"Sentra Rekaan {code[1:]}", "regency": f"Kabupaten Rekaan {mine[0].region + 1}",
            "latitude": written(mine[0].place[0], 5), "longitude": written(mine[0].place[1], 5),
            "share_min": low, "share_max": high,
        })
    return rows


def _materials(
    materials: list[MadeMaterial], types: list[MadeType], units: dict[str, int], wishes: Wishes
) -> list[Row]:
    """Weekly supplies as in the demo: 30 to 80 % of what could come is used, times the wish for supply."""
    draw = Draw(wishes.seed, "supply")
    need: dict[str, float] = defaultdict(float)
    for made in types:
        for code, quantity in made.parts:
            need[code] += quantity * units[made.code]
    rows = []
    for at, material in enumerate(materials):
        weeks = max(1, wishes.weeks - 1 - material.lead_time)
        weekly = max(1.0, need[material.code] / weeks / draw.between(0.3, 0.8) * wishes.supply)
        rows.append({
            "material": material.code, "name_id": f"Bahan rekaan {material.code}",
            "name_en": f"Invented material {material.code}", "unit": "unit" if material.kind == "engine" else "buah",
            "kind": material.kind, "unit_price": str(material.price), "supplier": f"TOKO-{at % 6 + 1}",
            "lead_time_weeks": str(material.lead_time),
            "weekly_supply": str(int(weekly + 0.999999)) if material.limited else "",
        })
    return rows


def _suppliers() -> list[Row]:
    return [{"supplier": f"TOKO-{at}", "name": f"Toko Rekaan {at}", "regency": f"Kabupaten Rekaan {at}",
             "local": "no" if at > 4 else "yes"} for at in range(1, 7)]
