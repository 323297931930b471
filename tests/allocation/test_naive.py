"""Plans by simple rules: valid on every shape of programme, different from each other, deterministic."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempa.allocation.planner.generator.generate import Tables, Wishes, generate
from tempa.allocation.planner.generator.odd import ODD
from tempa.allocation.planner.judge.check import check
from tempa.allocation.planner.rules_of_thumb.naive import RULES, compare_naive, naive_plan, shortest_decimal
from tempa.values.programme import write_folder, write_plan
from tests.allocation.shared_judges import judge_plan, needs_shared


def small(**changes: object) -> Tables:
    return generate(Wishes(**{"seed": 4, "scale": 0.1, **changes}))  # type: ignore[arg-type]


@pytest.mark.slow
def test_the_four_rules_are_compared_and_valid() -> None:
    plans = compare_naive(generate(Wishes(seed=4, scale=0.2)))
    assert [plan.code for plan in plans] == list(RULES)
    assert all(plan.report.violations == () for plan in plans)
    assert len({plan.report.objective for plan in plans}) == 4
    assert all(plan.name_id and plan.name_en for plan in plans)


def test_the_cheapest_rule_pays_a_smaller_part_of_the_estimate_than_the_first_that_fits() -> None:
    tables = generate(Wishes(seed=4, scale=0.2, capacity=3, cash=5, inspection=3))
    prices = {row["type"]: int(row["unit_price"]) for row in tables["types"]}
    value = sum(int(row["quantity"]) * prices[row["type"]] for row in tables["orders"])

    def paid(code: str) -> float:
        parts = check(tables, naive_plan(tables, code)).parts
        return parts["price"] / (value - parts["unplanned"] / 3)  # unplanned units count three times their estimate

    assert paid("cheapest-fit") < paid("first-fit")


@pytest.mark.slow
def test_the_proportional_rule_is_the_fairest() -> None:
    imbalance = {plan.code: plan.report.parts["imbalance"] for plan in compare_naive(generate(Wishes(seed=4, scale=0.2)))}
    assert min(imbalance, key=lambda code: imbalance[code]) == "proportional"


@pytest.mark.slow
@pytest.mark.parametrize("kind", ODD)
def test_every_rule_is_valid_on_every_odd_shape(kind: str) -> None:
    tables = small(odd=(kind,), scale=0.05)
    for code in RULES:
        assert check(tables, naive_plan(tables, code)).violations == ()


@needs_shared
@pytest.mark.slow
@pytest.mark.parametrize("kind", ODD)
def test_the_independent_checker_finds_the_same_cost_on_every_odd_shape(kind: str, tmp_path: Path) -> None:
    tables = small(odd=(kind,))
    plan = naive_plan(tables, "lead-decides")
    write_folder(tables, tmp_path / "programme")
    write_plan(plan, tmp_path / "plan")
    verdict = judge_plan(tmp_path / "programme", tmp_path / "plan")
    assert verdict.valid, verdict.text
    assert check(tables, plan).parts == pytest.approx(verdict.parts, abs=1)


@pytest.mark.slow
@settings(deadline=None, max_examples=12)
@given(st.integers(0, 10**6), st.sampled_from(list(RULES)), st.floats(0.3, 2), st.floats(0.1, 2),
       st.lists(st.sampled_from(list(ODD)), max_size=2, unique=True))
def test_rules_are_valid_on_any_programme(seed: int, code: str, tight: float, width: float, odd: list[str]) -> None:
    tables = generate(Wishes(seed, 0.05, 23, 0, tight, tight, tight, tight, width, tuple(odd)))
    assert check(tables, naive_plan(tables, code)).violations == ()


def test_a_rule_is_deterministic() -> None:
    assert naive_plan(small(), "proportional") == naive_plan(small(), "proportional")


def test_unplanned_units_have_a_reason() -> None:
    tables = small(odd=("no-offers",))
    reasons = {row["reason"] for row in naive_plan(tables, "first-fit")["unplanned"]}
    assert any("penawaran di bawah HPS" in reason for reason in reasons)
    assert all(reason.endswith(".") for reason in reasons)


@pytest.mark.parametrize(("scaled", "text"), [(125, "1.25"), (120, "1.2"), (100, "1"), (5, "0.05"), (0, "0")])
def test_decimals_are_in_shortest_form(scaled: int, text: str) -> None:
    assert shortest_decimal(scaled, 2) == text
