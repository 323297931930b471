"""Forms take what the programme format takes, in its shortest form, and nothing else."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from tempa.allocation.planner.runs.edits import EditError, edited
from tempa.demand.rules import Change, check_value
from tempa.ledger.rules import Refused
from tempa.values.programme import SCHEMA, check_tables
from tempa.values.programme.entered import (
    entered_choice,
    entered_date,
    entered_number,
    entered_price,
    entered_text,
    entered_units,
    entered_whole,
    refusal_of,
)
from tempa.values.programme.hashing import canonical_tables, programme_sha256
from tests.values.people import KNOWN

START = dt.date(2020, 7, 15)
NO_COUNTS = ["0005", "05", "5.0", "+5", "-5", "0", "", " 5", "1e3", "5,0", "1.000", "٥", "５", "²", "999999999999", "1000001", "NaN"]
NO_DAYS = ["2020-W40-1", "20201001", "2020-1-1", "2020-10-01T00:00", "2020-02-30", "", "01/10/2020", "２０２０-10-01"]


def changed(change: str, after: str) -> Change:
    return Change(change, "L0001", "2", after, "agency_request")


@pytest.mark.parametrize("text", NO_COUNTS)
def test_no_count_that_the_format_refuses_is_taken(text):
    assert entered_units(text) is None
    with pytest.raises(Refused, match="bukan bilangan bulat"):
        check_value(changed("quantity", text), start=START, destinations={})


@pytest.mark.parametrize("text", [*NO_COUNTS[:-3], "100000000001"])
def test_no_price_that_the_format_refuses_is_taken(text):
    assert entered_price(text) is None
    with pytest.raises(Refused, match="bukan bilangan bulat"):
        check_value(changed("price", text), start=START, destinations={})


@pytest.mark.parametrize("text", NO_DAYS)
def test_no_day_that_the_format_refuses_is_taken(text):
    assert entered_date(text) is None
    with pytest.raises(Refused, match="bukan tanggal"):
        check_value(changed("due_date", text), start=START, destinations={})


def test_what_the_format_takes_is_taken():
    assert (entered_units("1000000"), entered_price("9400000"), entered_whole("0")) == (1_000_000, 9_400_000, 0)
    assert (entered_number("12.5"), entered_number("-8.5833", -90, 90), entered_number("0.30")) == (Decimal("12.5"), Decimal("-8.5833"), None)
    assert (entered_date("2020-10-01"), entered_choice("yes", ("yes", "no")), entered_choice("Ya", ("yes", "no"))) == (
        dt.date(2020, 10, 1), "yes", None)
    assert (entered_text("Gudang A"), entered_text(" A"), entered_text("A\nB"), entered_text("x" * 201)) == ("Gudang A", None, None, None)
    check_value(changed("quantity", "7"), start=START, destinations={})
    check_value(changed("due_date", "2020-10-01"), start=START, destinations={})


def test_every_value_of_the_demo_is_one_that_a_form_would_take():
    for name, table in SCHEMA.items():
        for row in KNOWN[name]:
            for column in table.columns:
                assert refusal_of(column, row[column.name], row.get("key", "")) is None, (name, column.name, row)


@pytest.mark.parametrize(("table", "key", "column", "value"), [
    ("orders", "L0001", "quantity", "0005"), ("orders", "L0001", "due_date", "2020-W40-1"), ("programme", "weeks", "value", "023"),
    ("orders", "L0001", "quantity", "999999999999"), ("capacities", "W01|cut", "hours_per_week", "1e2"),
])
def test_a_scenario_takes_no_other_values(table, key, column, value):
    with pytest.raises(EditError, match="Perubahan 1: "):
        edited(KNOWN, [{"table": table, "key": key, "column": column, "value": value}])


def test_counts_that_no_database_holds_are_faults_of_a_file():
    tables = {name: [dict(row) for row in rows] for name, rows in KNOWN.items()}
    tables["orders"][0]["quantity"] = tables["types"][0]["unit_price"] = "999999999999"
    assert {(f.table, f.code) for f in check_tables(tables).errors} >= {("types", "too-large")}
    tables["types"][0]["unit_price"] = "9400000"
    assert {(f.table, f.code) for f in check_tables(tables).errors} == {("orders", "too-large")}


def test_a_count_of_a_file_is_kept_in_its_shortest_form():
    tables = {name: [dict(row) for row in rows] for name, rows in KNOWN.items()}
    tables["orders"][0]["quantity"] = " 002.0 "
    assert canonical_tables(tables) == KNOWN and programme_sha256(tables) == programme_sha256(KNOWN)
