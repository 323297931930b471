"""The plan that a deed is about, and what has happened to it."""

from __future__ import annotations

from uuid import UUID

from tempa.allocation import queries, rules
from tempa.allocation.models import Plan
from tempa.ledger.models import Programme
from tempa.ledger.rules import Refused


def existing(programme: Programme, plan: UUID) -> Plan:
    found = queries.plan_named(programme, plan)
    if found is None:
        raise Refused("Rencana itu tidak ada di program ini.")
    return found


def history_of(plan: Plan) -> rules.PlanHistory:
    """What has happened to a plan, for the rules; read anew, so that it is true under the lock."""
    return queries.plan_history(plan)
