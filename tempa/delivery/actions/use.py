"""Units are followed at their recipients: use checked, faults reported, repairs closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Unpack

from tempa.delivery import queries, rules
from tempa.delivery.facts import RepairClosed, RepairMoved, RepairReported, UseChecked
from tempa.delivery.rules import Passage, UseFound
from tempa.ledger.actions import Deed, Doing, deed
from tempa.ledger.models import Entry, Programme
from tempa.ledger.photos import keep_photos_in
from tempa.ledger.rules import Refused
from tempa.values.period import day_in_wita


def existing_unit(programme: Programme, serial: str) -> Passage:
    unit = queries.places(programme, [serial]).get(serial)
    if unit is None:
        raise Refused("Unit %(serial)s tidak ada di program ini. Periksa nomor serinya.", field="serial", serial=serial)
    return unit


def check_use(programme: Programme, *, found: UseFound, **doing: Unpack[Doing]) -> Entry:
    """Note how a unit is used, for the check of a month."""
    said: dict[str, Any] = {
        "serial": found.serial, "due_month": found.due_month, "on": str(found.on), "way": found.way, "state": found.state,
        "hours_per_week": found.hours_per_week.strip().replace(",", "."),
        "output_per_week": found.output_per_week.strip().replace(",", "."), "note": found.note.strip(), "photos": list(found.photos),
    }  # fmt: skip
    with deed(programme, **doing) as d:
        if known := d.known(UseChecked, **said):
            return known
        unit = existing_unit(programme, found.serial)
        d.must(rules.may_check_use(d.who, unit.agency, unit.meant_for if 3 in unit.taken else ""))
        if d.who.links and found.way != "link":
            raise Refused("Lewat tautan, cara memeriksanya selalu tautan.", field="way")
        d.still(f"unit:{found.serial}")
        rules.check_use(found, received_on=unit.taken.get(3), today=day_in_wita(d.at))
        if queries.is_checked(programme, found.serial, found.due_month):
            raise Refused(
                "Pemeriksaan %(month)s bulan untuk unit %(serial)s sudah dicatat.", field="due_month", month=found.due_month, serial=found.serial
            )
        entry = d.record(UseChecked(check=f"PK{d.head.count(UseChecked.kind) + 1:05}", **said))
        keep_photos_in(d, found.photos, name=f"pemakaian-{found.serial}")
        return entry


def report_repair(
    programme: Programme, *, serial: str, on: date, what: str, reporter: str = "", photos: Sequence[str] = (), **doing: Unpack[Doing]
) -> str:
    """Open a ticket to the maker of a unit that does not work; returns its code."""
    said = {"serial": serial, "on": str(on), "what": what.strip(), "reporter": reporter.strip()}
    with deed(programme, **doing) as d:
        if known := d.known(RepairReported, **said):
            return known.subject.removeprefix("repair:")
        unit = existing_unit(programme, serial)
        d.must(rules.may_report_repair(d.who, unit.agency, unit.meant_for if 3 in unit.taken else ""))
        return record_report(d, unit, said, photos)


def record_report(d: Deed, unit: Passage, said: dict[str, str], photos: Sequence[str]) -> str:
    """Open the ticket; pictures stand as the first thing told of it."""
    received, on, serial = unit.taken.get(3), date.fromisoformat(said["on"]), said["serial"]
    if 2 not in unit.taken or on > day_in_wita(d.at) or (received is not None and on < received):
        raise Refused("Kerusakan dicatat sejak unit diserahkan, dan tidak sesudah hari ini.", field="on")
    rules.check_reason(said["what"], field="what")
    if queries.open_repair_of(d.programme, serial):
        raise Refused("Unit %(serial)s sudah punya laporan kerusakan yang belum selesai.", field="serial", serial=serial)
    code = f"PB{queries.repairs(d.programme).count() + 1:05}"
    covered = rules.is_under_warranty(received, on, queries.warranties(d.programme, [serial])[serial])
    d.record(RepairReported(repair=code, maker=unit.maker, under_warranty=covered, **said))
    if photos:
        d.follow([RepairMoved(code, "told", said["on"], "", [], list(photos), "")])
        keep_photos_in(d, photos, name=f"kerusakan-{serial}")
    return code


def close_repair(programme: Programme, *, repair: str, on: date, outcome: str, parts_cost: int = 0, **doing: Unpack[Doing]) -> Entry:
    """Say that a repair is over, and what was done."""
    words = outcome.strip()
    with deed(programme, **doing) as d:
        if known := d.known(RepairClosed, repair=repair, on=str(on), outcome=words, parts_cost=parts_cost):
            return known
        found = queries.repair_named(programme, repair)
        if found is None:
            raise Refused("Perbaikan %(repair)s tidak ada di program ini.", repair=repair)
        d.must(rules.may_close_repair(d.who, found.maker, existing_unit(programme, found.serial).agency))
        d.still(f"repair:{repair}")
        if (stage := queries.stage_of(found)) not in rules.OPEN:
            raise Refused("Perbaikan ini sudah selesai tanggal %(on)s.", on=str(found.closed_on or found.reported_on))
        if stage == "declined":
            raise Refused("Pembuat menolak perbaikan ini. Taman sains memutuskan dulu apakah ia wajib memperbaikinya.")
        if not found.reported_on <= on <= day_in_wita(d.at):
            raise Refused("Tanggal selesai harus antara tanggal laporan %(first)s dan hari ini.", field="on", first=str(found.reported_on))
        rules.check_reason(words, field="outcome")
        if parts_cost < 0:
            raise Refused("Biaya suku cadang tidak boleh di bawah 0.", field="parts_cost")
        return d.record(RepairClosed(repair, str(on), words, parts_cost))
