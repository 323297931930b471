"""A check of programme tables finds what the independent judge finds, at the same places, and says what to do."""

from __future__ import annotations

import functools
import importlib.util
import json
import re
import warnings
from collections import Counter
from pathlib import Path

import pytest

from tempa.values.programme import (
    Finding,
    Findings,
    Tables,
    check_programme,
    check_tables,
    read_programme,
    write_folder,
)
from tests.values.faults import SPOILS

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "data" / "ntb-2020"
JUDGE = ROOT / ".." / "shared" / "tools" / "check_programme.py"
RECORD = Path(__file__).with_name("expected_findings.json")
WITHOUT_ROW = {"blank-key", "spaces-around-key", "double-key", "beyond-pilot", "beyond-budget"}
"""Findings whose row the judge does not print."""
RECORDED = json.loads(RECORD.read_text())
DEMO_TABLES = read_programme(DEMO)


def spoilt(name: str) -> Tables:
    tables = {table: [dict(row) for row in rows] for table, rows in DEMO_TABLES.items()}
    SPOILS[name](tables)
    return tables


@functools.cache
def findings_of(name: str) -> Findings:
    return check_tables(spoilt(name))


def listed(findings: Findings) -> list[list[object]]:
    return [[severity, f.table, f.row, f.column, f.code]
            for severity, found in (("error", findings.errors), ("warning", findings.warnings)) for f in found]


@pytest.mark.parametrize("name", SPOILS)
def test_findings_are_as_recorded(name):
    assert listed(findings_of(name)) == RECORDED[name]


def test_the_record_holds_every_spoil_and_every_code():
    assert set(RECORDED) == set(SPOILS)
    source = "".join(p.read_text() for p in (ROOT / "tempa" / "values" / "programme").glob("*.py"))
    codes = set(re.findall(r'report\.(?:error|warn)\(\s*[^"]*?(?:\("\w+"\)|\([^()]*\)|place), "([a-z-]+)"', source))
    assert len(codes) > 30
    assert codes - {f[4] for found in RECORDED.values() for f in found} == {"beyond-calendar", "unknown-zone"}


@pytest.mark.slow
@pytest.mark.skipif(not JUDGE.exists(), reason="the independent judge stands outside the repository")
@pytest.mark.parametrize("name", SPOILS)
def test_findings_agree_with_the_independent_judge(name, tmp_path):
    write_folder(spoilt(name), tmp_path / "p")
    judged = [(s, *place_of(text)) for s, texts in zip(("error", "warning"), judge(tmp_path / "p"), strict=True)
              for text in texts]
    ours = findings_of(name)
    mine = [(s, f.table, 0 if f.code in WITHOUT_ROW else f.row, f.column)
            for s, found in (("error", ours.errors), ("warning", ours.warnings)) for f in found]
    assert Counter(f[:3] for f in mine) == Counter(f[:3] for f in judged)
    assert not Counter(f for f in judged if f[3]) - Counter(mine)


def judge(folder: Path) -> tuple[list[str], list[str]]:
    spec = importlib.util.spec_from_file_location("judge", JUDGE)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves closing its files to the interpreter
        _, errors, warned = module.check(str(folder))
    return errors, warned


def place_of(text: str) -> tuple[str, int, str]:
    """Table, row and, where the judge names it before the value, the column."""
    found = re.match(r"(\w+)(?: line (\d+))?:(?: (\w+) (?:=|is blank|'[^']*' is not in))?", text)
    assert found, text
    return found[1], int(found[2] or 0), found[3] or ""


@pytest.mark.slow
def test_a_sentence_names_the_place_and_the_remedy_in_both_languages():
    for name in SPOILS:
        for f in [*(found := findings_of(name)).errors, *found.warnings]:
            assert f.sentence_id.startswith(f.table) and f.sentence_en.startswith(f.table)
            assert not f.row or (f" baris {f.row}" in f.sentence_id and f" row {f.row}" in f.sentence_en)
            for sentence in (f.sentence_id, f.sentence_en):
                assert sentence.count(". ") >= 1 and sentence[-1] in ".?", sentence
            assert f.sentence_id != f.sentence_en


def test_one_sentence_in_full():
    error: Finding = findings_of("lead that is a member").errors[0]
    assert error.in_language("id") == (
        "workshops baris 4, lead: W41 adalah member, bukan induk (lead). Pilih bengkel yang"
        " berjenis lead.")
    assert error.in_language("en").endswith("not a lead. Choose a workshop of kind lead.")


def test_numbers_that_the_judge_cannot_add_up_are_errors_too():
    tables = spoilt("nothing")
    next(r for r in tables["programme"] if r["key"] == "school_share_max")["value"] = "seperlima"
    next(r for r in tables["programme"] if r["key"] == "start_date")["value"] = "9999-12-20"
    assert [f.code for f in check_tables(tables).errors] == ["not-a-number", "beyond-calendar"]


@pytest.mark.parametrize(("zone", "codes"), [
    ("WIB", []), ("WITA", []), ("WIT", []), ("", []), ("wit", ["unknown-zone"]), ("Asia/Tokyo", ["unknown-zone"]),
])  # fmt: skip
def test_a_programme_lies_in_a_zone_of_the_country(zone, codes):
    tables = spoilt("nothing")
    tables["programme"].append({"key": "time_zone", "value": zone})
    assert [f.code for f in check_tables(tables).errors] == codes


def test_a_folder_whose_files_are_broken_is_told_by_file(tmp_path):
    write_folder(DEMO_TABLES, tmp_path / "p")
    (tmp_path / "p" / "bom.csv").unlink()
    (tmp_path / "p" / "types.csv").write_text("type,agency\n")
    assert [f.table for f in check_programme(tmp_path / "p").errors] == ["types", "bom"]


if __name__ == "__main__":  # writes the record anew: python -m tests.values.test_check
    RECORD.write_text("{\n" + ",\n".join(
        f"  {json.dumps(name)}: {json.dumps(listed(findings_of(name)))}" for name in SPOILS) + "\n}\n")
