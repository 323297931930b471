"""Objections to prices as rules see them: whose, with which figures, who answers, who may let contracts go on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tempa.catalogue import actions, queries
from tempa.catalogue.actions import Attachment, PriceCase
from tempa.catalogue.rules import STEPS, may_overrule, price_objection_stage
from tempa.ledger.facts import KINDS
from tempa.ledger.models import Entry
from tempa.ledger.queries import paper_named
from tempa.ledger.rules import No, Refused, Who

AT = datetime(2020, 6, 22, 1, 0, tzinfo=UTC)
LINES = [{"what": "bahan", "amount": 90_000_000}]
WORDS = "harga besi naik sejak April"
HEAD = Who(1, frozenset({("park_head", "")}))
PAPER = Attachment("surat.pdf", "application/pdf", b"%PDF-1.4")


def test_stages_follow_from_what_happened():
    assert [price_objection_stage(is_answered=a, is_overruled=o) for a, o in ((0, 0), (0, 1), (1, 0), (1, 1))] == [
        "open", "overruled", "answered", "answered",
    ]  # fmt: skip
    assert all(kind in KINDS for _, kind in STEPS)


@pytest.mark.parametrize(
    ("who", "stage", "set_by", "words"),
    [
        (HEAD, "open", 2, ""), (HEAD, "open", 1, "Anda sendiri yang menetapkan"), (HEAD, "answered", 2, "tidak menahan"),
        (HEAD, "overruled", 2, "tidak menahan"), (Who(1, frozenset({("park_planner", "")})), "open", 2, "Hanya kepala"),
        (Who(1, frozenset({("agency", "X")})), "open", 2, "Hanya kepala"),
    ],
)  # fmt: skip
def test_a_head_overrules_what_is_open_and_not_their_own_price(who, stage, set_by, words):
    found = may_overrule(who, stage=stage, set_by=set_by)
    assert found is True if not words else isinstance(found, No) and words in found.template


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"workshop": "", "association": ""}, "Pilih satu"), ({"association": "Asosiasi"}, "Pilih satu"), ({"words": "naik"}, "paling sedikit"),
        ({"lines": []}, "paling sedikit satu baris"), ({"lines": LINES * 31}, "paling banyak 30"),
        ({"lines": [{"what": " ", "amount": 5}]}, "ke-1 belum lengkap"), ({"lines": [*LINES, {"what": "upah", "amount": 0}]}, "ke-2 belum lengkap"),
        ({"lines": [{"what": "bahan", "amount": 9_400_000}]}, "tidak lebih dari HPS"), ({"type": "ADA-TIDAK"}, "tidak ada di katalog"),
    ],
)  # fmt: skip
def test_an_objection_that_says_too_little_is_refused_and_leaves_nothing(more, words, programme, person):
    case = PriceCase(**{"type": "TAN-001", "words": WORDS, "lines": LINES, "workshop": "W03"} | more)
    by = person("perencana") if not case.workshop else person("bengkel")
    with pytest.raises(Refused, match=words):
        actions.object_to_price(programme, case, attachments=[PAPER], at=AT, by=by)
    assert not Entry.objects.filter(programme=programme, kind__in=["PriceObjected", "PaperKept"], at=AT).exists()


def test_a_workshop_objects_for_itself_alone(programme, person):
    case = PriceCase("TAN-001", WORDS, LINES, workshop="W04")
    for login in ("bengkel", "guru", "opd", "pemasok", "pemeriksa"):
        with pytest.raises(Refused, match="Hanya bengkel itu sendiri"):
            actions.object_to_price(programme, case, at=AT, by=person(login))
    with pytest.raises(Refused, match="Lampirkan surat"):
        actions.object_to_price(programme, case, at=AT, by=person("perencana"))
    actions.object_to_price(programme, case, attachments=[PAPER], at=AT, by=person("perencana"))
    found = queries.price_objections(programme).get()
    assert (found.workshop, found.estimate, found.papers) == ("W04", 9_400_000, [PAPER.sha256])
    assert paper_named(programme, PAPER.sha256).name == "surat.pdf"


def test_an_overruled_objection_holds_nothing_and_is_still_answered_once(programme, person):
    one = actions.object_to_price(programme, PriceCase("TAN-001", WORDS, LINES, workshop="W03"), at=AT, by=person("bengkel"))
    two = actions.object_to_price(programme, PriceCase("TAN-003", WORDS, LINES, workshop="W03"), at=AT, by=person("bengkel"))
    assert [o.objection for o in queries.open_price_objections(programme, ["TAN-001", "TAN-003", "TAN-004"])] == [one, two]
    assert not queries.open_price_objections(programme, ["TAN-004"]).exists()
    actions.overrule_price_objection(programme, objection=one, reason="musim tanam tidak menunggu", at=AT, by=person("kepala"))
    actions.answer_price_objection(programme, objection=two, upheld=False, answer="sudah disurvei lagi", at=AT, by=person("perencana"))
    assert not queries.open_price_objections(programme, ["TAN-001", "TAN-003"]).exists()
    assert [o.objection for o in queries.unanswered_price_objections(programme)] == [one]
    actions.answer_price_objection(programme, objection=one, upheld=True, answer="harga diperbaiki", sheet="HPS-7", at=AT, by=person("perencana"))
    with pytest.raises(Refused, match="sudah dijawab"):
        actions.answer_price_objection(programme, objection=one, upheld=False, answer="tidak jadi diperbaiki", at=AT, by=person("perencana"))
    with pytest.raises(Refused, match="tidak menahan"):
        actions.overrule_price_objection(programme, objection=one, reason="musim tanam tidak menunggu", at=AT, by=person("kepala"))


def test_figures_are_sealed_and_words_are_not(programme, person):
    case = PriceCase("TAN-001", WORDS, [{"what": "bahan", "amount": 91_234_567}], workshop="W03")
    actions.object_to_price(programme, case, at=AT, by=person("bengkel"))
    body = Entry.objects.get(programme=programme, kind="PriceObjected").body
    assert "91234567" not in body and "9400000" not in body and WORDS in body
