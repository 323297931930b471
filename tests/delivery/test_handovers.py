"""Units from hand to hand on a real lot: offered, taken, refused when damaged, deemed after a silence, given to whom they are meant for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from tempa.delivery import actions, queries
from tempa.delivery.actions.codes import code_of
from tempa.delivery.rules import DEEMED_AFTER, Need, Site, UseFound
from tempa.demand import queries as demand
from tempa.ledger.rules import Refused
from tempa.production import queries as production
from tempa.quality import queries as quality
from tests.cast import PLANNER, Member
from tests.delivery.parties import AGENCY, ARRIVES, ON, accepted, colleague, hand_over, owner_of, taken_over
from tests.delivery.test_requests import WHY, applicant, wish


def test_a_unit_passes_to_the_agency_once_and_only_when_accepted(programme, person):
    serials, contract = accepted(programme, person)
    owner, receiver = owner_of(programme, person, contract.vendor), colleague(programme, person, "penerima-barang")
    offer = {"step": 2, "giver": contract.vendor, "receiver": AGENCY, "at": ARRIVES}
    with pytest.raises(Refused, match="hanya dapat dimulai oleh"):
        actions.offer_handover(programme, serials=serials, by=person("perencana"), **offer)
    code = actions.offer_handover(programme, serials=serials, by=owner, **offer)
    with pytest.raises(Refused, match="serah terima lain"):
        actions.offer_handover(programme, serials=serials[:1], by=owner, **offer)
    with pytest.raises(Refused, match=f"hanya dapat dicatat oleh {AGENCY}"):
        actions.take_handover(programme, handover=code, on=ON, at=ARRIVES, by=owner)
    actions.take_handover(
        programme, handover=code, on=ON, refused={serials[0]: "catnya terkelupas di jalan"}, spot=actions.OnTheSpot(paper="BAST/1"), at=ARRIVES,
        by=receiver,
    )  # fmt: skip
    assert queries.handed_over(programme, 2) == dict.fromkeys(serials[1:], ON)
    assert queries.receivers_of_lots(programme, set(production.lots_of_units(programme, serials).values())) == {receiver.pk}
    with pytest.raises(Refused, match="sudah diserahkan pada langkah ini"):
        actions.offer_handover(programme, serials=serials[1:], by=owner, **offer)
    again = hand_over(programme, person, serials[:1], contract.vendor, receiver, at=ARRIVES + timedelta(days=1))
    assert sorted(queries.handed_over(programme, 2)) == serials and again.taken_on == ON + timedelta(days=1)
    assert list(queries.handed_over_by_line(programme).values()) == [len(serials)]


def test_a_unit_that_is_not_there_and_one_not_accepted_are_named(programme, person):
    serials, contract = accepted(programme, person)
    owner = owner_of(programme, person, contract.vendor)
    offer = {"step": 2, "giver": contract.vendor, "receiver": AGENCY, "at": ARRIVES, "by": owner}
    with pytest.raises(Refused, match="X-1 tidak ada di program ini"):
        actions.offer_handover(programme, serials=[*serials, "X-1"], **offer)
    with pytest.raises(Refused, match="bukan DLHK"):
        actions.offer_handover(programme, serials=serials, **(offer | {"receiver": "DLHK"}))


def test_through_the_park_the_park_takes_and_gives(programme, person):
    serials, contract = accepted(programme, person)
    hand_over(programme, person, serials, contract.vendor, person("pemeriksa"), to="PARK")
    with pytest.raises(Refused, match="tidak ada pada"):
        actions.offer_handover(programme, step=2, giver=contract.vendor, receiver=AGENCY, serials=serials, at=ARRIVES,
                               by=owner_of(programme, person, contract.vendor))  # fmt: skip
    code = actions.offer_handover(programme, step=2, giver="PARK", receiver=AGENCY, serials=serials, at=ARRIVES, by=person("perencana"))
    later = ARRIVES + DEEMED_AFTER
    officer = person("opd")
    with pytest.raises(Refused, match="masih punya waktu"):
        actions.deem_taken(programme, handover=code, officer=officer, reason=WHY, at=later - timedelta(hours=1), by=person("kepala"))
    with pytest.raises(Refused, match="Pilih pejabat OPD yang sudah diingatkan"):
        actions.deem_taken(programme, handover=code, officer=person("bengkel"), reason=WHY, at=later, by=person("kepala"))
    actions.deem_taken(programme, handover=code, officer=officer, reason=WHY, at=later, by=person("kepala"))
    assert queries.handover_named(programme, code).is_deemed and set(queries.handed_over(programme, 2)) == set(serials)


def given(programme, person, serials, receiver):
    """A request with its decree and a site that is ready, and the units assigned to it by the rule."""
    rina, contract_type = person("opd"), {u[1] for u in queries.free_units(programme, AGENCY)}.pop()
    place = {u[2] for u in queries.free_units(programme, AGENCY)}.pop()
    code = actions.register_recipient(
        programme, agency=AGENCY, applicant=applicant(destination=place), wish=wish(programme, type=contract_type, quantity=2), at=ARRIVES, by=rina
    )
    request = queries.recipient_named(programme, code).requests.get().request
    actions.decide_request(programme, request=request, decided="accepted", reason=WHY, at=ARRIVES, by=rina)
    actions.issue_decree(programme, agency=AGENCY, number="SK/1", on=ON, requests=[request], at=ARRIVES, by=receiver)
    need = Need(volts=220, kilovolt_amperes=Decimal(2))
    actions.state_site_need(programme, type=contract_type, need=need, source="pelat nama mesin", at=ARRIVES, by=person("perencana"))
    rows = [(serial, request) for serial in serials[:2]]
    actions.assign_units(programme, agency=AGENCY, rows=rows, at=ARRIVES, by=rina)
    return code, request


def test_a_unit_goes_to_whom_it_is_meant_for_once_the_site_is_ready_and_the_code_is_said(programme, person):
    serials, _contract, receiver = taken_over(programme, person)
    code, request = given(programme, person, serials, receiver)
    offer = {"step": 3, "giver": AGENCY, "recipient": code, "serials": serials[:2], "at": ARRIVES, "by": receiver}
    with pytest.raises(Refused, match="belum dinyatakan siap"):
        actions.offer_handover(programme, **offer)
    actions.inspect_site(programme, recipient=code, on=ON, site=Site(225, Decimal(3), False, False, False), at=ARRIVES, by=receiver)
    with pytest.raises(Refused, match="belum siapa pun"):
        actions.offer_handover(programme, **(offer | {"serials": serials[2:]}))
    named = actions.offer_handover(programme, **offer)
    taken = {"handover": named, "on": ON, "at": ARRIVES, "by": receiver}
    secret = code_of(queries.handover_named(programme, named))
    assert len(secret) == 6 and secret.isdigit()
    for _guess in range(3):
        with pytest.raises(Refused, match="Kode penerima tidak cocok"):
            actions.take_handover(programme, code="000000x", **taken)
    with pytest.raises(Refused, match="Tunggu 2 detik"):  # nobody guesses it; who was told it may say it a moment later
        actions.take_handover(programme, code=secret, **taken)
    said, name = taken | {"at": ARRIVES + timedelta(seconds=3), "code": f" {secret[:3]} {secret[3:]} "}, uuid4()
    for _sent in range(2):
        actions.take_handover(programme, **said, identity=name)
    assert queries.handed_over(programme, 3) == dict.fromkeys(serials[:2], ON)
    with pytest.raises(Refused, match="sudah atau sedang diserahkan"):
        actions.reassign_unit(programme, serial=serials[0], request="", reason=WHY, at=ARRIVES, by=person("opd"))
    assert demand.line_codes(programme) >= set(queries.handed_over_by_line(programme))
    assert queries.request_named(programme, request).assignments.count() == 2


def test_the_use_of_a_unit_is_checked_from_its_month_on_and_its_repair_goes_to_the_maker_and_into_its_rating(programme, person, visit, clock_at):
    serials, contract, receiver = taken_over(programme, person)
    code, _request = given(programme, person, serials, receiver)
    actions.inspect_site(programme, recipient=code, on=ON, site=Site(225, Decimal(3), False, False, False), at=ARRIVES, by=receiver)
    named = actions.offer_handover(programme, step=3, giver=AGENCY, recipient=code, serials=serials[:2], at=ARRIVES, by=receiver)
    actions.take_handover(programme, handover=named, on=ON, code=code_of(queries.handover_named(programme, named)), at=ARRIVES, by=receiver)
    month = ARRIVES + timedelta(days=31)
    today = ON + timedelta(days=31)
    assert {(d.serial, d.month) for d in queries.due(programme, today)} == {(s, 1) for s in serials[:2]}
    found = UseFound(serials[0], 1, today, way="phone", state="used", hours_per_week="12,5")
    actions.check_use(programme, found=found, at=month, by=receiver)
    assert queries.use_checks(programme).get().hours_per_week == "12.5"
    with pytest.raises(Refused, match="sudah dicatat"):
        actions.check_use(programme, found=found, at=month, by=person("perencana"))
    with pytest.raises(Refused, match="OPD pemberi mesin atau taman sains"):
        other = replace(found, serial=serials[1])
        actions.check_use(programme, found=other, at=month, by=owner_of(programme, person, contract.vendor))
    repair = actions.report_repair(programme, serial=serials[1], on=today, what="dinamo terbakar", at=month, by=receiver)
    with pytest.raises(Refused, match="belum selesai"):
        actions.report_repair(programme, serial=serials[1], on=today, what="dinamo terbakar", at=month, by=receiver)
    found = queries.repairs(programme).get()
    assert (found.repair, found.maker, found.under_warranty) == (repair, queries.passages(programme, serials)[serials[1]].maker, True)
    actions.close_repair(programme, repair=repair, on=today, outcome="dinamo diganti baru", parts_cost=750_000, at=month, by=receiver)
    (rate,) = queries.failure_rates(programme, today, by="type")
    assert (rate.failures, rate.low < rate.rate < rate.high) == (1, True)
    made = queries.passages(programme, serials)[serials[1]].maker
    own = queries.field_of(programme, today)[made]
    assert (own.failures, own.mended, own.days, own.months) == (1, 1, 0, pytest.approx(2 * 31 / 30.4375))
    rated = quality.rating(programme, made, today, field=queries.field_of)
    assert (rated.field.usual, quality.rating(programme, made, today, field=lambda *_: {}).field.score) == (
        pytest.approx(own.months * 3 / (100 + own.months)), None)  # fmt: skip
    again = actions.report_repair(programme, serial=serials[0], on=today, what="dinamo terbakar", at=month, by=receiver)
    no = {"repair": again, "step": "declined", "on": today, "told": actions.Beside("listriknya 160 volt"), "at": month}
    actions.move_repair(programme, by=owner_of(programme, person, made), **no)
    assert (queries.field_of(programme, today)[made].failures, queries.field_of(programme, today)[made].in_dispute) == (1, 1)
    assert queries.field_of(programme, ON - timedelta(days=1)) == {}
    clock_at(month)
    own_page = visit(Member(f"pemilik-{made.lower()}", ("workshop",), made), reverse("workshop-quality")).content.decode()
    assert "1 kerusakan dalam 2 mesin-bulan garansi; biasanya 0,1" in own_page and "1 kerusakan Anda tolak" in own_page
    assert "2 mesin-bulan; biasanya 0,1" in visit(PLANNER, reverse("park-quality-figures")).content.decode()
