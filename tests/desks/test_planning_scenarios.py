"""Scenarios: a copy of the programme with some values said otherwise, beside the plan that holds."""

from __future__ import annotations

import pytest

from tests.cast import PLANNER
from tests.desks.planning import text_of

EDIT = '[{"table": "capacities", "key": "W03|weld", "column": "hours_per_week", "value": "96"}]'


def test_a_scenario_is_a_copy_that_cannot_be_proposed(visit, programme, person, plan, monkeypatch):
    from tempa.allocation import actions, queries
    from tempa.allocation.planner.rules_of_thumb.naive import naive_plan
    from tempa.allocation.planner.runs.asked import programme_asked
    from tempa.ledger.queries import tables_of
    from tempa.values.programme import programme_sha256

    form = {"kind": "hours", "edits": "[]", "name": "Las dua kali", "seconds": "3"}
    added = visit(PLANNER, "/park/rencana/skenario/", form | {"do": "add", "f-workshop": "W03", "f-resource": "weld", "f-value": "96"})
    assert "Bengkel Getap 03, las → 96" in text_of(added)
    visit(PLANNER, "/park/rencana/skenario/", form | {"edits": EDIT, "do": "run"})
    run = queries.runs(programme).first()
    before = programme_sha256(tables_of(programme))
    asked = programme_asked(run.task, tables_of(programme))
    made = actions.add_plan(
        programme, asked, naive_plan(asked, "cheapest-fit"), origin="uji", behind=actions.Behind(run=run.run, purpose="scenario", base=plan),
        at=plan.made_at, by=person("perencana"),
    )  # fmt: skip
    actions.end_run(programme, run=run.run, outcome="done", at=plan.made_at, by=person("perencana"))
    assert made.programme_sha256 != before == programme_sha256(tables_of(programme))
    page = text_of(visit(PLANNER, "/park/rencana/skenario/"))
    assert "Las dua kali" in page and "Rencana 1, yang berlaku" in page
    visit(PLANNER, f"/park/rencana/{made.plan}/ajukan/", {})
    assert "tidak dapat diajukan" in text_of(visit(PLANNER, f"/park/rencana/{made.plan}/"))
    assert not hasattr(queries.plan_named(programme, made.plan), "proposal")
    side = visit(PLANNER, f"/park/rencana/bandingkan/?rencana={plan.plan}&rencana={made.plan}")
    assert "biaya seluruhnya" in text_of(side)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"do": "add"}, "Pilih dulu apa yang diubah"),
        ({"do": "run", "name": "x"}, "Belum ada yang diandaikan"),
        ({"do": "run", "edits": EDIT}, "Beri nama"),
        ({"do": "add", "f-workshop": "W03", "f-resource": "weld", "f-value": "banyak"}, "banyak"),
        ({"do": "run", "name": "x", "edits": EDIT.replace("capacities", "nonsense")}, "nonsense"),
        ({"do": "run", "name": "x", "edits": EDIT, "seconds": "lama"}, "Lama perhitungan harus 1 sampai"),
    ],
)
def test_a_scenario_that_makes_no_sense_is_refused_in_words(typed, words, visit, programme):
    from tempa.allocation import queries

    page = visit(PLANNER, "/park/rencana/skenario/", {"kind": "hours"} | typed)
    assert page.status_code == 400 and words in text_of(page) and queries.runs(programme).count() == 1


def test_settings_of_the_programme_are_said_in_words(visit):
    form = {"kind": "setting", "edits": "[]", "name": "", "seconds": "3", "do": "add", "f-setting": "inspection_hours_per_week"}
    page = text_of(visit(PLANNER, "/park/rencana/skenario/", form | {"f-value": "400"}))
    assert "Ketentuan program: jam pemeriksa per minggu, kini" in page and "→ 400" in page and "inspection_hours" not in page
    refused = text_of(visit(PLANNER, "/park/rencana/skenario/", form | {"f-value": "banyak"}))
    assert "banyak" in refused and "jam pemeriksa per minggu" in refused
