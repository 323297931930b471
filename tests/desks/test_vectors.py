"""The verb `vectors`: every known right answer holds, and a wrong one cannot pass unseen."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tempa.desks.console import vectors

FOLDER = Path(__file__).parents[1] / "vectors"
CASES = {
    "quality.json": 784,
    "contracts.json": 29,
    "tax.json": 22,
    "finance.json": 9,
    "impact.json": 3,
    "messages.json": 82,
    "aql_master.json": 2190,
}


@pytest.mark.parametrize("name", CASES)
def test_every_known_answer_holds(name):
    verdicts = list(vectors.check_file(FOLDER / name, vectors.load_engines()))
    assert [f"{v.kind}: {v.first or 'not covered'}" for v in verdicts if v.failed or not v.covered] == []
    assert sum(v.passed for v in verdicts) == CASES[name]


def test_the_folder_ends_with_the_sum(capsys):
    assert vectors.main([str(FOLDER)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"{sum(CASES.values())} passed, 0 failed"


def run(tmp_path: Path, document: Any, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    text = document if isinstance(document, str) else json.dumps(document)
    (tmp_path / "unseen.json").write_text(text, encoding="utf-8")
    status = vectors.main([str(tmp_path)])
    return status, capsys.readouterr().out.splitlines()


def hhi(*expected: int, **kind: Any) -> dict[str, Any]:
    return {"hhi": {"exact": True, **kind, "cases": [{"shares": [50, 50], "expect": {"HHI": e}} for e in expected]}}


def test_a_wrong_answer_fails_with_its_first_difference(tmp_path, capsys):
    status, lines = run(tmp_path, hhi(5000, 5001, 4999), capsys)
    assert status == 1
    assert lines == [
        "unseen.json  hhi: 1 passed, 2 failed",
        "    first difference: case 2: HHI: expected 5001, got 5000",
        "1 passed, 2 failed",
    ]


def test_an_unknown_kind_is_not_covered_and_fails(tmp_path, capsys):
    status, lines = run(tmp_path, hhi(5000) | {"magic": {"exact": True, "cases": [{"expect": {"a": 1}}]}}, capsys)
    assert status == 1
    assert lines[1].startswith("unseen.json  magic: not covered")
    assert lines[-1] == "1 passed, 0 failed"


def test_a_refusal_of_the_engine_is_a_failed_case(tmp_path, capsys):
    document = {"hhi": {"exact": True, "cases": [{"shares": [-5, 105], "expect": {"HHI": 1}}]}}
    status, lines = run(tmp_path, document, capsys)
    assert status == 1
    assert "MultiplierError" in lines[1] and "-5" in lines[1]


@pytest.mark.parametrize("document", ["{", "[]", "{}", '{"meta": {}}', '{"hhi": 3}', '{"hhi": {"cases": 3}}'])
def test_what_holds_no_cases_fails_with_a_sentence(tmp_path, capsys, document):
    status, lines = run(tmp_path, document, capsys)
    assert status == 1
    assert "not covered: " in lines[0]
    assert lines[-1] == "0 passed, 0 failed"


def test_an_empty_folder_fails(tmp_path, capsys):
    assert vectors.main([str(tmp_path)]) == 1
    captured = capsys.readouterr()
    assert "no JSON file" in captured.err and captured.out == "0 passed, 0 failed\n"


def test_files_may_be_named_one_by_one(tmp_path, capsys):
    for name, text in (("a.json", json.dumps(hhi(5000))), ("b.json", "\ufeff" + json.dumps(hhi(5000)))):
        (tmp_path / name).write_text(text, encoding="utf-8")  # the second as some editors save it, with a mark in front
    assert vectors.main([str(tmp_path / "a.json"), str(tmp_path / "b.json")]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "2 passed, 0 failed"


def test_what_a_case_lacks_is_named(tmp_path, capsys):
    status, lines = run(tmp_path, {"hhi": {"exact": True, "cases": [{"expect": {"HHI": 1}}]}}, capsys)
    assert (status, lines[1]) == (1, "    first difference: case 1: `shares` is missing, or its value is none of those listed")


def test_lists_of_severities_end_where_inspection_is_discontinued(tmp_path, capsys):
    after = ["normal", *["tightened"] * 5, "discontinued"]
    expect = {"after": after, "score": [0, 0, *[None] * 5], "final": "discontinued"}
    case = {"accepted": [0] * 9, "authorised": True, "expect": expect}
    assert run(tmp_path, {"switching": {"exact": True, "cases": [case]}}, capsys)[0] == 0


def test_a_statement_of_small_turnover_spares_the_tax_of_every_day(tmp_path, capsys):
    case = {"date": "2020-06-15", "pkp": True, "vendor": "individual <=500 jt with statement", "price_excl_ppn": 100_000_000, "days_late": 5}
    expect = {"gross_spm": 110_000_000, "ppn_cut": 10_000_000, "pph_cut": 0, "penalty": 500_000, "net": 99_500_000}
    assert run(tmp_path, {"payment_cases": {"exact": True, "cases": [case | {"expect": expect}]}}, capsys)[0] == 0


def test_a_file_may_hold_some_cells_of_a_table(tmp_path, capsys):
    cells = {"normal": {"A": {"10": "up", "6.5": 0}}, "tightened": {"R": {"0.025": "down"}}}
    assert run(tmp_path, {"cells_with_arrows": cells}, capsys) == (0, ["unseen.json  cells_with_arrows: 3 passed, 0 failed", "3 passed, 0 failed"])


def test_numbers_may_stand_in_a_file_beside(tmp_path, capsys):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "shares.csv").write_text("share\n30\n30\n20\n20\n")
    document = {"hhi": {"exact": True, "cases": [{"shares": "data/shares.csv", "expect": {"HHI": 2600}}]}}
    assert run(tmp_path, document, capsys)[0] == 0


def test_a_table_beside_may_carry_names(tmp_path, capsys):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "z.csv").write_text("sector,farms,works\nfarms,150,500\nworks,200,100\n")
    case = {"Z": "data/z.csv", "f": [350, 1700], "expect": {"x": [1000, 2000]}}
    assert run(tmp_path, {"leontief_2x2": {"decimals": 6, "cases": [case]}}, capsys)[0] == 0


@pytest.mark.parametrize(
    "entry",
    [
        {"exact": True, "cases": [3]},
        {"exact": True, "cases": [{"shares": [1]}]},
        {"exact": True, "cases": [{"shares": "data/none.csv", "expect": {"HHI": 1}}]},
        {"decimals": "x", "cases": [{"shares": [100], "expect": {"HHI": 10000}}]},
        {"exact": True, "cases": [{"expect": {"HHI": 1}}]},
        {"exact": True, "cases": [{"shares": [100], "expect": {"HHJ": 10000}}]},
        {"exact": True, "cases": [{"shares": None, "expect": {"HHI": 1}}]},
    ],
)
def test_a_damaged_case_fails_and_stops_nothing(tmp_path, capsys, entry):
    status, lines = run(tmp_path, {"hhi": entry} | {"HHI": entry}, capsys)
    assert status == 1
    assert lines[0] == "unseen.json  hhi: 0 passed, 1 failed" and "first difference: case 1: " in lines[1]
    assert lines[-1] == "0 passed, 1 failed"


def test_fields_of_the_kind_are_merged_and_answers_hidden_from_the_engine(tmp_path):
    seen: list[dict[str, Any]] = []

    def engine(case: dict[str, Any]) -> dict[str, Any]:
        seen.append(case)
        return {"y": 1}

    entry = {"decimals": 2, "unit": "m", "formula": "y", "x": 1, "z": 5}
    case = {"x": 2, "expect": {"y": 1}, "trap": {"y": 3}}
    assert vectors.check_case(tmp_path / "f.json", entry, case, engine) == ""
    assert seen == [{"x": 2, "z": 5, "unit": "m"}]


@pytest.mark.parametrize(
    ("got", "expected", "decimals", "same"),
    [
        (Fraction(1, 10), 0.1, None, True),
        (1, 1.0, None, True),
        (0.10005, 0.1, 4, True),  # exactly half a unit
        (0.100051, 0.1, 4, False),
        (Fraction("58640"), "58640.00", 2, True),
        ("58640.00", "58640.00", 2, True),
        (58640, "58640", None, False),  # a word is a word
        ("0013121660091000", "0013121660091000", None, True),
        (True, 1, None, False),
        (1, True, None, False),
        (None, None, None, True),
        (0, None, 3, False),
        (None, 0, 3, False),
        (float("nan"), 0.5, 1, False),
        ([1, 2], [1, 2], None, True),
        ((1, 2), [1, 2], None, True),
        ([1], [1, 2], None, False),
        (1, [1], None, False),
        ([1], 1, None, False),
        ([1.04, [2.0]], [1.0, [2.0]], 1, True),
        ([1.06, [2.0]], [1.0, [2.0]], 1, False),
        ("normal", "tightened", None, False),
    ],
)
def test_comparison(got, expected, decimals, same):
    assert (vectors.difference(got, expected, decimals) == "") is same


def test_decimals_of_the_case_come_before_those_of_the_kind():
    assert vectors.decimals_of({"decimals": 4}, {"decimals": 2}) == 2
    assert vectors.decimals_of({"decimals": 4}, {}) == 4
    assert vectors.decimals_of({"exact": True}, {"decimals": 0}) == 0
    assert vectors.decimals_of({"decimals": 4}, {"exact": True}) is None
    assert vectors.decimals_of({"exact": True}, {}) is None
