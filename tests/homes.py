"""Databases for tests that start processes of their own: prepared once in a run, then copied, since preparing takes seconds."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from tests.conftest import ROOT

MIGRATED = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""
DEMO = MIGRATED + """
from tests.conftest import load_demo
load_demo()
"""
"""The demo's order with its people, planned by a simple rule and approved. What begins with it goes on from a copy of it."""
READY = """
import django
django.setup()
"""
CLOSED = """
import gc
from django.db import connection
connection.close()
gc.freeze()
"""
DATABASE = "tempa.sqlite3"


def environment_of(home: Path) -> dict[str, str]:
    """The environment of the program with this home, and nothing of the tests' own."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("TEMPA_", "DJANGO_"))}
    return clean | {"TEMPA_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tempa.site.settings", "PYTHONPATH": str(ROOT)}


@contextmanager
def database_elsewhere(home: Path, code: str = MIGRATED) -> Iterator[dict[str, str]]:
    """The environment of a home whose database, of the same kind as the tests', is as `code` leaves it."""
    url = os.environ.get("TEMPA_DATABASE_URL")
    if not url:
        yield sqlite_home(home, code)
        return
    import psycopg

    model, name = prepared_postgresql(url, code, home), f"ramai_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{model}"')
        yield environment_of(home) | {"TEMPA_DATABASE_URL": named(url, name)}
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def sqlite_home(home: Path, code: str = MIGRATED, *beside: str) -> dict[str, str]:
    """The environment of a home whose database is an SQLite file as `code` leaves it, with the files that it leaves `beside`."""
    home.mkdir(parents=True, exist_ok=True)
    with once("sqlite", code) as (place, is_first):
        if is_first:
            more = after_the_demo(code)
            environment = sqlite_home(place, DEMO) if more else environment_of(place)
            run(more or code, environment)
        for name in (DATABASE, *beside):
            shutil.copy(place / name, home / name)
        copy_papers(place, home)
    return environment_of(home)


def after_the_demo(code: str) -> str:
    """What `code` does after it has loaded the demo; empty where it does not begin so, or does nothing else."""
    more = code.removeprefix(DEMO)
    return READY + more if more and more != code else ""


def copy_papers(place: Path, home: Path) -> None:
    """The kept files that the database names."""
    if (place / "papers").exists():
        shutil.copytree(place / "papers", home / "papers", dirs_exist_ok=True)


@contextmanager
def in_memory(home: Path) -> Iterator[None]:
    """The tests' own database holds what this home's does, with its files, until this is left. Only on SQLite, where it is in memory."""
    from django.db import connection

    connection.ensure_connection()
    copy_papers(home, Path(settings.TEMPA_HOME))
    with closing(sqlite3.connect(":memory:")) as before, closing(sqlite3.connect(home / DATABASE)) as file:
        connection.connection.backup(before)
        file.backup(connection.connection)
        yield
        before.backup(connection.connection)


def prepared_postgresql(url: str, code: str, home: Path) -> str:
    """The name of a database that is as `code` leaves it; nobody may be connected to it while it is copied. Its kept files go into `home`."""
    with once("pg", f"{code}# on {url}") as (place, is_first):
        name = place.name.replace("-", "_")
        if is_first:
            import psycopg

            more = after_the_demo(code)
            model = prepared_postgresql(url, DEMO, place) if more else "template1"
            with psycopg.connect(url, autocommit=True) as server:
                server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{model}"')
            run(more or code, environment_of(place) | {"TEMPA_DATABASE_URL": named(url, name)})
        copy_papers(place, home)
        return name


@contextmanager
def once(kind: str, code: str) -> Iterator[tuple[Path, bool]]:
    """A folder for what `code` prepares on this kind of database, shared by all processes of a run, and whether it is still to be filled."""
    shared = os.environ.get("TESTS_PREPARED") or str(Path(settings.TEMPA_HOME) / "prepared")
    place = Path(shared) / f"{kind}-{hashlib.sha256(code.encode()).hexdigest()[:12]}"
    place.mkdir(parents=True, exist_ok=True)
    with open(place.with_suffix(".lock"), "w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        mark = place / "is-ready"
        yield place, not mark.exists()
        mark.touch()


def named(url: str, name: str) -> str:
    return url.replace("/postgres?", f"/{name}?")


def run(code: str, environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-c", code + CLOSED], check=True, env=environment, cwd=ROOT)
