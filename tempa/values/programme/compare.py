"""What differs between two states of a programme: new, changed and gone rows, and what the orders are worth then."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tempa.values.programme.columns import SCHEMA
from tempa.values.programme.hashing import canonical_row
from tempa.values.programme.numbers import number_of
from tempa.values.programme.schema import Tables, TableSchema
from tempa.values.quantity import Language, quantity
from tempa.values.rupiah import rupiah_change

Key = tuple[str, ...]
Row = dict[str, str]


@dataclass(frozen=True)
class ChangedRow:
    """A row whose key stays; `columns` maps each changed column to (before, after)."""

    key: Key
    columns: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class TableDifference:
    """New and gone rows in file order; rows of a table without a key are never `changed`."""

    table: str
    new: tuple[Row, ...] = ()
    changed: tuple[ChangedRow, ...] = ()
    gone: tuple[Row, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.changed or self.gone)


@dataclass(frozen=True)
class Difference:
    """Per table in the order of the format; `value_change` is of all orders at the types' unit_price, rupiah."""

    tables: dict[str, TableDifference]
    value_change: int

    @property
    def is_empty(self) -> bool:
        return all(table.is_empty for table in self.tables.values())

    def count(self, kind: str) -> int:
        """Rows that are `new`, `changed` or `gone` over all tables."""
        return sum(len(getattr(table, kind)) for table in self.tables.values())

    def summary(self, language: Language = "id") -> str:
        """`12 baris baru, 3 berubah, 1 hilang, nilai pesanan +Rp140 juta`."""
        new, changed, gone = (quantity(self.count(kind), language) for kind in ("new", "changed", "gone"))
        if self.is_empty:
            return "tidak ada perubahan" if language == "id" else "no changes"
        words = ("baris baru", "berubah", "hilang", "nilai pesanan") if language == "id" else ("new rows", "changed", "gone", "value of the order")
        money = rupiah_change(self.value_change, language)
        return f"{new} {words[0]}, {changed} {words[1]}, {gone} {words[2]}, {words[3]} {money}"


def compare(old: Tables, new: Tables) -> Difference:
    """Every table of the format; cells count as equal when their canonical texts are, and row order does not count."""
    tables = {name: _compare_table(table, old.get(name, []), new.get(name, [])) for name, table in SCHEMA.items()}
    return Difference(tables, order_value(new) - order_value(old))


def _compare_table(table: TableSchema, old: list[Row], new: list[Row]) -> TableDifference:
    if not table.key:
        return _compare_bags(table, old, new)
    before = {tuple(row[column].strip() for column in table.key): row for row in old}
    after = {tuple(row[column].strip() for column in table.key): row for row in new}
    changed = []
    for key, row in after.items():
        if key in before and (columns := _changed_columns(table, before[key], row)):
            changed.append(ChangedRow(key, columns))
    return TableDifference(
        table.name,
        tuple(row for key, row in after.items() if key not in before),
        tuple(changed),
        tuple(row for key, row in before.items() if key not in after),
    )


def _changed_columns(table: TableSchema, old: Row, new: Row) -> dict[str, tuple[str, str]]:
    cells = zip(table.header, canonical_row(table, old), canonical_row(table, new), strict=True)
    return {column: (before, after) for column, before, after in cells if before != after}


def _compare_bags(table: TableSchema, old: list[Row], new: list[Row]) -> TableDifference:
    """Rows without a key are told apart by all of their cells, and counted."""
    left: dict[Key, list[Row]] = {}
    for row in old:
        left.setdefault(tuple(canonical_row(table, row)), []).append(row)
    added = []
    for row in new:
        twins = left.get(tuple(canonical_row(table, row)))
        if twins:
            twins.pop()
        else:
            added.append(row)
    return TableDifference(table.name, tuple(added), (), tuple(row for rows in left.values() for row in rows))


def order_value(tables: Tables) -> int:
    """Quantity times unit_price of the type over all orders; what is no number, or of no known type, counts 0."""
    prices = {row["type"]: number_of(row["unit_price"]) for row in tables.get("types", [])}
    total = Decimal(0)
    for row in tables.get("orders", []):
        total += (number_of(row["quantity"]) or 0) * (prices.get(row["type"]) or 0)
    return int(total)
