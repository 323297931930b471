"""A database of its own in memory, in which tallies are built anew from the chain; the real one is read at one moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.models import Model

SCRATCH = "scratch"
_is_there: ContextVar[bool] = ContextVar("reads and writes go to the scratch database", default=False)


class Router:
    """Django asks it where a query goes: to the scratch database inside of `there()`, else where it always goes."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        return SCRATCH if _is_there.get() else None

    db_for_write = db_for_read


@contextmanager
def there() -> Iterator[None]:
    """What is read and written inside goes to the scratch database."""
    token = _is_there.set(True)
    try:
        yield
    finally:
        _is_there.reset(token)


@contextmanager
def scratch(models: Sequence[type[Model]]) -> Iterator[None]:
    """An empty database with the tables of `models`, for this thread. Keys to tables that it has not are not checked."""
    asked = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    wrapper = DatabaseWrapper(connections.configure_settings({DEFAULT_DB_ALIAS: asked})[DEFAULT_DB_ALIAS], alias=SCRATCH)
    connections[SCRATCH] = wrapper
    try:
        with wrapper.cursor() as cursor:
            for statement in statements(tuple(models)):
                cursor.execute(statement)
        wrapper.disable_constraint_checking()
        yield
    finally:
        del connections[SCRATCH]
        if wrapper.connection is not None:
            wrapper.connection.close()  # Django's own `close` leaves a database in memory open


@cache
def statements(models: tuple[type[Model], ...]) -> list[str]:
    """What makes these tables: the same each time, and worked out once, since Django takes longer to say it than SQLite to do it."""
    with connections[SCRATCH].schema_editor(collect_sql=True) as editor:
        for model in models:
            editor.create_model(model)
    return [one for one in editor.collected_sql if not one.startswith("--")]


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read inside is of one moment, and nobody who writes meanwhile has to wait. Write nothing inside."""
    if connection.in_atomic_block:  # whoever began the transaction has its moment already
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # Django itself would take the lock of writers
            try:
                yield
            finally:
                cursor.execute("COMMIT")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
