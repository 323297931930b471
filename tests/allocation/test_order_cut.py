"""Planning again after order lines were cut or cancelled: what is begun goes on, and machines without a taker are said by all who judge."""

from __future__ import annotations

import copy

import pytest

from tempa.allocation.planner.judge.check import check
from tempa.allocation.planner.replanning.order_cut import ordered_since, without_cancelled, without_taker
from tempa.allocation.planner.runs.asked import programme_asked
from tempa.allocation.planner.runs.assignment import carry_out, replayed
from tests.allocation.replan_cases import AT, again, complaints, fresh_case, row


def cases():
    """(programme, plan, line that is begun, line that is not)."""
    tables, plan = fresh_case()
    begun = {x["line"] for x in plan["lots"] if int(x["start_week"]) < AT}
    later = {x["line"] for x in plan["lots"]} - begun
    more = sorted(line for line in begun if int(row(tables["orders"], "line", line)["quantity"]) > 1)
    return tables, plan, more, sorted(later)


def begun_units(plan, line):
    return sum(int(x["quantity"]) for x in plan["lots"] if x["line"] == line and int(x["start_week"]) < AT)


def cancelled(tables, *lines):
    return tables | {"orders": [r for r in tables["orders"] if r["line"] not in lines]}


def test_lots_of_cancelled_lines_leave_the_plan_and_what_was_begun_of_them_is_said():
    tables, plan, begun, later = cases()
    tables = cancelled(tables, begun[0], later[0])
    made = again(tables, plan)
    assert check(made.tables_after, made.plan_tables, plan).violations == ()
    assert complaints(made, without_cancelled(plan, tables)) == [], "the independent judge takes the plan in force without cancelled lines"
    assert not {begun[0], later[0]} & {x["line"] for x in made.plan_tables["lots"]}
    told = [n for n in made.notes if "tidak punya penerima" in n.id]
    assert len(told) == 1 and told[0].id.startswith(f"Baris {begun[0]} dibatalkan, {begun_units(plan, begun[0])} sudah mulai")
    assert f"{begun_units(plan, begun[0])} machines have no taker" in told[0].en


def test_a_line_cut_below_what_is_begun_keeps_its_lots_and_both_judges_agree():
    tables, plan, begun, _later = cases()
    tables = copy.deepcopy(tables)
    row(tables["orders"], "line", begun[0])["quantity"] = "1"
    over = begun_units(plan, begun[0]) - 1
    made = again(tables, plan)
    assert over > 0 and complaints(made, plan) == []
    assert [n for n in made.notes if f"{over} mesin tidak punya penerima" in n.id and begun[0] in n.id]
    noted = [v.sentence for v in check(made.tables_after, made.plan_tables, plan).notes]
    assert any(s.startswith(f"Baris pesanan {begun[0]}: {over} mesin dalam lot yang sudah dimulai tidak punya penerima lagi") for s in noted)
    kept = {x["lot"] for x in plan["lots"] if x["line"] == begun[0] and int(x["start_week"]) < AT}
    assert kept <= {x["lot"] for x in made.plan_tables["lots"]}


def test_a_line_cut_before_it_is_begun_is_planned_for_what_is_left():
    tables, plan, _begun, later = cases()
    tables = copy.deepcopy(tables)
    ordered = row(tables["orders"], "line", later[0])
    ordered["quantity"] = str(max(1, int(ordered["quantity"]) // 2))
    made = again(tables, plan)
    assert complaints(made, plan) == [] and not [n for n in made.notes if later[0] in n.id and "penerima" in n.id]
    given = sum(int(x["quantity"]) for x in made.plan_tables["lots"] if x["line"] == later[0])
    assert given <= int(ordered["quantity"])


def test_nothing_is_said_of_an_order_that_nobody_cut():
    tables, plan, begun, _later = cases()
    assert list(without_taker(plan, tables, AT)) == [] and without_cancelled(plan, tables) is plan
    assert list(without_taker(plan, cancelled(tables, begun[0]), 0)) == [], "nothing is begun before the first week"


def test_a_change_of_a_lot_whose_line_was_cancelled_is_refused_in_words():
    from tempa.allocation.planner.replanning.changes import ChangesError

    tables, plan, begun, _later = cases()
    lot = next(x["lot"] for x in plan["lots"] if x["line"] == begun[0] and int(x["start_week"]) < AT)
    task = {"kind": "again", "at": AT, "changes": [{"kind": "lot_failed", "lot": lot, "quantity": 1, "week": AT}]}
    with pytest.raises(ChangesError) as refused:
        programme_asked(task, cancelled(tables, begun[0]), plan)
    assert lot in refused.value.sentences[0].id


def test_lists_of_work_leave_out_lots_of_cancelled_lines():
    from tempa.allocation.planner.schedule.workshops import schedule

    tables, plan, begun, _later = cases()
    week = min(int(x["start_week"]) for x in plan["lots"] if x["line"] == begun[0])
    tables = cancelled(tables, begun[0])
    gone = {x["lot"] for x in plan["lots"] if x["line"] == begun[0]}
    found = {e.lot for one in schedule(tables, without_cancelled(plan, tables), week, 1) for e in one.entries}
    assert found and not found & gone


def test_objections_and_decisions_by_hand_go_on_after_a_line_was_cancelled():
    tables, plan, begun, _later = cases()
    tables = cancelled(tables, begun[0])
    lot = next(x for x in plan["lots"] if x["line"] != begun[0] and int(x["start_week"]) >= AT)
    said = replayed(tables, plan, lot["workshop"], [{"kind": "machine", "resource": "weld", "count": 1}], "Kurang.")
    assert said["sentences"]
    task = {"kind": "hand", "at": AT, "decisions": [{"kind": "pin", "lot": lot["lot"], "reason": "Sudah sepakat."}]}
    made = carry_out(task, tables, plan, seconds=0.5, seed=1)
    assert begun[0] not in {x["line"] for x in made.plan_tables["lots"]}
    assert check(made.tables, made.plan_tables).violations == ()


def test_reasons_of_moves_name_the_cut():
    tables, plan, _begun, later = cases()
    tables = copy.deepcopy(tables)
    ordered = row(tables["orders"], "line", later[0])
    then, now = int(ordered["quantity"]), max(1, int(ordered["quantity"]) // 2)
    ordered["quantity"] = str(now)
    assert ordered_since(plan, tables) == {later[0]: (then, now)} and ordered_since(plan, cases()[0]) == {}
    made = again(tables, plan)
    own = [m for m in made.moves if m.line == later[0]]
    assert own and all((m.order, m.units_then, m.units_now) == ("cut", then, now) for m in own)
    assert all(f"berkurang dari {then} menjadi {now} unit" in m.sentence_id for m in own if m.kind != "new")
    others = [m for m in made.moves if m.line != later[0]]
    assert all(m.order == "elsewhere" for m in others)
    assert all("Pesanan baris lain berubah" in m.sentence_id for m in others if m.kind != "new" and not m.forced)


def test_lots_of_a_cancelled_line_that_are_not_begun_are_said_to_leave():
    tables, plan, _begun, later = cases()
    made = again(cancelled(tables, later[0]), plan)
    (told,) = [n for n in made.notes if n.id.startswith(f"Baris {later[0]} dibatalkan: lot")]
    assert "keluar dari rencana" in told.id and all(x["lot"] in told.id for x in plan["lots"] if x["line"] == later[0])
