"""Lorries, rounds and their stops; what can be brought to recipients now, what cannot yet and why; and the rounds that the search proposes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tempa.catalogue import queries as catalogue
from tempa.delivery.models import Lorry, Recipient, Round, RoundStop, TransportDamage
from tempa.delivery.queries.handovers import passages
from tempa.delivery.queries.requests import assignments
from tempa.delivery.rules import (
    GOOD,
    Carrier,
    Machine,
    Parcel,
    Passage,
    check_heaviest,
    left_of,
    pieces,
    problem_for,
    rows_of,
    vehicle_for,
)
from tempa.delivery.rules.rounds import Row, days_taken, stage, working_days
from tempa.demand import queries as demand
from tempa.ledger.models import Programme
from tempa.ledger.queries import entries_of, setting_values
from tempa.production import queries as production
from tempa.registry import queries as registry
from tempa.values.period import day_in_wita
from tempa.values.place import Place
from tempa.values.routing.ground import Spot
from tempa.values.routing.problem import Vehicle
from tempa.values.routing.solve import solve
from tempa.values.routing.terms import terms_on


def lorries(programme: Programme, *, in_use: bool | None = None) -> QuerySet[Lorry]:
    found = Lorry.objects.filter(programme=programme).order_by("lorry")
    return found if in_use is None else found.filter(in_use=in_use)


def lorry_named(programme: Programme, lorry: str) -> Lorry | None:
    return Lorry.objects.filter(programme=programme, lorry=lorry).first()


def carrier(lorry: Lorry) -> Carrier:
    return Carrier(lorry.lorry, lorry.kilograms, lorry.places, lorry.trip_days)


def rounds(programme: Programme) -> QuerySet[Round]:
    """All rounds, the next to go first, with their stops."""
    found = Round.objects.filter(programme=programme).select_related("lorry", "confirmed_by")
    return found.prefetch_related("stops__recipient").order_by("starts_on", "round")


def round_named(programme: Programme, round: str) -> Round | None:
    return rounds(programme).filter(round=round).first()


def open_rounds(programme: Programme) -> QuerySet[Round]:
    """Rounds that are proposed or under way."""
    return rounds(programme).filter(ended_at=None, cancelled_at=None)


def stage_of_round(round: Round) -> str:
    return stage(confirmed=round.confirmed_at is not None, ended=round.ended_at is not None, cancelled=round.cancelled_at is not None)


def stops(round: Round) -> list[RoundStop]:
    return sorted(round.stops.all(), key=lambda s: s.place)


def serials_on_rounds(programme: Programme) -> dict[str, str]:
    """Serial -> the open round on which it is."""
    open_stops = RoundStop.objects.filter(programme=programme, outcome="", round__ended_at=None, round__cancelled_at=None)
    return {serial: code for code, serials in open_stops.values_list("round__round", "serials") for serial in serials}


def days_of_lorries(programme: Programme, but: Collection[str] = ()) -> dict[str, dict[date, str]]:
    """Lorry -> day -> the open round that has it then."""
    found: dict[str, dict[date, str]] = defaultdict(dict)
    for code, lorry, starts_on, days in open_rounds(programme).values_list("round", "lorry__lorry", "starts_on", "days"):
        if code not in but:
            found[lorry] |= dict.fromkeys(days_taken(days, starts_on), code)
    return found


def damages(programme: Programme) -> QuerySet[TransportDamage]:
    return TransportDamage.objects.filter(programme=programme).order_by("-found_on", "-damage")


# --- what can be brought ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class NotYet:
    """A machine that is meant for a recipient and cannot be brought: site, agency, underway, damaged, planned or standing."""

    serial: str
    recipient: str
    why: str
    round: str = ""


@dataclass(frozen=True)
class ToBring:
    parcels: tuple[Parcel, ...]
    not_yet: tuple[NotYet, ...]

    @property
    def machines(self) -> int:
        return sum(len(p.machines) for p in self.parcels)


def to_bring(programme: Programme, on: date, but: Collection[str] = ()) -> ToBring:
    """Machines of recipients whose site is ready, held by their agency; those of the rounds `but` count as free."""
    meant, planned = assignments(programme), serials_on_rounds(programme)
    found = passages(programme, meant)
    ready: dict[str, list[str]] = defaultdict(list)
    not_yet = []
    for serial, p in sorted(found.items()):
        if 3 in p.taken:
            continue
        round = "" if planned.get(serial, "") in but else planned.get(serial, "")
        why = "planned" if round else hindrance(p, on)
        if why:
            not_yet.append(NotYet(serial, p.meant_for, why, round))
        else:
            ready[p.meant_for].append(serial)
    asked: dict[str, list[date]] = defaultdict(list)
    for a in meant.values():
        asked[a.request.recipient.recipient].append(a.request.asked_on)
    people = {r.recipient: r for r in Recipient.objects.filter(programme=programme, recipient__in=list(ready))}
    machines, places = machines_of(programme, [s for serials in ready.values() for s in serials]), spots_of_destinations(programme)
    parcels = (
        Parcel(code, spot_of(people[code], places), tuple(machines[s] for s in serials), min(asked[code]))
        for code, serials in sorted(ready.items())
    )  # fmt: skip
    return ToBring(tuple(parcels), tuple(not_yet))


def hindrance(p: Passage, on: date) -> str:
    """Why a machine cannot be brought to its recipient by a day; empty: it can."""
    if p.standing not in GOOD:
        return "standing"
    if 2 not in p.taken:
        return "agency"
    if p.is_damaged:
        return "damaged"
    if p.is_underway:
        return "underway"
    return "site" if p.ready_on is None or p.ready_on > on else ""


def machines_of(programme: Programme, serials: Iterable[str]) -> dict[str, Machine]:
    weights = {t.type: t.cells.get("weight_kg", "") for t in catalogue.types(programme)}
    units = production.types_of_units(programme, set(serials))
    return {serial: Machine(serial, type, round(float(weights[type])) if weights.get(type) else None) for serial, type in units}


# --- where things are -------------------------------------------------------------------------------------------------


def spots_of_destinations(programme: Programme) -> dict[str, Spot]:
    """Destination -> its handover point; the place is missing where the programme does not say it."""
    return {d.destination: Spot(d.destination, d.destination, d.cells.get("island", ""), place_in(d.cells)) for d in demand.destinations(programme)}


def place_in(cells: dict[str, str]) -> Place | None:
    try:
        return Place(float(cells["latitude"]), float(cells["longitude"]))
    except (KeyError, ValueError):
        return None


def spot_of(recipient: Recipient, places: dict[str, Spot]) -> Spot:
    """A recipient lies somewhere in the area of its destination; its own place is kept private and not reckoned with."""
    area = places.get(recipient.destination, Spot(recipient.destination, recipient.destination, ""))
    return Spot(recipient.recipient, area.area, area.island, area.place)


def home_of_lorries(programme: Programme) -> Spot:
    """Where machines are loaded: the park; without one in the programme, the island of the first workshop."""
    sites = list(registry.workshops(programme))
    park = next((w for w in sites if w.kind == "facility"), None)
    if park is None:
        island = next((w.cells.get("island", "") for w in sites), "")
        return Spot("PARK", "PARK", island)
    return Spot("PARK", park.cells.get("regency", ""), park.cells.get("island", ""), place_in(park.cells), is_exact=True)


def road_factor(programme: Programme) -> str:
    return setting_values(programme).get("road_factor", "1.2")


# --- what is proposed -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RoundsAsked:
    """For which rounds somebody asks: from a day on, over so many working days, with which lorries; the seed of the search."""

    starts_on: date
    days: int
    lorries: tuple[str, ...]
    seed: int = 1


@dataclass(frozen=True)
class RoundsProposed:
    rounds: list[Row]
    left: dict[str, str]
    terms: dict[str, str]


def propose_rounds(programme: Programme, asked: RoundsAsked, today: date, *, seconds: float = 10.0) -> RoundsProposed:
    """Search rounds for all that can be brought; changes nothing. Takes seconds, so it is asked before the chain is locked."""
    terms, home, on = terms_on(asked.starts_on), home_of_lorries(programme), working_days(asked.starts_on, asked.days)
    chosen = [carrier(lorry) for lorry in lorries(programme, in_use=True).filter(lorry__in=asked.lorries)]
    parcels = to_bring(programme, asked.starts_on).parcels
    check_heaviest(parcels, chosen)
    held, taken = pieces(parcels, chosen), days_of_lorries(programme)
    vehicles = [vehicle_for(c, home, terms, free_days(on, taken.get(c.lorry, {}))) for c in chosen]
    problem = problem_for(held, vehicles, terms, road_factor(programme), today)
    result, named = solve(problem, seed=asked.seed, seconds=seconds), {p.key: p for p in held}
    rows = rows_of(result, on, named, 1 + Round.objects.filter(programme=programme).count())
    return RoundsProposed(rows, left_of(result, named), said_terms(programme, asked.starts_on))


@dataclass(frozen=True)
class LeftOut:
    """What the last search laid on no round: on which day it was asked, and recipient -> why (one of the reasons of `routing.problem.LEFT`)."""

    asked_on: date
    left: dict[str, str]


def left_out(programme: Programme) -> LeftOut | None:
    """What the last search left of it; None: nobody has asked for rounds yet."""
    last = entries_of(programme, kind="RoundsPlanned").first()
    return None if last is None else LeftOut(day_in_wita(last.at), json.loads(last.body)["values"]["left"])


def free_days(on: Sequence[date], taken: Collection[date]) -> list[int]:
    return [n for n, day in enumerate(on) if day not in taken]


def said_terms(programme: Programme, on: date) -> dict[str, str]:
    """The figures reckoned with, as the chain keeps them."""
    terms = terms_on(on)
    return {
        "road_factor": road_factor(programme), "kmh": str(terms.road["kmh"]), "ferry_minutes": str(terms.ferry.get("minutes", "")),
        "ferry_rupiah": str(terms.ferry.get("rupiah", "")), "day_minutes": str(terms.minutes("lorry_day_minutes")),
    }  # fmt: skip


def vehicle_of(programme: Programme, lorry: Lorry, on: date) -> Vehicle:
    """A lorry for a round that a person lays."""
    return vehicle_for(carrier(lorry), home_of_lorries(programme), terms_on(on))
