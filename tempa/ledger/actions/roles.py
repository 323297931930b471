"""Roles given and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Unpack

from tempa.ledger.actions.deeds import Deed, Doing, deed
from tempa.ledger.facts import DeputyNamed, RoleGranted, RoleRevoked
from tempa.ledger.models import (
    Entry,
    Person,
    Programme,
    Role,
)
from tempa.ledger.rules import (
    Seat,
    check_deputy,
    check_gap,
    check_grant,
    check_revoke,
    check_sides,
)


def grant_role(programme: Programme, person: Person, *, desk: str, subject: str = "", **doing: Unpack[Doing]) -> Entry:
    """Let a person sit at a desk, as the head of the programme; `check_grant` says when not."""
    with deed(programme, **doing) as d:
        known = d.known(RoleGranted, person=str(person.public_id), desk=desk, subject_code=subject)
        return known or give_role(d, person, desk, subject)


def give_role(d: Deed, person: Person, desk: str, subject: str) -> Entry:
    """Give the role as part of a deed."""
    d.still(str(person.public_id))
    check_grant(
        granter=d.who.desks, is_own=person.pk == d.by.pk, desk=desk, subject=subject,
        held=seats(d.programme, person),
    )  # fmt: skip
    check_own_sides(d.programme, person, desk)
    return d.record(RoleGranted(person=str(person.public_id), desk=desk, subject_code=subject))


def seats(programme: Programme, person: Person) -> list[tuple[str, str]]:
    """The seats that somebody has for good, not as a deputy."""
    return list(Role.objects.filter(programme=programme, person=person, until=None).values_list("desk", "subject"))


def check_own_sides(programme: Programme, person: Person, desk: str) -> None:
    """Refuses a seat of another side than those that the person has, for good or as a deputy, as the table of roles would."""
    found = list(Role.objects.filter(programme=programme, person=person).values_list("desk", "until"))
    check_sides(desk, [d for d, until in found if until is None], [d for d, until in found if until is not None])


@dataclass(frozen=True)
class Deputy:
    """Who sits where for whom: the seat, its first and last day, and the number of the decree."""

    stands_for: Person
    desk: str
    subject: str
    since: date
    until: date
    decree: str


def name_deputy(programme: Programme, person: Person, place: Deputy, **doing: Unpack[Doing]) -> Entry:
    """Let a person sit at a desk for another from a day to a day, as the head of the programme; the seat ends by itself."""
    decree = " ".join(place.decree.split())
    fact = DeputyNamed(
        str(person.public_id), str(place.stands_for.public_id), place.desk, place.subject, str(place.since), str(place.until), decree
    )
    with deed(programme, **doing) as d:
        if known := d.known(DeputyNamed, **fact.said()):
            return known
        d.still(fact.person, fact.stands_for)
        seat = Seat(place.desk, place.subject, place.since, place.until, decree)
        check_deputy(
            seat, namer=d.who.desks, is_own=person.pk == d.by.pk,
            is_self=person.pk == place.stands_for.pk, held=seats(programme, person), held_by_the_absent=seats(programme, place.stands_for),
            today=d.today,
        )  # fmt: skip
        check_own_sides(programme, person, place.desk)
        check_gap(seat, now_until=term_now(programme, person, place, d.today), today=d.today)
        return d.record(fact)


def term_now(programme: Programme, person: Person, place: Deputy, today: date) -> date | None:
    """The last day of the term that a deputy has begun in this very seat."""
    begun = Role.objects.filter(programme=programme, person=person, desk=place.desk, subject=place.subject, since__lte=today)
    return begun.values_list("until", flat=True).first()


def revoke_role(programme: Programme, person: Person, *, desk: str, subject: str = "", **doing: Unpack[Doing]) -> Entry:
    """Take a role back, as the head of the programme; `check_revoke` says when not."""
    fact = RoleRevoked(person=str(person.public_id), desk=desk, subject_code=subject)
    with deed(programme, **doing) as d:
        if known := d.known(RoleRevoked, **fact.said()):
            return known
        d.still(str(person.public_id))
        held = Role.objects.filter(programme=programme, person=person, desk=desk, subject=subject)
        check_revoke(
            revoker=d.who.desks, is_own=person.pk == d.by.pk, desk=desk, is_held=held.exists(),
            heads=Role.objects.filter(programme=programme, desk="park_head", until=None).count(),
        )  # fmt: skip
        return d.record(fact)
