"""Workbooks as offices make them: every row is read, waits for an answer, is left out with a reason, or is a problem."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempa.values.programme import ProgrammeError, check_tables, compare
from tempa.values.programme.aliases import load_aliases
from tempa.values.programme.grid import Grid, is_empty
from tempa.values.programme.matching import propose_types
from tempa.values.programme.people import merged, read_grids_of_people, read_people_workbook
from tests.values.people import HEAD, KNOWN, LINE, line, quantities, read, sheet_of


def test_an_order_list_becomes_order_lines(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Usulan DKP"
    rows = [
        ["DAFTAR KEBUTUHAN MESIN IKM"], ["Tahun Anggaran 2020"], [], HEAD, list(range(1, 11)),
        line(harga="Rp 8.500.000,-", total="Rp 34.000.000,-"),
        line(no=2, nama="Cool box", jumlah="2 bh", unit="bh", total=17000000,
             tanggal=dt.date(2020, 9, 1), tujuan="Gudang OPD Lombok Barat"),
        [None, "Jumlah", 6, None, None, "=SUM(F6:F7)"],
        ["", "", "", "", "", "", "", "Mataram, 1 Juni 2020"],
    ]
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("A1:J1")
    book.save(tmp_path / "u.xlsx")
    proposal = read_people_workbook(tmp_path / "u.xlsx", known=KNOWN)
    assert proposal.is_complete
    assert [(r.row, r.values, r.extras["type_name"]) for r in proposal.rows] == [
        (6, {"type": "", "quantity": "4", "agency": "DKP", "due_date": "2020-08-17", "destination": "LOBAR",
             "budget_line": "DKP-D"}, "Mesin pencacah rumput laut"),
        (7, {"type": "", "quantity": "2", "agency": "DKP", "due_date": "2020-09-01", "destination": "LOBAR",
             "budget_line": "DKP-D"}, "Cool box")]
    assert [(left.row, left.reason_id) for left in proposal.left_out] == [
        (1, "di atas judul kolom"), (2, "di atas judul kolom"), (4, "judul"), (5, "nomor kolom"), (8, "baris jumlah"),
        (9, "hanya satu sel terisi: judul bagian atau catatan")]
    assert proposal.summary() == "2 baris terbaca, 0 menunggu jawaban, 6 dilewati, 0 tidak dipahami"


def test_read_rows_join_the_programme_and_pass_its_check():
    proposal = read([HEAD, LINE, line(nama="Cool box ikan")])
    decided = {match.name: match.proposed or "IKN-001" for match in propose_types(proposal.type_names(), KNOWN["types"])}
    assert decided["Mesin pencacah rumput laut"] == "IKN-006"
    tables = merged(KNOWN, proposal, decided)
    assert [row["line"] for row in tables["orders"][-2:]] == ["L0285", "L0286"]
    assert not check_tables(tables).errors
    assert compare(KNOWN, tables).summary().startswith("2 baris baru, 0 berubah, 0 hilang, nilai pesanan +Rp")


def test_an_undecided_machine_stays_blank_and_the_check_says_so():
    tables = merged(KNOWN, read([HEAD, LINE]))
    assert [(f.table, f.row, f.column) for f in check_tables(tables).errors if f.code == "blank"] == [
        ("orders", 286, "type")]


def test_columns_may_stand_in_any_order_and_under_other_words():
    proposal = read([["Tgl. Jatuh Tempo", "Qty", "NAMA ALAT", "Perangkat Daerah", "Lokasi Penyerahan"],
                     ["1 Sept 2020", 3, "Alat pengasap ikan", "Dinas Kelautan dan Perikanan", "bima"]])
    assert [row.values for row in proposal.rows] == [
        {"due_date": "2020-09-01", "quantity": "3", "type": "", "agency": "DKP", "destination": "BIMA"}]


def test_headings_over_two_rows_with_merged_groups():
    rows = [["No", "Uraian barang", "Kebutuhan", None, "Harga (Rp)", None, "OPD"],
            [None, None, "Jumlah", "Satuan", "Satuan", "Jumlah", None],
            [1, "Alat pengasap ikan", 5, "unit", "2.000.000", "10.000.000", "DKP"]]
    cells = ((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 0, 5), (0, 6, 1, 6))
    proposal = read(rows, merged_cells=cells)
    sheet, = proposal.sheets
    assert (sheet.first_heading_row, sheet.last_heading_row) == (1, 2)
    assert {c.letter: c.field for c in sheet.columns} == {
        "A": "_no", "B": "type", "C": "quantity", "D": "_unit", "E": "_unit_price", "F": "_total", "G": "agency"}
    assert quantities(proposal) == ["5"] and not proposal.warnings


def test_a_cell_merged_downwards_counts_for_each_of_its_rows():
    rows = [HEAD, LINE, line(opd=None, nama="Cool box"), line(opd=None, nama="Alat pengasap ikan"), line()]
    proposal = read(rows, merged_cells=((1, 6, 3, 6),))
    assert [row.values["agency"] for row in proposal.rows] == ["DKP"] * 4
    assert not proposal.questions


def test_one_count_merged_over_several_machines_is_a_problem():
    rows = [HEAD, LINE, line(jumlah=None, nama="Cool box"), line()]
    proposal = read(rows, merged_cells=((1, 2, 2, 2),))
    assert [(p.row, p.wrong_en) for p in proposal.problems] == [(2, "one count merged over several rows"),
                                                                (3, "one count merged over several rows")]
    assert [row.row for row in proposal.rows] == [4]


def test_a_blank_below_a_name_is_asked():
    rows = [HEAD, LINE, line(opd=None), line(opd="Dinas Perdagangan"), line(opd=None), line(opd='"'), line(opd="sda")]
    rows = [row[:9] for row in rows]
    proposal = read(rows)
    assert [w.row for w in proposal.waiting] == [3, 5]
    question, = proposal.questions
    answered = read(rows, answers={question.id: "same"})
    dagang = answered.rows[2].values["agency"]
    assert [r.values["agency"] for r in answered.rows] == ["DKP", "DKP", dagang, dagang, dagang, dagang]
    assert [p.row for p in read(rows, answers={question.id: "blank"}).problems] == [3, 5]


def test_a_name_of_several_codes_is_asked_and_an_unknown_one_is_a_problem():
    rows = [HEAD, line(tujuan="Lombok"), line(tujuan="Surabaya"), line(tujuan="Lombok")]
    proposal = read(rows)
    question, = proposal.questions
    assert {"LOBAR", "LOTENG", "LOTIM"} <= {c.value for c in question.choices}
    assert [w.row for w in proposal.waiting] == [2, 4]
    assert [(p.row, p.column, p.value) for p in proposal.problems] == [(3, "I", "Surabaya")]
    answered = read(rows, answers={question.id: "LOTENG"})
    assert [r.values["destination"] for r in answered.rows] == ["LOTENG", "LOTENG"]
    assert [p.row for p in read(rows, answers={question.id: "-"}).problems] == [2, 3, 4]


def test_an_account_code_of_two_budget_lines_is_asked():
    known = {**KNOWN, "budget_lines": [*KNOWN["budget_lines"], {
        "budget_line": "DKP-X", "agency": "DKP", "account_code": "5.2.2.23.02", "kind": "direct", "amount": "1"}]}
    question, = read_grids_of_people([sheet_of([HEAD, LINE])], known=known).questions
    assert {c.value for c in question.choices} == {"DKP-D", "DKP-X", "-"}
    answered = read_grids_of_people([sheet_of([HEAD, LINE])], known=known, answers={question.id: "DKP-X"})
    assert [r.values["budget_line"] for r in answered.rows] == ["DKP-X"]


@pytest.mark.parametrize(("column", "text", "code"), [
    ("opd", "Dinas Perdagangan Provinsi NTB", "DISDAG"), ("opd", "3.30.0.00 Dinas Perdagangan", "DISDAG"),
    ("opd", "Dinas Koperasi & UKM", "DISKOPUKM"),
    ("tujuan", "Bima (Kota)", "KOTABIMA"), ("tujuan", "Bima (Kab.)", "BIMA"), ("tujuan", "Ds. Ekas, Kec. Jerowaru, Kab. Lombok Timur", "LOTIM"),
])
def test_names_as_letters_and_forms_write_them(column, text, code):
    row, = read([HEAD, line(rekening="", **{column: text})]).rows
    assert row.values[{"opd": "agency", "tujuan": "destination"}[column]] == code


def test_a_sheet_that_names_no_machine_is_told_row_by_row():
    proposal = read([["No", "OPD", "Jumlah Unit", "Total Anggaran"], [1, "DKP", 5, 30250000], [2, "DISDAG", 3, 27600000]])
    assert not proposal.rows and [(p.row, p.wrong_id) for p in proposal.problems] == [
        (2, "tidak ada kolom nama barang"), (3, "tidak ada kolom nama barang")]


def test_a_sheet_of_which_nothing_is_an_order_is_asked_about_beside_one_that_is():
    order = sheet_of([["No", "Nama Barang", "Jumlah"], [1, "Cool box ikan", 5]], "HPS")
    analysis = sheet_of([["No", "Uraian", "Koefisien", "Satuan"], [1, "Plat besi", 2.5, "lbr"], [2, "Upah", 1.2, "OH"]], "Analisa")
    question, = (proposal := read_grids_of_people([order, analysis], known=KNOWN)).questions
    assert not proposal.problems and "Lembar Analisa: tidak satu baris pun terbaca sebagai pesanan (baris 2, 3)" in question.text_id
    left = read_grids_of_people([order, analysis], known=KNOWN, answers={question.id: "leave"})
    assert left.is_complete and quantities(left) == ["5"] and len(left.left_out) == 4
    assert len(read_grids_of_people([order, analysis], known=KNOWN, answers={question.id: "use"}).problems) == 2
    assert len(read_grids_of_people([analysis], known=KNOWN).problems) == 2


@pytest.mark.parametrize(("first", "second", "asked"), [
    ("Usulan", "Usulan revisi", "Usulan"), ("Daftar", "Daftar final", "Daftar"), ("Usulan lama", "Usulan baru", "Usulan lama"), ("DKP", "DISDAG", ""),
])
def test_a_sheet_and_its_revision_are_not_added_up(first, second, asked):
    head = ["No", "Nama Barang", "Jumlah"]
    grids = [sheet_of([head, [1, "Cool box ikan", 5], [2, "Alat pengasap ikan", 3]], first),
             sheet_of([head, [1, "Cool box ikan", 4], [2, "Alat pengasap ikan", 3]], second)]
    proposal = read_grids_of_people(grids, known=KNOWN)
    assert [question.id for question in proposal.questions] == ([f"sides:{asked}:2"] if asked else [])
    assert quantities(proposal) == (["4", "3"] if asked else ["5", "3", "4", "3"])


@pytest.mark.parametrize("beside", [
    [["No", "Nama Barang", "Harga Toko A", "Harga Toko B"], [1, "Cool box ikan", 6000000, 6100000]],
    [["No", "Nama Barang", "Satuan", "Harga Satuan"], [1, "Cool box ikan", "unit", 6050000]],
    [["No", "Nama Barang", "Foto"], [1, "Cool box ikan", "terlampir"]],
])
def test_a_supplement_without_counts_stops_no_list_and_is_no_order_alone(beside):
    order = sheet_of([["No", "Nama Barang", "Jumlah"], [1, "Cool box ikan", 5]], "HPS")
    proposal = read_grids_of_people([order, sheet_of(beside, "Survei")], known=KNOWN)
    assert proposal.is_complete and quantities(proposal) == ["5"]
    assert ("Survei", 2, "tabel tanpa kolom jumlah: pelengkap daftar") in [(o.sheet, o.row, o.reason_id) for o in proposal.left_out]
    assert [p.wrong_id for p in read(beside).problems] == ["tidak ada kolom jumlah"]


def test_a_table_without_its_codes_is_no_table():
    proposal = read([["No", "Nama Brang", "Satuan", "Harga Satuan"], [1, "Kotak dingin", "unit", 6050000]])
    assert not proposal.rows and proposal.left_out[0].reason_id == "judulnya mirip tabel Bahan, tetapi kolom kodenya tidak ada"


def test_what_only_the_former_block_of_a_revision_has_is_said():
    head = ["Nama Barang Semula", "Jumlah Semula", "Nama Barang Menjadi", "Jumlah Menjadi"]
    proposal = read([head, ["Cool box ikan", 9, "Cool box ikan", 5], ["Mesin parut kelapa", 2, "", ""]])
    assert quantities(proposal) == ["5"]
    assert [(o.row, o.reason_id) for o in proposal.left_out] == [(1, "judul"), (3, "keadaan sebelum perubahan")]


def test_two_headings_for_one_column_are_asked():
    rows = [["Nama barang", "Jumlah", "Qty", "OPD"], ["Cool box", 4, 5, "DKP"]]
    proposal = read(rows)
    question, = proposal.questions
    assert ([c.value for c in question.choices], [w.row for w in proposal.waiting]) == (["B", "C", "-"], [2])
    assert quantities(read(rows, answers={question.id: "C"})) == ["5"]


def test_a_heading_that_nobody_knows_is_asked_or_taught(tmp_path):
    rows = [["Nama barang", "OPD", "Tujuan", "Banyak pesanan"], ["Cool box", "DKP", "BIMA", 4]]
    question, = read(rows).questions
    assert [c.value for c in question.choices] == ["D", "-"]
    assert quantities(read(rows, answers={question.id: "D"})) == ["4"]
    (tmp_path / "kata.toml").write_text('[headings.orders]\nquantity = ["banyak pesanan"]\n')
    assert quantities(read(rows, aliases=load_aliases(tmp_path / "kata.toml"))) == ["4"]
    (tmp_path / "kata.toml").write_text('[judul.orders]\nquantity = ["x"]\n')
    with pytest.raises(ProgrammeError, match="judul"):
        load_aliases(tmp_path / "kata.toml")


def test_a_sheet_that_may_be_two_tables_is_asked():
    rows = [["Kode", "Nama", "Kabupaten", "Lintang", "Bujur"], ["A", "Getap", "Mataram", -8.5, 116.1]]
    proposal = read(rows, tables=["clusters", "destinations"])
    question, = proposal.questions
    assert (question.id, [c.value for c in question.choices]) == ("table:Usulan", ["clusters", "destinations", "-"])
    assert [w.row for w in proposal.waiting] == [1, 2]
    answered = read(rows, tables=["clusters", "destinations"], answers={question.id: "destinations"})
    assert [r.table for r in answered.rows] == ["destinations"]
    assert len(read(rows, tables=["clusters", "destinations"], answers={question.id: "-"}).left_out) == 2


def test_section_titles_name_the_agency_only_where_they_are_exactly_one():
    rows = [["Nama barang", "Jumlah", "Tujuan"], ["I. DKP"], ["Cool box", 4, "BIMA"],
            ["II. Dinas Tak Dikenal"], ["Alat pengasap", 2, "BIMA"], ["B. Dinas Perdagangan"], ["Gerobak", 1, "BIMA"]]
    proposal = read(rows)
    first, second, third = (row.values.get("agency", "") for row in proposal.rows)
    assert (first, second) == ("DKP", "")
    assert third in {row["agency"] for row in KNOWN["agencies"]} - {"DKP"}
    assert [left.row for left in proposal.left_out] == [1, 2, 4, 6]


@pytest.mark.parametrize(("name", "title"), [("DKP", "Usulan"), ("Lembar1", "OPD: Dinas Kelautan dan Perikanan"),
                                           ("Dinas Kelautan dan Perikanan", "2020")])
def test_the_sheet_or_its_title_may_be_the_agency_word_for_word(name, title):
    rows = [[title], ["Nama barang", "Jumlah", "Tujuan"], ["I. ALAT"], ["Cool box", 4, "BIMA"]]
    proposal = read_grids_of_people([sheet_of(rows, name)], known=KNOWN)
    assert [row.values["agency"] for row in proposal.rows] == ["DKP"]


def test_a_title_that_only_resembles_an_agency_names_none():
    rows = [["Usulan Dinas Perikanan"], ["Nama barang", "Jumlah", "Tujuan"], ["Cool box", 4, "BIMA"]]
    assert "agency" not in read(rows).rows[0].values


@pytest.mark.parametrize(("cell", "price"), [("Rp 8.500.000,-", "8500000"), (8500000, "8500000"), ("8,500,000", "8500000"), ("8,500", None),
    ("Rp9,4 jt", "9400000"), ("112.8 juta", "112800000"), ("1250rb", "1250000"), ("3.825 ribu", "3825000"), ("1.250 jt", None),
    ("± 3.325.000", "3325000"), ("4.700.000=", "4700000"), ("Rp.18.900.000.-", "18900000"), ("2 575 000", "2575000"),
    ("2\u00a0575\u00a0000", "2575000"), ("925.000 /unit", "925000")])
def test_a_stated_price_is_handed_on_where_it_has_one_reading(cell, price):
    assert read([HEAD, line(harga=cell)]).rows[0].extras.get("unit_price_rupiah") == price


@pytest.mark.parametrize(("heading", "cell", "price"), [
    ("Harga (Rp. 000)", "9.400", "9400000"), ("Harga Satuan (ribu Rp)", 3825, "3825000"), ("Harga Satuan (Juta Rp)", "3,825", "3825000"),
    ("Harga (juta)", 9.4, "9400000"), ("Harga (juta)", "1.250", None), ("Harga (Rp)", "9.400", "9400")])
def test_a_heading_may_say_that_its_prices_are_thousands_or_millions(heading, cell, price):
    row, = read([["Nama barang", "Jumlah", heading], ["Cool box", 4, cell]]).rows
    assert row.extras.get("unit_price_rupiah") == price


def test_what_stands_under_an_unknown_heading_tells_rows_apart():
    head, box = ["No", "Desa", "Nama Barang", "Jumlah"], "Cool box ikan"
    assert not read([head, [1, "Ekas", box, 2], [2, "Batulayar", box, 2]]).warnings
    assert [w.row for w in read([head, [1, "Ekas", box, 2], [2, "Ekas", box, 2]]).warnings] == [3]


@pytest.mark.parametrize(("charges", "warned"), [(["Ongkir", 250_000], []), (["PPN 10%", "10 %"], []), (["Ongkir", ""], [2]), (["Cat", "biru"], [2])])
def test_a_total_holds_the_tax_and_carriage_of_its_row(charges, warned):
    rows = [["Nama Barang", "Jumlah", "Harga Satuan", charges[0], "Total"], ["Cool box ikan", 2, 6_050_000, charges[1], 13_000_000]]
    assert [w.row for w in read(rows).warnings] == warned


@pytest.mark.parametrize(("column", "text", "first"), [("opd", "Dislutkan", "DKP"), ("opd", "Distanbun NTB", "DISTANBUN"), ("tujuan", "Sbw", "KSB")])
def test_a_short_name_of_an_office_is_asked(column, text, first):
    rows = [HEAD, line(rekening="", **{column: text})]
    question, = read(rows).questions
    assert question.choices[0].value == first and question.choices[-1].value == "-"
    field = {"opd": "agency", "tujuan": "destination"}[column]
    assert read(rows, answers={question.id: first}).rows[0].values[field] == first
    assert [p.value for p in read(rows, answers={question.id: "-"}).problems] == [text]


def test_a_message_is_read_line_by_line_and_its_commas_part_nothing(tmp_path):
    file = tmp_path / "pesan.txt"
    file.write_text("[17/08/20 08.15] Bu Kades: mohon izin, kebutuhan desa Ekas:\n1. Mesin pemipil jagung, 5,5 HP = 10 unit @9.400.000\n"
                    "2) Gerobak sampah : 3\n- Mesin sangrai kopi 5 kg 2 unit @ Rp19,4 jt\nTerima kasih, wassalam\nTelp: 0818\n", encoding="utf-8")
    proposal = read_people_workbook(file, known=KNOWN)
    assert [(row.row, row.extras["type_name"], row.values["quantity"], row.extras.get("unit_price_rupiah")) for row in proposal.rows] == [
        (2, "Mesin pemipil jagung, 5,5 HP", "10", "9400000"), (3, "Gerobak sampah", "3", None), (4, "Mesin sangrai kopi 5 kg", "2", "19400000")]
    assert [left.row for left in proposal.left_out] == [1, 5, 6] and not proposal.problems


def test_what_the_file_lacks_may_be_given():
    proposal = read([["Nama barang", "Jumlah"], ["Cool box", 4]],
                    defaults={"agency": "DKP", "due_date": "2020-11-30", "quantity": "9"})
    assert [row.values for row in proposal.rows] == [
        {"type": "", "quantity": "4", "agency": "DKP", "due_date": "2020-11-30"}]


def test_subtotals_are_left_out_and_a_total_station_is_not():
    rows = [HEAD, line(nama="Total station"), [None, "Jumlah DKP", 4, None, None, 34000000], ["", "TOTAL", "", "", "", 1],
            ["Sub Total", None, 4], HEAD, line(no=2)]
    proposal = read(rows)
    assert [(r.row, r.extras["type_name"]) for r in proposal.rows] == [(2, "Total station"),
                                                                      (7, "Mesin pencacah rumput laut")]
    assert [(left.row, left.reason_en) for left in proposal.left_out] == [
        (1, "heading"), (3, "a subtotal"), (4, "a subtotal"), (5, "a subtotal"), (6, "the heading again")]


def test_a_total_that_does_not_agree_is_worth_a_look():
    proposal = read([HEAD, line(total="Rp 35.000.000,-"), line(tujuan="BIMA")])
    assert [(w.row, w.column, w.expected_id) for w in proposal.warnings] == [(2, "F", "34000000")]
    assert len(proposal.rows) == 2


def test_sheets_without_a_table_are_left_out_row_by_row():
    other = sheet_of([["Catatan rapat"], [], ["1. Baja naik", "ya"]], "Rapat")
    proposal = read_grids_of_people([other, sheet_of([HEAD, LINE])], known=KNOWN)
    assert [(left.sheet, left.row) for left in proposal.left_out] == [("Rapat", 1), ("Rapat", 3), ("Usulan", 1)]
    chosen = read_grids_of_people([other, sheet_of([HEAD, LINE])], known=KNOWN, sheets=["Rapat"])
    assert not chosen.rows and len(chosen.left_out) == 4


def test_an_edited_download_changes_only_what_it_holds():
    head = ["line", "quantity"]
    proposal = read([head, ["L0001", "7"], ["L9999", "1"]], tables=["orders"])
    assert [(w.row) for w in proposal.waiting] == [] and len(proposal.rows) == 2
    difference = compare(KNOWN, merged(KNOWN, proposal)).tables["orders"]
    assert [(c.key, c.columns) for c in difference.changed] == [(("L0001",), {"quantity": ("2", "7")})]
    assert [row["line"] for row in difference.new] == ["L9999"]


CELLS = st.sampled_from(["", "", " ", "Jumlah", "Mesin A", "DKP", "4", "1.234", "03/04/2020", "17 Agustus 2020", "unit", "No",
                         "Nama barang", "Harga satuan", "Total", "x", "OPD"]) | st.integers(-2, 10**6) | st.floats(
                             allow_nan=False, allow_infinity=False, width=32) | st.dates() | st.booleans()


@pytest.mark.slow
@settings(deadline=None, max_examples=80)
@given(st.lists(st.lists(CELLS, min_size=6, max_size=6), max_size=12), st.booleans(),
       st.lists(st.tuples(st.integers(0, 8), st.integers(0, 5), st.integers(1, 3), st.integers(0, 2)), max_size=3))
def test_no_row_is_ever_dropped(body, headed, merges):
    rows = ([["No", "Nama barang", "Jumlah", "Harga satuan", "OPD", "Tanggal jatuh tempo"]] if headed else []) + body
    cells = tuple((r, c, r + down, min(c + right, 5)) for r, c, down, right in merges)
    grid = Grid("S", rows, cells)
    answers: dict[str, str] = {}
    for _ in range(12):  # answering what is asked comes to an end
        proposal = read_grids_of_people([grid], known=KNOWN, answers=answers)
        places = [(r.sheet, r.row) for part in (proposal.rows, proposal.waiting, proposal.left_out) for r in part]
        places += {(p.sheet, p.row) for p in proposal.problems}
        assert sorted(places) == [("S", n) for n, row in enumerate(rows, 1) if not is_empty(row)]
        assert {q for w in proposal.waiting for q in w.questions} <= {q.id for q in proposal.questions}
        if not proposal.waiting:
            break
        answers |= {q.id: q.choices[0].value for q in proposal.questions}
    assert not proposal.waiting
