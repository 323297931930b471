"""Requests from the form to the decree: a recipient known by its code, decisions by the agency, the decree by another hand, sites measured."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from tempa.delivery import actions, queries
from tempa.delivery.actions.requests import Applicant, Wish
from tempa.delivery.rules import Need, Site
from tempa.demand import queries as demand
from tempa.ledger import actions as ledger
from tempa.ledger.models import Entry
from tempa.ledger.rules import Refused

AT = datetime(2026, 8, 3, 1, 10, tzinfo=UTC)
TODAY = date(2026, 8, 3)
WHY = "kelompoknya aktif dan punya bahan baku"


def type_of(programme, agency="DISTANBUN"):
    return demand.order_lines(programme).filter(agency=agency).first().type


def applicant(**more):
    return Applicant(**{"kind": "group", "name": "Kelompok Tani Maju", "village": "Sukarara", "destination": "LOTENG", "contact": "Pak Amin",
                        "phone": "0812-3456-7890"} | more)  # fmt: skip


def wish(programme, **more):
    return Wish(**{"type": type_of(programme), "quantity": 2, "asked_on": date(2026, 7, 1), "source": "paper"} | more)


def registered(programme, person, *, by="opd", **more):
    return actions.register_recipient(
        programme, agency="DISTANBUN", applicant=applicant(**more), wish=wish(programme), at=AT, by=person(by) if isinstance(by, str) else by
    )


def colleague(programme, person, login="opd-rekan"):
    made = ledger.add_person(login=login, name="Rekan Rina", password=None)
    ledger.grant_role(programme, made, desk="agency", subject="DISTANBUN", at=AT, by=person("kepala"))
    return made


def granted(programme, person, **more):
    """A request that the agency has granted; its code."""
    code = registered(programme, person, **more)
    request = queries.recipient_named(programme, code).requests.get().request
    actions.decide_request(programme, request=request, decided="accepted", reason=WHY, at=AT, by=person("opd"))
    return request


def test_somebody_asks_once_and_asks_again_under_the_same_code(programme, person):
    code = registered(programme, person)
    again = actions.request_machine(programme, recipient=code, wish=wish(programme, quantity=1), at=AT, by=person("perencana"))
    found = queries.recipient_named(programme, code)
    assert [(r.request, r.quantity) for r in queries.requests(programme, "DISTANBUN")] == [("P00001", 2), (again, 1)]
    assert (found.name, found.phone, found.destination) == ("Kelompok Tani Maju", "0812-3456-7890", "LOTENG")
    assert registered(programme, person, name="Kelompok Lain", phone="") == "R0002"
    assert {t.what for t in queries.related_recipients(programme, "DISTANBUN")} == {"contact"}


def test_people_stay_out_of_the_public_chain(programme, person):
    registered(programme, person)
    body = Entry.objects.get(programme=programme, kind="RecipientRegistered").body
    assert "Sukarara" in body and not any(word in body for word in ("Tani Maju", "Pak Amin", "3456"))




@pytest.mark.parametrize(
    ("more", "asks", "says"),
    [
        ({"kind": "company"}, {}, "jenis penerima"), ({"name": "A"}, {}, "paling sedikit 3 huruf"), ({"village": ""}, {}, "desa atau kelurahan"),
        ({"phone": "nol delapan"}, {}, "tidak dapat dibaca"), ({"destination": "BALI"}, {}, "BALI tidak ada"), ({"nik": "123"}, {}, "NIK"),
        ({}, {"type": "XXX"}, "tidak memesan"), ({}, {"quantity": 0}, "antara 1 dan"), ({}, {"asked_on": TODAY + timedelta(2)}, "belum tiba"),
        ({}, {"raw_per_day": "banyak"}, "bukan jumlah"), ({}, {"source": "mimpi"}, "cara permohonan"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_of_it_stays(programme, person, more, asks, says):
    with pytest.raises(Refused, match=says):
        actions.register_recipient(
            programme, agency="DISTANBUN", applicant=applicant(**more), wish=wish(programme, **asks), at=AT, by=person("opd")
        )
    assert not queries.recipients(programme).exists() and not queries.requests(programme).exists()


def test_only_the_agency_decides_and_another_of_its_people_notes_the_decree(programme, person):
    request = granted(programme, person)
    for login in ("perencana", "bengkel"):
        with pytest.raises(Refused, match="Hanya OPD itu sendiri"):
            actions.decide_request(programme, request=request, decided="refused", reason=WHY, at=AT, by=person(login))
    decree = {"agency": "DISTANBUN", "number": "SK/12/2026", "on": TODAY, "requests": [request], "at": AT}
    with pytest.raises(Refused, match="Anda ikut memutuskan"):
        actions.issue_decree(programme, by=person("opd"), **decree)
    actions.issue_decree(programme, by=colleague(programme, person), **decree)
    assert queries.request_named(programme, request).decree == "SK/12/2026"
    with pytest.raises(Refused, match="sudah ada dalam surat keputusan SK/12/2026"):
        actions.decide_request(programme, request=request, decided="refused", reason=WHY, at=AT, by=person("opd"))
    assert [(a.request, a.wanted) for a in queries.queue(programme, "DISTANBUN")] == [(request, 2)]


def test_a_decree_names_granted_requests_of_its_own_agency_once(programme, person):
    code = registered(programme, person)
    request = queries.recipient_named(programme, code).requests.get().request
    decree = {"agency": "DISTANBUN", "number": "SK/1", "on": TODAY, "at": AT, "by": colleague(programme, person)}
    with pytest.raises(Refused, match="belum diterima OPD ini"):
        actions.issue_decree(programme, requests=[request], **decree)
    with pytest.raises(Refused, match="paling sedikit satu"):
        actions.issue_decree(programme, requests=[], **decree)


def test_nobody_is_on_two_lists_for_the_same_kind_of_machine(programme, person):
    first, second = (
        queries.recipient_named(programme, registered(programme, person, **more)).requests.get().request
        for more in ({}, {"name": "kelompok  tani MAJU", "phone": "0819-1111-2222", "contact": "Bu Sri"})
    )
    for request in (first, second):
        actions.decide_request(programme, request=request, decided="accepted", reason=WHY, at=AT, by=person("opd"))
    decree = {"agency": "DISTANBUN", "on": TODAY, "at": AT, "by": colleague(programme, person)}
    with pytest.raises(Refused, match="tampaknya sama dengan penerima"):
        actions.issue_decree(programme, number="SK/1", requests=[first, second], **decree)
    actions.issue_decree(programme, number="SK/1", requests=[first], **decree)
    with pytest.raises(Refused, match="dalam surat keputusan SK/1 OPD DISTANBUN"):
        actions.issue_decree(programme, number="SK/2", requests=[second], **decree)


@pytest.mark.parametrize(
    ("other", "same"),
    [({"name": "Koperasi Sumber Rejeki", "village": "Praya"}, "nomor HP-nya sama"),
     ({"name": "KT Maju", "phone": "0819-1111-2222"}, "nama dan desanya sama"),
     ({"name": "Kel. Tani MAJU", "village": "Ds. Sukarara", "phone": "0819-1111-2222"}, "nama dan desanya sama"),
     ({"name": "UD Lain", "village": "Praya", "phone": "0819-1111-2222"}, "")],
)  # fmt: skip
def test_a_decree_finds_the_same_recipient_by_phone_and_by_a_name_written_short(programme, person, other, same):
    """What is shared is named; another village, or a name of its own, is somebody else."""
    first, second = (granted(programme, person, **more) for more in ({}, other))
    decree = {"agency": "DISTANBUN", "number": "SK/1", "on": TODAY, "at": AT, "by": colleague(programme, person), "requests": [first, second]}
    if same:
        with pytest.raises(Refused, match=same):
            actions.issue_decree(programme, **decree)
    else:
        actions.issue_decree(programme, **decree)
    assert (queries.request_named(programme, second).decree == "SK/1") is not same.endswith("sama")


def test_a_site_is_ready_when_it_meets_what_all_its_machines_need(programme, person):
    code = registered(programme, person)
    need = Need(volts=380, kilovolt_amperes=Decimal("5.5"), water=True)
    actions.state_site_need(programme, type=type_of(programme), need=need, source="pelat nama mesin", at=AT, by=person("perencana"))
    for volts, ready in ((220, None), (390, TODAY)):
        site = Site(volts=volts, kilovolt_amperes=Decimal(6), water=True)
        actions.inspect_site(programme, recipient=code, on=TODAY, site=site, at=AT, by=person("pemeriksa"))
        assert queries.recipient_named(programme, code).ready_on == ready
    with pytest.raises(Refused, match="OPD pemberi mesin atau taman sains"):
        actions.inspect_site(programme, recipient=code, on=TODAY, site=site, at=AT, by=person("bengkel"))


def test_the_same_form_sent_twice_is_one_recipient(programme, person):
    name = uuid4()
    codes = {
        actions.register_recipient(
            programme, agency="DISTANBUN", applicant=applicant(), wish=wish(programme), at=AT, by=person("opd"), identity=name
        )
        for _ in range(2)
    }
    assert codes == {"R0001"} and queries.requests(programme).count() == 1
