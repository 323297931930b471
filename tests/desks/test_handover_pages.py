"""Machines handed over, sites looked at and their photos, on the pages of those whose they are: what is wrong stays as it was typed."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tempa.catalogue.queries import type_names
from tempa.delivery import actions, queries
from tempa.delivery.actions.codes import code_of
from tempa.ledger import actions as ledger
from tempa.production import queries as production
from tests.cast import HEAD, PLANNER, RINA, SRI, Member
from tests.contracts.parties import AT
from tests.delivery.parties import AGENCY, ARRIVES, accepted, owner_of
from tests.delivery.test_requests import applicant, wish
from tests.delivery.test_rounds import ready
from tests.ledger.pictures import photo


@pytest.fixture(autouse=True)
def papers(settings, tmp_path):
    settings.TEMPA_HOME = tmp_path


def picture(n=1):
    return SimpleUploadedFile("foto.jpg", photo(n), "image/jpeg")


def test_a_whole_lot_leaves_by_two_ticks(visit, programme, person):
    serials, contract = accepted(programme, person)
    owner_of(programme, person, contract.vendor)
    owner = Member(f"pemilik-{contract.vendor.lower()}", ("workshop",), contract.vendor)
    page = visit(owner, reverse("workshop-handovers")).content.decode()
    assert "mesin dari" not in page
    lot = production.lots_of_units(programme, serials)[serials[0]]
    assert f"Serahkan mesin ({len(serials)} siap)" in page and f"{lot}: {len(serials)} " in page
    assert page.count(f'value="{serials[0]}"') == 1, "a machine stands once, whichever hand is next"
    nothing = visit(owner, reverse("workshop-handover-offer"), {"identity": uuid4(), "to": f"2|{AGENCY}"})
    assert nothing.status_code == 400 and "Pilih paling sedikit satu unit" in nothing.content.decode()
    assert visit(owner, reverse("workshop-handover-offer"), {"identity": uuid4(), "to": f"2|{AGENCY}", "lots": [lot]}).status_code == 302
    assert [(h.receiver, h.machines) for h in queries.handovers(programme)] == [(AGENCY, len(serials))]
    waits = visit(RINA, reverse("agency-handovers")).content.decode()
    assert f"{len(serials)} mesin dari {contract.vendor}" in waits, "what waits for me is one press away"


@pytest.fixture
def bringing(programme, person):
    """(handover, its serials, its code, recipient): machines on their way to a recipient."""
    serials, recipient = ready(programme, person, units=2)
    code = actions.offer_handover(programme, step=3, giver=AGENCY, recipient=recipient, serials=serials, at=ARRIVES, by=person("opd"))
    return code, serials, code_of(queries.handover_named(programme, code)), recipient


@pytest.mark.parametrize(("page", "entry"), [("agency-assigning", "Penetapan"), ("agency-recipients", "Permohonan")])
def test_one_entry_of_the_menu_says_where_the_reader_is(visit, page, entry):
    under = re.search(r'<nav class="menu under".*?</nav>', visit(RINA, reverse(page)).content.decode())[0]
    assert re.findall(r'aria-current="page">([^<]+)<', under) == [entry]


def test_an_agency_reads_the_name_of_the_recipient_to_whom_it_gives(visit, programme, person):
    serials, recipient = ready(programme, person, units=2)
    page = visit(RINA, reverse("agency-handovers")).content.decode()
    name = queries.recipient_named(programme, recipient).name
    assert f"{recipient} {name} (2 mesin)" in page and f"untuk {recipient} {name}" in page and serials[0] in page


def test_what_was_said_on_the_spot_stays_when_the_code_is_wrong_and_its_photo_is_seen_by_few(visit, programme, person, bringing):
    handover, serials, code, _recipient = bringing
    take = reverse("agency-handover-take", args=[handover])
    page = visit(RINA, reverse("agency-handover", args=[handover])).content.decode()
    type = queries.machines_of(programme, serials)[serials[0]].type
    assert html.escape(type_names(programme)[type]) in page, "a receiver reads what machine it is, not its number alone"
    assert "bantuan dari Dinas Pertanian dan Perkebunan" in visit(PLANNER, reverse("park-handover", args=[handover])).content.decode()
    day = page.split('name="on" value="', 1)[1][:10]
    said = {"identity": uuid4(), "on": day, "refused": serials[:1], "note": "gir pecah", "receiver_name": "Pak Amin Wahyudi",
            "condition": "cat tergores", "place": "balai desa Sukarara"}  # fmt: skip
    wrong = visit(RINA, take, said | {"code": "1", "photos": picture()})
    told = wrong.content.decode()
    assert wrong.status_code == 400 and "Kode penerima tidak cocok" in told
    assert all(f'value="{said[name]}"' in told for name in ("note", "receiver_name", "condition", "place"))
    kept = told.split('name="kept" value="', 1)[1].split('"', 1)[0]
    assert visit(RINA, take, said | {"identity": uuid4(), "code": code, "kept": kept}).status_code == 302
    found = queries.handover_named(programme, handover)
    (digest,) = found.photos
    for member, desk in ((RINA, "agency"), (PLANNER, "park")):
        page = visit(member, reverse(f"{desk}-handover", args=[handover])).content.decode()
        address = reverse(f"{desk}-evidence-photo", args=[digest, f"handover:{handover}"])
        assert all(words in page for words in ("Pak Amin Wahyudi", "cat tergores", "balai desa Sukarara", "gir pecah", address))
        assert visit(member, address)["Content-Type"] == "image/jpeg"
    ledger.grant_role(programme, person("orang-asing"), desk="agency", subject="DLHK", at=ARRIVES, by=person("kepala"))
    other = Member("orang-asing", ("agency",), "DLHK")
    assert visit(other, reverse("agency-evidence-photo", args=[digest, f"handover:{handover}"])).status_code == 404
    assert visit(SRI, reverse("workshop-evidence-photo", args=[digest, f"handover:{handover}"])).status_code == 404
    assert visit(RINA, reverse("agency-evidence-photo", args=["0" * 64, f"handover:{handover}"])).status_code == 404


def test_a_site_needs_a_photo_and_what_was_measured_stays(visit, programme, person):
    rina = person("opd")
    who = actions.register_recipient(programme, agency=AGENCY, applicant=applicant(), wish=wish(programme), at=AT, by=rina)
    twin = actions.register_recipient(programme, agency=AGENCY, applicant=applicant(name="Nama Lain"), wish=wish(programme), at=AT, by=rina)
    site, page = reverse("agency-recipient-site", args=[who]), reverse("agency-recipient", args=[who])
    first = visit(RINA, page).content.decode()
    assert "Mungkin pemohon yang sama" in first and reverse("agency-recipient", args=[twin]) in first
    day = first.split('name="on" value="', 1)[1][:10]
    said = {"identity": uuid4(), "on": day, "volts": "214", "kilovolt_amperes": "3,5", "water": "on", "note": "kabel lama"}
    told = visit(RINA, site, said)
    assert told.status_code == 400 and "Lampirkan foto alat ukur" in told.content.decode() and 'value="kabel lama"' in told.content.decode()
    assert visit(RINA, site, said | {"photos": picture(2)}).status_code == 302
    by, seen = queries.site_seen(queries.recipient_named(programme, who))
    shown = visit(HEAD, reverse("park-recipient", args=[who])).content.decode()
    assert by == rina.name and "3,5 kVA" in shown and "kabel lama" in shown
    assert reverse("park-evidence-photo", args=[seen["photos"][0], f"recipient:{who}"]) in shown


def test_photos_of_a_machine_stand_on_a_page_of_their_own(visit, programme, person, bringing):
    handover, serials, code, _recipient = bringing
    rina, kept = person("opd"), ledger.store(photo(4))
    actions.take_handover(programme, handover=handover, on=ARRIVES.date(), code=code, at=ARRIVES, by=rina)
    page = reverse("agency-evidence", args=[serials[0]])
    assert "Belum ada foto mesin ini" in visit(RINA, page).content.decode()
    run = actions.FirstRun(serials[0], ARRIVES.date(), runs=True, trained=2, photos=[kept])
    actions.commission(programme, run=run, at=ARRIVES, by=rina)
    address = reverse("agency-evidence-photo", args=[kept, f"unit:{serials[0]}"])
    assert address in visit(RINA, page).content.decode() and visit(RINA, address).status_code == 200
    assert visit(RINA, reverse("agency-evidence", args=["TIDAK-ADA"])).status_code == 404
    said = {"identity": uuid4(), "serial": serials[1], "on": str(ARRIVES.date()), "trained": "0", "runs": "on"}
    wrong = visit(RINA, reverse("agency-use-run"), said)
    assert wrong.status_code == 400 and "belum ada yang dilatih" in wrong.content.decode() and serials[1] in wrong.content.decode()


def test_a_maker_who_says_nothing_is_written_to_and_what_it_said_is_told_as_its_own(visit, programme, person, bringing, monkeypatch):
    handover, serials, code, _recipient = bringing
    rina, on = person("opd"), ARRIVES.date()
    actions.take_handover(programme, handover=handover, on=on, code=code, at=ARRIVES, by=rina)
    kept = ledger.store(photo(6))
    repair = actions.report_repair(programme, serial=serials[0], on=on, what="dinamo terbakar", photos=[kept], at=ARRIVES, by=rina)
    monkeypatch.setattr("tempa.desks.frame.door.moment_of", lambda *_more: ARRIVES + timedelta(days=9))
    page = visit(RINA, reverse("agency-repair", args=[repair])).content.decode()
    photo_at = reverse("agency-evidence-photo", args=[kept, f"repair:{repair}"])
    assert "sudah 9 hari belum dijawab" in page and photo_at in page and visit(RINA, photo_at).status_code == 200
    maker = queries.repair_named(programme, repair).maker
    no = {"repair": repair, "step": "declined", "on": on, "told": actions.Beside("listriknya 160 volt"), "at": ARRIVES}
    actions.move_repair(programme, by=owner_of(programme, person, maker), **no)
    page = visit(RINA, reverse("agency-repair", args=[repair])).content.decode()
    assert "belum dijawab" not in page and "Bukan tanggungan pembuatnya" in page
    assert "Sudah selesai" not in visit(RINA, reverse("agency-repairs")).content.decode()


def test_a_silent_agency_is_told_on_its_first_page_and_the_park_on_its_own(visit, programme, person, monkeypatch):
    serials, contract = accepted(programme, person)
    owner = owner_of(programme, person, contract.vendor)
    actions.offer_handover(programme, step=2, giver=contract.vendor, receiver=AGENCY, serials=serials[:1], at=ARRIVES, by=owner)
    actions.offer_handover(programme, step=1, giver=contract.vendor, receiver="PARK", serials=serials[1:], at=ARRIVES, by=owner)
    said = {1: "1 kiriman bengkel menunggu diterima taman sains", 8: "lebih dari seminggu: ingatkan", 15: "lebih dari 14 hari: kepala"}
    for days, sentence in said.items():
        monkeypatch.setattr("tempa.desks.frame.door.moment_of", lambda *_more, days=days: ARRIVES + timedelta(days=days))
        assert sentence in visit(PLANNER, reverse("park-overview")).content.decode(), days
    assert "1 serah terima menunggu jawaban Anda; yang tertua dianggap diterima sesudah" in visit(RINA, reverse("agency-home")).content.decode()
