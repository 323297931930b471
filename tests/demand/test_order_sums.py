"""The counted order is the order: after every kind of change the sums are those of the lines, one by one."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from importlib import import_module
from uuid import uuid4

from django.db import connection

from tempa.demand import actions, queries
from tempa.demand.models import OrderLine, OrderSum
from tempa.ledger.actions import record, record_many
from tempa.ledger.facts import RowStated, RowWithdrawn
from tempa.ledger.verification import verify

AT = datetime(2020, 8, 3, 1, 10, tzinfo=UTC)


def counted(programme):
    """(way, code, type) -> lines and units, from the lines themselves."""
    lines, units = Counter(), Counter()
    for line in OrderLine.objects.filter(programme=programme):
        for key in (
            ("agency", line.agency, line.type), ("budget_line", line.budget_line, line.type),
            ("destination", line.destination, ""), ("due_date", str(line.due_date), ""),
        ):  # fmt: skip
            lines[key] += 1
            units[key] += line.quantity
    return {key: (lines[key], units[key]) for key in lines}


def kept(programme):
    rows = OrderSum.objects.filter(programme=programme).values_list("way", "code", "type", "lines", "units")
    return {tuple(row[:3]): tuple(row[3:]) for row in rows}


def change(programme, by, line, what, after):
    actions.change_line(programme, line=line, change=what, after=after, why=actions.Why("agency_request"), at=AT, by=by)


def test_sums_of_the_demo_are_those_of_its_lines(programme):
    assert kept(programme) == counted(programme)


def test_sums_follow_every_change(programme, person):
    by = person("perencana")
    lines = list(OrderLine.objects.filter(programme=programme).order_by("position")[:6])
    other = OrderLine.objects.filter(programme=programme).exclude(destination=lines[1].destination).first().destination
    change(programme, by, lines[0].key, "quantity", "41")
    change(programme, by, lines[1].key, "destination", other)
    change(programme, by, lines[2].key, "due_date", "2020-12-01")
    change(programme, by, lines[3].key, "cancelled", "")
    change(programme, by, lines[4].key, "quantity", "7")
    change(programme, by, lines[4].key, "due_date", "2020-12-02")
    assert kept(programme) == counted(programme)
    stated = lines[5].cells | {"line": "BARU", "quantity": "3"}
    record(programme, RowStated("orders", "BARU", stated), at=AT, by=by)
    assert kept(programme) == counted(programme)
    record(programme, RowStated("orders", "BARU", stated | {"quantity": "9", "destination": other}), at=AT, by=by)
    assert kept(programme) == counted(programme)
    record(programme, RowWithdrawn("orders", "BARU"), at=AT, by=by)
    assert kept(programme) == counted(programme)
    assert not verify(programme).faults


def test_a_row_stated_twice_at_once_counts_once(programme, person):
    row = OrderLine.objects.filter(programme=programme).first().cells | {"line": "DUA"}
    facts = [(uuid4(), RowStated("orders", "DUA", row | {"quantity": n})) for n in ("2", "5")]
    record_many(programme, facts, at=AT, by=person("perencana"))
    assert OrderLine.objects.get(programme=programme, key="DUA").quantity == 5
    assert kept(programme) == counted(programme) and not verify(programme).faults


def test_a_sum_changed_behind_the_programs_back_is_found(programme):
    OrderSum.objects.filter(programme=programme, way="agency", code="DISTANBUN").update(units=1)
    assert any("tempa_ordersum" in str(f.values) for f in verify(programme).faults)


def test_pages_read_the_sums(programme):
    lines = OrderLine.objects.filter(programme=programme)
    assert queries.order_totals(programme).lines == lines.count() == 284
    assert dict(queries.units_by_destination(programme)) == {c: u for (way, c, _), (_, u) in counted(programme).items() if way == "destination"}
    assert sum(n for _, n in queries.due_by_day(programme)) == sum(queries.units_by_type(programme).values()) == 2133
    assert [d for d, _ in queries.due_by_day(programme)] == sorted({line.due_date for line in lines})
    assert sum(value for _, value in queries.ordered_by_budget_line(programme).values()) == queries.order_totals(programme).rupiah
    one = queries.order_totals(programme, "DISTANBUN")
    assert (one.units, one.agencies) == (442, 1)


def test_the_migration_counts_what_was_there_before(programme):
    wanted = kept(programme)
    OrderSum.objects.all().delete()
    with connection.cursor() as cursor:
        import_module("tempa.migrations.0010_order_sums").count(None, cursor)
    assert kept(programme) == wanted != {}
