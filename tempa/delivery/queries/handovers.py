"""Units under way and handed over, step by step, and what is known of each when it is to pass the next."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tempa.contracts import queries as contracts
from tempa.delivery.models import Assignment, Handover, HandoverUnit, Recipient, TransportDamage
from tempa.delivery.rules import GOOD, PARK_CODE, Passage, giver_of, silence
from tempa.ledger.actions import values_of
from tempa.ledger.models import Programme
from tempa.ledger.queries import entries_of
from tempa.ledger.writing import among, count_of, grouped, instances_of, rows_of, rows_with
from tempa.production import queries as production
from tempa.quality import queries as quality

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Machines(TypedDict):
        machines: int

    CountedHandover = WithAnnotations[Handover, Machines]
else:
    CountedHandover = Handover


def handovers(programme: Programme, agency: str = "", organisation: str = "") -> QuerySet[CountedHandover]:
    """The newest first, each with how many machines it is of (`machines`)."""
    found = Handover.objects.filter(programme=programme).select_related("recipient", "given_by", "received_by").order_by("-offered_at", "-handover")
    of_each = HandoverUnit.objects.filter(handover=OuterRef("pk")).order_by().values("handover").annotate(n=Count("pk")).values("n")
    found = found.annotate(machines=Coalesce(Subquery(of_each), 0))
    if organisation:
        found = found.filter(Q(giver=organisation) | Q(receiver=organisation))
    return found.filter(agency=agency) if agency else found


def handover_named(programme: Programme, handover: str) -> CountedHandover | None:
    return handovers(programme).filter(handover=handover).first()


def told_of(handover: Handover) -> tuple[str, dict[str, Any]]:
    """(who recorded that it was taken, what they said, with what is sealed); blank before, and where it was taken by saying nothing."""
    subject = f"handover:{handover.handover}"
    entry = entries_of(handover.programme, subject=subject, kind="HandoverTaken").first()
    return (entry.by.name, dict(values_of(entry))) if entry else ("", {})


def handover_as_it_is(programme: Programme, handover: str) -> Handover | None:
    """A handover without what is counted beside it: what a deed asks of it."""
    for found in instances_of(Handover, "programme_id = %s AND handover = %s", [programme.pk, handover]):
        if found.recipient_id is not None:
            (found.recipient,) = instances_of(Recipient, "id = %s", [found.recipient_id])
        return found
    return None


def serials_of(handover: Handover) -> set[str]:
    return {serial for (serial,) in rows_of(HandoverUnit, ("serial",), "handover_id = %s", [handover.pk])}


def next_handover(programme: Programme) -> int:
    return count_of(Handover, "programme_id = %s", [programme.pk]) + 1


def units_of(handover: Handover) -> QuerySet[HandoverUnit]:
    return handover.units.order_by("serial")


def handovers_of_units(programme: Programme, serials: Collection[str], step: int) -> list[Handover]:
    """The handovers by which these units passed a step, the earliest first."""
    some = list(serials)
    where = f"programme_id = %s AND step = %s AND state = 'taken' AND serial {among(some)}"
    found = list({n for (n,) in rows_of(HandoverUnit, ("handover_id",), where, [programme.pk, step, *some])})
    return instances_of(Handover, f"id {among(found)} ORDER BY taken_on, handover", found)


def unanswered(programme: Programme, now: datetime) -> list[tuple[CountedHandover, str]]:
    """Handovers that nobody has answered, with what their silence has come to, the oldest first."""
    found = handovers(programme).filter(taken_at=None, withdrawn_at=None).order_by("offered_at")
    return [(h, silence(h.offered_at, now)) for h in found]


def handed_over(programme: Programme, step: int, serials: Collection[str] | None = None) -> dict[str, date]:
    """Serial -> the day on which it passed a step."""
    if serials is None:
        found = HandoverUnit.objects.filter(programme=programme, step=step, state="taken")
        return {serial: on for serial, on in found.values_list("serial", "handover__taken_on") if on is not None}
    return {serial: on for serial, at, state, on in moves_of(programme, serials) if at == step and state == "taken" and on is not None}


def moves_of(programme: Programme, serials: Iterable[str]) -> list[tuple[str, int, str, date | None]]:
    """(serial, step, offered or taken, the day on which its handover was taken) of every move of these units that stands."""
    some = list(serials)
    where = f"own.programme_id = %s AND own.state IN ('offered', 'taken') AND own.serial {among(some)}"
    return rows_with(HandoverUnit, ("serial", "step", "state"), "handover_id", ("taken_on",), where, [programme.pk, *some])


def receivers_of_lots(programme: Programme, lots: Iterable[str]) -> set[int]:
    """Who took units of these lots over for their agency, by their numbers."""
    some = list(lots)
    where = f"programme_id = %s AND step = 2 AND state = 'taken' AND lot {among(some)} GROUP BY handover_id"
    of = [n for (n,) in rows_of(HandoverUnit, ("handover_id",), where, [programme.pk, *some])]
    return {person for (person,) in rows_of(Handover, ("received_by_id",), f"id {among(of)}", of) if person is not None}


def units_taken(programme: Programme) -> QuerySet[HandoverUnit]:
    """Every unit of every step that its receiver took, with the handover, in order of time."""
    people = ("handover__given_by", "handover__received_by", "handover__recipient")
    return HandoverUnit.objects.filter(programme=programme, state="taken").select_related(*people).order_by("handover__taken_at", "step", "serial")


def taken_by(programme: Programme, agency: str) -> set[str]:
    """The units that an agency took over."""
    found = HandoverUnit.objects.filter(programme=programme, step=2, state="taken", handover__agency=agency)
    return set(found.values_list("serial", flat=True))


def received_on(programme: Programme, serial: str) -> date | None:
    """The day on which its recipient got a unit."""
    return handed_over(programme, 3, [serial]).get(serial)


def handed_over_by_line(programme: Programme) -> dict[str, int]:
    """Order line -> units that its agency has taken over."""
    passed, line_of = handed_over(programme, 2), contracts.lines_of_lots(programme)
    return dict(Counter(line_of[u.lot] for u in production.units(programme) if u.serial in passed))


def passed_by_day(programme: Programme, step: int) -> dict[date, int]:
    """Day -> units that passed a step on it."""
    rows = HandoverUnit.objects.filter(programme=programme, step=step, state="taken", handover__taken_on__isnull=False)
    return dict(rows.order_by().values_list("handover__taken_on").annotate(n=Count("pk")))


def lots_of_handovers(programme: Programme, handovers: Collection[str]) -> set[str]:
    """The lots whose units these handovers move."""
    return set(HandoverUnit.objects.filter(programme=programme, handover__handover__in=handovers).values_list("lot", flat=True))


def passed_by_lot(programme: Programme, step: int, day: date, lots: Collection[str] | None = None) -> Counter[str]:
    """Lot -> units that had passed a step by the end of a day; of some lots or of all."""
    where, values = "programme_id = %s AND step = %s AND state = 'taken'", list[Any]([programme.pk, step])
    if lots is not None:
        serials = [serial for serial, _type, _lot in production.units_of_lots(programme, lots)]
        where, values = f"{where} AND serial {among(serials)}", [*values, *serials]
    counted = grouped(HandoverUnit, ("handover_id", "lot"), "COUNT(*)", where, values)
    dated = Handover.objects.filter(programme=programme, step=step, taken_on__lte=day)
    dated = dated if lots is None else dated.filter(pk__in={handover for handover, _lot, _n in counted})
    taken = set(dated.values_list("pk", flat=True))
    found = Counter[str]()
    for handover, lot, n in counted:
        found[lot] += n if handover in taken else 0
    return found


def passages(programme: Programme, serials: Iterable[str]) -> dict[str, Passage]:
    """What the rules ask of each unit; a serial that is none of the programme's is missing."""
    found = places(programme, serials)
    standing = quality.unit_standing(programme, found)
    damaged = {serial for (serial,) in rows_of(TransportDamage, ("serial",), "programme_id = %s AND mended_on IS NULL", [programme.pk])}
    return {s: replace(p, standing=standing.get(s, ""), is_damaged=s in damaged) for s, p in found.items()}


def places(programme: Programme, serials: Iterable[str]) -> dict[str, Passage]:
    """Whose each unit is and where it stands, for who follows it; without what inspections and transport say of it."""
    wanted = list(set(serials))
    units = production.makers_of_units(programme, wanted)
    parties = contracts.parties_to(programme, {contract for _serial, contract, _maker in units})
    taken: dict[str, dict[int, date]] = defaultdict(dict)
    underway = set()
    for serial, step, state, on in moves_of(programme, wanted):
        if state == "taken" and on is not None:
            taken[serial][step] = on
        else:
            underway.add(serial)
    meant = meant_for(programme, wanted)
    return {
        serial: Passage(serial, "", maker, *parties[contract], taken.get(serial, {}), serial in underway, *meant.get(serial, ("", None)))
        for serial, contract, maker in units
    }


def meant_for(programme: Programme, serials: Collection[str]) -> dict[str, tuple[str, date | None]]:
    """Serial -> the recipient that it is assigned to, and the day on which its site was found ready."""
    some = list(serials)
    where = f"own.programme_id = %s AND own.serial {among(some)}"
    of = dict(rows_with(Assignment, ("serial",), "request_id", ("recipient_id",), where, [programme.pk, *some]))
    given = list(set(of.values()))
    found = {pk: (code, ready_on) for pk, code, ready_on in rows_of(Recipient, ("id", "recipient", "ready_on"), f"id {among(given)}", given)}
    return {serial: found[recipient] for serial, recipient in of.items()}


def ready_to_hand_over(programme: Programme, *, steps: Collection[int], giver: str) -> list[tuple[int, Passage]]:
    """Accepted units that `giver` holds and could hand over now, each with the step that it would pass."""
    asked = {step: held_before(programme, step, giver) for step in steps}
    found = passages(programme, set().union(*asked.values()))
    return [
        (step, p) for step, serials in asked.items() for serial, p in sorted(found.items())
        if serial in serials and p.standing in GOOD and not (p.is_underway or p.is_damaged) and giver in giver_of(step, p)
        and not any(s >= step for s in p.taken)
        and (step != 3 or (2 in p.taken and p.ready_on is not None))
    ]  # fmt: skip


def held_before(programme: Programme, step: int, giver: str) -> set[str]:
    """Units that `giver` may hold before a step and that have not passed it: few, also where many have been handed over."""
    moves = HandoverUnit.objects.filter(programme=programme, state__in=["offered", "taken"])
    if step == 3 or giver == PARK_CODE:
        mine = Q(handover__agency=giver) if step == 3 else Q()
        before, gone = moves.filter(mine, step=step - 1, state="taken"), moves.filter(mine, step__gte=step)
        return set(before.values_list("serial", flat=True).difference(gone.values_list("serial", flat=True)))
    made = contracts.items(programme).filter(Q(maker=giver) | Q(contract__vendor=giver)).values_list("lot", flat=True)
    return set(quality.accepted_units(programme, made)).difference(moves.filter(step__gte=step).values_list("serial", flat=True))


def photos_of_handovers(programme: Programme) -> list[tuple[str, str, list[str]]]:
    """(subject, handover, hashes of its photos) of every handover that showed any."""
    rows = Handover.objects.filter(programme=programme).exclude(photos=[]).order_by("handover")
    return [(f"handover:{code}", code, photos) for code, photos in rows.values_list("handover", "photos")]
