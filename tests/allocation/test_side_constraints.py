"""Added rules: read and refused with sentences, kept by every plan, priced on the bound and on paired plans."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from tempa.allocation.planner.explanations.paired import paired
from tempa.allocation.planner.explanations.rule_costs import cost_of_rules
from tempa.allocation.planner.generator.generate import Tables, Wishes, generate
from tempa.allocation.planner.judge.check import check
from tempa.allocation.planner.problem.model import Problem
from tempa.allocation.planner.problem.plan_tables import plan_tables
from tempa.allocation.planner.problem.tables import problem_from_tables
from tempa.allocation.planner.rules_of_thumb.naive import naive_plan
from tempa.allocation.planner.search.solve import Stop, solve
from tempa.allocation.planner.side_constraints.apply import apply, broken_rules, without_forbidden
from tempa.allocation.planner.side_constraints.rules import (
    SideConstraints,
    SideConstraintsError,
    read_side_constraints,
    side_constraints_from_json,
    side_constraints_path,
    side_constraints_to_json,
    write_side_constraints,
)


@cache
def programme() -> tuple[Tables, Problem]:
    tables = generate(Wishes(seed=8, scale=0.2))
    return tables, problem_from_tables(tables)


def rules_of(*rows: dict[str, object]) -> SideConstraints:
    return side_constraints_from_json(json.dumps({"rules": list(rows)}))


def makers(kind: str) -> list[str]:
    return [r["workshop"] for r in programme()[0]["workshops"] if r["kind"] == kind]


def plan_under(rules: SideConstraints) -> Tables:
    tables, problem = programme()
    ruled = apply(problem, rules, tables)
    return plan_tables(ruled, solve(ruled, Stop(iterations=400), 1, threads=1))


def site_value(plan: Tables, site: str) -> int:
    tables, _ = programme()
    kind = {r["line"]: r["type"] for r in tables["orders"]}
    price = {r["type"]: int(r["unit_price"]) for r in tables["types"]}
    return sum(int(r["quantity"]) * price[kind[r["line"]]] for r in plan["lots"] if r["workshop"] == site)


def binding_rules() -> list[dict[str, object]]:
    """One rule of every kind, each of which a plan without it breaks or comes near to."""
    tables, problem = programme()
    cluster, regency = tables["clusters"][0]["cluster"], tables["workshops"][0]["regency"]
    return [
        {"kind": "cluster_share", "cluster": cluster, "max": 0.3},
        {"kind": "school_share", "min": 0.12},
        {"kind": "site_share", "max": 0.06},
        {"kind": "site_share", "workshop": makers("lead")[0], "max": 0.03},
        {"kind": "regency_share", "regency": regency, "max": 0.35},
        {"kind": "newcomers_share", "workshops": makers("school")[:1], "min": 0.05},
        {"kind": "registered_only"},
        {"kind": "site_lots", "count": 6},
        {"kind": "forbid", "workshop": makers("lead")[0], "type": problem.types[int(problem.line_type[0])]},
        {"kind": "smallest_lot", "count": 3},
    ]


@pytest.mark.parametrize("place", range(10))
def test_a_plan_under_a_rule_keeps_it_and_all_eleven(place: int) -> None:
    tables, _ = programme()
    rules = rules_of(binding_rules()[place])
    plan = plan_under(rules)
    assert broken_rules(tables, plan, rules) == []
    assert check(tables, plan).violations == ()
    assert plan["lots"]


def test_the_judge_of_added_rules_finds_breaches_of_every_kind() -> None:
    tables, _ = programme()
    plan = naive_plan(tables, "first-fit")
    strict: list[dict[str, object]] = [{"kind": "cluster_share", "cluster": tables["clusters"][0]["cluster"], "max": 0.01},
              {"kind": "school_share", "max": 0.001}, {"kind": "site_share", "max": 0.001},
              {"kind": "regency_share", "regency": tables["workshops"][0]["regency"], "max": 0.01},
              {"kind": "registered_only"}, {"kind": "site_lots", "count": 1}, {"kind": "smallest_lot", "count": 1000}]
    used = {r["workshop"] for r in plan["lots"]}
    strict += [{"kind": "forbid", "workshop": sorted(used)[0]}]
    idle = [code for code in makers("school") + makers("member") if code not in used]
    if idle:
        strict += [{"kind": "newcomers_share", "workshops": idle[:1], "min": 0.9}]
    kinds_used = {r["legal_tier"] for r in tables["workshops"] if r["workshop"] in used}
    for row in strict:
        found = broken_rules(tables, plan, rules_of(row))
        assert bool(found) == (row["kind"] != "registered_only" or "unregistered" in kinds_used), row
        assert all("dilanggar" in s.id and "broken" in s.en for s in found)


def test_rules_survive_writing_and_reading(tmp_path: Path) -> None:
    rules = rules_of(*binding_rules(), {"kind": "school_share", "min": 0.1234, "max": 1, "why": "Rapat 3 Agustus"})
    path = side_constraints_path(tmp_path / "ntb-2020")
    write_side_constraints(rules, path)
    assert path.name == "ntb-2020.rules.json" and read_side_constraints(path) == rules
    assert side_constraints_path(tmp_path / "ntb-2020.xlsx").name == "ntb-2020.rules.json"
    assert side_constraints_from_json(side_constraints_to_json(rules)).sha256 == rules.sha256 != SideConstraints().sha256
    assert read_side_constraints(tmp_path / "none.json") == SideConstraints()


def test_rules_are_never_written_into_the_programme(tmp_path: Path) -> None:
    (tmp_path / "programme.csv").write_text("key,value\n")
    with pytest.raises(SideConstraintsError, match="tidak boleh di dalam folder program"):
        write_side_constraints(SideConstraints(), tmp_path / "rules.json")


@pytest.mark.parametrize(("text", "said"), [
    ("{", "bukan JSON"),
    ("[]", "harus berbentuk"),
    ('{"rules": [{"kind": "favour", "workshop": "W01"}]}', "jenis 'favour' tidak dikenal"),
    ('{"rules": [3]}', "tidak dikenal"),
    ('{"rules": [{"kind": "cluster_share", "cluster": "K01"}]}', "min atau max belum diisi"),
    ('{"rules": [{"kind": "cluster_share", "min": 0.1}]}', "cluster belum diisi"),
    ('{"rules": [{"kind": "school_share", "min": 15}]}', "harus bagian dari 0 sampai 1"),
    ('{"rules": [{"kind": "school_share", "min": "0.1"}]}', "harus bagian dari 0 sampai 1"),
    ('{"rules": [{"kind": "school_share", "min": true}]}', "harus bagian dari 0 sampai 1"),
    ('{"rules": [{"kind": "school_share", "min": 0.3, "max": 0.2}]}', "lebih besar dari max"),
    ('{"rules": [{"kind": "site_lots", "count": 0}]}', "bilangan bulat 1 atau lebih"),
    ('{"rules": [{"kind": "site_lots", "count": 2.5}]}', "bilangan bulat 1 atau lebih"),
    ('{"rules": [{"kind": "registered_only", "cluster": "K01"}]}', "isian 'cluster' tidak dikenal"),
    ('{"rules": [{"kind": "newcomers_share", "workshops": [], "min": 0.1}]}', "daftar kode bengkel"),
    ('{"rules": [{"kind": "forbid", "workshop": 7}]}', "harus kode"),
])
def test_wrong_rules_are_refused_with_a_sentence(text: str, said: str) -> None:
    with pytest.raises(SideConstraintsError) as caught:
        side_constraints_from_json(text)
    assert any(said in s.id for s in caught.value.sentences)
    assert all(s.en and s.en != s.id for s in caught.value.sentences)


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(SideConstraintsError) as caught:
        rules_of({"kind": "site_lots"}, {"kind": "nothing"}, {"kind": "school_share", "min": 2})
    assert len(caught.value.sentences) == 3


@pytest.mark.parametrize("row", [
    {"kind": "cluster_share", "cluster": "TIDAK-ADA", "min": 0.1}, {"kind": "regency_share", "regency": "Atlantis", "max": 0.1},
    {"kind": "forbid", "workshop": "TIDAK-ADA"}, {"kind": "smallest_lot", "type": "TIDAK-ADA", "count": 2},
    {"kind": "newcomers_share", "workshops": ["TIDAK-ADA"], "min": 0.1},
])
def test_codes_that_the_programme_does_not_know_are_refused(row: dict[str, object]) -> None:
    tables, problem = programme()
    with pytest.raises(SideConstraintsError, match="tidak ada dalam program ini"):
        apply(problem, rules_of(row), tables)


def test_a_shared_facility_cannot_be_named() -> None:
    tables, problem = programme()
    with pytest.raises(SideConstraintsError):
        apply(problem, rules_of({"kind": "forbid", "workshop": makers("facility")[0]}), tables)


def test_a_looser_rule_changes_nothing_and_says_so() -> None:
    tables, problem = programme()
    cluster = next(r for r in tables["clusters"] if r["share_min"] and r["share_max"] and float(r["share_min"]) > 0.001)
    rules = rules_of({"kind": "cluster_share", "cluster": cluster["cluster"], "min": 0.0001, "max": 0.99},
                     {"kind": "site_share", "max": 0.99})
    ruled = apply(problem, rules, tables)
    assert np.array_equal(ruled.group_min, problem.group_min) and np.array_equal(ruled.group_max, problem.group_max)
    assert np.array_equal(ruled.site_value_max, problem.site_value_max)
    assert len(ruled.notes) == len(problem.notes) + 3
    assert all("lebih longgar" in note for note in ruled.notes[len(problem.notes):])


def test_a_least_share_out_of_reach_is_said() -> None:
    tables, problem = programme()
    rules = rules_of({"kind": "newcomers_share", "workshops": makers("school")[:1], "min": 0.9})
    assert any("tidak dapat dipenuhi" in note for note in apply(problem, rules, tables).notes)


def test_no_rules_change_nothing() -> None:
    tables, problem = programme()
    ruled = apply(problem, SideConstraints(), tables)
    assert all(getattr(ruled, name) is getattr(problem, name) for name in ("group_min", "site_value_max", "option_site"))
    assert ruled.forbidden == problem.forbidden and ruled.site_lots_max is None


def test_forbidden_options_taken_out_leave_the_others_as_they_were() -> None:
    tables, problem = programme()
    site = makers("lead")[0]
    ruled = without_forbidden(apply(problem, rules_of({"kind": "forbid", "workshop": site}), tables))
    at = problem.sites.index(site)
    assert at not in ruled.option_site and at in problem.option_site
    for line in range(len(problem.lines)):
        kept = [int(problem.option_offer[r]) for r in problem.option_rows(line) if problem.option_site[r] != at]
        assert [int(ruled.option_offer[r]) for r in ruled.option_rows(line)] == kept


@pytest.mark.slow
def test_the_bound_prices_added_and_own_rules() -> None:
    tables, problem = programme()
    cheapest = int(np.bincount(problem.option_site[problem.option_start[:-1][np.diff(problem.option_start) > 0]]).argmax())
    rules = rules_of({"kind": "forbid", "workshop": problem.sites[cheapest]}, {"kind": "site_lots", "count": 3},
                     {"kind": "school_share", "min": 0.0})
    costs = cost_of_rules(tables, rules)
    forbidden, lots, nothing = costs.added
    assert forbidden.amount > 0
    assert "menambah Rp" in forbidden.sentence.id and "adds Rp" in forbidden.sentence.en
    assert lots.amount > 0 and "paling banyak 3 lot" in lots.sentence.id.lower()
    assert nothing.amount < forbidden.amount
    assert {c.name for c in costs.own} >= {"cash", "inspection", "site:max"}
    assert all(c.amount >= 0 for c in costs.own)
    assert costs.plans is None and costs.shifts == ()


def test_plans_price_rules_as_medians_and_say_who_gains() -> None:
    tables, problem = programme()
    plan = plan_under(SideConstraints())
    loser = max(problem.sites, key=lambda site: site_value(plan, site))
    costs = cost_of_rules(tables, rules_of({"kind": "forbid", "workshop": loser}), bound=lambda p: 0, own=False,
                          stop=Stop(iterations=300))
    assert costs.plans is not None and len(costs.plans.differences) == 5
    assert costs.plans.is_measured and costs.plans.median > 0
    assert costs.plans_sentence is not None and "menambah biaya rencana" in costs.plans_sentence.id
    lost = next(s for s in costs.shifts if s.code == loser)
    assert lost.value.high < 0 and "berkurang" in lost.sentence.id
    assert any(s.value.median > 0 for s in costs.shifts if s.kind == "site")
    assert json.loads(json.dumps(costs.as_dict()))["shifts"][0]["sentence"]["id"]


def test_a_rule_that_changes_nothing_is_not_measured() -> None:
    tables, _ = programme()
    costs = cost_of_rules(tables, rules_of({"kind": "site_share", "max": 0.9}), bound=lambda p: 0, own=False,
                          stop=Stop(iterations=60))
    assert costs.plans is not None and costs.plans.is_unchanged
    assert costs.plans_sentence is not None and "tidak mengubah biaya satu pun" in costs.plans_sentence.id


def test_medians_and_their_intervals() -> None:
    found = paired([3, -1, 2, 5, 4])
    assert (found.median, found.low, found.high, found.is_measured) == (3, -1, 5, False)
    assert paired([1, 2, 3, 4, 9]).is_measured and paired([-1, -2, -3, -4, -9]).is_measured
    assert paired(list(range(8))).low == 1 and paired(list(range(7))).low == 0  # 8 values: 93 %, 7 values: 88 % is too few
    assert paired([0] * 5).is_unchanged and not paired([0] * 5).is_measured
    with pytest.raises(ValueError, match="paling sedikit 5"):
        paired([1, 2, 3, 4])
