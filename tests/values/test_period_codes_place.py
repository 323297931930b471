"""Days, weeks, codes and distances agree with the format's own examples."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tempa.values.codes import code_from_name, is_code, next_code
from tempa.values.period import (
    ZONES,
    Calendar,
    date_short,
    date_words,
    day_in,
    day_in_wita,
    moment_words,
    parse_date_words,
    week_of,
    week_sunday,
    weeks_late,
    weeks_words,
)
from tempa.values.place import EARTH_KM, Place, great_circle_km

START = dt.date(2020, 7, 15)


def test_weeks_late_as_in_the_format():
    august, december = dt.date(2020, 8, 17), dt.date(2020, 12, 17)
    assert [weeks_late(august, w, START) for w in (4, 5, 6)] == [0, 1, 2]
    assert [weeks_late(december, w, START) for w in (21, 22)] == [0, 1]
    assert week_sunday(4, START) == dt.date(2020, 8, 16)


@settings(deadline=None, max_examples=100)
@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)))
def test_every_day_lies_in_its_week(day):
    last = week_sunday(week_of(day, START), START)
    assert dt.timedelta(0) <= last - day <= dt.timedelta(6) and last.weekday() == 6


@settings(deadline=None, max_examples=100)
@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)), st.sampled_from(["id", "en"]))
def test_words_of_a_day_are_read_back(day, language):
    assert parse_date_words(date_words(day, language)) == day
    assert parse_date_words(date_words(day, language, weekday=True)) == day
    assert parse_date_words(date_short(day, language)) == day


@pytest.mark.parametrize(("text", "day"), [
    ("17 AGUSTUS 2020", dt.date(2020, 8, 17)), ("17-Aug-2020", dt.date(2020, 8, 17)),
    ("Jum'at, 1 Nopember 2020", dt.date(2020, 11, 1)), ("3 Pebruari 2021", dt.date(2021, 2, 3)),
    ("31 Juni 2020", None), ("3 Ju 2020", None), ("Agustus 2020", None), ("17/08/2020", None),
])
def test_dates_in_words(text, day):
    assert parse_date_words(text) == day


def test_a_late_evening_in_utc_is_the_next_day_in_wita():
    moment = dt.datetime(2020, 8, 16, 16, 5, tzinfo=dt.UTC)
    assert day_in_wita(moment) == dt.date(2020, 8, 17)
    assert moment_words(moment) == "17 Agustus 2020, 00.05 WITA"
    assert moment_words(moment, "en") == "17 August 2020, 00:05 WITA"
    with pytest.raises(ValueError, match="time zone"):
        day_in_wita(dt.datetime(2020, 8, 16))


def test_a_day_begins_later_in_the_west_of_the_country():
    moment = dt.datetime(2020, 8, 16, 15, 30, tzinfo=dt.UTC)
    assert {name: (day_in(zone, moment).day, moment_words(moment, zone=zone)) for name, zone in ZONES.items()} == {
        "WIB": (16, "16 Agustus 2020, 22.30 WIB"), "WITA": (16, "16 Agustus 2020, 23.30 WITA"), "WIT": (17, "17 Agustus 2020, 00.30 WIT"),
    }


def test_a_week_in_words():
    assert weeks_words((4, 4), START) == "10 Agu–16 Agu 2020"
    assert weeks_words((0, 13), START, "en") == "13 Jul–18 Oct 2020"
    assert weeks_words((24, 25), START) == "28 Des 2020–10 Jan 2021"


def test_codes():
    assert [t for t in ("001", "A B", " A", "A ", "", "A\nB") if is_code(t)] == ["001", "A B"]
    assert next_code("L", {"L0001", "L0002"}) == "L0003"
    assert code_from_name("Dinas Perikanan", set()) == "DINAS-PERIKA"
    assert code_from_name("Dinas Perikanan", {"DINAS-PERIKA"}) == "DINAS-PERIKA-1"
    assert code_from_name("…", set()) == "KODE"


def test_distances_on_the_sphere():
    pole, equator = Place(90, 0), Place(0, 55)
    assert great_circle_km(pole, equator) == pytest.approx(EARTH_KM * 3.141592653589793 / 2, abs=1e-9)
    assert great_circle_km(equator, equator) == 0
    mataram, bima = Place(-8.5833, 116.1167), Place(-8.46006, 118.72667)
    assert great_circle_km(mataram, bima) == great_circle_km(bima, mataram)
    with pytest.raises(ValueError, match="globe"):
        Place(91, 0)


def test_a_calendar_counts_weeks_from_the_week_of_its_start():
    order = Calendar(dt.date(2020, 7, 15), 3)  # a Wednesday
    assert (order.monday(0), order.sunday(2)) == (dt.date(2020, 7, 13), dt.date(2020, 8, 2))
    assert [order.week(d) for d in (dt.date(2020, 7, 12), dt.date(2020, 7, 13), dt.date(2020, 8, 2))] == [-1, 0, 2]
    assert [order.is_running(d) for d in (dt.date(2020, 7, 12), dt.date(2020, 7, 13), dt.date(2020, 8, 3))] == [False, True, False]
    assert [order.current(d) for d in (dt.date(2020, 1, 1), dt.date(2020, 7, 20), dt.date(2026, 1, 1))] == [0, 1, 2]
