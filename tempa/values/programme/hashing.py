"""The one hash of a programme, equal for its folder and its workbook."""

from __future__ import annotations

import csv
import hashlib
import io

from tempa.values.programme.columns import PLAN_SCHEMA, SCHEMA
from tempa.values.programme.numbers import shortest
from tempa.values.programme.schema import PLAN_TEXT_KEYS, TEXT_KEYS, Column, Tables, TableSchema


def programme_sha256(tables: Tables) -> str:
    """SHA-256 in hexadecimal over the tables in the order of the format, cells stripped and numbers shortest."""
    return _hash_of(tables, SCHEMA, TEXT_KEYS)


def plan_sha256(tables: Tables) -> str:
    """The same over the tables of a plan (`base_plan_sha256` of a plan made again)."""
    return _hash_of(tables, PLAN_SCHEMA, PLAN_TEXT_KEYS)


def _hash_of(tables: Tables, schema: dict[str, TableSchema], text_keys: frozenset[str]) -> str:
    digest = hashlib.sha256()
    for name, table in schema.items():
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(table.header)
        writer.writerows(canonical_row(table, row, text_keys) for row in tables.get(name, []))
        digest.update(f"{name}\n{text.getvalue()}".encode())
    return digest.hexdigest()


def canonical_row(table: TableSchema, row: dict[str, str], text_keys: frozenset[str] = TEXT_KEYS) -> list[str]:
    """The row's cells in the order of the format, stripped, numbers in their shortest form."""
    return [
        shortest(row[column.name].strip()) if _holds_number(table, column, row, text_keys)
        else row[column.name].strip()
        for column in table.columns
    ]


def canonical_tables(tables: Tables) -> Tables:
    """The same tables with every cell as the hash reads it: what is recorded is then one text, however it was written."""
    return {
        name: [dict(zip(table.header, canonical_row(table, row), strict=True)) for row in tables.get(name, [])]
        for name, table in SCHEMA.items()
    }


def is_number_cell(
    table: TableSchema, column: str, row: dict[str, str], text_keys: frozenset[str] = TEXT_KEYS
) -> bool:
    """Whether this cell holds a number; in a table of keys and values the key decides."""
    return _holds_number(table, table.column(column), row, text_keys)


def _holds_number(table: TableSchema, column: Column, row: dict[str, str], text_keys: frozenset[str]) -> bool:
    if column.name == "value" and table.header == ["key", "value"]:
        return row["key"].strip() not in text_keys
    return column.numeric
