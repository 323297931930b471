"""Databases for tests that start processes of their own: prepared once in a run, then copied, since preparing takes seconds."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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
CLOSED = """
from django.db import connection
connection.close()
"""
"""The demo's order with its people, planned by a simple rule and approved."""


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


def sqlite_home(home: Path, code: str = MIGRATED) -> dict[str, str]:
    """The environment of a home whose database is an SQLite file as `code` leaves it."""
    home.mkdir(parents=True, exist_ok=True)
    with once(code) as (place, is_first):
        if is_first:
            run(code, environment_of(place))
        shutil.copy(place / "tempa.sqlite3", home / "tempa.sqlite3")
        copy_papers(place, home)
    return environment_of(home)


def copy_papers(place: Path, home: Path) -> None:
    """The kept files that the database names."""
    if (place / "papers").exists():
        shutil.copytree(place / "papers", home / "papers", dirs_exist_ok=True)


def prepared_postgresql(url: str, code: str, home: Path) -> str:
    """The name of a database that is as `code` leaves it; nobody may be connected to it while it is copied. Its kept files go into `home`."""
    with once(code) as (place, is_first):
        name = place.name.replace("-", "_")
        if is_first:
            import psycopg

            with psycopg.connect(url, autocommit=True) as server:
                server.execute(f'CREATE DATABASE "{name}"')
            run(code, environment_of(place) | {"TEMPA_DATABASE_URL": named(url, name)})
        copy_papers(place, home)
        return name


@contextmanager
def once(code: str) -> Iterator[tuple[Path, bool]]:
    """A folder for what `code` prepares on this database, shared by the workers of a run, and whether it is still to be filled."""
    kind = "pg" if os.environ.get("TEMPA_DATABASE_URL") else "sqlite"
    place = Path(settings.TEMPA_HOME) / "prepared" / f"{kind}-{hashlib.sha256(code.encode()).hexdigest()[:12]}"
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
