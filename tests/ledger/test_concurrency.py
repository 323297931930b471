"""Many writers at once, each in a process of its own on a real database: gap-free, no double, nothing lost."""

from __future__ import annotations

import os
import subprocess
import sys
from uuid import uuid4

import pytest
from django.conf import settings

from tests.conftest import ROOT

WRITER = """
import sys, uuid
import django
django.setup()
from django.utils import timezone
from tempa.ledger.actions import record
from tempa.ledger.facts import RowStated
from tempa.ledger.models import Person, Programme
shared, count, mark = sys.argv[1], int(sys.argv[2]), sys.argv[3]
programme, person = Programme.objects.get(code="RAMAI"), Person.objects.get(login="penulis")
for n in range(count):
    fact = RowStated("suppliers", f"{mark}-{n}", {"supplier": f"{mark}-{n}", "name": "Toko", "regency": "", "local": "yes"})
    record(programme, fact, at=timezone.now(), by=person)
    common = RowStated("suppliers", "bersama", {"supplier": "bersama", "name": "Toko", "regency": "", "local": "yes"})
    record(programme, common, at=timezone.now(), by=person, identity=uuid.UUID(shared))
"""
PREPARE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.utils import timezone
from tempa.ledger.actions import add_person, found_programme
person = add_person(login="penulis", name="Penulis", password="sandi-panjang-1")
found_programme(code="RAMAI", at=timezone.now(), by=person, desks=("park_planner",))
"""
COUNT = """
import django
django.setup()
from tempa.ledger.models import Entry, Programme
from tempa.ledger.queries import chain_fault, chain_head, keys_in_order
programme = Programme.objects.get(code="RAMAI")
print(chain_fault(programme), chain_head(programme)[0], Entry.objects.count(), len(keys_in_order(programme, "suppliers")))
"""


@pytest.fixture
def elsewhere(tmp_path, db):
    """The environment of a database of its own, of the same kind as the tests'."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("TEMPA_", "DJANGO_"))}
    environment |= {"TEMPA_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tempa.site.settings", "PYTHONPATH": str(ROOT)}
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        yield environment
        return
    import psycopg

    name, url = f"ramai_{uuid4().hex}", os.environ["TEMPA_DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield environment | {"TEMPA_DATABASE_URL": url.replace("/postgres?", f"/{name}?")}
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def python(code, environment, *arguments):
    return subprocess.Popen([sys.executable, "-c", code, *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finished(process):
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err[-3000:]
    return out


def test_four_writers_at_once_leave_one_whole_chain(elsewhere):
    finished(python(PREPARE, elsewhere))
    shared = str(uuid4())
    for writer in [python(WRITER, elsewhere, shared, "12", f"w{n}") for n in range(4)]:
        finished(writer)
    # the role of the founder, 4 × 12 facts, and one that all of them sent 12 times
    assert finished(python(COUNT, elsewhere)).split() == ["None", "50", "50", "49"]


def test_a_killed_writer_leaves_whole_facts_only(elsewhere):
    finished(python(PREPARE, elsewhere))
    shared = str(uuid4())
    writer = python(WRITER, elsewhere, shared, "5000", "lama")
    other = python(WRITER, elsewhere, shared, "6", "baru")
    finished(other)
    writer.kill()
    writer.communicate()
    fault, size, entries, rows = finished(python(COUNT, elsewhere)).split()
    assert fault == "None" and size == entries and int(rows) == int(entries) - 1 >= 7
