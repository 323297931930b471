"""The tables that pages read, built anew from the facts and compared with what they hold, row by row and column by column."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import AutoField, Field, ForeignKey, Model, QuerySet, UniqueConstraint
from django.utils.translation import gettext_noop as _

from tempa.ledger.actions import tally
from tempa.ledger.facts import Fact, Recorded
from tempa.ledger.models import (
    ChainHead,
    Entry,
    EntrySubject,
    Envelope,
    FailedSignIn,
    Invitation,
    LinkTrace,
    Person,
    Programme,
    RefusedDouble,
    SealedValue,
)
from tempa.ledger.verification.fault import Verdict
from tempa.ledger.verification.scratch import SCRATCH, there

NO_TALLIES: tuple[type[Model], ...] = (
    Programme, Person, FailedSignIn, Invitation, LinkTrace, ChainHead, Entry, EntrySubject, SealedValue, RefusedDouble,
    Envelope,
)  # fmt: skip
CHUNK = 1000
AS_TEXT = json.JSONEncoder(sort_keys=True, default=str)
Row = tuple[Any, ...]


def tallies() -> list[type[Model]]:
    """Every table of the house that facts keep: all but the chain itself, the people and what is no fact."""
    return [model for model in apps.get_app_config("tempa").get_models() if model not in NO_TALLIES]


def apply(facts: Sequence[Recorded[Fact]], verdict: Verdict) -> None:
    """Bring the scratch tables up to date; a fact that they refuse is named, and the others are applied all the same."""
    try:
        with there(), transaction.atomic(using=SCRATCH):
            tally(facts)
    except Exception as error:  # whatever a forged fact brings about
        if len(facts) > 1:
            for one in facts:
                apply([one], verdict)
        else:
            entry = facts[0].entry
            verdict.say(_("Catatan ke-%(n)s (%(kind)s) tidak mungkin terjadi sesudah catatan-catatan sebelumnya: %(why)s."),
                        n=entry.sequence, kind=entry.kind, why=f"{type(error).__name__}: {error}")  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """One tally: its columns, those among them that name a row, and the way from it to its programme."""

    model: type[Model]
    columns: tuple[Field[Any, Any], ...]
    key: tuple[str, ...]
    way: str

    @classmethod
    @cache
    def of(cls, model: type[Model]) -> Compared:
        columns = tuple(f for f in model._meta.concrete_fields if not isinstance(f, AutoField))
        return cls(model, columns, natural_key(model), way_to_programme(model))

    @cached_property
    def names(self) -> list[str]:
        return [path_of(f) for f in self.columns]

    def rows(self, programme: Programme, using: str | None = None) -> QuerySet[Any, Row]:
        manager = self.model._default_manager
        found: QuerySet[Any] = manager.using(using) if using else manager.all()
        return found.filter(**{self.way: programme.pk}).order_by().values_list(*self.names)

    def compare(self, programme: Programme, verdict: Verdict) -> None:
        """Name each row and column that the facts do not give."""
        places = [self.names.index(name) for name in self.key]
        wanted = {tuple(r[p] for p in places): digest(r) for r in self.rows(programme, SCRATCH).iterator(chunk_size=CHUNK)}
        for row in self.rows(programme).iterator(chunk_size=CHUNK):
            verdict.rows += 1
            key = tuple(row[p] for p in places)
            mark = wanted.pop(key, None)
            if mark is None:
                verdict.say(_("%(table)s, %(row)s: baris ini tidak berasal dari catatan mana pun."),
                            table=self.model._meta.db_table, row=self.called(row))  # fmt: skip
            elif mark != digest(row):
                self.differences(row, self.wanted(programme, key), verdict)
        for key in wanted:
            row = self.wanted(programme, key)
            verdict.say(_("%(table)s, %(row)s: baris ini hilang%(source)s."), table=self.model._meta.db_table,
                        row=self.called(row), source=self.source(row))  # fmt: skip

    def wanted(self, programme: Programme, key: Row) -> Row:
        return self.rows(programme, SCRATCH).filter(**dict(zip(self.key, key, strict=True))).get()

    def differences(self, holds: Row, wanted: Row, verdict: Verdict) -> None:
        for column, a, b in zip(self.columns, holds, wanted, strict=True):
            for name, found, due in parts(column.attname, a, b):
                verdict.say(
                    _("%(table)s, %(row)s: kolom %(column)s berisi %(holds)s, menurut rantai %(wanted)s%(source)s."),
                    table=self.model._meta.db_table, row=self.called(wanted), column=name,
                    holds=shown(column, found), wanted=shown(column, due), source=self.source(wanted),
                )  # fmt: skip

    def called(self, row: Row) -> str:
        """The row by its key, without the programme."""
        named = zip(self.names, self.columns, row, strict=True)
        return " ".join(f"{n} {shown(c, v)}" for n, c, v in named if n in self.key and n != "programme_id")

    def source(self, row: Row) -> str:
        """The entry that a row names as its last, in brackets; empty for tables that name none."""
        if "entry_id" not in self.names:
            return ""
        found = Entry.objects.filter(pk=row[self.names.index("entry_id")]).values_list("sequence", flat=True).first()
        return f" (#{found})" if found else ""


def natural_key(model: type[Model]) -> tuple[str, ...]:
    """The columns by which a row is the same row in both databases: never a number that a database gives out."""
    options = model._meta
    if not isinstance(options.pk, AutoField):
        return (options.pk.attname,)
    for constraint in options.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.condition is None and constraint.fields:
            return tuple(path_of(options.get_field(name)) for name in constraint.fields)
    for field in options.concrete_fields:
        if field.unique and field is not options.pk:
            return (field.attname,)
    raise TypeError(f"{model.__name__}: nothing names a row")


def path_of(field: Any) -> str:
    """The column, or for a key to a row that a database numbers itself the way to that row's own name: the numbers differ here and there."""
    target = field.related_model if isinstance(field, ForeignKey) else None
    if target is None or target in NO_TALLIES or not isinstance(target._meta.pk, AutoField):
        return str(field.attname)
    (name,) = (one for one in natural_key(target) if one != "programme_id")
    return f"{field.name}__{name}"


def way_to_programme(model: type[Model]) -> str:
    """The filter that leads from a tally to its programme, over a plan where it has none of its own."""
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey) and field.related_model is Programme:
            return field.attname
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey) and field.related_model in tallies() and field.related_model is not model:
            return f"{field.name}__{way_to_programme(field.related_model)}"
    raise TypeError(f"{model.__name__}: no way to a programme")


def digest(row: Row) -> bytes:
    return hashlib.blake2b(AS_TEXT.encode(row).encode(), digest_size=16).digest()


def parts(name: str, holds: Any, wanted: Any) -> Iterator[tuple[str, Any, Any]]:
    """Where two values of a column differ; in objects, the members that do."""
    if isinstance(holds, dict) and isinstance(wanted, dict):
        for member in sorted({*holds, *wanted}):
            yield from parts(f"{name}.{member}", holds.get(member), wanted.get(member))
    elif holds != wanted:
        yield name, holds, wanted


def shown(column: Field[Any, Any], value: Any) -> Any:
    """A value as people read it; a person by the sign-in name."""
    if isinstance(column, ForeignKey) and column.related_model is Person and value is not None:
        return Person.objects.filter(pk=value).values_list("login", flat=True).first() or f"id {value}"
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return "–" if value in (None, "") else value
