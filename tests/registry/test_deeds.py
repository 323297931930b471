"""Deeds of verification in the database: what follows from a signature, held offers, appeals, bookings by two at once, leads, merges, applicants."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from tempa.allocation.planner.judge.check import check
from tempa.allocation.queries import approved_plan, charged_hours, plan_tables
from tempa.demand.actions import Held, load_programme
from tempa.ledger import queries as ledger
from tempa.ledger.models import Entry, Person
from tempa.ledger.rules import Refused
from tempa.registry import actions, queries
from tempa.registry.models import Application, BookedHour, Verification
from tempa.registry.rules.probation import Results
from tempa.registry.rules.sites import Holding
from tempa.values.programme import check_tables
from tests.ledger.bodies import told
from tests.registry.visits import (
    APPLYING,
    AT,
    LATHE,
    TODAY,
    WHY,
    applied,
    booked,
    machine,
    recorded,
    signed,
    skill,
    visit,
)

pytestmark = pytest.mark.database


def test_a_visit_holds_once_a_second_person_signed_it(programme, person):
    before = queries.workshop_named(programme, "W03").cells
    name = recorded(programme, person, hours={"weld": "40"})
    assert queries.workshop_named(programme, "W03").cells == before and not queries.last_signed(programme)
    with pytest.raises(Refused, match="orang lain"):
        actions.sign_verification(programme, verification=name, at=AT, by=person("pemeriksa"))
    actions.sign_verification(programme, verification=name, probation=True, at=AT, by=person("kepala"))
    after = queries.workshop_named(programme, "W03").cells
    assert {after[f"score_{p}"] for p in ("premises", "competence", "staff", "equipment")} == {"80"}
    assert (after["verified_from"], after["verified_until"], after["workers"]) == (str(TODAY), "2028-08-03", "4")
    assert dict(queries.hours(programme, "W03"))["weld"] == 40
    assert check_tables(ledger.tables_of(programme)).ok
    assert queries.probation_of(programme, "W03").largest_lot == 2
    assert queries.probation_of(programme, "W03", lambda: Results(6)).largest_lot == 10
    assert not queries.probation_of(programme, "W05").is_on


def test_the_exact_point_people_and_notes_stay_out_of_the_public_chain(programme, person):
    name = recorded(programme, person)
    body = Entry.objects.get(pk=name).body
    assert "Getap" in body and '"smaw"' in body
    for hidden in ("-8.6195", "Sahnan", "main cable", "50000000"):
        assert hidden not in body


def test_hours_of_what_may_not_be_done_there_are_given_to_no_plan(programme, person):
    had = dict(queries.hours(programme, "W03"))
    signed(programme, person, machines=[machine(p) for p in ("smaw", "sawing")])
    assert "bend" in had or "machine" in had
    assert {"bend", "machine"} & set(dict(queries.hours(programme, "W03"))) == set()


def test_hours_that_the_plan_in_force_counts_on_stay_and_the_plan_is_still_allowed(programme, person):
    """A visit that finds no lathe takes back nothing under lots that were worked there: the plan stands as it was judged."""
    plan = approved_plan(programme)
    site = next(s for s in sorted({r["workshop"] for r in plan_tables(plan)["loads"]}) if "machine" in charged_hours(programme, s))
    had, charged = dict(queries.hours(programme, site)), charged_hours(programme, site)
    assert all(0 < hours <= had[resource] for resource, hours in charged.items())
    name = recorded(programme, person, site, machines=[machine("sawing")], skills=[skill("sawing")])
    actions.sign_verification(
        programme, verification=name, charged=lambda workshop: charged_hours(programme, workshop), at=AT, by=person("kepala")
    )
    left = dict(queries.hours(programme, site))
    assert left == {r: h if r == "cut" else charged[r] for r, h in had.items() if r == "cut" or r in charged}
    report = check(ledger.tables_of(programme), plan_tables(plan))
    assert [v for v in report.violations if v.rule == 6] == []


def test_offers_of_a_type_that_is_not_eligible_are_held_until_the_head_lets_them_through(programme, person):
    signed(programme, person)
    offer = queries.offers_of(programme, "W03").first()
    actions.state_type_processes(programme, type=offer.type, processes=["tig"], reason=WHY, at=AT, by=person("perencana"))
    assert queries.offer_of(programme, "W03", offer.type) is None
    held = queries.held_offers(programme, "W03").get(type=offer.type)
    assert held.unit_price == offer.unit_price and not queries.eligibility(programme, "W03", offer.type)
    assert "TIG" in queries.eligibility(programme, "W03", offer.type).reason
    assert queries.offers_for(programme, offer.type).exists()  # of sites that nobody looked at in detail
    price = str(offer.unit_price - 1000)
    actions.state_offers(programme, workshop="W03", prices={offer.type: price}, source="office", reason=WHY, at=AT, by=person("perencana"))
    assert queries.held_offers(programme, "W03").get(type=offer.type).unit_price == int(price)
    with pytest.raises(Refused, match="kepala"):
        actions.overrule_eligibility(programme, workshop="W03", type=offer.type, reason=WHY, at=AT, by=person("perencana"))
    actions.overrule_eligibility(programme, workshop="W03", type=offer.type, reason="mesin TIG dipinjam dari sekolah", at=AT, by=person("kepala"))
    assert queries.offer_of(programme, "W03", offer.type).unit_price == int(price) and not queries.held_offers(programme, "W03").exists()
    assert "dipinjam" in queries.eligibility(programme, "W03", offer.type).reason
    with pytest.raises(Refused, match="sudah layak"):
        actions.overrule_eligibility(programme, workshop="W03", type=offer.type, reason=WHY, at=AT, by=person("kepala"))


def test_a_shared_machine_makes_a_type_eligible_that_asks_for_its_process(programme, person):
    signed(programme, person)
    offer = queries.offers_of(programme, "W03").first()
    actions.state_type_processes(programme, type=offer.type, processes=["milling"], reason=WHY, at=AT, by=person("perencana"))
    assert not queries.eligibility(programme, "W03", offer.type)
    actions.state_machine(programme, said=replace(LATHE, machine="FRAIS", process="milling"), at=AT, by=person("perencana"))
    assert "mesin bersama" in queries.eligibility(programme, "W03", offer.type).reason


def test_two_visits_may_wait_and_the_older_one_is_not_signed_over_the_newer(programme, person):
    older = recorded(programme, person, visited_on=TODAY - timedelta(days=9))
    newer = recorded(programme, person)
    assert [v.pk for v in queries.unsigned(programme)] == [older, newer]
    actions.sign_verification(programme, verification=newer, at=AT, by=person("kepala"))
    with pytest.raises(Refused, match="lebih baru"):
        actions.sign_verification(programme, verification=older, at=AT, by=person("kepala"))
    actions.return_verification(programme, verification=older, reason=WHY, at=AT, by=person("kepala"))
    assert not queries.unsigned(programme).exists()


def test_an_appeal_is_answered_by_a_third_person_and_corrects_the_row(programme, person):
    v = signed(programme, person, scores=visit().scores | {"power": 20})
    low = queries.workshop_named(programme, "W03").cells["score_premises"]
    said = {"verification": v.pk, "criteria": ["power"], "words": "kabel dan panel sudah baru"}
    with pytest.raises(Refused, match="bengkel itu sendiri"):
        actions.appeal_verification(programme, **said, at=AT, by=person("guru"))
    name = actions.appeal_verification(programme, **said, at=AT, by=person("bengkel"))
    with pytest.raises(Refused, match="masih menunggu"):
        actions.appeal_verification(programme, **said, at=AT, by=person("bengkel"))
    answer = {"appeal": name, "upheld": True, "answer": "foto panel dilihat bersama", "corrected": {"power": 80}}
    with pytest.raises(Refused, match="orang lain"):
        actions.answer_appeal(programme, **answer, at=AT, by=person("kepala"))
    with pytest.raises(Refused, match="Ubah hanya"):
        actions.answer_appeal(programme, **answer | {"corrected": {"space": 90}}, at=AT, by=person("perencana"))
    actions.answer_appeal(programme, **answer, at=AT, by=person("perencana"))
    assert (low, queries.workshop_named(programme, "W03").cells["score_premises"]) == ("62", "80")
    assert queries.verification_named(programme, v.pk).scores["power"] == 80


def test_the_database_too_wants_two_people(programme, person):
    name = recorded(programme, person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Verification.objects.filter(pk=name).update(signed_by=person("pemeriksa"), signed_at=AT)


def test_an_hour_of_a_shared_machine_is_had_once_and_free_again_when_cancelled(programme, person):
    actions.state_machine(programme, said=LATHE, at=AT, by=person("perencana"))
    first = booked(programme, person)
    with pytest.raises(Refused, match=r"Pukul 10\.00 sudah dipesan"):
        booked(programme, person, range(10, 12), "W05")
    actions.cancel_booking(programme, booking=first, reason="bahan belum datang", at=AT, by=person("bengkel"))
    second = booked(programme, person, range(10, 12), "W05")
    assert queries.hours_taken(programme, LATHE.machine, TODAY + timedelta(days=1)) == {10, 11}
    week = queries.week_of_machine(programme, LATHE.machine, TODAY)
    assert {(d.isoformat(), h): b.pk for (d, h), b in week.items()} == {("2026-08-04", 10): second, ("2026-08-04", 11): second}
    with pytest.raises(Refused, match="Hanya pemesan"):
        actions.cancel_booking(programme, booking=second, reason="salah", at=AT, by=person("bengkel"))


@pytest.mark.parametrize(
    ("on", "hours", "field"),
    [(-1, range(9, 10), "on"), (0, range(8, 10), "on"), (61, range(9, 10), "on"), (5, range(9, 10), "on"), (1, range(6, 9), "from_hour"),
     (1, range(15, 18), "from_hour"), (1, range(9, 9), "until_hour"), (1, range(8, 21), "until_hour")],
)  # fmt: skip
def test_hours_that_cannot_be_had_are_refused_beside_their_field(programme, person, on, hours, field):
    actions.state_machine(programme, said=LATHE, at=AT, by=person("perencana"))
    with pytest.raises(Refused) as refused:
        actions.book_machine(programme, machine=LATHE.machine, workshop="W03", on=TODAY + timedelta(days=on), hours=hours, purpose="poros", at=AT,
                             by=person("bengkel"))  # fmt: skip
    assert refused.value.field == field


def test_the_database_holds_an_hour_once_whoever_writes(programme, person):
    actions.state_machine(programme, said=LATHE, at=AT, by=person("perencana"))
    booked(programme, person)
    taken = BookedHour.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        BookedHour.objects.create(programme=programme, machine=taken.machine, on=taken.on, hour=taken.hour, booking=taken.booking)


def test_a_lead_changes_unless_a_contract_names_the_old_one(programme, person):
    change = {"workshop": "W03", "lead": "W02", "since": TODAY, "reason": WHY, "at": AT, "by": person("perencana")}
    with pytest.raises(Refused, match="Kontrak K0001 menyebut"):
        actions.change_lead(programme, **change, contracted=lambda: {"W03": {"K0001"}})
    with pytest.raises(Refused, match="bukan IKM Induk"):
        actions.change_lead(programme, **change | {"lead": "W05"})
    actions.change_lead(programme, **change, contracted=lambda: {"W05": {"K0001"}})
    assert queries.workshop_named(programme, "W03").lead == "W02"


def test_an_upload_changes_no_lead_under_a_contract(programme, person):
    tables = ledger.tables_of(programme)
    tables["workshops"] = [r | {"lead": "W02"} if r["workshop"] == "W03" else r for r in tables["workshops"]]
    with pytest.raises(Refused, match="tidak dapat diganti lewat unggahan"):
        load_programme(programme, tables, held=Held(bound=lambda: {"W03": {"K0001"}}), at=AT, by=person("perencana"))
    assert load_programme(programme, tables, held=Held(bound=dict), at=AT, by=person("perencana")) == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"holdings": lambda: [Holding("W03", "N1", "L1"), Holding("W05", "N2", "L1")]}, "baris pesanan L1"),
        ({"holdings": lambda: [Holding("W03", "N1", "L1", "K1"), Holding("W05", "N2", "L2", "K1")]}, "kontrak K1"),
        ({"identities": lambda: {"W03": {"nik": "1"}, "W05": {"nik": "2"}}}, "NIK kedua catatan berbeda"),
        ({"gone": "W03"}, "dua catatan yang berbeda"), ({"gone": "S01"}, "sekolah"),
    ],
)  # fmt: skip
def test_records_of_two_firms_are_not_merged(programme, person, more, words):
    with pytest.raises(Refused, match=words):
        actions.propose_merge(programme, **{"kept": "W03", "gone": "W05", "reason": WHY} | more, at=AT, by=person("perencana"))


def test_two_people_merge_two_records_and_the_old_one_gets_no_new_lot(programme, person):
    name = actions.propose_merge(programme, kept="W03", gone="W05", reason=WHY, at=AT, by=person("perencana"))
    with pytest.raises(Refused):
        actions.confirm_merge(programme, merge=name, at=AT, by=person("perencana"))
    offers = queries.offers_of(programme, "W05").count()
    actions.confirm_merge(programme, merge=name, at=AT, by=person("kepala"))
    assert queries.merged_into(programme) == {"W05": "W03"} and queries.workshop_named(programme, "W05") is not None
    assert not queries.offers_of(programme, "W05").exists() and queries.held_offers(programme, "W05").count() == offers > 0
    assert "digabung ke W03" in queries.is_eligible_at_all(programme, "W05").reason
    with pytest.raises(Refused, match="sudah digabung"):
        actions.propose_merge(programme, kept="W05", gone="W07", reason=WHY, at=AT, by=person("perencana"))


def test_applicants_wait_in_order_and_are_admitted_or_refused_with_reasons(programme, person):
    first = applied(programme, person)
    call = queries.application_named(programme, first).call_id
    with pytest.raises(Refused, match="masih menunggu"):
        actions.apply_to_take_part(programme, call=call, asked=APPLYING, at=AT)
    second = actions.apply_to_take_part(programme, call=call, asked=replace(APPLYING, phone="0812-9999-0000", has_nib=True), at=AT)
    assert [queries.place_in_line(a) for a in queries.applications(programme)] == [(1, 2), (2, 2)]
    code = queries.application_code(second)
    assert queries.application_of(code.lower().replace("-", " ")).pk == second
    with pytest.raises(Refused, match="belum mempunyai NIB"):
        actions.admit_applicant(programme, application=first, workshop="W42", cluster="SENTRA-6", at=AT, by=person("perencana"))
    with pytest.raises(Refused, match="10 sampai"):
        actions.refuse_application(programme, application=first, reason="tidak", at=AT, by=person("perencana"))
    actions.refuse_application(programme, application=first, reason="terlalu jauh dari bahan", at=AT, by=person("perencana"))
    assert queries.place_in_line(Application.objects.get(pk=second)) == (1, 1)
    admit = {"application": second, "workshop": queries.workshop_code_after(programme), "at": AT, "by": person("perencana")}
    with pytest.raises(Refused, match="Pilih sentra"):
        actions.admit_applicant(programme, **admit)
    actions.admit_applicant(programme, **admit, cluster="SENTRA-6")
    assert queries.workshop_named(programme, "W42").legal_tier == "registered" and check_tables(ledger.tables_of(programme)).ok
    assert "Belum diverifikasi" in queries.is_eligible_at_all(programme, "W42").reason
    with pytest.raises(Refused, match="sudah diputuskan"):
        actions.withdraw_application(programme, application=first, at=AT)


def test_an_application_sent_twice_is_one_and_a_refused_one_leaves_nobody_behind(programme, person):
    call = actions.open_applicant_call(programme, closes_at=AT + timedelta(days=3), places=1, at=AT, by=person("perencana"))
    name = uuid4()
    assert {actions.apply_to_take_part(programme, call=call, asked=APPLYING, at=AT, identity=name) for _ in range(2)} == {name}
    assert queries.applications(programme).count() == 1
    people = Person.objects.count()
    with pytest.raises(Refused, match="ditutup"):
        actions.apply_to_take_part(programme, call=call, asked=APPLYING, at=AT + timedelta(days=4))
    assert Person.objects.count() == people
    body = told(Entry.objects.get(pk=name).body)
    assert "Sikur" in body and "Sumber Besi" not in body and "812" not in body


def test_gaps_are_told_from_what_every_room_knows(programme, person):
    signed(programme, person, scores=visit().scores | {"guards": 10, "machines": 100}, skills=[skill("smaw")])
    site = queries.workshop_named(programme, "W03")
    codes = [g.code for g in queries.gaps_of(programme, [site], TODAY, {"W03": {"npwp": "1", "account": "2"}})["W03"]]
    assert "guards" in codes and "nib" in codes and "npwp" not in codes and "account" not in codes
