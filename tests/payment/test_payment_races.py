"""Two people, or one person twice, on one handover, claim or payment at the same moment: real threads on a real database."""

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
from tempa.delivery import actions as delivery, queries as delivered
from tempa.ledger import queries as people
from tempa.ledger.verification import verify
from tempa.payment import actions, queries
from tests.delivery.parties import AGENCY, ARRIVES, ON as CAME, accepted, colleague, owner_of
from tests.payment.test_claims import ON, PAID, complete, fresh
from tests.together import together

programme, person = people.programme_named("NTB-2020-IKM"), people.person_named
told = {}

def meet(name, *deeds):
    told[name] = together(*deeds)

serials, contract = accepted(programme, person, units=4)
owner, vendor = owner_of(programme, person, contract.vendor), contract.vendor
receivers = [colleague(programme, person, n) for n in ("penerima-1", "penerima-2")]
approvers = [colleague(programme, person, n) for n in ("pptk-1", "pptk-2")]
payers = [colleague(programme, person, n) for n in ("bendahara-1", "bendahara-2")]

def offer(by, units):
    said = {"step": 2, "giver": vendor, "receiver": AGENCY, "serials": units}
    return lambda: delivery.offer_handover(programme, **said, at=ARRIVES, by=by)
meet("one serial in two handovers", offer(owner, serials[:3]), offer(owner, serials[1:]))
left = [s for s in serials if not delivered.passages(programme, [s])[s].is_underway]
offer(owner, left)()
waiting = [h.handover for h in delivered.handovers(programme).filter(taken_at=None)]
def take(handover, by):
    return lambda: delivery.take_handover(programme, handover=handover, on=CAME, at=ARRIVES, by=by)
meet("one handover taken by two", *[take(waiting[0], by) for by in receivers])
def give_up():
    delivery.withdraw_handover(programme, handover=waiting[1], reason="truknya belum berangkat", at=ARRIVES, by=owner)
meet("taken and withdrawn", take(waiting[1], receivers[0]), give_up)
if any(s not in {u.serial for u in delivered.units_taken(programme)} for s in serials):
    again = [s for s in serials if 2 not in delivered.passages(programme, [s])[s].taken]
    offer(owner, again)()
    take(delivered.handovers(programme).filter(taken_at=None, withdrawn_at=None).get().handover, receivers[0])()

def ask(units):
    said = {"contract": contract.contract, "asked": "delivery", "serials": units}
    return lambda: actions.submit_claim(programme, **said, at=PAID, by=owner)
meet("one unit in two claims", ask(serials[:2]), ask(serials[1:3]))
first = queries.claims(programme).get().claim
free = [s for s, u in queries.units_due(programme, fresh(programme, contract)).items() if not u.claimed_in and s in serials]
ask(free)()
claims = [c.claim for c in queries.claims(programme).order_by("claim")]
for claim in claims:
    complete(programme, claim, owner)
def approve(claim, by, identity=None):
    return lambda: actions.approve_payment(programme, claim=claim, at=PAID, by=by, identity=identity)
meet("one claim approved by two", *[approve(claims[0], by) for by in approvers])
name = uuid4()
def back():
    actions.withdraw_claim(programme, claim=claims[1], reason="harga salah tulis", at=PAID, by=owner)
meet("approved and withdrawn", approve(claims[1], approvers[0]), back)
if queries.claim_named(programme, claims[1]).ended_at:
    ask(free)()
    claims[1] = queries.claims(programme).order_by("claim").last().claim
    complete(programme, claims[1], owner)
    approve(claims[1], approvers[0])()
payments = [queries.claim_named(programme, c).payment.payment for c in claims]
def pay(payment, by, sp2d, identity=None):
    return lambda: actions.record_payment(programme, payment=payment, on=ON, sp2d=sp2d, at=PAID, by=by, identity=identity)
meet("one number for two payments", pay(payments[0], payers[0], "SP2D/7"), pay(payments[1], payers[1], "SP2D/7"))
unpaid = [p for p in payments if queries.payment_named(programme, p).paid_on is None]
name = uuid4()
meet("one payment noted twice", *[pay(unpaid[0], payers[0], "SP2D/8", name)] * 2)
told["units paid"] = sum(queries.paid_by_line(programme).values())
told["numbers"] = sorted(queries.payment_named(programme, p).sp2d for p in payments)
told["faults"] = [f.template % f.values for f in verify(programme).faults]
print(json.dumps(told))
'''


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What came of every race; one program for all of them."""
    with database_elsewhere(tmp_path_factory.mktemp("kas"), DEMO) as environment:
        return json.loads(finished(python(STORY, environment)).splitlines()[-1])


@pytest.mark.parametrize(("race", "sentence"), [
    ("one serial in two handovers", "Unit "), ("one handover taken by two", "Serah terima "), ("taken and withdrawn", "Serah terima "),
    ("one unit in two claims", "Unit "), ("one claim approved by two", "Tagihan "), ("approved and withdrawn", "Tagihan "),
    ("one number for two payments", "Nomor SP2D "),
])  # fmt: skip
def test_of_two_at_once_one_is_refused_with_its_sentence(told, race, sentence):
    answers = told[race]
    assert answers.count("ok") == 1 and sum(a.startswith(sentence) for a in answers) == 1, answers


def test_what_is_recorded_stays_whole(told):
    assert told["one payment noted twice"] == ["ok", "ok"] and told["numbers"] == ["SP2D/7", "SP2D/8"]
    assert told["units paid"] == 4 and told["faults"] == []
