"""Tables from every form of file give the same table; what cannot be understood is refused by name."""

from pathlib import Path

import numpy as np
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tempa.impact.multipliers import (
    InputOutputTable,
    MultiplierError,
    Role,
    checked_coefficients,
    diagnose,
    load_folder,
    load_long,
    load_matrix,
)
from tempa.impact.multipliers.figures import read_figure, style_of
from tests.impact.tables import textbook

BPS = """\
Tabel Input-Output Provinsi Contoh, Transaksi Domestik Atas Dasar Harga Dasar (Juta Rupiah);;;;;;;;
;;Pertanian;Industri;Jumlah permintaan antara;Konsumsi rumah tangga;Perubahan inventori;Ekspor;Jumlah output
Kode;Sektor;001;002;1800;3010;3040;3050;6000
(1);(2);(3);(4);(5);(6);(7);(8);(9)
001;Pertanian;1.150.000;500.000;1.650.000;1.350.000;(1.000.000);-;2.000.000
002;Industri;200.000;100.000;300.000;500.000;-;1.200.000,0;2.000.000
1900;Jumlah input antara;1.350.000;600.000;1.950.000;;;;
2000;Impor;200.000;400.000;600.000;;;;
2010;Upah dan gaji;250.000;600.000;850.000;;;;
2020;Surplus usaha;210.000;400.000;610.000;;;;
2050;Subsidi;(10.000);-;(10.000);;;;
2090;Nilai tambah bruto;450.000;1.000.000;1.450.000;;;;
2100;Jumlah input;2.000.000;2.000.000;4.000.000;;;;
Sumber: contoh;;;;;;;;
"""
MATRIX = """\
sector,farms,works,TOTAL,household,exports,total use
farms,150,500,650,250,100,1000
works,200,100,300,500,1200,2000
TOTAL,350,600,950,,,
compensation,250,600,850,,,
value_added,450,1000,1450,,,
imports,200,400,600,,,
output,1000,2000,3000,,,
"""


@pytest.fixture
def write(tmp_path):
    def written(name, text):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return written


def assert_textbook(table: InputOutputTable) -> None:
    book = textbook()
    assert table.flows.tolist() == book.flows.tolist()
    assert table.column_output().tolist() == [1000, 2000] == table.row_output().tolist()
    by_role = {role: sum((v for k, v in table.primary.items() if table.roles[k] is role), np.zeros(2)) for role in Role}
    assert by_role[Role.WAGES].tolist() == [250, 600]
    assert by_role[Role.SURPLUS].tolist() == [200, 400]
    assert by_role[Role.IMPORTS].tolist() == [200, 400]


def test_matrix_with_totals(write):
    table = load_matrix(write("matrix.csv", MATRIX))
    assert_textbook(table)
    assert table.codes == ("farms", "works")
    assert list(table.final_demand) == ["household", "exports"]
    assert table.stated_output is not None and table.stated_output.tolist() == [1000, 2000]
    assert set(table.ignored) == {"TOTAL", "value_added", "total use"}
    assert diagnose(table).sentences() == ["2 of 2 rows balance."]


def test_excel_gives_the_same_table_as_csv(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "io.xlsx")) as book:
        book.add_worksheet("notes").write(0, 0, "see the other sheet")
        sheet = book.add_worksheet("table")
        sheet.write(0, 0, "Input-output table")
        for i, line in enumerate(MATRIX.splitlines(), start=2):
            for j, cell in enumerate(line.split(",")):
                sheet.write(i, j, float(cell) if cell.isdigit() else cell)
    assert_textbook(load_matrix(tmp_path / "io.xlsx", sheet="table"))
    with pytest.raises(MultiplierError, match=r"sheet tabel: io\.xlsx has notes, table"):
        load_matrix(tmp_path / "io.xlsx", sheet="tabel")


def test_numbers_of_a_workbook_are_never_read_by_a_text_style(tmp_path):
    rows = [["", "a", "b"], ["a", 12.125, "1.277.388"], ["b", 0.5, "(2.000.000)"], ["upah", 1000.25, 3]]
    with xlsxwriter.Workbook(str(tmp_path / "io.xlsx")) as book:
        sheet = book.add_worksheet()
        for i, row in enumerate(rows):
            sheet.write_row(i, 0, row)
    table = load_matrix(tmp_path / "io.xlsx")
    assert table.flows.tolist() == [[12.125, 1277388], [0.5, -2000000]]
    assert table.primary["upah"].tolist() == [1000.25, 3]


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(list(',;\n"09.-() x\x00')), st.booleans()), max_size=8)
)
def test_a_spoilt_file_is_read_or_refused_with_a_sentence(tmp_path, spoils):
    text = list(MATRIX)
    for place, letter, insert in spoils:
        at = place % len(text)
        text[at : at + (not insert)] = letter
    (tmp_path / "t.csv").write_text("".join(text))
    try:
        assert len(diagnose(load_matrix(tmp_path / "t.csv")).sentences()) >= 1
    except MultiplierError as error:
        assert error.value and error.bound and error.source


def test_long_form(write):
    lines = MATRIX.splitlines()
    columns = lines[0].split(",")[1:]
    long = ["row,col,values"]
    for line in lines[1:]:
        label, *cells = line.split(",")
        long += [f"{label},{c},{v or 'NA'}" for c, v in zip(columns, cells, strict=True)]
    assert_textbook(load_long(write("long.csv", "\n".join(long)), "row", "col"))


def test_bps_file(write):
    table = load_matrix(write("bps.csv", BPS))
    assert table.codes == ("001", "002") and table.names == ("Pertanian", "Industri")
    assert table.flows.tolist() == [[1150000, 500000], [200000, 100000]]
    assert table.final_demand["3040"].tolist() == [-1000000, 0]
    assert table.roles == {"2000": Role.IMPORTS, "2010": Role.WAGES, "2020": Role.SURPLUS, "2050": Role.TAXES}
    assert table.primary["2050"].tolist() == [-10000, 0]
    assert diagnose(table).sentences() == ["2 of 2 rows balance."]


def test_codes_match_with_and_without_leading_zeros(write):
    table = load_matrix(write("bps.csv", BPS.replace("Kode;Sektor;001;002", "Kode;Sektor;1;02")))
    assert table.flows.tolist() == [[1150000, 500000], [200000, 100000]]


def test_a_lost_sign_is_found_and_the_cell_named(write):
    table = load_matrix(write("bps.csv", BPS.replace("(1.000.000)", "1.000.000")))
    found = diagnose(table)
    assert found.balanced() == 1
    assert found.sentences()[1] == (
        "Row 001 (Pertanian) sells 4,000,000 but costs 2,000,000, 100.0% apart; "
        "3040 1,000,000 with the other sign would balance it."
    )
    with pytest.raises(MultiplierError, match=r"row 001 \(Pertanian\) sells 4,000,000.*SNA|National Accounts"):
        checked_coefficients(table)
    coefficients, report = checked_coefficients(table, on_imbalance="report")
    assert report == found and coefficients.a[0, 0] == 1150000 / 2000000


def folder_of(tmp_path: Path) -> dict[str, str]:
    files = {
        "sectors.csv": 'code,name\n"01",farms\n"02",works\n',
        "intermediate_domestic.csv": '"code","01","02"\n"01",150,500\n"02",200,100\n',
        "primary_inputs.csv": "row,01,02\nimport,200,400\nwages_salaries,250,600\noperating_surplus,200,400\n",
        "final_demand.csv": "code,household,export\n01,250,100\n02,500,1200\n",
        "employment.csv": "code,workers\n01,50\n02,40\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    return files


def test_folder_form(tmp_path):
    folder_of(tmp_path)
    table = load_folder(tmp_path, year=2013)
    assert_textbook(table)
    assert table.employment is not None and table.employment.tolist() == [50, 40] and table.year == 2013


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("primary_inputs.csv", "import", "mystery", "row mystery: is no sector and no known row"),
        ("primary_inputs.csv", "import,200,400", "import,200", "row import of primary_inputs.csv has 1 cells"),
        ("primary_inputs.csv", "200,400", "two,400", "'two' in primary_inputs.csv, row import, 01: is not a number"),
        ("primary_inputs.csv", "row,01,02", "row,02,01", "heading of primary_inputs.csv"),
        ("intermediate_domestic.csv", '"02",200,100\n', "", "sector 02 has no row in intermediate_domestic.csv"),
        ("final_demand.csv", "02,500", "03,500", "sector 02 is missing in final_demand.csv"),
        ("sectors.csv", '"02",works', '"01",works', "heading of intermediate_domestic.csv|stands twice"),
        ("sectors.csv", "code,name\n", "", "sectors.csv|heading"),
    ],
)
def test_a_damaged_folder_is_refused_by_name(tmp_path, name, old, new, said):
    (tmp_path / name).write_text(folder_of(tmp_path)[name].replace(old, new))
    with pytest.raises(MultiplierError, match=said):
        load_folder(tmp_path)


def test_a_folder_without_its_files_is_refused(tmp_path):
    with pytest.raises(MultiplierError, match=r"sectors.csv cannot be read"):
        load_folder(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (MATRIX.replace("exports", "mystery"), "column mystery: is no sector and no known row or column"),
        (MATRIX.replace("exports", "impor"), "column impor of imports: the transactions include imports"),
        (MATRIX.replace("compensation", "secret"), "row secret"),
        ("a,b\nc,1\nd,2\n", "no heading of sector codes"),
        ("", "has 0 rows"),
        (BPS.replace("1.150.000", "1,150,000.5"), r"writes numbers in two ways"),
        (MATRIX.replace("150", "1.150"), r"1\.150 in t\.csv: may be thousands or decimals"),
    ],
)
def test_a_matrix_that_cannot_be_understood_is_refused(write, text, said):
    with pytest.raises(MultiplierError, match=said):
        load_matrix(write("t.csv", text))


def test_a_binary_file_is_refused(tmp_path):
    for name in ("t.csv", "t.csv.gz", "t.xlsx"):
        (tmp_path / name).write_bytes(b"\xff\xfe\x00binary")
        with pytest.raises(MultiplierError, match=rf"{name} cannot be read"):
            load_matrix(tmp_path / name)


def test_overrides_settle_what_the_names_do_not(write):
    text = MATRIX.replace("exports", "mystery")
    table = load_matrix(write("t.csv", text), overrides={"mystery": "final demand"})
    assert list(table.final_demand) == ["household", "mystery"]


@pytest.mark.parametrize(
    ("text", "style", "value"),
    [
        ("(1.277.388)", "bps", -1277388),
        ("-", "bps", 0),
        ("", "plain", 0),
        ("1.234,5", "bps", 1234.5),
        ("1,234.5", "english", 1234.5),
        ("601534.36", "plain", 601534.36),
        ("-12", "plain", -12),
        ("1e3", "plain", 1000),
        (" 1 250 ", "plain", 1250),
    ],
)
def test_figures(text, style, value):
    assert read_figure(text, style) == value


@pytest.mark.parametrize("text", ["12a", "1.2.3", "nan", "inf", "--1", "1,5"])
def test_what_is_no_plain_number_is_refused(text):
    with pytest.raises(MultiplierError, match="is not a number"):
        read_figure(text, "plain")


def test_style_is_read_from_the_cells_that_settle_it():
    assert style_of(["1.234", "(1.277.388)"], "t") == "bps"
    assert style_of(["12", "-", "3.5"], "t") == "plain"
    assert style_of(["1,234,567"], "t") == "english"
    with pytest.raises(MultiplierError, match=r"1\.234 in t: may be thousands or decimals"):
        style_of(["1.234", "12"], "t")


def test_a_cell_that_is_no_number_names_its_sectors():
    book = textbook()
    book.flows[1, 0] = np.nan
    with pytest.raises(MultiplierError, match="transactions at sector 2, 1 is not a number"):
        type(book)(book.codes, book.flows, book.primary, book.roles)
