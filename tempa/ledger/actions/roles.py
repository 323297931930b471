"""Roles given and taken back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tempa.ledger.actions.deeds import Deed, deed
from tempa.ledger.facts import RoleGranted, RoleRevoked
from tempa.ledger.models import (
    Entry,
    Person,
    Programme,
    Role,
)
from tempa.ledger.rules import (
    check_grant,
    check_revoke,
)


def grant_role(
    programme: Programme, person: Person, *, desk: str, subject: str = "", at: datetime, by: Person, identity: UUID | None = None,
    seen: int | None = None,
) -> Entry:  # fmt: skip
    """Let a person sit at a desk, as the head of the programme; `check_grant` says when not."""
    with deed(programme, at=at, by=by, identity=identity, seen=seen) as d:
        known = d.known(RoleGranted, person=str(person.public_id), desk=desk, subject_code=subject)
        return known or give_role(d, person, desk, subject)


def give_role(d: Deed, person: Person, desk: str, subject: str) -> Entry:
    """Give the role as part of a deed."""
    d.still(str(person.public_id))
    check_grant(
        granter=d.who.desks, is_own=person.pk == d.by.pk, desk=desk, subject=subject,
        held=list(Role.objects.filter(programme=d.programme, person=person).values_list("desk", "subject")),
    )  # fmt: skip
    return d.record(RoleGranted(person=str(person.public_id), desk=desk, subject_code=subject))


def revoke_role(
    programme: Programme, person: Person, *, desk: str, subject: str = "", at: datetime, by: Person, identity: UUID | None = None,
    seen: int | None = None,
) -> Entry:  # fmt: skip
    """Take a role back, as the head of the programme; `check_revoke` says when not."""
    fact = RoleRevoked(person=str(person.public_id), desk=desk, subject_code=subject)
    with deed(programme, at=at, by=by, identity=identity, seen=seen) as d:
        if known := d.known(RoleRevoked, **fact.said()):
            return known
        d.still(str(person.public_id))
        held = Role.objects.filter(programme=programme, person=person, desk=desk, subject=subject)
        check_revoke(
            revoker=d.who.desks, is_own=person.pk == by.pk, desk=desk, is_held=held.exists(),
            heads=Role.objects.filter(programme=programme, desk="park_head").count(),
        )  # fmt: skip
        return d.record(fact)
