"""Units: serials given and withdrawn, engines fitted, lots announced finished, a unit in the place of a scrapped one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tempa.contracts.facts import AddendumSigned, ContractWithdrawn, DraftReduced
from tempa.contracts.queries import live_quantities
from tempa.ledger.facts import Fact, Public, Recorded, follows
from tempa.ledger.models import Entry
from tempa.ledger.writing import among, change, grouped, put, read, rows_of, update
from tempa.production.models import Announcement, LotProgress, Unit
from tempa.production.rules import number_in


@dataclass(frozen=True)
class SerialsGiven(Fact):
    """The units of a lot got their serials, before the work, so that labels can be printed; `lot` is in force under `contract`."""

    kind_words = _("nomor seri diberikan")
    is_decision = False

    lot: Public[str]
    contract: Public[str]
    type: Public[str]
    maker: Public[str]
    serials: Public[list[str]]

    def about(self) -> tuple[str, ...]:
        return (f"lot:{self.lot}", f"contract:{self.contract}", f"workshops:{self.maker}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f, programme = r.fact, r.entry.programme_id
            common = {"programme_id": programme, "lot": f.lot, "contract": f.contract, "type": f.type, "maker": f.maker}
            put(Unit(**common, serial=serial, number=number_in(serial), entry=r.entry) for serial in f.serials)
            held = rows_of(LotProgress, ("id", "contract"), "programme_id = %s AND lot = %s", [programme, f.lot])
            if not held:
                put([LotProgress(programme_id=programme, lot=f.lot, contract=f.contract, type=f.type, maker=f.maker, units=0)])
            elif held[0][1] != f.contract:  # its first contract was withdrawn; another holds the lot now
                update(LotProgress, ("contract",), [(f.contract, held[0][0])])
        recount((r.entry.programme_id, r.fact.lot) for r in recorded)


@dataclass(frozen=True)
class LotAnnounced(Fact):
    """Finished units of a lot wait for inspection. The hash of this entry is known before any sample is drawn, and seeds the draw."""

    kind_words = _("lot dinyatakan selesai")
    is_decision = True
    worked_out = ("announcement", "serials", "through")

    lot: Public[str]
    workshop: Public[str]
    units: Public[int]
    announcement: Public[str]
    serials: Public[list[str]]
    through: Public[str] = ""

    def about(self) -> tuple[str, ...]:
        return (f"lot:{self.lot}", f"workshops:{self.workshop}", *([f"link:{self.through}"] if self.through else []))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f = r.fact
            put([Announcement(
                programme_id=r.entry.programme_id, announcement=f.announcement, lot=f.lot, workshop=f.workshop, serials=f.serials,
                at=r.entry.at, by=r.entry.by, entry=r.entry,
            )])  # fmt: skip
            change_units(r.entry, f.serials, announced=f.announcement)
        recount((r.entry.programme_id, r.fact.lot) for r in recorded)


@dataclass(frozen=True)
class UnitReplaced(Fact):
    """A unit was scrapped, and another is to be made in its place under a serial of its own."""

    kind_words = _("unit diganti")
    is_decision = True
    worked_out = ("replacement",)

    lot: Public[str]
    serial: Public[str]
    why: Public[str]
    replacement: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"unit:{self.serial}", f"lot:{self.lot}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            f = r.fact
            old = units_named(r.entry, [f.serial])
            old.update(scrapped_at=r.entry.at, replaced_by=f.replacement)
            was = old.get()
            Unit.objects.create(
                programme_id=r.entry.programme_id, serial=f.replacement, lot=f.lot, contract=was.contract, type=was.type, maker=was.maker,
                number=number_in(f.replacement), entry=r.entry,
            )  # fmt: skip
        recount((r.entry.programme_id, r.fact.lot) for r in recorded)


@dataclass(frozen=True)
class EngineFitted(Fact):
    """The engine of this number is in this unit from now on; a blank number says that it was taken out again."""

    kind_words = _("mesin penggerak dipasang")
    is_decision = True
    worked_out = ("through",)

    serial: Public[str]
    engine: Public[str]
    through: Public[str] = ""

    def about(self) -> tuple[str, ...]:
        return (f"unit:{self.serial}", *([f"engine:{self.engine}"] if self.engine else []))

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            change_units(r.entry, [r.fact.serial], engine=r.fact.engine)


def units_named(entry: Entry, serials: Iterable[str]) -> QuerySet[Unit]:
    return Unit.objects.filter(programme_id=entry.programme_id, serial__in=list(serials))


def change_units(entry: Entry, serials: Iterable[str], **said: Any) -> None:
    """Other values for the units of these serials."""
    some = list(serials)
    change(Unit, said, f"programme_id = %s AND serial {among(some)}", [entry.programme_id, *some])


COUNTS = ("units", "made", "announced", "scrapped")
COUNTED = "COUNT(*), COUNT(made_on), COUNT(CASE WHEN announced <> '' THEN 1 END), COUNT(scrapped_at)"


def recount(lots: Iterable[tuple[int, str]]) -> None:
    """Bring the counts of lots up to date with their units."""
    of_each: dict[int, list[str]] = {}
    for programme, lot in dict.fromkeys(lots):
        of_each.setdefault(programme, []).append(lot)
    for programme, some in of_each.items():
        of, values = f"programme_id = %s AND lot {among(some)}", [programme, *some]
        counted = {lot: counts for lot, *counts in grouped(Unit, ("lot",), COUNTED, f"{of} AND withdrawn_at IS NULL", values)}
        rows = read(LotProgress, ("lot", "id"), of, values)
        update(LotProgress, COUNTS, [(*counted.get(lot, (0, 0, 0, 0)), pk) for lot, pk in rows])


def follow_contract(recorded: Sequence[Recorded[AddendumSigned] | Recorded[ContractWithdrawn] | Recorded[DraftReduced]]) -> None:
    """Serials that a contract asks for no more are withdrawn, the last given first; where it asks for them again they stand again.

    What is made keeps its serial; a lot that needs more than it ever had gets the rest by SerialsGiven.
    """
    for r in recorded:
        programme, contract = r.entry.programme_id, r.fact.contract
        left = live_quantities(programme, contract)
        lots = [lot for (lot,) in read(LotProgress, ("lot",), "programme_id = %s AND contract = %s", [programme, contract])]
        there = f"programme_id = %s AND scrapped_at IS NULL AND withdrawn_at IS NULL AND lot {among(lots)}"
        standing = dict(grouped(Unit, ("lot",), "COUNT(*)", there, [programme, *lots]))
        for lot in lots:
            if over := standing.get(lot, 0) - left.get(lot, 0):
                fit(r.entry, lot, over)


def fit(entry: Entry, lot: str, over: int) -> None:
    """Withdraw so many units of a lot; where it is fewer than none, so many stand again."""
    units = Unit.objects.filter(programme_id=entry.programme_id, lot=lot, scrapped_at=None)
    standing = units.filter(withdrawn_at=None)
    if over > 0:
        gone = list(standing.filter(made_on=None).order_by("-number").values_list("pk", flat=True)[:over])
        Unit.objects.filter(pk__in=gone).update(withdrawn_at=entry.at, engine="")
    else:
        back = list(units.filter(withdrawn_at__isnull=False).order_by("number").values_list("pk", flat=True)[:-over])
        Unit.objects.filter(pk__in=back).update(withdrawn_at=None)
    recount([(entry.programme_id, lot)])


follows(AddendumSigned, follow_contract)
follows(DraftReduced, follow_contract)
follows(ContractWithdrawn, follow_contract)
