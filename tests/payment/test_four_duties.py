"""Inspecting, signing the handover, approving and paying for one contract are four people: by rule, by action and in the database."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest
from django.db import IntegrityError, transaction

from tempa.delivery import actions as delivery
from tempa.delivery import queries as delivered
from tempa.delivery import rules as delivery_rules
from tempa.delivery.models import Handover
from tempa.ledger import actions as ledger
from tempa.ledger.actions.roles import Deputy
from tempa.ledger.rules import Refused, Who
from tempa.payment import actions, rules
from tempa.payment.models import Payment
from tempa.payment.rules import Parties
from tempa.quality.models import Inspection
from tempa.values.period import day_in_wita
from tests.delivery.parties import AGENCY, ARRIVES, ON, accepted, colleague, owner_of
from tests.payment.test_claims import PAID, claimed, complete

DUTIES = ("inspect", "receive", "approve", "pay")
ROLES = {"inspect": "judges", "receive": "receivers", "approve": "approvers", "pay": "payers"}


def rule_of(duty, who, done):
    parties = Parties(**{ROLES[one]: frozenset({who.person}) for one in done})
    if duty == "approve":
        return rules.may_approve(who, AGENCY, parties)
    if duty == "pay":
        return rules.may_pay(who, AGENCY, parties)
    return delivery_rules.may_take(who, step=2, giver="W03", receiver=AGENCY, given_by=0, judges={who.person} if "inspect" in done else ())


@pytest.mark.parametrize(("first", "second"), [p for p in permutations(DUTIES, 2) if p[1] != "inspect"])
def test_the_rules_refuse_every_pair(first, second):
    """Two rooms say it: delivery of who inspected, payment of all; what nobody can know yet when it happens is the database's."""
    who = Who(7, frozenset({("agency", AGENCY), ("inspector", "")}))
    assert rule_of(second, who, ()) is True
    if (first, second) not in {("approve", "receive"), ("pay", "receive")}:
        assert rule_of(second, who, (first,)) is not True


def seat(programme, person, who, *, since=ARRIVES, days=60):
    """The seat of the agency's officer as a deputy, from a day to a day."""
    first = day_in_wita(since)
    place = Deputy(person("opd"), "agency", AGENCY, first, first + timedelta(days=days), "SPT/9")
    ledger.name_deputy(programme, who, place, at=since, by=person("kepala"))


def test_every_pair_is_refused_by_the_actions_also_to_deputies_and_to_who_changed_roles(programme, person):
    serials, contract = accepted(programme, person)
    inspector = person("pemeriksa")
    with pytest.raises(Refused, match="taman sains tidak boleh sekaligus orang OPD"):
        seat(programme, person, inspector)
    ledger.revoke_role(programme, inspector, desk="inspector", at=ARRIVES, by=person("kepala"))
    seat(programme, person, inspector)
    receiver, approver = (ledger.add_person(login=login, name=login, password=None) for login in ("plt-penerima", "plt-penyetuju"))
    for deputy in (receiver, approver):
        seat(programme, person, deputy)
    payer, admin = colleague(programme, person, "bendahara"), ledger.add_person(login="pengelola", name="Pengelola", password=None)
    type(admin).objects.filter(pk=admin.pk).update(may_found=True)
    offer = delivery.offer_handover(programme, step=2, giver=contract.vendor, receiver=AGENCY, serials=serials, at=ARRIVES,
                                    by=owner_of(programme, person, contract.vendor))  # fmt: skip
    for who in (inspector, admin, person("kepala")):
        with pytest.raises(Refused):
            delivery.take_handover(programme, handover=offer, on=ON, at=ARRIVES, by=who)
    delivery.take_handover(programme, handover=offer, on=ON, at=ARRIVES, by=receiver)
    claim = claimed(programme, person, serials, contract)
    complete(programme, claim, owner_of(programme, person, contract.vendor))
    for who in (inspector, receiver, admin, person("kepala")):
        with pytest.raises(Refused):
            actions.approve_payment(programme, claim=claim, at=PAID, by=who)
    payment = actions.approve_payment(programme, claim=claim, at=PAID, by=approver)
    paid = {"payment": payment, "on": day_in_wita(PAID), "sp2d": "SP2D/1", "at": PAID}
    for who in (inspector, receiver, approver, admin, person("kepala")):
        with pytest.raises(Refused):
            actions.record_payment(programme, by=who, **paid)
    actions.record_payment(programme, by=payer, **paid)
    in_the_database(programme, offer, payment, dict(zip(DUTIES, (inspector, receiver, approver, payer), strict=True)))
    with ledger.deed(programme, at=PAID + timedelta(days=80), by=receiver) as d:
        assert d.who.roles == frozenset()  # the deputy's days are over


def in_the_database(programme, offer, payment, people):
    """Every ordered pair written past all actions: who did the first is put down for the second, and the database refuses."""
    places = {
        "inspect": (Inspection.objects.filter(programme=programme, lot__in=lots_of(programme, offer)), "inspector"),
        "receive": (Handover.objects.filter(programme=programme, handover=offer), "received_by"),
        "approve": (Payment.objects.filter(programme=programme, payment=payment), "approved_by"),
        "pay": (Payment.objects.filter(programme=programme, payment=payment), "paid_by"),
    }
    for first, second in permutations(DUTIES, 2):
        rows, column = places[second]
        assert rows.exists()
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**{column: people[first]})
        with pytest.raises(Refused, match="Basis data menolak: satu orang"), ledger.deed(programme, at=PAID, by=people[first]):
            rows.update(**{column: people[first]})


def lots_of(programme, offer):
    from tempa.production import queries as production

    serials = set(delivered.units_of(delivered.handover_named(programme, offer)).values_list("serial", flat=True))
    return {u.lot for u in production.units(programme) if u.serial in serials}


