"""The lots that are under contract as dated needs of materials, with what covers them and what comes too late."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction

from tempa.allocation import queries as allocation
from tempa.catalogue import queries as catalogue
from tempa.contracts import queries as contracts
from tempa.demand import queries as demand
from tempa.ledger.models import Programme
from tempa.ledger.queries import calendar_of
from tempa.ledger.writing import rows_of
from tempa.supply.models import LotMaterial, MaterialTerms, PurchaseLine, Stock
from tempa.supply.rules.amounts import UNIT, parts
from tempa.supply.rules.needs import (
    Held,
    LateLot,
    LotToSupply,
    MaterialPlan,
    PartsLists,
    Supply,
    Terms,
    gross_need,
    late_lots,
    plan_materials,
)

LATE_OF = ("rows", "demand", "allocation", "contracts", "supply")
"""The rooms whose facts the needs follow from."""


def lots_to_supply(
    programme: Programme, *, made: Mapping[str, int] | None = None, planned: bool = False, only: Collection[str] | None = None
) -> list[LotToSupply]:
    """The lots whose contract binds somebody; `planned`: every lot of the plan. `only`: these lots.

    `made`: lot -> units that are finished and need nothing more.
    """
    bound = contracts.bound_quantities(programme, only)
    wanted = only if planned else bound
    found = allocation.lots_in_force(programme, wanted)
    lines = demand.types_and_days(programme, {lot.line for lot in found})
    calendar, finished = calendar_of(programme), made or {}
    rows = []
    for lot in found:
        units, done = lot.quantity if planned else bound.get(lot.lot, 0), finished.get(lot.lot, 0)
        if units > done and (line := lines.get(lot.line)) is not None:
            rows.append(LotToSupply(lot.lot, line[0], lot.workshop, units, calendar.monday(lot.start_week), calendar.sunday(lot.inspect_week),
                                    line[1], done))  # fmt: skip
    return rows


def explode(programme: Programme, types: Collection[str] | None = None) -> PartsLists:
    """Type -> its parts list, exact ten-thousandths a unit."""
    return {type: [(code, parts(quantity)) for code, quantity in listed] for type, listed in catalogue.parts_lists(programme, types).items()}


def needs_of(programme: Programme, lots: Iterable[LotToSupply]) -> dict[tuple[str, str], int]:
    """(lot, material) -> what the whole lot takes, with what is lost at work."""
    some = list(lots)
    lists, terms = explode(programme, {lot.type for lot in some}), terms_of(programme)
    return {
        (lot.lot, material): gross_need(lot.units, per_unit, terms.get(material, Terms()).scrap)
        for lot in some for material, per_unit in lists.get(lot.type, ())
    }  # fmt: skip


def terms_of(programme: Programme) -> dict[str, Terms]:
    """Material -> how it is bought: its stated terms, and the lead time of the programme's table."""
    stated = {material: (scrap, multiple) for material, scrap, multiple in rows_of(
        MaterialTerms, ("material", "scrap", "multiple"), "programme_id = %s", [programme.pk])}  # fmt: skip
    found = {}
    for material, weeks in catalogue.lead_weeks(programme).items():
        own = stated.get(material)
        scrap, multiple = (Fraction(own[0]) / 100, own[1]) if own else (Fraction(0), UNIT)
        found[material] = Terms(scrap, multiple, weeks * 7)
    return found


def held(programme: Programme, today: date) -> Held:
    """What there is of materials on a day. An order that nobody has answered comes on the day asked for; one that is overdue, not before tomorrow."""
    orders: dict[str, list[Supply]] = {}
    rows = PurchaseLine.objects.filter(programme=programme, purchase__ordered_on__isnull=False, purchase__cancelled_at=None)
    for line in rows.exclude(purchase__is_accepted=False).select_related("purchase").order_by("pk"):
        if line.quantity > line.received:
            comes = line.purchase.promised_on or line.purchase.due_on
            comes = comes if comes >= today else today + timedelta(days=1)
            orders.setdefault(line.material, []).append(Supply(comes, line.quantity - line.received, line.purchase.order))
    return Held(
        {s.material: s.received + s.counted - s.issued for s in Stock.objects.filter(programme=programme)}, orders,
        {(m.lot, m.material): m.quantity for m in LotMaterial.objects.filter(programme=programme)},
    )  # fmt: skip


def material_plans(
    programme: Programme, today: date, *, made: Mapping[str, int] | None = None, planned: bool = False
) -> dict[str, MaterialPlan]:
    """Material -> what the lots need of it, what covers that, and what must be bought."""
    lots = lots_to_supply(programme, made=made, planned=planned)
    return plan_materials(lots, explode(programme, {lot.type for lot in lots}), terms_of(programme), held(programme, today))


def late_materials(programme: Programme, day: date, *, made: Mapping[str, int] | None = None) -> list[LateLot]:
    """Every lot that a material comes too late for, as it stands on a day; the longest wait first."""
    return late_lots(material_plans(programme, day, made=made).values(), day)
