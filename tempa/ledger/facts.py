"""What a fact is: a frozen record that declares its contract (words, subjects, what of it is public) and moves the tallies."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar, Generic, Self, TypeVar, get_args, get_origin, get_type_hints

from django.db.models import Max, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tempa.ledger import writing
from tempa.ledger.models import Entry, LinkHolder, Paper, Person, ProgrammeKey, Role, Row, WorkLink
from tempa.ledger.rules import Json
from tempa.values.programme.columns import SCHEMA

KINDS: dict[str, type[Fact]] = {}
ROW_KINDS: list[str] = []  # kinds after which the tables of the programme folder say something else
TABLES: dict[str, type[Row]] = {}  # programme table -> the model that holds its rows; rooms add theirs with `keeps`

T = TypeVar("T")
Public = Annotated[T, "public"]  # stands in the chain for everybody
Price = Annotated[T, "price"]  # the chain holds a commitment; may be opened, never erased
Personal = Annotated[T, "personal"]  # the chain holds a commitment; may be erased
ByColumn = Annotated[T, "by column"]  # a row of the table `table`, whose model marks every column
MARKS = ("public", "price", "personal")


class Undeclared(TypeError):
    """A fact, or the row of a table, that does not say what it must: the program does not start with it."""


@dataclass(frozen=True)
class Fact:
    """Base of all facts. Subclasses are frozen dataclasses of JSON values; their class name is their kind.

    Every field bears a mark: `Public[str]`, `Price[int]`, `Personal[str]`, `ByColumn[dict[str, str]]`.
    """

    kind: ClassVar[str]
    kind_words: ClassVar[Promise]  # what pages call it
    is_decision: ClassVar[bool]  # whether somebody decided something, or the program noted it
    marks: ClassVar[Mapping[str, str]]
    changes_rows: ClassVar[bool] = False  # whether the tables of the programme folder say something else after it
    worked_out: ClassVar[Sequence[str]] = ()  # fields that the server works out under the lock; a sender does not say them

    def __init_subclass__(cls) -> None:
        cls.kind = cls.__name__
        cls.marks = marks_of(cls)
        missing = [name for name in ("kind_words", "is_decision") if not hasattr(cls, name)]
        if cls.about is Fact.about:
            missing.append("about")
        if missing:
            raise Undeclared(f"{cls.kind} does not say: {', '.join(missing)}")
        KINDS[cls.kind] = cls
        if cls.changes_rows:
            ROW_KINDS.append(cls.kind)

    def values(self) -> dict[str, Json]:
        return {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}

    def said(self) -> dict[str, Json]:
        """The values that a sender states; by them a fact that comes twice is known again."""
        return {name: value for name, value in self.values().items() if name not in self.worked_out}

    def about(self) -> tuple[str, ...]:
        """What readers look this fact up by (an order line, a lot, a workshop, a plan), the first thing first."""
        raise NotImplementedError

    def sealed_prices(self) -> Iterable[str]:
        return self.marked("price")

    def sealed_personal(self) -> Iterable[str]:
        return self.marked("personal")

    def marked(self, mark: str) -> Iterator[str]:
        """Dotted paths of the values with a mark, columns of rows among them."""
        for name, own in self.marks.items():
            if own == mark:
                yield name
            elif own == "by column":
                columns = TABLES[self.table].marks  # type: ignore[attr-defined]  # such a fact has a table
                yield from (f"{name}.{c}" for c in getattr(self, name) if columns[c] == mark)

    @classmethod
    def from_values(cls, values: Mapping[str, Json]) -> Self:
        return cls(**values)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        """Bring the tallies up to date for facts just recorded, in their order. Facts without a tally do nothing."""


LONGEST_SUBJECT = 120


def subjects_of(fact: Fact) -> list[str]:
    """What a fact is about as the ledger's columns hold it: each once, cut to their length."""
    return list(dict.fromkeys(one[:LONGEST_SUBJECT] for one in fact.about()))


def marks_of(cls: type[Fact]) -> dict[str, str]:
    """Field -> its mark. Raises Undeclared for a field without one."""
    found: dict[str, str] = {}
    for name, hint in get_type_hints(cls, include_extras=True).items():
        if get_origin(hint) is ClassVar:
            continue
        mark = get_args(hint)[1] if get_origin(hint) is Annotated else ""
        if mark not in (*MARKS, "by column"):
            raise Undeclared(f"{cls.__name__}.{name} is neither public, price nor personal")
        found[name] = mark
    return found


F_co = TypeVar("F_co", bound=Fact, covariant=True)


@dataclass(frozen=True)
class Recorded(Generic[F_co]):
    """A fact with the entry that holds it, and what its deed had read already, under the lock, of what the fact moves."""

    fact: F_co
    entry: Entry
    read: Any = None


FOLLOWERS: dict[str, list[Callable[[Sequence[Recorded[Any]]], None]]] = {}


def follows(kind: type[Fact], move: Callable[[Sequence[Recorded[Any]]], None]) -> None:
    """Announce that a fact of an earlier room also moves a tally of this one; it is moved after that room's own."""
    FOLLOWERS.setdefault(kind.kind, []).append(move)


def keeps(*models: type[Row]) -> None:
    """Announce which model holds the rows of a programme table. Raises Undeclared where it does not mark every column."""
    for model in models:
        if unmarked := set(SCHEMA[model.table].header) ^ set(model.marks):
            raise Undeclared(f"{model.__name__} does not mark just the columns of {model.table}: {', '.join(sorted(unmarked))}")
        TABLES[model.table] = model


TableFact = TypeVar("TableFact", "RowStated", "RowWithdrawn")


@dataclass(frozen=True)
class RowStated(Fact):
    """A row of a programme table was stated, for the first time or anew."""

    kind_words = _("baris dinyatakan")
    is_decision = False
    changes_rows = True

    table: Public[str]
    key: Public[str]
    row: ByColumn[dict[str, str]]

    def about(self) -> tuple[str, ...]:
        return (f"{self.table}:{self.key}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for table, group in by_table(recorded):
            put_rows(TABLES[table], [(r.fact.key, r.fact.row, r.entry) for r in group])


@dataclass(frozen=True)
class RowWithdrawn(Fact):
    """A row of a programme table no longer holds."""

    kind_words = _("baris ditarik")
    is_decision = False
    changes_rows = True

    table: Public[str]
    key: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"{self.table}:{self.key}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for table, group in by_table(recorded):
            take_rows(TABLES[table], group[0].entry.programme_id, [r.fact.key for r in group])


@dataclass(frozen=True)
class TableArranged(Fact):
    """The rows of a table stand in this order (the programme's hash depends on it)."""

    kind_words = _("urutan tabel")
    is_decision = False
    changes_rows = True

    table: Public[str]
    keys: Public[list[str]]

    def about(self) -> tuple[str, ...]:
        return (self.table,)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            model = TABLES[r.fact.table]
            place = {key: n for n, key in enumerate(r.fact.keys, 1)}
            rows = list(model._default_manager.filter(programme_id=r.entry.programme_id))
            for row in rows:
                row.position = place[row.key]
            model._default_manager.bulk_update(rows, ["position"], batch_size=400)


def by_table(recorded: Sequence[Recorded[TableFact]]) -> list[tuple[str, list[Recorded[TableFact]]]]:
    groups: dict[str, list[Recorded[TableFact]]] = {}
    for r in recorded:
        groups.setdefault(r.fact.table, []).append(r)
    return list(groups.items())


def put_rows(model: type[Row], stated: Sequence[tuple[str, dict[str, str], Entry]]) -> None:
    """Add or replace rows; a replaced row keeps its place, a new one goes to the end."""
    programme = stated[0][2].programme_id
    latest = {key: (cells, entry) for key, cells, entry in stated}  # of a row that is stated twice the last word holds
    known = rows_by_key(model, programme, list(latest)) if len(latest) < 100 or rows_of(model, programme).exists() else {}
    fresh = [key for key in latest if key not in known]
    last = (rows_of(model, programme).aggregate(last=Max("position"))["last"] or 0) if fresh else 0
    typed = {key: model.typed(cells) for key, (cells, _) in latest.items()}
    names = ("cells", "entry_id", *typed[stated[0][0]])

    def values(key: str) -> tuple[Any, ...]:
        cells, entry = latest[key]
        return (cells, entry.fact, *typed[key].values())

    new = [(programme, place, key, *values(key)) for place, key in enumerate(fresh, last + 1)]
    writing.insert(model, ("programme_id", "position", "key", *names), new)
    writing.update(model, names, [(*values(key), pk) for key, (pk, _) in known.items()])
    model.counted(programme, gone=[cells for _, cells in known.values()], come=[cells for cells, _ in latest.values()])


def take_rows(model: type[Row], programme: int, keys: Sequence[str]) -> None:
    gone = rows_by_key(model, programme, keys)
    for some in batches(keys):
        rows_of(model, programme).filter(key__in=some).delete()
    model.counted(programme, gone=[cells for _, cells in gone.values()], come=[])


def rows_of(model: type[Row], programme: int) -> QuerySet[Row]:
    return model._default_manager.filter(programme_id=programme)


def rows_by_key(model: type[Row], programme: int, keys: Sequence[str]) -> dict[str, tuple[int, dict[str, str]]]:
    """Key -> primary key and cells of the rows that are there."""
    return {
        key: (pk, json.loads(cells))
        for some in batches(keys)
        for key, pk, cells in writing.read(
            model, ("key", "id", "cells"), f"programme_id = %s AND key IN ({writing.marks(some)})", [programme, *some]
        )
    }


def batches(keys: Sequence[str], size: int = 500) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]


@dataclass(frozen=True)
class RoleGranted(Fact):
    """A person sits at a desk from now on; `subject_code` is the agency, workshop or supplier they speak for."""

    kind_words = _("peran diberikan")
    is_decision = True

    person: Public[str]
    desk: Public[str]
    subject_code: Public[str]

    def about(self) -> tuple[str, ...]:
        return (self.person,)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            person = Person.objects.get(public_id=r.fact.person)
            Role.objects.get_or_create(
                programme_id=r.entry.programme_id, person=person, desk=r.fact.desk, subject=r.fact.subject_code,
                defaults={"entry": r.entry},
            )  # fmt: skip


@dataclass(frozen=True)
class RoleRevoked(Fact):
    """A person no longer sits at that desk."""

    kind_words = _("peran dicabut")
    is_decision = True

    person: Public[str]
    desk: Public[str]
    subject_code: Public[str]

    def about(self) -> tuple[str, ...]:
        return (self.person,)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            Role.objects.filter(
                programme_id=r.entry.programme_id,
                person__public_id=r.fact.person,
                desk=r.fact.desk,
                subject=r.fact.subject_code,
            ).delete()


@dataclass(frozen=True)
class InvitationIssued(Fact):
    """Somebody was sent a link by which they choose a password, once; the link itself stands nowhere."""

    kind_words = _("tautan kata sandi dibuat")
    is_decision = True

    person: Public[str]
    expires: Public[str]

    def about(self) -> tuple[str, ...]:
        return (self.person,)


@dataclass(frozen=True)
class PasswordChosen(Fact):
    """A password was chosen by such a link, or set at the server's console; `place` is one of PLACES.

    `invited_by` is who sent the link, empty where it came from the console.
    """

    kind_words = _("kata sandi dipilih")
    is_decision = True

    person: Public[str]
    place: Public[str]
    invited_by: Public[str]

    def about(self) -> tuple[str, ...]:
        return (self.person,)


ORGANISATIONS = {"workshop": "workshops", "teacher": "workshops", "supplier": "suppliers", "agency": "agencies"}
"""Desk -> the table that holds those who are spoken for there."""


@dataclass(frozen=True)
class LinkIssued(Fact):
    """An organisation was given a link by which it does one thing without an account; the link itself stands nowhere.

    `digest` is a keyed hash of its code, of which nobody gets the code back; `matter` is what the link is about.
    """

    kind_words = _("tautan kerja dibuat")
    is_decision = True
    worked_out = ("digest",)

    link: Public[str]
    desk: Public[str]
    organisation: Public[str]
    purpose: Public[str]
    matter: Public[str]
    expires: Public[str]
    phone: Personal[str]
    digest: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"link:{self.link}", f"{ORGANISATIONS[self.desk]}:{self.organisation}")

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        WorkLink.objects.bulk_create([
            WorkLink(
                link=r.fact.link, programme_id=r.entry.programme_id, desk=r.fact.desk, organisation=r.fact.organisation,
                purpose=r.fact.purpose, matter=r.fact.matter, phone=r.fact.phone, digest=r.fact.digest, issued_at=r.entry.at,
                issued_by=r.entry.by, expires_at=datetime.fromisoformat(r.fact.expires),
            )
            for r in recorded
        ])  # fmt: skip


@dataclass(frozen=True)
class LinkRevoked(Fact):
    """A link works no longer, and why: somebody ended it, or another took its place (`replaced`)."""

    kind_words = _("tautan kerja dicabut")
    is_decision = True

    link: Public[str]
    why: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"link:{self.link}",)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            WorkLink.objects.filter(link=r.fact.link).update(revoked_at=r.entry.at, revoked_by=r.entry.by, why=r.fact.why)


@dataclass(frozen=True)
class LinkTaken(Fact):
    """Somebody said at a link who they are; `place` is one of PLACES. What they do there they do as `person`."""

    kind_words = _("pemakai tautan menyebut nama")
    is_decision = True

    link: Public[str]
    person: Public[str]
    name: Personal[str]
    phone: Personal[str]
    place: Public[str]

    def about(self) -> tuple[str, ...]:
        return (f"link:{self.link}", self.person)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            person = Person.objects.get(public_id=r.fact.person)
            LinkHolder.objects.update_or_create(
                link=r.fact.link, person=person,
                defaults={"programme_id": r.entry.programme_id, "name": r.fact.name, "phone": r.fact.phone, "place": r.fact.place,
                          "at": r.entry.at, "entry": r.entry},
            )  # fmt: skip


@dataclass(frozen=True)
class PaperKept(Fact):
    """A file was kept; the chain holds its SHA-256."""

    kind_words = _("berkas disimpan")
    is_decision = True

    sha256: Public[str]
    name: Public[str]
    media_type: Public[str]
    size: Public[int]

    def about(self) -> tuple[str, ...]:
        return (self.sha256,)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            Paper.objects.get_or_create(
                programme_id=r.entry.programme_id, sha256=r.fact.sha256,
                defaults={"name": r.fact.name, "media_type": r.fact.media_type, "size": r.fact.size, "entry": r.entry},
            )  # fmt: skip


keeps(ProgrammeKey)
