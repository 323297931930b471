"""Rounds over two islands: every stop once or left with a reason, loads and hours never exceeded, the same seed the same rounds."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempa.values.place import Place
from tempa.values.routing.check import check
from tempa.values.routing.ground import Spot
from tempa.values.routing.problem import Problem, Result, Stop, Vehicle
from tempa.values.routing.solve import solve
from tempa.values.routing.terms import terms_on
from tempa.values.routing.timetable import lay

GROUND = terms_on(date(2020, 8, 17)).ground("1.2")
PARK = Spot("Taman", "Lombok Barat", "Lombok", Place(-8.6677, 116.1655), is_exact=True)
TOWNS = {
    "Mataram": Place(-8.5833, 116.1167), "Selong": Place(-8.6503, 116.5318), "Sumbawa": Place(-8.49, 117.42), "Bima": Place(-8.6, 118.61667),
}  # fmt: skip


def spot(town, name="", *, known=True):
    island = "Sumbawa" if town in ("Sumbawa", "Bima") else "Lombok"
    return Spot(name or town, town, island, TOWNS[town] if known else None)


def stop(key, town, *, minutes=40, kg=200, units=1, urgency=0, tags=()):
    return Stop(key, spot(town, key), minutes, (kg, units), urgency, frozenset(tags))


def lorry(key="L1", *, days=range(6), kg=1000, places=6, trip_days=4, **more):
    return Vehicle(key, PARK, tuple(days), 540, (kg, places), trip_days, **more)


def solved(stops, *vehicles):
    problem = Problem(tuple(stops), vehicles or (lorry(),), GROUND)
    found = solve(problem, seed=1, effort=2000)
    assert check(problem, found) == []
    return found


def test_the_ferry_takes_its_time_and_its_price():
    across, near = GROUND.leg(PARK, spot("Sumbawa")), GROUND.leg(PARK, spot("Selong"))
    assert (across.crossings, across.rupiah, near.crossings, near.rupiah) == (1, 709_600, 0, 0)
    assert across.minutes - round(across.metres / 1000 / 35 * 60) in (150, 151)
    assert terms_on(date(2023, 1, 12)).ground("1.2").leg(PARK, spot("Sumbawa")).rupiah == 760_000


def test_a_place_that_is_not_known_is_estimated_by_area_and_island():
    here, there = spot("Bima", "a", known=False), spot("Bima", "b")
    assert GROUND.leg(here, there).metres == 8_000
    assert GROUND.leg(here, spot("Sumbawa")).metres == 60_000
    found = solved([replace(stop("A", "Bima"), spot=here), stop("B", "Bima"), stop("C", "Bima")])
    assert [[v.stop for v in t.visits] for t in found.trips] and not found.left


def test_far_stops_share_a_trip_of_several_days_and_near_ones_are_home_by_evening():
    found = solved([stop("B1", "Bima"), stop("S1", "Sumbawa"), stop("M1", "Mataram"), stop("M2", "Mataram")], lorry(days=range(8)))
    islands = {frozenset(v.stop[0] for v in t.visits): (t.days, t.crossings) for t in found.trips}
    assert islands == {frozenset("BS"): (islands[frozenset("BS")][0], 2), frozenset("M"): (1, 0)}
    assert islands[frozenset("BS")][0] > 1


def test_what_waits_longest_goes_first_and_the_rest_says_why_it_is_left():
    stops = [stop(f"M{n}", "Mataram", kg=900, urgency=n) for n in range(4)]
    found = solved([*stops, stop("X", "Selong", kg=1100), stop("Y", "Selong", minutes=600), stop("Z", "Bima")], lorry(days=range(2), trip_days=1))
    assert sorted(v.stop for t in found.trips for v in t.visits) == ["M2", "M3"]
    assert found.left == {"M0": "days", "M1": "days", "X": "load", "Y": "hours", "Z": "hours"}


def test_who_is_barred_never_goes_there_and_an_island_without_a_ferry_is_left():
    one, two = lorry("A", avoids=frozenset({"rumah 1"})), lorry("B")
    found = solved([stop(f"M{n}", "Mataram", tags=("rumah 1",)) for n in range(3)], one, two)
    assert {t.vehicle for t in found.trips} == {"B"}
    assert solved([stop("M", "Mataram", tags=("rumah 1",))], one).left == {"M": "barred"}
    problem = Problem((stop("B", "Bima"),), (lorry(),), replace(GROUND, ferries=()))
    assert solve(problem, seed=1) == Result((), {"B": "ferry"})


def test_work_is_never_cut_in_two_by_the_evening():
    trip = lay(GROUND, lorry(), [stop("A", "Mataram", minutes=400), stop("B", "Mataram", minutes=200)])
    assert [(v.day, v.begins) for v in trip.visits] == [(0, trip.visits[0].begins), (1, 0)]
    assert all(minutes <= 540 for minutes in trip.day_minutes)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.data())
def test_every_stop_is_made_once_or_left_and_nothing_is_exceeded(data):
    towns, small = st.sampled_from(sorted(TOWNS)), st.integers(1, 3)
    stops = [
        Stop(f"S{n}", spot(data.draw(towns), f"S{n}", known=data.draw(st.booleans())), data.draw(st.integers(5, 560)),
             (data.draw(st.integers(0, 1200)), data.draw(small)), data.draw(st.integers(0, 50)),
             frozenset(data.draw(st.sets(st.sampled_from(["r1", "r2"])))))
        for n in range(data.draw(st.integers(0, 14)))
    ]  # fmt: skip
    vehicles = [
        Vehicle(f"L{n}", PARK, tuple(sorted(data.draw(st.sets(st.integers(0, 7))))), data.draw(st.integers(120, 600)),
                (data.draw(st.integers(100, 1500)), data.draw(st.integers(1, 6))), data.draw(small),
                data.draw(st.none() | st.integers(100, 2000)), frozenset(data.draw(st.sets(st.sampled_from(["r1"])))))
        for n in range(data.draw(st.integers(0, 3)))
    ]  # fmt: skip
    problem = Problem(tuple(stops), tuple(vehicles), GROUND)
    found = solve(problem, seed=3, effort=400)
    assert check(problem, found) == []
    assert solve(problem, seed=3, effort=400) == found


def test_the_search_is_loaded_only_when_it_is_asked_for():
    """A start of the program is none the slower for the library of routes."""
    seen = "import sys, tempa.values.routing.solve; print('pyvrp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True).stdout.strip() == "False"
