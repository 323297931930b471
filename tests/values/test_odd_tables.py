"""Other tables than orders in odd shapes, and what of a list must never pass without a word: a double, another price, a second machine."""

from __future__ import annotations

import pytest

from tempa.values.programme import ProgrammeError
from tempa.values.programme.aliases import shipped_aliases
from tempa.values.programme.matching import propose_types
from tempa.values.programme.people import merged
from tempa.values.programme.people.prices import other_prices
from tempa.values.programme.upload import read_any
from tests.values.people import KNOWN, read


def rows_of(table, rows):
    found = read(rows, tables=(table,))
    assert {row.table for row in found.rows} <= {table} and not found.questions, found.questions
    return found


def test_a_code_that_stands_twice_with_different_prices_is_refused_with_both_rows():
    found = rows_of("offers", [
        ["Nama Bengkel", "Nama Mesin", "Harga Penawaran", "Ket"], ["Bengkel Getap 03", "Gerobak sampah", "2.200.000", ""],
        ["W03", "LHK-026", "2.250.000", "revisi"], ["W04", "LHK-026", "2.300.000", ""], ["W04", "LHK-026", "2.300.000", ""]])  # fmt: skip
    assert [row.values["unit_price"] for row in found.rows] == ["2200000", "2300000", "2300000"]
    assert [(p.row, p.wrong_en) for p in found.problems] == [(3, "it has the code of row 2 and says otherwise")]


def test_the_sheet_of_offers_comes_back_as_it_was_handed_out_with_some_prices():
    """A row for every machine, code and name beside one another; most prices stay blank."""
    head = ["Bengkel", "Kode mesin", "Nama mesin", "HPS", "Dipesan", "Penawaran"]
    rows = [["W03", code, "Sebuah mesin", 3475000, 4, price] for code, price in (
        ("LHK-026", "2.200.000"), ("LHK-008", ""), ("LHK-019", "tidak menawar"), ("LHK-014", "-"), ("LHK-V01", 900000))]  # fmt: skip
    found = rows_of("offers", [head, *rows])
    assert [(row.values["type"], row.values["unit_price"]) for row in found.rows] == [("LHK-026", "2200000"), ("LHK-V01", "900000")]
    assert not found.problems and [left.row for left in found.left_out if left.reason_en == "without a price: not offered"] == [3, 4, 5]


@pytest.mark.parametrize("after", ["Harga Setelah Negosiasi", "Harga Hasil Nego", "Harga disepakati"])
def test_the_price_before_a_negotiation_never_counts(after):
    head = ["Nama IKM", "Nama Mesin", "Harga Penawaran Awal", after]
    found = rows_of("offers", [head, ["W03", "LHK-026", "2.400.000", "2.200.000"]])
    assert [row.values["unit_price"] for row in found.rows] == ["2200000"]


@pytest.mark.parametrize(("heading", "cell", "amount"), [
    ("Pagu (Juta Rp)", "3.711,8", "3711800000"), ("Pagu (Rp. 000)", "3.711.800", "3711800000"), ("Pagu (jutaan)", 1500, "1500000000"),
    ("Pagu (Juta Rp)", "Rp 500.000.000", "500000000000000"),
])  # fmt: skip
def test_a_heading_in_thousands_or_millions_counts_for_every_amount(heading, cell, amount):
    found = read([["Kode", "OPD", "Kode Rekening", "Jenis", heading], ["DKP-D", "DKP", "5.2.2.23.02", "Langsung", cell]])
    assert [row.values["amount"] for row in found.rows] == [amount]


def test_a_number_may_bear_the_unit_of_its_column_and_no_other():
    head = ["Kode", "Nama Mesin", "OPD", "HPS", "Berat (kg)", "Jam Periksa", "Garansi"]
    found = read([head, ["LHK-026", "Gerobak sampah", "DLHK", "2.400.000", "75 kg", "0,5 jam", "12 bulan"],
                  ["LHK-008", "Komposter", "DLHK", "3.500.000", "0,04 ton", 1, "1 tahun"]])  # fmt: skip
    assert [[row.values[c] for c in ("weight_kg", "inspection_hours", "warranty_months")] for row in found.rows] == [["75", "0.5", "12"]]
    assert [(p.row, p.column) for p in found.problems] == [(3, "E"), (3, "G")]


def test_degrees_are_degrees_with_a_comma_or_a_point():
    head = ["Kode", "Nama Tempat", "Kabupaten", "Lintang", "Bujur", "Pulau"]
    found = rows_of("destinations", [head, ["A", "Gudang A", "Dompu", "-8,536", "118.463", "Sumbawa"],
                                     ["B", "Gudang B", "Bima", "-8.61", "118,7", "Sumbawa"]])  # fmt: skip
    assert [(row.values["latitude"], row.values["longitude"]) for row in found.rows] == [("-8.536", "118.463"), ("-8.61", "118.7")]


def test_a_package_of_ten_is_told_by_its_total():
    found = read([["No", "Nama Barang", "Volume", "Satuan", "Pagu"], [1, "Gerobak sampah", 1, "paket", "23.250.000"],
                  [2, "Rak biopond maggot", 2, "unit", "7.500.000"]])  # fmt: skip
    told = other_prices(found, {"Gerobak sampah": "LHK-026", "Rak biopond maggot": "LHK-019"}, KNOWN)
    assert ["23.250.000" in sentence.id and "2.325.000" in sentence.id for sentence in told] == [True]


@pytest.mark.parametrize("name", ["Gerobak sampah dan ember", "Gerobak sampah + sekop", "ember & gerobak sampah", "Gerobak sampah\nSekop tanah"])
def test_a_machine_beside_something_else_is_never_proposed(name):
    match = propose_types([name], KNOWN["types"])[0]
    assert match.proposed == "" and "LHK-026" in {candidate.type for candidate in match.candidates}


@pytest.mark.parametrize(("name", "code"), [
    ("Alat dan mesin emping jagung", "TAN-004"), ("Mesin fermentasi dan pengering kakao", "TAN-020"), ("Gerobak sampah", "LHK-026"),
])  # fmt: skip
def test_a_joining_word_within_the_name_of_one_machine_does_no_harm(name, code):
    assert propose_types([name], KNOWN["types"])[0].proposed == code


def test_counts_in_a_name_that_are_not_the_count_of_the_row_are_refused():
    found = read([["No", "Nama Barang", "Jumlah"], [1, "Cool box ikan 5 unit dan gerobak sampah 4 unit", 10], [2, "Gerobak sampah", 1]])
    assert [(p.row, "9" in p.wrong_id) for p in found.problems] == [(2, True)] and len(found.rows) == 1


def test_a_code_beside_the_name_of_another_machine_is_a_problem():
    head = ["Kode Mesin", "Nama Mesin", "Jumlah", "OPD"]
    found = read([head, ["LHK-026", "Gerobak sampah", 10, "DLHK"],
                  ["LHK-008", "Rak biopond maggot", 4, "DLHK"], ["LHK-014", "Pres botol", 1, "DLHK"]])  # fmt: skip
    assert [row.values["type"] for row in found.rows] == ["LHK-026", "LHK-014"]
    assert [(p.row, p.wrong_en) for p in found.problems] == [(3, "its code is LHK-008, its name LHK-019")]


@pytest.mark.parametrize(("place", "codes"), [
    ("Bima dan Dompu", "BIMA, DOMPU"), ("Mataram (4), Dompu (6)", "MATARAM, DOMPU"), ("Bima/Dompu", "BIMA, DOMPU"),
    ("Mataram 2 unit\nBima 4 unit", "MATARAM, BIMA"),
])  # fmt: skip
def test_two_places_in_one_cell_are_a_problem_that_names_both(place, codes):
    head = ["No", "Nama Barang", "Jumlah", "Tujuan"]
    found = read([head, [1, "Gerobak sampah", 10, place], [2, "Gerobak sampah", 1, "Desa Ekas, Kab. Lombok Timur"]])
    assert [row.values["destination"] for row in found.rows] == ["LOTIM"] and not found.questions
    assert [(p.row, p.wrong_id) for p in found.problems] == [(2, f"menyebut 2 dari tabel Tujuan ({codes})")]


@pytest.mark.parametrize(("sums", "told"), [
    ([["", "Jumlah", 14]], []), ([["", "Jumlah", 18]], [("18", "14")]), ([["", "Sub Jumlah", 14], [3, "Gerobak sampah", 2], ["", "Total", 16]], []),
    ([["", "Sub Jumlah", 14], [3, "Gerobak sampah", 2], ["", "Sub Jumlah", 2], ["", "Total", 15]], [("15", "16")]),
    ([["", "PPN", 10]], []), ([["", "Jumlah", 46_150_000]], []),
])  # fmt: skip
def test_a_stated_sum_of_counts_that_the_rows_do_not_make_is_pointed_out(sums, told):
    found = read([["No", "Nama Barang", "Jumlah"], [1, "Gerobak sampah", 10], [2, "Komposter drum putar", 4], *sums])
    assert [(w.value, w.expected_id) for w in found.warnings if "baris yang dipesan" in w.wrong_id] == told and not found.problems


def test_hours_of_workshops_are_read_under_headings_of_an_office():
    found = read([["DATA KAPASITAS"], ["No", "Nama Bengkel", "Jenis Pekerjaan", "Jam/Minggu", "Ket"], [1, "Bengkel Getap 03", "Las", "40 jam", ""],
                  [2, "W03", "Potong", "20,5", ""]])  # fmt: skip
    assert not (found.questions or found.problems)
    assert [(row.table, *row.values.values()) for row in found.rows] == [("capacities", "W03", "weld", "40"), ("capacities", "W03", "cut", "20.5")]


def test_a_budget_without_its_codes_is_told_which_column_lacks(tmp_path):
    (tmp_path / "dpa.csv").write_text("Kode Rekening;Uraian;Jumlah (Rp)\n5.2.2.23.01;Belanja Barang;3.711.800.000\n")
    with pytest.raises(ProgrammeError, match="like those of Budget lines, but the column Budget line is missing"):
        read_any(tmp_path / "dpa.csv", known=KNOWN, aliases=shipped_aliases())


def test_a_blank_in_an_offices_list_takes_nothing_away_and_one_in_the_workbook_form_does():
    held = next(row for row in KNOWN["workshops"] if row["workshop"] == "W03")
    assert held["cash_limit"] and held["workers"] != "4"
    office, own = ["Kode", "Nama IKM", "Tenaga Kerja", "Modal Kerja"], ["workshop", "name", "workers", "cash_limit"]
    for head, kept in ((office, held["cash_limit"]), (own, "")):
        found = read([head, ["W03", held["name"], "4", ""]], tables=("workshops",))
        row = next(row for row in merged(KNOWN, found)["workshops"] if row["workshop"] == "W03")
        assert (row["workers"], row["cash_limit"], row["latitude"]) == ("4", kept, held["latitude"])
