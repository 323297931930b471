"""From an engine, a batch of steel, a serial or a lot to the machines, and from a machine back to what is in it; figures by week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from tempa.contracts import queries as contracts
from tempa.demand import queries as demand
from tempa.ledger.models import Programme
from tempa.ledger.queries import zone_of
from tempa.production import queries as production
from tempa.quality.models import Inspection
from tempa.quality.queries.units import unit_standing
from tempa.supply import queries as supply
from tempa.supply.queries import BatchInLot
from tempa.values.period import day_in

MOST = 500


@dataclass(frozen=True)
class Trace:
    """A machine with what is in it and where it goes: engine, maker, contract, destination, and how it stands."""

    serial: str
    type: str
    lot: str
    maker: str
    contract: str
    agency: str
    destination: str
    engine: str
    made_on: date | None
    state: str
    replaced_by: str


def traces(programme: Programme, asked: str) -> list[Trace]:
    """The machines that a serial, an engine number, a lot, a contract or a workshop leads to; at most MOST."""
    words = " ".join(asked.split())
    if not words:
        return []
    ways = (production.serials_as_given(programme, [words])[words], words, words.upper())
    units: list[production.Unit] = []
    for wanted in dict.fromkeys(ways):
        units = units or leading_to(production.units(programme), wanted)
    return of_units(programme, units)


def leading_to(found: QuerySet[production.Unit], wanted: str) -> list[production.Unit]:
    return list(found.filter(serial=wanted) or found.filter(engine=wanted) or found.filter(lot=wanted) or found.filter(contract=wanted)
                or found.filter(maker=wanted) or found.filter(serial__startswith=wanted))[:MOST]  # fmt: skip


def traces_of_batch(programme: Programme, certificate: str) -> list[tuple[Trace, BatchInLot]]:
    """The machines of every lot that got of a batch, or may have: the list for a recall, those that surely have it first; at most MOST."""
    lots: dict[str, BatchInLot] = {}
    for one in supply.lots_with(programme, supply.batches_called(programme, certificate)):
        if one.lot not in lots or one.is_certain > lots[one.lot].is_certain:
            lots[one.lot] = one
    found = of_units(programme, list(production.units(programme, list(lots)))[:MOST]) if lots else []
    return sorted(((t, lots[t.lot]) for t in found), key=lambda pair: not pair[1].is_certain)


def of_units(programme: Programme, units: Iterable[production.Unit]) -> list[Trace]:
    held = list(units)
    stands = unit_standing(programme, [u.serial for u in held])
    agencies = {c.contract: c.agency for c in contracts.all_contracts(programme).filter(contract__in={u.contract for u in held})}
    lines = dict(contracts.items(programme).filter(lot__in={u.lot for u in held}).values_list("lot", "line"))
    places = dict(demand.order_lines(programme).filter(line__in=set(lines.values())).values_list("line", "destination"))
    return [
        Trace(
            u.serial, u.type, u.lot, u.maker, u.contract, agencies.get(u.contract, ""), places.get(lines.get(u.lot, ""), ""), u.engine, u.made_on,
            stands[u.serial], u.replaced_by,
        )
        for u in held
    ]  # fmt: skip


def by_week(programme: Programme) -> list[tuple[date, int, int]]:
    """(Monday, nonconformities of all classes, units) of originally inspected units, week by week."""
    counts: dict[date, list[int]] = {}
    zone = zone_of(programme)
    rows = Inspection.objects.filter(programme=programme, is_original=True, is_late=False, look=1)
    for at, critical, major, minor in rows.values_list("at", "critical", "major", "minor"):
        on = day_in(zone, at)
        held = counts.setdefault(on - timedelta(days=on.weekday()), [0, 0])
        held[0] += critical + major + minor
        held[1] += 1
    return [(monday, n, units) for monday, (n, units) in sorted(counts.items())]
