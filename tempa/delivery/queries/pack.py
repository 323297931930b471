"""What the audit pack says of delivery: recipients, handovers, checks of use, repairs; each row as text."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime

from tempa.delivery.queries.handovers import units_taken
from tempa.delivery.queries.requests import recipients, requests
from tempa.delivery.queries.use import repairs, use_checks
from tempa.ledger.models import Programme
from tempa.ledger.queries import entries_of
from tempa.values.period import WITA, day_in_wita

Row = dict[str, str]


def moment(at: datetime | None) -> str:
    return at.astimezone(WITA).isoformat(timespec="seconds") if at else ""


def day(on: date | None) -> str:
    return str(on) if on else ""


def for_pack_recipients(programme: Programme) -> list[Row]:
    """Each recipient as its site was found when it got its first machine; one that has none yet, as it was found last."""
    decrees = {r.recipient.recipient: r.decree for r in requests(programme) if r.decree}
    first = first_taken(programme)
    then = found_ready(programme) if any(r.ready_on is None or r.ready_on > first.get(r.recipient, date.max) for r in recipients(programme)) else {}
    return [
        {
            "recipient": r.recipient, "kind": r.kind, "destination": r.destination, "agency": r.agency, "decree": decrees.get(r.recipient, ""),
            "ready_on": day(r.ready_on), "ready_by": str(r.ready_by.public_id) if r.ready_by else "",
        } | last_of(then.get(r.recipient, ()), first.get(r.recipient))
        for r in recipients(programme).select_related("ready_by")
    ]  # fmt: skip


def first_taken(programme: Programme) -> dict[str, date]:
    """Recipient -> the day on which it took its first machine."""
    found: dict[str, date] = {}
    for u in units_taken(programme):
        if u.handover.recipient and u.handover.taken_at:
            found.setdefault(u.handover.recipient.recipient, day_in_wita(u.handover.taken_at))
    return found


def found_ready(programme: Programme) -> dict[str, list[tuple[str, str]]]:
    """Recipient -> (day, by whom) of each look that found its site ready, in order of what was recorded."""
    found: dict[str, list[tuple[str, str]]] = {}
    for entry in entries_of(programme).filter(kind="SiteInspected").select_related("by").order_by("sequence"):
        said = json.loads(entry.body)["values"]
        if said["is_ready"]:
            found.setdefault(said["recipient"], []).append((said["on"], str(entry.by.public_id)))
    return found


def last_of(looks: Iterable[tuple[str, str]], first: date | None) -> Row:
    """The last look that found a site ready by the day of its first machine; nothing where no look did, or no machine is there."""
    before = [(on, by) for on, by in looks if first is not None and on <= str(first)]
    return {"ready_on": before[-1][0], "ready_by": before[-1][1]} if before else {}


def for_pack_handovers(programme: Programme) -> list[Row]:
    """One row for each unit of each step that was taken; its moment is when the receiver said so."""
    return [
        {
            "handover": f"{u.handover.handover}-{u.serial}", "serial": u.serial, "step": str(u.step), "at": moment(u.handover.taken_at),
            "giver": u.handover.giver, "receiver": u.handover.receiver, "given_by": str(u.handover.given_by.public_id),
            "received_by": str(u.handover.received_by.public_id) if u.handover.received_by else "",
            "recipient": u.handover.recipient.recipient if u.handover.recipient else "", "paper": u.handover.paper,
        }
        for u in units_taken(programme)
    ]  # fmt: skip


def for_pack_use_checks(programme: Programme) -> list[Row]:
    """Checks since the handover that the pack tells of; those of an earlier recipient of a machine given on are in the chain alone."""
    held_since = {u.serial: u.handover.taken_on for u in units_taken(programme) if u.step == 3}
    return [
        {
            "check": c.check_code, "serial": c.serial, "due_month": str(c.due_month), "at": moment(c.entry.at), "by": str(c.entry.by.public_id),
            "state": c.state, "hours_per_week": c.hours_per_week, "note": c.note,
        }
        for c in use_checks(programme).order_by("check_code") if (since := held_since.get(c.serial)) and c.checked_on >= since
    ]  # fmt: skip


def for_pack_repairs(programme: Programme) -> list[Row]:
    return [
        {
            "repair": r.repair, "serial": r.serial, "reported_on": str(r.reported_on), "closed_on": day(r.closed_on), "maker": r.maker,
            "under_warranty": "yes" if r.under_warranty else "no", "what": r.what,
        }
        for r in repairs(programme).order_by("repair")
    ]  # fmt: skip
