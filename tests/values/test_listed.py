"""Lists to fill in come back with other words in their headings, pages, sums and sheets; hidden rows never slip in."""

from __future__ import annotations

import openpyxl
import pytest

from tempa.values.programme import ProgrammeError
from tempa.values.programme.listed import Wanted, is_sum, lacking, lists_in
from tempa.values.programme.untrusted import read_cells
from tempa.values.rupiah import typed_rupiah

PAID = Wanted(
    {"claim": "Tagihan", "number": "Nomor SP2D", "on": "Tanggal SP2D", "net": "Jumlah", "account": "Kode rekening"}, ("claim", "number", "on", "net"),
    {"net": ("nilai",), "claim": ("nomor tagihan",)},
)  # fmt: skip
HEAD = ["No", "No. Tagihan", "No. SP2D", "Tgl SP2D", "Nilai (Rp)"]


def test_headings_in_other_words_below_a_title_are_found_with_the_numbers_of_their_rows():
    sheet = [["DAFTAR SP2D"], [], HEAD, ["1", "T-1", "0123", "12/9/2020", "9.400.000"]]
    (found,) = lists_in({"S": sheet}, PAID)
    assert found.rows == [(4, {"claim": "T-1", "number": "0123", "on": "12/9/2020", "net": "9.400.000", "account": ""})]


def test_the_heading_again_on_every_page_is_no_row():
    sheet = [HEAD, ["1", "T-1", "01", "12/9/2020", "9"], HEAD, ["2", "T-2", "02", "12/9/2020", "8"]]
    assert [number for number, _ in lists_in({"S": sheet}, PAID)[0].rows] == [2, 4]


def test_its_own_heading_goes_before_another_and_two_others_are_no_answer():
    own = [["Tagihan", "Nomor SP2D", "Tanggal SP2D", "Nilai", "Jumlah"], ["T-1", "01", "12/9/2020", "10", "9"]]
    assert lists_in({"S": own}, PAID)[0].rows[0][1]["net"] == "9"
    two = [["Tagihan", "Nomor SP2D", "Tanggal SP2D", "Nilai", "Nilai (Rp)"], ["T-1", "01", "12/9/2020", "10", "9"]]
    assert lists_in({"S": two}, PAID) == [] and lacking({"S": two}, PAID) == ["Jumlah"]


def test_of_several_sheets_those_that_are_filled_in_count():
    filled, blank = [HEAD, ["1", "T-1", "01", "12/9/2020", "9"]], [HEAD, ["1", "T-9", "", "", "9"]]
    assert [one.sheet for one in lists_in({"Kosong": blank, "Isi": filled}, PAID)] == ["Isi"]
    assert [one.sheet for one in lists_in({"A": filled, "B": filled}, PAID)] == ["A", "B"]
    assert [one.sheet for one in lists_in({"Kosong": blank}, PAID)] == ["Kosong"]
    assert lacking({"S": [["Apa", "Berapa"]]}, PAID) == []


@pytest.mark.parametrize(("row", "adds"), [(["", "Jumlah", "", "9"], True), (["TOTAL :", "9"], True), (["Total Teknik", "9"], False)])
def test_a_sum_is_told_from_a_name(row, adds):
    assert is_sum({"a": "x", "b": ""}, row) == adds


def test_hidden_rows_of_a_list_are_refused_and_hidden_sheets_left_out(tmp_path):
    book = openpyxl.Workbook()
    shown, hidden = book.active, book.create_sheet("Lama")
    for sheet in (shown, hidden):
        for row in (HEAD, ["1", "T-1", "01", "12/9/2020", "9"], ["2", "T-2", "02", "12/9/2020", "8"]):
            sheet.append(row)
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    assert list(read_cells(tmp_path / "a.xlsx")) == [shown.title]
    shown.row_dimensions[3].hidden = True
    book.save(tmp_path / "b.xlsx")
    with pytest.raises(ProgrammeError, match="rows 3 are hidden"):
        read_cells(tmp_path / "b.xlsx")


@pytest.mark.parametrize(("text", "amount"), [
    ("560,000", None), ("Rp 560,000", None), ("Rp560,000,-", None), ("560.000", 560_000), ("1.560,00", 1_560), ("9,500 juta", 9_500_000),
    ("9,5 juta", 9_500_000),
])  # fmt: skip
def test_a_comma_before_three_digits_is_never_taken_for_decimals(text, amount):
    assert typed_rupiah(text) == amount
