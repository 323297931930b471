"""The plan of a lot with its drawn sample, and what an inspector found on one unit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tempa.ledger.facts import Fact, Personal, Public, Recorded
from tempa.ledger.writing import among, put, rows_of
from tempa.quality.models import Hold, Inspection, LotDecision, LotPlan


def rounds_decided(programme: int, lots: Collection[str]) -> list[tuple[str, int]]:
    """(lot, round) of each decision on these lots."""
    return rows_of(LotDecision, ("lot", "round"), f"programme_id = %s AND lot {among(lots)}", [programme, *lots])


@dataclass(frozen=True)
class LotsPlanned(Fact):
    """Somebody had the samples of announced lots drawn; a fact for each lot follows."""

    kind_words = _("rencana pemeriksaan dibuat")
    is_decision = True

    lots: Public[list[str]]
    turn: Public[str]

    def about(self) -> tuple[str, ...]:
        return tuple(f"lot:{lot}" for lot in self.lots)


@dataclass(frozen=True)
class LotPlanned(Fact):
    """Of a lot's presented units so many are sampled, by a rule and from a law (`basis`), and the draw gave these.

    `seed` is the chain's digest at entry `seed_of`, when the lot was announced finished; `n`, `c` and `sample` follow from the rest.
    """

    kind_words = _("contoh lot diundi")
    is_decision = False

    lot: Public[str]
    round: Public[int]
    type: Public[str]
    maker: Public[str]
    form: Public[str]
    rule: Public[str]
    turn: Public[str]
    serials: Public[list[str]]
    sample: Public[list[str]]
    n: Public[int]
    c: Public[int]
    seed: Public[str]
    seed_of: Public[int]
    basis: Public[dict[str, Any]]

    def about(self) -> tuple[str, ...]:
        return (f"lot:{self.lot}", f"workshops:{self.maker}", f"types:{self.type}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        put(plan_row(r) for r in recorded)


def plan_row(r: Recorded[LotPlanned]) -> LotPlan:
    values = {name: value for name, value in r.fact.values().items() if name != "form"}
    return LotPlan(programme_id=r.entry.programme_id, form_id=UUID(r.fact.form), at=r.entry.at, by=r.entry.by, entry=r.entry, **values)


@dataclass(frozen=True)
class InspectionRecorded(Fact):
    """An inspector looked at a unit: values by check, with which instruments, under which conditions, photos by their hashes.

    `round` 0 is the inspection of a first article. `at` is when it was done as far as is known, `claimed_at` what the device's
    clock said where that cannot be so. `point` is the exact place. What the form makes of the values is worked out by the server.
    """

    kind_words = _("pemeriksaan dicatat")
    is_decision = True
    worked_out = (
        "look", "type", "maker", "house", "inspector_house", "is_full", "is_original", "at", "claimed_at", "result", "failed", "critical",
        "major", "minor",
    )  # fmt: skip

    inspection: Public[str]
    lot: Public[str]
    serial: Public[str]
    round: Public[int]
    form: Public[str]
    checks: Public[dict[str, str]]
    instruments: Public[dict[str, str]]
    conditions: Public[dict[str, str]]
    photos: Public[list[str]]
    place: Public[str]
    point: Personal[str]
    note: Public[str]
    look: Public[int]
    type: Public[str]
    maker: Public[str]
    house: Public[str]
    inspector_house: Public[str]
    is_full: Public[bool]
    is_original: Public[bool]
    at: Public[str]
    claimed_at: Public[str]
    result: Public[str]
    failed: Public[list[str]]
    critical: Public[int]
    major: Public[int]
    minor: Public[int]

    def about(self) -> tuple[str, ...]:
        return (f"lot:{self.lot}", f"unit:{self.serial}", f"workshops:{self.maker}", *self.photos)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        decided = {
            (programme, *one) for programme, some in by_programme(recorded).items()
            for one in rounds_decided(programme, {r.fact.lot for r in some})
        }  # fmt: skip
        rows = [look_row(r, (r.entry.programme_id, r.fact.lot, r.fact.round) in decided) for r in recorded]
        put(rows)
        put(
            Hold(inspection=row, programme_id=row.programme_id, workshop=row.maker, type=row.type, began_at=row.received_at)
            for row in rows if row.critical
        )  # fmt: skip


def by_programme(recorded: Sequence[Recorded[InspectionRecorded]]) -> dict[int, list[Recorded[InspectionRecorded]]]:
    found: dict[int, list[Recorded[InspectionRecorded]]] = {}
    for r in recorded:
        found.setdefault(r.entry.programme_id, []).append(r)
    return found


def look_row(r: Recorded[InspectionRecorded], is_late: bool) -> Inspection:
    f = r.fact
    return Inspection(
        inspection=UUID(f.inspection), programme_id=r.entry.programme_id, lot=f.lot, serial=f.serial, round=f.round, look=f.look, type=f.type,
        maker=f.maker, house=f.house, inspector=r.entry.by, inspector_house=f.inspector_house, form_id=UUID(f.form), is_full=f.is_full,
        is_original=f.is_original, values=f.checks, instruments=f.instruments, conditions=f.conditions, photos=f.photos, place=f.place,
        point=f.point if isinstance(f.point, str) else "", note=f.note, at=datetime.fromisoformat(f.at), claimed_at=f.claimed_at,
        received_at=r.entry.at, result=f.result, failed=f.failed, critical=f.critical, major=f.major, minor=f.minor, is_late=is_late,
    )  # fmt: skip
