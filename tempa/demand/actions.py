"""What may be done with an order: load it, change a line, change a price, cancel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from tempa.catalogue.queries import type_named
from tempa.demand import queries
from tempa.demand.facts import OrderAgreed, OrderChanged
from tempa.demand.rules import Change, check_reason, check_value
from tempa.ledger.actions import BATCH, batched, record, record_many, values_recorded
from tempa.ledger.facts import Fact, RowStated, RowWithdrawn, TableArranged
from tempa.ledger.models import Entry, Person, Programme
from tempa.ledger.queries import keys_in_order, setting_values, tables_of
from tempa.ledger.rules import Refused
from tempa.values.programme import SCHEMA, Tables

Cells = dict[str, str]


def load_programme(
    programme: Programme, tables: Tables, *, at: datetime, by: Person, reason: str = "", note: str = "", paper: str = ""
) -> int:
    """Make the programme say what `tables` say; returns how many facts that took.

    The first load states every row and the agreed order. Later loads state only differences; a difference of the order
    or of a price is an OrderChanged fact and needs a reason. The tables must have passed `check_tables`.
    """
    with transaction.atomic():
        now = keyed(tables_of(programme))
        new = keyed(tables)
        agreed = queries.is_agreed(programme)
        changes: Iterable[Fact] = differences(now, new, agreed, Change("added", "", "", "", reason, note, paper))
        if agreed:
            changes = list(changes)
            if any(isinstance(f, OrderChanged) for f in changes):
                check_reason(Change("added", "unggahan ini", "", "", reason, note, paper))
        count = 0
        for some in batched(((uuid4(), f) for f in changes), BATCH):  # memory stays flat however large the programme
            count += len(record_many(programme, some, at=at, by=by))
        count += arrange(programme, new, at, by)
        if not agreed:
            totals = queries.order_totals(programme)
            record(programme, OrderAgreed(totals.units, totals.lines, totals.rupiah), at=at, by=by)
            count += 1
    return count


def keyed(tables: Tables) -> dict[str, dict[str, Cells]]:
    """Rows by key per table, in their order; rows of a table without a key are told apart by their cells and a count."""
    result: dict[str, dict[str, Cells]] = {}
    for name, schema in SCHEMA.items():
        rows: dict[str, Cells] = {}
        twins: Counter[str] = Counter()
        for row in tables[name]:
            key = "|".join(row[c] for c in (schema.key or schema.header))  # a database may keep cells in another order
            if not schema.key:
                twins[key] += 1
                key = f"{key}#{twins[key]}"
            rows[key] = row
        result[name] = rows
    return result


def differences(
    now: dict[str, dict[str, Cells]], new: dict[str, dict[str, Cells]], agreed: bool, why: Change
) -> Iterator[Fact]:
    """The facts that lead from the rows as they stand to the new ones; withdrawals last, in reverse order of tables."""
    for name in SCHEMA:
        for key, row in new[name].items():
            before = now[name].get(key)
            if before == row:
                continue
            if agreed and name == "orders":
                yield from changed_line(key, before, row, why)
            else:
                if agreed and name == "types" and before and before["unit_price"] != row["unit_price"]:
                    yield changed("price", key, before["unit_price"], row["unit_price"], {}, why)
                    if before | {"unit_price": row["unit_price"]} == row:
                        continue
                yield RowStated(name, key, row)
        if agreed and name == "orders":
            for key, row in now[name].items():
                if key not in new[name]:
                    yield changed("cancelled", key, row["quantity"], "0", {}, why)
    for name in reversed(SCHEMA):
        if name == "orders" and agreed:
            continue
        for key in now[name]:
            if key not in new[name]:
                yield RowWithdrawn(name, key)


def changed_line(key: str, before: Cells | None, after: Cells, why: Change) -> Iterator[Fact]:
    """The changes of one order line; a line of another agency, budget or type is a new line in the old one's place."""
    fixed = ("agency", "budget_line", "type")
    if before is not None and any(before[c] != after[c] for c in fixed):
        yield changed("cancelled", key, before["quantity"], "0", {}, why)
        before = None
    if before is None:
        yield changed("added", key, "", after["quantity"], after, why)
        return
    for name in ("quantity", "due_date", "destination"):
        if before[name] != after[name]:
            yield changed(name, key, before[name], after[name], {}, why)


def changed(change: str, key: str, before: str, after: str, row: Cells, why: Change) -> OrderChanged:
    return OrderChanged(change, key, before, after, row, why.reason, why.note, why.paper)


def arrange(programme: Programme, new: dict[str, dict[str, Cells]], at: datetime, by: Person) -> int:
    """Where rows stand in another order than in the new tables, say the order."""
    facts = [
        (uuid4(), TableArranged(name, list(rows)))
        for name, rows in new.items()
        if keys_in_order(programme, name) != list(rows)
    ]
    return len(record_many(programme, facts, at=at, by=by))


def change_line(
    programme: Programme, *, line: str, change: str, after: str, reason: str, note: str = "", paper: str = "",
    at: datetime, by: Person, identity: UUID | None = None,
) -> Entry:  # fmt: skip
    """Change the quantity, due date or destination of an order line, or cancel it."""
    found = queries.line_named(programme, line)
    if found is None:
        raise Refused("Baris pesanan %(line)s tidak ada lagi. Muat ulang daftar pesanan.", line=line)
    before = {"quantity": str(found.quantity), "due_date": str(found.due_date), "destination": found.destination}
    asked = Change(change, line, before.get(change, str(found.quantity)), "0" if change == "cancelled" else after.strip(),
                   reason, note.strip(), paper.strip())  # fmt: skip
    if change not in {*before, "cancelled"}:
        raise Refused(
            "Pilih apa yang berubah pada baris %(line)s: jumlah, tanggal, tujuan, atau pembatalan.", line=line
        )
    return record_change(programme, asked, at=at, by=by, identity=identity)


def change_price(
    programme: Programme, *, type: str, after: str, reason: str, note: str = "", paper: str = "",
    at: datetime, by: Person, identity: UUID | None = None,
) -> Entry:  # fmt: skip
    """Change the owner's estimate (HPS) of a type for all its order lines."""
    kind = type_named(programme, type)
    if kind is None:
        raise Refused("Jenis %(type)s tidak ada di katalog. Pilih jenis dari daftar.", type=type)
    asked = Change("price", type, str(kind.unit_price), after.strip(), reason, note.strip(), paper.strip())
    return record_change(programme, asked, at=at, by=by, identity=identity)


def record_change(programme: Programme, asked: Change, *, at: datetime, by: Person, identity: UUID | None) -> Entry:
    check_reason(asked)
    known = values_recorded(identity)
    if known is not None:  # sent twice: the value before is the one from before the first time
        asked = replace(asked, before=known.get("before", asked.before))
    elif asked.change != "cancelled":
        start = date.fromisoformat(setting_values(programme)["start_date"])
        check_value(asked, start=start, destinations=queries.destination_names(programme))
    return record(
        programme,
        changed(asked.change, asked.subject, asked.before, asked.after, {}, asked),
        at=at,
        by=by,
        identity=identity,
    )
