"""What others may read of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from tempa.catalogue.models import MachineType, Material, PartsListItem, PriceObjection, RoutingStep, TypeAlias
from tempa.ledger.models import Programme


def types(programme: Programme) -> QuerySet[MachineType]:
    return MachineType.objects.filter(programme=programme).order_by("position")


def type_named(programme: Programme, code: str) -> MachineType | None:
    return MachineType.objects.filter(programme=programme, key=code).first()


def type_names(programme: Programme, codes: Iterable[str] | None = None) -> dict[str, str]:
    """Indonesian name by code."""
    found = MachineType.objects.filter(programme=programme)
    if codes is not None:
        found = found.filter(key__in=set(codes))
    return dict(found.values_list("key", "name_id"))


def prices(programme: Programme) -> dict[str, int]:
    """The owner's estimate (HPS) of every type, rupiah without VAT."""
    return dict(MachineType.objects.filter(programme=programme).values_list("key", "unit_price"))


def price_of(programme: Programme, code: str) -> int:
    """The owner's estimate (HPS) of a type, rupiah without VAT."""
    return MachineType.objects.values_list("unit_price", flat=True).get(programme=programme, key=code)


def routing(programme: Programme, code: str) -> QuerySet[RoutingStep]:
    return RoutingStep.objects.filter(programme=programme, type=code).order_by("position")


def parts_list(programme: Programme, code: str) -> list[tuple[PartsListItem, Material | None]]:
    """The parts list of a type with the material of each row."""
    items = list(PartsListItem.objects.filter(programme=programme, type=code).order_by("position"))
    known = {m.material: m for m in Material.objects.filter(programme=programme, key__in=[i.material for i in items])}
    return [(i, known.get(i.material)) for i in items]


def materials(programme: Programme, supplier: str | None = None) -> QuerySet[Material]:
    found = Material.objects.filter(programme=programme).order_by("position")
    return found if supplier is None else found.filter(supplier=supplier)


def aliases(programme: Programme) -> dict[str, str]:
    """Decided names: name as written -> type code."""
    return dict(TypeAlias.objects.filter(programme=programme).values_list("name", "type"))


def aliases_of(programme: Programme, code: str) -> list[str]:
    return list(
        TypeAlias.objects.filter(programme=programme, type=code).order_by("name").values_list("name", flat=True)
    )


def price_objections(programme: Programme) -> QuerySet[PriceObjection]:
    """Objections to prices, the newest first."""
    people = ("raised_by", "answered_by", "overruled_by")
    return PriceObjection.objects.filter(programme=programme).select_related(*people).order_by("-number")


def price_objection_named(programme: Programme, objection: UUID) -> PriceObjection | None:
    return price_objections(programme).filter(objection=objection).first()


def unanswered_price_objections(programme: Programme) -> QuerySet[PriceObjection]:
    """Those that wait for the park's answer; some of them may be overruled meanwhile."""
    return price_objections(programme).filter(answered_at=None)


def open_price_objections(programme: Programme, types: Iterable[str]) -> QuerySet[PriceObjection]:
    """Those that hold the contracts of these types: neither answered nor overruled; the oldest first."""
    return unanswered_price_objections(programme).filter(overruled_at=None, type__in=set(types)).order_by("number")


def price_set_by(programme: Programme, type: str) -> int | None:
    """The number of who last stated the price of a type; None where there is no such type."""
    return MachineType.objects.filter(programme=programme, key=type).values_list("entry__by", flat=True).first()
