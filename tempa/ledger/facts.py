"""What a fact is: a frozen record with a kind, that knows which of its values stay sealed and how it moves the tallies."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, Self, TypeVar

from django.db.models import Max, QuerySet

from tempa.ledger.models import Entry, Paper, Person, ProgrammeKey, Role, Row
from tempa.ledger.rules import Json

KINDS: dict[str, type[Fact]] = {}
TABLES: dict[str, type[Row]] = {}  # programme table -> the model that holds its rows; rooms add theirs with `keeps`


@dataclass(frozen=True)
class Fact:
    """Base of all facts. Subclasses are frozen dataclasses of JSON values; their class name is their kind."""

    kind: ClassVar[str]
    prices: ClassVar[Sequence[str]] = ()
    personal: ClassVar[Sequence[str]] = ()

    def __init_subclass__(cls) -> None:
        cls.kind = cls.__name__
        KINDS[cls.kind] = cls

    def values(self) -> dict[str, Json]:
        return {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}

    def sealed_prices(self) -> Iterable[str]:
        return self.prices

    def sealed_personal(self) -> Iterable[str]:
        return self.personal

    def subject(self) -> str:
        """What a reader would look this fact up by (an order line, a workshop, a plan)."""
        return ""

    @classmethod
    def from_values(cls, values: Mapping[str, Json]) -> Self:
        return cls(**values)

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        """Bring the tallies up to date for facts just recorded, in their order. Facts without a tally do nothing."""


F_co = TypeVar("F_co", bound=Fact, covariant=True)


@dataclass(frozen=True)
class Recorded(Generic[F_co]):
    """A fact with the entry that holds it."""

    fact: F_co
    entry: Entry


def keeps(*models: type[Row]) -> None:
    """Announce which model holds the rows of a programme table."""
    TABLES.update({model.table: model for model in models})


PRICE_COLUMNS = {"unit_price", "amount", "cash_limit"}
PERSONAL_COLUMNS = {("workshops", "name"), ("workshops", "latitude"), ("workshops", "longitude"), ("suppliers", "name")}


TableFact = TypeVar("TableFact", "RowStated", "RowWithdrawn")


@dataclass(frozen=True)
class RowStated(Fact):
    """A row of a programme table was stated, for the first time or anew."""

    table: str
    key: str
    row: dict[str, str]

    def sealed_prices(self) -> Iterable[str]:
        return [f"row.{c}" for c in self.row if c in PRICE_COLUMNS]

    def sealed_personal(self) -> Iterable[str]:
        return [f"row.{c}" for c in self.row if (self.table, c) in PERSONAL_COLUMNS]

    def subject(self) -> str:
        return f"{self.table}:{self.key}"[:120]

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for table, group in by_table(recorded):
            put_rows(TABLES[table], [(r.fact.key, r.fact.row, r.entry) for r in group])


@dataclass(frozen=True)
class RowWithdrawn(Fact):
    """A row of a programme table no longer holds."""

    table: str
    key: str

    def subject(self) -> str:
        return f"{self.table}:{self.key}"[:120]

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for table, group in by_table(recorded):
            take_rows(TABLES[table], group[0].entry.programme_id, [r.fact.key for r in group])


@dataclass(frozen=True)
class TableArranged(Fact):
    """The rows of a table stand in this order (the programme's hash depends on it)."""

    table: str
    keys: list[str]

    def subject(self) -> str:
        return self.table

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
    manager = model._default_manager
    mine = manager.filter(programme_id=stated[0][2].programme_id)
    last = mine.aggregate(last=Max("position"))["last"] or 0
    known = rows_by_key(mine, [key for key, _, _ in stated]) if last else {}
    fresh: dict[str, Row] = {}
    for key, cells, entry in stated:
        row = known.get(key) or fresh.get(key)
        if row is None:
            last += 1
            row = fresh[key] = model(programme_id=entry.programme_id, position=last, key=key)
        row.cells, row.entry_id = cells, entry.fact
        for name, value in model.typed(cells).items():
            setattr(row, name, value)
    manager.bulk_create(fresh.values(), batch_size=2000)
    fixed = {"id", "programme", "position", "key"}
    manager.bulk_update(
        known.values(), [f.name for f in model._meta.concrete_fields if f.name not in fixed], batch_size=200
    )


def take_rows(model: type[Row], programme_id: int, keys: Sequence[str]) -> None:
    for some in batches(keys):
        model._default_manager.filter(programme_id=programme_id, key__in=some).delete()


def rows_by_key(rows: QuerySet[Row], keys: Sequence[str]) -> dict[str, Row]:
    return {row.key: row for some in batches(keys) for row in rows.filter(key__in=some)}


def batches(keys: Sequence[str], size: int = 500) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]


@dataclass(frozen=True)
class RoleGranted(Fact):
    """A person sits at a desk from now on; `subject_code` is the agency, workshop or supplier they speak for."""

    person: str
    desk: str
    subject_code: str

    def subject(self) -> str:
        return self.person

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

    person: str
    desk: str
    subject_code: str

    def subject(self) -> str:
        return self.person

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

    person: str
    expires: str

    def subject(self) -> str:
        return self.person


@dataclass(frozen=True)
class PasswordChosen(Fact):
    """A password was chosen by such a link, or set at the server's console; `place` is one of PLACES.

    `invited_by` is who sent the link, empty where it came from the console.
    """

    person: str
    place: str
    invited_by: str

    def subject(self) -> str:
        return self.person


@dataclass(frozen=True)
class PaperKept(Fact):
    """A file was kept; the chain holds its SHA-256."""

    sha256: str
    name: str
    media_type: str
    size: int

    def subject(self) -> str:
        return self.sha256

    @classmethod
    def tally(cls, recorded: Sequence[Recorded[Self]]) -> None:
        for r in recorded:
            Paper.objects.get_or_create(
                programme_id=r.entry.programme_id, sha256=r.fact.sha256,
                defaults={"name": r.fact.name, "media_type": r.fact.media_type, "size": r.fact.size, "entry": r.entry},
            )  # fmt: skip


keeps(ProgrammeKey)
