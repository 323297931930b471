"""What others may read of demand."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Count, ExpressionWrapper, F, OuterRef, QuerySet, Subquery, Sum

from tempa.catalogue import queries as catalogue
from tempa.demand.models import Agency, BudgetLine, Destination, OrderLine, OrderMove
from tempa.ledger.models import Entry, Programme
from tempa.ledger.queries import entries_of


@dataclass(frozen=True)
class OrderTotals:
    """Today's order: units, value at the owner's estimate, lines, types, agencies."""

    units: int
    rupiah: int
    lines: int
    types: int
    agencies: int


def order_lines(programme: Programme) -> QuerySet[Any]:
    """The order lines with `unit_price` (the type's estimate), `type_name` and `value` beside their own columns."""
    kind = catalogue.types(programme).filter(key=OuterRef("type")).order_by()
    return (
        OrderLine.objects.filter(programme=programme)
        .annotate(unit_price=Subquery(kind.values("unit_price")[:1]), type_name=Subquery(kind.values("name_id")[:1]))
        .annotate(value=ExpressionWrapper(F("quantity") * F("unit_price"), output_field=BigIntegerField()))
        .order_by("position")
    )


def line_named(programme: Programme, code: str) -> Any:
    return order_lines(programme).filter(key=code).first()


def cells_of_line(programme: Programme, code: str) -> dict[str, str] | None:
    """An order line as stated; None where there is none."""
    return OrderLine.objects.filter(programme=programme, key=code).values_list("cells", flat=True).first()


def types_of_lines(programme: Programme) -> dict[str, str]:
    return dict(OrderLine.objects.filter(programme=programme).values_list("key", "type"))


def order_totals(programme: Programme, agency: str = "") -> OrderTotals:
    lines = OrderLine.objects.filter(programme=programme)
    if agency:
        lines = lines.filter(agency=agency)
    per_type = list(lines.values_list("type").annotate(n=Sum("quantity")).order_by())
    price = catalogue.prices(programme)
    counts = lines.aggregate(lines=Count("pk"), agencies=Count("agency", distinct=True))
    return OrderTotals(
        units=sum(n for _, n in per_type), rupiah=sum(n * price[t] for t, n in per_type),
        lines=counts["lines"], types=len(per_type), agencies=counts["agencies"],
    )  # fmt: skip


def due_by_day(programme: Programme, agency: str = "") -> list[tuple[date, int]]:
    """(day, units due on it), in order."""
    lines = OrderLine.objects.filter(programme=programme)
    if agency:
        lines = lines.filter(agency=agency)
    return list(lines.values_list("due_date").annotate(n=Sum("quantity")).order_by("due_date"))


def ordered_by_line(programme: Programme) -> dict[str, int]:
    return dict(OrderLine.objects.filter(programme=programme).values_list("key", "quantity"))


def units_by_agency(programme: Programme) -> list[tuple[str, int, int, int]]:
    """(agency, units, value, types) of today's order, agencies in their order."""
    price = catalogue.prices(programme)
    units: dict[str, int] = defaultdict(int)
    value: dict[str, int] = defaultdict(int)
    kinds: dict[str, set[str]] = defaultdict(set)
    rows = (
        OrderLine.objects.filter(programme=programme)
        .values_list("agency", "type")
        .annotate(n=Sum("quantity"))
        .order_by()
    )
    for agency, kind, n in rows:
        units[agency] += n
        value[agency] += n * price[kind]
        kinds[agency].add(kind)
    return [(a, units[a], value[a], len(kinds[a])) for a in agencies(programme).values_list("key", flat=True)]


def units_by_destination(programme: Programme) -> dict[str, int]:
    rows = (
        OrderLine.objects.filter(programme=programme).values_list("destination").annotate(n=Sum("quantity")).order_by()
    )
    return dict(rows)


def agencies(programme: Programme) -> QuerySet[Agency]:
    return Agency.objects.filter(programme=programme).order_by("position")


def agency_names(programme: Programme) -> dict[str, str]:
    return dict(Agency.objects.filter(programme=programme).values_list("key", "name_id"))


def budget_lines(programme: Programme) -> QuerySet[BudgetLine]:
    return BudgetLine.objects.filter(programme=programme).order_by("position")


def ordered_by_budget_line(programme: Programme, codes: Iterable[str] | None = None) -> dict[str, tuple[int, int]]:
    """Budget line -> (units, value at the owner's estimate) of the order lines that it pays."""
    lines = OrderLine.objects.filter(programme=programme)
    if codes is not None:
        lines = lines.filter(budget_line__in=list(codes))
    price = catalogue.prices(programme)
    sums: dict[str, tuple[int, int]] = {}
    for code, kind, n in lines.values_list("budget_line", "type").annotate(n=Sum("quantity")).order_by():
        units, value = sums.get(code, (0, 0))
        sums[code] = (units + n, value + n * price[kind])
    return sums


def budget_by_kind(programme: Programme) -> dict[str, int]:
    return dict(BudgetLine.objects.filter(programme=programme).values_list("kind").annotate(n=Sum("amount")).order_by())


def destinations(programme: Programme) -> QuerySet[Destination]:
    return Destination.objects.filter(programme=programme).order_by("position")


def destination_names(programme: Programme) -> dict[str, str]:
    return dict(Destination.objects.filter(programme=programme).values_list("key", "name"))


def moves(programme: Programme, subject: str = "") -> QuerySet[OrderMove]:
    """Everything that moved the order, in its order; of one line or type where `subject` names it."""
    found = (
        OrderMove.objects.filter(programme=programme).select_related("entry", "entry__by").order_by("entry__sequence")
    )
    return found.filter(subject=subject) if subject else found


def first_lines(programme: Programme) -> list[tuple[Entry, str, str]]:
    """(entry that stated it, order line, quantity) of the order as it was first agreed."""
    agreed = entries_of(programme, kind="OrderAgreed").values_list("sequence", flat=True).first() or 0
    stated: dict[str, tuple[Entry, str, str]] = {}
    before = entries_of(programme).filter(kind__in=["RowStated", "RowWithdrawn"], subject__startswith="orders:", sequence__lt=agreed)
    for entry in before.order_by("sequence"):
        said = json.loads(entry.body)["values"]
        stated.pop(said["key"], None)
        if entry.kind == "RowStated":
            stated[said["key"]] = (entry, said["key"], said["row"]["quantity"])
    return list(stated.values())


def is_agreed(programme: Programme) -> bool:
    """Whether a first order stands, so that every further change needs a reason."""
    return OrderMove.objects.filter(programme=programme, change="agreed").exists()


def units_by_type(programme: Programme, types: Iterable[str]) -> dict[str, int]:
    rows = (
        OrderLine.objects.filter(programme=programme, type__in=list(types))
        .values_list("type")
        .annotate(n=Sum("quantity"))
        .order_by()
    )
    return dict(rows)


def adds_up(programme: Programme) -> bool:
    """Whether the order as agreed and every change since give today's order, in units and in rupiah."""
    sums = OrderMove.objects.filter(programme=programme).aggregate(units=Sum("units"), rupiah=Sum("rupiah"))
    totals = order_totals(programme)
    return (sums["units"] or 0, sums["rupiah"] or 0) == (totals.units, totals.rupiah)


def ordered_as_of(programme: Programme, moments: Mapping[str, int]) -> dict[str, int]:
    """Line -> units ordered after the entry of that sequence; lines that are not named: today."""
    ordered = dict.fromkeys(moments, 0) | ordered_by_line(programme)
    if not moments:
        return ordered
    later = OrderMove.objects.filter(programme=programme, entry__sequence__gt=min(moments.values())).exclude(change="price")
    for line, sequence, units in later.values_list("subject", "entry__sequence", "units"):
        if line in moments and sequence > moments[line]:
            ordered[line] -= units
    return ordered


def budget_and_type(programme: Programme, lines: Collection[str]) -> dict[str, tuple[str, str]]:
    """Line -> (budget line, type), also of lines that were cancelled: as they were last stated."""
    standing = OrderLine.objects.filter(programme=programme).values_list("key", "budget_line", "type")
    found = {line: (budget, kind) for line, budget, kind in standing if line in lines}
    for line in set(lines) - set(found):
        row = last_stated(programme, line)
        found[line] = (row.get("budget_line", ""), row.get("type", ""))
    return found


def last_stated(programme: Programme, line: str) -> dict[str, str]:
    """The whole row of an order line as the chain last says it; empty where it never did."""
    bodies = Entry.objects.filter(programme=programme, subject=f"orders:{line}"[:120], kind__in=["RowStated", "OrderChanged"])
    for body in bodies.order_by("-sequence").values_list("body", flat=True):
        if row := json.loads(body)["values"].get("row"):
            return dict(row)
    return {}
