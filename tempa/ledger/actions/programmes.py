"""Programmes founded; the clock of an example."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from tempa.ledger.actions.deeds import record_many
from tempa.ledger.facts import RoleGranted
from tempa.ledger.models import (
    ChainHead,
    Entry,
    Person,
    Programme,
)
from tempa.ledger.rules import (
    FIRST_PREVIOUS,
    Refused,
    check_founding,
)

FOUNDERS_DESKS = ("park_planner", "park_head")  # so that the founder can let others in; never both hands of one decision


def found_programme(
    *, code: str, at: datetime, by: Person, demo: bool = False, has_clock: bool = False,
    desks: Sequence[str] = FOUNDERS_DESKS, identity: UUID | None = None,
) -> Programme:  # fmt: skip
    """Open the chain of a new programme, in which the founder sits at `desks`. Refuses a code that is taken.

    `identity` names the first of these roles; the same form sent again is answered with the programme that is there.
    """
    if found := Entry.objects.filter(pk=identity, sequence=1, by=by, programme__code=code).first() if identity else None:
        return found.programme
    check_founding(may_found=by.may_found or demo)
    with transaction.atomic():
        programme, is_new = Programme.objects.get_or_create(code=code, defaults={"demo": demo, "clock": at if demo and has_clock else None})
        if not is_new:
            raise Refused(
                "Program %(code)s sudah ada. Pilih program itu di kanan atas, atau pakai kode lain.", code=code
            )
        ChainHead.objects.create(programme=programme, digest=FIRST_PREVIOUS)
        facts = [RoleGranted(person=str(by.public_id), desk=desk, subject_code="") for desk in desks]
        record_many(programme, [((identity if n == 0 else None) or uuid4(), f) for n, f in enumerate(facts)], at=at, by=by)
    return programme


def set_clock(programme: Programme, at: datetime) -> None:
    """An example has this time until something happens in it; no fact, since nobody does anything by it. Refuses a real programme."""
    if programme.clock is None:
        raise ValueError(f"{programme.code} has no time of its own")
    programme.clock = at
    programme.save(update_fields=["clock"])
