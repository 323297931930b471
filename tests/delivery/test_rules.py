"""The rules of delivery: sites against needs, who looks like whom, the queue, the steps of a handover, and when use is checked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempa.delivery.rules import (
    DEEMED_AFTER,
    Asked,
    Due,
    Need,
    Passage,
    Site,
    UseFound,
    assign,
    check_passage,
    check_use,
    due_checks,
    gaps,
    handover_stage,
    is_ready,
    is_under_warranty,
    may_decree,
    may_deem,
    may_take,
    one_name,
    one_person,
    ties,
)
from tempa.delivery.rules.lasting import Fault, field_records, record, spans
from tempa.ledger.rules import Refused, Who
from tempa.values.period import months_after

DAY = date(2020, 9, 1)
MILL = Need(volts=380, kilovolt_amperes=Decimal("5.5"), water=True, operator=True, capacity_per_day=Decimal(400))
NOW = datetime(2020, 9, 20, 2, tzinfo=UTC)


def test_a_site_lacks_what_nobody_has_looked_at():
    assert gaps(MILL, Site()) == ["volts", "power", "water", "operator"]


@pytest.mark.parametrize(("volts", "fits"), [(342, True), (341, False), (418, True), (419, False), (None, False)])
def test_a_measured_voltage_within_a_tenth_of_the_rated_one_fits(volts, fits):
    assert ("volts" not in gaps(MILL, Site(volts=volts))) is fits


def test_too_little_raw_material_is_told_but_keeps_no_site_from_being_ready():
    site = Site(380, Decimal(6), water=True, building=False, operator=True, raw_per_day=Decimal(199))
    assert gaps(MILL, site) == ["raw"]
    assert is_ready([MILL], site)
    assert not is_ready([MILL, Need(building=True)], site)


def test_people_who_share_a_phone_a_number_or_a_name_are_told_however_they_are_written():
    people = {
        "R0001": {"name": "Kelompok Tani Maju", "contact": "Pak Amin", "phone": "0812-3456-7890", "nik": "", "village": "Sukarara"},
        "R0002": {"name": "KELOMPOK TANI 'MAJU'", "contact": "", "phone": "+62 812 3456 7890", "nik": "5271011708450001", "village": "sukarara "},
        "R0003": {"name": "Kelompok Tani Maju", "contact": "pak amin", "phone": "", "nik": "5271011708450001", "village": "Pringgasela"},
    }
    assert [(t.what, t.recipients) for t in ties(people)] == [
        ("name", ("R0001", "R0002")), ("phone", ("R0001", "R0002")), ("contact", ("R0001", "R0003")), ("nik", ("R0002", "R0003")),
    ]  # fmt: skip


def asked(request, wanted, *, day=DAY, ready=None, type="T", destination="BIMA"):
    return Asked(request, f"R{request}", type, destination, day, wanted, ready)


def test_the_ready_come_first_then_who_asked_first_and_nobody_gets_what_belongs_elsewhere():
    queue = [asked("P3", 2, day=DAY + timedelta(1)), asked("P1", 1, day=DAY + timedelta(9), ready=DAY), asked("P2", 2)]
    units = [("S1", "T", "BIMA"), ("S2", "T", "BIMA"), ("S3", "T", "BIMA"), ("S4", "T", "BIMA"), ("S5", "T", "LOBAR"), ("S6", "U", "BIMA")]
    given_to, waiting = assign(units, queue)
    assert [(a.serial, a.request, a.place, a.of) for a in given_to] == [
        ("S1", "P1", 1, 3), ("S2", "P2", 2, 3), ("S3", "P2", 2, 3), ("S4", "P3", 3, 3),
    ]  # fmt: skip
    assert [one.request for one in waiting] == ["P3"]


@given(
    st.lists(st.tuples(st.sampled_from("TU"), st.sampled_from(["BIMA", "LOBAR"])), max_size=12),
    st.lists(st.tuples(st.integers(1, 4), st.sampled_from("TU"), st.sampled_from(["BIMA", "LOBAR"]), st.booleans(), st.integers(0, 3)), max_size=8),
)
def test_units_are_given_once_never_more_than_asked_and_none_is_left_while_somebody_waits(kinds, wishes):
    units = [(f"S{n}", type, place) for n, (type, place) in enumerate(kinds)]
    queue = [
        asked(f"P{n}", wanted, type=type, destination=place, ready=DAY if ready else None, day=DAY + timedelta(later))
        for n, (wanted, type, place, ready, later) in enumerate(wishes)
    ]
    given_to, waiting = assign(units, queue)
    of = {one.request: one for one in queue}
    kind = {serial: (type, place) for serial, type, place in units}
    assert len({a.serial for a in given_to}) == len(given_to)
    for one in queue:
        mine = [a for a in given_to if a.request == one.request]
        assert len(mine) <= one.wanted
        assert (one in waiting) == (len(mine) < one.wanted)
    assert all(kind[a.serial] == (of[a.request].type, of[a.request].destination) for a in given_to)
    free = {kind[serial] for serial in kind.keys() - {a.serial for a in given_to}}
    assert not free & {(one.type, one.destination) for one in waiting}


UNIT = Passage("S1", "accepted", maker="W05", vendor="W03", agency="DKP", taken={})
STEP = {"receiver": "PARK", "recipient": "", "on": DAY}


@pytest.mark.parametrize(
    ("more", "step", "giver", "asks", "says"),
    [
        ({}, 1, "W05", {}, ""),
        ({}, 1, "W03", {}, ""),
        ({}, 2, "W03", {"receiver": "DKP"}, ""),
        ({"taken": {1: DAY}}, 2, "PARK", {"receiver": "DKP"}, ""),
        ({"taken": {1: DAY}}, 2, "W03", {"receiver": "DKP"}, "tidak ada pada W03"),
        ({"standing": "rework"}, 1, "W05", {}, "belum diterima pemeriksa"),
        ({"standing": ""}, 1, "W05", {}, "belum diperiksa"),
        ({"taken": {1: DAY}}, 1, "W05", {}, "sudah diserahkan pada langkah ini"),
        ({"taken": {2: DAY}}, 1, "W05", {}, "melewati langkah sesudahnya"),
        ({"is_underway": True}, 1, "W05", {}, "serah terima lain"),
        ({}, 1, "W09", {}, "tidak ada pada W09"),
        ({}, 2, "W03", {"receiver": "DLHK"}, "dikontrak untuk DKP"),
        ({"taken": {1: DAY + timedelta(1)}}, 2, "PARK", {"receiver": "DKP"}, "lebih awal"),
        ({}, 3, "DKP", {"recipient": "R1"}, "belum diterima OPD"),
        ({"taken": {2: DAY}, "meant_for": "R1", "ready_on": DAY}, 3, "DKP", {"recipient": "R1"}, ""),
        ({"taken": {2: DAY}, "meant_for": "R2", "ready_on": DAY}, 3, "DKP", {"recipient": "R1"}, "ditujukan untuk R2"),
        ({"taken": {2: DAY}, "meant_for": "R1"}, 3, "DKP", {"recipient": "R1"}, "belum dinyatakan siap"),
        ({"taken": {2: DAY}, "meant_for": "R1", "ready_on": DAY + timedelta(1)}, 3, "DKP", {"recipient": "R1"}, "belum dinyatakan siap"),
    ],
)  # fmt: skip
def test_a_unit_passes_each_step_once_in_order_from_the_right_hand_to_the_right_hand(more, step, giver, asks, says):
    unit = Passage(**(vars(UNIT) | more))
    if not says:
        check_passage(unit, step=step, giver=giver, **(STEP | asks))
        return
    with pytest.raises(Refused, match=says):
        check_passage(unit, step=step, giver=giver, **(STEP | asks))


def test_who_gives_does_not_take_and_a_silent_agency_has_its_days():
    planner, buyer = Who(1, frozenset({("park_planner", "")})), Who(2, frozenset({("agency", "DKP")}))
    head = Who(3, frozenset({("park_head", "")}))
    assert may_take(buyer, step=2, giver="PARK", receiver="DKP", given_by=1)
    assert not may_take(planner, step=2, giver="PARK", receiver="DKP", given_by=1)
    assert not may_take(planner, step=1, giver="PARK", receiver="PARK", given_by=1)
    assert may_take(buyer, step=3, giver="DKP", receiver="", given_by=2)
    assert may_deem(head, step=2, offered_at=NOW - DEEMED_AFTER, now=NOW)
    assert not may_deem(head, step=2, offered_at=NOW - DEEMED_AFTER + timedelta(seconds=1), now=NOW)
    assert not may_deem(planner, step=2, offered_at=NOW - DEEMED_AFTER, now=NOW)
    assert not may_deem(head, step=1, offered_at=NOW - DEEMED_AFTER, now=NOW)


def test_nobody_chooses_recipients_and_signs_the_decree():
    rina = Who(2, frozenset({("agency", "DKP")}))
    assert may_decree(rina, "DKP", decided_by={7})
    assert not may_decree(rina, "DKP", decided_by={7, 2})
    assert not may_decree(rina, "DLHK", decided_by=set())


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [(date(2020, 1, 31), 1, date(2020, 2, 29)), (date(2020, 11, 30), 3, date(2021, 2, 28)), (date(2020, 12, 1), 12, date(2021, 12, 1))],
)
def test_months_end_with_the_month(day, months, then):
    assert months_after(day, months) == then


def test_only_the_latest_check_is_due_and_a_later_one_stands_for_those_before():
    received = {"S1": date(2020, 6, 1), "S2": date(2020, 8, 20), "S3": date(2020, 6, 1)}
    assert due_checks(received, [("S3", 3)], date(2020, 9, 10)) == [Due("S1", 3, date(2020, 9, 1))]
    assert due_checks(received, [("S1", 3)], date(2020, 12, 2)) == [Due("S2", 3, date(2020, 11, 20)), *(
        Due(s, 6, date(2020, 12, 1)) for s in ("S1", "S3")
    )]  # fmt: skip


USE = UseFound("S1", 3, DAY, way="visit", state="used", hours_per_week="12,5")


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"received_on": None}, "belum diserahkan"), ({"due_month": 2}, "1, 3, 6 atau 12"), ({"on": date(2020, 8, 31)}, "mulai 2020-09-01"),
        ({"on": DAY + timedelta(1)}, "tidak sesudah hari ini"), ({"state": "lost"}, "keadaan mesin"), ({"hours_per_week": "169"}, "168 jam"),
        ({"hours_per_week": "banyak"}, "bukan jumlah"), ({"state": "sold"}, "apa yang ditemukan"),
    ],
)  # fmt: skip
def test_a_check_of_use_that_cannot_be_is_refused(more, says):
    received_on, changed = (None, {}) if "received_on" in more else (date(2020, 6, 1), more)
    check_use(USE, received_on=date(2020, 6, 1), today=DAY)
    with pytest.raises(Refused, match=says):
        check_use(replace(USE, **changed), received_on=received_on, today=DAY)


def test_the_warranty_runs_from_the_recipients_day():
    assert is_under_warranty(date(2020, 8, 31), date(2021, 2, 28))
    assert not is_under_warranty(date(2020, 8, 31), date(2021, 3, 1))
    assert is_under_warranty(None, DAY)
    assert is_under_warranty(date(2020, 8, 31), date(2021, 8, 31), 12) and not is_under_warranty(date(2020, 8, 31), date(2021, 9, 1), 12)


def test_a_name_and_a_person_are_the_same_however_an_office_writes_them():
    assert len({one_name(said) for said in ("Kelompok Tani Maju-Bersama", "KT Maju Bersama", "Kel. Tani  MAJU BERSAMA", "poktan maju bersama")}) == 1
    assert one_name("Kelompok Nelayan Maju") != one_name("Kelompok Tani Maju")
    assert one_person("H. Amin") == one_person("Pak Haji Amin") == one_person("amin") and one_person("Ibu") == "ibu"


def test_what_has_happened_gives_the_stage():
    assert [handover_stage(taken=t, is_deemed=d, withdrawn=w) for t, d, w in ((0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 0, 1))] == [
        "offered", "taken", "deemed", "withdrawn",
    ]  # fmt: skip


def test_months_under_warranty_end_with_it_with_another_recipient_and_today():
    first, again = date(2020, 9, 1), date(2020, 11, 1)
    assert spans([first], date(2021, 9, 1)) == [(first, date(2021, 3, 1))]
    assert spans([again, first], date(2020, 12, 1)) == [(first, again), (again, date(2020, 12, 1))]
    assert spans([again], date(2020, 10, 1)) == []
    assert spans([first], date(2021, 9, 1), 12) == [(first, date(2021, 9, 1))]


@pytest.mark.parametrize(
    ("stage", "on", "counts"),
    [("reported", DAY, (1, 0, 0)), ("fails", DAY, (1, 0, 0)), ("must_repair", DAY, (1, 0, 0)), ("declined", DAY, (0, 0, 1)),
     ("dropped", DAY, (0, 1, 0)), ("reported", DAY - timedelta(days=1), (0, 0, 0))],
)  # fmt: skip
def test_a_fault_counts_unless_it_is_in_dispute_not_the_makers_or_before_the_recipient(stage, on, counts):
    today = DAY + timedelta(days=61)
    of = field_records({"U1": [DAY], "U2": [DAY]}, {"U1": "W01", "U2": "W02"}, [Fault("U1", "W01", on, stage, None)], today, {"U1": 6, "U2": 6})
    assert (of["W01"].failures, of["W01"].not_its, of["W01"].in_dispute) == counts
    assert of["W01"].waiting == (61 if counts[0] else 0) and (of["W02"].failures, of["W02"].months) == (0, pytest.approx(61 / 30.4375))


def test_the_days_of_mending_are_the_middle_ones():
    made = record([Fault("U", "W", DAY, "works", DAY + timedelta(days=n)) for n in (3, 30, 14)], 20.0, DAY + timedelta(days=40))
    assert (made.failures, made.mended, made.days, made.waiting) == (3, 3, 14, 0)
