"""Versions of the criteria of verification, each by two people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack
from uuid import UUID

from tempa.ledger.actions import Deed, Doing, deed
from tempa.ledger.models import Entry, Programme
from tempa.ledger.queries import hands_behind, zone_of
from tempa.ledger.rules import PARK, Refused, second_hand
from tempa.registry import queries
from tempa.registry.facts import CriteriaConfirmed, CriteriaProposed, CriteriaRefused
from tempa.registry.models import CriteriaVersion
from tempa.registry.rules.criteria import (
    check_criteria,
    criteria_in,
    may_decide_criteria,
    may_propose_criteria,
    printed,
)
from tempa.registry.rules.verification import check_words
from tempa.values.period import day_in


def propose_criteria(programme: Programme, *, content: Mapping[str, Any], reason: str, **doing: Unpack[Doing]) -> UUID:
    """Propose a version of the criteria (as `CriteriaSet.as_content` gives it). Returns its name."""
    with deed(programme, **doing) as d:
        if d.known(CriteriaProposed, content=dict(content), reason=reason.strip()):
            return d.identity
        d.must(may_propose_criteria(d.who))
        d.still(kinds=("CriteriaProposed", "CriteriaConfirmed"))
        known = [printed().id, *queries.criteria_versions(programme).values_list("name", flat=True)]
        check_criteria(criteria_in(content), known=known, today=day_in(zone_of(programme), d.at))
        check_words(reason)
        d.record(CriteriaProposed(str(d.identity), dict(content), reason.strip()))
        return d.identity


def confirm_criteria(programme: Programme, *, version: UUID, **doing: Unpack[Doing]) -> Entry:
    """A second person confirms: visits from the version's day on are scored by it."""
    with deed(programme, **doing) as d:
        if known := d.known(CriteriaConfirmed, version=str(version)):
            return known
        found = to_decide(d, version)
        return d.record(CriteriaConfirmed(str(version), found.name))


def refuse_criteria(programme: Programme, *, version: UUID, reason: str, **doing: Unpack[Doing]) -> Entry:
    """A second person refuses, and says why."""
    with deed(programme, **doing) as d:
        if known := d.known(CriteriaRefused, version=str(version), reason=reason.strip()):
            return known
        found = to_decide(d, version)
        check_words(reason)
        return d.record(CriteriaRefused(str(version), found.name, reason.strip()))


def to_decide(d: Deed, version: UUID) -> CriteriaVersion:
    """The version, where this person may decide on it."""
    found = queries.criteria_versions(d.programme).filter(pk=version).first()
    if found is None:
        raise Refused("Versi kriteria itu tidak ada di program ini.")
    d.must(may_decide_criteria(d.who, is_decided=found.decided_at is not None))
    d.must(second_hand(found.proposed_by_id, d.by.pk, hands_behind(d.programme, d.by, PARK)))
    d.still(f"criteria:{found.name}")
    return found
