"""People: who they are, what they did, who let them in, and who may be the second hand."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from tempa.ledger.models import (
    Entry,
    FailedSignIn,
    Invitation,
    Person,
    Programme,
    Role,
    WorkLink,
)
from tempa.ledger.rules import may_be_second_hand
from tempa.ledger.writing import among, rows_of, rows_with


def invitations_of(people: Iterable[Person]) -> dict[int, Invitation]:
    """The last link of each of these people who ever had one, by the person's key."""
    found = Invitation.objects.filter(person__in=[p.pk for p in people]).select_related("issued_by").order_by("pk")
    return {i.person_id: i for i in found}


def passwords_from_the_console(programme: Programme) -> dict[str, datetime]:
    """When last the password of a person was set, not chosen by a link, at the server's console; by their public number."""
    found = Entry.objects.filter(programme=programme, kind="PasswordChosen")
    return dict(found.filter(body__contains='"place":"console"').order_by("sequence").values_list("subject", "at"))


def desks_of(person: Person, programme: Programme) -> set[str]:
    return set(Role.objects.filter(programme=programme, person=person).values_list("desk", flat=True))


def people_who_acted(programme: Programme) -> QuerySet[Person]:
    """Everybody with an entry or a role in the programme."""
    acted = Q(pk__in=Entry.objects.filter(programme=programme).values("by").distinct())
    return Person.objects.filter(acted | Q(pk__in=Role.objects.filter(programme=programme).values("person"))).order_by("pk")


def seats_ever(programme: Programme) -> dict[int, list[tuple[str, str]]]:
    """Person -> (desk, whom they spoke for) of every role, or link, that they ever had, the last one last."""
    numbers = {str(public_id): pk for public_id, pk in Person.objects.values_list("public_id", "pk")}
    given = WorkLink.objects.filter(programme=programme).values_list("link", "desk", "organisation")
    links = {str(link): (desk, code) for link, desk, code in given}
    seats: dict[int, list[tuple[str, str]]] = {}
    found = Entry.objects.filter(programme=programme, kind__in=["RoleGranted", "DeputyNamed", "LinkTaken"]).order_by("sequence")
    for kind, body in found.values_list("kind", "body"):
        values = json.loads(body)["values"]
        if values["person"] in numbers:
            seat = links[values["link"]] if kind == "LinkTaken" else (values["desk"], values["subject_code"])
            seats.setdefault(numbers[values["person"]], []).append(seat)
    return seats


def people_of(programme: Programme) -> QuerySet[Role]:
    found = Role.objects.filter(programme=programme).select_related("person", "stands_for", "entry__by")
    return found.defer("entry__body").order_by("desk", "person__name")


def hands_behind(programme: Programme, person: Person, desks: Collection[str]) -> list[frozenset[int]]:
    """For each role of a person at `desks`, who stands behind it: who gave it, and who sent the link of their password.

    Takes keys of people, as `may_be_second_hand` compares them. What was given while a demo programme was founded was given
    by nobody in it: its people are all made up by the same hand.
    """
    founded = next((at for (at,) in rows_of(Entry, ("at",), "programme_id = %s AND sequence = 1", [programme.pk])), None)
    used = rows_of(Invitation, ("issued_by_id",), "person_id = %s AND used_at IS NOT NULL ORDER BY used_at DESC LIMIT 1", [person.pk])
    sender = {by for (by,) in used if by is not None}
    where, some = "own.programme_id = %s AND own.person_id = %s", list(desks)
    given = rows_with(Role, ("id",), "entry_id", ("by_id", "at"), f"{where} AND own.desk {among(some)}", [programme.pk, person.pk, *some])
    return [frozenset(sender | (set() if programme.demo and at == founded else {by})) for _role, by, at in sorted(given)]


def second_hands(programme: Programme, first: Person, desks: Collection[str]) -> tuple[list[Person], list[Person]]:
    """Who may decide at `desks` on what `first` puts forward; and who may not, because `first` let them in."""
    others = Person.objects.filter(
        is_active=True, pk__in=Role.objects.filter(programme=programme, desk__in=desks).values("person")
    ).exclude(pk=first.pk)
    may: list[Person] = []
    may_not: list[Person] = []
    for person in others.order_by("name"):
        fits = may_be_second_hand(first.pk, person.pk, hands_behind(programme, person, desks))
        (may if fits else may_not).append(person)
    return may, may_not


def failed_sign_ins(logins: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """Failed tries to sign in of the last month by name, most first: login, times, sources, last. None: all names."""
    found = FailedSignIn.objects.all() if logins is None else FailedSignIn.objects.filter(login__in=list(logins))
    counted = found.values("login").annotate(times=Count("pk"), sources=Count("source", distinct=True), last=Max("at"))
    return [dict(row) for row in counted.order_by("-times", "login")]


def has_demo_people() -> bool:
    return Person.objects.filter(demo=True, is_active=True).exists()


def demo_logins() -> list[str]:
    """The sign-in names of the people of examples, in the order in which they were added."""
    return list(Person.objects.filter(demo=True, is_active=True).order_by("pk").values_list("login", flat=True))


def person_named(login: str) -> Person | None:
    return Person.objects.filter(login=login).first()


def people() -> QuerySet[Person]:
    return Person.objects.filter(is_active=True).order_by("name")
