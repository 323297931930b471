"""Pages of prices: the list, a file, what machines should cost, machines from outside, local content, HPS sheets."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from html import unescape

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tempa.catalogue import queries as catalogue
from tempa.catalogue.models import EstimateSheet, PriceEntry
from tests.cast import DARMA, HEAD, PLANNER, RINA
from tests.desks.planning import text_of

PRICE = {
    "likely": "Rp 92.000", "low": "", "high": "95.000", "dated": "2020-06-02", "valid_until": "", "source": "quotation",
    "reference": "Toko Besi Contoh, penawaran 12", "place": "Cakranegara", "replaces": "",
}  # fmt: skip
STEEL = "/park/harga/daftar/material/ST-HOL25/"
OFFER = {
    "seller": "CV Contoh", "place": "Surabaya", "price": "6.900.000", "low": "6.500.000", "high": "7.400.000", "weight_kg": "160",
    "kilometres": "650", "crossings": "2", "freight": "3.500", "ferry": "150.000", "installation": "250.000", "spare_parts": "300.000",
    "service": "450.000", "tkdn": "12", "bmp": "", "dated": "2020-06-02", "valid_until": "", "source": "quotation", "reference": "surat 5",
}  # fmt: skip
USE = {
    "hours": "600", "years": "5", "fuel_price": "7.650", "downtime_cost": "60.000", "rate": "6", "unit": "kg",
    "local_output": "450", "local_fuel_per_hour": "1,2", "local_maintenance": "650.000", "local_downtime_hours": "12", "local_salvage": "500.000",
    "outside_output": "450", "outside_fuel_per_hour": "1,4", "outside_maintenance": "650.000", "outside_downtime_hours": "40",
    "outside_salvage": "500.000", "dated": "2020-06-02", "source": "survey", "reference": "laporan uji 3",
}  # fmt: skip


@pytest.fixture
def sheet_form():
    return {"name": "TAN-001", "dated": "2020-08-01", "officer": "", "officer_number": "", "note": "", "quantity-TAN-001": "13",
            "price-TAN-001": "8.000.000"}  # fmt: skip


@pytest.mark.parametrize("address", ["/park/harga/", "/park/harga/daftar/", "/park/harga/hps/"])
def test_lists_are_light(address, visit, client):
    visit(PLANNER, address)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address)
    assert page.status_code == 200 and len(asked) <= 12, [q["sql"][:90] for q in asked.captured_queries]
    assert len(page.content) <= 60_000


def test_types_whose_estimate_lies_outside_come_first(visit, programme):
    from tempa.catalogue.models import MachineType

    MachineType.objects.filter(programme=programme, key="TAN-004").update(unit_price=90_000_000)
    page = visit(PLANNER, "/park/harga/").content.decode()
    first = re.search(r'<tbody><tr><th scope="row"[^>]*><a href="/park/harga/jenis/([^/]+)/', page)
    assert first[1] == "TAN-004" and ">di atas</span>" in page
    only = text_of(visit(PLANNER, "/park/harga/?letak=above"))
    assert "TAN-004" in only and "di dalam" not in only.split("Tampilkan", 1)[1]


def test_a_type_is_reckoned_for_the_lot_that_is_asked(visit):
    page = text_of(visit(PLANNER, "/park/harga/jenis/TAN-001/?lot=20"))
    assert "dalam lot 20 unit" in page and "Anggapan awal, belum ada sumber" in page and "Dari daftar program, tanpa tanggal" in page
    for wrong in ("0", "-3", "banyak", "99999", "1.5"):
        refused = visit(PLANNER, f"/park/harga/jenis/TAN-001/?lot={wrong}")
        assert refused.status_code == 400 and "Besar lot harus bilangan bulat" in text_of(refused) and f'value="{wrong}"' in refused.content.decode()
    assert visit(PLANNER, "/park/harga/jenis/TAN-999/").status_code == 404


def test_what_would_make_an_estimate_right_is_said_where_it_lies_outside(visit, programme):
    from tempa.catalogue.models import MachineType

    words = "Apa yang harus benar agar HPS ini wajar"
    assert words not in text_of(visit(PLANNER, "/park/harga/jenis/TAN-001/"))
    MachineType.objects.filter(programme=programme, key="TAN-001").update(unit_price=12_000_000)
    page = text_of(visit(PLANNER, "/park/harga/jenis/TAN-001/"))
    assert words in page and "semua harga bahan" in page and "di luar rentangnya" in page


def test_a_price_as_people_type_it_is_read_and_its_source_shown(visit, programme):
    assert visit(PLANNER, STEEL, PRICE).status_code == 302
    entry = PriceEntry.objects.get()
    assert (entry.low, entry.likely, entry.high, entry.item) == (92_000, 92_000, 95_000, "ST-HOL25")
    assert "penawaran: Toko Besi Contoh, penawaran 12, Cakranegara" in text_of(visit(PLANNER, STEEL))
    wrong = visit(PLANNER, f"{STEEL}?betulkan={entry.entry_id}").content.decode()
    assert 'value="92.000"' in wrong and f'<option value="{entry.entry_id}" selected>' in wrong
    right = visit(PLANNER, STEEL, PRICE | {"likely": "93.000", "replaces": str(entry.entry_id)})
    assert right.status_code == 302 and "sudah dibetulkan" in text_of(visit(PLANNER, STEEL))


@pytest.mark.parametrize(("changes", "field", "why"), [
    ({"likely": "92,000"}, "likely", "dapat berarti dua hal"), ({"likely": "-92.000"}, "likely", "terlalu kecil"),
    ({"dated": "2099-01-01"}, "dated", "belum tiba"), ({"valid_until": "2020-06-01"}, "valid_until", "lebih awal daripada tanggalnya"),
    ({"dated": "kemarin"}, "dated", "bukan tanggal"), ({"high": "90.000"}, "low", "berurutan naik"), ({"place": "x"}, "place", "Isi tempat"),
])  # fmt: skip
def test_a_wrong_price_says_why_beside_its_field_and_keeps_what_was_typed(changes, field, why, visit):
    page = visit(PLANNER, STEEL, PRICE | changes)
    text = page.content.decode()
    assert page.status_code == 400 and re.search(rf'id="id-{field}_error"><p>[^<]*{why}', text)
    assert 'value="Toko Besi Contoh, penawaran 12"' in text and not PriceEntry.objects.exists()


def test_a_zero_too_many_is_asked_about_once(visit):
    page = visit(PLANNER, STEEL, PRICE | {"likely": "920.000", "high": ""})
    assert page.status_code == 400 and "jauh dari yang sekarang, Rp92.000. Periksa nolnya" in text_of(page) and not PriceEntry.objects.exists()
    assert visit(PLANNER, STEEL, PRICE | {"likely": "920.000", "high": "", "sure": "on"}).status_code == 302
    assert PriceEntry.objects.get().likely == 920_000


def test_a_share_is_typed_in_percent(visit):
    assert visit(PLANNER, "/park/harga/daftar/margin/-/", PRICE | {"likely": "12,5", "low": "10", "high": "15 %"}).status_code == 302
    assert PriceEntry.objects.get().likely == 1250
    assert visit(PLANNER, "/park/harga/daftar/margin/ST-HOL25/").status_code == 404
    assert visit(PLANNER, "/park/harga/daftar/bensin/-/").status_code == 404


def filled(visit, changes):
    """The template with the first rows filled, as a file."""
    book = openpyxl.load_workbook(io.BytesIO(visit(PLANNER, "/park/harga/daftar/unggah/templat/").content))
    sheet = book["Harga"]
    columns = {cell.value: n for n, cell in enumerate(sheet[1], 1)}
    for code, cells in changes.items():
        row = next(r for r in range(2, sheet.max_row + 1) if sheet.cell(r, columns["Kode"]).value == code)
        for name, value in cells.items():
            sheet.cell(row, columns[name], value)
    target = io.BytesIO()
    book.save(target)
    return SimpleUploadedFile("harga.xlsx", target.getvalue())


CELLS = {"Harga": 93_000, "Tanggal": "2/6/2020", "Jenis sumber": "nota", "Rujukan": "nota 7", "Tempat": "Praya"}


def test_a_file_shows_its_differences_before_anything_is_kept(visit, programme):
    sent = filled(visit, {"ST-HOL25": CELLS, "ST-HOL40": CELLS | {"Harga": "1.880.000"}})
    taken = visit(PLANNER, "/park/harga/daftar/unggah/", {"file": sent})
    assert taken.status_code == 302, text_of(taken)
    page = text_of(visit(PLANNER, taken["Location"]))
    assert "2 harga baru" in page and "jauh dari yang sekarang, periksa nolnya" in page and not PriceEntry.objects.exists()
    assert visit(PLANNER, taken["Location"], {"do": "save"}).status_code == 302
    assert PriceEntry.objects.count() == 2
    assert visit(PLANNER, taken["Location"], {"do": "save"}).status_code == 302, "sent twice: the draft is gone, the prices are there once"
    assert PriceEntry.objects.count() == 2
    again = visit(PLANNER, "/park/harga/daftar/unggah/", {"file": filled(visit, {"ST-HOL25": CELLS})})
    assert "0 harga baru, 1 sudah tercatat" in text_of(visit(PLANNER, again["Location"]))


def test_one_wrong_row_keeps_the_whole_file_out(visit):
    sent = filled(visit, {"ST-HOL25": CELLS, "ST-HOL40": CELLS | {"Harga": "banyak"}, "ST-HOL46": CELLS | {"Tanggal": "2/6/2099"}})
    taken = visit(PLANNER, "/park/harga/daftar/unggah/", {"file": sent})
    page = text_of(visit(PLANNER, taken["Location"]))
    assert "bukan jumlah rupiah" in page and "belum tiba" in page and "2 baris salah" in page and "Catat" not in page.split("Buang")[0][-60:]
    assert visit(PLANNER, taken["Location"], {"do": "save"}).status_code == 200 and not PriceEntry.objects.exists()
    assert visit(PLANNER, taken["Location"], {"do": "discard"}).status_code == 302
    assert visit(PLANNER, taken["Location"]).status_code == 404


HEADS = "Jenis;Kode Bahan;Nama Bahan;Satuan;Harga Satuan (Rp);Tgl;Sumber;No. Nota;Kota"
ROW = "bahan;ST-HOL25;Hollow;batang;Rp 93.000,-;2 Juni 2020;nota;nota 7;Praya"


def sent_as_text(visit, *lines):
    return visit(PLANNER, "/park/harga/daftar/unggah/", {"file": SimpleUploadedFile("harga.csv", "\n".join(lines).encode("cp1252"))})


def test_a_list_in_the_words_of_a_shop_with_pages_and_a_sum_is_read(visit):
    second = ROW.replace("HOL25", "HOL40").replace("93", "188")
    taken = sent_as_text(visit, "DAFTAR HARGA JUNI", HEADS, ROW, "Halaman 2", HEADS, second, ";;;Total;281.000")
    page = text_of(visit(PLANNER, taken["Location"]))
    assert "2 harga baru" in page and "salah" not in page and "2 Jun 2020" in page


def test_two_prices_of_one_source_and_day_are_refused(visit):
    taken = sent_as_text(visit, HEADS, ROW, ROW.replace("93.000", "97.000"))
    assert "Harga lain daripada baris 2" in text_of(visit(PLANNER, taken["Location"]))


def test_a_heading_that_lacks_and_a_second_sheet_are_named(visit):
    lacks = sent_as_text(visit, HEADS.replace(";Kota", ""), ROW)
    assert lacks.status_code == 400 and "Judul kolom Tempat tidak ada" in text_of(lacks)
    book = openpyxl.Workbook()
    for name in ("Bahan", "Upah"):
        sheet = book.create_sheet(name)
        sheet.append(HEADS.split(";"))
        sheet.append(ROW.split(";"))
    target = io.BytesIO()
    book.save(target)
    page = visit(PLANNER, "/park/harga/daftar/unggah/", {"file": SimpleUploadedFile("harga.xlsx", target.getvalue())})
    assert page.status_code == 400 and "Lembar Bahan, Upah sama-sama" in text_of(page)


@pytest.mark.parametrize(("name", "content", "why"), [
    ("a.csv", b"Apa,Berapa\nbaja,5\n", "Tidak ada lembar dengan judul kolom"), ("a.xlsx", b"PK\x03\x04rusak", "tidak dapat dipakai"),
])  # fmt: skip
def test_a_file_that_is_no_price_list_is_refused_in_words(name, content, why, visit):
    page = visit(PLANNER, "/park/harga/daftar/unggah/", {"file": SimpleUploadedFile(name, content)})
    assert page.status_code == 400 and why in text_of(page)


def test_cheaper_in_java_is_answered_in_figures(visit):
    address = "/park/harga/jenis/TAN-001/luar/"
    assert "Belum ada penawaran dari luar" in text_of(visit(PLANNER, address))
    assert visit(PLANNER, address + "penawaran/", OFFER).status_code == 302
    assert "Belum ada angka pakai" in text_of(visit(PLANNER, address))
    assert visit(PLANNER, address + "pakai/", USE).status_code == 302
    page = text_of(visit(PLANNER, address))
    # 6,900,000 + 0.16 t × 650 km × 1.2 × 3,500 + 0.16 t × 2 × 150,000 + 250,000 + 300,000 + 450,000
    assert "menjadi Rp8.384.800 sampai di tempat" in page and "mesin lokal lebih murah dipakai" in page and "suku cadang awal" in page


def test_a_wrong_offer_and_wrong_figures_of_use_say_why(visit):
    address = "/park/harga/jenis/TAN-001/luar/"
    wrong = visit(PLANNER, address + "penawaran/", OFFER | {"crossings": "9"})
    assert wrong.status_code == 400 and "penyeberangan 0 sampai 5" in text_of(wrong) and 'value="CV Contoh"' in wrong.content.decode()
    wrong = visit(PLANNER, address + "pakai/", USE | {"local_downtime_hours": "600"})
    assert wrong.status_code == 400 and "harus kurang dari jam pakainya" in text_of(wrong) and 'value="laporan uji 3"' in wrong.content.decode()


def test_national_content_and_the_money_that_stays_are_told_apart(visit):
    address, issued = "/park/harga/jenis/TAN-001/tkdn/", timezone.localdate() - timedelta(days=300)
    before = text_of(visit(PLANNER, address))
    assert "Dua hal yang berbeda" in before and "tanpa bukti, nasional dihitung 0" in before and "Permenperin 35/2025" in before
    certificate = {
        "subject": "materials:EN-BENSIN", "holder": "PT Contoh", "number": "TKDN-1", "method": "35/2025", "tkdn": "40", "bmp": "",
        "issued": str(issued), "expires": str(issued + timedelta(days=1400)),
    }  # fmt: skip
    assert visit(PLANNER, address + "sertifikat/", certificate).status_code == 302
    after = text_of(visit(PLANNER, address))
    assert "sertifikat TKDN-1" in after and before.split("biaya produksinya")[0] != after.split("biaya produksinya")[0]
    for wrong, why in (
        ({"expires": str(issued + timedelta(days=1)), "number": "TKDN-2"}, "sudah habis"), ({}, "sudah tercatat"),
        ({"method": "16/2011", "number": "TKDN-3"}, "tidak berlaku pada hari terbitnya"), ({"tkdn": "140", "number": "TKDN-4"}, "di luar"),
    ):  # fmt: skip
        refused = visit(PLANNER, address + "sertifikat/", certificate | wrong)
        assert refused.status_code == 400 and why in text_of(refused) and 'value="PT Contoh"' in refused.content.decode()
    origin = {"item": "EN-BENSIN", "national": "30", "province": "12", "proof": "", "dated": "2020-06-02"}
    assert "tanpa bukti" in text_of(visit(PLANNER, address + "asal/", origin))
    assert visit(PLANNER, address + "asal/", origin | {"national": "0"}).status_code == 302


def test_a_sheet_goes_from_types_to_a_second_person_and_to_the_price(visit, programme, sheet_form):
    assert "TAN-001" in text_of(visit(PLANNER, "/park/harga/hps/baru/?opd=DISTANBUN"))
    page = visit(PLANNER, "/park/harga/hps/baru/?jenis=TAN-001")
    assert "Harga wajar Rp" in text_of(page)
    made = visit(PLANNER, "/park/harga/hps/baru/?jenis=TAN-001", sheet_form)
    assert made.status_code == 302, text_of(made)
    address = made["Location"]
    own = text_of(visit(PLANNER, address))
    assert "Yang mengajukan tidak boleh memutuskan" in own and "seratus empat juta" not in own
    sheet = EstimateSheet.objects.get()
    assert sheet.subtotal == 104_000_000 and sheet.vat == 10_400_000 and "UU 42/2009" in sheet.vat_citation
    assert "seratus empat belas juta empat ratus ribu rupiah" in own and "Overhead dan keuntungan" in own and "PPN 10 %" in own
    refused = visit(PLANNER, address + "setujui/", {"note": ""})
    assert refused.status_code == 400 and "tidak boleh memutuskan" in text_of(refused)
    assert visit(HEAD, address + "setujui/", {"note": "baik"}).status_code == 302
    form = visit(PLANNER, "/park/katalog/TAN-001/").content.decode()
    assert f'<option value="{sheet.pk}" selected>' in form and 'value="8000000"' in form
    change = {"after": "8000001", "sheet": str(sheet.pk), "reason": "price_agreed", "note": "", "paper": ""}
    other = visit(PLANNER, "/park/katalog/TAN-001/hps/", change)
    assert other.status_code == 400 and "menetapkan 8000000" in text_of(other)
    assert visit(PLANNER, "/park/katalog/TAN-001/hps/", change | {"after": "8000000"}).status_code == 302
    assert catalogue.price_of(programme, "TAN-001") == 8_000_000
    assert "menurut lembar HPS" in text_of(visit(PLANNER, "/park/pesanan/perubahan/"))


def test_a_package_of_types_adds_up_and_a_price_outside_wants_words(visit, sheet_form):
    address = "/park/harga/hps/baru/?jenis=TAN-001&jenis=TAN-003"
    package = sheet_form | {"name": "Paket jagung", "quantity-TAN-003": "2", "price-TAN-003": "90.000.000"}
    refused = visit(PLANNER, address, package)
    assert refused.status_code == 400 and "TAN-003 di luar rentang harga wajar" in text_of(refused)
    assert 'value="90.000.000"' in refused.content.decode()
    assert visit(PLANNER, address, package | {"note": "Spesifikasi khusus untuk pulau kecil."}).status_code == 302
    assert EstimateSheet.objects.get().subtotal == 13 * 8_000_000 + 2 * 90_000_000


@pytest.mark.parametrize(("changes", "why"), [
    ({"dated": "2099-01-01"}, "belum tiba"), ({"dated": "1999-01-01"}, "Tidak ada aturan PPN"), ({"quantity-TAN-001": "0"}, "Banyaknya TAN-001"),
    ({"price-TAN-001": "gratis"}, "bukan jumlah rupiah"), ({"name": " "}, "tidak boleh kosong"),
])  # fmt: skip
def test_a_wrong_sheet_says_why_and_keeps_what_was_typed(changes, why, visit, sheet_form):
    page = visit(PLANNER, "/park/harga/hps/baru/?jenis=TAN-001", sheet_form | {"officer": "Budi"} | changes)
    assert page.status_code == 400 and why in text_of(page) and 'value="Budi"' in page.content.decode() and not EstimateSheet.objects.exists()


def test_an_agency_sees_the_approved_sheets_of_its_types_alone(visit, sheet_form):
    address = visit(PLANNER, "/park/harga/hps/baru/?jenis=TAN-001", sheet_form)["Location"]
    mine = "/opd" + address.removeprefix("/park/harga")
    assert visit(RINA, mine).status_code == 404 and "0 dari 19 jenis" in text_of(visit(RINA, "/opd/hps/"))
    assert visit(HEAD, address + "setujui/", {"note": ""}).status_code == 302
    assert "1 dari 19 jenis" in text_of(visit(RINA, "/opd/hps/")) and "seratus empat belas juta" in text_of(visit(RINA, mine))
    foreign = visit(PLANNER, "/park/harga/hps/baru/?jenis=LHK-001", {
        "name": "LHK", "dated": "2020-08-01", "quantity-LHK-001": "1", "price-LHK-001": "20.000.000", "officer": "", "officer_number": "", "note": "",
    })["Location"]  # fmt: skip
    assert visit(HEAD, foreign + "setujui/", {"note": ""}).status_code == 302
    assert visit(RINA, "/opd" + foreign.removeprefix("/park/harga")).status_code == 404


def test_a_workshop_sees_what_its_own_types_should_cost_and_nobody_elses(visit, programme):
    from tempa.registry import queries as registry

    page = unescape(text_of(visit(DARMA, "/bengkel-saya/harga-wajar/")))
    mine = {o.type for o in registry.offers_of(programme, "W03")}
    names = catalogue.type_names(programme)
    assert all(names[t] in page for t in mine) and "penawaran Anda di atas HPS" in page
    assert not any(names[t] in page for t in set(names) - mine if not any(names[t] in names[m] for m in mine))


def test_unknown_types_and_sheets_are_no_pages(visit):
    for address in ("/park/harga/hps/baru/?jenis=TAN-999", "/park/harga/hps/6f1d3a52-5a0f-4f43-9a0f-2a4f6f7c0c99/", "/park/harga/jenis/X/tkdn/"):
        assert visit(PLANNER, address).status_code == 404
