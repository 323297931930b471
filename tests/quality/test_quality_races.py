"""Two people who decide on one lot, or on one hold, at the same moment: real threads on a real database, each with a connection of its own."""

from __future__ import annotations

import json

import pytest

from tests.homes import database_elsewhere
from tests.ledger.test_concurrency import finished, python

pytestmark = pytest.mark.database

STORY = '''
import json
from uuid import uuid4
import django
django.setup()
from django.utils import timezone
from tempa.demand import actions as demand
from tempa.ledger import actions as ledger
from tempa.ledger.queries import chain_fault
from tempa.quality import actions, facts, queries
from tests.ledger.history import small_tables
from tests.together import together

now = timezone.now
head, planner, inspector = (ledger.add_person(login=n, name=n, password=None) for n in ("kepala", "perencana", "pemeriksa"))
programme = ledger.found_programme(code="BALAPAN", at=now(), by=head, demo=True, desks=("park_head",))
ledger.grant_role(programme, planner, desk="park_planner", at=now(), by=head)
demand.load_programme(programme, small_tables(), at=now(), by=planner)

def note(fact, by=planner, identity=None):
    return ledger.record(programme, fact, at=now(), by=by, identity=identity)

form = uuid4()
check = {"check": "A01", "words": "pelindung", "category": "critical", "kind": "yes_no"}
note(facts.FormProposed(str(form), "TAN-001", "A", [check], [], "", 1), identity=form)
note(facts.FormConfirmed(str(form), "TAN-001"), head)

def looked(lot, serial, answer, type):
    bad = answer == "no"
    name = uuid4()
    note(facts.LotPlanned(lot, 1, type, "W03", str(form), "small_lot", "first", [serial], [serial], 1, 0, "0" * 64, 1, {}))
    note(facts.InspectionRecorded(
        str(name), lot, serial, 1, str(form), {"A01": answer}, {}, {}, [], "", "", "", 1, type, "W03", "W01", "PARK", True, True,
        now().isoformat(), "", "failed" if bad else "passed", ["A01"] if bad else [], int(bad), 0, 0), inspector, name)

looked("L1", "U1", "yes", "TAN-001")
looked("L2", "U2", "no", "TAN-003")
said = {"lot": together(*(lambda by=by, accept=accept: actions.decide_lot(programme, lot="L1", round=1, accept=True, at=now(), by=by)
                          for by, accept in ((head, True), (planner, True)))),
        "hold": together(*[lambda: actions.release_hold(
            programme, workshop="W03", type="TAN-003", reason="pelindung sudah dipasang", at=now(), by=head)] * 2)}
said["decisions"] = queries.decisions(programme).count()
said["accepted"] = queries.accepted_units(programme)
said["held"] = sorted(queries.open_holds(programme))
said["fault"] = chain_fault(programme)
print(json.dumps(said))
'''


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    with database_elsewhere(tmp_path_factory.mktemp("races")) as environment:
        return json.loads(finished(python(STORY, environment)).splitlines()[-1])


def test_a_lot_is_decided_once(said):
    assert sorted(said["lot"]) == sorted(["ok", "Putaran 1 lot L1 sudah diputus."])
    assert said["decisions"] == 1 and said["accepted"] == {"U1": "accepted"}


def test_a_hold_is_released_once(said):
    assert sorted(said["hold"]) == sorted(["ok", "Tidak ada penahanan untuk bengkel dan jenis itu."]) and said["held"] == []


def test_the_chain_holds(said):
    assert said["fault"] is None
