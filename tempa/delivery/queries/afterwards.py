"""What followed at recipients: runs at the place, repairs in their stages, who is next in line, benefit measured."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from django.db.models import QuerySet

from tempa.contracts import queries as contracts
from tempa.delivery.models import Commissioning, Handover, Repair, RepairStep, UseCheck
from tempa.delivery.queries.lasting import warranties
from tempa.delivery.queries.requests import decimal, queue
from tempa.delivery.rules import OPEN, Asked, Passage, assign, repair_stage
from tempa.demand import queries as demand
from tempa.ledger.models import Programme
from tempa.production import queries as production
from tempa.quality import queries as quality
from tempa.values.period import months_after


def commissionings(programme: Programme) -> dict[str, Commissioning]:
    """Serial -> its last run at the place, and who was taught."""
    return {c.serial: c for c in Commissioning.objects.filter(programme=programme).select_related("entry__by")}


def run_at_place(programme: Programme, serials: Iterable[str]) -> set[str]:
    """Those of these units that have run at their recipient's place, with somebody taught."""
    found = Commissioning.objects.filter(programme=programme, serial__in=list(serials), runs=True, trained__gt=0)
    return set(found.values_list("serial", flat=True))


def repair_named(programme: Programme, repair: str) -> Repair | None:
    return Repair.objects.filter(programme=programme, repair=repair).prefetch_related("steps__by").first()


def steps_of(repair: Repair) -> list[RepairStep]:
    """What was said of a repair, in order."""
    return sorted(repair.steps.all(), key=lambda s: (s.at, s.pk))


def stage_of(repair: Repair) -> str:
    """Where a repair stands."""
    return repair_stage([s.step for s in steps_of(repair)])


def open_repair_of(programme: Programme, serial: str) -> Repair | None:
    """The repair of a unit that is not over."""
    found = Repair.objects.filter(programme=programme, serial=serial).prefetch_related("steps")
    return next((r for r in found if stage_of(r) in OPEN), None)


def repairs_of_units(programme: Programme, serials: Iterable[str]) -> QuerySet[Repair]:
    """Repairs of these units, the latest first."""
    found = Repair.objects.filter(programme=programme, serial__in=list(serials)).prefetch_related("steps__by")
    return found.order_by("-reported_on", "-repair")


def last_handover_of(programme: Programme, serial: str, *, step: int) -> Handover | None:
    """The handover by which a unit passed a step, where it has."""
    found = Handover.objects.filter(programme=programme, step=step, units__serial=serial, units__state="taken")
    return found.select_related("recipient", "entry").order_by("-offered_at").first()


def judges_of(programme: Programme, serials: Iterable[str]) -> set[int]:
    """Who inspected or decided on these units or their lots, by their numbers."""
    return quality.judges_of(programme, set(production.lots_of_units(programme, serials).values()))


def last_state(programme: Programme, serial: str) -> str:
    """How the last check found a unit since its recipient got it; blank where none was made."""
    handover = last_handover_of(programme, serial, step=3)
    since = handover.taken_on if handover else None
    found = UseCheck.objects.filter(programme=programme, serial=serial).order_by("-checked_on", "-check_code").first()
    return found.state if found and since and found.checked_on >= since else ""


def line_for(programme: Programme, serial: str, unit: Passage) -> list[Asked]:
    """Who waits for a unit's type, in the order in which they would get it; without the recipient that has it."""
    made = production.unit_named(programme, serial)
    if made is None:
        return []
    place = dict(demand.order_lines(programme).values_list("key", "destination"))[contracts.lines_of_lots(programme)[made.lot]]
    waiting = [a for a in queue(programme, unit.agency) if a.type == made.type and a.recipient != unit.meant_for]
    here = assign([(serial, made.type, place)], [a for a in waiting if a.destination == place])[0]
    first = {a.request for a in here}
    return sorted(waiting, key=lambda a: (a.request not in first, a.destination != place, a.ready_on is None, a.asked_on, a.request))


def first_in_line(programme: Programme, serial: str, unit: Passage) -> str:
    """The request that would get a unit now; blank where nobody waits for its type."""
    line = line_for(programme, serial, unit)
    return line[0].request if line else ""


@dataclass(frozen=True)
class Benefit:
    """What users of one type have of it by the checks that measured: machines, hours and output a week (medians), with their range."""

    type: str
    machines: int
    hours: Decimal
    least_hours: Decimal
    most_hours: Decimal
    output: Decimal | None


def benefits(programme: Programme, serials: set[str] | None = None) -> list[Benefit]:
    """Per type, the last measured check of each machine (of these); types that nobody measured are missing."""
    measured = UseCheck.objects.filter(programme=programme).exclude(hours_per_week="").order_by("checked_on", "check_code")
    rows = measured.values_list("serial", "hours_per_week", "output_per_week")
    last = {serial: (hours, output) for serial, hours, output in rows if serials is None or serial in serials}
    of_type: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for serial, type in production.types_of_units(programme, last):
        of_type[type].append(last[serial])
    return [benefit(type, checks) for type, checks in sorted(of_type.items())]


def benefit(type: str, checks: list[tuple[str, str]]) -> Benefit:
    hours = [h for said, _output in checks if (h := decimal(said)) is not None]
    output = [o for _hours, said in checks if (o := decimal(said)) is not None]
    return Benefit(type, len(checks), median(hours), min(hours), max(hours), median(output) if output else None)


@dataclass(frozen=True)
class Story:
    """What anybody may know of a machine since its recipient got it: days and states, nobody's name."""

    received_on: date | None
    place: str
    warranty_until: date | None
    ran_on: date | None
    trained: int
    repair: str


def story_of(programme: Programme, serial: str) -> Story:
    """Of a unit by its serial; blank where it has no recipient."""
    handover, ran = last_handover_of(programme, serial, step=3), Commissioning.objects.filter(programme=programme, serial=serial).first()
    on = handover.taken_on if handover else None
    place = demand.destination_names(programme).get(handover.recipient.destination, "") if handover and handover.recipient else ""
    repair = open_repair_of(programme, serial)
    return Story(
        on, place, months_after(on, warranties(programme, [serial])[serial]) if on else None, ran.ran_on if ran else None, ran.trained if ran else 0,
        stage_of(repair) if repair else "",
    )  # fmt: skip
