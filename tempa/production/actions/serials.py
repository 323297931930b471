"""Serials: given when the work of a lot may begin, one more for a scrapped unit; the engine in a unit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Unpack

from tempa.ledger.actions import Deed, Doing, deed
from tempa.ledger.models import Entry, Programme
from tempa.ledger.rules import Refused, may_as_park
from tempa.production import queries, rules
from tempa.production.facts import EngineFitted, SerialsGiven, UnitReplaced
from tempa.production.models import Unit
from tempa.values.serial import serial_of


def give_serials(programme: Programme, *, lots: Collection[str] | None = None, **doing: Unpack[Doing]) -> int:
    """Give serials to the units of these lots, or of every lot on which work may begin; returns how many units have got one.

    A report on a lot without serials gives them too, so nobody waits for this.
    """
    with deed(programme, **doing) as d:
        if known := d.known(SerialsGiven):
            return Unit.objects.filter(entry__sequence__gte=known.sequence, entry__at=known.at, entry__by=d.by, programme=programme).count()
        d.must(may_as_park(d.who))
        facts = serials_for(d, lots)
        if not facts:
            raise Refused("Tidak ada lot yang menunggu nomor seri: pekerjaan atas lot lain belum boleh mulai, atau nomornya sudah ada.")
        d.record(facts[0])
        d.follow(facts[1:])
        return sum(len(f.serials) for f in facts)


def serials_for(d: Deed, lots: Iterable[str] | None = None) -> list[SerialsGiven]:
    """The facts that number the units which lots (or all) lack on which work may begin; a type's numbers go on from its last."""
    lacking = queries.units_lacking(d.programme, d.today, None if lots is None else list(lots))
    last = queries.last_numbers(d.programme, {i.type for i, _n in lacking})
    found = []
    for i, count in lacking:
        first = last.get(i.type, 0) + 1
        last[i.type] = first + count - 1
        serials = [serial_of(d.programme.code, i.type, n) for n in range(first, first + count)]
        found.append(SerialsGiven(i.lot, i.contract, i.type, i.maker, serials))
    return found


def replace_unit_in(d: Deed, serial: str, why: str) -> str:
    """As part of a deed: a made unit is scrapped and another one is to be made in its place; returns the serial of that one."""
    unit = existing(d.programme, serial)
    if unit.made_on is None or unit.scrapped_at is not None:
        raise Refused("Unit %(serial)s belum jadi atau sudah diganti, jadi tidak dapat diganti.", serial=serial)
    last = queries.last_numbers(d.programme, [unit.type])[unit.type]
    fresh = serial_of(d.programme.code, unit.type, last + 1)
    d.follow([UnitReplaced(unit.lot, serial, why.strip(), fresh)])
    return fresh


def fit_engine(
    programme: Programme, *, serial: str, engine: str, received: Callable[[], Collection[str]] | None = None, **doing: Unpack[Doing]
) -> Entry:
    """Note which engine is in a unit; a blank number takes it out. `received`: the engine numbers that the park has received."""
    number = " ".join(engine.split()).upper()
    with deed(programme, **doing) as d:
        if known := d.known(EngineFitted, serial=serial, engine=number):
            return known
        unit = existing(programme, serial)
        lead = queries.lead_of(programme, unit.maker)
        d.must(rules.may_report(d.who, unit.maker, lead))
        d.still(f"unit:{serial}")
        check_engine(programme, unit, number, received)
        return d.record(EngineFitted(serial, number, through_of(d, unit.maker, lead)))


def check_engine(programme: Programme, unit: Unit, number: str, received: Callable[[], Collection[str]] | None) -> None:
    if unit.withdrawn_at is not None or unit.scrapped_at is not None:
        raise Refused("Unit %(serial)s tidak dibuat lagi, jadi tidak mendapat mesin penggerak.", serial=unit.serial)
    if number == unit.engine:
        raise Refused("Nomor mesin penggerak unit ini sudah %(engine)s.", field="engine", engine=number or "(kosong)")
    if len(number) > 80:
        raise Refused("Nomor mesin penggerak paling panjang 80 huruf.", field="engine")
    other = queries.units(programme).filter(engine=number).first() if number else None
    if other is not None:
        raise Refused(
            "Mesin penggerak %(engine)s sudah tercatat di unit %(serial)s. Periksa nomor pada pelat mesinnya.", field="engine", engine=number,
            serial=other.serial,
        )  # fmt: skip
    if number and received is not None and number not in {n.upper() for n in received()}:
        raise Refused(
            "Mesin penggerak %(engine)s tidak ada di penerimaan barang. Periksa nomornya, atau catat dulu penerimaannya.", field="engine",
            engine=number,
        )  # fmt: skip


def existing(programme: Programme, serial: str) -> Unit:
    found = queries.unit_named(programme, serial)
    if found is None:
        raise Refused("Nomor seri %(serial)s tidak ada di program ini. Periksa labelnya.", field="serial", serial=serial)
    return found


def through_of(d: Deed, maker: str, lead: str = "") -> str:
    """The link by which somebody acts for a maker; blank where they came another way."""
    return d.who.link_for(rules.PRODUCTION, maker) or (d.who.link_for(rules.PRODUCTION, lead) if lead else "")
