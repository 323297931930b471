"""Django's SQLite backend with a queue of writers: a lock on a file beside the database is taken before a write begins.

SQLite lets one writer in and makes the others ask again after a sleep that grows up to a tenth of a second; whoever comes
just then overtakes them. The lock of the operating system wakes the next one at once. It is about order alone: whether a
write may happen is still decided by SQLite, so a lock that cannot be taken (a file system that is read-only) costs nothing
but time. The operating system gives it back when a process ends, however it ends.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from sqlite3 import dbapi2 as Database
from typing import Any

from django.db.backends.sqlite3 import base
from django.utils.dateparse import parse_date, parse_datetime

MOMENTS = 50_000  # days and moments that are remembered as read: rows hold the same ones again and again
for kind, read in (("date", parse_date), ("datetime", parse_datetime), ("timestamp", parse_datetime)):
    Database.register_converter(kind, lru_cache(MOMENTS)(base.decoder(read)))
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection, with its own handle on the lock file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lock: int | None = None
        self._holds = False
        self._names: dict[str, str] = {}

    def take_turn(self) -> None:
        """Wait until no other connection writes; nothing where this one has the turn, or where the database has no file."""
        if self._holds or self.is_in_memory_db():
            return
        try:
            if self._lock is None:
                place = f"{self.settings_dict['NAME']}-queue"
                self._lock = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_EX)
        except OSError:
            return
        self._holds = True

    def end_turn(self) -> None:
        if self._holds and self._lock is not None:
            fcntl.flock(self._lock, fcntl.LOCK_UN)
        self._holds = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        """The turn for one statement that commits by itself; inside a transaction, whose turn it is already, nothing."""
        if self.in_atomic_block or self._holds:
            yield
            return
        self.take_turn()
        try:
            yield
        finally:
            self.end_turn()

    def _savepoint(self, sid: str) -> None:
        """A savepoint by its depth, not by Django's ever new name: the driver then knows the statement, and keeps what it knows of others."""
        self._names[sid] = name = f"depth_{len(self.savepoint_ids)}"
        self.say(f"SAVEPOINT {name}")

    def _savepoint_commit(self, sid: str) -> None:
        self.say(f"RELEASE {self._names.pop(sid)}")

    def _savepoint_rollback(self, sid: str) -> None:
        self.say(f"ROLLBACK TO {self._names[sid]}")

    def say(self, words: str) -> None:
        """A statement without values; nobody's wrappers are passed by where somebody listens."""
        if self.execute_wrappers or self.queries_logged:
            with self.cursor() as cursor:
                cursor.execute(words)
        else:
            with self.wrap_database_errors:
                self.connection.execute(words)

    def create_cursor(self, name: str | None = None) -> Any:
        cursor = self.connection.cursor(factory=Cursor)
        cursor.wrapper = self
        return cursor

    def _start_transaction_under_autocommit(self) -> None:
        self.take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # Django's, unknown to its stubs
        except BaseException:
            self.end_turn()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # Django's, unknown to its stubs
        self.end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # Django's, unknown to its stubs
        finally:
            self.end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # Django's, unknown to its stubs
        finally:
            self.end_turn()
            if self._lock is not None:
                os.close(self._lock)
                self._lock = None


@lru_cache(4096)
def with_marks(query: str) -> str:
    """A statement with the marks that SQLite takes, as Django writes it: once for statements that come again and again."""
    return str(base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%"))


class Cursor(base.SQLiteCursorWrapper):
    """A cursor whose writes outside a transaction take their turn too (sessions, failed tries to sign in)."""

    wrapper: DatabaseWrapper

    def execute(self, query: str, params: Any = None) -> Any:
        if WRITES.match(query):
            with self.wrapper.turn():
                return super().execute(query, params)
        return super().execute(query, params)

    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        return with_marks(query) if param_names is None else str(super().convert_query(query, param_names=param_names))

    def executemany(self, query: str, param_list: Any) -> Any:
        with self.wrapper.turn():
            return super().executemany(query, param_list)
