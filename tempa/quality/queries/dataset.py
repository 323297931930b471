"""What quality says in the audit pack: inspections that count, decisions on lots, decisions on units; every value as text."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from tempa.ledger.models import Programme
from tempa.quality.queries.lots import counted, decisions
from tempa.quality.queries.units import unit_decisions

WITA = ZoneInfo("Asia/Makassar")


def moment(at: datetime) -> str:
    return at.astimezone(WITA).isoformat(timespec="seconds")


def for_pack_inspections(programme: Programme) -> list[dict[str, str]]:
    """One row for each unit and round: the look that counts. First articles and what came after a decision are not among them."""
    return [
        {
            "inspection": str(i.inspection), "lot": i.lot, "serial": i.serial, "round": str(i.round), "at": moment(i.at),
            "received_at": moment(i.received_at), "by": str(i.inspector.public_id), "result": i.result, "critical": str(i.critical),
            "major": str(i.major), "minor": str(i.minor),
        }
        for i in counted(programme)
    ]  # fmt: skip


def for_pack_lot_decisions(programme: Programme) -> list[dict[str, str]]:
    return [
        {
            "decision": str(d.decision), "lot": d.lot, "round": str(d.round), "at": moment(d.at), "by": str(d.by.public_id),
            "plan_n": str(d.plan_n), "plan_c": str(d.plan_c), "lot_size": str(d.lot_size), "decided": d.decided, "sentence": d.sentence,
        }
        for d in decisions(programme).order_by("at", "lot")
    ]  # fmt: skip


def for_pack_unit_decisions(programme: Programme) -> list[dict[str, str]]:
    return [
        {
            "serial": d.serial, "decision": str(d.decision_id), "at": moment(d.at), "by": str(d.by.public_id), "decided": d.decided,
            "cost": "" if d.cost is None else str(d.cost),
        }
        for d in unit_decisions(programme)
    ]  # fmt: skip
