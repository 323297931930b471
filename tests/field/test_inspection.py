"""A lot goes along to the field as a description, and what comes back is an inspection of quality, once."""

from __future__ import annotations

import json
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from tempa.desks.frame.field.described import as_json
from tempa.desks.frame.field.inspection import INSPECTION
from tempa.desks.frame.field.kinds import Received
from tempa.ledger import photos
from tempa.ledger.rules import Refused
from tempa.quality import queries
from tests.ledger.pictures import photo
from tests.quality.parties import THEN, planned


@pytest.fixture
def along(programme, person, settings, tmp_path):
    """The task of a lot whose sample is drawn, as the phone has it; and the way back."""
    settings.TEMPA_HOME = tmp_path
    plan, _form = planned(programme, person)
    here = SimpleNamespace(programme=programme, person=person("pemeriksa"), today=THEN.date())
    (task,) = [one for one in as_json(INSPECTION.tasks(here)) if one["key"] == f"{plan.lot}-{plan.round}"]
    return task, plan


def answers_to(form):
    """What a phone sends where everything is good, made from the description alone."""
    good = {"yes_no": "yes", "number": "50", "count": "0"}
    found = {}
    for question in form["questions"]:
        sort = question.get("sort", "yes_no")
        if sort in good:
            found[question["name"]] = {"value": good[sort]}
            if question.get("instruments"):
                found[question["name"]]["instrument"] = question["instruments"][0]["value"]
    return found


def back(programme, person, task, thing, answers, **more):
    form = task["forms"][thing["form"]]
    body = {**thing["body"], "form": form["version"], "answers": answers_to(form) | answers}
    said = {"identity": uuid4(), "photos": (), "at": THEN + timedelta(days=21), "made_at": THEN, "received_at": THEN} | more
    received = Received(programme=programme, person=person("pemeriksa"), body=json.loads(json.dumps(body)), **said)
    INSPECTION.receive(received)
    return received


def test_a_lot_is_small_and_says_what_is_asked_of_each_unit(along):
    task, plan = along
    assert len(json.dumps(task)) <= 100_000
    assert [thing["key"] for thing in task["things"]] == plan.serials
    assert {thing["key"] for thing in task["things"] if thing["form"] == "full"} == set(plan.sample)
    names = {form: [q["name"] for q in described["questions"]] for form, described in task["forms"].items()}
    assert set(names["every"]) < set(names["full"])
    measured = [q for q in task["forms"]["full"]["questions"] if q.get("instruments")]
    assert measured and all(choice["least"] and choice["most"] for q in measured for choice in q["instruments"])


def test_what_was_found_arrives_once_with_its_photos_and_its_moment(along, programme, person):
    task, _plan = along
    content = photo(5)
    kept = photos.store_photo(content, sha256="")
    thing = task["things"][0]
    first = next(iter(answers_to(task["forms"][thing["form"]])))
    more = {first: {"value": "no", "note": "baut hilang", "photos": [kept.sha256]}, "note": {"value": "hujan"}, "condition-0": {"value": "50 kg"},
            "point": {"value": "-8.680000,116.110000,9"}}  # fmt: skip
    received = back(programme, person, task, thing, more, photos=(kept.sha256,))
    INSPECTION.receive(received)
    (found,) = queries.inspections(programme).filter(serial=thing["key"], round=1)
    assert (found.values[first], found.photos, found.note) == ("no", [kept.sha256], f"hujan · {first}: baut hilang")
    assert list(found.conditions.values()) == ["50 kg"] and found.at == THEN and found.inspector == person("pemeriksa")
    again = [one for one in queries.inspection_tasks(programme, person("pemeriksa"), THEN.date()) if one["lot"] == found.lot]
    assert [unit["is_done"] for unit in again[0]["units"] if unit["serial"] == thing["key"]] == [True]


def test_what_cannot_be_is_refused_in_words(along, programme, person):
    task, _plan = along
    thing = task["things"][0]
    for serial, said in ((thing["key"][:-1] + ("A" if thing["key"][-1] != "A" else "B"), "huruf periksa"), ("NTB-2020-XX", "salah ketik")):
        with pytest.raises(Refused, match=said):
            back(programme, person, task, thing | {"body": thing["body"] | {"serial": serial}}, {})
    with pytest.raises(Refused, match="bukan bagian lot"):
        back(programme, person, task, thing | {"body": thing["body"] | {"lot": "LAIN"}}, {})
    measured = next(q for q in task["forms"][thing["form"]]["questions"] if q.get("instruments") and q["sort"] == "number")
    beyond = {"value": str(int(float(measured["instruments"][0]["most"])) + 1), "instrument": measured["instruments"][0]["value"]}
    with pytest.raises(Refused, match="di luar rentang alat"):
        back(programme, person, task, thing, {measured["name"]: beyond})
