"""A deed: what is asked and what is recorded under one lock, known identities first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import islice
from typing import Any, NoReturn, NotRequired, TypedDict
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q

from tempa.ledger import writing
from tempa.ledger.actions.chaining import append, is_same, values_of
from tempa.ledger.actions.head import Head, locked_head
from tempa.ledger.facts import KINDS, Fact
from tempa.ledger.models import (
    Entry,
    EntrySubject,
    Person,
    Programme,
    RefusedDouble,
    Role,
)
from tempa.ledger.queries import day_of, held_links
from tempa.ledger.rules import (
    Json,
    May,
    No,
    Refused,
    Stale,
    Twice,
    Who,
    canonical,
)

BATCH = 4000
MOST_CHANGES_TOLD = 20
DUTIES_APART = "two duties in one hand"
"""What the triggers say that keep inspecting, receiving, approving and paying for one contract apart (0028)."""


class Double(Exception):
    """Another body came under the identity of a fact that is there: what was sent is kept beside the chain."""

    def __init__(self, doubles: Sequence[RefusedDouble]) -> None:
        self.doubles = doubles


class Doing(TypedDict):
    """What every deed takes beside its own: who does it, when, under which name, having seen what."""

    at: datetime
    by: Person
    identity: NotRequired[UUID | None]
    seen: NotRequired[int | None]


@dataclass
class Deed:
    """One deed under the lock of a programme's chain: who does it, what was decided on, and what is recorded of it.

    An action asks in this order: is this identity known (`known`: then answer as the first time), who may (`must`), is
    what it was decided on still so (`still`), may it happen (its own rules); then it records.
    """

    programme: Programme
    head: Head
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
        held = writing.read(Role, ("desk", "subject", "since", "until"), "programme_id = %s AND person_id = %s", [self.programme.pk, self.by.pk])
        return Who(self.by.pk, frozenset(
            (desk, subject) for desk, subject, since, until in held if until is None or str(since) <= str(self.today) <= str(until)
        ))  # fmt: skip

    @cached_property
    def today(self) -> date:
        """The day of the deed where the programme lies."""
        return day_of(self.programme, self.at)

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
        known = writing.by_key(Entry, [identity for identity, _ in facts]) if self.earlier or len(facts) > 1 else {}
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
            earlier = writing.by_key(Entry, [identity]).get(identity) if identity else None
            yield Deed(programme, head, at, by, identity or uuid4(), seen, earlier)
    except IntegrityError as error:
        if DUTIES_APART not in str(error):
            raise
        raise Refused(
            "Basis data menolak: satu orang tidak boleh mengerjakan dua dari empat tugas satu kontrak (memeriksa, menerima, menyetujui "
            "pembayaran, membayar). Minta rekan yang belum mengerjakan salah satunya."
        ) from None
    except Double as double:
        kept = RefusedDouble.objects.bulk_create(double.doubles)
        raise Twice(
            "Catatan ini sudah pernah dikirim dengan isi yang lain. Keduanya disimpan; taman sains dan auditor dapat "
            "membandingkannya di Catatan, bagian Kiriman ganda. Perbaiki dengan catatan baru.",
            [one.pk for one in kept],
        ) from None


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


def batched(facts: Iterable[tuple[UUID, Fact]], size: int) -> Iterator[list[tuple[UUID, Fact]]]:
    source = iter(facts)
    while batch := list(islice(source, size)):
        yield batch
