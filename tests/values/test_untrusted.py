"""Whatever file somebody sends, the answer is a sentence, within the limits of memory and time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tempa.values.programme import SCHEMA, ProgrammeError, read_programme, untrusted, write_folder, write_workbook
from tempa.values.programme.people import read_people_workbook
from tempa.values.programme.sheet_scan import SheetScan
from tempa.values.programme.untrusted import read_untrusted, read_untrusted_people
from tests.values import hostile

DEMO = Path(__file__).parents[2] / "data" / "ntb-2020"
HEADER = "Nama barang,Jumlah,OPD\n"


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Machines that run many tests at once are slow; what is tested is the answer, not its speed."""
    monkeypatch.setattr(untrusted, "SECONDS", 120.0)


def refusal(read, path: Path) -> str:
    with pytest.raises(ProgrammeError) as caught:
        read(path)
    for sentence in caught.value.sentences:
        assert sentence.id != sentence.en and path.name in sentence.id and path.name in sentence.en
    return caught.value.sentences[0].en


@pytest.mark.slow
@pytest.mark.parametrize(("make", "words"), [
    (lambda p: hostile.bomb(p, size=100 << 20), "unpacks beyond the limit"),
    (lambda p: hostile.laughs(p, "xl/worksheets/sheet1.xml"), "XML declarations"),
    (lambda p: hostile.laughs(p, "xl/workbook.xml"), "XML declarations"),
    (hostile.stolen_file, "XML declarations"),
    (hostile.many_members, "parts, too many"),
    (hostile.far_cell, "reaches over 1048576 rows and 16384 columns"),
    (hostile.old_excel, "damaged or cut off|no workbook"),
    (lambda p: hostile.damaged_member(p, 8), "damaged or cut off"),
    (lambda p: hostile.damaged_member(p, 12), "damaged or cut off"),
    (lambda p: hostile.damaged_member(p, 14), "damaged or cut off"),
    (hostile.zip_password, "locked by a password"),
    (hostile.opendocument, "no workbook"),
    (lambda p: hostile.with_parts(p, {"xl/vbaProject.bin": b"x"}), "macros"),
    (lambda p: hostile.with_parts(p, {"xl/externalLinks/externalLink1.xml": b"<x/>"}), "depends on other workbooks"),
    (lambda p: hostile.with_parts(p, {"xl/workbook.bin": b"x"}), "binary workbook"),
    (lambda p: hostile.with_parts(p, {"xl/worksheets/sheet1.xml": b"<work"}), "cannot be read|damaged"),
    (lambda p: p.write_bytes(hostile.workbook_bytes()[:-400]), "damaged or cut off"),
    (lambda p: p.write_bytes(b"\x00\x01junk" * 300), "no workbook"),
    (lambda p: p.write_text("<html><table><tr><td>Nama barang</td></tr></table>"), "really a web page"),
    (lambda p: p.write_bytes(b"PK\x03\x04" + b"junk" * 300), "damaged or cut off"),
    (lambda p: p.write_bytes(b""), "is empty"),
    (lambda p: p.symlink_to("/etc/passwd"), "a link or device"),
    (lambda p: p.mkdir(), "a link or device"),
    (lambda p: os.mkfifo(p), "a link or device"),
    (lambda p: os.truncate(os.open(p, os.O_CREAT | os.O_WRONLY), 40 << 20), "larger than 32 MB"),
    (lambda p: None, "does not exist"),
])
def test_a_bad_workbook_gets_a_sentence(tmp_path, make, words):
    path = tmp_path / "kiriman.xlsx"
    make(path)
    assert re.search(words, refusal(read_people_workbook, path))


@pytest.mark.parametrize(("raw", "words"), [
    (HEADER.encode() + b"Mesin \x81,1,DKP\n", "line 2 holds letters that are neither UTF-8"),
    (HEADER.encode() + b"Mesin\0,1,DKP\n", "line 2 holds a NUL"),
    (b"\xef\xbb\xbf \r\n", "holds nothing"),
    (HEADER.encode() + b'"' + b"x" * 2_000_000, "cannot be read as CSV"),
    (b",".join([b"x"] * 1_100_000), "more than 1000000 cells"),
])
def test_a_bad_csv_gets_a_sentence(tmp_path, raw, words):
    path = tmp_path / "kiriman.csv"
    path.write_bytes(raw)
    assert re.search(words, refusal(read_people_workbook, path))


def test_marks_semicolons_and_mixed_line_ends_are_no_hindrance(tmp_path):
    path = tmp_path / "kiriman.csv"
    path.write_bytes("\ufeffNama barang;Jumlah;Harga satuan\r\nMesin A;4;Rp 8.500.000,-\rMesin B;1.000;9\n".encode())
    proposal = read_people_workbook(path)
    assert [(r.row, r.values["quantity"], r.extras["type_name"]) for r in proposal.rows] == [
        (2, "4", "Mesin A"), (3, "1000", "Mesin B")]


def test_a_formula_counts_by_its_value_and_is_listed_without(tmp_path):
    proposal = read_people_workbook(hostile.bare_formula(tmp_path / "f.xlsx"))
    assert [(p.row, p.column, p.wrong_en) for p in proposal.problems] == [(2, "B", "a formula without a value")]
    assert [(r.row, r.values["quantity"]) for r in proposal.rows] == [(3, "5")]


@pytest.mark.slow
def test_a_million_empty_rows_and_a_lying_dimension_change_nothing(tmp_path):
    proposal = read_people_workbook(hostile.million_empty_rows(tmp_path / "m.xlsx"))
    assert [(r.row, r.values["quantity"]) for r in proposal.rows] == [(2, "4")]


def test_the_reach_of_a_sheet_is_told_by_its_cells_alone(tmp_path):
    write_workbook(read_programme(DEMO), tmp_path / "p.xlsx")
    reached = {}
    with zipfile.ZipFile(tmp_path / "p.xlsx") as archive:
        for number, name in enumerate(SCHEMA, 2):
            reach = SheetScan("p.xlsx")
            reach.add(archive.read(f"xl/worksheets/sheet{number}.xml"))
            reached[name] = (reach.rows, reach.columns)
    tables = read_programme(DEMO)
    assert reached == {name: (len(tables[name]) + 1, len(SCHEMA[name].header)) for name in SCHEMA}


@pytest.mark.slow
def test_the_sent_programme_is_the_read_one(tmp_path):
    demo = read_programme(DEMO)
    write_workbook(demo, tmp_path / "p.xlsx")
    assert read_untrusted(tmp_path / "p.xlsx") == demo == read_untrusted(DEMO)


def test_the_sent_workbook_of_people_is_the_read_one(tmp_path):
    (tmp_path / "p.csv").write_text(HEADER + "Mesin,03,DKP\nAlat,x,DKP\nAlat,1,Perikanan\nJumlah,4,\n")
    known = read_programme(DEMO)
    for answers in ({}, {"code:agencies:Perikanan": "DKP"}):
        sent = read_untrusted_people(tmp_path / "p.csv", known=known, answers=answers, defaults={"destination": "BIMA"})
        assert sent == read_people_workbook(tmp_path / "p.csv", known=known, answers=answers,
                                            defaults={"destination": "BIMA"})
        assert len(sent.rows) == 1 + len(answers)


def test_the_reader_process_hands_over_sentences(tmp_path):
    assert "no workbook" in refusal(read_untrusted, _written(tmp_path / "k.xlsx", "x,y"))
    assert "damaged or cut off" in refusal(read_untrusted_people, hostile.old_excel(tmp_path / "l.xlsx"))


def _written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def test_links_in_a_folder_are_not_followed(tmp_path):
    write_folder({name: [] for name in SCHEMA}, tmp_path / "p")
    (tmp_path / "p" / "bom.csv").unlink()
    (tmp_path / "p" / "bom.csv").symlink_to("/etc/passwd")
    with pytest.raises(ProgrammeError, match=r"bom[.]csv in the folder p is a link"):
        read_untrusted(tmp_path / "p")


def test_a_folder_of_many_other_files_is_read_like_any(tmp_path):
    write_folder(read_programme(DEMO), tmp_path / "p")
    for number in range(3_000):
        (tmp_path / "p" / f"{number}.txt").touch()
    assert len(read_untrusted(tmp_path / "p")["orders"]) == 284


@pytest.mark.slow
def test_heavy_files_end_in_a_sentence(tmp_path):
    formatted = refusal(read_untrusted_people, hostile.million_formatted_rows(tmp_path / "formatted.xlsx"))
    assert "and 3 columns or more" in formatted and "only formatted" in formatted
    assert "damaged or cut off" in refusal(read_untrusted_people, hostile.lying_size(tmp_path / "lying.xlsx"))


@pytest.mark.slow
def test_a_ballast_of_strings_is_read_over(tmp_path):
    proposal = read_untrusted_people(hostile.slow_bomb(tmp_path / "ballast.xlsx"))
    assert (len(proposal.rows), len(proposal.left_out)) == (0, 2)


@pytest.mark.slow
def test_memory_is_limited_in_the_reader_process(tmp_path, monkeypatch):
    path = _written(tmp_path / "k.csv", HEADER + "Mesin,1,DKP\n" * 10_000)
    assert len(read_untrusted_people(path).rows) == 10_000
    monkeypatch.setattr(untrusted, "MEMORY", 24 << 20)
    assert "too large or too damaged" in refusal(read_untrusted_people, path)


@pytest.mark.slow
def test_work_without_end_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(untrusted, "WORK_SECONDS", 1)
    path = _written(tmp_path / "k.csv", HEADER + "Mesin,1,DKP\n" * 150_000)
    assert "too long to read" in refusal(read_untrusted_people, path)


def test_a_reader_that_hangs_is_ended(tmp_path, monkeypatch):
    hanging, begun, begin = tmp_path / "python", [], subprocess.Popen
    hanging.write_text("#!/bin/sh\nexec sleep 600\n")
    hanging.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(hanging))
    monkeypatch.setattr(subprocess, "Popen", lambda *asked, **more: begun.append(begin(*asked, **more)) or begun[-1])
    with pytest.raises(ProgrammeError, match="too long to read"):
        read_untrusted_people(_written(tmp_path / "k.csv", HEADER), seconds=2)
    (process,) = begun
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)
