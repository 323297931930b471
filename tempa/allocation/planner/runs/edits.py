"""Single cells of a programme said otherwise: what a scenario or an objection changes, on a copy.

    edited(tables, [{"table": "capacities", "key": "W03|weld", "column": "hours_per_week", "value": "96"}])
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tempa.values.programme import SCHEMA, Sentence, check_tables
from tempa.values.programme.entered import refusal_of

Tables = dict[str, list[dict[str, str]]]
Edit = Mapping[str, str]
"""`table`, `key` (the key columns of the row joined by `|`), `column`, `value`."""


class EditError(Exception):
    """The edits make no sense on this programme; `sentences` says why, one sentence each."""

    def __init__(self, sentences: Iterable[Sentence]) -> None:
        self.sentences = list(sentences)
        super().__init__("\n".join(map(str, self.sentences)))


def edited(tables: Tables, edits: Iterable[Edit]) -> Tables:
    """A copy of the programme with the edits; a row that is not there yet is added. Raises EditError."""
    copy = {name: [dict(row) for row in rows] for name, rows in tables.items()}
    faults = [fault for number, edit in enumerate(edits, 1) if (fault := put(copy, number, edit)) is not None]
    if not faults:
        findings = check_tables(copy)
        faults = [Sentence(f.sentence_id, f.sentence_en) for f in findings.errors[:5]]
    if faults:
        raise EditError(faults)
    return copy


def put(tables: Tables, number: int, edit: Edit) -> Sentence | None:
    """Put one value into its cell; a sentence where there is no such table, key or column."""
    table, key, column, value = (edit.get(name, "").strip() for name in ("table", "key", "column", "value"))
    schema = SCHEMA.get(table)
    if schema is None or not schema.key:
        return Sentence(f"Perubahan {number}: tabel {table!r} tidak dapat diubah.", f"Change {number}: table {table!r} cannot be changed.")
    names = [c.name for c in schema.columns]
    parts = key.split("|")
    if column not in names or column in schema.key or len(parts) != len(schema.key):
        return Sentence(f"Perubahan {number}: {table} tidak punya kolom {column!r} untuk {key!r}.",
                        f"Change {number}: {table} has no column {column!r} for {key!r}.")
    if refusal := refusal_of(schema.column(column), value, key if table == "programme" else ""):
        return Sentence(f"Perubahan {number}: {refusal.id}", f"Change {number}: {refusal.en}")
    row = next((r for r in tables[table] if [r[c] for c in schema.key] == parts), None)
    if row is None:
        row = dict.fromkeys(names, "") | dict(zip(schema.key, parts, strict=True))
        tables[table].append(row)
    row[column] = value
    return None
