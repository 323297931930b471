"""What nobody sees in Excel and a verb reads all the same: said before anything is done with it."""

from __future__ import annotations

from tempa.values.programme import Tables
from tempa.values.programme.schema import Rows

MOST = 20  # rows, columns or sheets of one table that are named


def hidden_in(tables: Tables) -> list[str]:
    """A sentence for every table of a workbook that hides something."""
    found = [(name, rows.hidden[:MOST]) for name, rows in tables.items() if isinstance(rows, Rows) and rows.hidden]
    return [f"Tersembunyi di Excel, tetapi terbaca / hidden in Excel, but read: {name}: {', '.join(hidden)}" for name, hidden in found]
