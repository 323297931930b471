"""Objections: a workshop says what is wrong, the park replays and answers, the auditor reads."""

from __future__ import annotations

import pytest

from tests.cast import AUDITOR, DARMA, PLANNER, SRI
from tests.desks.planning import text_of

OBJECTION = {"kind": "machine", "resource": "weld", "count": "1", "words": "Mesin las kedua kami tidak dihitung."}


def test_a_workshop_objects_the_park_answers_and_the_auditor_reads(visit, programme):
    from tempa.allocation import queries

    assert visit(DARMA, "/bengkel-saya/keberatan/", OBJECTION).status_code == 302
    found = queries.objections(programme).get()
    assert (found.workshop, found.changes) == ("W03", [{"kind": "machine", "resource": "weld", "count": 1}])
    assert "1 mesin lagi untuk las" in text_of(visit(DARMA, "/bengkel-saya/keberatan/"))
    assert "Mesin las kedua" not in text_of(visit(SRI, "/bengkel-saya/keberatan/"))
    assert "1 keberatan bengkel menunggu jawaban" in text_of(visit(PLANNER, "/park/"))
    assert "1 keberatan menunggu jawaban" in text_of(visit(PLANNER, "/park/keberatan/"))
    address = f"/park/keberatan/{found.objection}/"
    assert "Hitung ulang sebagai bukti" in text_of(visit(PLANNER, address))
    visit(PLANNER, address + "jawab/", {"upheld": "yes", "answer": "Benar, mesinnya kami catat dan rencana dihitung lagi."})
    for member, where in ((DARMA, "/bengkel-saya/keberatan/"), (PLANNER, address), (AUDITOR, f"/auditor/keberatan/{found.objection}/")):
        page = text_of(visit(member, where))
        assert "dibenarkan" in page and "mesinnya kami catat" in page
    assert "1 keberatan tercatat" in text_of(visit(AUDITOR, "/auditor/keberatan/"))


def test_the_park_notes_an_objection_and_starts_its_replay(visit, programme, person, monkeypatch):
    from tempa.allocation import queries
    from tempa.desks.park.allocation import objections

    started = []
    monkeypatch.setattr(objections, "start_console", lambda folder, arguments, by: started.append(arguments))
    visit(PLANNER, "/park/keberatan/", OBJECTION | {"workshop": "S01"})
    found = queries.objections(programme).get()
    visit(PLANNER, f"/park/keberatan/{found.objection}/ulang/", {})
    assert found.workshop == "S01" and started == [["work", "--replay", str(found.objection), str(person("perencana").public_id)]]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"words": "tidak"}, "paling sedikit 10 huruf"),
        ({"count": ""}, "Isi juga ini"),
        ({"kind": "cash", "amount": "-3"}, "1"),
        ({"kind": "bogus"}, "bogus"),
    ],
)  # fmt: skip
def test_an_objection_that_says_too_little_is_sent_back_with_what_was_typed(typed, words, visit, programme):
    from tempa.allocation import queries

    page = visit(DARMA, "/bengkel-saya/keberatan/", OBJECTION | typed)
    assert page.status_code == 400 and words in text_of(page) and queries.objections(programme).count() == 0
    assert (OBJECTION | typed)["words"] in page.content.decode()
