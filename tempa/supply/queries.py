"""What others may read of supply."""

from __future__ import annotations

from django.db.models import QuerySet

from tempa.ledger.models import Programme
from tempa.supply.models import Supplier


def suppliers(programme: Programme) -> QuerySet[Supplier]:
    return Supplier.objects.filter(programme=programme).order_by("position")


def supplier_named(programme: Programme, code: str) -> Supplier | None:
    return Supplier.objects.filter(programme=programme, key=code).first()
