"""The only door to the ledger: a `deed` asks its rules and records its facts under one lock; chain and tallies move together."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import groupby, islice
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Max, Q
from django.db.models.base import ModelState
from django.db.models.functions import Now

from tempa.ledger import writing
from tempa.ledger.facts import FOLLOWERS, KINDS, Fact, PaperKept, Recorded, RoleGranted, RoleRevoked, subjects_of
from tempa.ledger.models import (
    ChainHead,
    Entry,
    EntrySubject,
    FailedSignIn,
    Person,
    Programme,
    RefusedDouble,
    Role,
    SealedValue,
)
from tempa.ledger.queries import held_links
from tempa.ledger.rules import (
    FIRST_PREVIOUS,
    SALT_BYTES,
    Json,
    May,
    No,
    Refused,
    Stale,
    Twice,
    Who,
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
ENTRY = ("fact", "programme_id", "sequence", "kind", "subject", "at", "by_id", "body", "previous", "digest")
MOST_CHANGES_TOLD = 20
COUNT_FAILURES, KEEP_FAILURES = timedelta(hours=1), timedelta(days=30)
CLOCKS_DIFFER = timedelta(minutes=1)  # a failure later than that is of a clock that was set back since: it makes nobody wait


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


class Double(Exception):
    """Another body came under the identity of a fact that is there: what was sent is kept beside the chain."""

    def __init__(self, doubles: Sequence[RefusedDouble]) -> None:
        self.doubles = doubles


@dataclass
class Deed:
    """One deed under the lock of a programme's chain: who does it, what was decided on, and what is recorded of it.

    An action asks in this order: is this identity known (`known`: then answer as the first time), who may (`must`), is
    what it was decided on still so (`still`), may it happen (its own rules); then it records.
    """

    programme: Programme
    head: ChainHead
    at: datetime
    by: Person
    identity: UUID
    seen: int | None  # the last sequence that the person had seen; None: decides on what is there now
    earlier: Entry | None  # the entry that the identity names already

    @cached_property
    def who(self) -> Who:
        """The person with the desks at which they sit now, or with the links that they hold."""
        if self.by.is_at_a_link:
            return Who(self.by.pk, links=held_links(self.programme, self.by, self.at))
        held = writing.read(Role, ("desk", "subject"), "programme_id = %s AND person_id = %s", [self.programme.pk, self.by.pk])
        return Who(self.by.pk, frozenset(held))

    def known(self, kind: type[Fact], **said: Json) -> Entry | None:
        """The entry of this identity, where the same person said the same before; None where the identity is new.

        `said` are the members that the sender states. Refuses, and keeps, another deed under a known identity.
        """
        if self.earlier is None:
            return None
        held = values_of(self.earlier)
        is_same = self.earlier.kind == kind.kind and all(canonical(held.get(k)) == canonical(v) for k, v in said.items())
        if is_same and self.earlier.by_id == self.by.pk and self.earlier.programme_id == self.programme.pk:
            return self.earlier
        self.refuse_double(kind, said)

    def refuse_double(self, kind: type[Fact], said: Mapping[str, Json]) -> NoReturn:
        """Refuse, and keep, another deed under a known identity; for actions whose fact alone does not tell them apart."""
        raise Double([self.double(self.identity, kind.kind, said)])

    def must(self, may: May) -> None:
        """Refuse where a rule said no."""
        if isinstance(may, No):
            raise Refused(may.template, **may.values)

    def still(self, *subjects: str, kinds: Sequence[str] = ()) -> None:
        """Refuse where anything about `subjects`, or of `kinds`, was recorded since the person looked."""
        if self.seen is None or self.seen >= self.head.size:
            return
        about = Q(kind__in=kinds) | Q(subject__in=subjects)
        about |= Q(pk__in=EntrySubject.objects.filter(programme=self.programme, subject__in=subjects).values("entry"))
        since = Entry.objects.filter(about, programme=self.programme, sequence__gt=self.seen).select_related("by").order_by("sequence")
        if changes := list(since[:MOST_CHANGES_TOLD]):
            raise Stale(
                "Sejak halaman ini dibuka, hal ini berubah: %(what)s, oleh %(who)s. Lihat keadaan yang sekarang, lalu putuskan lagi.",
                changes, what=KINDS[changes[-1].kind].kind_words, who=changes[-1].by.name,
            )  # fmt: skip

    def record(self, fact: Fact, *, read: Any = None) -> Entry:
        """Add one fact; the first of a deed bears its identity, what follows from it a name of its own.

        `read` is what the deed has read already of what the fact moves, so that its tally need not read it again.
        """
        return self.record_many([(self.identity, fact)], read=read)[0]

    def follow(self, facts: Iterable[Fact]) -> int:
        """Add what follows from the deed's own fact; returns how many facts that were."""
        count = 0
        for some in batched(((uuid4(), fact) for fact in facts), BATCH):  # memory stays flat however many there are
            append(self.head, self.programme, some, self.at, self.by)
            count += len(some)
        return count

    def record_many(self, facts: Sequence[tuple[UUID, Fact]], *, read: Any = None) -> list[Entry]:
        """Add facts under their own identities; one that is there already with the same body is answered, not added."""
        known = Entry.objects.in_bulk([identity for identity, _ in facts]) if self.earlier or len(facts) > 1 else {}
        new: list[tuple[UUID, Fact]] = []
        doubles = []
        for identity, fact in facts:
            if identity not in known:
                new.append((identity, fact))
            elif not is_same(known[identity], self.programme, fact, self.by):
                doubles.append(self.double(identity, fact.kind, fact.values()))
        if doubles:
            raise Double(doubles)
        known |= {entry.fact: entry for entry in append(self.head, self.programme, new, self.at, self.by, read)}
        return [known[identity] for identity, _ in facts]

    def double(self, identity: UUID, kind: str, values: Mapping[str, Json]) -> RefusedDouble:
        return RefusedDouble(
            fact=identity, programme=self.programme, kind=kind, at=self.at, by=self.by, values=canonical(dict(values))
        )


@contextmanager
def deed(
    programme: Programme, *, at: datetime, by: Person, identity: UUID | None = None, seen: int | None = None
) -> Iterator[Deed]:
    """All of a deed in one transaction under the lock of the chain, so that nothing changes between the rules and the fact.

    Raises Refused, and undoes everything, where a rule says no; a refused double is kept all the same, so begin a deed
    outside of any transaction that the refusal would roll back.
    """
    try:
        with transaction.atomic():
            head = locked_head(programme)
            earlier = Entry.objects.get(pk=identity) if identity and writing.is_there(Entry, identity) else None
            yield Deed(programme, head, at, by, identity or uuid4(), seen, earlier)
    except Double as double:
        kept = RefusedDouble.objects.bulk_create(double.doubles)
        raise Twice(
            "Catatan ini sudah pernah dikirim dengan isi yang lain. Keduanya disimpan; taman sains dan auditor dapat "
            "membandingkannya di Catatan, bagian Kiriman ganda. Perbaiki dengan catatan baru.",
            [one.pk for one in kept],
        ) from None


def locked_head(programme: Programme) -> ChainHead:
    """The end of a chain, held until the transaction ends. SQLite holds it since the transaction began."""
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    rows = writing.read(ChainHead, ("size", "digest", "kinds"), f"programme_id = %s{lock}", [programme.pk])
    for size, digest, kinds in rows:
        return ChainHead(programme=programme, size=size, digest=bytes(digest), kinds=json.loads(kinds))
    raise ChainHead.DoesNotExist(programme.code)


def record(programme: Programme, fact: Fact, *, at: datetime, by: Person, identity: UUID | None = None) -> Entry:
    """Add one fact and return its entry; for what no rule guards.

    Sending the same fact again under the same `identity` returns the entry that is there and changes nothing. Another
    body under a known identity is refused and kept as a RefusedDouble.
    """
    with deed(programme, at=at, by=by, identity=identity) as d:
        return d.record(fact)


def record_many(programme: Programme, facts: Iterable[tuple[UUID, Fact]], *, at: datetime, by: Person) -> list[Entry]:
    """Add facts in their order, all or none; batches keep memory flat however many there are."""
    with deed(programme, at=at, by=by) as d:
        return [entry for some in batched(facts, BATCH) for entry in d.record_many(some)]


def append(
    head: ChainHead, programme: Programme, facts: Sequence[tuple[UUID, Fact]], at: datetime, by: Person, read: Any = None
) -> list[Entry]:
    """Chain new facts behind the locked head and tally them."""
    if not facts:
        return []
    rows: list[tuple[Any, ...]] = []
    sealed: list[tuple[Any, ...]] = []
    further: list[tuple[Any, ...]] = []
    previous, author = bytes(head.digest), str(by.public_id)
    for sequence, (identity, fact) in enumerate(facts, head.size + 1):
        open_values, kept = sealed_values(fact.values(), fact.sealed_prices(), fact.sealed_personal(), salts())
        body = body_of(
            programme=programme.code, sequence=sequence, identity=str(identity), kind=fact.kind, at=at,
            by=author, values=open_values,
        )  # fmt: skip
        digest = link(previous, body)
        subject, *others = subjects_of(fact)
        rows.append((identity, programme.pk, sequence, fact.kind, subject, at, by.pk, body, previous, digest))
        further += [(identity, programme.pk, sequence, s) for s in others]
        sealed += [(identity, c.path, c.salt, c.value, c.personal) for c in kept]
        previous = digest
        head.kinds[fact.kind] = [head.kinds.get(fact.kind, [0])[0] + 1, sequence]
    if programme.clock is None:
        writing.insert(Entry, ENTRY, rows)
    else:  # an example with its own time: the server's moment is kept beside it
        Entry.objects.bulk_create([Entry(**dict(zip(ENTRY, row, strict=True)), recorded_at=Now()) for row in rows], batch_size=1000)
    writing.insert(EntrySubject, ("entry_id", "programme_id", "sequence", "subject"), further)
    writing.insert(SealedValue, ("entry_id", "path", "salt", "value", "personal"), sealed)
    head.size, head.digest = head.size + len(rows), previous
    writing.update(ChainHead, ("size", "digest", "kinds"), [(head.size, head.digest, head.kinds, head.pk)])
    alias = writing.connection_of(Entry).alias
    entries = [entry_of(row, programme, by, alias) for row in rows]
    tally([Recorded(fact, entry, read) for (_, fact), entry in zip(facts, entries, strict=True)])
    return entries


def entry_of(row: tuple[Any, ...], programme: Programme, by: Person, alias: str) -> Entry:
    """The entry of a row that was just written, as if it had been read: what `from_db` would give, in a quarter of its time."""
    entry = Entry.__new__(Entry)
    entry.__dict__.update(zip(ENTRY, row, strict=True))
    entry._state = state = ModelState()
    state.adding, state.db, state.fields_cache = False, alias, {"programme": programme, "by": by}
    return entry


def tally(recorded: Sequence[Recorded[Fact]]) -> None:
    for kind, group in groupby(recorded, key=lambda r: type(r.fact)):
        some = list(group)
        kind.tally(some)
        for move in FOLLOWERS.get(kind.kind, ()):
            move(some)


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
        and canonical(said_in(entry, fact)) == canonical(fact.said())
    )


def said_in(entry: Entry, fact: Fact) -> dict[str, Json]:
    """The values of an entry without what the server had worked out."""
    return {name: value for name, value in values_of(entry).items() if name not in fact.worked_out}


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


def fact_of(entry: Entry) -> Fact:
    return KINDS[entry.kind].from_values(values_of(entry))


def keep_paper(programme: Programme, content: bytes, *, name: str, media_type: str, at: datetime, by: Person) -> str:
    """Store a file and record it; returns its SHA-256."""
    with deed(programme, at=at, by=by) as d:
        return keep_paper_in(d, content, name=name, media_type=media_type)


def keep_paper_in(d: Deed, content: bytes, *, name: str, media_type: str) -> str:
    """Store a file under its SHA-256, safely on disk before its fact is recorded as part of a deed; returns the hash."""
    digest = store(content)
    d.follow([PaperKept(digest, name[:200], media_type, len(content))])
    return digest


def store(content: bytes) -> str:
    """Put bytes safely on disk under their SHA-256, which is returned; what is there already stays."""
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
    earlier = FailedSignIn.objects.filter(pk__lt=this.pk, at__gte=at - COUNT_FAILURES, at__lte=at + CLOCKS_DIFFER)
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
