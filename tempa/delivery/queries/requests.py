"""Recipients, what they asked for, what their sites offer, and which units are meant for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from tempa.contracts import queries as contracts
from tempa.delivery.models import Assignment, Recipient, Request, SiteNeed
from tempa.delivery.rules import Asked, Need, Site, Tie, assign, one_name, one_village, ties
from tempa.demand import queries as demand
from tempa.ledger.actions import values_of
from tempa.ledger.models import Person, Programme
from tempa.ledger.queries import entries_of
from tempa.ledger.rules import read_phone
from tempa.ledger.writing import among, count_of, grouped, instances_of, rows_of, rows_with
from tempa.production import queries as production
from tempa.quality import queries as quality


def recipients(programme: Programme, agency: str = "") -> QuerySet[Recipient]:
    found = Recipient.objects.filter(programme=programme).order_by("recipient")
    return found.filter(agency=agency) if agency else found


def next_recipient(programme: Programme) -> int:
    return count_of(Recipient, "programme_id = %s", [programme.pk]) + 1


def next_request(programme: Programme) -> int:
    return count_of(Request, "programme_id = %s", [programme.pk]) + 1


def types_asked_by(recipient: Recipient) -> list[str]:
    """The type of each request of a recipient that was not refused."""
    return [type for (type,) in rows_of(Request, ("type",), "recipient_id = %s AND decided <> 'refused' ORDER BY id", [recipient.pk])]


def recipient_named(programme: Programme, recipient: str) -> Recipient | None:
    return next(iter(instances_of(Recipient, "programme_id = %s AND recipient = %s", [programme.pk, recipient])), None)


def site_seen(recipient: Recipient) -> tuple[str, dict[str, Any]]:
    """(who looked at a recipient's site last, what they found, with what is sealed); blank where nobody has."""
    entry = entries_of(recipient.programme, subject=f"recipient:{recipient.recipient}", kind="SiteInspected").first()
    return (entry.by.name, dict(values_of(entry))) if entry else ("", {})


def requests(programme: Programme, agency: str = "") -> QuerySet[Request]:
    """The queue as it came in: by day, then code."""
    found = Request.objects.filter(programme=programme).select_related("recipient", "decided_by").order_by("asked_on", "request")
    return found.filter(recipient__agency=agency) if agency else found


def request_named(programme: Programme, request: str) -> Request | None:
    for found in instances_of(Request, "programme_id = %s AND request = %s", [programme.pk, request]):
        (found.recipient,) = instances_of(Recipient, "id = %s", [found.recipient_id])
        return found
    return None


def open_requests(programme: Programme, agency: str = "") -> QuerySet[Request]:
    """Those about which nobody has decided, or which were told to wait."""
    return requests(programme, agency).filter(decided__in=["", "waiting"])


def decision_makers(programme: Programme, codes: Iterable[str]) -> set[int]:
    """Who decided these requests, by their numbers."""
    found = Request.objects.filter(programme=programme, request__in=list(codes)).values_list("decided_by_id", flat=True)
    return {person for person in found if person is not None}


def needs(programme: Programme, types: Collection[str] | None = None) -> dict[str, Need]:
    """Type -> what it needs where it stands, of all types or of these; one of which nobody has said anything is missing."""
    where = "programme_id = %s" if types is None else f"programme_id = %s AND type {among(types)}"
    return {n.type: need_of(n) for n in instances_of(SiteNeed, where, [programme.pk, *(types or ())])}


def site_needs(programme: Programme) -> dict[str, SiteNeed]:
    """The same with its source and unit, for who reads and changes it."""
    return {n.type: n for n in SiteNeed.objects.filter(programme=programme).select_related("entry")}


def need_of(n: SiteNeed) -> Need:
    return Need(
        n.volts, decimal(n.kilovolt_amperes), n.needs_water, n.needs_building, n.needs_operator, decimal(n.capacity_per_day),
    )  # fmt: skip


def site_of(r: Recipient, raw_per_day: str = "") -> Site:
    return Site(r.volts, decimal(r.kilovolt_amperes), r.has_water, r.has_building, r.has_operator, decimal(raw_per_day))


def decimal(text: str) -> Decimal | None:
    return Decimal(text.replace(",", ".")) if text else None


def related_recipients(programme: Programme, agency: str = "") -> list[Tie]:
    """Recipients that may be one, or of one person; over all agencies, told where one of `agency` is among them."""
    mine = set(recipients(programme, agency).values_list("recipient", flat=True))
    return [tie for tie in ties(people_of(programme)) if mine.intersection(tie.recipients)]


def marks_of(found: Request) -> list[tuple[str, ...]]:
    """What makes two requests for one kind of machine look like those of one recipient: NIK, phone, or name and village, however written."""
    who = found.recipient
    marks = [("nik", who.nik), ("phone", read_phone(who.phone)), ("name", f"{one_name(who.name)}|{one_village(who.village)}")]
    return [(found.type, what, value) for what, value in marks if value]


def decreed_marks(programme: Programme) -> dict[tuple[str, ...], Request]:
    """Mark -> the request that a decree names already."""
    return {mark: r for r in requests(programme).exclude(decree="") for mark in marks_of(r)}


def people_of(programme: Programme) -> dict[str, dict[str, str]]:
    """Recipient -> who it is, as `ties` compares them."""
    columns = ("recipient", "name", "contact", "phone", "nik", "village")
    return {
        code: dict(zip(columns[1:], said, strict=True)) for code, *said in Recipient.objects.filter(programme=programme).values_list(*columns)
    }


def assignments(programme: Programme) -> dict[str, Assignment]:
    """Serial -> for which request it is meant."""
    return {a.serial: a for a in Assignment.objects.filter(programme=programme).select_related("request__recipient")}


def holders_of(programme: Programme, serials: Collection[str], agency: str = "", most: int | None = None) -> list[tuple[Recipient, list[str]]]:
    """(recipient, those of these units that are meant for it) in the order of the units, of one agency or all; the first `most` recipients."""
    asked = dict(requests(programme, agency).order_by().values_list("pk", "recipient_id"))
    meant = dict(Assignment.objects.filter(programme=programme).values_list("serial", "request_id"))
    held: dict[int, list[str]] = {}
    for serial in serials:
        if (recipient := asked.get(meant.get(serial, 0))) is not None:
            held.setdefault(recipient, []).append(serial)
    first = list(held.items())[:most]
    found = Recipient.objects.in_bulk([pk for pk, _serials in first])
    return [(found[pk], some) for pk, some in first]


def assigned_units(programme: Programme) -> list[str]:
    """The serials of the units that are meant for somebody."""
    return [serial for (serial,) in rows_of(Assignment, ("serial",), "programme_id = %s", [programme.pk])]


def assigner_of(programme: Programme, serial: str) -> Person:
    """Who meant a unit for its recipient, in the agency's name."""
    return Assignment.objects.select_related("entry__by").get(programme=programme, serial=serial).entry.by


def queue(programme: Programme, agency: str) -> list[Asked]:
    """Granted requests that are named in a decree and do not have all their units yet."""
    given = dict(grouped(Assignment, ("request_id",), "COUNT(*)", "programme_id = %s", [programme.pk]))
    where, values = "own.programme_id = %s AND own.decree <> ''", [programme.pk, *([agency] if agency else [])]
    rows = rows_with(
        Request, ("id", "request", "type", "asked_on", "quantity"), "recipient_id", ("recipient", "destination", "ready_on"),
        f"{where}{' AND far.agency = %s' if agency else ''} ORDER BY own.asked_on, own.request", values,
    )  # fmt: skip
    return [
        Asked(request, recipient, type, destination, asked_on, quantity - given.get(pk, 0), ready_on)
        for pk, request, type, asked_on, quantity, recipient, destination, ready_on in rows
        if quantity > given.get(pk, 0)
    ]


def free_units(programme: Programme, agency: str) -> list[tuple[str, str, str]]:
    """(serial, type, destination) of an agency's accepted units that are meant for nobody."""
    lines = demand.destinations_of(programme, agency)
    goes_to = {lot: lines[line] for lot, line in contracts.lines_of_lots(programme).items() if line in lines}
    meant = set(assigned_units(programme))
    good = quality.accepted_units(programme, goes_to)
    return [
        (serial, type, goes_to[lot]) for serial, type, lot in production.units_of_lots(programme, goes_to) if serial in good and serial not in meant
    ]


def waiting_list(programme: Programme, agency: str) -> list[Asked]:
    """Who would still wait if all that is accepted today were given by the rule."""
    return assign(free_units(programme, agency), queue(programme, agency))[1]
