"""Machines handed over where there is no network: ticked, counted, photographed on a phone, sent once although the answer was lost."""

from __future__ import annotations

import json
import sqlite3

import pytest
from playwright.sync_api import expect

from tests.desks.browser import driving, pictured
from tests.field.served import Line, Phone, TrialServer
from tests.field.test_field_browser import KEPT, looked_at, ready, unsent
from tests.homes import DEMO, sqlite_home
from tests.ledger.pictures import photo
from tests.ledger.test_concurrency import finished, python

pytestmark = pytest.mark.browser
PREPARED = DEMO + """
from tempa.ledger.queries import person_named, programme_named
from tests.field.handed import on_their_way
told = on_their_way(programme_named("NTB-2020-IKM"), person_named)
"""
ASK = """
import json
import django
django.setup()
from tempa.delivery import queries
from tempa.delivery.actions.codes import code_of
from tempa.ledger.queries import programme_named
(h,) = queries.handovers(programme_named("NTB-2020-IKM")).filter(step=3)
print(json.dumps([h.handover, [u.serial for u in queries.units_of(h)], code_of(h)]))
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("serah")


@pytest.fixture(scope="module")
def served(home):
    """A server whose demo has machines on their way to a recipient, a line to it, and what the agency knows of them."""
    environment = sqlite_home(home, PREPARED)
    handover = json.loads(finished(python(ASK, environment)).splitlines()[-1])
    server = TrialServer(environment, home)
    line = Line(server.port)
    yield line, handover
    line.stop()
    server.stop()


@pytest.fixture
def phone(tmp_path):
    with driving() as driver:
        found = Phone(driver, tmp_path / "phone")
        yield found
        found.forget()


def sign_in(page, line, login, place):
    page.goto(f"{line.address}/masuk/?next={place}")
    page.get_by_label("Nama masuk").fill(login)
    page.get_by_label("Kata sandi").fill("contoh-2020")
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url(f"**{place}")


def test_a_handover_without_a_network_comes_home_once(phone, served, home):
    line, (handover, serials, code) = served
    page = phone.page
    sign_in(page, line, "opd", "/opd/lapangan/")
    expect(page.get_by_text("4 mesin untuk Kelompok Tani Maju")).to_be_visible()
    ready(page)
    line.is_cut = True
    page.reload()
    page.get_by_text("4 mesin untuk Kelompok Tani Maju").click()
    expect(page.get_by_text("0 diterima, 0 tidak, dari 4 mesin")).to_be_visible()
    looked_at(page, "serah-kosong")
    typed = page.locator("#units")
    for words in (serials[0].lower(), serials[1][-6:], f"https://tempa.example/u/{serials[2]}/", "XX-99"):
        typed.fill(words)
        page.get_by_role("button", name="Tandai", exact=True).click()
    expect(page.get_by_text("XX-99 tidak ada dalam daftar ini")).to_be_visible()
    expect(page.get_by_text("3 diterima, 0 tidak, dari 4 mesin")).to_be_visible()
    page.locator("input[name=units-3][value=no]").check()
    page.locator("#units-3-why").fill("gir pecah saat diturunkan")
    page.locator("#counted").fill("4")
    page.locator("#photo-photo").set_input_files({"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": photo(3)})
    expect(page.locator(".thumb")).to_have_count(1)
    page.locator("#name").fill("Pak Amin Wahyudi")
    page.locator("#code").fill("12")
    page.get_by_role("button", name="Selesai").click()
    expect(page.get_by_text("Anda menghitung 4 mesin, tetapi 3 ditandai.")).to_be_visible()
    expect(page.get_by_text("Kode penerima: harus 6 angka")).to_be_visible()
    expect(page.get_by_text("Tempat dengan kata-kata: belum diisi")).to_be_visible()
    looked_at(page, "serah-salah")
    page.locator("#counted").fill("3")
    page.locator("#place").fill("halaman balai desa Sukarara")
    page.locator("#code").fill("000000" if code != "000000" else "111111")
    page.get_by_role("button", name="Selesai").click()
    unsent(page, 1)
    page.close()
    phone.page = page = phone.context.new_page()

    line.is_cut = False
    page.goto(f"{line.address}/opd/lapangan/#antrean")  # a code that was heard wrongly comes back with its sentence, and nothing is lost
    expect(page.get_by_text("Kode penerima tidak cocok")).to_be_visible()
    looked_at(page, "serah-ditolak")
    page.get_by_role("button", name="Perbaiki").click()
    expect(page.locator("#units-3-why")).to_have_value("gir pecah saat diturunkan")
    expect(page.locator(".thumb")).to_have_count(1)
    line.is_cut = True
    page.locator("#code").fill(code)
    page.get_by_role("button", name="Selesai").click()
    unsent(page, 1)
    line.is_cut, line.lost_share = False, 1.0  # every answer is lost on its way back
    page.goto(f"{line.address}/opd/lapangan/#antrean")
    page.reload()
    expect(page.get_by_text("Belum ada sambungan.")).to_be_visible()
    lost, line.lost_share = line.lost, 0.0
    assert lost >= 1
    page.get_by_role("button", name="Kirim sekarang").click()
    unsent(page, 0)
    assert page.evaluate(KEPT) == [0, [], 0, 1]
    with sqlite3.connect(home / "tempa.sqlite3") as db:
        taken = "SELECT COUNT(*) FROM tempa_entry WHERE kind = 'HandoverTaken' AND subject = ?"
        assert db.execute(taken, [f"handover:{handover}"]).fetchone() == (1,)
        states = db.execute("SELECT serial, state FROM tempa_handoverunit WHERE step = 3 ORDER BY serial").fetchall()
    assert states == [*((serial, "taken") for serial in serials[:3]), (serials[3], "refused")]

    phone.context.clear_cookies()
    sign_in(page, line, "perencana", "/park/")
    page.goto(f"{line.address}/park/serah-terima/{handover}/")
    for words in ("gir pecah saat diturunkan", "Pak Amin Wahyudi", "halaman balai desa Sukarara", "Dicatat di HP pada"):
        expect(page.get_by_text(words).first).to_be_visible()
    pictured(page, "serah-terima-dari-hp")
