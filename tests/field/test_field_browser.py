"""Three weeks without a network on a phone: killed, its clock wrong, signed out, its program renewed; then a bad line home."""

from __future__ import annotations

import hashlib
import sqlite3

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tempa.desks.frame.field import program
from tests.desks.browser import driving, pictured
from tests.field.served import Line, Phone, TrialServer
from tests.homes import DEMO, sqlite_home

pytestmark = pytest.mark.browser
THREE_WEEKS_AGO = "const Was = Date; Date = class extends Was { constructor(...a) { super(...(a.length ? a : [Was.now() - 1814400000])); } static now() { return Was.now() - 1814400000; } };"  # noqa: E501
# What a thumb does for one unit, all of it through the page: answers, a number, an instrument, three photos, and Selesai.
RECORD = """async ([lot, unit, photos, mark = 0]) => {
  const until = async (found) => { for (let n = 0; n < 12000; n++) { const it = found(); if (it) return it; await new Promise((r) => setTimeout(r, 5)); } throw new Error("waited " + found); };
  const one = (selector) => until(() => document.querySelector(selector));
  const fill = (field, value) => { field.value = value; field.dispatchEvent(new Event("input", { bubbles: true })); };
  const before = document.querySelector("#capacity");
  location.hash = `trial/L${String(lot).padStart(4, "0")}?U${lot}-${unit}`;
  await until(() => { const it = document.querySelector("#capacity"); return it && it !== before; });
  (await one("input[name=guard][value=yes]")).click();
  fill(await one("#capacity"), "212,5");
  const instrument = await one("#capacity-instrument");
  instrument.value = "TIM-1"; instrument.dispatchEvent(new Event("change", { bubbles: true }));
  fill(await one("#bolts"), "1");
  for (let n = 0; n < photos; n++) {
    const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 240 });
    const pen = canvas.getContext("2d");
    for (let at = 0; at < 60; at++) { pen.fillStyle = `hsl(${(at * 37 + unit * 11 + n * 90 + lot + mark) % 360} 80% 50%)`; pen.fillRect((at * 53 + lot * 7) % 320, (at * 29 + unit) % 240, 40 + n, 30); }
    const picture = await new Promise((r) => canvas.toBlob(r, "image/jpeg", 0.9));
    const files = new DataTransfer();
    files.items.add(new File([picture], "foto.jpg", { type: "image/jpeg" }));
    const input = await one("#view-photo");
    input.files = files.files; input.dispatchEvent(new Event("change", { bubbles: true }));
    await until(() => document.querySelectorAll(".thumb").length === n + 1);
  }
  [...document.querySelectorAll("button")].find((b) => b.textContent === "Selesai").click();
  await until(() => !document.querySelector("#capacity"));
}"""  # noqa: E501
KEPT = """async () => {
  const store = await import(`${document.body.dataset.base}p/${document.body.dataset.version}/store.js`);
  return [await store.count("queue"), await store.keys("photos"), await store.count("drafts"), await store.count("sent")];
}"""
NO_ROOM = """() => {
  window.put_before = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function () { throw new DOMException("no room", "QuotaExceededError"); };
}"""
PRESS_SEND = """() => {
  setInterval(() => [...document.querySelectorAll("button")].find((b) => b.textContent === "Kirim sekarang")?.click(), 60);
}"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("lapangan")


@pytest.fixture(scope="module")
def server(home):
    running = TrialServer(sqlite_home(home, DEMO), home)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def line(server):
    running = Line(server.port)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def driver():
    with driving() as running:
        yield running


@pytest.fixture(autouse=True)
def good_line(line):
    """Every test begins with a line that works and the program as it is."""
    line.is_cut, line.lost_share, line.renamed, line.changes = False, 0.0, {}, {}


@pytest.fixture
def phone(driver, tmp_path):
    found = Phone(driver, tmp_path / "phone")
    yield found
    found.forget()


def sign_in(phone, line):
    page = phone.page
    page.goto(f"{line.address}/masuk/?next=/pemeriksa/lapangan/")
    page.get_by_label("Nama masuk").fill("pemeriksa")
    page.get_by_label("Kata sandi").fill("contoh-2020")
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url("**/pemeriksa/lapangan/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kerja lapangan")
    expect(page.get_by_text("Lot L0005 · Pencacah")).to_be_visible()


def ready(page):
    """The program is on the phone: its worker answers for the page."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    expect(page.locator("#unsent")).not_to_be_empty()


def looked_at(page, name):
    found = Axe().run(page)
    assert found.violations_count == 0, f"{name}\n{found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
    pictured(page, f"hp-lapangan-{name}")


def unsent(page, count):
    expect(page.locator("#unsent")).to_contain_text(f"belum terkirim: {count}" if count else "semua terkirim")


def test_fifty_inspections_come_home_once_with_every_photo(phone, line, home):
    sign_in(phone, line)
    ready(phone.page)
    line.is_cut = True
    for number in range(25):
        phone.page.evaluate(RECORD, [number // 10 + 1, number % 10 + 1, 3])
    unsent(phone.page, 25)

    phone.page.goto(f"{line.address}/pemeriksa/lapangan/#trial/L0005?U5-9")
    phone.page.get_by_label("Baik", exact=True).first.check()
    phone.page.locator("#capacity").fill("1.204,5")
    expect(phone.page.get_by_text("Tersimpan di HP ini.")).to_be_visible()
    phone.kill()

    phone.start()
    phone.page.add_init_script(THREE_WEEKS_AGO)
    phone.page.goto(f"{line.address}/pemeriksa/lapangan/#trial/L0005?U5-9")  # there is no network: from the phone's own store
    expect(phone.page.locator("#capacity")).to_have_value("1.204,5")
    expect(phone.page.get_by_label("Baik", exact=True).first).to_be_checked()
    unsent(phone.page, 25)
    for number in range(25, 50):
        phone.page.evaluate(RECORD, [number // 10 + 1, number % 10 + 1, 3])
    unsent(phone.page, 50)
    queued, names, _drafts, _sent = phone.page.evaluate(KEPT)
    assert (queued, len(set(names))) == (50, 150)

    phone.context.clear_cookies()  # three weeks: the session has ended, and the program was renewed meanwhile
    line.is_cut = False
    line.renamed = {program.version(): "ba" * 6}
    line.changes = {"];\nexport class NoRoom": "  (_db, transaction) => transaction.objectStore(\"queue\").createIndex(\"states\", \"state\"),\n];\nexport class NoRoom"}  # noqa: E501
    phone.page.reload()
    expect(phone.page.get_by_text("Masa masuk Anda sudah habis.")).to_be_visible()
    expect(phone.page.get_by_text("Program lapangan diperbarui.")).to_be_visible()
    unsent(phone.page, 50)
    phone.page.get_by_role("link", name="Masuk lagi").click()
    phone.page.get_by_label("Nama masuk").fill("pemeriksa")
    phone.page.get_by_label("Kata sandi").fill("contoh-2020")
    phone.page.get_by_role("button", name="Masuk", exact=True).click()
    phone.page.wait_for_url("**/pemeriksa/lapangan/")
    line.lost_share = 0.3
    phone.page.goto(f"{line.address}/pemeriksa/lapangan/#antrean")
    phone.page.reload()
    assert phone.page.evaluate("document.body.dataset.version") == "ba" * 6
    expect(phone.page.get_by_text("meleset")).to_be_visible()
    phone.page.evaluate(PRESS_SEND)
    expect(phone.page.locator("#unsent")).to_contain_text("semua terkirim")
    assert line.lost > 40

    assert arrived(home) == (50, 50, 150, 0)
    assert all(hashlib.sha256((home / "papers" / name[:2] / name).read_bytes()).hexdigest() == name for name in names)
    assert kept_names(home) >= set(names)
    assert phone.page.evaluate(KEPT) == [0, [], 0, 50]


def arrived(home):
    """Envelopes recorded, facts of units, photos named, envelopes waiting."""
    with sqlite3.connect(home / "tempa.sqlite3") as db:
        count = lambda sql: db.execute(sql).fetchone()[0]  # noqa: E731
        return (
            count("SELECT COUNT(*) FROM tempa_envelope WHERE recorded_at IS NOT NULL"),
            count("SELECT COUNT(*) FROM tempa_paper WHERE name LIKE 'uji %' AND media_type = 'application/json'"),
            count("SELECT COUNT(*) FROM tempa_paper WHERE name LIKE 'uji %' AND media_type = 'image/jpeg'"),
            count("SELECT COUNT(*) FROM tempa_envelope WHERE recorded_at IS NULL"),
        )


def kept_names(home):
    with sqlite3.connect(home / "tempa.sqlite3") as db:
        return {name for (name,) in db.execute("SELECT sha256 FROM tempa_paper")}


def test_a_full_phone_says_so_keeps_what_is_typed_and_gives_a_file(phone, line, tmp_path):
    sign_in(phone, line)
    ready(phone.page)
    page = phone.page
    looked_at(page, "tugas")
    line.is_cut = True
    page.evaluate(RECORD, [1, 1, 1])
    page.goto(f"{line.address}/pemeriksa/lapangan/#trial/L0001?U1-10")
    looked_at(page, "isian-kosong")
    page.get_by_role("button", name="Selesai").click()
    expect(page.get_by_text("Belum dapat diselesaikan")).to_be_visible()
    looked_at(page, "isian-salah")
    page.evaluate(NO_ROOM)
    page.locator("#remark").fill("Kabel terkelupas di dekat sakelar")
    expect(page.get_by_text("Penyimpanan HP penuh.")).to_be_visible()
    expect(page.locator("#remark")).to_have_value("Kabel terkelupas di dekat sakelar")
    looked_at(page, "penuh")
    with page.expect_download() as download:
        page.get_by_role("button", name="Simpan antrean ke berkas").click()
    saved = tmp_path / "antrean.tempa"
    download.value.save_as(saved)
    assert "Kabel terkelupas" in saved.read_text() and '"photo"' in saved.read_text()
    page.evaluate("() => { IDBObjectStore.prototype.put = window.put_before; }")
    page.get_by_role("button", name="Coba simpan lagi").click()
    expect(page.get_by_text("Penyimpanan HP penuh.")).to_be_hidden()
    page.reload()
    expect(page.locator("#remark")).to_have_value("Kabel terkelupas di dekat sakelar")
    unsent(page, 1)


def test_a_saved_queue_is_the_same_queue_on_another_phone(phone, driver, line, home, tmp_path):
    sign_in(phone, line)
    ready(phone.page)
    line.is_cut = True
    phone.page.evaluate(RECORD, [2, 2, 2, 7])
    phone.page.goto(f"{line.address}/pemeriksa/lapangan/#antrean")
    looked_at(phone.page, "antrean")
    with phone.page.expect_download() as download:
        phone.page.get_by_role("button", name="Simpan antrean ke berkas").click()
    saved = tmp_path / "antrean.tempa"
    download.value.save_as(saved)
    before = arrived(home)
    line.is_cut = False
    other = Phone(driver, tmp_path / "other")
    try:
        sign_in(other, line)
        ready(other.page)
        other.page.goto(f"{line.address}/pemeriksa/lapangan/#antrean")
        other.page.locator("input[type=file]").set_input_files(saved)
        expect(other.page.get_by_text("1 catatan dan isian dimuat")).to_be_visible()
        other.page.get_by_role("button", name="Kirim sekarang").click()
        unsent(other.page, 0)
        other.page.locator("input[type=file]").set_input_files(saved)
        expect(other.page.get_by_text("0 catatan dan isian dimuat")).to_be_visible()
    finally:
        other.forget()
    phone.page.reload()
    unsent(phone.page, 0)  # sent a second time by the first phone: known, and once
    after = arrived(home)
    assert (after[0] - before[0], after[1] - before[1], after[2] - before[2]) == (1, 1, 2)
