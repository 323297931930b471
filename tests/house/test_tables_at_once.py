"""An empty database that gets its tables at once has the same tables, keys, indexes, checks and triggers as one that takes every step."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from tests.homes import database_elsewhere

pytestmark = pytest.mark.slow
STEP_BY_STEP = """
import django
django.setup()
from django.core.management import call_command
from django.core.management.commands.migrate import Command
call_command(Command(), verbosity=0)
"""
SCHEMA = {
    "sqlite": {"all": "SELECT type, tbl_name, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"},
    "postgresql": {
        "columns": """SELECT table_name, column_name, data_type, is_nullable, column_default, is_identity, character_maximum_length
            FROM information_schema.columns WHERE table_schema = 'public'""",
        "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "constraints": """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace""",
        "triggers": """SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal""",
    },
}  # fmt: skip


def schema_of(environment: dict[str, str]) -> list[tuple[str, ...]]:
    """Everything that a database says of its tables, in an order that does not depend on how it came about."""
    if "TEMPA_DATABASE_URL" in environment:
        import psycopg

        with psycopg.connect(environment["TEMPA_DATABASE_URL"]) as server:
            return sorted(tuple(map(str, row)) for query in SCHEMA["postgresql"].values() for row in server.execute(query))
    with sqlite3.connect(Path(environment["TEMPA_HOME"]) / "tempa.sqlite3") as file:
        rows = file.execute(SCHEMA["sqlite"]["all"]).fetchall()
    file.close()
    return sorted((kind, table, name, " ".join(sorted(re.findall(r"[^\s,()]+", sql or "")))) for kind, table, name, sql in rows)


@pytest.mark.database
@pytest.mark.skipif(connection.vendor == "sqlite", reason="tests/earlier asks this of SQLite, where a home of an earlier version takes the steps")
def test_both_ways_lead_to_the_same_tables(tmp_path):
    with database_elsewhere(tmp_path / "at-once") as quick, database_elsewhere(tmp_path / "step-by-step", STEP_BY_STEP) as slow:
        found, wanted = schema_of(quick), schema_of(slow)
    assert len(wanted) > 100 and found == wanted


@pytest.mark.django_db
def test_the_tests_own_database_has_every_step_noted():
    from django.db.migrations.recorder import MigrationRecorder

    noted = {name for app, name in MigrationRecorder(connection).applied_migrations() if app == "tempa"}
    files = {place.stem for place in (Path(__file__).parents[2] / "tempa" / "migrations").glob("0*.py")}
    assert noted == files

