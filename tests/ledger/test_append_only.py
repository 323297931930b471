"""The database itself refuses to change what is fixed, also where an insert would put another row in its place."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from tempa.ledger.actions import record
from tempa.ledger.facts import RoleGranted
from tempa.ledger.models import Entry, RefusedDouble
from tempa.ledger.rules import Refused

FIXED = {"tempa_entry": "body", "tempa_sealedvalue": "value", "tempa_refuseddouble": "values"}
UNIQUE = {  # a column -> what takes its place; the others stay, so that each way to name the row is tried alone
    "tempa_entry": ("fact", "programme_id, sequence", "rowid"),
    "tempa_sealedvalue": ("id", "entry_id, path"),
    "tempa_refuseddouble": ("id",),
}
TRIGGERS = {
    *(f"{t}_{what}" for t in FIXED for what in ("no_update", "no_delete", "no_replace")),
    "tempa_decision_second_person", "tempa_decision_second_person_kept", "tempa_role_one_side_1", "tempa_role_one_side_2",
    "tempa_decision_second_hand_1", "tempa_decision_second_hand_2",
}  # fmt: skip
CASES = [(table, names) for table, ways in UNIQUE.items() for names in ways]


@pytest.fixture
def filled(programme, person):
    """The demo with a refused double."""
    at, by, name = Entry.objects.first().at, person("perencana"), uuid4()
    record(programme, RoleGranted(str(by.public_id), "inspector", ""), at=at, by=by, identity=name)
    with pytest.raises(Refused):
        record(programme, RoleGranted(str(by.public_id), "auditor", ""), at=at, by=by, identity=name)
    return programme


def columns(table):
    with connection.cursor() as cursor:
        return [c.name for c in connection.introspection.get_table_description(cursor, table)]


def forged(table, names):
    """The columns and values of a copy of the first row, which bears its name by `names` alone."""
    quote = connection.ops.quote_name
    new = {"fact": f"'{uuid4().hex}'", "sequence": "999999", "id": "999999", "path": "'nowhere'"}
    if table == "tempa_sealedvalue" and "entry_id" in names:
        new = {"id": "999999"}
    values = {c: new[c] if c in new and c not in names else quote(c) for c in columns(table)}
    values[FIXED[table]] = "'{}'"
    if names == "rowid":
        values["rowid"] = "rowid"
    return ", ".join(map(quote, values)), ", ".join(values.values())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="INSERT OR REPLACE is a word of SQLite")
@pytest.mark.parametrize(("table", "names"), CASES)
def test_replacing_a_row_by_an_insert_is_refused(filled, table, names):
    into, values = forged(table, names)
    with pytest.raises(DatabaseError, match=f"append only: {table}"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT OR REPLACE INTO {table} ({into}) SELECT {values} FROM {table} LIMIT 1")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the attack itself, without the trigger")
@pytest.mark.parametrize(("table", "names"), CASES)
def test_without_the_trigger_the_row_would_be_replaced(filled, table, names):
    """The attack of the test above is one: it would work."""
    into, values = forged(table, names)
    column = connection.ops.quote_name(FIXED[table])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {table}_no_replace")
        cursor.execute("DELETE FROM tempa_role")  # the only rows that would miss the first entry
        before = cursor.execute(f"SELECT count(*) FROM {table}").fetchone()
        cursor.execute(f"INSERT OR REPLACE INTO {table} ({into}) SELECT {values} FROM {table} LIMIT 1")
        assert cursor.execute(f"SELECT count(*) FROM {table}").fetchone() == before
        assert cursor.execute(f"SELECT count(*) FROM {table} WHERE {column} = '{{}}'").fetchone() == (1,)
        transaction.set_rollback(True)


@pytest.mark.parametrize(("table", "names"), [c for c in CASES if c[1] != "rowid"])
def test_an_insert_that_updates_on_conflict_is_refused(filled, table, names):
    """Both databases know ON CONFLICT DO UPDATE."""
    into, values = forged(table, names)
    column, quote = connection.ops.quote_name(FIXED[table]), connection.ops.quote_name
    if connection.vendor == "postgresql":
        values = values.replace("'{}'", "'{}'::text")
    target = ", ".join(quote(n) for n in names.split(", "))
    with pytest.raises(DatabaseError, match=f"append only: {table}"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({into}) SELECT {values} FROM {table} LIMIT 1 "
            f"ON CONFLICT ({target}) DO UPDATE SET {column} = excluded.{column}"
        )


def test_a_decision_does_not_become_one_of_the_proposer(programme):
    """Neither of its two people is changed to the other."""
    for changed, by in (("by_id", "proposed_by_id"), ("proposed_by_id", "by_id")):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE tempa_decision SET {changed} = {by}")
    with pytest.raises(DatabaseError, match="second person"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE tempa_decision SET by_id = proposed_by_id, proposed_by_id = by_id")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite loses triggers when Django makes a table anew to alter it")
def test_every_trigger_is_there(db):
    with connection.cursor() as cursor:
        found = {n for (n,) in cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    assert found >= TRIGGERS


@pytest.mark.skipif(connection.vendor != "postgresql", reason="triggers of PostgreSQL")
def test_every_trigger_is_there_in_postgresql(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        found = {n for (n,) in cursor.fetchall()}
    wanted = {f"{t}_{what}" for t in FIXED for what in ("fixed", "no_truncate")}
    wanted |= {"tempa_decision_second_person", "tempa_role_one_side", "tempa_decision_second_hand"}
    assert found >= wanted


def test_new_rows_are_still_added(filled):
    assert RefusedDouble.objects.count() == 1
