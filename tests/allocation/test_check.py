"""The judge: valid plans pass, tolerances are those of the format, sentences name place and numbers, the verb speaks."""

from __future__ import annotations

import copy
import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest

from tempa.allocation.planner.generator.generate import Wishes, generate
from tempa.allocation.planner.judge.check import Report, check
from tempa.allocation.planner.judge.cost import great_circle_km, weeks_late
from tempa.allocation.planner.judge.facts import number, whole
from tempa.allocation.planner.judge.wording import half_up, percent, rupiah, written
from tempa.allocation.planner.rules_of_thumb.naive import naive_plan
from tempa.desks.console import check_plan as verb
from tempa.values.period import weeks_words
from tempa.values.programme import programme_sha256, read_programme, write_folder, write_plan
from tests.allocation.plan_cases import Case, Tables, fresh_case, valid_case

DEMO = Path(__file__).parents[2] / "data" / "ntb-2020"


def rules(report: Report) -> list[int]:
    return sorted(report.per_rule)


def test_the_example_of_weeks_late_in_the_format() -> None:
    def late(due: dt.date, week: int) -> int:
        return weeks_late(due, dt.date(2020, 7, 13) + dt.timedelta(days=7 * week + 6))

    assert [late(dt.date(2020, 8, 17), week) for week in (3, 4, 5, 12)] == [0, 0, 1, 8]
    assert [late(dt.date(2020, 12, 17), week) for week in (21, 22)] == [0, 1]


def test_a_quarter_of_the_equator() -> None:
    assert great_circle_km((0.0, 0.0), (0.0, 90.0)) == pytest.approx(6371.0088 * 3.141592653589793 / 2, rel=1e-12)
    assert great_circle_km((-8.6, 116.1), (-8.6, 116.1)) == 0


@pytest.mark.parametrize(("text", "value"), [
    ("5", 5), ("5.0", 5), ("-3", -3), ("2.5", None), ("", None), ("1e3", None), ("+4", None), (" 4", None), ("NaN", None),
])
def test_whole_numbers_are_read_as_the_format_writes_them(text: str, value: int | None) -> None:
    assert whole(text) == value


def test_numbers_are_exact() -> None:
    assert number("0.1") == Fraction(1, 10)
    assert half_up(Fraction(5, 2)) == 3
    assert half_up(Fraction(-5, 2)) == -2


def test_figures_are_written_as_in_indonesian() -> None:
    assert rupiah(1234567) == "Rp1.234.567"
    assert written(Fraction(12345, 10), 2) == "1.234,50"
    assert written(Fraction(-1, 1000), 2) == "0,00"
    assert percent(Fraction(1, 8)) == "12,50 %"


def test_a_valid_plan_of_the_demo_costs_what_its_rows_say() -> None:
    tables = read_programme(DEMO)
    plan = naive_plan(tables, "cheapest-fit")
    report = check(tables, plan)
    assert report.violations == ()
    offers = {(row["workshop"], row["type"]): int(row["unit_price"]) for row in tables["offers"]}
    kind = {row["line"]: row["type"] for row in tables["orders"]}
    price = sum(int(row["quantity"]) * offers[row["workshop"], kind[row["line"]]] for row in plan["lots"])
    assert report.parts["price"] == price
    assert report.parts["lots"] == 250_000 * len(plan["lots"])
    assert report.objective == sum(report.parts.values())
    assert report.lots == len(plan["lots"])


def test_an_empty_plan_costs_all_that_is_unplanned() -> None:
    tables, _ = valid_case()
    prices = {row["type"]: int(row["unit_price"]) for row in tables["types"]}
    value = sum(int(row["quantity"]) * prices[row["type"]] for row in tables["orders"])
    plan: Tables = {
        "lots": [], "loads": [], "purchases": [],
        "unplanned": [{"line": row["line"], "quantity": row["quantity"], "reason": ""} for row in tables["orders"]],
        "plan": [{"key": "objective", "value": str(3 * value + value // 50)}, {"key": "lower_bound", "value": "0"}],
    }
    report = check(tables, plan)
    assert rules(report) == []
    assert report.parts["unplanned"] == 3 * value
    assert report.parts["imbalance"] == pytest.approx(value // 50, abs=1)


def test_an_order_of_nothing_has_no_gap_and_no_shares() -> None:
    tables = generate(Wishes(seed=2, scale=0.05, odd=("empty-order",)))
    stated = [{"key": key, "value": "0"} for key in ("objective", "lower_bound")]
    report = check(tables, {"lots": [], "loads": [], "plan": stated})
    assert report.is_valid
    assert (report.objective, report.gap, report.gap_controllable, report.shares["largest"]) == (0, 0, 0, 0)


def statement(case: Case, **changes: int) -> Report:
    for key, change in changes.items():
        case.state(key, str(case.stated(key) + change))
    return check(case.tables, case.plan)


@pytest.mark.parametrize(("changes", "broken"), [
    ({"price": 1}, []), ({"price": 2}, [0]), ({"freight": -1}, []), ({"freight": -2}, [0]),
    ({"objective": 6}, []), ({"objective": 7}, [0]), ({"objective": -6}, []), ({"objective": -7}, [0]),
])
def test_stated_figures_have_the_tolerance_of_the_format(changes: dict[str, int], broken: list[int]) -> None:
    assert rules(statement(fresh_case("tolerance", 0), **changes)) == broken


def test_a_bound_may_exceed_the_objective_by_a_rupiah() -> None:
    case = fresh_case("tolerance", 0)
    case.state("gap", None)
    case.state("lower_bound", str(case.stated("objective") + 1))
    assert rules(check(case.tables, case.plan)) == []
    assert rules(statement(case, lower_bound=1)) == [0]


def test_the_hash_may_be_left_out_but_not_be_another() -> None:
    case = fresh_case("hash", 0)
    case.state("programme_sha256", None)
    assert rules(check(case.tables, case.plan)) == []
    case.state("programme_sha256", programme_sha256(generate(Wishes(seed=1, scale=0.05))))
    assert rules(check(case.tables, case.plan)) == [0]


def test_a_plan_without_its_tables_or_columns_is_judged_no_further() -> None:
    case = fresh_case("form", 0)
    for row in case.plan["lots"]:
        del row["inspect_week"]
    del case.plan["loads"]
    report = check(case.tables, case.plan)
    assert report.per_rule == {0: 2}
    assert report.parts == {}
    assert [v.sentence for v in report.violations] == [
        "Tabel loads tidak ada; sertakan loads.csv.", "lots baris 2: kolom inspect_week tidak ada."]


def test_a_sentence_names_lot_site_week_and_numbers() -> None:
    case = fresh_case("sentence", 0)
    lot = case.plan["lots"][0]
    finish = lot["inspect_week"] = lot["finish_week"]
    when = f"minggu {weeks_words((int(finish), int(finish)), dt.date.fromisoformat(case.term('start_date')['value']))}"
    wanted = f"Lot {lot['lot']} di {lot['workshop']} diperiksa {when}, padahal baru selesai {when}."
    assert wanted in [v.sentence for v in check(case.tables, case.plan).violations if v.rule == 7]


def test_a_base_that_cannot_be_read_is_rule_0() -> None:
    case = fresh_case("base", 0)
    base = copy.deepcopy(case.plan)
    case.state("replanned_at", "3")
    base["loads"][0]["hours"] = "many"
    assert check(case.tables, case.plan, base).per_rule == {0: 1}


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    tables, plan = valid_case()
    write_folder(tables, tmp_path / "programme")
    write_plan(plan, tmp_path / "plan")
    return tmp_path / "programme", tmp_path / "plan"


def test_the_verb_says_yes(folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert verb.main([str(folder) for folder in folders]) == 0
    said = capsys.readouterr().out
    assert said.startswith("valid: ya\n")
    assert rupiah(check(*valid_case()).objective) in said


def test_the_verb_says_no_with_twenty_sentences_and_counts(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    case = fresh_case("verb", 0)
    for row in case.plan["loads"]:
        row["week"] = "0"
    write_plan(case.plan, folders[1])
    assert verb.main([str(folder) for folder in folders]) == 1
    said = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("aturan ") for line in said) == 20
    report = check(case.tables, case.plan)
    counts = ", ".join(f"{rule}: {count}" for rule, count in report.per_rule.items())
    assert f"pelanggaran per aturan: {counts}" in said
    assert f"… dan {len(report.violations) - 20} lagi" in said
    assert "valid: tidak" in said


@pytest.mark.parametrize("missing", [0, 1])
def test_the_verb_asks_for_folders_that_exist(
    missing: int, folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    paths = [str(folder) for folder in folders]
    paths[missing] = "no-such-folder"
    assert verb.main(paths) == 2
    assert "no-such-folder tidak ada" in capsys.readouterr().err


def test_the_verb_names_what_is_wrong_with_the_programme(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    case = fresh_case("programme", 0)
    case.tables["orders"][0]["type"] = "NOTHING"
    write_folder(case.tables, folders[0])
    assert verb.main([str(folder) for folder in folders]) == 1
    said = capsys.readouterr().out
    assert "NOTHING" in said
    assert said.endswith("valid: tidak\n")


def test_the_verb_names_a_missing_file_as_rule_0(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    (folders[1] / "loads.csv").unlink()
    assert verb.main([str(folder) for folder in folders]) == 1
    assert "aturan 0: loads.csv" in capsys.readouterr().out


def test_the_verb_refuses_a_certificate_that_is_not_there(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """The plan is valid; its bound is not proven, and that was asked."""
    assert verb.main([*(str(folder) for folder in folders), "--certificate"]) == 1
    said = capsys.readouterr().out
    assert "valid: ya" in said
    assert "sertifikat: ditolak" in said


def test_the_verb_refuses_a_certificate_that_is_none(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    (folders[1] / "other.gz").write_bytes(b"no certificate")
    arguments = [*(str(folder) for folder in folders), "--certificate", str(folders[1] / "other.gz")]
    assert verb.main(arguments) == 1
    assert "sertifikat: ditolak" in capsys.readouterr().out
