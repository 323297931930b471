"""Units, lots and how far they are, problems, forecasts, and what planning asks of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from django.db.models import Count, F, Max, QuerySet

from tempa.allocation import queries as allocation
from tempa.catalogue import queries as catalogue
from tempa.contracts import queries as contracts
from tempa.demand import queries as demand
from tempa.ledger.models import Programme
from tempa.ledger.queries import calendar_of, zone_of
from tempa.ledger.writing import among, as_kept, grouped, instances_of, rows_of
from tempa.production.models import Announcement, LotProgress, Problem, Progress, Unit
from tempa.production.queries.serials import unit_meant
from tempa.production.rules import PARK_OWNER, Forecast, LotState, StepState, Work, changes_for_planning, forecasts
from tempa.registry import queries as registry
from tempa.supply import queries as supply
from tempa.values.period import day_in


def all_units(programme: Programme) -> QuerySet[Unit]:
    """Every serial that was ever given, withdrawn ones too."""
    return Unit.objects.filter(programme=programme).order_by("type", "number")


def units_with(programme: Programme, serials: Iterable[str]) -> dict[str, Unit]:
    """Serial -> its unit, withdrawn ones too: what a deed asks of them."""
    some = list(serials)
    found = instances_of(Unit, f"programme_id = %s AND serial {among(some)}", [programme.pk, *some])
    return {unit.serial: unit for unit in sorted(found, key=attrgetter("type", "number"))}


def units(programme: Programme, lots: Iterable[str] | None = None) -> QuerySet[Unit]:
    """The units that are or will be there (serial, lot, contract, type, maker, made_on, engine ...), scrapped ones too; withdrawn ones not."""
    found = all_units(programme).filter(withdrawn_at=None)
    return found if lots is None else found.filter(lot__in=list(lots))


def unit_named(programme: Programme, serial: str) -> Unit | None:
    """A unit by its serial, however it became; withdrawn ones too."""
    return units_with(programme, [serial]).get(serial)


def types_made(programme: Programme) -> set[str]:
    """Types of which a machine has a serial."""
    return set(Unit.objects.filter(programme=programme).order_by().values_list("type", flat=True).distinct())


def lots_of_units(programme: Programme, serials: Iterable[str]) -> dict[str, str]:
    """Serial -> its lot."""
    some = list(serials)
    return dict(rows_of(Unit, ("serial", "lot"), f"programme_id = %s AND serial {among(some)}", [programme.pk, *some]))


def in_order(programme: Programme, names: Sequence[str], where: str, values: Sequence[Any]) -> list[Any]:
    """Values of units by type and number; put in order here: the database would walk over every unit of the programme to have them so."""
    rows = rows_of(Unit, ("type", "number", *names), where, [programme.pk, *values])
    return [tuple(said) for _type, _number, *said in sorted(rows, key=itemgetter(0, 1))]


def makers_of_units(programme: Programme, serials: Iterable[str]) -> list[tuple[str, str, str]]:
    """(serial, contract, maker) of the units among these that are or will be there."""
    some = list(serials)
    where = f"programme_id = %s AND withdrawn_at IS NULL AND serial {among(some)}"
    return in_order(programme, ("serial", "contract", "maker"), where, some)


def types_of_units(programme: Programme, serials: Collection[str]) -> list[tuple[str, str]]:
    """(serial, type) of these units; one that is none of the programme's is missing."""
    some = list(serials)
    return rows_of(Unit, ("serial", "type"), f"programme_id = %s AND serial {among(some)} ORDER BY type, number", [programme.pk, *some])


def units_of_contract(programme: Programme, contract: str, lots: Iterable[str]) -> list[tuple[str, str]]:
    """(serial, lot) of the units that were or will be made under a contract for these lots."""
    some = list(lots)
    where = f"programme_id = %s AND withdrawn_at IS NULL AND contract = %s AND lot {among(some)}"
    return in_order(programme, ("serial", "lot"), where, [contract, *some])


def units_of_lots(programme: Programme, lots: Iterable[str]) -> list[tuple[str, str, str]]:
    """(serial, type, lot) of the units of these lots that are or will be there."""
    some = list(lots)
    return in_order(programme, ("serial", "type", "lot"), f"programme_id = %s AND withdrawn_at IS NULL AND lot {among(some)}", some)


def unmade_units(programme: Programme, lot: str) -> list[str]:
    """The serials of a lot that are still to be made, in the order of their numbers."""
    where = "programme_id = %s AND lot = %s AND made_on IS NULL AND scrapped_at IS NULL AND withdrawn_at IS NULL"
    return [serial for (serial,) in in_order(programme, ("serial",), where, [lot])]


def unannounced_units(programme: Programme, lot: str) -> list[str]:
    """The serials of a lot that are made and not yet announced finished, in the order of their numbers."""
    where = "programme_id = %s AND lot = %s AND made_on IS NOT NULL AND announced = '' AND scrapped_at IS NULL AND withdrawn_at IS NULL"
    return [serial for (serial,) in in_order(programme, ("serial",), where, [lot])]


def maker_of_lot(programme: Programme, lot: str) -> str | None:
    """Who makes a lot whose units have serials."""
    return next((maker for (maker,) in rows_of(LotProgress, ("maker",), "programme_id = %s AND lot = %s", [programme.pk, lot])), None)


def made_by_lot(programme: Programme) -> dict[str, int]:
    """Lot -> units made and not scrapped, under contracts that ended too."""
    made = "programme_id = %s AND made_on IS NOT NULL AND scrapped_at IS NULL AND withdrawn_at IS NULL"
    return dict(grouped(Unit, ("lot",), "COUNT(*)", made, [programme.pk]))


def made_by_place(programme: Programme, day: date, before: datetime, lots: Collection[str] | None = None) -> dict[tuple[str, str], int]:
    """(lot, contract) -> units made by the end of a day and not scrapped before a moment; of some lots or of all."""
    where = "programme_id = %s AND withdrawn_at IS NULL AND made_on <= %s AND (scrapped_at IS NULL OR scrapped_at >= %s)"
    values = [programme.pk, as_kept(Unit, "made_on", day), as_kept(Unit, "scrapped_at", before)]
    if lots is not None:
        where, values = f"{where} AND lot {among(lots)}", [*values, *lots]
    return {(lot, contract): n for lot, contract, n in grouped(Unit, ("lot", "contract"), "COUNT(*)", where, values)}


def made_by_day(programme: Programme) -> dict[date, int]:
    """Day -> units made on it and not scrapped."""
    rows = units(programme).filter(made_on__isnull=False, scrapped_at=None).order_by().values_list("made_on")
    return dict(rows.annotate(n=Count("pk")))


def made_by_line(programme: Programme) -> dict[str, int]:
    """Order line -> units made and not scrapped."""
    lines, found = allocation.lines_of_lots(programme), dict[str, int]()
    for lot, n in made_by_lot(programme).items():
        found[lines[lot]] = found.get(lines[lot], 0) + n
    return found


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
    found = Announcement.objects.filter(programme=programme, **({"lot": lot} if lot else {})).order_by("entry__sequence")
    rows = found.values_list("announcement", "lot", "workshop", "serials", "entry__sequence", "entry__digest", "at")
    return [Announced(name, of, workshop, tuple(serials), sequence, bytes(digest), at) for name, of, workshop, serials, sequence, digest, at in rows]


def last_announced(programme: Programme) -> dict[str, datetime]:
    """Lot -> when units of it were last announced finished."""
    rows = Announcement.objects.filter(programme=programme).order_by().values_list("lot")
    return dict(rows.annotate(last=Max("at")))


def progress(programme: Programme, lots: Iterable[str] | None = None) -> QuerySet[Progress]:
    """Reports, one row for each lot and step, in the order in which they came; corrections among them."""
    found = Progress.objects.filter(programme=programme).select_related("by").order_by("entry__sequence", "pk")
    return found if lots is None else found.filter(lot__in=list(lots))


def lots_progress(programme: Programme, makers: Collection[str] | None = None) -> QuerySet[LotProgress]:
    """How far each lot is whose units have serials."""
    found = LotProgress.objects.filter(programme=programme).order_by("lot")
    return found if makers is None else found.filter(maker__in=makers)


def silent_lots(programme: Programme, since: datetime) -> int:
    """Lots begun and not finished of which the last report is older."""
    return LotProgress.objects.filter(programme=programme, last_at__lt=since, made__lt=F("units")).count()


def problems(programme: Programme) -> QuerySet[Problem]:
    return Problem.objects.filter(programme=programme).select_related("stated_by", "closed_by").order_by("entry__sequence")


def open_problems(programme: Programme) -> QuerySet[Problem]:
    """What holds work now, the oldest first."""
    return problems(programme).filter(closed_at=None)


def problem_named(programme: Programme, problem: str) -> Problem | None:
    return problems(programme).filter(problem=problem).first()


def makers_of(programme: Programme, workshop: str) -> set[str]:
    """The makers whose lots a workshop reports: its own, and where it is a lead those of its members and schools."""
    return {workshop, *(maker for maker, lead in leads(programme).items() if lead == workshop)}


def leads(programme: Programme) -> dict[str, str]:
    """Workshop or school -> its lead; blank where it has none."""
    return registry.leads(programme)


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
    begins_on: date | None
    first_at: datetime | None
    last_at: datetime | None
    scrapped: int

    @property
    def left(self) -> int:
        """Units made that were not scrapped."""
        return self.made - self.scrapped

    @property
    def wanted(self) -> int:
        """Units that the lot is to give in the end; those made again for scrapped ones are not counted twice."""
        return self.units - self.scrapped

    @property
    def state(self) -> LotState:
        return LotState(self.lot, self.units, self.steps)

    @property
    def is_finished(self) -> bool:
        """Whether all of its units are made and announced."""
        return self.units > 0 and self.announced >= self.units


def lot_cards(programme: Programme, on: date, makers: Collection[str] | None = None, lots: Collection[str] | None = None) -> list[LotCard]:
    """The lots on which work may go on at a day, of these makers or of all, in the order of their contracts; with few queries."""
    items = contracts.items_begun(programme, on, makers=makers, lots=lots)
    types = {i.type for i in items}
    names, steps = catalogue.type_names(programme, types), steps_of(programme, types)
    held = progress_of(programme, {i.lot for i in items})
    return [card_of(i, held.get(i.lot), names.get(i.type, i.type), steps.get(i.type, [])) for i in items]


class HowFar(NamedTuple):
    """How far a lot is, as its row of the tally says."""

    units: int
    made: int
    announced: int
    scrapped: int
    done: dict[str, int]
    first_at: datetime | None
    last_at: datetime | None


def progress_of(programme: Programme, lots: Collection[str]) -> dict[str, HowFar]:
    """Lot -> how far it is, of those of these lots whose units have serials."""
    rows = rows_of(LotProgress, ("lot", *HowFar._fields), f"programme_id = %s AND lot {among(lots)}", [programme.pk, *lots])
    return {lot: HowFar(*said) for lot, *said in rows}


def card_of(i: contracts.BegunItem, p: HowFar | None, name: str, steps: Iterable[tuple[int, str]]) -> LotCard:
    done = p.done if p else {}
    return LotCard(
        i.lot, i.contract, i.agency, i.type, name, i.maker, i.vendor, max(p.units, i.quantity + p.scrapped) if p else i.quantity,
        tuple(StepState(step, resource, done.get(str(step), 0)) for step, resource in steps),
        p.made if p else 0, p.announced if p else 0, i.due_on, i.begins_on, p.first_at if p else None, p.last_at if p else None,
        p.scrapped if p else 0,
    )  # fmt: skip


def steps_of(programme: Programme, types: Collection[str]) -> dict[str, list[tuple[int, str]]]:
    """Type -> (step, resource) in the order of its routing."""
    found: dict[str, list[tuple[int, str]]] = {}
    for type, cells in catalogue.steps_of_types(programme, types):
        found.setdefault(type, []).append((int(cells["step"]), cells["resource"]))
    return {type: sorted(steps) for type, steps in found.items()}


def last_numbers(programme: Programme, types: Collection[str]) -> dict[str, int]:
    """Type -> the highest number that a serial of it ever had."""
    some = list(types)
    return dict(grouped(Unit, ("type",), "MAX(number)", f"programme_id = %s AND type {among(some)}", [programme.pk, *some]))


def units_lacking(programme: Programme, on: date, lots: Collection[str] | None = None) -> list[tuple[contracts.BegunItem, int]]:
    """The items on which work may begin that have fewer units with a serial than the contract asks for, and how many fewer."""
    items = contracts.items_begun(programme, on, lots=lots)
    of = list({i.lot for i in items})
    there = f"programme_id = %s AND withdrawn_at IS NULL AND scrapped_at IS NULL AND lot {among(of)}"
    held = dict(grouped(Unit, ("lot",), "COUNT(*)", there, [programme.pk, *of]))
    return [(i, i.quantity - held.get(i.lot, 0)) for i in items if i.quantity > held.get(i.lot, 0)]


def organisations(programme: Programme) -> dict[str, str]:
    """Who may see to a problem: PARK, workshops and schools, agencies, suppliers; code -> name."""
    suppliers = dict(supply.suppliers(programme).values_list("key", "name"))
    return {PARK_OWNER: "Taman sains", **registry.workshop_names(programme), **demand.agency_names(programme), **suppliers}


def works(programme: Programme, today: date) -> list[Work]:
    """The lots on which work may go on as forecasts see them: planned days, due day, part done by hours, real days, an open problem."""
    calendar, zone = calendar_of(programme), zone_of(programme)
    planned = {lot.lot: lot for lot in allocation.lots(programme)}
    cards = lot_cards(programme, today)
    hours = hours_of(programme, {c.type for c in cards})
    problems = {p.lot: p.kind for p in open_problems(programme) if p.lot}
    found = []
    for c in cards:
        if (lot := planned.get(c.lot)) is None or not c.units:
            continue
        weights = [hours.get((c.type, s.step), 1.0) for s in c.steps]
        whole = sum(weights) * c.units
        part = sum(w * s.done for w, s in zip(weights, c.steps, strict=True)) / whole if whole else 0.0
        found.append(Work(
            c.lot, c.maker, calendar.monday(lot.start_week), calendar.sunday(lot.finish_week), c.due_on, min(1.0, part),
            day_in(zone, c.first_at) if c.first_at else None, day_in(zone, c.last_at) if c.last_at else None, c.begins_on,
            problems.get(c.lot, ""),
        ))  # fmt: skip
    return found


def hours_of(programme: Programme, types: Collection[str]) -> dict[tuple[str, int], float]:
    """(type, step) -> hours that a unit takes at it."""
    rows = catalogue.steps_of_types(programme, types)
    return {(type, int(cells["step"])): float(cells["hours_per_unit"]) for type, cells in rows}


def finish_forecasts(programme: Programme, today: date) -> dict[str, Forecast]:
    """Lot -> when it will be finished, by real progress."""
    return forecasts(works(programme, today), today)


def for_planning(programme: Programme, loads: Iterable[Mapping[str, str]], at: int, today: date) -> list[dict[str, Any]]:
    """What planning again at the start of week `at` must know of real progress (see `rules.behind`)."""
    done = {c.lot: (c.units, [(s.step, s.done) for s in c.steps]) for c in lot_cards(programme, today)}
    return changes_for_planning(loads, done, at)


def in_work(programme: Programme) -> dict[str, list[str]]:
    """What a task of planning again says of real work: `begun`, lots of which work is reported, and `made`, those with finished units."""
    begun = LotProgress.objects.filter(programme=programme, last_at__isnull=False).order_by("lot").values_list("lot", flat=True)
    return {"begun": list(begun), "made": sorted(lot for lot, n in made_by_lot(programme).items() if n)}


def worked_lines(programme: Programme) -> dict[str, str]:
    """Order line -> a lot of it that somebody has worked on, whatever became of the lot; a report that was put right to nothing is no work."""
    rows = LotProgress.objects.filter(programme=programme, last_at__isnull=False).order_by("lot").values_list("lot", "done")
    worked, line_of = [lot for lot, done in rows if any(done.values())], allocation.lines_of_lots(programme)
    return {line_of[lot]: lot for lot in worked}


def made_by_week(programme: Programme) -> dict[int, int]:
    """Week of the programme -> units made in it, scrapped ones not."""
    calendar, found = calendar_of(programme), dict[int, int]()
    rows = units(programme).filter(made_on__isnull=False, scrapped_at=None).order_by().values_list("made_on").annotate(n=Count("pk"))
    for day, n in rows:
        found[calendar.week(day)] = found.get(calendar.week(day), 0) + n
    return found


@dataclass(frozen=True)
class PublicUnit:
    """What anybody may know of a machine: no person and no price. `state`: there, scrapped or withdrawn."""

    serial: str
    state: str
    type: str
    maker: str
    contract: str
    agency: str
    made_on: date | None
    engine: str
    programme: str
    maker_code: str


def public_unit(serial: str) -> PublicUnit | None:
    """A machine by its serial, with hyphens or without, in whatever programme; the maker by its code and cluster, since a name may be a person's."""
    found = unit_meant(serial)
    if found is None:
        return None
    programme = found.programme
    site, contract = registry.workshop_named(programme, found.maker), contracts.contract_named(programme, found.contract)
    cluster = registry.cluster_names(programme).get(site.cluster, "") if site else ""
    return PublicUnit(
        found.serial, "withdrawn" if found.withdrawn_at else "scrapped" if found.scrapped_at else "there",
        catalogue.type_names(programme, [found.type]).get(found.type, found.type), f"{found.maker} ({cluster})" if cluster else found.maker,
        (contract.number if contract else "") or found.contract,
        demand.agency_names(programme).get(contract.agency, contract.agency) if contract else "", found.made_on, found.engine,
        programme.code, found.maker,
    )  # fmt: skip


def photos_of_reports(programme: Programme) -> list[tuple[str, str, list[str]]]:
    """(subject, report, hashes of its photos) of every report that showed any."""
    rows = Progress.objects.filter(programme=programme).exclude(photos=[]).order_by("entry__sequence", "pk")
    return [(f"lot:{lot}", report, photos) for lot, report, photos in rows.values_list("lot", "report", "photos")]
