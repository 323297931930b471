"""A small year to look at: the demo's first order lines as an example of their own, told by few moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tempa.desks.console.simulate import tell
from tests.ledger.history import small_tables

CODE = "TAHUN-2020"
MOVES = 400


def tables_of_a_year():
    """The programme of the small year, to be spoilt at will."""
    tables = {name: [dict(row) for row in rows] for name, rows in small_tables().items()}
    for row in tables["programme"]:
        if row["key"] == "code":
            row["value"] = CODE
    return tables


def told(tables=None, *, until: date | None = None, seed=1, watch: Callable[[], None] = lambda: None):
    """(programme, what was said, what could not be done) of a year told to its end or to a day; `watch` looks on behind each scene."""
    said: list[str] = []

    def say(words: str) -> None:
        said.append(words)
        watch()

    tables = tables or tables_of_a_year()
    code = next(row["value"] for row in tables["programme"] if row["key"] == "code")
    programme, refused = tell(tables, code, seed=seed, until=until, moves=MOVES, say=say)
    return programme, said, refused
