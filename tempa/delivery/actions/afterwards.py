"""Machines at their recipients: run at the place, repaired step by step, reported by who has them, given to another where they stand idle."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Unpack
from uuid import UUID, uuid4

from tempa.delivery import queries, rules
from tempa.delivery.actions.codes import code_of
from tempa.delivery.actions.use import existing_unit, record_report
from tempa.delivery.facts import MachineCommissioned, RepairMoved, RepairReported, UnitReallocated
from tempa.delivery.rules import BY_LINK, HANDOVER, Passage
from tempa.ledger.actions import Doing, deed
from tempa.ledger.links import forget_if_silent, somebody
from tempa.ledger.models import Entry, Programme
from tempa.ledger.photos import keep_photos_in
from tempa.ledger.rules import Refused, check_holder, read_phone
from tempa.values.period import day_in_wita


@dataclass(frozen=True)
class FirstRun:
    """How a machine ran at its recipient's place, what it gave, and who was taught to work with it."""

    serial: str
    on: date
    runs: bool
    trained: int
    output_per_hour: str = ""
    trainer: str = ""
    note: str = ""
    photos: Sequence[str] = ()

    def as_said(self) -> dict[str, Any]:
        return {
            "serial": self.serial, "on": str(self.on), "runs": self.runs, "output_per_hour": self.output_per_hour.strip().replace(",", "."),
            "trained": self.trained, "trainer": " ".join(self.trainer.split()), "note": self.note.strip(), "photos": list(self.photos),
        }  # fmt: skip


def commission(programme: Programme, *, run: FirstRun, **doing: Unpack[Doing]) -> Entry:
    """Note that a machine was run at its recipient's place."""
    said = run.as_said()
    with deed(programme, **doing) as d:
        if known := d.known(MachineCommissioned, **said):
            return known
        unit = existing_unit(programme, run.serial)
        d.must(rules.may_check_use(d.who, unit.agency))
        d.still(f"unit:{run.serial}")
        rules.check_commissioning(
            received_on=unit.taken.get(3), on=run.on, today=day_in_wita(d.at), runs=run.runs, trained=run.trained, note=said["note"],
        )  # fmt: skip
        rules.requests.amount(said["output_per_hour"], field="output_per_hour")
        entry = d.record(MachineCommissioned(**said))
        keep_photos_in(d, run.photos, name=f"uji-{run.serial}")
        return entry


def recipient_with(unit: Passage) -> str:
    """Who has the unit; blank while nobody has."""
    return unit.meant_for if 3 in unit.taken else ""


@dataclass(frozen=True)
class Beside:
    """What is told beside a step of a repair: the words, the parts with their numbers, pictures."""

    note: str = ""
    parts: Sequence[tuple[str, str]] = ()
    photos: Sequence[str] = ()


NOTHING_BESIDE = Beside()


def move_repair(programme: Programme, *, repair: str, step: str, on: date, told: Beside = NOTHING_BESIDE, **doing: Unpack[Doing]) -> Entry:
    """Say how a repair goes on: its maker's answer, the park's ruling, or the recipient's word whether the machine runs again."""
    said: dict[str, Any] = {
        "repair": repair, "step": step, "on": str(on), "note": " ".join(told.note.split()),
        "parts": [[" ".join(name.split()), number.strip()] for name, number in told.parts], "photos": list(told.photos),
    }  # fmt: skip
    with deed(programme, **doing) as d:
        if known := d.known(RepairMoved, **said):
            return known
        found = queries.repair_named(programme, repair)
        if found is None:
            raise Refused("Perbaikan %(repair)s tidak ada di program ini.", repair=repair)
        unit = existing_unit(programme, found.serial)
        recipient = recipient_with(unit)
        d.must(rules.may_move_repair(d.who, step, maker=found.maker, agency=unit.agency, recipient=recipient))
        d.still(f"repair:{repair}")
        rules.check_move(queries.stage_of(found), step, note=said["note"], parts=said["parts"])
        if not found.reported_on <= on <= day_in_wita(d.at):
            raise Refused("Tanggal harus antara tanggal laporan %(first)s dan hari ini.", field="on", first=str(found.reported_on))
        through = d.who.link_for(HANDOVER, found.maker) or d.who.link_for(BY_LINK, recipient)
        entry = d.record(RepairMoved(**said, through=through))
        keep_photos_in(d, told.photos, name=f"perbaikan-{repair}")
        return entry


@dataclass(frozen=True)
class FaultTold:
    """A fault as somebody without an account tells it, with the six digits of the machine's handover."""

    serial: str
    code: str
    name: str
    phone: str
    what: str
    photos: Sequence[str] = ()


def report_with_code(
    programme: Programme, *, fault: FaultTold, at: datetime, identity: UUID | None = None, seen: int | None = None
) -> str:
    """Report a fault on the page behind the code on a machine, with the six digits of its handover; returns the repair's code."""
    who, number, deed_name = " ".join(fault.name.split()), read_phone(fault.phone), identity or uuid4()
    check_holder(who, number)
    said = {"serial": fault.serial, "on": str(day_in_wita(at)), "what": fault.what.strip(), "reporter": f"{who}, {number}"}
    person = somebody(programme, f"repair|{deed_name}", who)
    try:
        with deed(programme, at=at, by=person, identity=deed_name, seen=seen) as d:
            if known := d.known(RepairReported, **said):
                return known.subject.removeprefix("repair:")
            unit = existing_unit(programme, fault.serial)
            d.must(rules.may_report_repair(d.who, unit.agency, has_code=is_code_of(programme, fault.serial, fault.code)))
            return record_report(d, unit, said, fault.photos)
    except Refused:
        forget_if_silent(person)
        raise


def is_code_of(programme: Programme, serial: str, code: str) -> bool:
    """Whether these digits were told to who has the machine. Refuses others with what to do."""
    handover = queries.last_handover_of(programme, serial, step=3)
    if handover is None or handover.taken_at is None:
        raise Refused("Mesin ini belum diserahkan kepada penerima. Hubungi OPD yang tertulis di halaman ini.", field="code")
    if not hmac.compare_digest(code_of(handover).encode(), "".join(code.split()).encode()):
        raise Refused("Kode penerima tidak cocok. Kodenya enam angka, tertulis di berita acara serah terima dan di pesan kepada penerima.",
                      field="code")  # fmt: skip
    return True


def reallocate_unit(programme: Programme, *, serial: str, request: str, on: date, reason: str, **doing: Unpack[Doing]) -> Entry:
    """Take a machine back that stands idle, and mean it for the first who waits for its type; the new one gets it by a handover of its own."""
    words = " ".join(reason.split())
    with deed(programme, **doing) as d:
        if known := d.known(UnitReallocated, serial=serial, request=request, on=str(on), reason=words):
            return known
        unit = existing_unit(programme, serial)
        d.must(rules.may_reallocate(d.who, unit.agency))
        d.still(f"unit:{serial}", f"request:{request}")
        if 3 not in unit.taken:
            raise Refused("Mesin ini tidak ada pada penerima mana pun.", field="serial")
        rules.check_reason(words)
        if not unit.taken[3] <= on <= day_in_wita(d.at):
            raise Refused("Tanggal diambil kembali harus antara tanggal terima %(first)s dan hari ini.", field="on", first=str(unit.taken[3]))
        rules.check_reallocation(
            state=queries.last_state(programme, serial), request=request, first_in_line=queries.first_in_line(programme, serial, unit),
        )  # fmt: skip
        return d.record(UnitReallocated(serial, unit.meant_for, request, str(on), words))
