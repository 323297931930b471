"""A programme folder is written whole, read as it stands, and refused with a sentence per broken file."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempa.values.programme import (
    PLAN_SCHEMA,
    SCHEMA,
    ProgrammeError,
    Tables,
    plan_sha256,
    programme_sha256,
    read_plan,
    read_programme,
    shortest,
    write_folder,
    write_plan,
)

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "data" / "ntb-2020"
JUDGE = ROOT / ".." / "shared" / "tools" / "check_programme.py"
outside = pytest.mark.skipif(not JUDGE.exists(), reason="the independent judge stands outside the repository")


@pytest.fixture
def folder(tmp_path) -> Path:
    shutil.copytree(DEMO, tmp_path / "p")
    return Path(tmp_path / "p")


def sentences(path: Path) -> list[str]:
    with pytest.raises(ProgrammeError) as caught:
        read_programme(path)
    assert all(s.id and s.en and s.id != s.en for s in caught.value.sentences)
    return [s.en for s in caught.value.sentences]


def test_what_is_written_is_what_was_read(tmp_path):
    write_folder(read_programme(DEMO), tmp_path / "q")
    for name in SCHEMA:
        assert (tmp_path / "q" / f"{name}.csv").read_bytes() == (DEMO / f"{name}.csv").read_bytes()


@outside
def test_the_independent_judge_accepts_what_is_written(tmp_path):
    write_folder(read_programme(DEMO), tmp_path / "q")
    done = subprocess.run([sys.executable, str(JUDGE), str(tmp_path / "q")], capture_output=True, text=True)
    assert done.stdout == "programme: ok (0 errors, 0 warnings)\n"


@outside
def test_the_hash_is_the_one_of_the_independent_judge():
    spec = importlib.util.spec_from_file_location("judge", JUDGE)
    assert spec and spec.loader
    judge = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(judge)
    tables = read_programme(DEMO)
    tables["bom"][0]["quantity"] = "002.70"
    tables["agencies"][0]["name_id"] = ' "Dinas", baru '
    tables["programme"][0]["value"] = "007"
    assert programme_sha256(tables) == judge.programme_sha256(tables)
    assert {name: table.header for name, table in SCHEMA.items()} == {n: c for n, (c, _) in judge.TABLES.items()}


def test_the_hash_holds_what_it_should_and_nothing_else():
    tables = read_programme(DEMO)
    original = programme_sha256(tables)
    tables["bom"][0]["quantity"] += "0"
    tables["bom"][1] = dict(reversed(tables["bom"][1].items()))
    assert programme_sha256(tables) == original
    tables["agencies"][0]["agency"] = "001"
    first = programme_sha256(tables)
    tables["agencies"][0]["agency"] = "1"
    assert len({original, first, programme_sha256(tables)}) == 3


@pytest.mark.parametrize(("text", "short"), [
    ("0.30", "0.3"), ("5.0", "5"), ("-0.0", "0"), ("007", "7"), ("-00.50", "-0.5"), ("1000", "1000"), ("1e3", "1e3"),
    ("", ""), (" 5", " 5"), (".5", ".5"), ("0", "0"), ("-3", "-3"), ("00.0", "0"),
])
def test_numbers_have_one_shortest_form(text, short):
    assert shortest(text) == short


def test_the_description_names_every_column_key_and_reference(tmp_path):
    write_folder(read_programme(DEMO), tmp_path / "q")
    described = json.loads((tmp_path / "q" / "datapackage.json").read_text())
    theirs = json.loads((DEMO / "datapackage.json").read_text())
    assert (described["profile"], described["name"]) == ("tabular-data-package", "ntb-2020-ikm")
    for ours, other in zip(described["resources"], theirs["resources"], strict=True):
        types = [(field["name"], field["type"]) for field in other["schema"]["fields"]]
        assert [(field["name"], field["type"]) for field in ours["schema"]["fields"]] == types
        assert ours["schema"].get("primaryKey") == other["schema"].get("primaryKey")
        for key in other["schema"].get("foreignKeys", []):
            assert key in ours["schema"]["foreignKeys"]


def test_writing_over_a_folder_leaves_its_other_files(folder):
    tables = read_programme(folder)
    tables["orders"].pop()
    write_folder(tables, folder)
    assert len(read_programme(folder)["orders"]) == 283
    assert (folder / "README.md").exists()
    assert not [p for p in folder.parent.iterdir() if p.name != "p"]


def test_columns_may_stand_in_any_order(folder):
    rows = [line.split(",") for line in (folder / "offers.csv").read_text().splitlines()]
    (folder / "offers.csv").write_text("".join(f"{c},{a},{b}\n" for a, b, c in rows))
    assert programme_sha256(read_programme(folder)) == programme_sha256(read_programme(DEMO))


@pytest.mark.parametrize(("name", "raw", "words"), [
    ("bom.csv", None, ["bom.csv is missing"]),
    ("bom.csv", b"", ["bom.csv is empty"]),
    ("bom.csv", b"type,material\n", ["column quantity is missing"]),
    ("bom.csv", b"type,material,quantity,note\n", ["column 'note' is unknown"]),
    ("bom.csv", b"type,material,quantity,quantity\n", ["column quantity stands twice"]),
    ("bom.csv", b"type;material;quantity\nA;B;1\n", ["separated by semicolons"]),
    ("bom.csv", b"type,material,quantity\nA,B\nA,B,1,2\n", ["line 2: 2 cells", "line 3: 4 cells"]),
    ("bom.csv", b"\xef\xbb\xbftype,material,quantity\n", ["byte order mark"]),
    ("bom.csv", "type,material,quantity\n".encode("utf-16"), ["not UTF-8 (perhaps UTF-16)"]),
    ("bom.csv", b"type,material,quantity\nA,caf\xe9,1\n", ["not UTF-8 (perhaps Windows-1252)"]),
    ("bom.csv", b"type,material,quantity\nA,B,1\nA,\0,1\n", ["line 3 holds a NUL"]),
    ("bom.csv", b'type,material,quantity\nA,"' + b"x" * 1_100_000 + b'",1\n', ["cannot be read as CSV"]),
    ("datapackage.json", None, ["datapackage.json is missing"]),
    ("datapackage.json", b"{", ["datapackage.json cannot be read"]),
    ("datapackage.json", b"[]", ["datapackage.json cannot be read"]),
    ("datapackage.json", b'{"resources": []}', ["does not name the table"] * 15),
])
def test_a_broken_file_gets_a_sentence(folder, name, raw, words):
    (folder / name).unlink()
    if raw is not None:
        (folder / name).write_bytes(raw)
    found = sentences(folder)
    assert len(found) == len(words)
    assert all(word in sentence and name in sentence for word, sentence in zip(words, found, strict=True))


def test_every_broken_file_is_named_at_once(folder):
    (folder / "bom.csv").unlink()
    (folder / "types.csv").write_bytes(b"x\n")
    assert [s.split(".csv")[0] for s in sentences(folder)] == ["types", "types", "bom"]


def test_a_missing_description_can_be_forgiven(folder):
    (folder / "datapackage.json").unlink()
    assert read_programme(folder, described=False) == read_programme(DEMO)


def test_line_ends_of_other_machines_are_read(folder):
    raw = (folder / "bom.csv").read_bytes().replace(b"\n", b"\r\n")
    (folder / "bom.csv").write_bytes(raw)
    assert read_programme(folder) == read_programme(DEMO)


@pytest.mark.slow
@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(*[st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=9)] * 3), max_size=6))
def test_any_text_comes_back_from_a_folder(tmp_path_factory, cells):
    path = tmp_path_factory.mktemp("any")
    rows = [dict(zip(SCHEMA["agencies"].header, row, strict=True)) for row in cells]
    tables: Tables = {name: [] for name in SCHEMA} | {"agencies": rows}
    write_folder(tables, path / "q")
    assert read_programme(path / "q") == tables


def test_a_plan_is_written_and_read(tmp_path):
    plan: Tables = {name: [] for name in PLAN_SCHEMA} | {"plan": [{"key": "objective", "value": "5.0"},
                                                         {"key": "solver", "value": "5.0"}]}
    write_plan(plan, tmp_path / "q")
    (tmp_path / "q" / "purchases.csv").unlink()
    assert read_plan(tmp_path / "q") == plan
    other = plan | {"plan": [{"key": "objective", "value": "5"}, {"key": "solver", "value": "5.0"}]}
    assert plan_sha256(other) == plan_sha256(plan)
    (tmp_path / "q" / "lots.csv").unlink()
    with pytest.raises(ProgrammeError, match=r"lots[.]csv is missing"):
        read_plan(tmp_path / "q")


def test_every_column_is_explained_in_both_languages():
    for table in (*SCHEMA.values(), *PLAN_SCHEMA.values()):
        for column in table.columns:
            texts = (column.name_id, column.name_en, column.meaning_id, column.meaning_en, column.example)
            assert all(text and text == text.strip() for text in texts), (table.name, column.name)
            assert not column.choices or column.example in column.choices
            assert not column.numeric or shortest(column.example) == column.example.lstrip("+")
