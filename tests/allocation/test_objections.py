"""A workshop objects, the same inputs are planned again, the park answers; every step is a fact that stays."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from tempa.allocation import actions, queries
from tempa.allocation.models import Objection
from tempa.demand.actions import Why, change_line
from tempa.ledger.queries import chain_fault, entries_of
from tempa.ledger.rules import Refused

AT = datetime(2020, 8, 3, 1, 10, tzinfo=UTC)
MACHINE = {"kind": "machine", "resource": "weld", "count": 1}
RESULT = {"seed": 1, "sentences": [{"id": "Dengan perubahan itu 4 unit lebih banyak.", "en": "Four units more."}]}


@pytest.fixture
def objection(programme, person):
    plan = queries.approved_plan(programme)
    return actions.raise_objection(
        programme, plan=plan.plan, workshop="W03", words="Mesin las kedua kami tidak dihitung.", changes=[MACHINE], at=AT, by=person("bengkel")
    )


def answer(programme, person, objection, words="Mesin itu belum diverifikasi; kami kunjungi minggu depan.", upheld=False):
    return actions.answer_objection(programme, objection=objection, upheld=upheld, answer=words, at=AT, by=person("perencana"))


def test_an_objection_is_raised_replayed_and_answered_on_record(programme, person, objection):
    actions.note_replay(programme, objection=objection, result=RESULT, at=AT, by=person("perencana"))
    answer(programme, person, objection)
    found = queries.objection_named(programme, objection)
    assert (found.workshop, found.changes, found.replay, found.is_upheld) == ("W03", [MACHINE], RESULT, False)
    assert (found.raised_by.login, found.answered_by.login) == ("bengkel", "perencana")
    kinds = [e.kind for e in entries_of(programme, subject=f"objection:{objection}")]
    assert kinds == ["ObjectionAnswered", "ObjectionReplayed", "ObjectionRaised"] and chain_fault(programme) is None


def test_what_a_workshop_says_of_its_cash_stays_out_of_the_open_chain(programme, objection):
    entry = entries_of(programme, kind="ObjectionRaised").first()
    assert "weld" not in entry.body and entry.sealed.get().path == "changes"


def test_an_objection_needs_words(programme, person):
    plan = queries.approved_plan(programme).plan
    with pytest.raises(Refused, match="paling sedikit 10 huruf"):
        actions.raise_objection(programme, plan=plan, workshop="W03", words="tidak", at=AT, by=person("bengkel"))
    with pytest.raises(Refused, match="tidak ada"):
        actions.raise_objection(programme, plan=uuid4(), workshop="W03", words="tidak adil sama sekali", at=AT, by=person("bengkel"))


def test_sent_twice_it_is_one_objection(programme, person):
    plan, name = queries.approved_plan(programme).plan, uuid4()
    for _ in range(2):
        actions.raise_objection(programme, plan=plan, workshop="W03", words="tidak adil sama sekali", at=AT, by=person("bengkel"), identity=name)
    assert Objection.objects.filter(programme=programme).count() == 1


def test_answered_once_and_in_words(programme, person, objection):
    with pytest.raises(Refused, match="paling sedikit 10 huruf"):
        answer(programme, person, objection, words="ya")
    answer(programme, person, objection)
    with pytest.raises(Refused, match="sudah dijawab"):
        answer(programme, person, objection, upheld=True)
    with pytest.raises(Refused, match="sudah dijawab"):
        actions.may_replay(programme, objection=objection)
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.filter(objection=objection).update(answer="")


def test_words_alone_have_nothing_to_plan_again(programme, person):
    plan = queries.approved_plan(programme).plan
    only = actions.raise_objection(programme, plan=plan, workshop="W03", words="tidak adil sama sekali", at=AT, by=person("bengkel"))
    with pytest.raises(Refused, match="Jawab dengan kata"):
        actions.may_replay(programme, objection=only)


def test_other_inputs_are_not_planned_again(programme, person, objection):
    change_line(programme, line="L0001", change="quantity", after="9", why=Why("agency_request"), at=AT, by=person("perencana"))
    with pytest.raises(Refused, match="masukan yang sama"):
        actions.may_replay(programme, objection=objection)


def test_an_objection_of_another_programme_is_not_there(programme, person):
    with pytest.raises(Refused, match="tidak ada di program ini"):
        answer(programme, person, uuid4())


@pytest.mark.slow
def test_the_replay_of_a_real_plan(programme, monkeypatch):
    """Both plans differ by nothing but the machine, and a change that cannot be made says why."""
    from tempa.allocation.planner.runs import assignment
    from tempa.allocation.planner.runs.assignment import replayed
    from tempa.ledger.queries import tables_of

    monkeypatch.setattr(assignment, "SEARCH_AGAIN", 4_000)
    tables, plan = tables_of(programme), queries.plan_tables(queries.approved_plan(programme))
    result = replayed(tables, plan, "W03", [MACHINE], "Mesin las kedua kami tidak dihitung.")
    assert result["changed_sha256"] != result["programme_sha256"] and result["iterations"] == 4_000
    assert result["sentences"] and result["again"]["lots"] > 0
    refused = replayed(tables, plan, "W03", [{"kind": "lead_machine", "resource": "weld", "count": 0}], "kata-kata")
    assert set(refused) == {"sentences"}
