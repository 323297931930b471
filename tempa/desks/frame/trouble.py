"""What keeps the program from writing: a full disk, a folder that is read-only, a database that is gone or busy."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator

FULL, READ_ONLY, GONE, BUSY = "full", "read-only", "gone", "busy"

OF_SYSTEM = {
    errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EROFS: READ_ONLY, errno.EACCES: READ_ONLY, errno.EPERM: READ_ONLY,
}  # fmt: skip
OF_SQLITE = {
    "SQLITE_FULL": FULL, "SQLITE_IOERR": FULL, "SQLITE_READONLY": READ_ONLY, "SQLITE_CANTOPEN": READ_ONLY, "SQLITE_BUSY": BUSY,
}  # fmt: skip
"""By the first two words of SQLite's name of the error; an I/O error is what a full disk looks like to its shared memory."""
OF_POSTGRESQL = {"53100": FULL, "25006": READ_ONLY, "53300": BUSY, "55P03": BUSY, "57014": BUSY}
"""SQLSTATE, PostgreSQL appendix A; a connection that breaks or cannot be made has none, or one of class 08 or 57."""


def trouble_of(error: BaseException | None) -> str:
    """FULL, READ_ONLY, GONE or BUSY where that is behind an error, else nothing."""
    return next(filter(None, map(named, behind(error))), "")


def behind(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it came from."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def named(error: BaseException) -> str:
    if isinstance(error, sqlite3.Error):
        words = (getattr(error, "sqlite_errorname", None) or "").split("_")
        return OF_SQLITE.get("_".join(words[:2]), "")
    if isinstance(error, OSError):
        return OF_SYSTEM.get(error.errno or 0, "")
    if type(error).__module__.startswith("psycopg") and hasattr(error, "sqlstate"):
        return of_postgresql(error.sqlstate, type(error).__name__)
    return ""


def of_postgresql(state: str | None, name: str) -> str:
    if state is None or state[:2] in {"08", "57"}:
        return OF_POSTGRESQL.get(state or "", GONE if name in {"OperationalError", "AdminShutdown"} or state else "")
    return OF_POSTGRESQL.get(state, "")
