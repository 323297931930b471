"""Pages of production: reports by link and at the desk with photos, wrong input that stays, the park's board, labels, the public page."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tempa.desks.frame.supply import engines
from tempa.ledger import links
from tempa.production import actions, queries
from tempa.production.actions import Report, Trouble
from tempa.production.rules import Done
from tempa.registry import queries as registry
from tests.cast import DARMA, PLANNER, RINA
from tests.contracts.parties import WHY, in_force, lots_of
from tests.desks.links import inputs
from tests.ledger.pictures import bomb

SAVED = "Terkirim dan tercatat."


@pytest.fixture
def now():
    from django.utils import timezone

    return timezone.now()


@pytest.fixture
def card(programme, person, now):
    """The largest lot of a member under a lead, whose contract is in force."""
    vendor = next(one.vendor for one in lots_of(programme) if one.lead)
    c = in_force(programme, person, vendor=vendor)
    cards = [card for card in queries.lot_cards(programme, now.date()) if card.contract == c.contract]
    return max(cards, key=lambda card: card.units)


@pytest.fixture
def code(programme, person, card, now):
    """The code of a link of the member, at which somebody has said who they are."""
    order = links.Order("production", "", now + timedelta(days=30), {card.maker: "workshop"})
    link = links.issue_links(programme, order, at=now, by=person("perencana"))[0]
    links.take_link(link, name="Pak Made", phone="0812-3456-7890", place="outside", at=now)
    return links.code_of(link.link)


def photo(width=1200, height=900, kind="JPEG"):
    made = BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(made, kind, exif=Image.Exif())
    return made.getvalue()


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def report(programme, person, card, counts, at, by="perencana"):
    entries = [Done(card.lot, s.step, n) for s, n in zip(card.steps, counts, strict=False) if n]
    return actions.report_progress(programme, report=Report(card.vendor, entries, "office"), at=at, by=person(by))


def test_a_link_reports_with_photos_and_then_says_that_it_is_finished(client, programme, card, code):
    page = reverse("link-production", args=[code])
    first = client.get(page)
    assert f"{card.units} × {card.type_name}" in text_of(first) and len(first.content) < 30_000
    own = reverse("link-production-lot", args=[code, card.lot])
    asked = client.get(own)
    assert asked.content.decode().count("<button") + asked.content.decode().count('class="button"') <= 3
    sent = {f"step-{s.step}": str(card.units) for s in card.steps} | {"note": "lancar", "photos": [SimpleUploadedFile("a.jpg", photo())]}
    done = client.post(own, sent, follow=True)
    assert SAVED in text_of(done) and f"{card.units} unit jadi" in text_of(done)
    row = queries.progress(programme, [card.lot]).first()
    assert row.source == "link" and len(row.photos) == 1 and row.note == "lancar"
    assert SAVED in text_of(client.post(own, {"announce": "1"}, follow=True))
    assert queries.announced_lots(programme, card.lot)[0].serials == tuple(queries.units(programme, [card.lot]).values_list("serial", flat=True))


def test_more_than_the_lot_is_told_and_what_was_typed_stays(client, programme, card, code):
    own = reverse("link-production-lot", args=[code, card.lot])
    step = f"step-{card.steps[0].step}"
    refused = client.post(own, {step: str(card.units + 1), "note": "semua sudah", "photos": [SimpleUploadedFile("a.png", photo(kind="PNG"))]})
    assert refused.status_code == 400 and f"hanya {card.units} unit" in text_of(refused) and "semua sudah" in refused.content.decode()
    assert "1 foto sudah sampai" in text_of(refused) and not queries.progress(programme).exists()
    kept = re.search(r'name="kept" value="([^"]+)"', refused.content.decode())[1]
    again = client.post(own, {step: "1", "kept": kept}, follow=True)
    assert SAVED in text_of(again) and len(queries.progress(programme).get().photos) == 1
    for wrong in ("-1", "dua", "1.5"):
        assert "angka bulat" in text_of(client.post(own, {step: wrong}))


@pytest.mark.parametrize("name, content", [
    ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), ("a.jpg", b"<html><script>alert(1)</script></html>"),
    ("a.jpg", photo()[:3000]), ("a.gif", b"GIF89a" + bytes(50)), ("kosong.jpg", b"\xff\xd8\xff"),
    ("bom.png", bomb()),
])  # fmt: skip
def test_what_is_no_photo_is_told_as_such(client, programme, card, code, name, content):
    own = reverse("link-production-lot", args=[code, card.lot])
    refused = client.post(own, {f"step-{card.steps[0].step}": "1", "photos": [SimpleUploadedFile(name, content)]})
    assert refused.status_code == 400 and "bukan foto yang utuh" in text_of(refused) and name in text_of(refused)
    assert not queries.progress(programme).exists()


def test_a_link_of_another_workshop_or_purpose_opens_nothing_of_it(client, programme, person, card, now):
    near = queries.makers_of(programme, card.vendor)
    others = [w for w in registry.makers(programme).values_list("key", flat=True) if w not in near]
    for workshop, purpose, status in ((others[0], "production", 404), (card.maker, "contract", 302)):
        order = links.Order(purpose, "", now + timedelta(days=9), {workshop: "workshop"})
        link = links.issue_links(programme, order, at=now, by=person("perencana"))[0]
        links.take_link(link, name=f"Bu Ani {purpose}", phone="0812-0000-7890", place="outside", at=now)
        assert client.get(reverse("link-production-lot", args=[links.code_of(link.link), card.lot])).status_code == status


def test_an_expired_link_says_so_and_shows_what_was_typed(client, programme, person, card, code, now, monkeypatch):
    from tempa.desks.frame import link_door

    monkeypatch.setattr(link_door, "now_of", lambda _programme: now + timedelta(days=60))
    gone = client.post(reverse("link-production-lot", args=[code, card.lot]), {"note": "sudah dicat semua"})
    assert gone.status_code == 410 and "sudah berakhir" in text_of(gone) and "sudah dicat semua" in gone.content.decode()


def test_a_problem_by_link_waits_at_the_park_until_it_is_closed(client, visit, programme, card, code):
    page = reverse("link-trouble", args=[code])
    empty = client.post(page, {"kind": "other", "words": "", "lot": ""})
    assert empty.status_code == 400 and "paling sedikit 10 huruf" in text_of(empty)
    assert SAVED in text_of(client.post(page, {"kind": "power", "lot": card.lot, "words": "padam sejak Senin"}, follow=True))
    problem = queries.open_problems(programme).get()
    board = visit(PLANNER, reverse("park-production-problems"))
    assert "1 belum punya penanggung jawab" in text_of(board) and "padam sejak Senin" in text_of(board)
    own = reverse("park-production-problem", args=[problem.problem])
    wrong = visit(PLANNER, own, {"owner": "PARK", "due_on": "2001-01-01"})
    assert wrong.status_code == 400 and "sudah lewat" in text_of(wrong) and 'value="2001-01-01"' in wrong.content.decode()
    assert visit(PLANNER, own, {"owner": "PARK", "due_on": "2099-01-01"}).status_code == 302
    client.logout()
    assert "ditangani Taman sains" in text_of(client.get(reverse("link-production", args=[code])))
    assert visit(PLANNER, own, {"done": "genset dipinjamkan"}).status_code == 302
    assert not queries.open_problems(programme).exists()


def test_the_board_says_how_far_and_the_lot_is_put_right(visit, programme, person, card, now):
    report(programme, person, card, [2, 2], now)
    assert "0 dari" in text_of(visit(PLANNER, reverse("park-production")))
    own = reverse("park-production-lot", args=[card.lot])
    page = visit(PLANNER, own)
    assert "R00001-1" in text_of(page) and "Perkiraan selesai" in text_of(page)
    step = card.steps[0].step
    short = visit(PLANNER, own, {"step": step, "total": "3", "reason": "salah"})
    assert short.status_code == 400 and "paling sedikit 10 huruf" in text_of(short)
    below = visit(PLANNER, own, {"step": step, "total": "1", "reason": WHY})
    assert below.status_code == 400 and "padahal langkah" in text_of(below)
    assert visit(PLANNER, own, {"step": step, "total": "3", "reason": WHY}).status_code == 302
    assert [p.quantity for p in queries.progress(programme, [card.lot])] == [2, 2, 1] and WHY in text_of(visit(PLANNER, own))
    assert visit(RINA, own).status_code in (302, 403, 404)


def test_a_scrapped_machine_is_neither_made_nor_counted_twice_anywhere(visit, programme, person, card, now):
    """The overview, the board, its messages and the lot's own page give one number."""
    units = sum(one.units for one in queries.lot_cards(programme, now.date()))
    report(programme, person, card, [2] * len(card.steps), now)
    serial = queries.units(programme, [card.lot]).exclude(made_on=None).first().serial
    with actions.serials.deed(programme, at=now, by=person("perencana")) as d:
        actions.replace_unit_in(d, serial, "rangka retak")
    assert "1 mesin sudah jadi" in text_of(visit(PLANNER, reverse("park-overview")))
    assert f"1 dari {units} mesin yang boleh dikerjakan sudah jadi" in text_of(visit(PLANNER, reverse("park-production")))
    assert f"1 dari {units} mesin" in text_of(visit(PLANNER, reverse("park-production-messages")))
    assert f"1 dari {card.units} unit jadi" in text_of(visit(PLANNER, reverse("park-production-lot", args=[card.lot])))


def test_labels_are_printed_before_the_work_and_lead_to_the_public_page(client, visit, programme, card):
    page = reverse("park-production-labels")
    assert "belum punya nomor" in text_of(visit(PLANNER, page))
    visit(PLANNER, page, {})
    unit = queries.units(programme, [card.lot]).first()
    assert unit.serial in text_of(visit(PLANNER, f"{page}?lot={card.lot}"))
    sheet = visit(PLANNER, f"{reverse('park-production-stickers')}?lot={card.lot}")
    assert sheet["Content-Type"] == "application/pdf" and sheet.content.startswith(b"%PDF")
    plates = visit(PLANNER, f"{reverse('park-production-plates')}?lot={card.lot}").content.decode().splitlines()
    assert len(plates) == card.units + 1 and plates[1].startswith(unit.serial)
    client.logout()
    public = client.get(reverse("unit", args=[unit.serial]))
    assert public.status_code == 200 and "belum dilaporkan selesai" in text_of(public) and "Rp" not in text_of(public)
    assert client.get(reverse("unit", args=[unit.serial.replace("-", "").lower()])).status_code == 200


@pytest.fixture
def two_units(programme, person, card, now):
    """The first two units of a lot of which one has begun."""
    report(programme, person, card, [1], now)
    return list(queries.units(programme, [card.lot]))[:2]


def test_the_number_of_an_engine_is_put_into_its_unit_by_the_workshops_link(client, visit, programme, card, code, two_units, monkeypatch):
    first, second = two_units
    page = f"/t/{code}/kerja/{card.lot}/"
    monkeypatch.setattr(engines, "numbers_at", lambda _programme, _lot: ["GX-160 77A", "GX-160 77B"])
    said = inputs(client.get(page), 'name="fit"') | {"serial": first.serial, "engine": "GX-160 77A"}
    assert client.post(page, said).status_code == 302
    assert queries.unit_named(programme, first.serial).engine == "GX-160 77A"
    again = inputs(client.get(page), 'name="fit"') | {"serial": second.serial, "engine": "GX-160 77A"}
    wrong = client.post(page, again)
    assert wrong.status_code == 400 and f'value="{second.serial}" selected' in wrong.content.decode()
    monkeypatch.setattr(engines, "numbers_at", lambda _programme, _lot: [])  # its workshop buys its own: the number is typed
    office = reverse("park-production-lot", args=[card.lot])
    twice = visit(PLANNER, office, {"fit": "1", "serial": second.serial, "engine": "gx-160 77a"})
    assert twice.status_code == 400 and f"sudah tercatat di unit {first.serial}" in text_of(twice) and "gx-160 77a" in twice.content.decode()
    assert visit(PLANNER, office, {"fit": "1", "serial": second.serial, "engine": "GX-160 77C"}).status_code == 302
    client.logout()
    assert "GX-160 77C" in text_of(client.get(reverse("unit", args=[second.serial])))


def test_a_wrong_check_character_is_told_as_such(client, programme, card):
    serial = f"{programme.code}-{card.type}-0001-"
    wrong = client.get(reverse("unit", args=[f"{serial}*"]))
    assert wrong.status_code == 404 and "huruf periksa" in text_of(wrong)
    from tempa.values.serial import serial_of

    unknown = client.get(reverse("unit", args=[serial_of(programme.code, card.type, 9999)]))
    assert unknown.status_code == 404 and "tidak dikenal di sini" in text_of(unknown)
    assert client.get(reverse("units")).status_code == 200


def test_the_digest_has_a_message_for_each_and_links_are_made_once(visit, programme, card):
    page = reverse("park-production-messages")
    assert "belum punya tautan" in text_of(visit(PLANNER, page))
    visit(PLANNER, page, {})
    shown = visit(PLANNER, page)
    assert "/t/" in shown.content.decode() and "Laporkan kemajuan minggu ini" in text_of(shown) and "belum punya tautan" not in text_of(shown)


def test_my_desk_has_the_same_page(visit, programme, person, now):
    actions.state_problem(programme, trouble=Trouble("W03", "money", "office", words="uang muka belum masuk"), at=now, by=person("perencana"))
    page = visit(DARMA, reverse("workshop-production"))
    assert page.status_code == 200
