"""Accepted units of a contract in force, and their way from hand to hand, as far as a test is about."""

from __future__ import annotations

from datetime import timedelta

from tempa.contracts import queries as contracts
from tempa.delivery import actions, queries
from tempa.ledger import actions as ledger
from tempa.ledger.queries import person_named
from tempa.values.period import day_in_wita
from tests.quality.parties import THEN, decide, inspect, planned

ARRIVES = THEN + timedelta(days=2)
ON = day_in_wita(ARRIVES)
AGENCY = "DISTANBUN"


def colleague(programme, person, login):
    """Another person of the agency."""
    made = ledger.add_person(login=login, name=f"Rekan {login}", password=None)
    ledger.grant_role(programme, made, desk="agency", subject=AGENCY, at=THEN, by=person("kepala"))
    return made


def accepted(programme, person, *, units=3):
    """`units` units of a lot, inspected and accepted; their serials and contract."""
    plan, form = planned(programme, person, units=units)
    inspect(programme, person, plan, form)
    decide(programme, person, plan)
    serials = sorted(plan.serials)
    return serials, contracts.contract_of_lot(programme, plan.lot)


def taken_over(programme, person, *, units=3, at=ARRIVES, by=None):
    """The same after the agency took them over from the vendor: serials, contract and who received."""
    serials, contract = accepted(programme, person, units=units)
    receiver = by or colleague(programme, person, "penerima-barang")
    hand_over(programme, person, serials, contract.vendor, receiver, at=at)
    return serials, contract, receiver


def hand_over(programme, person, serials, vendor, receiver, *, at=ARRIVES, to=AGENCY):
    giver, step = owner_of(programme, person, vendor), 1 if to == "PARK" else 2
    code = actions.offer_handover(programme, step=step, giver=vendor, receiver=to, serials=serials, at=at, by=giver)
    actions.take_handover(programme, handover=code, on=day_in_wita(at), at=at, by=receiver)
    return queries.handover_named(programme, code)


def owner_of(programme, person, vendor):
    """Somebody who speaks for a workshop; the same one each time."""
    login = f"pemilik-{vendor.lower()}"
    if found := person_named(login):
        return found
    made = ledger.add_person(login=login, name=f"Pemilik {vendor}", password=None)
    ledger.grant_role(programme, made, desk="workshop", subject=vendor, at=THEN, by=person("kepala"))
    return made
