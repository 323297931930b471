"""Rules that a planner adds, and decisions by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Unpack
from uuid import UUID

from tempa.allocation import rules
from tempa.allocation.actions.existing import existing
from tempa.allocation.facts import HandDecided, HandWithdrawn, RuleAdded, RuleRemoved
from tempa.allocation.models import AddedRule, HandDecision
from tempa.allocation.planner.side_constraints.apply import refuse_unknown
from tempa.allocation.planner.side_constraints.rules import side_constraints_from_json
from tempa.ledger.actions import Doing, deed
from tempa.ledger.models import Programme
from tempa.ledger.queries import tables_of
from tempa.ledger.rules import Refused, may_as_park


def add_rule(programme: Programme, *, content: Mapping[str, Any], reason: str, **doing: Unpack[Doing]) -> UUID:
    """Keep a rule beside the programme for the next runs. Raises SideConstraintsError where it does not fit the programme."""
    with deed(programme, **doing) as d:
        if not d.known(RuleAdded, content=dict(content), reason=reason.strip()):
            d.must(may_as_park(d.who))
            rules.check_words(reason, field="reason")
            refuse_unknown(side_constraints_from_json(json.dumps({"rules": [dict(content)]})), tables_of(programme))
            d.record(RuleAdded(str(d.identity), dict(content), reason.strip()))
        return d.identity


def remove_rule(programme: Programme, *, rule: UUID, reason: str, **doing: Unpack[Doing]) -> None:
    """A rule no longer holds for later runs."""
    with deed(programme, **doing) as d:
        if d.known(RuleRemoved, rule=str(rule), reason=reason.strip()):
            return
        found = AddedRule.objects.filter(programme=programme, rule=rule).first()
        if found is None:
            raise Refused("Aturan itu tidak ada di program ini.")
        d.must(may_as_park(d.who))
        d.still(f"rule:{rule}")
        rules.check_words(reason, field="reason")
        if found.removed_at is not None:
            raise Refused("Aturan ini sudah dicabut.")
        d.record(RuleRemoved(str(rule), reason.strip()))


@dataclass(frozen=True)
class ByHand:
    """What a planner decides about a lot, with the cost and the broken rules that were shown."""

    kind: str
    lot: str
    content: Mapping[str, Any]
    cost: int
    broken: Sequence[str]
    reason: str


def decide_by_hand(programme: Programme, *, plan: UUID, decided: ByHand, **doing: Unpack[Doing]) -> UUID:
    """Note what a planner decided about a lot of a plan."""
    content, reason = dict(decided.content), decided.reason.strip()
    with deed(programme, **doing) as d:
        if not d.known(HandDecided, plan=str(plan), kind_of=decided.kind, lot=decided.lot, content=content, reason=reason):
            existing(programme, plan)
            d.must(may_as_park(d.who))
            rules.check_words(reason, field="reason")
            d.record(HandDecided(str(d.identity), str(plan), decided.kind, decided.lot, content, decided.cost, list(decided.broken), reason))
        return d.identity


def withdraw_by_hand(programme: Programme, *, decision: UUID, reason: str, **doing: Unpack[Doing]) -> None:
    """A decision by hand no longer holds for later runs."""
    with deed(programme, **doing) as d:
        if d.known(HandWithdrawn, decision=str(decision), reason=reason.strip()):
            return
        found = HandDecision.objects.filter(programme=programme, decision=decision).first()
        if found is None:
            raise Refused("Keputusan itu tidak ada di program ini.")
        d.must(may_as_park(d.who))
        d.still(f"decision:{decision}")
        rules.check_words(reason, field="reason")
        if found.withdrawn_at is not None:
            raise Refused("Keputusan ini sudah dicabut.")
        d.record(HandWithdrawn(str(decision), reason.strip()))
