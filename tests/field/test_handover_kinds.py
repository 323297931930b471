"""Handovers and machines at recipients, recorded on a phone: what goes along, what comes back once, and what two people recorded at once."""

from __future__ import annotations

import json
from datetime import UTC, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from tempa.delivery import actions, queries
from tempa.desks.frame.door import Here
from tempa.desks.frame.field.described import as_json
from tempa.desks.frame.field.handovers import DEPARTURE, HANDOVER
from tempa.desks.frame.field.kinds import Received
from tempa.desks.frame.field.machines import RUN, SITE, USE
from tempa.ledger import photos
from tempa.ledger.rules import Refused, Twice, Who
from tempa.values.period import WITA, day_in_wita
from tests.contracts.parties import AT
from tests.delivery.deeds import with_its_recipient
from tests.delivery.parties import AGENCY, ARRIVES, accepted, colleague, owner_of
from tests.delivery.test_requests import WHY, applicant, wish
from tests.field.handed import LEAVES, on_their_way
from tests.ledger.pictures import photo

LATER = LEAVES + timedelta(days=2)


@pytest.fixture(autouse=True)
def papers(settings, tmp_path):
    settings.TEMPA_HOME = tmp_path


def standing(programme, somebody, role, subject="", now=LATER):
    """Where somebody works with the phone, as the door would say it."""
    desk = "park" if role.startswith("park") else role
    who = Who(somebody.pk, frozenset({(role, subject)}))
    found = SimpleNamespace(programme=programme, person=somebody, role=role, desk=desk, subject=subject, now=now, zone=WITA, today=day_in_wita(now),
                            who=who, known=lambda _name, make, **_of: make())  # fmt: skip
    return found  # what the kinds read of `Here`


def sent(kind, programme, somebody, task, answers, **envelope):
    """What a phone sends of the first thing of a task; `envelope`: at, made_at, names (of photos), identity."""
    described, at = task["things"][0], envelope.get("at", LATER)
    body = {**described["body"], "form": task["forms"][described["form"]]["version"], "answers": answers}
    received = Received(
        programme, somebody, at, envelope.get("identity") or uuid4(), json.loads(json.dumps(body)), tuple(envelope.get("names", ())),
        envelope.get("made_at") or at, at,
    )  # fmt: skip
    kind.receive(received)
    return received


def units(came, refused=()):
    rows = [{"serial": {"value": s}, "state": {"value": "yes"}} for s in came]
    rows += [{"serial": {"value": s}, "state": {"value": "no"}, "why": {"value": why}} for s, why in dict(refused).items()]
    return {"units": {"rows": rows}, "counted": {"value": str(len(came))}}


def tasks_of(kind, here: Here):
    found = as_json(kind.tasks(here))
    assert all(len(json.dumps(task)) <= 100_000 for task in found)
    return found


@pytest.fixture
def going(programme, person):
    """A handover to a recipient as its agency's phone has it: task, serials and code."""
    handover, serials, code = on_their_way(programme, person)
    (task,) = tasks_of(HANDOVER, standing(programme, person("opd"), "agency", AGENCY))
    assert (task["key"], task["forms"]["take"]["questions"][0]["choices"][0]["value"]) == (handover, serials[0])
    return task, serials, code


def test_the_last_step_comes_home_once_with_all_that_was_said_on_the_spot(going, programme, person):
    task, serials, code = going
    kept = photos.store_photo(photo(5), sha256="")
    said = {"condition": {"value": "cat tergores"}, "place": {"value": "balai desa"}, "point": {"value": "-8.68,116.11,9"},
            "name": {"value": "Pak Amin"}, "code": {"value": code}, "photo": {"photos": [kept.sha256]}, "paper": {"value": "BAST/7"}}  # fmt: skip
    answers, identity = units(serials[1:], {serials[0]: "gir pecah"}) | said, uuid4()
    made_at = LEAVES + timedelta(hours=3)
    for at in (LATER, LATER + timedelta(days=3)):
        sent(HANDOVER, programme, person("opd"), task, answers, at=at, made_at=made_at, names=[kept.sha256], identity=identity)
    found = queries.handover_named(programme, task["key"])
    _by, told = queries.told_of(found)
    assert (found.taken_on, found.photos, found.paper) == (day_in_wita(made_at), [kept.sha256], "BAST/7")
    assert (told["note"], told["receiver_name"], told["place"], told["made_at"][:16]) == (
        "cat tergores", "Pak Amin", "-8.68,116.11,9 · balai desa", made_at.astimezone(UTC).isoformat()[:16])  # fmt: skip
    assert {u.serial: (u.state, u.note) for u in queries.units_of(found)} == {
        serials[0]: ("refused", "gir pecah"), **dict.fromkeys(serials[1:], ("taken", ""))}  # fmt: skip
    with pytest.raises(Twice):
        sent(HANDOVER, programme, person("opd"), task, answers | units(serials), names=[kept.sha256], identity=identity)
    assert tasks_of(HANDOVER, standing(programme, person("opd"), "agency", AGENCY)) == []


def test_what_another_recorded_meanwhile_is_told_beside_what_the_phone_holds(going, programme, person):
    task, serials, code = going
    other = colleague(programme, person, "rekan-lapangan")
    sent(HANDOVER, programme, other, task, units(serials[:3], {serials[3]: "tidak ada"}) | {"code": {"value": code}})
    with pytest.raises(Refused) as same:
        sent(HANDOVER, programme, person("opd"), task, units(serials[:3], {serials[3]: "tidak ada di truk"}) | {"code": {"value": code}})
    assert other.name in str(same.value) and "mesin yang sama seperti di HP ini" in str(same.value)
    with pytest.raises(Refused) as differs:
        sent(HANDOVER, programme, person("opd"), task, units(serials) | {"code": {"value": code}})
    said = str(differs.value)
    assert f"sudah dicatat {other.name}" in said
    assert f"3 diterima, tidak diterima {serials[3]} (tidak ada)" in said and "Di HP ini: 4 diterima" in said
    assert queries.handed_over(programme, 3).keys() == set(serials[:3])


def test_what_cannot_be_is_refused_in_words(going, programme, person):
    task, serials, code = going
    rina = person("opd")
    for answers, sentence in (
        (units(serials[1:]) | {"code": {"value": code}}, f"Unit {serials[0]} belum ditandai"),
        (units([*serials, "X-1"]) | {"code": {"value": code}}, "Unit X-1 tidak ada dalam serah terima ini"),
        (units(serials) | {"counted": {"value": "3"}, "code": {"value": code}}, "Anda menghitung 3 mesin, tetapi 4 ditandai"),
        (units(serials[1:], {serials[0]: "?"}) | {"code": {"value": code}}, "paling sedikit 5 huruf"),
        (units(serials) | {"code": {"value": "000000" if code != "000000" else "1"}}, "Kode penerima tidak cocok"),
    ):
        with pytest.raises(Refused, match=sentence):
            sent(HANDOVER, programme, rina, task, answers)
    with pytest.raises(Refused, match="sudah dibatalkan"):
        actions.withdraw_handover(programme, handover=task["key"], reason=WHY, at=LATER, by=rina)
        sent(HANDOVER, programme, rina, task, units(serials) | {"code": {"value": code}})


def test_a_workshop_gives_from_the_phone_and_the_park_takes_with_its_own(programme, person):
    serials, contract = accepted(programme, person)
    owner = owner_of(programme, person, contract.vendor)
    here = standing(programme, owner, "workshop", contract.vendor, ARRIVES)
    to_park, to_agency = tasks_of(DEPARTURE, here)
    assert to_park["words"] == "Serahkan kepada taman sains" and "siap diserahkan" in to_agency["lines"][0]
    with pytest.raises(Refused, match="Anda menghitung 3 mesin, tetapi 2 ditandai berangkat"):
        sent(DEPARTURE, programme, owner, to_park, units(serials[:2]) | {"counted": {"value": "3"}}, at=ARRIVES)
    identity = uuid4()
    for _ in range(2):
        sent(DEPARTURE, programme, owner, to_park, units(serials[:2]), at=ARRIVES, identity=identity)
    (handover,) = queries.handovers(programme)
    assert (handover.giver, handover.receiver, handover.machines) == (contract.vendor, "PARK", 2)
    with pytest.raises(Refused, match=serials[0]):  # the same machines promised to another hand at the same time
        sent(DEPARTURE, programme, owner, to_agency, units(serials), at=ARRIVES)
    (task,) = tasks_of(HANDOVER, standing(programme, person("pemeriksa"), "inspector", now=ARRIVES))
    assert "code" not in {q["name"] for q in task["forms"]["take"]["questions"]}
    sent(HANDOVER, programme, person("pemeriksa"), task, units(serials[:2]), at=ARRIVES)
    assert queries.handed_over(programme, 1).keys() == set(serials[:2])


def test_who_inspected_or_gave_has_no_such_task(programme, person):
    serials, contract = accepted(programme, person)
    owner = owner_of(programme, person, contract.vendor)
    actions.offer_handover(programme, step=2, giver=contract.vendor, receiver=AGENCY, serials=serials, at=ARRIVES, by=owner)
    assert tasks_of(HANDOVER, standing(programme, person("pemeriksa"), "agency", AGENCY)) == []  # an inspector with a seat there
    assert tasks_of(HANDOVER, standing(programme, owner, "agency", AGENCY)) == []
    assert len(tasks_of(HANDOVER, standing(programme, person("opd"), "agency", AGENCY))) == 1


def test_a_site_is_measured_with_a_photo_without_a_network(programme, person):
    rina = person("opd")
    who = actions.register_recipient(programme, agency=AGENCY, applicant=applicant(), wish=wish(programme), at=AT, by=rina)
    asked = queries.recipient_named(programme, who).requests.get().request
    actions.decide_request(programme, request=asked, decided="accepted", reason=WHY, at=AT, by=rina)
    (task,) = tasks_of(SITE, standing(programme, rina, "agency", AGENCY))
    kept = photos.store_photo(photo(7), sha256="")
    answers = {"volts": {"value": "214"}, "power": {"value": "3,5"}, **{n: {"value": "yes"} for n in ("water", "building", "operator")}}
    sent(SITE, programme, rina, task, answers | {"photo": {"photos": [kept.sha256]}}, names=[kept.sha256])
    found = queries.recipient_named(programme, who)
    assert (found.volts, found.kilovolt_amperes, found.ready_on) == (214, "3.5", day_in_wita(LATER))
    assert tasks_of(SITE, standing(programme, rina, "agency", AGENCY)) == []
    with pytest.raises(Refused, match="banyak"):
        sent(SITE, programme, rina, task, answers | {"power": {"value": "banyak"}})


def test_a_first_run_and_a_check_of_use_without_a_network(programme, person):
    people = {"planner": person("perencana"), "head": person("kepala"), "buyer": person("opd"), "inspector": person("pemeriksa")}
    serial = with_its_recipient(programme, people, days=40)
    rina = person("opd")
    here = standing(programme, rina, "agency", AGENCY, AT)
    (run,), (use,) = tasks_of(RUN, here), tasks_of(USE, here)
    assert (run["things"][0]["key"], use["things"][0]["body"]) == (serial, {"serial": serial, "month": 1})
    with pytest.raises(Refused, match="belum ada yang dilatih"):
        sent(RUN, programme, rina, run, {"runs": {"value": "yes"}, "trained": {"value": "0"}}, at=AT)
    sent(RUN, programme, rina, run, {"runs": {"value": "yes"}, "trained": {"value": "4"}, "output": {"value": "42,5"}}, at=AT)
    made = queries.commissionings(programme)[serial]
    assert (made.runs, made.trained, made.output_per_hour) == (True, 4, "42.5")
    with pytest.raises(Refused, match="paling sedikit 10 huruf"):
        sent(USE, programme, rina, use, {"state": {"value": "idle"}}, at=AT)
    sent(USE, programme, rina, use, {"state": {"value": "used"}, "hours": {"value": "12"}}, at=AT)
    assert [(c.state, c.way) for c in queries.use_checks(programme)] == [("used", "visit")]
    assert tasks_of(RUN, here) == tasks_of(USE, here) == []


def test_an_inspector_follows_machines_and_reads_no_phone_of_a_recipient(programme, person):
    people = {"planner": person("perencana"), "head": person("kepala"), "buyer": person("opd"), "inspector": person("pemeriksa")}
    with_its_recipient(programme, people, days=40)
    theirs, ours = ([*tasks_of(RUN, here), *tasks_of(USE, here)] for here in (
        standing(programme, person("pemeriksa"), "inspector", now=AT), standing(programme, person("opd"), "agency", AGENCY, AT)))  # fmt: skip
    assert [one["things"] for one in theirs] == [one["things"] for one in ours] and len(theirs) == 2
    phone = "0812-3456-7890"
    assert phone in json.dumps(ours) and phone not in json.dumps(theirs) and "Pak Amin" not in json.dumps(theirs)
