"""Nothing is saved before a person has seen the difference; what cannot be understood is listed, and nothing is lost."""

from __future__ import annotations

import io
import re
import zipfile
from copy import deepcopy

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tempa.catalogue.queries import aliases
from tempa.demand import queries as demand
from tempa.ledger.queries import chain_head, papers_of, tables_of
from tempa.values.programme import programme_sha256, read_programme, write_folder, write_workbook
from tests.cast import PLANNER
from tests.conftest import NTB
from tests.desks.test_pages import text_of
from tests.values.old_excel import old_workbook
from tests.values.open_document import open_workbook


def send(visit, name, content):
    return visit(PLANNER, "/park/unggah/", {"file": SimpleUploadedFile(name, content)})


def workbook(tables, tmp_path):
    write_workbook(tables, tmp_path / "program.xlsx")
    return (tmp_path / "program.xlsx").read_bytes()


@pytest.fixture
def revised():
    tables = deepcopy(read_programme(NTB))
    tables["orders"][0]["quantity"] = "7"
    del tables["orders"][5]
    return tables


def test_a_revised_workbook_shows_its_difference_and_is_saved_with_a_reason(visit, programme, revised, tmp_path):
    size = chain_head(programme)[0]
    address = send(visit, "revisi.xlsx", workbook(revised, tmp_path))["Location"]
    page = text_of(visit(PLANNER, address))
    assert "1 berubah" in page and "1 hilang" in page and "Jumlah: 2 → 7" in page
    assert chain_head(programme)[0] == size
    form = {"seen": size, "reason": "agency_request", "note": "revisi 2", "paper": "050/7"}
    assert visit(PLANNER, address, form | {"reason": ""}).status_code == 400
    assert chain_head(programme)[0] == size
    assert visit(PLANNER, address, form)["Location"] == "/park/"
    assert programme_sha256(tables_of(programme)) == programme_sha256(revised)
    assert papers_of(programme).first().name == "revisi.xlsx"
    assert visit(PLANNER, address).status_code == 404  # the draft is used up


def test_the_same_programme_is_nothing_to_save(visit, tmp_path):
    address = send(visit, "sama.xlsx", workbook(read_programme(NTB), tmp_path))["Location"]
    page = visit(PLANNER, address).content.decode()
    assert "sama dengan program yang tersimpan" in page and 'value="save"' not in page


def test_a_zipped_folder_comes_in_like_a_workbook(visit, programme, revised, tmp_path):
    write_folder(revised, tmp_path / "ntb")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in (tmp_path / "ntb").iterdir():
            archive.write(file, f"ntb/{file.name}")
        archive.writestr("../../etc/jahat.csv", "x")
    page = text_of(visit(PLANNER, send(visit, "ntb.zip", packed.getvalue())["Location"]))
    assert "1 berubah" in page and "1 hilang" in page


def test_the_export_can_be_uploaded_again(visit, programme):
    book = visit(PLANNER, "/park/unggah/program.xlsx").content
    assert "tidak ada perubahan" in text_of(visit(PLANNER, send(visit, "lagi.xlsx", book)["Location"]))
    folder = visit(PLANNER, "/park/unggah/program.zip").content
    assert "tidak ada perubahan" in text_of(visit(PLANNER, send(visit, "lagi.zip", folder)["Location"]))


def test_faults_are_listed_and_cannot_be_saved(visit, programme, revised, tmp_path):
    revised["orders"][3]["quantity"] = "-4"
    revised["orders"][4]["type"] = "TAN-999"
    size = chain_head(programme)[0]
    address = send(visit, "salah.xlsx", workbook(revised, tmp_path))["Location"]
    page = visit(PLANNER, address)
    assert "2 kesalahan" in text_of(page) and "TAN-999" in text_of(page) and 'value="save"' not in page.content.decode()
    visit(PLANNER, address, {"seen": size, "reason": "agency_request"})
    assert chain_head(programme)[0] == size


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("kosong.xlsx", b""), ("bukan.xlsx", b"hello"), ("rusak.xlsx", b"PK\x03\x04rusak"), ("gambar.png", b"\x89PNG"),
        ("rusak.zip", b"PK\x03\x04"), ("nul.csv", b"a,b\n\x00\x00,1\n"), ("makro.xlsm", b"PK\x03\x04"),
    ],
)  # fmt: skip
def test_files_that_are_none_get_a_sentence(visit, programme, name, content):
    size = chain_head(programme)[0]
    response = send(visit, name, content)
    assert response.status_code == 400 and "harus diperbaiki" in text_of(response)
    assert chain_head(programme)[0] == size


def test_no_file_at_all(visit):
    response = visit(PLANNER, "/park/unggah/", {})
    assert response.status_code == 400 and "Pilih dulu berkasnya" in text_of(response)


def test_a_stale_difference_is_shown_anew(visit, programme, revised, tmp_path, person):
    from datetime import UTC, datetime

    from tempa.demand.actions import Why, change_line

    address = send(visit, "revisi.xlsx", workbook(revised, tmp_path))["Location"]
    size = chain_head(programme)[0]
    change_line(programme, line="L0002", change="quantity", after="9", why=Why("budget_added"), at=datetime.now(UTC), by=person("kepala"))
    response = visit(PLANNER, address, {"seen": size, "reason": "agency_request"})
    assert response.status_code == 400 and "sejak halaman ini dibuka, hal ini berubah" in text_of(response)
    assert demand.line_named(programme, "L0001").quantity == 2


def test_discarding_saves_nothing(visit, programme, revised, tmp_path):
    size = chain_head(programme)[0]
    address = send(visit, "revisi.xlsx", workbook(revised, tmp_path))["Location"]
    visit(PLANNER, address, {"do": "discard"})
    assert chain_head(programme)[0] == size and visit(PLANNER, address).status_code == 404


def agency_sheet(rows):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Usulan"
    sheet["A1"] = "DAFTAR KEBUTUHAN MESIN DISTANBUN TA 2020"
    for x, words in enumerate(["No", "Nama barang", "Jumlah", "Satuan", "Harga satuan", "OPD", "Tanggal jatuh tempo", "Tujuan"], 1):
        sheet.cell(3, x, words)
    for y, row in enumerate(rows, 4):
        for x, value in enumerate(row, 1):
            sheet.cell(y, x, value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_list_of_which_every_row_is_passed_over_says_so(visit, programme):
    content = agency_sheet([[1, "kursi rapat", 12, "unit", "Rp 400.000,-", "DISTANBUN", "17 Oktober 2020", "LOBAR"]])
    address = send(visit, "usulan.xlsx", content)["Location"]
    assert "Semua baris dilewati" not in text_of(visit(PLANNER, address))
    page = text_of(visit(PLANNER, address, {"t:kursi rapat": "-", "d:budget_line": "DISTANBUN-D"}))
    assert "Semua baris dilewati, jadi tidak ada yang dapat disimpan" in page and "Masih ada yang perlu diisi" not in page


def test_an_answer_that_leads_nowhere_can_be_taken_back(visit, programme):
    """A row without a count is asked about; who says that the count was forgotten is told where, and may answer anew."""
    content = agency_sheet([[1, "Pemipil jagung", 12, "unit", "Rp 400.000,-", "DISTANBUN", "17 Oktober 2020", "LOBAR"],
                            [2, "Pengupas jagung", None, "unit", "", "DISTANBUN", "17 Oktober 2020", "LOBAR"]])
    address = send(visit, "usulan.xlsx", content)["Location"]
    assert "baris 5 (Pengupas jagung) tidak berisi jumlah" in text_of(visit(PLANNER, address))
    blocked = visit(PLANNER, address, {"q:uncounted:Usulan": "use"})
    assert "baris 5, kolom C: kosong" in text_of(blocked) and "Lanjut ke selisih" not in text_of(blocked)
    assert "Yang lain ditanyakan setelah berkas diperbaiki" in text_of(blocked) and 'name="q:' not in blocked.content.decode()
    assert visit(PLANNER, address, {"again": "1"})["Location"] == address
    anew = text_of(visit(PLANNER, address))
    assert "tidak berisi jumlah" in anew and "harga satuan di lembar Rp400.000" in anew and "Jawab dari awal" not in anew


def test_an_agencys_own_sheet_is_asked_about_and_comes_in(visit, programme):
    """Title above, Indonesian headings, another name for a type; the person's decision is remembered."""
    content = agency_sheet([
        [1, "Pemipil jagung tanpa kelobot", 12, "unit", "Rp 9.400.000,-", "DISTANBUN", "17 Oktober 2020", "LOBAR"],
        [2, "alat yang tak dikenal siapa pun", "1.000", "bh", "Rp 8.500.000,-", "DISTANBUN", "17 Oktober 2020", "LOBAR"],
        [None, "Jumlah", 1012, None, None, None, None, None],
    ])  # fmt: skip
    before = demand.order_totals(programme)
    address = send(visit, "usulan.xlsx", content)["Location"]
    page = visit(PLANNER, address)
    assert address.endswith("/tanya/") and "alat yang tak dikenal" in text_of(page)
    html = page.content.decode()
    names = re.findall(r'name="t:([^"]+)"', html)
    answers = {f"t:{n}": ("TAN-001" if "emipil" in n else "TAN-003") for n in names} | {"d:budget_line": "DISTANBUN-D"}
    answers |= {f"q:{q}": v for q, v in re.findall(r'name="q:([^"]+)" value="([^"]+)"', html)[::-1]}
    response = visit(PLANNER, address, answers)
    for _ in range(3):  # answers may raise further questions
        if response.status_code == 302:
            break
        html = response.content.decode()
        answers |= {f"q:{q}": v for q, v in re.findall(r'name="q:([^"]+)" value="([^"]+)"', html)[::-1]}
        response = visit(PLANNER, address, answers)
    assert response.status_code == 302, text_of(response)[:1500]
    preview = response["Location"]
    assert "2 baru" in text_of(visit(PLANNER, preview))
    saved = visit(PLANNER, preview, {"seen": chain_head(programme)[0], "reason": "agency_request"})
    assert saved["Location"] == "/park/", text_of(saved)[:1500]
    after = demand.order_totals(programme)
    assert (after.units - before.units, after.lines - before.lines) == (1012, 2)
    assert aliases(programme)["alat yang tak dikenal siapa pun"] == "TAN-003"


def test_drafts_of_another_programme_are_not_there(visit, programme, revised, tmp_path, person, client):
    from datetime import UTC, datetime

    from tempa.ledger import actions

    address = send(visit, "revisi.xlsx", workbook(revised, tmp_path))["Location"]
    other = actions.found_programme(code="LAIN", at=datetime.now(UTC), by=person("perencana"))
    client.force_login(person("perencana"))
    client.post("/program/ganti/", {"programme": other.pk})
    assert client.get(address).status_code == 404
    assert "belum berisi pesanan" in text_of(client.get("/park/"))


def test_a_draft_that_another_request_drops_meanwhile_does_no_harm(tmp_path, monkeypatch):
    from tempa.desks.frame import drafts

    (tmp_path / "here").mkdir()
    gone = [tmp_path / "gone", tmp_path / "here"]
    monkeypatch.setattr(drafts, "drafts_folder", lambda: tmp_path)
    monkeypatch.setattr(type(tmp_path), "iterdir", lambda self: iter(gone))
    drafts.sweep()
    assert (tmp_path / "here").exists()


def answered(visit, address, wanted=None):
    """Walks through the questions of a list as somebody who takes the first answer, but for those in `wanted`."""
    answers = {}
    for _ in range(5):
        html = visit(PLANNER, address).content.decode()
        answers |= {f"q:{q}": v for q, v in re.findall(r'name="q:([^"]+)" value="([^"]+)"', html)[::-1]}
        answers |= {key: value for key, value in (wanted or {}).items() if f'name="{key}"' in html}
        response = visit(PLANNER, address, answers)
        if response.status_code == 302:
            return response["Location"]
    raise AssertionError(text_of(response)[:2000])


def their_list(programme, *, write, path, more=()):
    """The order of DKP as its agency would write it: no codes of lines, no account codes."""
    tables = tables_of(programme)
    names = {row["type"]: row["name_id"] for row in tables["types"]}
    rows = [[n, names[r["type"]], int(r["quantity"]), r["agency"], r["due_date"], r["destination"]]
            for n, r in enumerate((r for r in tables["orders"] if r["agency"] == "DKP"), 1)]
    head = ["No", "Nama barang", "Jumlah", "OPD", "Batas waktu", "Tujuan"]
    return write(path, {"Usulan": [head, *rows, *more]}).read_bytes(), rows


def test_the_same_list_again_doubles_no_order(visit, programme, tmp_path):
    content, rows = their_list(programme, write=old_workbook, path=tmp_path / "u.xls")
    address = send(visit, "usulan.xls", content)["Location"]
    page = text_of(visit(PLANNER, address))
    assert f"{len(rows)} baris" in page and "sama dengan baris pesanan yang sudah ada" in page and "Mata anggaran mana" not in page
    assert "sama dengan program yang tersimpan" in text_of(visit(PLANNER, answered(visit, address)))
    again = send(visit, "usulan.xls", content)["Location"]
    preview = answered(visit, again, {"q:lines:same": "new", "q:budget:DKP": "DKP-I"})
    assert f"{len(rows)} baru" in text_of(visit(PLANNER, preview))


def test_a_list_of_an_open_document_with_new_lines_is_saved(visit, programme, tmp_path):
    before = demand.order_totals(programme)
    more = [[99, "Cool box ikan berinsulasi (rangka)", 7, "DKP", "2020-12-15", "DOMPU"], [100, "Kursi rapat", 4, "DKP", "2020-12-15", "DOMPU"]]
    content, _rows = their_list(programme, write=open_workbook, path=tmp_path / "u.ods", more=more)
    address = send(visit, "usulan.ods", content)["Location"]
    preview = answered(visit, address, {"t:Kursi rapat": "-", "q:budget:DKP": "DKP-D"})
    assert "1 baru, 0 berubah, 0 hilang" in text_of(visit(PLANNER, preview))
    saved = visit(PLANNER, preview, {"seen": chain_head(programme)[0], "reason": "agency_request"})
    assert saved["Location"] == "/park/", text_of(saved)[:1500]
    assert demand.order_totals(programme).units - before.units == 7
    assert "kursi rapat" not in aliases(programme)
    assert papers_of(programme).first().media_type == "application/vnd.oasis.opendocument.spreadsheet"


def test_what_is_hidden_in_a_workbook_is_saved_only_when_somebody_has_ticked_it(visit, programme, revised, tmp_path):
    book = openpyxl.load_workbook(io.BytesIO(workbook(revised, tmp_path)))
    book["orders"].row_dimensions[2].hidden = True
    target = io.BytesIO()
    book.save(target)
    address = send(visit, "revisi.xlsx", target.getvalue())["Location"]
    assert "baris 2" in text_of(visit(PLANNER, address))
    form = {"seen": chain_head(programme)[0], "reason": "agency_request"}
    refused = visit(PLANNER, address, form)
    assert refused.status_code == 400 and "tersembunyi" in text_of(refused)
    assert visit(PLANNER, address, form | {"hidden": "1"})["Location"] == "/park/"


def test_rows_that_lack_something_are_named(visit, tmp_path):
    content = old_workbook(tmp_path / "u.xls", {"Lembar": [["No", "Nama Barang", "Jumlah", "Satuan", "Harga Satuan", "Total"],
                                                         [1, "Alat pengasap ikan", 3, "unit", 9200000, 27600000]]}).read_bytes()
    address = send(visit, "hps.xls", content)["Location"]
    assert text_of(visit(PLANNER, address)).count("wajib: baris 2 belum punya") == 3
    assert "Masih ada yang perlu diisi" in text_of(visit(PLANNER, address, {"d:agency": "DKP"}))


def new_line(visit, name, count, place):
    """A list of one new line, understood; the page of its difference."""
    rows = [[1, "Pemipil jagung tanpa kelobot", count, "unit", "Rp 9.400.000,-", "DISTANBUN", "17 Oktober 2020", place]]
    address = send(visit, name, agency_sheet(rows))["Location"]
    wanted = {"d:budget_line": "DISTANBUN-D", "q:budget:DISTANBUN": "DISTANBUN-D", "q:lines:same": "new"}
    return answered(visit, address, wanted | {"t:Pemipil jagung tanpa kelobot": "TAN-001"})


def test_of_two_lists_the_second_never_takes_the_place_of_the_first(visit, programme):
    """Both were understood while the same code was free; the one that comes later gets the next, once its reader has seen that."""
    one, two = new_line(visit, "a.xlsx", 101, "BIMA"), new_line(visit, "b.xlsx", 201, "DOMPU")
    before = demand.order_totals(programme)
    for page in (one, two):
        assert visit(PLANNER, page).status_code == 200
    assert visit(PLANNER, one, {"reason": "agency_request"})["Location"] == "/park/"
    stale = visit(PLANNER, two, {"reason": "agency_request"})  # the form says nothing of what was seen: the draft knows it
    assert stale.status_code == 400 and "hal ini berubah" in text_of(stale)
    assert "1 baru, 0 berubah, 0 hilang" in text_of(visit(PLANNER, two))
    assert visit(PLANNER, two, {"reason": "agency_request"})["Location"] == "/park/"
    after = demand.order_totals(programme)
    assert (after.units - before.units, after.lines - before.lines) == (302, 2)


def test_a_code_of_a_line_that_is_gone_is_not_given_again(visit, programme, person):
    from datetime import UTC, datetime

    from tempa.demand.actions import Why, change_line

    change_line(programme, line="L0004", change="cancelled", after="", why=Why("budget_cut"), at=datetime.now(UTC), by=person("kepala"))
    page = new_line(visit, "a.xlsx", 7, "BIMA")
    assert visit(PLANNER, page).status_code == 200
    assert visit(PLANNER, page, {"reason": "agency_request"})["Location"] == "/park/"
    assert demand.line_named(programme, "L0004") is None and "L0004" in demand.line_codes(programme)
