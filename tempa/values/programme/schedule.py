"""A plan in words: which machine is made where, for whom, between which days, and how late it is."""

from __future__ import annotations

import datetime as dt

from tempa.values.period import week_monday, week_sunday, weeks_late
from tempa.values.programme.numbers import date_of, number_of
from tempa.values.programme.schema import Tables

SCHEDULE = (
    ("Lot", 10), ("Mesin", 38), ("Jumlah", 8), ("Bengkel", 28), ("OPD", 30), ("Tujuan", 26), ("Mulai", 12),
    ("Selesai", 12), ("Diperiksa paling lambat", 22), ("Jatuh tempo", 12), ("Minggu terlambat", 17),
)
"""Headings and widths of the schedule, in the order of `schedule_of`."""


def schedule_of(plan: Tables, tables: Tables) -> list[list[str | int | dt.date]]:
    """One row per lot, in the order of their first day; lots that the programme does not know show their codes."""
    values = {row["key"]: row["value"] for row in tables["programme"]}
    start = date_of(values.get("start_date", "")) or dt.date.min
    names = {name: {row[key]: row[column] for row in tables[name]} for name, key, column in (
        ("types", "type", "name_id"), ("workshops", "workshop", "name"), ("agencies", "agency", "name_id"),
        ("destinations", "destination", "name"))}
    orders = {row["line"]: row for row in tables["orders"]}
    lots = sorted(plan["lots"], key=lambda lot: (_whole(lot["start_week"]), lot["lot"]))
    return [_row(lot, orders.get(lot["line"], {}), names, start) for lot in lots]


def _row(lot: dict[str, str], order: dict[str, str], names: dict[str, dict[str, str]], start: dt.date
         ) -> list[str | int | dt.date]:
    first, last, inspected = (_whole(lot[week]) for week in ("start_week", "finish_week", "inspect_week"))
    due = date_of(order.get("due_date", ""))

    def named(table: str, code: str) -> str:
        return names[table].get(code, code)

    return [
        lot["lot"], named("types", order.get("type", "")), _whole(lot["quantity"]), named("workshops", lot["workshop"]),
        named("agencies", order.get("agency", "")), named("destinations", order.get("destination", "")),
        week_monday(first, start), week_sunday(last, start), week_sunday(inspected, start), due or "",
        weeks_late(due, inspected, start) if due else "",
    ]


def _whole(text: str) -> int:
    return int(number_of(text) or 0)
