"""A database that may lose an acknowledged record is refused at the start."""

from __future__ import annotations

from django.db import connection


class NotDurable(SystemExit):
    """The database is set so that a power cut could lose what was already confirmed."""


def require_durable() -> None:
    """End the program unless every commit reaches the disk: SQLite in WAL with synchronous FULL, PostgreSQL with fsync."""
    weak = weak_sqlite() if connection.vendor == "sqlite" else weak_postgresql()
    if weak:
        raise NotDurable(
            f"Basis data tidak aman: {', '.join(weak)}. Catatan yang sudah dijawab tersimpan bisa hilang saat listrik mati. "
            f"Betulkan setelan itu, lalu jalankan lagi. / The database is not durable: {', '.join(weak)}."
        )


def weak_sqlite() -> list[str]:
    with connection.cursor() as cursor:
        synchronous = int(cursor.execute("PRAGMA synchronous").fetchone()[0])
        journal = str(cursor.execute("PRAGMA journal_mode").fetchone()[0])
    in_memory = journal == "memory"  # test databases only; they promise nothing
    return [] if in_memory else [
        text for text, is_weak in (
            (f"synchronous={synchronous} (perlu 2, FULL)", synchronous < 2), (f"journal_mode={journal} (perlu wal)", journal != "wal"),
        ) if is_weak
    ]  # fmt: skip


def weak_postgresql() -> list[str]:
    weak = []
    with connection.cursor() as cursor:
        for name, bad in (("fsync", {"off"}), ("full_page_writes", {"off"}), ("synchronous_commit", {"off"})):
            cursor.execute(f"SHOW {name}")
            value = str(cursor.fetchone()[0])
            if value in bad:
                weak.append(f"{name}={value}")
    return weak
