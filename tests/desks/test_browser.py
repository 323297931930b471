"""The program as people use it: a real server and a real browser, wide and at 390 px, with keyboard and screen reader in mind."""

from __future__ import annotations

import re
import struct

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.cast import ANI, AUDITOR, DARMA, HEAD, PLANNER, RINA, SRI, SUPPLIER
from tests.desks.browser import (
    FLAGS,
    PATIENCE,
    PHONE_WIDTH,
    ROOT,
    WORK,
    Server,
    chromium,
    driving,
    fits_a_phone,
    follow,
    pictured,
)

pytestmark = pytest.mark.browser
# size and scale of the words of all pictures that are seen; the page's small print has 14 px
WORDS_OF_PICTURES = """[...new Set([...document.querySelectorAll("figure svg text")].filter(t => t.getClientRects().length)
    .map(t => getComputedStyle(t).fontSize + " " + t.getScreenCTM().a))]"""
SIDEWAYS = """[...document.querySelectorAll("figure > .scroll, figure svg.chart, figure ul")]
    .filter(box => box.getClientRects().length && box.scrollWidth > box.clientWidth + 1).length"""
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": PHONE_WIDTH, "height": 844}
PAGES = {
    PLANNER: ["/park/", "/park/pesanan/", "/park/pesanan/L0001/", "/park/pesanan/perubahan/", "/park/katalog/", "/park/katalog/TAN-001/",
              "/park/harga/", "/park/harga/jenis/TAN-001/", "/park/harga/jenis/TAN-001/luar/", "/park/harga/jenis/TAN-001/tkdn/",
              "/park/harga/daftar/", "/park/harga/daftar/material/ST-HOL25/", "/park/harga/daftar/unggah/", "/park/harga/hps/",
              "/park/harga/hps/baru/?opd=DISTANBUN", "/park/harga/hps/baru/?jenis=TAN-001",
              "/park/bengkel/", "/park/bengkel/W03/", "/park/anggaran/", "/park/rencana/", "PLAN", "PLANgantt/", "PLANmengapa/",
              "PLANmengapa/?bengkel=W03", "PLANkerja/?minggu=6&bengkel=W03",
              "/park/rencana/ulang/", "/park/rencana/aturan/", "/park/rencana/skenario/",
              "PLANtangan/", "/park/keberatan/", "/park/unggah/", "/park/kontrak/", "/park/kontrak/susun/", "/park/kontrak/nomor/",
              "/park/kontrak/cetak/", "/park/kontrak/opd/", "/park/kontrak/opd/DKP/", "/park/kontrak/penyedia/", "/park/kontrak/excel/penyedia/",
              "/park/kontrak/aturan/", "/park/kontrak/aturan/ppn/",
              "/park/kontrak/templat/", "/park/kontrak/templat/spk/", "/park/penawaran/", "CALL", "CALLpesan/", "/park/bengkel/W03/penawaran/",
              "/park/keberatan-harga/", "OBJECTION",
              "/park/bahan/", "/park/bahan/kebutuhan/", "/park/bahan/terlambat/", "/park/bahan/stok/", "/park/bahan/stok/ST-HOL40/",
              "/park/bahan/penawaran/", "/park/bahan/penawaran/minta/?semua=1", "/park/bahan/pesanan/", "/park/bahan/bon/",
              "/park/bahan/bon/bengkel/W03/", "/park/bahan/pemasok/", "/park/bahan/pemasok/SUP-L1/",
              "/park/serah-terima/", "/park/ronde/", "/park/penerima/", "/park/pemakaian/", "/park/kebutuhan-lokasi/", "/park/pembayaran/",
              "/park/catatan/", "/park/orang/", "/akun/", "/program/", "/park/tidak-ada/"],
    HEAD: ["/park/orang/", "PLAN"],
    RINA: ["/opd/", "/opd/kontrak/", "/opd/kontrak/susun/", "/opd/kontrak/opd/", "/opd/pesanan/L0001/", "/opd/anggaran/", "/opd/hps/", "/opd/harga/",
           "/opd/penerima/", "/opd/penerima/penetapan/", "/opd/permohonan-kiriman/", "/opd/serah-terima/", "/opd/pemakaian/", "/opd/tagihan/"],
    DARMA: ["/bengkel-saya/", "/bengkel-saya/minggu/?minggu=6", "/bengkel-saya/mengapa/", "/bengkel-saya/keberatan/", "/bengkel-saya/data/",
            "/bengkel-saya/penawaran/", "/bengkel-saya/harga-wajar/", "/bengkel-saya/harga/", "/bengkel-saya/bahan/",
            "/bengkel-saya/uang/", "/bengkel-saya/tagihan/"],
    SRI: ["/bengkel-saya/"],
    ANI: ["/pemeriksa/?minggu=8", "/pemeriksa/kiriman-lapangan/"],
    SUPPLIER: ["/pemasok/", "/pemasok/rencana/"],
    AUDITOR: ["/auditor/", "/auditor/keberatan/", "/auditor/catatan/", "/auditor/catatan/ganda/", "/auditor/kekekalan/",
              "/auditor/pencocokan/", "/auditor/paket/", "/auditor/tanda/", "/auditor/sampel/", "/auditor/tentang/",
              "/auditor/kode/", "/auditor/kode/?kode=00000000"],
}  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("home"), "--seconds", "2")
    running.wait()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def chrome():
    with driving() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def signed_in():
    """The cookies of who came in before: people stay signed in, and the door is slow by intention."""
    return {}


@pytest.fixture
def open_page(server, chrome, signed_in):
    """`open_page(member, size)` gives a page signed in as that person; what the console complains about is kept on it."""
    contexts = []

    def go(member, size=WIDE, **options):
        context = chrome.new_context(viewport=size, base_url=server.address, storage_state=signed_in.get(member), **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda m: page.complaints.append(m.text) if m.type in {"error", "warning"} else None)
        page.on("pageerror", lambda e: page.complaints.append(str(e)))
        page.goto("/" if member in signed_in else "/masuk/")
        if member is not None and "/masuk/" in page.url:
            page.get_by_label("Nama masuk").fill(member.login)
            page.get_by_label("Kata sandi").fill("contoh-2020")
            page.get_by_role("button", name="Masuk", exact=True).click()
            page.wait_for_url(lambda url: "/masuk/" not in url)
            signed_in[member] = context.storage_state()
        return page

    yield go
    for context in contexts:
        context.close()


def plan_address(page):
    page.goto("/park/rencana/")
    return page.get_by_role("link", name="Rencana 1", exact=True).first.get_attribute("href")


def visit_all(page, member):
    found = {"PLAN": plan_address(page)} if member in {PLANNER, HEAD} else {}
    if member is PLANNER:
        found |= {"CALL": first_link(page, "/park/penawaran/", "Panggilan"), "OBJECTION": first_link(page, "/park/keberatan-harga/", "Keberatan")}
    for address in PAGES[member]:
        for mark, place in found.items():
            address = address.replace(mark, place)
        page.goto(address)
        yield address


def first_link(page, address, words):
    """Where the first row of a page's table leads."""
    page.goto(address)
    return page.locator("main table").get_by_role("link", name=re.compile(rf"{words} \d")).first.get_attribute("href")


def link_of_a_call(open_page):
    """The park opens a call on its page and makes the links; the address of the first workshop's."""
    page = open_page(PLANNER)
    page.goto("/park/penawaran/")
    follow(page, page.get_by_role("button", name="Buka panggilan"))
    follow(page, page.get_by_role("button", name="Buat tautan untuk semua"))
    return re.search(r"/t/[0-9A-Z-]{14}/", page.locator("section .message").first.inner_text())[0]


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])
def test_an_owner_without_account_offers_and_objects_from_a_phone(has_script, open_page):
    """No barrier, nothing wider than the phone, what the page and its style weigh, and no cookie at the end."""
    address = link_of_a_call(open_page)
    page = open_page(None, PHONE, java_script_enabled=has_script)
    page.context.clear_cookies()
    page.goto(address)
    looked_at(page, has_script, "siapa")
    page.get_by_label("Nama Anda").fill("Pak Made")
    page.get_by_label("Nomor HP Anda").fill("0812-3456-7890")
    follow(page, page.get_by_role("button", name="Lanjut"))
    looked_at(page, has_script, "penawaran")
    row = page.locator("ul.rows > li").first
    row.locator("input").fill("Rp 2.345.000,-" if "2.3" in row.inner_text() else row.locator("input").input_value())
    follow(page, page.get_by_role("link", name="Keberatan harga", exact=True))
    looked_at(page, has_script, "harga")
    page.get_by_label("Mengapa harga itu tidak cukup").fill("Harga besi naik sejak April.")
    page.get_by_label("Biaya 1: untuk apa").fill("besi dan dinamo")
    page.get_by_label("Rupiah tiap mesin 1").fill("95 juta")
    follow(page, page.get_by_role("button", name="Ajukan keberatan harga"))
    expect(page.locator("main")).to_contain_text("menunggu jawaban")
    looked_at(page, has_script, "keberatan")
    assert page.context.cookies() == []


def looked_at(page, has_script, name):
    assert fits_a_phone(page), name
    if has_script:
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}\n{found.generate_report()}"
    pictured(page, f"hp-tautan-{name}")


@pytest.mark.parametrize("member", PAGES, ids=lambda m: m.login)
def test_no_barrier_and_no_complaint_on_any_page_and_each_fits_a_phone(member, open_page):
    """Each page is loaded once and looked at wide, then as narrow as a phone: no script asks how wide it is when it loads."""
    page = open_page(member)
    for address in visit_all(page, member):
        found, name = Axe().run(page), f"{member.login}{re.sub('[^a-z0-9]+', '-', address.lower())}"
        assert found.violations_count == 0, f"{address}\n{found.generate_report()}"
        assert page.evaluate(WORDS_OF_PICTURES) in ([], ["14px 1"]), address
        complaints = [c for c in page.complaints if "404" not in c]
        assert complaints == [], address
        pictured(page, name)
        page.set_viewport_size(PHONE)
        assert fits_a_phone(page), address
        assert page.evaluate(WORDS_OF_PICTURES) in ([], ["14px 1"]), address
        assert page.evaluate(SIDEWAYS) == 0, f"{address}: a picture scrolls sideways"
        pictured(page, f"hp-{name}")
        page.set_viewport_size(WIDE)


def test_sign_in_by_keyboard_alone(open_page):
    page = open_page(None)
    page.keyboard.press("Tab")
    expect(page.get_by_text("Langsung ke isi")).to_be_focused()
    page.get_by_label("Nama masuk").focus()
    page.keyboard.type("perencana")
    page.keyboard.press("Tab")
    page.keyboard.type("contoh-2020")
    page.keyboard.press("Enter")
    page.wait_for_url("**/park/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ikhtisar")


def test_wrong_password_is_a_sentence(open_page):
    page = open_page(None)
    page.get_by_label("Nama masuk").fill("perencana")
    page.get_by_label("Kata sandi").fill("salah")
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("tidak cocok")


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without"])
def test_somebody_new_chooses_a_password_on_a_phone_and_switches_roles(has_script, open_page):
    """From the head's form to the new person's first page, where two workshops are told apart; nothing needs a script."""
    head, login = open_page(HEAD, PHONE, java_script_enabled=has_script), f"baru-{has_script}".lower()
    for workshop in ("W03", "W05"):
        head.goto("/park/orang/")
        head.get_by_label("Nama masuk").fill(login)
        head.get_by_label("Nama lengkap").fill("Orang Baru")
        head.get_by_label("Peran", exact=True).select_option("workshop")
        head.get_by_label("Kode OPD, bengkel atau pemasok").fill(workshop)
        follow(head, head.get_by_role("button", name="Beri peran"))
        if workshop == "W03":
            link = re.search(r"/undangan/[0-9A-Z-]{14}/", head.locator("#pesan").inner_text())[0]
    new = open_page(None, PHONE, java_script_enabled=has_script)
    for address in ("/undangan/", link):
        new.goto(address)
        assert fits_a_phone(new), address
        assert Axe().run(new).violations_count == 0 if has_script else True, address
    for password, again in (("bismillah123", "mudah ditebak"), ("payung-hitam-jendela", "")):
        new.get_by_label("Kata sandi pilihan Anda").fill(password)
        new.get_by_label("Kata sandi itu sekali lagi").fill(password)
        follow(new, new.get_by_role("button", name="Simpan dan masuk"))
        if again:
            expect(new.get_by_role("alert")).to_contain_text(again)
    assert new.url.endswith("/bengkel-saya/")
    expect(new.get_by_role("heading", level=1)).to_have_text("Bengkel Getap 03")
    new.get_by_label("Anda di sini sebagai").select_option(label="bengkel, Bengkel Getap 05 (W05)")
    if not has_script:
        new.locator("form.seat button").click()
    expect(new.get_by_role("heading", level=1)).to_have_text("Bengkel Getap 05")
    assert fits_a_phone(new)


def test_a_run_is_watched_ends_and_gives_a_plan(open_page):
    """Start, live progress, then the page goes to the plan by itself; another person decides, and contracts that hold lots are named."""
    page = open_page(PLANNER)
    page.goto("/park/rencana/")
    page.get_by_label("Lama mencari").fill("2")
    page.get_by_label("Bibit acak").fill("7")
    page.get_by_role("button", name="Mulai menghitung").click()
    page.wait_for_url("**/hitung/**")
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.wait_for_url(re.compile(r"/park/rencana/[0-9a-f-]{36}/$"), timeout=WORK)
    expect(page.locator(".answer")).to_contain_text("Semua aturan terpenuhi")
    follow(page, page.get_by_role("button", name="Ajukan"))
    expect(page.get_by_text("menunggu keputusan")).to_be_visible()
    expect(page.get_by_role("button", name="Setujui")).to_have_count(0)
    head = open_page(HEAD)
    head.goto(page.url)
    follow(head, head.get_by_role("button", name="Setujui"))
    in_words = re.compile("Rencana disetujui dan berlaku|Buat adendum kontrak itu dulu")  # by what the search took from signed contracts
    expect(head.locator("main")).to_contain_text(in_words)
    assert [c for c in page.complaints + head.complaints if "404" not in c and "400" not in c] == []


def test_a_run_can_be_cancelled_and_keeps_its_best(open_page):
    page = open_page(PLANNER)
    page.goto("/park/rencana/")
    page.get_by_label("Lama mencari").fill("120")
    page.get_by_role("button", name="Mulai menghitung").click()
    page.wait_for_url("**/hitung/**")
    expect(page.get_by_role("status")).to_contain_text("Mencari", timeout=WORK)
    page.get_by_role("button", name="Berhenti sekarang").click()
    page.wait_for_url(re.compile(r"/park/rencana/[0-9a-f-]{36}/$"), timeout=WORK)
    expect(page.locator(".answer")).to_contain_text("Biaya")


def test_a_decision_by_hand_names_its_machines_on_a_phone(open_page):
    """The list may be cut off at the edge of a phone; what was chosen stands there whole once it is tried."""
    page = open_page(PLANNER, PHONE)
    page.goto("/park/rencana/")  # the order has changed since the demo's own plans, so a new one is made
    page.get_by_label("Lama mencari, detik").fill("2")
    page.get_by_role("button", name="Mulai menghitung").click()
    page.wait_for_url(re.compile(r"/park/rencana/[0-9a-f-]{36}/$"), timeout=WORK)
    page.goto(f"{page.url}tangan/")
    lots = page.get_by_label("Lot", exact=True)
    longest = max(lots.locator("option").all_inner_texts(), key=len)
    lot, machines = re.fullmatch(r"(\S+): (\d+ × .+) \(\S+\), .+", longest).groups()
    lots.select_option(label=longest)
    page.get_by_label("Alasan", exact=True).fill("Kepala OPD meminta lot ini tetap.")
    follow(page, page.get_by_role("button", name="Lihat biaya dan akibatnya"))
    expect(page.get_by_text(f"Lot {lot}, {machines}, tetap di tempatnya.")).to_be_visible()
    assert fits_a_phone(page)
    assert lots.bounding_box()["x"] + lots.bounding_box()["width"] <= PHONE_WIDTH


def test_pages_work_without_script(open_page):
    page = open_page(PLANNER, java_script_enabled=False)
    page.goto("/park/pesanan/")
    page.get_by_label("Cari").fill("gerobak")
    follow(page, page.get_by_role("button", name="Tampilkan"))
    expect(page.locator("tbody tr").first).to_contain_text("Gerobak")


def test_another_language(open_page):
    page = open_page(PLANNER)
    follow(page, page.get_by_role("button", name="English"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto("/park/pesanan/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Orders")


def test_a_page_prints_on_a4(open_page, tmp_path):
    page = open_page(PLANNER)
    page.goto(f"{plan_address(page)}gantt/?sentra=*")
    target = tmp_path / "gantt.pdf"
    page.pdf(path=target, format="A4", landscape=True, prefer_css_page_size=False)
    assert target.read_bytes()[:5] == b"%PDF-" and target.stat().st_size > 5_000


def test_the_picture_of_the_readme(open_page, tmp_path, pytestconfig):
    """The README's screenshot is made here; `run.py test --picture` puts it in its place, any other run leaves the checkout as it was."""
    kept = ROOT / "docs" / "overview.png"
    made = kept if pytestconfig.getoption("picture") else tmp_path / kept.name
    page = open_page(PLANNER, {"width": 1280, "height": 1000})
    page.goto("/park/")
    page.screenshot(path=made)
    assert made.stat().st_size > 20_000
    assert size_of(made) == size_of(kept) == (1280, 1000)


def size_of(picture):
    """Width and height from the head of a PNG."""
    return struct.unpack(">II", picture.read_bytes()[16:24])
