"""WhatsApp messages at the park: pasted or uploaded, recognised by phone, shown beside what they say, confirmed or dropped."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from tempa.contracts.models import VendorParticulars
from tempa.ledger.models import Entry
from tempa.production import queries
from tempa.production.messages import ChatError, Unread, chat_photos, chat_text
from tempa.values.period import day_in_wita
from tests.cast import PLANNER
from tests.desks.planning import text_of
from tests.production.making import begun

pytestmark = pytest.mark.django_db
NEW = "/park/pesan-wa/terima/"


@pytest.fixture
def card(programme, person):
    return begun(programme, person)[0]


def today():
    return day_in_wita(timezone.now())


def sent(visit, **fields):
    return visit(PLANNER, NEW, {"day": today().isoformat(), "workshop": "", "text": "", "sender": ""} | fields)


def taken(visit, card, text):
    page = sent(visit, workshop=card.vendor, text=text)
    assert page.status_code == 302, text_of(page)
    return page["Location"]


def upload(content, name="Chat WhatsApp.zip"):
    return SimpleUploadedFile(name, content)


def zipped(**files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return packed.getvalue()


def photo():
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(made, "JPEG")
    return made.getvalue()


def chat_line(text, days=1, sender="Pak Made", hour="14.05"):
    return f"{today() - timedelta(days=days):%d/%m/%y} {hour} - {sender}: {text}"


def hidden(page, field):
    return re.findall(rf'name="{field}" value="([^"]*)"', page.content.decode())


def test_a_pasted_message_is_shown_beside_what_it_says_and_confirmed(visit, programme, card):
    address = taken(visit, card, f"{card.lot} potong 1, {card.lot} gerinda 2. Listrik mati <b>lagi</b>")
    page = visit(PLANNER, address)
    said = text_of(page)
    assert "Perlu dijawab" in said and "Pekerjaan yang mana" in said and "listrik" in said
    assert "&lt;b&gt;lagi" in page.content.decode()
    message = queries.open_messages(programme).get().message
    step = card.steps[0]
    body = {"place-0": f"{card.lot}:{step.step}", "count-0": "1", "problems": "power:", "identity": hidden(page, "identity")[0]}
    for _ in range(2):
        assert visit(PLANNER, f"/park/pesan-wa/{message}/", body)["Location"] == address
    report = queries.progress(programme, [card.lot]).get()
    assert (report.source, report.step, report.quantity) == ("message", step.step, 1)
    assert queries.open_problems(programme).get().kind == "power"
    assert "sudah diputuskan" in text_of(visit(PLANNER, address))
    assert "Dicatat sebagai laporan" in text_of(visit(PLANNER, f"/park/pesan-wa/{message}/"))
    assert message in text_of(visit(PLANNER, "/park/pesan-wa/?keadaan=confirmed"))


def test_what_is_wrong_is_said_beside_its_field_and_stays_typed(visit, programme, card):
    taken(visit, card, f"{card.lot} potong 1")
    message = queries.open_messages(programme).get().message
    too_many = {"place-0": f"{card.lot}:{card.steps[0].step}", "count-0": "900"}
    page = visit(PLANNER, f"/park/pesan-wa/{message}/", too_many)
    assert page.status_code == 400 and "900" in page.content.decode() and "hanya" in text_of(page)
    lacking = visit(PLANNER, f"/park/pesan-wa/{message}/", {"place-0": "", "count-0": "2"})
    assert "Pilih lot dan langkahnya" in text_of(lacking)
    nothing = visit(PLANNER, f"/park/pesan-wa/{message}/", {"place-0": "", "count-0": ""})
    assert "Belum ada yang dicatat" in text_of(nothing)
    dropped = visit(PLANNER, f"/park/pesan-wa/{message}/", {"drop": "1", "reason": ""})
    assert "mengapa pesan ini tidak dicatat" in text_of(dropped)
    assert visit(PLANNER, f"/park/pesan-wa/{message}/", {"drop": "1", "reason": "sudah lewat tautan"}).status_code == 302
    assert "sudah lewat tautan" in text_of(visit(PLANNER, f"/park/pesan-wa/{message}/"))


def test_a_lot_that_is_said_to_be_finished_is_filled_up_with_one_tick(visit, programme, card):
    taken(visit, card, f"{card.lot} sudah selesai semua")
    message = queries.open_messages(programme).get().message
    assert visit(PLANNER, f"/park/pesan-wa/{message}/", {f"whole-{card.lot}": "on"}).status_code == 302
    assert queries.made_by_lot(programme)[card.lot] == card.units


def test_an_exported_chat_with_photos_asks_who_is_who_and_is_taken_once(visit, programme, card):
    lines = [
        chat_line("selamat pagi", sender="Bu Rina", hour="13.00"), chat_line(f"{card.lot} potong 1"),
        chat_line("IMG-1.jpg (file terlampir)", hour="14.09"), chat_line("jahat.jpg (file terlampir)", hour="14.10"), chat_line("ok pak"),
    ]  # fmt: skip
    content = zipped(_chat__txt="\n".join(lines), **{"IMG-1.jpg": photo(), "jahat.jpg": b"<svg/>"})
    asked = sent(visit, workshop=card.vendor, file=upload(content))
    assert asked.status_code == 400 and "Pak Made (4), Bu Rina (1)" in text_of(asked)
    page = sent(visit, workshop=card.vendor, file=upload(content), sender="pak made")
    assert page.status_code == 302
    held = queries.open_messages(programme).get()
    assert held.text == f"{card.lot} potong 1" and len(held.photos) == 1
    again = sent(visit, workshop=card.vendor, file=upload(content), sender="Pak Made")
    assert "sudah pernah diterima" in text_of(again)
    body = {"place-0": f"{card.lot}:{card.steps[0].step}", "count-0": "1"}
    assert visit(PLANNER, f"/park/pesan-wa/{held.message}/", body).status_code == 302
    assert queries.progress(programme, [card.lot]).get().photos == held.photos
    bodies = " ".join(str(e.body) for e in Entry.objects.filter(kind="MessagesTaken"))
    assert card.vendor in bodies and "Pak Made" not in bodies and "potong" not in bodies


def test_a_workshop_is_known_by_the_phone_of_its_particulars(visit, programme, card):
    VendorParticulars.objects.filter(programme=programme, workshop=card.vendor).update(phone="0812-3456-7890")
    chat = f"{chat_line(card.lot + ' potong 1', sender='+62 812-3456-7890')}\n{chat_line('siap', sender='Bu Rina')}"
    assert sent(visit, text=chat).status_code == 302
    assert queries.open_messages(programme).get().workshop == card.vendor
    unknown = sent(visit, text=chat_line("potong 1", sender="+62 811 000 0000"))
    assert "tidak tercatat pada data bengkel" in text_of(unknown)


def test_what_says_nothing_is_not_kept(visit, programme, card):
    assert "tidak ada yang menyebut kemajuan" in text_of(sent(visit, workshop=card.vendor, text="Assalamualaikum pak, sehat?"))
    assert "Tempel pesannya" in text_of(sent(visit, workshop=card.vendor))
    assert not queries.messages(programme).exists()
    assert "Belum ada pesan WhatsApp" in text_of(visit(PLANNER, "/park/pesan-wa/"))


HOSTILE = [
    (b"PK\x03\x04 no zip at all", Unread.BROKEN),
    (b"\xff\xd8\xff\xe0 a photo", Unread.NOT_TEXT),
    (zipped(**{"a.jpg": b"x"}), Unread.NO_CHAT),
    (zipped(**{"a.txt": "las 3", "b.txt": "las 4"}), Unread.SEVERAL_CHATS),
    (b"las 3\n" * 600_000, Unread.TOO_LARGE),
]


@pytest.mark.parametrize(("content", "why"), HOSTILE)
def test_a_file_that_is_no_chat_is_told_what_it_is(tmp_path, content, why):
    path = tmp_path / "chat"
    path.write_bytes(content)
    with pytest.raises(ChatError) as error:
        chat_text(path)
    assert error.value.why is why


def test_a_zip_that_unpacks_to_more_than_it_may_is_refused_and_names_lead_nowhere(tmp_path):
    path = tmp_path / "chat.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_chat.txt", b"0" * 50_000_000)
        archive.writestr("../../IMG-2.jpg", b"outside")
    with pytest.raises(ChatError, match="too_large"):
        chat_text(path)
    assert chat_photos(path, ["IMG-2.jpg", "/etc/passwd"]) == {"IMG-2.jpg": b"outside"}
