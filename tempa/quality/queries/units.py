"""What was found on each machine and what became of it: standings, nonconformities, what is accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from tempa.contracts import queries as contracts
from tempa.ledger.models import Programme
from tempa.ledger.queries import day_of, zone_of
from tempa.ledger.writing import among, grouped, rows_of
from tempa.quality.models import Inspection, LotDecision, UnitDecision
from tempa.quality.rules.units import GOOD, SCRAPPED, UnitHistory, unit_stage
from tempa.values.period import day_in


def unit_decisions(programme: Programme) -> QuerySet[UnitDecision]:
    """Every decision on a unit, in the order in which they were taken."""
    return UnitDecision.objects.filter(programme=programme).select_related("by", "decision").order_by("at", "serial")


def unit_histories(programme: Programme, serials: Iterable[str]) -> dict[str, UnitHistory]:
    """Serial -> the unit as rules see it; a unit that nobody has inspected is there too."""
    asked = list(serials)
    rounds: dict[str, dict[int, bool]] = {serial: {} for serial in asked}
    critical, lot_of = set(), {}
    where, values = f"programme_id = %s AND serial {among(asked)}", [programme.pk, *asked]
    columns = ("serial", "lot", "round", "result", "critical")
    for serial, lot, round, result, failures in rows_of(Inspection, columns, f"{where} AND round > 0 AND NOT is_late", values):
        rounds[serial][round] = rounds[serial].get(round, True) and result == "passed"
        lot_of[serial] = lot
        if failures:
            critical.add(serial)
    last = dict(rows_of(UnitDecision, ("serial", "decided"), f"{where} AND is_last", values))
    accepted = accepted_rounds(programme, set(lot_of.values()))
    return {
        serial: UnitHistory(
            serial, tuple(sorted(held.items())), last.get(serial, ""), any((lot_of[serial], round) in accepted for round in held),
            serial in critical,
        )
        for serial, held in rounds.items()
    }  # fmt: skip


def accepted_rounds(programme: Programme, lots: Iterable[str]) -> set[tuple[str, int]]:
    some = list(lots)
    where = f"programme_id = %s AND decided = 'accepted' AND lot {among(some)}"
    return set(rows_of(LotDecision, ("lot", "round"), where, [programme.pk, *some]))


def unit_standing(programme: Programme, serials: Iterable[str]) -> dict[str, str]:
    """Serial -> waiting, inspected, failed, or the decision that stands (accepted, rework, repaired, concession, scrapped)."""
    return {serial: unit_stage(u) for serial, u in unit_histories(programme, serials).items()}


def accepted_units(programme: Programme, lots: Iterable[str] | None = None) -> dict[str, str]:
    """Serial -> how it was accepted: accepted, repaired or concession; what may be handed over."""
    some = None if lots is None else list(lots)
    where = f"programme_id = %s AND is_last AND decided {among(GOOD)}" + ("" if some is None else f" AND lot {among(some)}")
    return dict(rows_of(UnitDecision, ("serial", "decided"), where, [programme.pk, *GOOD, *(some or ())]))


def accepted_by_lot(programme: Programme, before: datetime | None = None, lots: Collection[str] | None = None) -> dict[str, int]:
    """Lot -> units that stand accepted, or stood so before a moment; of some lots or of all."""
    if before is None:
        where, values = f"programme_id = %s AND is_last AND decided {among(GOOD)}", [programme.pk, *GOOD]
        if lots is not None:
            where, values = f"{where} AND lot {among(lots)}", [*values, *lots]
        return dict(grouped(UnitDecision, ("lot",), "COUNT(*)", where, values))
    good = UnitDecision.objects.filter(programme=programme, decided__in=GOOD, at__lt=before)
    good = good if lots is None else good.filter(lot__in=lots)
    later = UnitDecision.objects.filter(
        programme=programme, serial=OuterRef("serial"), at__lt=before, entry__sequence__gt=OuterRef("entry__sequence")
    )
    return dict(good.exclude(Exists(later)).order_by().values_list("lot").annotate(n=Count("pk")))


def accepted_by_day(programme: Programme) -> dict[date, int]:
    """Day -> units whose acceptance that stands is of it."""
    zone, found = zone_of(programme), Counter[date]()
    good = UnitDecision.objects.filter(programme=programme, is_last=True, decided__in=GOOD).order_by()
    for at, n in good.values_list("at").annotate(n=Count("pk")):
        found[day_in(zone, at)] += n
    return found


def judges_of(programme: Programme, lots: Iterable[str]) -> set[int]:
    """Who inspected or decided on units of these lots, by their numbers: they neither sign nor pay for them."""
    found = list(lots)
    who = ((Inspection, "inspector_id"), (LotDecision, "by_id"), (UnitDecision, "by_id"))
    where, values = f"programme_id = %s AND lot {among(found)}", [programme.pk, *found]
    return {person for model, column in who for (person,) in rows_of(model, (column,), f"{where} GROUP BY {column}", values)}


@dataclass(frozen=True)
class PublicStanding:
    """What anybody may know of a machine's inspection: the last look at it, and the decision on its lot; no person, no price.

    `how`: accepted, repaired, concession, or blank while it is not accepted. `classes`: what was looked at, by class, in the form's order.
    """

    inspected_on: date | None = None
    passed: bool = False
    is_full: bool = False
    classes: tuple[tuple[str, int], ...] = ()
    how: str = ""
    accepted_on: date | None = None
    decision: LotDecision | None = None


def public_standing(programme: Programme, serial: str) -> PublicStanding:
    """The last inspection of a machine that counts, and how it was accepted."""
    rows = Inspection.objects.filter(programme=programme, serial=serial, round__gt=0, is_late=False).select_related("form")
    seen = rows.order_by("-round", "result", "-received_at").first()  # of one round the failed one counts
    last = UnitDecision.objects.filter(programme=programme, serial=serial, is_last=True).select_related("decision").first()
    good = last if last is not None and last.decided in GOOD else None
    if seen is None:
        return PublicStanding()
    counts: dict[str, int] = {}
    for check in seen.form.checks:
        if check["check"] in seen.values:
            counts[check["category"]] = counts.get(check["category"], 0) + 1
    return PublicStanding(
        day_of(programme, seen.at), seen.result == "passed", seen.is_full, tuple(counts.items()), good.decided if good else "",
        day_of(programme, good.at) if good else None, good.decision if good else None,
    )  # fmt: skip


@dataclass(frozen=True)
class Nonconformity:
    """A unit that failed in a round: what it did not meet, and what became of it. `decided` is blank while nobody has decided."""

    inspection: Inspection
    words: tuple[str, ...]
    decided: str
    cost: int | None
    is_closed: bool

    @property
    def is_critical(self) -> bool:
        return bool(self.inspection.critical)


def nonconformities(programme: Programme, *, maker: str = "", only_open: bool = False) -> list[Nonconformity]:
    """Every failed look that counts, the newest first, with the decision that followed it."""
    rows = Inspection.objects.filter(programme=programme, result="failed", **({"maker": maker} if maker else {}))
    rows = rows.select_related("inspector", "form").order_by("-received_at", "serial")
    if only_open:
        closing = UnitDecision.objects.filter(programme=programme, serial=OuterRef("serial"), at__gte=OuterRef("received_at"))
        rows = rows.exclude(Exists(closing.exclude(decided="rework")))
    followed: dict[str, list[UnitDecision]] = {}
    for one in unit_decisions(programme).filter(serial__in=rows.values("serial")):
        followed.setdefault(one.serial, []).append(one)
    found = [with_decision(row, followed.get(row.serial, [])) for row in rows]
    return [n for n in found if not only_open or not n.is_closed]


def with_decision(row: Inspection, followed: list[UnitDecision]) -> Nonconformity:
    """The first decision after a failure is its disposition; it is closed once the unit is good or gone."""
    after = [one for one in followed if one.at >= row.received_at]
    costs = [one.cost for one in after if one.cost is not None]
    is_closed = any(one.decided != "rework" for one in after)
    return Nonconformity(row, words_of(row), after[0].decided if after else "", sum(costs) if costs else None, is_closed)


def words_of(row: Inspection) -> tuple[str, ...]:
    """What a unit did not meet, in the words of its form."""
    words: dict[str, Any] = {check["check"]: check["words"] for check in row.form.checks}
    return tuple(words.get(code, code) for code in row.failed)


def for_concession(programme: Programme, agency: str) -> list[Nonconformity]:
    """Failed units of accepted lots that nobody has put right or scrapped, and of which this agency may take as they are: none is critical."""
    rows = [n for n in nonconformities(programme, only_open=True) if n.inspection.round and not n.is_critical]
    mine = set(contracts.items(programme).filter(contract__agency=agency, lot__in={n.inspection.lot for n in rows}).values_list("lot", flat=True))
    histories = unit_histories(programme, {n.inspection.serial for n in rows if n.inspection.lot in mine})
    last: dict[str, Nonconformity] = {}
    for n in rows:
        u = histories.get(n.inspection.serial)
        if u is not None and u.is_lot_accepted and not u.is_good and not u.was_critical and u.last not in (*GOOD, SCRAPPED):
            last.setdefault(n.inspection.serial, n)
    return list(last.values())


def accepted_of(programme: Programme, agency: str) -> int:
    """How many machines of an agency's contracts are accepted, in whatever way."""
    mine = contracts.items(programme).filter(contract__agency=agency).values("lot")
    return UnitDecision.objects.filter(programme=programme, is_last=True, decided__in=GOOD, lot__in=mine).count()


def concessions_of(programme: Programme, agency: str) -> QuerySet[UnitDecision]:
    """Concessions that an agency gave, the newest first."""
    mine = contracts.items(programme).filter(contract__agency=agency).values("lot")
    return unit_decisions(programme).filter(decided="concession", lot__in=mine).order_by("-at")


def photos_of_inspections(programme: Programme) -> list[tuple[str, str, list[str]]]:
    """(subject, unit with its round, hashes of its photos) of every look that showed any."""
    rows = Inspection.objects.filter(programme=programme).exclude(photos=[]).order_by("serial", "round", "look")
    return [(f"unit:{serial}", f"{serial} ({round})", photos) for serial, round, photos in rows.values_list("serial", "round", "photos")]
