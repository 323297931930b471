"""A plan made again: what is begun stays, what need not move stays, every kind of change gives a valid plan."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from bench.replan import draw
from tempa.allocation.planner.replanning.changes import FIELDS, Change, ChangesError
from tempa.allocation.planner.replanning.moves import balance, moved_units
from tempa.allocation.planner.replanning.replan import Keeping
from tempa.allocation.planner.verifier.verify import verify
from tempa.desks.console import check_plan
from tempa.desks.console import replan as verb
from tempa.values.period import date_short, monday
from tempa.values.programme import plan_sha256, programme_sha256, read_plan, read_programme, write_folder, write_plan
from tests.allocation.replan_cases import AT, Tables, again, begun, complaints, fresh_case, key, row


def done_before(plan: Tables, at: int) -> dict[tuple[str, ...], Decimal]:
    """Hours of begun lots before the week, per lot, step, site and week."""
    names = {lot["lot"] for lot in plan["lots"] if int(lot["start_week"]) < at}
    hours: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for load in plan["loads"]:
        if load["lot"] in names and int(load["week"]) < at:
            hours[load["lot"], load["step"], load["workshop"], load["week"]] += Decimal(load["hours"])
    return dict(hours)


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(FIELDS))
def test_every_kind_gives_a_plan_that_all_checkers_accept(kind: str) -> None:
    tables, plan = fresh_case()
    change = draw(random.Random(11), tables, plan, AT, kind)
    assert change.kind == kind
    made = again(tables, plan, change)
    assert complaints(made, plan) == []
    assert verify(made.tables_after, made.certificate, made.plan_tables).ok
    assert done_before(made.plan_tables, AT).items() >= done_before(plan, AT).items()
    assert key(made.plan_tables, "replanned_at") == str(AT)
    assert key(made.plan_tables, "base_plan_sha256") == plan_sha256(plan)
    assert key(made.plan_tables, "programme_sha256") == programme_sha256(made.tables_after)


def test_without_changes_little_moves_and_nothing_is_forced() -> None:
    tables, plan = fresh_case()
    made = again(tables, plan)
    assert made.forced_units == 0 and made.tables_after == tables
    assert complaints(made, plan) == []
    assert int(key(made.plan_tables, "objective")) <= int(key(plan, "objective")) + 1
    assert made.moved_units == moved_units(made.moves) == made.moved_beyond


def test_a_lot_whose_site_dies_goes_on_elsewhere_with_all_its_hours() -> None:
    tables, plan = fresh_case()
    leads = {one["workshop"] for one in tables["workshops"] if one["kind"] == "lead"}
    lot = next(one for one in begun(plan) if one["workshop"] in leads)
    weeks = int(next(one["value"] for one in tables["programme"] if one["key"] == "weeks"))
    made = again(tables, plan, Change("site_down", workshop=lot["workshop"], from_week=AT, to_week=weeks - 1))
    assert complaints(made, plan) == []
    later = [load for load in made.plan_tables["loads"] if load["lot"] == lot["lot"] and int(load["week"]) >= AT]
    assert later and all(load["workshop"] != lot["workshop"] for load in later)
    hours = sum(Decimal(load["hours"]) for load in made.plan_tables["loads"] if load["lot"] == lot["lot"])
    assert hours == sum(Decimal(load["hours"]) for load in plan["loads"] if load["lot"] == lot["lot"])


def test_a_lot_with_finished_units_counts_where_they_were_made_and_only_the_work_goes_elsewhere() -> None:
    tables, plan = fresh_case()
    leads = {one["workshop"] for one in tables["workshops"] if one["kind"] == "lead"}
    weeks = int(next(one["value"] for one in tables["programme"] if one["key"] == "weeks"))
    lead = next(one["workshop"] for one in begun(plan) if one["workshop"] in leads)
    there = frozenset(one["lot"] for one in begun(plan) if one["workshop"] == lead)
    down = Change("site_down", workshop=lead, from_week=AT, to_week=weeks - 1)
    sites = {}
    for made in (frozenset(), there):
        found = again(tables, plan, down, keeping=Keeping(made=made))
        assert complaints(found, plan) == []
        sites[made] = {row(found.plan_tables["lots"], "lot", name)["workshop"] for name in there}
    assert sites[there] == {lead} != sites[frozenset()], "without finished units they move to workshops that the lead leads"


def test_a_lot_of_which_work_is_reported_before_its_week_stays_where_all_else_is_planned_afresh() -> None:
    tables, plan = fresh_case()
    free = again(tables, plan, keeping=Keeping(stability=0)).plan_tables["lots"]
    moved = [one for one in plan["lots"] if int(one["start_week"]) >= AT and one not in free]
    assert moved, "planned afresh, something of it moves"
    names = frozenset(one["lot"] for one in moved)
    made = again(tables, plan, keeping=Keeping(stability=0, begun=names))
    assert complaints(made, plan) == []
    assert [one for one in moved if one not in made.plan_tables["lots"]] == []


def test_rework_keeps_its_hours_free_and_delays_the_inspection() -> None:
    tables, plan = fresh_case()
    lot = next(one for one in plan["lots"] if int(one["start_week"]) < AT and int(one["inspect_week"]) < AT)
    step = next(load["step"] for load in plan["loads"] if load["lot"] == lot["lot"])
    made = again(tables, plan, Change("lot_rework", lot=lot["lot"], week=AT, step=int(step), hours=Decimal("3.5")))
    assert complaints(made, plan) == []
    planned = json.loads(key(made.plan_tables, "rework_loads"))
    assert {one[0] for one in planned} == {lot["lot"]} and sum(one[4] for one in planned) == 350
    assert int(row(made.plan_tables["lots"], "lot", lot["lot"])["inspect_week"]) > max(one[3] for one in planned) >= AT


def test_hours_of_rework_stay_reserved_when_planned_once_more() -> None:
    tables, plan = fresh_case()
    lot = begun(plan)[0]
    step = next(load["step"] for load in plan["loads"] if load["lot"] == lot["lot"])
    first = again(tables, plan, Change("lot_rework", lot=lot["lot"], week=AT, step=int(step), hours=Decimal(6)))
    second = again(first.tables_after, first.plan_tables, at=AT + 1)
    assert complaints(second, first.plan_tables) == []
    assert key(second.plan_tables, "rework_loads") == key(first.plan_tables, "rework_loads") != ""


def test_rework_that_no_longer_fits_is_told_and_the_rest_planned() -> None:
    tables, plan = fresh_case()
    lot = begun(plan)[0]
    step = next(load["step"] for load in plan["loads"] if load["lot"] == lot["lot"])
    made = again(tables, plan, Change("lot_rework", lot=lot["lot"], week=AT, step=int(step), hours=Decimal(10_000_000)))
    assert complaints(made, plan) == []
    assert [note.en for note in made.notes if "10000000" in note.en or "1e+07" in note.en]
    assert key(made.plan_tables, "rework_loads") == ""


def test_late_material_starts_no_new_lot_while_none_comes() -> None:
    tables, plan = fresh_case()
    lot = next(one for one in plan["lots"] if int(one["start_week"]) == AT)
    kind = row(tables["orders"], "line", lot["line"])["type"]
    material = next(one["material"] for one in tables["bom"] if one["type"] == kind)
    made = again(tables, plan, Change("material_late", material=material, from_week=AT, weeks=4))
    assert complaints(made, plan) == []
    weeks = [int(one["week"]) for one in made.plan_tables["purchases"] if one["material"] == material]
    assert all(week < AT or week >= AT + 4 for week in weeks)


def test_unlimited_material_that_never_came_and_is_late_holds_up_new_lots_only() -> None:
    tables, plan = fresh_case()
    kinds = {one["line"]: one["type"] for one in tables["orders"]}
    begun_kinds = {kinds[lot["line"]] for lot in plan["lots"] if int(lot["start_week"]) < AT}
    uses = {(one["type"], one["material"]) for one in tables["bom"]}
    started = {material for kind, material in uses if kind in begun_kinds}
    material = next(one["material"] for one in tables["materials"] if one["material"] not in started
                    and any(code == one["material"] and kind in kinds.values() for kind, code in uses))
    row(tables["materials"], "material", material).update(weekly_supply="", lead_time_weeks="0")
    made = again(tables, plan, Change("material_late", material=material, from_week=AT + 1, weeks=5), at=AT)
    once = again(made.tables_after, made.plan_tables, at=AT + 1)
    assert complaints(once, made.plan_tables) == []
    bought = {int(one["week"]) for one in once.plan_tables["purchases"] if one["material"] == material}
    assert bought and not bought & set(range(AT + 1, AT + 6))


def test_what_came_before_stays_bought() -> None:
    tables, plan = fresh_case()
    made = again(tables, plan)
    before = [one for one in plan["purchases"] if int(one["week"]) < AT]
    assert before and [one for one in made.plan_tables["purchases"] if int(one["week"]) < AT] \
        == sorted(before, key=made.plan_tables["purchases"].index)


def test_an_order_cut_below_what_is_begun_keeps_what_is_begun() -> None:
    tables, plan = fresh_case()
    fresh = {lot["line"] for lot in plan["lots"] if int(lot["start_week"]) >= AT}
    lot = next(one for one in plan["lots"] if one["line"] not in fresh and int(one["quantity"]) > 1)
    made = again(tables, plan, Change("order_changed", line=lot["line"], quantity=1))
    assert complaints(made, plan) == []
    assert row(made.plan_tables["lots"], "lot", lot["lot"])["quantity"] == lot["quantity"]


def test_moves_account_for_every_unit_that_changed_place() -> None:
    tables, plan = fresh_case()
    site = max({lot["workshop"] for lot in plan["lots"]},
               key=lambda code: sum(int(lot["quantity"]) for lot in plan["lots"] if lot["workshop"] == code
                                    and int(lot["start_week"]) >= AT))
    made = again(tables, plan, Change("site_suspended", workshop=site, from_week=AT))
    assert complaints(made, plan) == [] and made.forced_units > 0
    units: dict[tuple[str, str], int] = defaultdict(int)
    for sign, lots in ((-1, plan["lots"]), (1, made.plan_tables["lots"])):
        for lot in lots:
            units[lot["line"], lot["workshop"]] += sign * int(lot["quantity"])
    for move in made.moves:
        if move.kind != "week":
            units[move.line, move.from_site] += move.units
            units[move.line, move.to_site] -= move.units
    assert not {place: n for place, n in units.items() if n and place[1]}
    loss = next(one for one in balance(made.moves) if one["workshop"] == site)
    assert loss["units_lost"] > 0 == loss["units_gained"]
    told = [move for move in made.moves if move.from_site == site and move.forced]
    assert told and all(site in move.sentence_id and "ditangguhkan" in move.sentence_id for move in told)


@pytest.mark.slow
def test_no_unit_is_left_out_only_to_reach_a_share_that_is_out_of_reach() -> None:
    tables, plan = fresh_case()
    (cluster,) = tables["clusters"]
    home = [one["workshop"] for one in tables["workshops"] if one["cluster"] == cluster["cluster"] and one["kind"] in ("lead", "member")]
    price = {one["type"]: int(one["unit_price"]) for one in tables["types"]}
    kind = {one["line"]: one["type"] for one in tables["orders"]}
    given = sum(int(lot["quantity"]) * price[kind[lot["line"]]] for lot in plan["lots"] if lot["workshop"] in home)
    whole = sum(int(one["quantity"]) * price[one["type"]] for one in tables["orders"])
    cluster["share_min"] = f"{given / whole - 0.002:.3f}"
    loose = tables | {"clusters": [cluster | {"share_min": "0"}]}
    each_down = [Change("site_suspended", workshop=site, from_week=AT) for site in home]
    for downs in ([each_down[0]], [each_down[-1]], each_down):
        made, free = again(tables, plan, *downs), again(loose, plan, *downs)
        assert complaints(made, plan) == []
        left = [sum(int(one["quantity"]) for one in each.plan_tables["unplanned"]) for each in (made, free)]
        assert left[0] <= left[1] + 2
    told = [note for note in made.notes if "least share" in note.en]  # with all its workshops down it is out of reach
    assert told and all("tidak tercapai lagi" in note.id for note in told)


def test_a_week_outside_the_horizon_is_refused() -> None:
    tables, plan = fresh_case()
    for at in (-1, 23, 99):
        with pytest.raises(ChangesError, match="outside the programme"):
            again(tables, plan, at=at)


def test_a_begun_lot_that_nobody_can_finish_is_refused_with_what_to_do() -> None:
    tables, plan = fresh_case()
    downs = [Change("site_down", workshop=one["workshop"], from_week=AT, to_week=22) for one in tables["workshops"]]
    with pytest.raises(ChangesError, match="Extend the programme"):
        again(tables, plan, *downs)


@pytest.mark.slow
def test_the_verb_writes_plan_programme_and_moves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables, plan = fresh_case()
    write_folder(tables, tmp_path / "programme")
    write_plan(plan, tmp_path / "plan")
    changes = tmp_path / "changes.json"
    changes.write_text(json.dumps({"changes": [{"kind": "site_down", "workshop": plan["lots"][0]["workshop"],
                                                "from_week": AT, "to_week": AT + 1}]}))
    day = dt.date.fromisoformat(next(row["value"] for row in tables["programme"] if row["key"] == "start_date")) + dt.timedelta(weeks=AT)
    words = [str(tmp_path / "programme"), str(tmp_path / "plan"), "--at", day.isoformat(), "--changes", str(changes),
             "--out", str(tmp_path / "again"), "--iterations", "300", "--threads", "1"]
    assert verb.main(words) == 0
    written = read_plan(tmp_path / "again")
    after = read_programme(tmp_path / "again" / "programme")
    assert key(written, "base_plan_sha256") == plan_sha256(plan) and key(written, "programme_sha256") == programme_sha256(after)
    assert json.loads((tmp_path / "again" / "moves.json").read_text())["moves"] is not None
    capsys.readouterr()
    judged = [str(tmp_path / "again" / "programme"), str(tmp_path / "again"), "--base", str(tmp_path / "plan"), "--certificate"]
    assert check_plan.main(judged) == 0
    told = capsys.readouterr().out
    kept = sum(int(lot["start_week"]) < AT for lot in written["lots"])
    assert "sertifikat: sah" in told and f"membiarkan {kept} lot" in told and f"paling cepat {date_short(monday(day))} dan" in told
    (tmp_path / "again" / "certificate.json.gz").unlink()
    assert check_plan.main(judged) == 1 and "tidak dapat dibaca" in capsys.readouterr().out
    changes.write_text('{"changes": [{"kind": "flood"}]}')
    assert verb.main(words) == 1
    assert "'flood'" in capsys.readouterr().err
    assert verb.main([*words[:-6], "--out", str(tmp_path / "plan")]) == 2
    capsys.readouterr()
    for at in ("2020-W33-1", "20200817x", "tengah Agustus", "2020-02-30"):
        assert verb.main([*words[:3], at, *words[4:]]) == 2 and at in capsys.readouterr().err


@pytest.mark.slow
def test_changes_in_a_row_are_all_accepted() -> None:
    tables, plan = fresh_case()
    chance = random.Random(4)
    kinds = [kind for _ in range(3) for kind in chance.sample(list(FIELDS), len(FIELDS))]
    for number, kind in enumerate(kinds):
        at = 1 + number * 19 // len(kinds)
        try:
            made = again(tables, plan, draw(chance, tables, plan, at, kind), at=at, moves=300)
        except ChangesError as error:
            assert error.sentences[0].en.startswith("Lot ")
            continue
        assert complaints(made, plan) == [], number
        assert verify(made.tables_after, made.certificate, made.plan_tables).ok, number
        tables, plan = made.tables_after, made.plan_tables
    assert int(key(plan, "replanned_at")) >= 16
