"""Versions of dated rules that a programme adds to the book, each by two people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack
from uuid import UUID

from tempa.contracts import queries, rules
from tempa.contracts.facts import RuleVersionConfirmed, RuleVersionProposed, RuleVersionRefused
from tempa.contracts.law import LawError, version_of
from tempa.contracts.models import RuleVersion
from tempa.ledger.actions import Doing, deed
from tempa.ledger.models import Entry, Programme
from tempa.ledger.rules import Refused, may_as_park


def propose_version(programme: Programme, *, content: Mapping[str, Any], reason: str, **doing: Unpack[Doing]) -> UUID:
    """Propose a version of a rule: its id, days, parameters, citation, source, whether its text was checked. Returns its name."""
    with deed(programme, **doing) as d:
        rule = str(content.get("id", ""))
        if d.known(RuleVersionProposed, rule=rule, content=dict(content), reason=reason.strip()):
            return d.identity
        d.must(may_as_park(d.who))
        d.still(f"law:{rule}")
        rules.check_reason(reason)
        try:
            made = version_of(queries.dated(content))
        except (LawError, ValueError, KeyError) as error:
            raise Refused("%(words)s", field="parameters", words=str(error)) from None
        if not made.citation.strip() or not made.source.strip():
            raise Refused("Tulis pasal yang dikutip dan dari mana teksnya dibaca.", field="citation")
        d.record(RuleVersionProposed(str(d.identity), rule, dict(content), reason.strip()))
        return d.identity


def confirm_version(programme: Programme, *, version: UUID, **doing: Unpack[Doing]) -> Entry:
    """A second person confirms: from then on the version stands before the printed one on its days."""
    with deed(programme, **doing) as d:
        if known := d.known(RuleVersionConfirmed, version=str(version)):
            return known
        found = existing_version(programme, version)
        d.must(rules.may_confirm_version(d.who, proposed_by=found.proposed_by_id, is_decided=found.decided_at is not None))
        d.still(f"law:{found.rule}")
        return d.record(RuleVersionConfirmed(str(version), found.rule))


def refuse_version(programme: Programme, *, version: UUID, reason: str, **doing: Unpack[Doing]) -> Entry:
    """A second person refuses, and says why."""
    with deed(programme, **doing) as d:
        if known := d.known(RuleVersionRefused, version=str(version), reason=reason.strip()):
            return known
        found = existing_version(programme, version)
        d.must(rules.may_confirm_version(d.who, proposed_by=found.proposed_by_id, is_decided=found.decided_at is not None))
        rules.check_reason(reason)
        return d.record(RuleVersionRefused(str(version), found.rule, reason.strip()))


def existing_version(programme: Programme, version: UUID) -> RuleVersion:
    found = queries.rule_version_named(programme, version)
    if found is None:
        raise Refused("Versi aturan itu tidak ada di program ini.")
    return found
