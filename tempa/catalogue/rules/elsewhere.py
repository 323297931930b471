"""The machine from outside, at the door and over its years, beside the local one: figures that answer "cheaper in Java"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tempa.catalogue.costing.amounts import rounded
from tempa.catalogue.costing.estimate import Estimate
from tempa.catalogue.costing.outside import Landed, Outside, landed
from tempa.catalogue.costing.ownership import (
    Machine,
    Output,
    Ownership,
    PerOutput,
    per_output,
    price_to_match,
    total_cost,
)
from tempa.catalogue.rules.typed import exact
from tempa.ledger.rules import Refused

OLDEST_OFFER = 180
"""Days after which an offer from outside is stale."""
MONEY = ("price", "low", "high", "installation", "spare_parts", "service", "freight", "ferry")
SIDES = ("local", "outside")


@dataclass(frozen=True)
class Offer:
    """One machine as somebody elsewhere offers it: rupiah for a unit; freight per tonne and km, ferry per tonne and crossing.

    `tkdn` and `bmp` in percent as text, empty where no certificate was shown."""

    type: str
    seller: str
    place: str
    low: int
    price: int
    high: int
    weight_kg: str
    kilometres: str
    crossings: int
    freight: int
    ferry: int
    installation: int
    spare_parts: int
    service: int
    tkdn: str
    bmp: str
    dated: date
    valid_until: date | None
    source: str
    reference: str


def check_offer(offer: Offer, *, today: date) -> None:
    if offer.dated > today:
        raise Refused("Tanggal %(day)s belum tiba. Catat penawaran dengan tanggal pada suratnya.", field="dated", day=str(offer.dated))
    if offer.valid_until is not None and offer.valid_until < offer.dated:
        raise Refused("Berlaku sampai %(until)s lebih awal daripada tanggalnya, %(day)s. Perbaiki salah satunya.", field="valid_until",
                      until=str(offer.valid_until), day=str(offer.dated))  # fmt: skip
    if not 0 < offer.low <= offer.price <= offer.high:
        raise Refused("Harga terendah, wajar dan tertinggi harus berurutan naik dan lebih dari 0.", field="price")
    if not 0 <= offer.crossings <= 5:
        raise Refused("Banyaknya penyeberangan 0 sampai 5.", field="crossings")
    if exact(offer.weight_kg) <= 0 or exact(offer.kilometres) <= 0:
        raise Refused("Berat dan jarak harus lebih dari 0.", field="kilometres")


def is_stale(offer: Offer, at: date) -> bool:
    return (offer.valid_until is not None and offer.valid_until < at) or (at - offer.dated).days > OLDEST_OFFER


@dataclass(frozen=True)
class AtTheDoor:
    """What one unit costs at the door: rupiah by part, which add up to the total; least and most."""

    parts: Mapping[str, int]
    total: int
    lowest: int
    highest: int


def at_the_door(offer: Offer, at: date, road_factor: str) -> AtTheDoor:
    """Spare parts go with the service in the engine and are told apart again here; stale offers are reckoned, and marked."""
    found = landed_of(offer, at, road_factor)
    parts = dict(found.parts)
    service = parts.pop("service")
    parts["spare_parts"] = min(offer.spare_parts, service)
    parts["service"] = service - parts["spare_parts"]
    return AtTheDoor(parts, found.total, found.lowest, found.highest)


def landed_of(offer: Offer, at: date, road_factor: str) -> Landed:
    def amount(low: int, likely: int, high: int, unit: str = "Rp") -> Estimate:
        return Estimate.money(low, likely, high, unit=unit, source=offer.reference, dated=offer.dated, valid_until=offer.valid_until)

    def single(value: int, unit: str = "Rp") -> Estimate:
        return amount(value, value, value, unit)

    return landed(Outside(
        f"{offer.seller}, {offer.place}", amount(offer.low, offer.price, offer.high), exact(offer.weight_kg), exact(offer.kilometres),
        single(offer.freight, "Rp/tkm"), single(offer.ferry, "Rp/t"), offer.crossings, single(offer.installation),
        single(offer.service + offer.spare_parts), exact(road_factor),
    ), at, OLDEST_OFFER, frozenset({"price", "freight", "ferry", "installation", "service"}))  # fmt: skip


@dataclass(frozen=True)
class Use:
    """How a machine is used: what both have in common, and what each needs. Texts are numbers in their shortest form."""

    type: str
    hours: str
    fuel_price: int
    downtime_cost: int
    rate: str
    years: int
    unit: str
    needs: Mapping[str, Needs]
    dated: date
    source: str
    reference: str


@dataclass(frozen=True)
class Needs:
    """Of one machine: fuel per hour, maintenance a year, hours a year that it stands still, worth at the end, output an hour."""

    fuel_per_hour: str
    maintenance: int
    downtime_hours: str
    salvage: int
    output: str


def check_use(use: Use, *, today: date) -> None:
    if use.dated > today:
        raise Refused("Tanggal %(day)s belum tiba. Catat angka pakai dengan tanggal laporannya.", field="dated", day=str(use.dated))
    if not 1 <= use.years <= 30:
        raise Refused("Umur pakai 1 sampai 30 tahun.", field="years")
    if not 0 < exact(use.hours) <= 8760:
        raise Refused("Jam pakai setahun lebih dari 0 dan paling banyak 8.760.", field="hours")
    for side, needs in use.needs.items():
        if exact(needs.downtime_hours) >= exact(use.hours):
            raise Refused("Jam berhenti setahun harus kurang dari jam pakainya, %(hours)s.", field=f"{side}_downtime_hours", hours=use.hours)
        if exact(needs.output) <= 0:
            raise Refused("Hasil tiap jam harus lebih dari 0.", field=f"{side}_output")


@dataclass(frozen=True)
class Years:
    """One machine over its years."""

    price: int
    cost: Ownership
    per_output: PerOutput
    output: Fraction


def over_years(use: Use, side: str, price: int, installation: int = 0) -> Years:
    machine, output = machine_of(use, side, price, installation), output_of(use, side)
    found = per_output(machine, output)
    return Years(price, total_cost(machine), found, found.output)


def machine_of(use: Use, side: str, price: int, installation: int = 0) -> Machine:
    needs = use.needs[side]
    return Machine(
        price=price, hours=exact(use.hours), fuel_per_hour=exact(needs.fuel_per_hour), fuel_price=use.fuel_price, maintenance=needs.maintenance,
        downtime_hours=exact(needs.downtime_hours), downtime_cost=use.downtime_cost, salvage=needs.salvage, rate=exact(use.rate) / 100,
        years=use.years, installation=installation,
    )  # fmt: skip


def output_of(use: Use, side: str) -> Output:
    needs = use.needs[side]
    return Output(exact(needs.output), 1 - exact(needs.downtime_hours) / exact(use.hours))


def equal_price(use: Use, local_price: int, outside_price: int) -> int:
    """The price at which the local machine costs as much per output as the outside one."""
    found = price_to_match(machine_of(use, "local", local_price), output_of(use, "local"), machine_of(use, "outside", outside_price),
                           output_of(use, "outside"))  # fmt: skip
    return rounded(found)
