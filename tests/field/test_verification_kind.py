"""A visit to a workshop, recorded on a phone, waits for its second signature with its photos and its private point."""

from __future__ import annotations

import json
from types import SimpleNamespace
from uuid import uuid4

import pytest

from tempa.desks.frame.field.described import as_json
from tempa.desks.frame.field.kinds import Received
from tempa.desks.frame.field.verification import VERIFICATION
from tempa.ledger import photos
from tempa.ledger.actions import deed
from tempa.ledger.facts import RowStated
from tempa.ledger.rules import Refused
from tempa.registry import queries
from tests.ledger.pictures import photo
from tests.registry.visits import AT, TODAY


@pytest.fixture
def visited(programme, person, settings, tmp_path):
    """`visited(**answers)` sends a visit of a workshop that was never verified, made from the description that went along."""
    settings.TEMPA_HOME = tmp_path
    ani, site = person("pemeriksa"), queries.workshop_named(programme, "W03")
    with deed(programme, at=AT, by=person("perencana")) as d:
        d.record(RowStated("workshops", site.key, site.cells | {"score_staff": ""}))
    here = SimpleNamespace(programme=programme, person=ani, today=TODAY)
    (task,) = [one for one in as_json(VERIFICATION.tasks(here)) if one["key"] == "W03"]
    assert len(json.dumps(task)) <= 100_000
    asked = {q["name"]: q for q in task["forms"]["visit"]["questions"]}
    good = {name: {"value": "75"} for name in asked if name.startswith("s-")} | {
        "p-nib": {"value": "yes"}, "legal-tier": {"value": "registered"}, "workers": {"value": "4"}, "village": {"value": "Getap"},
        "place": {"value": "-8.619500,116.116300,9"}, "sign-owner": {"value": "Pak Darma"},
        "machines": {"rows": [{"process": {"value": "smaw"}, "name": {"value": "Las 1"}, "count": {"value": "2"}, "working": {"value": "1"}}]},
    }  # fmt: skip

    def send(identity=None, **answers):
        body = {**task["things"][0]["body"], "form": task["forms"]["visit"]["version"], "answers": good | answers}
        names = tuple(digest for one in body["answers"].values() for digest in one.get("photos", ()))
        VERIFICATION.receive(Received(programme, ani, AT, identity or uuid4(), json.loads(json.dumps(body)), names, AT, AT))

    return send


def test_a_visit_of_the_phone_waits_for_its_second_signature(visited, programme):
    kept, identity = photos.store_photo(photo(3), sha256=""), uuid4()
    for _ in range(2):
        visited(identity, **{"s-power": {"value": "50", "note": "kabel perlu diganti", "photos": [kept.sha256]}})
    found = queries.verification_named(programme, identity)
    assert (found.workshop, found.signed_at, found.source, found.scores["power"], found.notes) == (
        "W03", None, "field", 50, {"power": "kabel perlu diganti"},
    )  # fmt: skip
    assert found.photos == [{"what": "s-power", "sha256": kept.sha256}] and found.machines[0]["working"] == 1


@pytest.mark.parametrize(("answers", "said"), [
    ({"workers": {"value": "0"}}, "jumlah pekerja"), ({"workers": {}}, "bukan bilangan bulat"),
    ({"place": {"value": "51.5,0.1,5"}}, "bukan di Indonesia"),
    ({"p-nib": {"value": "no"}}, "memerlukan NIB"), ({"s-power": {}}, "Beri nilai 0 sampai 100"),
])  # fmt: skip
def test_what_cannot_be_is_refused_in_words(answers, said, visited):
    with pytest.raises(Refused, match=said):
        visited(**answers)
