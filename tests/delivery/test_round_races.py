"""Two people at one round, or with one machine for two rounds, at the same moment: real threads on a real database."""

from __future__ import annotations

import json

import pytest

from tests.homes import DEMO, database_elsewhere
from tests.ledger.test_concurrency import finished, python

pytestmark = pytest.mark.database

STORY = '''
import json
from datetime import timedelta
from uuid import uuid4
import django
django.setup()
from tempa.delivery import actions, queries
from tempa.delivery.actions.driving import Brought
from tempa.delivery.actions.codes import code_of
from tempa.delivery.actions.rounds import LorryGiven, StopMoved
from tempa.delivery.queries import RoundsAsked
from tempa.ledger import queries as people
from tempa.ledger.verification import verify
from tests.delivery.parties import AGENCY, ARRIVES
from tests.delivery.test_requests import WHY
from tests.delivery.test_rounds import TODAY, lorry, ready
from tests.together import together

programme, person = people.programme_named("NTB-2020-IKM"), people.person_named
planner, head, rina = person("perencana"), person("kepala"), person("opd")
both, told = (planner, head), {}

def meet(name, *deeds):
    told[name] = together(*deeds)
    on = [s for r in queries.open_rounds(programme) for stop in queries.stops(r) if not stop.outcome for s in stop.serials]
    assert len(on) == len(set(on)), f"{name}: a machine on two rounds"
    for r in queries.open_rounds(programme):
        assert sum(len(stop.serials) for stop in queries.stops(r)) <= r.lorry.places, f"{name}: {r.round} is too full"

def by_both(act, **said):
    return [lambda by=by: act(programme, **said, at=ARRIVES, by=by) for by in both]

def stage(code):
    return queries.stage_of_round(queries.round_named(programme, code))

def moved(code, to, units=0):
    return {"move": StopMoved(code, 1, to, units), "reason": "jembatan hanya kuat sebagian"}

serials, recipient = ready(programme, person, units=4)
meet("two lorries noted", *[lambda by=by, name=name: actions.note_lorry(
    programme, given=LorryGiven(name, 6000, 4, driver="Pak Udin"), at=ARRIVES, by=by) for by, name in zip(both, ("DR 1 AA", "DR 2 BB"))])
told["lorries"] = sorted(l.lorry for l in queries.lorries(programme))
asked = RoundsAsked(TODAY + timedelta(days=1), 6, ("TR01", "TR02"))
meet("one list planned by two", *by_both(actions.plan_rounds, asked=asked))
meet("one stop moved by two", *by_both(actions.move_stop, **moved("RD0001", "new", 3)))
meet("what is left moved and dropped", lambda: actions.move_stop(programme, **moved("RD0001", "RD0002"), at=ARRIVES, by=planner),
     lambda: actions.move_stop(programme, **moved("RD0001", "out"), at=ARRIVES, by=head))
told["RD0001 after it"] = stage("RD0001")
if sum(len(s.serials) for s in queries.stops(queries.round_named(programme, "RD0002"))) == 3:
    again = actions.plan_rounds(programme, asked=asked, at=ARRIVES, by=planner)
else:
    again = []
    actions.move_stop(programme, **moved("RD0002", "new", 1), at=ARRIVES, by=planner)
one, two = [r.round for r in queries.open_rounds(programme)]
free = [TODAY + timedelta(days=n) for n in range(8, 20) if (TODAY + timedelta(days=n)).weekday() == 2][0]
meet("two rounds on one lorry and day", *[lambda code=code, by=by: actions.redate_round(
    programme, round=code, starts_on=free, lorry="TR01", reason=WHY, at=ARRIVES, by=by) for code, by in zip((one, two), both)])
loaded = max((one, two), key=lambda code: sum(len(s.serials) for s in queries.stops(queries.round_named(programme, code))))
small = ({one, two} - {loaded}).pop()
meet("one round confirmed by two", *by_both(actions.confirm_round, round=loaded))
meet("confirmed and changed", lambda: actions.confirm_round(programme, round=small, at=ARRIVES, by=planner),
     lambda: actions.move_stop(programme, **moved(small, "out"), at=ARRIVES, by=head))
if stage(small) == "cancelled":
    (small,) = actions.plan_rounds(programme, asked=RoundsAsked(free + timedelta(days=7), 6, ("TR02",)), at=ARRIVES, by=planner)
    actions.confirm_round(programme, round=small, at=ARRIVES, by=planner)
meet("called off and on its way", lambda: actions.cancel_round(programme, round=small, reason=WHY, at=ARRIVES, by=planner),
     lambda: actions.reach_stop(programme, round=small, place=1, at=ARRIVES, by=head))
meet("a stop reached by two", *by_both(actions.reach_stop, round=loaded, place=1))
stop = queries.stops(queries.round_named(programme, loaded))[0]
brought = Brought(code_of(queries.handover_named(programme, stop.handover)))
name = uuid4()
meet("brought and not brought", lambda: actions.deliver_stop(programme, round=loaded, place=1, brought=brought, at=ARRIVES, by=planner),
     lambda: actions.fail_stop(programme, round=loaded, place=1, reason=WHY, at=ARRIVES, by=head))
told["outcomes"] = sorted({s.outcome for s in queries.stops(queries.round_named(programme, loaded))})
meet("one round ended by two", *by_both(actions.end_round, round=loaded))

if stage(small) == "confirmed":
    actions.fail_stop(programme, round=small, place=1, reason=WHY, at=ARRIVES, by=head)
    actions.end_round(programme, round=small, at=ARRIVES, by=head)
left = [m.serial for p in queries.to_bring(programme, free + timedelta(days=14)).parcels for m in p.machines]
assert left, "somebody still waits"
far = RoundsAsked(free + timedelta(days=14), 6, ("TR01",))
(last,) = actions.plan_rounds(programme, asked=far, at=ARRIVES, by=planner)
def offer():
    actions.offer_handover(programme, step=3, giver=AGENCY, recipient=recipient, serials=left[:1], at=ARRIVES, by=rina)
meet("given by hand and by lorry", lambda: actions.confirm_round(programme, round=last, at=ARRIVES, by=planner), offer)
print(json.dumps({"told": told, "faults": [f.template % f.values for f in verify(programme).faults]}))
'''


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What came of every race; one program for all of them."""
    with database_elsewhere(tmp_path_factory.mktemp("ronde"), DEMO) as environment:
        return json.loads(finished(python(STORY, environment)).splitlines()[-1])


def test_what_is_recorded_stays_whole(told):
    assert told["faults"] == []


@pytest.mark.parametrize(("race", "sentences"), [
    ("one list planned by two", ("Sementara ronde dihitung", "Tidak ada mesin yang dapat diantar")),
    ("one stop moved by two", ("Perhentian itu punya 1",)),
    ("two rounds on one lorry and day", ("Truk TR01 sudah dipakai ronde",)), ("one round confirmed by two", ("Ronde RD",)),
    ("what is left moved and dropped", ("Ronde RD0001 sudah dibatalkan",)), ("confirmed and changed", ("Ronde RD",)),
    ("called off and on its way", ("Ronde RD",)), ("a stop reached by two", ("Perhentian ini sudah dicatat sampai",)),
    ("brought and not brought", ("Hasil perhentian ini sudah dicatat",)), ("one round ended by two", ("Ronde RD",)),
    ("given by hand and by lorry", ("Unit ",)),
])  # fmt: skip
def test_of_two_at_once_one_is_refused_with_its_sentence(told, race, sentences):
    answers = told["told"][race]
    assert answers.count("ok") == 1 and sum(a.startswith(sentences) for a in answers) == 1, answers


def test_no_lorry_gets_the_code_of_another(told):
    assert told["told"]["two lorries noted"] == ["ok", "ok"] and told["told"]["lorries"] == ["TR01", "TR02"]
