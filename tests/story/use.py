"""The part of the story that many tests tell in detail: machines are made, inspected, handed over and looked at where they work."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from tempa.delivery import actions as delivery
from tempa.delivery import queries as delivered
from tempa.delivery.actions.handovers import code_of
from tempa.delivery.actions.requests import Applicant, Wish
from tempa.delivery.rules import Need, Site
from tempa.ledger import actions as ledger
from tempa.production import actions as production
from tempa.production import queries as made
from tempa.production.actions import Report
from tempa.production.rules import Done
from tempa.quality import actions as quality
from tempa.values.period import day_in_wita
from tests.delivery.parties import AGENCY, colleague, owner_of
from tests.quality.parties import form_of, instruments, look_at

WHY = "kelompok aktif dan punya bahan baku"


def in_use(programme, person, lots, clock):
    """Two machines of a lot go all the way; returns their serials, who speaks for their vendor, and the day."""
    planner, head, ani, rina = (person(login) for login in ("perencana", "kepala", "pemeriksa", "opd"))
    now = next(clock)
    day = day_in_wita(now)
    ledger.grant_role(programme, ani, desk="inspector", at=now, by=head)
    receiver = colleague(programme, person, "penerima-barang")
    serials, card = made_and_accepted(programme, person, lots, now)
    owner = owner_of(programme, person, card.vendor)
    offer = delivery.offer_handover(programme, step=2, giver=card.vendor, receiver=AGENCY, serials=serials, at=now, by=owner)
    delivery.take_handover(programme, handover=offer, on=day, paper="BAST/1", at=now, by=receiver)
    (place,) = {destination for _serial, type, destination in delivered.free_units(programme, AGENCY) if type == card.type}
    group = Applicant("group", "Kelompok Tani Maju", "Sukarara", place, "Pak Amin", "0812-3456-7890")
    wish = Wish(card.type, len(serials), day, "paper")
    code = delivery.register_recipient(programme, agency=AGENCY, applicant=group, wish=wish, at=now, by=rina)
    request = delivered.recipient_named(programme, code).requests.get().request
    delivery.decide_request(programme, request=request, decided="accepted", reason=WHY, at=now, by=rina)
    delivery.issue_decree(programme, agency=AGENCY, number="SK/1", on=day, requests=[request], at=now, by=receiver)
    need = Need(volts=220, kilovolt_amperes=Decimal(2))
    delivery.state_site_need(programme, type=card.type, need=need, source="pelat nama mesin", at=now, by=planner)
    delivery.assign_units(programme, agency=AGENCY, rows=[(s, request) for s in serials], at=now, by=rina)
    delivery.inspect_site(programme, recipient=code, on=day, site=Site(225, Decimal(3), False, False, False), at=now, by=ani)
    given = delivery.offer_handover(programme, step=3, giver=AGENCY, recipient=code, serials=serials, at=now, by=receiver)
    secret = code_of(delivered.handover_named(programme, given))
    delivery.take_handover(programme, handover=given, on=day, code=secret, at=now, by=receiver)
    month = now + timedelta(days=32)
    said = {"serial": serials[0], "due_month": 1, "on": day_in_wita(month), "way": "visit", "state": "used", "hours_per_week": "12"}
    delivery.check_use(programme, **said, at=month, by=head)
    return {"serials": serials, "owner": owner, "day": day}


def made_and_accepted(programme, person, lots, now):
    """Two units of the largest lot: reported, the first looked at and released, both inspected, the lot accepted by somebody else."""
    planner, head, ani = (person(login) for login in ("perencana", "kepala", "pemeriksa"))
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
    return [unit.serial for unit in units], card
