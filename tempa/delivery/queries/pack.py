"""What the audit pack says of delivery: recipients, handovers, checks of use, repairs; each row as text."""

from __future__ import annotations

from datetime import date, datetime

from tempa.delivery.queries.handovers import units_taken
from tempa.delivery.queries.requests import recipients, requests
from tempa.delivery.queries.use import repairs, use_checks
from tempa.ledger.models import Programme
from tempa.values.period import WITA

Row = dict[str, str]


def moment(at: datetime | None) -> str:
    return at.astimezone(WITA).isoformat(timespec="seconds") if at else ""


def day(on: date | None) -> str:
    return str(on) if on else ""


def for_pack_recipients(programme: Programme) -> list[Row]:
    decrees = {r.recipient.recipient: r.decree for r in requests(programme) if r.decree}
    return [
        {
            "recipient": r.recipient, "kind": r.kind, "destination": r.destination, "agency": r.agency, "decree": decrees.get(r.recipient, ""),
            "ready_on": day(r.ready_on), "ready_by": str(r.ready_by.public_id) if r.ready_by else "",
        }
        for r in recipients(programme).select_related("ready_by")
    ]  # fmt: skip


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
