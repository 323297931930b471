"""Folder and workbook carry the same programme: there and back nothing is lost, and text never becomes a formula."""

from __future__ import annotations

import datetime as dt
import itertools
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from tempa.allocation.planner.generator.generate import Wishes, generate
from tempa.desks.console import convert, simulate
from tempa.desks.console import plan as plan_verb
from tempa.values.programme import (
    PLAN_SCHEMA,
    PROGRAMME_KEYS,
    SCHEMA,
    ProgrammeError,
    Tables,
    check_tables,
    plan_sha256,
    programme_sha256,
    read_plan,
    read_programme,
    write_folder,
    write_plan,
    write_plan_workbook,
    write_workbook,
)
from tempa.values.programme.grid import text_of_number
from tempa.values.programme.workbook_read import read_plan_workbook

DEMO = Path(__file__).parents[2] / "data" / "ntb-2020"
HASH = "9582896662184b3cff2bf046d9180735d6fb32142c8043b5d35b1ee0233320e5"
EMPTY: Tables = {name: [] for name in SCHEMA}


@pytest.fixture(scope="module")
def demo() -> Tables:
    return read_programme(DEMO)


@pytest.fixture(scope="module")
def workbook(demo, tmp_path_factory) -> Path:
    path: Path = tmp_path_factory.mktemp("workbook") / "ntb.xlsx"
    write_workbook(demo, path)
    return path


@pytest.mark.slow
def test_convert_there_and_back_keeps_the_hash(tmp_path, capsys):
    steps = [DEMO, tmp_path / "a.xlsx", tmp_path / "b", tmp_path / "c.xlsx"]
    for source, target in itertools.pairwise(steps):
        assert convert.main([str(source), str(target)]) == 0
        assert f"programme_sha256 {HASH}" in capsys.readouterr().out
    for name in SCHEMA:
        assert (tmp_path / "b" / f"{name}.csv").read_bytes() == (DEMO / f"{name}.csv").read_bytes()


@pytest.mark.slow
def test_convert_leaves_what_is_there(tmp_path, capsys):
    target = tmp_path / "a.xlsx"
    target.write_text("penting")
    assert convert.main([str(DEMO), str(target)]) == 1
    assert "--force" in capsys.readouterr().err
    assert target.read_text() == "penting"
    assert convert.main([str(DEMO), str(target), "--force"]) == 0
    assert programme_sha256(read_programme(target)) == HASH
    assert convert.main([str(tmp_path / "nothing"), str(tmp_path / "x.xlsx")]) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["a.xlsx"]


def test_convert_writes_a_template_that_lacks_only_its_values(tmp_path):
    assert convert.main(["--template", str(tmp_path / "kosong.xlsx")]) == 0
    tables = read_programme(tmp_path / "kosong.xlsx")
    assert [row["key"] for row in tables["programme"]] == list(PROGRAMME_KEYS)
    assert {f.code for f in check_tables(tables).errors} == {"missing-setting"}


@pytest.mark.slow
def test_headings_are_frozen_explained_and_codes_can_be_chosen(workbook):
    book = openpyxl.load_workbook(workbook)
    assert book.sheetnames == ["Petunjuk", *SCHEMA]
    for table in SCHEMA.values():
        sheet = book[table.name]
        assert sheet.freeze_panes == "A2"
        for cell, column in zip(sheet[1], table.columns, strict=True):
            assert cell.value == column.name
            comment = cell.comment.text
            assert comment.startswith(column.name_id) and column.example in comment and column.meaning_id in comment
        listed = {str(v.sqref).rstrip("0123456789:ABCDEFGHIJKLMNOPQRSTUVWXYZ") or str(v.sqref)[0]
                  for v in sheet.data_validations.dataValidation}
        assert bool(listed) == any(c.choices or c.refers for c in table.columns)
    types = book["types"]
    assert types.column_dimensions["C"].width > types.column_dimensions["F"].width
    assert (types["E2"].number_format, book["workshops"]["M2"].number_format) == ("#,##0", "yyyy-mm-dd")
    assert types["A2"].number_format == "@"


def test_a_chosen_agency_comes_from_the_sheet_of_agencies(workbook):
    rules = openpyxl.load_workbook(workbook)["budget_lines"].data_validations.dataValidation
    assert [rule.formula1 for rule in rules] == [
        "OFFSET(agencies!$A$2,0,0,MAX(1,COUNTA(agencies!$A:$A)-1),1)", '"direct,indirect"']


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufffe\uffff"), max_size=12) | st.sampled_from([
    "=1+1", "+62", "-5", "@SUM(1)", "\t=1", "001", "1e3", "TRUE", "_x0041_", "http://a.b", "{=1}", "＝1", " spasi ",
    "2020-01-01", "0.10", "baris\nbaru", "\x01\x1f", "Zürich 鐵", "12345678901234567890", "#N/A"])


@pytest.mark.slow
@settings(deadline=None, max_examples=15)
@given(st.lists(TEXTS.filter(lambda t: t.strip() and "_x005F_x" not in t), min_size=1, max_size=25))
def test_any_text_comes_back_from_a_workbook(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("any")
    rows = [{"agency": f"A{n}", "name_id": text, "name_en": text} for n, text in enumerate(texts)]
    write_workbook(EMPTY | {"agencies": rows}, folder / "any.xlsx")
    assert read_programme(folder / "any.xlsx")["agencies"] == rows
    write_folder(EMPTY | {"agencies": rows}, folder / "any")
    assert read_programme(folder / "any")["agencies"] == rows


@pytest.mark.slow
@settings(deadline=None, max_examples=15)
@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False, places=4).map(lambda d: format(d, "f"))
                | st.floats(allow_nan=False, allow_infinity=False).map(text_of_number)
                | st.sampled_from(["0.30", "-0", "007", "0.1234567890123456789", "9007199254740993", "1e5"]),
                min_size=1, max_size=25))
def test_any_number_comes_back_from_a_workbook(tmp_path_factory, numbers):
    path = tmp_path_factory.mktemp("numbers") / "n.xlsx"
    rows = [{"type": "T", "material": f"M{n}", "quantity": text} for n, text in enumerate(numbers)]
    write_workbook(EMPTY | {"bom": rows}, path)
    assert read_programme(path)["bom"] == rows


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_no_text_is_written_as_a_formula(tmp_path, start):
    write_workbook(EMPTY | {"agencies": [{"agency": f"{start}A", "name_id": f"{start}HYPERLINK(1)", "name_en": "x"}]},
                   tmp_path / "f.xlsx")
    with zipfile.ZipFile(tmp_path / "f.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet3.xml").decode()
    assert "<f>" not in sheet and sheet.count('t="s"') == 6
    cell = openpyxl.load_workbook(tmp_path / "f.xlsx")["agencies"]["B2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def by_hand(path: Path, table: str, rows: list[list[object]]) -> None:
    """A programme workbook with one sheet filled as a person would fill it."""
    book = Workbook(str(path), {"default_date_format": "dd/mm/yyyy"})
    for schema in SCHEMA.values():
        sheet = book.add_worksheet(schema.name)
        sheet.write_row(0, 0, schema.header)
        if schema.name == table:
            for number, row in enumerate(rows, 1):
                sheet.write_row(number, 0, row)
    book.close()


def test_cells_of_excel_become_the_texts_of_the_format(tmp_path):
    by_hand(tmp_path / "h.xlsx", "orders", [
        ["L1", "DKP", "DKP-D", "001", 3.0, dt.date(2020, 8, 17), "LOBAR"],
        ["", None, " "],
        ["L2", "DKP", "DKP-D", "002", 0.1 + 0.2, dt.datetime(2020, 8, 17, 9), "LOBAR"],
        [None], [" "],
    ])
    rows = read_programme(tmp_path / "h.xlsx")["orders"]
    assert [[row["type"], row["quantity"], row["due_date"]] for row in rows] == [
        ["001", "3", "2020-08-17"], ["002", "0.3", "2020-08-17 09:00:00"]]
    tables = read_programme(DEMO)
    tables["orders"] = rows
    assert {(f.row, f.code) for f in check_tables(tables).errors} >= {(4, "not-whole"), (4, "not-a-date")}


def test_numbers_beyond_fifteen_digits_are_noise():
    assert [text_of_number(n) for n in (0.1 + 0.2, 1e21, 5.0, 1e-7, -2.50, 123456789.123)] == [
        "0.3", "1000000000000000000000", "5", "0.0000001", "-2.5", "123456789.123"]


@pytest.mark.parametrize(("rows", "words"), [
    ([["A", "a", "a", "catatan"]], "D2"),
    ([["A", "a", "a"], [None] * 7 + ["x"]], "H3"),
])
def test_a_cell_beside_the_table_is_refused(tmp_path, rows, words):
    by_hand(tmp_path / "h.xlsx", "agencies", rows)
    with pytest.raises(ProgrammeError, match=f"agencies: sel {words} berada di luar tabel"):
        read_programme(tmp_path / "h.xlsx")


def test_a_number_that_lost_its_last_digits_is_refused(tmp_path):
    by_hand(tmp_path / "h.xlsx", "agencies", [[5201234567890001, "a", "a"], ["5201234567890001", "b", "b"]])
    with pytest.raises(ProgrammeError, match="nomor di sel A2 lebih dari 15 angka") as caught:
        read_programme(tmp_path / "h.xlsx")
    assert len(caught.value.sentences) == 1


def test_sheets_and_columns_that_are_wrong_are_all_named(tmp_path):
    book = Workbook(str(tmp_path / "w.xlsx"))
    for schema in list(SCHEMA.values())[1:]:
        header = [*schema.header, "warna"] if schema.name == "types" else schema.header
        header = ["agency", "name_id", "name_id"] if schema.name == "agencies" else header
        book.add_worksheet(schema.name).write_row(0, 0, header)
    book.add_worksheet("Coretan").write(0, 0, "x")
    book.add_worksheet("Kosong")
    book.close()
    with pytest.raises(ProgrammeError) as caught:
        read_programme(tmp_path / "w.xlsx")
    assert [s.en.split(". ")[0] for s in caught.value.sentences] == [
        "The sheet 'Coretan' is unknown", "The sheet programme is missing",
        "Sheet agencies: column name_en is missing", "Sheet agencies: column name_id stands twice",
        "Sheet types: column 'warna' is unknown"]


def test_a_text_too_long_for_excel_is_refused_and_nothing_is_left(tmp_path):
    rows = [{"agency": "A", "name_id": "x" * 40_000, "name_en": ""}]
    with pytest.raises(ProgrammeError, match="agencies baris 2, name_id: teks lebih dari 32767 huruf"):
        write_workbook(EMPTY | {"agencies": rows}, tmp_path / "l.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_text_that_excel_would_garble_is_refused(tmp_path):
    rows = [{"agency": "A", "name_id": "_x005F_x0041_", "name_en": ""}]
    with pytest.raises(ProgrammeError, match=r"agencies row 2, name_id: .* Excel cannot keep"):
        write_workbook(EMPTY | {"agencies": rows}, tmp_path / "l.xlsx")


def test_a_plan_goes_to_excel_and_back(demo, tmp_path, capsys):
    plan: Tables = {name: [] for name in PLAN_SCHEMA}
    plan["lots"] = [dict(zip(PLAN_SCHEMA["lots"].header, ["P1", "L0001", "W01", "2", "0", "3", "4"], strict=True))]
    plan["plan"] = [{"key": "objective", "value": "15769000000"}, {"key": "programme_sha256", "value": "00123"},
                    {"key": "gap", "value": "0.0164"}]
    write_plan_workbook(plan, tmp_path / "p.xlsx", demo)
    assert read_plan_workbook(tmp_path / "p.xlsx") == plan
    schedule = list(openpyxl.load_workbook(tmp_path / "p.xlsx")["Jadwal"].values)
    assert schedule[0][:4] == ("Lot", "Mesin", "Jumlah", "Bengkel")
    assert schedule[1] == ("P1", "Mesin pemipil jagung (tanpa kelobot)", 2, "Bengkel Getap 01 (Induk)",
                           "Dinas Pertanian dan Perkebunan", "Gudang OPD Bima", dt.datetime(2020, 7, 13),
                           dt.datetime(2020, 8, 9), dt.datetime(2020, 8, 16), dt.datetime(2020, 10, 31), 0)
    write_plan(plan, tmp_path / "p")
    assert convert.main([str(tmp_path / "p"), str(tmp_path / "q.xlsx")]) == 0
    assert convert.main([str(tmp_path / "q.xlsx"), str(tmp_path / "r")]) == 0
    assert capsys.readouterr().out.count(f"plan_sha256 {plan_sha256(plan)}") == 2
    assert read_plan(tmp_path / "q.xlsx") == read_plan(tmp_path / "r") == plan


@pytest.mark.slow
def test_a_large_programme_is_streamed_and_read_back(tmp_path):
    rows = [{"workshop": f"W{n // 400}", "type": f"T{n % 400}", "unit_price": str(n + 1)} for n in range(110_000)]
    write_workbook(EMPTY | {"offers": rows}, tmp_path / "l.xlsx")
    assert read_programme(tmp_path / "l.xlsx")["offers"] == rows


@pytest.fixture
def small():
    return generate(Wishes(seed=3, scale=0.03))


def test_a_verb_says_what_nobody_sees_in_the_workbook_that_it_reads(tmp_path, capsys, monkeypatch, small):
    write_workbook(small, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    book["orders"].row_dimensions[3].hidden = True
    book["offers"].sheet_state = "hidden"
    book.save(tmp_path / "b.xlsx")
    monkeypatch.setattr(simulate, "set_up", lambda: None)
    monkeypatch.setattr("tempa.ledger.queries.programme_named", lambda code: object())  # it is there already: nothing is told
    for verb, more in ((convert, [str(tmp_path / "c")]), (plan_verb, ["--out", str(tmp_path / "d"), "--iterations", "5"]), (simulate, [])):
        verb.main([str(tmp_path / "b.xlsx"), *more])
        heard = "".join(capsys.readouterr())
        assert "orders: baris 3" in heard and "offers: lembar offers" in heard


def test_convert_says_which_faults_it_found(tmp_path, capsys, small):
    small["workshops"][0]["cash_limit"] = "#REF!"
    write_folder(small, tmp_path / "a")
    assert convert.main([str(tmp_path / "a"), str(tmp_path / "b.xlsx")]) == 0
    heard = capsys.readouterr()
    assert "1 kesalahan" in heard.out and "cash_limit: '#REF!' bukan bilangan" in heard.err
