"""What others may read of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from tempa.catalogue.models import MachineType, Material, PartsListItem, RoutingStep, TypeAlias
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
