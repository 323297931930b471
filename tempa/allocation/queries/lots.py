"""Lots: those in force and those that ended, and what of the order, the workshops and the budget they take."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import ROUND_UP, Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet, Sum

from tempa.allocation.models import Lot
from tempa.allocation.queries.plans import approved_plan, lots_planned, plan_tables
from tempa.demand.queries import ordered_by_line
from tempa.ledger.models import Entry, Programme
from tempa.ledger.queries import tables_of
from tempa.ledger.writing import among, as_kept, instances_of, rows_of, rows_with
from tempa.values.programme import PLAN_SCHEMA

MANY_LOTS = 500
"""So many lots are not asked for one by one: all are read, and these picked out."""


def lots(programme: Programme) -> QuerySet[Lot]:
    """The lots that hold today."""
    return Lot.objects.filter(programme=programme, ended_at=None).order_by("start_week", "lot")


def lots_in_force(programme: Programme, only: Collection[str] | None = None) -> list[Lot]:
    """The lots that hold today, or those of them that are named; what a deed asks of them."""
    some = None if only is None else list(only)
    where = "programme_id = %s AND ended_at IS NULL" + ("" if some is None else f" AND lot {among(some)}")
    return instances_of(Lot, f"{where} ORDER BY start_week, lot", [programme.pk, *(some or ())])


def lots_awarded(
    programme: Programme, before: datetime | None = None, only: Collection[str] | None = None
) -> list[tuple[str, str, str, int, int | None, datetime | None]]:
    """(lot, line, workshop, units, price at its award, end) of every lot that was awarded before a moment, or ever, in the order of their
    award; of these lots or of all."""
    where, values = "own.programme_id = %s", list[Any]([programme.pk])
    if before is not None:
        where, values = f"{where} AND far.at < %s", [*values, as_kept(Entry, "at", before)]
    if only is not None:
        where, values = f"{where} AND own.lot {among(only)}", [*values, *only]
    columns = ("lot", "line", "workshop", "quantity", "unit_price", "ended_at")
    rows = rows_with(Lot, columns, "entry_id", ("sequence",), f"{where} ORDER BY far.sequence, own.id", values)
    return [(lot, line, workshop, quantity, price, ended_at) for lot, line, workshop, quantity, price, ended_at, _sequence in rows]


def all_lots(programme: Programme) -> QuerySet[Lot]:
    """Every lot that ever was, the ended ones too, in the order of their award."""
    return Lot.objects.filter(programme=programme).select_related("entry", "entry__by", "plan", "ended_by").order_by("entry__sequence")


def lot_named(programme: Programme, lot: str) -> Lot | None:
    """A lot by its code, also one that has ended."""
    return all_lots(programme).filter(lot=lot).first()


def lot_codes(programme: Programme) -> set[str]:
    """Every code that a lot ever had."""
    return set(Lot.objects.filter(programme=programme).values_list("lot", flat=True))


def lines_of_lots(programme: Programme) -> dict[str, str]:
    """Lot -> its order line, of every lot that ever was."""
    return dict(Lot.objects.filter(programme=programme).values_list("lot", "line"))


def standing_lots(programme: Programme) -> dict[str, dict[str, str]]:
    """Code -> row of the plan's table `lots`, of the lots that hold today."""
    header = PLAN_SCHEMA["lots"].header
    rows = Lot.objects.filter(programme=programme, ended_at=None).values_list(*header)
    return {row[0]: dict(zip(header, map(str, row), strict=True)) for row in rows}


def most_units(programme: Programme, lots: Iterable[str]) -> dict[str, int]:
    """Lot that holds today -> units that it may have at most: what the plan in force gave it, and its line has no other lot for."""
    given = {row["lot"]: int(row["quantity"]) for row in lots_planned(programme)}
    found = lots_in_force(programme, set(lots))
    lines = {lot.line for lot in found}
    ordered = {line: quantity for line, quantity in ordered_by_line(programme).items() if line in lines}
    placed = {line: units for line, (units, _last) in lot_sums(programme, lines).items()}
    return {
        lot.lot: max(lot.quantity, min(given.get(lot.lot, 0), lot.quantity + ordered.get(lot.line, 0) - placed[lot.line])) for lot in found
    }  # fmt: skip


def lots_of_lines(programme: Programme, lines: Iterable[str]) -> dict[str, list[Lot]]:
    found: dict[str, list[Lot]] = {}
    for lot in lots(programme).filter(line__in=list(lines)).order_by("inspect_week"):
        found.setdefault(lot.line, []).append(lot)
    return found


def lot_sums(programme: Programme, lines: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Line -> (units that hold a lot today, the week in which the last of them is inspected)."""
    some, found = list(lines), dict[str, tuple[int, int]]()
    where = f"programme_id = %s AND ended_at IS NULL AND line {among(some)}"
    for line, quantity, week in rows_of(Lot, ("line", "quantity", "inspect_week"), where, [programme.pk, *some]):
        units, last = found.get(line, (0, week))
        found[line] = (units + quantity, max(last, week))
    return found


def lots_of(programme: Programme, workshop: str) -> QuerySet[Lot]:
    return lots(programme).filter(workshop=workshop)


def allocated_by_line(programme: Programme) -> dict[str, int]:
    rows: Any = Lot.objects.filter(programme=programme, ended_at=None).values_list("line").annotate(n=Sum("quantity")).order_by()
    return dict(rows)


def allocated_by_workshop(programme: Programme) -> dict[str, int]:
    rows: Any = Lot.objects.filter(programme=programme, ended_at=None).values_list("workshop").annotate(n=Sum("quantity")).order_by()
    return dict(rows)


ALLOCATED = """
    SELECT line.budget_line, SUM(lot.quantity * COALESCE(lot.unit_price, offer.unit_price, 0))
    FROM tempa_lot lot
    JOIN tempa_orderline line ON line.programme_id = lot.programme_id AND line.key = lot.line
    LEFT JOIN tempa_offer offer ON offer.programme_id = lot.programme_id AND offer.workshop = lot.workshop AND offer.type = line.type
    WHERE lot.programme_id = %s AND lot.ended_at IS NULL
    GROUP BY line.budget_line
"""


def charged_hours(programme: Programme, workshop: str) -> dict[str, Decimal]:
    """Resource -> hours a week that a site must have for what the plan in force charges there, in whichever week is fullest."""
    plan = approved_plan(programme)
    if plan is None:
        return {}
    tables, stated = plan_tables(plan), tables_of(programme)
    types = {row["line"]: row["type"] for row in stated["orders"]}
    line_of = {row["lot"]: row["line"] for row in tables["lots"]}
    resources = {(row["type"], row["step"]): row["resource"] for row in stated["routings"]}
    used: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for load in tables["loads"]:
        if load["workshop"] == workshop and (step := (types.get(line_of[load["lot"]], ""), load["step"])) in resources:
            used[resources[step], int(load["week"])] += Decimal(load["hours"])
    left: dict[int, Decimal] = defaultdict(lambda: Decimal(1))
    for row in stated["closures"]:
        if row["workshop"] in ("*", workshop):
            left[int(row["week"])] *= Decimal(row["factor"])
    most: dict[str, Decimal] = defaultdict(Decimal)
    for (resource, week), hours in used.items():
        if left[week]:
            most[resource] = max(most[resource], (hours / left[week]).quantize(Decimal("0.01"), ROUND_UP))
    return dict(most)


def allocated_by_budget_line(programme: Programme) -> dict[str, int]:
    """Budget line -> what the lots that hold today cost: at the offer of their award, before such were noted at today's."""
    with connection.cursor() as cursor:
        cursor.execute(ALLOCATED, [programme.pk])
        return {line: int(value) for line, value in cursor.fetchall()}


def lot_counts(programme: Programme, workshops: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Workshop -> (lots, units) that hold today."""
    rows: Any = (
        Lot.objects.filter(programme=programme, ended_at=None, workshop__in=list(workshops))
        .values_list("workshop")
        .annotate(lots=Count("pk"), units=Sum("quantity"))
        .order_by()
    )
    return {w: (lots, units) for w, lots, units in rows}


def awards_of(programme: Programme, lots: Collection[str]) -> dict[str, int]:
    """Line -> sequence of the entry that awarded the last of these lots."""
    wanted = set(lots)
    some = list(wanted) if len(wanted) <= MANY_LOTS else None
    where = "own.programme_id = %s" if some is None else f"own.programme_id = %s AND own.lot {among(some)}"
    found: dict[str, int] = {}
    for lot, line, sequence in rows_with(Lot, ("lot", "line"), "entry_id", ("sequence",), where, [programme.pk, *(some or ())]):
        if lot in wanted:
            found[line] = max(sequence, found.get(line, 0))
    return found


def quantities_before(programme: Programme, moment: datetime) -> dict[str, int]:
    """Lot -> units that it had just before a moment, of those that an addendum made smaller or larger since."""
    changed = Entry.objects.filter(programme=programme, kind__in=["LotReduced", "LotRaised"], at__gte=moment).order_by("-sequence")
    values = (json.loads(body)["values"] for body in changed.values_list("body", flat=True))
    return {said["lot"]: said["before"] for said in values}
