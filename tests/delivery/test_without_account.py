"""People without an account: they ask for machines, say what came, how it fares and what is broken; the rest of the house answers them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from tempa.catalogue import queries as catalogue
from tempa.delivery import actions, queries, rules
from tempa.delivery.actions import Beside
from tempa.delivery.actions.codes import code_of
from tempa.delivery.rules import Due, Site, UseFound
from tempa.ledger import links
from tempa.ledger.models import Entry, Person
from tempa.ledger.queries import chain_head
from tempa.ledger.rules import Refused
from tempa.production import queries as production
from tempa.values.period import day_in_wita, months_after
from tests.delivery.deeds import sending
from tests.delivery.parties import AGENCY, ARRIVES, ON, colleague, owner_of, taken_over
from tests.delivery.test_handovers import given
from tests.delivery.test_requests import AT, WHY, applicant
from tests.ledger.bodies import told

MONTH = ARRIVES + timedelta(days=31)


def at_a_link(programme, person, purpose, organisation, desk, *, at=ARRIVES, name="Pak Amin"):
    """Somebody who has said who they are at a link of their own."""
    order = links.Order(purpose, "", at + timedelta(days=300), {organisation: desk})
    link = links.issue_links(programme, order, at=at, by=person("perencana"))[0]
    return links.take_link(link, name=name, phone="0812 1111 2222", place="outside", at=at)


def test_a_request_sent_from_a_phone_enters_the_queue_on_its_day_by_an_officer_alone(programme, person):
    name, before = uuid4(), Person.objects.count()
    for wrong, words in (
        ({"has_consent": False}, "Centang persetujuan"), ({"quantity": 21}, "antara 1 dan 20"),
        ({"applicant": applicant(phone="0812 3456 7890", contact="")}, "yang dapat dihubungi"),
        ({"applicant": applicant(phone="", contact="Pak Amin")}, "nomor HP yang dapat dihubungi"),
        ({"applicant": applicant(kind="agency", phone="0812 3456 7890")}, "Pilih jenis pemohon"), ({"type": "TIDAK-ADA"}, "tidak memesan mesin"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=words):
            actions.send_request(programme, asked=sending(programme, **wrong), at=AT)
    assert Person.objects.count() == before  # who was refused was never here
    sent = {"asked": sending(programme, quantity=2), "at": AT, "identity": name}
    assert actions.send_request(programme, **sent) == actions.send_request(programme, **sent) == name
    found = queries.sent_by_code(queries.sent_code(name).lower())
    assert (found.sent, found.agency, found.outcome, queries.place_among_sent(found)) == ("PM00001", AGENCY, "", (1, 1))
    actions.send_request(programme, asked=sending(programme), at=AT + timedelta(minutes=1))
    assert {t.what for t in queries.ties_of_sent(programme, AGENCY)["PM00001"]} == {"phone", "name", "contact"}
    actions.send_request(programme, asked=sending(programme), at=AT)
    with pytest.raises(Refused, match="3 permohonan dari nomor HP ini"):
        actions.send_request(programme, asked=sending(programme), at=AT)
    later = AT + timedelta(days=3)
    for login in ("perencana", "kepala", "orang-asing"):
        with pytest.raises(Refused, match="Hanya petugas OPD itu sendiri"):
            actions.take_in(programme, sent=found.sent, at=later, by=person(login))
    code = actions.take_in(programme, sent=found.sent, at=later, by=person("opd"))
    asked = queries.recipient_named(programme, code).requests.get()
    assert (asked.asked_on, asked.source, asked.quantity, asked.purpose) == (day_in_wita(AT), "self", 2, "")
    with pytest.raises(Refused, match="sudah dijawab"):
        actions.turn_away(programme, sent=found.sent, reason=WHY, at=later, by=person("opd"))
    assert actions.take_in(programme, sent="PM00002", known_as=code, at=later, by=person("opd")) == code
    actions.turn_away(programme, sent="PM00003", reason="sudah dua kali meminta", at=later, by=person("opd"))
    assert queries.sent_named(programme, "PM00003").outcome_why == "sudah dua kali meminta"
    body = told(Entry.objects.filter(programme=programme, kind="RequestSent").first().body)
    assert "Pak Amin" not in body and "3456" not in body and '"consent":"2026-11"' in body


def with_two_recipients(programme, person):
    """A recipient that has two units, and another that waits for the same type."""
    serials, contract, receiver = taken_over(programme, person)
    code, request = given(programme, person, serials, receiver)
    actions.inspect_site(programme, recipient=code, on=ON, site=Site(225, 3, False, False, False), at=ARRIVES, by=receiver)
    named = actions.offer_handover(programme, step=3, giver=AGENCY, recipient=code, serials=serials[:2], at=ARRIVES, by=receiver)
    return serials, contract, receiver, code, request, named


def test_a_recipient_takes_by_its_link_with_the_code_and_tells_of_its_machine(programme, person):
    serials, _contract, receiver, code, _request, named = with_two_recipients(programme, person)
    amin = at_a_link(programme, person, "recipient", code, "recipient")
    stranger = at_a_link(programme, person, "recipient", "R9999", "recipient", name="Pak Lain")
    taken = {"handover": named, "on": ON, "at": ARRIVES}
    secret = code_of(queries.handover_named(programme, named))
    with pytest.raises(Refused, match="hanya dapat dicatat oleh"):
        actions.take_handover(programme, code=secret, by=stranger, **taken)
    with pytest.raises(Refused, match="Kode penerima tidak cocok"):
        actions.take_handover(programme, code="1", by=amin, **taken)
    actions.take_handover(programme, code=secret, by=amin, **taken)
    assert queries.handover_named(programme, named).received_by is None and len(queries.handed_over(programme, 3)) == 2
    today = day_in_wita(MONTH)
    found = UseFound(serials[0], 1, today, way="link", state="used", hours_per_week="12,5", output_per_week="90")
    with pytest.raises(Refused, match="selalu tautan"):
        actions.check_use(programme, found=replace(found, way="visit"), at=MONTH, by=amin)
    with pytest.raises(Refused, match="OPD pemberi mesin"):
        actions.check_use(programme, found=found, at=MONTH, by=stranger)
    actions.check_use(programme, found=found, at=MONTH, by=amin)
    (benefit,) = queries.benefits(programme)
    assert (benefit.machines, str(benefit.hours), str(benefit.output)) == (1, "12.5", "90")
    with pytest.raises(Refused, match="belum jalan atau belum ada yang dilatih"):
        actions.commission(programme, run=actions.FirstRun(serials[0], ON, runs=True, trained=0), at=MONTH, by=receiver)
    run = actions.FirstRun(serials[0], ON, runs=True, trained=3, output_per_hour="210")
    actions.commission(programme, run=run, at=MONTH, by=receiver)
    story = queries.story_of(programme, serials[0])
    assert (story.received_on, story.warranty_until, story.ran_on, story.trained) == (ON, months_after(ON, 12), ON, 3)
    assert catalogue.warranty_months(programme)[type_of_unit(programme, serials[0])] == 12, "as the specification of its type says"


def type_of_unit(programme, serial):
    ((_serial, type),) = production.types_of_units(programme, [serial])
    return type


@pytest.mark.parametrize(("promised", "covered"), [(6, False), (12, True)])
def test_a_fault_in_the_ninth_month_is_the_makers_where_the_type_has_a_year(programme, person, promised, covered, monkeypatch):
    serials, _contract, receiver, _code, _request, named = with_two_recipients(programme, person)
    type = type_of_unit(programme, serials[0])
    monkeypatch.setattr(catalogue, "warranty_months", lambda _programme: {type: promised})
    actions.take_handover(programme, handover=named, on=ON, code=code_of(queries.handover_named(programme, named)), at=ARRIVES, by=receiver)
    later = ARRIVES + timedelta(days=270)
    repair = actions.report_repair(programme, serial=serials[0], on=day_in_wita(later), what="dinamo terbakar", at=later, by=receiver)
    assert queries.repair_named(programme, repair).under_warranty is covered
    assert queries.story_of(programme, serials[0]).warranty_until == months_after(ON, promised)


def test_a_repair_goes_from_the_code_on_the_machine_to_the_recipients_word(programme, person):
    serials, _contract, receiver, code, _request, named = with_two_recipients(programme, person)
    fault = actions.FaultTold(serials[0], "1", "Pak Amin", "0812 1111 2222", "dinamo terbakar")
    with pytest.raises(Refused, match="belum diserahkan kepada penerima"):
        actions.report_with_code(programme, fault=fault, at=MONTH)
    secret = code_of(queries.handover_named(programme, named))
    actions.take_handover(programme, handover=named, on=ON, code=secret, at=ARRIVES, by=receiver)
    size, today = chain_head(programme)[0], day_in_wita(MONTH)
    told = {"at": MONTH, "identity": uuid4()}
    with pytest.raises(Refused, match="Kode penerima tidak cocok"):
        actions.report_with_code(programme, fault=replace(fault, code="000"), **told)
    assert chain_head(programme)[0] == size and not Person.objects.filter(name="Pak Amin").exists()
    repair = actions.report_with_code(programme, fault=replace(fault, code=f" {secret[:3]} {secret[3:]} "), **told)
    assert actions.report_with_code(programme, fault=replace(fault, code=secret), **told) == repair
    maker = queries.repair_named(programme, repair).maker
    darma, amin = owner_of(programme, person, maker), at_a_link(programme, person, "recipient", code, "recipient", name="Bu Amin")
    move = {"repair": repair, "on": today, "at": MONTH}

    def stage():
        return queries.stage_of(queries.repair_named(programme, repair))

    for step, by, words in (
        ("works", amin, "tidak dapat mengikuti"), ("accepted", amin, "OPD pemberi mesin"), ("must_repair", receiver, "Hanya taman sains"),
        ("parts", darma, "Tulis suku cadang"), ("declined", darma, "Tulis alasannya"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=words):
            actions.move_repair(programme, step=step, by=by, **move)
    actions.move_repair(programme, step="declined", told=Beside("listriknya terlalu rendah"), by=darma, **move)
    with pytest.raises(Refused, match="Taman sains memutuskan dulu"):
        actions.close_repair(programme, repair=repair, on=today, outcome="dinamo diganti", at=MONTH, by=darma)
    actions.move_repair(programme, step="must_repair", told=Beside("tegangan sudah diukur 221 volt"), by=person("perencana"), **move)
    actions.move_repair(programme, step="parts", told=Beside(parts=[("dinamo 1,5 kW", "1")]), by=darma, **move)
    actions.move_repair(programme, step="told", told=Beside("asapnya dari kiri"), by=amin, **move)
    assert stage() == "parts"
    actions.close_repair(programme, repair=repair, on=today, outcome="dinamo diganti", parts_cost=750_000, at=MONTH, by=darma)
    assert stage() == "done"
    actions.move_repair(programme, step="fails", told=Beside("masih panas sekali"), by=amin, **move)
    found = queries.repair_named(programme, repair)
    assert (stage(), found.closed_on, queries.open_repair_of(programme, serials[0]).repair) == ("fails", None, repair)
    actions.close_repair(programme, repair=repair, on=today, outcome="kabel diganti besar", parts_cost=50_000, at=MONTH, by=darma)
    actions.move_repair(programme, step="works", by=amin, **move)
    found = queries.repair_named(programme, repair)
    assert (stage(), found.parts_cost, [s.step for s in queries.steps_of(found)]) == (
        "works", 800_000, ["declined", "must_repair", "parts", "told", "done", "fails", "done", "works"])  # fmt: skip
    with pytest.raises(Refused, match="sudah selesai"):
        actions.close_repair(programme, repair=repair, on=today, outcome="dinamo diganti", at=MONTH, by=darma)
    assert actions.report_repair(programme, serial=serials[0], on=today, what="rusak lagi hari ini", at=MONTH, by=amin) == "PB00002"


def test_an_idle_machine_goes_to_the_first_who_waits_by_a_new_handover(programme, person):
    serials, _contract, receiver, code, request, named = with_two_recipients(programme, person)
    secret = code_of(queries.handover_named(programme, named))
    actions.take_handover(programme, handover=named, on=ON, code=secret, at=ARRIVES, by=receiver)
    today, rina, serial = day_in_wita(MONTH), person("opd"), serials[0]
    move = {"serial": serial, "on": today, "reason": WHY, "at": MONTH}
    with pytest.raises(Refused, match="pemeriksaan terakhir menemukannya tidak dipakai"):
        actions.reallocate_unit(programme, request=request, by=rina, **move)
    found = UseFound(serial, 1, today, way="phone", state="idle", note="tidak ada bahan baku")
    actions.check_use(programme, found=found, at=MONTH, by=receiver)
    with pytest.raises(Refused, match="Tidak ada permohonan"):
        actions.reallocate_unit(programme, request=request, by=rina, **move)
    first = waits(programme, person, request, receiver, "Kelompok Satu")
    second = waits(programme, person, request, receiver, "Kelompok Dua")
    with pytest.raises(Refused, match=f"adalah {first}"):
        actions.reallocate_unit(programme, request=second, by=rina, **move)
    with pytest.raises(Refused, match="Hanya OPD pemberi mesin"):
        actions.reallocate_unit(programme, request=first, by=person("perencana"), **move)
    actions.reallocate_unit(programme, request=first, by=rina, **move)
    other = queries.request_named(programme, first).recipient.recipient
    assert serial not in queries.handed_over(programme, 3) and queries.passages(programme, [serial])[serial].meant_for == other
    with pytest.raises(Refused, match="tidak ada pada penerima"):
        actions.reallocate_unit(programme, request=second, by=rina, **move)
    actions.inspect_site(programme, recipient=other, on=today, site=Site(225, 3, False, False, False), at=MONTH, by=receiver)
    again = actions.offer_handover(programme, step=3, giver=AGENCY, recipient=other, serials=[serial], at=MONTH, by=receiver)
    assert code_of(queries.handover_named(programme, again)) and queries.handover_named(programme, again).recipient.recipient == other
    assert code != other


def waits(programme, person, like, decreed_by, name):
    """Another group's granted request for the same type and place."""
    asked = queries.request_named(programme, like)
    who = applicant(name=name, destination=asked.recipient.destination, phone="", contact=name)
    wish = actions.requests.Wish(asked.type, 1, ON, "paper")
    code = actions.register_recipient(programme, agency=AGENCY, applicant=who, wish=wish, at=MONTH, by=person("opd"))
    new = queries.recipient_named(programme, code).requests.get().request
    actions.decide_request(programme, request=new, decided="accepted", reason=WHY, at=MONTH, by=person("opd"))
    actions.issue_decree(programme, agency=AGENCY, number=f"SK/{new}", on=ON, requests=[new], at=MONTH, by=decreed_by)
    return new


def test_of_too_many_checks_a_sample_is_drawn_that_anybody_can_draw_again():
    due = [Due(f"S{n:03}", 3, ON + timedelta(days=n % 20)) for n in range(200)]
    drawn = rules.sampled(due, "NTB", most=25)
    months = {f"{d.on:%Y-%m}" for d in due}
    assert len(drawn) == 25 * len(months) and drawn == rules.sampled(list(reversed(due)), "NTB", most=25)
    assert rules.sampled(due, "LAIN", most=25) != drawn
    assert rules.sampled(due[:10], "NTB", most=25) == sorted(due[:10], key=lambda d: (d.on, d.serial))


def test_who_inspected_signs_no_handover_to_an_agency(programme, person):
    from tests.delivery.parties import accepted

    serials, contract = accepted(programme, person)
    code = actions.offer_handover(programme, step=2, giver=contract.vendor, receiver=AGENCY, serials=serials, at=ARRIVES,
                                  by=owner_of(programme, person, contract.vendor))  # fmt: skip
    assert person("pemeriksa").pk in queries.judges_of(programme, serials)
    taker = colleague(programme, person, "penerima-barang")
    assert rules.may_take(as_agency(taker), step=2, giver=contract.vendor, receiver=AGENCY, given_by=0, judges={taker.pk}) is not True
    actions.take_handover(programme, handover=code, on=ON, at=ARRIVES, by=taker)


def as_agency(taker):
    from tempa.ledger.rules import Who

    return Who(taker.pk, frozenset({("agency", AGENCY)}))
