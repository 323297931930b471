"""The order of 2020 drawn anew: another programme of the same size, the same for the same seed."""

from __future__ import annotations

from bench.resampled import main, resampled
from tempa.allocation.planner.generator.generate import Wishes, generate
from tempa.values.programme import check_tables, read_programme
from tests.conftest import NTB


def test_a_programme_drawn_anew_is_sound_and_of_the_same_size():
    tables = read_programme(NTB)
    one, again, other = (resampled(tables, seed) for seed in (5, 5, 6))
    assert one == again and one != other and one != tables
    assert check_tables(one).ok
    assert {name: len(rows) for name, rows in one.items()} == {name: len(rows) for name, rows in tables.items()}
    assert [row["quantity"] for row in one["orders"]] == [row["quantity"] for row in tables["orders"]]
    assert sorted(row["due_date"] for row in one["orders"]) == sorted(row["due_date"] for row in tables["orders"])
    eligible = [{(row["workshop"], row["type"]) for row in some["offers"]
                 if int(row["unit_price"]) <= {t["type"]: int(t["unit_price"]) for t in some["types"]}[row["type"]]}
                for some in (tables, one)]
    assert eligible[0] <= eligible[1]


def test_the_bench_prints_a_judged_plan(capsys, monkeypatch):
    monkeypatch.setattr("bench.resampled.read_programme", lambda folder: generate(Wishes(seed=3, scale=0.1)))
    assert main(["5", "--seconds", "0.2"]) == 0
    printed = capsys.readouterr().out
    assert "| 5 | " in printed and "Mean gap" in printed
