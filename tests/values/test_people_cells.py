"""Cells as offices write them: counts, days, numbers and words, each read one way, asked or refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import openpyxl
import pytest

from tempa.values.programme.people import read_people_workbook
from tests.values.people import HEAD, KNOWN, line, quantities, read


@pytest.mark.parametrize(("cell", "quantity"), [
    (4, "4"), (4.0, "4"), ("4", "4"), ("'4", "4"), ("4 Unit x 1 Kegiatan", "4"), ("2 unit x 3 kali", "6"),
    ("4 unit", "4"), ("4 bh.", "4"), ("1.000 buah", "1000"), ("1.000", "1000"),
    (" 12 ", "12"), ("1.250.000", "1250000"), ("3,0", "3"),
    ("dua", "2"), ("dua belas", "12"), ("seratus dua puluh lima unit", "125"), ("2 + 1", "3"), ("3 Unit/Paket", "3"), ("4 bh alat", "4"),
    ("1 000", "1000"), ("12\u00a0unit", "12"),
])
def test_counts_as_people_write_them(cell, quantity):
    assert quantities(read([HEAD, line(jumlah=cell)])) == [quantity]


@pytest.mark.parametrize(("cell", "wrong"), [
    ("banyak", "bukan bilangan"), (2.5, "bukan bilangan bulat"), ("2,5", "bukan bilangan bulat"), ("(3)", "bilangan negatif"),
    (-3, "bilangan negatif"), ("4 orang", "bukan bilangan"), ("15 %", "bukan bilangan"), (True, "bukan bilangan"),
    ("", "kosong"), ("-", "kosong"), (dt.date(2020, 1, 4), "bukan bilangan"), ("1.0.0", "bukan bilangan"),
])
def test_counts_that_cannot_be_understood_are_problems(cell, wrong):
    proposal = read([HEAD, line(jumlah=cell)])
    assert [(p.row, p.column, p.wrong_id) for p in proposal.problems] == [(2, "C", wrong)]
    assert not proposal.rows and not proposal.questions
    assert proposal.problems[0].sentence_id.startswith("Lembar Usulan, baris 2, kolom C: ")
    assert "Expected" in proposal.problems[0].sentence_en


def test_a_number_that_lost_its_last_digits_is_a_problem():
    proposal = read([HEAD, line(tujuan=5201234567890001.0)])
    assert [(p.column, "15 digits" in p.wrong_en) for p in proposal.problems] == [("I", True)]


@pytest.mark.parametrize(("cell", "day"), [
    ("17 Agustus 2020", "2020-08-17"), ("Senin, 17 Agustus 2020", "2020-08-17"), ("17/08/2020", "2020-08-17"),
    ("17-8-2020", "2020-08-17"), ("17.08.2020", "2020-08-17"), ("2020-08-17", "2020-08-17"), ("08/17/2020", "2020-08-17"),
    ("5/5/2020", "2020-05-05"), (dt.date(2020, 8, 17), "2020-08-17"), (dt.datetime(2020, 8, 17, 9), "2020-08-17"),
    ("2020/8/17", "2020-08-17"), ("paling lambat 17 Agustus 2020", "2020-08-17"), ("1 s.d. 17 Agustus 2020", "2020-08-17"),
    ("s/d 17-8-2020", "2020-08-17"), ("tgl. 17 Agt 2020", "2020-08-17"),
    ("17/08/20", "2020-08-17"), ("Aug 17, 2020", "2020-08-17"), ("17-VIII-2020", "2020-08-17"), ("17 Agst '20", "2020-08-17"),
    ("20200817", "2020-08-17"), (20200817, "2020-08-17"), ("17-Agu-20", "2020-08-17"), ("17 Aug 20", "2020-08-17"),
])
def test_dates_as_people_write_them(cell, day):
    assert [row.values["due_date"] for row in read([HEAD, line(tanggal=cell)]).rows] == [day]


@pytest.mark.parametrize("cell", ["31 Juni 2020", "03/04/20", "32/01/2020", "Agustus", "segera", 12, dt.time(8), "29/02/2021"])
def test_dates_that_are_none_are_problems(cell):
    first = read([HEAD, line(tanggal=cell)])
    assert not first.rows and len(first.questions) == (isinstance(cell, str) and cell not in ("32/01/2020", "29/02/2021"))
    proposal = read([HEAD, line(tanggal=cell)], answers={question.id: "-" for question in first.questions})
    assert [(p.column, p.wrong_en) for p in proposal.problems] == [("H", "not a date")]


@pytest.mark.parametrize(("cell", "offered"), [
    ("segera", []), ("Agustus", ["2020-08-31", "2020-08-01"]), ("30 September", ["2020-09-30"]), ("31 Juni 2020", ["2020-06-30", "2020-06-01"]),
    ("17/08", ["2020-08-17"]), ("03/04/20", ["2020-04-03", "2020-03-04"]), ("Minggu ke-3 September 2020", ["2020-09-21"]),
    ("pertengahan Oktober 2020", ["2020-10-15"]), ("3 bulan setelah kontrak", []),
])
def test_words_where_a_day_should_stand_are_asked_once(cell, offered):
    rows = [HEAD, line(tanggal=cell), line(tanggal="17 Agustus 2020"), line(tanggal=cell)]
    first = read(rows)
    question, = first.questions
    assert [choice.value for choice in question.choices] == [*offered, "given", "-"] and [w.row for w in first.waiting] == [2, 4]
    for day in offered:
        assert [row.values["due_date"] for row in read(rows, answers={question.id: day}).rows] == [day, "2020-08-17", day]
    given = read(rows, answers={question.id: "given"}, defaults={"due_date": "2020-12-01"})
    assert [(row.values["due_date"], row.given) for row in given.rows] == [
        ("2020-12-01", ("due_date",)), ("2020-08-17", ()), ("2020-12-01", ("due_date",))]


def test_counts_that_are_not_certain_are_asked():
    rows = [HEAD, *(line(jumlah=cell) for cell in ("2-3", "± 5", "2 lusin", "1 set @ 3 unit", 4))]
    first = read(rows)
    assert [[choice.value for choice in question.choices][:-2] for question in first.questions] == [["2", "3"], ["5"], ["2", "24"], ["1", "3"]]
    answers = dict(zip((question.id for question in first.questions), ("3", "0", "24", "-"), strict=True))
    answered = read(rows, answers=answers)
    assert quantities(answered) == ["3", "24", "4"] and [(p.row, p.value) for p in answered.problems] == [(5, "1 set @ 3 unit")]


def test_a_day_that_may_be_a_month_is_asked_once_and_the_answer_counts_for_the_column():
    rows = [HEAD, line(tanggal="03/04/2020"), line(tanggal="17/08/2020"), line(tanggal="05/06/2020")]
    proposal = read(rows)
    assert [row.values["due_date"] for row in proposal.rows] == ["2020-08-17"]
    assert [w.row for w in proposal.waiting] == [2, 4]
    question, = proposal.questions
    assert (question.column, [c.value for c in question.choices]) == ("H", ["dmy", "mdy"])
    answered = read(rows, answers={question.id: "dmy"})
    assert [r.values["due_date"] for r in answered.rows] == ["2020-04-03", "2020-08-17", "2020-06-05"]
    other = read(rows, answers={question.id: "mdy"})
    assert [r.values["due_date"] for r in other.rows] == ["2020-03-04", "2020-05-06"]
    assert [p.row for p in other.problems] == [3]


@pytest.mark.parametrize(("cell", "last", "first"), [
    ("September 2020", "2020-09-30", "2020-09-01"), ("Peb-21", "2021-02-28", "2021-02-01"), ("TW III 2020", "2020-09-30", "2020-07-01"),
    ("Semester 2 2020", "2020-12-31", "2020-07-01"), ("akhir Nopember 2020", "2020-11-30", "2020-11-01"),
])
def test_a_month_where_a_day_should_stand_is_asked(cell, last, first):
    question, = read([HEAD, line(tanggal=cell)]).questions
    assert question.id == "month:Usulan:H" and [c.value for c in question.choices] == ["last", "first", "no"]
    for answer, day in (("last", last), ("first", first)):
        assert [row.values["due_date"] for row in read([HEAD, line(tanggal=cell)], answers={question.id: answer}).rows] == [day]


def test_a_row_without_a_count_is_asked_about_where_others_have_one():
    rows = [HEAD, line(), line(nama="Cool box", jumlah=""), line(nama="Alat pengasap", jumlah="-"), line(nama="Gerobak", jumlah="nihil")]
    proposal = read(rows)
    question, = proposal.questions
    assert "baris 3 (Cool box) tidak berisi jumlah" in question.text_id and [w.row for w in proposal.waiting] == [3]
    left = read(rows, answers={question.id: "leave"})
    assert left.is_complete and {(o.row, o.reason_id) for o in left.left_out if o.row > 1} == {
        (3, "tanpa jumlah: tidak dipesan"), (4, "jumlahnya nol: tidak dipesan"), (5, "jumlahnya nol: tidak dipesan")}
    assert [(p.row, p.wrong_id) for p in read(rows, answers={question.id: "use"}).problems] == [(3, "kosong")]


def test_a_bare_number_for_a_date_is_asked():
    question, = read([HEAD, line(tanggal=44060)]).questions
    assert "17 Agustus 2020" in question.text_id
    yes, no = (read([HEAD, line(tanggal=44060)], answers={question.id: a}) for a in ("1900", "no"))
    assert [r.values["due_date"] for r in yes.rows] == ["2020-08-17"]
    assert [p.wrong_id for p in no.problems] == ["bukan tanggal"]


@pytest.mark.parametrize("epoch", [openpyxl.utils.datetime.WINDOWS_EPOCH, openpyxl.utils.datetime.MAC_EPOCH])
def test_both_calendars_of_excel(tmp_path, epoch):
    book = openpyxl.Workbook()
    book.epoch = epoch
    for row in (HEAD, line(tanggal=dt.date(2020, 8, 17))):
        book.active.append(row)
    book.save(tmp_path / "d.xlsx")
    proposal = read_people_workbook(tmp_path / "d.xlsx", known=KNOWN)
    assert [row.values["due_date"] for row in proposal.rows] == ["2020-08-17"]


BOM: list[Any] = ["Jenis mesin", "Bahan", "Jumlah"]


@pytest.mark.parametrize("cell", ["1.234", "1.5", "1,234.5"])
def test_a_point_that_may_be_a_comma_is_asked(cell):
    rows = [BOM, ["TAN-001", "CS-CAT", cell]]
    question, = read(rows, tables=["bom"]).questions
    assert cell in question.text_id and question.id == "separators:Usulan:C"
    english = read(rows, tables=["bom"], answers={question.id: "en"})
    assert quantities(english) == [cell.replace(",", "")]
    indonesian = read(rows, tables=["bom"], answers={question.id: "id"})
    assert (quantities(indonesian), len(indonesian.problems)) == ((["1234"], 0) if cell == "1.234" else ([], 1))


@pytest.mark.parametrize(("cell", "quantity"), [("1.234,5", "1234.5"), ("0,25", "0.25"), (0.1 + 0.2, "0.3"), ("2.345.678", "2345678")])
def test_numbers_with_one_reading_are_not_asked(cell, quantity):
    assert quantities(read([BOM, ["TAN-001", "CS-CAT", cell]], tables=["bom"])) == [quantity]


def test_thousands_with_commas_in_a_count_are_asked():
    question, = read([HEAD, line(jumlah="1,250")]).questions
    assert question.id == "separators:Usulan:C"
    assert quantities(read([HEAD, line(jumlah="1,250")], answers={question.id: "en"})) == ["1250"]


def test_shares_in_percent():
    rows = [["Kode sentra", "Nama sentra", "Kabupaten", "Lintang", "Bujur", "Bagian minimum", "Bagian maksimum"],
            ["S1", "Getap", "Mataram", -8.6, "116,1", "5 %", "0,25"], ["S2", "Lembar", "Lobar", -8.7, "116,2", 0.05, "15%"],
            ["S3", "X", "Lobar", -8.7, "116,2", "", "25"]]
    proposal = read(rows)
    assert [(r.values["share_min"], r.values["share_max"]) for r in proposal.rows] == [("0.05", "0.25"), ("0.05", "0.15")]
    assert [(p.row, p.column, p.wrong_id) for p in proposal.problems] == [(4, "G", "bukan bagian")]


def test_under_the_formats_own_headings_numbers_are_read_as_in_csv():
    head = ["type", "material", "quantity"]
    proposal = read([head, ["TAN-001", "CS-CAT", "1.234"], ["TAN-001", "CS-BAUT", "1.234,5"]], tables=["bom"])
    assert quantities(proposal) == ["1.234"]
    assert [(p.row, p.wrong_en) for p in proposal.problems] == [(3, "not a number of the format")]
    assert proposal.sheets[0].own_headings


def test_words_stand_for_choices():
    rows = [["Kode", "Nama mesin", "HPS", "OPD", "Sudah diuji"], ["X-1", "Mesin", "Rp1.000.000,00", "DKP", "Ya"],
            ["X-2", "Mesin", "1000000", "DKP", "mungkin"]]
    proposal = read(rows, tables=["types"])
    assert [(r.values["tested"], r.values["unit_price"]) for r in proposal.rows] == [("yes", "1000000")]
    assert [(p.column, p.expected_en) for p in proposal.problems] == [("E", "one of yes, no")]
