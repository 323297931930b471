"""Many writers at once, each in a process of its own on a real database: gap-free, no double, nothing lost."""

from __future__ import annotations

import subprocess
import sys
from uuid import uuid4

import pytest

from tests.forks import at_once
from tests.homes import MIGRATED, database_elsewhere

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
WITH_A_WRITER = MIGRATED + """
from django.utils import timezone
from tempa.ledger.actions import add_person, found_programme
person = add_person(login="penulis", name="Penulis", password="sandi-panjang-1", may_found=True)
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


FAREWELL = """
import gc
gc.freeze()
"""


@pytest.fixture
def elsewhere(tmp_path, db):
    """The environment of a database of its own, of the same kind as the tests', with a programme and who writes in it."""
    with database_elsewhere(tmp_path, WITH_A_WRITER) as environment:
        yield environment


@pytest.fixture
def two_programmes(tmp_path, db):
    """As `elsewhere`, with a second programme; the writer is head of both."""
    with database_elsewhere(tmp_path, TWO_PROGRAMMES) as environment:
        yield environment


def python(code, environment, *arguments):
    """A process of its own; what it made is not looked through again at its end."""
    command = [sys.executable, "-c", code + FAREWELL, *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finished(process):
    out, err = process.communicate(timeout=900)  # far more than it takes on a busy machine: no test is timed
    assert process.returncode == 0, err[-3000:]
    return out


def test_four_writers_at_once_leave_one_whole_chain(elsewhere):
    shared = str(uuid4())
    at_once(WRITER, elsewhere, *[(shared, "12", f"w{n}") for n in range(4)])
    # the role of the founder, 4 × 12 facts, and one that all of them sent 12 times
    assert finished(python(COUNT, elsewhere)).split() == ["None", "50", "50", "49"]


def test_a_killed_writer_leaves_whole_facts_only(elsewhere):
    shared = str(uuid4())
    writer = python(WRITER, elsewhere, shared, "5000", "lama")
    other = python(WRITER, elsewhere, shared, "6", "baru")
    finished(other)
    writer.kill()
    writer.communicate()
    fault, size, entries, rows = finished(python(COUNT, elsewhere)).split()
    assert fault == "None" and size == entries and int(rows) == int(entries) - 1 >= 7


LET_IN = """
import sys
import django
django.setup()
from django.utils import timezone
from tempa.ledger.models import Person, Programme
from tempa.ledger.people import let_in
from tempa.ledger.rules import Refused
programme, head = Programme.objects.get(code=sys.argv[1]), Person.objects.get(login="penulis")
for n in range(12):
    try:
        letter = let_in(programme, login=f"baru-{n}", name=sys.argv[2], desk="park_head", at=timezone.now(), by=head)
        print("link" if letter else "role")
    except Refused as refused:
        print("told" if "sudah" in str(refused) else refused)
"""
REVOKE = """
import sys
import django
django.setup()
from django.utils import timezone
from tempa.ledger.actions import revoke_role
from tempa.ledger.models import Person, Programme
from tempa.ledger.rules import Refused
programme = Programme.objects.get(code="RAMAI")
me, other = (Person.objects.get(login=login) for login in sys.argv[1:3])
try:
    revoke_role(programme, other, desk="park_head", at=timezone.now(), by=me)
    print("gone")
except Refused as refused:
    print("told" if "Hanya kepala" in str(refused) or "terakhir" in str(refused) else refused)
"""
TWO_PROGRAMMES = WITH_A_WRITER.replace('("park_planner",)', '("park_head",)') + """
found_programme(code="LAIN", at=timezone.now(), by=person, desks=("park_head",))
"""


def test_heads_who_let_in_the_same_new_name_at_once_are_told(two_programmes):
    """In one programme and in two: one person each, one link each, and a sentence for who came second."""
    heads = at_once(LET_IN, two_programmes, *[(code, name) for code in ("RAMAI", "LAIN") for name in ("Budi", "Citra")])
    said = [line for head in heads for line in head.split()]
    assert len(said) == 48 and set(said) <= {"link", "role", "told"}
    assert said.count("link") == 12, "each name is one person with one link"


def test_two_heads_who_revoke_each_other_at_once_leave_one(two_programmes):
    finished(python(LET_IN, two_programmes, "RAMAI", "Budi"))
    # every second head takes the role of the next: of each pair one is left
    pairs = [(f"baru-{n}", f"baru-{n + 1}") for n in range(0, 4, 2)]
    said = [head.strip() for head in at_once(REVOKE, two_programmes, *[pair for a, b in pairs for pair in ((a, b), (b, a))])]
    assert [sorted(said[:2]), sorted(said[2:])] == [["gone", "told"]] * 2
