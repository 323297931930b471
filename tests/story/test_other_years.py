"""A year of any programme: whatever day it begins on and whatever codes its offices write, what its people say of themselves fits the calendar."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from tempa.catalogue import queries as catalogue
from tempa.contracts import queries as contract_queries
from tempa.contracts.models import ContractItem
from tempa.demand import actions as demand
from tempa.demand import queries as demand_queries
from tempa.desks.console.year import contracts, learning, order, payment, quality
from tempa.desks.console.year.stage import NOTHING, Scene, Stage, moments, play
from tempa.desks.console.year.verification import machine_code
from tempa.ledger import actions as ledger
from tempa.ledger.queries import chain_head, tables_of
from tempa.production.queries import LotCard
from tempa.production.rules import StepState
from tempa.quality.rules.forms import YES_NO, Check
from tempa.values.period import ZONES
from tests.contracts.parties import drafted

STARTS = [date(2024, 1, 1) + timedelta(days=n) for n in range(0, 800, 3)]


def stage_of(start):
    return Stage(None, 1, start, {}, print, 0)


def test_what_offices_state_before_contracts_are_drafted_is_of_a_day_that_has_come():
    for start in STARTS:
        stage = stage_of(start)
        assert timedelta(0) <= stage.day(-6) - contracts.new_year(stage) <= timedelta(days=366)


def test_gauges_are_calibrated_whenever_a_unit_is_inspected():
    for start in STARTS:
        stage = stage_of(start)
        scenes = list(quality.chapter(stage))
        again = [s.day for s in scenes if s.words == "alat ukur dikalibrasi lagi"]
        known = [quality.calibrated_on(quality.last_calibration(stage)), *again]
        days = [s.day for s in scenes if s.act in (quality.inspect, quality.draw_samples)]
        assert days and known[0] <= stage.day(7 * quality.FIRST_WEEK)
        for day in days:
            last = max(d for d in known if d <= day)
            assert day < quality.calibrated_on(last.year + 1), (start, day)


def test_people_of_codes_that_differ_in_capitals_alone_are_two():
    stage = stage_of(date(2024, 1, 1))
    logins = [stage.login("bengkel", code) for code in ("w4", "W4", "w4", "x" * 80, "x" * 79 + "y")]
    assert logins[:3] == ["bengkel-w4", "bengkel-w4-2", "bengkel-w4"]
    assert len(set(logins)) == 4 and all(len(login) <= 60 for login in logins)


@pytest.mark.parametrize(("workshop", "code"), [
    ("S01", "S01-TURNING"), ("x/y", "x-y-TURNING"), ("ß-Ω", "TURNING"), ("W" * 90, "W" * 20 + "-TURNING"),
])  # fmt: skip
def test_a_shared_machine_has_a_code_wherever_it_stands(workshop, code):
    assert machine_code(workshop, "turning") == code


@pytest.mark.once
def test_an_account_code_that_a_programme_came_without_is_filled_in_before_money_goes_out(programme, person):
    at = datetime(2020, 8, 3, 1, tzinfo=UTC)
    tables = tables_of(programme)
    first, *others = tables["budget_lines"]
    demand.load_programme(programme, tables | {"budget_lines": [first | {"account_code": ""}, *others]}, at=at, by=person("perencana"))
    stage = Stage(programme, 1, date(2020, 7, 15), {"park_planner": person("perencana")}, print, 0)
    sizes = []
    for _time in range(2):
        payment.complete_accounts(stage, lambda: at)
        sizes.append(chain_head(programme)[0])
    assert sizes[0] == sizes[1], "where none is blank nothing is recorded"
    now = tables_of(programme)["budget_lines"]
    assert now[0]["account_code"] == payment.ACCOUNTS[first["kind"]] and now[1:] == others


def on(day):
    return lambda: datetime(2020, *day, 1, tzinfo=UTC)


@pytest.mark.once
def test_a_scene_of_which_nothing_is_recorded_is_told_as_that(programme, person):
    said = []
    stage = Stage(programme, 1, date(2020, 7, 15), {"park_head": person("kepala")}, said.append, 0)

    def let_in(stage, now):
        ledger.grant_role(programme, person("orang-asing"), desk="auditor", at=now(), by=stage.head)

    scenes = [Scene(date(2020, 9, 1), "tagihan dibayar", lambda stage, now: None), Scene(date(2020, 9, 2), "auditor mendapat masuk", let_in)]
    assert play(stage, scenes, date(2020, 9, 2)) == 2
    assert said == [f"  2020-09-01  tagihan dibayar: {NOTHING}", "  2020-09-02  auditor mendapat masuk"]


def test_very_many_deeds_of_a_day_are_all_of_that_day_one_after_another():
    day = date(2021, 3, 22)
    at = [moment.astimezone(ZONES["WIT"]) for moment in itertools.islice(moments(day), 3000)]
    assert all(one < other for one, other in itertools.pairwise(at)) and {one.date() for one in at} == {day}
    assert at[200] - at[0] == timedelta(minutes=600), "of an ordinary day they stand three minutes apart"


def card(units, *done):
    steps = tuple(StepState(n + 1, resource, d) for n, (resource, d) in enumerate(zip(("cut", "weld", "paint"), done, strict=True)))
    return LotCard("L1-1", "K1", "DKP", "T1", "Alat", "W1", "W1", units, steps, 0, 0, date(2020, 9, 1), None, None, None, 0)


@pytest.mark.parametrize(("units", "done", "step"), [(5, (3, 1, 0), 1), (3, (3, 1, 0), 2), (2, (3, 2, 1), 3), (2, (3, 2, 2), None)])
def test_nobody_writes_of_work_on_units_that_were_cut(units, done, step):
    found = learning.ready_step(card(units, *done))
    assert (found and found.step) == step


def test_what_a_unit_does_not_meet_does_not_depend_on_the_sample():
    """The sample follows from the chain's hash, and that is another in each telling."""
    stage = stage_of(date(2020, 7, 15))
    checks = [Check(code, code, code, category, YES_NO) for code, category in
              (("A01", "critical"), ("B01", "function"), ("C01", "major"), ("C02", "major"), ("D01", "minor"))]  # fmt: skip
    found = set()
    for n in range(400):
        before = SimpleNamespace(serial=f"X-{n}", last_failed=True)
        plans = [SimpleNamespace(maker="W1", round=2, sample=sample, serials=[before.serial]) for sample in ([], [before.serial])]
        one, other = (quality.faults(stage, plan, checks, before, stubborn=False) for plan in plans)
        assert one == other
        found.add(one)
    assert {("B01",), ("C01",), ("C02",), ("D01",), ()} == found


@pytest.mark.once
def test_a_line_on_which_somebody_has_worked_stays_in_the_order(programme, person, monkeypatch):
    stage = Stage(programme, 1, date(2020, 7, 15), {"park_planner": person("perencana")}, print, 0)
    before = {line.key for line in demand_queries.order_lines(programme)}
    worked = set(sorted(before)[::2])
    monkeypatch.setattr(order, "worked_lines", lambda programme: worked)
    for step in range(len(order.STEPS)):
        order.cut(stage, on((9, 1)), step=step, reason="budget_cut", note="APBD")
    left = {line.key for line in demand_queries.order_lines(programme)}
    assert worked <= left < before


@pytest.mark.once
def test_a_lot_that_went_on_where_nobody_had_offered_is_contracted_at_the_estimate(programme, person):
    """A begun lot that its own workshop cannot finish may go on at one without an offer for its type; a contract needs a price all the same."""
    people = {"park_planner": person("perencana"), "agency DISTANBUN": person("opd")}
    stage = Stage(programme, 1, date(2020, 7, 15), people, print, 0)
    c = drafted(programme, person)
    ContractItem.objects.filter(contract=c).update(unit_price=0, maker_price=0)
    contracts.offers(stage, lambda: datetime.now(UTC), late=True)
    contracts.negotiate(stage, lambda: datetime.now(UTC))
    estimates, held = catalogue.prices(programme), contract_queries.items_of(c)
    assert stage.refused == [] and held and all(i.unit_price == i.maker_price == estimates[i.type] for i in held)
