"""Rounds of lorries: what a lorry carries, how the machines for a recipient become stops, who plans and who drives, what a change may do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from tempa.ledger.rules import PARK, May, No, Refused, Who, read_phone
from tempa.values.routing.ground import Spot
from tempa.values.routing.problem import Problem, Result, Stop, Trip, Vehicle
from tempa.values.routing.terms import Terms

ROUND = "round"
"""The purpose of a driver's link; its matter is the round, its organisation the lorry."""
MOST_DAYS, MOST_TRIP_DAYS, MOST_PLACES, MOST_KILOGRAMS = 24, 7, 60, 20_000
SUNDAY = 6
MOST_URGENT = 365  # days that a request waits: who waits longer is as urgent


@dataclass(frozen=True)
class Carrier:
    """A lorry as the rules see it: kilograms and machines at once, and for how many days it may be away."""

    lorry: str
    kilograms: int
    places: int
    trip_days: int


@dataclass(frozen=True)
class Machine:
    """One machine to bring; `kilograms` None: nobody knows what its type weighs, so it counts as one machine alone."""

    serial: str
    type: str
    kilograms: int | None

    @property
    def weight(self) -> int:
        return self.kilograms or 0


@dataclass(frozen=True)
class Parcel:
    """All machines that can be brought to one recipient now, and since when it has asked."""

    recipient: str
    spot: Spot
    machines: tuple[Machine, ...]
    asked_on: date

    @property
    def kilograms(self) -> int:
        return sum(m.weight for m in self.machines)


@dataclass(frozen=True)
class Piece:
    """What of a parcel goes on one lorry: the whole, or part `number` of `of`."""

    parcel: Parcel
    number: int
    of: int

    @property
    def key(self) -> str:
        return f"{self.parcel.recipient}/{self.number}" if self.of > 1 else self.parcel.recipient


def may_plan_rounds(who: Who) -> May:
    """Lorries and their rounds are the park's; an agency says who gets its machines, not how they travel."""
    return True if who.sits_at(*PARK) else No("Ronde antar hanya diatur oleh perencana atau kepala taman sains.")


def may_drive(who: Who, lorry: str, round: str) -> May:
    """What happens on the way is said by who drives, through the link of that round, or by the park for them."""
    if who.link_for(ROUND, lorry, round) or who.sits_at(*PARK):
        return True
    return No("Ronde ini hanya dapat diisi lewat tautan sopirnya, atau oleh taman sains.")


def may_mend(who: Who) -> May:
    """Whether a machine that was hurt is as good as before is said by an inspector or the park, not by who hurt it."""
    return True if who.sits_at(*PARK, "inspector") else No("Perbaikan ini dicatat oleh pemeriksa atau taman sains.")


def check_lorry(*, name: str, kilograms: int, places: int, trip_days: int, phone: str) -> None:
    """Refuses a lorry that carries nothing, or more than one does."""
    if len(name) < 2:
        raise Refused("Tulis nama atau nomor polisi truk.", field="name")
    if not 1 <= kilograms <= MOST_KILOGRAMS:
        raise Refused("Muatan truk antara 1 dan %(most)s kg.", field="kilograms", most=MOST_KILOGRAMS)
    if not 1 <= places <= MOST_PLACES:
        raise Refused("Tempat mesin di truk antara 1 dan %(most)s.", field="places", most=MOST_PLACES)
    if not 1 <= trip_days <= MOST_TRIP_DAYS:
        raise Refused("Satu ronde paling lama %(most)s hari.", field="trip_days", most=MOST_TRIP_DAYS)
    if phone and not read_phone(phone):
        raise Refused("Nomor HP %(phone)s tidak dapat dibaca. Tulis misalnya 0812-3456-7890, atau kosongkan.", field="phone", phone=phone)


def check_ask(*, starts_on: date, today: date, days: int, lorries: Collection[str], known: Collection[str]) -> None:
    """Refuses rounds without a lorry, on days gone by, or over more days than anybody plans."""
    if not lorries:
        raise Refused("Pilih paling sedikit satu truk. Bila belum ada, catat truknya dulu di halaman ini.", field="lorries")
    if strangers := set(lorries) - set(known):
        raise Refused("Truk %(lorry)s tidak ada atau tidak dipakai lagi.", field="lorries", lorry=min(strangers))
    if starts_on < today:
        raise Refused("Tanggal %(on)s sudah lewat. Ronde mulai paling cepat hari ini.", field="starts_on", on=str(starts_on))
    if not 1 <= days <= MOST_DAYS:
        raise Refused("Rencanakan antara 1 dan %(most)s hari kerja.", field="days", most=MOST_DAYS)


def check_heaviest(parcels: Iterable[Parcel], lorries: Sequence[Carrier]) -> None:
    """Refuses lorries of which none can carry a single one of the machines."""
    machines = [m for p in parcels for m in p.machines]
    most = max(c.kilograms for c in lorries)
    if machines and all(m.weight > most for m in machines):
        light = min(machines, key=lambda m: m.weight)
        raise Refused(
            "Tidak ada truk yang kuat: mesin paling ringan (%(serial)s) %(kg)s kg, muatan truk terbesar %(most)s kg. Pilih truk lain.",
            field="lorries", serial=light.serial, kg=light.weight, most=most,
        )  # fmt: skip


def working_days(first: date, count: int) -> list[date]:
    """So many days from the first on, without Sundays."""
    found: list[date] = []
    day = first
    while len(found) < count:
        if day.weekday() != SUNDAY:
            found.append(day)
        day += timedelta(days=1)
    return found


def pieces(parcels: Iterable[Parcel], lorries: Sequence[Carrier]) -> list[Piece]:
    """Each parcel whole, or in as few parts as the largest lorry carries at once."""
    largest = max(lorries, key=lambda c: (c.kilograms, c.places))
    found = []
    for parcel in parcels:
        parts: list[list[Machine]] = [[]]
        for machine in sorted(parcel.machines, key=lambda m: m.serial):
            held = parts[-1]
            if held and (len(held) == largest.places or sum(m.weight for m in held) + machine.weight > largest.kilograms):
                parts.append([])
            parts[-1].append(machine)
        found += [Piece(replace(parcel, machines=tuple(part)), n, len(parts)) for n, part in enumerate(parts, 1)]
    return found


def stop_for(piece: Piece, terms: Terms, today: date) -> Stop:
    parcel = piece.parcel
    minutes = terms.minutes("stop_minutes") + terms.minutes("unit_minutes") * len(parcel.machines)
    waited = min(MOST_URGENT, max(0, (today - parcel.asked_on).days))
    return Stop(piece.key, parcel.spot, minutes, (parcel.kilograms, len(parcel.machines)), waited)


def vehicle_for(lorry: Carrier, home: Spot, terms: Terms, days: Iterable[int] = ()) -> Vehicle:
    prices = (terms.minutes(f"rupiah_per_{what}") for what in ("km", "hour", "night"))
    return Vehicle(
        lorry.lorry, home, tuple(days), terms.minutes("lorry_day_minutes"), (lorry.kilograms, lorry.places), lorry.trip_days, None, frozenset(),
        *prices,
    )  # fmt: skip


Row = dict[str, Any]


def row_of(code: str, trip: Trip, on: Sequence[date], held: Mapping[str, Piece], lorry: str = "") -> Row:
    """A trip as the chain keeps it: a round with its stops, each with why it stands there. `on`: the day of each working day."""
    areas = Counter(held[v.stop].parcel.spot.area for v in trip.visits)
    home_area_crossings = sum(v.leg.crossings for v in trip.visits)
    stops = []
    for visit in trip.visits:
        piece = held[visit.stop]
        parcel = piece.parcel
        why: list[list[str]] = [["waiting", str(parcel.asked_on)]]
        if areas[parcel.spot.area] > 1:
            why.append(["with", str(areas[parcel.spot.area] - 1)])
        elif len(trip.visits) > 1:
            why.append(["near", str(visit.leg.metres)])
        if home_area_crossings:
            why.append(["ferry", str(len(trip.visits))])
        if piece.of > 1:
            why.append(["piece", str(piece.number), str(piece.of)])
        stops.append({
            "recipient": parcel.recipient, "serials": [m.serial for m in parcel.machines], "kilograms": parcel.kilograms,
            "day": str(on[trip.begins + visit.day]), "begins": visit.begins, "metres": visit.leg.metres, "minutes": visit.leg.minutes,
            "crossings": visit.leg.crossings, "why": why,
        })  # fmt: skip
    return {
        "round": code, "lorry": lorry or trip.vehicle, "starts_on": str(on[trip.begins]), "days": trip.days, "metres": trip.metres,
        "minutes": trip.minutes, "crossings": trip.crossings, "ferry_rupiah": trip.ferry_rupiah, "stops": stops,
    }  # fmt: skip


def empty_row(code: str, lorry: str, starts_on: date) -> Row:
    """A round from which the last stop was taken away."""
    none = dict.fromkeys(("metres", "minutes", "crossings", "ferry_rupiah"), 0)
    return {"round": code, "lorry": lorry, "starts_on": str(starts_on), "days": 1, **none, "stops": []}


def rows_of(result: Result, on: Sequence[date], held: Mapping[str, Piece], first_number: int) -> list[Row]:
    """The rounds of a result, numbered from the first free number on in the order of their days."""
    trips = sorted(result.trips, key=lambda t: (t.begins, t.vehicle))
    return [row_of(round_code(n), trip, on, held) for n, trip in enumerate(trips, first_number)]


def round_code(number: int) -> str:
    return f"RD{number:04}"


def left_of(result: Result, held: Mapping[str, Piece]) -> dict[str, str]:
    """Recipient -> why its machines, or a part of them, are on no round."""
    found: dict[str, str] = {}
    for key, why in result.left.items():
        found.setdefault(held[key].parcel.recipient, why)
    return dict(sorted(found.items()))


def problem_for(held: Sequence[Piece], vehicles: Iterable[Vehicle], terms: Terms, road_factor: str, today: date) -> Problem:
    return Problem(tuple(stop_for(p, terms, today) for p in held), tuple(vehicles), terms.ground(road_factor))


def days_taken(trip_days: int, starts_on: date) -> set[date]:
    """The days on which a round keeps its lorry away."""
    return set(working_days(starts_on, trip_days))


def check_trip(trip: Trip | None, carrier: Carrier, parcels: Sequence[Parcel]) -> None:
    """Refuses a round that carries too much, takes too long, or leads where no way is known; names by how much."""
    kilograms, machines = sum(p.kilograms for p in parcels), sum(len(p.machines) for p in parcels)
    if kilograms > carrier.kilograms:
        raise Refused("Muatan menjadi %(kg)s kg, padahal truk %(lorry)s paling banyak %(most)s kg. Pindahkan sebagian mesinnya saja.",
                      field="to", kg=kilograms, lorry=carrier.lorry, most=carrier.kilograms)  # fmt: skip
    if machines > carrier.places:
        raise Refused("Muatan menjadi %(n)s mesin, padahal truk %(lorry)s paling banyak %(most)s mesin. Pindahkan sebagian mesinnya saja.",
                      field="to", n=machines, lorry=carrier.lorry, most=carrier.places)  # fmt: skip
    if trip is None:
        raise Refused("Tidak ada jalan atau feri yang dikenal ke perhentian itu, atau bongkarnya lebih lama dari satu hari kerja.", field="to")
    if trip.days > carrier.trip_days:
        raise Refused("Ronde menjadi %(days)s hari, padahal truk %(lorry)s paling lama %(most)s hari sekali jalan.", field="to", days=trip.days,
                      lorry=carrier.lorry, most=carrier.trip_days)  # fmt: skip


def check_free(lorry: str, wanted: Iterable[date], taken: Mapping[date, str]) -> None:
    """Refuses two rounds of one lorry on one day."""
    for day in sorted(wanted):
        if day in taken:
            raise Refused("Truk %(lorry)s sudah dipakai ronde %(round)s tanggal %(on)s. Pilih tanggal atau truk lain.", field="starts_on",
                          lorry=lorry, round=taken[day], on=str(day))  # fmt: skip


def stage(*, confirmed: bool, ended: bool, cancelled: bool) -> str:
    """proposed, confirmed, ended or cancelled: what follows from what has happened to a round."""
    if cancelled:
        return "cancelled"
    if ended:
        return "ended"
    return "confirmed" if confirmed else "proposed"
