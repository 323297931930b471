"""Rows of the programme's tables: stated, withdrawn, put in order; and how they move the tables that pages read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from tempa.ledger import writing
from tempa.ledger.facts.declared import TABLES, ByColumn, Fact, Public, Recorded, keeps
from tempa.ledger.models import Entry, ProgrammeKey, Row

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


keeps(ProgrammeKey)
