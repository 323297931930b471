"""A told year with many times its contracts: its rows of contracts, lots, papers, payments, machines and handovers, each copied under other codes.

Copies keep agencies, vendors, types, prices and days; keys and codes that must be unique end in the number of the copy. Entries of the
chain are copied for the rows that need one and for what is said of contracts, so that pages find them; such a chain is no true one.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

APART = 10_000_000  # between the keys of two copies
TABLES = (
    "orderline", "lot", "contract", "contractitem", "contractpaper", "addendum", "claim", "claimunit", "payment", "paymentunit", "onwardpayment",
    "unit", "unitdecision", "handover", "handoverunit", "usecheck",
)  # fmt: skip
CODES = {"key", "line", "lot", "contract", "number", "subject", "serial", "claim", "payment", "sp2d", "onward", "handover", "check_code", "engine"}
Row = dict[str, Any]


def multiply(database: Path, times: int) -> None:
    """Copy what is there until there is `times` of it."""
    with sqlite3.connect(database) as link:
        link.row_factory = sqlite3.Row
        link.execute("PRAGMA foreign_keys = off")
        for (name,) in link.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            link.execute(f"DROP TRIGGER {name}")  # what they guard was guarded when the originals came
        entries = {row["fact"]: dict(row) for row in link.execute("SELECT * FROM tempa_entry")}
        found = {table: [dict(row) for row in link.execute(f"SELECT * FROM tempa_{table}")] for table in TABLES}
        places = highest_places(found["contractpaper"])
        keys = {table: references(link, table) for table in TABLES}
        said = {fact for fact, entry in entries.items() if entry["subject"].startswith("contract:")}
        for n in range(1, times):
            needed = set(said)
            for table, rows in found.items():
                copies = [copied(row, keys[table], n, needed) for row in rows]
                if table == "contractpaper":  # each agency's book of a year goes on without a gap
                    copies = [row | {"place": row["place"] + n * places[row["agency"], row["year"]]} for row in copies]
                insert(link, table, copies)
            insert(link, "entry", (copied_entry(entries[fact], n) for fact in sorted(needed)))
        link.commit()
        link.execute("ANALYZE")
    link.close()


def highest_places(papers: Sequence[Row]) -> dict[tuple[str, int], int]:
    """Agency and year -> the last place in its book of numbers."""
    found: dict[tuple[str, int], int] = {}
    for row in papers:
        book = row["agency"], row["year"]
        found[book] = max(found.get(book, 0), row["place"])
    return found


def references(link: sqlite3.Connection, table: str) -> dict[str, str]:
    """Column -> the table that it refers to, where copies refer to copies."""
    rows = link.execute(f"PRAGMA foreign_key_list(tempa_{table})")
    return {row["from"]: to for row in rows if (to := row["table"].removeprefix("tempa_")) in {*TABLES, "entry"}}


def copied(row: Row, keys: dict[str, str], n: int, needed: set[str]) -> Row:
    """A row of the n-th copy; the entries it refers to are added to what is needed."""
    return {name: value_of(name, value, keys.get(name, ""), n, needed) for name, value in row.items()}


def value_of(name: str, value: Any, refers_to: str, n: int, needed: set[str]) -> Any:
    if value is None or value == "":
        return value
    if refers_to == "entry":
        needed.add(value)
        return other_fact(value, n)
    if name == "id" or refers_to or (name == "number" and isinstance(value, int)):
        return value + n * APART
    return f"{value}x{n}" if name in CODES and isinstance(value, str) else value


def copied_entry(entry: Row, n: int) -> Row:
    subject = f"{entry['subject']}x{n}" if entry["subject"].startswith("contract:") else entry["subject"]
    return entry | {"fact": other_fact(entry["fact"], n), "sequence": entry["sequence"] + n * APART, "subject": subject, "body": "{}"}


def other_fact(fact: str, n: int) -> str:
    return hashlib.md5(f"{fact} {n}".encode(), usedforsecurity=False).hexdigest()


def insert(link: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    for some in portions(rows, 5000):
        names = list(some[0])
        link.executemany(
            f"INSERT INTO tempa_{table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", [tuple(r.values()) for r in some]
        )  # fmt: skip


def portions(rows: Iterable[Row], size: int) -> Iterator[Sequence[Row]]:
    some: list[Row] = []
    for row in rows:
        some.append(row)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some
