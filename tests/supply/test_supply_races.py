"""Two people, or one person twice, at the store at the same moment: real threads on a real database, each with a connection of its own."""

from __future__ import annotations

import json

import pytest

from tests.homes import DEMO, database_elsewhere
from tests.ledger.test_concurrency import finished, python

pytestmark = pytest.mark.database

STORY = '''
import json
from uuid import uuid4
import django
django.setup()
from tempa.ledger import actions as ledger, queries as people
from tempa.ledger.queries import chain_fault, chain_head
from tempa.ledger.verification import verify
from tempa.supply import actions, queries
from tempa.supply.actions.receiving import Came
from tests.contracts.parties import AT, TODAY
from tests.supply.parties import draft_of, given, lot_with, ordered, received, wish
from tests.together import together

programme, person = people.programme_named("NTB-2020-IKM"), people.person_named
planner, head = person("perencana"), person("kepala")

lot = lot_with(programme, person)
received(programme, person, wish(quantity="5"))
told = {}

def give(quantity, by, identity=None):
    more = {"workshop": lot.workshop, "on": TODAY, "lines": [given(lot, quantity)], "note": "seperti diminta", "at": AT, "by": by}
    return lambda: actions.issue_material(programme, **more, identity=identity)

told["the last of a stock"] = together(give("3", planner), give("3", head))
name = uuid4()
told["a note twice"] = together(give("1", planner, name), give("1", planner, name))
told["stock"] = str(queries.stock(programme)["ST-HOL40"].level)

def back(by):
    more = {"workshop": lot.workshop, "on": TODAY, "lines": [given(lot, "3")], "at": AT, "by": by}
    return lambda: actions.return_material(programme, **more)

told["the same thing brought back twice"] = together(back(planner), back(head))

order = ordered(programme, person, wish(quantity="10"))
def take(quantity, by):
    return lambda: actions.receive_goods(programme, order=order, on=TODAY, came=Came({f"{order}.1": quantity}), at=AT, by=by)
told["the last of an order"] = together(take("6", planner), take("6", head))

engines = received(programme, person, wish("EN-BENSIN", "4", 1_500_000), supplier="SUP-E2")
def number(by, *numbers):
    return lambda: actions.number_engines(programme, line=f"{engines}.1", numbers=numbers, at=AT, by=by)
told["one plate read by two"] = together(number(planner, "GX-77"), number(head, "gx 77"))

waiting = actions.draft_purchase(programme, draft=draft_of(wish(quantity="2000")), at=AT, by=planner)
def approve(identity):
    return lambda: actions.approve_purchase(programme, order=waiting, at=AT, by=head, identity=identity)
def refuse():
    actions.refuse_purchase(programme, order=waiting, reason="terlalu mahal", at=AT, by=head)
told["approved and refused"] = together(approve(uuid4()), refuse)
told["two orders at once"] = together(*[
    lambda by=by: actions.draft_purchase(programme, draft=draft_of(), at=AT, by=by) for by in (planner, head)])
told["codes"] = sorted(queries.purchases(programme).values_list("order", flat=True))
print(json.dumps({"told": told, "fault": chain_fault(programme), "faults": [f.template % f.values for f in verify(programme).faults]}))
'''


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What came of every race; one program for all of them."""
    with database_elsewhere(tmp_path_factory.mktemp("gudang"), DEMO) as environment:
        return json.loads(finished(python(STORY, environment)).splitlines()[-1])


def test_what_is_recorded_stays_whole(told):
    assert told["fault"] is None and told["faults"] == []


@pytest.mark.parametrize(("race", "sentence"), [
    ("the last of a stock", "Stok ST-HOL40"), ("the same thing brought back twice", "Lot "), ("the last of an order", "Baris "),
    ("one plate read by two", "Nomor mesin"), ("approved and refused", "Pesanan ini tidak menunggu persetujuan"),
])  # fmt: skip
def test_of_two_at_once_one_is_refused_with_its_sentence(told, race, sentence):
    answers = told["told"][race]
    assert answers.count("ok") == 1 and sum(a.startswith(sentence) for a in answers) == 1, answers


def test_a_note_sent_twice_takes_material_once(told):
    assert told["told"]["a note twice"] == ["ok", "ok"] and told["told"]["stock"] == "10000"


def test_no_code_is_given_twice(told):
    codes = told["told"]["codes"]
    assert told["told"]["two orders at once"] == ["ok", "ok"] and codes == [f"B{n:04}" for n in range(1, len(codes) + 1)]
