"""The only door to the ledger: `record` adds facts, chains them and keeps the tallies, all in one transaction."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby, islice
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q

from tempa.ledger.facts import KINDS, Fact, PaperKept, Recorded, RoleGranted, RoleRevoked
from tempa.ledger.models import ChainHead, Entry, FailedSignIn, Person, Programme, RefusedDouble, Role, SealedValue
from tempa.ledger.rules import (
    FIRST_PREVIOUS,
    SALT_BYTES,
    Json,
    Refused,
    body_of,
    canonical,
    check_founding,
    check_grant,
    check_revoke,
    link,
    sealed_values,
    seconds_to_wait,
)

BATCH = 4000
COUNT_FAILURES, KEEP_FAILURES = timedelta(hours=1), timedelta(days=30)


FOUNDERS_DESKS = ("park_planner", "park_head")  # so that the founder can let others in; never both hands of one decision


def found_programme(
    *, code: str, at: datetime, by: Person, demo: bool = False, desks: Sequence[str] = FOUNDERS_DESKS, identity: UUID | None = None,
) -> Programme:  # fmt: skip
    """Open the chain of a new programme, in which the founder sits at `desks`. Refuses a code that is taken.

    `identity` names the first of these roles; the same form sent again is answered with the programme that is there.
    """
    if found := Entry.objects.filter(pk=identity, sequence=1, by=by, programme__code=code).first() if identity else None:
        return found.programme
    check_founding(may_found=by.may_found or demo)
    with transaction.atomic():
        programme, is_new = Programme.objects.get_or_create(code=code, defaults={"demo": demo})
        if not is_new:
            raise Refused(
                "Program %(code)s sudah ada. Pilih program itu di kanan atas, atau pakai kode lain.", code=code
            )
        ChainHead.objects.create(programme=programme, digest=FIRST_PREVIOUS)
        facts = [RoleGranted(person=str(by.public_id), desk=desk, subject_code="") for desk in desks]
        record_many(programme, [((identity if n == 0 else None) or uuid4(), f) for n, f in enumerate(facts)], at=at, by=by)
    return programme


def grant_role(
    programme: Programme, person: Person, *, desk: str, subject: str = "", at: datetime, by: Person, identity: UUID | None = None
) -> Entry:
    """Let a person sit at a desk, as the head of the programme; `check_grant` says when not."""
    fact = RoleGranted(person=str(person.public_id), desk=desk, subject_code=subject)
    with transaction.atomic():
        ChainHead.objects.select_for_update().get(programme=programme)
        if not is_recorded(identity):
            check_grant(
                granter=desks_of(by, programme), is_own=person.pk == by.pk, desk=desk, subject=subject,
                held=list(Role.objects.filter(programme=programme, person=person).values_list("desk", "subject")),
            )  # fmt: skip
        return record(programme, fact, at=at, by=by, identity=identity)


def revoke_role(
    programme: Programme, person: Person, *, desk: str, subject: str = "", at: datetime, by: Person, identity: UUID | None = None
) -> Entry:
    """Take a role back, as the head of the programme; `check_revoke` says when not."""
    fact = RoleRevoked(person=str(person.public_id), desk=desk, subject_code=subject)
    with transaction.atomic():
        ChainHead.objects.select_for_update().get(programme=programme)
        if not is_recorded(identity):
            held = Role.objects.filter(programme=programme, person=person, desk=desk, subject=subject)
            check_revoke(
                revoker=desks_of(by, programme), is_own=person.pk == by.pk, desk=desk, is_held=held.exists(),
                heads=Role.objects.filter(programme=programme, desk="park_head").count(),
            )  # fmt: skip
        return record(programme, fact, at=at, by=by, identity=identity)


def is_recorded(identity: UUID | None) -> bool:
    return identity is not None and Entry.objects.filter(pk=identity).exists()


def desks_of(person: Person, programme: Programme) -> set[str]:
    return set(Role.objects.filter(programme=programme, person=person).values_list("desk", flat=True))


def record(programme: Programme, fact: Fact, *, at: datetime, by: Person, identity: UUID | None = None) -> Entry:
    """Add one fact and return its entry.

    Sending the same fact again under the same `identity` returns the entry that is there and changes nothing. Another
    body under a known identity is refused; it is kept as a RefusedDouble, so call `record` outside a transaction that
    the refusal would roll back.
    """
    return record_many(programme, [(identity or uuid4(), fact)], at=at, by=by)[0]


def record_many(programme: Programme, facts: Iterable[tuple[UUID, Fact]], *, at: datetime, by: Person) -> list[Entry]:
    """Add facts in their order, all or none; batches keep memory flat however many there are."""
    entries: list[Entry] = []
    doubles: list[RefusedDouble] = []
    with transaction.atomic():
        head = ChainHead.objects.select_for_update().get(programme=programme)
        for batch in batched(facts, BATCH):
            known = Entry.objects.in_bulk([identity for identity, _ in batch])
            new: list[tuple[UUID, Fact]] = []
            for identity, fact in batch:
                if identity not in known:
                    new.append((identity, fact))
                elif not is_same(known[identity], programme, fact, by):
                    doubles.append(double(programme, identity, fact, at, by))
            if doubles:
                break
            known |= {e.fact: e for e in append(head, programme, new, at, by)}
            entries += [known[identity] for identity, _ in batch]
        if doubles:
            transaction.set_rollback(True)
    if doubles:
        RefusedDouble.objects.bulk_create(doubles)
        raise Refused(
            "Catatan ini sudah pernah dikirim dengan isi yang lain. Keduanya disimpan; buka catatan yang pertama dan "
            "perbaiki dengan catatan baru."
        )
    return entries


def append(
    head: ChainHead, programme: Programme, facts: Sequence[tuple[UUID, Fact]], at: datetime, by: Person
) -> list[Entry]:
    """Chain new facts behind the locked head and tally them."""
    if not facts:
        return []
    entries, sealed, recorded = [], [], []
    previous = bytes(head.digest)
    for sequence, (identity, fact) in enumerate(facts, head.size + 1):
        open_values, kept = sealed_values(fact.values(), fact.sealed_prices(), fact.sealed_personal(), salts())
        body = body_of(
            programme=programme.code, sequence=sequence, identity=str(identity), kind=fact.kind, at=at,
            by=str(by.public_id), values=open_values,
        )  # fmt: skip
        digest = link(previous, body)
        entry = Entry(
            fact=identity, programme=programme, sequence=sequence, kind=fact.kind, subject=fact.subject(), at=at, by=by,
            body=body, previous=previous, digest=digest,
        )  # fmt: skip
        entries.append(entry)
        sealed += [SealedValue(entry=entry, path=c.path, salt=c.salt, value=c.value, personal=c.personal) for c in kept]
        recorded.append(Recorded(fact, entry))
        previous = digest
    Entry.objects.bulk_create(entries, batch_size=2000)
    SealedValue.objects.bulk_create(sealed, batch_size=2000)
    head.size, head.digest = head.size + len(entries), previous
    head.save()
    tally(recorded)
    return entries


def tally(recorded: Sequence[Recorded[Fact]]) -> None:
    for kind, group in groupby(recorded, key=lambda r: type(r.fact)):
        kind.tally(list(group))


def salts() -> Iterator[bytes]:
    while True:
        yield secrets.token_bytes(SALT_BYTES)


def batched(facts: Iterable[tuple[UUID, Fact]], size: int) -> Iterator[list[tuple[UUID, Fact]]]:
    source = iter(facts)
    while batch := list(islice(source, size)):
        yield batch


def is_same(entry: Entry, programme: Programme, fact: Fact, by: Person) -> bool:
    """Whether the fact says what the entry holds; the server's clock is not part of what a sender says."""
    return (
        entry.programme_id == programme.id
        and entry.kind == fact.kind
        and entry.by_id == by.id
        and canonical(values_of(entry)) == canonical(fact.values())
    )


def values_of(entry: Entry) -> dict[str, Json]:
    """The values of an entry with its sealed ones put back (an erased one stays a commitment)."""
    values: dict[str, Json] = json.loads(entry.body)["values"]
    for sealed in entry.sealed.all():
        *steps, name = sealed.path.split(".")
        holder = values
        for step in steps:
            holder = holder[step]
        holder[name] = json.loads(sealed.value)
    return values


def values_recorded(identity: UUID | None) -> dict[str, Json] | None:
    """The values recorded under an identity, None where there are none yet."""
    entry = Entry.objects.filter(pk=identity).first() if identity else None
    return values_of(entry) if entry else None


def fact_of(entry: Entry) -> Fact:
    return KINDS[entry.kind].from_values(values_of(entry))


def double(programme: Programme, identity: UUID, fact: Fact, at: datetime, by: Person) -> RefusedDouble:
    return RefusedDouble(
        fact=identity, programme=programme, kind=fact.kind, at=at, by=by, values=canonical(fact.values())
    )


def keep_paper(programme: Programme, content: bytes, *, name: str, media_type: str, at: datetime, by: Person) -> str:
    """Store a file under its SHA-256, safely on disk before the fact commits; returns the hash."""
    digest = hashlib.sha256(content).hexdigest()
    place = paper_place(digest)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_suffix(f".{uuid4().hex}")
        with open(part, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(place)
        folder = os.open(place.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    record(programme, PaperKept(digest, name[:200], media_type, len(content)), at=at, by=by)
    return digest


def paper_place(digest: str) -> Path:
    return Path(settings.TEMPA_HOME) / "papers" / digest[:2] / digest


def add_person(*, login: str, name: str, password: str | None, demo: bool = False, may_found: bool = False) -> Person:
    """A new person; roles are granted apart, each as a fact. Without a password they choose one by a link (people.py)."""
    try:
        with transaction.atomic():
            return Person.objects.create_person(
                login=login, name=name, password=password, demo=demo, may_found=may_found
            )
    except IntegrityError:
        raise Refused("Nama masuk %(login)s sudah dipakai. Pilih nama masuk lain.", login=login) from None


def begin_sign_in(*, login: str, source: str, at: datetime) -> tuple[FailedSignIn, int]:
    """A try to sign in, and the seconds to wait before it may be made (0: now); it counts as failed until `end_sign_in`.

    It is written down before it is counted and before the password is looked at, so that tries sent together to several
    processes see one another. From a device on which the name signed in before, only its own failures count: nobody can
    lock a person out of there.
    """
    FailedSignIn.objects.filter(at__lt=at - KEEP_FAILURES).delete()
    this = FailedSignIn.objects.create(login=login, source=source, at=at)
    earlier = FailedSignIn.objects.filter(pk__lt=this.pk, at__gte=at - COUNT_FAILURES)
    kinds = {"own": Q(login=login, source=source, cleared=False)}
    if source.startswith("a:"):
        kinds |= {"login": Q(login=login), "address": Q(source=source)}
    found = {kind: earlier.filter(which).aggregate(n=Count("pk"), last=Max("at")) for kind, which in kinds.items()}
    wait = seconds_to_wait({kind: (f["n"], f["last"]) for kind, f in found.items()}, at)
    if wait:
        this.delete()
    return this, wait


def end_sign_in(attempt: FailedSignIn) -> None:
    """The try has succeeded: it is no failure, and those before it from there count no more."""
    attempt.delete()
    FailedSignIn.objects.filter(login=attempt.login, source=attempt.source).update(cleared=True)
