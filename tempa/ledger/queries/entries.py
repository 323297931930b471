"""The chain: its end, its entries and what they are about, papers, refused doubles, and whether it holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from tempa.ledger.facts import KINDS, LONGEST_SUBJECT, ROW_KINDS
from tempa.ledger.models import (
    ChainHead,
    Entry,
    EntrySubject,
    Paper,
    Programme,
    RefusedDouble,
)
from tempa.ledger.rules import FIRST_PREVIOUS, first_fault
from tempa.ledger.writing import among, rows_of


@cache
def kinds_of(*rooms: str) -> frozenset[str]:
    """The kinds of facts that rooms declare; "rows" stands for the ledger's own that state rows of the programme's tables."""
    found = {room: frozenset(k for k, fact in KINDS.items() if fact.__module__.split(".")[1] == room) for room in rooms}
    found |= {"rows": frozenset(ROW_KINDS) & kinds_of("ledger")} if "rows" in rooms else {}
    if unknown := [room for room, kinds in found.items() if not kinds]:
        raise ValueError(f"no facts are declared by {', '.join(unknown)}")
    return frozenset().union(*found.values())


def chain_head(programme: Programme) -> tuple[int, bytes]:
    """How many entries the chain has, and its last hash."""
    size, digest = ChainHead.objects.values_list("size", "digest").get(programme=programme)
    return size, bytes(digest)


def last_sequence(programme: Programme) -> int:
    """The number of the last entry that is there, whatever the head says."""
    return int(Entry.objects.filter(programme=programme).aggregate(last=Max("sequence"))["last"] or 0)


def deed_end(programme: Programme, sequence: int) -> int:
    """The number of the last entry of the deed that this entry is of: entries of one deed follow each other and share moment and person."""
    one = Entry.objects.get(programme=programme, sequence=sequence)
    later = Entry.objects.filter(programme=programme, sequence__gt=sequence).order_by("sequence")
    other = later.exclude(at=one.at, by=one.by_id).values_list("sequence", flat=True).first()
    return (other or last_sequence(programme) + 1) - 1


def digest_at(programme: Programme, sequence: int) -> bytes:
    """The hash of the entry of this number; empty where none is there."""
    return bytes(Entry.objects.filter(programme=programme, sequence=sequence).values_list("digest", flat=True).first() or b"")


def subjects_between(programme: Programme, after: int, last: int) -> list[tuple[str, str]]:
    """(kind, subject) of everything that the entries after one up to another are about."""
    found = Entry.objects.filter(programme=programme, sequence__gt=after, sequence__lte=last).order_by("sequence")
    kinds = {fact: (kind, subject) for fact, kind, subject in found.values_list("fact", "kind", "subject")}
    further = EntrySubject.objects.filter(entry__in=list(kinds)).order_by("pk").values_list("entry_id", "subject")
    return [*kinds.values(), *((kinds[fact][0], subject) for fact, subject in further)]


def last_moments(programme: Programme) -> tuple[datetime | None, datetime | None]:
    """When the last entry says that it happened, and the server's own moment of it (of an example that has its own time)."""
    found = Entry.objects.filter(programme=programme).order_by("-sequence").values_list("at", "recorded_at").first()
    return found or (None, None)


def last_change(programme: Programme) -> datetime | None:
    return Entry.objects.filter(programme=programme).order_by("-sequence").values_list("at", flat=True).first()


def entries_of(programme: Programme, *, subject: str = "", kind: str = "") -> QuerySet[Entry]:
    """The entries of a programme, newest first."""
    found = Entry.objects.filter(programme=programme).select_related("by").order_by("-sequence")
    if subject:
        further = EntrySubject.objects.filter(programme=programme, subject=subject).values("entry")
        found = found.filter(Q(subject=subject) | Q(pk__in=further))
    return found.filter(kind=kind) if kind else found


def entries_about(programme: Programme, subjects: Iterable[str]) -> QuerySet[Any]:
    """The entries about any of these, in the order of the chain, as `listed` shows them."""
    asked = [subject[:LONGEST_SUBJECT] for subject in subjects]
    further = EntrySubject.objects.filter(programme=programme, subject__in=asked).values("entry")
    found = Entry.objects.filter(Q(subject__in=asked) | Q(pk__in=further), programme=programme)
    return listed(found.order_by("sequence"))


def is_recorded(programme: Programme, identity: UUID | None) -> bool:
    """Whether a fact of this identity stands in the programme's chain."""
    return identity is not None and Entry.objects.filter(programme=programme, pk=identity).exists()


class Listed(NamedTuple):
    """An entry as a list shows it."""

    fact: UUID
    sequence: int
    at: datetime
    kind: str
    subject: str
    digest: bytes
    by__name: str


def listed(entries: QuerySet[Entry]) -> QuerySet[Entry, Listed]:
    """Entries with what a list shows of them alone."""
    return entries.values_list(*Listed._fields, named=True)


def papers_of(programme: Programme) -> QuerySet[Paper]:
    return Paper.objects.filter(programme=programme).order_by("-pk")


def doubles_of(programme: Programme) -> QuerySet[RefusedDouble]:
    return RefusedDouble.objects.filter(programme=programme).select_related("by").order_by("-pk")


def chain_fault(programme: Programme, after: tuple[int, bytes] = (0, FIRST_PREVIOUS)) -> tuple[int, str] | None:
    """Where the chain breaks, read from the database as it is; None when it holds up to its head.

    `after`: number and hash of an entry up to which it was read already; only what stands behind it is read.
    """
    entries = Entry.objects.filter(programme=programme, sequence__gt=after[0]).order_by("sequence")
    links = (
        (s, b, bytes(p), bytes(d))
        for s, b, p, d in entries.values_list("sequence", "body", "previous", "digest").iterator()
    )
    fault = first_fault(links, after)
    head = ChainHead.objects.get(programme=programme)
    if fault is None and head.size != last_sequence(programme):
        return head.size, "entries are missing at the end"
    return fault


def link_fault(entry: Entry) -> str:
    """Why an entry is no link between the one before it and its own hash (words of `first_fault`); empty where it is one."""
    before = Entry.objects.filter(programme=entry.programme_id, sequence=entry.sequence - 1).values_list("digest", flat=True).first()
    if before is None and entry.sequence > 1:
        return "previous hash differs"
    previous = bytes(before) if before is not None else FIRST_PREVIOUS
    fault = first_fault([(entry.sequence, entry.body, bytes(entry.previous), bytes(entry.digest))], (entry.sequence - 1, previous))
    return fault[1] if fault else ""


def entries_with_digest(programme: Programme, beginning: str) -> list[Entry]:
    """The entries whose hash begins with these hex digits (at most 64); one, as good as always."""
    low, high = (bytes.fromhex(beginning.ljust(64, end)) for end in "0f")
    found = Entry.objects.filter(programme=programme, digest__gte=low, digest__lte=high)
    return list(found.select_related("by").order_by("sequence"))


def entries_with_code(beginning: str) -> list[Entry]:
    """The same over all programmes, for who has a print and knows no more."""
    low, high = (bytes.fromhex(beginning.ljust(64, end)) for end in "0f")
    return list(Entry.objects.filter(digest__gte=low, digest__lte=high).select_related("programme"))


def paper_named(programme: Programme, sha256: str) -> Paper | None:
    return Paper.objects.filter(programme=programme, sha256=sha256).select_related("entry", "entry__by").first()


def kept_papers(programme: Programme, names: Iterable[str]) -> set[str]:
    """Which of these are the SHA-256 of a paper that the programme keeps."""
    some = list(names)
    where = f"programme_id = %s AND sha256 {among(some)}"
    return {sha256 for (sha256,) in rows_of(Paper, ("sha256",), where, [programme.pk, *some])} if some else set()


def doubles_beside(programme: Programme, fact: UUID) -> QuerySet[RefusedDouble]:
    """What was refused under the name of an entry, oldest first."""
    return RefusedDouble.objects.filter(programme=programme, fact=fact).select_related("by").order_by("pk")


def double_with_entry(programme: Programme, number: int) -> tuple[RefusedDouble, Entry | None] | None:
    """A refused double and the entry that bears the name, which may be of another programme."""
    double = RefusedDouble.objects.filter(programme=programme, pk=number).select_related("by").first()
    if double is None:
        return None
    return double, Entry.objects.filter(pk=double.fact).select_related("by", "programme").first()
