"""Invented clusters, workshops, schools and shared facilities, their places, hours, cash and offers.

Regions lie about 200 km apart, each with two islands: clusters on the first, receiving places on both. Codes are K01 …
(clusters), B0001 … (workshops), S001 … (schools), F01 … (facilities).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from tempa.allocation.planner.generator.draw import Draw, in_steps, written
from tempa.allocation.planner.generator.types import MadeType, Row

RESOURCES = ("cut", "bend", "weld", "machine", "assemble", "wire", "paint", "test")
HAS: dict[str, dict[str, float]] = {  # probability that a site of this kind has the resource
    "lead": dict.fromkeys(RESOURCES, 1.0),
    "member": {"cut": 1, "weld": 1, "assemble": 1, "paint": 0.84, "wire": 0.74, "bend": 0.68, "machine": 0.52,
               "test": 0.52},
    "school": {"cut": 1, "weld": 1, "assemble": 1, "machine": 0.8, "test": 0.7, "wire": 0.6, "bend": 0.6, "paint": 0.4},
    "facility": {"cut": 1, "bend": 1, "machine": 1, "wire": 1, "test": 1},
}
HOURS = {"lead": (187, 228, 253, 255, 291), "member": (40, 60, 72, 95, 135), "school": (46, 55, 68, 77, 93),
         "facility": (170, 187, 200)}
CASH_PER_HOUR = {"lead": (554e3, 645e3, 756e3, 870e3, 1112e3), "member": (407e3, 497e3, 605e3, 680e3, 929e3),
                 "school": (470e3, 472e3, 505e3, 585e3, 658e3)}
TIERS = {"lead": ("registered", "registered", "capitalised"),
         "member": ("registered", "unregistered", "registered", "unregistered", "capitalised")}
WORKERS = {"lead": (7, 12), "member": (2, 5), "school": (8, 12), "facility": (4, 8)}
OFFERS = {"lead": (0.5, 0.915), "member": (0.37, 0.946), "school": (0.2, 0.911)}  # share of types, mean offer / price
MIX = {"cut": 0.168, "bend": 0.076, "weld": 0.282, "machine": 0.129, "assemble": 0.17, "wire": 0.035, "paint": 0.093,
       "test": 0.046}


@dataclass(frozen=True)
class MadeSite:
    """One invented site with its weekly hours per resource."""

    code: str
    name: str
    kind: str
    cluster: str
    lead: str
    region: int
    tier: str
    place: tuple[float, float]
    hours: dict[str, float]


@dataclass(frozen=True)
class Counts:
    regions: int
    clusters: int
    leads: int
    members: int
    schools: int
    facilities: int


def counts_of(scale: float) -> Counts:
    """Sites at a scale; scale 1 is the demo programme (8 clusters, 10 leads, 31 members, 10 schools, 1 facility)."""
    clusters = max(1, round(8 * scale))
    return Counts(max(1, round(scale)), clusters, max(clusters, round(10 * scale)), max(1, round(31 * scale)),
                  max(1, round(10 * scale)), max(1, round(scale)))


def centre(region: int) -> tuple[float, float]:
    """Latitude and longitude of a region on a grid of ten columns."""
    return -8.6 + 1.9 * (region // 10 % 40), 96.0 + 2.2 * (region % 10)


def draw_sites(seed: int, counts: Counts) -> list[MadeSite]:
    """Leads and members cluster by cluster, then schools, then facilities; hours before they are fitted to the load."""
    draw = Draw(seed, "sites")
    homes = [_near(draw, centre(at % counts.regions), 0.3) for at in range(counts.clusters)]
    sites: list[MadeSite] = []
    for at in range(counts.leads):
        sites.append(_site(draw, "lead", len(sites), at % counts.clusters, homes, "", counts))
    leads = {at: [s for s in sites if s.cluster == f"K{at + 1:02d}"] for at in range(counts.clusters)}
    for at in range(counts.members):
        cluster = at % counts.clusters
        sites.append(_site(draw, "member", len(sites), cluster, homes, draw.pick(leads[cluster]).code, counts))
    for at in range(counts.schools):
        near = [s for s in sites if s.kind == "lead" and s.region == at % counts.regions] or sites[:1]
        sites.append(_apart(draw, "school", f"S{at + 1:03d}", at % counts.regions, draw.pick(near).code))
    for at in range(counts.facilities):
        sites.append(_apart(draw, "facility", f"F{at + 1:02d}", at % counts.regions, ""))
    return sites


def _near(draw: Draw, place: tuple[float, float], reach: float) -> tuple[float, float]:
    return place[0] + draw.between(-reach, reach), place[1] + draw.between(-reach, reach)


def _site(
    draw: Draw, kind: str, at: int, cluster: int, homes: list[tuple[float, float]], lead: str, counts: Counts
) -> MadeSite:
    return MadeSite(f"B{at + 1:04d}", f"Bengkel Rekaan {at + 1:04d}", kind, f"K{cluster + 1:02d}", lead,
                    cluster % counts.regions, draw.pick(TIERS[kind]), _near(draw, homes[cluster], 0.02),
                    _hours(draw, kind))


def _apart(draw: Draw, kind: str, code: str, region: int, lead: str) -> MadeSite:
    name = f"SMK Rekaan {code}" if kind == "school" else f"Fasilitas Bersama Rekaan {code}"
    tier = "registered" if kind == "school" else ""
    return MadeSite(code, name, kind, "", lead, region, tier, _near(draw, centre(region), 0.25), _hours(draw, kind))


def _hours(draw: Draw, kind: str) -> dict[str, float]:
    mine = [resource for resource in RESOURCES if draw.chance(HAS[kind].get(resource, 0.0))]
    total = draw.along(HOURS[kind])
    weights = {resource: MIX[resource] * draw.between(0.7, 1.3) for resource in mine}
    return {resource: total * weight / sum(weights.values()) for resource, weight in weights.items()}


def fitted(sites: list[MadeSite], factors: dict[str, float]) -> list[MadeSite]:
    """Hours times the factor of their resource, in half hours."""
    return [replace(site, hours={r: in_steps(h * factors.get(r, 1.0), 0.5, 0.5) for r, h in site.hours.items()})
            for site in sites]


def reach(sites: list[MadeSite]) -> dict[str, set[str]]:
    """Resources that the lots of each site can use: its own, its lead's, any facility's."""
    own = {site.code: {r for r, h in site.hours.items() if h > 0} for site in sites}
    shared = set().union(*(own[site.code] for site in sites if site.kind == "facility"))
    return {site.code: own[site.code] | own.get(site.lead, set()) | shared for site in sites}


def offer_rows(seed: int, sites: list[MadeSite], types: list[MadeType]) -> list[Row]:
    """What each maker asks: 82 to 108 % of the estimate; some above it. Every type gets three makers where it can."""
    draw = Draw(seed, "offers")
    can = reach(sites)
    makers = [site for site in sites if site.kind != "facility"]
    level = {site.code: draw.bell(OFFERS[site.kind][1], 0.02) for site in makers}
    rows = []
    for made in types:
        able = [site for site in makers if {r for r, _, _ in made.steps} <= can[site.code]]
        chosen = {site.code for site in able if draw.chance(OFFERS[site.kind][0] * (1.3 if made.price < 2e7 else 0.8))}
        chosen |= {site.code for site in draw.some(able, 3)} if len(chosen) < 3 else set()
        for site in able:
            ratio = min(1.08, max(0.82, draw.bell(level[site.code], 0.033)))
            if site.code in chosen:
                price = in_steps(made.price * ratio, 1000, 1000)
                rows.append({"workshop": site.code, "type": made.code, "unit_price": written(price)})
    return sorted(rows, key=lambda row: (row["workshop"], row["type"]))


def workshop_rows(seed: int, sites: list[MadeSite], start: dt.date, cash: float) -> list[Row]:
    """Rows of `workshops`; one site in twelve is verified late or not to the end. Unregistered sites have no limit."""
    draw = Draw(seed, "workshops")
    return [_workshop_row(draw, site, start, cash) for site in sites]


def _workshop_row(draw: Draw, site: MadeSite, start: dt.date, cash: float) -> Row:
    maker = site.kind != "facility"
    since = start + dt.timedelta(days=draw.whole(10, 40) if draw.chance(0.05) else -draw.whole(21, 120))
    until = start + dt.timedelta(days=draw.whole(90, 160) if draw.chance(0.03) else draw.whole(250, 650))
    per_hour = draw.along(CASH_PER_HOUR[site.kind]) if maker else 0.0
    limit = in_steps(sum(site.hours.values()) * per_hour * cash, 500_000, 500_000)
    low, high = WORKERS[site.kind]
    return {
        "workshop": site.code, "name": site.name, "kind": site.kind, "cluster": site.cluster, "lead": site.lead,
        "legal_tier": site.tier, "regency": f"Kabupaten Rekaan {site.region + 1}",
        "latitude": written(site.place[0], 5), "longitude": written(site.place[1], 5),
        "island": island(site.region, 1), "workers": str(draw.whole(low, high)),
        "cash_limit": written(limit) if maker and site.tier != "unregistered" else "",
        "verified_from": since.isoformat() if maker else "", "verified_until": until.isoformat() if maker else "",
        **{score: str(draw.whole(60, 97)) if maker else "" for score in
           ("score_premises", "score_competence", "score_staff", "score_equipment")},
    }


def island(region: int, which: int) -> str:
    return f"Pulau Rekaan {region + 1}{'AB'[which - 1]}"


def capacity_rows(sites: list[MadeSite]) -> list[Row]:
    return [{"workshop": site.code, "resource": resource, "hours_per_week": written(hours, 2)}
            for site in sites for resource, hours in site.hours.items()]


def closure_rows(seed: int, sites: list[MadeSite], weeks: int) -> list[Row]:
    """A part first week, three common holidays, school terms, and a few single closures."""
    draw = Draw(seed, "closures")
    rows = [("*", 0, "0.6"), ("*", 2, "0.6"), ("*", 5, "0.8"), ("*", 15, "0.7")]
    terms = ((10, "0.4"), (11, "0.4"), (19, "0.5"), (20, "0.5"), (21, "0.2"), (22, "0.2"))
    rows += [(site.code, week, factor) for site in sites if site.kind == "school" for week, factor in terms]
    makers = [site.code for site in sites if site.kind != "school"]
    rows += [(code, draw.whole(0, max(0, weeks - 1)), "0.5") for code in draw.some(makers, max(1, len(makers) // 10))]
    return [{"workshop": code, "week": str(week), "factor": factor} for code, week, factor in rows if week < weeks]
