"""The master table: every cell, every arrow, and the sentence for a table that is not one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tempa.desks.console.vectors_sampling import check_aql_master
from tempa.quality.sampling.errors import SamplingError
from tempa.quality.sampling.table import MIL_STD_105E, Plan, Table, mil_std_105e

MASTER = json.loads((Path(__file__).parents[1] / "vectors" / "aql_master.json").read_text())


def test_every_cell_letter_arrow_and_known_wrong_answer():
    verdicts = check_aql_master(MASTER)
    assert [v for v in verdicts if not v[1]] == []
    assert len(verdicts) == 105 + 1248 + 832 + 5


@pytest.mark.parametrize(
    ("severity", "letter", "aql", "plan"),
    [
        ("normal", "A", "10", Plan(5, 1, 2)),
        ("normal", "R", "0.015", Plan(800, 0, 1)),
        ("tightened", "A", "10", Plan(8, 1, 2)),
        ("tightened", "Q", "0.025", Plan(3150, 1, 2)),
        ("tightened", "R", "0.015", Plan(1250, 0, 1)),
        ("tightened", "R", "0.025", Plan(3150, 1, 2)),
    ],
)
def test_edge_cells_do_not_follow_from_arrows(severity, letter, aql, plan):
    assert mil_std_105e().cell(letter, aql, severity) == plan


def test_a_check_of_the_table_finds_a_wrong_cell():
    wrong = json.loads(json.dumps(MASTER))
    wrong["master_single_resolved"]["table"]["normal"]["D"]["2.5"] = [8, 1, 2]
    wrong["cells_with_arrows"]["tightened"]["C"]["4.0"] = "up"
    wrong["code_letters"]["table"]["2-8"]["II"] = "B"
    assert [name for name, right, _ in check_aql_master(wrong) if not right] == [
        "code letter, lots 2-8, level II", "normal D 2.5", "printed tightened C 4.0",
    ]


@pytest.mark.parametrize("lot", range(6, 51))
def test_small_lots_at_aql_2_5_all_get_five_and_none(lot):
    found = mil_std_105e().plan(lot, "2.5")
    assert (found.n, found.ac, found.re, found.inspect_all) == (5, 0, 1, False)


def test_sample_as_large_as_the_lot_means_all():
    assert mil_std_105e().plan(5, "2.5").inspect_all
    found = mil_std_105e().plan(10, "0.65")
    assert (found.table.n, found.n, found.inspect_all) == (20, 10, True)


def test_reduced_inspection_has_the_gap_of_105e():
    assert mil_std_105e().cell("F", "6.5", "reduced") == Plan(8, 1, 4)


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ((1, "2.5"), "ukuran lot: 1 tidak dapat dipakai; seharusnya bilangan bulat mulai 2"),
        ((20, "2"), "AQL: '2' tidak dapat dipakai; seharusnya salah satu dari teks 0.010"),
        ((20, "2.5", "IV"), "tingkat pemeriksaan: 'IV'"),
        ((20, "2.5", "II", "strict"), "keketatan: 'strict'"),
        ((20.0, "2.5"), "ukuran lot: 20.0"),
    ],
)
def test_refusals_name_value_and_bound(arguments, part):
    with pytest.raises(SamplingError) as refused:
        mil_std_105e().plan(*arguments)
    assert part in str(refused.value)
    assert "MIL-STD-105E" in refused.value.source


def changed(**changes):
    document = json.loads(MIL_STD_105E.read_text())
    for path, value in changes.items():
        *keys, last = path.split("__")
        place = document
        for key in keys:
            place = place[key]
        place[last] = value
    return document


def test_another_edition_is_a_file(tmp_path):
    row = changed()["cells"]["normal"]["D"].split()
    row[12] = "20:0"
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(changed(cells__normal__D=" ".join(row), title="Edition of my own")))
    table = Table.load(file)
    assert table.title == "Edition of my own"
    assert (table.plan(30, "2.5").n, mil_std_105e().plan(30, "2.5").n) == (20, 5)


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"cells__normal__D": "v v v"}, "baris D pada normal"),
        ({"cells__normal__R": " ".join(["v"] * 26)}, "panah yang berakhir pada bilangan di dalam tabel"),
        ({"cells__reduced__A": " ".join(["x"] * 26)}, 'tertulis "v", "^", "3"'),
        ({"cells__reduced__A": " ".join(["3/3"] * 26)}, "2/5"),
        ({"sample_sizes__normal": "2 3"}, "ukuran sampel normal"),
        ({"sample_sizes": 5}, '"sample_sizes" pada tabel: 5'),
        ({"code_letters": {"2-8": "A A A A A A B", "10-20": "A A A A A A B"}}, "kelompok ukuran lot: '10-20'"),
        ({"code_letters": {"2-8": "A A A A A A Z"}}, "huruf kode lot 2-8"),
        ({"code_letters": {}}, "paling sedikit satu baris"),
        ({"aql": "1 1"}, "tidak ada yang dua kali"),
        ({"cells": {"reduced": {}}}, "seharusnya ada normal"),
    ],
)
def test_a_bad_table_gets_a_sentence(tmp_path, changes, part):
    file = tmp_path / "bad.json"
    file.write_text(json.dumps(changed(**changes)))
    with pytest.raises(SamplingError) as refused:
        Table.load(file)
    assert part in str(refused.value)
    assert "bentuk tabel seperti pada mil-std-105e.json" in str(refused.value)


@pytest.mark.parametrize("content", ["", "[1]", "{", "\x00", "[" * 10_000])
def test_a_file_that_is_no_table(tmp_path, content):
    file = tmp_path / "bad.json"
    file.write_text(content)
    with pytest.raises(SamplingError, match="berkas tabel"):
        Table.load(file)


def test_a_missing_file(tmp_path):
    with pytest.raises(SamplingError, match="berkas JSON yang dapat dibaca"):
        Table.load(tmp_path / "none.json")
