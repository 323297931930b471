"""Files as offices have them: Excel 97, OpenDocument, any CSV; what Excel shows of them reaches the reader of the page."""

from __future__ import annotations

import datetime as dt
import json
import resource
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from tempa.values.programme import (
    SCHEMA,
    ProgrammeError,
    Tables,
    check_tables,
    read_programme,
    untrusted,
    write_folder,
    write_workbook,
)
from tempa.values.programme.aliases import shipped_aliases
from tempa.values.programme.formulas import FORMULA_STARTS, disarmed, disarmed_tables, restored
from tempa.values.programme.numbers import number_of
from tempa.values.programme.people import Proposal, read_people_workbook
from tempa.values.programme.schema import Rows
from tempa.values.programme.sheets import read_grids
from tempa.values.programme.untrusted import read_untrusted, read_upload
from tempa.values.programme.upload import read_any
from tests.values.hidden import NOTHING, Hidden
from tests.values.old_excel import old_workbook
from tests.values.open_document import open_workbook
from tests.values.people import KNOWN

DEMO = Path(__file__).parents[2] / "data" / "ntb-2020"
ROWS: list[list[Any]] = [
    ["No", "Nama Barang", "Jumlah", "OPD", "Batas Waktu", "Tujuan"],
    [1, "Pengasap ikan, pakai arang", 2, "DKP", dt.date(2020, 9, 1), "BIMA"],
    [2, "Cool box", 4, "DKP", dt.date(2020, 9, 1), "LOBAR"],
    [3, "Cool box", 30, "DKP", dt.date(2020, 9, 1), "LOTENG"],
]


def new_workbook(path: Path, sheets: dict[str, list[list[Any]]], *, hidden: Hidden = NOTHING) -> Path:
    book = Workbook(path, {"default_date_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if isinstance(cell, str) and cell.startswith("#"):
                    sheet.write_formula(r, c, "=#REF!", None, cell)
                else:
                    sheet.write(r, c, cell)
        for r in hidden.rows:
            sheet.set_row(r, None, None, {"hidden": True})
        for c in hidden.columns:
            sheet.set_column(c, c, None, None, {"hidden": True})
        if name in hidden.sheets:
            sheet.hide()
    book.close()
    return path


WRITERS = pytest.mark.parametrize(("write", "ending"), [
    (new_workbook, ".xlsx"), (old_workbook, ".xls"), (open_workbook, ".ods"), (old_workbook, ".xlsx"), (open_workbook, ".xls"),
])


def counts(proposal: Proposal) -> list[str]:
    return [row.values["quantity"] for row in proposal.rows]


@WRITERS
def test_every_kind_of_workbook_is_read_by_what_it_is(tmp_path, write, ending):
    proposal = read_people_workbook(write(tmp_path / f"u{ending}", {"Usulan": ROWS}), known=KNOWN)
    assert proposal.is_complete and counts(proposal) == ["2", "4", "30"]
    assert [row.values["due_date"] for row in proposal.rows] == ["2020-09-01"] * 3
    assert proposal.rows[0].extras["type_name"] == "Pengasap ikan, pakai arang"


@WRITERS
def test_an_error_is_neither_a_value_nor_a_blank(tmp_path, write, ending):
    rows = [*ROWS[:2], [2, "Cool box", "#REF!", "DKP", dt.date(2020, 9, 1), "LOBAR"],
            [3, "#N/A", 1, "DKP", dt.date(2020, 9, 1), "LOBAR"]]
    proposal = read_people_workbook(write(tmp_path / f"u{ending}", {"Usulan": rows}), known=KNOWN)
    assert counts(proposal) == ["2"]
    assert [(p.row, p.column, p.value, p.wrong_en) for p in proposal.problems] == [
        (3, "C", "#REF!", "the error of a formula"), (4, "B", "#N/A", "the error of a formula")]


@pytest.mark.slow
@WRITERS
def test_hidden_rows_and_sheets_are_asked_about(tmp_path, write, ending):
    old = [ROWS[0], [1, "Gerobak", 77, "DKP", dt.date(2020, 9, 1), "BIMA"]]
    path = write(tmp_path / f"u{ending}", {"Usulan": ROWS, "Lama": old}, hidden=Hidden(rows=[3], sheets=["Lama"]))
    proposal = read_people_workbook(path, known=KNOWN)
    assert counts(proposal) == ["2", "4"]
    rows, sheet = sorted(proposal.questions, key=lambda q: q.id)
    assert "baris 4 tersembunyi" in rows.text_id and "Lembar Lama tersembunyi" in sheet.text_id
    assert {(w.sheet, w.row) for w in proposal.waiting} == {("Usulan", 4), ("Lama", 1), ("Lama", 2)}
    answers = {rows.id: "use", sheet.id: "leave"}
    answered = read_people_workbook(path, known=KNOWN, answers=answers)
    assert counts(answered) == ["2", "4", "30"] and answered.is_complete
    left = read_people_workbook(path, known=KNOWN, answers={rows.id: "leave", sheet.id: "leave"})
    assert [(o.sheet, o.row, o.reason_id) for o in left.left_out if "sembunyi" in o.reason_id] == [
        ("Usulan", 4, "baris tersembunyi di Excel"), ("Lama", 1, "lembar tersembunyi di Excel"),
        ("Lama", 2, "lembar tersembunyi di Excel")]


@WRITERS
def test_a_hidden_column_that_means_something_is_asked_about(tmp_path, write, ending):
    rows = [[*row, extra] for row, extra in zip(ROWS, ["Qty", 9, 9, 9], strict=True)]
    path = write(tmp_path / f"u{ending}", {"Usulan": rows}, hidden=Hidden(columns=[0, 6]))
    question = next(q for q in read_people_workbook(path, known=KNOWN).questions if q.id.startswith("hidden"))
    assert "kolom G (Qty) tersembunyi" in question.text_id
    assert counts(read_people_workbook(path, known=KNOWN, answers={question.id: "leave"})) == ["2", "4", "30"]


def test_days_from_1904_are_told_in_the_question(tmp_path):
    serial = (dt.date(2020, 9, 1) - dt.date(1904, 1, 1)).days
    rows = [ROWS[0], [1, "Cool box", 2, "DKP", serial, "BIMA"]]
    path = old_workbook(tmp_path / "u.xls", {"Usulan": rows}, from_1904=True)
    question, = read_people_workbook(path, known=KNOWN).questions
    assert "1 September 2020, dihitung dari 1904" in question.text_id
    answered = read_people_workbook(path, known=KNOWN, answers={question.id: question.choices[0].value})
    assert [row.values["due_date"] for row in answered.rows] == ["2020-09-01"]


def test_a_time_of_day_beside_a_date_is_pointed_out(tmp_path):
    book = openpyxl.Workbook()
    for row in (ROWS[0], [1, "Cool box", 2, "DKP", dt.datetime(2020, 9, 1, 14, 30), "BIMA"],
                [2, "Cool box", 2, "DKP", "01/09/2020 14:30", "LOBAR"], [3, "Cool box", 2, "DKP", "2020-09-13 00:00:00", "BIMA"]):
        book.active.append(row)
    book.save(tmp_path / "u.xlsx")
    proposal = read_people_workbook(tmp_path / "u.xlsx", known=KNOWN, answers={"day-month:Sheet:E": "dmy"})
    assert [row.values["due_date"] for row in proposal.rows] == ["2020-09-01", "2020-09-01", "2020-09-13"]
    assert [(w.row, w.column, w.wrong_en) for w in proposal.warnings] == [
        (2, "E", "a time of day beside the date is not used"), (3, "E", "a time of day beside the date is not used")]


@pytest.mark.parametrize(("cell", "is_told"), [
    ("1 September 2020 pukul 14.30 WITA", True), ("1 September 2020, jam 8.15", True), ("01/09/2020 pkl. 14:30", True),
    ("1 September 2020 pukul 00.00", False),
])  # fmt: skip
def test_a_time_of_day_may_be_written_as_people_say_it(tmp_path, cell, is_told):
    (tmp_path / "u.csv").write_text("\n".join([";".join(map(str, ROWS[0])), f"1;Cool box;2;DKP;{cell};BIMA"]))
    proposal = read_people_workbook(tmp_path / "u.csv", known=KNOWN, answers={"day-month:u:E": "dmy"})
    assert [row.values["due_date"] for row in proposal.rows] == ["2020-09-01"]
    assert [w.wrong_id for w in proposal.warnings] == ["jam di samping tanggal tidak dipakai"] * is_told


def test_a_formula_that_gives_an_empty_text_has_a_value(tmp_path):
    book = Workbook(tmp_path / "u.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Nama barang", "Jumlah", "Keterangan"])
    sheet.write_row(1, 0, ["Cool box", 4])
    sheet.write_formula(1, 2, '=IF(B2>5,"banyak","")', None, "")
    book.close()
    with zipfile.ZipFile(tmp_path / "u.xlsx") as old, zipfile.ZipFile(tmp_path / "v.xlsx", "w") as new:
        for name in old.namelist():  # as Excel writes it: a value of kind text that is empty
            new.writestr(name, old.read(name).replace(b'<c r="C2">', b'<c r="C2" t="str">'))
    assert read_grids(tmp_path / "v.xlsx")[0].formulas_without_value == ()
    assert read_grids(tmp_path / "u.xlsx")[0].formulas_without_value == ("C2",)


@pytest.mark.parametrize("quote", [b'"', b"'"])
def test_other_writers_name_spaces_quotes_and_leave_out_references(tmp_path, quote):
    with zipfile.ZipFile(new_workbook(tmp_path / "u.xlsx", {"Usulan": ROWS})) as old, zipfile.ZipFile(tmp_path / "v.xlsx", "w") as new:
        sheet = (b"<?xml version='1.0'?><x:worksheet xmlns:x='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><x:sheetData>"
                 b"<x:row><x:c t='inlineStr'><x:is><x:t>Nama barang</x:t></x:is></x:c><x:c t='inlineStr'><x:is><x:t>Jumlah</x:t></x:is>"
                 b"</x:c></x:row><x:row hidden='1'><x:c t='inlineStr'><x:is><x:t>Cool box</x:t></x:is></x:c><x:c t='e'><x:f>B1</x:f>"
                 b"<x:v>#VALUE!</x:v></x:c></x:row></x:sheetData></x:worksheet>")
        for name in old.namelist():
            new.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else old.read(name).replace(b'"', quote)
                         if name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels") else old.read(name))
    grid, = read_grids(tmp_path / "v.xlsx")
    assert grid.cells == [["Nama barang", "Jumlah"], ["Cool box", "#VALUE!"]] and grid.hidden_rows == {1}


@pytest.mark.parametrize(("make", "words"), [
    (lambda p: old_workbook(p, {"U": ROWS}, password=True), "locked by a password"),
    (lambda p: old_workbook(p, {"U": ROWS}, macros=True), "macros"),
    (lambda p: old_workbook(p, {"U": [["x"], *[[]] * 65_000, [""] * 200 + ["y"]]}), "reaches over 65002 rows and 201 columns"),
    (lambda p: open_workbook(p, {"U": ROWS}, manifest="<manifest:encryption-data/>"), "locked by a password"),
    (lambda p: open_workbook(p, {"U": ROWS}, parts=["Basic/Standard/Module1.xml"]), "macros"),
    (lambda p: open_workbook(p, {"U": ROWS}, extra_row=(
        '<table:table-row table:number-rows-repeated="900000"><table:table-cell table:number-columns-repeated="9000" '
        'office:value-type="float" office:value="1"/></table:table-row>')), "reaches over"),
    (lambda p: open_workbook(p, {"U": ROWS}, extra_row="<table:table-row>"), "damaged or cut off"),
    (lambda p: open_workbook(p, {"U": ROWS}, extra_row='<table:table-row table:number-rows-repeated="x"/>'), "damaged or cut off"),
])
def test_hostile_files_of_the_other_kinds_get_a_sentence(tmp_path, make, words):
    path = make(tmp_path / "kiriman.xls")
    with pytest.raises(ProgrammeError, match=words):
        read_people_workbook(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_csv_of_indonesian_excel_is_split_at_semicolons(tmp_path, encoding):
    text = ('No;Nama Barang;Jumlah;Harga Satuan\r\n1;Mesin pres, 2,5 ton, tipe "A", café;5;9.400.000,00\r\n'
            "2;Cool box, 60 l, bertutup;3;1.250.000,50\r\n")
    (tmp_path / "u.csv").write_bytes(text.encode(encoding))
    proposal = read_people_workbook(tmp_path / "u.csv", known=KNOWN)
    assert [(r.values["quantity"], r.extras["type_name"]) for r in proposal.rows] == [
        ("5", 'Mesin pres, 2,5 ton, tipe "A", café'), ("3", "Cool box, 60 l, bertutup")]


@pytest.mark.parametrize("text", [
    "sep=|\nNama Barang|Jumlah\nCool box|3\n",
    "DAFTAR KEBUTUHAN, TAHUN 2020, DINAS\n\nNama Barang;Jumlah;Keterangan\nCool box;3\n",
    "Nama Barang,Jumlah,Keterangan\nCool box,3,putih; tutup biru; roda; dua\n",
    "Nama Barang\tJumlah\nCool box, besar\t3\n",
])
def test_the_separator_is_the_one_under_which_headings_are_known(tmp_path, text):
    (tmp_path / "u.csv").write_text(text)
    assert counts(read_people_workbook(tmp_path / "u.csv", known=KNOWN)) == ["3"]


@pytest.mark.parametrize("lines", [
    ['"No;Nama Barang;Jumlah"', '"1;Cool box, biru;3"'], ["No,Nama Barang,Jumlah", '1,"Cool box, biru",3'],
    ["DAFTAR KEBUTUHAN", "No;Nama Barang;Jumlah", "1;Cool box;3", "2;;"],
])
def test_lines_that_stand_whole_in_one_column_are_taken_apart(tmp_path, lines):
    (tmp_path / "u.csv").write_text("\n".join(lines))
    new_workbook(tmp_path / "u.xlsx", {"Usulan": [[line.strip('"')] for line in lines]})
    for name in ("u.csv", "u.xlsx"):
        assert counts(read_people_workbook(tmp_path / name, known=KNOWN)) == ["3"]


@pytest.mark.parametrize(("start", "words"), [
    (b"%PDF-1.7", "really a picture, a photo or a PDF"), (b"\xff\xd8\xff\xe0", "really a picture"), (b"\0\0\0\x18ftypheic", "really a picture"),
    (b"RIFF\0\0\0\0WEBP", "really a picture"), (b"MIME-Version: 1.0\n", "really a web page"), (b"Rar!\x1a\7\0", "can be read"),
])
def test_what_is_no_list_is_called_what_it_is(tmp_path, start, words):
    (tmp_path / "daftar.xlsx").write_bytes(start + bytes(range(8)) * 90)
    with pytest.raises(ProgrammeError) as caught:
        read_any(tmp_path / "daftar.xlsx", known=KNOWN, aliases=shipped_aliases())
    assert words in caught.value.sentences[0].en


def test_a_list_of_prices_is_sent_to_its_own_page(tmp_path):
    file = tmp_path / "harga.csv"
    file.write_text("CV. BAJA\nNo;Nama Barang;Ukuran;Satuan;Harga\n1;Plat hitam;2 mm;lbr;625.000\n2;Besi siku;40x40;btg;185.000\n", encoding="utf-8")
    with pytest.raises(ProgrammeError, match=r"tidak ada kolom jumlah.* menu Harga"):
        read_any(file, known=KNOWN, aliases=shipped_aliases())


def test_a_workbook_of_blank_sheets_is_said_to_be_blank(tmp_path):
    new_workbook(tmp_path / "u.xlsx", {"Usulan": [], "Lama": [[" "]]})
    with pytest.raises(ProgrammeError, match="semua lembarnya kosong"):
        read_any(tmp_path / "u.xlsx", known=KNOWN, aliases=shipped_aliases())


LIMITS = (("workshops", "cash_limit"), ("workshops", "verified_until"), ("materials", "weekly_supply"), ("types", "min_lot"))


@pytest.mark.slow
def test_an_error_in_the_workbook_form_is_refused_and_no_limit_is_lost(tmp_path):
    write_workbook(read_programme(DEMO), tmp_path / "p.xlsx")
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    cells = [(table, book[table].cell(2, SCHEMA[table].header.index(column) + 1)) for table, column in LIMITS]
    for _, cell in cells:
        cell.value = "#REF!"  # openpyxl makes it an error cell
    book.save(tmp_path / "q.xlsx")
    with pytest.raises(ProgrammeError) as refused:
        read_untrusted(tmp_path / "q.xlsx")
    said = [sentence.en for sentence in refused.value.sentences]
    for table, cell in cells:
        assert any(s.startswith(f"Sheet {table}: the cell {cell.coordinate} holds the error #REF!") for s in said), said


@pytest.mark.slow
@pytest.mark.parametrize("write", [old_workbook, open_workbook])
def test_the_workbook_form_may_be_old_or_open(tmp_path, write):
    demo = read_programme(DEMO)
    sheets: dict[str, list[list[Any]]] = {
        name: [schema.header, *([row[c] for c in schema.header] for row in demo[name])] for name, schema in SCHEMA.items()}
    assert read_upload(write(tmp_path / "p.xls", sheets)) == demo


@pytest.mark.slow
def test_what_is_hidden_in_the_workbook_form_is_named(tmp_path):
    write_workbook(read_programme(DEMO), tmp_path / "p.xlsx")
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    book["orders"].row_dimensions[3].hidden = True
    book["orders"].column_dimensions["E"].hidden = True
    book["bom"].sheet_state = "hidden"
    book.save(tmp_path / "q.xlsx")
    tables = read_untrusted(tmp_path / "q.xlsx")
    assert {name: rows.hidden for name, rows in tables.items() if isinstance(rows, Rows) and rows.hidden} == {
        "orders": ["baris 3", "kolom quantity"], "bom": ["lembar bom"]}


def zipped(path: Path, tables: Tables, **more: bytes) -> Path:
    write_folder(tables, path.parent / "folder")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in (path.parent / "folder").iterdir():
            archive.writestr(f"ntb/{file.name}", more.get(file.stem, file.read_bytes()))
        archive.writestr("__MACOSX/ntb/._orders.csv", "x")
    return path


def test_a_zipped_folder_is_read_in_the_process_with_limits(tmp_path):
    demo = read_programme(DEMO)
    tables = read_upload(zipped(tmp_path / "p.zip", demo))
    assert isinstance(tables, dict) and tables == demo and not check_tables(tables).errors


@pytest.mark.slow
def test_faults_of_a_zip_get_sentences(tmp_path):
    demo = read_programme(DEMO)
    for content, words in ((b"\xff\xfex", "UTF-16"), (b"a,b\n", "unknown")):
        with pytest.raises(ProgrammeError, match=words):
            read_upload(zipped(tmp_path / "p.zip", demo, orders=content))
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a/orders.csv", "x")
        archive.writestr("b/orders.csv", "x")
    with pytest.raises(ProgrammeError, match=r"two files orders[.]csv"):
        read_upload(tmp_path / "two.zip")
    with zipfile.ZipFile(tmp_path / "sheet.zip", "w") as archive:
        archive.writestr("usulan.doc", "x")
    with pytest.raises(ProgrammeError, match="Send the Excel file itself"):
        read_upload(tmp_path / "sheet.zip")


@pytest.mark.slow
def test_a_small_zip_of_a_large_table_does_not_fill_the_memory_of_who_asks(tmp_path):
    """A hundred kilobytes that unpack to five million cells, four times: the asking process stays small."""
    rows = b"type,material,quantity\n" + b"T,M,1\n" * 1_700_000
    path = zipped(tmp_path / "p.zip", {name: [] for name in SCHEMA}, bom=rows)
    assert path.stat().st_size < 200_000
    script = (
        "import json, resource, sys\n"
        "from tempa.values.programme import ProgrammeError\n"
        "from tempa.values.programme.untrusted import read_upload\n"
        "before, said = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, set()\n"
        "for _ in range(4):\n"
        "    try: read_upload(sys.argv[1])\n"
        "    except ProgrammeError as error: said.add(error.sentences[0].en)\n"
        "print(json.dumps([resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, sorted(said)]))\n")
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, check=True, cwd=DEMO.parents[1])
    grown, said = json.loads(done.stdout)
    assert grown < 40_000 and len(said) == 1, (grown, said)  # kilobytes
    assert "too large or too damaged" in said[0] or "too much" in said[0] or "too long" in said[0] or "unpacks" in said[0]


def test_an_answer_beyond_its_bound_is_not_taken(tmp_path, monkeypatch):
    path = zipped(tmp_path / "p.zip", read_programme(DEMO))
    monkeypatch.setattr(untrusted, "LARGEST_ANSWER", 10_000)
    with pytest.raises(ProgrammeError, match="holds too much for one sending"):
        read_upload(path)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss > 0


@given(st.text(st.sampled_from("='+-@\t\r12aＰ＝"), max_size=8))
def test_a_disarmed_text_is_no_formula_and_comes_back_as_it_was(text):
    assert restored(disarmed(text)) == text
    assert not disarmed(text).startswith(FORMULA_STARTS) or number_of(text) is not None


def test_names_that_look_like_formulas_survive_the_zip_that_people_open(tmp_path):
    tables = {name: [dict(row) for row in rows] for name, rows in read_programme(DEMO).items()}
    tables["types"][0]["name_id"], tables["types"][1]["name_id"] = "=HYPERLINK(1)", "'@x"
    path = zipped(tmp_path / "p.zip", disarmed_tables(tables))
    with zipfile.ZipFile(path) as archive:
        assert b",'=HYPERLINK(1)," in archive.read("ntb/types.csv")
    assert read_upload(path) == tables
