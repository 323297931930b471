"""Progress: units done at steps of lots, as reported, and put right with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from tempa.ledger.facts import Fact, Personal, Public, Recorded
from tempa.ledger.models import Entry
from tempa.ledger.writing import among, put, rows_of, update
from tempa.production.facts.units import change_units, recount
from tempa.production.models import LotProgress, Progress


@dataclass(frozen=True)
class ProgressReported(Fact):
    """A maker, or the office for it, says what was done since its report before.

    `entries`: lot, step, quantity. `happened_at`: when it is said to have happened; the entry's own moment is when it was
    received. `source`: link, office or message. `made`: lot -> serials whose last step this was, on
    the day `made_on` of the programme.
    """

    kind_words = _("kemajuan dilaporkan")
    is_decision = True
    worked_out = ("happened_at", "report", "made", "made_on", "through")

    workshop: Public[str]
    entries: Public[list[dict[str, Any]]]
    said_at: Public[str]
    source: Public[str]
    photos: Public[list[str]]
    note: Personal[str]
    happened_at: Public[str]
    report: Public[str]
    made: Public[dict[str, list[str]]]
    made_on: Public[str]
    through: Public[str] = ""

    def about(self) -> tuple[str, ...]:
        lots = dict.fromkeys(f"lot:{entry['lot']}" for entry in self.entries)
        return (f"workshops:{self.workshop}", *lots, *([f"link:{self.through}"] if self.through else []))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f, at = r.fact, datetime.fromisoformat(r.fact.happened_at)
            rows = [row_of(r.entry, f.report, n, entry, at) for n, entry in enumerate(f.entries, 1)]
            for row in rows:
                row.source, row.photos, row.note = f.source, f.photos, f.note
            put(rows)
            if made := [serial for serials in f.made.values() for serial in serials]:
                change_units(r.entry, made, made_on=date.fromisoformat(f.made_on))
            add(r.entry, [(entry["lot"], entry["step"], entry["quantity"]) for entry in f.entries], at)
            recount((r.entry.programme_id, entry["lot"]) for entry in f.entries)


@dataclass(frozen=True)
class ProgressCorrected(Fact):
    """A count that was reported wrongly is put right: `quantity` more (or fewer) at a step, and why. The report itself stays.

    `serials`: the units that are made by it, or are so no more.
    """

    kind_words = _("kemajuan diperbaiki")
    is_decision = True
    worked_out = ("report", "serials", "made_on")

    lot: Public[str]
    workshop: Public[str]
    step: Public[int]
    quantity: Public[int]
    reason: Public[str]
    report: Public[str]
    serials: Public[list[str]]
    made_on: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"lot:{self.lot}", f"workshops:{self.workshop}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f, at = r.fact, r.entry.at
            row = row_of(r.entry, f.report, 1, {"lot": f.lot, "step": f.step, "quantity": f.quantity}, at)
            row.source, row.reason = "office", f.reason
            row.save()
            change_units(r.entry, f.serials, made_on=date.fromisoformat(f.made_on) if f.quantity > 0 else None)
            add(r.entry, [(f.lot, f.step, f.quantity)], None)
            recount([(r.entry.programme_id, f.lot)])


def row_of(entry: Entry, report: str, n: int, said: dict[str, Any], at: datetime) -> Progress:
    return Progress(
        programme_id=entry.programme_id, report=f"{report}-{n}", lot=said["lot"], step=said["step"], quantity=said["quantity"],
        happened_at=at, received_at=entry.at, by_id=entry.by_id, entry=entry,
    )  # fmt: skip


def add(entry: Entry, done: Sequence[tuple[str, int, int]], at: datetime | None) -> None:
    """Count units at steps of lots (lot, step, quantity); `at` None leaves their days as they are, since nothing was done."""
    lots = list(dict.fromkeys(lot for lot, _step, _quantity in done))
    columns, of = ("lot", "done", "first_at", "last_at", "id"), f"programme_id = %s AND lot {among(lots)}"
    held = {lot: said for lot, *said in rows_of(LotProgress, columns, of, [entry.programme_id, *lots])}
    for lot, step, quantity in done:
        counts, first_at, last_at, _pk = said = held[lot]
        counts[str(step)] = counts.get(str(step), 0) + quantity
        if at is not None:
            said[1:3] = min(at, first_at or at), max(at, last_at or at)
    update(LotProgress, ("done", "first_at", "last_at"), list(held.values()))
