"""Two people of one agency number papers at the same moment: real threads on a real database, each with a connection of its own."""

from __future__ import annotations

import json

import pytest

from tests.homes import database_elsewhere
from tests.ledger.test_concurrency import finished, python

pytestmark = pytest.mark.database

STORY = '''
import json, threading
import django
django.setup()
from django.db import connections
from django.utils import timezone
from tempa.contracts import actions, queries
from tempa.demand import actions as demand
from tempa.ledger import actions as ledger
from tempa.ledger.queries import chain_fault
from tests.ledger.history import small_tables

now = timezone.now
head, planner = (ledger.add_person(login=n, name=n, password=None) for n in ("kepala", "perencana"))
programme = ledger.found_programme(code="BALAPAN", at=now(), by=head, demo=True, desks=("park_head",))
ledger.grant_role(programme, planner, desk="park_planner", at=now(), by=head)
demand.load_programme(programme, small_tables(), at=now(), by=planner)
today, gate, said = now().date(), threading.Barrier(4), []

def take(subject, by):
    try:
        gate.wait()
        of = actions.Bearer(subject, "DISTANBUN", today)
        papers = {"examination": today, "handover_minutes": today, "holder_minutes": today}
        said.append(actions.number_documents(programme, of=of, papers=papers, at=now(), by=by))
    except Exception as error:
        said.append(f"{type(error).__name__}: {error}")
    finally:
        connections.close_all()

asked = [(f"handover:ST0000{n}", by) for n in (1, 2) for by in (head, planner)]
threads = [threading.Thread(target=take, args=one) for one in asked]
[t.start() for t in threads]
[t.join() for t in threads]
book = queries.numbers(programme, "DISTANBUN")
places = sorted(queries.documents(programme, "handover:").values_list("place", flat=True))
print(json.dumps({"said": said, "places": places, "missing": book.missing, "fault": chain_fault(programme)}))
'''


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    with database_elsewhere(tmp_path_factory.mktemp("numbers")) as environment:
        return json.loads(finished(python(STORY, environment)).splitlines()[-1])


def test_no_number_twice_and_no_gap(said):
    assert said["places"] == [1, 2, 3, 4, 5, 6] and not said["missing"] and said["fault"] is None


def test_both_who_asked_for_one_handover_hear_the_same_numbers(said):
    assert all(isinstance(one, list) and len(one) == 3 for one in said["said"])
    assert len({tuple(one) for one in said["said"]}) == 2
