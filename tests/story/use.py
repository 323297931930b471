"""The parts of the story that many tests tell in detail: who takes part, and machines that are made, inspected, handed over, looked at."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from tempa.contracts import queries as contracts
from tempa.delivery import actions as delivery
from tempa.delivery import queries as delivered
from tempa.delivery.actions.codes import code_of
from tempa.delivery.actions.requests import Applicant, Wish
from tempa.delivery.rules import Need, Site, UseFound
from tempa.ledger import actions as ledger
from tempa.payment import queries as money
from tempa.payment.actions.claims import Shown
from tempa.production import actions as production
from tempa.production import queries as made
from tempa.production.actions import Report
from tempa.production.rules import Done
from tempa.quality import actions as quality
from tempa.values.period import day_in_wita
from tests.contracts.parties import state_parties
from tests.delivery.parties import AGENCY, colleague, owner_of
from tests.quality.parties import form_of, instruments, look_at

WHY = "kelompok aktif dan punya bahan baku"


def parties(programme, person, clock):
    """Those who sign, inspect, receive, approve and pay, each with a role; returns the vendor of Distanbun's first lot."""
    ledger.grant_role(programme, person("opd"), desk="agency", subject=AGENCY, at=next(clock), by=person("kepala"))
    ledger.grant_role(programme, person("pemeriksa"), desk="inspector", at=next(clock), by=person("kepala"))
    for login in ("penerima-barang", "pptk", "bendahara"):
        colleague(programme, person, login)
    vendor = next(one.vendor for one in contracts.uncontracted_lots(programme) if one.agency == AGENCY)
    state_parties(programme, person, vendors=[vendor], at=next(clock))
    return vendor


def made_and_accepted(programme, person, lots, clock):
    """Two units of the largest lot: reported, the first looked at and released, both inspected, the lot accepted by somebody else.

    Returns their serials and who speaks for their vendor, after the agency took them over.
    """
    planner, head, ani, now = person("perencana"), person("kepala"), person("pemeriksa"), next(clock)
    day = day_in_wita(now)
    card = max(made.lot_cards(programme, day, lots=lots), key=lambda c: c.units)
    done = [Done(card.lot, step.step, 2) for step in card.steps]
    production.give_serials(programme, at=now, by=planner)
    production.report_progress(programme, report=Report(card.vendor, done, "office"), at=now, by=planner)
    production.announce_lot(programme, lot=card.lot, at=now, by=planner)
    instruments(programme, person, on=day, at=now)
    form, units = form_of(programme, person, card.type), list(made.units(programme, [card.lot]).filter(made_on__isnull=False))
    first = uuid4()
    quality.record_visit(programme, looks={first: look_at(form, units[0], 0)}, at=now, by=ani)
    quality.decide_first_article(programme, inspection=first, release=True, at=now, by=head)
    quality.plan_lots(programme, lots=[card.lot], at=now, by=planner)
    quality.record_visit(programme, looks={uuid4(): look_at(form, unit, 1) for unit in units}, at=now, by=ani)
    quality.decide_lot(programme, lot=card.lot, round=1, accept=True, at=now, by=head)
    serials, owner = [unit.serial for unit in units], owner_of(programme, person, card.vendor)
    offer = delivery.offer_handover(programme, step=2, giver=card.vendor, receiver=AGENCY, serials=serials, at=now, by=owner)
    delivery.take_handover(programme, handover=offer, on=day, spot=delivery.OnTheSpot(paper="BAST/1"), at=now, by=person("penerima-barang"))
    return serials, owner


def given_to_a_group(programme, person, serials, clock):
    """A group asks, is decided on, has a place that is fit, and takes the machines with its code; returns the group's code."""
    ani, rina, receiver, now = person("pemeriksa"), person("opd"), person("penerima-barang"), next(clock)
    day, type = day_in_wita(now), made.unit_named(programme, serials[0]).type
    (place,) = {destination for _serial, kind, destination in delivered.free_units(programme, AGENCY) if kind == type}
    group = Applicant("group", "Kelompok Tani Maju", "Sukarara", place, "Pak Amin", "0812-3456-7890")
    wish = Wish(type, len(serials), day, "paper")
    code = delivery.register_recipient(programme, agency=AGENCY, applicant=group, wish=wish, at=now, by=rina)
    request = delivered.recipient_named(programme, code).requests.get().request
    delivery.decide_request(programme, request=request, decided="accepted", reason=WHY, at=now, by=rina)
    delivery.issue_decree(programme, agency=AGENCY, number="SK/1", on=day, requests=[request], at=now, by=receiver)
    need = Need(volts=220, kilovolt_amperes=Decimal(2))
    delivery.state_site_need(programme, type=type, need=need, source="pelat nama mesin", at=now, by=person("perencana"))
    delivery.assign_units(programme, agency=AGENCY, rows=[(s, request) for s in serials], at=now, by=rina)
    delivery.inspect_site(programme, recipient=code, on=day, site=Site(225, Decimal(3), False, False, False), at=now, by=ani)
    given = delivery.offer_handover(programme, step=3, giver=AGENCY, recipient=code, serials=serials, at=now, by=receiver)
    secret = code_of(delivered.handover_named(programme, given))
    delivery.take_handover(programme, handover=given, on=day, code=secret, at=now, by=receiver)
    return code


def looked_at_a_month_later(programme, person, serial, clock):
    month = next(clock) + timedelta(days=32)
    found = UseFound(serial, 1, day_in_wita(month), way="visit", state="used", hours_per_week="12")
    delivery.check_use(programme, found=found, at=month, by=person("kepala"))


def papers_of(programme, claim, day):
    """Every paper that the claim still lacks, with its number."""
    lacking = [c.paper.id for c in money.file_of(programme, money.claim_named(programme, claim), day) if c.state != "ada"]
    return {paper: Shown(number="1/2020") for paper in lacking}
