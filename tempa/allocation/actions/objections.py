"""Objections to a plan: raised, planned again, answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Unpack
from uuid import UUID

from tempa.allocation import queries, rules
from tempa.allocation.actions.existing import existing
from tempa.allocation.facts import ObjectionAnswered, ObjectionRaised, ObjectionReplayed
from tempa.allocation.models import Objection
from tempa.ledger.actions import Doing, deed
from tempa.ledger.models import Entry, Programme
from tempa.ledger.queries import programme_hash
from tempa.ledger.rules import Refused, may_as_park


def raise_objection(
    programme: Programme, *, plan: UUID, workshop: str, words: str, changes: Sequence[Mapping[str, Any]] = (), **doing: Unpack[Doing]
) -> UUID:
    """Object to a plan for a workshop; `changes` are what it says is otherwise. Returns the objection's name."""
    stated = [dict(c) for c in changes]
    with deed(programme, **doing) as d:
        if not d.known(ObjectionRaised, plan=str(plan), workshop=workshop, words=words.strip(), changes=stated):
            existing(programme, plan)
            d.must(rules.may_object(d.who, workshop))
            rules.check_words(words, field="words")
            d.record(ObjectionRaised(str(d.identity), str(plan), workshop, words.strip(), stated))
        return d.identity


def may_replay(programme: Programme, *, objection: UUID) -> Objection:
    """The objection, where planning its plan's inputs again is possible and would show something; else refuses."""
    found = existing_objection(programme, objection)
    same = programme_hash(programme) == found.plan.programme_sha256
    rules.check_replay(
        is_answered=found.answered_at is not None, has_changes=bool(found.changes), is_same_programme=same
    )
    return found


def note_replay(programme: Programme, *, objection: UUID, result: Mapping[str, Any], **doing: Unpack[Doing]) -> Entry:
    """Keep what planning again gave; doing it twice keeps both on the chain and shows the newer."""
    with deed(programme, **doing) as d:
        if known := d.known(ObjectionReplayed, objection=str(objection)):
            return known
        d.must(may_as_park(d.who))
        may_replay(programme, objection=objection)
        return d.record(ObjectionReplayed(str(objection), dict(result)))


def answer_objection(programme: Programme, *, objection: UUID, upheld: bool, answer: str, **doing: Unpack[Doing]) -> Entry:
    """Answer in words, once."""
    with deed(programme, **doing) as d:
        if known := d.known(ObjectionAnswered, objection=str(objection), upheld=upheld, answer=answer.strip()):
            return known
        found = existing_objection(programme, objection)
        d.must(rules.may_answer(d.who, is_answered=found.answered_at is not None))
        d.still(f"objection:{objection}")
        rules.check_words(answer, field="answer")
        return d.record(ObjectionAnswered(str(objection), upheld, answer.strip()))


def existing_objection(programme: Programme, objection: UUID) -> Objection:
    found = queries.objection_named(programme, objection)
    if found is None:
        raise Refused("Keberatan itu tidak ada di program ini.")
    return found
