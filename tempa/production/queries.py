"""What others may read of production."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Max, QuerySet

from tempa.catalogue import queries as catalogue
from tempa.contracts import queries as contracts
from tempa.demand import queries as demand
from tempa.ledger.models import Programme
from tempa.production.models import Announcement, LotProgress, Problem, Progress, Unit
from tempa.production.rules import PARK_OWNER, LotState, StepState
from tempa.registry import queries as registry
from tempa.supply import queries as supply

if TYPE_CHECKING:
    from tempa.contracts.models import ContractItem


def all_units(programme: Programme) -> QuerySet[Unit]:
    """Every serial that was ever given, withdrawn ones too."""
    return Unit.objects.filter(programme=programme).order_by("type", "number")


def units(programme: Programme, lots: Iterable[str] | None = None) -> QuerySet[Unit]:
    """The units that are or will be there (serial, lot, contract, type, maker, made_on, engine ...), scrapped ones too; withdrawn ones not."""
    found = all_units(programme).filter(withdrawn_at=None)
    return found if lots is None else found.filter(lot__in=list(lots))


def unit_named(programme: Programme, serial: str) -> Unit | None:
    """A unit by its serial, however it became; withdrawn ones too."""
    return all_units(programme).filter(serial=serial).first()


def made_by_lot(programme: Programme) -> dict[str, int]:
    """Lot -> units made and not scrapped, under contracts that ended too."""
    rows = units(programme).filter(made_on__isnull=False, scrapped_at=None).order_by().values_list("lot")
    return dict(rows.annotate(n=Count("pk")))


@dataclass(frozen=True)
class Announced:
    """Units of a lot that were announced finished: the chain's link of that moment seeds the draw of the sample."""

    announcement: str
    lot: str
    workshop: str
    serials: tuple[str, ...]
    sequence: int
    digest: bytes
    at: datetime


def announced_lots(programme: Programme, lot: str = "") -> list[Announced]:
    """What was announced finished, the first announced first; of one lot where it is named."""
    found = Announcement.objects.filter(programme=programme, **({"lot": lot} if lot else {})).select_related("entry")
    return [
        Announced(a.announcement, a.lot, a.workshop, tuple(a.serials), a.entry.sequence, bytes(a.entry.digest), a.at)
        for a in found.order_by("entry__sequence")
    ]  # fmt: skip


def progress(programme: Programme, lots: Iterable[str] | None = None) -> QuerySet[Progress]:
    """Reports, one row for each lot and step, in the order in which they came; corrections among them."""
    found = Progress.objects.filter(programme=programme).select_related("by").order_by("entry__sequence", "pk")
    return found if lots is None else found.filter(lot__in=list(lots))


def lots_progress(programme: Programme, makers: Collection[str] | None = None) -> QuerySet[LotProgress]:
    """How far each lot is whose units have serials."""
    found = LotProgress.objects.filter(programme=programme).order_by("lot")
    return found if makers is None else found.filter(maker__in=makers)


def problems(programme: Programme) -> QuerySet[Problem]:
    return Problem.objects.filter(programme=programme).select_related("stated_by", "closed_by").order_by("entry__sequence")


def open_problems(programme: Programme) -> QuerySet[Problem]:
    """What holds work now, the oldest first."""
    return problems(programme).filter(closed_at=None)


def problem_named(programme: Programme, problem: str) -> Problem | None:
    return problems(programme).filter(problem=problem).first()


def makers_of(programme: Programme, workshop: str) -> set[str]:
    """The makers whose lots a workshop reports: its own, and where it is a lead those of its members and schools."""
    return {workshop, *registry.workshops(programme).filter(lead=workshop).values_list("key", flat=True)}


def lead_of(programme: Programme, maker: str) -> str:
    found = registry.workshop_named(programme, maker)
    return found.lead if found else ""


@dataclass(frozen=True)
class LotCard:
    """A lot on which work may go on, with its steps and how far each is."""

    lot: str
    contract: str
    agency: str
    type: str
    type_name: str
    maker: str
    vendor: str
    units: int
    steps: tuple[StepState, ...]
    made: int
    announced: int
    due_on: date
    first_at: datetime | None
    last_at: datetime | None

    @property
    def state(self) -> LotState:
        return LotState(self.lot, self.units, self.steps)

    @property
    def is_finished(self) -> bool:
        """Whether all of its units are made and announced."""
        return self.units > 0 and self.announced >= self.units


def lot_cards(programme: Programme, on: date, makers: Collection[str] | None = None, lots: Collection[str] | None = None) -> list[LotCard]:
    """The lots on which work may go on at a day, of these makers or of all, in the order of their contracts; with few queries."""
    begun = contracts.lots_begun(programme, on)
    if makers is not None:
        begun = begun.filter(maker__in=makers)
    if lots is not None:
        begun = begun.filter(lot__in=lots)
    items = list(begun)
    types = {i.type for i in items}
    names, steps = catalogue.type_names(programme, types), steps_of(programme, types)
    held = {p.lot: p for p in LotProgress.objects.filter(programme=programme, lot__in=[i.lot for i in items])}
    return [card_of(i, held.get(i.lot), names.get(i.type, i.type), steps.get(i.type, [])) for i in items]


def card_of(i: ContractItem, p: LotProgress | None, name: str, steps: Iterable[tuple[int, str]]) -> LotCard:
    done = p.done if p else {}
    return LotCard(
        i.lot, i.contract.contract, i.contract.agency, i.type, name, i.maker, i.contract.vendor,
        max(p.units, i.quantity + p.scrapped) if p else i.quantity,
        tuple(StepState(step, resource, done.get(str(step), 0)) for step, resource in steps),
        p.made if p else 0, p.announced if p else 0, i.contract.due_on, p.first_at if p else None, p.last_at if p else None,
    )  # fmt: skip


def steps_of(programme: Programme, types: Collection[str]) -> dict[str, list[tuple[int, str]]]:
    """Type -> (step, resource) in the order of its routing."""
    found: dict[str, list[tuple[int, str]]] = {}
    for type, cells in catalogue.routings(programme, types).values_list("type", "cells"):
        found.setdefault(type, []).append((int(cells["step"]), cells["resource"]))
    return {type: sorted(steps) for type, steps in found.items()}


def last_numbers(programme: Programme, types: Collection[str]) -> dict[str, int]:
    """Type -> the highest number that a serial of it ever had."""
    rows = Unit.objects.filter(programme=programme, type__in=types).order_by().values_list("type")
    return dict(rows.annotate(n=Max("number")))


def units_lacking(programme: Programme, on: date, lots: Collection[str] | None = None) -> list[tuple[ContractItem, int]]:
    """The items on which work may begin that have fewer units with a serial than the contract asks for, and how many fewer."""
    begun = contracts.lots_begun(programme, on)
    items = list(begun if lots is None else begun.filter(lot__in=lots))
    rows = units(programme, [i.lot for i in items]).filter(scrapped_at=None).order_by().values_list("lot")
    held = dict(rows.annotate(n=Count("pk")))
    return [(i, i.quantity - held.get(i.lot, 0)) for i in items if i.quantity > held.get(i.lot, 0)]


def organisations(programme: Programme) -> dict[str, str]:
    """Who may see to a problem: PARK, workshops and schools, agencies, suppliers; code -> name."""
    suppliers = dict(supply.suppliers(programme).values_list("key", "name"))
    return {PARK_OWNER: "Taman sains", **registry.workshop_names(programme), **demand.agency_names(programme), **suppliers}
