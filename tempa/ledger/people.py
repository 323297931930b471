"""How people get in: a role for a sign-in name, one-time links by which each chooses their own password, passwords."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Unpack
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.utils.crypto import salted_hmac

from tempa.ledger.actions import Doing, add_person, deed, give_role, record
from tempa.ledger.facts import Fact, InvitationIssued, PasswordChosen, RoleGranted
from tempa.ledger.models import ChainHead, Invitation, Person, Programme
from tempa.ledger.queries import desks_of, programmes_of
from tempa.ledger.rules import (
    LINK_LASTS,
    Refused,
    check_invite,
    check_link,
    code_from,
    instant,
    may_give_roles,
    read_code,
)

SHOWN_FOR = timedelta(minutes=10)  # a form sent twice, or its page loaded anew, is answered as the first time


@dataclass(frozen=True)
class Letter:
    """A link just made for a person: its code, which is shown once and kept nowhere, and until when it works."""

    person: Person
    code: str
    expires_at: datetime


def let_in(
    programme: Programme, *, login: str, name: str, desk: str, subject: str = "", issued_from: str = "", **doing: Unpack[Doing]
) -> Letter | None:
    """Give a role to whoever has this sign-in name; who is new is added, without a password, and gets a link: the answer."""
    with deed(programme, **doing) as d:
        person = Person.objects.filter(login=login).first()
        said = {"person": str(person.public_id) if person else "", "desk": desk, "subject_code": subject}
        if d.known(RoleGranted, **said):
            return letter_again(d.identity, person, at=d.at, by=d.by)
        d.must(may_give_roles(d.who))  # before a word is said about who has that sign-in name
        check_name(person, name)
        person = person or add_person(login=login, name=name.strip(), password=None)
        give_role(d, person, desk, subject)
        if person.has_usable_password() or Invitation.objects.filter(person=person).exists():
            return None
        return issue(person, issued_from=issued_from, at=d.at, by=d.by, identity=d.identity)


def check_name(person: Person | None, name: str) -> None:
    """Refuses a new person without a name, and a sign-in name that belongs to somebody of another name."""
    if person is None and not name.strip():
        raise Refused("Nama masuk ini belum ada. Tulis nama lengkapnya untuk menambah orang baru, atau periksa nama masuknya.")
    if person is not None and name.strip() and name.split() != person.name.split():
        raise Refused(
            "Nama masuk %(login)s sudah dipakai oleh %(name)s. Bila memang orang itu, kosongkan nama lengkap; bila bukan, pilih nama masuk lain.",
            login=person.login, name=person.name,
        )  # fmt: skip


def invite(
    programme: Programme, person: Person, *, issued_from: str = "", at: datetime, by: Person, identity: UUID | None = None,
    seen: int | None = None,
) -> Letter | None:  # fmt: skip
    """A new link for a person of the programme; the one before ends. None: this form made its link long ago."""
    with transaction.atomic():
        theirs = locked_programmes(person)
        if identity and is_issued(identity):
            return letter_again(identity, person, at=at, by=by)
        with deed(programme, at=at, by=by, seen=seen) as d:
            check_invite(
                issuer_is_head=programme in theirs and "park_head" in d.who.desks, is_own=person.pk == by.pk,
                has_other_heads=any("park_head" not in desks_of(by, p) for p in theirs), may_found=person.may_found,
            )  # fmt: skip
            d.still(str(person.public_id))
            return issue(person, issued_from=issued_from, at=at, by=by, identity=identity or uuid4())


def invite_from_console(person: Person, *, at: datetime) -> Letter:
    """A link made by whoever runs the server. Nobody is signed in there, so no chain has it before it is used."""
    with transaction.atomic():
        return issue(person, issued_from="", at=at, by=None, identity=uuid4())


def issue(person: Person, *, issued_from: str, at: datetime, by: Person | None, identity: UUID) -> Letter:
    """End the open link of a person and make another; noted in each programme in which they have a role."""
    Person.objects.select_for_update().get(pk=person.pk)
    Invitation.objects.filter(person=person, used_at=None, ended_at=None).update(ended_at=at)
    code, expires_at = code_of(identity), at + LINK_LASTS
    Invitation.objects.create(
        person=person, digest=digest_of(code), identity=identity, issued_by=by, issued_from=issued_from, issued_at=at, expires_at=expires_at,
    )  # fmt: skip
    if by is not None:
        note(InvitationIssued(str(person.public_id), instant(expires_at)), person, at=at, by=by, identity=identity)
    return Letter(person, code, expires_at)


def note(fact: Fact, person: Person, *, at: datetime, by: Person, identity: UUID) -> None:
    """Record a fact about a person in each programme in which they have a role, under names that follow from `identity`."""
    for programme in locked_programmes(person):
        record(programme, fact, at=at, by=by, identity=uuid5(identity, f"{fact.kind} {programme.code}"))


def locked_programmes(person: Person) -> list[Programme]:
    """The programmes of a person, their chains locked in one order, so that two who lock several never wait for each other."""
    programmes = list(programmes_of(person).order_by("pk"))
    list(ChainHead.objects.select_for_update().filter(programme__in=programmes).order_by("pk"))
    return programmes


def is_issued(identity: UUID) -> bool:
    return Invitation.objects.filter(identity=identity).exists()


def letter_again(identity: UUID, person: Person | None, *, at: datetime, by: Person) -> Letter | None:
    """The link that this form made, for its issuer and only for a moment, while it is still open."""
    found = Invitation.objects.filter(identity=identity, issued_by=by, person=person, used_at=None, ended_at=None).first()
    if found is None or at >= found.issued_at + SHOWN_FOR:
        return None
    return Letter(found.person, code_of(identity), found.expires_at)


def code_of(identity: UUID) -> str:
    """The code of the link that a form made. It follows from the server's secret key, so it need not be kept."""
    return code_from(salted_hmac("tempa.invitation.code", identity.bytes, algorithm="sha256").digest())


def digest_of(code: str) -> str:
    return salted_hmac("tempa.invitation.digest", code, algorithm="sha256").hexdigest()


def invitation_of(typed: str) -> Invitation | None:
    """The invitation whose code somebody typed or opened, whatever became of it."""
    code = read_code(typed)
    return Invitation.objects.filter(digest=digest_of(code)).select_related("person", "issued_by").first() if code else None


def choose_password(invitation: Invitation, password: str, *, place: str, at: datetime) -> Person:
    """The owner of a link chooses a password: the link is used up, and every programme of theirs notes it."""
    with transaction.atomic():
        locked_programmes(invitation.person)
        person = Person.objects.select_for_update().get(pk=invitation.person_id)
        found = Invitation.objects.get(pk=invitation.pk)
        check_link(used=found.used_at is not None, ended=found.ended_at is not None, expires_at=found.expires_at, at=at)
        Invitation.objects.filter(pk=found.pk).update(used_at=at, used_from=place)
        set_password(person, password)
        sender = str(found.issued_by.public_id) if found.issued_by else ""
        note(PasswordChosen(str(person.public_id), place, sender), person, at=at, by=person, identity=found.identity)
    return person


def newcomer(login: str, name: str) -> Person:
    """Somebody who is not kept yet, to try a password on."""
    return Person(login=login, name=name)


def set_password_at_console(person: Person, password: str, *, at: datetime) -> None:
    """A password set by whoever runs the server; noted as such, with the person whose it is as its author."""
    with transaction.atomic():
        set_password(person, password)
        note(PasswordChosen(str(person.public_id), "console", ""), person, at=at, by=person, identity=uuid4())


def set_password(person: Person, password: str) -> None:
    person.set_password(password)
    person.save(update_fields=["password"])
