"""The rows of every table as lines of JSON that know no database, written at one moment and read back into an empty one."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import IO, Any
from uuid import UUID

from django.apps import apps
from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Field, Model

APP = "tempa"
CHUNK = 2000
Row = list[Any]


def models_of(registry: Apps | None = None) -> list[type[Model]]:
    """Every table of the house, in an order of names."""
    found = (registry or apps).get_models()
    return sorted((m for m in found if m._meta.app_label == APP and m._meta.managed), key=lambda m: name_of(m))


def name_of(model: type[Model]) -> str:
    return model._meta.model_name or ""


def written(model: type[Model], target: IO[bytes]) -> int:
    """Write a table: its columns, then a line for each row in the order of its key. Returns how many rows."""
    fields = list(model._meta.concrete_fields)
    target.write(line([f.attname for f in fields]))
    makers = [(n, TOLD[kind]) for n, f in enumerate(fields) if (kind := kind_of(f)) in TOLD]
    count = 0
    rows = model._base_manager.order_by("pk").values_list(*(f.attname for f in fields))
    for row in rows.iterator(chunk_size=CHUNK):
        cells = list(row)
        for n, make in makers:
            if cells[n] is not None:
                cells[n] = make(cells[n])
        target.write(line(cells))
        count += 1
    return count


def line(cells: Row) -> bytes:
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def kind_of(field: Field[Any, Any]) -> str:
    """The kind of a column; that of a key is the kind of what it names."""
    while field.remote_field is not None:
        field = field.target_field  # type: ignore[attr-defined]
    return str(field.get_internal_type())


TOLD: dict[str, Callable[[Any], Any]] = {
    "DateTimeField": lambda v: v.astimezone(UTC).isoformat(), "DateField": date.isoformat, "TimeField": time.isoformat, "UUIDField": str,
    "BinaryField": lambda v: base64.b64encode(bytes(v)).decode(),
}  # fmt: skip
READ: dict[str, Callable[[Any], Any]] = {
    "DateTimeField": datetime.fromisoformat, "DateField": date.fromisoformat, "TimeField": time.fromisoformat, "UUIDField": UUID,
    "BinaryField": base64.b64decode,
}  # fmt: skip


def filled(model: type[Model], lines: Iterable[bytes]) -> int:
    """Read a table back, in the columns of `model` as it was when the copy was made. Returns how many rows."""
    source = iter(lines)
    fields = {f.attname: f for f in model._meta.concrete_fields}
    columns = [fields[name] for name in json.loads(next(source))]
    if len(columns) != len(fields):
        raise KeyError(f"{name_of(model)}: other columns")
    quote = connection.ops.quote_name
    names, places = ", ".join(quote(f.column or f.attname) for f in columns), ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608  # all names are those of models
    makers = [(READ.get(kind_of(f)), f) for f in columns]
    count = 0
    with connection.cursor() as cursor:
        for some in chunks(source):
            rows = [[prepared(make, field, cell) for (make, field), cell in zip(makers, json.loads(one), strict=True)] for one in some]
            cursor.executemany(statement, rows)
            count += len(rows)
    return count


def prepared(make: Callable[[Any], Any] | None, field: Field[Any, Any], cell: Any) -> Any:
    value = cell if make is None or cell is None else make(cell)
    return field.get_db_prep_save(value, connection)


def chunks(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    some: list[bytes] = []
    for one in lines:
        some.append(one)
        if len(some) == CHUNK:
            yield some
            some = []
    if some:
        yield some


@contextmanager
def unguarded() -> Iterator[None]:
    """The database's own guards stand aside while rows that they have let in before come back; afterwards they stand as before."""
    tables = [m._meta.db_table for m in models_of()]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            guards = cursor.fetchall()
            for name, _sql in guards:
                cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
            yield
            for _name, sql in guards:
                cursor.execute(sql)
        else:
            for table in tables:
                cursor.execute(f"ALTER TABLE {connection.ops.quote_name(table)} DISABLE TRIGGER USER")
            yield
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in tables:
                cursor.execute(f"ALTER TABLE {connection.ops.quote_name(table)} ENABLE TRIGGER USER")


def count_on() -> None:
    """New rows get numbers after the highest that came back."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models_of()):
            cursor.execute(statement)
