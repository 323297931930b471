"""Counterfactuals and objections are plans made again; every change, every sentence, and what cannot be measured."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache

import pytest

from tempa.allocation.planner.explanations.counterfactual import (
    Counterfactual,
    WhatIf,
    WhatIfError,
    changed,
    counterfactual,
    plans_before,
    sentence_of,
)
from tempa.allocation.planner.explanations.objection import Objection, replay_objection
from tempa.allocation.planner.explanations.paired import PairedSearches, paired
from tempa.allocation.planner.generator.generate import Tables, Wishes, generate
from tempa.allocation.planner.judge.check import check
from tempa.allocation.planner.problem.model import Problem
from tempa.allocation.planner.problem.plan_tables import plan_tables
from tempa.allocation.planner.problem.result import Result
from tempa.allocation.planner.problem.tables import problem_from_tables
from tempa.allocation.planner.search.solve import Stop, solve
from tempa.allocation.planner.side_constraints.apply import apply, broken_rules
from tempa.allocation.planner.side_constraints.rules import side_constraints_from_json
from tempa.values.programme import check_tables, programme_sha256

STOP = Stop(iterations=300)
SEARCHES = PairedSearches(STOP)


@cache
def programme() -> Tables:
    return generate(Wishes(seed=8, scale=0.2))


@cache
def before() -> list[Result]:
    return plans_before(programme(), SEARCHES)


@cache
def problem() -> Problem:
    return problem_from_tables(programme())


def site_of(kind: str, tier: str = "") -> dict[str, str]:
    return next(r for r in programme()["workshops"] if r["kind"] == kind and r["legal_tier"].startswith(tier))


def asked(site: str, change: WhatIf) -> Counterfactual:
    return counterfactual(programme(), site, change, SEARCHES, before=before())


def spoilt(site: str) -> Tables:
    """The programme with one workshop not verified for lack of staff."""
    tables = {name: [dict(r) for r in rows] for name, rows in programme().items()}
    next(r for r in tables["workshops"] if r["workshop"] == site)["score_staff"] = "40"
    return tables


def hours(tables: Tables, site: str, resource: str) -> Decimal:
    return sum((Decimal(r["hours_per_week"]) for r in tables["capacities"]
                if (r["workshop"], r["resource"]) == (site, resource)), Decimal(0))


def test_a_machine_adds_48_hours_and_leaves_the_given_tables() -> None:
    site = site_of("member")["workshop"]
    tables = programme()
    old, sha = hours(tables, site, "weld"), programme_sha256(tables)
    assert hours(changed(tables, site, WhatIf("machine", resource="weld", count=2)), site, "weld") == old + 96
    assert programme_sha256(tables) == sha


def test_a_machine_of_a_kind_the_site_never_had() -> None:
    tables, site = programme(), site_of("member")["workshop"]
    without = tables | {"capacities": [r for r in tables["capacities"] if (r["workshop"], r["resource"]) != (site, "paint")]}
    assert hours(changed(without, site, WhatIf("machine", resource="paint")), site, "paint") == 48


def test_a_leads_machine_goes_to_the_lead() -> None:
    member = site_of("member")
    after = changed(programme(), member["workshop"], WhatIf("lead_machine", resource="cut"))
    assert hours(after, member["lead"], "cut") == hours(programme(), member["lead"], "cut") + 48
    assert hours(after, member["workshop"], "cut") == hours(programme(), member["workshop"], "cut")


def test_offers_are_lowered_all_or_of_one_type() -> None:
    tables = programme()
    site = site_of("lead")["workshop"]
    mine = {r["type"]: int(r["unit_price"]) for r in tables["offers"] if r["workshop"] == site}
    kind = next(iter(mine))
    after = {r["type"]: int(r["unit_price"]) for r in changed(tables, site, WhatIf("offer", percent=Decimal(10)))["offers"]
             if r["workshop"] == site}
    assert after == {t: price * 90 // 100 for t, price in mine.items()}
    one = changed(tables, site, WhatIf("offer", type=kind, percent=Decimal("2.5")))["offers"]
    assert {r["type"] for r in one if r["workshop"] == site and int(r["unit_price"]) != mine[r["type"]]} == {kind}


def test_offers_above_the_estimate_come_down_to_it() -> None:
    site = site_of("lead")["workshop"]
    tables = {name: [dict(r) for r in rows] for name, rows in programme().items()}
    estimate = {r["type"]: r["unit_price"] for r in tables["types"]}
    mine = [r for r in tables["offers"] if r["workshop"] == site]
    for row in mine:
        row["unit_price"] = str(int(estimate[row["type"]]) + 1)
    after = changed(tables, site, WhatIf("offer_to_hps"))
    assert all(r["unit_price"] == estimate[r["type"]] for r in after["offers"] if r["workshop"] == site)
    with pytest.raises(WhatIfError, match="di atas HPS"):
        changed(after, site, WhatIf("offer_to_hps"))


def test_cash_goes_to_whoever_pays() -> None:
    registered, poor = site_of("member", "registered"), site_of("member", "unregistered")
    after = {r["workshop"]: r for r in changed(programme(), registered["workshop"], WhatIf("cash", amount=5_000_000))["workshops"]}
    assert int(after[registered["workshop"]]["cash_limit"]) == int(registered["cash_limit"]) + 5_000_000
    lead = next(r for r in programme()["workshops"] if r["workshop"] == poor["lead"])
    after = {r["workshop"]: r for r in changed(programme(), poor["workshop"], WhatIf("cash", amount=5_000_000))["workshops"]}
    assert int(after[lead["workshop"]]["cash_limit"]) == int(lead["cash_limit"]) + 5_000_000
    assert after[poor["workshop"]]["cash_limit"] == poor["cash_limit"]


def test_every_change_leaves_a_programme_without_errors() -> None:
    member = site_of("member")["workshop"]
    for change in (WhatIf("machine", resource="machine"), WhatIf("lead_machine", resource="weld"), WhatIf("verified"),
                   WhatIf("offer", percent=Decimal(5)), WhatIf("cash", amount=1_000_000)):
        assert check_tables(changed(spoilt(member), member, change)).errors == check_tables(spoilt(member)).errors


@pytest.mark.parametrize(("site", "change", "said"), [
    ("TIDAK-ADA", WhatIf("verified"), "tidak ada dalam program"),
    ("", WhatIf("verified"), "fasilitas bersama"),
    ("lead", WhatIf("paint it red"), "tidak dikenal"),
    ("lead", WhatIf("machine", resource="laser"), "Sumber daya 'laser'"),
    ("lead", WhatIf("machine", resource="weld", count=0), "di bawah 1"),
    ("lead", WhatIf("lead_machine", resource="weld"), "tidak mempunyai bengkel induk"),
    ("lead", WhatIf("offer", percent=Decimal(0)), "lebih dari 0"),
    ("lead", WhatIf("offer", type="TIDAK-ADA", percent=Decimal(5)), "tidak mempunyai penawaran untuk TIDAK-ADA"),
    ("lead", WhatIf("cash"), "di atas 0 rupiah"),
])
def test_changes_that_cannot_be_made_are_refused(site: str, change: WhatIf, said: str) -> None:
    code = {"lead": site_of("lead")["workshop"], "": site_of("facility")["workshop"]}.get(site, site)
    with pytest.raises(WhatIfError) as caught:
        changed(programme(), code, change)
    assert said in caught.value.sentence.id and caught.value.sentence.en != caught.value.sentence.id


def test_verification_brings_work_to_a_workshop_that_had_none() -> None:
    site = site_of("lead")["workshop"]
    found = counterfactual(spoilt(site), site, WhatIf("verified"), SEARCHES)
    assert set(found.before) == {0} and min(found.after) > 0
    assert found.units.is_measured and found.units.median == sorted(found.after)[2]
    assert found.units.differences == tuple(b - a for a, b in zip(found.before, found.after, strict=True))
    assert f"akan mendapat {sorted(found.after)[2]} unit lebih banyak" in found.sentence.id
    assert "would receive" in found.sentence.en and "verification passed" in found.sentence.en
    assert found.value.low > 0


def test_offers_down_to_the_estimate_bring_work() -> None:
    site = site_of("lead")["workshop"]
    tables = {name: [dict(r) for r in rows] for name, rows in programme().items()}
    estimate = {r["type"]: int(r["unit_price"]) for r in tables["types"]}
    for row in tables["offers"]:
        if row["workshop"] == site:
            row["unit_price"] = str(estimate[row["type"]] + 1)
    found = counterfactual(tables, site, WhatIf("offer_to_hps"), SEARCHES)
    assert set(found.before) == {0} and found.units.is_measured and found.units.low == min(found.after) > 0
    assert "diturunkan sampai HPS" in found.sentence.id and "lebih banyak" in found.sentence.id


def test_answers_repeat_exactly_and_say_only_what_is_measured() -> None:
    site = site_of("school")["workshop"]
    change = WhatIf("offer", percent=Decimal(30))
    found = asked(site, change)
    assert found == asked(site, change)
    assert found.units.is_measured == ("tidak terukur" not in found.sentence.id) and "turun 30 persen" in found.sentence.id
    assert json.loads(json.dumps(found.as_dict()))["change"]["percent"] == "30"


def test_a_change_that_nothing_depends_on_is_said_to_change_nothing() -> None:
    site = site_of("lead")["workshop"]
    tables = {name: [dict(r) for r in rows] for name, rows in programme().items()}
    row = next(r for r in tables["workshops"] if r["workshop"] == site)
    row["cash_limit"] = str(10**14)
    found = counterfactual(tables, site, WhatIf("cash", amount=10**6), PairedSearches(Stop(iterations=60)))
    assert found.units.is_unchanged and "tidak ada yang berubah dalam 5 percobaan" in found.sentence.id


def made_up(differences: list[int], change: WhatIf) -> Counterfactual:
    return Counterfactual(site_of("member")["workshop"], change, (1, 2, 3, 4, 5), (0,) * 5, tuple(differences),
                          paired(differences), paired([0] * 5), paired([1] * 5), sentence=None)  # type: ignore[arg-type]


def test_the_sentence_of_a_lathe_reads_as_people_say_it() -> None:
    said = sentence_of(made_up([3, 4, 4, 6, 5], WhatIf("machine", resource="machine")), programme())
    name = site_of("member")["name"]
    assert said.id == f"Dengan satu mesin bubut lagi (48 jam per minggu), {name} akan mendapat 4 unit lebih banyak (tengah dari 5 " \
                      "percobaan, 3 sampai 6)."
    assert said.en == f"With one more lathe (48 hours a week), {name} would receive 4 units more (median of 5 trials, 3 to 6)."


def test_a_difference_inside_its_spread_is_not_measured() -> None:
    said = sentence_of(made_up([-1, 4, 4, 6, 5], WhatIf("machine", resource="weld", count=2)), programme())
    assert "tidak terukur (5 percobaan: -1 … 6 unit)" in said.id and "2 mesin las lagi (96 jam per minggu)" in said.id
    assert "no change in the units" in said.en
    fewer = sentence_of(made_up([-1, -4, -4, -6, -5], WhatIf("lead_machine", resource="weld")), programme())
    assert "4 unit lebih sedikit" in fewer.id and "1 sampai 6" in fewer.id and "di induknya" in fewer.id


def test_fewer_than_five_seeds_are_refused() -> None:
    with pytest.raises(ValueError, match="paling sedikit 5"):
        counterfactual(programme(), site_of("lead")["workshop"], WhatIf("verified"), PairedSearches(Stop(iterations=5), (1, 2)))


@cache
def published() -> Tables:
    return plan_tables(problem(), solve(problem(), STOP, 7, threads=1))


def test_an_objection_is_planned_again_with_the_same_seed() -> None:
    site = site_of("lead")["workshop"]
    tables = spoilt(site)
    ruled = problem_from_tables(tables)
    plan = plan_tables(ruled, solve(ruled, STOP, 7, threads=1))
    found = replay_objection(tables, plan, Objection(site, (WhatIf("verified"),), "Sertifikat sudah terbit."))
    assert (found.seed, found.iterations, found.threads) == (7, 300, 1)
    assert found.is_repeated and found.again.objective == check(tables, plan).objective == found.published.objective
    assert found.published.units == 0 < found.with_change.units
    assert found.changed_sha256 != found.programme_sha256 == programme_sha256(tables)
    moved = found.with_change.value - found.again.value + sum(e.value for e in found.others)
    prices = {r["type"]: int(r["unit_price"]) for r in tables["types"]}
    assert moved >= -found.again.unplanned_units * max(prices.values())
    assert "bukan 0 unit" in found.sentences[0].id and "terulang persis" in found.sentences[2].id
    kept = json.loads(json.dumps(found.as_dict(), ensure_ascii=False))
    assert kept["objection"]["words"] == "Sertifikat sudah terbit." and kept["sentences"][1]["en"]


def test_an_objection_without_effect_says_the_same() -> None:
    site = site_of("lead")["workshop"]
    found = replay_objection(programme(), published(), Objection(site, (WhatIf("verified"),)))
    assert found.with_change == found.again and found.others == () and "sama saja" in found.sentences[0].id


def test_a_plan_that_does_not_repeat_is_said_so() -> None:
    found = replay_objection(programme(), published(), Objection(site_of("lead")["workshop"], (WhatIf("verified"),)), iterations=60)
    assert not found.is_repeated and "tidak terulang persis" in found.sentences[2].id


def test_an_objection_may_ask_for_a_measurement_and_keeps_added_rules() -> None:
    site = site_of("lead")["workshop"]
    rules = side_constraints_from_json(json.dumps({"rules": [{"kind": "forbid", "workshop": site_of("school")["workshop"]}]}))
    ruled = apply(problem(), rules, programme())
    plan = plan_tables(ruled, solve(ruled, Stop(iterations=60), 7, threads=1))
    assert broken_rules(programme(), plan, rules) == []
    change = WhatIf("offer", percent=Decimal(20))
    found = replay_objection(programme(), plan, Objection(site, (change,)), rules=rules, seeds=(1, 2, 3, 4, 5))
    assert found.is_repeated and found.measured is not None and len(found.measured.seeds) == 5
    assert found.sentences[3] == found.measured.sentence


def test_an_objection_that_names_nothing_or_a_plan_without_seed_is_refused() -> None:
    site = site_of("lead")["workshop"]
    with pytest.raises(WhatIfError, match="belum menyebut"):
        replay_objection(programme(), published(), Objection(site, ()))
    unknown = published() | {"plan": [r for r in published()["plan"] if r["key"] != "iterations"]}
    with pytest.raises(ValueError, match="tidak mencatat"):
        replay_objection(programme(), unknown, Objection(site, (WhatIf("verified"),)))
