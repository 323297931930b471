"""Codes of a programme's tables that its own records name: what an auditor takes home is read by them."""

from __future__ import annotations

from tempa.ledger.models import Programme
from tempa.openness.queries.tables import ROWS, table_of

OFFICES = ("agencies", "workshops", "suppliers")
TABLES = {
    "workshop": ("workshops",), "maker": ("workshops",), "vendor": ("workshops",), "type": ("types",), "agency": ("agencies",),
    "material": ("materials",), "supplier": ("suppliers",), "destination": ("destinations",), "organisation": OFFICES, "giver": OFFICES,
    "receiver": OFFICES,
}  # fmt: skip


def named_codes(programme: Programme) -> dict[str, set[str]]:
    """Table -> codes that lots, contracts, units, purchases, handovers, seats or changes of a price name."""
    found: dict[str, set[str]] = {table: set() for tables in TABLES.values() for table in tables}
    for name in ROWS:
        for row in table_of(programme, name):
            for column in TABLES.keys() & row.keys():
                for table in TABLES[column]:
                    found[table].add(row[column])
            if name == "order_changes" and row["kind"] == "price":
                found["types"].add(row["line"])
    return found
