"""Every deed of the quality room with its own arguments, for the test that sends each twice: who does it, and on what."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from tempa.ledger.actions import record
from tempa.ledger.queries import person_named
from tempa.production import queries as made_queries
from tempa.quality import actions, queries
from tempa.quality.actions.causes import Tackle
from tempa.quality.facts import InspectionRecorded
from tempa.quality.rules.forms import Check
from tempa.quality.rules.lots import SamplingRule
from tempa.quality.rules.weeks import Errand, Working
from tempa.registry import queries as registry
from tests.contracts.parties import AT, TODAY, WHY
from tests.production.making import begun
from tests.quality.parties import decide, finished, form_of, inspect, instruments, look_at, planned, released

CHECKS = [Check("A01", "pelindung terpasang", "guard fixed", "critical"), Check("C01", "panjang", "length", "major", "number", "mm", "10", "20")]
GAUGE = {"instrument": "SL-09", "values": {"name": "pengukur bunyi", "quantity": "sound", "unit": "dB(A)", "low": "30", "high": "130"},
         "calibrated_on": TODAY, "expires_on": TODAY + timedelta(days=300)}  # fmt: skip


def people(d):
    return lambda login: {
        "perencana": d["planner"], "kepala": d["head"], "opd": d["buyer"], "pemeriksa": person_named("pemeriksa"),
    }[login]  # fmt: skip


def revised(p, d):
    return actions.issue_revision(p, type="TAN-001", revision="A", specification=WHY, at=AT, by=d["planner"])


def proposed(p, d):
    revised(p, d)
    return {"form": actions.propose_form(p, type="TAN-001", revision="A", checks=CHECKS, at=AT, by=d["planner"])}


def contract(p, d):
    revised(p, d)
    return {"contract": begun(p, people(d))[0].contract, "type": "TAN-001", "revision": "A"}


def first_look(p, d):
    card = finished(p, people(d))
    instruments(p, people(d))
    form = form_of(p, people(d), card.type)
    unit, name = made_queries.units(p, [card.lot]).first(), uuid4()
    actions.record_visit(p, looks={name: look_at(form, unit, 0)}, at=AT, by=d["planner"])
    return {"inspection": name, "release": True}


def one_look(p, d):
    plan, form = planned(p, people(d))
    return look_at(form, made_queries.units(p, [plan.lot]).first(), 1)


def single(p, d):
    return {"look": one_look(p, d)}


def inspected(p, d, **wrong):
    """A planned lot whose units are all inspected; the first one fails by `wrong`."""
    plan, form = planned(p, people(d))
    inspect(p, people(d), plan, form, wrong={plan.serials[0]: wrong}, by="pemeriksa")
    return plan


def rejected(p, d):
    plan = inspected(p, d, B01="no")
    decide(p, people(d), plan, accept=False)
    return {"serials": [plan.serials[0]], "decided": "scrapped", "reason": WHY, "cost": 5}


def held(p, d):
    plan = inspected(p, d, A01="no")
    return {"workshop": plan.maker, "type": plan.type, "reason": WHY}


def accepted(p, d):
    return {"decision": decide(p, people(d), inspected(p, d)).decision, "content": b"%PDF-1.7"}


def tackled(p, d):
    return {"tackle": Tackle("W03", "cetakan sudah aus", "cetakan diganti baru", "Pak Darma", TODAY + timedelta(days=9))}


def helped(p, d):
    """Before the action most units of the workshop failed, after it none."""
    plan = inspected(p, d)
    form = str(plan.form_id)
    for n in range(40):
        at = AT + timedelta(hours=1 if n < 20 else 5)
        bad = n < 15
        name = uuid4()
        record(p, InspectionRecorded(
            str(name), plan.lot, f"SERI-{n}", 1, form, {}, {}, {}, [], "", "", "", 1, plan.type, "W03", "W01", "PARK", True, True, at.isoformat(), "",
            "failed" if bad else "passed", ["B01"] if bad else [], 0, int(bad), 0,
        ), at=at, by=d["planner"], identity=name)  # fmt: skip
    return {"action": actions.tackle_cause(p, **tackled(p, d), at=AT + timedelta(hours=3), by=d["planner"])}


MONDAY = TODAY + timedelta(days=7 - TODAY.weekday())


def week(p, d):
    working = Working(str(d["inspector"].public_id), tuple(MONDAY + timedelta(days=n) for n in range(5)), 2250)
    visit = Errand("visit", "W03", queries.spot_of_workshop(registry.workshop_named(p, "W03")), 180, TODAY)
    return {"asked": actions.WeekAsked(MONDAY, [working]), "errands": [visit]}


def moved(p, d):
    """A visit that the week holds, moved to its Friday."""
    said = week(p, d)
    actions.plan_week(p, **said, at=AT, by=d["planner"])
    move = actions.ErrandMoved(MONDAY, "visit:W03", str(d["inspector"].public_id), MONDAY + timedelta(days=4))
    return {"move": move, "errands": said["errands"], "reason": WHY}


DEEDS = {
    "quality.plan_week": ("planner", week),
    "quality.move_errand": ("planner", moved),
    "quality.issue_revision": ("planner", lambda p, d: {"type": "TAN-001", "revision": "A", "specification": WHY}),
    "quality.name_revision": ("buyer", contract),
    "quality.propose_form": ("planner", lambda p, d: {"type": revised(p, d) and "TAN-001", "revision": "A", "checks": CHECKS}),
    "quality.take_library": ("planner", lambda p, d: {"types": ["TAN-001", "TAN-003"]}),
    "quality.confirm_form": ("head", proposed),
    "quality.confirm_forms": ("head", lambda p, d: {"forms": [proposed(p, d)["form"]]}),
    "quality.refuse_form": ("head", lambda p, d: proposed(p, d) | {"reason": WHY}),
    "quality.state_instrument": ("planner", lambda p, d: GAUGE),
    "quality.set_sampling_rule": ("planner", lambda p, d: {"rule": SamplingRule("table", aql="4.0"), "reason": WHY}),
    "quality.plan_lots": ("planner", lambda p, d: {"lots": [released(p, people(d))[0].lot]}),
    "quality.record_inspection": ("planner", single),
    "quality.record_visit": ("planner", lambda p, d: {"looks": {uuid4(): one_look(p, d)}}),
    "quality.decide_first_article": ("head", first_look),
    "quality.decide_lot": ("head", lambda p, d: {"lot": (plan := inspected(p, d)).lot, "round": plan.round, "accept": True}),
    "quality.decide_unit": ("planner", rejected),
    "quality.release_hold": ("head", held),
    "quality.keep_certificate": ("planner", accepted),
    "quality.tackle_cause": ("planner", tackled),
    "quality.close_cause": ("planner", helped),
}  # fmt: skip
