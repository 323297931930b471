"""A lot on its way: gate, drawn sample, inspections, decisions that say what they prove, rework, concession, scrap, holds; who may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tempa.ledger import actions as ledger
from tempa.ledger import queries as ledger_queries
from tempa.ledger.rules import Refused
from tempa.production import actions as production
from tempa.production import queries as made_queries
from tempa.quality import actions, queries
from tempa.quality.models import Inspection, LotDecision, UnitDecision
from tests.contracts.parties import WHY
from tests.production.making import made
from tests.quality.parties import (
    THEN,
    decide,
    finished,
    form_of,
    inspect,
    instruments,
    look_at,
    planned,
    second_inspector,
)

REFUSED = DatabaseError


def unit_of(programme, lot, n=0):
    return list(made_queries.units(programme, [lot]))[n]


def test_no_lot_is_inspected_before_the_first_article_is_released_by_another(programme, person):
    card = finished(programme, person)
    instruments(programme, person)
    with pytest.raises(Refused, match="belum punya formulir uji yang disahkan"):
        actions.plan_lots(programme, lots=[card.lot], at=THEN, by=person("perencana"))
    form = form_of(programme, person, card.type)
    with pytest.raises(Refused, match="belum dilepas"):
        actions.plan_lots(programme, lots=[card.lot], at=THEN, by=person("perencana"))
    with pytest.raises(Refused, match="belum diundi"):
        actions.record_visit(programme, looks={uuid4(): look_at(form, unit_of(programme, card.lot), 1)}, at=THEN, by=person("pemeriksa"))
    name, bad = uuid4(), uuid4()
    actions.record_visit(programme, looks={bad: look_at(form, unit_of(programme, card.lot), 0, B01="no")}, at=THEN, by=person("perencana"))
    with pytest.raises(Refused, match="Unit pertama ini gagal"):
        actions.decide_first_article(programme, inspection=bad, release=True, at=THEN, by=person("kepala"))
    actions.record_visit(programme, looks={name: look_at(form, unit_of(programme, card.lot), 0)}, at=THEN, by=person("perencana"))
    with pytest.raises(Refused, match="Anda yang memeriksa unit pertama ini"):
        actions.decide_first_article(programme, inspection=name, release=True, at=THEN, by=person("perencana"))
    actions.decide_first_article(programme, inspection=name, release=True, at=THEN, by=person("kepala"))
    asked = []  # the rating of who is on the ladder is asked for with what the desk knows of its machines in the field
    drawn = {"lots": [card.lot], "field": lambda *said: asked.append(said) or {}, "at": THEN, "by": person("perencana")}
    assert actions.plan_lots(programme, **drawn) == 1 and asked == [(programme, THEN.date())]


def test_the_sample_follows_from_the_chain_and_can_be_drawn_again(programme, person):
    plan, _form = planned(programme, person)
    announced = made_queries.announced_lots(programme, plan.lot)[0]
    assert plan.seed == announced.digest.hex() and plan.seed_of == announced.sequence
    assert tuple(plan.sample) == queries.drawn_again(plan) and len(plan.sample) == plan.n and set(plan.sample) <= set(plan.serials)
    with pytest.raises(Refused, match="tidak menunggu pemeriksaan"):
        actions.plan_lots(programme, lots=[plan.lot], at=THEN, by=person("perencana"))


def test_an_accepted_lot_says_what_that_proves_and_accepts_its_units(programme, person):
    plan, form = planned(programme, person)
    with pytest.raises(Refused, match=r"Baru 0 dari \d+ unit diperiksa"):
        decide(programme, person, plan)
    inspect(programme, person, plan, form)
    found = decide(programme, person, plan)
    assert (found.decided, found.inspected, found.plan_n, found.bad) == ("accepted", len(plan.serials), plan.n, 0)
    assert found.sentence.startswith("Diterima: ") and "terbukti" in found.sentence
    assert queries.accepted_units(programme, [plan.lot]) == dict.fromkeys(plan.serials, "accepted")
    assert set(queries.unit_standing(programme, plan.serials).values()) == {"accepted"}


def test_a_failed_unit_rejects_its_lot_which_comes_back_once_tightened(programme, person):
    plan, form = planned(programme, person, units=2)
    bad = plan.serials[0]
    inspect(programme, person, plan, form, wrong={bad: {"B01": "no"}})
    with pytest.raises(Refused, match="lebih dari batas 0"):
        decide(programme, person, plan)
    found = decide(programme, person, plan, accept=False)
    assert found.sentence.startswith("Ditolak: ") and not queries.accepted_units(programme)
    with pytest.raises(Refused, match="gagal dan belum diputus"):
        actions.plan_lots(programme, lots=[plan.lot], at=THEN, by=person("perencana"))
    actions.decide_unit(programme, serials=[bad], decided="rework", reason=WHY, cost=150_000, at=THEN, by=person("perencana"))
    actions.plan_lots(programme, lots=[plan.lot], at=THEN, by=person("perencana"))
    again = queries.last_plan(programme, plan.lot)
    gate = (plan.type, form.revision, plan.maker)
    assert gate in queries.failed_since(programme) and gate not in queries.released(programme, THEN.date())
    card = next(c for c in made_queries.lot_cards(programme, THEN.date(), lots=[plan.lot]))
    made(programme, person, card, 1, at=THEN)
    (next_first,) = queries.first_articles_to_inspect(programme, THEN.date())  # what is made after a failed lot begins anew
    assert next_first["units"][0]["serial"] not in plan.serials
    assert (again.round, again.turn) == (2, "tightened") and again.n >= plan.n and again.seed_of > plan.seed_of
    later = THEN + timedelta(days=2)
    inspect(programme, person, again, form, at=later)
    decide(programme, person, again, at=later)
    standing = queries.unit_standing(programme, plan.serials)
    assert standing.pop(bad) == "repaired" and set(standing.values()) == {"accepted"}
    (n,) = queries.nonconformities(programme)
    assert (n.inspection.serial, n.decided, n.cost, n.is_closed) == (bad, "rework", 150_000, True)
    assert n.words == ("Dapat dipakai sesuai gunanya pada uji singkat",)


def twice_rejected(programme, person):
    """A lot that was rejected, reworked and rejected again; returns the plan by which every unit is sorted, and the form."""
    plan, form = planned(programme, person)
    bad = plan.serials[0]
    for round in (1, 2):
        plan = queries.last_plan(programme, plan.lot)
        inspect(programme, person, plan, form, wrong={bad: {"C02": "no", "B01": "no"}}, at=THEN + timedelta(days=round))
        decide(programme, person, plan, accept=False, at=THEN + timedelta(days=round))
        actions.decide_unit(programme, serials=[bad], decided="rework", reason=WHY, at=THEN + timedelta(days=round), by=person("perencana"))
        actions.plan_lots(programme, lots=[plan.lot], at=THEN + timedelta(days=round), by=person("perencana"))
    return queries.last_plan(programme, plan.lot), form


def test_after_two_failures_every_unit_is_sorted_and_the_bad_one_goes_by_concession_or_is_scrapped(programme, person):
    plan, form = twice_rejected(programme, person)
    assert (plan.round, plan.turn, plan.n, plan.c) == (3, "sorting", len(plan.serials), len(plan.serials))
    bad, then = plan.serials[0], THEN + timedelta(days=4)
    inspect(programme, person, plan, form, wrong={bad: {"B01": "no"}}, at=then)
    found = decide(programme, person, plan, at=then)
    assert found.bad == 1 and "tidak terbukti baik seluruhnya" in found.sentence
    assert queries.unit_standing(programme, [bad]) == {bad: "rework"} and len(queries.accepted_units(programme)) == len(plan.serials) - 1
    with pytest.raises(Refused, match="Konsesi diberikan oleh DISTANBUN"):
        actions.decide_unit(programme, serials=[bad], decided="concession", reason=WHY, at=then, by=person("perencana"))
    with pytest.raises(Refused, match="Anda menandatangani kontrak unit ini"):
        actions.decide_unit(programme, serials=[bad], decided="concession", reason=WHY, at=then, by=person("opd"))
    officer = ledger.add_person(login="pptk", name="Pak Teknis", password=None)
    ledger.grant_role(programme, officer, desk="agency", subject="DISTANBUN", at=then, by=person("kepala"))
    with pytest.raises(Refused, match="Tulis potongan harga"):
        actions.decide_unit(programme, serials=[bad], decided="concession", reason=WHY, at=then, by=officer)
    with pytest.raises(Refused, match="harga unit itu menurut kontraknya"):
        actions.decide_unit(programme, serials=[bad], decided="concession", reason=WHY, price_cut=10**11, at=then, by=officer)
    actions.decide_unit(programme, serials=[bad], decided="concession", reason=WHY, cost=75_000, price_cut=250_000, at=then, by=officer)
    assert queries.accepted_units(programme)[bad] == "concession"
    (given,) = queries.concessions_of(programme, "DISTANBUN")
    assert (given.price_cut, given.cost, queries.accepted_of(programme, "DISTANBUN")) == (250_000, 75_000, len(plan.serials))
    with pytest.raises(Refused, match="sudah diputus"):
        actions.decide_unit(programme, serials=[bad], decided="scrapped", reason=WHY, at=then, by=person("perencana"))


def test_a_scrapped_unit_is_replaced_and_the_new_one_is_inspected_by_itself(programme, person):
    plan, form = planned(programme, person)
    bad = plan.serials[0]
    inspect(programme, person, plan, form, wrong={bad: {"B01": "no"}})
    decide(programme, person, plan, accept=False)
    actions.decide_unit(programme, serials=[bad], decided="scrapped", reason=WHY, cost=2_000_000, at=THEN, by=person("perencana"))
    new = made_queries.unit_named(programme, bad).replaced_by
    assert new and made_queries.unit_named(programme, new).made_on is None
    with pytest.raises(Refused, match="sudah dimusnahkan"):
        actions.record_visit(programme, looks={uuid4(): look_at(form, unit_of(programme, plan.lot), 1)}, at=THEN, by=person("pemeriksa"))
    actions.plan_lots(programme, lots=[plan.lot], at=THEN, by=person("perencana"))
    assert bad not in queries.last_plan(programme, plan.lot).serials


def test_a_critical_failure_holds_the_lots_of_its_workshop_and_type_until_the_head_releases_them(programme, person):
    plan, form = planned(programme, person)
    bad, later = plan.serials[0], THEN + timedelta(days=1)
    inspect(programme, person, plan, form, wrong={bad: {"A01": "no"}})
    assert queries.open_holds(programme) == {(plan.maker, plan.type)}
    with pytest.raises(Refused, match="cacat kritis"):
        decide(programme, person, plan)
    assert "cacat kritis" in decide(programme, person, plan, accept=False).sentence
    actions.decide_unit(programme, serials=[bad], decided="rework", reason=WHY, at=later, by=person("perencana"))
    with pytest.raises(Refused, match="ditahan"):
        actions.plan_lots(programme, lots=[plan.lot], at=later, by=person("perencana"))
    with pytest.raises(Refused, match="Hanya kepala taman sains"):
        actions.release_hold(programme, workshop=plan.maker, type=plan.type, reason=WHY, at=later, by=person("perencana"))
    actions.release_hold(programme, workshop=plan.maker, type=plan.type, reason=WHY, at=later, by=person("kepala"))
    assert actions.plan_lots(programme, lots=[plan.lot], at=later, by=person("perencana")) == 1


def test_the_maker_and_its_house_never_inspect_held_by_action_and_database(programme, person):
    plan, form = planned(programme, person)
    maker = queries.maker_of(programme, plan.maker)
    own = second_inspector(programme, person, subject=plan.maker)
    of_the_lead = second_inspector(programme, person, login="pemeriksa-3", subject=maker.house)
    look = look_at(form, unit_of(programme, plan.lot), 1)
    for one in (own, of_the_lead):
        with pytest.raises(Refused, match="Pembuat tidak memeriksa buatannya sendiri"):
            actions.record_visit(programme, looks={uuid4(): look}, at=THEN, by=one)
    with pytest.raises(Refused, match="Hanya pemeriksa"):
        actions.record_visit(programme, looks={uuid4(): look}, at=THEN, by=person("bengkel"))
    actions.record_visit(programme, looks={uuid4(): look}, at=THEN, by=person("pemeriksa"))
    row = Inspection.objects.get(programme=programme, round=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Inspection.objects.filter(pk=row.pk).update(inspector_house=maker.house)
    with pytest.raises(REFUSED, match="maker or decider inspects"), transaction.atomic():
        Inspection.objects.filter(pk=row.pk).update(inspector=own)
    assert [t for t in queries.inspection_tasks(programme, own, THEN.date()) if t["lot"] == plan.lot] == []
    assert [t["lot"] for t in queries.inspection_tasks(programme, person("pemeriksa"), THEN.date()) if t["round"]] == [plan.lot]


def test_who_inspected_does_not_decide_held_by_action_and_database(programme, person):
    plan, form = planned(programme, person)
    inspect(programme, person, plan, form, by="kepala")
    with pytest.raises(Refused, match="Yang memeriksa tidak memutus"):
        decide(programme, person, plan)
    found = decide(programme, person, plan, by="perencana")
    with pytest.raises(REFUSED, match="inspector decides"), transaction.atomic():
        LotDecision.objects.filter(pk=found.pk).update(by=person("kepala"))
    other = second_inspector(programme, person)
    with pytest.raises(Refused, match="Anda yang memutus putaran ini"):
        actions.record_visit(programme, looks={uuid4(): look_at(form, unit_of(programme, plan.lot), 1)}, at=THEN, by=person("perencana"))
    actions.record_visit(programme, looks={uuid4(): look_at(form, unit_of(programme, plan.lot), 1, B01="no")}, at=THEN, by=other)
    late = Inspection.objects.get(inspector=other)
    assert late.is_late and late.look == 2 and late.pk not in {row.pk for row in queries.counted(programme)}


def test_a_unit_is_never_good_where_its_lot_is_not_accepted_in_the_database_either(programme, person):
    plan, form = planned(programme, person)
    inspect(programme, person, plan, form, wrong={plan.serials[0]: {"B01": "no"}})
    found = decide(programme, person, plan, accept=False)
    actions.decide_unit(programme, serials=[plan.serials[0]], decided="rework", reason=WHY, at=THEN, by=person("perencana"))
    with pytest.raises(REFUSED, match="its lot is not accepted"), transaction.atomic():
        UnitDecision.objects.filter(decision=found).update(decided="accepted")


@pytest.mark.parametrize("change, sentence", [
    ({"serial": "X"}, "huruf periksa di ujungnya tidak cocok"),
    ({"lot": "L-LAIN"}, "bukan bagian lot L-LAIN"),
    ({"checks": {}}, r"Butir A01 .* belum diisi"),
    ({"photos": ["0" * 64]}, "belum sampai di server"),
    ({"form": str(uuid4())}, "formulir lain"),
    ({"checks": {"X99": "yes"}}, "tidak ada di formulir ini"),
])  # fmt: skip
def test_a_wrong_record_is_refused_with_its_sentence(programme, person, change, sentence):
    plan, form = planned(programme, person)
    look = look_at(form, unit_of(programme, plan.lot), 1)
    if "serial" in change:
        change = {"serial": f"{look.serial[:-1]}{'A' if look.serial[-1] != 'A' else 'B'}"}
    with pytest.raises(Refused, match=sentence):
        actions.record_visit(programme, looks={uuid4(): type(look)(**(vars(look) | change))}, at=THEN, by=person("pemeriksa"))
    assert not queries.inspections(programme).filter(round=1).exists()


def test_an_instrument_out_of_range_or_out_of_calibration_is_refused(programme, person):
    plan, form = planned(programme, person)
    measured = next(one for one in queries.checks_of(form) if one.quantity)
    unit = unit_of(programme, plan.lot)
    with pytest.raises(Refused, match="di luar rentang alat"):
        actions.record_visit(programme, looks={uuid4(): look_at(form, unit, 1, **{measured.check: "999999"})}, at=THEN, by=person("pemeriksa"))
    far = THEN + timedelta(days=400)
    with pytest.raises(Refused, match="Ukur ulang dengan alat yang kalibrasinya berlaku"):
        actions.record_visit(programme, looks={uuid4(): look_at(form, unit, 1)}, at=far, by=person("pemeriksa"))
    look = look_at(form, unit, 1)
    without = type(look)(**(vars(look) | {"instruments": {}}))
    with pytest.raises(Refused, match="Pilih alat yang dipakai"):
        actions.record_visit(programme, looks={uuid4(): without}, at=THEN, by=person("pemeriksa"))


def test_a_wrong_clock_is_kept_as_a_claim_and_decides_nothing(programme, person):
    plan, form = planned(programme, person)
    unit = unit_of(programme, plan.lot)
    look = look_at(form, unit, 1)
    said = THEN - timedelta(days=400)
    entry = actions.record_inspection(programme, look=replace(look, said_at=said), at=THEN, by=person("pemeriksa"), identity=uuid4())
    row = queries.inspection_named(programme, entry.fact)
    assert row.at == row.received_at == THEN and row.claimed_at.startswith(said.strftime("%Y-%m-%d"))
    assert row.point == "-8.68,116.11" and "-8.68,116.11" not in entry.body


def test_a_part_of_a_lot_is_inspected_by_itself_and_the_rest_later(programme, person):
    plan, form = planned(programme, person, units=2)
    inspect(programme, person, plan, form)
    decide(programme, person, plan)
    card = next(c for c in made_queries.lot_cards(programme, THEN.date(), lots=[plan.lot]))
    made(programme, person, card, card.units - 2, at=THEN)
    production.announce_lot(programme, lot=plan.lot, at=THEN, by=person("perencana"))
    actions.plan_lots(programme, lots=[plan.lot], at=THEN, by=person("perencana"))
    rest = queries.last_plan(programme, plan.lot)
    assert (rest.round, rest.turn, len(rest.serials)) == (2, "first", card.units - 2)


def test_causes_are_closed_by_data_alone(programme, person):
    plan, form = planned(programme, person)
    inspect(programme, person, plan, form, wrong={s: {"C02": "no"} for s in plan.sample})
    due = THEN.date() + timedelta(days=20)
    tackle = actions.causes.Tackle(plan.maker, "arus las terlalu kecil", "arus diatur dan tukang dilatih", "Pak Darma", due, plan.type, "C02")
    name = actions.tackle_cause(programme, tackle=tackle, at=THEN + timedelta(hours=1), by=person("perencana"))
    with pytest.raises(Refused, match="baru 0 unit diperiksa"):
        actions.close_cause(programme, action=name, at=THEN + timedelta(days=2), by=person("perencana"))


def test_ratings_and_agreement_come_from_the_looks(programme, person):
    plan, form = planned(programme, person)
    inspect(programme, person, plan, form, wrong={plan.sample[0]: {"B01": "no"}})
    other = second_inspector(programme, person)
    inspect(programme, person, plan, form, wrong={plan.sample[0]: {"B01": "no"}}, by=other)
    pair = queries.agreement(programme)
    assert pair.units == pair.alike == len(plan.serials) and pair.agreement.kappa == pytest.approx(1)
    mine = queries.rating(programme, plan.maker, THEN.date(), field=lambda *_said: {})
    assert (mine.inspected, mine.bad) == (len(plan.serials), 1) and 0 <= mine.score <= 100




def test_two_heads_who_decide_one_lot_at_once_decide_it_once(programme, person):
    """The second finds it decided; what they hold is one decision, whoever came first."""
    plan, form = planned(programme, person)
    inspect(programme, person, plan, form)
    seen = ledger_queries.chain_head(programme)[0]
    decide(programme, person, plan)
    with pytest.raises(Refused, match="Sejak halaman ini dibuka"):
        actions.decide_lot(programme, lot=plan.lot, round=1, accept=True, at=THEN, by=person("perencana"), seen=seen)
    with pytest.raises(Refused, match="sudah diputus"):
        actions.decide_lot(programme, lot=plan.lot, round=1, accept=True, at=THEN, by=person("perencana"))
    assert queries.decisions(programme).filter(lot=plan.lot).count() == 1
