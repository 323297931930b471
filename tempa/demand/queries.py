"""What others may read of demand."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple, TypedDict, cast

from django.db.models import BigIntegerField, ExpressionWrapper, F, OuterRef, QuerySet, Subquery, Sum

from tempa.catalogue import queries as catalogue
from tempa.demand.models import Agency, BudgetLine, Destination, OrderLine, OrderMove, OrderSum
from tempa.ledger.models import Entry, Programme
from tempa.ledger.queries import entries_of, zone_of
from tempa.ledger.writing import among, instances_of, rows_of
from tempa.values.period import day_in

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Priced(TypedDict):
        unit_price: int
        type_name: str
        value: int

    PricedLine = WithAnnotations[OrderLine, Priced]
else:
    PricedLine = OrderLine


@dataclass(frozen=True)
class OrderTotals:
    """Today's order: units, value at the owner's estimate, lines, types, agencies."""

    units: int
    rupiah: int
    lines: int
    types: int
    agencies: int


def order_lines(programme: Programme) -> QuerySet[PricedLine]:
    """The order lines with `unit_price` (the type's estimate), `type_name` and `value` beside their own columns."""
    kind = catalogue.types(programme).filter(key=OuterRef("type")).order_by()
    return (
        OrderLine.objects.filter(programme=programme)
        .annotate(unit_price=Subquery(kind.values("unit_price")[:1]), type_name=Subquery(kind.values("name_id")[:1]))
        .annotate(value=ExpressionWrapper(F("quantity") * F("unit_price"), output_field=BigIntegerField()))
        .order_by("position")
    )


def line_named(programme: Programme, code: str) -> PricedLine | None:
    """One order line, with the same beside it; read past the ORM, since every page of a line and every change of one begins with it."""
    found = instances_of(OrderLine, "programme_id = %s AND key = %s", [programme.pk, code])
    if not found:
        return None
    line, kind = cast("PricedLine", found[0]), catalogue.type_named(programme, found[0].type)
    assert kind is not None, "an order line is of a type of the catalogue"
    line.unit_price, line.type_name, line.value = kind.unit_price, kind.name_id, found[0].quantity * kind.unit_price
    return line


def types_of_lines(programme: Programme) -> dict[str, str]:
    return dict(rows_of(OrderLine, ("key", "type"), "programme_id = %s ORDER BY position", [programme.pk]))


def types_and_days(programme: Programme, lines: Collection[str]) -> dict[str, tuple[str, date]]:
    """Line -> its type, and the day on which it is due."""
    some = list(lines)
    rows = rows_of(OrderLine, ("key", "type", "due_date"), f"programme_id = %s AND key {among(some)}", [programme.pk, *some])
    return {key: (type, due_date) for key, type, due_date in rows}


def destinations_of(programme: Programme, agency: str) -> dict[str, str]:
    """Order line of an agency -> where its machines go."""
    return dict(rows_of(OrderLine, ("key", "destination"), "programme_id = %s AND agency = %s ORDER BY position", [programme.pk, agency]))


def types_of_agency(programme: Programme, agency: str) -> set[str]:
    """The types that an agency ordered."""
    return {type for (type,) in rows_of(OrderLine, ("type",), "programme_id = %s AND agency = %s", [programme.pk, agency])}


def order_totals(programme: Programme, agency: str = "") -> OrderTotals:
    """Of the whole order, or of what an agency ordered."""
    found = sums(programme, "agency")
    if agency:
        found = [one for one in found if one.code == agency]
    return OrderTotals(
        units=sum(one.units for one in found), rupiah=sum(one.units * one.price for one in found), lines=sum(one.lines for one in found),
        types=len({one.type for one in found}), agencies=len({one.code for one in found}),
    )  # fmt: skip


class Ordered(NamedTuple):
    """A row of the tally of order lines, with the owner's estimate of its type (0 where it is of no one type)."""

    code: str
    type: str
    lines: int
    units: int
    price: int


def sums(programme: Programme, way: str) -> list[Ordered]:
    found = OrderSum.objects.filter(programme=programme, way=way).order_by("code", "type").values_list("code", "type", "lines", "units")
    price = catalogue.prices(programme)
    return [Ordered(code, kind, lines, units, price.get(kind, 0)) for code, kind, lines, units in found]


def due_by_day(programme: Programme) -> list[tuple[date, int]]:
    """(day, units due on it), in order."""
    found = OrderSum.objects.filter(programme=programme, way="due_date").order_by("code").values_list("code", "units")
    return [(date.fromisoformat(day), units) for day, units in found]


def ordered_by_line(programme: Programme) -> dict[str, int]:
    return dict(rows_of(OrderLine, ("key", "quantity"), "programme_id = %s ORDER BY position", [programme.pk]))


def units_by_agency(programme: Programme) -> list[tuple[str, int, int, int]]:
    """(agency, units, value, types) of today's order, agencies in their order."""
    of: dict[str, list[Ordered]] = {}
    for one in sums(programme, "agency"):
        of.setdefault(one.code, []).append(one)
    return [
        (a, sum(one.units for one in of.get(a, ())), sum(one.units * one.price for one in of.get(a, ())), len(of.get(a, ())))
        for a in agencies(programme).values_list("key", flat=True)
    ]


def units_by_destination(programme: Programme) -> dict[str, int]:
    return dict(OrderSum.objects.filter(programme=programme, way="destination").values_list("code", "units"))


def agencies(programme: Programme) -> QuerySet[Agency]:
    return Agency.objects.filter(programme=programme).order_by("position")


def agency_names(programme: Programme) -> dict[str, str]:
    return dict(rows_of(Agency, ("key", "name_id"), "programme_id = %s ORDER BY position", [programme.pk]))


def budget_lines(programme: Programme) -> QuerySet[BudgetLine]:
    return BudgetLine.objects.filter(programme=programme).order_by("position")


def budget_line_cells(programme: Programme, code: str) -> dict[str, str]:
    """The row of a budget line as stated; empty where there is none."""
    return next((dict(cells) for (cells,) in rows_of(BudgetLine, ("cells",), "programme_id = %s AND key = %s", [programme.pk, code])), {})


def budgets(programme: Programme) -> dict[str, int]:
    """Budget line -> rupiah."""
    return dict(BudgetLine.objects.filter(programme=programme).values_list("budget_line", "amount"))


def ordered_by_budget_line(programme: Programme) -> dict[str, tuple[int, int]]:
    """Budget line -> (units, value at the owner's estimate) of the order lines that it pays."""
    found: dict[str, tuple[int, int]] = {}
    for one in sums(programme, "budget_line"):
        units, value = found.get(one.code, (0, 0))
        found[one.code] = units + one.units, value + one.units * one.price
    return found


def budget_by_kind(programme: Programme) -> dict[str, int]:
    return dict(BudgetLine.objects.filter(programme=programme).values_list("kind").annotate(n=Sum("amount")).order_by())


def destinations(programme: Programme) -> QuerySet[Destination]:
    return Destination.objects.filter(programme=programme).order_by("position")


def destination_names(programme: Programme) -> dict[str, str]:
    return dict(rows_of(Destination, ("key", "name"), "programme_id = %s ORDER BY position", [programme.pk]))


def moves(programme: Programme, subject: str = "") -> QuerySet[OrderMove]:
    """Everything that moved the order, in its order; of one line or type where `subject` names it."""
    found = (
        OrderMove.objects.filter(programme=programme).select_related("entry", "entry__by").order_by("entry__sequence")
    )
    return found.filter(subject=subject) if subject else found


def line_codes(programme: Programme) -> frozenset[str]:
    """Every code that an order line ever had; none is given twice."""
    now = OrderLine.objects.filter(programme=programme).values_list("key", flat=True)
    changed = OrderMove.objects.filter(programme=programme).exclude(change__in=["agreed", "price"]).values_list("subject", flat=True)
    return frozenset(now) | frozenset(changed)


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


def units_by_type(programme: Programme) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in sums(programme, "agency"):
        found[one.type] = found.get(one.type, 0) + one.units
    return found


def lines_by_type(programme: Programme) -> dict[str, tuple[int, int]]:
    """Type -> (units, order lines) of today's order."""
    found: dict[str, tuple[int, int]] = {}
    for one in sums(programme, "agency"):
        units, lines = found.get(one.type, (0, 0))
        found[one.type] = units + one.units, lines + one.lines
    return found


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


def ordered_before(programme: Programme, moment: datetime) -> dict[str, int]:
    """Line -> units ordered just before a moment; none before the order was agreed."""
    later = OrderMove.objects.filter(programme=programme, entry__at__gte=moment).exclude(change="price")
    if later.filter(change="agreed").exists():
        return {}
    found = dict.fromkeys(line_codes(programme), 0) | ordered_by_line(programme)
    for line, units in later.values_list("subject", "units"):
        found[line] = found.get(line, 0) - units
    return found


def estimates_on(programme: Programme, day: date) -> dict[str, int]:
    """Type -> the highest owner's estimate (HPS) that held on a day, whole rupiah without VAT: today's where none changed since."""
    held, zone = catalogue.prices(programme), zone_of(programme)
    later: dict[str, list[OrderMove]] = {}
    for move in moves(programme).filter(change="price"):
        if day_in(zone, move.entry.at) >= day:
            later.setdefault(move.subject, []).append(move)
    for kind, changes in later.items():
        held[kind] = max(int(changes[0].before), *(int(m.after) for m in changes if day_in(zone, m.entry.at) == day), 0)
    return held


def budget_and_type(programme: Programme, lines: Collection[str]) -> dict[str, tuple[str, str]]:
    """Line -> (budget line, type), also of lines that were cancelled: as they were last stated."""
    standing = OrderLine.objects.filter(programme=programme).values_list("key", "budget_line", "type")
    found = {line: (budget, kind) for line, budget, kind in standing if line in lines}
    for line in set(lines) - set(found):
        row = last_stated(programme, line)
        found[line] = (row.get("budget_line", ""), row.get("type", ""))
    return found


def particulars_of_lines(programme: Programme, lines: Collection[str]) -> dict[str, tuple[str, str, str]]:
    """Line -> (agency, type, budget line), also of lines that were cancelled: as they were last stated."""
    if not lines:
        return {}
    standing = OrderLine.objects.filter(programme=programme).values_list("key", "agency", "type", "budget_line")
    found = {line: (agency, kind, budget) for line, agency, kind, budget in standing if line in lines}
    for line in set(lines) - set(found):
        row = last_stated(programme, line)
        found[line] = (row.get("agency", ""), row.get("type", ""), row.get("budget_line", ""))
    return found


def last_stated(programme: Programme, line: str) -> dict[str, str]:
    """The whole row of an order line as the chain last says it; empty where it never did."""
    bodies = Entry.objects.filter(programme=programme, subject=f"orders:{line}"[:120], kind__in=["RowStated", "OrderChanged"])
    for body in bodies.order_by("-sequence").values_list("body", flat=True):
        if row := json.loads(body)["values"].get("row"):
            return dict(row)
    return {}
