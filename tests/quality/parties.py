"""A lot of a workshop with finished units, forms confirmed by two people, and inspectors: as far as a test is about."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from tempa.ledger import actions as ledger
from tempa.production import actions as production
from tempa.production import queries as made_queries
from tempa.quality import actions, queries
from tempa.quality.actions import Look
from tempa.quality.rules.forms import NUMBER, YES_NO
from tests.contracts.parties import TODAY
from tests.production.making import LATER, begun, made

THEN = LATER + timedelta(days=1)
WHY = "sudah dilihat bersama di bengkel"
GAUGES = {"sound": ("SL-01", "dB(A)", "30", "130"), "speed": ("TM-01", "rpm", "0", "10000"), "mass": ("TB-01", "kg", "0", "500"),
          "temperature": ("TC-01", "°C", "-20", "500"), "volume": ("GU-01", "l", "0", "100"), "insulation": ("IR-01", "MΩ", "0", "1000"),
          "thickness": ("JS-01", "mm", "0", "150"), "time": ("SW-01", "menit", "0", "600"), "length": ("MT-01", "m", "0", "100")}  # fmt: skip


def second_inspector(programme, person, *, login="pemeriksa-2", subject=""):
    made = ledger.add_person(login=login, name="Budi Pemeriksa", password=None)
    ledger.grant_role(programme, made, desk="inspector", subject=subject, at=THEN, by=person("kepala"))
    return made


def instruments(programme, person, *, on=TODAY, at=LATER):
    for quantity, (code, unit, low, high) in GAUGES.items():
        values = {"name": f"alat {quantity}", "quantity": quantity, "unit": unit, "low": low, "high": high, "certificate": "KAL-1"}
        actions.state_instrument(programme, instrument=code, values=values, calibrated_on=on - timedelta(days=30),
                                 expires_on=on + timedelta(days=300), at=at, by=person("perencana"))  # fmt: skip


def form_of(programme, person, type):
    """The library's form of a type, confirmed by a second person."""
    actions.take_library(programme, types=[type], at=LATER, by=person("perencana"))
    form = queries.waiting_forms(programme).get(type=type)
    actions.confirm_form(programme, form=form.form, at=LATER, by=person("kepala"))
    return queries.form_named(programme, form.form)


def good_values(form):
    """Answers that meet every check, and the instruments they were measured with."""
    values, used = {}, {}
    for one in queries.checks_of(form):
        values[one.check] = "yes" if one.kind == YES_NO else "50" if one.kind == NUMBER else "0"
        if one.quantity:
            used[one.check] = GAUGES[one.quantity][0]
    return values, used


def look_at(form, unit, round, **wrong):
    values, used = good_values(form)
    return Look(unit.lot, unit.serial, round, values | wrong, used, place="Labuapi", point="-8.68,116.11")


def finished(programme, person, *, units=None):
    """A lot of a contract in force, announced finished; returns its card. `units`: fewer than all of it."""
    card = begun(programme, person)[0]
    made(programme, person, card, units or card.units)
    production.announce_lot(programme, lot=card.lot, at=LATER, by=person("perencana"))
    return card


def released(programme, person, *, units=None):
    """A finished lot whose first article was inspected and released; returns its card and form."""
    card = finished(programme, person, units=units)
    instruments(programme, person)
    form = form_of(programme, person, card.type)
    first = made_queries.units(programme, [card.lot]).first()
    entry = actions.record_visit(programme, looks={(name := uuid4()): look_at(form, first, 0)}, at=THEN, by=person("pemeriksa"))
    assert entry == 1
    actions.decide_first_article(programme, inspection=name, release=True, at=THEN, by=person("kepala"))
    return card, form


def planned(programme, person, *, units=None):
    """The same with its sample drawn; returns the plan and the form."""
    card, form = released(programme, person, units=units)
    actions.plan_lots(programme, lots=[card.lot], at=THEN, by=person("perencana"))
    return queries.last_plan(programme, card.lot), form


def inspect(programme, person, plan, form, *, wrong=None, by="pemeriksa", at=THEN):
    """Every unit of a plan is inspected; `wrong`: serial -> answers that fail it."""
    units = {u.serial: u for u in made_queries.units(programme, [plan.lot])}
    looks = {uuid4(): look_at(form, units[s], plan.round, **(wrong or {}).get(s, {})) for s in plan.serials}
    actions.record_visit(programme, looks=looks, at=at, by=person(by) if isinstance(by, str) else by)


def decide(programme, person, plan, *, accept=True, at=THEN, by="kepala"):
    name = actions.decide_lot(programme, lot=plan.lot, round=plan.round, accept=accept, at=at, by=person(by))
    return queries.decision_named(programme, name)
