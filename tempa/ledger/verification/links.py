"""Every entry by itself: its link, its body, the columns beside the body, its sealed values; then the head of the chain."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop as _

from tempa.ledger.facts import KINDS, TABLES, Fact, PaperKept, Recorded, RowStated, subjects_of
from tempa.ledger.models import ChainHead, Entry, EntrySubject, Person, Programme, RefusedDouble, SealedValue
from tempa.ledger.rules import FIRST_PREVIOUS, Commitment, Json, canonical, holder_of, instant, link
from tempa.ledger.verification.fault import Verdict

CHUNK = 2000
MEMBERS = {"at": str, "by": str, "fact": str, "kind": str, "programme": str, "seq": int, "values": dict}
UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)  # what a body or value that somebody made up may bring about


@dataclass
class Links:
    """Reads a chain from its first entry to its last, noting every fault, and gives the facts that can be read.

    The facts come with entries made of the bodies alone, for `programme` and `people` of the scratch database: a column
    that somebody changed beside a body has no part in the recount.
    """

    programme: Programme
    people: Mapping[str, Person]
    verdict: Verdict
    previous: bytes = FIRST_PREVIOUS
    count: int = 0
    kinds: dict[str, list[int]] = field(default_factory=dict)
    papers: dict[str, int] = field(default_factory=dict)
    is_whole: bool = True

    def begin_after(self, sequence: int) -> None:
        """Read the end of the chain alone; what stands before is taken as it is."""
        before = Entry.objects.filter(programme_id=self.programme.pk, sequence=sequence).first()
        if before is not None:
            self.count, self.previous, self.is_whole = sequence, bytes(before.digest), False

    def read(self, until: int | None = None) -> Iterator[list[Recorded[Fact]]]:
        """The facts in their order, some thousand at a time; as far as an entry where one is named."""
        entries = Entry.objects.filter(programme_id=self.programme.pk, sequence__gt=self.count).order_by("sequence")
        if until is not None:
            entries = entries.filter(sequence__lte=until)
        source = entries.iterator(chunk_size=CHUNK)
        while some := list(islice(source, CHUNK)):
            sealed, further = sealed_of(some), further_of(some)
            found = (self.one(entry, sealed.get(entry.pk, []), further.get(entry.pk, [])) for entry in some)
            yield [recorded for recorded in found if recorded is not None]

    def one(self, entry: Entry, sealed: Sequence[SealedValue], further: Sequence[str]) -> Recorded[Fact] | None:
        """Hold one entry against its predecessor and its own body; None where it says nothing that can be read."""
        self.linked(entry)
        said = self.said(entry)
        told = self.kinds.setdefault(said["kind"] if said else entry.kind, [0, 0])
        told[:] = [told[0] + 1, entry.sequence]
        if said is None:
            return None
        self.columns(entry, said)
        try:
            fact = KINDS[said["kind"]].from_values(self.opened(entry, said, sealed))
            author = self.people[said["by"]]
            at, identity = datetime.fromisoformat(said["at"]), UUID(said["fact"])
            self.about(entry, fact, further)
        except UNREADABLE as error:
            self.verdict.say(_("Catatan ke-%(n)s tidak dapat dibaca: %(why)s."), n=entry.sequence, why=repr(error))
            return None
        if isinstance(fact, PaperKept):
            self.papers[fact.sha256] = fact.size
        plain = Entry(
            fact=identity, programme=self.programme, sequence=entry.sequence, kind=fact.kind, at=at, by=author,
            subject=entry.subject,
        )  # fmt: skip
        return Recorded(fact, plain)

    def linked(self, entry: Entry) -> None:
        """Number, previous hash and own hash; what follows is held against the hash that stands here, right or wrong."""
        expected = self.count + 1
        if entry.sequence != expected:
            self.verdict.say(_("Catatan ke-%(n)s hilang; sesudah ke-%(before)s langsung ke-%(next)s."),
                             n=expected, before=self.count, next=entry.sequence)  # fmt: skip
        elif bytes(entry.previous) != self.previous:
            self.verdict.say(_("Catatan ke-%(n)s tidak menyambung: sidik sebelumnya bukan sidik catatan ke-%(before)s."),
                             n=entry.sequence, before=self.count)  # fmt: skip
        if bytes(entry.digest) != link(bytes(entry.previous), entry.body):
            self.verdict.say(_("Catatan ke-%(n)s: isinya tidak cocok dengan sidiknya."), n=entry.sequence)
        self.count, self.previous = entry.sequence, bytes(entry.digest)

    def said(self, entry: Entry) -> dict[str, Any] | None:
        """The body, read; None where it is no body of the format."""
        try:
            said = json.loads(entry.body)
            is_whole = isinstance(said, dict) and {m: type(v) for m, v in said.items()} == MEMBERS and canonical(said) == entry.body
        except UNREADABLE as error:
            self.verdict.say(_("Catatan ke-%(n)s tidak dapat dibaca: %(why)s."), n=entry.sequence, why=repr(error))
            return None
        if not is_whole:
            self.verdict.say(_("Catatan ke-%(n)s: isinya tidak tertulis seperti bentuk catatan."), n=entry.sequence)
            return None
        return dict(said)

    def columns(self, entry: Entry, said: Mapping[str, Any]) -> None:
        """The columns beside the body, which lists and searches use, say what the body says."""
        author = self.people.get(said["by"])
        beside = {
            "fact": str(entry.fact), "programme": self.programme.code, "seq": entry.sequence, "kind": entry.kind,
            "at": instant(entry.at), "by": said["by"] if author and author.pk == entry.by_id else f"id {entry.by_id}",
        }  # fmt: skip
        for name, value in beside.items():
            if value != said[name]:
                self.differs(entry, name, value, said[name])

    def about(self, entry: Entry, fact: Fact, found: Sequence[str]) -> None:
        """What readers look an entry up by: the first thing beside the body, further ones in a table of their own."""
        subject, *further = subjects_of(fact)
        if entry.subject != subject:
            self.differs(entry, "subject", entry.subject, subject)
        if sorted(found) != sorted(further):
            self.differs(entry, "further subjects", ", ".join(sorted(found)), ", ".join(sorted(further)))

    def differs(self, entry: Entry, column: str, holds: object, wanted: object) -> None:
        self.verdict.say(_("Catatan ke-%(n)s: kolom %(column)s berisi %(holds)s, menurut isinya %(wanted)s."),
                         n=entry.sequence, column=column, holds=holds, wanted=wanted)  # fmt: skip

    def opened(self, entry: Entry, said: Mapping[str, Any], kept: Sequence[SealedValue]) -> dict[str, Json]:
        """The values with their sealed ones put back, each held against its commitment."""
        values: dict[str, Json] = said["values"]
        opened: dict[str, bool] = {}
        for sealed in kept:
            holder, name = holder_of(values, sealed.path)
            fits = holder is not None and holder.get(name) == commitment_of(sealed)
            if not fits:
                self.verdict.say(_("Catatan ke-%(n)s: nilai tertutup %(path)s tidak cocok dengan sidiknya."),
                                 n=entry.sequence, path=sealed.path)  # fmt: skip
            if holder is not None and name in holder:
                with suppress(ValueError):
                    holder[name] = json.loads(sealed.value)
                    opened[sealed.path] = sealed.personal
        left = list(commitments(values))
        self.marks(entry, said, opened, left)
        for path in left:
            holder, name = holder_of(values, path)
            if holder is not None:
                holder[name] = self.not_told(said, name)
        return values

    def marks(self, entry: Entry, said: Mapping[str, Any], opened: Mapping[str, bool], left: list[str]) -> None:
        """Only personal values may have been erased, and only they are marked as such."""
        try:
            personal = set(KINDS[said["kind"]].from_values(said["values"]).sealed_personal())
        except UNREADABLE:
            return  # named where the fact is made
        for path in left:
            if path in personal:
                self.verdict.erased += 1
            else:
                self.verdict.say(_("Catatan ke-%(n)s: nilai tertutup %(path)s hilang."), n=entry.sequence, path=path)
        for path, is_personal in opened.items():
            if is_personal != (path in personal):
                self.verdict.say(_("Catatan ke-%(n)s: nilai tertutup %(path)s salah ditandai sebagai data pribadi atau bukan."),
                                 n=entry.sequence, path=path)  # fmt: skip

    def not_told(self, said: Mapping[str, Any], column: str) -> str:
        """What stands in for a value that nobody can open any more: what its row holds today, so that it is no fault."""
        values = said["values"]
        if said["kind"] != RowStated.kind or values.get("table") not in TABLES:
            return ""
        rows = TABLES[values["table"]]._default_manager.filter(programme_id=self.programme.pk, key=values["key"])
        cells = rows.values_list("cells", flat=True).first() or {}
        return str(cells.get(column, ""))

    def ended(self) -> None:
        """The head says how many entries there are, and which hash is the last."""
        head = ChainHead.objects.filter(programme_id=self.programme.pk).first()
        self.verdict.size, self.verdict.head = self.count, self.previous.hex()
        if head is None:
            self.verdict.say(_("Kepala rantai program ini hilang."))
            return
        if head.size != self.count:
            self.verdict.say(_("Kepala rantai menyebut %(size)s catatan, rantai berakhir pada catatan ke-%(count)s."),
                             size=head.size, count=self.count)  # fmt: skip
        if bytes(head.digest) != self.previous:
            self.verdict.say(_("Kepala rantai menyebut sidik lain daripada sidik catatan terakhir, ke-%(n)s."), n=self.count)
        for kind in sorted({*head.kinds, *self.kinds}) if self.is_whole else ():
            if head.kinds.get(kind) != self.kinds.get(kind):
                self.verdict.say(_("Kepala rantai menyebut %(holds)s untuk jenis %(kind)s (banyaknya, yang terakhir), rantai %(wanted)s."),
                                 kind=kind, holds=head.kinds.get(kind), wanted=self.kinds.get(kind))  # fmt: skip

    def doubles(self) -> None:
        """A refused double says something else than the entry of its name, and stands beside one."""
        for double in RefusedDouble.objects.filter(programme_id=self.programme.pk).order_by("pk"):
            self.verdict.doubles += 1
            entry = Entry.objects.filter(pk=double.fact).prefetch_related("sealed").first()
            if entry is None:
                self.verdict.say(_("Kiriman ganda yang ditolak no. %(n)s menyebut catatan %(fact)s, yang tidak ada."),
                                 n=double.pk, fact=double.fact)  # fmt: skip
            elif (why := fault_of_double(double, entry)) is not None:
                self.verdict.say(_("Kiriman ganda yang ditolak no. %(n)s bukan seperti saat disimpan: %(why)s."),
                                 n=double.pk, why=why)  # fmt: skip


def sealed_of(entries: Sequence[Entry]) -> dict[UUID, list[SealedValue]]:
    """The sealed values of entries that stand one behind the other in a chain."""
    found: dict[UUID, list[SealedValue]] = {}
    for sealed in SealedValue.objects.filter(**between(entries)).order_by("pk"):
        found.setdefault(sealed.entry_id, []).append(sealed)
    return found


def further_of(entries: Sequence[Entry]) -> dict[UUID, list[str]]:
    """What such entries are about besides their first subjects."""
    found: dict[UUID, list[str]] = {}
    for name, subject in EntrySubject.objects.filter(**between(entries)).values_list("entry_id", "subject"):
        found.setdefault(name, []).append(subject)
    return found


def between(entries: Sequence[Entry]) -> dict[str, Any]:
    """The filter for what hangs on entries that stand one behind the other in a chain."""
    first, last = entries[0], entries[-1]
    return {"entry__programme_id": first.programme_id, "entry__sequence__range": (first.sequence, last.sequence)}


def fault_of_double(double: RefusedDouble, entry: Entry) -> str | None:
    """Why this cannot be what was refused beside that entry; None where it can."""
    try:
        values, held = json.loads(double.values), json.loads(entry.body)["values"]
        if not isinstance(values, dict) or canonical(values) != double.values or double.kind not in KINDS:
            return "values"
        for sealed in entry.sealed.all():
            holder, name = holder_of(held, sealed.path)
            if holder is not None:
                holder[name] = json.loads(sealed.value)
        is_same = canonical(held) == double.values and (double.kind, double.by_id) == (entry.kind, entry.by_id)
    except UNREADABLE as error:
        return repr(error)
    return "=" if is_same and double.programme_id == entry.programme_id else None


def commitment_of(sealed: SealedValue) -> dict[str, str]:
    return {"sealed": Commitment(sealed.path, bytes(sealed.salt), sealed.value, sealed.personal).digest()}


def commitments(values: Mapping[str, Json], before: str = "") -> Iterator[str]:
    """Dotted paths of the commitments that are left in the values."""
    for name, value in values.items():
        if isinstance(value, dict) and set(value) == {"sealed"}:
            yield before + name
        elif isinstance(value, dict):
            yield from commitments(value, f"{before}{name}.")
