"""Changes are read to the letter, refused with sentences, and show in the programme as documented."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempa.allocation.planner.generator.generate import Wishes, generate
from tempa.allocation.planner.replanning.changes import FIELDS, Change, ChangesError, parse_changes
from tempa.allocation.planner.replanning.effects import apply_changes, scenario
from tempa.values.programme import check_tables

Tables = dict[str, list[dict[str, str]]]
GOOD: dict[str, dict[str, Any]] = {
    "site_down": {"workshop": "W1", "from_week": 2, "to_week": 3},
    "lot_failed": {"lot": "L-1", "week": 2, "quantity": 1},
    "lot_rework": {"lot": "L-1", "week": 2, "step": 1, "hours": 1.5},
    "material_late": {"material": "M", "from_week": 2, "weeks": 2},
    "order_changed": {"line": "L", "quantity": 4, "due_date": "2020-12-01", "destination": "D"},
    "site_verified": {"workshop": "W1", "from_week": 2},
    "site_suspended": {"workshop": "W1", "from_week": 2},
    "offer_withdrawn": {"workshop": "W1", "type": "T"},
}


def text(*changes: dict[str, Any]) -> str:
    return json.dumps({"changes": list(changes)})


def refused(words: str | bytes) -> str:
    with pytest.raises(ChangesError) as error:
        parse_changes(words)
    return str(error.value)


def test_every_kind_is_read() -> None:
    found = parse_changes(text(*({"kind": kind, **values} for kind, values in GOOD.items())))
    assert [change.kind for change in found] == list(FIELDS) == list(GOOD)
    assert found[2].hours == Decimal("1.5")
    assert found[4].quantity == 4 and found[4].due_date == "2020-12-01"


@pytest.mark.parametrize("kind", list(GOOD))
def test_missing_and_extra_fields_are_refused_by_name(kind: str) -> None:
    for name in GOOD[kind]:
        left = {other: value for other, value in GOOD[kind].items() if other != name}
        if f"{name}?" not in FIELDS[kind]:
            assert name in refused(text({"kind": kind, **left}))
    assert "'weather'" in refused(text({"kind": kind, **GOOD[kind], "weather": 1}))


@pytest.mark.parametrize("kind", list(GOOD))
@pytest.mark.parametrize("wrong", [None, True, -1, 1.5e300, [], {}, "", " W1", "2020-02-30"])
def test_wrong_values_are_refused_by_name(kind: str, wrong: Any) -> None:
    for name in GOOD[kind]:
        is_code = isinstance(GOOD[kind][name], str) and name != "due_date"
        if is_code and wrong == "2020-02-30":
            continue
        assert f"{name} =" in refused(text({"kind": kind, **GOOD[kind], name: wrong}))


@pytest.mark.parametrize("words", [
    "", "[]", "{}", "null", "{\"changes\": {}}", "{\"changes\": [], \"more\": 1}", "{\"changes\": [1]}", "{\"changes\": [[]]}",
    "{\"changes\": [{}]}", "{\"changes\": [{\"kind\": \"quake\"}]}", "{\"changes\": [{\"kind\": [\"site_down\"]}]}", "{\"changes\": [NaN]}",
    "{\"changes\": []} x", b"\xff\xfe", "[" * 100_000, "{\"changes\": [], \"changes\": []}",
])
def test_what_is_no_list_of_changes_is_refused(words: str | bytes) -> None:
    message = refused(words)
    assert "changes" in message or "perubahan" in message.lower()
    assert message.strip().endswith(".")


@pytest.mark.slow
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["kind", "lot", "week", "changes"]), inner),
                    max_leaves=8))
@settings(max_examples=60, deadline=None)
def test_any_json_is_read_or_refused(document: Any) -> None:
    try:
        found = parse_changes(json.dumps(document))
    except ChangesError as error:
        assert error.sentences and all(sentence.id and sentence.en for sentence in error.sentences)
    else:
        assert all(change.kind in FIELDS for change in found)


def test_an_order_that_does_not_change_and_weeks_that_cross_are_refused() -> None:
    assert "nothing changes" in refused(text({"kind": "order_changed", "line": "L"}))
    assert "swap" in refused(text({"kind": "site_down", "workshop": "W1", "from_week": 4, "to_week": 3}))
    assert "hours" in refused(text({"kind": "lot_rework", "lot": "L", "week": 1, "step": 1, "hours": 1.234}))


# ---- effects

def programme() -> Tables:
    return generate(Wishes(2, 0.08))


def plan_of(tables: Tables, *, starts: int, quantity: int = 2) -> Tables:
    """One lot of the first line at a site that offers its type."""
    line = tables["orders"][0]
    site = next(row["workshop"] for row in tables["offers"] if row["type"] == line["type"])
    lot = {"lot": "A", "line": line["line"], "workshop": site, "quantity": str(quantity), "start_week": str(starts),
           "finish_week": str(starts + 1), "inspect_week": str(starts + 2)}
    return {"lots": [lot], "loads": [], "purchases": [], "unplanned": [], "plan": []}


def row(rows: list[dict[str, str]], column: str, code: str) -> dict[str, str]:
    return next(one for one in rows if one[column] == code)


def test_a_site_down_closes_only_weeks_that_are_still_to_come() -> None:
    tables = programme()
    site = tables["workshops"][0]["workshop"]
    after = apply_changes(tables, plan_of(tables, starts=1), 5, (Change("site_down", workshop=site, from_week=3, to_week=6),))
    added = after.tables["closures"][len(tables["closures"]):]
    assert [(one["workshop"], one["week"], one["factor"]) for one in added] == [(site, "5", "0"), (site, "6", "0")]
    past = apply_changes(tables, plan_of(tables, starts=1), 5, (Change("site_down", workshop=site, from_week=1, to_week=2),))
    assert past.tables["closures"] == tables["closures"] and past.notes


def test_failed_units_are_ordered_again_and_the_budget_grows_by_their_price() -> None:
    tables = programme()
    plan = plan_of(tables, starts=1, quantity=1)
    line = row(tables["orders"], "line", plan["lots"][0]["line"])
    line["quantity"] = "1"
    row(tables["types"], "type", line["type"]).update(min_lot="1", tested="yes", pilot_limit="")
    offer = next(int(one["unit_price"]) for one in tables["offers"]
                 if (one["workshop"], one["type"]) == (plan["lots"][0]["workshop"], line["type"]))
    after = apply_changes(tables, plan, 3, (Change("lot_failed", lot="A", week=2, quantity=1),)).tables
    assert row(after["orders"], "line", line["line"])["quantity"] == "2"
    budget = line["budget_line"]
    assert int(row(after["budget_lines"], "budget_line", budget)["amount"]) \
        == int(row(tables["budget_lines"], "budget_line", budget)["amount"]) + offer


def test_too_few_failed_units_for_a_lot_become_a_line_of_their_own() -> None:
    tables = programme()
    plan = plan_of(tables, starts=1, quantity=4)
    line = row(tables["orders"], "line", plan["lots"][0]["line"])
    line["quantity"] = "4"
    row(tables["types"], "type", line["type"]).update(min_lot="3", tested="yes", pilot_limit="")
    after = apply_changes(tables, plan, 3, (Change("lot_failed", lot="A", week=2, quantity=1),)).tables
    assert row(after["orders"], "line", line["line"])["quantity"] == "4"
    assert row(after["orders"], "line", f"{line['line']}-U1")["quantity"] == "1"
    assert not check_tables(after).errors


def test_a_late_material_lengthens_the_lead_time_only_where_none_has_come() -> None:
    tables = programme()
    line = tables["orders"][0]
    code = next(one["material"] for one in tables["bom"] if one["type"] == line["type"])
    material = row(tables["materials"], "material", code)
    material["lead_time_weeks"] = "4"
    change = Change("material_late", material=code, from_week=4, weeks=2)
    fresh = apply_changes(tables, plan_of(tables, starts=6), 3, (change,))
    assert row(fresh.tables["materials"], "material", code)["lead_time_weeks"] == "6" and not fresh.late
    in_work = apply_changes(tables, plan_of(tables, starts=4), 5, (change,))
    assert row(in_work.tables["materials"], "material", code)["lead_time_weeks"] == "4"
    assert [(one.material, one.from_week, one.weeks) for one in in_work.late] == [(code, 4, 2)]


def test_verified_and_suspended_move_the_dates_and_the_scores() -> None:
    tables = programme()
    site = tables["workshops"][0]
    site.update(score_staff="40", score_premises="", verified_from="2020-01-01", verified_until="2020-02-01")
    plan = plan_of(tables, starts=1)
    up = row(apply_changes(tables, plan, 3, (Change("site_verified", workshop=site["workshop"], from_week=4),)).tables["workshops"],
             "workshop", site["workshop"])
    assert (up["score_staff"], up["score_premises"], up["verified_until"]) == ("60", "60", "")
    start = next(one["value"] for one in tables["programme"] if one["key"] == "start_date")
    assert up["verified_from"] > start
    down = apply_changes(tables, plan, 3, (Change("site_suspended", workshop=site["workshop"], from_week=0),)).tables
    assert row(down["workshops"], "workshop", site["workshop"])["verified_until"] < start
    assert not check_tables(down).errors


def test_a_withdrawn_offer_is_gone_and_cannot_be_withdrawn_twice() -> None:
    tables = programme()
    offer = tables["offers"][0]
    change = Change("offer_withdrawn", workshop=offer["workshop"], type=offer["type"])
    assert offer not in scenario(tables, (change,)).tables["offers"]
    with pytest.raises(ChangesError, match="Change 2"):
        scenario(tables, (change, change))


def test_a_scenario_leaves_the_programme_as_it_was() -> None:
    tables, same = programme(), programme()
    line = tables["orders"][0]["line"]
    found = scenario(tables, (Change("order_changed", line=line, quantity=77),))
    assert tables == same
    assert row(found.tables["orders"], "line", line)["quantity"] == "77"


@pytest.mark.parametrize(("change", "told"), [
    (Change("site_down", workshop="NOWHERE", from_week=1, to_week=2), "NOWHERE"),
    (Change("site_down", workshop="", from_week=1, to_week=99), "99"),
    (Change("material_late", material="NONE", from_week=1, weeks=2), "NONE"),
    (Change("order_changed", line="NONE", quantity=2), "NONE"),
    (Change("lot_failed", lot="Z", week=1, quantity=1), "'Z'"),
    (Change("lot_failed", lot="A", week=0, quantity=1), "before lot A starts"),
    (Change("lot_failed", lot="A", week=2, quantity=3), "only 2 units"),
    (Change("lot_rework", lot="A", week=2, step=99, hours=Decimal(1)), "no step 99"),
])
def test_what_the_programme_or_plan_does_not_know_is_refused(change: Change, told: str) -> None:
    tables = programme()
    with pytest.raises(ChangesError) as error:
        apply_changes(tables, plan_of(tables, starts=1), 3, (change,))
    assert told in error.value.sentences[0].en and told.replace("before lot A starts", "sebelum lot A mulai").replace(
        "only 2 units", "hanya 2 unit").replace("no step 99", "langkah 99") in error.value.sentences[0].id


def test_a_lot_that_has_not_begun_cannot_fail() -> None:
    tables = programme()
    with pytest.raises(ChangesError, match="starts on 17 Aug–23 Aug 2020"):
        apply_changes(tables, plan_of(tables, starts=5), 3, (Change("lot_failed", lot="A", week=6, quantity=1),))
